"""``show``: answers as rows of the one shape in which numbers leave (docs/ice.md: why they need no gate)."""

from datetime import date
from pathlib import Path

from finalorder.answers import AnswerRow, Shown
from finalorder.errors import InputError
from finalorder.ice import questions
from finalorder.ice.areas import find_area, find_area_of_county, list_counties, suggest_nearest
from finalorder.ice.detention import find_detention_in, find_facilities
from finalorder.ice.fact_lookup import Fact
from finalorder.ice.grid import normalize_label
from finalorder.ice.local_police import AGREEMENT_MEASURES, SHARE_MEASURE
from finalorder.lake import Lake

SUBJECTS = {
    "family_detention": "family residential centers: population, people held, guaranteed beds, capacity; national",
    "detention": "everyone held: national, or of --city the area's sum and its facilities",
    "facilities": "average daily population by facility; of --city: a city, facility, state or area",
    "monitoring": "participants in alternatives to detention by technology; national, or of --city",
    "agencies": "287(g) agreements of --city (a city, a county or a state); the share of its people policed so",
    "pending": "agencies of --city (a city, a county or a state) that wait for an agreement",
    "removals": "removals in the fiscal year to date and between the editions around the day; national",
    "arrests": "arrests by area of responsibility in the period of the day; all, or of --city: an area or a state",
    "book_ins": "first book-ins in the month of the day by arresting agency; national",
    "area": "the area of responsibility that --city is in, or a county ('Texas: Cameron County')",
}
#: what people call a subject otherwise
SUBJECTS_BY_WORD = {
    "287g": "agencies", "287(g)": "agencies", "police": "agencies", "agreements": "agencies", "beds": "facilities",
    "atd": "monitoring", "ankle_monitors": "monitoring", "deportations": "removals", "families": "family_detention",
}  # fmt: skip
NATIONAL_QUESTIONS = {"family_detention": questions.find_family_detention, "book_ins": questions.find_book_ins}
AREA_QUESTIONS = {
    "monitoring": questions.find_monitoring,
    "arrests": questions.find_arrests,
    "removals": questions.find_removals,
}
PLACE_QUESTIONS = {"detention": find_detention_in, "facilities": find_facilities}
NATIONAL_AREA = "National"
NATIONAL_MEASURES = ("ice_removals", "ice_removals_between_editions")
WHOLE_NUMBER_UNITS = ("people", "agreements", "beds", "arrests", "hearings", "rows")
ANSWER_LEVELS = ("facility", "technology", "population", "agency", "category", "facility_type")
# What a fact of some measures calls its levels, the two that matter most first; all others are in the note.
AGREEMENT_LEVELS = {"agency": "agency", "category": "model", "facility": "county", "facility_type": "type"}
FACILITY_LEVELS = {"facility": "facility", "city": "city", "state": "state", "area": "area", "facility_type": "type"}
MEASURE_LEVELS = {
    **dict.fromkeys(AGREEMENT_MEASURES.values(), AGREEMENT_LEVELS),
    **dict.fromkeys(("facility_adp", "facility_guaranteed_minimum"), FACILITY_LEVELS),
    SHARE_MEASURE: {"agency": "counties_policed", "category": "counties"},
}


def answer_subject(subject: str, lake_dir: Path, day: date | None = None, *, city: str | None = None) -> Shown:
    """Answer a subject on a day (today without one), for a city or area where the subject has them.

    Not known on the day: value None, status ``not_applicable``, the note names the nearest later figure and its day.
    """
    return Shown.cite_rows(_list_subject_rows(subject, lake_dir, day, city or ""))


