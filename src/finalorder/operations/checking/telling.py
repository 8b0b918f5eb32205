"""Rows of the records as words of an answer, in English or Spanish; simulated ones say so."""

from collections.abc import Callable, Sequence
from typing import Any

from finalorder.disclosure import AnswerRow
from finalorder.disclosure.writing import shown_text
from finalorder.measures import ALL
from finalorder.operations.checking.finding import Mention
from finalorder.operations.checking.routing import data
from finalorder.operations.scope import NATION, Scope


class Teller:
    """Says what a scope's rows come to; without a scope, only sentences."""

    def __init__(self, scope: Scope | None, lang: str) -> None:
        self.scope, self.lang = scope, lang

    def say(self, sentence: str, **values: Any) -> str:
        """A sentence of the data file in the language asked."""
        return str(data()["said"][sentence][self.lang]).format(**values)

    def rows(self, rows: Sequence[AnswerRow], *, complement: bool = False) -> str:
        """Shares by method with their counts, or counts with their place; empty for no rows."""
        return self._stamped("; ".join(self._row(row, complement) for row in rows)) if rows else ""

    def counts(self, mention: Mention, counts: str) -> str:
        """The counts that stand beside a claim of orders, for its city and group; empty where none do."""
        assert self.scope is not None
        tellers: dict[str, Callable[[Scope, Mention], str]] = {
            "issued": self._issued,
            "represented": self._represented,
            "standing": self._standing,
        }
        if counts not in tellers:
            return ""
        return self._stamped(tellers[counts](self.scope, mention))

    def _standing(self, scope: Scope, mention: Mention) -> str:
        group = mention.cohort if mention.cohort in scope.operation.cohorts else ALL
        return self._cases(scope.count(mention.city, group) if mention.city else scope.nation(group))

    def _issued(self, scope: Scope, mention: Mention) -> str:
        issued, undone = (
            shown_text(scope.orders(measure, mention.city), self.lang) for measure in ("orders_issued", "orders_undone")
        )
        return self.say("issued", issued=issued, undone=undone, where=mention.city or self.say("all_cities"))

    def _represented(self, scope: Scope, mention: Mention) -> str:
        count = shown_text(scope.count(mention.city, by="represented", level="yes"), self.lang)
        whole = shown_text(scope.count(mention.city), self.lang)
        return self.say("represented", count=count, whole=whole, where=mention.city or self.say("all_cities"))

    def _row(self, row: AnswerRow, complement: bool) -> str:
        if row.denominator is None and not row.method:
            return self._cases(row)
        share = shown_text(row, self.lang)
        if row.value is None or row.numerator is None or row.denominator is None:
            return f"{row.method.replace('_', ' ')} {share}"
        came = self.say("came", share=f"{100 * (1 - row.value):.1f}%") if complement else ""
        return f"{row.method} {share} ({row.numerator:,} / {row.denominator:,}{came})"

    def _cases(self, row: AnswerRow) -> str:
        where = row.city or self.say("country" if row.measure == NATION else "all_cities")
        text = shown_text(row, self.lang)
        if row.value is not None and row.low is not None and row.low != row.value:
            text = f"{text} ({self.say('bounds', low=plain(row.low))})"
        return self.say("cases_in", count=text, where=where)

    def _stamped(self, text: str) -> str:
        assert self.scope is not None
        return self.say("simulated" if self.scope.release.simulated else "rows", rows=text) + "."


def plain(number: float) -> str:
    """``1,234`` or ``1,185.7``."""
    return f"{int(number):,}" if float(number).is_integer() else f"{number:,.1f}"
