"""What an answer costs with the start of Python: processor seconds and seconds of the clock, the least of some rounds.

The floor is the start of Python with the library that reads a file of answers. pandas is hidden from the commands,
since ``finalorder`` does not install it and pyarrow imports it where it is there.

    python bench/answers.py                 # a simulated lake of 0.005 of a release
    python bench/answers.py --lake LAKE     # a lake of your own
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from finalorder import api
from finalorder.lake import Lake

HIDE_PANDAS = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
"""
COMMAND = f"{HIDE_PANDAS}\nfrom finalorder.cli import run\nrun()"
FLOOR = f"{HIDE_PANDAS}\nimport pyarrow.parquet"
#: what is asked, and how many seconds are wanted at full size; DAY is two years before the release's
QUESTIONS: dict[str, tuple[list[str], float | None]] = {
    "help": (["--help"], 0.15),
    "published, one number": (["measure", "in_absentia", "--method", "M9", "--format", "csv"], 0.4),
    "published, one method by city": (["measure", "outcomes", "--by", "city", "--format", "csv"], 0.4),
    "published, all methods by city": (["measure", "in_absentia", "--by", "city", "--format", "csv"], 0.8),
    "published, an operation": (["scope", "2019-06-family-operation", "--format", "csv"], 0.4),
    "another day, by year": (
        ["measure", "in_absentia", "--method", "M9", "--by", "fiscal-year", "--as-of", "DAY", "--format", "csv"], 4.0
    ),
    "another day, pending by city": (["measure", "backlog", "--by", "city", "--as-of", "DAY", "--format", "csv"], 4.0),
    "incidence by two dimensions": (
        ["measure", "in_absentia", "--method", "CI", "--by", "fiscal-year,represented", "--disclosure", "none",
         "--format", "csv"], 2.0
    ),
    "free, 256,000 rows": (
        ["measure", "in_absentia", "--by", "nationality,fiscal-year", "--where", "city=Houston", "--format", "csv"],
        None,
    ),
}  # fmt: skip


def main() -> None:
    """Ask every question; a line of JSON each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--scale", type=float, default=0.005)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = asked.lake or Path(folder) / "lake"
        if not asked.lake:
            api.simulate(Path(folder) / "release.zip", api.SimulationConfig(scale=asked.scale, seed=3))
            api.build(Path(folder) / "release.zip", lake)
        day = Lake(lake).open_release().day - timedelta(730)
        floor, _ = measure_least(FLOOR, [], asked.rounds)
        for name, (words, wanted) in QUESTIONS.items():
            put = [day.isoformat() if word == "DAY" else word for word in words]
            words_of_lake = [] if name == "help" else ["--lake", str(lake)]
            cpu, seconds = measure_least(COMMAND, [*put, *words_of_lake], asked.rounds)
            found = {"question": name, "cpu_seconds": cpu, "seconds": seconds, "floor_cpu_seconds": floor}
            print(json.dumps(found | {"ratio": round(cpu / floor, 2), "wanted_at_full_size": wanted}), flush=True)


def measure_least(code: str, words: list[str], rounds: int) -> tuple[float, float]:
    """Run a program some times; gives the least processor seconds and the least seconds of the clock."""
    found = [_measure(code, words) for _ in range(rounds)]
    return min(cpu for cpu, _ in found), min(seconds for _, seconds in found)


def _measure(code: str, words: list[str]) -> tuple[float, float]:
    before, began = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *words], check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return round(spent, 3), round(seconds, 3)


if __name__ == "__main__":
    main()
