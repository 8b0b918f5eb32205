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
from finalorder.engines import DuckDB
from finalorder.registry import get_table, list_core_tables, load_anchors
from finalorder.simulation import random_draws, successive_months
from finalorder.simulation.attorneys import build_attorney_rows, create_attorney_guids
from finalorder.simulation.column_formats import ARROW_TYPES, Rows
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.faults import FaultInjector
from finalorder.simulation.lives import CaseHistories, simulate_block
from finalorder.simulation.prepared_block import prepare_from_histories
from finalorder.simulation.release_writer import (
    TABLE_BUILDERS,
    SimulationConfig,
    build_table_rows,
    slice_blocks,
    validate_config,
)
from finalorder.simulation.truth import TruthFiles

COMPLETIONS = ("proceedings", "decided", "completions")
#: tables that hold nothing of hearings, bonds, other appeals or motions
WITHOUT_CALENDAR = frozenset({"proceedings", "identifiers"})


@dataclass(frozen=True, slots=True)
class CleanRelease:
    """One month's release as it is written: what was asked for, which tables, and its files."""

    config: SimulationConfig
    folder: Path
    core_tables: frozenset[str]
    files: TruthFiles

    def write_block(self, drawn: CaseHistories, count: int) -> None:
        """The rows of one block as this month's release shows them."""
        order = self.config
        lives = replace(drawn, until=parse_day_number(order.day.isoformat()))
        guids = create_attorney_guids(order.seed, order.scale)
        with_calendar = bool(self.core_tables - WITHOUT_CALENDAR)
        scene = prepare_from_histories(lives, order.seed, count, guids, order.faults > 0, with_calendar=with_calendar)
        for name in TABLE_BUILDERS:
            if name in self.core_tables:
                self.write_table_block(name, lives.block, build_table_rows(name, scene))

    def write_table_block(self, name: str, block: int, rows: Rows) -> None:
        """One block's rows of one table, with what the release itself says wrongly."""
        spec, order = get_table(name), self.config
        place = [item.name for item in list_core_tables()].index(name)
        numbers = random_draws.create_generator(order.seed, block * 32 + place, random_draws.FAULTS)
        held = successive_months.find_visible_rows(rows, np.zeros(rows.count, dtype=bool), order.day)
        record = FaultInjector(spec, order.faults, numbers, 0, [column.name for column in spec.current_columns], held)
        kept = rows.select(held)
        record.corrupt_values(kept)
        self.files.write_clean_block(spec, record.restore_clean_table(kept), [])


def simulate_clean_release(
    lake: Path, *, scale: float, seed: int, month: str, only: Iterable[str], faults: float = 1.0
) -> Path:
    """Write some core tables of a simulated release into ``lake``, as a lake built from that release would hold them.

    What a release says is all there (blanks, orphans, stray codes); faults of its text are not, since a reader mends
    them. ``ledger.completions`` among ``only`` derives that table too. Gives the release's folder.

    Raises ``FinalorderError`` for a scale, seed or month that cannot be used.
    """
    return _simulate_clean_releases(lake, {month: set(only)}, scale, seed, faults)[0]


def simulate_comparison_months(
    lake: Path, *, scale: float, seed: int, said: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """A lake of simulated months: for each month of a figure that the model is compared with, the tables it counts."""
    return _simulate_clean_releases(lake, find_compared_tables(), scale, seed, 1.0, said)


def find_compared_tables() -> dict[str, set[str]]:
    """By month, the tables that figures about that month's release count."""
    found: dict[str, set[str]] = {}
    for anchor in load_anchors():
        if anchor.is_compared_with_model:
            linked = anchor.linked[0] if anchor.linked else ""
            found.setdefault(anchor.month, set()).update({anchor.table, anchor.without, linked} - {""})
    return dict(sorted(found.items()))


def _simulate_clean_releases(
    lake: Path,
    months: dict[str, set[str]],
    scale: float,
    seed: int,
    faults: float,
    said: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Lives are drawn once and shown by every month's release."""
    orders = {month: validate_config(scale, seed, month, faults) for month in months}
    with ExitStack() as stack:
        begun = [_open_clean_release(lake, orders[month], only, stack) for month, only in months.items()]
        for block, count in (each for slice_ in slice_blocks(begun[0].config, 1) for each in slice_):
            drawn = simulate_block(seed, block, count, 0)
            for one in begun:
                one.write_block(drawn, count)
            said(f"block {block}")
        for one in begun:
            if "attorneys" in one.core_tables:
                one.write_table_block(
                    "attorneys", 0, build_attorney_rows(seed, create_attorney_guids(seed, scale), one.config.day)
                )
            one.files.close()
    for one in begun:
        _finish_clean_release(one, months[one.config.month])
    return [one.folder for one in begun]


def _open_clean_release(lake: Path, order: SimulationConfig, only: set[str], stack: ExitStack) -> CleanRelease:
    folder = lake / f"simulated-{order.month}-seed{order.seed}-x{order.scale:g}-f{order.faults:g}"
    (folder / "tables").mkdir(parents=True)
    (folder / "ledger").mkdir()
    wanted = only | ({"proceedings"} if "ledger.completions" in only else set())
    core = frozenset(name for name in wanted if not name.startswith("ledger."))
    return CleanRelease(order, folder, core, TruthFiles(folder / "tables", stack))


def _finish_clean_release(one: CleanRelease, only: set[str]) -> None:
    (one.folder / "tables" / "faults.parquet").unlink()
    if "ledger.completions" in only:
        _derive_completions(one.folder, one.config.day)
    info = {"name": one.folder.name, "simulated": True, "sketch": True, "release_day": one.config.day.isoformat()}
    (one.folder / "release.json").write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")


def _derive_completions(folder: Path, release_day: date) -> None:
    """``ledger/completions.parquet`` from the proceedings; no completion depends on the calendar of hearings."""
    spec = get_table("hearings_raw")
    names = [
        (column.lake_name, ARROW_TYPES.get(column.type, pa.string())) for column in spec.current_columns if column.kept
    ]
    sources = {"proceedings": folder / "tables" / "proceedings.parquet", "hearings_raw": pa.schema(names).empty_table()}
    with DuckDB() as engine:
        ledger.register_ledger_inputs(engine, sources, release_day)
        for step in COMPLETIONS[:-1]:
            engine.create_table(step, ledger.read_ledger_sql(step))
        engine.write(ledger.read_ledger_sql(COMPLETIONS[-1]), folder / "ledger" / "completions.parquet")
