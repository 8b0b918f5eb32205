"""Killed at any moment: the lake before stays, the next build gives the same bytes, and nothing is left over."""

import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from finalorder.lake.folders import Lake
from finalorder.releases.reader import read_release
from support.release_files import Release, sample

BUILD = """
import sys
from pathlib import Path
from finalorder.lake import Lake
from finalorder.releases.reader import read_release
print("begun", flush=True)
read_release(Path(sys.argv[1]), Lake(Path(sys.argv[2]))).publish()
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of some size, its big members inflated in a process of their own."""
    folder = tmp_path_factory.mktemp("release")
    tables = {name: sample(name, 20_000, blank=0.1) for name in ("cases", "proceedings", "representatives")}
    return Release(tables, method="deflate64").zip(folder / "release.zip")


def sums(lake: Path) -> dict[str, str]:
    """A digest of each Parquet file of the published release."""
    paths = (lake / "2026-04").rglob("*.parquet")
    return {str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def build_and_kill(release: Path, lake: Path, after: float) -> bool:
    """Start a build, kill it after that many seconds; whether it was still at work."""
    process = subprocess.Popen([sys.executable, "-c", BUILD, release, lake], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    return process.wait() == -signal.SIGKILL


def how_long(release: Path, lake: Path) -> float:
    """How long a build takes here and now."""
    began = time.perf_counter()
    read_release(release, Lake(lake)).publish()
    return time.perf_counter() - began


def assert_survives(release: Path, tmp_path: Path, moments: int, seed: int) -> None:
    lake = tmp_path / "lake"
    duration = how_long(release, lake)
    before = sums(lake)
    assert before
    draw = random.Random(seed)
    killed = 0
    for turn in range(moments):
        killed += build_and_kill(release, lake, duration * (turn + draw.random()) / moments)
        assert sums(lake) == before
    assert killed > 0
    read_release(release, Lake(lake)).publish()
    assert sums(lake) == before
    assert len(list((lake / ".versions").iterdir())) == 1


def test_a_killed_build_leaves_the_lake_as_it_was(release: Path, tmp_path: Path) -> None:
    assert_survives(release, tmp_path, 3, seed=1)


@pytest.mark.long
def test_twenty_killed_builds_leave_the_lake_as_it_was(release: Path, tmp_path: Path) -> None:
    assert_survives(release, tmp_path, 20, seed=2)


def test_a_first_build_that_is_killed_leaves_no_release(release: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    assert build_and_kill(release, lake, 0.2)
    assert Lake(lake).list_release_names() == []
    read_release(release, Lake(lake)).publish()
    assert Lake(lake).list_release_names() == ["2026-04"]
    assert len(list((lake / ".versions").iterdir())) == 1
