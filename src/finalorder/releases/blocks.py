"""One block of records: washed, its bad rows mended or set aside, typed. Every record has exactly one fate."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from finalorder.errors import Problem
from finalorder.releases import census, mending
from finalorder.releases.columns import NotATable, Typed, Typer
from finalorder.releases.evidence import Evidence
from finalorder.releases.masking import NOT_KEPT, masked
from finalorder.releases.mending import Cells, Mended
from finalorder.releases.records import MOST_PIECES, Block
from finalorder.releases.schema import Layout
from finalorder.releases.washing import HELD, Washed, wash

# A table of which every second row is broken is another table than its header says.
TOLERATED = 1_000


@dataclass(slots=True)
class Outcome:
    """What became of a block: its rows, the fates of its records, and what is written down about them."""

    table: pa.Table
    end: int
    records: int
    repaired: int = 0
    joined: int = 0
    absorbed: int = 0
    quarantined: int = 0
    nul: int = 0
    control: int = 0
    padding: int = 0
    latin1: int = 0
    repairs: list[tuple[Any, ...]] = field(default_factory=list)
    quarantine: list[tuple[Any, ...]] = field(default_factory=list)
    unparsed: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Records that needed no repair."""
        return int(self.table.num_rows) - self.repaired - self.joined


class Lines:
    """The records of a block, washed and raw, by number within the block."""

    def __init__(self, block: Block, washed: Washed, *, by_line_feed: bool) -> None:
        # A plain block was not washed and still has its carriage returns, all of them in record ends.
        self.data = bytes(washed.data).translate(None, delete=b"\r")
        self._block = block
        data = census.as_array(self.data)
        stops = np.flatnonzero((data == census.TAB) | (data == census.LF))
        ends = np.flatnonzero(data[stops] == census.LF)
        self._ends = stops[ends]
        self._tabs = np.diff(ends, prepend=-1) - 1
        self._by_line_feed = by_line_feed
        self._raw_ends: Any = None

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self._ends)

    def bad(self, width: int) -> list[int]:
        """The records with another number of fields."""
        return [int(place) for place in np.flatnonzero(self._tabs != width - 1)]

    def cells(self, place: int) -> Cells:
        """A washed record's fields."""
        return self.data[self.start(place) : int(self._ends[place])].split(b"\t")

    def start(self, place: int) -> int:
        """Where a record begins in the washed block."""
        return int(self._ends[place - 1]) + 1 if place else 0

    def raw(self, place: int) -> tuple[int, bytes]:
        """Where a record begins in the member, and its bytes as they are there."""
        if self._raw_ends is None:
            data = census.as_array(self._block.data)
            ends = np.flatnonzero(data == census.LF)
            self._raw_ends = ends if self._by_line_feed else ends[data[np.maximum(ends, 1) - 1] == census.CR]
        start = int(self._raw_ends[place - 1]) + 1 if place else 0
        end = int(self._raw_ends[place]) - (0 if self._by_line_feed else 1)
        return self._block.offset + start, bytes(self._block.data[start:end])


