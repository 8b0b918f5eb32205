"""A release's clean typed tables without its text, laid out as a release in a lake: for comparing the model with
published totals, many months at a small cost."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from finalorder import ledger
from finalorder.docket import draws as chances
from finalorder.docket import faults as damage
from finalorder.docket import successive
from finalorder.docket.attorneys import attorney_guids, attorneys
from finalorder.docket.columns import ARROW_TYPES, Rows
from finalorder.docket.release import WRITERS, Order, checked, slices, written
from finalorder.docket.scene import stage
from finalorder.docket.truth import TruthFiles
from finalorder.engines import DuckDB
from finalorder.registry import table, tables

COMPLETIONS = ("proceedings", "decided", "completions")


def sketch(lake: Path, *, scale: float, seed: int, month: str, only: Iterable[str], faults: float = 1.0) -> Path:
    """Write some core tables of a simulated release into ``lake``, as a lake built from that release would hold them.

    What a release says is all there (blanks, orphans, stray codes); faults of its text are not, since a reader mends
    them. ``ledger.completions`` among ``only`` derives that table too. Gives the release's folder.

    Raises ``Problem`` for a scale, seed or month that cannot be used.
    """
    order = checked(scale, seed, month, faults)
    folder = lake / f"simulated-{month}-seed{seed}-x{scale:g}-f{faults:g}"
    wanted = set(only)
    (folder / "tables").mkdir(parents=True)
    (folder / "ledger").mkdir()
    with ExitStack() as stack:
        files = TruthFiles(folder / "tables", stack)
        _write(files, order, wanted | ({"proceedings"} if "ledger.completions" in wanted else set()))
        files.close()
    (folder / "tables" / "faults.parquet").unlink()
    if "ledger.completions" in wanted:
        _complete(folder, order.day)
    info = {"name": folder.name, "simulated": True, "sketch": True, "release_day": order.day.isoformat()}
    (folder / "release.json").write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")
    return folder


def _write(files: TruthFiles, order: Order, wanted: set[str]) -> None:
    guids = attorney_guids(order.seed, order.scale)
    for block, count in (each for slice_ in slices(order, 1) for each in slice_):
        scene = stage(order.seed, block, count, order.day, guids, order.faults > 0)
        for name in WRITERS:
            if name in wanted:
                _add(files, order, name, block, written(name, scene))
    if "attorneys" in wanted:
        _add(files, order, "attorneys", 0, attorneys(order.seed, guids, order.day))


def _add(files: TruthFiles, order: Order, name: str, block: int, rows: Rows) -> None:
    spec = table(name)
    place = [item.name for item in tables()].index(name)
    numbers = chances.generator(order.seed, block * 32 + place, chances.FAULTS)
    held = successive.shown(rows, np.zeros(rows.count, dtype=bool), order.day)
    record = damage.Damage(spec, order.faults, numbers, 0, [column.name for column in spec.current], held)
    kept = rows.only(held)
    record.spoil(kept)
    files.add(spec, record.restored(kept), [])


def _complete(folder: Path, day: date) -> None:
    """``ledger/completions.parquet`` from the proceedings; no completion depends on the calendar of hearings."""
    spec = table("hearings_raw")
    names = [(column.lake_name, ARROW_TYPES.get(column.type, pa.string())) for column in spec.current if column.kept]
    sources = {"proceedings": folder / "tables" / "proceedings.parquet", "hearings_raw": pa.schema(names).empty_table()}
    with DuckDB() as engine:
        ledger.prepare(engine, sources, day)
        for step in COMPLETIONS[:-1]:
            engine.keep(step, ledger.step_sql(step))
        engine.write(ledger.step_sql(COMPLETIONS[-1]), folder / "ledger" / "completions.parquet")
