"""The questions a brief asks of ICE's files: who could be detained, who is monitored, who was removed or arrested.

Each takes the lake and a day and gives facts; see ``answers`` for which edition answers. Local police: ``policing``.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from finalorder.ice.areas import find_area, find_area_of_county, find_city_counties, list_area_names
from finalorder.ice.cell_figures import MONTH_NOT_BEGUN, MONTHS, compute_fiscal_year, format_fiscal_year
from finalorder.ice.fact_lookup import (
    ANY_AGE,
    LONGEST_AGE,
    Fact,
    Row,
    build_fact,
    build_missing_fact,
    build_unanswered_fact,
    choose_edition,
    find_facts_as_of,
    load_facts,
)
from finalorder.ice.grid import normalize_label
from finalorder.ice.local_police import compute_coverage, find_agreements
from finalorder.registry import read_registry_rows

__all__ = [
    "compute_coverage",
    "find_agreement_totals",
    "find_agreements",
    "find_area",
    "find_area_of_county",
    "find_arrests",
    "find_book_ins",
    "find_city_counties",
    "find_detention",
    "find_family_detention",
    "find_monitoring",
    "find_removals",
    "find_technologies",
]  # fmt: skip
FAMILY_FACILITY_TYPES = ("FRC", "FSC")
POPULATION_METRIC, DETAINED_METRIC = (
    "average_daily_population_by_facility_type",
    "currently_detained_by_processing_disposition",
)
FACILITY_METRICS = ("facility_adp", "facility_guaranteed_minimum")
ARRESTS_METRIC = "ice_arrests"
FACILITY_LIST_METRIC, CAPACITY_METRIC = "facility_list_row_count", "facility_capacity"
STAY_METRIC = "average_length_of_stay_by_facility_type"
TECHNOLOGY_METRIC, AGREEMENTS_METRIC = "atd_active_participants_by_technology", "287g_participating_agreements"
FAMILY_STATUS_METRIC, MONITORING_METRIC = "atd_active_participants_by_family_status", "atd_active_participants"


def find_fiscal_year_label(day: date) -> str:
    """Find the fiscal year of a day, as facts name it: ``FY2019`` from 1 October 2018 to 30 September 2019."""
    return format_fiscal_year(compute_fiscal_year(day))


def find_family_detention(lake_dir: Path, day: date) -> list[Fact]:
    """Find family detention on a day: average daily population of family residential centers over the fiscal year
    and in the
    month of the day, people held on the docket's day; by center population, guaranteed minimum of beds, capacity.

    The guaranteed minimum is what ICE pays for whether used or not; it published capacities in 2015 and 2017 only.
    """
    rows = load_facts(lake_dir, (POPULATION_METRIC, DETAINED_METRIC), facility_type=(*FAMILY_FACILITY_TYPES, "Total"))
    found = [
        *_find_family_population(rows, day),
        *_find_detained_families(rows, day),
        *_find_family_centers(lake_dir, day),
    ]
    return found or [build_unanswered_fact(lake_dir, POPULATION_METRIC, "people/day", day)]


def _find_family_centers(lake_dir: Path, day: date) -> list[Fact]:
    """Find the centers of the facilities list that answers, then those of the list of capacities that answers.

    ICE published capacities in 2015 and 2017 and never again: the last of them answers, however old.
    """
    found: list[Fact] = []
    for metrics, marker in ((FACILITY_METRICS, FACILITY_LIST_METRIC), ((CAPACITY_METRIC,), CAPACITY_METRIC)):
        oldest = ANY_AGE if marker == CAPACITY_METRIC else LONGEST_AGE
        marked, known = choose_edition(load_facts(lake_dir, (marker,)), day, oldest)
        if marked:
            rows = load_facts(lake_dir, metrics, checksum=[marked[0]["checksum"]], sheet=[marked[0]["sheet"]])
            found += [
                build_fact(row, day, known)
                for row in sorted(rows, key=lambda r: metrics.index(r["metric"]))
                if _is_family_center(row)
            ]
    return found


def _find_family_population(rows: list[Row], day: date) -> list[Fact]:
    """Find the family row of the edition that answers; where it prints none, the answer says so."""
    chosen, known = choose_edition((row for row in rows if row["metric"] == POPULATION_METRIC), day)
    month = MONTHS[(day.month + 2) % 12] if chosen and chosen[0]["fiscal_year"] == find_fiscal_year_label(day) else ""
    family = [
        row for row in chosen if row["facility_type"] in FAMILY_FACILITY_TYPES and MONTH_NOT_BEGUN not in row["flag"]
    ]
    if chosen and not family:
        text = f"{chosen[0]['source_file']} as of {chosen[0]['as_of']} prints no row for family residential centers"
        return [build_missing_fact(POPULATION_METRIC, "people/day", day, text)]
    order = [period for period in ("FY", "FYTD", month) if period]
    wanted = sorted((r for r in family if r["period"] in order), key=lambda r: order.index(r["period"]))
    return [build_fact(row, day, known, _describe_average(row)) for row in wanted]


def _describe_average(row: Row) -> str:
    to_date = f" to {row['as_of']}" if row["period"] != "FY" else ""
    what = row["period"] if row["period"] in MONTHS else ""
    return f"mean of {what} of {row['fiscal_year']}" if what else f"mean over {row['fiscal_year']}{to_date}"


def _find_detained_families(rows: list[Row], day: date) -> list[Fact]:
    chosen, known = choose_edition((row for row in rows if row["metric"] == DETAINED_METRIC), day)
    held = [row for row in chosen if row["facility_type"] in FAMILY_FACILITY_TYPES and row["category"] == "Total"]
    return [build_fact(row, day, known, "held on that day") for row in held]


def _is_family_center(row: Row) -> bool:
    """Whether a facility is one of those that ICE calls family residential centers, in a year in which it did."""
    year = int(row["fiscal_year"].removeprefix("FY") or 0) or (row["as_of"].year if row["as_of"] else 0)
    return any(
        row["facility"].upper() == center["facility"].upper()
        and year <= int(center["to_fiscal_year"] or 9999)
        and (year >= int(center["from_fiscal_year"]) or row["facility_type"] == "FAMILY")
        for center in read_registry_rows("ice/family_centers")
    )


def find_detention(lake_dir: Path, day: date) -> list[Fact]:
    """Find everyone in detention: people held on the day of the edition that answers, and their average stay;
    national.
    """
    rows = load_facts(lake_dir, (DETAINED_METRIC, STAY_METRIC), facility_type=("Total",))
    held = [row for row in rows if row["metric"] == DETAINED_METRIC and row["category"] == "Total"]
    stays = [row for row in rows if row["metric"] == STAY_METRIC and row["period"] in ("FY", "FYTD")]
    found = [*find_facts_as_of(held, day, "held on that day"), *find_facts_as_of(stays, day)]
    return found or [build_unanswered_fact(lake_dir, DETAINED_METRIC, "people", day)]


def find_technologies(lake_dir: Path, day: date) -> list[Fact]:
    """Find participants in alternatives to detention by technology; national."""
    return find_facts_as_of(load_facts(lake_dir, (TECHNOLOGY_METRIC,)), day)


def find_agreement_totals(lake_dir: Path, day: date) -> list[Fact]:
    """Find how many agreements with local police the list that answers holds, in the country."""
    rows = load_facts(lake_dir, (AGREEMENTS_METRIC,))
    return find_facts_as_of([row for row in rows if not row["state"]], day)


def find_monitoring(lake_dir: Path, day: date, area: str | None = None) -> list[Fact]:
    """Find participants in alternatives to detention on a day: all, and by technology; national, or of one area.

    ``area`` is a city of the announcement, an area's name or its code. Family status (FAMU and others) is printed for
    the nation only and always given as such.
    """
    wanted = find_area(area).name if area else "National"
    rows = load_facts(lake_dir, (MONITORING_METRIC, FAMILY_STATUS_METRIC), aor=("National", wanted))
    chosen, known = choose_edition((row for row in rows if row["metric"] == MONITORING_METRIC), day)
    if not chosen:
        return [build_unanswered_fact(lake_dir, MONITORING_METRIC, "people", day)]
    found = [build_fact(row, day, known) for row in chosen if row["aor"] == wanted]
    if not found:
        text = f"{chosen[0]['source_file']} as of {chosen[0]['as_of']} prints no row for {wanted}"
        found = [build_missing_fact(MONITORING_METRIC, "people", day, text)]
    note = "national; not printed by area" if area else ""
    return [*found, *find_facts_as_of((row for row in rows if row["metric"] == FAMILY_STATUS_METRIC), day, note)]


def find_removals(lake_dir: Path, day: date, area: str | None = None) -> list[Fact]:
    """Find removals by ICE in the fiscal year to date, from the edition that answers,
    and those between the two editions
    around the day (both of one fiscal year). National: ICE prints removals by area nowhere. Removals include returns.

    With an area also those of the day's fiscal year in lists of single removals from that area, if any was added.
    """
    rows = load_facts(lake_dir, ("ice_removals",))
    current = [row for row in rows if row["period"] in ("FY", "FYTD")]
    national = "national; " if area else ""
    found = find_facts_as_of(current, day, f"{national}counts from October 1 of the fiscal year; includes returns")
    found = [*_find_removals_from_lists(lake_dir, day, area), *found, *_find_removals_between(current, day)]
    return found or [build_unanswered_fact(lake_dir, "ice_removals", "people", day)]


def _find_removals_from_lists(lake_dir: Path, day: date, area: str | None) -> list[Fact]:
    """Find removals by area that others than ICE's workbooks give: lists by area, and lists of single removals."""
    if not area:
        return []
    if found := _find_facts_by_area(lake_dir, "ice_removals_by_area", day, area):
        return found
    wanted = find_area(area).name
    listed = load_facts(lake_dir, ("removals_rows",), aor=(wanted,))
    rows = [
        row
        for row in listed
        if row["fiscal_year"] == find_fiscal_year_label(day) and row["as_of"] and row["as_of"] >= day
    ]
    if rows:
        return [
            build_fact(row, day, True, f"rows of {row['category']} removals of {row['fiscal_year']}") for row in rows
        ]
    return [build_missing_fact("removals_rows", "rows", day, f"no list of single removals from {wanted} holds {day}")]


