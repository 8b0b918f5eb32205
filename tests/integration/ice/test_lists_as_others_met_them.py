"""Lists of events, of daily counts and of agreements with what public reports tell of other readers: one right value
each, or one sentence.
"""

import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from finalorder.errors import FinalorderError
from finalorder.ice import file_checks, file_families
from finalorder.ice.workbook import FileContent
from support import ice_files as ice

ARRESTS = (
    "apprehension_date,apprehension_state,apprehension_aor,apprehension_method,final_order_yes_no,duplicate_likely"
)
ARREST = "6/{}/2025 07:00,GEORGIA,Atlanta Area of Responsibility,Located,YES,FALSE"
EVENTS = [ARREST.format(day) for day in range(1, 11)]
AGREEMENTS = "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED,MOA"
AGREED = [
    "TEXAS,Harris County Sheriff's Office,County,Harris County,Jail Enforcement Model,3/4/2025,link",
    "NEW MEXICO,Doña Ana County Sheriff's Office,County,Doña Ana County,Task Force Model,5/6/2025,link",
    "MARYLAND,Baltimore City Sheriff's Office,County,Baltimore City,Warrant Service Officer,6/13/2025,link",
    "VIRGINIA,Richmond County Sheriff's Office,County,Richmond County,Task Force Model,2/11/2025,link",
]
DAILY = "detention_facility_code,n,date"
COUNTS = [
    f"{code},{n},{date(2024, 10, 1) + timedelta(day)}" for day in range(31) for code, n in (("AAA", 10), ("BBB", 20))
]
STATES = "apprehension_state,arrests"
Rows = list[str]


def read(
    folder: Path, header: str, rows: Rows, name: str = "list-2025-07-08.csv", encoding: str = "utf-8"
) -> FileContent:
    path = folder / name
    path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return file_families.read_file(file_checks.inspect_file(path))


def values(content: FileContent, metric: str, **sets: str) -> list[float | None]:
    wanted = [each for each in content.figures if each.metric == metric]
    return [each.value for each in wanted if all(each.get(key) == value for key, value in sets.items())]


def told(content: FileContent) -> str:
    return " | ".join([*content.notes, *(flag for figure in content.figures for flag in figure.flags)])


#: arrests, one row an event: ten of June 2025, with what is odd about them, and what is told
ODD_EVENTS: dict[str, tuple[Rows, str]] = {
    "a mistyped year": ([*EVENTS[:-1], EVENTS[-1].replace("2025", "2205")], "a day that is years from all others"),
    "a year of the last century": ([*EVENTS[:-1], EVENTS[-1].replace("2025", "1925")], "years from all others"),
    "a total below": ([*EVENTS, "Total,10,,,,"], "row 12 is not an event"),
    "a total in another column": ([*EVENTS, ",,Grand Total,10,,"], "row 12 is not an event"),
    "a source below": ([*EVENTS, "", "Source: EID as of 6/30/2025"], "row 13 is not an event"),
    "a line of something else": ([*EVENTS[:3], "WEIRD BEHAVIOR", *EVENTS[3:]], "row 5 is not an event"),
    "the header again": ([*EVENTS[:3], ARRESTS, *EVENTS[3:]], "row 5 is not an event"),
    "marked as likely repeated": ([*EVENTS[:-1], EVENTS[-1].replace("FALSE", "TRUE")], "1 rows are marked as likely"),
    "a day that is none": ([*EVENTS[:-1], EVENTS[-1].replace("6/10/", "6/31/")], "1 rows have no readable day"),
    "states in three spellings": (
        [EVENTS[0].replace("GEORGIA", "Georgia"), EVENTS[1].replace("GEORGIA", "GA"), *EVENTS[2:]], ""),
    "answers in two spellings": ([EVENTS[0].replace("YES", "Yes"), *EVENTS[1:]], ""),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD_EVENTS)