def _list_subject_rows(subject: str, lake_dir: Path, day: date | None, where: str) -> list[AnswerRow]:
    name = subject.replace("-", "_")
    if name not in SUBJECTS:
        raise InputError(
            f"{subject!r} is not a subject{_suggest_subject(name)}; the subjects are {', '.join(SUBJECTS)}."
        )
    if name == "area":
        return _build_area_rows(where)
    if not where and name not in (*NATIONAL_QUESTIONS, *AREA_QUESTIONS):
        raise InputError("this subject needs a city; add --city CITY.")
    Lake(lake_dir).require_folder()
    asked = day or date.today()  # noqa: DTZ011 - a calendar day, as the files have
    if name in NATIONAL_QUESTIONS:
        return [build_fact_row(found, "", "national") for found in NATIONAL_QUESTIONS[name](lake_dir, asked)]
    if name in AREA_QUESTIONS:
        return [build_fact_row(found, where) for found in AREA_QUESTIONS[name](lake_dir, asked, where or None)]
    if name in PLACE_QUESTIONS:
        return [build_fact_row(found, where) for found in PLACE_QUESTIONS[name](lake_dir, asked, where)]
    if not where:
        raise InputError("this subject needs a city; add --city CITY.")
    return [build_fact_row(found, where) for found in _find_police_facts(name, lake_dir, asked, where)]


def _suggest_subject(name: str) -> str:
    subject = SUBJECTS_BY_WORD.get(name.casefold())
    return f" (did you mean {subject}?)" if subject else suggest_nearest(name, SUBJECTS)


def _find_police_facts(name: str, lake_dir: Path, day: date, city: str) -> list[Fact]:
    if name == "pending":
        return questions.find_agreements(lake_dir, day, city, "pending")
    listed = {normalize_label(county.city) for county in list_counties()}
    share = questions.compute_coverage(lake_dir, day, city) if normalize_label(city) in listed else []
    return [*share, *questions.find_agreements(lake_dir, day, city)]


def build_fact_row(found: Fact, city: str, scope: str = "") -> AnswerRow:
    """Build the answer row of a figure of ICE's files; one that is not known on the day asked names the nearest
    later one.
    """
    known = found.value is not None
    first, second, *rest = [*_list_levels(found), ("", ""), ("", "")]
    others = [f"{name} {text}" for name, text in rest if text]
    return AnswerRow(
        measure=found.measure,
        city="" if found.area == NATIONAL_AREA or found.measure in NATIONAL_MEASURES else city,
        by_1=first[0],
        level_1=first[1],
        by_2=second[0],
        level_2=second[1],
        period=" ".join(text for text in (found.fiscal_year, found.period) if text),
        as_of=str(found.as_of or found.requested_day),
        unit=found.unit,
        numerator=_find_numerator(found),
        denominator=found.denominator if known else None,
        value=found.value,
        status="shown" if known else "not_applicable",
        note="; ".join(text for text in (scope, found.note, *others, _describe_later(found), *found.flags) if text),
        source=found.citation,
    )


def _find_numerator(found: Fact) -> int | None:
    if found.value is None or found.denominator:
        return None if found.value is None else found.numerator
    counted = found.unit in WHOLE_NUMBER_UNITS and float(found.value).is_integer()
    return int(found.value) if counted else None


def _list_levels(found: Fact) -> list[tuple[str, str]]:
    named = MEASURE_LEVELS.get(found.measure) or {"area": "area", **{name: name for name in ANSWER_LEVELS}}
    return [(name, text) for own, name in named.items() if (text := getattr(found, own))]


def _describe_later(found: Fact) -> str:
    later = found.later
    return f"it is {later.value:,.10g} {later.unit}" if later and later.value is not None else ""


def _build_area_rows(place: str) -> list[AnswerRow]:
    """Build the area of a city, or of a county written ``Texas: Cameron County``."""
    if not place:
        raise InputError("this subject needs a city; add --city CITY.")
    state, colon, county = (part.strip() for part in place.partition(":"))
    name = find_area_of_county(state, county) if colon else place
    if not name:
        raise InputError(f"ICE's list has no area for {place!r}; write a county as 'Texas: Cameron County'.")
    area = find_area(name)
    states = sorted({state for state, _ in area.covers})
    note = f"covers all or part of {', '.join(states)}; field office: {area.office}"
    row = AnswerRow("area_of_responsibility", city=place, unit="area", note=note, source=area.source)
    return [row._replace(by_1="area", level_1=area.name, by_2="code", level_2=area.code)]