def _find_removals_between(rows: list[Row], day: date) -> list[Fact]:
    """Find removals between the last edition on or before a day and the first after it,
    if their fiscal year is the same.
    """
    totals = [row for row in rows if row["category"] == "Total"]
    before, known = choose_edition((row for row in totals if row["as_of"] and row["as_of"] <= day), day)
    after, _ = choose_edition((row for row in totals if row["as_of"] and row["as_of"] > day), day)
    if not (known and before and after) or before[0]["fiscal_year"] != after[0]["fiscal_year"]:
        return []
    first, last = before[0], after[0]
    later = build_fact(last, day, True, f"removals from {first['as_of']} (not included) to {last['as_of']}")
    value = (last["value"] or 0.0) - (first["value"] or 0.0)
    cell = f"{last['cell']} minus {first['source_file']}, sheet {first['sheet']}, cell {first['cell']}"
    return [replace(later, measure="ice_removals_between_editions", value=value, cell=cell)]


def find_arrests(lake_dir: Path, day: date, area: str | None = None) -> list[Fact]:
    """Find arrests by ICE over the period that holds the day, where a file of arrests was added; else the nearest.

    By area, or with the name of a state those in the state. Book-ins after an arrest by ICE, by month and national, are
    in ``book_ins``.
    """
    if area and (state := _find_state_name(area)):
        rows = [row for row in load_facts(lake_dir, (ARRESTS_METRIC,)) if normalize_label(row["state"]) == state]
        found = [build_fact(row, day, True) for row in rows if _contains_day(row["period"], day)]
        return _note_period(found or find_facts_as_of(rows, day), "arrests") or [
            build_unanswered_fact(lake_dir, ARRESTS_METRIC, "arrests", day)
        ]
    return _find_facts_by_area(lake_dir, ARRESTS_METRIC, day, area) or [
        build_unanswered_fact(lake_dir, ARRESTS_METRIC, "arrests", day)
    ]


