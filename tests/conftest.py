"""What every test may ask for, and the order in which files of tests run."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support import chromium
from support.made_once import MadeOnce
from support.places import SHARED, TESTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


#: new objects after which garbage is looked for (700 are usual), and how many such searches until a wider one
GARBAGE_THRESHOLDS = (20_000, 20, 20)
#: files whose long tests take minutes: begun late, one of them would be all that is left to do
FILES_OF_MINUTES = (
    "integration/engines/test_spark.py",
    "integration/simulation/test_baseline.py",
    "integration/history/test_watching.py",
    "integration/package/test_installation.py",
    "integration/releases/test_killed_at_boundaries.py",
    "property/ledger/test_against_the_oracle.py",
    "property/releases/test_fuzz.py",
)
#: the same among those that need the simulated lake
FILES_OF_MINUTES_WITH_LAKE = ("integration/site/test_in_a_browser.py", "acceptance/docs/test_blocks_run.py")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs and published figures that may lie beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("no folder `shared` beside the repository: real inputs cannot be read here")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of tests in the order in which two workers wait for each other least.

    First one that needs the simulated lake: while one worker makes it, the other has files that do not need it, those
    of minutes before the others; then those that do, in the same order; then units and specifications, which are short,
    so that both workers end together.
    """
    needing = list(dict.fromkeys(item.path for item in items if "simulated_lake" in getattr(item, "fixturenames", ())))
    short = {path for path in (item.path for item in items) if path.relative_to(TESTS).parts[0] in ("unit", "spec")}
    of_minutes, with_lake = (
        [TESTS / name for name in names] for names in (FILES_OF_MINUTES, FILES_OF_MINUTES_WITH_LAKE)
    )
    rank = (
        dict.fromkeys(needing, 4)
        | dict.fromkeys(with_lake, 3)
        | dict.fromkeys(needing[:1], 0)
        | dict.fromkeys(short, 5)
        | dict.fromkeys(of_minutes, 1)
    )
    items.sort(key=lambda item: rank.get(item.path, 2))


def pytest_collection_finish() -> None:
    """Leave what was collected, half a million objects that stay, out of every later search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand files to workers in that order, where whole files are asked for."""
    from support.scheduling import FileScheduling

    return FileScheduling(config, log) if config.option.dist == "loadfile" else None


@pytest.fixture(scope="session")
def made_once(request: pytest.FixtureRequest) -> MadeOnce:
    """Folders that nobody writes to, made by one worker for all, and kept for the next run of the same code."""
    return MadeOnce(request.config.cache.mkdir("made-once"))


@pytest.fixture(scope="session")
def simulated_zip(made_once: MadeOnce) -> Path:
    """A small simulated release, with its faults."""
    return _simulate_once(made_once, "release", scale=0.004)


@pytest.fixture(scope="session")
def tiny_zip(made_once: MadeOnce) -> Path:
    """A simulated release of hardly two thousand cases, for tests that build it: a build takes a third of the time."""
    return _simulate_once(made_once, "tiny", scale=0.0003)


def _simulate_once(made_once: MadeOnce, name: str, scale: float) -> Path:
    from finalorder.simulation import SimulationConfig, simulate

    config = SimulationConfig(scale=scale, seed=7)
    return made_once.make(name, lambda folder: simulate(folder / "release.zip", config)) / "release.zip"


@pytest.fixture(scope="session")
def simulated_lake(simulated_zip: Path, made_once: MadeOnce) -> Path:
    """A lake with that release."""
    from finalorder import api

    return made_once.make("lake", lambda folder: api.build(simulated_zip, folder))


@pytest.fixture(scope="session")
def tiny_lake(tiny_zip: Path, made_once: MadeOnce) -> Path:
    """A lake of hardly two thousand cases, without a plan: for tests that derive it again in a copy."""
    from finalorder import api

    return made_once.make("tiny-lake", lambda folder: api.build(tiny_zip, folder, counting_only=True))


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
