"""Answer rows: the one shape in which numbers leave.

A row is one number (a count, a share or a quantity such as a median) with everything needed to read it. The columns
and their order are those of every JSON, CSV, Parquet and terminal answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isnan
from typing import Any, NamedTuple

import pyarrow as pa

TEXT_COLUMNS = (
    "measure",
    "method",
    "operation",
    "city",
    "cohort",
    "order_class",
    "by_1",
    "level_1",
    "by_2",
    "level_2",
    "period",
    "as_of",
    "release",
)
#: what a number counts, besides the columns above: its population, the courts, the release through which it is seen,
#: and the condition asked
IDENTITY_COLUMNS = ("population", "docket", "vintage", "condition")
COUNTED_UNITS = frozenset(
    f"{noun}{ending}"
    for noun in ("case", "order", "hearing", "person", "people", "proceeding", "completion", "motion")
    for ending in ("", "s")
)

ANSWER_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in TEXT_COLUMNS),
        ("simulated", pa.bool_()),
        ("unit", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("status", pa.string()),
        ("note", pa.string()),
        ("source", pa.string()),
        *((name, pa.string()) for name in IDENTITY_COLUMNS),
        ("rounded_to", pa.int64()),
        ("floor", pa.int64()),
        ("ceiling", pa.int64()),
    ]
)
ANSWER_COLUMNS: tuple[str, ...] = tuple(ANSWER_SCHEMA.names)


class AnswerRow(NamedTuple):
    """One answer; a tuple, because an answer can have hundreds of thousands of them.

    Texts that do not apply are empty; numbers that do not apply, or are hidden, are None.
    A count has ``numerator == value`` and no denominator; a share has all three, with a Wilson interval in ``low``
    and ``high``; a count that the records bound has its certain and possible number there; a quantity (days, ...)
    has a value and, as ``denominator``, the number of cases behind it. ``status`` is ``shown``, ``hidden``,
    ``unstable`` or ``not_applicable``. ``floor`` and ``ceiling`` are what any reader can
    say of a count that is hidden or rounded.
    """

    measure: str
    method: str = ""
    operation: str = ""
    city: str = ""
    cohort: str = ""
    order_class: str = ""
    by_1: str = ""
    level_1: str = ""
    by_2: str = ""
    level_2: str = ""
    period: str = ""
    as_of: str = ""
    release: str = ""
    simulated: bool = False
    unit: str = ""
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    status: str = "shown"
    note: str = ""
    source: str = ""
    population: str = ""
    docket: str = ""
    vintage: str = ""
    condition: str = ""
    rounded_to: int | None = None
    floor: int | None = None
    ceiling: int | None = None

    @property
    def is_share(self) -> bool:
        """Whether numerator and denominator are both there."""
        return self.numerator is not None and self.denominator is not None

    @property
    def is_count(self) -> bool:
        """Whether the row is a plain count."""
        return self.numerator is not None and self.denominator is None

    def to_tuple(self) -> tuple[Any, ...]:
        """Return the row's values in the order of ``ANSWER_COLUMNS``."""
        return self

    def to_record(self) -> dict[str, Any]:
        """Return the row's values by column, as JSON has them."""
        return self._asdict()


_COLUMN_DEFAULTS = AnswerRow._field_defaults
_TEXTS = frozenset(field.name for field in ANSWER_SCHEMA if pa.types.is_string(field.type))
_FLAGS = frozenset(field.name for field in ANSWER_SCHEMA if pa.types.is_boolean(field.type))


def read_answer_rows(table: pa.Table) -> list[AnswerRow]:
    """Read the answer rows of an Arrow table; columns that are missing get their defaults.

    Raises ValueError for a column that is none of an answer's and for a row that contradicts itself: a bug below.
    """
    given = dict(zip(table.column_names, table.columns, strict=True))
    unknown = given.keys() - set(ANSWER_COLUMNS)
    if unknown or "measure" not in given:
        raise ValueError(f"not a table of answers: unknown columns {sorted(unknown)} or no column measure")
    columns = [
        _read_answer_column(given[name], name) if name in given else [_COLUMN_DEFAULTS.get(name)] * table.num_rows
        for name in ANSWER_COLUMNS
    ]
    return [_validate_answer_row(AnswerRow._make(values)) for values in zip(*columns, strict=True)]


