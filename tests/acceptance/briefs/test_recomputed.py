"""Every number on the pages again, from the lake, by another route: polars instead of the package's SQL."""

import csv
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from finalorder import api
from finalorder.lake.folders import Lake
from finalorder.measures import PATHWAYS, SPLITS, list_reach_levels
from support import brief_route as route
from support.absence_route import FOLLOWED_ELSEWHERE, AbsenceRoute
from support.brief_pages import handled, page_of, rows_of
from support.rounded_route import check_count, check_share

DAY = date(2019, 6, 21)
OPERATION = "2019-06-family-operation"
Row = dict[str, str]
SHARES = {
    "share_in_absentia": (("path", "in_absentia"), ("", "")),
    "share_represented": (("represented", "yes"), ("", "")),
    "share_in_absentia_represented": (
        ("representation_and_attendance", "represented.in_absentia"),
        ("represented", "yes"),
    ),
    "share_in_absentia_not_represented": (
        ("representation_and_attendance", "not_represented.in_absentia"),
        ("represented", "no"),
    ),
}
#: drawn or estimated, and recomputed where they are made: unit/operations/test_capacity, property/measures
ELSEWHERE = {"families_found", "beds_needed", "beds_free", "beds_short", "monitors_needed", "monitors_in_use"}


class Again:
    """The counts of a release by the other route, each table made once."""

    def __init__(self, release: Path) -> None:
        self.tables = {
            "standing_orders": route.standing(release, DAY, route.NON_DETAINED),
            "standing_orders_detained_courts": route.standing(release, DAY, route.DETAINED),
            "standing_orders_nation": route.standing(release, DAY, None),
        }
        self.groups = {name: route.members(release, DAY, table) for name, table in self.tables.items()}
        self.series = route.series(release, DAY)
        self.families = route.families(
            release, self.tables["standing_orders_nation"], self.groups["standing_orders_nation"]
        )
        self.docket = route.family_docket(release, DAY)

    def standing(self, measure: str, city: str, cohort: str, by: str, level: str) -> int:
        table = self.tables[measure].filter(pl.col("idncase").is_in(self.groups[measure][cohort]))
        if city:
            table = table.filter(pl.col("place") == city)
        column = {"in_absentia": "is_in_absentia"}.get(by, by)
        wanted: object = {"yes": True, "no": False}[level] if by == "in_absentia" else level
        return table.filter(pl.col(column) == wanted).height if by else table.height

    def numbers(self, row: Row) -> tuple[int, int | None]:
        """Numerator and denominator of a row of ``scope.csv`` or ``measures.csv``."""
        measure, city = row["measure"], row["city"]
        if measure in self.tables:
            return self.standing(measure, city, row["cohort"], row["by_1"], row["level_1"]), None
        if measure == "standing_families":
            return self.families.get((city, row["cohort"]), 0), None
        if measure.startswith("orders_"):
            return self.series.get((measure, city, row["order_class"]), 0), None
        if measure in SHARES:
            part, whole = (self.standing("standing_orders", city, "all", *cell) for cell in SHARES[measure])
            return part, whole
        return self.docket[row["method"]]

    def parts(self, row: Row) -> list[tuple[int, int | None]]:
        """The numbers that the public profile rounds one by one: of the operation's cities together, those of each."""
        is_sum = not row["city"] and row["measure"] != "standing_orders_nation" and not row["method"]
        return [self.numbers(row | {"city": city}) for city in (route.NON_DETAINED if is_sum else [row["city"]])]


@pytest.fixture(scope="module")
def again(simulated_lake: Path) -> Again:
    return Again(Lake(simulated_lake).open_release(None).path)


def write_brief(lake: Path, out: Path, profile: str, cities: list[str]) -> Path:
    api.brief(OPERATION, lake, out, profile=profile, command="x", cities=cities)
    return out


