"""The questions a brief asks of ICE's files: who could be detained, who is monitored, who was removed or arrested.

Each takes the lake and a day and gives facts; see ``answers`` for which edition answers. Local police: ``policing``.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from finalorder.context.answers import Fact, Row, answer, choose, fact, facts, nothing
from finalorder.context.areas import area_of, area_of_county, counties_of
from finalorder.context.figures import MONTHS, NOT_BEGUN, year_label, year_of
from finalorder.context.policing import agencies, coverage
from finalorder.registry import rows as registry_rows

__all__ = [
    "agencies", "area_of", "area_of_county", "arrests", "book_ins", "counties_of", "coverage", "family_detention",
    "monitoring", "removals",
]  # fmt: skip
NO_FILE = "no file added to this lake says; add one with `finalorder context add`"
FAMILY = ("FRC", "FSC")
ADP, DETAINED = "average_daily_population_by_facility_type", "currently_detained_by_processing_disposition"
BY_FACILITY = ("facility_adp", "facility_guaranteed_minimum")
LISTED, CAPACITY = "facility_list_row_count", "facility_capacity"
STATUS, AREA_METRIC = "atd_active_participants_by_family_status", "atd_active_participants"


def fiscal_year(day: date) -> str:
    """The fiscal year of a day, as facts name it: ``FY2019`` from 1 October 2018 to 30 September 2019."""
    return year_label(year_of(day))


def family_detention(lake_dir: Path, day: date) -> list[Fact]:
    """Family detention on a day: average daily population of family residential centers over the fiscal year and in the
    month of the day, people held on the docket's day; by center population, guaranteed minimum of beds, capacity.

    The guaranteed minimum is what ICE pays for whether used or not; it published capacities in 2015 and 2017 only.
    """
    rows = facts(lake_dir, (ADP, DETAINED), facility_type=(*FAMILY, "Total"))
    found = [*_family_population(rows, day), *_family_held(rows, day), *_centers(lake_dir, day)]
    return found or [nothing(ADP, "people/day", day, NO_FILE)]


def _centers(lake_dir: Path, day: date) -> list[Fact]:
    """The centers of the facilities list that answers, then those of the list of capacities that answers."""
    found: list[Fact] = []
    for metrics, marker in ((BY_FACILITY, LISTED), ((CAPACITY,), CAPACITY)):
        marked, known = choose(facts(lake_dir, (marker,)), day)
        if marked:
            rows = facts(lake_dir, metrics, checksum=[marked[0]["checksum"]], sheet=[marked[0]["sheet"]])
            found += [
                fact(row, day, known)
                for row in sorted(rows, key=lambda r: metrics.index(r["metric"]))
                if _is_center(row)
            ]
    return found


def _family_population(rows: list[Row], day: date) -> list[Fact]:
    """The family row of the edition that answers; where it prints none, the answer says so."""
    chosen, known = choose((row for row in rows if row["metric"] == ADP), day)
    month = MONTHS[(day.month + 2) % 12] if chosen and chosen[0]["fiscal_year"] == fiscal_year(day) else ""
    family = [row for row in chosen if row["facility_type"] in FAMILY and NOT_BEGUN not in row["flag"]]
    if chosen and not family:
        text = f"{chosen[0]['source_file']} as of {chosen[0]['as_of']} prints no row for family residential centers"
        return [nothing(ADP, "people/day", day, text)]
    order = [period for period in ("FY", "FYTD", month) if period]
    wanted = sorted((r for r in family if r["period"] in order), key=lambda r: order.index(r["period"]))
    return [fact(row, day, known, _averaged(row)) for row in wanted]


def _averaged(row: Row) -> str:
    to_date = f" to {row['as_of']}" if row["period"] != "FY" else ""
    what = row["period"] if row["period"] in MONTHS else ""
    return f"mean of {what} of {row['fiscal_year']}" if what else f"mean over {row['fiscal_year']}{to_date}"


def _family_held(rows: list[Row], day: date) -> list[Fact]:
    chosen, known = choose((row for row in rows if row["metric"] == DETAINED), day)
    held = [row for row in chosen if row["facility_type"] in FAMILY and row["category"] == "Total"]
    return [fact(row, day, known, "held on that day") for row in held]


def _is_center(row: Row) -> bool:
    """Whether a facility is one of those that ICE calls family residential centers, in a year in which it did."""
    year = int(row["fiscal_year"].removeprefix("FY") or 0) or (row["as_of"].year if row["as_of"] else 0)
    return any(
        row["facility"].upper() == center["facility"].upper()
        and year <= int(center["to_fiscal_year"] or 9999)
        and (year >= int(center["from_fiscal_year"]) or row["facility_type"] == "FAMILY")
        for center in registry_rows("ice/family_centers")
    )


def monitoring(lake_dir: Path, day: date, area: str | None = None) -> list[Fact]:
    """Participants in alternatives to detention on a day: all, and by technology; national, or of one area.

    ``area`` is a city of the announcement, an area's name or its code. Family status (FAMU and others) is printed for
    the nation only and always given as such.
    """
    wanted = area_of(area).name if area else "National"
    rows = facts(lake_dir, (AREA_METRIC, STATUS), aor=("National", wanted))
    chosen, known = choose((row for row in rows if row["metric"] == AREA_METRIC), day)
    if not chosen:
        return [nothing(AREA_METRIC, "people", day, NO_FILE)]
    found = [fact(row, day, known) for row in chosen if row["aor"] == wanted]
    if not found:
        text = f"{chosen[0]['source_file']} as of {chosen[0]['as_of']} prints no row for {wanted}"
        found = [nothing(AREA_METRIC, "people", day, text)]
    note = "national; not printed by area" if area else ""
    return [*found, *answer((row for row in rows if row["metric"] == STATUS), day, note)]


def removals(lake_dir: Path, day: date, area: str | None = None) -> list[Fact]:
    """Removals by ICE in the fiscal year to date, from the edition that answers, and those between the two editions
    around the day (both of one fiscal year). National: ICE prints removals by area nowhere. Removals include returns.

    With an area also those of the day's fiscal year in lists of single removals from that area, if any was added.
    """
    rows = facts(lake_dir, ("ice_removals",))
    current = [row for row in rows if row["period"] in ("FY", "FYTD")]
    national = "national; " if area else ""
    found = answer(current, day, f"{national}counts from 1 October of the fiscal year; includes returns")
    found = [*_listed_removals(lake_dir, day, area), *found, *_between(current, day)]
    return found or [nothing("ice_removals", "people", day, NO_FILE)]


def _listed_removals(lake_dir: Path, day: date, area: str | None) -> list[Fact]:
    """Removals by area that others than ICE's workbooks give: lists by area, and lists of single removals."""
    if not area:
        return []
    if found := _by_area(lake_dir, "ice_removals_by_area", day, area):
        return found
    wanted = area_of(area).name
    listed = facts(lake_dir, ("removals_rows",), aor=(wanted,))
    rows = [row for row in listed if row["fiscal_year"] == fiscal_year(day) and row["as_of"] and row["as_of"] >= day]
    if rows:
        return [fact(row, day, True, f"rows of {row['category']} removals of {row['fiscal_year']}") for row in rows]
    return [nothing("removals_rows", "rows", day, f"no list of single removals from {wanted} holds {day}")]


