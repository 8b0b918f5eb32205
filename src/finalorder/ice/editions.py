"""Editions compared with each other: figures that repeat another period's, fall, or jump; flagged, never deleted.

Works on the rows of ``facts.parquet`` and fills its column ``edition_flag`` anew whenever a file is added.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.ice.cell_figures import HIDDEN_SHEET, MONTHS

AGREEMENTS = "287g_participating_agreements"
COMPARED_METRICS = ("atd_active_participants", "ice_removals", "initial_book_ins", AGREEMENTS)
COMPARED_COLUMNS = (
    "metric",
    "value",
    "fiscal_year",
    "as_of",
    "period",
    "aor",
    "technology",
    "agency",
    "category",
    "state",
    "derivation",
    "source_file",
    "sheet",
    "checksum",
    "saved",
    "flag",
)
CUMULATIVE_METRICS = ("ice_removals", "initial_book_ins")
SERIES_DIMENSIONS = ("aor", "technology", "population", "agency", "category", "facility", "facility_type", "state")
SERIES_COLUMNS = ("metric", "unit", "fiscal_year", "as_of", "value", "saved", "source_file", "sheet", "flag", "period",
                  *SERIES_DIMENSIONS)  # fmt: skip
#: periods that count up: a fiscal year that has ended, and one to date
TO_DATE = ("FY", "FYTD")
COUNTED_UNITS = ("people", "hearings")
MEAN_UNIT = "people/day"
FACILITY_MEAN = "facility_adp"
WHOLE = ("", "Total")
STALE = "stale"
ROUNDING = 0.6
MAX_SHARE_JUMP = 0.20
MAX_TOTAL_FALL = 0.05
MAX_LIST_FALL = 0.10
NEAR_DAYS = 31
Row = dict[str, Any]
Flags = dict[int, list[str]]


def compare_editions(facts: pa.Table) -> pa.Table:
    """Compare the facts with ``edition_flag`` filled in from what the other editions say."""
    places = pc.indices_nonzero(pc.is_in(facts["metric"], value_set=pa.array(COMPARED_METRICS))).to_pylist()
    rows: list[Row] = facts.select(COMPARED_COLUMNS).take(places).to_pylist() if places else []
    for place, row in zip(places, rows, strict=True):
        row["place"] = place
    flags: Flags = defaultdict(list)
    _flag_standing_totals([row for row in rows if row["metric"] in CUMULATIVE_METRICS], flags)
    _flag_agreements(rows, flags)
    _flag_impossible_falls(facts, flags)
    _flag_changed_months(facts, flags)
    sheets = _group_monitoring_sheets(rows)
    _flag_repeated_tables(sheets, flags)
    _flag_totals(sheets, flags)
    _flag_shares(sheets, flags)
    _flag_same_day(sheets, flags)
    texts = ["; ".join(dict.fromkeys(flags[n])) if n in flags else "" for n in range(facts.num_rows)]
    at = facts.schema.get_field_index("edition_flag")
    return facts.set_column(at, facts.schema.field(at), pa.array(texts, pa.string()))


def _sort_by_day(rows: Iterable[Row]) -> list[Row]:
    """Sort rows in the order of their day, then of the day their file was saved; rows without a day are left out."""
    known = [row for row in rows if row["as_of"] is not None and row["value"] is not None]
    return sorted(known, key=lambda row: (row["as_of"], row["saved"] or date.min, row["source_file"]))


def _flag_standing_totals(rows: list[Row], flags: Flags) -> None:
    """Flag whole totals that count up through a fiscal year and stand still: two days do not have the same."""
    series: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        whole = row["category"] in WHOLE and row["agency"] in WHOLE
        if whole and row["period"] in TO_DATE:
            series[row["metric"], row["fiscal_year"]].append(row)
    for group in series.values():
        for before, after in pairwise(_sort_by_day(group)):
            is_repeated = before["as_of"] != after["as_of"] and after["value"] == before["value"]
            if is_repeated and not after["flag"].startswith(STALE):
                flags[after["place"]].append(f"repeats the figure of {before['as_of']}")


def _flag_impossible_falls(facts: pa.Table, flags: Flags) -> None:
    """Flag figures of the year to date that fall from one edition to the next, whatever they are of.

    A count only grows, and so do the days that people have spent: nobody leaves a day that has been. Means are rounded,
    so theirs count only beyond that. One of the two figures is wrong, and nothing says which, so both are flagged.
    """
    series = list(_collect_series(facts, TO_DATE, (*COUNTED_UNITS, MEAN_UNIT)))
    _flag_gone_facilities([row for group in series for row in group if row["metric"] == FACILITY_MEAN], flags)
    for group in series:
        for before, after in pairwise({row["as_of"]: row for row in _sort_by_day(group)}.values()):
            if after["unit"] == MEAN_UNIT:
                _compare_person_days(before, after, flags)
            elif after["value"] < before["value"]:
                flags[after["place"]].append(f"falls from {before['value']:,.0f} as of {before['as_of']}")
                flags[before["place"]].append(f"is more than the {after['value']:,.0f} as of {after['as_of']}")


def _flag_gone_facilities(rows: list[Row], flags: Flags) -> None:
    """Note facilities that the next list of the same year no longer has: closed, renamed or forgotten, and nothing says
    which.
    """
    years: dict[str, dict[date, dict[tuple[str, str], Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in _sort_by_day(rows):
        years[row["fiscal_year"]][row["as_of"]][row["facility"], row["state"]] = row
    for lists in years.values():
        for before, after in pairwise(lists):
            for facility in lists[before].keys() - lists[after].keys():
                flags[lists[before][facility]["place"]].append(f"is not in the list of {after}")


def _flag_changed_months(facts: pa.Table, flags: Flags) -> None:
    """Note counts of a month that had ended and that a later edition changed: a correction, and no contradiction."""
    for group in _collect_series(facts, MONTHS, COUNTED_UNITS):
        ended = [row for row in _sort_by_day(group) if row["as_of"] >= _find_month_end(row)]
        for before, after in pairwise({row["as_of"]: row for row in ended}.values()):
            if after["value"] != before["value"]:
                flags[after["place"]].append(f"was {before['value']:,.0f} as of {before['as_of']}")


def _find_month_end(row: Row) -> date:
    """Find the last day of a month of a fiscal year, which begins with October."""
    place, year = MONTHS.index(row["period"]), int(row["fiscal_year"][2:])
    month = (place + 9) % 12 + 1
    return date(year - (place < 2), month % 12 + 1, 1) - timedelta(days=1)


def _collect_series(facts: pa.Table, periods: Sequence[str], units: Sequence[str]) -> Iterable[list[Row]]:
    """Collect the figures of such periods that are of the same thing; stale and hidden sheets say nothing."""
    is_grown = pc.and_(
        pc.is_in(facts["unit"], value_set=pa.array(units)),
        pc.is_in(facts["period"], value_set=pa.array(periods)),
    )
    places = pc.indices_nonzero(is_grown).to_pylist()
    rows: list[Row] = facts.select(SERIES_COLUMNS).take(places).to_pylist() if places else []
    series: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for place, row in zip(places, rows, strict=True):
        row["place"] = place
        if not row["flag"].startswith(STALE) and HIDDEN_SHEET not in row["flag"]:
            named = ("" if row[name] in WHOLE else str(row[name]) for name in SERIES_DIMENSIONS)
            period = row["period"] if row["period"] in MONTHS else ""
            series[row["metric"], row["unit"], str(row["fiscal_year"]), period, *named].append(row)
    return series.values()


def _compare_person_days(before: Row, after: Row, flags: Flags) -> None:
    lost = _count_person_days(before) - _count_person_days(after)
    if lost <= ROUNDING * _count_days(after):
        return
    text = (
        f"{before['value']:,.1f} a day over {_count_days(before)} days by {before['as_of']}, "
        f"then {after['value']:,.1f} over {_count_days(after)}"
    )
    for row in (before, after):
        flags[row["place"]].append(f"cannot be: {text}")


def _count_days(row: Row) -> int:
    """Count the days of the fiscal year by the row's own day, that day included."""
    return int((row["as_of"] - date(int(row["fiscal_year"][2:]) - 1, 9, 30)).days) if row["fiscal_year"] else 0


