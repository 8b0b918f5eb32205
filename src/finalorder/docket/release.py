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

from finalorder.docket import draws as chances
from finalorder.docket import faults as damage
from finalorder.docket import lookups, successive, tables_appeals, tables_cases, tables_proceedings
from finalorder.docket.attorneys import attorney_guids, attorneys
from finalorder.docket.cases import BLOCK
from finalorder.docket.columns import Rows, Vocabulary
from finalorder.docket.days import Bools
from finalorder.docket.emit import Scene
from finalorder.docket.layouts import LAYOUTS, Layout
from finalorder.docket.packing import Member, open_member, repack, seven_zip, write_zip
from finalorder.docket.parameters import given, value
from finalorder.docket.scene import stage
from finalorder.docket.successive import is_simulated, read_previous
from finalorder.docket.truth import TruthFiles
from finalorder.errors import Problem
from finalorder.registry import Table, table, tables

MONTH = "2026-07"
DEFAULTS: dict[str, Any] = {"scale": 0.01, "seed": 1, "faults": 1.0}
WRITERS: dict[str, Callable[[Scene], Rows]] = {
    "cases": tables_cases.cases,
    "identifiers": tables_cases.identifiers,
    "proceedings": tables_proceedings.proceedings,
    "charges": tables_proceedings.charges,
    "hearings_raw": tables_proceedings.hearings,
    "applications": tables_proceedings.applications,
    "motions": tables_appeals.motions,
    "bonds": tables_proceedings.bonds,
    "custody": tables_cases.custody,
    "juveniles": tables_cases.juveniles,
    "priorities": tables_cases.priorities,
    "riders": tables_cases.riders,
    "representatives": tables_appeals.representatives,
    "appeals": tables_appeals.appeals,
    "appeals2": tables_appeals.appeals2,
    "federal_appeals": tables_appeals.federal,
    "board_referrals": tables_appeals.referrals,
    "pro_bono": tables_appeals.pro_bono,
}


def written(name: str, scene: Scene) -> Rows:
    """One block's rows of one table, drawn from a stream of its own: no table depends on which others are written."""
    place = list(WRITERS).index(name)
    scene.source = chances.generator(scene.seed, scene.lives.block * 32 + place, chances.TABLES)
    return WRITERS[name](scene)


