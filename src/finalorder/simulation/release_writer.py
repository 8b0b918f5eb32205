"""A simulated release: blocks of lives written into the court's own packaging, with its own faults."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from finalorder.errors import InputError, build_write_error
from finalorder.registry import Table, get_table, list_core_tables
from finalorder.simulation import (
    reference_members,
    successive_months,
    tables_appeals,
    tables_calendar,
    tables_cases,
    tables_proceedings,
)
from finalorder.simulation.attorneys import build_attorney_rows, create_attorney_guids
from finalorder.simulation.column_builders import PreparedBlock
from finalorder.simulation.column_formats import Rows
from finalorder.simulation.day_numbers import Bools
from finalorder.simulation.faults import FaultInjector
from finalorder.simulation.lives import simulate_block
from finalorder.simulation.month_files import COURTS, JUDGES, list_file_changes
from finalorder.simulation.prepared_block import BlockContents, prepare_block
from finalorder.simulation.simulation_config import (
    ReleasePlan,
    SimulationConfig,
    find_release_day,
    find_release_day_number,
    plan_release,
)
from finalorder.simulation.successive_months import is_simulated
from finalorder.simulation.truth import MonthPair, TruthFiles
from finalorder.simulation.zip_writer import ZipMember, find_seven_zip, open_member, repack_as_deflate64, write_zip

Progress = Callable[[str, int], None]
CRLF = b"\r\n"
TABLE_BUILDERS: dict[str, Callable[[PreparedBlock], Rows]] = {
    "cases": tables_cases.build_case_rows,
    "identifiers": tables_cases.build_identifier_rows,
    "proceedings": tables_proceedings.build_proceeding_rows,
    "charges": tables_proceedings.build_charge_rows,
    "hearings_raw": tables_calendar.build_hearing_rows,
    "applications": tables_proceedings.build_application_rows,
    "motions": tables_appeals.build_motion_rows,
    "bonds": tables_calendar.build_bond_rows,
    "custody": tables_cases.build_custody_rows,
    "juveniles": tables_cases.build_juvenile_rows,
    "priorities": tables_cases.build_priority_rows,
    "riders": tables_cases.build_rider_rows,
    "representatives": tables_appeals.build_representative_rows,
    "appeals": tables_appeals.build_appeal_rows,
    "appeals2": tables_appeals.build_appeal_link_rows,
    "federal_appeals": tables_appeals.build_federal_appeal_rows,
    "board_referrals": tables_appeals.build_referral_rows,
    "pro_bono": tables_appeals.build_pro_bono_rows,
}


def _ignore_progress(_table: str, _rows: int) -> None:
    """Tell nobody."""


def simulate(
    out: Path,
    config: SimulationConfig | None = None,
    *,
    truth: Path | None = None,
    previous: Path | None = None,
    progress: Progress = _ignore_progress,
) -> dict[str, int]:
    """Write a simulated release to ``out`` and return the rows of each table, under the lake's names.

    With ``truth`` the clean typed tables and ``faults.parquet`` are written to that folder. ``previous`` is a simulated
    release of an earlier month: the same lives go on, records that the court was seen to lose are gone, and
    ``changes.parquet`` among the truth lists what vanished and changed; scale, seed and faults are its own. The zip
    appears under its name only when it is complete.

    Raises an error for a scale, seed, month, previous release or folder that cannot be used, or without 7-Zip.
    """
    config = config or SimulationConfig()
    plan = plan_release(config, previous)
    with _report_write_errors(out):
        _check_replaceable(out)
    program = find_seven_zip() if config.deflate64 else None
    partial = out.with_name(out.name + ".partial")
    with _report_write_errors(out), ExitStack() as stack:
        if truth is not None:
            truth.mkdir(parents=True, exist_ok=True)
        stack.callback(lambda: partial.unlink(missing_ok=True))
        sink = _ReleaseWriter(plan, truth, progress, stack)
        counts = _write_release(partial, sink, max(1, config.blocks_at_once), stack)
        if program is not None:
            only = None if config.deflate64 is True else [get_table(name).file for name in config.deflate64 or ()]
            repack_as_deflate64(partial, program, plan.day, only)
        partial.replace(out)
    return counts


@contextmanager
def _report_write_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise build_write_error(
            error, f"cannot write the simulated release to {out} ({error.strerror}); choose another place."
        ) from error


def _check_replaceable(out: Path) -> None:
    """Replace what is there only if it is a simulated release itself."""
    if out.is_dir() or (out.exists() and not is_simulated(out)):
        raise InputError(f"{out} already exists and is not a simulated release; choose another name, or move it away.")


class _ReleaseWriter:
    """Where the rows of each table go: the zip's members and the truth files."""

    def __init__(self, plan: ReleasePlan, truth: Path | None, progress: Progress, stack: ExitStack) -> None:
        self.counts = {spec.name: 0 for spec in list_core_tables()}
        self.plan, self.progress = plan, progress
        self.attorneys = create_attorney_guids(plan.scenario, plan.scale)
        self.truth = TruthFiles(truth, stack, follows=plan.before is not None) if truth is not None else None
        self.pool = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        self.pending: list[Future[None]] = []
        self.members = {spec.name: self._open_table(spec, stack) for spec in list_core_tables()}

    @property
    def months(self) -> list[str]:
        """This release's month, and the one before where it is needed too, to say what changed since."""
        before = self.plan.before
        return [self.plan.month, *([before] if before is not None and self.truth is not None else [])]

    def _open_table(self, spec: Table, stack: ExitStack) -> ZipMember:
        member = open_member(f"{self.plan.layout.build_core_folder(self.plan.day)}/{spec.file}", stack)
        member.write(self._end_records(self.plan.file.build_header(spec)))
        return member

    def _find_held_rows(self, spec: Table, rows: Rows, now: date) -> Bools:
        """Find which rows the release of a day holds."""
        vanished = successive_months.find_vanished_rows(rows, spec, find_release_day(self.plan.since), now)
        return successive_months.find_visible_rows(rows, vanished, now)

    def write_table_rows(self, name: str, everything: Rows, before: Rows | None = None) -> None:
        """Write one block's rows of one table, up to the horizon, and what the release before says of them."""
        spec, plan = get_table(name), self.plan
        since = find_release_day(plan.since)
        everything = successive_months.rewrite_rows(everything, spec, since, plan.day)
        everything = plan.file.change_columns(everything, spec)
        held = self._find_held_rows(spec, everything, plan.day)
        listed = plan.file.list_columns(spec)
        names = [column.name for column in listed]
        assert everything.ids is not None
        record = FaultInjector(spec, plan.faults, everything.ids, self.counts[name], names, held)
        record.ends_by_pair = plan.line_end == CRLF
        rows = everything.select(held)
        record.corrupt_values(rows)
        self._compress(self.members[name], record.corrupt_text(rows.format_lines(listed)))
        if self.truth is not None:
            clean = record.restore_clean_table(rows)
            self.truth.write_clean_block(spec, clean, record.list_faults())
            if before is not None and plan.before is not None:
                self._write_changes(spec, everything, clean, before)
        self.counts[name] += rows.count
        self.progress(name, rows.count)

    def _end_records(self, text: "pa.Buffer | bytes") -> memoryview:
        """Return the text with records ended as asked for."""
        end = self.plan.line_end
        return memoryview(text) if end == CRLF else memoryview(bytes(memoryview(text)).replace(CRLF, end))

    def _write_changes(self, spec: Table, everything: Rows, clean: pa.Table, before: Rows) -> None:
        """List what this release's rows are that those of the release before were not."""
        file = self.plan.file_before
        assert self.truth is not None
        assert self.plan.before is not None
        assert file is not None
        since, then, now = find_release_day(self.plan.since), find_release_day(self.plan.before), self.plan.day
        before = file.change_columns(successive_months.rewrite_rows(before, spec, since, then), spec)
        held = self._find_held_rows(spec, before, then), self._find_held_rows(spec, everything, now)
        assert before.ids is not None
        names = [column.name for column in file.list_columns(spec)]
        record = FaultInjector(spec, self.plan.faults, before.ids, 0, names, held[0])
        rows = before.select(held[0])
        record.corrupt_values(rows)
        returned = successive_months.find_returned_rows(everything, spec, since, now)
        pair = MonthPair(record.restore_clean_table(rows), clean, held, returned)
        keys = successive_months.list_primary_keys(everything, spec, np.arange(everything.count))
        self.truth.write_changes(spec, keys, pair)

    def write_file_changes(self) -> None:
        """List what this release's file has that the one before had not, and the reverse."""
        plan = self.plan
        if self.truth is not None and plan.file_before is not None:
            specs = (get_table(name) for name in (JUDGES, COURTS))
            lists = {spec.name: reference_members.build_lookup_rows(spec, plan.scenario.parameters) for spec in specs}
            self.truth.write_file_changes(list_file_changes(plan.file_before, plan.file, lists))

    def _compress(self, member: ZipMember, pieces: list[pa.Buffer | bytes]) -> None:
        def compress_pieces() -> None:
            for piece in pieces:
                member.write(self._end_records(piece))

        self.pending.append(self.pool.submit(compress_pieces))

    def wait_for_compression(self, keep: int = 0) -> None:
        """Wait until all but the last ``keep`` pieces are compressed, so that memory stays bounded."""
        while len(self.pending) > keep:
            self.pending.pop(0).result()

    def close(self) -> list[ZipMember]:
        """Return the finished core members."""
        self.wait_for_compression()
        if self.truth is not None:
            self.truth.close()
        for member in self.members.values():
            member.close()
        return list(self.members.values())


