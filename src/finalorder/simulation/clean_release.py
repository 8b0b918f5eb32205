"""A release's clean typed tables without its text, laid out as a release in a lake: for comparing the model with
published totals, many months at a small cost."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from finalorder import ledger
from finalorder.engines import open_engine
from finalorder.lake import Manifest, SimulationSettings
from finalorder.registry import get_table, load_anchors
from finalorder.simulation import successive_months
from finalorder.simulation.attorneys import build_attorney_rows, create_attorney_guids
from finalorder.simulation.column_formats import ARROW_TYPES, Rows
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.faults import FaultInjector
from finalorder.simulation.lives import CaseHistories, simulate_block
from finalorder.simulation.parameters import Parameters, load_default_parameters
from finalorder.simulation.prepared_block import BlockContents, prepare_block
from finalorder.simulation.release_writer import TABLE_BUILDERS
from finalorder.simulation.simulation_config import ReleasePlan, SimulationConfig, plan_release
from finalorder.simulation.truth import TruthFiles

COMPLETIONS = ("proceedings", "decided", "completions")
#: tables that hold nothing of hearings, bonds, other appeals or motions
WITHOUT_CALENDAR = frozenset({"proceedings", "identifiers"})


@dataclass(frozen=True, slots=True)
class CleanRelease:
    """One month's release as it is written: what was asked for, which tables, and its files."""

    plan: ReleasePlan
    folder: Path
    core_tables: frozenset[str]
    files: TruthFiles

    def write_block(self, drawn: CaseHistories, count: int) -> None:
        """Write the rows of one block as this month's release shows them."""
        plan = self.plan
        lives = replace(drawn, until=parse_day_number(plan.day.isoformat()))
        guids = create_attorney_guids(plan.scenario, plan.scale)
        with_calendar = bool(self.core_tables - WITHOUT_CALENDAR)
        scene = prepare_block(lives, BlockContents(count, guids, plan.faults > 0, with_calendar))
        for name, build_rows in TABLE_BUILDERS.items():
            if name in self.core_tables:
                self.write_table_rows(name, build_rows(scene))

    def write_table_rows(self, name: str, rows: Rows) -> None:
        """Write one block's rows of one table, with what the release itself says wrongly."""
        spec, plan = get_table(name), self.plan
        held = successive_months.find_visible_rows(rows, np.zeros(rows.count, dtype=bool), plan.day)
        assert rows.ids is not None
        record = FaultInjector(spec, plan.faults, rows.ids, 0, [column.name for column in spec.current_columns], held)
        kept = record.overwrite_keys(rows).select(held)
        record.corrupt_values(kept)
        self.files.write_clean_block(spec, record.restore_clean_table(kept), [])


@dataclass(frozen=True, slots=True)
class CleanRequest:
    """What to simulate without text: scale, seed, faults and parameters."""

    scale: float
    seed: int
    faults: float = 1
    parameters: Parameters = field(default_factory=load_default_parameters)

    def plan_month(self, month: str) -> ReleasePlan:
        """Plan the release of a month. Raises InputError for a scale, seed or month that cannot be used."""
        return plan_release(SimulationConfig(self.scale, self.seed, month, self.faults, parameters=self.parameters))


def simulate_clean_release(lake: Path, asked: CleanRequest, *, month: str, only: Iterable[str]) -> Path:
    """Write some core tables of a simulated release into ``lake``, as a lake built from that release would hold them.

    What a release says is all there (blanks, orphans, stray codes); faults of its text are not, since a reader mends
    them. ``ledger.completions`` among ``only`` derives that table too. Gives the release's folder.

    Raises ``FinalorderError`` for a scale, seed or month that cannot be used.
    """
    return _simulate_clean_releases(lake, {month: set(only)}, asked)[0]


def simulate_comparison_months(
    lake: Path, asked: CleanRequest, *, report: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Simulate a lake of months: for each month of a figure that the model is compared with, the tables it counts."""
    return _simulate_clean_releases(lake, find_compared_tables(), asked, report)


def find_compared_tables() -> dict[str, set[str]]:
    """Find by month the tables that figures about that month's release count."""
    found: dict[str, set[str]] = {}
    for anchor in load_anchors():
        if anchor.is_compared_with_model:
            linked = anchor.linked[0] if anchor.linked else ""
            found.setdefault(anchor.month, set()).update({anchor.table, anchor.without, linked} - {""})
    return dict(sorted(found.items()))


def _simulate_clean_releases(
    lake: Path, months: dict[str, set[str]], asked: CleanRequest, report: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Draw lives once and show them by every month's release."""
    plans = {month: asked.plan_month(month) for month in months}
    with ExitStack() as stack:
        begun = [_open_clean_release(lake, plans[month], only, stack) for month, only in months.items()]
        plan = begun[0].plan
        for block, count in plan.list_blocks():
            drawn = simulate_block(plan.scenario, block, count, 0)
            for one in begun:
                one.write_block(drawn, count)
            report(f"block {block}")
        guids = create_attorney_guids(plan.scenario, plan.scale)
        for one in begun:
            if "attorneys" in one.core_tables:
                one.write_table_rows("attorneys", build_attorney_rows(plan.scenario, guids, one.plan.day))
            one.files.close()
    for one in begun:
        _finish_clean_release(one, months[one.plan.month])
    return [one.folder for one in begun]


def _open_clean_release(lake: Path, order: ReleasePlan, only: set[str], stack: ExitStack) -> CleanRelease:
    folder = lake / _describe_settings(order).release_name
    (folder / "tables").mkdir(parents=True)
    (folder / "ledger").mkdir()
    wanted = only | ({"proceedings"} if "ledger.completions" in only else set())
    core = frozenset(name for name in wanted if not name.startswith("ledger."))
    return CleanRelease(order, folder, core, TruthFiles(folder / "tables", stack))


def _finish_clean_release(one: CleanRelease, only: set[str]) -> None:
    (one.folder / "tables" / "faults.parquet").unlink()
    if "ledger.completions" in only:
        _derive_completions(one.folder, one.plan.day)
    settings = _describe_settings(one.plan)
    Manifest(settings.release_name, one.plan.day, True, settings.lineage, settings, details={"sketch": True}).write(
        one.folder
    )


def _describe_settings(order: ReleasePlan) -> SimulationSettings:
    return SimulationSettings(order.month, order.seed, order.scale, order.faults, order.parameters, order.month)


def _derive_completions(folder: Path, release_day: date) -> None:
    """``ledger/completions.parquet`` from the proceedings; no completion depends on the calendar of hearings."""
    spec = get_table("hearings_raw")
    names = [
        (column.lake_name, ARROW_TYPES.get(column.type, pa.string())) for column in spec.current_columns if column.kept
    ]
    sources = {"proceedings": folder / "tables" / "proceedings.parquet", "hearings_raw": pa.schema(names).empty_table()}
    with ledger.open_ledger(open_engine(), sources, release_day) as runner:
        runner.write("completions", folder / "ledger" / "completions.parquet")
