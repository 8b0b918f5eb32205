"""The clocks that run from an order: which there are, when each ends, and what never ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from finalorder.errors import Problem
from finalorder.ledger.legal_calendar import CALENDAR_END, CALENDAR_START, find_appeal_rule, roll_forward
from finalorder.registry import read_law

DEADLINE_CASE_TYPES = ("RMV", "DEP", "EXC")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of an order: its rule, its last day (None: no such deadline), and what has no deadline at all."""

    rule: str
    name: str
    ends_on: date | None
    citation: str
    explanation: str

    def get_state(self, day: date) -> str:
        """``open`` or ``closed`` on a day, or ``none`` where there is no such clock."""
        if self.ends_on is None:
            return "none"
        return "open" if day <= self.ends_on else "closed"


def compute_deadlines(
    ordered_on: date,
    *,
    in_absentia: bool,
    case_type: str = "RMV",
    final_on: date | None = None,
    charged_on: date | None = None,
) -> list[Deadline]:
    """The clocks of an order.

    An order in absentia of a removal case, or of a deportation case charged since 13 June 1992, is final at once; any
    other is taken to become final when the appeal period ends, unless ``final_on`` says otherwise.

    :raises Problem: if the case type has no such clocks, finality is dated before the order, or a day lies outside
        the calendar of holidays.
    """
    _check_order(ordered_on, case_type, final_on)
    at_once = in_absentia and _is_final_at_once(case_type, charged_on)
    appeal = Deadline(*_find_appeal_deadline(ordered_on, at_once=at_once))
    final = final_on or (ordered_on if at_once else appeal.ends_on or ordered_on)
    rules = {rule["name"]: rule for rule in read_law()["clock"]}
    return [
        appeal,
        _find_rescission_deadline(rules["rescission"], ordered_on, in_absentia=in_absentia, at_once=at_once),
        _find_deadline_after_final(rules["reopening"], final),
        _find_deadline_after_final(rules["reconsideration"], final),
    ]


def _check_order(ordered_on: date, case_type: str, final_on: date | None) -> None:
    if case_type not in DEADLINE_CASE_TYPES:
        raise Problem(
            f"cases of type {case_type} have no such deadlines; the types are {', '.join(DEADLINE_CASE_TYPES)}."
        )
    for day in (ordered_on, final_on):
        if day is not None and not CALENDAR_START <= day < CALENDAR_END.replace(year=CALENDAR_END.year - 1):
            raise Problem(
                f"{day} is outside the calendar of federal holidays "
                f"({CALENDAR_START.year} to {CALENDAR_END.year - 2}); check the date."
            )
    if final_on is not None and final_on < ordered_on:
        raise Problem(f"the order cannot be final on {final_on}, before it was made on {ordered_on}; check both dates.")


def _is_final_at_once(case_type: str, charged_on: date | None) -> bool:
    for rule in read_law()["in_absentia_final_at_once"]:
        if rule["case_type"] == case_type:
            return case_type == "RMV" or (charged_on is not None and charged_on >= rule["charged_from"])
    return False


def _find_appeal_deadline(ordered_on: date, *, at_once: bool) -> tuple[str, str, date | None, str, str]:
    rule, name = find_appeal_rule(ordered_on), "appeal to the Board"
    if at_once:
        bar = read_law()["bar"][0]
        return bar["id"], name, None, bar["citation"], bar["rule"]
    why = f"The Board must receive the notice of appeal within {rule['days']} days of the decision."
    citation = f"{rule['citation']}; 8 CFR 1001.1(h)"
    return rule["id"], name, roll_forward(ordered_on + timedelta(int(rule["days"]))), citation, why


def _find_rescission_deadline(rule: dict[str, str], ordered_on: date, *, in_absentia: bool, at_once: bool) -> Deadline:
    if at_once:
        ends = roll_forward(ordered_on + timedelta(int(rule["days"])))
        why = f"Exceptional circumstances: {rule['days']} days from the order. {rule['never_closes']}"
        return Deadline(rule["id"], rule["name"], ends, rule["citation"], why)
    if in_absentia:
        why = "No deadline: an older order in absentia may be reopened at any time for reasonable cause."
        return Deadline(rule["id"], rule["name"], None, "8 CFR 1003.23(b)(4)(iii)", why)
    return Deadline(rule["id"], rule["name"], None, rule["citation"], "Only an order in absentia can be rescinded.")


def _find_deadline_after_final(rule: dict[str, str], final: date) -> Deadline:
    why = f"{rule['days']} days from the day the order became final ({final}). {rule.get('never_closes', '')}".strip()
    return Deadline(rule["id"], rule["name"], roll_forward(final + timedelta(int(rule["days"]))), rule["citation"], why)
