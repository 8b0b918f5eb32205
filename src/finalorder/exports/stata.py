"""Stata's file of format 118 (Stata 14 and later), written a batch at a time.

The libraries that write it hold a whole table in memory; a row has a fixed number of bytes, so that nothing needs to.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finalorder.exports.about import About, cut_text
from finalorder.exports.rows import RowSource, flatten_column
from finalorder.exports.variables import Variable, number_codes

MAX_TEXT = 2045
NAME_LENGTH = 32
_DAYS_TO_1970, _MILLISECONDS_TO_1970 = 3653, 315_619_200_000
#: whole numbers by size: type, numpy's, least, greatest, no value
_INTEGERS = (
    (65530, "<i1", -127, 100, 101),
    (65529, "<i2", -32_767, 32_740, 32_741),
    (65528, "<i4", -2_147_483_647, 2_147_483_620, 2_147_483_621),
)
_DOUBLE, _NO_DOUBLE = (65526, "<f8"), 2.0**1023
_FORMATS = {"date": "%td", "moment": "%tc", "real": "%10.0g", "int": "%12.0g", "bool": "%8.0g", "coded": "%12.0g"}


class _Column:
    """How one variable is stored: its type, and a batch of it as numbers or bytes."""

    def __init__(self, variable: Variable) -> None:
        self.variable = variable
        self.code, self.dtype, self.nothing = self._choose_type()

    def _choose_type(self) -> tuple[int, str, Any]:
        variable = self.variable
        if variable.kind == "text":
            width = max(variable.width, 1)
            return width, f"S{width}", b""
        if variable.kind in ("real", "moment"):
            return *_DOUBLE, _NO_DOUBLE
        low, high = self._find_range()
        for code, dtype, least, greatest, nothing in _INTEGERS:
            if least <= low and high <= greatest:
                return code, dtype, nothing
        return *_DOUBLE, _NO_DOUBLE

    def _find_range(self) -> tuple[int, int]:
        kind = self.variable.kind
        ends = {"bool": (0, 1), "date": (-(2**24), 2**24), "coded": (1, len(self.variable.codes))}
        return ends.get(kind, (self.variable.low, self.variable.high))

    @property
    def format(self) -> str:
        """How Stata prints it."""
        return f"%-{min(self.code, 40)}s" if self.variable.kind == "text" else _FORMATS[self.variable.kind]

    @property
    def labels(self) -> str:
        """The name of its value labels; empty if it has none."""
        return self.variable.name[:NAME_LENGTH] if self.variable.kind == "coded" else ""

    def convert(self, array: pa.Array) -> Any:
        """Convert a batch to what a row holds."""
        if self.variable.kind == "text":
            texts = flatten_column(array).cast(pa.string())
            return np.array([b"" if each is None else each.encode() for each in texts.to_pylist()], self.dtype)
        filled = pc.fill_null(self._number(array), pa.scalar(self.nothing))
        return filled.to_numpy(zero_copy_only=False).astype(self.dtype)

    def _number(self, array: pa.Array) -> pa.Array:
        kind = self.variable.kind
        if kind == "coded":
            return number_codes(self.variable, array).cast(pa.int64())
        if kind == "date":
            return pc.add(array.cast(pa.int32()).cast(pa.int64()), _DAYS_TO_1970)
        if kind == "moment":
            counted = array.cast(pa.timestamp("ms")).cast(pa.int64())
            return pc.add(counted, _MILLISECONDS_TO_1970).cast(pa.float64())
        wanted = pa.float64() if self.dtype == "<f8" else pa.int64()
        return array.cast(pa.int8()).cast(wanted) if kind == "bool" else array.cast(wanted)


def write_stata(source: RowSource, variables: Sequence[Variable], rows: int, about: About, target: Path) -> None:
    """Write the rows to a file of Stata: labels of variables and values, dates as dates, stamps as notes."""
    columns = [_Column(each) for each in variables]
    with target.open("wb") as file:
        places = _Places(file)
        file.write(_format_header(len(columns), rows, about))
        places.reserve()
        for part in _format_dictionary(columns, about):
            places.write(part)
        places.mark()
        _write_rows(source, columns, file)
        places.write(b"<strls></strls>")
        places.write(_format_value_labels(columns))
        places.write(b"</stata_dta>")
        places.fill()


class _Places:
    """The map of a file: where each of its parts begins, written once all of them are known."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._found = file, [0]

    def reserve(self) -> None:
        """Leave room for the map."""
        self.mark()
        self._file.write(b"<map>" + bytes(14 * 8) + b"</map>")

    def mark(self) -> None:
        """Note that a part begins here."""
        self._found.append(self._file.tell())

    def write(self, part: bytes) -> None:
        """Write a part, and note where."""
        self.mark()
        self._file.write(part)

    def fill(self) -> None:
        """Write the map into its room."""
        end = self._file.tell()
        self._file.seek(self._found[1] + len(b"<map>"))
        self._file.write(struct.pack("<14Q", *self._found, end))


