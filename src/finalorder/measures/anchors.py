"""What a release holds of each published figure: unprotected counts, for the gate."""

from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from finalorder.engines import Raw
from finalorder.registry.anchors import Anchor, Condition
from finalorder.releases.lake import Release

CASE = "idncase"
NO_VALUE = ("", "NA", "N/A", "NULL")
Counted = tuple[int, int | None]


def count_anchors(release: Release, asked: Iterable[Anchor]) -> Raw:
    """One row a figure: its count in this release, with a denominator where it is a share."""
    counter = Counter(release.path)
    rows = [_row(release, anchor, counter.count(anchor)) for anchor in asked]
    return Raw(pa.Table.from_pylist(rows, schema=_SCHEMA))


_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("measure", "by_1", "level_1", "by_2", "level_2", "as_of", "release")),
        ("simulated", pa.bool_()),
        ("unit", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("source", pa.string()),
    ]
)


def _row(release: Release, anchor: Anchor, counted: Counted) -> dict[str, Any]:
    return {
        "measure": "anchor",
        "by_1": "anchor",
        "level_1": anchor.id,
        "by_2": "group",
        "level_2": anchor.group,
        "as_of": release.day.isoformat(),
        "release": release.name,
        "simulated": release.simulated,
        "unit": "rows" if anchor.count == "rows" else "cases" if not anchor.is_share else "share",
        "numerator": counted[0],
        "denominator": counted[1],
        "source": f"EOIR Case Data, release {release.name}",
    }


def has_tables(release: Release, anchor: Anchor) -> bool:
    """Whether the release has every table that the figure counts."""
    names = {anchor.table, anchor.without, anchor.linked[0] if anchor.linked else ""} - {""}
    return all(_path(release.path, name).exists() for name in names)


def _path(folder: Path, name: str) -> Path:
    """Where a table lies: ``proceedings``, or ``ledger.completions``."""
    inside, _, last = name.rpartition(".")
    return folder / (inside or "tables") / f"{last}.parquet"


class Counter:
    """Counts in one release's Parquet files; what several figures need is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._frequencies: dict[tuple[str, str], Mapping[str, int]] = {}
        self._firsts: dict[tuple[str, tuple[str, ...]], pa.Table] = {}
        self._known: dict[tuple[str, tuple[Condition, ...]], pa.Array] = {}

    def count(self, anchor: Anchor) -> Counted:
        """The rows, cases or share that the figure is about."""
        if anchor.count == "first":
            return self._first(anchor), None
        if anchor.count == "rows" and _is_plain(anchor):
            return self._frequency(anchor), None
        table = self._table(anchor.table)
        base = self._expression(table, anchor, anchor.of)
        rows = _all([base, *(_expression(table.schema, item) for item in anchor.where)])
        if anchor.count == "cases":
            return _distinct(table.to_table(columns=[CASE], filter=rows)), None
        whole = table.count_rows(filter=base) if anchor.is_share else None
        return table.count_rows(filter=rows), whole

    def _table(self, name: str) -> ds.Dataset:
        return ds.dataset(_path(self._folder, name))

    def _frequency(self, anchor: Anchor) -> int:
        """A value's rows: the column is read once for all its values."""
        (condition,) = anchor.where
        key = (anchor.table, condition.column)
        if key not in self._frequencies:
            column = self._table(anchor.table).to_table(columns=[condition.column]).column(0)
            found = pc.value_counts(column)
            words = [_text(value) for value in found.field("values").to_pylist()]
            self._frequencies[key] = dict(zip(words, found.field("counts").to_pylist(), strict=True))
        return sum(int(self._frequencies[key].get(value, 0)) for value in condition.values)

    def _first(self, anchor: Anchor) -> int:
        """Cases whose earliest day (and least code) meets the conditions."""
        names = tuple(sorted({item.column for item in anchor.where}))
        key = (anchor.table, names)
        if key not in self._firsts:
            rows = self._table(anchor.table).to_table(columns=[CASE, *names])
            least = rows.group_by(CASE).aggregate([(name, "min") for name in names])
            self._firsts[key] = least.rename_columns([CASE, *names])
        firsts = self._firsts[key]
        chosen = self._expression(firsts, anchor, anchor.where)
        return int(ds.dataset(firsts).count_rows(filter=chosen))

    def _expression(self, table: "ds.Dataset | pa.Table", anchor: Anchor, given: tuple[Condition, ...]) -> Any:
        parts = [_expression(table.schema, item) for item in given]
        if anchor.linked is not None:
            parts.append(pc.field(CASE).isin(self._cases(*anchor.linked)))
        if anchor.without:
            parts.append(~pc.field(CASE).isin(self._cases(anchor.without, ())))
        return _all(parts)

    def _cases(self, name: str, given: tuple[Condition, ...]) -> pa.Array:
        """The cases that have such a row."""
        if (name, given) not in self._known:
            table = self._table(name)
            rows = _all([_expression(table.schema, item) for item in given])
            self._known[name, given] = pc.unique(table.to_table(columns=[CASE], filter=rows).column(0))
        return self._known[name, given]


def _is_plain(anchor: Anchor) -> bool:
    one = len(anchor.where) == 1 and anchor.where[0].how == "is"
    return one and anchor.linked is None and not anchor.without


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _distinct(rows: pa.Table) -> int:
    return int(pc.count_distinct(rows.column(0)).as_py())


def _all(parts: list[Any]) -> Any:
    found = [part for part in parts if part is not None]
    return reduce(lambda left, right: left & right, found) if found else None


def _expression(schema: pa.Schema, condition: Condition) -> Any:
    """A condition as a filter; a blank meets only ``open``, ``not`` and ``missing``."""
    field, kind = pc.field(condition.column), schema.field(condition.column).type
    values = pa.array([_typed(value, kind) for value in condition.values], kind)
    if condition.how == "is":
        return field.isin(values)
    if condition.how == "not":
        return ~field.isin(values)
    if condition.how == "filled":
        return field.is_valid()
    if condition.how == "missing":
        empty = field.is_null()
        return empty | field.isin(pa.array(NO_VALUE, kind)) if pa.types.is_string(kind) else empty
    if condition.how == "from":
        return field >= values[0]
    if condition.how == "before":
        return field < values[0]
    return field.is_null() | (field >= values[0])


def _typed(value: str, kind: pa.DataType) -> Any:
    if pa.types.is_boolean(kind):
        return value == "true"
    return pa.scalar(value).cast(kind).as_py()
