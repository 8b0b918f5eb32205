"""Snapshots of the same families that nobody has met yet: read if only their form changed, else refused by name."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from finalorder.errors import FinalorderError
from finalorder.ice import add_files, answer_subject, file_checks, file_families, layouts, questions
from finalorder.ice.cell_figures import Figure
from support import ice_files as ice

Change = Callable[[ice.Sheets], ice.Sheets]
NAMES = "January February March April May June July August September October November December"
MONTH_WORDS = dict(enumerate(NAMES.split(), 1))


def content(path: Path, sheets: ice.Sheets, name: str = "any.xlsx") -> Any:
    return file_families.read_file(file_checks.inspect_file(ice.write(path / name, sheets, "2026-12-10")))


def describe_figures(figures: list[Figure]) -> set[tuple[object, ...]]:
    """What figures say: not in which cells, nor how the sheet is named, nor that a number was text."""
    return {(f.metric, f.value, f.as_of, f.fiscal_year, tuple(sorted(f.sets.items()))) for f in figures}


def fy27() -> ice.Sheets:
    """A workbook of a fiscal year that has no entry of its own anywhere."""
    return {
        "ATD FY27 YTD": ice.monitoring("12.5.2026", 27),
        "Detention FY27": ice.detention(2027, removals=31000),
        "Facilities FY27": [[("FY27 ALOS" if c == "FY19 ALOS" else c) for c in row] for row in ice.facilities(27)],
        "Footnotes": ice.footnotes("12/05/2026", "12/06/2026", 2027),
    }


def each(change: Callable[[object], object]) -> Change:
    """A change of every cell of every sheet."""
    return lambda sheets: {name: [[change(cell) for cell in row] for row in rows] for name, rows in sheets.items()}


def rename_sheets(change: Callable[[str], str]) -> Change:
    """A change of every sheet's name."""
    return lambda sheets: {change(name): rows for name, rows in sheets.items()}


def texts(change: Callable[[str], str]) -> Change:
    """A change of every text."""
    return each(lambda cell: change(cell) if isinstance(cell, str) else cell)


