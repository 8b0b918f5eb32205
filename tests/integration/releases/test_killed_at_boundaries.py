"""Killed between any two stages of a whole build, the lake is as it was, and the next build leaves the same bytes.

A process that is killed leaves on the disk what is there at that moment. So one build, stopped and looked at at every
boundary, shows what a kill at each would leave; at some of every kind it is killed, and at all of them in `make soak`.
"""

import hashlib
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from finalorder import api
from finalorder.lake.folders import Draft, Lake
from finalorder.releases.accounts import Account
from finalorder.releases.progress import SilentProgress
from finalorder.simulation import SimulationConfig, simulate

#: of so many boundaries one is killed at: members, steps of the ledger, cohorts and cubes are among them, and the last
APART = 8
KILLED = """
import importlib.util, os, signal, sys
from pathlib import Path

found = importlib.util.spec_from_file_location("boundaries", sys.argv[1])
module = importlib.util.module_from_spec(found)
found.loader.exec_module(module)
left = int(sys.argv[4])

def boundary():
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1

module.build_with(boundary, Path(sys.argv[2]), Path(sys.argv[3]))
"""


def build_with(boundary: Callable[[], None], release: Path, lake: Path) -> None:
    """Build a whole lake anew; ``boundary`` is called between any two of its stages, members and publications."""

    class AtMembers(SilentProgress):
        def on_release_start(self, *_: object) -> None:
            boundary()

        def on_member_end(self, account: Account) -> None:
            # of the members, the large ones: a lookup is over before anyone could kill it
            if account.bytes > 10_000:
                boundary()

    with pytest.MonkeyPatch.context() as patch:
        publish = Draft.publish

        def publish_between(draft: Draft) -> object:
            boundary()
            published = publish(draft)
            boundary()
            return published

        patch.setattr(Draft, "publish", publish_between)
        api.build(release, lake, progress=AtMembers(), said=lambda _: boundary(), fresh=True, counting_only=True)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release with lives in it."""
    path = tmp_path_factory.mktemp("release") / "release.zip"
    simulate(path, SimulationConfig(scale=0.0005, seed=7))
    return path


def sums(lake: Path) -> dict[str, str]:
    """A digest of each Parquet file of each published release."""
    names = Lake(lake).list_release_names()
    paths = [path for name in names for path in (lake / name).rglob("*.parquet")]
    return {str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def is_killed_at(boundary: int, release: Path, lake: Path) -> bool:
    """Whether a build that dies at that boundary got as far."""
    words = [sys.executable, "-c", KILLED, __file__, str(release), str(lake), str(boundary)]
    done = subprocess.run(words, check=False, capture_output=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


@pytest.fixture
def lake(release: Path, tmp_path: Path) -> Path:
    """A lake that stands."""
    api.build(release, tmp_path / "lake", counting_only=True)
    return tmp_path / "lake"


@pytest.mark.long
def test_at_every_stage_boundary_the_lake_on_the_disk_is_the_one_before(release: Path, lake: Path) -> None:
    before, found = sums(lake), []
    assert any("/cubes/" in path for path in before)
    build_with(lambda: found.append(sums(lake) == before), release, lake)
    assert len(found) > 70
    assert all(found)
    assert sums(lake) == before


@pytest.mark.parametrize(
    "apart", [pytest.param(APART, marks=pytest.mark.long), pytest.param(1, marks=pytest.mark.soak)]
)
def test_a_build_killed_at_stage_boundaries_leaves_the_lake_as_it_was(release: Path, lake: Path, apart: int) -> None:
    before, every = sums(lake), []
    build_with(lambda: every.append(None), release, lake)
    for boundary in sorted({*range(0, len(every), apart), len(every) - 2, len(every) - 1}):
        assert is_killed_at(boundary, release, lake)
        assert sums(lake) == before
    assert not is_killed_at(len(every), release, lake)
    assert sums(lake) == before
    assert len(list((lake / ".versions").iterdir())) == 1
