"""A simulated release: blocks of lives written into the court's own packaging, with its own faults."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from finalorder.errors import InputError, build_write_error
from finalorder.registry import Table, get_table, list_core_tables
from finalorder.simulation import (
    random_draws,
    reference_members,
    successive_months,
    tables_appeals,
    tables_cases,
    tables_proceedings,
)
from finalorder.simulation.attorneys import build_attorney_rows, create_attorney_guids
from finalorder.simulation.cases import BLOCK
from finalorder.simulation.column_builders import PreparedBlock
from finalorder.simulation.column_formats import Rows, Vocabulary
from finalorder.simulation.day_numbers import Bools
from finalorder.simulation.faults import FaultInjector
from finalorder.simulation.parameters import get_parameter, override_parameters
from finalorder.simulation.prepared_block import prepare_block
from finalorder.simulation.release_layouts import LAYOUTS, Layout
from finalorder.simulation.successive_months import is_simulated, read_previous_release
from finalorder.simulation.truth import TruthFiles
from finalorder.simulation.zip_writer import ZipMember, find_seven_zip, open_member, repack_as_deflate64, write_zip

DEFAULT_MONTH = "2026-07"
DEFAULTS: dict[str, Any] = {"scale": 0.01, "seed": 1, "faults": 1.0}
TABLE_BUILDERS: dict[str, Callable[[PreparedBlock], Rows]] = {
    "cases": tables_cases.build_case_rows,
    "identifiers": tables_cases.build_identifier_rows,
    "proceedings": tables_proceedings.build_proceeding_rows,
    "charges": tables_proceedings.build_charge_rows,
    "hearings_raw": tables_proceedings.build_hearing_rows,
    "applications": tables_proceedings.build_application_rows,
    "motions": tables_appeals.build_motion_rows,
    "bonds": tables_proceedings.build_bond_rows,
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


def build_table_rows(name: str, scene: PreparedBlock) -> Rows:
    """One block's rows of one table, drawn from a stream of its own: no table depends on which others are written."""
    place = list(TABLE_BUILDERS).index(name)
    scene.generator = random_draws.create_generator(scene.seed, scene.histories.block * 32 + place, random_draws.TABLES)
    return TABLE_BUILDERS[name](scene)


