"""The orders of a ledger as they were on any day, from the days of events alone."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.engines import DuckDB
from finalorder.ledger.derive import read_ledger_sql


def compute_orders_as_of(orders: Path | pa.Table, day: date) -> pa.Table:
    """One row an order made by the day: final, not final or undone then, whether it stood, and whether that is certain.

    :param orders: the ledger's orders, as a Parquet file or an Arrow table.
    """
    with DuckDB() as engine:
        engine.register("orders", orders)
        engine.register("asked", pa.table({"as_of": pa.array([day], pa.date32())}))
        return engine.query(read_ledger_sql("orders_as_of"), step="orders_as_of")
