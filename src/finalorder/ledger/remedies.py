"""What can be asked after an order of removal: by when, whether asking stops removal, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from finalorder.ledger.deadlines import list_deadline_case_types
from finalorder.ledger.legal_periods import APPEAL, RECONSIDERATION, REOPENING, RESCISSION, find_legal_period
from finalorder.registry import read_law

#: days of the order in the short table of last days; a reader takes the row on or before the day of their own
TABLE_DAYS = (1, 15)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A motion, an appeal or a petition.

    ``days`` is how many the law gives, counted ``from_final`` or from the order; None: none, or ``within`` names a
    deadline that no count uses. ``order`` is whose order it is for: ``in_absentia``, ``in_court``, ``after_the_board``
    or ``any``; ``stay`` whether asking stops removal; ``once`` whether it can be asked once only.
    """

    rule: str
    name: str
    order: str
    days: int | None
    from_final: bool
    within: str
    stay: str
    once: bool
    citation: str


@dataclass(frozen=True, slots=True)
class LastDays:
    """The last days of an order made on a day: of one in absentia, and the last day to appeal one made in court."""

    ordered_on: date
    rescission: date
    reopening: date
    reconsideration: date
    appeal: date


def list_remedies(day: date, case_type: str | None = None) -> list[Remedy]:
    """List what can be asked after an order of removal of a day; empty for older types of case (None: removal)."""
    if case_type and case_type != list_deadline_case_types()[0]:
        return []
    return [_build_remedy(rule, day) for rule in read_law()["remedy"]]


def _build_remedy(rule: dict[str, str], day: date) -> Remedy:
    clock = APPEAL if rule.get("appeal_period") else rule.get("clock", "")
    days = find_legal_period(clock, day).days if clock else None
    from_final = clock in (REOPENING, RECONSIDERATION)
    within, once = rule.get("within", ""), bool(rule["once"])
    told = (rule["id"], rule["name"], rule["order"], days, from_final, within, rule["stay"], once, rule["citation"])
    return Remedy(*told)


@dataclass(frozen=True, slots=True)
class HearingRule:
    """What a person who still has a hearing should know, by the name of its words, and the rule that says so."""

    name: str
    citation: str


def list_hearing_rules() -> list[HearingRule]:
    """List what a person who still has a hearing should know, above all where people are arrested at courts."""
    return [HearingRule(rule["name"], rule["citation"]) for rule in read_law()["hearing_rule"]]


def find_law_reader() -> tuple[str, str]:
    """Find the lawyer who has read what pages say of these, and the day; empty while nobody has."""
    review = read_law()["remedy_review"]
    return str(review["read_by"]), str(review["read_on"])


def compute_last_days(day: date) -> LastDays:
    """Compute the last days of an order made on a day."""
    clocks = (RESCISSION, REOPENING, RECONSIDERATION, APPEAL)
    return LastDays(day, *(find_legal_period(clock, day).compute_last_day(day) for clock in clocks))


@cache
def list_last_days(until: date) -> tuple[LastDays, ...]:
    """List the last days of orders of every day of the twelve months up to a day."""
    first = until.replace(year=until.year - 1, day=1)
    return tuple(compute_last_days(first + timedelta(number)) for number in range((until - first).days + 1))


def select_table_days(listed: Sequence[LastDays], until: date) -> list[LastDays]:
    """Select the rows of a short table: the 1st and 15th of a month, and the 1st alone where all time has gone by."""
    return [
        each
        for each in listed
        if each.ordered_on.day in TABLE_DAYS and (each.ordered_on.day == 1 or each.rescission >= until)
    ]
