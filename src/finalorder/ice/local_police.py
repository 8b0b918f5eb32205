"""Local police with a 287(g) agreement: which agencies of some counties, and how much of their population that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from finalorder.errors import InputError
from finalorder.ice import store
from finalorder.ice.areas import County, find_city_counties, find_counties, is_same_county, list_counties
from finalorder.ice.fact_lookup import Fact, Row, build_missing_fact, build_unknown_fact, choose_edition, describe_gap
from finalorder.ice.grid import normalize_label
from finalorder.registry import read_registry_rows

NO_AGENCY_LIST = "no list of 287(g) agencies was added to this lake; add one with `finalorder ice add`"
STATE_AGENCY_TYPE = "State Agency"
AGREEMENT_MEASURE, SHARE_MEASURE = "287g_agreement", "287g_population_share"
AGREEMENT_MEASURES = {"participating": AGREEMENT_MEASURE, "pending": "287g_pending_agreement"}


def find_agreements(lake_dir: Path, day: date, where: Sequence[str] | str, status: str = "participating") -> list[Fact]:
    """Find the 287(g) agreements of agencies in some counties on a day: first how many, then one fact an agreement.

    ``where`` is a city with a court, a county or a state, or counties as ``"State: County"`` or 5-digit codes of the
    ten cities' counties. Agencies are placed by the county that ICE prints beside them; those of a whole state are
    given when their state is, whatever county they sit in, and counted apart.
    Each agreement has the agency, model (``category``), the day it was signed (in ``note``) and the county.
    """
    wanted = _parse_counties(where)
    rows = [row for row in store.load_ice_table(lake_dir, "agencies").to_pylist() if row["status"] == status]
    chosen, known = choose_edition(rows, day)
    if not chosen:
        return [
            build_missing_fact(
                f"{AGREEMENT_MEASURES[status]}s", "agreements", day, describe_gap(rows, day, NO_AGENCY_LIST)
            )
        ]
    here = [row for row in chosen if _is_in_counties(row, wanted)]
    statewide = sum(1 for row in here if _acts_statewide(row))
    facts = [_build_count_fact(chosen, here, day), *(_build_agreement_fact(row, day) for row in here)]
    if statewide:
        facts[0] = replace(facts[0], note=f"{statewide} of them with agencies of the whole state")
    if known:
        return facts
    signed = sum(1 for row in here if row["signed"] and row["signed"] <= day)
    note = f"of the agreements listed then, {signed} had been signed by the day asked; ended ones are not listed"
    return [build_unknown_fact(facts[0], note), *(build_unknown_fact(found) for found in facts[1:])]


def compute_coverage(lake_dir: Path, day: date, city: str) -> list[Fact]:
    """Compute what share of the population of a city's counties lives where the county's own police hold an agreement.

    A county counts if an agency of type County (or, in the oldest lists, one named after it) takes part. Agencies of
    municipalities and of the state do not make a county count. Populations: 2020 Census.
    """
    places = find_city_counties(city)
    rows = [row for row in store.load_ice_table(lake_dir, "agencies").to_pylist() if row["status"] == "participating"]
    chosen, known = choose_edition(rows, day)
    if not chosen:
        return [build_missing_fact(SHARE_MEASURE, "share", day, describe_gap(rows, day, NO_AGENCY_LIST))]
    policed = [c for c in places if any(_is_county_police(row, c) for row in chosen)]
    part, whole = (sum(county.population for county in group) for group in (policed, places))
    found = Fact(
        SHARE_MEASURE,
        day,
        "share",
        part / whole,
        chosen[0]["as_of"],
        numerator=part,
        denominator=whole,
        agency=", ".join(county.name for county in policed),
        category=", ".join(county.name for county in places),
        source_file=chosen[0]["source_file"],
        sheet=chosen[0]["sheet"],
        cell=_format_cell_range(chosen),
        note=f"of {whole:,} people in {', '.join(c.name for c in places)} ({places[0].source})",
    )
    return [found if known else build_unknown_fact(found)]


def _parse_counties(where: Sequence[str] | str) -> list[tuple[str, str]]:
    if isinstance(where, str):
        return find_counties(where)
    return [_parse_county(text) for text in where]


def _parse_county(text: str) -> tuple[str, str]:
    listed = {county.fips: county for county in list_counties()}
    if text in listed:
        return listed[text].state, listed[text].name
    state, colon, county = text.partition(":")
    if not colon or not county.strip():
        raise InputError(f"{text!r} is not a county; write it as 'Texas: Harris County'.")
    return state.strip(), county.strip()


def _is_in_counties(row: Row, wanted: list[tuple[str, str]]) -> bool:
    states = [place for place in wanted if normalize_label(place[0]) == normalize_label(row["state"])]
    return bool(states) and (
        _acts_statewide(row) or any(not county or is_same_county(row["county"], county) for _, county in states)
    )


def _acts_statewide(row: Row) -> bool:
    """Whether an agency is one of a whole state: typed so, and not one of a place as its name says (a college)."""
    words = {normalize_label(word) for word in row["agency"].split()}
    local = {each["word"] for each in read_registry_rows("ice/local_agency_words")}
    return row["type"] == STATE_AGENCY_TYPE and not words & local


def _is_county_police(row: Row, county: County) -> bool:
    here = normalize_label(row["state"]) == normalize_label(county.state) and is_same_county(row["county"], county.name)
    return here and row["type"] in ("County", "")


def _build_count_fact(chosen: list[Row], here: list[Row], day: date) -> Fact:
    first = chosen[0]
    return Fact(
        f"{AGREEMENT_MEASURES[first['status']]}s",
        day,
        "agreements",
        float(len(here)),
        first["as_of"],
        source_file=first["source_file"],
        sheet=first["sheet"],
        cell=_format_cell_range(chosen),
    )


def _format_cell_range(rows: list[Row]) -> str:
    return f"{rows[0]['cell']}:{rows[-1]['cell']}"


def _build_agreement_fact(row: Row, day: date) -> Fact:
    signed = f"signed {row['signed']}" if row["signed"] else "no day of signing printed"
    return Fact(
        AGREEMENT_MEASURES[row["status"]],
        day,
        "agreements",
        1.0,
        row["as_of"],
        agency=row["agency"],
        category=row["model"],
        state=row["state"].title(),
        facility=row["county"],
        facility_type=row["type"],
        source_file=row["source_file"],
        sheet=row["sheet"],
        cell=row["cell"],
        flags=tuple(flag for flag in row["flag"].split("; ") if flag),
        note=signed,
    )
