"""What was known of the courts' workload on a day, from published figures alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from finalorder.errors import InputError
from finalorder.registry import PublishedFigure, get_fiscal_year_end

PENDING, RECEIPTS, COMPLETIONS, JUDGES, PLANNED, ABSENT = (
    "pending_active",
    "receipts",
    "completions",
    "judges",
    "judges_planned",
    "in_absentia_orders",
)
DAYS_PER_MONTH = 365.25 / 12
#: a count nearer to the end of the year says little of its pace, and one farther off is of the year before
MIN_PACE_MONTHS, MAX_PACE_MONTHS = 2.9, 10.5


@dataclass(frozen=True)
class Known:
    """Figures known on a day: those of fiscal years that had ended, and of the year under way up to that day."""

    day: date
    figures: tuple[PublishedFigure, ...]

    def select_year_ends(self, series: str) -> dict[int, PublishedFigure]:
        """The figure of each whole fiscal year, in its latest vintage."""
        return self._year_ends.get(series, {})

    @cached_property
    def _year_ends(self) -> dict[str, dict[int, PublishedFigure]]:
        found: dict[str, dict[int, PublishedFigure]] = {}
        for item in sorted(self.figures, key=_order_by_year):
            if item.is_year_end:
                found.setdefault(item.series, {})[item.fiscal_year] = item
        return found

    def get_values(self, series: str) -> dict[int, float]:
        """The values of :meth:`select_year_ends`."""
        return {year: item.value for year, item in self.select_year_ends(series).items()}

    @property
    def last_year(self) -> int:
        """The last fiscal year whose pending cases are known.

        :raises InputError: if none is.
        """
        years = self.select_year_ends(PENDING)
        if not years:
            raise InputError(f"no pending cases are published for the time before {self.day}; choose a later day.")
        return max(years)

    def find_in_year(self, year: int) -> PublishedFigure | None:
        """The latest count of pending cases in a fiscal year that is early enough to tell the pace at its end."""
        found = [item for item in self.figures if item.series == PENDING and item.fiscal_year == year]
        early = [item for item in found if MIN_PACE_MONTHS <= _count_months_left(item) <= MAX_PACE_MONTHS]
        return max(early, key=lambda item: item.until, default=None)

    def find_flows_since(self, year: int) -> tuple[PublishedFigure, PublishedFigure] | None:
        """Receipts and completions of the year after, as far as they were known to the same day."""
        found = [
            max(
                (f for f in self.figures if f.series == series and f.fiscal_year == year + 1),
                key=_order_by_day,
                default=None,
            )
            for series in (RECEIPTS, COMPLETIONS)
        ]
        received, completed = found
        if received is None or completed is None or received.until != completed.until:
            return None
        return received, completed


def _order_by_year(item: PublishedFigure) -> tuple[int, str]:
    return item.fiscal_year, item.vintage


def _order_by_day(item: PublishedFigure) -> date:
    return item.until


def _count_months_left(item: PublishedFigure) -> float:
    return (get_fiscal_year_end(item.fiscal_year) - item.until).days / DAYS_PER_MONTH


def select_known(figures: Iterable[PublishedFigure], day: date) -> Known:
    """The figures about time that had passed by a day, whenever they were published.

    Most figures of 2000 to 2020 are known in later vintages only (the file says which); no figure about a later day
    is among them.
    """
    return Known(day, tuple(item for item in figures if _is_known(item, day)))


def _is_known(item: PublishedFigure, day: date) -> bool:
    """Whether it is about the time before a day; a plan, whether it was published by then."""
    return item.vintage <= day.isoformat() if item.series == PLANNED else item.until <= day


def find_last_day(figures: Iterable[PublishedFigure]) -> date:
    """The last day that any figure is about, plans apart."""
    return max(item.until for item in figures if item.series != PLANNED)


@dataclass(frozen=True, slots=True)
class Pace:
    """By how many cases a year the backlog grew at the end of a fiscal year, and the figures that say so."""

    per_year: float
    figures: tuple[PublishedFigure, ...]


def find_pace(known: Known, year: int) -> Pace:
    """How fast the backlog grew lately: the flows since the year's end, else since the latest count in the year that is
    three months or more before its end, else over the whole year.
    """
    ends = known.select_year_ends(PENDING)
    if flows := known.find_flows_since(year):
        received, completed = flows
        months = (received.until - get_fiscal_year_end(year)).days / DAYS_PER_MONTH
        return Pace((received.value - completed.value) / months * 12, flows)
    if within := known.find_in_year(year):
        return Pace((ends[year].value - within.value) / _count_months_left(within) * 12, (within, ends[year]))
    if year - 1 not in ends:
        return Pace(0.0, (ends[year],))
    return Pace(ends[year].value - ends[year - 1].value, (ends[year - 1], ends[year]))