class BlockReader:
    """Reads the blocks of one member, one after the other."""

    def __init__(self, layout: Layout, member: str, *, by_line_feed: bool) -> None:
        self._layout = layout
        self._member = member
        self._by_line_feed = by_line_feed
        self._typer = Typer(layout)
        self._evidence = Evidence(layout)
        self._first = 1  # the number of the block's first record in the member
        self._broken = 0

    def read(self, block: Block) -> Outcome:
        """The block's rows and the account of its records."""
        array = census.as_array(block.data)
        found = census.take(array)
        records = found.lf if self._by_line_feed else found.pairs
        washed = wash(block.data, found, by_line_feed=self._by_line_feed)
        outcome = Outcome(pa.table({}), block.offset + len(block.data), records)
        outcome.nul, outcome.control, outcome.latin1 = washed.nul, washed.control, washed.latin1
        outcome.padding = census.padding(array) if found.edges else 0
        # a control taken away can leave a space at the edge of its cell
        is_padded = found.edges > 0 or washed.nul > 0 or washed.control > 0
        rows = self._type(block, washed, outcome, found.tabs, is_padded=is_padded)
        self._note_odd(rows, outcome)
        self._first += records
        return outcome

    def _type(self, block: Block, washed: Washed, outcome: Outcome, tabs: int, *, is_padded: bool) -> "_Rows":
        if tabs == outcome.records * (self._layout.width - 1):
            try:
                typed = self._typer.type(washed.data, outcome.records, is_padded=is_padded, has_held=washed.has_held)
            except NotATable:
                pass
            else:
                outcome.table = typed.table
                return _Rows(typed, None)
        lines = Lines(block, washed, by_line_feed=self._by_line_feed)
        fates = self._mend(lines, outcome)
        data, numbers = _rebuilt(lines, fates, outcome.records)
        # What mending joins can bring padding or a line feed into a cell that had none.
        typed = self._typer.type(data, len(numbers), is_padded=True, has_held=HELD in data)
        outcome.table = typed.table
        outcome.records -= outcome.absorbed
        return _Rows(typed, numbers)

    def _mend(self, lines: Lines, outcome: Outcome) -> dict[int, bytes | None]:
        """For each bad record the row that takes its place, or None where there is none."""
        width = self._layout.width
        bad = lines.bad(width)
        fates: dict[int, bytes | None] = {}
        for place in bad:
            if place in fates:
                continue
            mine = lines.cells(place)
            pieces = self._broken_row(place, mine, lines)
            mended = pieces[1] if pieces else self._mend_one(mine)
            taken = pieces[0] if pieces else 1
            fates.update(dict.fromkeys(range(place, place + taken)))
            if mended is None:
                self._set_aside(place, mine, lines, outcome)
            else:
                fates[place] = b"\t".join(mended.cells)
                self._note_repair(place, mended, taken, lines, outcome)
        return fates

    def _broken_row(self, place: int, mine: Cells, lines: Lines) -> tuple[int, Mended] | None:
        """How many records from here on are pieces of one row, and that row."""
        width = self._layout.width
        pieces = [mine]
        while len(pieces[-1]) < width and len(pieces) < MOST_PIECES and place + len(pieces) < lines.count:
            pieces.append(lines.cells(place + len(pieces)))
            if len(pieces[-1]) >= width:
                return None
            mended = mending.put_together(pieces, self._evidence)
            if mended:
                return len(pieces), mended
        return None

    def _mend_one(self, cells: Cells) -> Mended | None:
        if len(cells) > self._layout.width:
            mended = mending.mend_long(cells, self._evidence)
            self._broken += mended is not None and mended.rule != "unnamed_tail"
            return mended
        return mending.fill_up(cells, self._evidence)

    def _set_aside(self, place: int, cells: Cells, lines: Lines, outcome: Outcome) -> None:
        offset, raw = lines.raw(place)
        if not any(cell.strip(b" \x1f") for cell in cells):
            reason = "blank"
        else:
            reason = "too_many_fields" if len(cells) > self._layout.width else "too_few_fields"
        row = (self._member, self._first + place, offset, reason, masked(raw, self._layout))
        outcome.quarantine.append(row)
        outcome.quarantined += 1
        self._broken += 1
        self._refuse_rubbish(self._first + place)

    def _refuse_rubbish(self, record: int) -> None:
        if self._broken > TOLERATED and self._broken > record / 2:
            raise Problem(
                f"{self._member}: most rows up to record {record:,} do not have the {self._layout.width} fields that "
                "the header names; the file is damaged or its format has changed."
            )

    def _note_repair(self, place: int, mended: Mended, taken: int, lines: Lines, outcome: Outcome) -> None:
        outcome.repaired += taken == 1
        outcome.joined += taken > 1
        outcome.absorbed += taken - 1
        offset, _ = lines.raw(place)
        for change in mended.changes:
            before, after = (_text(change.before), _text(change.after)) if change.kept else (NOT_KEPT, NOT_KEPT)
            outcome.repairs.append(
                (self._member, self._first + place, offset, mended.rule, change.column, before, after)
            )
        self._refuse_rubbish(self._first + place)

    def _note_odd(self, rows: "_Rows", outcome: Outcome) -> None:
        for odd in rows.typed.odd:
            place = odd.row if rows.numbers is None else int(rows.numbers[odd.row])
            outcome.unparsed.append((self._member, self._first + place, odd.column, odd.raw, odd.rule))


@dataclass(frozen=True, slots=True)
class _Rows:
    """A block's typed rows, and the place of each one's record in the block (None: all records, in order)."""

    typed: Typed
    numbers: Any


def _rebuilt(lines: Lines, fates: dict[int, bytes | None], records: int) -> tuple[bytes, Any]:
    """The block with bad records replaced or left out, and which record each of its rows came from."""
    parts: list[bytes] = []
    good_from = 0
    for place in sorted(fates):
        parts.append(lines.data[lines.start(good_from) : lines.start(place)])
        replacement = fates[place]
        if replacement is not None:
            parts.append(replacement + b"\n")
        good_from = place + 1
    parts.append(lines.data[lines.start(good_from) :])
    gone = [place for place, row in fates.items() if row is None]
    return b"".join(parts), np.delete(np.arange(records), gone)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\x1f", "\n")
