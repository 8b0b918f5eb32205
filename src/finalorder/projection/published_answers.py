"""What the commands ``forecast`` and ``backtest`` answer from published figures; they count no case."""

from collections.abc import Sequence
from datetime import date

from finalorder.answers import Shown
from finalorder.errors import InputError
from finalorder.projection.forecast_rows import build_forecast_rows, build_record_rows
from finalorder.projection.published import find_last_day, select_known
from finalorder.projection.record import replay_forecasts, score_rules
from finalorder.projection.scenario import Scenario
from finalorder.projection.stock_flow import project_scenario
from finalorder.registry import load_published_series


def forecast_published(scenarios: Sequence[Scenario], until: int, day: date | None = None) -> Shown:
    """Forecast pending, receipts, completions and orders in absentia to the end of a fiscal year, by scenario.

    :param day: forecast with what had happened by then; without it, with everything that is published.
    :raises InputError: if the year is out of reach, or too little is published by the day.
    """
    for each in scenarios:
        if each.policy.changes:
            raise InputError(
                f"{each.name} changes a policy, which published figures cannot show; name a lake with --lake."
            )
    figures = load_published_series()
    known = select_known(figures, day or find_last_day(figures))
    return Shown.cite_rows(build_forecast_rows([project_scenario(known, each, until) for each in scenarios]))


def replay_published() -> Shown:
    """The record of the forecast at the end of every fiscal year, beside the naive rules."""
    forecasts = list(replay_forecasts(load_published_series()))
    return Shown.cite_rows(build_record_rows(forecasts, score_rules(forecasts)))
