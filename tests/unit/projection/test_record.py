"""The record of the forecast: nothing in it looks ahead, and what docs/forecast.md says of it is what it is."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from finalorder.projection.forecast_rows import find_best_naive
from finalorder.projection.naive_rules import NAIVE_RULES
from finalorder.projection.published import PENDING, find_last_day, select_known
from finalorder.projection.record import HORIZONS, MODEL, PastForecast, RuleScore, replay_forecasts, score_rules
from finalorder.projection.scenario import load_scenario
from finalorder.projection.stock_flow import project_scenario
from finalorder.projection.trend import LEVELS, Spread, estimate_spread, find_trend
from finalorder.registry import PublishedFigure, get_fiscal_year_end, load_published_series

FIGURES = load_published_series()


@cache
def forecasts() -> list[PastForecast]:
    return list(replay_forecasts(FIGURES))


@cache
def scores() -> dict[tuple[str, int], RuleScore]:
    return {(score.rule, score.years): score for score in score_rules(forecasts())}


def spoil_after(day: date, factor: float) -> list[PublishedFigure]:
    """The figures, those about later days changed beyond recognition."""
    return [replace(item, value=item.value * factor) if item.until > day else item for item in FIGURES]


@pytest.mark.parametrize("origin", [2008, 2013, 2019, 2021, 2024])
@pytest.mark.parametrize("factor", [0.01, 37.0])
def test_no_forecast_of_the_record_looks_ahead(origin: int, factor: float) -> None:
    spoiled = replay_forecasts(spoil_after(get_fiscal_year_end(origin), factor))
    said = [(f.rule, f.years, f.forecast, f.intervals) for f in spoiled if f.origin <= origin]
    assert said == [(f.rule, f.years, f.forecast, f.intervals) for f in forecasts() if f.origin <= origin]


@pytest.mark.parametrize("name", ["as-found", "as-now", "half"])
def test_a_scenario_asked_of_an_earlier_day_does_not_look_ahead(name: str) -> None:
    day = get_fiscal_year_end(2022)
    found = [
        project_scenario(select_known(figures, day), load_scenario(name), 2025)
        for figures in (FIGURES, spoil_after(day, 9.0))
    ]
    assert all((found[0].draws[q] == found[1].draws[q]).all() for q in found[0].draws)


def test_a_forecast_of_the_record_uses_what_had_happened() -> None:
    spoiled = list(replay_forecasts(spoil_after(get_fiscal_year_end(2018), 2.0)))
    after = [(f.rule, f.origin, f.years) for f in spoiled if f.origin > 2018]
    assert after
    assert all(s.forecast != f.forecast for s, f in zip(spoiled, forecasts(), strict=True) if f.origin > 2019)


def test_the_record_has_every_origin_since_2008_and_the_outcomes_that_have_come() -> None:
    for years in HORIZONS:
        mine = [item for item in forecasts() if item.rule == MODEL and item.years == years]
        assert [item.origin for item in mine] == list(range(2008, 2026))
        assert [item.origin for item in mine if item.outcome is None] == list(range(2026 - years, 2026))


def test_every_naive_rule_is_scored_on_the_same_origins() -> None:
    for years in HORIZONS:
        assert {scores()[name, years].number for name in (MODEL, *NAIVE_RULES)} == {18 - years}


def test_a_year_ahead_the_error_is_a_quarter_below_the_best_naive_rule() -> None:
    best = find_best_naive(scores().values(), MODEL)
    assert scores()[MODEL, 1].mean_absolute_error <= 0.75 * best[1].mean_absolute_error


def test_three_years_ahead_it_is_a_fifth_below_and_not_a_quarter() -> None:
    best = find_best_naive(scores().values(), MODEL)
    share = scores()[MODEL, 3].mean_absolute_error / best[3].mean_absolute_error
    assert 0.75 < share < 0.8, "docs/forecast.md says why; write it again if this has changed"


@pytest.mark.parametrize("years", HORIZONS)
def test_intervals_of_80_percent_held_70_to_90_percent_of_the_outcomes(years: int) -> None:
    score = scores()[MODEL, years]
    assert 0.7 <= score.inside[80] / score.number <= 0.9
    assert score.inside[50] < score.inside[80] <= score.inside[95]


@pytest.mark.parametrize(
    ("freedom", "level", "published"),
    [(5, 95, 2.5706), (10, 80, 1.3722), (30, 50, 0.6828), (4, 95, 2.7764)],
)
def test_the_quantiles_are_those_of_tables_of_student_t(freedom: float, level: int, published: float) -> None:
    from math import log

    assert log(Spread(1.0, freedom).compute_factor(level)) == pytest.approx(published, abs=2e-4)


def test_the_pace_is_of_the_last_months_where_they_are_published() -> None:
    # 3,596,317 at the end of April 2024 and 3,716,106 at the end of September: five months
    trend = find_trend(select_known(FIGURES, get_fiscal_year_end(2024)))
    assert trend.growth * trend.pending == pytest.approx((3_716_106 - 3_596_317) / 5 * 12, rel=0.01)


def test_without_a_count_in_the_year_the_pace_is_the_last_change() -> None:
    trend = find_trend(select_known(FIGURES, get_fiscal_year_end(2008)))
    assert trend.growth * trend.pending == pytest.approx(186_254 - 174_999)


def test_the_first_interval_is_mostly_the_prior_and_later_ones_the_errors() -> None:
    first, last = (estimate_spread(select_known(FIGURES, get_fiscal_year_end(year)), 1) for year in (2008, 2024))
    assert first.freedom < last.freedom
    assert 0.05 < last.scale < 0.15


def test_every_figure_is_cited_and_dated_and_of_a_year_that_it_lies_in() -> None:
    for item in FIGURES:
        assert item.source
        assert item.address.startswith("http")
        assert item.basis in {"published", "read elsewhere", "derived"}
        assert item.basis != "derived" or item.note
        assert get_fiscal_year_end(item.fiscal_year - 1) < item.until <= get_fiscal_year_end(item.fiscal_year)


def test_two_counts_of_pending_cases_are_kept_apart_and_gaps_stay_gaps() -> None:
    known = select_known(FIGURES, find_last_day(FIGURES))
    active, all_pending = known.get_values(PENDING), known.get_values("pending_eoir")
    assert active[2015] == 456_216
    assert all_pending[2015] == 658_871
    assert 2025 not in all_pending
    assert set(LEVELS) == {50, 80, 95}
