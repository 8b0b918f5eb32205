"""Walk one number from the zip to the answer, and print where the walk leads: functions, files, rooms, turns, returns.

python tools/walk_number.py

A release is simulated, built and asked for its scope, in a folder that is removed.

* A turn back is a call from a room to one above it; the order is that of the layers in .importlinter. What a caller
  passed down to be called, a listener, a lambda or a generator, is no turn.
* The path is the order in which commands and stages hand rows to the rooms that make the number. A return is a room
  that is on the path again after another has had the rows. What a room uses of those below it while it works is its
  own business, and so are definitions that are only read: a visit counts when it runs SQL or opens a Parquet file.
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
#: functions that a room hands down once: a cohort's folder carries words of its own, and this reads them for ``words``
HANDED_DOWN = {"_collect_words"}
#: the rooms that make a number out of rows; the others order them, serve them or write the answer down
MAKERS = {"releases", "ledger", "cohorts", "measures", "ice", "disclosure"}
#: whose functions handle rows
ROW_HANDLERS = ("finalorder.engines.", "pyarrow.parquet")


def read_floors(config: Path = REPOSITORY / ".importlinter") -> dict[str, int]:
    """The floor of each room, counted from the ground."""
    parser = configparser.ConfigParser()
    parser.read(config, encoding="utf-8")
    layers = parser["importlinter:contract:layers"]["layers"].split("\n")
    rows = [line.replace("finalorder.", "").split(" | ") for line in layers if line.strip()]
    return {room.strip(): floor for floor, row in enumerate(reversed(rows)) for room in row}


@dataclass
class Visit:
    """A call from outside into a room that makes the number, and whether rows were handled meanwhile."""

    room: str
    depth: int
    has_rows: bool = False


@dataclass
class Walk:
    """What was called: functions by file, calls from room to room, and the rooms that had the rows, in order."""

    floors: dict[str, int]
    functions: set[tuple[str, str]] = field(default_factory=set)
    crossings: Counter[tuple[str, str]] = field(default_factory=Counter)
    path: list[str] = field(default_factory=list)
    _visit: Visit | None = None
    _depth: int = 0

    def record_event(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call or a return; a profile function for ``sys.setprofile``."""
        if event == "call":
            self._depth += 1
            self._record_call(frame)
        elif event == "return":
            if self._visit is not None and self._depth == self._visit.depth:
                self._end_visit(self._visit)
            self._depth -= 1

    def _record_call(self, frame: FrameType) -> None:
        name, code = frame.f_globals.get("__name__", ""), frame.f_code
        if self._visit is not None and name.startswith(ROW_HANDLERS):
            self._visit.has_rows = True
        if not name.startswith("finalorder.") or code.co_name.startswith("<"):
            return
        self.functions.add((name, code.co_qualname))
        if code.co_flags & inspect.CO_GENERATOR or code.co_name in HANDED_DOWN:
            return
        room = name.split(".")[1]
        if self._visit is None and room in MAKERS:
            self._visit = Visit(room, self._depth)
        before = frame.f_back.f_globals.get("__name__", "") if frame.f_back else ""
        caller = before.split(".")[1] if before.startswith("finalorder.") else room
        if caller != room and {caller, room} <= self.floors.keys():  # what opens doors is no room
            self.crossings[caller, room] += 1

    def _end_visit(self, visit: Visit) -> None:
        if visit.has_rows and self.path[-1:] != [visit.room]:
            self.path.append(visit.room)
        self._visit = None

    def find_turns_back(self) -> list[tuple[str, str]]:
        """Find calls from a room to one above it, without listeners."""
        return sorted((a, b) for a, b in self.crossings if self.floors[a] < self.floors[b] and b not in LISTENERS)

    def find_returns(self) -> list[str]:
        """Find the rooms that had the rows, gave them on and had them again, in order."""
        path = self.fold_repeats()
        return [room for place, room in enumerate(path) if room in path[:place]]

    def fold_repeats(self) -> list[str]:
        """Return the path with what is done for one table after another in it once."""
        folded: list[str] = []
        for room in self.path:
            folded.append(room)
            for size in range(2, len(folded) // 2 + 1):
                if folded[-size:] == folded[-2 * size : -size]:
                    del folded[-size:]
        return folded

    def describe(self) -> str:
        """Write the figures of the walk in a line."""
        files = {module for module, _ in self.functions}
        rooms = {module.split(".")[1] for module in files}
        back = ", ".join(f"{a} to {b}" for a, b in self.find_turns_back()) or "none"
        return (
            f"{len(self.functions)} functions in {len(files)} files of {len(rooms)} rooms; turns back: {back}; "
            f"path: {' > '.join(self.fold_repeats())}; returns: {', '.join(self.find_returns()) or 'none'}"
        )


def follow(work: Callable[[], object], floors: dict[str, int]) -> Walk:
    """Do something and record the walk."""
    walk = Walk(floors)
    sys.setprofile(walk.record_event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return walk


def walk_number(folder: Path) -> dict[str, Walk]:
    """Simulate a release in a folder, and follow its build and the scope of an operation."""
    from finalorder import cli

    def run(*words: str) -> Callable[[], object]:
        return lambda: cli.main.main([*words], standalone_mode=False)

    floors = read_floors()
    zipped, lake, answer = (str(folder / name) for name in ("release.zip", "lake", "scope.csv"))
    run("simulate", zipped, "--scale", "0.0005", "--seed", "1")()
    return {
        "build": follow(run("build", zipped, "--lake", lake), floors),
        "scope": follow(run("scope", OPERATION, "--lake", lake, "--format", "csv", "--out", answer), floors),
    }


def main() -> None:
    """Print the walk of a build and that of a scope."""
    with tempfile.TemporaryDirectory() as folder:
        walks = walk_number(Path(folder))
    print("\n".join(f"{name}: {walk.describe()}" for name, walk in walks.items()))


if __name__ == "__main__":
    main()
