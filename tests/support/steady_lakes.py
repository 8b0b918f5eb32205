"""Simulated lakes whose courts go on as they are: from some year on no rate changes, so a forecast can be right."""

from bisect import bisect_right
from pathlib import Path
from typing import Any

from finalorder import ledger
from finalorder.lake import Lake, Release
from finalorder.simulation.clean_release import CleanRequest, simulate_clean_release
from finalorder.simulation.parameters import Parameters, load_default_parameters

#: before the first of the years from which a forecast two years back takes how far rates move
STEADY_SINCE = 2013


def build_steady_parameters(since: int = STEADY_SINCE) -> Parameters:
    """The model's parameters, every curve level from a year on."""
    package = load_default_parameters()
    files = ("arrivals", "outcomes", "pace", "representation", "bench")
    values = {name: _level_curve(package[name], since) for name in package if name.split(".")[0] in files}
    eras, weights = package["outcomes.eras"], package["outcomes.weights"]
    last = bisect_right(eras, since) - 1
    values["outcomes.weights"] = [row if at <= last else weights[last] for at, row in enumerate(weights)]
    return package.replace_values({name: value for name, value in values.items() if value != package[name]})


def _level_curve(value: Any, since: int) -> Any:
    """A curve (points that begin with a year) with the values of its last point before a year from then on."""
    if not _is_curve(value):
        return value
    kept = [point for point in value if point[0] <= since] or value[:1]
    return [point if point[0] <= since else [point[0], *kept[-1][1:]] for point in value]


def _is_curve(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < 3 or not all(isinstance(point, list) for point in value):
        return False
    years = [point[0] for point in value]
    return all(isinstance(year, int | float) and 1970 <= year <= 2050 for year in years) and years == sorted(years)


def simulate_steady_lake(folder: Path, seed: int, scale: float = 0.003, month: str = "2026-07") -> Release:
    """A lake with one release of such courts, its ledger derived."""
    asked = CleanRequest(scale, seed, faults=0, parameters=build_steady_parameters())
    path = simulate_clean_release(folder, asked, month=month, only=ledger.list_ledger_inputs())
    release = Lake(folder).open_release(path.name)
    tables = {name: release.find_table_path(name) for name in ledger.list_ledger_inputs()}
    ledger.derive_release(tables, release.day, path / "ledger")
    return release
