"""Local police with a 287(g) agreement: which agencies of some counties, and how much of their population that is."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from finalorder.context import store
from finalorder.context.answers import Fact, Row, choose, not_known, nothing
from finalorder.context.areas import County, counties, counties_of, same_county
from finalorder.context.grid import key
from finalorder.errors import Problem

NO_FILE = "no list of 287(g) agencies was added to this lake; add one with `finalorder context add`"
WHOLE_STATE = "State Agency"
AGREEMENT, SHARE = "287g_agreement", "287g_population_share"
MEASURES = {"participating": AGREEMENT, "pending": "287g_pending_agreement"}


def agencies(lake_dir: Path, day: date, where: Sequence[str] | str, status: str = "participating") -> list[Fact]:
    """The 287(g) agreements of agencies in some counties on a day: first how many, then one fact an agreement.

    ``where`` is a city of the announcement, or counties as ``"State: County"`` or 5-digit codes of the ten cities'
    counties. State agencies are given when their state is: they act in every county, whatever county they sit in.
    Each agreement has the agency, model (``category``), the day it was signed (in ``note``) and the county.
    """
    wanted = _places(where)
    rows = [row for row in store.load(lake_dir, "agencies").to_pylist() if row["status"] == status]
    chosen, known = choose(rows, day)
    if not chosen:
        return [nothing(f"{MEASURES[status]}s", "agreements", day, NO_FILE)]
    here = [row for row in chosen if _concerns(row, wanted)]
    facts = [_count(chosen, here, day), *(_agreement(row, day) for row in here)]
    if known:
        return facts
    signed = sum(1 for row in here if row["signed"] and row["signed"] <= day)
    note = f"of the agreements listed then, {signed} had been signed by the day asked; ended ones are not listed"
    return [not_known(facts[0], note), *(not_known(found) for found in facts[1:])]


def coverage(lake_dir: Path, day: date, city: str) -> list[Fact]:
    """What share of the population of a city's counties lives where the county's own police hold an agreement.

    A county counts if an agency of type County (or, in the oldest lists, one named after it) takes part. Agencies of
    municipalities and of the state do not make a county count. Populations: 2020 Census.
    """
    places = counties_of(city)
    rows = [row for row in store.load(lake_dir, "agencies").to_pylist() if row["status"] == "participating"]
    chosen, known = choose(rows, day)
    if not chosen:
        return [nothing(SHARE, "share", day, NO_FILE)]
    policed = [c for c in places if any(_is_county_police(row, c) for row in chosen)]
    part, whole = (sum(county.population for county in group) for group in (policed, places))
    found = Fact(
        SHARE, day, "share", part / whole, chosen[0]["as_of"], part=part, whole=whole,
        agency=", ".join(county.name for county in policed), category=", ".join(county.name for county in places),
        source_file=chosen[0]["source_file"], sheet=chosen[0]["sheet"], cell=_span(chosen),
        note=f"of {whole:,} people in {', '.join(c.name for c in places)} ({places[0].source})",
    )  # fmt: skip
    return [found if known else not_known(found)]


def _places(where: Sequence[str] | str) -> list[tuple[str, str]]:
    if isinstance(where, str):
        return [(county.state, county.name) for county in counties_of(where)]
    return [_place(text) for text in where]


def _place(text: str) -> tuple[str, str]:
    listed = {county.fips: county for county in counties()}
    if text in listed:
        return listed[text].state, listed[text].name
    state, colon, county = text.partition(":")
    if not colon or not county.strip():
        raise Problem(f"{text!r} is no county; write it as 'Texas: Harris County'.")
    return state.strip(), county.strip()


def _concerns(row: Row, wanted: list[tuple[str, str]]) -> bool:
    states = [place for place in wanted if key(place[0]) == key(row["state"])]
    return bool(states) and (
        row["type"] == WHOLE_STATE or any(same_county(row["county"], county) for _, county in states)
    )


def _is_county_police(row: Row, county: County) -> bool:
    here = key(row["state"]) == key(county.state) and same_county(row["county"], county.name)
    return here and row["type"] in ("County", "")


def _count(chosen: list[Row], here: list[Row], day: date) -> Fact:
    first = chosen[0]
    return Fact(
        f"{MEASURES[first['status']]}s", day, "agreements", float(len(here)), first["as_of"],
        source_file=first["source_file"], sheet=first["sheet"], cell=_span(chosen),
    )  # fmt: skip


def _span(rows: list[Row]) -> str:
    return f"{rows[0]['cell']}:{rows[-1]['cell']}"


def _agreement(row: Row, day: date) -> Fact:
    signed = f"signed {row['signed']}" if row["signed"] else "no day of signing printed"
    return Fact(
        MEASURES[row["status"]], day, "agreements", 1.0, row["as_of"], agency=row["agency"], category=row["model"],
        state=row["state"].title(), facility=row["county"], facility_type=row["type"],
        source_file=row["source_file"], sheet=row["sheet"], cell=row["cell"],
        flags=tuple(flag for flag in row["flag"].split("; ") if flag), note=signed,
    )  # fmt: skip