def _between(rows: list[Row], day: date) -> list[Fact]:
    """Removals between the last edition on or before a day and the first after it, if their fiscal year is the same."""
    totals = [row for row in rows if row["category"] == "Total"]
    before, known = choose((row for row in totals if row["as_of"] and row["as_of"] <= day), day)
    after, _ = choose((row for row in totals if row["as_of"] and row["as_of"] > day), day)
    if not (known and before and after) or before[0]["fiscal_year"] != after[0]["fiscal_year"]:
        return []
    first, last = before[0], after[0]
    later = fact(last, day, True, f"removals from {first['as_of']} (not included) to {last['as_of']}")
    value = (last["value"] or 0.0) - (first["value"] or 0.0)
    cell = f"{last['cell']} minus {first['source_file']}, sheet {first['sheet']}, cell {first['cell']}"
    return [replace(later, measure="ice_removals_between_editions", value=value, cell=cell)]


def arrests(lake_dir: Path, day: date, area: str | None = None) -> list[Fact]:
    """Arrests by ICE by area over the period that holds the day, where a file of arrests was added; else the nearest
    period. Book-ins after an arrest by ICE, by month and national, are in ``book_ins``.
    """
    return _by_area(lake_dir, "ice_arrests", day, area) or [nothing("ice_arrests", "arrests", day, NO_FILE)]


def _by_area(lake_dir: Path, metric: str, day: date, area: str | None) -> list[Fact]:
    """The figures of an area, or of all, over the period that holds the day; else those of the nearest earlier period,
    else of the nearest later one, which was not known on the day.
    """
    wanted = area_of(area).name if area else ""
    rows = [row for row in facts(lake_dir, (metric,)) if row["aor"] and (not wanted or row["aor"] == wanted)]
    chosen, _ = choose((row for row in rows if _holds(row["period"], day)), day)
    found = [fact(row, day, True) for row in chosen] or answer(rows, day)
    what = metric.removeprefix("ice_").removesuffix("_by_area")
    return [replace(f, note="; ".join(text for text in (f"{what} of {f.period}", f.note) if text)) for f in found]


def _holds(period: str, day: date) -> bool:
    first, _, last = period.partition(" to ")
    try:
        return date.fromisoformat(first) <= day <= date.fromisoformat(last)
    except ValueError:
        return False


def book_ins(lake_dir: Path, day: date) -> list[Fact]:
    """First book-ins into ICE detention in the month of the day, by arresting agency (ICE, CBP, Total); national."""
    rows = facts(lake_dir, ("initial_book_ins",))
    month = [
        r
        for r in rows
        if NOT_BEGUN not in r["flag"]
        and r["period"] == MONTHS[(day.month + 2) % 12]
        and r["fiscal_year"] == fiscal_year(day)
    ]
    complete = [row for row in month if row["as_of"] and row["as_of"] >= _month_end(day)]
    found = answer(complete or month, day, f"book-ins of {day:%B %Y}")
    return found or [nothing("initial_book_ins", "people", day, NO_FILE)]


def _month_end(day: date) -> date:
    following = date(day.year + (day.month == 12), day.month % 12 + 1, 1)
    return following - timedelta(days=1)
