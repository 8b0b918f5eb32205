"""The other way to count: one row a case, as the Deportation Data Project makes it, in SQL steps of its own."""

from finalorder.engines import DuckDB
from finalorder.ledger.derive import read_ledger_sql

#: in the order of derivation; none is published, all are kept while two ways of counting are compared
DDP_STEPS = ("ddp_proceedings", "ddp_appeals", "ddp_cases")
#: the core tables that the steps read, under their names in the lake
DDP_INPUTS = ("cases", "proceedings", "appeals")


def derive_ddp(engine: DuckDB) -> None:
    """Run the steps and keep their rows under the steps' names; ``ddp_cases`` is the result.

    The engine must see ``release_cases``, ``release_proceedings``, ``release_appeals`` and the registry.
    Source: deportationdata/eoir, commit fd22895 (2026-08-19), R scripts for proceedings, appeals, cases and joins.
    """
    for step in DDP_STEPS:
        engine.create_table(step, read_ledger_sql(step))
