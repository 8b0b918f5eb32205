"""The lives: completions, hearings, orders, cases; finality; the state on any day."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.ledger.checksums import compute_checksum
    from finalorder.ledger.ddp import list_ddp_inputs
    from finalorder.ledger.deadlines import Deadline, compute_deadlines, find_charging_threshold
    from finalorder.ledger.derive import (
        CARRIED_FOLDER,
        LEDGER_TABLES,
        RELEASE_PREFIX,
        build_asked_table,
        build_release_info,
        derive_release,
        find_carried_files,
        is_release_table,
        list_ledger_inputs,
        list_ledger_steps,
        list_release_tables,
        load_ledger_steps,
        open_ledger,
    )
    from finalorder.ledger.invariants import Invariant, check_ledger_invariants, require_invariants
    from finalorder.ledger.legal_periods import LegalPeriod, list_legal_periods
    from finalorder.ledger.orders_as_of import compute_orders_as_of
    from finalorder.ledger.registry_tables import build_registry_tables, write_registry_tables
    from finalorder.ledger.remedies import (
        HearingRule,
        LastDays,
        Remedy,
        compute_last_days,
        find_law_reader,
        list_hearing_rules,
        list_last_days,
        list_remedies,
        select_table_days,
    )
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "CARRIED_FOLDER",
    "LEDGER_TABLES",
    "RELEASE_PREFIX",
    "Deadline",
    "HearingRule",
    "Invariant",
    "LastDays",
    "LegalPeriod",
    "Remedy",
    "build_asked_table",
    "build_registry_tables",
    "build_release_info",
    "check_ledger_invariants",
    "compute_checksum",
    "compute_deadlines",
    "compute_last_days",
    "compute_orders_as_of",
    "derive_release",
    "find_carried_files",
    "find_charging_threshold",
    "find_law_reader",
    "is_release_table",
    "list_ddp_inputs",
    "list_hearing_rules",
    "list_last_days",
    "list_ledger_inputs",
    "list_ledger_steps",
    "list_legal_periods",
    "list_release_tables",
    "list_remedies",
    "load_ledger_steps",
    "open_ledger",
    "require_invariants",
    "select_table_days",
    "write_registry_tables",
]