def test_events_are_counted_and_nothing_else_decides_their_days(tmp_path: Path, odd: str) -> None:
    rows, said = ODD_EVENTS[odd]
    content = read(tmp_path, ARRESTS, rows)
    assert values(content, "ice_arrests", aor="", state="")[0] == 10
    assert values(content, "ice_arrests", state="GEORGIA") == [10]
    assert len(values(content, "ice_arrests_by_final_order")) == 1
    assert {figure.as_of for figure in content.figures} <= {date(2025, 6, 9), date(2025, 6, 10)}
    assert said in told(content)


def test_days_written_before_their_month_are_read_so(tmp_path: Path) -> None:
    rows = [ARREST.format(0).replace("6/0/", f"{day}/6/") for day in range(1, 15)]
    content = read(tmp_path, ARRESTS, rows)
    assert {figure.get("period") for figure in content.figures if figure.get("period")} == {"2025-06-01 to 2025-06-14"}
    assert "with the day before the month" in told(content)


def test_one_day_too_large_for_a_month_turns_no_list_round(tmp_path: Path) -> None:
    rows = [ARREST.format(day) for day in range(1, 29)] + [ARREST.format(0).replace("6/0/", "13/6/")]
    content = read(tmp_path, ARRESTS, rows)
    assert max(figure.as_of for figure in content.figures if figure.as_of) == date(2025, 6, 28)
    assert "1 rows have no readable day" in told(content)


#: daily counts of two facilities in October 2024, 30 people a day, with rows that must not count
ODD_COUNTS: dict[str, tuple[Rows, str]] = {
    "as they are": (COUNTS, ""),
    "a mistyped year": ([*COUNTS, "AAA,10,2205-06-01"], "1 rows have a day that is years from all others"),
    "the sums of each day": (
        [*COUNTS, *(f"Total,30,{date(2024, 10, 1) + timedelta(day)}" for day in range(31))], "31 rows are sums"),
    "a row without a day": ([*COUNTS, "AAA,10,"], "1 rows have no date"),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD_COUNTS)
def test_means_of_daily_counts_are_of_the_days_that_were_counted(tmp_path: Path, odd: str) -> None:
    rows, said = ODD_COUNTS[odd]
    content = read(tmp_path, DAILY, rows)
    assert values(content, "daily_headcount_mean") == [30.0, 10.0, 20.0]
    assert {figure.as_of for figure in content.figures} == {date(2024, 10, 31)}
    assert said in told(content)


REFUSED_COUNTS = {
    "every row twice": (COUNTS + COUNTS, "62 rows repeat a facility and a day"),
    "a count below zero": ([COUNTS[0].replace(",10,", ",-10,"), *COUNTS[1:]], "below zero"),
}


@pytest.mark.parametrize("odd", REFUSED_COUNTS)
def test_daily_counts_that_cannot_be_are_refused(tmp_path: Path, odd: str) -> None:
    rows, said = REFUSED_COUNTS[odd]
    with pytest.raises(FinalorderError, match=said):
        read(tmp_path, DAILY, rows)


#: a list of arrests by state: what stands under its last row, the value there, the sum, what is told
ODD_STATES: dict[str, tuple[str, float | None, float | None, str]] = {
    "a state twice": ("Texas,50", 50, 350, "stands twice in the list"),
    "no state": ("Txeas,50", 50, 350, "'Txeas' is not a state"),
    "below zero": ("OHIO,-5", -5, 295, "a number below zero"),
    "a part of a person": ("OHIO,12.5", 12.5, 312.5, "not whole"),
    "a percentage": ("OHIO,33.3%", None, 300, "a percentage where arrests are counted"),
    "a point that may part thousands": ("OHIO,1.234", None, 300, "a point that may part thousands"),
    "suppressed": ("OHIO,<10", None, 300, "1 of its 3 parts have no readable figure"),
    "a space that parts thousands": ("OHIO,1\u202f234", 1234, 1534, ""),
}


