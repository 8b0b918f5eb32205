"""Forecasts from a lake as rows that have not passed the gate: by month, quantity and interval."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

import numpy as np

from finalorder.answers import build_partial_table
from finalorder.engines import Raw
from finalorder.lake import Release
from finalorder.projection.forecast_rows import INTERVAL_NOTE
from finalorder.projection.lake_months import MONTHS_PER_YEAR
from finalorder.projection.lake_state import Path
from finalorder.projection.scenario import AS_FOUND
from finalorder.projection.trend import LEVELS, Reals

UNITS = {
    "pending": "cases",
    "receipts": "cases",
    "completions": "completions",
    "in_absentia_orders": "orders",
    "removal_orders": "orders",
    "standing_orders": "orders",
}
COUNT_GRID = 20
WAIT_UNIT, DIFFERENCE_UNIT = "months of work", "cases more or less"
#: flows are counted over the twelve months that end with the month, so that a row says what a year brings
FLOWS = ("receipts", "completions", "in_absentia_orders", "removal_orders")


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """A scenario's path from a release, that of no change for the same draws, and the city asked for, if it is one."""

    release: Release
    scenario: str
    path: Path
    unchanged: Path | None = None
    city: str = ""


def build_lake_rows(run: ForecastRun, *, split: bool = False) -> Raw:
    """Rows of a path: of the country or the city asked for, or of every city by itself."""
    places = [at for at, city in enumerate(run.path.state.cities) if run.city in ("", city)]
    groups = [(run.path.state.cities[at], [at]) for at in places] if split else [(run.city, places)]
    stamp = build_stamp(run.release, run.path)
    rows = (row | stamp for city, keep in groups for row in _build_group_rows(run, city, keep))
    return Raw(build_partial_table(rows))


def build_stamp(release: Release, path: Path) -> dict[str, Any]:
    """What every row of a path says of where it comes from."""
    return {
        "as_of": path.state.day.isoformat(),
        "release": release.name,
        "simulated": release.simulated,
        "source": release.citation,
        "status": "shown",
    }


def _build_group_rows(run: ForecastRun, city: str, keep: list[int]) -> Iterator[dict[str, Any]]:
    found = run.path.select_cities(keep)
    shared = {"city": city, "by_1": "scenario", "level_1": run.scenario, "by_2": "interval"}
    for name, table in found.items():
        for place, month in enumerate(run.path.months):
            period = month.isoformat()[:7]
            for level in LEVELS:
                row = {"measure": f"forecast_{name}", "period": period, "level_2": f"{level}%"}
                yield (
                    shared | row | _describe_draws(name, _sum_year(name, table, place), level, found["pending"][place])
                )
    if run.unchanged is not None and run.scenario != AS_FOUND:
        yield from _build_difference_rows(run, shared, keep)


def _sum_year(name: str, table: Reals, place: int) -> Reals:
    """A stock at a month's end; a flow over the months of the forecast up to it, twelve at most."""
    found: Reals = table[max(place + 1 - MONTHS_PER_YEAR, 0) : place + 1].sum(axis=0) if name in FLOWS else table[place]
    return found


def _describe_draws(name: str, draws: Reals, level: int, pending: Reals) -> dict[str, Any]:
    low, middle, high = np.percentile(draws, [(100 - level) / 2, 50, (100 + level) / 2])
    note = INTERVAL_NOTE.format(level=level)
    if name in FLOWS:
        note += "; over the year that ends with the month, or since the forecast began"
    if name == "wait":
        return describe_wait((low, middle, high), float(np.median(pending))) | {"note": note}
    count = round(middle)
    return {
        "unit": UNITS[name],
        "numerator": count,
        "value": count,
        "low": round(low),
        "high": round(high),
        "note": note,
    }


def describe_wait(ends: tuple[float, float, float], pending: float) -> dict[str, Any]:
    """A wait made of rounded counts, as shares are: of the cases pending, and of the completions of a year.

    The interval is as much wider or narrower as the wait is. The lesser of the two counts is the base.
    """
    _, months, _ = ends
    completions = MONTHS_PER_YEAR * pending / months if months > 0 else 0.0
    rounded = MONTHS_PER_YEAR * _round_to_grid(pending) / max(_round_to_grid(completions), COUNT_GRID)
    low, value, high = (round(end * rounded / months, 1) if months > 0 else 0.0 for end in ends)
    base = round(min(pending, completions))
    return {"unit": WAIT_UNIT, "denominator": base, "value": value, "low": low, "high": high}


def _round_to_grid(number: float) -> int:
    """Round to the grid of counts that pass the gate, halves up as it does."""
    return floor((round(number) + COUNT_GRID / 2) / COUNT_GRID) * COUNT_GRID


def _build_difference_rows(run: ForecastRun, shared: Mapping[str, str], keep: list[int]) -> Iterator[dict[str, Any]]:
    """What the scenario changes, draw by draw, at the end of each month."""
    assert run.unchanged is not None
    with_it, without = run.path.select_cities(keep), run.unchanged.select_cities(keep)
    for name in ("pending", "standing_orders"):
        for place, month in enumerate(run.path.months):
            draws = with_it[name][place] - without[name][place]
            for level in LEVELS:
                low, middle, high = np.percentile(draws, [(100 - level) / 2, 50, (100 + level) / 2])
                yield {
                    **shared,
                    "measure": f"forecast_difference_{name}",
                    "period": month.isoformat()[:7],
                    "level_2": f"{level}%",
                    "unit": DIFFERENCE_UNIT,
                    "denominator": int(np.median(without[name][place])),
                    "value": _round_difference(middle),
                    "low": _round_difference(low),
                    "high": _round_difference(high),
                    "note": INTERVAL_NOTE.format(level=level),
                }


def _round_difference(value: float) -> int:
    """A difference on the grid of counts that pass the gate: it tells no more than the two it is of."""
    return round(value / COUNT_GRID) * COUNT_GRID


__all__ = ["DIFFERENCE_UNIT", "FLOWS", "ForecastRun", "build_lake_rows", "build_stamp", "describe_wait"]
