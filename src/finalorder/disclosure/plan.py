"""The plan: what a release publishes, in order of importance (``plan.toml``), and reading what was published."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.answers import AnswerRow, Condition, Shown, make_natural_sort_key, read_answer_rows
from finalorder.disclosure.gate import list_hidden_rows, make_row_key, seal_protected_rows
from finalorder.errors import NotInLakeError, suggest_names
from finalorder.lake import Release
from finalorder.measures import (
    EVERY_LEVEL,
    CellQuery,
    Method,
    can_group,
    count_listed_rows,
    find_empty_rows,
    get_method,
    is_split,
)

PLAN_FOLDER, PLAN_FILE, PLAN_FORMAT = "plan", "plan.toml", 1
#: what the rows of a table are
MEASURES, COHORTS, OPERATIONS, FORECASTS = "measures", "cohorts", "operations", "forecasts"


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table that releases publish."""

    name: str
    of: str = MEASURES
    by: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    most_rows: int = 30_000

    def has_method(self, method: Method, release: Release) -> bool:
        """Whether a method has its rows in it."""
        named = (not self.methods or method.id in self.methods) and (not self.kinds or method.kind in self.kinds)
        fits = self.of == MEASURES and named and can_group(method, self.by)
        return fits and count_listed_rows(release, method, self.by) <= self.most_rows


@cache
def load_plan() -> tuple[PlanTable, ...]:
    """Load the tables that every release publishes."""
    read = tomllib.loads((Path(__file__).parent / "plan.toml").read_text(encoding="utf-8"))
    return tuple(PlanTable(**_freeze_lists(table)) for table in read["table"])


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table of a release: what it is split by, whose rows it has, how many there are, and how many have a number.

    ``question`` is what was asked, if a table's name and dimensions do not say it.
    """

    name: str
    of: str
    by: tuple[str, ...]
    methods: tuple[str, ...]
    rows: int
    shown: int
    question: str = ""


@dataclass(frozen=True)
class PublishedPlan:
    """The tables that a release has published, each a file of ``folder``.

    A file has the rows with a number; every other row of a table is hidden, and :meth:`read_table` lists it.
    """

    release: Release
    tables: Mapping[str, PublishedTable]
    folder: Path

    def read_table(
        self, name: str, methods: Collection[str] = (), only: Mapping[str, Collection[str]] = EVERY_LEVEL
    ) -> Shown:
        """Read the rows of a table, hidden ones too: of every method or of some, and of some levels of a dimension.

        :raises NotInLakeError: if the release has published no such table.
        """
        if name not in self.tables:
            raise NotInLakeError(
                f"release {self.release.name} publishes no table {name}{suggest_names(name, self.tables)}"
            )
        table = self.tables[name]
        if table.of != MEASURES:
            kept = (row for row in self._read_file(table) if row.city in only.get("city", (row.city,)))
            return seal_protected_rows(kept)
        chosen = [each for each in table.methods if not methods or each in methods]
        return seal_protected_rows(self._list_rows(table, chosen, only))

    def answer(
        self, methods: Sequence[Method], by: Sequence[str], only: Mapping[str, Collection[str]] = EVERY_LEVEL
    ) -> Shown | None:
        """Return the rows of a question to some methods, margins too, if all of them are published."""
        rows: list[AnswerRow] = []
        for method in methods:
            tables = [self._groupings.get(each) for each in _list_margins(method, by)]
            if not all(table and method.id in table.methods for table in tables):
                return None
            for table in filter(None, tables):
                if all("" in levels for name, levels in only.items() if name not in table.by):
                    rows += self._list_rows(table, [method.id], only)
        return seal_protected_rows(rows)

    @cached_property
    def _groupings(self) -> dict[frozenset[str], PublishedTable]:
        return {frozenset(each.by): each for each in self.tables.values() if each.of == MEASURES}

    def _list_rows(
        self, table: PublishedTable, methods: Sequence[str], only: Mapping[str, Collection[str]]
    ) -> Iterable[AnswerRow]:
        known = {make_row_key(row): row for row in self._read_file(table, methods)}
        for each in methods:
            asked, seen = [CellQuery(table.by)], (self.release, self.release.day)
            for empty in find_empty_rows(get_method(each), asked, Condition(), seen, only):
                for row in list_hidden_rows(empty):
                    yield known.get(make_row_key(row), row)

    def _read_file(self, table: PublishedTable, methods: Sequence[str] = ()) -> list[AnswerRow]:
        found = _read_methods(self.folder / f"{table.name}.parquet", methods)
        return [_restore_row(row) for row in read_answer_rows(found)]


def open_plan(release: Release) -> PublishedPlan | None:
    """Open what a release has published; None if it was built without, or by another edition of the plan's format."""
    return open_plan_folder(release, release.path / PLAN_FOLDER)


def open_plan_folder(release: Release, folder: Path) -> PublishedPlan | None:
    """Open the published tables that lie in a folder, wherever that is; None as :func:`open_plan`."""
    path = folder / PLAN_FILE
    if not path.exists():
        return None
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    if read["format"] != PLAN_FORMAT:
        return None
    tables = {each["name"]: PublishedTable(**_freeze_lists(each)) for each in read["table"]}
    return PublishedPlan(release, tables, folder)


def _freeze_lists(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def find_plan_file(folder: Path, table: str) -> Path:
    """Find where a table's rows are in the folder of a release."""
    return folder / PLAN_FOLDER / f"{table}.parquet"


def make_method_order(method: Method) -> tuple[object, ...]:
    """Make a sort key by which the rows of methods one after the other are in the order of answers."""
    return make_natural_sort_key(method.measure), make_natural_sort_key(method.id)


def _read_methods(path: Path, methods: Sequence[str]) -> pa.Table:
    """Read the rows of some methods, or all: they stand one method after the other, so much is passed over."""
    with pq.ParquetFile(path) as file:
        if not methods:
            return file.read()
        column = file.schema_arrow.get_field_index("method")
        statistics = [file.metadata.row_group(n).column(column).statistics for n in range(file.num_row_groups)]
        groups = [
            n
            for n, each in enumerate(statistics)
            if each is None or not each.has_min_max or any(each.min <= name <= each.max for name in methods)
        ]
        found = file.read_row_groups(groups)
    return pa.concat_tables([found.slice(0, 0), *_slice_methods(found, methods)])


def _slice_methods(rows: pa.Table, methods: Sequence[str]) -> Iterator[pa.Table]:
    """Slice the rows of some methods out of rows that stand one method after the other.

    Without a function of Arrow: importing those takes longer than reading a published answer.
    """
    names = rows.column("method").to_pylist()
    for name in dict.fromkeys(methods):
        if number := names.count(name):
            yield rows.slice(names.index(name), number)


def _restore_row(row: AnswerRow) -> AnswerRow:
    """Restore the row as it left the gate: a file does not tell 1 from 1.0."""
    if not row.is_share:
        return row
    value, low, high = (None if number is None else float(number) for number in (row.value, row.low, row.high))
    return row._replace(value=value, low=low, high=high)


def _list_margins(method: Method, by: Sequence[str]) -> list[frozenset[str]]:
    """List the groupings that a question's answer has: its own, and that of every margin."""
    names = [name for name in by if not is_split(name, method)]
    return [frozenset(each) for size in range(len(names) + 1) for each in combinations(names, size)]
