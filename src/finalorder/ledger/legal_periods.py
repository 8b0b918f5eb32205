"""The periods that run from an order, with the days on which each rule is in force: one home for SQL and commands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa

from finalorder import registry
from finalorder.ledger.legal_calendar import CALENDAR_END, roll_forward

#: the clocks by name; all but the first are those of the law's ``clock`` rules
APPEAL, RESCISSION, REOPENING, RECONSIDERATION = "appeal", "rescission", "reopening", "reconsideration"


@dataclass(frozen=True, slots=True)
class LegalPeriod:
    """A period of so many days, for orders (or days of finality) from ``valid_from`` to ``valid_to``."""

    clock: str
    rule: str
    days: int
    valid_from: date
    valid_to: date
    citation: str
    never_closes: str

    def compute_last_day(self, start: date) -> date:
        """Compute the last day of the period that begins on a day: never a weekend or a federal holiday."""
        return roll_forward(start + timedelta(self.days))


def list_legal_periods() -> tuple[LegalPeriod, ...]:
    """List every period, by clock and by the day on which it came into force.

    The first of a clock is open to the past, so that an order of an impossible day has a period too.
    """
    law = registry.read_law()
    rules = [(APPEAL, rule) for rule in law["appeal_period"]] + [(rule["name"], rule) for rule in law["clock"]]
    dated = sorted(rules, key=lambda named: (named[0], named[1].get("valid_from", date.min)))
    return tuple(
        period
        for clock, same in groupby(dated, key=lambda named: named[0])
        for period in _build_periods(clock, [rule for _, rule in same])
    )


def _build_periods(clock: str, rules: list[dict[str, Any]]) -> Iterator[LegalPeriod]:
    """Build one period a rule; each ends the day before the next begins."""
    starts = [date.min, *(rule["valid_from"] for rule in rules[1:])]
    ends = [*(start - timedelta(1) for start in starts[1:]), CALENDAR_END]
    for rule, start, end in zip(rules, starts, ends, strict=True):
        yield LegalPeriod(
            clock, rule["id"], int(rule["days"]), start, end, rule["citation"], rule.get("never_closes", "")
        )


def find_legal_period(clock: str, day: date) -> LegalPeriod:
    """Find the period of a clock that is in force on a day."""
    return next(
        period
        for period in list_legal_periods()
        if period.clock == clock and period.valid_from <= day <= period.valid_to
    )


def build_legal_periods() -> pa.Table:
    """Build the periods for SQL: ``clock``, ``valid_from``, ``valid_to`` (its last day), ``days``, ``rule``."""
    periods = list_legal_periods()
    return pa.table(
        {
            "clock": [period.clock for period in periods],
            "valid_from": pa.array([period.valid_from for period in periods], pa.date32()),
            "valid_to": pa.array([period.valid_to for period in periods], pa.date32()),
            "days": pa.array([period.days for period in periods], pa.int32()),
            "rule": [period.rule for period in periods],
        }
    )


def list_rules_at_once() -> list[dict[str, Any]]:
    """List which orders in absentia are final at once: ``id``, ``case_type``, ``charged_from`` (None:
    whenever charged).
    """
    return [{"charged_from": None} | rule for rule in registry.read_law()["in_absentia_final_at_once"]]


def find_rule_at_once(case_type: str, charged_on: date | None) -> str | None:
    """Find the rule by which an order in absentia is final at once, if one holds."""
    for rule in list_rules_at_once():
        since = rule["charged_from"]
        if rule["case_type"] == case_type and (since is None or (charged_on is not None and charged_on >= since)):
            return str(rule["id"])
    return None
