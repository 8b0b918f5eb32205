"""The times that the records can be asked for: fiscal years, a day, or the days from one to another."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from finalorder.reports.mentions import When
from finalorder.reports.routes import Route, say

_STOCK_REACH = timedelta(31)
_MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Fiscal years; or what happened after ``since`` and up to ``day``; or, of what stands, the ``day`` itself."""

    years: tuple[int, ...] = ()
    since: date | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """The time as its words have it, others that people mean by the same words, and why it cannot be matched."""

    literal: Span = Span()
    others: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimeChooser:
    """Chooses the times for claims of a text that is of a day (None if it does not say), beside one release."""

    text_day: date | None
    release_day: date
    lang: str

    def choose(self, when: When, route: Route) -> Spans:
        """The times to ask for a claim."""
        found = self._choose_stock(when) if route.is_stock else self._choose_flow(when, route)
        carried = say("carried_time", self.lang, period=when.period) if when.is_carried else ""
        return replace(found, reason=found.reason or carried)

    def _choose_flow(self, when: When, route: Route) -> Spans:
        years = find_fiscal_years(when, self.release_day)
        if years:
            is_open = date(years[-1], 9, 30) > self.release_day
            return Spans(Span(years), reason=say("later_day", self.lang) if is_open else "")
        if not when.period:
            return Spans(reason=say("no_time", self.lang))
        cannot = when.reach or when.first is None or when.last is None or not route.is_counted_by_day
        if cannot or when.first is None or when.last is None or not _is_whole(when):
            return Spans(reason=say("not_narrowed_time", self.lang, period=when.period))
        if when.last > self.release_day:
            return Spans(reason=say("later_day", self.lang))
        return Spans(Span(since=when.first - timedelta(1), day=when.last), _list_fiscal_readings(when))

    def _choose_stock(self, when: When) -> Spans:
        if when.period and (when.last is None or when.reach):
            return Spans(reason=say("not_narrowed_time", self.lang, period=when.period))
        day = when.last or self.text_day
        if day is None or abs(day - self.release_day) <= _STOCK_REACH:
            return Spans()
        if day > self.release_day:
            return Spans(reason=say("later_day", self.lang))
        return Spans(Span(day=day), _list_stock_readings(when))


def find_fiscal_years(when: When, release_day: date) -> tuple[int, ...]:
    """The fiscal years that a time is exactly; none if it is no whole fiscal years."""
    if when.reach or when.first is None or when.last is None:
        return ()
    if (when.first.month, when.first.day, when.last.month, when.last.day) != (10, 1, 9, 30):
        return ()
    years = tuple(range(when.first.year + 1, when.last.year + 1))
    return years if len(years) <= _MOST_YEARS and years[0] <= release_day.year + 1 else ()


def _is_whole(when: When) -> bool:
    """Whether a time begins and ends with a month."""
    if when.first is None or when.last is None:
        return False
    return when.first.day == 1 and (when.last + timedelta(1)).day == 1 and when.first < when.last


def _list_fiscal_readings(when: When) -> tuple[Span, ...]:
    """Who says "in 2024" of the courts may mean the fiscal year."""
    if when.is_calendar or not (when.period.isdigit() and len(when.period) == 4):
        return ()
    return (Span((int(when.period),)),)


def _list_stock_readings(when: When) -> tuple[Span, ...]:
    """What stands in a month or a year changes from its first day to its last."""
    if when.first is None or when.last is None or when.first == when.last:
        return ()
    days = [when.first - timedelta(1)]
    if when.period.isdigit():
        days.append(date(int(when.period), 9, 30))
    return tuple(Span(day=day) for day in days)
