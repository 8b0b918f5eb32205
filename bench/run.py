"""Run the benchmarks, keep their ratios by version in docs/benchmarks.csv, and write docs/benchmarks.md from them.

    python bench/run.py                     # the figures of the page, about twenty minutes
    python bench/run.py reading answers     # some of them
    python bench/run.py answers --lake LAKE # on a lake of your own, which has a plan
    python bench/run.py --stages FILE       # keep the lines that bench/build.py has printed into a file, of any release
    python bench/run.py --page              # the page again, from what is kept
    python bench/run.py --every             # and every other benchmark beside this file, printed and not kept

A figure stands beside what it is measured against in the same run: the usual way of doing the same, or what no program
can do without. Ratios can be compared from one machine to another and from one version to the next; seconds cannot.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
KEPT, STAGES, PAGE = (HERE.parent / "docs" / name for name in ("benchmarks.csv", "build_stages.csv", "benchmarks.md"))
Line = dict[str, Any]


class Figure(NamedTuple):
    """A number beside another: what was measured, what it is measured against, and the ratio of the two."""

    name: str
    value: float
    unit: str
    beside: str
    beside_value: float

    @property
    def ratio(self) -> str:
        """The one by the other, to three digits."""
        return f"{self.value / self.beside_value:.3g}" if self.beside_value else ""


class KeptFigure(NamedTuple):
    """A row of the history: a figure as a version had it, on a day, on a machine."""

    version: str
    day: str
    machine: str
    name: str
    value: str
    unit: str
    beside: str
    beside_value: str
    ratio: str


class KeptStage(NamedTuple):
    """A row of the stage table: what a stage of a build took, and what of its seconds the floor is."""

    version: str
    day: str
    machine: str
    release: str
    stage: str
    seconds: str
    cpu_seconds: str
    peak_mb: str
    read_mb: str
    written_mb: str
    share_of_floor: str


def pick_reading(line: Line) -> Iterator[Figure]:
    """The reader beside unzip and DuckDB's CSV reader, by processor time."""
    size = f"{line['megabytes']:,} MB of text"
    usual = "unzip, then DuckDB's CSV reader with TRY_CAST"
    yield Figure(f"reading {size}", line["reader"]["cpu_seconds"], "CPU s", usual, line["naive"]["cpu_seconds"])


def pick_build(line: Line) -> Iterator[Figure]:
    """A whole build beside its floor, and how it grows."""
    if line.get("stage") == "all":
        size = f"{line['mb']:,.0f} MB zip"
        floor = line["floor_cpu_seconds"]
        yield Figure(f"build of a {size}", line["cpu_seconds"], "CPU s", "inflating it, reading the lake once", floor)
        yield Figure(f"peak memory, build of a {size}", line["peak_mb"], "MB", "the zip", round(line["mb"], 1))
    if "growth" in line:
        yield Figure("growth of a build with size (exponent)", line["growth"], "", "linear", 1.0)


def pick_answers(line: Line) -> Iterator[Figure]:
    """An answer beside the start of Python with the library that reads it."""
    floor = "starting Python with pyarrow"
    yield Figure(f"answer: {line['question']}", line["cpu_seconds"], "CPU s", floor, line["floor_cpu_seconds"])


def pick_measures(line: Line) -> Iterator[Figure]:
    """A question to cubes beside the same question to the ledger."""
    if "seconds_without_cubes_unstretched" in line and line["measure"] == "in_absentia" and not line["methods"]:
        ledger = line["seconds_without_cubes_unstretched"]
        yield Figure(
            "all methods of absence from cubes", line["seconds"], "s", "from a ledger a twentieth as long", ledger
        )


class Benchmark(NamedTuple):
    """A program beside this one, its words for the page, and the figures of a line that it prints."""

    words: tuple[str, ...]
    pick: Callable[[Line], Iterator[Figure]]


BENCHMARKS = {
    "reading": Benchmark(("0.01", "--rounds", "3"), pick_reading),
    "build": Benchmark(("0.0025", "0.01", "0.05"), pick_build),
    "answers": Benchmark((), pick_answers),
    "measures": Benchmark((), pick_measures),
}

ASK_A_LAKE = ("answers", "measures")


