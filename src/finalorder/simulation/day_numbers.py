"""Days as whole numbers since 1970, and the texts the release writes for them."""

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.signedinteger[Any]]
Bools = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.floating[Any]]

NEVER = np.int32(-(10**6))  # no date: the field stays blank
FAR = np.int32(10**6)  # beyond every horizon


def parse_day_number(text: str) -> int:
    """Parse the day number of an ISO date."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


DAYS_PER_YEAR = 365.2425
TINY = 1e-9  # keeps a division from failing where there is nothing
EPOCH_YEAR, BIRTH_YEAR, DAYS_PER_WEEK, MONTHS_PER_YEAR, FRIDAY = 1970, 1900, 7, 12, 4
HORIZON = parse_day_number("2027-12-31")  # lives are drawn up to here; a release shows what had happened by its day
FIRST_DAY = parse_day_number("1900-01-01")
LAST_DAY = parse_day_number("2099-12-31")
BAD_FUTURE = parse_day_number("2925-06-17")  # the release holds a hearing in 2925; kept as one impossible day


def convert_year_to_day(year: float) -> int:
    """Return the day number of a point in a year, such as 2018.75."""
    whole = int(year)
    start = parse_day_number(f"{whole}-01-01")
    return start + int((year - whole) * DAYS_PER_YEAR)


def is_set(days: Ints) -> Bools:
    return days > NEVER


def find_weekday(days: Ints) -> Ints:
    """Find the day of the week, Monday being 0."""
    return (days + 3) % DAYS_PER_WEEK  # 1970-01-01 was a Thursday


def move_to_weekday(days: Ints) -> Ints:
    """Return the same day, or the Monday after when it falls on a weekend; blanks stay blank."""
    position = find_weekday(days)
    later = np.where(position > FRIDAY, DAYS_PER_WEEK - position, 0)
    return np.where(is_set(days), days + later, days).astype(np.int32)


def convert_from_years(moments: Reals) -> Ints:
    """Return the days of moments in calendar years."""
    return ((moments - EPOCH_YEAR) * DAYS_PER_YEAR).astype(np.int32)


def convert_to_years(days: Ints) -> Reals:
    """Return the calendar year with its fraction, near enough to look up a rate."""
    return (EPOCH_YEAR + days / DAYS_PER_YEAR).astype(np.float32)


@cache
def build_day_texts(ending: str = "") -> pa.Array:
    """Build the release's text of every day: blank, 1900 to 2099, and one day in 2925."""
    known = np.arange(FIRST_DAY, LAST_DAY + 1).astype("datetime64[D]").astype(str)
    written = [f"{text} 00:00:00.000" for text in [*known.tolist(), "2925-06-17"]]
    return pa.array([text + ending for text in ["", *written]])


def find_text_positions(days: Ints) -> Ints:
    inside = np.where(days > LAST_DAY, LAST_DAY - FIRST_DAY + 2, days - FIRST_DAY + 1)
    return np.where(is_set(days), inside, 0).astype(np.int32)


def count_months(moments: Reals) -> Ints:
    """Count months from January 1900 to moments in calendar years."""
    return ((moments - BIRTH_YEAR) * MONTHS_PER_YEAR).astype(np.int32)
