"""Three successive months in a lake and its history."""

from pathlib import Path

import pytest

from finalorder import api
from finalorder.simulation import SimulationConfig, simulate
from support.made_once import MadeOnce
from support.months import MONTHS


@pytest.fixture(scope="session")
def lake_of_months(made_once: MadeOnce) -> Path:
    return made_once.make("months", write_months) / "lake"


def write_months(folder: Path) -> None:
    previous: Path | None = None
    for month in MONTHS:
        path = folder / f"{month}.zip"
        simulate(path, SimulationConfig(scale=0.001, seed=3, month=month), previous=previous)
        api.build(path, folder / "lake", counting_only=True)
        previous = path
    api.add_history(folder / "lake")