def main() -> None:
    """Run what is asked for, keep it, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; default all")
    parser.add_argument("--lake", help="a lake for answers and measures, instead of a simulated one")
    parser.add_argument("--stages", type=Path, metavar="FILE", help="keep the lines of bench/build.py in this file")
    parser.add_argument("--page", action="store_true", help="write the page again and run nothing")
    parser.add_argument("--every", action="store_true", help="run every other benchmark too")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.")
    for name in () if asked.page or asked.stages else asked.names or BENCHMARKS:
        lines = list(run_benchmark(name, asked.lake))
        keep_figures([figure for line in lines for figure in BENCHMARKS[name].pick(line)])
        keep_stages(lines)
    if asked.stages:
        keep_stages([json.loads(line) for line in asked.stages.read_text(encoding="utf-8").splitlines()])
    for path in sorted(HERE.glob("*.py")) if asked.every else ():
        if path.stem not in (*BENCHMARKS, "run"):
            print(f"# {path.stem}", flush=True)
            subprocess.run([sys.executable, str(path)], check=True)
    PAGE.write_text(write_page(read_figures(), read_stages()), encoding="utf-8")


def run_benchmark(name: str, lake: str | None) -> Iterator[Line]:
    """Run a benchmark; prints its lines as they come, and gives them."""
    words = ("--lake", lake) if lake and name in ASK_A_LAKE else ()
    command = [sys.executable, str(HERE / f"{name}.py"), *BENCHMARKS[name].words, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            yield json.loads(line)
    if process.returncode:
        raise SystemExit(f"the benchmark {name} failed")


def keep_figures(figures: list[Figure]) -> None:
    """Keep figures of this version, in the place of those that it had before."""
    now = (name_version(), datetime.now(UTC).date().isoformat(), describe_machine())
    added = [
        KeptFigure(*now, each.name, f"{each.value:g}", each.unit, each.beside, f"{each.beside_value:g}", each.ratio)
        for each in figures
    ]
    again = {(row.version, row.name) for row in added}
    rows = [row for row in read_figures() if (row.version, row.name) not in again] + added
    _write_rows(KEPT, KeptFigure._fields, rows)


def keep_stages(lines: list[Line]) -> None:
    """Keep the stages of builds, in the place of those that builds of the same releases had before."""
    now = (name_version(), datetime.now(UTC).date().isoformat(), describe_machine())
    columns = KeptStage._fields[len(now) :]
    added = [KeptStage(*now, *(_format(line.get(name)) for name in columns)) for line in lines if "stage" in line]
    again = {row.release for row in added}
    _write_rows(STAGES, KeptStage._fields, [*(row for row in read_stages() if row.release not in again), *added])


def _format(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def _write_rows(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])


def name_version() -> str:
    """Name the version that is measured, with its commit where there is one."""
    git = shutil.which("git")
    asked = [str(git), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, cwd=HERE, check=False).stdout if git else ""
    return "-".join(filter(None, (version("finalorder"), commit.strip())))


def describe_machine() -> str:
    """Describe this machine in general words: processors, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} processors, {memory:.0f} GB, {platform.system()} {platform.machine()}, Python {python}"


def read_figures() -> list[KeptFigure]:
    """Read every figure that was kept, in its order."""
    if not KEPT.exists():
        return []
    with KEPT.open(encoding="utf-8", newline="") as file:
        return [KeptFigure(**row) for row in csv.DictReader(file)]


def read_stages() -> list[KeptStage]:
    """Read the stages of builds that were kept, in their order."""
    if not STAGES.exists():
        return []
    with STAGES.open(encoding="utf-8", newline="") as file:
        return [KeptStage(**row) for row in csv.DictReader(file)]


HEAD = """# Benchmarks

Written by `make bench` from `docs/benchmarks.csv`. A figure stands beside what it is measured against in the same run:
the usual way of doing the same, or what no program can do without. Seconds depend on the machine and on what else it
does; ratios hardly do, and a version that got slower shows in its ratio. Releases are simulated.
"""


STAGES_HEAD = """## A build, stage by stage

From the zip to everything that is published. The floor of a build is inflating the release and reading what the build
has written once at a gigabyte a second. Peak memory is that of the process; of all stages, the most that any had.
"""


def write_page(rows: list[KeptFigure], stages: list[KeptStage]) -> str:
    """Write the page: the latest figures beside their baselines, builds by stage, the ratios of every version."""
    latest = {row.name: row for row in rows}
    table = [
        (row.name, f"{row.value} {row.unit}".strip(), row.beside, f"{row.beside_value} {row.unit}".strip(), row.ratio)
        for row in latest.values()
    ]
    machines = dict.fromkeys(row.machine for row in latest.values())
    days = sorted({row.day for row in latest.values()})
    said = f"Measured {' and '.join(dict.fromkeys((days[0], days[-1])))} on {'; '.join(machines)}.\n" if days else ""
    parts = [HEAD, said, _write_table(("figure", "measured", "beside", "that takes", "ratio"), table)]
    parts += [STAGES_HEAD, _write_stages(stages)] if stages else []
    return "\n".join([*parts, "## The ratios of every version\n", _write_history(rows)])


def _write_stages(stages: list[KeptStage]) -> str:
    head = ("release", "stage", "seconds", "CPU s", "peak MB", "MB read", "MB written", "floor / seconds", "version")
    return _write_table(head, [(*row[3:], row.version) for row in stages])


def _write_history(rows: list[KeptFigure]) -> str:
    versions = list(dict.fromkeys(row.version for row in rows))
    ratios = {(row.name, row.version): row.ratio for row in rows}
    names = dict.fromkeys(row.name for row in rows)
    return _write_table(("figure", *versions), [(n, *(ratios.get((n, v), "") for v in versions)) for n in names])


def _write_table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
