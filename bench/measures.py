"""Questions to the measures: from the cubes of a build, beside gathering the units from the ledger for each question.

A simulated lake is built once. Its cubes are then stretched: every row many times over, each time with a kind of case
of its own, so that a question reads more rows. Seconds are those of a warm
process, the gate apart; the naive way is the same question without cubes, on the lake that is not stretched.

    python bench/measures.py                         # 0.005 of a release, stretched 20 times: a tenth of full size
    python bench/measures.py --lake LAKE --stretch 1 # a lake of your own
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finalorder import api, measures
from finalorder.answers import make_question
from finalorder.disclosure import apply_disclosure_control
from finalorder.lake import Lake, Release
from finalorder.measures.cube_steps import list_counts
from finalorder.simulation import SimulationConfig, simulate


class Question(NamedTuple):
    """What is asked: a measure, some of its methods, the splits, the conditions."""

    measure: str
    methods: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


QUESTIONS = (
    Question("in_absentia", ("M1a",)),
    Question("in_absentia", ("M9",), ("fiscal-year",)),
    Question("in_absentia", ("M9",), ("city", "represented")),
    Question("in_absentia", ("M4",), ("fiscal-year",)),
    Question("in_absentia", ("CI",), ("fiscal-year",)),
    Question("appearance", ("M5i",), ("family-docket",)),
    Question("in_absentia"),
    Question("days_to_decision", (), ("family-docket",)),
    Question("notice_days", (), ("court",)),
    Question("absence_by_notice"),
    Question("orders_standing", (), ("city",)),
    Question("languages"),
    Question("in_absentia", ("M9",), ("fiscal-year",), ("nationality=GT,HO", "represented=no")),
    Question("days_to_decision", (), ("court",), ("language=SP", "custody=N")),
    Question("notice_days", (), ("fiscal-year",), ("juvenile=came_alone",)),
)


def main() -> None:
    """Build, stretch, ask; one line of JSON a question."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, default=0.005)
    options.add_argument("--stretch", type=int, default=20)
    options.add_argument("--lake", type=Path, help="a lake of your own instead of a simulated one")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-measures-") as folder:
        release = Lake(asked.lake or built(Path(folder), asked.scale)).open_release()
        print(json.dumps({"release": release.name, **counting(release, Path(folder))}), flush=True)
        stretched = copy(release, Path(folder) / "stretched", asked.stretch)
        for question in QUESTIONS:
            print(json.dumps(time_question(question, release, stretched)), flush=True)


def built(folder: Path, scale: float) -> Path:
    """A lake with a simulated release."""
    simulate(folder / "release.zip", SimulationConfig(scale=scale, seed=1))
    api.build(folder / "release.zip", folder / "lake", counting_only=True)
    return folder / "lake"


def counting(release: Release, folder: Path) -> dict[str, float]:
    """How long a build counts for the cubes."""
    seconds, _ = measure_call(lambda: measures.write_cubes(release, folder / "again"))
    size = sum(path.stat().st_size for path in (folder / "again").iterdir())
    return {"cubes_seconds": seconds, "cubes_megabytes": round(size / 1e6, 1)}


def copy(release: Release, folder: Path, times: int) -> Release:
    """The release with cubes so many times as long; nothing else of it is read from cubes."""
    target = folder / measures.CUBES_FOLDER
    target.mkdir(parents=True)
    kinds = pq.read_table(release.path / measures.CUBES_FOLDER / "case_kinds.parquet")
    made = [each for each in measures.load_methods().values() if each.is_computed]
    for name in ["case_kinds", *list_counts(made)]:
        path = release.path / measures.CUBES_FOLDER / f"{name}.parquet"
        table = nullable(pq.read_table(path))
        with pq.ParquetWriter(target / path.name, table.schema, compression="zstd") as writer:
            for turn in range(times):
                writer.write_table(shift_kinds(table, turn * kinds.num_rows))
    shutil.copy(release.path / "release.json", folder / "release.json")
    return Release(release.name, folder, release.manifest)


def nullable(table: pa.Table) -> pa.Table:
    """The same table, of which any column may have missing values."""
    return table.cast(pa.schema([field.with_nullable(True) for field in table.schema]))


def shift_kinds(table: pa.Table, by: int) -> pa.Table:
    """The same rows with other kinds of case."""
    ids = pc.add(table.column("kind_id"), by)
    return table.set_column(table.column_names.index("kind_id"), "kind_id", ids)


def time_question(question: Question, plain: Release, long: Release) -> dict[str, Any]:
    """Seconds of one question: from long cubes, through the gate, and without cubes."""
    asked = make_question("measure", question.measure, methods=question.methods, by=question.by, where=question.where)
    measures.answer_measure(long, asked)
    seconds, found = measure_call(lambda: measures.answer_measure(long, asked))
    files = [
        long.path / measures.CUBES_FOLDER / f"{name}.parquet" for name in list_counts(each.method for each in found)
    ]
    gate, _ = measure_call(lambda: apply_disclosure_control([each.raw for each in found]))
    day = plain.day - timedelta(1)
    naive, _ = measure_call(lambda: measures.answer_measure(plain, replace(asked, as_of=day)))
    return question._asdict() | {
        "rows_read": sum(pq.read_metadata(path).num_rows for path in files),
        "seconds": seconds,
        "gate_seconds": gate,
        "seconds_without_cubes_unstretched": naive,
        "ratio": round(seconds / naive, 3),
    }


def measure_call(make: Callable[[], Any]) -> tuple[float, Any]:
    """How long something takes, and what it gives."""
    started = time.perf_counter()
    made = make()
    return round(time.perf_counter() - started, 3), made


if __name__ == "__main__":
    main()
