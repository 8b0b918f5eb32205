"""Rows of the records as words of an answer, in English or Spanish; simulated ones say so."""

from collections.abc import Callable, Sequence
from typing import Any

from finalorder.answers import AnswerRow, format_answer_value
from finalorder.measures import ALL_STANDING
from finalorder.operations import STANDING_NATIONWIDE, Scope
from finalorder.reports.claim_finder import Mention
from finalorder.reports.routes import load_routes_file


class AnswerFormatter:
    """Says what a scope's rows come to; without a scope, only sentences."""

    def __init__(self, scope: Scope | None, lang: str) -> None:
        self.scope, self.lang = scope, lang

    def format_sentence(self, sentence: str, **values: Any) -> str:
        """A sentence of the data file in the language asked."""
        return str(load_routes_file()["said"][sentence][self.lang]).format(**values)

    def format_rows(self, rows: Sequence[AnswerRow], *, complement: bool = False) -> str:
        """Shares by method with their counts, or counts with their place; empty for no rows."""
        return self._add_stamp("; ".join(self._format_row(row, complement) for row in rows)) if rows else ""

    def format_counts(self, mention: Mention, counts: str) -> str:
        """The counts that stand beside a claim of orders, for its city and group; empty where none do."""
        assert self.scope is not None
        tellers: dict[str, Callable[[Scope, Mention], str]] = {
            "issued": self._format_issued,
            "represented": self._format_represented,
            "standing": self._format_standing,
        }
        if counts not in tellers:
            return ""
        return self._add_stamp(tellers[counts](self.scope, mention))

    def _format_standing(self, scope: Scope, mention: Mention) -> str:
        group = mention.cohort if mention.cohort in scope.operation.cohorts else ALL_STANDING
        return self._format_cases(
            scope.find_count(mention.city, group) if mention.city else scope.find_national_count(group)
        )

    def _format_issued(self, scope: Scope, mention: Mention) -> str:
        issued, undone = (
            format_answer_value(scope.find_order_count(measure, mention.city), self.lang)
            for measure in ("orders_issued", "orders_undone")
        )
        return self.format_sentence(
            "issued", issued=issued, undone=undone, where=mention.city or self.format_sentence("all_cities")
        )

    def _format_represented(self, scope: Scope, mention: Mention) -> str:
        count = format_answer_value(scope.find_count(mention.city, by="represented", level="yes"), self.lang)
        whole = format_answer_value(scope.find_count(mention.city), self.lang)
        return self.format_sentence(
            "represented", count=count, whole=whole, where=mention.city or self.format_sentence("all_cities")
        )

    def _format_row(self, row: AnswerRow, complement: bool) -> str:
        if row.denominator is None and not row.method:
            return self._format_cases(row)
        share = format_answer_value(row, self.lang)
        if row.value is None or row.numerator is None or row.denominator is None:
            return f"{row.method.replace('_', ' ')} {share}"
        came = self.format_sentence("came", share=f"{100 * (1 - row.value):.1f}%") if complement else ""
        return f"{row.method} {share} ({row.numerator:,} / {row.denominator:,}{came})"

    def _format_cases(self, row: AnswerRow) -> str:
        where = row.city or self.format_sentence("country" if row.measure == STANDING_NATIONWIDE else "all_cities")
        text = format_answer_value(row, self.lang)
        if row.value is not None and row.low is not None and row.low != row.value:
            text = f"{text} ({self.format_sentence('bounds', low=format_plain_number(row.low))})"
        return self.format_sentence("cases_in", count=text, where=where)

    def _add_stamp(self, text: str) -> str:
        assert self.scope is not None
        return self.format_sentence("simulated" if self.scope.release.simulated else "rows", rows=text) + "."


def format_plain_number(number: float) -> str:
    """``1,234`` or ``1,185.7``."""
    return f"{int(number):,}" if float(number).is_integer() else f"{number:,.1f}"
