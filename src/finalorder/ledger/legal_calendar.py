"""The days on which a legal period cannot end (8 CFR 1001.1(h)), as a table that SQL can join."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from finalorder.registry import read_law

CALENDAR_START, CALENDAR_END = date(1880, 1, 1), date(2100, 12, 31)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY, _SUNDAY = 5, 6


def list_holidays(year: int) -> set[date]:
    """List the federal holidays of a year (5 USC 6103(a)) as observed: Friday for a Saturday, Monday for a Sunday."""
    return {
        _shift_to_observed(_compute_holiday(rule, year)) for rule in read_law()["holiday"] if _is_in_force(rule, year)
    }


def _is_in_force(rule: dict[str, Any], year: int) -> bool:
    return int(rule.get("valid_from", year)) <= year <= int(rule.get("valid_to", year))


def _compute_holiday(rule: dict[str, Any], year: int) -> date:
    if "day" in rule:
        return date(year, rule["month"], rule["day"])
    weekday, nth = _WEEKDAYS.index(rule["weekday"]), rule["nth"]
    if nth > 0:
        first = date(year, rule["month"], 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, rule["month"] + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7)


def _shift_to_observed(day: date) -> date:
    shift = {_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(shift)


@cache
def _collect_holidays() -> frozenset[date]:
    # New Year's Day of a following year can be observed on 31 December
    return frozenset(day for year in range(CALENDAR_START.year, CALENDAR_END.year + 2) for day in list_holidays(year))


def roll_forward(day: date) -> date:
    """Return the day itself, or the next one that is no weekend and no federal holiday."""
    while day.weekday() >= _SATURDAY or day in _collect_holidays():
        day += timedelta(1)
    return day


@cache
def build_business_days() -> pa.Table:
    """Build one row a calendar day 1880 to 2100: ``day``, and ``rolled``, the day a period ending then really ends."""
    days = np.arange(np.datetime64(CALENDAR_START), np.datetime64(CALENDAR_END) + 1)
    holidays = np.array(sorted(_collect_holidays()), "datetime64[D]")
    rolled = np.busday_offset(days, 0, roll="forward", holidays=holidays)
    return pa.table({"day": pa.array(days, pa.date32()), "rolled": pa.array(rolled, pa.date32())})
