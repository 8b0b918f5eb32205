"""docs/architecture.md is true: it names every room, from the ground up, and every file of the walk exists."""

import re

import walk_number
from support.places import DOCS, REPOSITORY

PAGE = (DOCS / "architecture.md").read_text(encoding="utf-8")
SOURCE = REPOSITORY / "src" / "finalorder"
ROOMS = re.findall(r"^(\w+)(?:/|\.py) ", PAGE.split("```")[1], re.MULTILINE)


def test_every_room_is_on_the_page_once() -> None:
    folders = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    assert sorted(ROOMS) == sorted(folders | {"errors"})


def test_the_rooms_stand_in_the_order_of_their_floors() -> None:
    floors = walk_number.read_floors()
    assert [floors[room] for room in ROOMS] == sorted(floors[room] for room in ROOMS)


def test_the_files_of_the_walk_exist() -> None:
    walk = PAGE.split("## The walk")[1].split("\n## ")[0]
    named = {path for path in re.findall(r"`([a-z]+/[\w./]*)`", walk) if path.split("/")[0] in ROOMS}
    assert len(named) > 10
    written_by_a_build = {"ledger/orders.parquet"}
    assert [path for path in sorted(named - written_by_a_build) if not (SOURCE / path).exists()] == []


def test_it_can_be_read_on_two_screens() -> None:
    assert len(PAGE.splitlines()) <= 100
