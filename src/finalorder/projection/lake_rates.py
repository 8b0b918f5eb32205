"""How fast cases of a lake come, change and end, from the months before a day: rates, and how sure they are.

A rate is the share of a month's opening stock. Its shape by state comes from the whole window, its level from its
months, the last ones most where levels move fast (a local level filter), a city's own from what it has beyond the
country's (shrunk where it has few), how far either may move from ten years. Nothing after the day is used.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from finalorder.errors import InputError
from finalorder.projection.lake_months import (
    BLOCKS,
    CAME,
    KINDS,
    MONTHS_PER_YEAR,
    PLACES,
    LakeMonths,
    LakePast,
    LakeYears,
    Reals,
)

WINDOW_MONTHS, LEVEL_MONTHS = 24, 12
#: years whose changes say how far a level moves, by how much less each counts than the one after it; a year with fewer
#: events than so many says nothing
DRIFT_YEARS, RECENCY, MIN_EVENTS = 10, 0.85, 30
#: completions that a window must have at least: fewer give no rate
MIN_COMPLETIONS = 200
#: a state's own rate counts as much as so many cases of the whole country's, a city's as much as so many events
STATE_WEIGHT, CITY_WEIGHT = 50.0, 20.0
#: by how much a level may change in a year before any change was seen, and as how many years that counts
PRIOR_DRIFT, PRIOR_YEARS = 0.03, 2
#: a flow that doubled and halved from year to year is not carried further than this a year
MOST_DRIFT = 0.5
#: how decisions follow the stock before anything was seen, and as how much of changes (squares, log scale) that counts
PRIOR_STRETCH, STRETCH_WEIGHT = 0.5, 0.05
#: a city's month is not taken to vary by more than so many times its mean
MOST_LUMPS = 10.0
#: two years' totals of a level that walks differ by so much of what it walks in a year (variance)
SHARE_OF_WALK = 2 / 3
NEW, RETURNED, MOVED_IN = range(len(CAME))
MOVED = KINDS.index("moved")
#: kinds of end that are a judge's decision
DECISIONS = tuple(KINDS.index(name) for name in ("in_absentia", "removal", "ended"))


@dataclass(frozen=True, slots=True)
class Level:
    """A flow's monthly level: how sure it is (events behind it), how unevenly it comes, and how it drifts.

    ``factor``: the level at the window's end, as a multiple of what was expected. ``lumps``: the variance of a city's
    count over its mean. ``swing``: how far the whole country's month is off in common, on a log scale. ``drift``: how
    far the level may move in a year, on a log scale; ``city_drift``: how far a city's own part may beyond that.
    """

    factor: float
    events: float
    lumps: float
    swing: float
    drift: float
    city_drift: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What moves a lake's cases for a month; arrays as in ``LakeMonths``, per month."""

    exits: Reals  # block, place, kind: share of the opening stock
    city_factors: Reals  # city, kind
    city_events: Reals  # city, kind: events behind them
    survival: Reals  # block, place, place: where those that stay are after a month
    arrivals: Reals  # way of coming, city: a month
    arrival_states: Reals  # way of coming, city, block, place: shares of those still open at the month's end
    gone_at_once: Reals  # way of coming, kind: share ended within the month of entry
    moved_in: float  # entries after a move per move
    order_exits: Reals  # in absentia, stage: shares undone, final, appealed in a month
    order_events: Reals  # in absentia, stage, end: how many are behind them
    appeals_within: float  # of appeals of orders made in person: filed within the window of a policy
    exit_levels: tuple[Level, ...]  # by kind
    arrival_levels: tuple[Level, ...]  # by way of coming
    common_drift: float  # how far decisions of every kind move together in a year; that of each kind is beyond it
    stretch: (
        float  # decisions grow with this power of the stock: 1 as it does, 0 not at all, since judges' time is full
    )


