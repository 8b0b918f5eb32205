"""`finalorder fetch` killed at every touch of the disk: the next run ends with the same bytes and no leftovers."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fetch_server import Court, files, get, serving, small_release
from support.places import TESTS

NAME = "EOIR Case Data.zip"
RELEASE = small_release()


@pytest.fixture
def court() -> Iterator[Court]:
    """A court that holds the April release."""
    with serving(Court(RELEASE)) as held:
        yield held


KILLED = """
import os, sys
from pathlib import Path
from support.fetch_server import HURRIED
from finalorder.fetch import fetch_release
calls = iter(range(int(sys.argv[3])))
def counted(real):
    def call(*given, **more):
        if next(calls, None) is None:
            os.kill(os.getpid(), 9)
        return real(*given, **more)
    return call
for name in ("write", "link", "ftruncate", "fsync"):
    setattr(os, name, counted(getattr(os, name)))
for name in ("unlink", "write_text", "replace", "mkdir"):
    setattr(Path, name, counted(getattr(Path, name)))
fetch_release(sys.argv[1], Path(sys.argv[2]), retry_policy=HURRIED)
"""


def killed_after(court: Court, to: Path, calls: int) -> bool:
    """Run a fetch in a process that kills itself before so many touches of the disk; gives whether it did."""
    paths = os.pathsep.join([str(TESTS), *sys.path])
    process = subprocess.run(
        [sys.executable, "-c", KILLED, court.url, str(to), str(calls)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=False,
    )
    assert process.returncode in (0, -9), process.stderr
    return process.returncode == -9


def whole_or_absent(folder: Path) -> bool:
    """Whether what lies under the final name is the release; fails on half a file."""
    for path in folder.glob("*/*.zip"):
        assert path.read_bytes() == RELEASE
        return True
    return False


@pytest.mark.long
def test_killed_at_every_touch_of_the_disk_the_next_run_ends_well(court: Court, tmp_path: Path) -> None:
    calls, went_on = 0, True
    while went_on:
        folder = tmp_path / str(calls)
        went_on = killed_after(court, folder, calls)
        whole_or_absent(folder)
        get(court, folder)
        assert whole_or_absent(folder)
        assert files(folder) == [f"2026-04/{NAME}", f"2026-04/{NAME}.json"], calls
        calls += 1
    assert calls > 10


@pytest.mark.long
def test_killed_at_random_moments_the_bytes_are_the_same(court: Court, tmp_path: Path) -> None:
    draw = random.Random(7)
    for turn in range(10):
        folder = tmp_path / str(turn)
        for _ in range(2):
            killed_after(court, folder, draw.randrange(1, 14))
            whole_or_absent(folder)
        started = time.monotonic()
        get(court, folder)
        assert whole_or_absent(folder)
        assert time.monotonic() - started < 30
