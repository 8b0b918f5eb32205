"""The walk of one number through the house: from the zip to the answer, and never back."""

from pathlib import Path

import pytest

import walk_number


@pytest.mark.long
def test_the_walk_of_a_number_turns_nowhere_back_and_returns_to_no_room(tmp_path: Path) -> None:
    walks = walk_number.walk_number(tmp_path)
    assert {name: walk.find_turns_back() for name, walk in walks.items()} == {"build": [], "scope": []}
    assert {name: walk.find_returns() for name, walk in walks.items()} == {"build": [], "scope": []}
    assert walks["build"].fold_repeats() == ["releases", "ledger", "cohorts", "measures", "disclosure"]
    # the numbers are those that were published; the digest of the court's file is read for whoever makes them again
    assert walks["scope"].path == ["disclosure", "releases"]
