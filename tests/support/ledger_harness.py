"""Small tables in, the ledger out: how tests run the SQL without a release."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import pyarrow as pa

from finalorder import registry
from finalorder.answers import build_level_table
from finalorder.cohorts import build_asked, compute_cohorts, load_cohort_steps
from finalorder.engines import DuckDB, Engine, Step, StepRunner
from finalorder.ledger import LEDGER_TABLES, list_ledger_inputs, open_ledger

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


def derive_tables(tables: Mapping[str, Rows], release_day: date) -> StepRunner:
    """The ledger of these tables, in a DuckDB of its own; close it when done."""
    return open_tables(DuckDB(memory="2GB", threads=1), tables, release_day)


def open_tables(engine: Engine, tables: Mapping[str, Rows], release_day: date) -> StepRunner:
    """The ledger of these tables in an engine."""
    release = {name: release_table(name, tables.get(name, [])) for name in list_ledger_inputs()}
    return open_ledger(engine, release, release_day)


def ask(runner: StepRunner, sql: str) -> pa.Table:
    """The answer to a SELECT over the tables that a runner has or can make."""
    return runner.query_step(Step("asked by a test", sql))


def add_cohorts(runner: StepRunner, day: date) -> StepRunner:
    """The cohorts of a ledger on a day."""
    given = {"asked": build_asked(day), "registry_levels": build_level_table()}
    return compute_cohorts(runner.extend(given, load_cohort_steps().values()))


class Ledger(Mapping[str, list[dict[str, Any]]]):
    """The ledger's tables as lists of rows, each derived when it is first asked for, with the steps that it needs."""

    def __init__(self, tables: Mapping[str, Rows], release_day: date) -> None:
        self._given = tables, release_day
        self._runner: StepRunner | None = None
        self._rows: dict[str, list[dict[str, Any]]] = {}
        if Ledger.on_opened is not None:
            Ledger.on_opened(tables, release_day)

    #: told of every ledger that a test asks for, if anyone wants to know
    on_opened: ClassVar[Callable[[Mapping[str, Rows], date], None] | None] = None
    #: gives a table's rows where they are derived already, by whatever engine; None where they are not
    on_asked: ClassVar[Callable[[Mapping[str, Rows], date, str], list[dict[str, Any]] | None] | None] = None

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        if name not in LEDGER_TABLES:
            raise KeyError(name)
        if name not in self._rows:
            known = Ledger.on_asked(*self._given, name) if Ledger.on_asked else None
            self._rows[name] = self._derive(name) if known is None else known
        return self._rows[name]

    def _derive(self, name: str) -> list[dict[str, Any]]:
        self._runner = self._runner or derive_tables(*self._given)
        rows: list[dict[str, Any]] = ask(self._runner, f"SELECT * FROM {name}").to_pylist()
        return rows

    def __iter__(self) -> Iterator[str]:
        return iter(LEDGER_TABLES)

    def __len__(self) -> int:
        return len(LEDGER_TABLES)


def ledger_of(tables: Mapping[str, Rows], release_day: date = date(2026, 7, 1)) -> Ledger:
    """The ledger of a few rows."""
    return Ledger(tables, release_day)
