"""Federal holidays as they were in each year (5 USC 6103), and days that fall due."""

from datetime import date, timedelta
from functools import cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
THIRTY_DAY_RULE = date(1996, 7, 1)
ONE_DAY = timedelta(days=1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth Monday, Thursday ... of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def last_monday_of_may(year: int) -> date:
    """The last Monday of May."""
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday())


def washingtons_birthday(year: int) -> date:
    """22 February until 1970, then the third Monday of February."""
    return nth_weekday(year, 2, MONDAY, 3) if year >= 1971 else date(year, 2, 22)


def memorial_day(year: int) -> date:
    """30 May until 1970, then the last Monday of May."""
    return last_monday_of_may(year) if year >= 1971 else date(year, 5, 30)


def veterans_day(year: int) -> date:
    """11 November, but the fourth Monday of October from 1971 to 1977."""
    return nth_weekday(year, 10, MONDAY, 4) if 1971 <= year <= 1977 else date(year, 11, 11)


def holidays_named_in(year: int) -> list[date]:
    """The days that the statute of that year names, before they are moved off a weekend."""
    days = [
        date(year, 1, 1),
        washingtons_birthday(year),
        memorial_day(year),
        date(year, 7, 4),
        nth_weekday(year, 9, MONDAY, 1),
        veterans_day(year),
        nth_weekday(year, 11, THURSDAY, 4),
        date(year, 12, 25),
    ]
    if year >= 1971:
        days.append(nth_weekday(year, 10, MONDAY, 2))  # Columbus Day
    if year >= 1986:
        days.append(nth_weekday(year, 1, MONDAY, 3))  # Birthday of Martin Luther King, Jr.
    if year >= 2021:
        days.append(date(year, 6, 19))  # Juneteenth
    return days


def find_observed_day(holiday: date) -> date:
    """The weekday on which a holiday is kept: Friday for a Saturday, Monday for a Sunday."""
    if holiday.weekday() == SATURDAY:
        return holiday - ONE_DAY
    return holiday + ONE_DAY if holiday.weekday() == SUNDAY else holiday


@cache
def holidays(year: int) -> frozenset[date]:
    """The weekdays of a year on which the government is closed by statute."""
    near = [find_observed_day(d) for y in (year, year + 1) for d in holidays_named_in(y)]
    return frozenset(d for d in near if d.year == year)


def is_business_day(when: date) -> bool:
    """Neither a weekend nor a federal holiday."""
    return when.weekday() < SATURDAY and when not in holidays(when.year)


def falls_due(trigger: date, days: int) -> date:
    """The last day of a period: the trigger day is not counted, a last day off rolls forward (8 CFR 1001.1(h))."""
    due = trigger + timedelta(days=days)
    while not is_business_day(due):
        due += ONE_DAY
    return due


def appeal_due(ordered_on: date) -> date:
    """The end of the time to appeal: 30 days for decisions since 1 July 1996 (61 FR 18900), 10 before."""
    return falls_due(ordered_on, 30 if ordered_on >= THIRTY_DAY_RULE else 10)


def months_earlier(when: date, months: int) -> date:
    """The same day of the month, months before; the last day where that month is shorter."""
    index = when.year * 12 + when.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(when.day, days_in(year, month + 1)))


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - date(year, month, 1)).days
