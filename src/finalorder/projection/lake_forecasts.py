"""A lake taken forward: one run a scenario, and what is wrong with the question in a sentence."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from finalorder.engines import Raw
from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.lake import Release
from finalorder.projection.lake_months import MONTHS_PER_YEAR
from finalorder.projection.lake_record import read_replayed_past, replay_past, select_past
from finalorder.projection.lake_rows import ForecastRun
from finalorder.projection.lake_state import Path, State, advance
from finalorder.projection.scenario import Scenario, read_year_and_month
from finalorder.projection.shared_draws import SharedDraws
from finalorder.registry import FISCAL_YEAR_END

DRAWS, SEED, MOST_YEARS = 200, 1, 10


def forecast_lake(
    release: Release, scenario: Scenario, until: str, day: date | None = None, city: str = "", *, by_city: bool = False
) -> ForecastRun:
    """Take a release forward to the end of a month (``2028-07``) or of a fiscal year (``2028``), in 200 draws.

    :param day: forecast from an earlier day, with what the ledger had by then.
    :param city: the city that will be asked for, if it is one.
    :param by_city: every city will be asked for; without either the country is taken forward as one court.
    :raises InputError: if the month is out of reach, the lake too young or without such a city, or the scenario is of
        published figures only.
    """
    state = State.from_ledger(release, day, policy=scenario.policy, by_city=by_city or bool(city))
    months = count_months_ahead(state.day, until)
    asked = find_forecast_city(state, city) if city else ""
    return _run_scenario(release, scenario, partial(advance, state, months, SharedDraws(SEED, DRAWS)), asked)


def _run_scenario(release: Release, scenario: Scenario, take: Callable[..., Path], city: str = "") -> ForecastRun:
    if scenario.is_as_found:
        return ForecastRun(release, scenario.name, take(), city=city)
    receipts = _find_receipts_factor(scenario)
    return ForecastRun(release, scenario.name, take(policy=scenario.policy, receipts=receipts), take(), city)


def forecast_year_ahead(release: Release, scenarios: Sequence[Scenario]) -> tuple[list[ForecastRun], Raw]:
    """Take the country a year forward from a release's day under each scenario, and replay it from earlier days.

    The ledger is counted once for all of them, so that a policy's days to appeal are not asked here.

    :raises InputError: if the lake is too young for either.
    """
    past = read_replayed_past(release)
    state = State.from_past(select_past(past, len(past.months.starts) - 1))
    take = partial(advance, state, MONTHS_PER_YEAR, SharedDraws(SEED, DRAWS))
    return [_run_scenario(release, each, take) for each in scenarios], replay_past(release, past, DRAWS)


def _find_receipts_factor(scenario: Scenario) -> float:
    if scenario.judges is not None and scenario.judges.factor != 1:
        raise InputError(f"{scenario.name} gives judges in [judges]; from a lake, use [policy] judges = a multiple.")
    if scenario.receipts is None:
        return 1.0
    if scenario.receipts.factor is None:
        raise InputError(f"{scenario.name} gives receipts by year; from a lake, give them as a factor.")
    return scenario.receipts.factor


def count_months_ahead(day: date, until: str) -> int:
    """The months from a day to the end of a month, or of a fiscal year.

    :raises InputError: if the text is neither, or not one to ten years ahead.
    """
    year, month = read_year_and_month(until)
    ahead = (year - day.year) * MONTHS_PER_YEAR + (month or FISCAL_YEAR_END[0]) - day.month
    if not 0 < ahead <= MOST_YEARS * MONTHS_PER_YEAR:
        raise InputError(f"{until} is not within {MOST_YEARS} years after {day}; choose a later or nearer month.")
    return ahead


def find_forecast_city(state: State, asked: str) -> str:
    """The city of the lake that a name means.

    :raises InputError: if the lake has no court there.
    """
    cities = {city.casefold(): city for city in state.cities if city}
    if asked.casefold() not in cities:
        raise InputError(f"this lake has no court {quote_value(asked)}{suggest_names(asked, list(cities.values()))}")
    return cities[asked.casefold()]
