"""The real files of the shared folder: each read, and agreeing with what others read from them."""

import csv
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from finalorder.ice import Fact, add_files, areas, file_checks, file_families, questions, store
from finalorder.registry import read_registry_rows
from support import ice_files, ice_real

NAMES = {"New York City": "New York", "Washington": "Washington DC"}
CODES = {"HAR": "HLG"}


@pytest.fixture(scope="module")
def ice(shared: Path) -> Path:
    return shared / "data" / "ice"


@pytest.fixture(scope="module")
def lake(ice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with every workbook of detention statistics and every 287(g) list."""
    folder = tmp_path_factory.mktemp("lake")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_families, "read_file", ice_real.read_again)
        add_files(sorted([*ice.glob("detention-stats/**/*.xlsx"), *ice.glob("287g/*.xlsx")]), folder)
    return folder


COMPILED_BY_OTHERS = {
    "ADP_by_fiscal_year_1979-2021.csv", "ADP_monthly_2018-10_2021-04.csv", "FY21_guaranteed_minimums.csv",
    "MN_daily_arrests.csv", "MN_deportation_by_country.csv", "MN_detention_by_outcome.csv",
    "MN_mn_detainers_by_month.csv", "TRAC_court_removal_outcomes_seattle_tacoma.csv", "aor_demog_indicators.csv",
    "detention-management_facilities_long.parquet", "detloc_lookup_full.csv", "facilities_panel_fy10-fy26.csv",
    "facility_crosswalk.csv", "monthly-bond-stats_long.parquet", "trac_atd_2024-02-24.csv",
}  # fmt: skip


def test_every_file_is_read_or_refused_in_one_sentence(ice: Path) -> None:
    paths = sorted(path for path in ice.rglob("*") if path.is_file() and path.suffix != ".md")
    readings = {path.name: ice_real.read(path) for path in paths}
    assert len(readings) > 100
    assert {name for name, r in readings.items() if r.refusal} == COMPILED_BY_OTHERS
    assert all(" is not a file of a known family" in r.refusal for r in readings.values() if r.refusal)


@pytest.mark.parametrize("name", ["FY19", "FY20", "FY21", "FY23", "FY26"])
def test_a_real_workbook_with_its_sheets_shuffled_and_rows_pushed_down_says_the_same(
    ice: Path, tmp_path: Path, name: str
) -> None:
    original = ice / "detention-stats" / f"{name}.xlsx"
    book = CalamineWorkbook.from_path(str(original))
    sheets = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in reversed(book.sheet_names)}
    moved = {n: rows if "Footnotes" in n else [*rows[:2], [], *rows[2:]] for n, rows in sheets.items()}
    path = ice_files.write(tmp_path / "any.xlsx", moved)
    assert describe_file(path) == describe_file(original)


def describe_file(path: Path) -> set[tuple[object, ...]]:
    """What a file says, without the cells in which it says it."""
    figures = file_families.read_file(file_checks.inspect_file(path)).figures
    return {(f.metric, f.value, f.as_of, f.sheet, tuple(sorted(f.sets.items()))) for f in figures}


def generate_changes(sheets: ice_files.Sheets) -> ice_files.Sheets:
    """What may happen to a workbook between two editions without a word of its meaning changing: a line above, a column
    before, blank rows within, footnote marks on labels, months in full.
    """
    words = {"Oct": "October", "Sep": "Sept.", "Atlanta": "Atlanta2", "GPS": "GPS 1", "Total": "TOTAL"}
    found: ice_files.Sheets = {}
    for name, rows in sheets.items():
        spread = [r for i, row in enumerate(rows) for r in ((row, []) if i % 7 == 6 else (row,))]
        spread = rows if "Footnotes" in name else spread
        found[f" {name.upper()} "] = [
            ["a line"],
            [],
            *[["", *(words.get(str(c).strip(), c) for c in r)] for r in spread],
        ]
    return found


@pytest.mark.long
def test_real_workbooks_of_every_year_in_another_form_say_the_same(ice: Path, tmp_path: Path) -> None:
    paths = sorted(ice.glob("detention-stats/**/*.xlsx"))[::3]
    assert len(paths) > 10
    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}
        moved = ice_files.write(tmp_path / "any.xlsx", generate_changes(sheets))
        assert {says[:3] + says[4:] for says in describe_file(moved)} == {
            says[:3] + says[4:] for says in describe_file(path)
        }, path.name


def figure(facts: list[Fact], **wanted: str) -> Fact:
    return next(f for f in facts if all(getattr(f, name) == value for name, value in wanted.items()))


def test_the_announcement_of_june_2019_was_before_the_first_workbook(ice: Path, tmp_path: Path) -> None:
    add_files([ice / "detention-stats" / "FY19.xlsx"], tmp_path)
    asked = date(2019, 6, 23)
    population = figure(questions.find_family_detention(tmp_path, asked), period="FY")
    assert (population.value, population.days_later) == (None, 99)
    assert population.citation == "FY19.xlsx, sheet Detention FY19, cell N85"
    assert population.later is not None
    assert round(population.later.value or 0, 4) == 1315.2986
    centers = [
        f.later.value
        for f in questions.find_family_detention(tmp_path, asked)
        if f.measure == "facility_adp" and f.later
    ]
    assert round(sum(value or 0 for value in centers), 4) == 1315.2986


@pytest.mark.parametrize(
    ("city", "all_", "gps"),
    [
        ("Atlanta", 6835, 5749), ("Baltimore", 2675, 1728), ("Chicago", 2921, 2031), ("Denver", 993, 352),
        ("Houston", 5262, 4252), ("Los Angeles", 5330, 1209), ("Miami", 13173, 9178), ("New Orleans", 7463, 6961),
        ("New York", 4464, 957), ("San Francisco", 3672, 2269),
    ],
)  # fmt: skip
def test_the_monitored_of_the_ten_cities_areas_on_30_september_2019(lake: Path, city: str, all_: int, gps: int) -> None:
    facts = questions.find_monitoring(lake, date(2019, 10, 1), city)
    assert (figure(facts, technology="All").value, figure(facts, technology="GPS").value) == (all_, gps)
    assert figure(facts, technology="GPS").source_file == "FY19.xlsx"


@pytest.fixture(scope="module")
def flags(lake: Path) -> set[tuple[str, str]]:
    """Every flag with the file that carries it."""
    columns = ["source_file", "flag", "edition_flag"]
    rows = store.load_ice_table(lake, "facts").group_by(columns).aggregate([]).to_pylist()
    texts = {(row["source_file"], f"{row['flag']}; {row['edition_flag']}") for row in rows}
    return {(file, text) for file, text in texts if text != "; "}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("2021-01-13", "the title says as of 12/19/2020, the report line 2021-01-02"),
        ("2021-06-12", "the footnotes are of another period (2020-06-20"),
        ("2021-09-13", "its 4 parts add to 124,054, not to 96,574"),
        ("2021-10-29", "stale: a sheet of FY2020 left in a workbook of FY2021"),
        ("2022-01-22", "the title says as of 1/15/2021, the report line 2022-01-15"),
        ("2022-08-04", "stale: the report of 2022-02-12 in a workbook whose removals run to 2022-07-30"),
        ("2022-08-20", "its 4 parts add to 2,787, not to 2,766"),
        ("2022-08-20", "its 25 parts add to 297,973, not to 297,994"),
        ("2022-09-16", "the title says as of xx/xx/2022"),
        ("2022-09-16", "stale: the report of 2021-05-08 lies outside FY2022"),
        ("2023-01-10", "its 3 parts add to 723, not to 724"),
        ("2023-04-13", "repeats the total of 2023-03-25 although the rows below it changed"),
        ("2024-08-15", "the title says as of 08/11/2024, the report line 2024-08-10"),
        ("2026-02-02", "the label of this row is blank"),
        ("2022-08-04", "by threat level the parts add to 855.0, by criminality to 855.3"),
        ("2022-08-04", "the sheet's source line says 02/07/2022, the footnotes 2022-07-30"),
        ("2023-01-21", "falls by 6% in 14 days, from 376,031"),
        ("FY26.xlsx", "the month had not begun on the day of the figures"),
    ],
)
def test_the_editions_known_to_be_bad_are_flagged(flags: set[tuple[str, str]], file: str, words: str) -> None:
    assert any(name.startswith(file) and words in text for name, text in flags)


@pytest.mark.parametrize("file", ["FY19.xlsx", "FY20.xlsx"])
def test_a_sound_edition_carries_no_flag(flags: set[tuple[str, str]], file: str) -> None:
    assert not [text for name, text in flags if name == file]


@pytest.mark.parametrize(
    ("source", "name", "words"),
    [
        ("participating_2026-01-05.xlsx", "participatingAgencies01052025pm.xlsx", "an agreement was signed on"),
        ("participating_2025-02-21.xlsx", "participatingAgencies04212025am.xlsx", "but it was saved on 2025-02-21"),
    ],
)
def test_a_list_under_a_wrong_name_is_not_dated_by_it(
    ice: Path, tmp_path: Path, source: str, name: str, words: str
) -> None:
    """Two of the archive's five misnamed files were made in this way: a wrong year, an old copy."""
    path = tmp_path / name
    path.write_bytes((ice / "287g" / source).read_bytes())
    report = add_files([path], tmp_path / "lake").files[0]
    assert [str(day) for day in report.as_of] == [source[14:24]]
    assert any(words in flag for flag in report.flags)


def test_every_line_that_the_project_carries_names_a_federal_or_cc0_source() -> None:
    free = ("(CC0 1.0)", "U.S. Census Bureau, 2020 Census", "ICE detention statistics FY20")
    for name in ("areas", "area_names", "city_counties", "family_centers"):
        lines = read_registry_rows(f"ice/{name}")
        assert lines
        assert all(any(words in line["source"] for words in free) for line in lines)


def test_another_teams_reading_of_the_monitoring_sheets_agrees_with_ours(ice: Path, lake: Path) -> None:
    theirs = third_party(ice / "atd" / "trac_atd_2024-02-24.csv")
    rows = store.load_ice_table(lake, "facts").to_pylist()
    mine = {(r["as_of"], r["aor"], r["technology"]): r["value"] for r in sorted(rows, key=lambda r: r["saved"])
            if r["metric"] == "atd_active_participants" and r["derivation"] == "read"}  # fmt: skip
    compared = [cell for cell in theirs if cell in mine]
    assert len(compared) > 3_000
    assert [cell for cell in theirs if cell[0] in {day for day, _, _ in mine} and cell not in mine] == []
    assert [cell for cell in compared if theirs[cell] != mine[cell]] == []


def third_party(path: Path) -> dict[tuple[date, str, str], float]:
    """Counts by day, area and technology as that compilation has them; its zeros stand for blanks too."""
    names = {"WashingtonDC": "Washington DC", "TR": "TR (telephonic/VoiceID)", "Dual Technology": "Dual Tech",
             "No Technology": "No Tech", "Veriwatch": "VeriWatch"}  # fmt: skip
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        month, day, year = (int(part) for part in row["Date"].split("/"))
        area, technology = row["ICE Area of Responsibility"], row["ATD Technology"]
        count = float(row["Number under ATD"] or 0)
        if area and count:
            cell = (date(year, month, day), names.get(area, area), names.get(technology, technology))
            found[cell] = count
    return found


def test_the_compiled_areas_are_those_of_the_cc0_list(ice: Path) -> None:
    with (ice / "aor" / "ice-areas-of-responsibility.csv").open(newline="", encoding="utf-8-sig") as file:
        listed = {(NAMES.get(r["office_name"], r["office_name"]), r["state_name"].strip(), r["county_name"].strip())
                  for r in csv.DictReader(file, skipinitialspace=True)}  # fmt: skip
    assert {(r["area"], r["state"], r["county"]) for r in read_registry_rows("ice/areas")} == listed


def test_the_compiled_offices_are_those_of_the_cc0_list(ice: Path) -> None:
    grid = CalamineWorkbook.from_path(str(ice / "aor" / "ice-offices.xlsx")).get_sheet_by_index(0).to_python()
    addresses = {row[grid[0].index("address")] for row in grid if "ERO" in row}
    for row in read_registry_rows("ice/area_names"):
        assert row["office_address"] in addresses


def test_the_areas_of_counties_agree_with_an_independent_map(ice: Path) -> None:
    with (ice / "aor" / "county_aor_harlingen.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    different = []
    for row in rows:
        county, _, state = row["name"].partition(", ")
        found = areas.find_area_of_county(state, county)
        if not found or areas.find_area(found).code != CODES.get(row["aor"], row["aor"]):
            different.append((row["name"], row["aor"], found))
    assert len(rows) > 3_000
    assert len(different) < 40, different


def test_the_populations_of_the_cities_counties_are_near_those_of_an_older_survey(ice: Path) -> None:
    with (ice / "aor" / "county_aor.csv").open(newline="", encoding="utf-8") as file:
        older = {row["geoid"]: (row["name"], int(row["estimate"]), row["aor"]) for row in csv.DictReader(file)}
    for county in areas.list_counties():
        name, estimate, code = older[county.fips]
        assert name == f"{county.name}, {county.state}".lower()
        assert county.population == pytest.approx(estimate, rel=0.13)
        assert areas.find_area(county.city).code == code
