"""What the parts of a workbook say that its cells do not: formulas saved without a result, rows and columns that do not
show, values under merged cells.
"""

import html
import re
import zipfile
from dataclasses import dataclass

#: what stands in a cell here whose formula was saved without its result
UNSAVED = "#FORMULA!"
FORMULA = rb"""<f\b[^<>]*?(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?"""
UNSAVED_FORMULA = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>""" + FORMULA + rb"</c>")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row [^<>]*?\bhidden=["'](?:1|true)["'][^<>]*(?<!/)>""")
HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col [^<>]*?\bhidden=["'](?:1|true)["'][^<>]*>""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell [^<>]*?\bref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
FILLED = re.compile(rb"""<(?:\w+:)?c [^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]*(?<!/)>""")
MOST_NAMED, MOST_TAGS = 10, 1_000
MOST_COVERED = 200_000
SHEET = re.compile(rb"<(?:\w+:)?sheet [^<>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship [^<>]*>")
ATTRIBUTE = re.compile(r"""([\w:]+)=(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet's part: the cells whose formulas have no result (row, column), and what is to be told of it."""

    unsaved: tuple[tuple[int, int], ...]
    notes: tuple[str, ...]


def parse_column_letters(letters: bytes) -> int:
    """Parse the number of a column by its letters, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def inspect_sheet_part(member: str, content: bytes) -> SheetPart:
    """Find what the XML of a sheet says beside its cells."""
    cells = UNSAVED_FORMULA.findall(content) if b"<f" in content else []
    places = tuple((int(digits) - 1, parse_column_letters(letters) - 1) for letters, digits in cells)
    notes = []
    if cells:
        first = b"".join(cells[0]).decode()
        notes.append(f"{member}: {len(cells)} formulas (the first in {first}) have no saved result and give no value")
    if hidden := len(HIDDEN_ROW.findall(content)) if b"hidden=" in content else 0:
        notes.append(f"{member}: {hidden} rows do not show in the workbook and were read all the same")
    if columns := _list_hidden_columns(content):
        notes.append(f"{member}: column {', '.join(columns)} does not show in the workbook and was read all the same")
    if covered := _find_covered_value(content):
        notes.append(f"{member}: cell {covered} lies under a merged cell and has a value that does not show")
    return SheetPart(places, tuple(notes))


def _list_hidden_columns(content: bytes) -> list[str]:
    """List the columns that hold something and do not show; a sheet may hide all that it does not use."""
    tags = HIDDEN_COLUMN.findall(content)[:MOST_TAGS] if b"hidden=" in content else []
    spans = [range(int(low), int(high) + 1) for low, high in map(_read_span, tags)]
    filled = {letters for letters, _ in FILLED.findall(content)} if spans else set()
    hidden = [each for each in filled if any(parse_column_letters(each) in span for span in spans)]
    return [each.decode() for each in sorted(hidden, key=parse_column_letters)][:MOST_NAMED]


def _read_span(column: bytes) -> tuple[str, str]:
    """Read the first and last number of a tag of columns."""
    found = {name: a or b for name, a, b in ATTRIBUTE.findall(column.decode("utf-8", "replace"))}
    low, high = found.get("min", ""), found.get("max", "")
    return (low, high) if low.isdecimal() and high.isdecimal() and len(low + high) < 12 else ("0", "0")


def _find_covered_value(content: bytes) -> str:
    """Find the first cell that holds something although a merged cell covers it; empty where none does."""
    covered: set[tuple[int, int]] = set()
    for first, top, last, bottom in MERGED.findall(content):
        columns = range(parse_column_letters(first), parse_column_letters(last) + 1)
        rows = range(int(top), int(bottom) + 1)
        if len(covered) + len(columns) * len(rows) > MOST_COVERED:
            break
        covered |= {(row, column) for row in rows for column in columns} - {(rows.start, columns.start)}
    filled = FILLED.findall(content) if covered else []
    held = (letters + digits for letters, digits in filled if (int(digits), parse_column_letters(letters)) in covered)
    return next(held, b"").decode()


def list_sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """List the part that holds each sheet, in lower case, by the sheet's name."""
    parts = {member.filename.lower(): member for member in archive.infolist()}
    book, relations = (parts.get(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    if book is None or relations is None:
        return {}
    targets = {each.get("Id", ""): each.get("Target", "") for each in _read_tags(archive.read(relations), RELATION)}
    found: dict[str, str] = {}
    for sheet in _read_tags(archive.read(book), SHEET):
        target = next((targets[each] for name, each in sheet.items() if name.endswith(":id") and each in targets), "")
        found[sheet.get("name", "")] = (target if target.startswith("/") else f"/xl/{target}").lstrip("/").lower()
    return found


def _read_tags(content: bytes, tag: re.Pattern[bytes]) -> list[dict[str, str]]:
    """Read the attributes of every tag of a kind."""
    found = (ATTRIBUTE.findall(text.decode("utf-8", "replace")) for text in tag.findall(content))
    return [{name: html.unescape(a or b) for name, a, b in each} for each in found]