@pytest.fixture(scope="module")
def exact_brief(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the true numbers, a page for each of the ten cities."""
    return write_brief(simulated_lake, tmp_path_factory.mktemp("exact"), "none", [])


@pytest.fixture(scope="module")
def public_brief(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the numbers that may be published, a page for each of two cities."""
    return write_brief(simulated_lake, tmp_path_factory.mktemp("public"), "public", ["Miami", "Denver"])


@pytest.fixture(scope="module", params=["exact_brief", "public_brief"])
def brief(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def list_counted_rows(brief: Path) -> list[Row]:
    """The rows of the data that the other route counts too; ``CI``, methods and forecasts are followed elsewhere."""
    rows = [row for handle, row in rows_of(brief).items() if handle.startswith(("scope/", "measures/"))]
    counted = [row for row in rows if not row["measure"].startswith("forecast_")]
    return [row for row in counted if row["method"] != "CI" and not row["condition"]]


def test_every_count_and_share_of_the_data_is_found_again(exact_brief: Path, again: Again) -> None:
    checked = [row for row in list_counted_rows(exact_brief) if row["value"]]
    assert len(checked) > 300
    for row in checked:
        numerator, denominator = again.numbers(row)
        assert int(row["numerator"]) == numerator, row
        assert row["denominator"] == ("" if denominator is None else str(denominator)), row
        if denominator:
            assert float(row["value"]) == pytest.approx(numerator / denominator, abs=1e-6)


def test_every_public_number_is_the_true_one_by_the_rule_and_nothing_else_is_hidden(
    public_brief: Path, again: Again
) -> None:
    rows = list_counted_rows(public_brief)
    assert {city for row in rows if (city := row["city"])} == set(route.NON_DETAINED)
    assert sum(bool(row["value"]) for row in rows) > 300
    for row in rows:
        check_public_row(row, again.parts(row))


def check_public_row(row: Row, parts: list[tuple[int, int | None]]) -> None:
    """A row of the public profile is what the rule makes of these true numbers."""
    numerators = [numerator for numerator, _ in parts]
    denominators = [denominator for _, denominator in parts if denominator is not None]
    if not denominators:
        check_count(row, numerators)
    else:
        check_share(row, numerators, denominators)


def test_every_number_on_every_page_is_in_a_row_that_was_checked_or_cited(brief: Path) -> None:
    rows = rows_of(brief)
    pages = sorted(path.name for path in brief.glob("*.html"))
    assert len(pages) in (3, 11)
    for name in pages:
        for element in handled(page_of(brief, name)):
            row = rows[element.attributes["data-row"]]
            if element.name == "data":
                part = element.attributes["data-part"]
                assert float(element.attributes["value"]) == float(row[part])
                assert row["city"] in ("", *route.NON_DETAINED)


def list_rows_beside_claims(brief: Path, again: Again) -> list[Row]:
    rows = [row for handle, row in rows_of(brief).items() if handle.startswith("claims/")]
    return [row | {"by_1": "", "level_1": ""} for row in rows if row["measure"] in again.tables]


def test_claims_repeat_the_rows_of_the_records_beside_them(exact_brief: Path, again: Again) -> None:
    beside = list_rows_beside_claims(exact_brief, again)
    assert beside
    for row in beside:
        assert int(row["numerator"]) == again.numbers(row)[0], row


def test_claims_repeat_the_public_rows_beside_them(public_brief: Path, again: Again) -> None:
    beside = list_rows_beside_claims(public_brief, again)
    assert any(row["value"] for row in beside)
    for row in beside:
        check_public_row(row, again.parts(row))


def test_cited_figures_are_those_of_the_operations_file(brief: Path) -> None:
    file = tomllib.loads(
        files("finalorder.operations").joinpath("library", f"{OPERATION}.toml").read_text(encoding="utf-8")
    )
    said = {("capacity", f["id"]): f for f in file["capacity"]} | {
        ("assumption", f["id"]): f for f in file["assumption"]
    }
    said |= {("outcome", f["id"]): f for f in file["outcome"]}
    with (brief / "data" / "capacity.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["measure"] not in ELSEWHERE]
    assert {(row["measure"], row["level_1"]) for row in rows} == set(said)
    for row in rows:
        figure = said[row["measure"], row["level_1"]]
        for name in ("value", "low", "high"):
            assert (float(row[name]) if row[name] else None) == figure.get(name), (row, name)


def test_every_split_of_the_pages_is_one_that_was_recomputed(again: Again) -> None:
    table = again.tables["standing_orders"]
    for split, levels in {**SPLITS, **PATHWAYS, **list_reach_levels(DAY)}.items():
        if split and split != "in_absentia":
            assert set(table[split].unique()) <= set(levels), split


@pytest.fixture(scope="module")
def absence(simulated_lake: Path) -> AbsenceRoute:
    release = Lake(simulated_lake).open_release(None)
    return AbsenceRoute(release.path, release.day)


def list_absence_rows(brief: Path) -> list[Row]:
    """In absentia by every published method, in the country and in each city's courts that are not for detainees."""
    rows = [row for handle, row in rows_of(brief).items() if handle.startswith("measures/")]
    mine = [row for row in rows if row["measure"] == "in_absentia" and row["condition"]]
    return [row for row in mine if row["method"] not in FOLLOWED_ELSEWHERE]


def test_in_absentia_by_every_method_of_a_decision_is_found_again(exact_brief: Path, absence: AbsenceRoute) -> None:
    rows = list_absence_rows(exact_brief)
    methods = {row["method"] for row in rows}
    assert methods == {"M1a", "M1b", "M2", "M3", "M7a", "M7b", "M8", "M9", "M11", "MD"}
    counted = {method: absence.count(method) for method in methods}
    assert len(rows) == 11 * len(methods)
    for row in rows:
        expected = counted[row["method"]].get(row["city"], (0, 0))
        assert (int(row["numerator"]), int(row["denominator"])) == expected, row


def test_in_absentia_in_public_is_the_true_share_by_the_rule(public_brief: Path, absence: AbsenceRoute) -> None:
    rows = list_absence_rows(public_brief)
    counted = {method: absence.count(method) for method in {row["method"] for row in rows}}
    assert sum(bool(row["value"]) for row in rows) > 50
    for row in rows:
        hits, units = counted[row["method"]].get(row["city"], (0, 0))
        check_share(row, [hits], [units])
