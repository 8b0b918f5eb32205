"""The methods of absence as loops, from the contract, section 9: which units each counts, and which of them hit.

A unit is (case, day, hit, court, custody, day by which a lawyer counts); ``day`` gives the fiscal year.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from support.oracle import codes
from support.oracle.completions import Completion
from support.oracle.known import Known, Unit, fiscal_year
from support.oracle.ledger import standing, standing_certain
from support.oracle.pending import list_pending_years, pending
from support.oracle.records import Row, code, day, group_rows


def _unit(c: Completion, hit: bool, **more: Any) -> Unit:
    row = c.row
    when = row["completed_on"]
    return Unit(row["idncase"], when, hit, row["court_code"], row["custody_code"], when, **more)


def _absent(c: Completion) -> bool:
    return bool(c.row["is_in_absentia"])


def _every_completion(known: Known) -> Iterator[Completion]:
    for life in known.lives.values():
        yield from life


def _initials(known: Known) -> Iterator[Completion]:
    for c in _every_completion(known):
        if c.row["is_initial"]:
            yield c


def _free(c: Completion) -> bool:
    return c.row["custody_code"] in ("N", "R")


def _is_removal(c: Completion) -> bool:
    return code(c.raw, "case_type") == "RMV"


def _is_closure(c: Completion) -> bool:
    return c.category == "administrative_closure"


def _first(life: list[Completion], wanted: Callable[[Completion], bool]) -> Completion | None:
    for c in life:
        if wanted(c):
            return c
    return None


def m1a(known: Known) -> Iterator[Unit]:
    """Initial completions, RMV."""
    for c in _initials(known):
        if _is_removal(c):
            yield _unit(c, _absent(c))


def m1b(known: Known) -> Iterator[Unit]:
    """The first of closure or decision, RMV."""
    for life in known.lives.values():
        c = _first(life, lambda c: c.row["is_dispositive"] or _is_closure(c))
        if c is not None and _is_removal(c):
            yield _unit(c, _absent(c))


def _ordered_by(life: list[Completion], end: date) -> bool:
    return any(_absent(c) and c.row["completed_on"] <= end for c in life)


def _matters(known: Known, *, closed: bool, pending: bool) -> Iterator[Unit]:
    """Each case once in each year in which it was decided, first closed, or pending on the last day."""
    for key in {*known.lives, *(known.pending_candidates if pending else ())}:
        life = known.lives.get(key, [])
        found: dict[int, tuple[date, Any, Any]] = {}
        if pending:
            found |= list_pending_years(known, key)
        closure = _first(life, _is_closure)
        if closed and closure is not None and _free(closure):
            found[fiscal_year(closure.row["completed_on"])] = _of(closure)
        decided = _first(life, lambda c: c.row["is_initial"])
        if decided is not None and _free(decided):
            found[fiscal_year(decided.row["completed_on"])] = _of(decided)
        for year, (when, court, custody) in found.items():
            idncase = None if isinstance(key, tuple) else key
            yield Unit(idncase, when, _ordered_by(life, known.year_end(year)), court, custody, when)


def _of(c: Completion) -> tuple[date, Any, Any]:
    return c.row["completed_on"], c.row["court_code"], c.row["custody_code"]


def m2(known: Known) -> Iterator[Unit]:
    """Completed, N or R."""
    yield from _matters(known, closed=False, pending=False)


def m3(known: Known) -> Iterator[Unit]:
    """And administratively closed."""
    yield from _matters(known, closed=True, pending=False)


def m4(known: Known) -> Iterator[Unit]:
    """And pending on the last day."""
    yield from _matters(known, closed=True, pending=True)


def _order_unit(order: Row, hit: bool, **more: Any) -> Unit:
    when = order["ordered_on"]
    return Unit(order["idncase"], when, hit, order["court_code"], order["custody_code"], when, **more)


def m4r(known: Known) -> Iterator[Unit]:
    """Orders in absentia, undone by motion."""
    for order in known.orders:
        if order["is_in_absentia"]:
            undone = order["undone_by"] == "motion_granted" and order["undone_on"] <= known.as_of
            yield _order_unit(order, undone)


def _list_attendance(known: Known, *, every: bool) -> Iterator[Unit]:
    for idncase, hearings in known.held.items():
        if known.family(idncase) in ("none", "unknown"):
            continue
        counted = hearings if every else hearings[:1]
        missed = any(h["is_absence"] for h in counted)
        first, custody = hearings[0], known.cases[idncase]["custody_code"]
        yield Unit(idncase, first["scheduled_on"], not missed, first["court_code"], custody, known.as_of)


def m5i(known: Known) -> Iterator[Unit]:
    """Attended the first hearing held."""
    yield from _list_attendance(known, every=False)


def m5ii(known: Known) -> Iterator[Unit]:
    """Attended every hearing held."""
    yield from _list_attendance(known, every=True)


def m6(known: Known) -> Iterator[Unit]:
    """Decided AWC cases, ordered on the day of the first held initial master."""
    initial_masters = {
        r["idnschedule"] for r in known.tables.get("hearings_raw", []) if code(r, "schedule_type") == "MM"
    }
    for c in _initials(known):
        idncase = c.row["idncase"]
        if known.family(idncase) == "adults_with_children_2014":
            first = [h["scheduled_on"] for h in known.held.get(idncase, []) if h["idnschedule"] in initial_masters][:1]
            ordered = c.category in ("removal_order", "removal_withheld")
            yield _unit(c, ordered and c.row["completed_on"] in first)


def m7a(known: Known) -> Iterator[Unit]:
    """Removal orders of family dockets."""
    for order in known.orders:
        if order["order_class"] == "removal" and known.family(order["idncase"]) not in ("none", "unknown"):
            yield _order_unit(order, order["is_in_absentia"])


def m7b(known: Known) -> Iterator[Unit]:
    """Initial completions of family dockets."""
    for c in _initials(known):
        if known.family(c.row["idncase"]) not in ("none", "unknown"):
            yield _unit(c, _absent(c))


def m8(known: Known) -> Iterator[Unit]:
    """All completions, initial and subsequent, N or R."""
    for c in _every_completion(known):
        if c.row["is_dispositive"] and _free(c):
            yield _unit(c, _absent(c))


def m9(known: Known) -> Iterator[Unit]:
    """Initial completions, N or R."""
    for c in _initials(known):
        if _free(c):
            yield _unit(c, _absent(c))


def m10a(known: Known) -> Iterator[Unit]:
    """Initial completions with an ASYL application received by then, not in absentia."""
    applications = group_rows(known.tables.get("applications", []), "idncase")
    for c in _initials(known):
        for application in applications.get(c.row["idncase"], []):
            received = day(application, "appl_recd_date")
            if code(application, "appl_code") == "ASYL" and (received is None or received <= c.row["completed_on"]):
                yield _unit(c, not _absent(c))
                break


def m10b(known: Known) -> Iterator[Unit]:
    """Decided asylum cases, N or R, with every hearing attended."""
    asked = {
        a.get("idnproceeding")
        for a in known.tables.get("applications", [])
        if code(a, "appl_code") == "ASYL" and code(a, "appl_dec") in ("F", "G", "C", "D")
    }
    for life in known.lives.values():
        c = _first(life, lambda c: c.row["idnproceeding"] in asked)
        if c is not None and _free(c):
            hearings = known.held.get(c.row["idncase"], [])
            missed = any(h["is_absence"] and h["scheduled_on"] <= c.row["completed_on"] for h in hearings)
            yield _unit(c, not missed)


def m11(known: Known) -> Iterator[Unit]:
    """Removal and withheld orders, all custody."""
    for order in known.orders:
        if order["order_class"] in ("removal", "removal_withheld"):
            yield _order_unit(order, order["is_in_absentia"])


def md(known: Known) -> Iterator[Unit]:
    """Every completed proceeding, and whether its ABSENTIA is Y."""
    for c in _every_completion(known):
        yield _unit(c, code(c.raw, "absentia") == "Y")


def follow_cases(known: Known, *, closures_compete: bool) -> Iterator[tuple[Unit, str]]:
    """Each case of the cohort: its start, what came first and after how many days."""
    censored = _last_complete_month(known.as_of)
    for idncase, rows in known.proceedings.items():
        pipeline = [r for r in rows if code(r, "case_type") in codes.PIPELINE]
        entered = [r for r in pipeline if (day(r, "input_date") or date.min) <= known.as_of]
        if not entered:
            continue
        first = min(entered, key=lambda r: (day(r, "input_date") or date.max, r["idnproceeding"]))
        start = day(first, "input_date") or day(first, "osc_date")
        if start is None or start > censored:
            continue
        event = _first(
            known.lives.get(idncase, []),
            lambda c: c.row["is_dispositive"] or (closures_compete and _is_closure(c)),
        )
        cause, when = "censored", censored
        if event is not None and event.row["completed_on"] <= censored:
            when = event.row["completed_on"]
            cause = "negative" if when < start else "absent" if _absent(event) else "other"
        court, custody = code(first, "base_city_code"), code(first, "custody")
        yield Unit(idncase, start, False, court, custody, start, days=(when - start).days), cause


def _last_complete_month(when: date) -> date:
    if (when + timedelta(days=1)).day == 1:
        return when
    return date(when.year, when.month, 1) - timedelta(days=1)


def represented_first(known: Known) -> Iterator[Unit]:
    """A lawyer by the first hearing held."""
    for idncase, hearings in known.held.items():
        if idncase in known.cases:
            first, case = hearings[0], known.cases[idncase]
            when, lawyer = first["scheduled_on"], case["first_represented_on"]
            hit = lawyer is not None and lawyer <= when
            yield Unit(idncase, when, hit, first["court_code"], case["custody_code"], when)


def represented_decision(known: Known) -> Iterator[Unit]:
    """A lawyer by the first decision."""
    for c in _initials(known):
        if c.row["idncase"] in known.cases:
            lawyer = known.cases[c.row["idncase"]]["first_represented_on"]
            yield _unit(c, lawyer is not None and lawyer <= c.row["completed_on"])


def grants(known: Known) -> Iterator[Unit]:
    """Initial completions that grant relief."""
    for c in _initials(known):
        yield _unit(c, c.category == "relief")


def outcomes(known: Known) -> Iterator[Unit]:
    """Initial completions by what was decided."""
    for c in _initials(known):
        kind = "removal_in_person" if c.category == "removal_order" else c.category
        yield _unit(c, True, split="removal_in_absentia" if _absent(c) else kind)


def orders_issued(known: Known) -> Iterator[Unit]:
    """Orders issued by the day."""
    for order in known.orders:
        yield _order_unit(order, True, split=order["order_class"])


def orders_undone(known: Known) -> Iterator[Unit]:
    """Orders issued and undone by the day."""
    for order in known.orders:
        if order["undone_on"] is not None and order["undone_on"] <= known.as_of:
            yield _order_unit(order, True, split=order["order_class"])


def orders_standing(known: Known) -> Iterator[Unit]:
    """Cases with an order standing on the day; hit: with one beyond what the records leave open."""
    certain = {order["idncase"] for order in standing_certain(known.ledger["orders"], known.as_of)}
    for order in standing(known.ledger["orders"], known.as_of):
        if order["idncase"] is not None:
            yield _order_unit(order, order["idncase"] in certain, split="removal")


def backlog(known: Known) -> Iterator[Unit]:
    """Listed cases pending on the day."""
    for idncase, case in known.cases.items():
        waiting = pending(known, idncase, known.as_of)
        if waiting is not None:
            yield Unit(idncase, case["charged_on"], True, *waiting, known.as_of)


METHODS: dict[str, Callable[[Known], Iterator[Unit]]] = {
    "M1a": m1a, "M1b": m1b, "M2": m2, "M3": m3, "M4": m4, "M4r": m4r, "M5i": m5i, "M5ii": m5ii, "M6": m6,
    "M7a": m7a, "M7b": m7b, "M8": m8, "M9": m9, "M10a": m10a, "M10b": m10b, "M11": m11, "MD": md,
    "represented_first": represented_first, "represented_decision": represented_decision, "grants": grants,
    "outcomes": outcomes, "orders_issued": orders_issued, "orders_undone": orders_undone,
    "orders_standing": orders_standing, "backlog": backlog,
}  # fmt: skip