def _ignore_progress(_table: str, _rows: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class SimulationConfig:
    """What was asked for; ``since`` is the first month, and ``before`` the last, of the releases this one follows."""

    scale: float
    seed: int
    month: str
    faults: float
    since: str
    before: str | None
    layout: Layout
    parameters: str = ""  # a short sum of the file of parameters that was given

    @property
    def day(self) -> date:
        """The release day: the first of its month."""
        return find_release_day(self.month)

    @property
    def case_count(self) -> int:
        """Cases to draw so that about ``scale`` of the July 2026 number is filed by that July."""
        return max(1, int(self.scale * get_parameter("arrivals.cases") / get_parameter("arrivals.filed_by_release")))

    @property
    def outer_folder(self) -> str:
        """The outer folder, named as the court does."""
        return self.layout.build_outer_folder(self.day)


def find_release_day(month: str) -> date:
    """The release day of a month."""
    return date.fromisoformat(f"{month}-01")


def simulate(
    out: Path,
    *,
    scale: float | None = None,
    seed: int | None = None,
    month: str = DEFAULT_MONTH,
    faults: float | None = None,
    truth: Path | None = None,
    previous: Path | None = None,
    layout: str = LAYOUTS[0],
    deflate64: bool = False,
    parameters: Path | None = None,
    progress: Callable[[str, int], None] = _ignore_progress,
    blocks_at_once: int = 1,
) -> dict[str, int]:
    """Write a simulated release to ``out`` and return the rows of each table, under the lake's names.

    ``scale`` is relative to the July 2026 release (12.66 million cases). ``faults`` multiplies the measured rates of
    the release's byte faults; 0 also leaves out its blanks, orphans and contradictions. With ``truth`` the clean typed
    tables and ``faults.parquet`` are written to that folder. ``previous`` is a simulated release of an earlier month:
    the same lives go on, records that the court was seen to lose are gone, and ``changes.parquet`` among the truth
    lists what vanished and changed; scale, seed and faults are its own. ``layout`` is the packaging of a year (see
    :mod:`finalorder.simulation.release_layouts`); ``deflate64`` packs with 7-Zip; ``parameters`` is a file that
    replaces some of the model's (``finalorder fit`` writes one). ``blocks_at_once`` (slice size, in blocks of
    16,384 cases) changes memory use only, never a byte. The zip appears under its name only when it is complete.

    Raises an error for a scale, seed, month, previous release or folder that cannot be used, or without 7-Zip.
    """
    order = _resolve_config(scale, seed, month, faults, previous, layout)
    _check_replaceable(out)
    program = find_seven_zip() if deflate64 else None
    partial = out.with_name(out.name + ".partial")
    with _report_write_errors(out), ExitStack() as stack:
        if truth is not None:
            truth.mkdir(parents=True, exist_ok=True)
        stack.callback(lambda: partial.unlink(missing_ok=True))
        order = replace(order, parameters=stack.enter_context(override_parameters(parameters)))
        _check_same_parameters(order, previous)
        counts = _write_release(partial, order, truth, progress, max(1, blocks_at_once), stack)
        if program is not None:
            repack_as_deflate64(partial, program, order.day)
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
    """What is there already is replaced only if it is a simulated release itself."""
    if out.is_dir() or (out.exists() and not is_simulated(out)):
        raise InputError(f"{out} is there already and is no simulated release; choose another name, or move it away.")


def _resolve_config(
    scale: float | None, seed: int | None, month: str, faults: float | None, previous: Path | None, layout: str
) -> SimulationConfig:
    """What was asked for, with what a release before this one says."""
    if layout not in LAYOUTS:
        raise InputError(f"the layout {layout} is not one of {', '.join(LAYOUTS)}; choose one, or leave it out.")
    before = None if previous is None else read_previous_release(previous)
    given: dict[str, Any] = {"scale": scale, "seed": seed, "faults": faults}
    for name, standard in DEFAULTS.items():
        settled = standard if before is None else getattr(before, name)
        if before is not None and given[name] not in (None, settled):
            raise InputError(f"{previous} has the {name} {settled:g}, not {given[name]:g}; leave --{name} out.")
        given[name] = settled if given[name] is None else given[name]
    order = validate_config(given["scale"], given["seed"], month, given["faults"])
    if before is None:
        return replace(order, layout=Layout(layout))
    if month <= before.month:
        raise InputError(f"{previous} is of {before.month}; a release that follows it needs a later --month than that.")
    return replace(order, since=before.since, before=before.month, layout=Layout(layout))


def _check_same_parameters(order: SimulationConfig, previous: Path | None) -> None:
    """A release cannot follow one that was made with other parameters: its lives would be others."""
    if previous is not None and read_previous_release(previous).parameters != order.parameters:
        raise InputError(f"{previous} was made with other parameters; give the same --parameters, or none.")


def validate_config(scale: float, seed: int, month: str, faults: float) -> SimulationConfig:
    """What was asked for, if it can be simulated; FinalorderError says what cannot."""
    if not 0 < scale <= 2:
        raise InputError(
            f"the scale {scale} is not between 0 and 2; 1 is the whole July 2026 release, 0.01 a hundredth."
        )
    if not re.fullmatch(r"(199\d|20[0-2]\d)-(0[1-9]|1[0-2])", month) or month > "2027-12":
        raise InputError(f"the month {month} cannot be simulated; give one from 1990-01 to 2027-12, such as 2026-07.")
    if not 0 <= faults <= 1000:
        raise InputError(f"the fault rate {faults} is not between 0 and 1000; 0 is none, 1 the measured rate.")
    if not 0 <= seed < 2**63:
        raise InputError(f"the seed {seed} is not a whole number from 0 to 2^63 - 1.")
    return SimulationConfig(scale, seed, month, faults, since=month, before=None, layout=Layout(LAYOUTS[0]))


class _ReleaseWriter:
    """Where the rows of each table go: the zip's members and the truth files."""

    def __init__(
        self, order: SimulationConfig, truth: Path | None, progress: Callable[[str, int], None], stack: ExitStack
    ) -> None:
        self.counts = {spec.name: 0 for spec in list_core_tables()}
        self.table_numbers = {spec.name: number for number, spec in enumerate(list_core_tables())}
        self.config, self.progress = order, progress
        self.truth = TruthFiles(truth, stack, follows=order.before is not None) if truth is not None else None
        self.pool = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        self.pending: list[Future[None]] = []
        self.members = {spec.name: self._open_table(spec, stack) for spec in list_core_tables()}

    @property
    def needs_previous(self) -> bool:
        """Whether the release before is needed too, to say what changed since."""
        return self.truth is not None and self.config.before is not None

    def _open_table(self, spec: Table, stack: ExitStack) -> ZipMember:
        member = open_member(f"{self.config.layout.build_core_folder(self.config.day)}/{spec.file}", stack)
        member.write(self.config.layout.build_header(spec))
        return member

    def _find_held_rows(self, spec: Table, block: int, rows: Rows, now: date) -> Bools:
        """Which rows the release of a day holds."""
        key = (self.config.seed, block * 32 + self.table_numbers[spec.name])
        vanished = successive_months.find_vanished_rows(rows, spec, key, find_release_day(self.config.since), now)
        return successive_months.find_visible_rows(rows, vanished, now)

    def write_table_block(self, name: str, block: int, everything: Rows, before: Rows | None = None) -> None:
        """One block's rows of one table, up to the horizon, and what the release before says of them."""
        spec, order = get_table(name), self.config
        held = self._find_held_rows(spec, block, everything, order.day)
        if before is not None and self.truth is not None and order.before is not None:
            earlier = self._find_held_rows(spec, block, before, find_release_day(order.before))
            self.truth.write_changes(spec, before, everything, (earlier, held))
        listed = order.layout.list_columns(spec)
        numbers = random_draws.create_generator(order.seed, block * 32 + self.table_numbers[name], random_draws.FAULTS)
        names = [column.name for column in listed]
        record = FaultInjector(spec, order.faults, numbers, self.counts[name], names, held)
        rows = everything.select(held)
        record.corrupt_values(rows)
        self._compress(self.members[name], record.corrupt_text(rows.format_lines(listed)))
        if self.truth is not None:
            self.truth.write_clean_block(spec, record.restore_clean_table(rows), record.list_faults())
        self.counts[name] += rows.count
        self.progress(name, rows.count)

    def _compress(self, member: ZipMember, pieces: list[pa.Buffer | bytes]) -> None:
        def compress_pieces() -> None:
            for piece in pieces:
                member.write(memoryview(piece))

        self.pending.append(self.pool.submit(compress_pieces))

    def wait_for_compression(self, keep: int = 0) -> None:
        """Wait until all but the last ``keep`` pieces are compressed, so that memory stays bounded."""
        while len(self.pending) > keep:
            self.pending.pop(0).result()

    def close(self) -> list[ZipMember]:
        """The finished core members."""
        self.wait_for_compression()
        if self.truth is not None:
            self.truth.close()
        for member in self.members.values():
            member.close()
        return list(self.members.values())


def _write_release(
    path: Path,
    order: SimulationConfig,
    truth: Path | None,
    progress: Callable[[str, int], None],
    at_once: int,
    stack: ExitStack,
) -> dict[str, int]:
    sink = _ReleaseWriter(order, truth, progress, stack)
    guids = create_attorney_guids(order.seed, order.scale)
    for slice_ in slice_blocks(order, at_once):
        scenes = [_prepare_month(order, order.month, block, guids) for block in slice_]
        earlier = (
            [_prepare_month(order, order.before, block, guids) for block in slice_] if sink.needs_previous else scenes
        )
        for name in TABLE_BUILDERS:
            for scene, before, (block, _) in zip(scenes, earlier, slice_, strict=True):
                sink.write_table_block(
                    name,
                    block,
                    build_table_rows(name, scene),
                    build_table_rows(name, before) if sink.needs_previous else None,
                )
                sink.wait_for_compression(keep=len(TABLE_BUILDERS))
    earlier_day = find_release_day(order.before or order.month)
    counsel = [build_attorney_rows(order.seed, guids, when) for when in (order.day, earlier_day)]
    sink.write_table_block("attorneys", 0, counsel[0], counsel[1] if sink.needs_previous else None)
    core = sink.close()
    extra, found = reference_members.write_lookups(order.outer_folder, stack)
    counts = {**sink.counts, **found}
    notes = reference_members.write_notes(order.outer_folder, order, counts, stack)
    if order.layout.is_old:
        notes.append(
            reference_members.write_text_member(
                f"{order.outer_folder}/Schema_Related/EOIRDB_Schema.csv", order.layout.build_schema(), stack
            )
        )
    write_zip(path, [*notes, *core, *extra], order.day)
    return counts


def _prepare_month(
    order: SimulationConfig, month: str | None, block: tuple[int, int], guids: Vocabulary
) -> PreparedBlock:
    """One block as the release of a month shows it."""
    return prepare_block(order.seed, *block, find_release_day(month or order.month), guids, order.faults > 0)


def slice_blocks(order: SimulationConfig, at_once: int) -> Iterator[list[tuple[int, int]]]:
    """Blocks and how many of their cases count, a few at a time."""
    blocks = [
        (number, min(BLOCK, order.case_count - number * BLOCK)) for number in range(-(-order.case_count // BLOCK))
    ]
    for start in range(0, len(blocks), at_once):
        yield blocks[start : start + at_once]


__all__ = ["TABLE_BUILDERS", "simulate"]
