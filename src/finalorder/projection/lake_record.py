"""A lake's own record: forecasts from earlier days of its ledger, fitted to what was before them, and what came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from finalorder.answers import build_partial_table
from finalorder.engines import Raw
from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.projection.forecast_rows import INTERVAL_NOTE
from finalorder.projection.lake_months import MONTHS_PER_YEAR, LakeMonths, LakePast, read_lake_past
from finalorder.projection.lake_rates import DECISIONS, DRIFT_YEARS, NEW, WINDOW_MONTHS
from finalorder.projection.lake_state import (
    IN_ABSENTIA,
    PLAIN_APPEAL_DAYS,
    REMOVAL,
    Path,
    State,
    advance,
)
from finalorder.projection.shared_draws import SharedDraws
from finalorder.projection.trend import LEVELS, Reals

#: years before the release from whose ends a lake is forecast again, and the years ahead that are scored
ORIGINS, HORIZONS = (1, 2, 3, 4, 5), (1, 3)
FINAL = 2
SCORED = ("pending", "completions", "in_absentia_orders", "standing_orders")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came, month by month: by quantity, month and city."""

    quantities: dict[str, Reals]


def read_outcome(months: LakeMonths) -> Outcome:
    """What the months of a grid brought; the last start closes the last of them."""
    ended = (months.exits.sum(axis=(2, 3)) + months.gone.sum(axis=1))[:-1]
    new = months.entries[:-1, NEW].sum(axis=(2, 3)) + months.gone[:-1, NEW].sum(axis=2)
    return Outcome(
        {
            "pending": months.stock[1:].sum(axis=(2, 3)),
            "receipts": new,
            "completions": ended[..., DECISIONS].sum(axis=2),
            "in_absentia_orders": ended[..., IN_ABSENTIA],
            "removal_orders": ended[..., IN_ABSENTIA] + ended[..., REMOVAL],
            "standing_orders": months.orders[1:, :, :, FINAL, 0].sum(axis=2),
        }
    )


@dataclass(frozen=True, slots=True)
class Score:
    """One quantity at one distance: the median forecast, its intervals, and what came."""

    quantity: str
    months: int
    city: str
    forecast: float
    intervals: dict[int, tuple[float, float]]
    outcome: float

    def holds(self, level: int) -> bool:
        """Whether the interval of a level holds what came."""
        low, high = self.intervals[level]
        return low <= self.outcome <= high


def score(path: Path, outcome: Outcome, months: int, *, by_city: bool = False) -> Iterator[Score]:
    """Hold a path against what came so many months later: stocks at the end, flows over the time."""
    cities = path.state.cities
    groups = [(city, [at]) for at, city in enumerate(cities)] if by_city else [("", list(range(len(cities))))]
    for city, keep in groups:
        for name, table in outcome.quantities.items():
            draws, came = path.quantities[name][:months][:, :, keep].sum(axis=2), table[:months][:, keep].sum(axis=1)
            is_stock = name in ("pending", "standing_orders")
            found, real = (draws[-1], came[-1]) if is_stock else (draws.sum(axis=0), came.sum())
            ends = {level: np.percentile(found, [(100 - level) / 2, (100 + level) / 2]) for level in LEVELS}
            intervals = {level: (float(low), float(high)) for level, (low, high) in ends.items()}
            yield Score(name, months, city, float(np.median(found)), intervals, float(real))


def replay_lake(release: Release, draws: int) -> Raw:
    """Forecasts one and three years ahead from the same day of earlier years, the rule of the last change, what came.

    :raises InputError: if the lake is too young for a single one.
    """
    return replay_past(release, read_replayed_past(release), draws)


def read_replayed_past(release: Release) -> LakePast:
    """Count what a replay needs of the country as one court: what came before a release's day and each earlier one."""
    before = (MONTHS_PER_YEAR * max(ORIGINS) + WINDOW_MONTHS, max(ORIGINS) + DRIFT_YEARS)
    return read_lake_past(release, release.day + timedelta(days=1), before, PLAIN_APPEAL_DAYS, by_city=False)


