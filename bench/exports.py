"""Exports of a table in every format: seconds, peak memory and size, beside DuckDB's own COPY for CSV and Parquet.

``python bench/exports.py --lake LAKE [--table analysis/orders]``; each runs in a process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FORMATS = ("csv", "parquet", "dta", "sav", "rds", "xlsx", "duckdb-csv", "duckdb-parquet")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--lake", type=Path, required=True)
    words.add_argument("--table", default="analysis/orders")
    words.add_argument("--formats", default=",".join(FORMATS))
    words.add_argument("--only", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.only:
        print(json.dumps(measure(asked.lake, asked.table, asked.only)))
        return
    for form in asked.formats.split(","):
        again = [sys.executable, __file__, "--lake", str(asked.lake), "--table", asked.table, "--only", form]
        done = subprocess.run(again, capture_output=True, text=True, check=False)
        said = done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]
        print(f"{form:15} {said}")


def measure(lake: Path, table: str, form: str) -> dict[str, float]:
    """Write one file and take its measures: wall and processor seconds, peak memory and size in MB."""
    with tempfile.TemporaryDirectory(dir=lake.parent) as folder:
        out = Path(folder) / f"out.{form.rpartition('-')[2]}"
        start, used = time.perf_counter(), time.process_time()
        rows = copy_by_duckdb(lake, table, out) if form.startswith("duckdb") else export(lake, table, out)
        return {
            "rows": rows,
            "seconds": round(time.perf_counter() - start, 2),
            "cpu": round(time.process_time() - used, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "file_mb": round(out.stat().st_size / 1e6, 1),
        }


def export(lake: Path, table: str, out: Path) -> int:
    from finalorder.exports import ExportRequest, write_export
    from finalorder.lake import Lake

    opened = Lake(lake)
    return write_export(opened, opened.open_release(), ExportRequest(table, out.suffix[1:]), out).rows


def copy_by_duckdb(lake: Path, table: str, out: Path) -> int:
    import duckdb

    from finalorder.lake import Lake

    path = Lake(lake).open_release().path / f"{table}.parquet"
    form = "FORMAT parquet, COMPRESSION zstd" if out.suffix == ".parquet" else "FORMAT csv, HEADER"
    copied = duckdb.connect().execute(f"COPY (SELECT * FROM read_parquet('{path}')) TO '{out}' ({form})").fetchall()
    return int(copied[0][0])


if __name__ == "__main__":
    main()