def _find_state_name(place: str) -> str:
    """Find the label of a state that is no area of responsibility too (New York and Washington are areas)."""
    wanted = normalize_label(place)
    names = {normalize_label(row["state"]) for row in read_registry_rows("states")}
    areas = {normalize_label(name) for name in list_area_names()}
    return wanted if wanted in names - areas else ""


def _note_period(facts: list[Fact], what: str) -> list[Fact]:
    return [replace(f, note="; ".join(text for text in (f"{what} of {f.period}", f.note) if text)) for f in facts]


def _find_facts_by_area(lake_dir: Path, metric: str, day: date, area: str | None) -> list[Fact]:
    """Find figures of an area, or of all, over the period that holds the day; else those of the nearest earlier period,
    else of the nearest later one, which was not known on the day.
    """
    wanted = find_area(area).name if area else ""
    rows = [row for row in load_facts(lake_dir, (metric,)) if row["aor"] and (not wanted or row["aor"] == wanted)]
    chosen, _ = choose_edition((row for row in rows if _contains_day(row["period"], day)), day)
    found = [build_fact(row, day, True) for row in chosen] or find_facts_as_of(rows, day)
    return _note_period(found, metric.removeprefix("ice_").removesuffix("_by_area"))


def _contains_day(period: str, day: date) -> bool:
    first, _, last = period.partition(" to ")
    try:
        return date.fromisoformat(first) <= day <= date.fromisoformat(last)
    except ValueError:
        return False


def find_book_ins(lake_dir: Path, day: date) -> list[Fact]:
    """Find first book-ins into ICE detention in the month of the day, by arresting agency (ICE, CBP, Total);
    national.
    """
    rows = load_facts(lake_dir, ("initial_book_ins",))
    month = [
        r
        for r in rows
        if MONTH_NOT_BEGUN not in r["flag"]
        and r["period"] == MONTHS[(day.month + 2) % 12]
        and r["fiscal_year"] == find_fiscal_year_label(day)
    ]
    complete = [row for row in month if row["as_of"] and row["as_of"] >= _find_month_end(day)]
    found = find_facts_as_of(complete or month, day, f"book-ins of {day:%B %Y}")
    return found or [build_unanswered_fact(lake_dir, "initial_book_ins", "people", day)]


def _find_month_end(day: date) -> date:
    following = date(day.year + (day.month == 12), day.month % 12 + 1, 1)
    return following - timedelta(days=1)
