"""Whole columns at once: a washed block becomes typed Arrow columns by Arrow's own parser, with careful fallbacks.

A column whose block holds a value that Arrow refuses is parsed again as text and typed value by distinct value, by
the rules in ``values.py``; both ways give the same cells.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from finalorder.releases import values
from finalorder.releases.schema import FileColumn, MemberLayout

MILLISECONDS_PER_DAY = 86_400_000
YEAR_ONE_MILLISECONDS = -62_135_596_800_000  # 0001-01-01 in milliseconds; Python knows no earlier day
PADDING_CHARACTERS = " \x1f"
#: other kinds of space, and marks without width: a code padded with one is that code all the same
OTHER_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff"
)
MAX_PARSED_TEXTS = 50_000  # of one type in one file
_BLANK_TEXTS = [" " * width for width in range(33)]
_ARROW_PARSED_TYPES = {
    "int": pa.int64(),
    "bool": pa.bool_(),
    "date": pa.timestamp("ms"),
    "datetime": pa.timestamp("ms"),
}
_COLUMN_NUMBER = re.compile(r"CSV column #(\d+)")


@dataclass(frozen=True, slots=True)
class UnparsedCell:
    """A cell whose text its column's type has no value for, or not all of it; ``row`` counts within the block."""

    row: int
    column: str
    raw: str
    rule: str


@dataclass(frozen=True, slots=True)
class BlockTraits:
    """What the bytes of a block say of its cells, so that most of them need no second look."""

    is_padded: bool = True
    has_embedded_newlines: bool = False
    has_high_bytes: bool = True


@dataclass(slots=True)
class TypedBlock:
    """A block's rows in the lake's columns and types, and the cells that did not parse."""

    table: pa.Table
    unparsed_cells: list[UnparsedCell] = field(default_factory=list)


class FieldCountMismatch(Exception):  # noqa: N818 - a signal between two passes over a block, not a failure
    """The block has rows with another number of fields than the header."""


class ColumnTyper:
    """Types the blocks of one member, one after the other."""

    def __init__(self, layout: MemberLayout) -> None:
        self._layout = layout
        self._names = [str(place) for place in range(layout.width)]
        self._kept_places = [place for place, column in enumerate(layout.columns) if column.kept]
        # Columns that Arrow refused in the last block start as text in the next one.
        self._text_places: set[int] = set()
        self._parsed_texts: dict[str, ParsedTexts] = {}

    def type_block(self, data: bytes | memoryview, rows: int, traits: BlockTraits) -> TypedBlock:
        """Type a washed block. Raises NotATable unless each of its rows has as many fields as the header."""
        if rows == 0:
            return TypedBlock(self._layout.arrow_schema.empty_table())
        as_text = set(self._text_places)
        for _ in range(self._layout.width + 2):
            try:
                parsed = self._parse_block(data, as_text)
            except pa.ArrowInvalid as error:
                as_text |= self._find_refused_columns(str(error), as_text)
                continue
            if parsed.num_rows != rows:
                raise FieldCountMismatch
            again = self._find_out_of_range(parsed, as_text)
            if not again:
                return self._convert_columns(parsed, as_text, traits)
            as_text |= again
        raise FieldCountMismatch

    def _parse_block(self, data: bytes | memoryview, as_text: set[int]) -> pa.Table:
        return pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            pa_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=self._names),
            pa_csv.ParseOptions(
                delimiter="\t",
                quote_char=False,
                escape_char=False,
                ignore_empty_lines=False,
                invalid_row_handler=lambda _: "skip",
            ),
            pa_csv.ConvertOptions(
                check_utf8=False,
                column_types={str(place): self._choose_arrow_type(place, as_text) for place in self._kept_places},
                include_columns=[str(place) for place in self._kept_places],
                null_values=_BLANK_TEXTS,
                strings_can_be_null=True,
                true_values=list(values.TRUE_TEXTS),
                false_values=list(values.FALSE_TEXTS),
            ),
        )

    def _choose_arrow_type(self, place: int, as_text: set[int]) -> pa.DataType:
        if place in as_text:
            return pa.string()
        return _ARROW_PARSED_TYPES.get(self._layout.columns[place].type, pa.string())

    def _find_refused_columns(self, message: str, as_text: set[int]) -> set[int]:
        found = _COLUMN_NUMBER.search(message)
        if found and int(found.group(1)) not in as_text:
            return {int(found.group(1))}
        if as_text.issuperset(self._kept_places):
            raise FieldCountMismatch
        return set(self._kept_places)

    def _find_out_of_range(self, parsed: pa.Table, as_text: set[int]) -> set[int]:
        """Find date columns that need a second look: years before 1, or a time of day where none belongs."""
        again = set()
        for place, array in zip(self._kept_places, parsed.columns, strict=True):
            kind = self._layout.columns[place].type
            if place not in as_text and kind in ("date", "datetime") and not _has_plain_moments(array, kind):
                again.add(place)
        return again

    def _convert_columns(self, parsed: pa.Table, as_text: set[int], traits: BlockTraits) -> TypedBlock:
        odd: list[UnparsedCell] = []
        arrays = []
        for place, chunks in zip(self._kept_places, parsed.columns, strict=True):
            column = self._layout.columns[place]
            array = _combine_chunks(chunks)
            if column.type in values.PARSERS and (place in as_text or column.type not in _ARROW_PARSED_TYPES):
                known = self._parsed_texts.setdefault(column.type, ParsedTexts(column.type))
                array, found = type_distinct_values(array, column, known)
                odd += found
            elif column.type == "date":
                array = _convert_to_days(array)
            elif column.type not in values.PARSERS:
                array = _trim_column(array, column.type, traits)
            arrays.append(array)
        self._text_places = {
            place for place in as_text if self._layout.columns[place].name in {item.column for item in odd}
        }
        nothing = [pa.nulls(parsed.num_rows, column.arrow_type) for column in self._layout.absent if column.kept]
        return TypedBlock(pa.Table.from_arrays(arrays + nothing, schema=self._layout.arrow_schema), odd)


