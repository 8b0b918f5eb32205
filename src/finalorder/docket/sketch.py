"""A release's clean typed tables without its text, laid out as a release in a lake: for comparing the model with
published totals, many months at a small cost."""

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
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
from finalorder.docket.days import day
from finalorder.docket.lives import Lives, live
from finalorder.docket.release import WRITERS, Order, checked, slices, written
from finalorder.docket.scene import staged
from finalorder.docket.truth import TruthFiles
from finalorder.engines import DuckDB
from finalorder.registry import table, tables
from finalorder.registry.anchors import anchors

COMPLETIONS = ("proceedings", "decided", "completions")
#: tables that hold nothing of hearings, bonds, other appeals or motions
WITHOUT_CALENDAR = frozenset({"proceedings", "identifiers"})


@dataclass(frozen=True, slots=True)
class Sketch:
    """One month's release as it is written: what was asked for, which tables, and its files."""

    order: Order
    folder: Path
    wanted: frozenset[str]
    files: TruthFiles

    def add_block(self, drawn: Lives, count: int) -> None:
        """The rows of one block as this month's release shows them."""
        order = self.order
        lives = replace(drawn, until=day(order.day.isoformat()))
        guids = attorney_guids(order.seed, order.scale)
        with_calendar = bool(self.wanted - WITHOUT_CALENDAR)
        scene = staged(lives, order.seed, count, guids, order.faults > 0, with_calendar=with_calendar)
        for name in WRITERS:
            if name in self.wanted:
                self.add(name, lives.block, written(name, scene))

    def add(self, name: str, block: int, rows: Rows) -> None:
        """One block's rows of one table, with what the release itself says wrongly."""
        spec, order = table(name), self.order
        place = [item.name for item in tables()].index(name)
        numbers = chances.generator(order.seed, block * 32 + place, chances.FAULTS)
        held = successive.shown(rows, np.zeros(rows.count, dtype=bool), order.day)
        record = damage.Damage(spec, order.faults, numbers, 0, [column.name for column in spec.current], held)
        kept = rows.only(held)
        record.spoil(kept)
        self.files.add(spec, record.restored(kept), [])


def sketch(lake: Path, *, scale: float, seed: int, month: str, only: Iterable[str], faults: float = 1.0) -> Path:
    """Write some core tables of a simulated release into ``lake``, as a lake built from that release would hold them.

    What a release says is all there (blanks, orphans, stray codes); faults of its text are not, since a reader mends
    them. ``ledger.completions`` among ``only`` derives that table too. Gives the release's folder.

    Raises ``Problem`` for a scale, seed or month that cannot be used.
    """
    return _sketched(lake, {month: set(only)}, scale, seed, faults)[0]


def sketches(lake: Path, *, scale: float, seed: int, said: Callable[[str], None] = lambda _: None) -> list[Path]:
    """A lake of simulated months: for each month of a figure that the model is compared with, the tables it counts."""
    return _sketched(lake, needed(), scale, seed, 1.0, said)


def needed() -> dict[str, set[str]]:
    """By month, the tables that figures about that month's release count."""
    found: dict[str, set[str]] = {}
    for anchor in anchors():
        if anchor.fits_model:
            linked = anchor.linked[0] if anchor.linked else ""
            found.setdefault(anchor.month, set()).update({anchor.table, anchor.without, linked} - {""})
    return dict(sorted(found.items()))


def _sketched(
    lake: Path,
    months: dict[str, set[str]],
    scale: float,
    seed: int,
    faults: float,
    said: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Lives are drawn once and shown by every month's release."""
    orders = {month: checked(scale, seed, month, faults) for month in months}
    with ExitStack() as stack:
        begun = [_begun(lake, orders[month], only, stack) for month, only in months.items()]
        for block, count in (each for slice_ in slices(begun[0].order, 1) for each in slice_):
            drawn = live(seed, block, count, 0)
            for one in begun:
                one.add_block(drawn, count)
            said(f"block {block}")
        for one in begun:
            if "attorneys" in one.wanted:
                one.add("attorneys", 0, attorneys(seed, attorney_guids(seed, scale), one.order.day))
            one.files.close()
    for one in begun:
        _finish(one, months[one.order.month])
    return [one.folder for one in begun]


def _begun(lake: Path, order: Order, only: set[str], stack: ExitStack) -> Sketch:
    folder = lake / f"simulated-{order.month}-seed{order.seed}-x{order.scale:g}-f{order.faults:g}"
    (folder / "tables").mkdir(parents=True)
    (folder / "ledger").mkdir()
    wanted = only | ({"proceedings"} if "ledger.completions" in only else set())
    core = frozenset(name for name in wanted if not name.startswith("ledger."))
    return Sketch(order, folder, core, TruthFiles(folder / "tables", stack))


def _finish(one: Sketch, only: set[str]) -> None:
    (one.folder / "tables" / "faults.parquet").unlink()
    if "ledger.completions" in only:
        _complete(one.folder, one.order.day)
    info = {"name": one.folder.name, "simulated": True, "sketch": True, "release_day": one.order.day.isoformat()}
    (one.folder / "release.json").write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")


def _complete(folder: Path, release_day: date) -> None:
    """``ledger/completions.parquet`` from the proceedings; no completion depends on the calendar of hearings."""
    spec = table("hearings_raw")
    names = [(column.lake_name, ARROW_TYPES.get(column.type, pa.string())) for column in spec.current if column.kept]
    sources = {"proceedings": folder / "tables" / "proceedings.parquet", "hearings_raw": pa.schema(names).empty_table()}
    with DuckDB() as engine:
        ledger.prepare(engine, sources, release_day)
        for step in COMPLETIONS[:-1]:
            engine.keep(step, ledger.step_sql(step))
        engine.write(ledger.step_sql(COMPLETIONS[-1]), folder / "ledger" / "completions.parquet")