def _silent(_table: str, _rows: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Order:
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
        return first_day(self.month)

    @property
    def cases(self) -> int:
        """Cases to draw so that about ``scale`` of the July 2026 number is filed by that July."""
        return max(1, int(self.scale * value("arrivals.cases") / value("arrivals.filed_by_release")))

    @property
    def folder(self) -> str:
        """The outer folder, named as the court does."""
        return self.layout.outer(self.day)


def first_day(month: str) -> date:
    """The release day of a month."""
    return date.fromisoformat(f"{month}-01")


def simulate(
    out: Path,
    *,
    scale: float | None = None,
    seed: int | None = None,
    month: str = MONTH,
    faults: float | None = None,
    truth: Path | None = None,
    previous: Path | None = None,
    layout: str = LAYOUTS[0],
    deflate64: bool = False,
    parameters: Path | None = None,
    progress: Callable[[str, int], None] = _silent,
    blocks_at_once: int = 1,
) -> dict[str, int]:
    """Write a simulated release to ``out`` and return the rows of each table, under the lake's names.

    ``scale`` is relative to the July 2026 release (12.66 million cases). ``faults`` multiplies the measured rates of
    the release's byte faults; 0 also leaves out its blanks, orphans and contradictions. With ``truth`` the clean typed
    tables and ``faults.parquet`` are written to that folder. ``previous`` is a simulated release of an earlier month:
    the same lives go on, records that the court was seen to lose are gone, and ``changes.parquet`` among the truth
    lists what vanished and changed; scale, seed and faults are its own. ``layout`` is the packaging of a year (see
    :mod:`finalorder.docket.layouts`); ``deflate64`` packs with 7-Zip; ``parameters`` is a file that
    replaces some of the model's (``finalorder docket fit`` writes one). ``blocks_at_once`` (slice size, in blocks of
    16,384 cases) changes memory use only, never a byte. The zip appears under its name only when it is complete.

    Raises ``Problem`` for a scale, seed, month, previous release or folder that cannot be used, or without 7-Zip.
    """
    order = _ordered(scale, seed, month, faults, previous, layout)
    _spare(out)
    program = seven_zip() if deflate64 else None
    partial = out.with_name(out.name + ".partial")
    with _as_problems(out), ExitStack() as stack:
        if truth is not None:
            truth.mkdir(parents=True, exist_ok=True)
        stack.callback(lambda: partial.unlink(missing_ok=True))
        order = replace(order, parameters=stack.enter_context(given(parameters)))
        _refuse_others(order, previous)
        counts = _write(partial, order, truth, progress, max(1, blocks_at_once), stack)
        if program is not None:
            repack(partial, program, order.day)
        partial.replace(out)
    return counts


@contextmanager
def _as_problems(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem(
            f"cannot write the simulated release to {out} ({error.strerror}); choose another place."
        ) from error


def _spare(out: Path) -> None:
    """What is there already is replaced only if it is a simulated release itself."""
    if out.is_dir() or (out.exists() and not is_simulated(out)):
        raise Problem(f"{out} is there already and is no simulated release; choose another name, or move it away.")


def _ordered(
    scale: float | None, seed: int | None, month: str, faults: float | None, previous: Path | None, layout: str
) -> Order:
    """What was asked for, with what a release before this one says."""
    if layout not in LAYOUTS:
        raise Problem(f"the layout {layout} is not one of {', '.join(LAYOUTS)}; choose one, or leave it out.")
    before = None if previous is None else read_previous(previous)
    given: dict[str, Any] = {"scale": scale, "seed": seed, "faults": faults}
    for name, standard in DEFAULTS.items():
        settled = standard if before is None else getattr(before, name)
        if before is not None and given[name] not in (None, settled):
            raise Problem(f"{previous} has the {name} {settled:g}, not {given[name]:g}; leave --{name} out.")
        given[name] = settled if given[name] is None else given[name]
    order = checked(given["scale"], given["seed"], month, given["faults"])
    if before is None:
        return replace(order, layout=Layout(layout))
    if month <= before.month:
        raise Problem(f"{previous} is of {before.month}; a release that follows it needs a later --month than that.")
    return replace(order, since=before.since, before=before.month, layout=Layout(layout))


def _refuse_others(order: Order, previous: Path | None) -> None:
    """A release cannot follow one that was made with other parameters: its lives would be others."""
    if previous is not None and read_previous(previous).parameters != order.parameters:
        raise Problem(f"{previous} was made with other parameters; give the same --parameters, or none.")


def checked(scale: float, seed: int, month: str, faults: float) -> Order:
    """What was asked for, if it can be simulated; Problem says what cannot."""
    if not 0 < scale <= 2:
        raise Problem(f"the scale {scale} is not between 0 and 2; 1 is the whole July 2026 release, 0.01 a hundredth.")
    if not re.fullmatch(r"(199\d|20[0-2]\d)-(0[1-9]|1[0-2])", month) or month > "2027-12":
        raise Problem(f"the month {month} cannot be simulated; give one from 1990-01 to 2027-12, such as 2026-07.")
    if not 0 <= faults <= 1000:
        raise Problem(f"the fault rate {faults} is not between 0 and 1000; 0 is none, 1 the measured rate.")
    if not 0 <= seed < 2**63:
        raise Problem(f"the seed {seed} is not a whole number from 0 to 2^63 - 1.")
    return Order(scale, seed, month, faults, since=month, before=None, layout=Layout(LAYOUTS[0]))


class _Sink:
    """Where the rows of each table go: the zip's members and the truth files."""

    def __init__(
        self, order: Order, truth: Path | None, progress: Callable[[str, int], None], stack: ExitStack
    ) -> None:
        self.counts = {spec.name: 0 for spec in tables()}
        self.numbers = {spec.name: number for number, spec in enumerate(tables())}
        self.order, self.progress = order, progress
        self.truth = TruthFiles(truth, stack, follows=order.before is not None) if truth is not None else None
        self.pool = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        self.pending: list[Future[None]] = []
        self.members = {spec.name: self._member(spec, stack) for spec in tables()}

    @property
    def compares(self) -> bool:
        """Whether the release before is needed too, to say what changed since."""
        return self.truth is not None and self.order.before is not None

    def _member(self, spec: Table, stack: ExitStack) -> Member:
        member = open_member(f"{self.order.layout.core(self.order.day)}/{spec.file}", stack)
        member.write(self.order.layout.header(spec))
        return member

    def _held(self, spec: Table, block: int, rows: Rows, now: date) -> Bools:
        """Which rows the release of a day holds."""
        key = (self.order.seed, block * 32 + self.numbers[spec.name])
        vanished = successive.gone(rows, spec, key, first_day(self.order.since), now)
        return successive.shown(rows, vanished, now)

    def add(self, name: str, block: int, everything: Rows, before: Rows | None = None) -> None:
        """One block's rows of one table, up to the horizon, and what the release before says of them."""
        spec, order = table(name), self.order
        held = self._held(spec, block, everything, order.day)
        if before is not None and self.truth is not None and order.before is not None:
            earlier = self._held(spec, block, before, first_day(order.before))
            self.truth.note_changes(spec, before, everything, (earlier, held))
        listed = order.layout.columns(spec)
        numbers = chances.generator(order.seed, block * 32 + self.numbers[name], chances.FAULTS)
        names = [column.name for column in listed]
        record = damage.Damage(spec, order.faults, numbers, self.counts[name], names, held)
        rows = everything.only(held)
        record.spoil(rows)
        self._compress(self.members[name], record.broken(rows.lines(listed)))
        if self.truth is not None:
            self.truth.add(spec, record.restored(rows), record.found())
        self.counts[name] += rows.count
        self.progress(name, rows.count)

    def _compress(self, member: Member, pieces: list[pa.Buffer | bytes]) -> None:
        def work() -> None:
            for piece in pieces:
                member.write(memoryview(piece))

        self.pending.append(self.pool.submit(work))

    def settle(self, keep: int = 0) -> None:
        """Wait until all but the last ``keep`` pieces are compressed, so that memory stays bounded."""
        while len(self.pending) > keep:
            self.pending.pop(0).result()

    def close(self) -> list[Member]:
        """The finished core members."""
        self.settle()
        if self.truth is not None:
            self.truth.close()
        for member in self.members.values():
            member.close()
        return list(self.members.values())


def _write(
    path: Path, order: Order, truth: Path | None, progress: Callable[[str, int], None], at_once: int, stack: ExitStack
) -> dict[str, int]:
    sink = _Sink(order, truth, progress, stack)
    guids = attorney_guids(order.seed, order.scale)
    for slice_ in slices(order, at_once):
        scenes = [_staged(order, order.month, block, guids) for block in slice_]
        earlier = [_staged(order, order.before, block, guids) for block in slice_] if sink.compares else scenes
        for name in WRITERS:
            for scene, before, (block, _) in zip(scenes, earlier, slice_, strict=True):
                sink.add(name, block, written(name, scene), written(name, before) if sink.compares else None)
                sink.settle(keep=len(WRITERS))
    earlier_day = first_day(order.before or order.month)
    counsel = [attorneys(order.seed, guids, when) for when in (order.day, earlier_day)]
    sink.add("attorneys", 0, counsel[0], counsel[1] if sink.compares else None)
    core = sink.close()
    extra, found = lookups.members(order.folder, stack)
    counts = {**sink.counts, **found}
    notes = lookups.notes(order.folder, order, counts, stack)
    if order.layout.is_old:
        notes.append(lookups.member(f"{order.folder}/Schema_Related/EOIRDB_Schema.csv", order.layout.schema(), stack))
    write_zip(path, [*notes, *core, *extra], order.day)
    return counts


def _staged(order: Order, month: str | None, block: tuple[int, int], guids: Vocabulary) -> Scene:
    """One block as the release of a month shows it."""
    return stage(order.seed, *block, first_day(month or order.month), guids, order.faults > 0)


def slices(order: Order, at_once: int) -> Iterator[list[tuple[int, int]]]:
    """Blocks and how many of their cases count, a few at a time."""
    blocks = [(number, min(BLOCK, order.cases - number * BLOCK)) for number in range(-(-order.cases // BLOCK))]
    for start in range(0, len(blocks), at_once):
        yield blocks[start : start + at_once]


__all__ = ["WRITERS", "simulate"]
