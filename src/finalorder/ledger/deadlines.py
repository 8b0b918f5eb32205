"""The clocks that run from an order: which there are, when each ends, and what never ends."""

from dataclasses import dataclass
from datetime import date

from finalorder.errors import InputError
from finalorder.ledger.legal_calendar import CALENDAR_END, CALENDAR_START
from finalorder.ledger.legal_periods import (
    APPEAL,
    RECONSIDERATION,
    REOPENING,
    RESCISSION,
    find_legal_period,
    find_rule_at_once,
    list_rules_at_once,
)
from finalorder.registry import read_codes, read_law


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of an order: its rule, its last day (None: no such deadline), and what has no deadline at all."""

    rule: str
    name: str
    ends_on: date | None
    citation: str
    explanation: str

    def get_state(self, day: date) -> str:
        """Return ``open`` or ``closed`` on a day, or ``none`` where there is no such clock."""
        if self.ends_on is None:
            return "none"
        return "open" if day <= self.ends_on else "closed"


def compute_deadlines(
    ordered_on: date,
    *,
    in_absentia: bool,
    case_type: str | None = None,
    final_on: date | None = None,
    charged_on: date | None = None,
) -> list[Deadline]:
    """Compute the clocks of an order.

    An order in absentia for which ``law.toml`` has a rule (``in_absentia_final_at_once``) is final at once; another is
    taken to become final when the appeal period ends, unless ``final_on`` says otherwise.

    :param case_type: the court's code of the type of case; None is removal.
    :raises FinalorderError: if the case type has no such clocks, finality is dated before the order, or a day lies
        outside the calendar of holidays.
    """
    case_type = case_type or list_deadline_case_types()[0]
    _check_order(ordered_on, case_type, final_on)
    at_once = in_absentia and find_rule_at_once(case_type, charged_on) is not None
    appeal = _find_appeal_deadline(ordered_on, at_once=at_once)
    final = final_on or (ordered_on if at_once else appeal.ends_on or ordered_on)
    return [
        appeal,
        _find_rescission_deadline(ordered_on, in_absentia=in_absentia, at_once=at_once),
        _find_deadline_after_final(REOPENING, final),
        _find_deadline_after_final(RECONSIDERATION, final),
    ]


def list_deadline_case_types() -> list[str]:
    """List the types of case that have these clocks: those of the removal pipeline."""
    return [row["code"] for row in read_codes("case_types") if row["kind"] == "removal"]


def find_charging_threshold(case_type: str | None) -> date | None:
    """Find the day since which cases of a type must be charged for an order in absentia to be final at once, if any."""
    known = case_type or list_deadline_case_types()[0]
    return next((rule["charged_from"] for rule in list_rules_at_once() if rule["case_type"] == known), None)


def _check_order(ordered_on: date, case_type: str, final_on: date | None) -> None:
    if case_type not in (known := list_deadline_case_types()):
        raise InputError(f"cases of type {case_type} have no such deadlines; the types are {', '.join(known)}.")
    for day in (ordered_on, final_on):
        if day is not None and not CALENDAR_START <= day < CALENDAR_END.replace(year=CALENDAR_END.year - 1):
            raise InputError(
                f"{day} is outside the calendar of federal holidays "
                f"({CALENDAR_START.year} to {CALENDAR_END.year - 2}); check the date."
            )
    if final_on is not None and final_on < ordered_on:
        raise InputError(
            f"the order cannot be final on {final_on}, before it was made on {ordered_on}; check both dates."
        )


def _find_appeal_deadline(ordered_on: date, *, at_once: bool) -> Deadline:
    name = "appeal to the Board"
    if at_once:
        bar = read_law()["bar"][0]
        return Deadline(bar["id"], name, None, bar["citation"], bar["rule"])
    period = find_legal_period(APPEAL, ordered_on)
    why = f"The Board must receive the notice of appeal within {period.days} days of the decision."
    citation = f"{period.citation}; {read_law()['day_count']['citation']}"
    note = next(rule for rule in read_law()["appeal_period"] if rule["id"] == period.rule)
    if "note" in note and ordered_on >= note["note_from"]:
        why, citation = f"{why} {note['note']}", f"{citation}; {note['note_citation']}"
    return Deadline(period.rule, name, period.compute_last_day(ordered_on), citation, why)


def _find_rescission_deadline(ordered_on: date, *, in_absentia: bool, at_once: bool) -> Deadline:
    period = find_legal_period(RESCISSION, ordered_on)
    clock = next(rule for rule in read_law()["clock"] if rule["name"] == RESCISSION)
    if at_once:
        ends = period.compute_last_day(ordered_on)
        why = f"Exceptional circumstances: {period.days} days from the order. {period.never_closes}"
        return Deadline(period.rule, RESCISSION, ends, period.citation, why)
    if in_absentia:
        return Deadline(period.rule, RESCISSION, None, clock["older_orders_citation"], clock["older_orders"])
    return Deadline(period.rule, RESCISSION, None, period.citation, clock["orders_in_court"])


def _find_deadline_after_final(clock: str, final: date) -> Deadline:
    period = find_legal_period(clock, final)
    why = f"{period.days} days from the day the order became final ({final}). {period.never_closes}".strip()
    return Deadline(period.rule, clock, period.compute_last_day(final), period.citation, why)
