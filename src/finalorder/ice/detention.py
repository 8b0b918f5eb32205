"""Who is held where: facilities by name, city, area and state, with their average daily population, on a day."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from finalorder.errors import InputError
from finalorder.ice.areas import find_area, find_area_of_county, find_counties
from finalorder.ice.fact_lookup import (
    Fact,
    Row,
    build_fact,
    build_missing_fact,
    build_unanswered_fact,
    choose_edition,
    load_facts,
)
from finalorder.ice.grid import normalize_label
from finalorder.ice.questions import find_detention
from finalorder.registry import read_registry_rows

FACILITY_MEASURES = ("facility_adp", "facility_guaranteed_minimum")
LIST_MARKER, LIST_SUM = "facility_list_row_count", "facility_list_adp_sum"
NO_STATE = "-"
POPULATION = "average daily population of the fiscal year to the day; the list covers facilities that held somebody"


def find_facilities(lake_dir: Path, day: date, where: str = "") -> list[Fact]:
    """Find the facilities of a place on a day: those of that name, in that city, in the state, or in the area.

    Each has its average daily population and, where ICE pays for some, its guaranteed minimum of beds. Without a place,
    every facility of the list that answers.

    :raises InputError: if the list that answers has no such place.
    """
    rows, known = _load_list(lake_dir, day)
    if not rows:
        return [build_unanswered_fact(lake_dir, FACILITY_MEASURES[0], "people/day", day)]
    chosen = _select_rows(rows, where) if where else rows
    if not chosen and (find_area_code(where) or _find_state_code(where) != NO_STATE):
        text = f"{rows[0]['source_file']} lists no facility there"
        return [build_missing_fact(FACILITY_MEASURES[0], "people/day", day, text)]
    if not chosen:
        raise InputError(
            f"{where!r} is no facility, city, state or area of {rows[0]['source_file']}; name one of them, as Aurora."
        )
    held = [row for row in chosen if row["metric"] in FACILITY_MEASURES]
    held.sort(key=lambda row: (FACILITY_MEASURES.index(row["metric"]), -(row["value"] or 0.0), row["facility"]))
    return [build_fact(row, day, known, POPULATION if row["metric"] == FACILITY_MEASURES[0] else "") for row in held]


def find_detention_in(lake_dir: Path, day: date, where: str = "") -> list[Fact]:
    """Find who is held: in the country, or in the facilities of a place with the sum of its area."""
    if not where:
        return find_detention(lake_dir, day)
    facilities = find_facilities(lake_dir, day, where)
    return [*_find_area_sum(lake_dir, day, where), *facilities]


def _load_list(lake_dir: Path, day: date) -> tuple[list[Row], bool]:
    """Load the rows of the list of facilities that answers for a day, and whether it was known then."""
    marked, known = choose_edition(load_facts(lake_dir, (LIST_MARKER,)), day)
    if not marked:
        return [], False
    among = {"checksum": [marked[0]["checksum"]], "sheet": [marked[0]["sheet"]]}
    return load_facts(lake_dir, (*FACILITY_MEASURES, LIST_SUM), **among), known


def _select_rows(rows: list[Row], where: str) -> list[Row]:
    """Select the facilities of a place: of that city, else of that name, else of the state or area of that name."""
    wanted = normalize_label(where)
    places = [row for row in rows if row["metric"] in FACILITY_MEASURES]
    code = find_area_code(where)
    tests = (
        lambda row: normalize_label(row.get("city") or "") == wanted,
        lambda row: bool(wanted) and wanted in normalize_label(row["facility"]),
        lambda row: row["state"] == _find_state_code(where),
        lambda row: bool(code) and row["aor"] == code,
    )
    return next((found for test in tests if (found := [row for row in places if test(row)])), [])


def _find_area_sum(lake_dir: Path, day: date, where: str) -> list[Fact]:
    rows, known = _load_list(lake_dir, day)
    code = find_area_code(where)
    sums = [row for row in rows if row["metric"] == LIST_SUM and code and row["aor"] == code]
    return [build_fact(row, day, known, "all facilities of the area of responsibility") for row in sums]


def find_area_code(where: str) -> str:
    """Find the code of the area that a place is in: an area's own name, or a city or county; empty if none is known."""
    with suppress(InputError):
        return find_area(where).code
    with suppress(InputError):
        areas = {find_area_of_county(state, county) for state, county in find_counties(where) if county}
        return find_area(areas.pop()).code if len(areas) == 1 else ""
    return ""


def _find_state_code(where: str) -> str:
    rows = read_registry_rows("states")
    wanted = normalize_label(where)
    return next(
        (r["code"] for r in rows if wanted in (normalize_label(r["state"]), normalize_label(r["code"]))), NO_STATE
    )
