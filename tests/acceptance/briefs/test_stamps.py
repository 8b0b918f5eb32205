"""What is unprotected says so in every file of a brief; a brief made twice is the same twice."""

from pathlib import Path

import pytest

from finalorder import api
from finalorder.answers.shown import UNPROTECTED

OPERATION = "2019-06-family-operation"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_of_an_unprotected_brief_says_so(simulated_lake: Path, tmp_path: Path) -> None:
    api.brief(OPERATION, simulated_lake, tmp_path, profile="none")
    files = contents(tmp_path)
    assert {Path(name).suffix for name in files} >= {".html", ".svg", ".csv", ".json"}
    unstamped = {name for name, content in files.items() if UNPROTECTED.encode() not in content}
    assert unstamped == {"data/labels.csv", "data/last_days.csv"}  # words and days of the calendar: nothing counted


@pytest.mark.long
def test_a_brief_made_again_after_other_questions_is_the_same_byte_for_byte(
    simulated_zip: Path, tmp_path: Path
) -> None:
    lake, first, second = tmp_path / "lake", tmp_path / "first", tmp_path / "second"
    api.build(simulated_zip, lake, counting_only=True)
    api.brief(OPERATION, lake, first, command="finalorder brief")
    api.count_cohort_exits(lake, city="Miami")
    api.measure("in_absentia", lake, by=["city"])
    api.brief(OPERATION, lake, second, command="finalorder brief")
    assert contents(first) == contents(second)
