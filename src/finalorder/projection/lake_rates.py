"""How fast cases of a lake come, change and end, from the months before a day: rates, and how sure they are.

A rate is the share of a month's opening stock. Its shape by state comes from the whole window, its level from the last
year, a city's own from what it has beyond the country's (shrunk where it has few), how far it may move from ten years.
Nothing after the day is used.
"""

from dataclasses import dataclass
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
    Reals,
)

WINDOW_MONTHS, LEVEL_MONTHS = 24, 12
#: years whose changes say how far a level moves; a year with fewer events than so many says nothing
DRIFT_YEARS, MIN_EVENTS = 10, 30
#: completions that a window must have at least: fewer give no rate
MIN_COMPLETIONS = 200
#: a state's own rate counts as much as so many cases of the whole country's, a city's as much as so many events
STATE_WEIGHT, CITY_WEIGHT = 50.0, 20.0
#: by how much a level may change in a year before any change was seen, and as how many years that counts
PRIOR_DRIFT, PRIOR_YEARS = 0.03, 2
#: a flow that doubled and halved from year to year is not carried further than this a year
MOST_DRIFT = 0.5
#: two years' totals of a level that walks differ by so much of what it walks in a year (variance)
SHARE_OF_WALK = 2 / 3
NEW, RETURNED, MOVED_IN = range(len(CAME))
MOVED = KINDS.index("moved")
#: kinds of end that are a judge's decision
DECISIONS = tuple(KINDS.index(name) for name in ("in_absentia", "removal", "ended"))


@dataclass(frozen=True, slots=True)
class Level:
    """A flow's monthly level: its mean, how sure it is (events behind it), how unevenly it comes, and how it drifts.

    ``lumps``: the variance of a city's count over its mean. ``swing``: how far the whole country's month is off in
    common, on a log scale. ``drift``: how far the level may move in a year, on a log scale.
    """

    events: float
    lumps: float
    swing: float
    drift: float


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


def fit_rates(past: LakePast) -> Rates:
    """Fit rates to what came before a day (the last start is the day of the forecast).

    :raises InputError: if the window has too few months or completions.
    """
    months = past.months
    window = _select_window(months)
    shape = _fit_exits(window)
    expected = np.einsum("mcbp,bpk->mck", window.stock, shape)
    seen = window.exits.sum(axis=(2, 3))
    late = slice(-LEVEL_MONTHS, None)
    level = seen[late].sum(axis=(0, 1)) / np.maximum(expected[late].sum(axis=(0, 1)), 1e-9)
    by_city = expected[late].sum(axis=0) * level
    events = seen[late].sum(axis=0)
    arrivals = window.entries.sum(axis=(3, 4)) + window.gone.sum(axis=3)
    return Rates(
        exits=shape * level,
        city_factors=(events + CITY_WEIGHT) / (by_city + CITY_WEIGHT),
        city_events=events,
        survival=_fit_survival(window),
        arrivals=arrivals[late].mean(axis=0),
        arrival_states=_fit_arrival_states(window),
        gone_at_once=window.gone.sum(axis=(0, 2)) / np.maximum(arrivals.sum(axis=(0, 2)), 1)[:, None],
        moved_in=float(arrivals[late, MOVED_IN].sum() / max(_count_moves(window)[late].sum(), 1)),
        order_exits=_fit_order_exits(window),
        order_events=window.orders.sum(axis=(0, 1))[..., 1:],
        appeals_within=months.appeals[2] / months.appeals[1] if months.appeals[1] else 1.0,
        exit_levels=_fit_exit_levels(seen, expected, past.years, shape),
        arrival_levels=_fit_arrival_levels(arrivals, past.years),
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


def _fit_exit_levels(seen: Reals, expected: Reals, years: LakeMonths, shape: Reals) -> tuple[Level, ...]:
    ended = (years.exits.sum(axis=(1, 2, 3)) + years.gone.sum(axis=(1, 2)))[:-1]
    stock = years.stock.sum(axis=1)
    due = np.einsum("ybp,bpk->yk", (stock[:-1] + stock[1:]) / 2, shape) * MONTHS_PER_YEAR
    return tuple(_fit_level(seen[:, :, k], expected[:, :, k], (ended[:, k], due[:, k])) for k in range(len(KINDS)))


def _fit_arrival_levels(arrivals: Reals, years: LakeMonths) -> tuple[Level, ...]:
    came = (years.entries.sum(axis=(2, 3, 4)) + years.gone.sum(axis=(2, 3)))[:-1]
    even = np.ones_like(arrivals[:, 0])
    return tuple(_fit_level(arrivals[:, way], even, (came[:, way], np.ones(len(came)))) for way in range(len(CAME)))


def _fit_level(seen: Reals, expected: Reals, yearly: tuple[Reals, Reals]) -> Level:
    """How sure and how even a flow is: ``seen`` and ``expected`` by month and city, the latter up to a factor; the
    same by year say how it drifts.
    """
    late_seen, late_expected = seen[-LEVEL_MONTHS:], expected[-LEVEL_MONTHS:]
    total = float(late_seen.sum())
    by_city = late_seen.sum(axis=0) / np.maximum(late_expected.sum(axis=0), 1e-9) * late_expected
    squares = float(((late_seen - by_city) ** 2).sum()) / (1 - 1 / LEVEL_MONTHS)
    lumps = float(np.clip(squares / max(total, 1.0), 1.0, 10.0))
    country, mean = late_seen.sum(axis=1), by_city.sum(axis=1)
    spread = float(((country - mean) ** 2).sum() / (LEVEL_MONTHS - 1))
    average = max(total / LEVEL_MONTHS, 1e-9)
    swing = sqrt(max(spread - lumps * average, 0.0)) / average
    return Level(total / lumps, lumps, min(swing, 1.0), fit_drift(*yearly, lumps))


def fit_drift(seen: Reals, expected: Reals, lumps: float = 1.0) -> float:
    """How far a flow's level moves in a year, on a log scale: the root mean square of its changes from year to year
    beyond what so few events vary by, as a walk's, with a prior. Years with too few events say nothing.
    """
    known = (seen >= MIN_EVENTS) & (expected > 0)
    level = np.log(np.where(known, seen, 1.0) / np.where(known, expected, 1.0))
    both = known[1:] & known[:-1]
    noise = lumps * (1 / np.maximum(seen[1:], 1.0) + 1 / np.maximum(seen[:-1], 1.0))
    moved = max(float((np.diff(level) ** 2 - noise)[both].sum()), 0.0) / SHARE_OF_WALK
    return min(sqrt((PRIOR_YEARS * PRIOR_DRIFT**2 + moved) / (PRIOR_YEARS + int(both.sum()))), MOST_DRIFT)