@pytest.mark.parametrize("odd", ODD_STATES)
def test_figures_by_state_are_whole_counts_of_states(tmp_path: Path, odd: str) -> None:
    row, value, total, said = ODD_STATES[odd]
    content = read(tmp_path, STATES, ["TEXAS,100", "FLORIDA,200", row])
    assert values(content, "ice_arrests", state=row.split(",")[0]) == [value]
    assert values(content, "ice_arrests", state="Total") == [total]
    assert said in told(content)


def test_a_sum_of_nothing_that_can_be_read_is_not_zero(tmp_path: Path) -> None:
    content = read(tmp_path, STATES, ["TEXAS,33.3%", "FLORIDA,66.7%"])
    assert values(content, "ice_arrests") == [None, None, None]


def test_a_year_that_heads_two_columns_is_told(tmp_path: Path) -> None:
    content = read(tmp_path, "CountryOfCitizenship,FY2017,FY2017", ["MEXICO,100,110"])
    assert "stands twice in the list" in told(content)


Change = Callable[[str], str]
#: what became of a list's letters on the way here; its agencies and days are the same
LETTERS: dict[str, tuple[str, Change, str]] = {
    "UTF-8": ("utf-8", str, ""),
    "UTF-16": ("utf-16", str, ""),
    "UTF-32": ("utf-32", str, ""),
    "Windows-1252": ("cp1252", str, "read as Windows-1252"),
    "encoded twice": ("utf-8", lambda text: text.encode().decode("cp1252"), "encoded twice"),
    "semicolons": ("utf-8", lambda text: text.replace(",", ";"), ""),
    "a space of no width before the header": ("utf-8", lambda text: text.replace("STATE,", "\u200bSTATE,"), ""),
    "days before their months": (
        "utf-8", lambda text: re.sub(r"(\d+)/(\d+)/2025", r"\2/\1/2025", text), "the day before the month"),
}  # fmt: skip


@pytest.mark.parametrize("way", LETTERS)
def test_agreements_survive_what_programs_do_to_a_text(tmp_path: Path, way: str) -> None:
    encoding, change, said = LETTERS[way]
    rows = [change(row) for row in AGREED]
    content = read(tmp_path, change(AGREEMENTS), rows, encoding=encoding)
    found = [(row["agency"], row["signed"], row["flag"]) for row in content.lists["agencies"]]
    days = [date(2025, 3, 4), date(2025, 5, 6), date(2025, 6, 13), date(2025, 2, 11)]
    assert found == [(row.split(",")[1], day, "") for row, day in zip(AGREED, days, strict=True)]
    assert said in told(content)


def test_letters_that_were_lost_are_told(tmp_path: Path) -> None:
    content = read(tmp_path, AGREEMENTS, [row.replace("ñ", "\ufffd") for row in AGREED])
    assert "some of its letters were lost" in told(content)


def test_a_state_that_is_none_is_flagged_and_a_column_of_none_is_refused(tmp_path: Path) -> None:
    content = read(tmp_path, AGREEMENTS, [row.replace("TEXAS", "TEXSA") for row in AGREED])
    assert [row["flag"] for row in content.lists["agencies"]] == ["unknown state: 'TEXSA'", "", "", ""]
    with pytest.raises(FinalorderError, match=r"cell A1: below 'STATE' 4 of 4 rows name no state"):
        read(tmp_path, AGREEMENTS, [re.sub(r"^([^,]*),([^,]*),", r"\2,\1,", row) for row in AGREED])


KINDS = {
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj": "is a PDF",
    b"{\\rtf1\\ansi STATE}": "is a text document",
    b"7z\xbc\xaf\x27\x1c" + b"\0" * 60: "is an archive",
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>': "is an Excel workbook of 2003 in XML",
    b"<table><tr><td>STATE</td></tr></table>": "is a web page",
    AGREEMENTS.encode("utf-16-le"): "is text in UTF-16 without its mark",
    AGREEMENTS.encode("utf-16-be"): "is text in UTF-16 without its mark",
    b"STATE,LAW\0 ENFORCEMENT": "neither a workbook nor text",
}


