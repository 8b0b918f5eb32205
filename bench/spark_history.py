"""What a history and a comparison cost on Spark: bytes read, shuffled, written a release, and what 84 would cost.

Spark itself counts them, task by task, in its event log. One line of JSON a size and step; the last line carries what a
row adds, between the two largest sizes, to releases of full size.

    python bench/spark_history.py --scales 0.0005,0.001,0.002
"""

import argparse
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from history import FULL_ROWS, MONTHS, make_lakes

STEPS = ("add_first", "add", "diff")
#: Parquet's vectored reads are done where Spark does not count them: with them it says a thousandth of what it read
SETTINGS = """spark.eventLog.enabled true
spark.eventLog.compress false
spark.eventLog.dir file://{logs}
spark.hadoop.parquet.hadoop.vectored.io.enabled false
"""


def read_task(event: dict[str, Any]) -> Counter[str]:
    """What one task read, shuffled and wrote, in bytes, and its processor seconds."""
    said = event.get("Task Metrics") or {}
    return Counter(
        {
            "read": said.get("Input Metrics", {}).get("Bytes Read", 0),
            "shuffled": said.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0),
            "written": said.get("Output Metrics", {}).get("Bytes Written", 0),
            "milliseconds": said.get("Executor CPU Time", 0) // 1_000_000,
            "tasks": 1,
        }
    )


def count_costs(logs: Path, act: Callable[[], Any]) -> Counter[str]:
    """Do something on Spark, and add up what its tasks cost."""
    before = set(logs.rglob("*"))
    act()
    total: Counter[str] = Counter()
    for path in set(logs.rglob("*")) - before:
        is_log = path.is_file() and not path.name.startswith((".", "appstatus"))
        lines = path.read_text(encoding="utf-8").splitlines() if is_log else []
        for event in map(json.loads, lines):
            if event["Event"] == "SparkListenerTaskEnd":
                total += read_task(event)
    return total


def bench(scale: float, logs: Path, master: str) -> dict[str, Any]:
    """Two months of a size: the first addition, the second, and the comparison."""
    from finalorder import api
    from finalorder.history import ComparedReleases, DiffOptions, MergeEngine, compare_releases, find_history
    from finalorder.lake import Lake
    from finalorder.registry import list_core_tables

    where = MergeEngine("spark", master)
    tables = tuple(table.name for table in list_core_tables())
    with tempfile.TemporaryDirectory() as aside:
        path, names = make_lakes(Path(aside), scale)
        lake = Lake(path)

        def compare() -> None:
            asked = ComparedReleases(*map(lake.open_release, names), find_history(lake))
            compare_releases(asked, DiffOptions(tables, where=where))

        acts: list[Callable[[], Any]] = [
            *(lambda name=name: api.add_history(path, name, engine="spark", master=master) for name in names),
            compare,
        ]
        costs = {step: dict(count_costs(logs, act)) for step, act in zip(STEPS, acts, strict=True)}
        rows = api.list_history(path).manifest.releases[0].rows
    return {"bench": "spark_history", "scale": scale, "rows": rows, **costs}


def carry(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """What a row adds, carried to releases of full size: gigabytes of each step, and of all months."""
    found: dict[str, Any] = {"bench": "spark_history", "carried_to_rows": FULL_ROWS}
    months = {"add_first": 1, "add": MONTHS - 1, "diff": MONTHS - 1}
    for kind in ("read", "shuffled", "written"):
        slopes = {s: (large[s].get(kind, 0) - small[s].get(kind, 0)) / (large["rows"] - small["rows"]) for s in STEPS}
        each = {step: slope * FULL_ROWS / 1e9 for step, slope in slopes.items()}
        total = sum(count * each[step] for step, count in months.items())
        found[f"{kind}_gb"] = {step: round(size, 1) for step, size in each.items()} | {f"of_{MONTHS}": round(total)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scales", default="0.0005,0.001,0.002")
    parser.add_argument("--master", default="local[2]")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        logs = Path(aside) / "logs"
        logs.mkdir()
        (Path(aside) / "spark-defaults.conf").write_text(SETTINGS.format(logs=logs), encoding="utf-8")
        os.environ["SPARK_CONF_DIR"] = aside
        found = []
        for scale in asked.scales.split(","):
            found.append(bench(float(scale), logs, asked.master))
            print(json.dumps(found[-1]), flush=True)
        if len(found) > 1:
            print(json.dumps(carry(found[-2], found[-1])))


if __name__ == "__main__":
    main()