def fit_rates(past: LakePast) -> Rates:
    """Fit rates to what came before a day (the last start is the day of the forecast).

    :raises InputError: if the window has too few months or completions.
    """
    months = past.months
    window = _select_window(months)
    shape = _fit_exits(window)
    expected = np.einsum("mcbp,bpk->mck", window.stock, shape)
    stretch = _fit_stretch(past.years, shape)
    expected[..., DECISIONS] *= _stretch_months(expected, months.stock[-1], shape, stretch)
    seen = window.exits.sum(axis=(2, 3))
    late = slice(-LEVEL_MONTHS, None)
    late_level = seen[late].sum(axis=(0, 1)) / np.maximum(expected[late].sum(axis=(0, 1)), 1e-9)
    by_city = expected[late].sum(axis=0) * late_level
    events = seen[late].sum(axis=0)
    arrivals = window.entries.sum(axis=(3, 4)) + window.gone.sum(axis=3)
    exit_levels = _fit_exit_levels(seen, expected, past.years, (shape, stretch))
    common = _fit_common_drift(past.years, (shape, stretch), exit_levels)
    arrival_levels = _fit_arrival_levels(arrivals, past.years)
    return Rates(
        exits=shape * np.array([level.factor for level in exit_levels]),
        city_factors=(events + CITY_WEIGHT) / (by_city + CITY_WEIGHT),
        city_events=events,
        survival=_fit_survival(window),
        arrivals=arrivals[late].mean(axis=0) * np.array([[level.factor] for level in arrival_levels]),
        arrival_states=_fit_arrival_states(window),
        gone_at_once=window.gone.sum(axis=(0, 2)) / np.maximum(arrivals.sum(axis=(0, 2)), 1)[:, None],
        moved_in=float(arrivals[late, MOVED_IN].sum() / max(_count_moves(window)[late].sum(), 1)),
        order_exits=_fit_order_exits(window),
        order_events=window.orders.sum(axis=(0, 1))[..., 1:],
        appeals_within=months.appeals[2] / months.appeals[1] if months.appeals[1] else 1.0,
        exit_levels=_part_drifts(exit_levels, common),
        common_drift=common,
        stretch=stretch,
        arrival_levels=arrival_levels,
    )


def _select_window(months: LakeMonths) -> LakeMonths:
    number = len(months.starts) - 1
    window = months.select(max(number - WINDOW_MONTHS, 0), number)
    completions = float(window.exits[..., DECISIONS].sum())
    if len(window.starts) < WINDOW_MONTHS or completions < MIN_COMPLETIONS:
        raise InputError(
            f"this lake has {completions:,.0f} completions in the {WINDOW_MONTHS} months before {months.starts[-1]}; "
            f"at least {MIN_COMPLETIONS} are needed to fit a forecast to it."
        )
    return window


def _count_moves(window: LakeMonths) -> Reals:
    found: Reals = window.exits[..., MOVED].sum(axis=(1, 2, 3)) + window.gone[..., MOVED].sum(axis=(1, 2))
    return found


