"""The lives: completions, hearings, orders, cases; finality; the state on any day."""

from finalorder.ledger.checksums import compute_checksum
from finalorder.ledger.ddp import DDP_INPUTS, derive_ddp
from finalorder.ledger.deadlines import Deadline, compute_deadlines
from finalorder.ledger.derive import (
    LEDGER_INPUTS,
    LEDGER_STEPS,
    LEDGER_TABLES,
    derive_ledger,
    derive_release,
    read_ledger_sql,
    register_ledger_inputs,
)
from finalorder.ledger.invariants import Invariant, check_ledger_invariants, require_invariants
from finalorder.ledger.orders_as_of import compute_orders_as_of
from finalorder.ledger.registry_tables import build_registry_tables

__all__ = [
    "DDP_INPUTS",
    "LEDGER_INPUTS",
    "LEDGER_STEPS",
    "LEDGER_TABLES",
    "Deadline",
    "Invariant",
    "build_registry_tables",
    "check_ledger_invariants",
    "compute_checksum",
    "compute_deadlines",
    "compute_orders_as_of",
    "derive_ddp",
    "derive_ledger",
    "derive_release",
    "read_ledger_sql",
    "register_ledger_inputs",
    "require_invariants",
]
