"""ICE's own workbooks with their form changed: read the same, or told. No figure is wrong without a word.

What real editions differ in, done to whole real files: rows and columns moved, marks of footnotes, spaces and dashes of
other kinds, headers printed again, sums among rows, sheets copied, errors in cells.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from finalorder.ice import file_checks, file_families
from finalorder.ice.cell_figures import Figure
from finalorder.ice.workbook import FileContent
from support import ice_files as ice
from support.ice_real import FOLDER

Change = Callable[[ice.Sheets], ice.Sheets]
FILES = ("detention-stats/FY19.xlsx", "detention-stats/FY26.xlsx")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no folder `shared` beside the repository")


@cache
def load(name: str) -> ice.Sheets:
    """The cells of a real workbook."""
    book = file_checks.open_workbook(file_checks.inspect_file(FOLDER / name))
    return {sheet: [list(row) for row in book.read_grid(sheet).rows] for sheet in book.sheets}


def read(folder: Path, sheets: ice.Sheets) -> FileContent:
    return file_families.read_file(file_checks.inspect_file(ice.write(folder / "book.xlsx", sheets, "2026-05-01")))


def describe(content: FileContent) -> Counter[tuple[Any, ...]]:
    return Counter(map(describe_one, content.figures))


def describe_one(figure: Figure) -> tuple[Any, ...]:
    value = None if figure.value is None else round(figure.value, 6)
    return figure.metric, value, figure.as_of, tuple(sorted(figure.sets.items()))


def texts(change: Callable[[str], str]) -> Change:
    return cells(lambda cell: change(cell) if isinstance(cell, str) and cell else cell)


def numbers(change: Callable[[float], object]) -> Change:
    return cells(lambda cell: change(cell) if isinstance(cell, int | float) else cell)


def cells(change: Callable[[Any], object]) -> Change:
    return lambda sheets: {name: [[change(cell) for cell in row] for row in rows] for name, rows in sheets.items()}


def rows(change: Callable[[ice.Rows], ice.Rows], only: str = "") -> Change:
    """A change of the rows of each sheet whose name has that word."""
    return lambda sheets: {n: change(found) if only in n.lower() else found for n, found in sheets.items()}


def mark(sign: str) -> Change:
    return texts(lambda text: text + sign if len(text) < 30 else text)


def blank_columns(at: int, count: int) -> Change:
    return rows(lambda found: [[*row[:at], *[""] * count, *row[at:]] for row in found])


def find_header(found: ice.Rows) -> int:
    return next(n for n, row in enumerate(found) if "Name" in [str(cell).strip() for cell in row])


def repeat_header(found: ice.Rows) -> ice.Rows:
    at = find_header(found)
    return [*found[: at + 20], found[at], *found[at + 20 :]]


def add_sum(found: ice.Rows, label: str) -> ice.Rows:
    at = find_header(found)
    added = [sum(row[c] for row in found[at + 1 :] if c < len(row) and isinstance(row[c], int | float))  # type: ignore[misc]
             for c in range(len(found[at]))]  # fmt: skip
    name = [str(cell).strip() for cell in found[at]].index("Name")
    return [*found, [label if c == name else value or "" for c, value in enumerate(added)]]


SAME: dict[str, Change] = {
    "twelve rows above": rows(lambda found: [*[[f"note {n}"] for n in range(12)], *found]),
    "a blank column between the first two": blank_columns(1, 1),
    "two blank columns within the tables": blank_columns(3, 2),
    "a blank row after every third": rows(
        lambda found: [r for n, row in enumerate(found) for r in ((row, []) if n % 3 == 2 else (row,))]),
    "spaces that do not break": texts(lambda text: text.replace(" ", "\u00a0")),
    "signs that are not seen": texts(lambda text: f"\ufeff{text}\u200b"),
    "dashes of another length": texts(lambda text: text.replace("-", "\u2013")),
    "soft hyphens": texts(lambda text: text.replace("-", "\u00ad-")),
    "line breaks within labels": texts(lambda text: text.replace(" ", "\n", 1)),
    "stars behind labels": mark("*"),
    "daggers behind labels": mark("\u2020"),
    "raised digits behind labels": mark("\u00b9"),
    "numbers as text with a footnote's sign": numbers(lambda value: f"{value:,}*"),
    "numbers as text with spaces": numbers(lambda value: f"{value:,}".replace(",", "\u202f")),
    "the country before the agency": texts(lambda text: re.sub(r"^ICE (?=.{20})", "U.S. ICE ", text)),
    "and as a sign, colons behind labels": texts(
        lambda text: f"{text.replace(' and ', ' & ')}:" if len(text) < 30 else text.replace(" and ", " & ")),
    "years with an apostrophe": texts(lambda text: re.sub(r"\bFY ?(\d\d)\b", r"FY'\1", text)),
    "years in words where no figure is named by one": texts(
        lambda text: re.sub(r"\bFY ?(?:20)?(\d\d)\b", r"Fiscal Year 20\1", text) if "ppearance" not in text else text),
    "sheets with other names": lambda sheets: {f"Sheet{n}": found for n, found in enumerate(sheets.values())},
    "the header of the facilities again": rows(repeat_header, "facilities"),
    "a sum of the facilities": rows(lambda found: add_sum(found, "All Facilities"), "facilities"),
    "a sum of the facilities under a name": rows(lambda found: add_sum(found, "Everywhere"), "facilities"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("form", SAME)
def test_a_real_workbook_whose_form_alone_changed_says_the_same(tmp_path: Path, name: str, form: str) -> None:
    sheets = load(name)
    assert describe(read(tmp_path, SAME[form](sheets))) == describe(read(tmp_path, sheets))


def spoil(value: float) -> object:
    return "#REF!" if value == int(value) and int(value) % 7 == 0 else value


@pytest.mark.parametrize("name", FILES)
def test_a_sum_with_errors_among_its_parts_says_how_many(tmp_path: Path, name: str) -> None:
    right = set(describe(read(tmp_path, load(name))))
    content = read(tmp_path, numbers(spoil)(load(name)))
    wrong = [f for f in content.figures if f.value is not None and describe_one(f) not in right]
    assert wrong
    assert all(any("no readable figure" in flag for flag in f.flags) for f in wrong)


@pytest.mark.parametrize("word", ["detention", "facilities", "atd"])
def test_a_second_sheet_with_other_figures_is_told_on_both(tmp_path: Path, word: str) -> None:
    sheets = load(FILES[1])
    kind = next(name for name in sheets if name.lower().startswith(word))
    doubled = [[cell * 2 if isinstance(cell, int | float) else cell for cell in row] for row in sheets[kind]]
    content = read(tmp_path, {**sheets, f"{kind} copy": doubled})
    told = {f.sheet.strip() for f in content.figures if any("another sheet of this file" in flag for flag in f.flags)}
    assert told == {kind.strip(), f"{kind} copy".strip()}


def test_a_new_column_of_a_whole_table_is_left_out_and_told_and_one_of_facilities_too(tmp_path: Path) -> None:
    sheets = {"ATD FY19": ice.monitoring(), **{n: r for n, r in ice.fy19().items() if n != "ATD FY19"}}
    expected = describe(read(tmp_path, sheets))
    wide = [[*row[:3], "Share" if row[:1] == ["AOR/Technology"] else 0.5] if len(row) == 3 else row
            for row in sheets["ATD FY19"]]  # fmt: skip
    lists = [[*row, "Unknown Crim" if row[0] == "Name" else 5.5] if len(row) > 20 else row
             for row in sheets["Facilities FY19"]]  # fmt: skip
    content = read(tmp_path, {**sheets, "ATD FY19": rows_of_family_status(wide), "Facilities FY19": lists})
    assert describe(content) == expected
    assert any("'Share' is no known column" in note for note in content.notes)
    assert any("'Unknown Crim' is no known header" in note for note in content.notes)


def rows_of_family_status(found: ice.Rows) -> ice.Rows:
    """The sheet with the new column in its second table alone."""
    at = next(n for n, row in enumerate(found) if row[:1] == ["AOR/Technology"])
    return [*[row[:3] for row in found[:at]], *found[at:]]


def test_rows_that_are_hidden_are_read_and_told(tmp_path: Path) -> None:
    path = ice.write(tmp_path / "book.xlsx", ice.fy19())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet4.xml"
    parts[sheet] = parts[sheet].replace(b'<row r="5"', b'<row r="5" hidden="1"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    content = file_families.read_file(file_checks.inspect_file(path))
    assert any("1 rows do not show in the workbook" in note for note in content.notes)


def test_an_agreement_that_a_list_has_twice_is_counted_and_told(tmp_path: Path) -> None:
    row = ("FLORIDA", "Leon Sheriff", "County", "Leon County", "Task Force Model", "2025-03-01")
    content = read(tmp_path, ice.agencies(row, row))
    assert [r["flag"] for r in content.lists["agencies"]] == ["", "the same agreement stands in cell B2"]
    assert any("1 agreements stand in the list twice" in note for note in content.notes)