def _fit_exits(window: LakeMonths) -> Reals:
    """The share of each state that ends in a month by kind, shrunk to that of the same place in every block of its
    custody, and this to the custody's.
    """
    stock = window.stock.sum(axis=(0, 1)).reshape(BLOCKS // 2, 2, PLACES)
    ends = window.exits.sum(axis=(0, 1)).reshape(BLOCKS // 2, 2, PLACES, len(KINDS))
    custody = ends.sum(axis=(0, 2)) / np.maximum(stock.sum(axis=(0, 2)), 1)[:, None]
    place = (ends.sum(axis=0) + STATE_WEIGHT * custody[:, None]) / (stock.sum(axis=0) + STATE_WEIGHT)[..., None]
    found: Reals = (ends + STATE_WEIGHT * place[None]) / (stock + STATE_WEIGHT)[..., None]
    return found.reshape(BLOCKS, PLACES, len(KINDS))


def _fit_survival(window: LakeMonths) -> Reals:
    counts = window.survived.sum(axis=0)
    pooled = counts.sum(axis=0) + np.eye(PLACES)
    pooled /= pooled.sum(axis=1, keepdims=True)
    weighed = counts + STATE_WEIGHT * pooled
    return np.asarray(weighed / weighed.sum(axis=2, keepdims=True))


def _fit_arrival_states(window: LakeMonths) -> Reals:
    counts = window.entries.sum(axis=0)
    whole = counts.sum(axis=1, keepdims=True) + 1e-9
    whole = whole / whole.sum(axis=(2, 3), keepdims=True)
    weighed = counts + CITY_WEIGHT * whole
    return np.asarray(weighed / weighed.sum(axis=(2, 3), keepdims=True))


def _fit_order_exits(window: LakeMonths) -> Reals:
    counts = window.orders.sum(axis=(0, 1))
    found: Reals = counts[..., 1:] / np.maximum(counts[..., :1], 1)
    return found


def _fit_stretch(years: LakeYears, shape: Reals) -> float:
    """How decisions followed the stock over ten years: a slope of yearly changes, with a prior of half."""
    ended, due = (table[..., DECISIONS].sum(axis=(1, 2)) for table in _count_yearly_ends(years, (shape, 1.0)))
    known = (ended >= MIN_EVENTS) & (due > 0)
    both = known[1:] & known[:-1]
    more, decided = (np.diff(np.log(np.where(known, table, 1.0)))[both] for table in (due, ended))
    slope = (PRIOR_STRETCH * STRETCH_WEIGHT + (more * decided).sum()) / (STRETCH_WEIGHT + (more**2).sum())
    return float(np.clip(slope, 0.0, 1.0))


def _stretch_months(expected: Reals, stock: Reals, shape: Reals, stretch: float) -> Reals:
    """What a month's decisions are less than the stock makes expect, as a factor, beside those of the last stock."""
    now = np.einsum("cbp,bpk->k", stock, shape)[list(DECISIONS)].sum()
    due = expected[..., DECISIONS].sum(axis=(1, 2))
    found: Reals = (np.maximum(due, 1e-9) / max(float(now), 1e-9)) ** (stretch - 1)
    return found[:, None, None]


def _fit_exit_levels(seen: Reals, expected: Reals, years: LakeYears, pace: tuple[Reals, float]) -> tuple[Level, ...]:
    ended, due = _count_yearly_ends(years, pace)
    return tuple(_fit_level(seen[:, :, k], expected[:, :, k], (ended[..., k], due[..., k])) for k in range(len(KINDS)))


def _count_yearly_ends(years: LakeYears, pace: tuple[Reals, float]) -> tuple[Reals, Reals]:
    """What ended in each year, and what would have at one pace: year, city, kind."""
    shape, stretch = pace
    due = np.einsum("ycbp,bpk->yck", (years.stock[:-1] + years.stock[1:]) / 2, shape) * MONTHS_PER_YEAR
    due[..., DECISIONS] *= np.maximum(due[..., DECISIONS].sum(axis=(1, 2), keepdims=True), 1e-9) ** (stretch - 1)
    return years.ended, due


def _fit_common_drift(years: LakeYears, pace: tuple[Reals, float], levels: tuple[Level, ...]) -> float:
    """How far decisions of every kind move together: as far as all of them, where they are counted as one."""
    ended, due = (table[..., DECISIONS].sum(axis=(1, 2)) for table in _count_yearly_ends(years, pace))
    return fit_drift(ended, due, max(levels[k].lumps for k in DECISIONS))


def _part_drifts(levels: tuple[Level, ...], common: float) -> tuple[Level, ...]:
    """Leave to each kind of decision what it moves beyond all of them."""
    own = {k: sqrt(max(levels[k].drift ** 2 - common**2, 0.0)) for k in DECISIONS}
    return tuple(replace(level, drift=own.get(k, level.drift)) for k, level in enumerate(levels))


def _fit_arrival_levels(arrivals: Reals, years: LakeYears) -> tuple[Level, ...]:
    usual = np.broadcast_to(arrivals[-LEVEL_MONTHS:].mean(axis=0), arrivals.shape)
    even = np.broadcast_to(years.came.mean(axis=0), years.came.shape)
    yearly = ((years.came[:, way], even[:, way]) for way in range(len(CAME)))
    return tuple(_fit_level(arrivals[:, way], usual[:, way], each) for way, each in enumerate(yearly))


def _fit_level(seen: Reals, expected: Reals, yearly: tuple[Reals, Reals]) -> Level:
    """How sure and how even a flow is: ``seen`` and ``expected`` by month and city, the latter up to a factor; the
    same by year say how it drifts.
    """
    country, due = seen.sum(axis=1), expected.sum(axis=1)
    by_city = seen.sum(axis=0) / np.maximum(expected.sum(axis=0), 1e-9) * expected
    by_city = by_city * (country / np.maximum(by_city.sum(axis=1), 1e-9))[:, None]
    average = max(float(country.mean()), 1e-9)
    lumps = float(np.clip(_measure_noise(seen - by_city) / average, 1.0, MOST_LUMPS))
    ratio = country / np.maximum(due * country.sum() / max(float(due.sum()), 1e-9), 1e-9)
    rough = max(_measure_noise(ratio[:, None]), lumps / average)
    drift = fit_drift(yearly[0].sum(axis=1), yearly[1].sum(axis=1), rough * average)
    noise = max(rough - drift**2 / MONTHS_PER_YEAR / 2, lumps / average)
    weights, unsure = _filter_level(len(country), noise, drift**2 / MONTHS_PER_YEAR)
    factor = float((weights * country).sum() / max((weights * due).sum(), 1e-9))
    swing = min(sqrt(noise - lumps / average), 1.0)
    return Level(factor, 1 / unsure, lumps, swing, drift, fit_city_drift(*yearly, lumps))


def _measure_noise(off: Reals) -> float:
    """The variance of months around a level that moves slowly, of all cities together: from each to the next."""
    return float((np.diff(off, axis=0) ** 2).sum()) / 2 / (len(off) - 1)


def _filter_level(months: int, noise: float, step: float) -> tuple[Reals, float]:
    """Weights of months for the level at their end, and its variance: of months with so much noise, around a level that
    moves by so much from each to the next (variances).
    """
    weights, unsure = np.ones(1), noise
    for _ in range(months - 1):
        gain = (unsure + step) / (unsure + step + noise)
        weights, unsure = np.append(weights * (1 - gain), gain), gain * noise
    return weights, unsure


def fit_drift(seen: Reals, expected: Reals, lumps: float = 1.0) -> float:
    """How far a flow's level moves in a year, on a log scale: the root mean square of its changes from year to year
    beyond what so few events vary by, as a walk's, with a prior; late changes count more. Years with too few events
    say nothing.
    """
    known = (seen >= MIN_EVENTS) & (expected > 0)
    level = np.log(np.where(known, seen, 1.0) / np.where(known, expected, 1.0))
    both = known[1:] & known[:-1]
    noise = lumps * (1 / np.maximum(seen[1:], 1.0) + 1 / np.maximum(seen[:-1], 1.0))
    number, weights = int(both.sum()), both * RECENCY ** np.arange(len(both))[::-1]
    mean = float(((np.diff(level) ** 2 - noise) * weights).sum()) / max(float(weights.sum()), 1e-9)
    moved = number * max(mean, 0.0) / SHARE_OF_WALK
    return min(sqrt((PRIOR_YEARS * PRIOR_DRIFT**2 + moved) / (PRIOR_YEARS + number)), MOST_DRIFT)


def fit_city_drift(seen: Reals, expected: Reals, lumps: float = 1.0) -> float:
    """How far a city's own part of a flow moves in a year beyond the country's: as :func:`fit_drift`, of all cities."""
    whole = seen.sum(axis=1, keepdims=True) / np.maximum(expected.sum(axis=1, keepdims=True), 1e-9)
    due = expected * whole
    known = (seen >= MIN_EVENTS) & (due > 0)
    own = np.log(np.where(known, seen, 1.0) / np.where(known, due, 1.0))
    both = known[1:] & known[:-1]
    noise = lumps * (1 / np.maximum(seen[1:], 1.0) + 1 / np.maximum(seen[:-1], 1.0))
    moved = float((np.diff(own, axis=0) ** 2 - noise)[both].sum()) / SHARE_OF_WALK
    return min(sqrt(max(moved, 0.0) / max(int(both.sum()), 1)), MOST_DRIFT)
