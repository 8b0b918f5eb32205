"""A long cube has its common questions answered by the build; the answers are those of the cube itself."""

from pathlib import Path

import pytest

from finalorder import measures
from finalorder.disclosure import open_door
from finalorder.measures import cubes
from finalorder.releases.lake import Lake, Release

METHODS = ("M9", "CI", "notice_days", "outcomes")


@pytest.fixture(scope="module")
def prepared(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release with every cube taken for a long one."""
    release = Lake(simulated_lake).release()
    folder = tmp_path_factory.mktemp("prepared")
    target = folder / measures.FOLDER
    target.mkdir()
    for path in (release.path / measures.FOLDER).iterdir():
        (target / path.name).symlink_to(path)
    cubes.prepare(target, [measures.method(name) for name in METHODS], longer=0)
    return Release(release.name, folder, release.info)


@pytest.mark.parametrize("name", METHODS)
def test_a_question_that_the_build_has_answered_has_the_answer_of_the_cube(
    prepared: Release, simulated_lake: Path, name: str
) -> None:
    plain, method = Lake(simulated_lake).release(), measures.method(name)
    assert (prepared.path / measures.FOLDER / f"{method.name}{cubes.ANSWERED}").exists()
    assert not (plain.path / measures.FOLDER / f"{method.name}{cubes.ANSWERED}").exists()
    for by in ((), ("fiscal-year",), ("represented", "fiscal-year"), ("city",)):
        both = [measures.answer(release, method.measure, names=[name], by=by) for release in (prepared, plain)]
        ours, theirs = (open_door(found[0].raw, profile="none").rows for found in both)
        assert ours == theirs
        assert ours


def test_a_question_that_was_not_answered_is_asked_of_the_cube(prepared: Release) -> None:
    (found,) = measures.answer(prepared, "in_absentia", names=["M9"], by=["court", "represented"])
    assert len(open_door(found.raw, profile="none")) > 3
