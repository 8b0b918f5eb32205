"""R's own file of one data frame (``readRDS``), column by column, so that no more than a batch is in memory."""

import gzip
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finalorder.exports.about import About
from finalorder.exports.rows import RowSource, flatten_column
from finalorder.exports.variables import Variable, number_codes

_FLAG, _WHOLE, _REAL, _TEXT, _LIST = 10, 13, 14, 16, 19
_OBJECT, _ATTRIBUTES, _TAG = 0x100, 0x200, 0x400
_NO_WHOLE = -(2**31)
_NO_REAL = np.frombuffer(struct.pack("<Q", 0x7FF00000000007A2), np.float64)[0]
_LARGEST_WHOLE = 2**31 - 1


class _Stream:
    """R's serialization: numbers with the high byte first, and each name written once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._names: dict[str, int] = {}

    def write(self, *numbers: int) -> None:
        """Write whole numbers of 32 bits."""
        self._file.write(struct.pack(f">{len(numbers)}i", *numbers))

    def write_array(self, array: Any, dtype: str) -> None:
        """Write numbers of a type, without a head."""
        self._file.write(np.ascontiguousarray(array).astype(dtype).tobytes())

    def write_char(self, text: str | None) -> None:
        """Write one text, or none."""
        if text is None:
            self.write(9, -1)
            return
        data = text.encode()
        self.write(9 | (0x40000 if data.isascii() else 0x8000), len(data))
        self._file.write(data)

    def write_texts(self, texts: Sequence[str]) -> None:
        """Write a vector of texts."""
        self.write(_TEXT, len(texts))
        for text in texts:
            self.write_char(text)

    def write_attributes(self, attributes: dict[str, Callable[[], None]]) -> None:
        """Write the attributes of what was written before."""
        for name, write in attributes.items():
            self.write(2 | _TAG)
            self._write_symbol(name)
            write()
        self.write(254)

    def _write_symbol(self, name: str) -> None:
        if name in self._names:
            self.write(self._names[name] << 8 | 255)
            return
        self._names[name] = len(self._names) + 1
        self.write(1)
        self.write_char(name)


def write_rds(source: RowSource, variables: Sequence[Variable], rows: int, about: About, target: Path) -> None:
    """Write the rows as a data frame: dates as ``Date``, codes as factors, labels as attributes, stamps as comment."""
    with gzip.GzipFile(target, "wb", compresslevel=3, mtime=0) as packed:
        file = cast("BinaryIO", packed)
        file.write(b"X\n")
        out = _Stream(file)
        out.write(2, 0x00030500, 0x00020300, _LIST | _OBJECT | _ATTRIBUTES, len(variables))
        for each in variables:
            _write_column(out, source, each, rows)
        out.write_attributes(
            {
                "names": lambda: out.write_texts([each.name for each in variables]),
                "class": lambda: out.write_texts(["data.frame"]),
                "row.names": lambda: out.write(_WHOLE, 2, _NO_WHOLE, -rows),
                "comment": lambda: out.write_texts([about.short, *about.lines]),
            }
        )


def _write_column(out: _Stream, source: RowSource, variable: Variable, rows: int) -> None:
    kind = _choose_type(variable)
    attributes: dict[str, Callable[[], None]] = {"label": lambda: out.write_texts([variable.label])}
    if variable.kind == "coded":
        attributes |= {
            "levels": lambda: out.write_texts(variable.codes),
            "meanings": lambda: out.write_texts(variable.list_value_labels()),
        }
    if classes := _list_classes(variable):
        attributes["class"] = lambda: out.write_texts(classes)
    if variable.kind == "moment":
        attributes["tzone"] = lambda: out.write_texts(["UTC"])
    out.write(kind | _ATTRIBUTES | (_OBJECT if classes else 0), rows)
    for batch in source.read_batches([variable.column]):
        _write_values(out, variable, kind, batch.column(0))
    out.write_attributes(attributes)


def _choose_type(variable: Variable) -> int:
    if variable.kind == "int":
        return _WHOLE if variable.low >= -_LARGEST_WHOLE and variable.high <= _LARGEST_WHOLE else _REAL
    return {"bool": _FLAG, "coded": _WHOLE, "text": _TEXT}.get(variable.kind, _REAL)


def _list_classes(variable: Variable) -> list[str]:
    return {"date": ["Date"], "moment": ["POSIXct", "POSIXt"], "coded": ["factor"]}.get(variable.kind, [])


def _write_values(out: _Stream, variable: Variable, kind: int, array: pa.Array) -> None:
    if kind == _TEXT:
        for text in flatten_column(array).cast(pa.string()).to_pylist():
            out.write_char(text)
        return
    numbers = _number(variable, array)
    if kind == _REAL:
        out.write_array(_fill(numbers.cast(pa.float64(), safe=False)), ">f8")
    else:
        filled = pc.fill_null(numbers.cast(pa.int64()), _NO_WHOLE)
        out.write_array(filled.to_numpy(zero_copy_only=False), ">i4")


def _fill(numbers: pa.Array) -> Any:
    """Put R's own mark where there is no value, bit by bit: another NaN would be another thing to R."""
    found = pc.fill_null(numbers, 0.0).to_numpy(zero_copy_only=False).copy()
    found[np.asarray(numbers.is_null())] = _NO_REAL
    return found


def _number(variable: Variable, array: pa.Array) -> pa.Array:
    if variable.kind == "coded":
        return number_codes(variable, array)
    if variable.kind == "date":
        return array.cast(pa.int32())
    if variable.kind == "moment":
        return pc.divide(array.cast(pa.timestamp("ms")).cast(pa.int64()).cast(pa.float64()), 1000.0)
    return array.cast(pa.int8()) if variable.kind == "bool" else array
