"""The walk of a number: which rooms have which floor, and what counts as a turn back."""

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import pytest

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
    assert walk.describe() == "2 functions in 1 files of 1 rooms; turns back: none; path: ; returns: none"


@pytest.mark.parametrize(
    ("rooms", "returns"),
    [
        (["releases", "ledger", "cohorts", "measures"], []),
        (["releases", "ledger", "measures", "ledger"], ["ledger"]),
        (["measures", "disclosure", "measures", "disclosure"], []),
        (["measures", "disclosure", "measures"], ["measures"]),
        (["ledger", "measures", "disclosure", "measures", "disclosure", "ledger"], ["ledger"]),
    ],
)
def test_a_room_that_has_the_rows_again_is_a_return(rooms: list[str], returns: list[str]) -> None:
    assert walk_number.Walk({}, path=rooms).find_returns() == returns


def call_as(room: str, work: Callable[[], object]) -> Callable[[], object]:
    """A function of a module of that room, which calls another."""
    space: dict[str, Any] = {"__name__": f"finalorder.{room}.made_up", "work": work}
    exec("def step():\n    return work()\n", space)
    return cast("Callable[[], object]", space["step"])


def test_the_path_has_each_room_that_handled_rows_and_no_definition_that_was_only_read() -> None:
    rows = call_as("engines", lambda: None)
    stages = [
        call_as("ledger", rows),
        call_as("cohorts", lambda: None),
        call_as("measures", rows),
        call_as("ledger", rows),
    ]
    floors = {room: floor for floor, room in enumerate(("engines", "ledger", "cohorts", "measures", "pipeline"))}
    walk = walk_number.follow(call_as("pipeline", lambda: [stage() for stage in stages]), floors)
    assert walk.path == ["ledger", "measures", "ledger"]
    assert walk.find_returns() == ["ledger"]


def test_what_a_room_uses_of_those_below_it_is_no_step_of_the_path() -> None:
    rows = call_as("engines", lambda: None)
    walk = walk_number.follow(call_as("measures", call_as("cohorts", rows)), {})
    assert walk.path == ["measures"]


def test_a_call_from_outside_the_package_is_no_crossing() -> None:
    walk = walk_number.follow(lambda: intervals.compute_wilson_interval(1, 2), {"answers": 0})
    assert not walk.crossings
