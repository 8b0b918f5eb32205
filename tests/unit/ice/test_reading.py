"""How a workbook is read: by its words, cell by cell; what is odd is flagged, what is unknown is refused."""

import copy
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finalorder.errors import FinalorderError
from finalorder.ice import file_checks, file_families
from finalorder.ice.cell_figures import Figure
from support import ice_files as ice


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Write sheets and read them again: a list of figures."""

    def reader(sheets: ice.Sheets, name: str = "FY19.xlsx") -> list[Figure]:
        return file_families.read_file(file_checks.inspect_file(ice.write(tmp_path / name, sheets))).figures

    return reader


def one(figures: list[Figure], metric: str, **sets: str) -> Figure:
    found = [f for f in figures if f.metric == metric and all(f.get(k) == v for k, v in sets.items())]
    assert len(found) == 1, found
    return found[0]


def read_refusal(tmp_path: Path, sheets: ice.Sheets) -> str:
    with pytest.raises(FinalorderError) as error:
        file_families.read_file(file_checks.inspect_file(ice.write(tmp_path / "FY19.xlsx", sheets)))
    return str(error.value)


def values(figures: list[Figure]) -> set[tuple[Any, ...]]:
    return {(f.metric, f.value, f.sheet, tuple(sorted(f.sets.items()))) for f in figures}


def test_every_figure_has_its_sheet_its_cell_its_day_and_its_fiscal_year(read: Any) -> None:
    figure = one(read(ice.fy19()), "atd_active_participants", aor="Miami", technology="GPS")
    assert (figure.value, figure.sheet, figure.cell) == (20.0, "ATD FY19", "B16")
    assert (figure.as_of, figure.fiscal_year, figure.flags) == (date(2019, 9, 30), 2019, [])


def test_tables_that_lie_side_by_side_are_told_apart(read: Any) -> None:
    figures = read(ice.fy19())
    assert one(figures, "ice_removals", category="Total").cell == "S11"
    assert one(figures, "initial_book_ins", agency="ICE", period="FY").value == 12


def test_people_detained_on_a_day_have_the_day_of_the_docket_not_of_the_year(read: Any) -> None:
    figure = one(
        read(ice.fy19()), "currently_detained_by_processing_disposition", facility_type="FRC", category="Total"
    )
    assert (figure.value, figure.as_of) == (3.0, date(2019, 10, 4))


def test_a_facility_has_its_population_length_of_stay_and_guaranteed_minimum(read: Any) -> None:
    figures = read(ice.fy19())
    adp = one(figures, "facility_adp", facility="SOUTH TEXAS FAMILY RESIDENTIAL CENTER")
    assert (adp.value, adp.cell, adp.get("period")) == (1075.5, "sum N4:Q4", "FY")
    assert one(figures, "facility_guaranteed_minimum", facility="BERKS COUNTY FAMILY SHELTER").value == 96
    assert not [f for f in figures if f.metric == "facility_guaranteed_minimum" and "IRWIN" in f.get("facility")]


def test_the_order_of_the_sheets_does_not_matter(read: Any) -> None:
    sheets = ice.fy19()
    assert values(read(sheets)) == values(read(dict(reversed(sheets.items()))))


def test_a_sheet_under_another_name_is_known_by_its_title(read: Any) -> None:
    sheets = ice.fy19()
    renamed = {("Blatt 2" if name == "ATD FY19" else name): rows for name, rows in sheets.items()}
    assert len(read(renamed)) == len(read(sheets))


@pytest.mark.parametrize("sheet", ["Trans. Detainee Pop. FY21 YTD ", "FY26 Monthly Segregation", "Semiannual"])
def test_sheets_about_protected_groups_are_skipped_by_name_and_never_read(tmp_path: Path, sheet: str) -> None:
    path = ice.write(tmp_path / "x.xlsx", {**ice.fy19(), sheet: [["FAMU Status", "Count"], ["FAMU", 99]]})
    content = file_families.read_file(file_checks.inspect_file(path))
    assert sheet.strip() in content.skipped
    assert not [f for f in content.figures if f.value == 99]


@pytest.mark.parametrize(
    ("sheet", "old", "new"),
    [
        ("ATD FY19", "Count", "Quantity"),
        ("ATD FY19", "AOR/Technology", "Place"),
        ("ATD FY19", "GPS", "Satellite"),
        ("ATD FY19", "Miami", "Atlantis"),
        ("Detention FY19", "Agency", "Department"),
        ("Detention FY19", "Oct", "Octember"),
        ("Detention FY19", "FRC", "FRX"),
        ("Detention FY19", "Processing Disposition", "Disposal"),
        ("Facilities FY19", "Male Crim", "Men"),
        ("Facilities FY19", "Name", "Facility"),
    ],
)
def test_an_unknown_header_or_label_is_refused_in_one_sentence_with_file_sheet_and_cell(
    tmp_path: Path, sheet: str, old: str, new: str
) -> None:
    sheets = ice.fy19()
    sheets[sheet] = [[new if cell == old else cell for cell in row] for row in sheets[sheet]]
    text = read_refusal(tmp_path, sheets)
    assert text.startswith("FY19.xlsx, ")
    assert sheet in text
    assert re.search(r"cell [A-Z]+\d+|row \d+|no cell", text)
    assert "\n" not in text


def test_a_blank_row_inserted_into_a_table_loses_nothing(read: Any) -> None:
    sheets = ice.fy19()
    before = values(read(copy.deepcopy(sheets)))
    sheets["ATD FY19"].insert(13, [])
    sheets["Detention FY19"].insert(5, [])
    assert values(read(sheets)) == before


def test_rows_inserted_above_a_table_move_its_cells_and_nothing_else(read: Any) -> None:
    sheets = ice.fy19()
    sheets["Facilities FY19"].insert(1, ["a new line"])
    sheets["Detention FY19"].insert(1, ["a new line"])
    figures = read(sheets)
    assert one(figures, "ice_removals", category="Total").cell == "S12"
    assert one(figures, "facility_adp", facility="IRWIN COUNTY DETENTION CENTER").cell == "sum N7:Q7"


def test_text_in_a_number_cell_is_flagged_and_never_guessed(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"][15][1] = "twenty"
    figure = one(read(sheets), "atd_active_participants", aor="Miami", technology="GPS")
    assert figure.value is None
    assert figure.flags == ["text in a number cell: 'twenty'"]


def test_a_number_written_as_text_is_read_and_flagged(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"][15][1] = "20"
    figure = one(read(sheets), "atd_active_participants", aor="Miami", technology="GPS")
    assert (figure.value, figure.flags) == (20.0, ["number written as text: '20'"])


def test_technologies_that_do_not_add_up_to_their_area_are_flagged_on_the_area(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"][15][1] = 41
    figures = read(sheets)
    assert one(figures, "atd_active_participants", aor="Miami", technology="All").flags == [
        "its 2 parts add to 51, not to 30"
    ]
    assert one(figures, "atd_active_participants", aor="Atlanta", technology="All").flags == []


def test_a_total_that_is_not_the_sum_of_its_rows_is_flagged(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"][5][1] = 96574
    figure = one(read(sheets), "atd_active_participants_by_family_status", population="Total")
    assert figure.flags == ["its 2 parts add to 100, not to 96,574"]


def test_parts_of_another_row_are_not_added_twice(read: Any) -> None:
    sheets = ice.fy19()
    sheets["Detention FY19"] += [
        [],
        ["ICE Final Releases by Release Reason and Criminality: FY2019"],
        ["Release Reason", "Convicted Criminal", "Total"],
        ["Total", 5, 12],
        ["Bonded Out", 4, 10],
        ["Bond Set by ICE", 1, 4],
        ["Bond Set by IJ", 3, 6],
        ["Paroled", 1, 2],
    ]
    figures = [f for f in read(sheets) if f.metric == "final_releases_by_reason"]
    assert [f.flags for f in figures] == [[]] * 10
    assert one(figures, "final_releases_by_reason", category="Paroled: Convicted Criminal").cell == "B27"


def test_a_second_total_row_is_flagged_and_doubles_nothing(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"].append(["Grand Total", 200, 1.5])
    figures = read(sheets)
    extra = [f for f in figures if f.value == 200 and f.metric == "atd_active_participants"]
    assert [f.flags for f in extra] == [["the label occurs twice in this table, first in cell B11"]]
    assert one(figures, "atd_active_participants", aor="National", technology="GPS").value == 80


def test_a_number_without_a_label_under_a_table_is_left_out_and_told(tmp_path: Path) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"].append(["", 117682, 703.8])
    content = file_families.read_file(file_checks.inspect_file(ice.write(tmp_path / "x.xlsx", sheets)))
    assert not [f for f in content.figures if f.value == 117682]
    assert any("a number without a label" in note for note in content.notes)


def test_a_blank_label_inside_a_table_keeps_its_number_with_a_flag(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"].insert(12, ["", 4, 7.25])
    figures = read(sheets)
    figure = one(figures, "atd_active_participants", aor="Atlanta", technology="(blank label)")
    assert (figure.value, figure.flags) == (4.0, ["the label of this row is blank"])


def test_the_report_line_dates_the_monitoring_sheet_and_a_title_that_differs_is_flagged(read: Any) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"][8][0] = "Active ATD Participants, FY19, as of 5/8/2019, by AOR and Technology"
    figure = one(read(sheets), "atd_active_participants", aor="Miami", technology="All")
    assert figure.as_of == date(2019, 9, 30)
    assert figure.flags == ["the title says as of 5/8/2019, the report line 2019-09-30"]


def test_footnotes_of_another_year_date_nothing(read: Any) -> None:
    sheets = {**ice.fy19(), "Footnotes": ice.footnotes("06/20/2018", "06/20/2018")}
    figure = one(read(sheets), "ice_removals", category="Total")
    assert figure.as_of is None
    assert "of another period (2018-06-20, outside FY2019)" in figure.flags[0]


def test_a_report_of_another_year_is_flagged_as_stale(read: Any) -> None:
    figure = one(read({**ice.fy19(), "ATD FY19": ice.monitoring("5.8.2018")}), "atd_active_participants", aor="Miami",
                 technology="All")  # fmt: skip
    assert figure.as_of == date(2018, 5, 8)
    assert any(flag.startswith("stale") for flag in figure.flags)


def test_a_sheet_left_over_from_an_older_year_is_flagged_as_stale(read: Any) -> None:
    figures = read({**ice.fy19(), "Detention EOFY2018": ice.detention(2018, 256085)})
    left = [f for f in figures if f.sheet == "Detention EOFY2018"]
    assert left
    assert all("stale: a sheet of FY2018 left in a workbook of FY2019" in f.flags for f in left)


def test_a_report_long_before_the_rest_of_its_workbook_is_flagged_as_stale(read: Any) -> None:
    figures = read({**ice.fy19(), "ATD FY19": ice.monitoring("2.12.2019")})
    figure = one(figures, "atd_active_participants", aor="Miami", technology="All")
    assert figure.flags == ["stale: the report of 2019-02-12 in a workbook whose removals run to 2019-09-30"]


def test_a_source_line_far_from_the_footnotes_is_flagged(read: Any) -> None:
    sheets = ice.fy19()
    sheets["Facilities FY19"][1][0] = "Source: ICE Integrated Decision Support (IIDS), 02/07/2019"
    figure = one(read(sheets), "facility_adp", facility="IRWIN COUNTY DETENTION CENTER")
    assert figure.flags == ["the sheet's source line says 02/07/2019, the footnotes 2019-09-30"]


def test_zeros_printed_for_months_to_come_are_flagged(read: Any) -> None:
    figures = read({**ice.fy19(), "Footnotes": ice.footnotes("03/30/2019", "03/30/2019")})
    flagged = {f.get("period") for f in figures if "the month had not begun on the day of the figures" in f.flags}
    assert flagged == {"Apr", "May", "Jun", "Jul", "Aug", "Sep"}
    assert one(figures, "ice_removals", category="Total").get("period") == "FYTD"


def test_the_three_ways_to_add_up_a_facility_must_agree(read: Any) -> None:
    sheets = ice.fy19()
    sheets["Facilities FY19"][3][9] = 1000.0
    figure = one(read(sheets), "facility_adp", facility="SOUTH TEXAS FAMILY RESIDENTIAL CENTER")
    assert figure.flags == ["by classification level the parts add to 1000.0, by criminality to 1075.5"]


def test_a_workbook_without_one_of_its_sheets_is_refused(tmp_path: Path) -> None:
    sheets = ice.fy19()
    del sheets["Detention FY19"]
    assert "has no detention sheet" in read_refusal(tmp_path, sheets)


def test_a_workbook_of_no_known_family_is_refused(tmp_path: Path) -> None:
    assert "not a file of a known family" in read_refusal(tmp_path, {"Sheet1": [["recipe", "eggs"], ["cake", 3]]})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sheet=st.sampled_from(["ATD FY19", "Detention FY19", "Facilities FY19", "Footnotes"]),
    place=st.tuples(st.integers(0, 20), st.integers(0, 22)),
    cell=st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12), st.integers(-5, 10**6), st.none()
    ),
)
def test_whatever_one_cell_holds_the_file_is_read_or_refused_in_one_sentence(
    tmp_path: Path, sheet: str, place: tuple[int, int], cell: object
) -> None:
    sheets = ice.fy19()
    row, column = place
    rows = sheets[sheet]
    if row < len(rows):
        rows[row] = [*rows[row], *[""] * (column + 1 - len(rows[row]))]
        rows[row][column] = cell
    path = ice.write(tmp_path / "any.xlsx", sheets)
    figures = ice.read_or_refused(path)
    assert all(f.value is not None or f.flags for f in figures)
