"""The operation that ships: the announcement of June 2019 as data."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from finalorder import operations
from finalorder.cohorts import list_cohort_names
from finalorder.operations import Figure, Operation
from finalorder.words import localize

ID = "2019-06-family-operation"
TEN = (
    "Miami",
    "Atlanta",
    "Chicago",
    "Baltimore",
    "Denver",
    "Houston",
    "Los Angeles",
    "New Orleans",
    "New York",
    "San Francisco",
)


@pytest.fixture(scope="module")
def family() -> Operation:
    return operations.load_operation(ID)


def figures(operation: Operation) -> list[Figure]:
    return [*operation.capacities, *operation.assumptions, *operation.outcomes]


def parts_of(operation: Operation) -> list[object]:
    return [operation, *operation.revisions, *operation.claims, *figures(operation), *operation.police]


def claim(operation: Operation, name: str) -> operations.Claim:
    return next(item for item in operation.claims if item.id == name)


def capacity(operation: Operation, name: str) -> operations.Capacity:
    return next(item for item in operation.capacities if item.id == name)


def test_it_is_found_by_its_id() -> None:
    assert ID in operations.list_shipped_operations()
    assert operations.load_operation(ID).id == ID


def test_every_operation_that_ships_has_the_id_of_its_file() -> None:
    assert [
        operations.load_operation(name).id for name in operations.list_shipped_operations()
    ] == operations.list_shipped_operations()


def test_it_names_ten_cities_five_groups_and_two_days(family: Operation) -> None:
    assert family.cities == TEN
    assert family.cohorts == tuple(list_cohort_names())
    assert (family.announced, family.starts) == (date(2019, 6, 21), date(2019, 6, 23))


def test_its_claims_carry_the_numbers_of_the_announcement(family: Operation) -> None:
    million = claim(family, "million-at-large")
    assert (million.number, million.bound, million.unit) == (1_000_000, "up_to", "people")
    letters, came = claim(family, "letters-sent"), claim(family, "letters-who-came")
    assert (letters.number, letters.bound, letters.unit) == (2100, "about", "letters")
    assert (came.number, came.unit) == (65, "people")
    assert claim(family, "family-docket-in-absentia-june").number == 90
    assert claim(family, "family-docket-decided").number == 7000
    assert claim(family, "family-docket-in-absentia-may").number == 87.5
    assert (claim(family, "family-docket-all-cases").number, claim(family, "family-docket-all-cases").bound) == (
        17,
        "under",
    )


def test_the_orders_by_federal_judges_are_contradicted_by_law(family: Operation) -> None:
    judges = claim(family, "orders-by-federal-judges")
    assert (judges.records, judges.verdict) == ("law", "contradicted")
    assert {source.key for source in judges.sources} >= {"ina-240", "ina-101-b-4"}


def test_each_of_the_five_groups_has_a_claim_of_its_own(family: Operation) -> None:
    groups = {item.cohort for item in family.claims if item.id.startswith("group-")}
    assert groups == set(list_cohort_names())


def test_targets_are_given_with_units_that_disagree(family: Operation) -> None:
    targets = {(item.number, item.unit) for item in family.claims if item.id.startswith("targets-") and item.unit}
    assert targets >= {(2040, "people"), (2105, "people"), (2000, "families")}


def test_what_the_records_cannot_answer_says_why(family: Operation) -> None:
    silent = [item for item in family.claims if item.records == "cannot"]
    assert len(silent) >= 8
    assert all(item.reason for item in silent)


def test_the_delay_of_two_weeks_is_a_revision_of_22_june(family: Operation) -> None:
    delay = family.revisions[0]
    assert (delay.on, delay.kind) == (date(2019, 6, 22), "delay")
    assert delay.starts is not None
    assert (delay.starts - family.starts).days == 14


def test_the_arrests_are_35_and_the_reports_split_them_two_ways(family: Operation) -> None:
    outcome = {item.id: item.range for item in family.outcomes}
    split = [outcome[name] for name in ("arrests", "arrests-family-members", "arrests-of-others")]
    assert split == [(35, 35), (17, 18), (17, 18)]


def test_miami_dade_police_take_no_part(family: Operation) -> None:
    agency = next(item for item in family.police if item.agency.startswith("Miami-Dade"))
    assert (agency.city, agency.position, agency.on) == ("Miami", "takes_no_part", date(2019, 6, 21))


def test_every_part_has_a_citation_with_title_address_and_day(family: Operation) -> None:
    assert all(part.sources for part in parts_of(family))
    assert all(source.title and source.url.startswith("http") and source.date for source in family.bibliography)


def test_no_source_is_listed_in_vain(family: Operation) -> None:
    cited = {source.key for part in parts_of(family) for source in part.sources}
    assert {source.key for source in family.bibliography} == cited


def test_computed_figures_show_their_arithmetic(family: Operation) -> None:
    assert all(item.note for item in figures(family) if item.evidence == "computed" and item.id != "ankle-monitors")


#: names and titles, which stay as they are unless they only describe
NAMES = {"agency_es", "title_es", "publisher_es"}


def test_everything_that_is_said_is_said_in_spanish_too(family: Operation) -> None:
    for part in parts_of(family):
        for name in (field.name for field in fields(part) if field.name.endswith("_es") and field.name not in NAMES):
            english, spanish = getattr(part, name.removesuffix("_es")), getattr(part, name)
            assert (english is None) == (spanish is None), (part, name)
            names_only = re.compile(r"VICE|Washington Post|Miami Herald|The New York Times|Nathalie Asher, ICE")
            assert english is None or spanish != english or names_only.fullmatch(english), (part, name)


def test_a_text_is_given_in_the_language_asked_for(family: Operation) -> None:
    assert localize(family, "title", "en") == "The family operation announced in June 2019"
    assert localize(family, "title", "es") == "El operativo contra familias anunciado en junio de 2019"
    assert localize(family.claims[0], "quotation", "es") == ""


def test_claims_name_only_measures_that_a_reader_can_ask_for(family: Operation) -> None:
    asked = {item.records for item in family.claims} - {"cannot", "law", "ice"}
    assert asked == {"standing_orders", "in_absentia", "appearance", "completions"}


def test_ices_figures_are_those_of_its_own_workbook(family: Operation, shared: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(shared / "data/ice/detention-stats/FY19.xlsx"))
    located = [item for item in family.capacities if item.locator and re.search(r", [A-Z]\d+$", item.locator)]
    assert len(located) >= 8
    for item in located:
        assert item.locator is not None
        sheet, cell = item.locator.rsplit(", ", 1)
        rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        value = rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")]
        assert isinstance(value, float)
        assert item.value == pytest.approx(round(value, 1)), item.id


def test_the_ankle_monitors_are_the_sum_of_the_gps_rows(family: Operation, shared: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(shared / "data/ice/detention-stats/FY19.xlsx"))
    rows = workbook.get_sheet_by_name("ATD FY19").to_python(skip_empty_area=False)
    gps = [row[1] for row in rows if str(row[0]).strip() == "GPS"]
    assert sum(value for value in gps if isinstance(value, float)) == capacity(family, "ankle-monitors").value


def test_parts_of_the_family_beds_add_up_to_the_whole(family: Operation) -> None:
    beds = capacity(family, "family-beds")
    parts = [item.range for item in family.capacities if item.part_of == "family-beds"]
    assert sum(high for _, high in parts) == beds.value
    lowest = sum(low for low, _ in parts)
    population = capacity(family, "family-population-june").value
    assert population is not None
    assert beds.value is not None
    free = capacity(family, "family-beds-free-june").range
    assert free == (round(lowest - population), round(beds.value - population))


def test_no_run_of_eight_words_is_taken_from_the_report(family: Operation, shared: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    report = (shared / "data/news/2019-06-21-announced-operation.txt").read_text(encoding="utf-8")
    ours = [family.summary, *(item.says for item in family.claims), *(item.says for item in family.police)]
    ours += [item.reason for item in family.claims]
    assert not [text for text in ours if text and runs(text) & runs(report)]
