"""What the added files answer for a day: the nearest earlier edition, or "not known", never something else."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from finalorder.answers.rows import ANSWER_COLUMNS
from finalorder.errors import FinalorderError, InputError
from finalorder.ice import SUBJECTS, add_files, answer_subject, questions
from finalorder.ice.fact_lookup import Fact
from support import ice_files as ice

ASKED = date(2019, 6, 23)
NAMES = "Miami Atlanta Chicago Baltimore Denver Houston Los_Angeles New_Orleans New_York San_Francisco"
CITIES = [name.replace("_", " ") for name in NAMES.split()]


def only(facts: list[Fact], **wanted: str) -> Fact:
    found = [f for f in facts if all(getattr(f, name) == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def edition(path: Path, day: str, miami: int, saved: str, removals: int = 100) -> Path:
    """A FY2019 workbook whose figures stood on a day (m/d/yyyy), with that many people monitored in Miami."""
    sheets = {
        **ice.fy19(),
        "ATD FY19": ice.monitoring(day.replace("/", "."), areas={"Atlanta": (60, 10), "Miami": (miami, 10)}),
        "Detention FY19": ice.detention(removals=removals),
        "Footnotes": ice.footnotes(day, day),
    }
    return ice.write(path, sheets, saved)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake with the final FY2019 workbook."""
    folder = tmp_path / "lake"
    add_files([ice.write(tmp_path / "FY19.xlsx", ice.fy19())], folder)
    return folder


def test_on_a_day_before_every_edition_nothing_is_known_and_the_nearest_is_named(lake: Path) -> None:
    found = only(questions.find_monitoring(lake, ASKED, "Miami"), technology="All")
    assert (found.value, found.is_known, found.days_later) == (None, False, 99)
    assert found.note == "not known on 2019-06-23; nearest is 99 days later (2019-09-30)"
    assert found.later is not None
    assert (found.later.value, found.later.as_of) == (30.0, date(2019, 9, 30))
    assert found.citation == "FY19.xlsx, sheet ATD FY19, cell B15"


def test_on_a_day_after_an_edition_its_figure_is_known_with_its_own_day(lake: Path) -> None:
    found = only(questions.find_monitoring(lake, date(2019, 12, 1), "Miami"), technology="GPS")
    assert (found.value, found.as_of, found.requested_day) == (20.0, date(2019, 9, 30), date(2019, 12, 1))