def _combine_chunks(chunks: pa.ChunkedArray) -> pa.Array:
    return chunks.chunk(0) if chunks.num_chunks == 1 else pa.concat_arrays(chunks.chunks)


def _view_milliseconds(array: pa.Array) -> Any:
    """Return the numbers under a timestamp column; Arrow's parser puts zero under a null."""
    return np.frombuffer(array.buffers()[1], np.int64, len(array), array.offset * 8)


def _has_plain_moments(chunks: pa.ChunkedArray, kind: str) -> bool:
    moments = _view_milliseconds(_combine_chunks(chunks))
    if moments.min() < YEAR_ONE_MILLISECONDS:
        return False
    return kind == "datetime" or bool((moments // MILLISECONDS_PER_DAY * MILLISECONDS_PER_DAY == moments).all())


def _convert_to_days(array: pa.Array) -> pa.Array:
    days = (_view_milliseconds(array) // MILLISECONDS_PER_DAY).astype(np.int32)
    valid = array.buffers()[0] if array.null_count else None
    return pa.Array.from_buffers(pa.date32(), len(array), [valid, pa.py_buffer(days)], array.null_count)


class ParsedTexts(dict[str, tuple[Any, str]]):
    """What texts mean in one type, and the rule that a text breaks; blocks of one file repeat most of them."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, text: str) -> tuple[Any, str]:
        found = _parse_value(_strip_spaces(text), self._kind)
        if len(self) < MAX_PARSED_TEXTS:
            self[text] = found
        return found


def type_distinct_values(
    array: pa.Array, column: FileColumn, known: ParsedTexts
) -> tuple[pa.Array, list[UnparsedCell]]:
    """Type a column of texts by the rules of ``values.py``, each distinct text once."""
    encoded = array.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    results = [known[text] for text in texts]
    typed = pa.array([value for value, _ in results], column.arrow_type)
    rules = {place: rule for place, (_, rule) in enumerate(results) if rule}
    odd = []
    if rules:
        places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(np.isin(places, list(rules))):
            place = int(places[row])
            raw = _strip_spaces(texts[place]).replace("\x1f", "\n")
            odd.append(UnparsedCell(int(row), column.name, raw, rules[place]))
    return typed.take(encoded.indices), odd


def _strip_spaces(text: str) -> str:
    return text.strip(PADDING_CHARACTERS + "\t" + OTHER_SPACES)


def _parse_value(text: str, kind: str) -> tuple[Any, str]:
    if not text:
        return None, ""
    try:
        value = values.PARSERS[kind](text)
    except values.UnparsableCell as error:
        return None, str(error)
    if kind == "date" and values.has_time_of_day(text):
        return value, "time_of_day_dropped"
    return value, ""


def _trim_column(array: pa.Array, kind: str, traits: BlockTraits) -> pa.Array:
    if kind == "code" and traits.has_high_bytes and not pc.all(pc.string_is_ascii(array)).as_py():
        array = _blank_to_null(pc.utf8_trim(array, characters=PADDING_CHARACTERS + OTHER_SPACES))
    if traits.is_padded or traits.has_embedded_newlines:
        return trim_texts(array, has_embedded_newlines=traits.has_embedded_newlines)
    return array


def trim_texts(array: pa.Array, *, has_embedded_newlines: bool) -> pa.Array:
    """Return a text column without padding, blanks as nulls, held line feeds as line feeds again."""
    if not (has_embedded_newlines or _has_padding(array)):
        return array
    trimmed = pc.ascii_trim(array, characters=PADDING_CHARACTERS)
    if has_embedded_newlines:
        trimmed = pc.replace_substring(trimmed, "\x1f", "\n")
    return _blank_to_null(trimmed)


def _blank_to_null(array: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.binary_length(array), 0), None, array)


def _has_padding(array: pa.Array) -> bool:
    """Return whether a text begins or ends with a space."""
    _, offsets_buffer, data_buffer = array.buffers()
    if data_buffer is None or data_buffer.size == 0:
        return False
    offsets = np.frombuffer(offsets_buffer, np.int32, len(array) + 1, array.offset * 4)
    data = np.frombuffer(data_buffer, np.uint8)
    starts, ends = offsets[:-1], offsets[1:]
    filled = ends > starts
    return bool((data[starts[filled]] == 32).any() or (data[ends[filled] - 1] == 32).any())
