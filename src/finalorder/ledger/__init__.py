"""The lives: completions, hearings, orders, cases; finality; the state on any day."""

from finalorder.ledger.as_of import orders_as_of
from finalorder.ledger.checksums import checksum
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
from finalorder.ledger.invariants import Invariant, check, refuse_broken

__all__ = [
    "NEEDED",
    "PUBLISHED",
    "STEPS",
    "Invariant",
    "check",
    "checksum",
    "derive",
    "derive_release",
    "orders_as_of",
    "prepare",
    "refuse_broken",
    "registry_tables",
    "step_sql",
]
