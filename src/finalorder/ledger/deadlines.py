"""The clocks that run from an order: which there are, when each ends, and what never ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from finalorder.errors import Problem
from finalorder.ledger.calendar import FIRST, LAST, appeal_rule, rolled
from finalorder.registry import law

CASE_TYPES = ("RMV", "DEP", "EXC")


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of an order: its rule, its last day (None: no such deadline), and what has no deadline at all."""

    rule: str
    name: str
    ends_on: date | None
    citation: str
    explanation: str

    def state(self, day: date) -> str:
        """``open`` or ``closed`` on a day, or ``none`` where there is no such clock."""
        if self.ends_on is None:
            return "none"
        return "open" if day <= self.ends_on else "closed"


def clocks(
    ordered_on: date,
    *,
    in_absentia: bool,
    case_type: str = "RMV",
    final_on: date | None = None,
    charged_on: date | None = None,
) -> list[Clock]:
    """The clocks of an order.

    An order in absence of a removal case, or of a deportation case charged since 13 June 1992, is final at once; any
    other is taken to become final when the appeal period ends, unless ``final_on`` says otherwise.

    :raises Problem: if the case type has no such clocks, finality is dated before the order, or a day lies outside
        the calendar of holidays.
    """
    _check(ordered_on, case_type, final_on)
    at_once = in_absentia and _is_final_at_once(case_type, charged_on)
    appeal = Clock(*_appeal(ordered_on, at_once=at_once))
    final = final_on or (ordered_on if at_once else appeal.ends_on or ordered_on)
    rules = {rule["name"]: rule for rule in law()["clock"]}
    return [
        appeal,
        _rescission(rules["rescission"], ordered_on, in_absentia=in_absentia, at_once=at_once),
        _after_final(rules["reopening"], final),
        _after_final(rules["reconsideration"], final),
    ]


def _check(ordered_on: date, case_type: str, final_on: date | None) -> None:
    if case_type not in CASE_TYPES:
        raise Problem(f"there are no such clocks in cases of type {case_type}; the types are {', '.join(CASE_TYPES)}.")
    for day in (ordered_on, final_on):
        if day is not None and not FIRST <= day < LAST.replace(year=LAST.year - 1):
            raise Problem(
                f"{day} is outside the calendar of federal holidays ({FIRST.year} to {LAST.year - 2}); check the date."
            )
    if final_on is not None and final_on < ordered_on:
        raise Problem(f"the order cannot be final on {final_on}, before it was made on {ordered_on}; check both dates.")


def _is_final_at_once(case_type: str, charged_on: date | None) -> bool:
    for rule in law()["in_absentia_final_at_once"]:
        if rule["case_type"] == case_type:
            return case_type == "RMV" or (charged_on is not None and charged_on >= rule["charged_from"])
    return False


def _appeal(ordered_on: date, *, at_once: bool) -> tuple[str, str, date | None, str, str]:
    rule, name = appeal_rule(ordered_on), "appeal to the Board"
    if at_once:
        bar = law()["bar"][0]
        return bar["id"], name, None, bar["citation"], bar["rule"]
    why = f"The Board must receive the notice of appeal within {rule['days']} days of the decision."
    citation = f"{rule['citation']}; 8 CFR 1001.1(h)"
    return rule["id"], name, rolled(ordered_on + timedelta(int(rule["days"]))), citation, why


def _rescission(rule: dict[str, str], ordered_on: date, *, in_absentia: bool, at_once: bool) -> Clock:
    if at_once:
        ends = rolled(ordered_on + timedelta(int(rule["days"])))
        why = f"Exceptional circumstances: {rule['days']} days from the order. {rule['never_closes']}"
        return Clock(rule["id"], rule["name"], ends, rule["citation"], why)
    if in_absentia:
        why = "No deadline: an older order in absence may be reopened at any time for reasonable cause."
        return Clock(rule["id"], rule["name"], None, "8 CFR 1003.23(b)(4)(iii)", why)
    return Clock(rule["id"], rule["name"], None, rule["citation"], "Only an order in absence can be rescinded.")


def _after_final(rule: dict[str, str], final: date) -> Clock:
    why = f"{rule['days']} days from the day the order became final ({final}). {rule.get('never_closes', '')}".strip()
    return Clock(rule["id"], rule["name"], rolled(final + timedelta(int(rule["days"]))), rule["citation"], why)
