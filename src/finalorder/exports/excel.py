"""An Excel workbook, written row by row: the rows on one sheet, what they are and what each column says on another."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from finalorder.exports.about import About
from finalorder.exports.rows import RowSource, flatten_column
from finalorder.exports.variables import Variable
from finalorder.exports.workbook import format_row, format_text, write_sheets
from finalorder.words import Words

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767
NAME_LENGTH = 255
#: Excel counts days from here, and has none before March 1900
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)


def write_excel(source: RowSource, variables: Sequence[Variable], about: About, words: Words, target: Path) -> None:
    """Write the rows as a workbook: dates as dates, codes as they are, their meanings on the sheet of the codebook."""
    sheets = [
        (about.table.rpartition("/")[2][:31], _list_data_rows(source, variables)),
        (words.format_plain("export.codebook_sheet"), map(format_row, _list_codebook_rows(variables, about, words))),
    ]
    write_sheets(target, sheets, about.short, " ".join(about.lines), " ".join(about.stamps))


def _list_data_rows(source: RowSource, variables: Sequence[Variable]) -> Iterator[str]:
    yield format_row([each.name for each in variables], style=3)
    writers = [_CELLS.get(each.kind, format_text) for each in variables]
    for batch in source.read_batches():
        columns = [
            _format_cells(write, batch.column(each.column)) for write, each in zip(writers, variables, strict=True)
        ]
        for cells in zip(*columns, strict=True):
            yield f"<row>{''.join(cells)}</row>"


def _format_cells(write: Callable[[Any], str], array: pa.Array) -> list[str]:
    """Format a column's cells; what is said again and again is formatted once."""
    known: dict[Any, str] = {None: "<c/>"}
    cells = []
    for value in flatten_column(array).to_pylist():
        if value not in known:
            known[value] = write(value)
        cells.append(known[value])
    return cells


def _format_date(value: date) -> str:
    if value < _FIRST_DAY:
        return format_text(value.isoformat())
    return f'<c s="1"><v>{(value - _DAY_ZERO).days}</v></c>'


def _format_moment(value: datetime) -> str:
    if value.date() < _FIRST_DAY:
        return format_text(value.isoformat())
    return f'<c s="2"><v>{(value - datetime(1899, 12, 30)).total_seconds() / 86_400}</v></c>'  # noqa: DTZ001


_CELLS: dict[str, Callable[[Any], str]] = {
    "int": lambda value: f"<c><v>{value}</v></c>",
    "real": lambda value: f"<c><v>{value}</v></c>",
    "bool": lambda value: f'<c t="b"><v>{int(value)}</v></c>',
    "date": _format_date,
    "moment": _format_moment,
}


def _list_codebook_rows(variables: Sequence[Variable], about: About, words: Words) -> Iterator[list[str]]:
    """List the rows of the codebook: stamps and title, each column, each code with its meaning."""
    yield [about.short]
    yield from ([line] for line in about.lines)
    yield [words.format_plain(f"export.{name}") for name in ("column", "says", "code", "meaning")]
    for each in variables:
        yield [each.name, each.label]
        yield from ([each.name, "", code, each.meanings.get(code, "")] for code in each.codes)