@pytest.mark.parametrize("start", KINDS, ids=KINDS.values())
def test_what_is_no_list_is_named(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "participatingAgencies07082025pm.csv"
    path.write_bytes(start)
    with pytest.raises(FinalorderError, match=KINDS[start]):
        file_families.read_file(file_checks.inspect_file(path))


#: one cell of a workbook changed in its XML: the value of removals then, what is told
REMOVALS = "S11"
CELLS: dict[str, tuple[str, float | None, str]] = {
    "a formula without its result": (f'<c r="{REMOVALS}"><f>SUM(B2:B9)</f></c>', None, "saved without its result"),
    "a shared formula without one": (f'<c r="{REMOVALS}"><f t="shared" si="0"/><v/></c>', None, "without its result"),
    "a formula with its result": (f'<c r="{REMOVALS}"><f>SUM(B2:B9)</f><v>4321</v></c>', 4321, ""),
    "true": (f'<c r="{REMOVALS}" t="b"><v>1</v></c>', None, "true or false in a number cell"),
    "a point": (f'<c r="{REMOVALS}" t="str"><v>31.000</v></c>', None, "a point that may part thousands"),
    "a percentage": (f'<c r="{REMOVALS}" t="str"><v>43%</v></c>', None, "a percentage where people are counted"),
}


def write_changed(folder: Path, change: Callable[[str], str], sheet: str = "xl/worksheets/sheet3.xml") -> Path:
    """The small workbook of FY2019 with one of its parts changed (sheet 3 is Detention, 4 the facilities)."""
    plain = ice.write(folder / "plain.xlsx", ice.fy19())
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(folder / "FY19.xlsx", "w") as changed:
        for name in archive.namelist():
            text = archive.read(name).decode()
            changed.writestr(name, change(text) if name == sheet else text)
    return folder / "FY19.xlsx"


def read_book(path: Path) -> FileContent:
    return file_families.read_file(file_checks.inspect_file(path))


@pytest.mark.parametrize("cell", CELLS)
def test_what_a_cell_does_not_say_is_no_number(tmp_path: Path, cell: str) -> None:
    xml, value, said = CELLS[cell]
    path = write_changed(tmp_path, lambda text: re.sub(rf'<c r="{REMOVALS}">.*?</c>', xml, text))
    content = read_book(path)
    assert values(content, "ice_removals", category="Total") == [value]
    assert said in told(content)


def test_a_facility_whose_population_is_not_saved_is_a_hole_in_every_sum(tmp_path: Path) -> None:
    path = write_changed(
        tmp_path,
        lambda text: re.sub(r'<c r="N6"><v>[^<]*</v>', '<c r="N6"><f>1+1</f>', text),
        "xl/worksheets/sheet4.xml",
    )
    content = read_book(path)
    assert values(content, "facility_adp", facility="IRWIN COUNTY DETENTION CENTER") == [None]
    sums = [
        figure
        for figure in content.figures
        if figure.metric == "facility_list_adp_sum" and figure.get("facility_type") == ""
    ]
    assert "1 of its 3 parts have no readable figure" in sums[0].flags


def test_columns_and_cells_that_do_not_show_are_told(tmp_path: Path) -> None:
    hidden = '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="B12:C12"/></mergeCells>'
    path = write_changed(tmp_path, lambda text: text.replace("<sheetData>", hidden).replace("</sheetData>", merged))
    notes = read_book(path).notes
    assert "xl/worksheets/sheet3.xml: column C does not show in the workbook and was read all the same" in notes
    assert "xl/worksheets/sheet3.xml: cell C12 lies under a merged cell and has a value that does not show" in notes
