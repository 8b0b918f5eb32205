"""A lake that what runs on other engines is held against."""

from pathlib import Path

import pytest

from finalorder import api
from support.spark_cluster import need_java


@pytest.fixture(scope="module")
def faulty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of a small release with twenty times the measured faults, its ledger derived by DuckDB."""
    from finalorder.simulation import SimulationConfig, simulate

    need_java()
    folder = tmp_path_factory.mktemp("faulty")
    simulate(folder / "release.zip", SimulationConfig(scale=0.002, seed=3, faults=20))
    api.build(folder / "release.zip", folder / "lake", counting_only=True)
    return folder / "lake"
