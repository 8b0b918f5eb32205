"""``show``: answers as rows of the one shape in which numbers leave (docs/context.md: why they need no gate)."""

from datetime import date
from pathlib import Path
from typing import Any

from finalorder.context import questions
from finalorder.context.answers import Fact
from finalorder.context.areas import area_of, area_of_county, nearest
from finalorder.context.policing import MEASURES, SHARE
from finalorder.errors import Problem

SUBJECTS = {
    "family_detention": "family residential centers: population, people held, guaranteed beds, capacity; national",
    "monitoring": "participants in alternatives to detention by technology; national, or of --city",
    "agencies": "287(g) agreements in the counties of --city, and the share of their people whose county takes part",
    "pending": "agencies in the counties of --city that wait for an agreement",
    "removals": "removals in the fiscal year to date and between the editions around the day; national",
    "arrests": "arrests by area of responsibility in the period of the day; all areas, or that of --city",
    "book_ins": "first book-ins in the month of the day by arresting agency; national",
    "area": "the area of responsibility that --city is in, or a county ('Texas: Cameron County')",
}
COLUMNS = ("measure", "method", "operation", "city", "cohort", "order_class", "by_1", "level_1", "by_2", "level_2",
           "period", "as_of", "release", "simulated", "unit", "numerator", "denominator", "value", "low", "high",
           "status", "note", "source")  # fmt: skip
NATIONAL = {"family_detention": questions.family_detention, "book_ins": questions.book_ins}
BY_AREA = {"monitoring": questions.monitoring, "arrests": questions.arrests, "removals": questions.removals}
WHOLE = "National"
NATION_ONLY = ("ice_removals", "ice_removals_between_editions")
COUNTED = ("people", "agreements", "beds", "arrests", "hearings", "rows")
LEVELS = ("facility", "technology", "population", "agency", "category", "facility_type")
# What a fact of some measures calls its levels, the two that matter most first; all others are told in the note.
AGREEMENT_LEVELS = {"agency": "agency", "category": "model", "facility": "county", "facility_type": "type"}
OWN_LEVELS = {
    **dict.fromkeys(MEASURES.values(), AGREEMENT_LEVELS),
    SHARE: {"agency": "counties_policed", "category": "counties"},
}


def show(
    subject: str, lake_dir: Path, day: date | None = None, *, city: str | None = None, area: str | None = None
) -> list[dict[str, Any]]:
    """Answer rows about a subject on a day (today without one), for a city or area where the subject has them.

    Not known on the day: value None, status ``not_applicable``, the note names the nearest later figure and its day.
    """
    name = subject.replace("-", "_")
    if name not in SUBJECTS:
        raise Problem(f"{subject!r} is no subject{nearest(name, SUBJECTS)}; the subjects are {', '.join(SUBJECTS)}.")
    if name == "area":
        return _area_rows(area or city)
    asked = day or date.today()  # noqa: DTZ011 - a calendar day, as the files have
    where = city or area or ""
    if name in NATIONAL:
        return [_row(found, "", "national") for found in NATIONAL[name](lake_dir, asked)]
    if name in BY_AREA:
        return [_row(found, where) for found in BY_AREA[name](lake_dir, asked, where or None)]
    if not where:
        raise Problem("name the city whose counties are asked about, with --city.")
    return [_row(found, where) for found in _police(name, lake_dir, asked, where)]


def _police(name: str, lake_dir: Path, day: date, city: str) -> list[Fact]:
    if name == "pending":
        return questions.agencies(lake_dir, day, city, "pending")
    return [*questions.coverage(lake_dir, day, city), *questions.agencies(lake_dir, day, city)]


def _row(found: Fact, city: str, scope: str = "") -> dict[str, Any]:
    known = found.value is not None
    first, second, *rest = [*_levels(found), ("", ""), ("", "")]
    others = [f"{name} {text}" for name, text in rest if text]
    counted = known and found.unit in COUNTED and found.value == int(found.value or 0)
    return {
        **dict.fromkeys(COLUMNS, ""),
        "measure": found.measure,
        "city": "" if found.area == WHOLE or found.measure in NATION_ONLY else city,
        "by_1": first[0],
        "level_1": first[1],
        "by_2": second[0],
        "level_2": second[1],
        "period": " ".join(text for text in (found.fiscal_year, found.period) if text),
        "as_of": str(found.as_of or found.asked),
        "simulated": False,
        "unit": found.unit,
        "numerator": found.part if known and found.whole else int(found.value or 0) if counted else None,
        "denominator": found.whole if known else None,
        "value": found.value,
        "low": None,
        "high": None,
        "status": "shown" if known else "not_applicable",
        "note": "; ".join(text for text in (scope, found.note, *others, _later(found), *found.flags) if text),
        "source": found.citation,
    }


def _levels(found: Fact) -> list[tuple[str, str]]:
    named = OWN_LEVELS.get(found.measure) or {"area": "area", **{name: name for name in LEVELS}}
    return [(name, text) for own, name in named.items() if (text := getattr(found, own))]


def _later(found: Fact) -> str:
    later = found.later
    return f"it is {later.value:,.10g} {later.unit}" if later and later.value is not None else ""


def _area_rows(place: str | None) -> list[dict[str, Any]]:
    """The area of a city, or of a county written ``Texas: Cameron County``."""
    if not place:
        raise Problem("name the city whose area of responsibility is asked about, with --city.")
    state, colon, county = (part.strip() for part in place.partition(":"))
    name = area_of_county(state, county) if colon else place
    if not name:
        raise Problem(f"ICE's list has no area for {place!r}; write a county as 'Texas: Cameron County'.")
    area = area_of(name)
    states = sorted({state for state, _ in area.covers})
    row = {
        **dict.fromkeys(COLUMNS, ""), "measure": "area_of_responsibility", "city": place, "by_1": "area",
        "level_1": area.name, "by_2": "code", "level_2": area.code, "simulated": False, "unit": "area",
        "status": "shown", "note": f"covers all or part of {', '.join(states)}; field office: {area.office}",
        "source": area.source,
    }  # fmt: skip
    return [{**row, **dict.fromkeys(("numerator", "denominator", "value", "low", "high"))}]