def replay_past(release: Release, past: LakePast, draws: int) -> Raw:
    """Replay what was counted; raises as :func:`replay_lake`."""
    rows: list[dict[str, Any]] = []
    problem, last = "", len(past.months.starts) - 1
    for origin in ORIGINS:
        try:
            rows += _replay_origin(past, last - MONTHS_PER_YEAR * origin, draws)
        except InputError as error:
            problem = str(error)
    if not rows:
        raise InputError(problem)
    stamp = {"release": release.name, "simulated": release.simulated, "source": release.citation, "status": "shown"}
    return Raw(build_partial_table(row | stamp for row in rows))


def select_past(past: LakePast, at: int) -> LakePast:
    """What was known at a month's start: nothing of later months or years."""
    months, years = past.months, past.years
    last = len(years.starts) - (len(months.starts) - 1 - at) // MONTHS_PER_YEAR
    return LakePast(months.select(at - WINDOW_MONTHS, at + 1), years.select(last - DRIFT_YEARS - 1, last))


def _replay_origin(past: LakePast, at: int, draws: int) -> Iterator[dict[str, Any]]:
    months = past.months
    state = State.from_past(select_past(past, at))
    left = len(months.starts) - 1 - at
    horizons = [years for years in HORIZONS if years * MONTHS_PER_YEAR <= left]
    path = advance(state, max(horizons) * MONTHS_PER_YEAR, SharedDraws(1, draws))
    outcome = read_outcome(months.select(at, len(months.starts)))
    earlier = read_outcome(months.select(at - MONTHS_PER_YEAR, at + 1))
    for years in horizons:
        for found in score(path, outcome, years * MONTHS_PER_YEAR):
            if found.quantity in SCORED:
                yield from _build_score_rows(
                    found, path, years, _repeat_last_year(earlier, found.quantity, months, at, years)
                )


def _repeat_last_year(earlier: Outcome, name: str, months: LakeMonths, at: int, years: int) -> tuple[float, float]:
    """What two naive rules say: it stays (a flow: as many as last year), it changes as in the last year."""
    table = earlier.quantities[name].sum(axis=1)
    if name == "pending":
        start = float(months.stock[at - MONTHS_PER_YEAR].sum())
    elif name == "standing_orders":
        start = float(months.orders[at - MONTHS_PER_YEAR, :, :, FINAL, 0].sum())
    else:
        return float(table.sum()) * years, float(table.sum()) * years
    return float(table[-1]), float(table[-1]) + years * (float(table[-1]) - start)


def _build_score_rows(found: Score, path: Path, years: int, naive: tuple[float, float]) -> Iterator[dict[str, Any]]:
    shared = {
        "by_1": "horizon",
        "level_1": "1 year" if years == 1 else f"{years} years",
        "as_of": path.state.day.isoformat(),
        "unit": "orders" if found.quantity.endswith("orders") else "cases",
        "period": path.months[years * MONTHS_PER_YEAR - 1].isoformat()[:7],
    }
    for level, (low, high) in found.intervals.items():
        numbers = {
            "numerator": round(found.forecast),
            "value": round(found.forecast),
            "low": round(low),
            "high": round(high),
        }
        names = {"measure": f"forecast_backtest_{found.quantity}", "by_2": "interval", "level_2": f"{level}%"}
        yield shared | names | numbers | {"note": INTERVAL_NOTE.format(level=level)}
    for rule, value in (("last value", naive[0]), ("last change", naive[1]), ("", found.outcome)):
        kind = "forecast_backtest" if rule else "forecast_outcome"
        count = max(round(value), 0)
        names = {"measure": f"{kind}_{found.quantity}", "by_2": "rule" if rule else "", "level_2": rule}
        yield shared | names | {"numerator": count, "value": count}


__all__ = [
    "Outcome",
    "Score",
    "read_outcome",
    "read_replayed_past",
    "replay_lake",
    "replay_past",
    "score",
    "select_past",
]
