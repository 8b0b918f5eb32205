"""A simulated release: blocks of lives written into the court's own packaging, with its own faults."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.docket import draws as chances
from finalorder.docket import faults as damage
from finalorder.docket import lookups, tables_appeals, tables_cases, tables_proceedings
from finalorder.docket.attorneys import attorney_guids, attorneys
from finalorder.docket.cases import BLOCK
from finalorder.docket.columns import Rows
from finalorder.docket.emit import Scene
from finalorder.docket.packing import Member, open_member, write_zip
from finalorder.docket.parameters import value
from finalorder.docket.scene import stage
from finalorder.docket.truth import TruthFiles
from finalorder.errors import Problem
from finalorder.registry import Table, table, tables

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
    """What was asked for."""

    scale: float
    seed: int
    month: str
    faults: float

    @property
    def day(self) -> date:
        """The release day: the first of its month."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def cases(self) -> int:
        """Cases to draw so that about ``scale`` of the July 2026 number is filed by that July."""
        return max(1, int(self.scale * value("arrivals.cases") / value("arrivals.filed_by_release")))

    @property
    def folder(self) -> str:
        """The outer folder, named as the court does."""
        return f"EOIR Case Data {self.day:%Y-%m%d}"


def simulate(
    out: Path,
    *,
    scale: float,
    seed: int,
    month: str = "2026-07",
    faults: float = 1.0,
    truth: Path | None = None,
    progress: Callable[[str, int], None] = _silent,
    blocks_at_once: int = 1,
) -> dict[str, int]:
    """Write a simulated release to ``out`` and return the rows of each table, under the lake's names.

    ``scale`` is relative to the July 2026 release (12.66 million cases). ``faults`` multiplies the measured rates of
    the release's byte faults; 0 also leaves out its blanks, orphans and contradictions. With ``truth`` the clean typed
    tables and ``faults.parquet`` are written to that folder. ``blocks_at_once`` (slice size, in blocks of 16,384
    cases) changes memory use only, never a byte. The zip appears under its name only when it is complete.

    Raises ``Problem`` for a scale, seed, month or folder that cannot be used.
    """
    order = checked(scale, seed, month, faults)
    partial = out.with_name(out.name + ".partial")
    try:
        if truth is not None:
            truth.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            stack.callback(lambda: partial.unlink(missing_ok=True))
            counts = _write(partial, order, truth, progress, max(1, blocks_at_once), stack)
            partial.replace(out)
    except OSError as error:
        raise Problem(
            f"cannot write the simulated release to {out} ({error.strerror}); choose another place."
        ) from error
    return counts


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
    return Order(scale, seed, month, faults)


class _Sink:
    """Where the rows of each table go: the zip's members and the truth files."""

    def __init__(
        self, order: Order, truth: Path | None, progress: Callable[[str, int], None], stack: ExitStack
    ) -> None:
        self.counts = {spec.name: 0 for spec in tables()}
        self.order, self.progress = order, progress
        self.truth = TruthFiles(truth, stack) if truth is not None else None
        self.pool = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        self.pending: list[Future[None]] = []
        self.members = {spec.name: self._member(spec, stack) for spec in tables()}

    def _member(self, spec: Table, stack: ExitStack) -> Member:
        member = open_member(f"{self.order.folder}/EOIR Case Data/{spec.file}", stack)
        member.write(("\t".join(column.name for column in spec.current) + "\r\n").encode())
        return member

    def add(self, name: str, block: int, rows: Rows) -> None:
        """One block's rows of one table."""
        spec = table(name)
        numbers = chances.generator(self.order.seed, block * 32 + list(self.counts).index(name), chances.FAULTS)
        record = damage.Damage(spec, self.order.faults, numbers, self.counts[name])
        record.spoil(rows)
        lines = rows.lines(spec)
        self._compress(self.members[name], record.broken(lines))
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
        scenes = [stage(order.seed, block, count, order.day, guids, order.faults > 0) for block, count in slice_]
        for name in WRITERS:
            for scene, (block, _) in zip(scenes, slice_, strict=True):
                sink.add(name, block, written(name, scene))
                sink.settle(keep=len(WRITERS))
    sink.add("attorneys", 0, attorneys(order.seed, guids, order.day))
    core = sink.close()
    extra, found = lookups.members(order.folder, stack)
    counts = {**sink.counts, **found}
    notes = lookups.notes(order.folder, order, counts, stack)
    write_zip(path, [*notes, *core, *extra], order.day)
    return counts


def slices(order: Order, at_once: int) -> Iterator[list[tuple[int, int]]]:
    """Blocks and how many of their cases count, a few at a time."""
    blocks = [(number, min(BLOCK, order.cases - number * BLOCK)) for number in range(-(-order.cases // BLOCK))]
    for start in range(0, len(blocks), at_once):
        yield blocks[start : start + at_once]


__all__ = ["WRITERS", "simulate"]
