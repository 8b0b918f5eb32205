"""Whole builds on disks without links, in copied lakes, and two of them at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from finalorder import api
from finalorder.errors import FinalorderError
from support.release_files import Release


def refuse(*_: object, **__: object) -> None:
    raise OSError(1, "Operation not permitted")


def count(lake: Path) -> list[object]:
    return [row.value for row in api.measure("orders_standing", lake, profile="none").shown]


def test_a_lake_on_a_disk_without_links_is_built_and_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "symlink_to", refuse)
    path = Release().zip(tmp_path / "r.zip")
    for _ in range(2):
        api.build(path, tmp_path / "lake", counting_only=True)
    api.derive(tmp_path / "lake", counting_only=True)
    assert count(tmp_path / "lake")
    assert [item.name for item in (tmp_path / "lake" / ".versions").iterdir()] == []


def test_a_lake_that_was_copied_without_its_links_can_be_read_and_built_again(tmp_path: Path) -> None:
    path = Release().zip(tmp_path / "r.zip")
    api.build(path, tmp_path / "lake", counting_only=True)
    shutil.copytree(tmp_path / "lake", tmp_path / "copy", symlinks=False)
    assert count(tmp_path / "copy") == count(tmp_path / "lake")
    api.derive(tmp_path / "copy", counting_only=True)
    assert count(tmp_path / "copy") == count(tmp_path / "lake")


def test_a_folder_whose_name_is_not_utf_8_is_refused_before_the_work(tmp_path: Path) -> None:
    lake = os.fsencode(tmp_path) + b"/la\xffke"
    path = Release().zip(tmp_path / "r.zip")
    command = [sys.executable, "-m", "finalorder", "build", path, "--lake", lake]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 2
    assert b"is not UTF-8" in run.stderr
    assert b"Traceback" not in run.stderr


def test_a_second_build_of_a_release_is_told_of_the_first(tmp_path: Path) -> None:
    from finalorder.lake import Lake

    path = Release().zip(tmp_path / "r.zip")
    with (
        Lake(tmp_path / "lake").lock_release("2026-04"),
        pytest.raises(FinalorderError, match="another build of 2026-04"),
    ):
        api.build(path, tmp_path / "lake", counting_only=True)
    api.build(path, tmp_path / "lake", counting_only=True)
