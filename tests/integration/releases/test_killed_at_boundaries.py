"""Killed between any two stages of a whole build, the lake is as it was, and the next build leaves the same bytes."""

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from finalorder import api
from finalorder.lake.folders import Lake
from finalorder.simulation import SimulationConfig, simulate

BUILD = """
import os, signal, sys
from pathlib import Path
from finalorder import api
from finalorder.lake import Draft
from finalorder.releases.progress import SilentProgress

left = int(sys.argv[3])

def boundary(*_):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1

class AtMembers(SilentProgress):
    on_release_start = boundary
    # of the members, the large ones: a lookup is over before anyone could kill it
    on_member_end = lambda self, account: account.bytes > 10_000 and boundary()

publish = Draft.publish

def published(draft):
    boundary()
    release = publish(draft)
    boundary()
    return release

Draft.publish = published
api.build(Path(sys.argv[1]), Path(sys.argv[2]), progress=AtMembers(), said=boundary, fresh=True, counting_only=True)
"""


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


def killed_at(boundary: int, release: Path, lake: Path) -> bool:
    """Whether a build that dies at that boundary got as far."""
    words = [sys.executable, "-c", BUILD, str(release), str(lake), str(boundary)]
    done = subprocess.run(words, check=False, capture_output=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


@pytest.mark.long
def test_a_build_killed_at_every_stage_boundary_leaves_the_lake_as_it_was(release: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    api.build(release, lake, counting_only=True)
    before = sums(lake)
    assert any("/cubes/" in path for path in before)
    boundary = 0
    while killed_at(boundary, release, lake):
        assert sums(lake) == before
        boundary += 1
    assert boundary > 30
    assert sums(lake) == before
    assert len(list((lake / ".versions").iterdir())) == 1
