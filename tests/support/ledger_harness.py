"""Small tables in, the ledger out: how tests run the SQL without a release."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from finalorder import registry
from finalorder.engines import DuckDB
from finalorder.ledger import (
    LEDGER_INPUTS,
    LEDGER_STEPS,
    LEDGER_TABLES,
    derive_ledger,
    read_ledger_sql,
    register_ledger_inputs,
)

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
    columns = [column for column in registry.get_table(name).current_columns if column.kept]
    unknown = {key for row in rows for key in row} - {column.lake_name for column in columns}
    assert not unknown, f"{name} has no column {sorted(unknown)}"
    return pa.table(
        {c.lake_name: pa.array([row.get(c.lake_name) for row in rows], ARROW.get(c.type, pa.string())) for c in columns}
    )


def engine_with(tables: Mapping[str, Rows], release_day: date) -> DuckDB:
    """An engine that holds the whole ledger of these tables."""
    engine = DuckDB(memory="2GB", threads=1)
    register_ledger_inputs(
        engine, {name: release_table(name, tables.get(name, [])) for name in LEDGER_INPUTS}, release_day
    )
    derive_ledger(engine)
    return engine


class Ledger(Mapping[str, list[dict[str, Any]]]):
    """The ledger's tables as lists of rows, each derived when it is first asked for, with the steps that it needs."""

    def __init__(self, tables: Mapping[str, Rows], release_day: date) -> None:
        self._engine = DuckDB(memory="2GB", threads=1)
        register_ledger_inputs(
            self._engine, {name: release_table(name, tables.get(name, [])) for name in LEDGER_INPUTS}, release_day
        )
        self._derived: set[str] = set()
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        if name not in LEDGER_TABLES:
            raise KeyError(name)
        if name not in self._rows:
            self._derive(name)
            self._rows[name] = self._engine.query(f"SELECT * FROM {name}").to_pylist()
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(LEDGER_TABLES)

    def __len__(self) -> int:
        return len(LEDGER_TABLES)

    def _derive(self, step: str) -> None:
        for earlier in steps_before(step):
            self._derive(earlier)
        if step not in self._derived:
            self._engine.create_table(step, read_ledger_sql(step))
            self._derived.add(step)


@cache
def steps_before(step: str) -> list[str]:
    """The steps whose tables a step reads."""
    text = re.sub(r"--.*", "", read_ledger_sql(step))
    read = {name for _, name in re.findall(r"\b(FROM|JOIN) (\w+)", text)}
    return [name for name in LEDGER_STEPS[: LEDGER_STEPS.index(step)] if name in read]


def ledger_of(tables: Mapping[str, Rows], release_day: date = date(2026, 7, 1)) -> Ledger:
    """The ledger of a few rows."""
    return Ledger(tables, release_day)
