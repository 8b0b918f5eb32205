"""The walk of a number: which rooms have which floor, and what counts as a turn back."""

from collections import Counter

import finalorder.errors
import walk_number
from finalorder.answers import intervals
from support.places import REPOSITORY


def test_every_room_of_the_package_has_a_floor() -> None:
    rooms = {path.name for path in (REPOSITORY / "src" / "finalorder").iterdir() if (path / "__init__.py").is_file()}
    floors = walk_number.read_floors()
    assert rooms <= set(floors)
    assert floors["errors"] == 0
    assert floors["cli"] == max(floors.values())


def test_a_call_to_a_room_above_is_a_turn_back_and_a_listener_is_none() -> None:
    walk = walk_number.Walk({"errors": 0, "lake": 1, "ledger": 2, "cli": 3})
    walk.crossings = Counter(
        {("ledger", "lake"): 5, ("lake", "ledger"): 1, ("lake", "cli"): 1, ("ledger", "errors"): 1}
    )
    assert walk.find_turns_back() == [("lake", "ledger")]


def test_functions_of_the_package_are_counted_by_file_and_room() -> None:
    walk = walk_number.follow(lambda: finalorder.errors.quote_value("x"), {"errors": 0})
    assert ("finalorder.errors", "quote_value") in walk.functions
    assert walk.describe() == "2 functions in 1 files of 1 rooms; turns back: none"


def test_a_call_from_outside_the_package_is_no_crossing() -> None:
    walk = walk_number.follow(lambda: intervals.compute_wilson_interval(1, 2), {"answers": 0})
    assert not walk.crossings