def _count_person_days(row: Row) -> float:
    return float(row["value"] * _count_days(row))


def _flag_agreements(rows: list[Row], flags: Flags) -> None:
    """The whole of each list of 287(g) agreements: it does not shrink fast, so a list that does is an older one."""
    wholes = [r for r in rows if r["metric"] == AGREEMENTS and not r["state"] and not r["category"]]
    for before, after in pairwise(_sort_by_day(wholes)):
        if after["value"] < (1 - MAX_LIST_FALL) * before["value"]:
            flags[after["place"]].append(f"falls from {before['value']:,.0f} agreements on {before['as_of']}")


class MonitoringSheet:
    """The monitoring figures of one sheet of one file: national total, total by area, national total by technology."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.as_of: date = rows[0]["as_of"]
        self.saved: date = rows[0]["saved"] or date.min
        self.file: str = rows[0]["source_file"]
        printed = [row for row in rows if row["derivation"] == "read"]
        self.total = next((r for r in printed if r["aor"] == "National" and r["technology"] == "All"), None)
        self.cells = tuple((r["aor"], r["technology"], r["value"]) for r in printed)
        self.technologies = {r["technology"]: r for r in rows if r["derivation"] != "read"}

    def compute_share(self, technology: str) -> float:
        """Compute the share of a technology among all participants with a known one; 0 when it does not occur."""
        whole = sum(row["value"] for row in self.technologies.values())
        row = self.technologies.get(technology)
        return row["value"] / whole if row and whole else 0.0


def _group_monitoring_sheets(rows: list[Row]) -> list[MonitoringSheet]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["metric"] == "atd_active_participants" and row["as_of"] is not None and row["value"] is not None:
            groups[row["checksum"], row["sheet"]].append(row)
    return sorted((MonitoringSheet(group) for group in groups.values()), key=lambda s: (s.as_of, s.saved, s.file))


def _flag_repeated_tables(sheets: list[MonitoringSheet], flags: Flags) -> None:
    """Flag a whole table that was printed before under another day: ICE once published the wrong period."""
    first: dict[tuple[Any, ...], MonitoringSheet] = {}
    for sheet in sorted(sheets, key=lambda s: (s.saved, s.as_of)):
        before = first.setdefault(sheet.cells, sheet)
        if before.as_of != sheet.as_of:
            for row in sheet.rows:
                flags[row["place"]].append(f"the whole table repeats that of {before.as_of} in {before.file}")


def _pair_nearby_sheets(sheets: list[MonitoringSheet]) -> Iterator[tuple[MonitoringSheet, MonitoringSheet]]:
    """Pair each day's last edition with that of the next day, if the two lie near each other."""
    last = {sheet.as_of: sheet for sheet in sheets}
    for before, after in pairwise(last.values()):
        if (after.as_of - before.as_of).days <= NEAR_DAYS:
            yield before, after


