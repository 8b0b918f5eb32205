"""The reader against the usual way: unzip to disk, then DuckDB's CSV reader with everything as text and TRY_CAST.

Both run in processes of their own, in turn, on the same release; peak memory is that of the whole process tree. The
releases are simulated at the sizes asked for and their large members packed in Deflate64, as the court's are.

    python bench/reading.py 0.01 0.05 --rounds 3
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "tests"))

OURS = """
import sys
from pathlib import Path
from finalorder.lake import Lake
from finalorder.releases.reader import read_release
read_release(Path(sys.argv[1]), Lake(Path(sys.argv[2])))
"""

NAIVE = """
import subprocess, sys
from pathlib import Path
import duckdb
from finalorder import registry
folder = Path(sys.argv[2]) / "raw"
subprocess.run(["unzip", "-q", "-o", sys.argv[1], "-d", str(folder)], check=True)
types = {"int": "BIGINT", "date": "DATE", "datetime": "TIMESTAMP", "bool": "BOOLEAN", "money": "DECIMAL(12,2)"}
connection = duckdb.connect(str(Path(sys.argv[2]) / "naive.duckdb"))
connection.execute("SET enable_progress_bar = false")
files = {path.name.lower(): path for path in folder.rglob("*.csv")}
for table in (*registry.list_core_tables(), *registry.list_lookup_tables()):
    path = files.get(table.file.lower())
    if path is None:
        continue
    columns = ", ".join(
        f'TRY_CAST("{column.name}" AS {types[column.type]}) AS "{column.name}"' if column.type in types
        else f'"{column.name}"'
        for column in table.current_columns
    )
    connection.execute(
        f"CREATE TABLE {table.name} AS SELECT {columns} FROM read_csv('{path}', delim='\\t', header=true, "
        "all_varchar=true, ignore_errors=true, quote='', escape='', null_padding=true, strict_mode=false, "
        "auto_detect=false, columns={"
        + ", ".join(f"'{column.name}': 'VARCHAR'" for column in table.current_columns) + "})"
    )
"""


@dataclass
class Run:
    """One run of one way."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def main() -> None:
    """Run what the command line asks for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scales", nargs="*", type=float, default=[0.01, 0.05])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="where releases are kept between runs")
    parser.add_argument("--only-ours", action="store_true", help="leave the usual way out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for line in compare(asked.scales, asked.rounds, folder, with_naive=not asked.only_ours):
            print(json.dumps(line))


def compare(scales: list[float], rounds: int, folder: Path, *, with_naive: bool = True) -> list[dict[str, object]]:
    """One line a size: medians of both ways, and their ratio."""
    lines = []
    for scale in scales:
        release = a_release(scale, folder)
        runs: dict[str, list[Run]] = {"reader": [], "naive": []}
        for _ in range(rounds):
            runs["reader"].append(measure_process(OURS, release, folder))
            if with_naive:
                runs["naive"].append(measure_process(NAIVE, release, folder))
        lines.append(_line(scale, release, runs))
    return lines


def _line(scale: float, release: Path, runs: dict[str, list[Run]]) -> dict[str, object]:
    with zipfile.ZipFile(release) as archive:
        megabytes = sum(info.file_size for info in archive.infolist()) / 1e6
    found: dict[str, object] = {"scale": scale, "megabytes": round(megabytes)}
    for way, made in runs.items():
        if made:
            found[way] = {key: round(statistics.median(asdict(run)[key] for run in made), 2) for key in asdict(made[0])}
            found[f"{way}_seconds"] = [round(run.seconds, 2) for run in made]
    if runs["naive"]:
        pairs = list(zip(runs["reader"], runs["naive"], strict=True))
        found["time_ratio"] = round(statistics.median(ours.seconds / naive.seconds for ours, naive in pairs), 3)
        found["cpu_ratio"] = round(statistics.median(ours.cpu_seconds / naive.cpu_seconds for ours, naive in pairs), 3)
    return found


def a_release(scale: float, folder: Path) -> Path:
    """A simulated release of that size, packed as the court packs."""
    target = folder / f"release-{scale}-deflate64.zip"
    if not target.exists():
        from finalorder.simulation import SimulationConfig, simulate

        plain = folder / f"release-{scale}.zip"
        simulate(plain, SimulationConfig(scale=scale, seed=1))
        repack(plain, target)
        plain.unlink()
    return target


def repack(source: Path, target: Path) -> None:
    """The same release with its members of more than a megabyte in Deflate64."""
    import inflate64

    from support.release_files import StreamedZip

    with zipfile.ZipFile(source) as archive, StreamedZip(target) as out:
        for info in archive.infolist():
            big = info.file_size > 1 << 20
            packer = inflate64.Deflater() if big else zlib.compressobj(6, zlib.DEFLATED, -15)
            pack = packer.deflate if big else packer.compress
            with archive.open(info) as file, out.member(info.filename, "deflate64" if big else "deflate") as member:
                while piece := file.read(1 << 20):
                    member.add(piece, pack(piece))
                member.add(b"", packer.flush())


def measure_process(code: str, release: Path, folder: Path) -> Run:
    """Run one way in its own process and watch its tree."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", code, str(release), place])
        watch = Watch(process.pid)
        # The usage of a process that was waited for includes that of its own children.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        watch.stop()
        if status:
            raise SystemExit(f"a run failed on {release}")
        shutil.rmtree(place, ignore_errors=True)
        Path(place).mkdir()
    return Run(seconds, usage.ru_utime + usage.ru_stime, watch.peak_mb)


class Watch:
    """Looks at a process tree ten times a second for the memory in use."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.1):
            pids = _tree(self._pid)
            self.peak_mb = max(self.peak_mb, sum(_resident(pid) for pid in pids) / 1e6)


def _tree(root: int) -> list[int]:
    pids = [root]
    for pid in pids:
        children = Path(f"/proc/{pid}/task")
        try:
            for task in children.iterdir():
                pids += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return pids


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    main()
