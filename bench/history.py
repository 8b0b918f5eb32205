"""A history and a comparison of two releases against set difference on keys, which is how others compare them.

One line of JSON a size: seconds and peak memory of ``history add`` (first and second release), ``history rebuild`` and
the comparison of all tables, beside the naive way in the same run: for each table, its keys in DuckDB, new minus old,
old minus new, and nothing about what changed. The last line carries the seconds a row to 84 releases of full size.

    python bench/history.py --scales 0.01,0.05
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

FULL_ROWS, MONTHS = 168_800_000, 84
LIMITS = {"add": 360.0, "diff": 300.0, "rebuild": 240.0, "share_of_release": 1.25}


def make_lakes(folder: Path, scale: float) -> tuple[Path, list[str]]:
    """A lake of two months of a size: only their tables, as the reader writes them."""
    from finalorder.lake import Lake
    from finalorder.releases.reader import read_release
    from finalorder.simulation import SimulationConfig, simulate

    before: Path | None = None
    lake = Lake(folder / "lake")
    for month in ("2026-07", "2026-08"):
        config = SimulationConfig(month=month) if before else SimulationConfig(scale, 3, month)
        out = folder / f"{month}.zip"
        simulate(out, config, previous=before)
        read_release(out, lake).publish()
        before = out
    return lake.path, lake.list_release_names()


def measure(act: Callable[[], Any]) -> dict[str, float]:
    """Seconds on the wall and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    act()
    return {"wall": round(time.perf_counter() - wall, 2), "processor": round(time.process_time() - busy, 2)}


def compare_tables(lake: Path, names: list[str]) -> None:
    """Our way: what became of every row of every table, and in which columns, with the history beside."""
    from finalorder.history import ComparedReleases, DiffOptions, compare_releases, find_history
    from finalorder.lake import Lake
    from finalorder.registry import list_core_tables

    opened = Lake(lake)
    asked = ComparedReleases(*map(opened.open_release, names), find_history(opened))
    compare_releases(asked, DiffOptions(tuple(table.name for table in list_core_tables())))


def compare_keys(lake: Path, names: list[str]) -> None:
    """The naive way: which keys are in one release and not in the other, a table at a time."""
    from finalorder.registry import list_core_tables

    with duckdb.connect(config={"memory_limit": "3GB"}) as connection:
        for table in list_core_tables():
            old, new = (lake / name / "tables" / f"{table.name}.parquet" for name in names)
            for here, there in ((old, new), (new, old)):
                connection.execute(
                    f"SELECT count(*) FROM (SELECT {table.key} FROM '{here}' EXCEPT SELECT {table.key} FROM '{there}')"
                ).fetchall()


def measure_size(path: Path) -> int:
    """The bytes of every file under a folder."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def bench(scale: float) -> dict[str, Any]:
    """One size: every step, the naive way, and what the history takes on disk."""
    from finalorder import api

    with tempfile.TemporaryDirectory() as aside:
        lake, names = make_lakes(Path(aside), scale)
        first = measure(lambda: api.add_history(lake, names[0]))
        one = measure_size((lake / "history").resolve())
        second = measure(lambda: api.add_history(lake, names[1]))
        both = measure_size((lake / "history").resolve())
        rebuild = measure(lambda: api.rebuild_history(lake, names[0], Path(aside) / "out"))
        diff = measure(lambda: compare_tables(lake, names))
        naive = measure(lambda: compare_keys(lake, names))
        rows = api.list_history(lake).manifest.releases[0].rows
        tables = measure_size(lake / names[0] / "tables")
    return {
        "bench": "history", "scale": scale, "rows": rows, "add_first": first, "add": second, "rebuild": rebuild,
        "diff": diff, "naive_keys": naive, "release_bytes": tables, "history_bytes": [one, both],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def carry(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """The cost of full size: the seconds that a row adds, from the two largest sizes, and what is there anyway."""
    carried: dict[str, Any] = {"bench": "history", "carried_to_rows": FULL_ROWS, "limits": LIMITS}
    for step in ("add", "rebuild", "diff"):
        a, b = (each[step]["processor"] for each in (small, large))
        slope = (b - a) / (large["rows"] - small["rows"])
        carried[step] = {
            "processor": round(a + slope * (FULL_ROWS - small["rows"]), 1),
            "a_million_rows": round(slope * 1e6, 2),
        }
    grown = large["history_bytes"][1] - large["history_bytes"][0]
    scale = FULL_ROWS / large["rows"]
    carried["history_of_84_gb"] = round((large["history_bytes"][0] + (MONTHS - 1) * grown) * scale / 1e9, 1)
    carried["history_of_1_to_release"] = round(large["history_bytes"][0] / large["release_bytes"], 3)
    carried["read_gb_a_release"] = round((large["release_bytes"] + large["history_bytes"][0]) * scale / 1e9, 1)
    return carried


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scales", default="0.01,0.05")
    found = []
    for scale in parser.parse_args().scales.split(","):
        found.append(bench(float(scale)))
        print(json.dumps(found[-1]), flush=True)
    if len(found) > 1:
        print(json.dumps(carry(found[-2], found[-1])))


if __name__ == "__main__":
    main()
