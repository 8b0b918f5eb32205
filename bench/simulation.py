"""The simulation against the plain way to make a file of that shape: random columns without lives.

Both write the 19 core tables with the same columns and the same number of rows, deflated into a zip, in processes of
their own, in turn. Peak memory is that of the whole process tree.

    python bench/simulation.py 0.01 0.02 --rounds 3
"""

import argparse
import json
import statistics
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path

from reading import Run, measured

OURS = """
import sys
from pathlib import Path
from finalorder.simulation import SimulationConfig, simulate
simulate(Path(sys.argv[2]) / "out.zip", SimulationConfig(scale=float(sys.argv[1]), seed=1))
"""

NAIVE = """
import sys, zipfile
from pathlib import Path
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as writer
from finalorder.simulation.parameters import load_default_parameters
from finalorder.registry import list_core_tables

scale, folder, chance = float(sys.argv[1]), Path(sys.argv[2]), np.random.default_rng(1)
sizes = dict(load_default_parameters()["faults.sizes"])

def column(kind, rows):
    blank = chance.random(rows) < 0.3
    if kind in ("date", "datetime"):
        days = pa.array(chance.integers(7000, 20600, rows), mask=blank).cast(pa.int32()).cast(pa.date32())
        return pc.binary_join_element_wise(pc.cast(days, pa.string()), " 00:00:00.000", "")
    if kind in ("int", "money"):
        return pa.array(chance.integers(1, 10_000_000, rows), mask=blank)
    codes = pa.array([f"C{number}" for number in range(40)])
    return codes.take(pa.array(chance.integers(0, 40, rows), mask=blank))

with zipfile.ZipFile(folder / "naive.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
    for table in list_core_tables():
        left = round(sizes.get(table.name, 100_000) * scale)
        options = writer.WriteOptions(delimiter="\\t", quoting_style="none")
        with out.open(table.file, "w", force_zip64=True) as member:
            while left > 0:
                rows = min(left, 65_536)
                made = pa.table({spec.name: column(spec.type, rows) for spec in table.current_columns})
                sink = pa.BufferOutputStream()
                writer.write_csv(made, sink, options)
                member.write(sink.getvalue())
                left -= rows
"""


def main() -> None:
    """Run what the command line asks for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scales", nargs="*", type=float, default=[0.01])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-ours", action="store_true", help="leave the plain way out")
    asked = parser.parse_args()
    for scale in asked.scales:
        print(json.dumps(compare(scale, asked.rounds, with_naive=not asked.only_ours)))


def compare(scale: float, rounds: int, *, with_naive: bool = True) -> dict[str, object]:
    """One line a size: medians of both ways, our rows and megabytes of text a second, and the ratio of times."""
    rows, megabytes = shape(scale)
    runs: dict[str, list[Run]] = {"model": [], "naive": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            runs["model"].append(measured(OURS, Path(str(scale)), Path(folder)))
            if with_naive:
                runs["naive"].append(measured(NAIVE, Path(str(scale)), Path(folder)))
    found: dict[str, object] = {"scale": scale, "rows": rows, "megabytes": round(megabytes)}
    for way, made in runs.items():
        if made:
            found[way] = {key: round(statistics.median(asdict(run)[key] for run in made), 2) for key in asdict(made[0])}
    seconds = statistics.median(run.seconds for run in runs["model"])
    found["rows_a_second"] = round(rows / seconds)
    found["megabytes_a_second"] = round(megabytes / seconds, 1)
    found["rows_a_cpu_second"] = round(rows / statistics.median(run.cpu_seconds for run in runs["model"]))
    if runs["naive"]:
        pairs = zip(runs["model"], runs["naive"], strict=True)
        found["time_ratio"] = round(statistics.median(ours.seconds / plain.seconds for ours, plain in pairs), 3)
    return found


def shape(scale: float) -> tuple[int, float]:
    """Rows of all tables and megabytes of text of a release of that size."""
    from finalorder.simulation import SimulationConfig, simulate

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.zip"
        rows = sum(simulate(out, SimulationConfig(scale=scale, seed=1)).values())
        with zipfile.ZipFile(out) as archive:
            return rows, sum(info.file_size for info in archive.infolist()) / 1e6


if __name__ == "__main__":
    main()
