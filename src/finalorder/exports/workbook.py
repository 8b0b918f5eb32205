"""An Excel workbook as a package: its parts and styles, sheets written row by row. Text stays text, never a formula."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

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

#: the name of a sheet, and its rows
Sheet = tuple[str, Iterable[str]]


def write_sheets(
    target: Path | IO[bytes], sheets: Sequence[Sheet], title: str, description: str = "", footer: str = ""
) -> None:
    """Write a workbook of sheets, each a name and rows from :func:`format_row`; the footer is printed."""
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=3) as book:
        for name, text in _list_parts([name for name, _ in sheets], title, description):
            _add_part(book, name, [text])
        for place, (_, rows) in enumerate(sheets, 1):
            _add_part(book, f"xl/worksheets/sheet{place}.xml", _format_sheet(rows, footer))


def write_plain_workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, Any]) -> bytes:
    """Write a small workbook of two sheets: ``rows`` under their columns, ``about`` with a name and a text a line."""
    told = (format_row([name, str(value)]) for name, value in about.items())
    whole = io.BytesIO()
    write_sheets(whole, [("rows", map(format_row, [columns, *rows])), ("about", told)], str(about.get("title", "")))
    return whole.getvalue()


def format_row(values: Iterable[Any], style: int = 0) -> str:
    """Format a row of texts, numbers, yes or no, and nothing; ``style`` is that of its texts (3 is bold)."""
    return f"<row>{''.join(format_value(value, style) for value in values)}</row>"


def format_value(value: Any, style: int = 0) -> str:
    """Format a cell by what it holds."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    return f"<c><v>{value!r}</v></c>" if isinstance(value, int | float) else format_text(value, style)


def format_text(value: Any, style: int = 0) -> str:
    """Format a cell of text, whatever it begins with."""
    styled = f' s="{style}"' if style else ""
    return f'<c{styled} t="inlineStr"><is><t xml:space="preserve">{_clean(str(value))}</t></is></c>'


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


def _list_parts(sheets: Sequence[str], title: str, description: str) -> Iterator[tuple[str, str]]:
    """List the small parts of a workbook, each with its text."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    places = range(1, len(sheets) + 1)
    listed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{kind}.worksheet+xml"/>' for place in places
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
    ends = [("worksheet", f"worksheets/sheet{place}.xml") for place in places]
    ends.append(("styles", "styles.xml"))
    yield "xl/_rels/workbook.xml.rels", _format_links(ends)
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>' for place, name in enumerate(sheets, 1)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>'
    yield "xl/styles.xml", _STYLES
    yield "docProps/core.xml", _format_properties(title, description)


def _format_links(ends: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{kind if ":" in kind else f"{_LINKS}/{kind}"}" Target="{target}"/>'
        for place, (kind, target) in enumerate(ends, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _format_properties(title: str, description: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_clean(title)}</dc:title>'
        f"<dc:description>{_clean(description)}</dc:description></cp:coreProperties>"
    )


def _format_sheet(rows: Iterable[str], footer: str) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
    yield from rows
    printed = _clean(footer).replace("&", "&amp;&amp;")
    yield f"</sheetData><headerFooter><oddFooter>&amp;C{printed}</oddFooter></headerFooter></worksheet>"


def _clean(text: str) -> str:
    return escape(text.translate(_CONTROL))
