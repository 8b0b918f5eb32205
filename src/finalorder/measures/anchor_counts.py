"""What a release holds of each published figure: unprotected counts, for the gate."""

from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.answers import build_partial_table
from finalorder.engines import Raw
from finalorder.lake import Release
from finalorder.registry import Anchor, AnchorCondition

if TYPE_CHECKING:
    import pyarrow.dataset as ds

CASE_COLUMN = "idncase"
MISSING_VALUES = ("", "NA", "N/A", "NULL")
AnchorCount = tuple[int, int | None]


def count_anchors(release: Release, asked: Iterable[Anchor]) -> Raw:
    """Count one row a figure: its count in this release, with a denominator where it is a share."""
    counter = AnchorCounter(release.path)
    return Raw(build_partial_table(_make_anchor_row(release, anchor, counter.count_anchor(anchor)) for anchor in asked))


def _make_anchor_row(release: Release, anchor: Anchor, counted: AnchorCount) -> dict[str, Any]:
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
        "source": release.citation,
    }


def has_tables(release: Release, anchor: Anchor) -> bool:
    """Return whether the release has every table that the figure counts."""
    names = {anchor.table, anchor.without, anchor.linked[0] if anchor.linked else ""} - {""}
    return all(_find_table_path(release.path, name).exists() for name in names)


def _find_table_path(folder: Path, name: str) -> Path:
    """Find where a table lies: ``proceedings``, or ``ledger.completions``."""
    inside, _, last = name.rpartition(".")
    return folder / (inside or "tables") / f"{last}.parquet"


class AnchorCounter:
    """Counts in one release's Parquet files; what several figures need is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._frequencies: dict[tuple[str, str], Mapping[str, int]] = {}
        self._first_values: dict[tuple[str, tuple[str, ...]], pa.Table] = {}
        self._cases_by_condition: dict[tuple[str, tuple[AnchorCondition, ...]], pa.Array] = {}

    def count_anchor(self, anchor: Anchor) -> AnchorCount:
        """Count the rows, cases or share that the figure is about."""
        if anchor.count == "first":
            return self._count_first_cases(anchor), None
        if anchor.count == "rows" and _is_plain_anchor(anchor):
            return self._count_value(anchor), None
        table = self._open_table(anchor.table)
        base = self._build_filter(table, anchor, anchor.of)
        rows = _combine_filters([base, *(_build_condition_filter(table.schema, item) for item in anchor.where)])
        if anchor.count == "cases":
            return _count_distinct_cases(table.to_table(columns=[CASE_COLUMN], filter=rows)), None
        whole = table.count_rows(filter=base) if anchor.is_share else None
        return table.count_rows(filter=rows), whole

    def _open_table(self, name: str) -> "ds.Dataset":
        return _read_dataset(_find_table_path(self._folder, name))

    def _count_value(self, anchor: Anchor) -> int:
        """Count a value's rows: the column is read once for all its values."""
        (condition,) = anchor.where
        key = (anchor.table, condition.column)
        if key not in self._frequencies:
            column = self._open_table(anchor.table).to_table(columns=[condition.column]).column(0)
            found = pc.value_counts(column)
            words = [_format_column_value(value) for value in found.field("values").to_pylist()]
            self._frequencies[key] = dict(zip(words, found.field("counts").to_pylist(), strict=True))
        return sum(int(self._frequencies[key].get(value, 0)) for value in condition.values)

    def _count_first_cases(self, anchor: Anchor) -> int:
        """Count cases whose earliest day (and least code) meets the conditions."""
        names = tuple(sorted({item.column for item in anchor.where}))
        key = (anchor.table, names)
        if key not in self._first_values:
            rows = self._open_table(anchor.table).to_table(columns=[CASE_COLUMN, *names])
            least = rows.group_by(CASE_COLUMN).aggregate([(name, "min") for name in names])
            self._first_values[key] = least.rename_columns([CASE_COLUMN, *names])
        firsts = self._first_values[key]
        chosen = self._build_filter(firsts, anchor, anchor.where)
        return int(_read_dataset(firsts).count_rows(filter=chosen))

    def _build_filter(self, table: "ds.Dataset | pa.Table", anchor: Anchor, given: tuple[AnchorCondition, ...]) -> Any:
        parts = [_build_condition_filter(table.schema, item) for item in given]
        if anchor.linked is not None:
            parts.append(pc.field(CASE_COLUMN).isin(self._find_cases(*anchor.linked)))
        if anchor.without:
            parts.append(~pc.field(CASE_COLUMN).isin(self._find_cases(anchor.without, ())))
        return _combine_filters(parts)

    def _find_cases(self, name: str, given: tuple[AnchorCondition, ...]) -> pa.Array:
        """Find the cases that have such a row."""
        if (name, given) not in self._cases_by_condition:
            table = self._open_table(name)
            rows = _combine_filters([_build_condition_filter(table.schema, item) for item in given])
            self._cases_by_condition[name, given] = pc.unique(
                table.to_table(columns=[CASE_COLUMN], filter=rows).column(0)
            )
        return self._cases_by_condition[name, given]


def _is_plain_anchor(anchor: Anchor) -> bool:
    one = len(anchor.where) == 1 and anchor.where[0].operator == "is"
    return one and anchor.linked is None and not anchor.without


def _format_column_value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _count_distinct_cases(rows: pa.Table) -> int:
    return int(pc.count_distinct(rows.column(0)).as_py())


def _combine_filters(parts: list[Any]) -> Any:
    found = [part for part in parts if part is not None]
    return reduce(lambda left, right: left & right, found) if found else None


def _build_condition_filter(schema: pa.Schema, condition: AnchorCondition) -> Any:
    """Build a condition as a filter; a blank meets only ``open``, ``not`` and ``missing``."""
    field, kind = pc.field(condition.column), schema.field(condition.column).type
    values = pa.array([_convert_value(value, kind) for value in condition.values], kind)
    if condition.operator == "is":
        return field.isin(values)
    if condition.operator == "not":
        return ~field.isin(values)
    if condition.operator == "filled":
        return field.is_valid()
    if condition.operator == "missing":
        empty = field.is_null()
        return empty | field.isin(pa.array(MISSING_VALUES, kind)) if pa.types.is_string(kind) else empty
    if condition.operator == "from":
        return field >= values[0]
    if condition.operator == "before":
        return field < values[0]
    return field.is_null() | (field >= values[0])


def _convert_value(value: str, kind: pa.DataType) -> Any:
    if pa.types.is_boolean(kind):
        return value == "true"
    return pa.scalar(value).cast(kind).as_py()


def _read_dataset(source: "Path | pa.Table") -> "ds.Dataset":
    """Open a dataset. Where pandas is installed, pyarrow's module of datasets imports it, which takes half a second."""
    import pyarrow.dataset as ds

    return ds.dataset(source)
