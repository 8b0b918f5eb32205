"""Locks and pointers on disks as they are: without links, without locks, copied, with names that are not UTF-8."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from finalorder.errors import InputError, UnavailableError
from finalorder.lake import hold_lock, require_utf8_path, swap_pointer

BUSY = "another build is writing here; wait until it has finished."


def version(lake: Path, number: int) -> Path:
    folder = lake / ".versions" / f"2026-07-{number:012x}"
    folder.mkdir(parents=True)
    (folder / "number").write_text(str(number))
    return folder


def read(lake: Path) -> str:
    return (lake / "2026-07" / "number").read_text()


@pytest.fixture(params=["links", "no links"])
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A disk with symbolic links, and one without."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    if request.param == "no links":
        monkeypatch.setattr(os, "symlink", refuse)
        monkeypatch.setattr(Path, "symlink_to", refuse)
    return str(request.param)


def test_readers_find_the_version_that_was_published_last(tmp_path: Path, disk: str) -> None:
    for number in (1, 2, 3):
        swap_pointer(tmp_path / "2026-07", version(tmp_path, number))
        assert read(tmp_path) == str(number)


def test_a_lake_that_was_copied_without_its_links_takes_a_new_version(tmp_path: Path, disk: str) -> None:
    copied = tmp_path / "2026-07"
    copied.mkdir()
    (copied / "number").write_text("copied")
    swap_pointer(copied, version(tmp_path, 4))
    assert read(tmp_path) == "4"


def test_a_version_that_cannot_take_its_name_leaves_the_one_before(
    tmp_path: Path, disk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap_pointer(tmp_path / "2026-07", version(tmp_path, 1))
    second = version(tmp_path, 2)
    rename, replace = Path.rename, Path.replace

    def fail(path: Path, target: Path) -> Path:
        if path.name.startswith(second.name):
            raise OSError(5, "Input/output error")
        return rename(path, target) if path.is_dir() else replace(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="Input/output"):
        swap_pointer(tmp_path / "2026-07", second)
    assert read(tmp_path) == "1"


def test_a_second_holder_of_a_lock_is_refused_at_once_and_the_next_one_not(tmp_path: Path) -> None:
    lock = tmp_path / "versions" / "one.lock"
    script = "import sys; from pathlib import Path; from finalorder.lake import hold_lock\n"
    script += "with hold_lock(Path(sys.argv[1]), 'busy'): print('held')"
    with hold_lock(lock, BUSY):
        second = subprocess.run([sys.executable, "-c", script, lock], capture_output=True, text=True, check=False)
        assert "UnavailableError: busy" in second.stderr
    assert subprocess.run([sys.executable, "-c", script, lock], capture_output=True, check=True).stdout == b"held\n"


def test_a_disk_that_knows_no_locks_is_still_written_by_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def unknown(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with hold_lock(tmp_path / "one.lock", BUSY), pytest.raises(UnavailableError, match="another build"):  # noqa: SIM117
        with hold_lock(tmp_path / "one.lock", BUSY):
            pass
    with hold_lock(tmp_path / "one.lock", BUSY):
        pass


def test_a_name_that_is_not_utf_8_is_refused_in_a_sentence_that_can_be_printed(tmp_path: Path) -> None:
    name = Path(os.fsdecode(os.fsencode(tmp_path) + b"/la\xffke"))
    with pytest.raises(InputError) as refused:
        require_utf8_path(name)
    assert "is not UTF-8" in str(refused.value).encode("utf-8").decode()