def _flag_totals(sheets: list[MonitoringSheet], flags: Flags) -> None:
    for before, after in _pair_nearby_sheets(sheets):
        if before.total is None or after.total is None:
            continue
        old, new, place = before.total["value"], after.total["value"], after.total["place"]
        if new == old and before.cells != after.cells:
            flags[place].append(f"repeats the total of {before.as_of} although the rows below it changed")
        elif old and (old - new) / old > MAX_TOTAL_FALL:
            days = (after.as_of - before.as_of).days
            flags[place].append(f"falls by {100 * (old - new) / old:.0f}% in {days} days, from {old:,.0f}")


def _flag_shares(sheets: list[MonitoringSheet], flags: Flags) -> None:
    """A technology whose share jumps between near days, or two editions of one day: labels were mixed up."""
    pairs = [*_pair_nearby_sheets(sheets), *((a, b) for a, b in pairwise(sheets) if a.as_of == b.as_of)]
    for before, after in pairs:
        for technology in {*before.technologies, *after.technologies}:
            jump = after.compute_share(technology) - before.compute_share(technology)
            row = after.technologies.get(technology)
            if abs(jump) > MAX_SHARE_JUMP and row:
                text = (
                    f"share moves from {before.compute_share(technology):.0%} to {after.compute_share(technology):.0%}"
                )
                flags[row["place"]].append(f"{technology}: {text} since {before.as_of}")


def _flag_same_day(sheets: list[MonitoringSheet], flags: Flags) -> None:
    """Flag two editions of one day that differ: the earlier one was corrected."""
    for before, after in pairwise(sheets):
        if before.as_of == after.as_of and before.cells != after.cells:
            for row in before.rows:
                flags[row["place"]].append(f"another edition of the same day differs: {after.file}")
