"""Measuring the model's parameters in a lake: estimates with intervals, and hazards as they happened.

Everything here is Raw: it has not passed the disclosure gate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

from finalorder.answers import NORMAL_975, build_partial_table
from finalorder.engines import Raw
from finalorder.lake import Release
from finalorder.simulation.day_numbers import DAYS_PER_YEAR
from finalorder.simulation.fit import fit_counts
from finalorder.simulation.fit.estimands import Estimate, FitScope, compute_estimates
from finalorder.simulation.fit.overrides import ParameterEntry, format_overrides
from finalorder.simulation.parameters import load_default_parameters

MIN_HAZARD_EVENTS = 11  # of one kind, in one band and stratum: fewer are no rate
NOTE = "measured in this release; the model's own value is {truth:.4g} ({parameter})"
TOO_FEW = "too few events to measure it"


@dataclass(frozen=True, slots=True)
class FitResult:
    """What a lake says of the model: parameters and hazards for the gate, and where each estimate belongs."""

    parameters: Raw
    hazards: Raw
    entries: dict[tuple[str, str], ParameterEntry]


def fit_parameters(release: Release) -> FitResult:
    """Estimate every parameter that a release can speak of, with 95% intervals.

    Parameters are those of the simulation (``docs/simulation.md`` lists them with their meaning). A row of
    ``parameters`` is one of them, or one entry of it, such as a year of a curve; a row of ``hazards`` is the rate at
    which first proceedings ended in one way, by docket, custody, counsel and time since charging.
    """
    tables = {name: release.find_table_path(name) for name in fit_counts.list_fit_tables()}
    with fit_counts.open_fit_runner(tables, release.day) as runner:
        last = release.day.year + (release.day.timetuple().tm_yday - 1) / DAYS_PER_YEAR
        scope = FitScope(load_default_parameters(), last)
        found = list(compute_estimates(runner.query, scope))
        ends = runner.query("fit_hazards").to_pylist()
    stamp = _build_provenance(release)
    entries = {(item.parameter, item.stratum): ParameterEntry(item.path, item.factor) for item in found}
    return FitResult(
        Raw(build_partial_table(_build_parameter_row(item) | stamp for item in found)),
        Raw(build_partial_table(row | stamp for row in _compute_hazards(ends))),
        entries,
    )


def _build_provenance(release: Release) -> dict[str, Any]:
    return {
        "as_of": release.day.isoformat(),
        "release": release.name,
        "simulated": release.simulated,
        "source": release.citation,
    }


def _build_parameter_row(item: Estimate) -> dict[str, Any]:
    known = item.value is not None
    return {
        "measure": "docket_parameters",
        "by_1": "parameter",
        "level_1": item.parameter,
        "by_2": "stratum",
        "level_2": item.stratum,
        "unit": item.unit,
        "denominator": item.n if known else None,
        "value": item.value,
        "low": item.low,
        "high": item.high,
        "status": "shown" if known else "hidden",
        "note": NOTE.format(truth=item.model_value, parameter=item.parameter) if known else TOO_FEW,
    }


def _compute_hazards(ends: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Compute ends a year at risk by kind; those at risk are counted once a band that they reach."""
    where = ("docket", "is_detained", "counsel", "band")
    people: dict[tuple[Any, ...], int] = {}
    days: dict[tuple[Any, ...], float] = {}
    for row in ends:
        key = tuple(row[name] for name in where)
        people[key] = people.get(key, 0) + int(row["n"])
        days[key] = days.get(key, 0) + float(row["days"])
    for row in ends:
        key, events = tuple(row[name] for name in where), int(row["n"])
        if row["kind"] != "open" and events >= MIN_HAZARD_EVENTS and days[key] > 0:
            rate, spread = events / (days[key] / DAYS_PER_YEAR), exp(NORMAL_975 / sqrt(events))
            yield _build_hazard_row(row, people[key], rate, spread)


def _build_hazard_row(row: dict[str, Any], people: int, rate: float, spread: float) -> dict[str, Any]:
    custody = "detained at first" if row["is_detained"] else "never detained"
    counsel = "with counsel" if row["counsel"] else "without counsel"
    return {
        "measure": "docket_hazards",
        "cohort": row["docket"],
        "by_1": "end",
        "level_1": row["kind"],
        "by_2": "custody, counsel",
        "level_2": f"{custody}, {counsel}",
        "period": row["band"],
        "unit": "ends a year at risk",
        "denominator": people,
        "value": rate,
        "low": rate / spread,
        "high": rate * spread,
        "note": "period: time since charging",
    }


__all__ = ["FitResult", "ParameterEntry", "fit_parameters", "format_overrides"]