def _write_release(path: Path, sink: _ReleaseWriter, at_once: int, stack: ExitStack) -> dict[str, int]:
    plan = sink.plan
    for slice_ in plan.slice_blocks(at_once):
        _write_blocks(sink, slice_)
    counsel = [build_attorney_rows(plan.scenario, sink.attorneys, find_release_day(month)) for month in sink.months]
    sink.write_table_rows("attorneys", *counsel)
    core = sink.close()
    extra, found = reference_members.write_lookups(plan, stack)
    sink.write_file_changes()
    counts = {**sink.counts, **found}
    notes = reference_members.write_notes(plan, counts, stack)
    write_zip(path, [*notes, *core, *extra], plan.day)
    return counts


def _write_blocks(sink: _ReleaseWriter, blocks: list[tuple[int, int]]) -> None:
    """Write the tables of some blocks, each table's rows block after block."""
    scenes = [_prepare_months(sink, block, count) for block, count in blocks]
    for name, build_rows in TABLE_BUILDERS.items():
        for months in scenes:
            sink.write_table_rows(name, *(build_rows(scene) for scene in months))
            sink.wait_for_compression(keep=len(TABLE_BUILDERS))


def _prepare_months(sink: _ReleaseWriter, block: int, count: int) -> list[PreparedBlock]:
    """Prepare one block as this release shows it, and as the one before did where that is needed."""
    drawn = simulate_block(sink.plan.scenario, block, count, 0)
    wanted = BlockContents(count, sink.attorneys, sink.plan.faults > 0)
    return [prepare_block(replace(drawn, until=find_release_day_number(month)), wanted) for month in sink.months]


__all__ = ["TABLE_BUILDERS", "SimulationConfig", "simulate"]
