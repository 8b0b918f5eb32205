"""What every test may ask for."""

from pathlib import Path

import pytest

from support.places import SHARED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs and published figures that may lie beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("no folder `shared` beside the repository: real inputs cannot be read here")
    return SHARED


@pytest.fixture(scope="session")
def simulated_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated release, with its faults."""
    from finalorder.simulation import SimulationConfig, simulate

    out = tmp_path_factory.mktemp("release") / "release.zip"
    simulate(out, SimulationConfig(scale=0.004, seed=7))
    return out


@pytest.fixture(scope="session")
def tiny_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated release of hardly two thousand cases, for tests that build it: a build takes a third of the time."""
    from finalorder.simulation import SimulationConfig, simulate

    out = tmp_path_factory.mktemp("tiny") / "release.zip"
    simulate(out, SimulationConfig(scale=0.0003, seed=7))
    return out


@pytest.fixture(scope="session")
def simulated_lake(simulated_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with that release."""
    from finalorder import api

    lake = tmp_path_factory.mktemp("lake")
    api.build(simulated_zip, lake)
    return lake