def in_words(text: str) -> str:
    return re.sub(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", lambda m: f"{MONTH_WORDS[int(m[1])]} {int(m[2])}, {m[3]}", text)


def mark_footnote(text: str) -> str:
    """The mark of a footnote glued to a label, as on the family residential centers of FY2022."""
    return f"{text}1" if text in ("Atlanta", "Miami", "GPS", "Adult", "FRC", "Count", "Oct", "ICE ") else text


def remove_titles(sheets: ice.Sheets) -> ice.Sheets:
    return {name: [[""], *rows[1:]] for name, rows in sheets.items()}


def report_day_beside(cell: object) -> Change:
    """The day of the monitoring report in a cell of its own."""

    def change(sheets: ice.Sheets) -> ice.Sheets:
        rows = [["Data from BI Inc. Participants Report", cell] if str(row[:1]).startswith("['Data from") else row
                for row in sheets["ATD FY27 YTD"]]  # fmt: skip
        return {**sheets, "ATD FY27 YTD": rows}

    return change


FORMS: dict[str, Change] = {
    "sheets in another order": lambda sheets: dict(reversed(sheets.items())),
    "sheet names in capitals, with spaces": rename_sheets(lambda name: f"  {name.upper()} "),
    "sheet names with the year first": rename_sheets(lambda name: re.sub(r"^(\w+) (FY27)( YTD)?$", r"\2 \1", name)),
    "sheet names of a year's end": rename_sheets(lambda name: name.replace("FY27", "EOFY2027").replace(" YTD", "")),
    "no titles above the sheets": remove_titles,
    "three rows above everything": lambda sheets: {n: [["x"], [], [], *rows] for n, rows in sheets.items()},
    "an empty column before everything": lambda sheets: {n: [["", *row] for row in rows] for n, rows in sheets.items()},
    "a blank row after every fifth": lambda sheets: {
        n: [r for i, row in enumerate(rows) for r in ((row, []) if i % 5 == 4 else (row,))]
        for n, rows in sheets.items()
    },
    "four blank rows within a table": lambda sheets: {
        **sheets, "ATD FY27 YTD": [*sheets["ATD FY27 YTD"][:13], [], [], [], [], *sheets["ATD FY27 YTD"][13:]]},
    "capitals": texts(str.upper),
    "spaces around every text": texts(lambda text: f" \u00a0{text}  " if text else text),
    "footnote marks on labels": texts(mark_footnote),
    "numbers as text with commas": each(lambda cell: f"{cell:,}" if isinstance(cell, int) and cell > 9 else cell),
    "days in words": texts(in_words),
    "days as ISO": texts(lambda text: re.sub(r"(\d\d?)[./](\d\d?)[./](\d{4})", r"\3-\1-\2", text)),
    "months as dates": each(
        lambda cell: date(2026, 10 + ice.MONTHS.index(str(cell)), 1) if cell in ice.MONTHS[:3] else cell),
    "months in full with their year": texts(lambda text: {"Oct": "October 2026", "Jan": "Jan-27"}.get(text, text)),
    "the year in the header of the year": texts(lambda text: "FY2027 Overall" if text == "FY Overall" else text),
    "areas by code or longer name": texts(
        lambda text: {"Atlanta": "ATL", "Miami": "Miami "}.get(text, text)),
    "a report day beside its line": report_day_beside("12/5/2026"),
    "a report day as a serial number": report_day_beside(46361.0),
    "footnotes further right and down": lambda sheets: {
        **sheets, "Footnotes": [["ICE FOOTNOTES"], [], *[["", "", *row] for row in sheets["Footnotes"][1:]]]},
    "a column that nobody wants in the facilities": lambda sheets: {
        **sheets, "Facilities FY27": [[*row[:4], "Last Inspection Type", *row[4:]] if len(row) > 4 else row
                                      for row in sheets["Facilities FY27"]]},
    "other spellings of the facilities' headers": texts(
        lambda text: {"Name": "Facility Name", "Type Detailed": "Facility Type", "AOR": "Area of Responsibility"}.get(
            text, text)),
    "a remark under every table": lambda sheets: {
        n: [*rows, ["* includes people on bond", 5]] if n.startswith("ATD") else rows for n, rows in sheets.items()},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_snapshot_whose_form_alone_changed_says_the_same(tmp_path: Path, form: str) -> None:
    expected = describe_figures(content(tmp_path, fy27()).figures)
    assert len(expected) > 60
    found = describe_figures(content(tmp_path, FORMS[form](fy27())).figures)
    if form == "capitals":  # names of facilities and types are kept as printed
        found = {(m, v, d, y, tuple((k, t) for k, t in sets if k != "facility_type")) for m, v, d, y, sets in found}
        expected = {(m, v, d, y, tuple((k, t) for k, t in s if k != "facility_type")) for m, v, d, y, s in expected}
    assert found == expected


def test_a_new_fiscal_year_is_read_without_an_entry(tmp_path: Path) -> None:
    report = add_files([ice.write(tmp_path / "new.xlsx", fy27(), "2026-12-10")], tmp_path / "lake")
    assert report.files[0].fiscal_years == ("FY2027",)
    assert report.files[0].as_of == (date(2026, 12, 5), date(2026, 12, 6))
    [row, *_] = answer_subject("monitoring", tmp_path / "lake", date(2026, 12, 31), city="Miami")
    assert (row.value, row.as_of, row.period) == (30.0, "2026-12-05", "FY2027")


@pytest.mark.parametrize(("cell", "flag"), [("-", ""), ("*", ""), ("N/A", ""), ("n.a.", ""), ("many", "text in a")])
def test_what_is_printed_for_no_figure_is_no_figure(tmp_path: Path, cell: str, flag: str) -> None:
    sheets = fy27()
    sheets["ATD FY27 YTD"][15][1] = cell
    found = [f for f in content(tmp_path, sheets).figures if f.get("aor") == "Miami" and f.get("technology") == "GPS"]
    counts = [f for f in found if f.metric == "atd_active_participants"]
    assert [(f.value, f.flags[0][: len(flag)]) for f in counts] == ([(None, flag)] if flag else [])


def test_without_a_total_row_the_nation_is_the_sum_of_its_areas(tmp_path: Path) -> None:
    sheets = fy27()
    sheets["ATD FY27 YTD"] = [row for row in sheets["ATD FY27 YTD"] if row[:1] != ["Total"]]
    add_files([ice.write(tmp_path / "a.xlsx", sheets)], tmp_path / "lake")
    found = questions.find_monitoring(tmp_path / "lake", date(2026, 12, 31))
    total = next(f for f in found if f.technology == "All")
    assert (total.value, total.cell) == (100.0, "sum of All rows B10:B15")


def test_footnotes_on_the_table_s_own_sheet_date_it_too(tmp_path: Path) -> None:
    sheets = fy27()
    del sheets["Footnotes"]
    sheets["Detention FY27"] += [[], ["FY2027 YTD ICE Removals data are updated through 12/05/2026 (IIDS Run Date)."]]
    removals = [f for f in content(tmp_path, sheets).figures if f.metric == "ice_removals"]
    assert {f.as_of for f in removals} == {date(2026, 12, 5)}


def test_a_facilities_list_may_lack_guaranteed_minimums_and_says_so(tmp_path: Path) -> None:
    sheets = fy27()
    sheets["Facilities FY27"] = [row[:22] for row in sheets["Facilities FY27"]]
    found = content(tmp_path, sheets)
    assert "sheet Facilities FY27: no column is headed 'Guaranteed Minimum'" in found.notes
    assert not [f for f in found.figures if f.metric == "facility_guaranteed_minimum"]


@pytest.mark.parametrize("header", ["Guaranteed Minimum", "Level A", "Male Crim", "Name", "FY27 ALOS"])
def test_a_renamed_column_of_the_facilities_is_refused_with_its_cell(tmp_path: Path, header: str) -> None:
    sheets = fy27()
    sheets["Facilities FY27"] = [["Else" if c == header else c for c in row] for row in sheets["Facilities FY27"]]
    with pytest.raises(FinalorderError, match=r"any.xlsx, sheet Facilities FY27.* cell [A-Z]3\b.*'Else'"):
        content(tmp_path, sheets)


def test_an_unknown_label_costs_a_table_entry_and_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = texts(lambda text: "Lasso" if text == "SmartLINK" else text)(fy27())
    with pytest.raises(
        FinalorderError, match="sheet ATD FY27 YTD, cell A14: 'Lasso' is not a known label for a row of"
    ):
        content(tmp_path, sheets)
    monkeypatch.setitem(layouts.load_label_vocabulary("technology").names, "lasso", "Lasso")
    found = [f for f in content(tmp_path, sheets).figures if f.get("technology") == "Lasso"]
    assert [f.value for f in found if f.metric == "atd_active_participants"] == [10, 10, 20]


LISTS: dict[str, tuple[list[str], list[object]]] = {
    "tables of the page, to February 2025": (
        ["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED", "MOA"],
        ["FLORIDA", "Miami-Dade Sheriff's Office", "Task Force Model", "2025-02-26", "https://x"]),
    "with a type, from February 2025": (
        ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "SUPPORT TYPE", "SIGNED", "MOA"],
        ["FLORIDA", "Miami-Dade Sheriff's Office", "County", "Task Force Model", "2/26/2025", "link"]),
    "with a county, from April 2025": (
        ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"],
        ["FLORIDA", "Miami-Dade Sheriff's Office", "County", "Miami-Dade County", "Task Force Model", 45714, "link"]),
    "with an addendum, from July 2025": (
        ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM", "", ""],
        ["FLORIDA ", "Miami-Dade Sheriff's Office", "County ", "Miami-Dade County ", "Task Force Model ", "45714", ""]),
    "never met: other words, other order, one column more": (
        ["Region", "Agency Name", "State Name", "Program Model", "Date Signed", "County/Parish", "Agency Type"],
        ["South", "Miami-Dade Sheriff\u2019s Office", "FL", "TFM", "February 26, 2025", "MIAMI-DADE", "county"]),
}  # fmt: skip


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_287g_list_in_every_layout_says_the_same(tmp_path: Path, form: str, kind: str) -> None:
    header, row = LISTS[form]
    path = tmp_path / f"participatingAgencies03012025am.{kind}"
    write_list(path, [["a title"], [], header, row, ["", ""], ["", "* link pending"]])
    report = add_files([path], tmp_path / "lake")
    assert report.files[0].notes[-1] == "row 6 is not an agreement and was left out: '* link pending'"
    count, found = questions.find_agreements(tmp_path / "lake", date(2025, 3, 2), ["Florida: Miami-Dade County"])
    assert (count.value, count.as_of) == (1, date(2025, 3, 1))
    assert (found.agency, found.category, found.state) == ("Miami-Dade Sheriff's Office", "Task Force Model", "Florida")
    assert (found.note, found.flags) == ("signed 2025-02-26", ())
    [share] = questions.compute_coverage(tmp_path / "lake", date(2025, 3, 2), "Miami")
    assert share.value == 1.0


def write_list(path: Path, rows: ice.Rows) -> Path:
    if path.suffix == ".csv":
        lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    return ice.write(path, {"Sheet 1 ": rows}, "2025-03-01")


def test_a_list_dated_by_a_line_of_its_own_needs_no_day_in_its_name(tmp_path: Path) -> None:
    header, row = LISTS["with a county, from April 2025"]
    path = write_list(tmp_path / "list.csv", [["Participating agencies as of March 3, 2025"], header, row])
    found = file_families.read_file(file_checks.inspect_file(path))
    assert {r["as_of"] for r in found.lists["agencies"]} == {date(2025, 3, 3)}


def test_a_merged_state_is_that_of_the_row_above_and_a_sum_is_no_agency(tmp_path: Path) -> None:
    header, row = LISTS["with a county, from April 2025"]
    rows = [header, row, ["", "Hialeah Police", "Municipality", "Miami-Dade County", "WSO", "", ""], ["Total", "2"]]
    found = file_families.read_file(file_checks.inspect_file(write_list(tmp_path / "list.xlsx", rows)))
    listed = [(r["state"], r["model"], r["flag"]) for r in found.lists["agencies"]]
    assert listed[1] == ("FLORIDA", "Warrant Service Officer", "the state is that of the row above")
    assert found.notes == ["row 4 is not an agreement and was left out: 'Total 2'"]
    assert {f.value for f in found.figures if f.metric == "287g_participating_agreements"} == {2.0, 1.0}


def test_a_pending_list_with_days_under_a_strange_header_may_be_one_of_participants(tmp_path: Path) -> None:
    rows: ice.Rows = [["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "Inked"], ["TEXAS", "X", "TFM", "2025-02-26"]]
    path = write_list(tmp_path / "pending.xlsx", rows)
    with pytest.raises(FinalorderError, match="sheet Sheet 1, cell D1: 'Inked' is not a known header"):
        file_families.read_file(file_checks.inspect_file(path))
    rows[1][3] = "soon"
    found = file_families.read_file(file_checks.inspect_file(write_list(path, rows)))
    assert found.notes[0].startswith("cell D1: 'Inked' is not a known header")
    assert [r["status"] for r in found.lists["agencies"]] == ["pending"]


def test_a_pending_list_saved_under_a_participating_name_is_known_by_its_content(tmp_path: Path) -> None:
    rows: ice.Rows = [["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE"],
                      ["GEORGIA", "Fulton County Sheriff", "County", "Fulton County", "Task Force Model"]]  # fmt: skip
    lake = tmp_path / "lake"
    add_files([write_list(tmp_path / "participatingAgencies03012025pm.xlsx", rows)], lake)
    assert questions.find_agreements(lake, date(2025, 3, 2), "Atlanta")[0].value is None
    count, one = questions.find_agreements(lake, date(2025, 3, 2), "Atlanta", "pending")
    assert (count.measure, count.value, one.agency) == ("287g_pending_agreements", 1, "Fulton County Sheriff")


ARRESTS = ["Apprehension Date", "State", "County", "{area}", "Final Program", "{method}", "Final Order Yes No"]


@pytest.mark.parametrize(("area", "method"), [("AOR", "Method"), ("TOA Current Duty AOR", "Apprehension Method")])
def test_arrests_one_row_an_event_are_counted_by_area_and_their_rows_dropped(
    tmp_path: Path, area: str, method: str
) -> None:
    header: list[object] = [name.format(area=area, method=method) for name in ARRESTS]
    events: ice.Rows = [[f"2025-02-{day:02}", "COLORADO", "", "Denver Area of Responsibility", "ERO", "Located", "YES"]
                        for day in range(1, 21)]  # fmt: skip
    blank: ice.Rows = [["2025-03-01", "", "", "", "ERO", "Located", "NO"]]
    preamble: ice.Rows = [["ICE arrests"], ["as released"], [], [], [], []]
    path = ice.write(tmp_path / "arrests.xlsx", {"Arrests": [*preamble, header, *events, *blank]})
    add_files([path], tmp_path / "lake")
    [found] = questions.find_arrests(tmp_path / "lake", date(2025, 2, 14), "Denver")
    assert (found.value, found.period) == (20.0, "2025-02-01 to 2025-03-01")
    assert {f.area: f.value for f in questions.find_arrests(tmp_path / "lake", date(2025, 2, 14))} == {
        "Denver": 20.0, "(blank)": 1.0}  # fmt: skip


@pytest.mark.parametrize("what", ["arrests", "removals"])
@pytest.mark.parametrize("form", ["AOR", "Area of Responsibility", "office"])
def test_a_list_by_area_may_print_its_total_or_not_and_a_blank_area_is_kept(
    tmp_path: Path, what: str, form: str
) -> None:
    rows: ice.Rows = [[form, what.title()], ["Denver Area of Responsibility", "1,200"], ["NYC", 300], ["", 7]]
    name = f"ICE_{what}_2026-10-01_2026-12-31.csv"
    for printed, flags in (([], []), ([["Total", 1507]], []), ([["Total", 9]], ["the list prints a total of 9"])):
        found = file_families.read_file(
            file_checks.inspect_file(write_list(tmp_path / name, [["source: ICE"], *rows, *printed]))
        )
        told = {f.get("aor"): (f.value, f.flags) for f in found.figures}
        assert told == {"Denver": (1200.0, []), "New York": (300.0, []), "(blank)": (7.0, []),
                        "sum of 3 AORs": (1507.0, flags)}  # fmt: skip
    add_files([tmp_path / name], tmp_path / "lake")
    ask = questions.find_arrests if what == "arrests" else questions.find_removals
    first = ask(tmp_path / "lake", date(2026, 11, 5), "Denver")[0]
    assert (first.value, first.area, first.note) == (1200.0, "Denver", f"{what} of 2026-10-01 to 2026-12-31")


def test_a_workbook_of_participating_and_pending_agencies_gives_both_and_no_copy(tmp_path: Path) -> None:
    header, row = LISTS["with a county, from April 2025"]
    pending = [[*header[:5]], ["GEORGIA", "Fulton County Sheriff", "County", "Fulton County", "Task Force Model"]]
    sheets: ice.Sheets = {"Participating": [[*header], row], "Pending": pending, "Tally": [[*header], row, row]}
    found = file_families.read_file(file_checks.inspect_file(ice.write(tmp_path / "both.xlsx", sheets, "2025-03-01")))
    assert [r["status"] for r in found.lists["agencies"]] == ["participating", "pending"]
    assert found.skipped == ["Tally"]


@pytest.mark.parametrize(("value", "flag"), [(-4, "a number below zero"), (4.5, "a count of people that is not whole")])
def test_counts_that_cannot_be_are_flagged(tmp_path: Path, value: float, flag: str) -> None:
    sheets = fy27()
    sheets["ATD FY27 YTD"][15][1] = value
    assert any(f.value == value and flag in f.flags for f in content(tmp_path, sheets).figures)


def test_a_map_of_counties_keeps_the_zeros_of_its_codes_whatever_its_headers_are(tmp_path: Path) -> None:
    sheets: ice.Sheets = {
        "Sheet1": [["FIPS", "County", "Area of Responsibility"], [1001, "Autauga", "NOL"], ["06037", "x", "LOS"]]
    }
    found = file_families.read_file(file_checks.inspect_file(ice.write(tmp_path / "map_2026-02-03.xlsx", sheets)))
    assert [(r["fips"], r["area"]) for r in found.lists["places"]] == [("01001", "NOL"), ("06037", "LOS")]
    assert {(r["as_of"], r["fiscal_year"]) for r in found.lists["places"]} == {(date(2026, 2, 3), "FY2026")}


@pytest.mark.parametrize("neighbour", [45931, "45931"])
def test_a_number_beside_a_header_is_no_month_though_it_could_be_a_day(tmp_path: Path, neighbour: object) -> None:
    sheets = fy27()
    expected = describe_figures(content(tmp_path, sheets).figures)
    header = next(row for row in sheets["Detention FY27"] if row[:2] == ["Facility Type", "Oct"])
    header += ["", neighbour]
    assert describe_figures(content(tmp_path, sheets).figures) == expected
