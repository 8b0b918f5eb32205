"""Rows of a scope found at once, by what they are of; every page and chart of a brief looks its numbers up here."""

from collections.abc import Sequence
from datetime import date

from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL
from finalorder.operations import Operation
from finalorder.operations.scope import DETAINED, FAMILIES, HEADLINE, Scope

Split = tuple[str, str]
Key = tuple[str, str, str, str, str]


class Lookup:
    """The counts and shares of a scope. Each raises KeyError for a row that the scope does not have."""

    def __init__(self, scope: Scope) -> None:
        self.operation: Operation = scope.operation
        self.as_of: date = scope.as_of
        self.stamps: tuple[str, ...] = scope.shown.stamps
        self._counts: dict[Key, AnswerRow] = {}
        self._series: dict[tuple[str, str, str], AnswerRow] = {}
        self._shares: dict[str, AnswerRow] = {}
        for row in scope.shown.rows:
            self._counts[row.measure, row.city, row.cohort, row.by_1, row.level_1] = row
            self._series[row.measure, row.city, row.order_class] = row
            if row.method:
                self._shares[row.method] = row

    def count(self, city: str = "", group: str = ALL, by: str = "", level: str = "") -> AnswerRow:
        """Cases with a standing order in the headline courts of a city, or of all cities."""
        return self._counts[HEADLINE, city, group, by, level]

    def told(self, city: str, group: str, splits: Sequence[Split]) -> AnswerRow | None:
        """The first of these splits that is counted for a group; None where none is."""
        found = (self._counts.get((HEADLINE, city, group, by, level)) for by, level in splits)
        return next((row for row in found if row is not None), None)

    def detained(self, city: str = "", group: str = ALL) -> AnswerRow:
        """The same in a city's detained courts."""
        return self._counts[DETAINED, city, group, "", ""]

    def families(self, city: str = "", group: str = ALL) -> AnswerRow:
        """Families of which anyone has a standing order."""
        return self._counts[FAMILIES, city, group, "", ""]

    def orders(self, measure: str, city: str = "", order_class: str = "removal") -> AnswerRow:
        """Orders issued, undone or not undone (``orders_issued`` ...), in a city or in all of them."""
        return self._series[measure, city, order_class]

    def share(self, method: str) -> AnswerRow:
        """A share of the family docket by a method (``M4``, ``M7a`` ...)."""
        return self._shares[method]
