"""Small tables in, the ledger out: how tests run the SQL without a release."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from finalorder import registry
from finalorder.engines import DuckDB
from finalorder.ledger import NEEDED, derive, prepare

ARROW = {
    "int": pa.int64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms"),
    "bool": pa.bool_(),
    "money": pa.decimal128(12, 2),
    "month_year": pa.date32(),
}
Rows = Sequence[Mapping[str, Any]]


def release_table(name: str, rows: Rows) -> pa.Table:
    """A core table of the lake from a few rows; what a row does not give is NULL."""
    columns = [column for column in registry.table(name).current if column.kept]
    unknown = {key for row in rows for key in row} - {column.lake_name for column in columns}
    assert not unknown, f"{name} has no column {sorted(unknown)}"
    return pa.table(
        {c.lake_name: pa.array([row.get(c.lake_name) for row in rows], ARROW.get(c.type, pa.string())) for c in columns}
    )


def engine_with(tables: Mapping[str, Rows], release_day: date) -> DuckDB:
    """An engine that holds the whole ledger of these tables."""
    engine = DuckDB(memory="2GB", threads=1)
    prepare(engine, {name: release_table(name, tables.get(name, [])) for name in NEEDED}, release_day)
    derive(engine)
    return engine


def ledger_of(tables: Mapping[str, Rows], release_day: date = date(2026, 7, 1)) -> dict[str, list[dict[str, Any]]]:
    """The ledger's tables as lists of rows."""
    with engine_with(tables, release_day) as engine:
        return {
            name: engine.answer(f"SELECT * FROM {name}").to_pylist()
            for name in ("completions", "hearings", "orders", "cases", "notes")
        }
