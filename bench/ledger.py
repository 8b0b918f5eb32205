"""The ledger of a release at several sizes: seconds, peak memory, how they grow, and a naive way beside them.

A simulated lake is built once at a base size; larger ones are that lake many times over, each time with other ids, so
that keys, joins and groups grow as in a larger release. Each size is derived in a process of its own. The naive way is
the plain-Python oracle of the tests, one case at a time, on the smallest size; it is compared by the case.

    python bench/ledger.py                         # three sizes
    python bench/ledger.py 1.0 --base 0.05 --keep /tmp/bench    # a full-size release: about 15 GB of disk
    python bench/ledger.py --lake LAKE             # a lake of your own
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
SHIFT = 10_000_000_000
KEYS = {
    *("idncase", "idnproceeding", "idnschedule", "idnmotion", "idnappeal", "idnleadcase", "idnridercase"),
    *("idnleadrider", "idnrepsassigned", "idncaseid", "idncaseprihistory", "idnjuvenilehistory"),
}

OURS = """
import json, sys, time
from datetime import date
from pathlib import Path
from finalorder.ledger import NEEDED, derive_release
tables = {name: Path(sys.argv[1]) / f"{name}.parquet" for name in NEEDED}
last, steps = time.perf_counter(), {}
def done(step):
    global last
    now = time.perf_counter()
    steps[step], last = round(now - last, 2), now
rows = derive_release(tables, date(2026, 7, 1), Path(sys.argv[2]), done=done)
print(json.dumps({"rows": rows, "steps": steps}))
"""

NAIVE = """
import json, sys, time
from datetime import date
from pathlib import Path
import pyarrow.parquet as pq
from finalorder.ledger import NEEDED
from support.oracle.ledger import derive
folder = Path(sys.argv[1])
tables = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in NEEDED}
rows = derive(tables, date(2026, 7, 1))
print(json.dumps({"rows": {name: len(found) for name, found in rows.items()}}))
"""


def main() -> None:
    """Run what the command line asks for and print a line a size, then how they compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scales", nargs="*", type=float, help="1 is a full release; default 0.01 0.02 0.04")
    parser.add_argument("--base", type=float, default=0.01, help="the size that is simulated")
    parser.add_argument("--keep", type=Path, help="where lakes are kept between runs")
    parser.add_argument("--lake", type=Path, help="measure the only release of this lake instead")
    parser.add_argument("--no-naive", action="store_true", help="leave the naive way out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = asked.keep or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        scales = sorted(asked.scales or [0.01, 0.02, 0.04])
        folders = [(0.0, own(asked.lake))] if asked.lake else [(s, a_lake(s, asked.base, place)) for s in scales]
        lines = [measure_process(OURS, folder, place) | {"scale": scale} for scale, folder in folders]
        for line in lines:
            print(json.dumps(line), flush=True)
        compare(lines, [] if asked.no_naive else [measure_process(NAIVE, folders[0][1], place)])


def compare(lines: list[dict[str, Any]], naive: list[dict[str, Any]]) -> None:
    """How cost grows from the smallest size to the largest, and how the naive way does by the case."""
    first, last = lines[0], lines[-1]
    said: dict[str, Any] = {}
    if first is not last:
        grown = last["rows"]["cases"] / first["rows"]["cases"]
        cost = last["cpu_seconds"] / first["cpu_seconds"]
        said = {"size_ratio": round(grown, 2), "cpu_ratio": round(cost, 2), "growth": round(cost / grown, 2)}
    for slow in naive:
        said["naive_cpu_seconds"], said["naive_peak_mb"] = slow["cpu_seconds"], slow["peak_mb"]
        said["cpu_over_naive"] = round(first["cpu_seconds"] / slow["cpu_seconds"], 3)
    print(json.dumps(said), flush=True)


def own(lake: Path) -> Path:
    """The core tables of a lake's release."""
    from finalorder.lake.folders import Lake

    return Lake(lake).release().path / "tables"


def a_lake(scale: float, base: float, place: Path) -> Path:
    """Core tables of about that size: those of the base size, as often as it takes."""
    times = max(1, round(scale / base))
    built = _built(base, place)
    if times == 1:
        return built
    target = place / f"tables-{base}x{times}"
    if not target.exists():
        aside = target.with_suffix(".part")
        aside.mkdir()
        for path in _list_needed(built):
            repeat(path, aside / path.name, times)
        aside.rename(target)
    return target


def _built(base: float, place: Path) -> Path:
    from finalorder import api
    from finalorder.simulation import SimulationConfig, simulate

    lake = place / f"lake-{base}"
    if not lake.exists():
        release = place / f"release-{base}.zip"
        simulate(release, SimulationConfig(scale=base, seed=1))
        api.build(release, lake)
        release.unlink()
    return own(lake)


def _list_needed(folder: Path) -> Iterator[Path]:
    from finalorder.ledger import list_ledger_inputs

    yield from (folder / f"{name}.parquet" for name in list_ledger_inputs())


def repeat(source: Path, target: Path, times: int) -> None:
    """The rows of a table many times over, each time with ids of their own."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    file = pq.ParquetFile(source)
    with pq.ParquetWriter(target, file.schema_arrow, compression="zstd") as writer:
        for turn in range(times):
            for batch in file.iter_batches(batch_size=122_880):
                columns = [
                    pc.add(column, turn * SHIFT) if name in KEYS and pa.types.is_int64(column.type) else column
                    for name, column in zip(batch.schema.names, batch.columns, strict=True)
                ]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=file.schema_arrow))


def measure_process(code: str, folder: Path, place: Path) -> dict[str, Any]:
    """Run a way in its own process; peak memory is the largest that the process ever had resident."""
    search = os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parents[1] / "tests")])
    with tempfile.TemporaryDirectory(dir=place) as out, (Path(out) / "said").open("w+") as said:
        began = time.perf_counter()
        asked = [sys.executable, "-c", code, str(folder), str(Path(out) / "ledger")]
        process = subprocess.Popen(asked, stdout=said, env=os.environ | {"PYTHONPATH": search})
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"a run failed on {folder}")
        seconds = time.perf_counter() - began
        said.seek(0)
        return {
            "seconds": round(seconds, 1),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
            "peak_mb": round(usage.ru_maxrss / 1024),
            **json.loads(said.read()),
        }


if __name__ == "__main__":
    main()