def _format_header(columns: int, rows: int, about: About) -> bytes:
    label = about.short[:80].encode()
    return b"".join(
        [
            b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>",
            b"<K>" + struct.pack("<H", columns) + b"</K><N>" + struct.pack("<Q", rows) + b"</N>",
            b"<label>" + struct.pack("<H", len(label)) + label + b"</label>",
            b"<timestamp>\0</timestamp></header>",
        ]
    )


def _format_dictionary(columns: Sequence[_Column], about: About) -> Iterator[bytes]:
    """Format the parts between map and rows, in their order."""
    count = len(columns)
    yield _wrap("variable_types", struct.pack(f"<{count}H", *(each.code for each in columns)))
    yield _wrap("varnames", _pad_all([each.variable.name for each in columns], 129))
    yield _wrap("sortlist", bytes(2 * (count + 1)))
    yield _wrap("formats", _pad_all([each.format for each in columns], 57))
    yield _wrap("value_label_names", _pad_all([each.labels for each in columns], 129))
    yield _wrap("variable_labels", _pad_all([_cut_label(each.variable.label) for each in columns], 321))
    yield _wrap("characteristics", _format_notes([about.short, *about.lines]))


def _cut_label(label: str) -> str:
    return label if len(label) <= 80 else f"{label[:79]}…"


def _wrap(name: str, content: bytes) -> bytes:
    return f"<{name}>".encode() + content + f"</{name}>".encode()


def _pad_all(texts: Sequence[str], size: int) -> bytes:
    return b"".join(text.encode()[: size - 1].ljust(size, b"\0") for text in texts)


def _format_notes(lines: Sequence[str]) -> bytes:
    """Format notes of the data set, as Stata's own ``notes`` keeps them."""
    notes = [("note0", str(len(lines))), *((f"note{place}", text) for place, text in enumerate(lines, 1))]
    return b"".join(_format_characteristic(name, text) for name, text in notes)


def _format_characteristic(name: str, text: str) -> bytes:
    content = _pad_all(["_dta", name], 129) + text.encode() + b"\0"
    return _wrap("ch", struct.pack("<I", len(content)) + content)


def _write_rows(source: RowSource, columns: Sequence[_Column], file: BinaryIO) -> None:
    row = np.dtype([(f"f{place}", each.dtype) for place, each in enumerate(columns)])
    file.write(b"<data>")
    for batch in source.read_batches():
        written = np.empty(batch.num_rows, row)
        for place, each in enumerate(columns):
            written[f"f{place}"] = each.convert(batch.column(each.variable.column))
        file.write(written.tobytes())
    file.write(b"</data>")


def _format_value_labels(columns: Sequence[_Column]) -> bytes:
    tables = (_format_label_table(each) for each in columns if each.labels)
    return _wrap("value_labels", b"".join(tables))


def _format_label_table(column: _Column) -> bytes:
    texts = [cut_text(text, 32_000) + b"\0" for text in column.variable.list_value_labels()]
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text))
    count, joined = len(texts), b"".join(texts)
    table = struct.pack(f"<ii{2 * count}i", count, len(joined), *starts, *range(1, count + 1)) + joined
    return _wrap("lbl", struct.pack("<i", len(table)) + _pad_all([column.labels], 129) + bytes(3) + table)
