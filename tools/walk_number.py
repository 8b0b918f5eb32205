"""Walk one number from the zip to the answer, and count where the walk leads: functions, files, rooms, turns back.

python tools/walk_number.py

A release is simulated, built and asked for its scope, in a folder that is removed. A turn back is a call from a room to
one above it; the order is that of the layers in .importlinter. What a caller passed down to be called, a listener, a
lambda or a generator, is no turn.
"""

import configparser
import inspect
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
OPERATION = "2019-06-family-operation"
#: rooms whose functions are passed down as listeners: a progress bar is called from below, and decides nothing
LISTENERS = {"cli"}


def read_floors(config: Path = REPOSITORY / ".importlinter") -> dict[str, int]:
    """The floor of each room, counted from the ground."""
    parser = configparser.ConfigParser()
    parser.read(config, encoding="utf-8")
    layers = parser["importlinter:contract:layers"]["layers"].split("\n")
    rows = [line.replace("finalorder.", "").split(" | ") for line in layers if line.strip()]
    return {room.strip(): floor for floor, row in enumerate(reversed(rows)) for room in row}


@dataclass
class Walk:
    """What was called: functions by file, and calls from room to room."""

    floors: dict[str, int]
    functions: set[tuple[str, str]] = field(default_factory=set)
    crossings: Counter[tuple[str, str]] = field(default_factory=Counter)

    def record_call(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call of a function of the package; a profile function for ``sys.setprofile``."""
        name = frame.f_globals.get("__name__", "")
        code = frame.f_code
        if event != "call" or not name.startswith("finalorder.") or code.co_name.startswith("<"):
            return
        self.functions.add((name, code.co_qualname))
        if code.co_flags & inspect.CO_GENERATOR:
            return
        before = frame.f_back.f_globals.get("__name__", "") if frame.f_back else ""
        if before.startswith("finalorder.") and (pair := (before.split(".")[1], name.split(".")[1]))[0] != pair[1]:
            self.crossings[pair] += 1

    def find_turns_back(self) -> list[tuple[str, str]]:
        """Calls from a room to one above it, without listeners."""
        return sorted((a, b) for a, b in self.crossings if self.floors[a] < self.floors[b] and b not in LISTENERS)

    def describe(self) -> str:
        """The figures of the walk in a line."""
        files = {module for module, _ in self.functions}
        rooms = {module.split(".")[1] for module in files}
        back = ", ".join(f"{a} to {b}" for a, b in self.find_turns_back()) or "none"
        return f"{len(self.functions)} functions in {len(files)} files of {len(rooms)} rooms; turns back: {back}"


def follow(work: Callable[[], object], floors: dict[str, int]) -> Walk:
    """Do something and record the walk."""
    walk = Walk(floors)
    sys.setprofile(walk.record_call)
    try:
        work()
    finally:
        sys.setprofile(None)
    return walk


def main() -> None:
    """Simulate, then print the walk of a build and that of a scope."""
    from finalorder import cli

    def run(*words: str) -> Callable[[], object]:
        return lambda: cli.main.main([*words], standalone_mode=False)

    floors = read_floors()
    with tempfile.TemporaryDirectory() as folder:
        zipped, lake, answer = (str(Path(folder) / name) for name in ("release.zip", "lake", "scope.csv"))
        run("simulate", zipped, "--scale", "0.0005", "--seed", "1")()
        build = follow(run("build", zipped, "--lake", lake), floors)
        scope = follow(run("scope", OPERATION, "--lake", lake, "--format", "csv", "--out", answer), floors)
    print(f"build: {build.describe()}\nscope: {scope.describe()}")


if __name__ == "__main__":
    main()
