"""Columns of a release table: how each is held in memory, written as text, and typed for the truth files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from finalorder.registry import Column, Table
from finalorder.simulation import day_numbers
from finalorder.simulation.day_numbers import Bools, Ints
from finalorder.simulation.row_ids import RowIds

ARROW_TYPES = {
    "int": pa.int64(),
    "date": pa.date32(),
    "month_year": pa.date32(),
    "datetime": pa.timestamp("ms"),
    "bool": pa.bool_(),
    "money": pa.decimal128(12, 2),
}
LINE_END = "\r\n"


class ColumnData:
    """What every kind of column can do."""

    def select(self, rows: "Ints | Bools") -> "ColumnData":
        raise NotImplementedError

    def format_text(self, ending: str) -> "pa.Array | pa.Scalar":
        """Format the field's text in the release, with ``ending`` after it."""
        raise NotImplementedError

    def convert_to_type(self, kind: str) -> pa.Array:
        """Return the clean values, as the lake types them; null where blank. One value for a constant."""
        raise NotImplementedError


@dataclass(slots=True)
class Constant(ColumnData):
    """The same text on every row."""

    value: str = ""

    def select(self, rows: "Ints | Bools") -> "Constant":  # noqa: ARG002  (as every column)
        return self

    def format_text(self, ending: str) -> pa.Scalar:
        return pa.scalar(self.value + ending)

    def convert_to_type(self, kind: str) -> pa.Array:
        return clean_words([self.value], kind)


@dataclass(slots=True)
class Numbers(ColumnData):
    """Whole numbers; -1 is blank."""

    values: npt.NDArray[np.int64]

    def select(self, rows: "Ints | Bools") -> "Numbers":
        return Numbers(self.values[rows])

    def format_text(self, ending: str) -> pa.Array:
        numbers = self._build_nullable_array()
        written = pc.cast(numbers, pa.string())
        return append_ending(pc.fill_null(written, "") if numbers.null_count else written, ending)

    def convert_to_type(self, kind: str) -> pa.Array:
        return pc.cast(self._build_nullable_array(), ARROW_TYPES.get(kind, pa.string()))

    def _build_nullable_array(self) -> pa.Array:
        blank = self.values < 0
        return pa.array(self.values, mask=blank) if blank.any() else pa.array(self.values)


@dataclass(slots=True)
class Days(ColumnData):
    """Business dates, written with a zero time."""

    values: Ints

    def select(self, rows: "Ints | Bools") -> "Days":
        return Days(self.values[rows])

    def format_text(self, ending: str) -> pa.Array:
        return day_numbers.build_day_texts(ending).take(pa.array(day_numbers.find_text_positions(self.values)))

    def convert_to_type(self, kind: str) -> pa.Array:
        dates = pa.array(self.values, mask=self.values <= day_numbers.NEVER).cast(pa.date32())
        return dates.cast(ARROW_TYPES[kind]) if kind in ARROW_TYPES else dates.cast(pa.string())


@dataclass(slots=True)
class Months(ColumnData):
    """Months counted from January 1900, written M/YYYY; -1 is blank."""

    values: Ints

    def select(self, rows: "Ints | Bools") -> "Months":
        return Months(self.values[rows])

    def format_text(self, ending: str) -> pa.Array:
        words = ["", *(f"{1 + month % 12}/{1900 + month // 12}" for month in range(12 * 140))]
        return pa.array([word + ending for word in words]).take(pa.array(self.values + 1))

    def convert_to_type(self, kind: str) -> pa.Array:
        first = (self.values - 840).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
        return pa.array(first, mask=self.values < 0).cast(pa.date32()).cast(ARROW_TYPES[kind])


