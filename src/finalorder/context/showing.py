"""``show``: answers as rows of the one shape in which numbers leave (docs/context.md: why they need no gate)."""

from datetime import date
from pathlib import Path
from typing import Any

from finalorder.context import questions
from finalorder.context.answers import Fact
from finalorder.context.areas import area_of
from finalorder.errors import Problem

SUBJECTS = ("family_detention", "monitoring", "agencies", "removals", "arrests", "book_ins", "area")
COLUMNS = ("measure", "method", "operation", "city", "cohort", "order_class", "by_1", "level_1", "by_2", "level_2",
           "period", "as_of", "release", "simulated", "unit", "numerator", "denominator", "value", "low", "high",
           "status", "note", "source")  # fmt: skip
COUNTED = ("people", "agreements", "beds", "arrests", "hearings", "rows")
LEVELS = ("facility", "technology", "population", "agency", "category", "facility_type")


def show(
    subject: str, lake_dir: Path, day: date | None = None, *, city: str | None = None, area: str | None = None
) -> list[dict[str, Any]]:
    """Answer rows about a subject on a day (today without one), for a city or area where the subject has them.

    Not known on the day: value None, status ``not_applicable``, the note names the nearest later figure and its day.
    """
    name = subject.replace("-", "_")
    if name not in SUBJECTS:
        raise Problem(f"{subject!r} is no subject; the subjects are {', '.join(SUBJECTS)}.")
    if name == "area":
        return _area_rows(area or city)
    asked = day or date.today()  # noqa: DTZ011 - a calendar day, as the files have
    return [_row(found, city or area or "") for found in _facts(name, lake_dir, asked, city, area)]


def _facts(name: str, lake_dir: Path, day: date, city: str | None, area: str | None) -> list[Fact]:
    if name == "monitoring":
        return questions.monitoring(lake_dir, day, area or city)
    if name == "arrests":
        return questions.arrests(lake_dir, day, area or city)
    if name == "agencies":
        if not city:
            raise Problem("name the city whose counties are asked about, with --city.")
        return [*questions.coverage(lake_dir, day, city), *questions.agencies(lake_dir, day, city)]
    simple = {
        "family_detention": questions.family_detention,
        "removals": questions.removals,
        "book_ins": questions.book_ins,
    }
    return simple[name](lake_dir, day)


def _row(found: Fact, city: str) -> dict[str, Any]:
    known = found.value is not None
    levels = [(name, getattr(found, name)) for name in LEVELS if getattr(found, name)]
    levels = ([("area", found.area)] if found.area else []) + levels
    first, second = (*levels, ("", ""), ("", ""))[:2]
    counted = known and found.unit in COUNTED and found.value == int(found.value or 0)
    return {
        **dict.fromkeys(COLUMNS, ""),
        "measure": found.measure,
        "city": city,
        "by_1": first[0],
        "level_1": first[1],
        "by_2": second[0],
        "level_2": second[1],
        "period": " ".join(text for text in (found.fiscal_year, found.period) if text),
        "as_of": str(found.as_of or found.asked),
        "simulated": False,
        "unit": found.unit,
        "numerator": int(found.value or 0) if counted else None,
        "denominator": None,
        "value": found.value,
        "low": None,
        "high": None,
        "status": "shown" if known else "not_applicable",
        "note": "; ".join(text for text in (found.note, _later(found), *found.flags) if text),
        "source": found.citation,
    }


def _later(found: Fact) -> str:
    later = found.later
    return f"it is {later.value:,.10g} {later.unit}" if later and later.value is not None else ""


def _area_rows(city: str | None) -> list[dict[str, Any]]:
    if not city:
        raise Problem("name the city whose area of responsibility is asked about, with --city.")
    area = area_of(city)
    states = sorted({state for state, _ in area.covers})
    row = {
        **dict.fromkeys(COLUMNS, ""), "measure": "area_of_responsibility", "city": city, "by_1": "area",
        "level_1": area.name, "by_2": "code", "level_2": area.code, "simulated": False, "unit": "area",
        "status": "shown", "note": f"covers all or part of {', '.join(states)}; field office: {area.office}",
        "source": area.source,
    }  # fmt: skip
    return [{**row, **dict.fromkeys(("numerator", "denominator", "value", "low", "high"))}]
