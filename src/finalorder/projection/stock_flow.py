"""Receipts, completions, judges and pending by fiscal year, from published figures: what a scenario makes of them.

What a scenario gives (receipts, judges) is taken as given. What it does not give is drawn: completions a judge, which
go up and down by as much as they have; cases that come back or are set aside, which no series counts; the share of
completions that are orders in absentia. Every scenario meets the same draws, so that a difference is the scenario's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from finalorder.errors import InputError
from finalorder.projection.published import (
    ABSENT,
    COMPLETIONS,
    JUDGES,
    PENDING,
    PLANNED,
    RECEIPTS,
    Known,
    find_pace,
)
from finalorder.projection.scenario import Course, Scenario
from finalorder.projection.trend import LEVELS, PRIOR_ERRORS, Reals, Spread, estimate_spread, find_trend
from finalorder.registry import PublishedFigure, get_fiscal_year_end

DRAWS, SEED = 2000, 20
#: how far a year's change of each may be off before any was seen, on the scales on which they are drawn
PRIOR_PRODUCTIVITY, PRIOR_RETURNS, PRIOR_ABSENCE = 0.1, 0.05, 0.3
#: years whose cases that came back or were set aside stand for the years ahead
RETURN_YEARS = 5
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """Where the flows stand at the beginning, per year, with the figures that say so."""

    year: int
    pending: float
    receipts: float
    completions: float
    judges: float
    absent_share: float | None
    figures: Mapping[str, tuple[PublishedFigure, ...]]


@dataclass(frozen=True, slots=True)
class Projection:
    """What a scenario comes to: by quantity, an array of draws by year; the center is a row of its own."""

    scenario: Scenario
    start: StartingPoint
    years: tuple[int, ...]
    draws: Mapping[str, Reals]
    centers: Mapping[str, Reals]

    def find_interval(self, quantity: str, position: int, level: int) -> tuple[float, float]:
        """The ends of the central interval that holds so many of a hundred draws."""
        column = self.draws[quantity][:, position]
        low, high = np.percentile(column, [(100 - level) / 2, (100 + level) / 2])
        return float(low), float(high)


def find_starting_point(known: Known) -> StartingPoint:
    """The stock at the last year's end, and flows as they were lately.

    :raises InputError: if receipts, completions or judges are not published for the time before.
    """
    year = known.last_year
    flows = known.find_flows_since(year)
    listed = {name: known.select_year_ends(name) for name in (RECEIPTS, COMPLETIONS, ABSENT)}
    judges = [item for item in known.figures if item.series == JUDGES]
    if not judges or not all(year in listed[name] for name in (RECEIPTS, COMPLETIONS)):
        raise InputError(
            f"receipts, completions or judges of fiscal year {year} are not published; choose a later day."
        )
    received, completed = flows or (listed[RECEIPTS][year], listed[COMPLETIONS][year])
    months = (received.until - get_fiscal_year_end(year)).days / DAYS_PER_YEAR if flows else 1.0
    absent, at_work = listed[ABSENT].get(year), max(judges, key=lambda item: item.until)
    share = absent.value / listed[COMPLETIONS][year].value if absent else None
    ends = known.select_year_ends(PENDING)
    cited = {
        PENDING: (ends[year],),
        RECEIPTS: (received,),
        COMPLETIONS: (completed,),
        JUDGES: (at_work,),
        ABSENT: (absent,) if absent else (),
        "pace": find_pace(known, year).figures,
    }
    rates = (received.value / months, completed.value / months, at_work.value)
    return StartingPoint(year, ends[year].value, *rates, share, cited)


def project_scenario(known: Known, scenario: Scenario, until: int) -> Projection:
    """Take a scenario forward to the end of a fiscal year.

    :raises InputError: if the year is not within ten years of the last published one, or a plan is not known.
    """
    start = find_starting_point(known)
    if not start.year < until <= start.year + 10:
        raise InputError(
            f"fiscal year {until} is not within ten years of the last published one; use {start.year + 1} to "
            f"{start.year + 10}."
        )
    years = tuple(range(start.year + 1, until + 1))
    shocks = _draw_shocks(known, len(years))
    walked = _walk_as_found if scenario.receipts is None and scenario.judges is None else _walk_given
    draws = walked(known, scenario, _Walk(start, years, shocks))
    centers = walked(known, scenario, _Walk(start, years, {name: table[:1] * 0 for name, table in shocks.items()}))
    return Projection(scenario, start, years, draws, {name: table[0] for name, table in centers.items()})


@dataclass(frozen=True, slots=True)
class _Walk:
    start: StartingPoint
    years: tuple[int, ...]
    shocks: Mapping[str, Reals]


def _draw_shocks(known: Known, years: int) -> dict[str, Reals]:
    """Draws by year of what no scenario gives: each a walk whose steps are as large as those seen so far."""
    generator = np.random.default_rng(SEED)
    pending, receipts, completions, judges, absent = (
        known.get_values(name) for name in (PENDING, RECEIPTS, COMPLETIONS, JUDGES, ABSENT)
    )
    per_judge = {y: log(completions[y] / judges[y]) for y in completions if y in judges}
    shares = {y: log(absent[y] / (completions[y] - absent[y])) for y in absent if 0 < absent[y] < completions.get(y, 0)}
    returns = _center(_list_returns(pending, receipts, completions))
    spreads = {
        "pending": Spread(1.0, estimate_spread(known, 1).freedom),
        "productivity": _estimate_steps(_list_steps(per_judge), PRIOR_PRODUCTIVITY),
        "absence": _estimate_steps(_list_steps(shares), PRIOR_ABSENCE),
        "returns": _estimate_steps(returns, PRIOR_RETURNS),
    }
    found = {}
    for name, spread in spreads.items():
        fatness = np.sqrt(spread.freedom / generator.chisquare(spread.freedom, (DRAWS, 1)))
        found[name] = generator.standard_normal((DRAWS, years)) * fatness * spread.scale
    return found


def _estimate_steps(steps: list[float], prior: float) -> Spread:
    """The spread of steps, with a prior that counts as four of them."""
    freedom = PRIOR_ERRORS + len(steps)
    return Spread(sqrt((PRIOR_ERRORS * prior**2 + sum(step**2 for step in steps)) / freedom), freedom)


def _list_steps(values: Mapping[int, float]) -> list[float]:
    return [values[year + 1] - values[year] for year in values if year + 1 in values]


def _center(values: list[float]) -> list[float]:
    recent = values[-RETURN_YEARS:]
    return [value - sum(recent) / len(recent) for value in recent]


def _list_returns(*series: Mapping[int, float]) -> list[float]:
    """What the backlog grew by beyond receipts less completions, as a share of it, by year."""
    pending, receipts, completions = series
    years = [y for y in sorted(pending) if y in receipts and y in completions and y - 1 in pending]
    return [(pending[y] - pending[y - 1] - receipts[y] + completions[y]) / pending[y - 1] for y in years]


def _walk_as_found(known: Known, scenario: Scenario, walk: _Walk) -> dict[str, Reals]:
    """Pending by the trend and its own errors; completions as they are a judge; receipts are what is left."""
    del scenario
    trend, start = find_trend(known), walk.start
    ahead = np.arange(1, len(walk.years) + 1)
    center = np.array([trend.project(int(years)) for years in ahead])
    luck = np.cumsum(walk.shocks["pending"], axis=1) / np.sqrt(ahead)
    scales = np.array([estimate_spread(known, int(years)).scale for years in ahead])
    pending = center * np.exp(luck * scales)
    judges = np.full_like(pending, start.judges)
    completions = start.completions * np.exp(np.cumsum(walk.shocks["productivity"], axis=1))
    before = np.concatenate([np.full((len(pending), 1), start.pending), pending[:, :-1]], axis=1)
    receipts = np.maximum(pending - before + completions, 0)
    return _collect(walk, pending, receipts, completions, judges)


def _walk_given(known: Known, scenario: Scenario, walk: _Walk) -> dict[str, Reals]:
    """Year by year: what came in, less what judges completed, and what came back."""
    start, years = walk.start, walk.years
    receipts = _follow_course(scenario.receipts, start.receipts, walk)
    judges = _follow_course(scenario.judges, start.judges, walk, plans=_find_plan(known))
    middle = (judges + np.concatenate([[start.judges], judges[:-1]])) / 2
    recent = _list_returns(*(known.get_values(name) for name in (PENDING, RECEIPTS, COMPLETIONS)))[-RETURN_YEARS:]
    usual = sum(recent) / len(recent)
    per_judge = start.completions / start.judges * np.exp(np.cumsum(walk.shocks["productivity"], axis=1))
    stock = np.full(len(per_judge), start.pending)
    pending, completions = np.empty_like(per_judge), np.empty_like(per_judge)
    for place in range(len(years)):
        back = stock * (usual + walk.shocks["returns"][:, place])
        completions[:, place] = np.minimum(middle[place] * per_judge[:, place], stock + receipts[place])
        stock = np.maximum(stock + receipts[place] + back - completions[:, place], 0)
        pending[:, place] = stock
    wide = np.ones_like(pending)
    return _collect(walk, pending, receipts * wide, completions, judges * wide)


def _collect(walk: _Walk, pending: Reals, receipts: Reals, completions: Reals, judges: Reals) -> dict[str, Reals]:
    share = walk.start.absent_share
    found = {"pending": pending, "receipts": receipts, "completions": completions, "judges": judges}
    if share is not None:
        odds = log(share / (1 - share)) + np.cumsum(walk.shocks["absence"], axis=1)
        found["in_absentia_orders"] = completions / (1 + np.exp(-odds))
    return found


def _find_plan(known: Known) -> Callable[[int], float]:
    def find(year: int) -> float:
        planned = {item.fiscal_year: item.value for item in known.figures if item.series == PLANNED}
        if year not in planned:
            raise InputError(f"no plan for the judges of fiscal year {year} is published; plans: {sorted(planned)}.")
        return planned[year]

    return find


def _follow_course(
    course: Course | None, now: float, walk: _Walk, plans: Callable[[int], float] | None = None
) -> Reals:
    """The quantity at each year, evenly between the years that are given and as given after the last."""
    if course is None or course.factor is not None:
        return np.full(len(walk.years), now * (1.0 if course is None or course.factor is None else course.factor))
    given = dict(course.by_year)
    if course.plan is not None and plans is not None:
        given = {course.plan: plans(course.plan)}
    if course.plan is not None and plans is None:
        raise InputError("there are no published plans for receipts; give them by_year.")
    points = {walk.start.year: now} | given
    return np.interp(walk.years, sorted(points), [points[year] for year in sorted(points)])


__all__ = ["LEVELS", "Projection", "StartingPoint", "find_starting_point", "project_scenario"]
