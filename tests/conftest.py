"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import chromium
from support.places import SHARED

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Headless Chromium; a machine without it skips, and one that checks the project fails."""
    from playwright.sync_api import sync_playwright

    path = chromium.path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine; `make browser` installs it")
        pytest.skip("no Chromium on this machine; `make browser` installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield opened
        opened.close()
