"""The records that a report's claims are set beside: an operation's scope, and measures asked once each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from finalorder.disclosure import AnswerRow, PublicationLog, Shown
from finalorder.operations.measuring import measure
from finalorder.operations.scope import Scope

YEARS = ("fiscal-year",)
REMOVAL = "removal"
_FISCAL = re.compile(r"FY(\d{4})")


@dataclass(frozen=True, slots=True)
class Records:
    """A scope, and the answers of measures by fiscal year, each asked when it is first needed."""

    scope: Scope
    profile: str = "public"
    log: PublicationLog | None = None
    _asked: dict[tuple[str, tuple[str, ...]], Shown] = field(default_factory=dict)

    def of_docket(self, methods: Sequence[str]) -> tuple[AnswerRow, ...]:
        """The shares of the family docket as of the day, in the order of the methods; those that the scope has."""
        rows = {row.method: row for row in self.scope.shown if row.method}
        return tuple(rows[method] for method in methods if method in rows)

    def of_measure(self, name: str, methods: Sequence[str], period: str) -> tuple[AnswerRow, ...]:
        """A measure's rows for the fiscal year that a claim names, else for all years to the release."""
        key = (name, tuple(methods))
        if key not in self._asked:
            release = self.scope.release
            self._asked[key] = measure(release, name, methods=methods, by=YEARS, profile=self.profile, log=self.log)
        year = _FISCAL.fullmatch(period)
        rows = [row for row in self._asked[key] if not row.by_1 and row.order_class in ("", REMOVAL)]
        found = [row for row in rows if year and _FISCAL.sub(r"\1", row.period) == year[1]]
        found = found or [row for row in rows if not row.period]
        order = {method: at for at, method in enumerate(methods)}
        return tuple(sorted(found, key=lambda row: order.get(row.method, len(order))))