def test_of_two_editions_of_a_year_the_nearest_earlier_one_answers(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    add_files([edition(tmp_path / "b.xlsx", "6/8/2019", 40, "2019-06-12")], lake)
    add_files([edition(tmp_path / "a.xlsx", "5/25/2019", 20, "2019-05-29")], lake)
    days = {date(2019, 6, 7): (20, "a.xlsx"), date(2019, 6, 8): (40, "b.xlsx"), ASKED: (40, "b.xlsx")}
    for day, (value, file) in days.items():
        found = only(questions.find_monitoring(lake, day, "Miami"), technology="GPS")
        assert (found.value, found.source_file) == (value, file)


def test_of_two_editions_of_one_day_that_differ_the_later_saved_one_answers(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    add_files([edition(tmp_path / "new.xlsx", "6/8/2019", 40, "2019-06-20")], lake)
    add_files([edition(tmp_path / "old.xlsx", "6/8/2019", 99, "2019-06-12")], lake)
    assert only(questions.find_monitoring(lake, ASKED, "Miami"), technology="GPS").value == 40


def test_an_edition_that_repeats_another_days_table_does_not_answer_when_a_better_one_of_its_day_exists(
    tmp_path: Path,
) -> None:
    lake = tmp_path / "lake"
    first = edition(tmp_path / "a.xlsx", "5/25/2019", 20, "2019-05-29")
    stale = edition(tmp_path / "b.xlsx", "6/8/2019", 20, "2019-06-12")
    right = edition(tmp_path / "c.xlsx", "6/8/2019", 33, "2019-06-14")
    add_files([first, stale, right], lake)
    assert only(questions.find_monitoring(lake, ASKED, "Miami"), technology="GPS").value == 33


def test_family_status_is_national_and_says_so_when_an_area_is_asked(lake: Path) -> None:
    found = only(questions.find_monitoring(lake, date(2019, 12, 1), "Atlanta"), population="FAMU")
    assert (found.area, found.note) == ("National", "national; not printed by area")


def test_an_area_that_an_edition_does_not_print_is_not_filled_in(lake: Path) -> None:
    found = questions.find_monitoring(lake, date(2019, 12, 1), "Harlingen")[0]
    assert found.value is None
    assert "prints no row for Harlingen" in found.note


def test_family_detention_gives_the_year_the_month_the_day_and_each_center(lake: Path) -> None:
    facts = questions.find_family_detention(lake, date(2019, 9, 30))
    assert [f.value for f in facts if f.measure == "average_daily_population_by_facility_type"] == [1315.2, 10.0]
    assert only(facts, measure="facility_adp", facility="BERKS COUNTY FAMILY SHELTER").value == 25.5
    beds = {f.facility: f.value for f in facts if f.measure == "facility_guaranteed_minimum"}
    assert beds == {"SOUTH TEXAS FAMILY RESIDENTIAL CENTER": 2400.0, "BERKS COUNTY FAMILY SHELTER": 96.0}
    assert not only(facts, measure="currently_detained_by_processing_disposition").is_known


def test_an_edition_without_a_family_row_says_so_and_no_older_center_is_given(tmp_path: Path, lake: Path) -> None:
    sheets = {
        "ATD FY24 YTD": ice.monitoring("06.01.2024", 24),
        "Detention FY24": [row for row in ice.detention(2024) if not row or row[0] != "FRC"],
        "Facilities FY24": [*ice.facilities(24)[:3], ice.facility("KARNES COUNTY JAIL", "SNA", "USMS IGA", 3.0)],
        "Footnotes": ice.footnotes("06/01/2024", "06/02/2024", 2024),
    }
    add_files([ice.write(tmp_path / "FY24.xlsx", sheets, "2024-06-06")], lake)
    facts = questions.find_family_detention(lake, date(2024, 6, 10))
    assert "prints no row for family residential centers" in facts[0].note
    assert not [f for f in facts if f.measure.startswith("facility_")]


def test_removals_between_the_two_editions_around_a_day_are_their_difference(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    first = edition(tmp_path / "a.xlsx", "6/8/2019", 20, "2019-06-12", removals=1000)
    add_files([first, edition(tmp_path / "b.xlsx", "7/6/2019", 21, "2019-07-10", removals=1300)], lake)
    found = only(questions.find_removals(lake, ASKED), measure="ice_removals_between_editions")
    assert (found.value, found.note) == (300.0, "removals from 2019-06-08 (not included) to 2019-07-06")


def test_a_lake_without_files_of_ice_answers_with_what_to_do(tmp_path: Path) -> None:
    for subject in ("family_detention", "monitoring", "removals", "arrests", "book_ins"):
        [row] = answer_subject(subject, tmp_path, ASKED)
        assert row.status == "not_applicable"
        assert "finalorder ice add" in row.note


def test_files_that_the_first_edition_added_are_refused_with_what_to_do(tmp_path: Path, lake: Path) -> None:
    older = tmp_path / "older"
    older.mkdir()
    shutil.copytree(lake / "ice", older / "context")
    for ask in (lambda: answer_subject("monitoring", older, ASKED), lambda: add_files([tmp_path / "FY19.xlsx"], older)):
        with pytest.raises(InputError, match=r"context holds .* first edition .*; remove that folder and add"):
            ask()
    (older / "context").rename(older / "put aside")
    assert add_files([tmp_path / "FY19.xlsx"], older).changed


def test_adding_the_same_file_twice_changes_nothing(tmp_path: Path, lake: Path) -> None:
    before = (lake / "ice").readlink()
    copied = tmp_path / "another name.xlsx"
    copied.write_bytes((tmp_path / "FY19.xlsx").read_bytes())
    report = add_files([copied], lake)
    assert (report.changed, report.files[0].is_already_added) == (False, True)
    assert (lake / "ice").readlink() == before


def test_the_report_says_what_a_file_is_and_what_was_passed_over(tmp_path: Path) -> None:
    sheets = {**ice.fy19(), "Semiannual": [["x"]]}
    report = add_files([ice.write(tmp_path / "any name.xlsx", sheets)], tmp_path / "lake")
    [file] = report.files
    assert (file.family, file.fiscal_years) == ("ICE detention statistics", ("FY2019",))
    assert file.as_of == (date(2019, 9, 30), date(2019, 10, 4))
    assert file.skipped == ("Header", "Semiannual")
    assert report.format_lines()[0].startswith(
        "any name.xlsx: ICE detention statistics FY2019, as of 2019-09-30, 2019-10-04"
    )


def test_a_second_add_at_the_same_time_is_refused(tmp_path: Path, lake: Path) -> None:
    from finalorder.ice import store

    with store.lock_ice_tables(lake), pytest.raises(FinalorderError, match="another `ice add`"):
        add_files([tmp_path / "FY19.xlsx"], lake)


def test_answer_rows_have_the_columns_of_every_answer(lake: Path) -> None:
    for subject in SUBJECTS:
        for row in answer_subject(subject, lake, date(2019, 12, 1), city="Miami"):
            assert tuple(row.to_record()) == ANSWER_COLUMNS
            assert row.status in ("shown", "not_applicable")


def test_a_row_that_was_not_known_shows_no_value_and_names_the_later_figure(lake: Path) -> None:
    row = answer_subject("monitoring", lake, ASKED, city="Miami").rows[0]
    assert (row.value, row.status) == (None, "not_applicable")
    assert row.note == "not known on 2019-06-23; nearest is 99 days later (2019-09-30); it is 30 people"
    assert row.source == "FY19.xlsx, sheet ATD FY19, cell B15"


def test_an_unknown_subject_or_area_is_told_with_those_there_are(lake: Path) -> None:
    with pytest.raises(FinalorderError, match="the subjects are family_detention, detention, facilities, monitoring"):
        answer_subject("weather", lake, ASKED)
    with pytest.raises(FinalorderError, match="the areas are Atlanta, Baltimore"):
        answer_subject("monitoring", lake, ASKED, city="Springfield")


AGENCIES = ice.agencies(
    (
        "FLORIDA",
        "Miami-Dade Sheriff\u2019s Office ",
        "County ",
        "Miami-Dade County ",
        "Task Force Model ",
        "2025-02-26",
    ),
    ("FLORIDA", "Florida Highway Patrol", "State Agency", "Leon County", "Task Force Model", "2025-02-07"),
    (
        "FLORIDA",
        "Hialeah Police Department",
        "Municipality",
        "Miami-Dade County",
        "Warrant Service Office",
        "05/082025",
    ),
    ("FLORIDA", "Leon County Sheriff's Office", "County", "Leon County", "Jail Enforcement Model", "2025-03-01"),
    ("TEXAS", "Fort Bend County Constable", "County", "FORT BEND", "Task Force Model", "2025-03-01"),
)


def police(tmp_path: Path, name: str = "participatingAgencies07012025pm.xlsx") -> Path:
    lake = tmp_path / "lake"
    add_files([ice.write(tmp_path / name, AGENCIES, "2025-07-01")], lake)
    return lake


def test_the_agencies_of_a_city_are_those_of_its_counties_and_of_its_state(tmp_path: Path) -> None:
    count, *facts = questions.find_agreements(police(tmp_path), date(2025, 8, 1), "Miami")
    assert count.value == 3
    assert [(f.agency, f.category, f.note, f.cell) for f in facts] == [
        ("Miami-Dade Sheriff's Office", "Task Force Model", "signed 2025-02-26", "B2"),
        ("Florida Highway Patrol", "Task Force Model", "signed 2025-02-07", "B3"),
        ("Hialeah Police Department", "Warrant Service Officer", "no day of signing printed", "B4"),
    ]
    assert facts[2].flags == ("the day of signing is not a day: '05/082025'",)


def test_counties_may_be_named_or_given_by_code(tmp_path: Path) -> None:
    lake = police(tmp_path)
    named = questions.find_agreements(lake, date(2025, 8, 1), ["Texas: Fort Bend County"])
    coded = questions.find_agreements(lake, date(2025, 8, 1), ["48157"])
    assert [f.agency for f in named] == [f.agency for f in coded] == ["", "Fort Bend County Constable"]


def test_before_the_first_list_no_agency_is_known_and_signed_ones_are_told(tmp_path: Path) -> None:
    count, *facts = questions.find_agreements(police(tmp_path), date(2025, 2, 10), "Miami")
    assert count.value is None
    assert "nearest is 141 days later (2025-07-01); of the agreements listed then, 1 had been signed" in count.note
    assert all(not f.is_known for f in facts)


def test_the_population_share_counts_county_agencies_only(tmp_path: Path) -> None:
    [houston] = questions.compute_coverage(police(tmp_path), date(2025, 8, 1), "Houston")
    assert houston.value == pytest.approx(822_779 / 6_174_367)
    assert "2020 Census" in houston.note
    [denver] = questions.compute_coverage(police(tmp_path), date(2025, 8, 1), "Denver")
    assert denver.value == 0


def test_a_list_whose_name_lies_about_its_day_is_dated_by_when_it_was_saved(tmp_path: Path) -> None:
    lake = police(tmp_path, "participatingAgencies01052025am.xlsx")
    count = questions.find_agreements(lake, date(2025, 8, 1), "Miami")[0]
    assert count.as_of == date(2025, 7, 1)


def test_an_unknown_model_is_kept_as_printed_with_a_flag(tmp_path: Path) -> None:
    sheets = ice.agencies(("FLORIDA", "Someone", "County", "Miami-Dade County", "Space Force Model", "2025-03-01"))
    add_files([ice.write(tmp_path / "list.xlsx", sheets, "2025-07-01")], tmp_path / "lake")
    [_, found] = questions.find_agreements(tmp_path / "lake", date(2025, 8, 1), "Miami")
    assert (found.category, found.flags) == ("Space Force Model", ("unknown model: 'Space Force Model'",))


@pytest.mark.parametrize(("old", "cell"), [("SUPPORT TYPE", "E1"), ("STATE", "A1"), ("SIGNED", "F1")])
def test_a_renamed_header_of_a_list_is_refused_with_sheet_and_cell(tmp_path: Path, old: str, cell: str) -> None:
    rows = [["Else" if text == old else text for text in row] for row in AGENCIES["Sheet1"]]
    path = ice.write(tmp_path / "list.xlsx", {"Sheet1": rows}, "2025-07-01")
    with pytest.raises(FinalorderError, match=rf"list.xlsx, sheet Sheet1, cell {cell}: 'Else'"):
        add_files([path], tmp_path / "lake")


def test_the_ten_cities_are_in_the_areas_of_their_own_names() -> None:
    for city in CITIES:
        assert questions.find_area(city).name == city
        assert questions.find_city_counties(city)
    assert questions.find_area("St. Paul Area of Responsibility").code == "SPM"
    assert {questions.find_area(code).name for code in ("HLG", "HAR", "HAL")} == {"Harlingen"}


def test_a_county_has_its_area_and_harlingen_was_once_san_antonio() -> None:
    assert questions.find_area_of_county("California", "San Luis Obispo County") == "Los Angeles"
    assert questions.find_area_of_county("Georgia", "Fulton") == "Atlanta"
    assert questions.find_area_of_county("Texas", "Cameron") == "Harlingen"
    assert questions.find_area_of_county("Texas", "Cameron", harlingen=False) == "San Antonio"


def test_a_figure_more_than_a_year_old_answers_no_longer(lake: Path) -> None:
    last = date(2019, 9, 30)
    assert only(questions.find_monitoring(lake, last + timedelta(366), "Miami"), technology="All").value == 30.0
    found = questions.find_monitoring(lake, last + timedelta(367), "Miami")
    assert [(f.value, f.later, f.note) for f in found] == [
        (None, None, "not known on 2020-10-01: the last file before it is of 2019-09-30, more than a year earlier")
    ]
    for subject, city in (("detention", "Miami"), ("facilities", "Miami"), ("removals", None), ("monitoring", None)):
        for row in answer_subject(subject, lake, date(2026, 1, 1), city=city):
            assert (row.value, row.status) == (None, "not_applicable"), row
            assert "more than a year earlier" in row.note


def test_a_list_without_a_day_says_so_until_its_name_states_one(tmp_path: Path) -> None:
    lake, plain, named = tmp_path / "lake", tmp_path / "agencies.csv", tmp_path / "agencies 2026-01-05.csv"
    header = "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED,MOA"
    plain.write_text(f"{header}\nFLORIDA,Miami-Dade Corrections,County,Miami-Dade,Warrant Service Officer,,x\n")
    shutil.copy(plain, named)
    add_files([plain], lake)
    (found,) = questions.find_agreements(lake, date(2026, 2, 1), "Florida")
    assert (found.value, found.note[:53]) == (None, "agencies.csv says, but neither it nor its name states")
    add_files([named], lake)
    counted, agreement = questions.find_agreements(lake, date(2026, 2, 1), "Florida")
    assert (counted.value, counted.as_of, agreement.source_file) == (1.0, date(2026, 1, 5), named.name)
    assert add_files([named], lake).files[0].is_already_added


def test_another_word_for_a_subject_leads_to_it(lake: Path) -> None:
    with pytest.raises(InputError, match=r"'287g' is not a subject \(did you mean agencies\?\)"):
        answer_subject("287g", lake)
