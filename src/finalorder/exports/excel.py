"""An Excel workbook, written row by row: the rows on one sheet, what they are and what each column says on another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa

from finalorder.exports.about import About
from finalorder.exports.rows import RowSource, flatten_column
from finalorder.exports.variables import Variable
from finalorder.words import Words

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767
NAME_LENGTH = 255
#: Excel counts days from here, and has none before March 1900
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTROL = {code: f"_x{code:04X}_" for code in range(32) if code not in (9, 10, 13)}
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font/><font><b/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_excel(source: RowSource, variables: Sequence[Variable], about: About, words: Words, target: Path) -> None:
    """Write the rows as a workbook: dates as dates, codes as they are, their meanings on the sheet of the codebook."""
    sheets = [about.table.rpartition("/")[2][:31], words.format_plain("export.codebook_sheet")]
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=3) as book:
        for name, text in _list_parts(sheets, about):
            _add_part(book, name, [text])
        _add_part(book, "xl/worksheets/sheet1.xml", _format_sheet(_list_data_rows(source, variables), about))
        codebook = _list_codebook_rows(variables, about, words)
        _add_part(book, "xl/worksheets/sheet2.xml", _format_sheet(map(_format_row, codebook), about))


def _add_part(book: ZipFile, name: str, texts: Iterable[str]) -> None:
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same bytes for the same rows
    entry.compress_type = ZIP_DEFLATED
    with book.open(entry, "w", force_zip64=True) as part:
        _write_texts(part, texts)


def _write_texts(part: IO[bytes], texts: Iterable[str]) -> None:
    held: list[str] = []
    for text in texts:
        held.append(text)
        if len(held) >= 1000:
            part.write("".join(held).encode())
            held.clear()
    part.write("".join(held).encode())


def _list_parts(sheets: Sequence[str], about: About) -> Iterator[tuple[str, str]]:
    """List the small parts of a workbook, each with its text."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{kind}.worksheet+xml"/>' for place in (1, 2)
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{listed}<Override '
        f'PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/><Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    )
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    yield "_rels/.rels", _format_links([("officeDocument", "xl/workbook.xml"), (core, "docProps/core.xml")])
    ends = [("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"), ("styles", "styles.xml")]
    yield "xl/_rels/workbook.xml.rels", _format_links(ends)
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>' for place, name in enumerate(sheets, 1)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>'
    yield "xl/styles.xml", _STYLES
    yield "docProps/core.xml", _format_properties(about)


def _format_links(ends: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{kind if ":" in kind else f"{_LINKS}/{kind}"}" Target="{target}"/>'
        for place, (kind, target) in enumerate(ends, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _format_properties(about: About) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_clean(about.short)}</dc:title>'
        f"<dc:description>{_clean(' '.join(about.lines))}</dc:description></cp:coreProperties>"
    )


def _format_sheet(rows: Iterable[str], about: About) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
    yield from rows
    footer = _clean(" ".join(about.stamps)).replace("&", "&amp;&amp;")
    yield f"</sheetData><headerFooter><oddFooter>&amp;C{footer}</oddFooter></headerFooter></worksheet>"


def _list_data_rows(source: RowSource, variables: Sequence[Variable]) -> Iterator[str]:
    yield _format_row([each.name for each in variables], style=3)
    writers = [_CELLS.get(each.kind, _format_text) for each in variables]
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


def _format_text(value: Any) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_clean(str(value))}</t></is></c>'


def _format_date(value: date) -> str:
    if value < _FIRST_DAY:
        return _format_text(value.isoformat())
    return f'<c s="1"><v>{(value - _DAY_ZERO).days}</v></c>'


def _format_moment(value: datetime) -> str:
    if value.date() < _FIRST_DAY:
        return _format_text(value.isoformat())
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


def _format_row(values: Sequence[str], style: int = 0) -> str:
    cells = (_format_text(value).replace("<c ", f'<c s="{style}" ', 1) if value else "<c/>" for value in values)
    return f"<row>{''.join(cells)}</row>"


def _clean(text: str) -> str:
    return escape(text.translate(_CONTROL))
