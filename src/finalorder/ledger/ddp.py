"""The other way to count: one row a case, as the Deportation Data Project makes it, in SQL steps of its own.

The steps are ``ddp_proceedings``, ``ddp_appeals`` and ``ddp_cases``, which is the result; none is published.
Source: deportationdata/eoir, commit fd22895 (2026-08-19), R scripts for proceedings, appeals, cases and joins.
"""

from finalorder.engines import find_sources
from finalorder.ledger.derive import list_release_tables, load_ledger_steps

DDP_RESULT = "ddp_cases"


def list_ddp_inputs() -> list[str]:
    """List the core tables that the steps read, under their names in the lake."""
    return list_release_tables(find_sources(load_ledger_steps(), [DDP_RESULT]))
