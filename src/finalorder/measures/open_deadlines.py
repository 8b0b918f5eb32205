"""What can still be done and for how long, in which language, and how many families: counts of standing orders."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

import pyarrow as pa

from finalorder.ledger import list_legal_periods
from finalorder.measures.standing_orders import ALL_STANDING, CountCell

#: the clocks whose open deadlines are counted by month
DEADLINE_CLOCKS = ("rescission", "reopening")
#: a period that would end on a weekend or holiday ends no more than so many days later
MAX_DAYS_OFF = 6
#: the languages that most standing orders have (tblLanguage), one split's levels with ``other``
ORDER_LANGUAGES: tuple[str, ...] = ("SP", "ENG", "MAN", "CRE", "POR", "PUN", "other")
EARLIEST_DATE, LATEST_DATE = date(1900, 1, 1), date(2999, 12, 31)
DeadlineLevel = tuple[str, str, date, date]


def list_deadline_months(as_of: date, clock: str) -> list[str]:
    """List the months in which deadlines of a clock that are open on a day will close: ``2019-06`` ..."""
    last = as_of + timedelta(days=_count_longest_period(clock) + MAX_DAYS_OFF)
    months = (last.year - as_of.year) * 12 + last.month - as_of.month + 1
    return [_find_month_bounds(as_of, ahead)[0] for ahead in range(months)]


def _count_longest_period(clock: str) -> int:
    return max(period.days for period in list_legal_periods() if period.clock == clock)


def list_reach_levels(as_of: date) -> dict[str, tuple[str, ...]]:
    """List every split of ``standing_reach`` with its levels: exhaustive and disjoint over all standing orders."""
    return {
        "rescission_closes": ("none", "closed", *list_deadline_months(as_of, "rescission")),
        "reopening_closes": ("closed", *list_deadline_months(as_of, "reopening")),
        "language": ORDER_LANGUAGES,
    }


def list_reach_cells(as_of: date) -> list[CountCell]:
    """List the cells of ``standing_reach``: all standing orders, by the month a deadline closes in and by language."""
    return [CountCell("standing_orders", ALL_STANDING, split, level) for split, level, *_ in _list_level_ranges(as_of)]


def build_asked_reach(as_of: date) -> pa.Table:
    """Build the table ``asked_reach``: one row a level, with the days of the deadlines that are in it."""
    columns = zip(("by_1", "level_1", "first_on", "last_on"), zip(*_list_level_ranges(as_of), strict=True), strict=True)
    kinds = {"by_1": pa.string(), "level_1": pa.string(), "first_on": pa.date32(), "last_on": pa.date32()}
    return pa.table({name: pa.array(values, kinds[name]) for name, values in columns})


def _list_level_ranges(as_of: date) -> Iterator[DeadlineLevel]:
    """List one line a level: the split, the level, and the first and last day of the deadlines that are in it."""
    yesterday = as_of - timedelta(days=1)
    for clock in DEADLINE_CLOCKS:
        months = [_find_month_bounds(as_of, ahead) for ahead in range(len(list_deadline_months(as_of, clock)))]
        yield f"{clock}_closes", "closed", EARLIEST_DATE, yesterday
        for at, (name, first, last) in enumerate(months):
            yield f"{clock}_closes", name, max(first, as_of), LATEST_DATE if at == len(months) - 1 else last
    yield "rescission_closes", "none", LATEST_DATE, EARLIEST_DATE
    for language in ORDER_LANGUAGES:
        yield "language", language, LATEST_DATE, EARLIEST_DATE


def _find_month_bounds(day: date, ahead: int) -> tuple[str, date, date]:
    """Find the name, first and last day of the month so many after a day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return f"{year:04d}-{month + 1:02d}", date(year, month + 1, 1), date(year, month + 1, last)
