"""What a release has published is kept when it is added to the history, and answers questions when it is gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from finalorder import api
from finalorder.answers import AnswerRow
from finalorder.lake import Lake
from finalorder.pipeline import build

OPERATION = "2019-06-family-operation"


@pytest.fixture(scope="module")
def lake(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake whose only release is in its history."""
    folder = tmp_path_factory.mktemp("kept") / "lake"
    shutil.copytree(simulated_lake, folder, symlinks=True)
    api.add_history(folder)
    return folder


@pytest.fixture
def gone(lake: Path) -> Iterator[str]:
    """The release, which has left the lake and is in its history alone; it comes back afterwards."""
    (name,) = Lake(lake).list_release_names()
    (lake / name).rename(lake.parent / name)
    yield name
    shutil.rmtree(lake / ".vintages" / ".versions", ignore_errors=True)
    (lake / ".vintages" / name).unlink(missing_ok=True)
    (lake.parent / name).rename(lake / name)


def ask(lake: Path, release: str) -> list[list[AnswerRow]]:
    return [
        list(api.measure("in_absentia", lake, release=release, by=["city"])),
        list(api.measure("backlog", lake, release=release)),
        list(api.scope(OPERATION, lake, release=release).shown),
    ]


def has_rebuilt(lake: Path, name: str) -> bool:
    return (lake / ".vintages" / name).exists()


def test_questions_about_what_was_published_rebuild_nothing(lake: Path, gone: str) -> None:
    (lake.parent / gone).rename(lake / gone)
    before = ask(lake, gone)
    (lake / gone).rename(lake.parent / gone)
    assert api.list_without_numbers(lake) == {}
    assert ask(lake, gone) == before
    assert not has_rebuilt(lake, gone)


def test_another_question_rebuilds_the_release_once_and_takes_its_plan_over(lake: Path, gone: str) -> None:
    before = ask(lake, gone)
    exact = list(api.measure("backlog", lake, release=gone, profile="none"))
    assert sum(row.numerator or 0 for row in exact)
    assert has_rebuilt(lake, gone)
    assert ask(lake, gone) == before
    made, kept = ((lake / ".vintages" / where / gone).resolve() for where in ("", "published"))
    assert (made / "plan" / "plan.toml").samefile(kept / "plan" / "plan.toml")
    opened = Lake(lake / ".vintages").open_release(gone)
    assert not build.list_outdated_stages(opened.manifest)


def test_numbers_of_older_code_are_said_and_not_used(lake: Path, gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "digest_code", lambda rooms: f"newer {rooms}")
    assert api.list_without_numbers(lake) == {gone: True}


def test_a_release_without_a_plan_says_that_its_numbers_are_not_kept(tiny_lake: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_lake, tmp_path / "lake", symlinks=True)
    (added,) = api.add_history(tmp_path / "lake")
    (tmp_path / "lake" / added.release.name).unlink()
    assert api.list_without_numbers(tmp_path / "lake") == {added.release.name: False}


def test_adding_again_keeps_what_is_kept(lake: Path) -> None:
    (name,) = Lake(lake).list_release_names()
    version = (lake / ".vintages" / "published" / name).resolve()
    api.add_history(lake, name)
    assert (lake / ".vintages" / "published" / name).resolve() == version
