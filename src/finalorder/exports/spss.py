"""SPSS's system file, compressed as SPSS does, written a batch at a time."""

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

MAX_TEXT = 32_767
NAME_LENGTH = 32
SEGMENT = 255
#: a multiple of eight
UNITS_AT_ONCE = 2**18
#: the value of a cell without one
NOTHING = -np.finfo(np.float64).max
_BIAS, _LITERAL, _BLANK, _NONE = 100, 253, 254, 255
_SECONDS_TO_1970, _SECONDS_PER_DAY = 12_219_379_200, 86_400
_NUMBER, _TEXT, _DATE, _MOMENT = 5, 1, 20, 22
_BLANK_UNIT = np.frombuffer(b" " * 8, np.uint64)[0]


class _Column:
    """How one variable is stored: in units of eight bytes, a long text in segments that each are a variable."""

    def __init__(self, variable: Variable, short: str) -> None:
        self.variable, self.short = variable, short
        self.is_text = variable.kind == "text"
        self.width = max(variable.width, 1) if self.is_text else 0

    @property
    def segments(self) -> list[int]:
        """The widths of the variables that it takes: one, or several for a text of more than 255 bytes."""
        if self.width <= SEGMENT:
            return [self.width]
        whole, rest = divmod(self.width, 252)
        return [SEGMENT] * (whole if rest else whole - 1) + [rest or 252]

    @property
    def units(self) -> int:
        """How many units a row of it takes."""
        return sum(max(1, -(-width // 8)) for width in self.segments)

    def list_names(self) -> list[str]:
        """List the short names of its segments."""
        return [self.short if place == 0 else f"{self.short[:5]}{place:03}" for place in range(len(self.segments))]

    def convert(self, array: pa.Array) -> Any:
        """Convert a batch to units: rows by units."""
        if self.is_text:
            return self._convert_texts(array)
        numbers = pc.fill_null(self._number(array).cast(pa.float64(), safe=False), NOTHING)
        return np.asarray(numbers.to_numpy(zero_copy_only=False)).view(np.uint64).reshape(-1, 1)

    def _number(self, array: pa.Array) -> pa.Array:
        kind = self.variable.kind
        if kind == "coded":
            return number_codes(self.variable, array)
        if kind == "date":
            seconds = pc.multiply(array.cast(pa.int32()).cast(pa.int64()), _SECONDS_PER_DAY)
            return pc.add(seconds, _SECONDS_TO_1970)
        if kind == "moment":
            counted = array.cast(pa.timestamp("ms")).cast(pa.int64()).cast(pa.float64())
            return pc.add(pc.divide(counted, 1000.0), float(_SECONDS_TO_1970))
        return array.cast(pa.int8()) if kind == "bool" else array

    def _convert_texts(self, array: pa.Array) -> Any:
        texts = [b"" if each is None else each.encode() for each in flatten_column(array).cast(pa.string()).to_pylist()]
        parts = []
        for place, width in enumerate(self.segments):
            size = -(-width // 8) * 8
            cut = [text[place * SEGMENT : place * SEGMENT + width].ljust(size) for text in texts]
            if len(self.segments) > 1:
                cut = [text[place * SEGMENT : (place + 1) * SEGMENT].ljust(size)[:size] for text in texts]
            parts.append(np.frombuffer(b"".join(cut), np.uint64).reshape(len(texts), size // 8))
        return np.concatenate(parts, axis=1)


def write_spss(source: RowSource, variables: Sequence[Variable], rows: int, about: About, target: Path) -> None:
    """Write the rows to a file of SPSS: labels of variables and values, dates as dates, stamps in its label."""
    columns = [_Column(each, f"V{place:05}") for place, each in enumerate(variables, 1)]
    with target.open("wb") as file:
        file.write(_format_header(columns, rows, about))
        for part in (*_format_variables(columns), *_format_value_labels(columns), _format_document(about)):
            file.write(part)
        file.write(_format_extensions(columns, rows))
        file.write(struct.pack("<ii", 999, 0))
        _write_rows(source, columns, file)


def _format_header(columns: Sequence[_Column], rows: int, about: About) -> bytes:
    units = sum(each.units for each in columns)
    product = b"@(#) SPSS DATA FILE finalorder".ljust(60)
    label = cut_text(about.short, 64).ljust(64)
    counts = struct.pack("<iiiiid", 2, units, 1, 0, rows, float(_BIAS))
    return b"$FL2" + product + counts + b"01 Jan 70" + b"00:00:00" + label + bytes(3)


def _format_variables(columns: Sequence[_Column]) -> Iterator[bytes]:
    for each in columns:
        for place, (name, width) in enumerate(zip(each.list_names(), each.segments, strict=True)):
            yield _format_variable(each, name, width, has_label=place == 0)
            yield _format_continuation() * (max(1, -(-width // 8)) - 1)


def _format_variable(column: _Column, name: str, width: int, *, has_label: bool) -> bytes:
    shown = _choose_format(column.variable, width)
    said = b""
    if has_label:
        label = cut_text(column.variable.label, 252)
        said = struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
    return struct.pack("<iiiiii", 2, width, int(has_label), 0, shown, shown) + name.encode().ljust(8) + said


def _choose_format(variable: Variable, width: int) -> int:
    if width:
        return _TEXT << 16 | width << 8
    if variable.kind == "date":
        return _DATE << 16 | 11 << 8
    if variable.kind == "moment":
        return _MOMENT << 16 | 20 << 8
    return _NUMBER << 16 | 12 << 8 | (2 if variable.kind == "real" else 0)


def _format_continuation() -> bytes:
    return struct.pack("<iiiiii", 2, -1, 0, 0, 0, 0) + b" " * 8


def _format_value_labels(columns: Sequence[_Column]) -> Iterator[bytes]:
    """Format what numbers stand for: of coded variables, and of those that are yes or no."""
    place = 1
    for each in columns:
        if each.variable.kind == "coded":
            labels = [cut_text(text, 120) for text in each.variable.list_value_labels()]
            pairs = b"".join(_format_label(float(number), label) for number, label in enumerate(labels, 1))
            yield struct.pack("<ii", 3, len(labels)) + pairs + struct.pack("<iii", 4, 1, place)
        place += each.units


def _format_label(value: float, label: bytes) -> bytes:
    size = -(-(len(label) + 1) // 8) * 8
    return struct.pack("<dB", value, len(label)) + label.ljust(size - 1)


def _format_document(about: About) -> bytes:
    text = " ".join([about.short, *about.lines]).encode("ascii", "replace").decode()
    lines = [text[start : start + 80].ljust(80) for start in range(0, len(text), 80)]
    return struct.pack("<ii", 6, len(lines)) + "".join(lines).encode()


def _format_extensions(columns: Sequence[_Column], rows: int) -> bytes:
    """Format the records that newer readers look for: numbers, long names, long texts, count of rows, encoding."""
    limits = struct.pack("<ddd", NOTHING, np.finfo(np.float64).max, float(np.nextafter(NOTHING, 0)))
    names = "\t".join(f"{each.short}={each.variable.name}" for each in columns).encode()
    long = "".join(f"{each.short}={each.width:05}\0\t" for each in columns if len(each.segments) > 1).encode()
    parts = [
        _format_extension(3, 4, struct.pack("<8i", 26, 0, 0, -1, 1, 1, 2, 65001)),
        _format_extension(4, 8, limits),
        _format_extension(13, 1, names),
        _format_extension(14, 1, long) if long else b"",
        _format_extension(16, 8, struct.pack("<qq", 1, rows)),
        _format_extension(20, 1, b"UTF-8"),
    ]
    return b"".join(parts)


def _format_extension(kind: int, size: int, content: bytes) -> bytes:
    return struct.pack("<iiii", 7, kind, size, len(content) // size) + content


def _write_rows(source: RowSource, columns: Sequence[_Column], file: BinaryIO) -> None:
    left = np.empty(0, np.uint64)
    for batch in source.read_batches():
        units = np.concatenate([each.convert(batch.column(each.variable.column)) for each in columns], axis=1)
        flat = np.concatenate([left, units.ravel()])
        whole = len(flat) // 8 * 8
        file.writelines(
            compress_units(flat[start : min(start + UNITS_AT_ONCE, whole)]) for start in range(0, whole, UNITS_AT_ONCE)
        )
        left = flat[whole:]
    if len(left):
        file.write(compress_units(left))


def compress_units(units: Any) -> bytes:
    """Compress units of eight bytes: a byte for each small whole number, blank or nothing, else the unit itself."""
    padded = np.concatenate([units, np.zeros(-len(units) % 8, np.uint64)])
    codes = _choose_codes(padded)
    codes[len(units) :] = 0
    groups = codes.reshape(-1, 8)
    literal = groups == _LITERAL
    starts = np.arange(len(groups)) * 8 + 8 * (np.cumsum(literal.sum(1)) - literal.sum(1))
    written = np.empty((groups.size + 8 * int(literal.sum())), np.uint8)
    written[(starts[:, None] + np.arange(8)).ravel()] = groups.ravel()
    places = (starts[:, None] + 8 * np.cumsum(literal, axis=1))[literal]
    written[(places[:, None] + np.arange(8)).ravel()] = padded[literal.ravel()].view(np.uint8)
    return written.tobytes()


def _choose_codes(units: Any) -> Any:
    values = units.view(np.float64)
    with np.errstate(invalid="ignore"):
        small = (values >= 1 - _BIAS) & (values <= 251 - _BIAS) & (values == np.floor(values))
        codes = np.where(small, np.where(small, values, 0) + _BIAS, _LITERAL).astype(np.uint8)
    codes[values == NOTHING] = _NONE
    codes[units == _BLANK_UNIT] = _BLANK
    return codes