@dataclass(slots=True)
class Timestamps(ColumnData):
    """Audit times: a day and a time of day in milliseconds."""

    values: Ints
    milliseconds: Ints

    def select(self, rows: "Ints | Bools") -> "Timestamps":
        return Timestamps(self.values[rows], self.milliseconds[rows])

    def format_text(self, ending: str) -> pa.Array:
        stamp = pc.cast(self.convert_to_type("datetime"), pa.string())
        return append_ending(pc.fill_null(stamp, ""), ending)

    def convert_to_type(self, kind: str) -> pa.Array:
        stamps = self.values.astype(np.int64) * 86_400_000 + self.milliseconds
        return pa.array(stamps, mask=self.values <= day_numbers.NEVER).cast(pa.timestamp("ms")).cast(ARROW_TYPES[kind])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The texts a coded column can hold, as written (padding included)."""

    words: tuple[str, ...]
    _cache: dict[tuple[str, str], pa.Array] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, words: Sequence[str]) -> "Vocabulary":
        """Return a vocabulary of these words, in this order."""
        return cls(tuple(words))

    def find_position(self, word: str) -> int:
        return self.words.index(word)

    def build_texts(self, ending: str) -> pa.Array:
        """Build each word with the ending after it; made once, since a full release has 400,000 counsel."""
        return self._build_once(("text", ending), lambda: pa.array([word + ending for word in self.words]))

    def build_typed_values(self, kind: str) -> pa.Array:
        """Build each word without padding, typed as the lake types it; made once."""
        return self._build_once(("value", kind), lambda: clean_words(self.words, kind))

    def _build_once(self, key: tuple[str, str], make: Callable[[], pa.Array]) -> pa.Array:
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]


@dataclass(slots=True)
class Codes(ColumnData):
    """Positions in a vocabulary."""

    values: Ints
    vocabulary: Vocabulary

    def select(self, rows: "Ints | Bools") -> "Codes":
        return Codes(self.values[rows], self.vocabulary)

    def format_text(self, ending: str) -> pa.Array:
        return self.vocabulary.build_texts(ending).take(pa.array(self.values))

    def convert_to_type(self, kind: str) -> pa.Array:
        return self.vocabulary.build_typed_values(kind).take(pa.array(self.values))


def append_ending(texts: pa.Array, ending: str) -> pa.Array:
    """Return the texts, each with the ending after it."""
    return pc.binary_join_element_wise(texts, ending, "") if ending else texts


def clean_words(words: Sequence[str], kind: str) -> pa.Array:
    """Return the words without padding, typed as the lake types them; what cannot be typed is null."""
    return pa.array(
        [_convert_word(word.strip(" \t\r\n\x00\x01\x06\x07\x1b"), kind) for word in words],
        ARROW_TYPES.get(kind, pa.string()),
    )


def _convert_word(word: str, kind: str) -> "str | int | bool | Decimal | None":
    if kind == "bool":
        return {"1": True, "0": False}.get(word)
    if kind == "int":
        return int(word) if word.removeprefix("-").isdecimal() else None
    if kind == "money":
        return Decimal(word) if word.replace(".", "", 1).isdecimal() else None
    return word if word and kind not in ARROW_TYPES else None


@dataclass(slots=True)
class Rows:
    """Rows of one table: columns by the release's names; what is not named is blank.

    ``visible_from`` is the day from which a release shows each row; without it all are shown.
    """

    count: int
    columns: dict[str, ColumnData]
    visible_from: Ints | None = None
    ids: RowIds | None = None

    def select(self, rows: Bools) -> "Rows":
        shown = {name: column.select(rows) for name, column in self.columns.items()}
        since = None if self.visible_from is None else self.visible_from[rows]
        return Rows(int(rows.sum()), shown, since, None if self.ids is None else self.ids.select(rows))

    def format_lines(self, listed: Sequence[Column]) -> pa.Array:
        """Format one text a row, the fields of these columns separated by tabs, CR LF at the end."""
        parts: list[pa.Array | pa.Scalar] = []
        fixed: list[str] = []
        last = listed[-1].name
        for spec in listed:
            column = self.columns.get(spec.name, BLANK)
            ending = LINE_END if spec.name == last else ""
            if isinstance(column, Constant):
                fixed.append(column.value + ending)
                continue
            parts += [pa.scalar("\t".join(fixed))] if fixed else []
            fixed = []
            parts.append(column.format_text(ending))
        parts += [pa.scalar("\t".join(fixed))] if fixed else []
        return pc.binary_join_element_wise(*parts, "\t")

    def build_clean_table(self, table: Table, added: Sequence[Column] = ()) -> pa.Table:
        """Build the clean typed table, under the lake's column names, with columns that have come last."""
        kept = [spec for spec in (*table.current_columns, *added) if spec.kept]
        arrays = [self._convert_column(self.columns.get(spec.name, BLANK), spec.type) for spec in kept]
        return pa.table(arrays, names=[spec.lake_name for spec in kept])

    def _convert_column(self, column: ColumnData, kind: str) -> pa.Array:
        values = column.convert_to_type(kind)
        return values.take(pa.array(np.zeros(self.count, dtype=np.int32))) if isinstance(column, Constant) else values


BLANK = Constant()
