"""Days that fall due, worked by hand."""

import pytest

from support.oracle.calendar import appeal_due, falls_due, holidays, months_earlier
from support.oracle.small import day


@pytest.mark.parametrize(
    ("holiday", "why"),
    [
        ("2019-01-01", "New Year's Day"),
        ("2021-12-31", "New Year's Day of 2022, a Saturday, is kept on the Friday before"),
        ("1986-01-20", "King's birthday, first kept in 1986"),
        ("2019-02-18", "Washington's Birthday, third Monday of February"),
        ("1968-02-22", "Washington's Birthday before the Monday holidays"),
        ("2019-05-27", "Memorial Day, last Monday of May"),
        ("2024-06-19", "Juneteenth"),
        ("2021-06-18", "Juneteenth of 2021, a Saturday"),
        ("2022-06-20", "Juneteenth of 2022, a Sunday, is kept on the Monday after"),
        ("2020-07-03", "Independence Day of 2020, a Saturday"),
        ("2021-07-05", "Independence Day of 2021, a Sunday"),
        ("2019-09-02", "Labor Day"),
        ("2019-10-14", "Columbus Day, second Monday of October"),
        ("1975-10-27", "Veterans Day, fourth Monday of October from 1971 to 1977"),
        ("1978-11-10", "Veterans Day back on 11 November, a Saturday in 1978"),
        ("2018-11-12", "Veterans Day of 2018, a Sunday"),
        ("2019-11-28", "Thanksgiving"),
        ("2022-12-26", "Christmas of 2022, a Sunday"),
    ],
)
def test_the_government_is_closed_on_the_holidays_of_that_year(holiday: str, why: str) -> None:
    assert day(holiday) in holidays(day(holiday).year), why


@pytest.mark.parametrize(
    ("open_day", "why"),
    [
        ("1985-01-21", "King's birthday was not yet kept"),
        ("2020-06-19", "Juneteenth was not yet a federal holiday"),
        ("1975-11-11", "Veterans Day was in October"),
        ("1977-11-11", "Veterans Day was in October"),
        ("2021-01-20", "Inauguration Day is a holiday of one place only"),
        ("2018-12-24", "a day closed by order is no holiday of the statute"),
        ("1970-10-12", "Columbus Day was not yet kept"),
    ],
)
def test_no_other_day_is_a_holiday(open_day: str, why: str) -> None:
    assert day(open_day) not in holidays(day(open_day).year), why


def test_a_year_since_2021_has_eleven_holidays() -> None:
    assert [len(holidays(year)) for year in (1970, 1985, 1986, 2019, 2023)] == [8, 9, 10, 10, 11]


@pytest.mark.parametrize(
    ("ordered", "due", "why"),
    [
        ("2019-03-18", "2019-04-17", "a Wednesday: the trigger day is not counted"),
        ("2019-03-15", "2019-04-15", "Sunday rolls to Monday"),
        ("2019-05-23", "2019-06-24", "Saturday rolls to Monday"),
        ("2018-12-02", "2019-01-02", "New Year's Day rolls to the 2nd"),
        ("2018-10-13", "2018-11-13", "the Monday on which Veterans Day is kept rolls to Tuesday"),
        ("2021-12-01", "2022-01-03", "the last day of 2021 is kept for New Year's Day: over the weekend to Monday"),
        ("2021-05-19", "2021-06-21", "the Friday kept for Juneteenth 2021 rolls over the weekend"),
        ("2020-05-20", "2020-06-19", "19 June 2020 was a working day"),
        ("2019-10-26", "2019-11-25", "a plain Monday"),
        ("2019-10-29", "2019-11-29", "Thanksgiving rolls to Friday"),
        ("2018-11-24", "2018-12-24", "Christmas Eve 2018, closed by order, does not roll"),
        ("1996-07-01", "1996-07-31", "30 days for decisions since 1 July 1996"),
        ("1996-06-30", "1996-07-10", "10 days for a decision the day before"),
        ("1986-01-10", "1986-01-21", "10 days end on the first King holiday"),
        ("1985-01-11", "1985-01-21", "the same Monday a year earlier is a working day"),
        ("1992-06-24", "1992-07-06", "Independence Day 1992, a Saturday, was kept on Friday but the day itself rolls"),
    ],
)
def test_the_time_to_appeal_ends_thirty_days_on_and_rolls_over_weekends_and_holidays(
    ordered: str, due: str, why: str
) -> None:
    assert appeal_due(day(ordered)) == day(due), why


def test_rescission_falls_due_180_days_after_an_order_in_absentia() -> None:
    assert falls_due(day("2019-03-15"), 180) == day("2019-09-11")
    assert falls_due(day("2019-01-03"), 180) == day("2019-07-02")
    assert falls_due(day("2019-01-05"), 180) == day("2019-07-05")  # lands on 4 July


def test_thirty_six_months_earlier_keeps_the_day_of_the_month_where_it_exists() -> None:
    assert months_earlier(day("2019-06-21"), 36) == day("2016-06-21")
    assert months_earlier(day("2023-02-28"), 36) == day("2020-02-28")
    assert months_earlier(day("2024-02-29"), 36) == day("2021-02-28")
    assert months_earlier(day("2019-01-31"), 2) == day("2018-11-30")
