"""Which cases are pending on a day, as loops, from the contract: its corrections to section 6."""

from datetime import date
from typing import Any

from support.oracle import codes
from support.oracle.completions import Completion
from support.oracle.known import Known, fiscal_year
from support.oracle.records import Row, code, day

NO_DAY = date(1997, 1, 1)


def list_pending_years(known: Known, key: Any) -> dict[int, tuple[date, Any, Any]]:
    """The years at whose ends a case was pending: that day, the court, the custody."""
    if isinstance(key, tuple):
        return {}
    found = {}
    entries = [_entry(known, row) for row in known.proceedings.get(key, [])]
    filings = [_find_filing(known, found) for found in known.appeals_by_case.get(key, [])]
    moves = [c.row["completed_on"] for c in known.ends.get(key, [])]
    first = min((when for when in (*entries, *filings, *moves) if when is not None), default=known.as_of)
    for year in range(fiscal_year(first), fiscal_year(known.as_of) + 1):
        end = known.year_end(year)
        waiting = pending(known, key, end)
        if waiting is not None and waiting[1] in ("N", "R"):
            found[year] = (end, *waiting)
    return found


def pending(known: Known, idncase: Any, on: date) -> tuple[Any, Any] | None:
    """Court and custody of a case that is pending on a day, by the strongest evidence; None if it is not."""
    every = known.ends.get(idncase, [])
    done = [c for c in every if c.row["completed_on"] <= on]
    last = max((c for c in done if c.category != "transfer"), key=lambda c: c.place, default=None)
    rows = [r for r in known.proceedings.get(idncase, []) if _is_open(known, r, last, on)]
    if rows:
        best = max(rows, key=lambda r: (_entry(known, r), r["idnproceeding"]))
        return code(best, "base_city_code"), code(best, "custody")
    if last is not None:
        for order in known.orders_by_case.get(idncase, []):
            undone = order["undone_on"] is not None and order["undone_on"] <= on
            again = order["undone_by"] in ("motion_granted", "board_remanded", "new_proceeding")
            if order["order_id"] == last.row["idnproceeding"] and undone and again:
                return order["court_code"], order["custody_code"]
    appeals = [a for a in known.appeals_by_case.get(idncase, []) if _is_undecided(known, a, on)]
    if appeals:
        best = max(appeals, key=lambda a: (_find_filing(known, a), a["appeal"].idnappeal))
        c = known.completion_by_id.get(best["about"])
        return (c.row["court_code"], c.row["custody_code"]) if c else (None, None)
    if last is None and done:
        moves = [c for c in done if _is_pending_move(c)]
        every_move = [c for c in every if _is_pending_move(c)]
        courts = [c.row["court_code"] for c in every_move if c.row["court_code"]]
        custodies = [c.row["custody_code"] for c in every_move if c.row["custody_code"]]
        if moves:
            return min(courts, default=None), min(custodies, default=None)
    return None


def _is_pending_move(c: Completion) -> bool:
    return c.category == "transfer" and code(c.raw, "case_type") in codes.PENDING_WHILE_OPEN


def _has_no_entry(known: Known, row: Row) -> bool:
    """Nothing says when the row was entered; a hearing after the release day does not."""
    entered = known.records.entry_day(row)
    return entered is None or (known.records.recorded_entry(row) is None and entered > known.release_day)


def _is_never_ended(known: Known, row: Row) -> bool:
    return _has_no_entry(known, row) and not known.records.happened(day(row, "comp_date"))


def _entry(known: Known, row: Row) -> date | None:
    """Since when a row can make its case pending."""
    if not _has_no_entry(known, row):
        return known.records.entry_day(row)
    charged_on = day(row, "osc_date")
    if not _is_never_ended(known, row):
        return charged_on
    ends = [c.row["completed_on"] for c in known.ends.get(row["idncase"], []) if c.category != "transfer"]
    return max(ends, default=charged_on or known.release_day)


def _is_open(known: Known, row: Row, last: Completion | None, on: date) -> bool:
    ended = day(row, "comp_date")
    if code(row, "case_type") not in codes.PENDING_WHILE_OPEN:
        return False
    if ended is not None and ended <= on and ended <= known.release_day:
        return False
    start = _entry(known, row)
    if start is None or start > on:
        return False
    if last is None or _is_never_ended(known, row):
        return True
    entered = known.records.entry_day(row)
    return not _has_no_entry(known, row) and entered is not None and (entered, row["idnproceeding"]) > last.place


def _find_filing(known: Known, found: Row) -> date:
    c = known.completion_by_id.get(found["about"])
    return found["appeal"].filed_on or (c.row["completed_on"] if c else NO_DAY)


def _is_undecided(known: Known, found: Row, on: date) -> bool:
    decided = found["appeal"].decided_on if not found["appeal"].undecided else None
    return _find_filing(known, found) <= on and (decided is None or decided > on)
