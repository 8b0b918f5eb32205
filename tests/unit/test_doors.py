"""Every room hands on what its door lists, whichever name is asked for first."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import finalorder
from finalorder.doors import read_homes

DOORS = sorted(Path(finalorder.__file__).parent.glob("*/__init__.py"))
ROOMS = [path.parent.name for path in DOORS if "open_door" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_hands_on_every_name_that_its_door_lists_and_no_other(room: str) -> None:
    door = import_module(f"finalorder.{room}")
    homes = read_homes(Path(door.__file__ or ""))
    for name in door.__all__:
        assert getattr(door, name) is not None
        if name in homes and homes[name] != door.__name__:  # a function may not be hidden by a module of its name
            assert not isinstance(getattr(door, name), ModuleType)
    with pytest.raises(AttributeError, match="no attribute nothing_of_the_kind"):
        door.nothing_of_the_kind  # noqa: B018


def test_an_answer_of_the_plan_loads_no_engine_and_no_room_that_it_does_not_need() -> None:
    code = (
        "import sys\n"
        "from finalorder.api.counts import measure\n"
        "from finalorder.operations import measure_release, measure_vintages, resolve_question\n"
        "print(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(said.split())
    unneeded = {"duckdb", "highspy", "filelock", "altair", "babel"}
    unneeded |= {f"finalorder.{room}" for room in ("simulation", "projection", "history", "pipeline", "briefs", "site")}
    assert not loaded & unneeded
