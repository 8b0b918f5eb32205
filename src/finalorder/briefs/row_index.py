"""Rows of a scope found at once, by what they are of; every page and chart of a brief looks its numbers up here."""

from collections.abc import Mapping, Sequence
from datetime import date

from finalorder.answers import AnswerRow
from finalorder.measures import ALL_STANDING
from finalorder.operations import STANDING_DETAINED, STANDING_FAMILIES, STANDING_NON_DETAINED, Operation, Scope

SplitLevel = tuple[str, str]
CountKey = tuple[str, str, str, str, str]


class ScopeLookup:
    """The counts and shares of a scope. Each raises KeyError for a row that the scope does not have.

    ``cut`` has what is printed instead of a count that would exceed its whole.
    """

    def __init__(self, scope: Scope, cut: Mapping[AnswerRow, AnswerRow] | None = None) -> None:
        cut = cut or {}
        self.operation: Operation = scope.operation
        self.as_of: date = scope.as_of
        self.groups: tuple[str, ...] = scope.groups
        self.summary_group: str = scope.summary_group
        self.stamps: tuple[str, ...] = scope.shown.stamps
        self._counts: dict[CountKey, AnswerRow] = {}
        self._series: dict[tuple[str, str, str], AnswerRow] = {}
        self._shares: dict[str, AnswerRow] = {}
        for row in scope.shown.rows:
            self._counts[row.measure, row.city, row.cohort, row.by_1, row.level_1] = cut.get(row, row)
            self._series[row.measure, row.city, row.order_class] = row
            if row.method:
                self._shares[row.method] = row

    def find_count(self, city: str = "", group: str = ALL_STANDING, by: str = "", level: str = "") -> AnswerRow:
        """Find cases with a standing order in the non-detained courts of a city, or of all cities."""
        return self._counts[STANDING_NON_DETAINED, city, group, by, level]

    def list_cities_by_size(self) -> list[str]:
        """List the operation's cities, the one with the most standing orders first and the hidden ones last."""
        counts = {city: self.find_count(city).value for city in self.operation.cities}
        return sorted(counts, key=lambda city: (counts[city] is None, -(counts[city] or 0)))

    def find_first_count(self, city: str, group: str, splits: Sequence[SplitLevel]) -> AnswerRow | None:
        """Find the first of these splits that is counted for a group; None where none is."""
        found = (self._counts.get((STANDING_NON_DETAINED, city, group, by, level)) for by, level in splits)
        return next((row for row in found if row is not None), None)

    def find_detained_count(self, city: str = "", group: str = ALL_STANDING) -> AnswerRow:
        """Find the same in a city's detained courts."""
        return self._counts[STANDING_DETAINED, city, group, "", ""]

    def find_family_count(self, city: str = "", group: str = ALL_STANDING) -> AnswerRow:
        """Find families of which anyone has a standing order."""
        return self._counts[STANDING_FAMILIES, city, group, "", ""]

    def find_order_count(self, measure: str, city: str = "", order_class: str = "removal") -> AnswerRow:
        """Find the orders issued, undone or not undone (``orders_issued`` ...), in a city or in all of them."""
        return self._series[measure, city, order_class]

    def find_docket_share(self, method: str) -> AnswerRow | None:
        """Find a share of the operation's family docket by a method; None where there is none."""
        return self._shares.get(method)
