"""A lake's courts on a day, and where they go: the state, a month's step, and the path of many draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np

from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.projection.lake_months import (
    BLOCKS,
    DOCKETS,
    KINDS,
    MONTHS_PER_YEAR,
    PLACES,
    STAGES,
    LakePast,
    Reals,
    list_month_starts,
    read_lake_past,
)
from finalorder.projection.lake_rates import (
    CITY_WEIGHT,
    DECISIONS,
    DRIFT_YEARS,
    LEVEL_MONTHS,
    MOVED,
    MOVED_IN,
    NEW,
    RETURNED,
    WINDOW_MONTHS,
    Rates,
    fit_rates,
)
from finalorder.projection.policies import Policy
from finalorder.projection.policy_effects import Effects, build_effects
from finalorder.projection.shared_draws import SharedDraws

#: the most that a month can end of any state
MOST_ENDED = 0.95
IN_ABSENTIA, REMOVAL = KINDS.index("in_absentia"), KINDS.index("removal")
OPEN, APPEALED, FINAL = range(len(STAGES))
PLAIN_APPEAL_DAYS = 30
#: degrees of freedom with which it is known how far levels move, and the furthest in a year that is drawn (log scale)
FREEDOM, MOST_DRAWN = 4, 0.75
#: what is known of the mean of twelve months has moved since by so much of what it walks in a year (variance)
SINCE_MIDDLE = 1 / 3
QUANTITIES = ("pending", "receipts", "completions", "in_absentia_orders", "removal_orders", "standing_orders", "wait")


@dataclass(frozen=True, slots=True)
class State:
    """The courts of a lake at the end of a day, and the rates that hold there, fitted to the months before."""

    day: date
    cities: tuple[str, ...]
    stock: Reals  # city, block, place
    orders: Reals  # city, in absentia, stage
    rates: Rates
    recent_completions: Reals  # city: in each of the last months, for the wait

    @classmethod
    def from_ledger(
        cls, release: Release, day: date | None = None, *, policy: Policy | None = None, by_city: bool = True
    ) -> Self:
        """The state at the end of a day (the release's without one), from its ledger.

        :param by_city: each city by itself; otherwise the country as one court.
        :raises InputError: if the lake is too young for rates, or the day is after the release's.
        """
        if day is not None and day > release.day:
            raise InputError(f"{day} is after {release.day}, the day of release {release.name}; choose an earlier day.")
        moment = (day or release.day) + timedelta(days=1)
        window = int((policy or Policy()).appeal_days or PLAIN_APPEAL_DAYS)
        return cls.from_past(read_lake_past(release, moment, (WINDOW_MONTHS, DRIFT_YEARS), window, by_city=by_city))

    @classmethod
    def from_past(cls, past: LakePast) -> Self:
        """The state at the last start of the months before a day."""
        months = past.months
        decided = months.exits[..., DECISIONS].sum(axis=(2, 3, 4))
        return cls(
            months.starts[-1] - timedelta(days=1),
            months.cities,
            months.stock[-1],
            months.orders[-1, ..., 0],
            fit_rates(past),
            decided[-13:-1],
        )


@dataclass(frozen=True, slots=True)
class Path:
    """Many draws of the months ahead: by quantity, an array of month, draw and city."""

    state: State
    months: tuple[date, ...]
    quantities: dict[str, Reals]

    def select_cities(self, keep: "list[int]") -> dict[str, Reals]:
        """By quantity, the months and draws of some cities together; the wait of all of them."""
        sums = {name: table[:, :, keep].sum(axis=2) for name, table in self.quantities.items() if name != "wait"}
        recent = self.state.recent_completions[:, keep].sum(axis=1)
        return sums | {"wait": _compute_wait(sums["pending"], sums["completions"], recent)}


def _compute_wait(pending: Reals, completions: Reals, before: Reals) -> Reals:
    """Months of work that wait: pending over the mean month's completions of the last year."""
    known = np.broadcast_to(before[:, None], (len(before), completions.shape[1]))
    every = np.concatenate([known, completions])
    sums = np.cumsum(every, axis=0)
    last = sums[MONTHS_PER_YEAR:] - sums[:-MONTHS_PER_YEAR] if len(before) == MONTHS_PER_YEAR else sums[len(before) :]
    found: Reals = pending / np.maximum(last / MONTHS_PER_YEAR, 1e-9)
    return found


@dataclass(slots=True)
class _Walk:
    """What a walk carries from month to month; first axis: draw."""

    stock: Reals
    orders: Reals
    due: float  # decisions that the stock makes expect in the first month
    steps: dict[str, Reals]  # of exits, decisions and arrivals: how far their levels move in a month, by draw
    levels: Reals  # draw, kind: log
    arrivals: Reals  # draw, way: log
    factors: Reals  # draw, city, kind: each city's own speed
    coming: Reals  # draw, way, city: arrivals a month
    order_speeds: Reals  # draw, in absentia, stage, end: factors


def advance(
    state: State, months: int, shared: SharedDraws, policy: Policy | None = None, receipts: float = 1.0
) -> Path:
    """Take a state forward by so many months, in many draws; policies meet the same numbers if they share them.

    :param receipts: new cases as a multiple of those of the last year.
    """
    effects = build_effects(state, policy or Policy(), receipts)
    walk = _start_walk(state, shared, effects)
    starts = list_month_starts(state.day + timedelta(days=1), 0, months)
    found: dict[str, list[Reals]] = {name: [] for name in QUANTITIES if name != "wait"}
    for month in range(1, months + 1):
        for name, table in _step_month(state.rates, walk, (effects, shared, month)):
            found[name].append(table)
    ends = tuple(day - timedelta(days=1) for day in starts[1:])
    return Path(state, ends, {name: np.stack(tables) for name, tables in found.items()})


def _start_walk(state: State, shared: SharedDraws, effects: Effects) -> _Walk:
    """Every draw begins with the state, and with levels as unsure as the events behind them."""
    rates = state.rates
    exits = _draw_unsure(shared, "levels of exits", np.array([level.events for level in rates.exit_levels]))
    ways = _draw_unsure(shared, "levels of arrivals", np.array([level.events for level in rates.arrival_levels]))
    wide = (shared.draws, *state.stock.shape)
    stock = effects.give_counsel(np.broadcast_to(state.stock, wide).copy())
    orders = np.broadcast_to(state.orders, (shared.draws, *state.orders.shape)).copy()
    speeds = _draw_unsure(shared, "levels of orders", rates.order_events / rates.exit_levels[REMOVAL].lumps)
    factors, coming = _draw_cities(rates, shared)
    due = float(_count_due(rates, state.stock[None])[0])
    return _Walk(stock, orders, due, _draw_steps(rates, shared), np.log(exits), np.log(ways), factors, coming, speeds)


def _draw_cities(rates: Rates, shared: SharedDraws) -> tuple[Reals, Reals]:
    """Each city's own speed (draw, city, kind) and arrivals (draw, way, city), about as sure as its events."""
    lumps = np.array([level.lumps for level in rates.exit_levels])
    ways = np.array([level.lumps for level in rates.arrival_levels])[:, None]
    wide = np.ones((shared.draws, 1, 1))
    if len(rates.city_events) == 1:  # the country as one court
        return rates.city_factors * wide, rates.arrivals * wide
    own, own_ways = _get_city_drifts(rates)
    speeds = _draw_unsure(shared, "cities", (rates.city_events + CITY_WEIGHT) / lumps, own)
    coming = _draw_unsure(shared, "cities of arrivals", rates.arrivals * LEVEL_MONTHS / ways, own_ways)
    return rates.city_factors * speeds, rates.arrivals * coming


def _draw_unsure(shared: SharedDraws, name: str, events: Reals, drift: Reals | float = 0.0) -> Reals:
    """Factors with mean one, as unsure as the events behind them, and as the mean of a year that moved so far is of its
    end: a row a draw.
    """
    spread = np.minimum(np.sqrt(1 / (events + 1) + SINCE_MIDDLE * drift**2), 1.0)
    return _draw_factors(shared, name, 0, spread)


def _draw_factors(shared: SharedDraws, name: str, month: int, spread: Reals) -> Reals:
    """Factors with mean one, so far apart on a log scale: a row a draw."""
    found: Reals = np.exp(shared.draw_normal(name, month, *spread.shape) * spread - spread**2 / 2)
    return found


def _get_city_drifts(rates: Rates) -> tuple[Reals, Reals]:
    """How far a city's own part moves in a year: by city and kind, and by way of coming and city."""
    kinds = np.array([level.city_drift for level in rates.exit_levels])
    ways = np.array([level.city_drift for level in rates.arrival_levels])[:, None]
    return np.broadcast_to(kinds, rates.city_factors.shape), np.broadcast_to(ways, rates.arrivals.shape)


def _step_month(rates: Rates, walk: _Walk, asked: tuple[Effects, SharedDraws, int]) -> Iterator[tuple[str, Reals]]:
    """Take a walk forward by a month and give the month's quantities: draw by city."""
    effects, shared, month = asked
    _drift_levels(rates, walk, shared, month)
    ended = _end_cases(rates, walk, asked)
    walk.stock = _age_cases(rates, walk.stock)
    received, came, gone = _let_cases_in(rates, walk, ended, asked)
    walk.stock += came
    reopened = _step_orders(rates, walk, ended + gone, asked)
    walk.stock += effects.place_reopened(reopened)
    walk.stock = effects.give_counsel(walk.stock)
    ends = ended + gone
    yield "pending", walk.stock.sum(axis=(2, 3))
    yield "receipts", received
    yield "completions", ends[:, :, DECISIONS].sum(axis=2)
    yield "in_absentia_orders", ends[:, :, IN_ABSENTIA]
    yield "removal_orders", ends[:, :, IN_ABSENTIA] + ends[:, :, REMOVAL]
    yield "standing_orders", walk.orders[..., FINAL].sum(axis=2)


def _drift_levels(rates: Rates, walk: _Walk, shared: SharedDraws, month: int) -> None:
    exits, decided, arrivals = (
        shared.draw_normal(f"drift of {name}", month, steps.shape[1]) * steps for name, steps in walk.steps.items()
    )
    walk.levels = walk.levels + exits
    walk.levels[:, DECISIONS] += decided
    walk.arrivals = walk.arrivals + arrivals
    if len(rates.city_events) > 1:
        own, own_ways = (drift / np.sqrt(MONTHS_PER_YEAR) for drift in _get_city_drifts(rates))
        walk.factors = walk.factors * _draw_factors(shared, "drift of cities", month, own)
        walk.coming = walk.coming * _draw_factors(shared, "drift of arrivals by city", month, own_ways)


def _draw_steps(rates: Rates, shared: SharedDraws) -> dict[str, Reals]:
    """How far levels move in a month, by draw: as unsure as few changes leave it, so that the ends of paths are those
    of a Student t.
    """
    drifts = {
        "exits": [level.drift for level in rates.exit_levels],
        "decisions": [rates.common_drift],
        "arrivals": [level.drift for level in rates.arrival_levels],
    }
    found = {}
    for name, drift in drifts.items():
        squares = shared.draw_normal(f"how far {name} drift", 0, FREEDOM, len(drift)) ** 2
        yearly = np.minimum(np.sqrt(FREEDOM / squares.sum(axis=1)) * drift, MOST_DRAWN)
        found[name] = np.asarray(yearly / np.sqrt(MONTHS_PER_YEAR))
    return found


def _count_due(rates: Rates, stock: Reals) -> Reals:
    """Count the decisions of a month that a stock makes expect, in each draw."""
    found: Reals = np.einsum("dcbp,bp->d", stock, rates.exits[..., DECISIONS].sum(axis=2))
    return found


def _end_cases(rates: Rates, walk: _Walk, asked: tuple[Effects, SharedDraws, int]) -> Reals:
    """End cases by kind, in whole numbers by city: draw, city, kind; they leave the stock."""
    effects, shared, month = asked
    swing = np.array([level.swing for level in rates.exit_levels])
    common = np.exp(walk.levels + shared.draw_normal("swing of exits", month, len(KINDS)) * swing - swing**2 / 2)
    full = np.maximum(_count_due(rates, walk.stock), 1e-9) / max(walk.due, 1e-9)
    common[:, DECISIONS] *= (full ** (rates.stretch - 1))[:, None]
    share = (rates.exits * effects.exit_factors).reshape(-1, len(KINDS))
    stock = walk.stock.reshape(*walk.stock.shape[:2], -1)
    speed = walk.factors * common[:, None]
    expected = stock @ share * speed
    for k, name in enumerate(KINDS):
        counts = shared.draw_counts(f"exits {name}", month, expected[..., k], rates.exit_levels[k].lumps)
        speed[..., k] *= counts / np.maximum(expected[..., k], 1e-12)
    asked_for = speed @ share.T
    possible = np.minimum(MOST_ENDED / np.maximum(asked_for, 1e-12), 1)
    found: Reals = (stock * possible) @ share * speed
    walk.stock = (stock * (1 - asked_for * possible)).reshape(walk.stock.shape)
    return found


def _age_cases(rates: Rates, stock: Reals) -> Reals:
    """Where those that stay are after a month: counsel found, hearings held, older."""
    for block in range(BLOCKS):
        stock[:, :, block] = stock[:, :, block] @ rates.survival[block]
    return stock


def _let_cases_in(
    rates: Rates, walk: _Walk, ended: Reals, asked: tuple[Effects, SharedDraws, int]
) -> tuple[Reals, Reals, Reals]:
    """New cases by city; all that came, by state at the month's end; and those that ended within the month, by kind."""
    effects, shared, month = asked
    swing = np.array([level.swing for level in rates.arrival_levels])
    common = np.exp(walk.arrivals + shared.draw_normal("swing of arrivals", month, len(swing)) * swing - swing**2 / 2)
    mean = {
        NEW: walk.coming[:, NEW] * common[:, NEW, None] * effects.receipts,
        RETURNED: walk.coming[:, RETURNED] * common[:, RETURNED, None],
    }
    came = {way: _draw_arrivals(rates, shared, (way, month), table) for way, table in mean.items()}
    at_once = rates.gone_at_once[:, MOVED]
    moves = ended[..., MOVED].sum(axis=1) + sum(came[way].sum(axis=1) * at_once[way] for way in came)
    moved = moves * rates.moved_in / (1 - rates.moved_in * at_once[MOVED_IN])
    share_in = walk.coming[:, MOVED_IN] / np.maximum(walk.coming[:, MOVED_IN].sum(axis=1, keepdims=True), 1e-9)
    came[MOVED_IN] = _draw_arrivals(rates, shared, (MOVED_IN, month), moved[:, None] * share_in)
    gone = sum(came[way][:, :, None] * rates.gone_at_once[way] for way in came)
    stays = {way: came[way] * (1 - rates.gone_at_once[way].sum()) for way in came}
    placed = sum(table[:, :, None, None] * rates.arrival_states[way] for way, table in stays.items())
    return came[NEW], np.asarray(placed), np.asarray(gone)


def _draw_arrivals(rates: Rates, shared: SharedDraws, asked: tuple[int, int], mean: Reals) -> Reals:
    """How many come in one way in a month, by city."""
    way, month = asked
    return shared.draw_counts(f"arrivals {way}", month, mean, rates.arrival_levels[way].lumps)


def _step_orders(rates: Rates, walk: _Walk, ends: Reals, asked: tuple[Effects, SharedDraws, int]) -> Reals:
    """Take standing orders forward by a month, and add the month's; gives the cases that a policy reopens, by city."""
    effects, shared, month = asked
    before, lumps = walk.orders, rates.exit_levels[REMOVAL].lumps
    share = np.minimum(effects.change_order_exits(rates) * walk.order_speeds, 1)[:, None]
    mean = before[..., None] * share
    gone = np.minimum(shared.draw_counts("orders", month, mean, lumps), before[..., None])
    undone, final, appealed = (gone[..., k] for k in range(3))
    reopened: Reals = before[:, :, 1, FINAL] * effects.reopened
    after = before - undone
    after[..., OPEN] -= final[..., OPEN] + appealed[..., OPEN]
    after[..., APPEALED] += appealed[..., OPEN] - final[..., APPEALED]
    after[..., FINAL] += final[..., OPEN] + final[..., APPEALED]
    after[:, :, 1, FINAL] += ends[..., IN_ABSENTIA] - reopened
    after[:, :, 0, OPEN] += ends[..., REMOVAL]
    walk.orders = np.maximum(after, 0)
    return reopened


__all__ = ["BLOCKS", "DOCKETS", "PLACES", "QUANTITIES", "Path", "State", "advance"]
