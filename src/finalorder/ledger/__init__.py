"""The lives: completions, hearings, orders, cases; finality; the state on any day."""

from finalorder.ledger.derive import (
    NEEDED,
    PUBLISHED,
    STEPS,
    derive,
    derive_release,
    prepare,
    registry_tables,
    step_sql,
)

__all__ = ["NEEDED", "PUBLISHED", "STEPS", "derive", "derive_release", "prepare", "registry_tables", "step_sql"]
