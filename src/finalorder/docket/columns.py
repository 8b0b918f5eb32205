"""Columns of a release table: how each is held in memory, written as text, and typed for the truth files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from finalorder.docket import days as calendar
from finalorder.docket.days import Bools, Ints
from finalorder.registry import Column as Spec
from finalorder.registry import Table

ARROW_TYPES = {
    "int": pa.int64(),
    "date": pa.date32(),
    "month_year": pa.date32(),
    "datetime": pa.timestamp("ms"),
    "bool": pa.bool_(),
    "money": pa.decimal128(12, 2),
}
LINE_END = "\r\n"
EMPTY = -1  # a blank whole number


class Column:
    """What every kind of column can do."""

    def only(self, rows: "Ints | Bools") -> "Column":
        """The column of these rows."""
        raise NotImplementedError

    def text(self, ending: str) -> "pa.Array | pa.Scalar":
        """The field's text in the release, with ``ending`` after it."""
        raise NotImplementedError

    def typed(self, kind: str) -> pa.Array:
        """The clean values, as the lake types them; null where blank. One value for a constant."""
        raise NotImplementedError


@dataclass(slots=True)
class Constant(Column):
    """The same text on every row."""

    value: str = ""

    def only(self, rows: "Ints | Bools") -> "Constant":  # noqa: ARG002  (as every column)
        return self

    def text(self, ending: str) -> pa.Scalar:
        return pa.scalar(self.value + ending)

    def typed(self, kind: str) -> pa.Array:
        return cleaned([self.value], kind)


@dataclass(slots=True)
class Numbers(Column):
    """Whole numbers; -1 is blank."""

    values: npt.NDArray[np.int64]

    def only(self, rows: "Ints | Bools") -> "Numbers":
        return Numbers(self.values[rows])

    def text(self, ending: str) -> pa.Array:
        numbers = self._nullable()
        written = pc.cast(numbers, pa.string())
        return with_ending(pc.fill_null(written, "") if numbers.null_count else written, ending)

    def typed(self, kind: str) -> pa.Array:
        return pc.cast(self._nullable(), ARROW_TYPES.get(kind, pa.string()))

    def _nullable(self) -> pa.Array:
        blank = self.values < 0
        return pa.array(self.values, mask=blank) if blank.any() else pa.array(self.values)


@dataclass(slots=True)
class Days(Column):
    """Business dates, written with a zero time."""

    values: Ints

    def only(self, rows: "Ints | Bools") -> "Days":
        return Days(self.values[rows])

    def text(self, ending: str) -> pa.Array:
        return calendar.texts(ending).take(pa.array(calendar.places(self.values)))

    def typed(self, kind: str) -> pa.Array:
        dates = pa.array(self.values, mask=self.values <= calendar.NEVER).cast(pa.date32())
        return dates.cast(ARROW_TYPES[kind]) if kind in ARROW_TYPES else dates.cast(pa.string())


@dataclass(slots=True)
class Months(Column):
    """Months counted from January 1900, written M/YYYY; -1 is blank."""

    values: Ints

    def only(self, rows: "Ints | Bools") -> "Months":
        return Months(self.values[rows])

    def text(self, ending: str) -> pa.Array:
        words = ["", *(f"{1 + month % 12}/{1900 + month // 12}" for month in range(12 * 140))]
        return pa.array([word + ending for word in words]).take(pa.array(self.values + 1))

    def typed(self, kind: str) -> pa.Array:
        first = (self.values - 840).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
        return pa.array(first, mask=self.values < 0).cast(pa.date32()).cast(ARROW_TYPES[kind])


@dataclass(slots=True)
class Moments(Column):
    """Audit times: a day and a time of day in milliseconds."""

    values: Ints
    milliseconds: Ints

    def only(self, rows: "Ints | Bools") -> "Moments":
        return Moments(self.values[rows], self.milliseconds[rows])

    def text(self, ending: str) -> pa.Array:
        stamp = pc.cast(self.typed("datetime"), pa.string())
        return with_ending(pc.fill_null(stamp, ""), ending)

    def typed(self, kind: str) -> pa.Array:
        stamps = self.values.astype(np.int64) * 86_400_000 + self.milliseconds
        return pa.array(stamps, mask=self.values <= calendar.NEVER).cast(pa.timestamp("ms")).cast(ARROW_TYPES[kind])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The texts a coded column can hold, as written (padding included)."""

    words: tuple[str, ...]
    _made: dict[tuple[str, str], pa.Array] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, words: Sequence[str]) -> "Vocabulary":
        """A vocabulary of these words, in this order."""
        return cls(tuple(words))

    def place(self, word: str) -> int:
        """Where the word stands."""
        return self.words.index(word)

    def texts(self, ending: str) -> pa.Array:
        """Each word with the ending after it; made once, since a full release has 400,000 counsel."""
        return self._once(("text", ending), lambda: pa.array([word + ending for word in self.words]))

    def values(self, kind: str) -> pa.Array:
        """Each word without padding, typed as the lake types it; made once."""
        return self._once(("value", kind), lambda: cleaned(self.words, kind))

    def _once(self, key: tuple[str, str], make: Callable[[], pa.Array]) -> pa.Array:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


@dataclass(slots=True)
class Coded(Column):
    """Positions in a vocabulary."""

    values: Ints
    vocabulary: Vocabulary

    def only(self, rows: "Ints | Bools") -> "Coded":
        return Coded(self.values[rows], self.vocabulary)

    def text(self, ending: str) -> pa.Array:
        return self.vocabulary.texts(ending).take(pa.array(self.values))

    def typed(self, kind: str) -> pa.Array:
        return self.vocabulary.values(kind).take(pa.array(self.values))


def with_ending(texts: pa.Array, ending: str) -> pa.Array:
    """The texts, each with the ending after it."""
    return pc.binary_join_element_wise(texts, ending, "") if ending else texts


def cleaned(words: Sequence[str], kind: str) -> pa.Array:
    """Words without padding, typed as the lake types them; what cannot be typed is null."""
    return pa.array(
        [_typed_word(word.strip(" \t\r\n\x00\x01\x06\x07\x1b"), kind) for word in words],
        ARROW_TYPES.get(kind, pa.string()),
    )


def _typed_word(word: str, kind: str) -> "str | int | bool | Decimal | None":
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

    ``appears`` is the day from which a release shows each row; without it all are shown.
    """

    count: int
    columns: dict[str, Column]
    appears: Ints | None = None

    def only(self, rows: Bools) -> "Rows":
        """These rows."""
        shown = {name: column.only(rows) for name, column in self.columns.items()}
        return Rows(int(rows.sum()), shown, None if self.appears is None else self.appears[rows])

    def lines(self, listed: Sequence[Spec]) -> pa.Array:
        """One text a row, the fields of these columns separated by tabs, CR LF at the end."""
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
            parts.append(column.text(ending))
        parts += [pa.scalar("\t".join(fixed))] if fixed else []
        return pc.binary_join_element_wise(*parts, "\t")

    def truth(self, table: Table) -> pa.Table:
        """The clean typed table, under the lake's column names."""
        kept = [spec for spec in table.current if spec.kept]
        arrays = [self._typed(self.columns.get(spec.name, BLANK), spec.type) for spec in kept]
        return pa.table(arrays, names=[spec.lake_name for spec in kept])

    def _typed(self, column: Column, kind: str) -> pa.Array:
        values = column.typed(kind)
        return values.take(pa.array(np.zeros(self.count, dtype=np.int32))) if isinstance(column, Constant) else values


BLANK = Constant()
