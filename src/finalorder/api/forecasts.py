"""Forecasts, and their record."""

from datetime import date
from typing import TYPE_CHECKING

from finalorder.answers import Answer, make_question
from finalorder.errors import InputError, quote_value

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = "published"
MONTHS_TO_FISCAL_YEAR = 3


def forecast(until: str | int, *, scenario: "str | Path" = "", as_of: date | None = None, lang: str = "en") -> Answer:
    """Forecast pending cases, receipts, completions and orders in absentia from published figures, with intervals.

    :param until: a fiscal year (``2030``), or a month of it (``2030-06``).
    :param scenario: a file, or the name of one that ships; without one, the backlog goes on as lately.
    :param as_of: forecast with what had happened by that day.
    :raises FinalorderError: if the year, the scenario or the day is not one that can be forecast.
    """
    from finalorder.projection import AS_FOUND, forecast_published, load_scenario

    chosen = load_scenario(scenario or AS_FOUND)
    asked = make_question("forecast", PUBLISHED, until=str(until), scenario=str(scenario), as_of=as_of, lang=lang)
    return Answer(asked, forecast_published([chosen], read_fiscal_year(str(until)), as_of))


def backtest(*, lang: str = "en") -> Answer:
    """Replay the forecasts of every fiscal year's end since 2008 from published figures, and score them."""
    from finalorder.projection import replay_published

    return Answer(make_question("backtest", PUBLISHED, lang=lang), replay_published())


def read_fiscal_year(text: str) -> int:
    """The fiscal year that a year names, or that a month lies in.

    :raises InputError: if the text is neither.
    """
    year, _, month = text.partition("-")
    if not (year.isdecimal() and len(year) == 4) or (month and not (month.isdecimal() and 1 <= int(month) <= 12)):
        raise InputError(f"{quote_value(text)} is not a year or month; use YYYY or YYYY-MM, for example 2030.")
    return int(year) + (int(month or 0) > 12 - MONTHS_TO_FISCAL_YEAR)
