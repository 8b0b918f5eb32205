"""The orders of a ledger as they were on any day, from the days of events alone."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.engines import Engine, Source, open_runner
from finalorder.ledger.derive import build_asked_table, load_ledger_steps


def compute_orders_as_of(orders: Path | pa.Table, day: date, *, engine: Engine | None = None) -> pa.Table:
    """Compute one row an order made by the day: final, not final or undone then, whether it stood,
    and whether that is certain.

    :param orders: the ledger's orders, as a Parquet file or an Arrow table.
    """
    sources: dict[str, Source] = {"orders": orders, "asked": build_asked_table(day)}
    with open_runner(load_ledger_steps(), sources, engine=engine) as runner:
        return runner.query("orders_as_of")
