"""Days on which a legal period cannot end."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from finalorder.ledger.legal_calendar import build_business_days, list_holidays, roll_forward
from finalorder.ledger.legal_periods import APPEAL, find_legal_period
from support.oracle.calendar import holidays as holidays_of_the_oracle


def test_every_holiday_since_1971_is_that_of_an_independent_calendar() -> None:
    years = range(1971, 2061)
    ours = {day for year in years for day in list_holidays(year) if day.year < 2060}
    theirs = {day for year in years for day in holidays_of_the_oracle(year) if day.year < 2060}
    assert ours - {date(1970, 12, 31)} == theirs - {date(1970, 12, 31)}


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert roll_forward(date(2020, 6, 19)) == date(2020, 6, 19)
    assert roll_forward(date(2021, 6, 18)) == date(2021, 6, 21)


def test_new_years_day_on_a_saturday_closes_the_last_day_of_the_year_before() -> None:
    assert roll_forward(date(2021, 12, 31)) == date(2022, 1, 3)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_rolled_day_is_never_earlier_never_a_weekend_and_at_most_four_days_later(day: date) -> None:
    assert day <= roll_forward(day) <= day + timedelta(4)
    assert roll_forward(day).weekday() < 5
    assert roll_forward(roll_forward(day)) == roll_forward(day)


def test_the_table_for_sql_says_the_same_as_the_function() -> None:
    table = build_business_days().to_pylist()[40_000:41_000]
    assert all(row["rolled"] == roll_forward(row["day"]) for row in table)


def test_the_appeal_period_is_that_of_the_day_of_the_order() -> None:
    days = [find_legal_period(APPEAL, day).days for day in (date(1996, 6, 30), date(1996, 7, 1))]
    assert days == [10, 30]
