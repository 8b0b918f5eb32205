"""Rows as an Excel workbook: a sheet of rows, and one that says what they are. Text stays text, never a formula."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
#: the same bytes for the same rows
_DAY = (1980, 1, 1, 0, 0, 0)


def write_workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, Any]) -> bytes:
    """Write a workbook of two sheets: ``rows`` under their columns, and ``about`` with a name and a text a line."""
    told = ((name, str(value)) for name, value in about.items())
    sheets = {"rows": _write_sheet([columns, *rows]), "about": _write_sheet(told)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in {**_list_fixed_parts(list(sheets)), **_name_sheets(sheets)}.items():
            file.writestr(zipfile.ZipInfo(name, _DAY), _HEAD + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _name_sheets(sheets: Mapping[str, str]) -> dict[str, str]:
    return {f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets.values(), 1)}


def _write_sheet(rows: Iterable[Sequence[Any]]) -> str:
    lines = "".join(f"<row>{''.join(map(_write_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _write_cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    plain = "".join(letter for letter in str(value) if letter.isprintable() or letter in "\t\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(plain)}</t></is></c>'


def _list_fixed_parts(sheets: Sequence[str]) -> dict[str, str]:
    """List the parts that say which sheets there are."""
    numbers = range(1, len(sheets) + 1)
    named = "".join(f'<sheet name="{sheets[n - 1]}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    linked = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    typed = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}"/>' for n in numbers)
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{_RELS_TYPE}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK_TYPE}"/>{typed}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{linked}</Relationships>',
    }
