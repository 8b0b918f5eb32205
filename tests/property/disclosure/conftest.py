"""Three successive months in a lake and its history."""

from pathlib import Path

import pytest

from finalorder import api
from finalorder.simulation import SimulationConfig, simulate
from support.months import MONTHS


@pytest.fixture(scope="session")
def lake_of_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("months")
    previous: Path | None = None
    for month in MONTHS:
        path = folder / f"{month}.zip"
        simulate(path, SimulationConfig(scale=0.001, seed=3, month=month), previous=previous)
        api.build(path, folder / "lake", counting_only=True)
        previous = path
    api.add_history(folder / "lake")
    return folder / "lake"
