"""The records that a report's claims are set beside: an operation's scope, and measures asked once each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from finalorder.answers import AnswerRow, Shown, make_question
from finalorder.operations import Scope, measure_release

FISCAL_YEAR_SPLIT = ("fiscal-year",)
REMOVAL_CLASS = "removal"
_FISCAL_YEAR = re.compile(r"FY(\d{4})")


@dataclass(frozen=True, slots=True)
class CourtRecords:
    """A scope, and the answers of measures by fiscal year, each asked when it is first needed."""

    scope: Scope
    profile: str = "public"
    _cached_answers: dict[tuple[str, tuple[str, ...]], Shown] = field(default_factory=dict)

    def find_docket_shares(self, methods: Sequence[str]) -> tuple[AnswerRow, ...]:
        """The shares of the family docket as of the day, in the order of the methods; those that the scope has."""
        rows = {row.method: row for row in self.scope.shown if row.method}
        return tuple(rows[method] for method in methods if method in rows)

    def find_measure_rows(self, name: str, methods: Sequence[str], period: str) -> tuple[AnswerRow, ...]:
        """A measure's rows for the fiscal year that a claim names, else for all years to the release."""
        key = (name, tuple(methods))
        if key not in self._cached_answers:
            question = make_question("measure", name, methods=methods, by=FISCAL_YEAR_SPLIT, profile=self.profile)
            self._cached_answers[key] = measure_release(self.scope.release, question)
        year = _FISCAL_YEAR.fullmatch(period)
        rows = [row for row in self._cached_answers[key] if not row.by_1 and row.order_class in ("", REMOVAL_CLASS)]
        found = [row for row in rows if year and _FISCAL_YEAR.sub(r"\1", row.period) == year[1]]
        found = found or [row for row in rows if not row.period]
        order = {method: at for at, method in enumerate(methods)}
        return tuple(sorted(found, key=lambda row: order.get(row.method, len(order))))