def build_answer_table(rows: Iterable[AnswerRow]) -> pa.Table:
    """Build the Arrow table of answer rows, with ``ANSWER_SCHEMA``."""
    columns = list(zip(*rows, strict=True)) or [()] * len(ANSWER_COLUMNS)
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, ANSWER_SCHEMA, strict=True)]
    return pa.table(arrays, schema=ANSWER_SCHEMA)


def build_partial_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Build the Arrow table of answer rows given as some of their columns, with ``ANSWER_SCHEMA``; others are null.

    Raises ValueError if a column is not one of ``ANSWER_COLUMNS``.
    """
    listed = list(rows)
    if unknown := {name for row in listed for name in row} - set(ANSWER_COLUMNS):
        raise ValueError(f"not columns of an answer: {sorted(unknown)}")
    return pa.Table.from_pylist(listed, schema=ANSWER_SCHEMA)


def _read_answer_column(column: pa.ChunkedArray, name: str) -> list[Any]:
    """Read a column's values as an answer has them; those that are so already, most of all, are not looked at."""
    values: list[Any] = column.to_pylist()
    if name in _TEXTS:
        default = _COLUMN_DEFAULTS.get(name)
        if pa.types.is_string(column.type):
            return [default if v is None else v for v in values] if column.null_count else values
        return [v if isinstance(v, str) else default if v is None else _format_text_value(v) for v in values]
    if name in _FLAGS:
        return [bool(v) for v in values]
    return values if pa.types.is_integer(column.type) else [_normalize_number(v) for v in values]


def _format_text_value(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _normalize_number(value: Any) -> int | float | None:
    """Turn whole numbers into int, so that every format prints them the same way."""
    if value is None or isinstance(value, int):
        return value
    number = float(value)
    if isnan(number):
        return None
    return int(number) if number.is_integer() else number


def _validate_answer_row(row: AnswerRow) -> AnswerRow:
    if row.numerator is None and row.denominator is None and row.value is not None and row.unit in COUNTED_UNITS:
        row = row._replace(numerator=int(row.value))
    if row.is_count and row.value is None:
        row = row._replace(value=row.numerator)
    if row.is_count and row.value != row.numerator:
        raise ValueError(f"a count of {row.measure} has numerator and value that differ")
    if row.is_share and not 0 <= _none_to_zero(row.numerator) <= _none_to_zero(row.denominator):
        raise ValueError(f"a share of {row.measure} has a numerator outside 0 and its denominator")
    if row.is_count and _none_to_zero(row.numerator) < 0:
        raise ValueError(f"a count of {row.measure} is negative")
    return row


def _none_to_zero(number: int | None) -> int:
    return 0 if number is None else number


def make_natural_sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Make a sort key in which M2 comes before M10a."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def sort_answer_rows(rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Sort rows in the order of their describing columns; totals (empty levels) come first."""
    columns = dict(zip(ANSWER_COLUMNS, zip(*rows, strict=True), strict=False))
    places = [0] * len(rows)
    for name in (*TEXT_COLUMNS, *IDENTITY_COLUMNS, "unit"):
        ranks = _rank_texts(columns.get(name, ()))
        if len(ranks) > 1:  # a number of the ranks so far, each in its place, is compared faster than a list of them
            places = [place * len(ranks) + ranks[text] for place, text in zip(places, columns[name], strict=True)]
    return [rows[at] for at in sorted(range(len(rows)), key=places.__getitem__)]


def _rank_texts(texts: Iterable[str]) -> dict[str, int]:
    different = set(texts)
    if len(different) == 1:
        return dict.fromkeys(different, 0)
    ordered = sorted(different, key=lambda text: (make_natural_sort_key(text), text))
    return {text: rank for rank, text in enumerate(ordered)}
