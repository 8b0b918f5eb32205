"""One block of records: washed, its bad rows mended or set aside, typed. Every record has exactly one fate."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from finalorder.errors import DamagedError
from finalorder.releases import byte_counts, repair
from finalorder.releases.cleaning import EMBEDDED_NEWLINE, CleanBlock, clean_block, drop_trailing_tabs
from finalorder.releases.field_checks import FieldChecker
from finalorder.releases.masking import WITHHELD_TEXT, mask_record
from finalorder.releases.records import MAX_ROW_PIECES, RecordBlock
from finalorder.releases.repair import Cells, RepairedRow
from finalorder.releases.schema import MemberLayout
from finalorder.releases.typed_columns import BlockTraits, ColumnTyper, FieldCountMismatch, TypedBlock

# A table of which every second row is broken is another table than its header says.
TOLERATED_BROKEN_RECORDS = 1_000


@dataclass(slots=True)
class BlockResult:
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


@dataclass(frozen=True, slots=True)
class WashedBlock:
    """A block ready for the parser: its raw and its washed bytes, its account so far, its tabs between fields."""

    raw: RecordBlock
    washed: CleanBlock
    outcome: BlockResult
    tabs: int
    traits: BlockTraits


class BlockRecords:
    """The records of a block, washed and raw, by number within the block."""

    def __init__(self, block: RecordBlock, washed: CleanBlock, *, by_line_feed: bool) -> None:
        # A plain block was not washed and still has its carriage returns, all of them in record ends.
        self.data = bytes(washed.data).translate(None, delete=b"\r")
        self._block = block
        data = byte_counts.view_as_array(self.data)
        stops = np.flatnonzero((data == byte_counts.TAB) | (data == byte_counts.LF))
        ends = np.flatnonzero(data[stops] == byte_counts.LF)
        self._ends = stops[ends]
        self._tabs = np.diff(ends, prepend=-1) - 1
        self._by_line_feed = by_line_feed
        self._raw_ends: Any = None

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self._ends)

    def find_malformed(self, width: int) -> list[int]:
        """Find the records with another number of fields."""
        return [int(place) for place in np.flatnonzero(self._tabs != width - 1)]

    def split_cells(self, place: int) -> Cells:
        """Split a washed record's fields."""
        return self.data[self.find_start(place) : int(self._ends[place])].split(b"\t")

    def find_start(self, place: int) -> int:
        """Find where a record begins in the cleaned block."""
        return int(self._ends[place - 1]) + 1 if place else 0

    def read_raw(self, place: int) -> tuple[int, bytes]:
        """Return where a record begins in the member, and its bytes as they are there."""
        if self._raw_ends is None:
            data = byte_counts.view_as_array(self._block.data)
            ends = np.flatnonzero(data == byte_counts.LF)
            self._raw_ends = ends if self._by_line_feed else ends[data[np.maximum(ends, 1) - 1] == byte_counts.CR]
        start = int(self._raw_ends[place - 1]) + 1 if place else 0
        end = int(self._raw_ends[place]) - (0 if self._by_line_feed else 1)
        return self._block.offset + start, bytes(self._block.data[start:end])


class BlockReader:
    """Reads the blocks of one member, one after the other."""

    def __init__(
        self, layout: MemberLayout, member: str, *, by_line_feed: bool, has_trailing_tabs: bool = False
    ) -> None:
        self._layout = layout
        self._has_trailing_tabs = has_trailing_tabs
        self._member = member
        self._by_line_feed = by_line_feed
        self._typer = ColumnTyper(layout)
        self._checker = FieldChecker(layout)
        self._first_record = 1  # the number of the block's first record in the member
        self._broken_count = 0

    def wash_block(self, block: RecordBlock) -> WashedBlock:
        """Count what a block holds and make it fit for the parser. Blocks may be washed ahead of those being read."""
        array = byte_counts.view_as_array(block.data)
        found = byte_counts.count_bytes(array)
        records = found.lf if self._by_line_feed else found.crlf_pairs
        washed = clean_block(block.data, found, by_line_feed=self._by_line_feed)
        tabs = found.tabs - (drop_trailing_tabs(washed) if self._has_trailing_tabs else 0)
        outcome = BlockResult(pa.table({}), block.offset + len(block.data), records)
        outcome.nul, outcome.control, outcome.latin1 = washed.nul, washed.control, washed.latin1
        outcome.padding = byte_counts.count_padding(array) if found.padded_edges else 0
        # A control taken away can leave a space at the edge of its cell
        is_padded = found.padded_edges > 0 or washed.nul > 0 or washed.control > 0
        traits = BlockTraits(is_padded, washed.has_embedded_newlines, found.high > 0)
        return WashedBlock(block, washed, outcome, tabs, traits)

    def read_block(self, block: WashedBlock) -> BlockResult:
        """Read the block's rows and the account of its records."""
        outcome = block.outcome
        records = outcome.records
        rows = self._type_records(block)
        self._log_unparsed(rows, outcome)
        self._first_record += records
        return outcome

    def _type_records(self, block: WashedBlock) -> "_TypedRows":
        outcome = block.outcome
        if block.tabs == outcome.records * (self._layout.width - 1):
            try:
                typed = self._typer.type_block(block.washed.data, outcome.records, block.traits)
            except FieldCountMismatch:
                pass
            else:
                outcome.table = typed.table
                return _TypedRows(typed, None)
        lines = BlockRecords(block.raw, block.washed, by_line_feed=self._by_line_feed)
        fates = self._repair_records(lines, outcome)
        data, numbers = _rebuild_block(lines, fates, outcome.records)
        # What mending joins can bring padding or a line feed into a cell that had none.
        typed = self._typer.type_block(data, len(numbers), BlockTraits(has_embedded_newlines=EMBEDDED_NEWLINE in data))
        outcome.table = typed.table
        outcome.records -= outcome.absorbed
        return _TypedRows(typed, numbers)

    def _repair_records(self, lines: BlockRecords, outcome: BlockResult) -> dict[int, bytes | None]:
        """Find for each bad record the row that takes its place, or None where there is none."""
        width = self._layout.width
        bad = lines.find_malformed(width)
        fates: dict[int, bytes | None] = {}
        for place in bad:
            if place in fates:
                continue
            mine = lines.split_cells(place)
            pieces = self._join_broken_row(place, mine, lines)
            mended = pieces[1] if pieces else self._repair_record(mine)
            taken = pieces[0] if pieces else 1
            fates.update(dict.fromkeys(range(place, place + taken)))
            if mended is None:
                self._quarantine_record(place, mine, lines, outcome)
            else:
                fates[place] = b"\t".join(mended.cells)
                self._log_repair(place, mended, taken, lines, outcome)
        return fates

    def _join_broken_row(self, place: int, mine: Cells, lines: BlockRecords) -> tuple[int, RepairedRow] | None:
        """Return how many records from here on are pieces of one row, and that row."""
        width = self._layout.width
        pieces = [mine]
        while len(pieces[-1]) < width and len(pieces) < MAX_ROW_PIECES and place + len(pieces) < lines.count:
            pieces.append(lines.split_cells(place + len(pieces)))
            if len(pieces[-1]) >= width:
                return None
            mended = repair.join_broken_rows(pieces, self._checker)
            if mended:
                return len(pieces), mended
        return None

    def _repair_record(self, cells: Cells) -> RepairedRow | None:
        if len(cells) > self._layout.width:
            mended = repair.repair_long_row(cells, self._checker)
            self._broken_count += mended is not None and mended.rule != "unnamed_tail"
            return mended
        return repair.fill_short_row(cells, self._checker)

    def _quarantine_record(self, place: int, cells: Cells, lines: BlockRecords, outcome: BlockResult) -> None:
        offset, raw = lines.read_raw(place)
        if not any(cell.strip(b" \x1f") for cell in cells):
            reason = "blank"
        else:
            reason = "too_many_fields" if len(cells) > self._layout.width else "too_few_fields"
        row = (self._member, self._first_record + place, offset, reason, mask_record(raw, self._layout))
        outcome.quarantine.append(row)
        outcome.quarantined += 1
        self._broken_count += 1
        self._check_broken_share(self._first_record + place)

    def _check_broken_share(self, record: int) -> None:
        if self._broken_count > TOLERATED_BROKEN_RECORDS and self._broken_count > record / 2:
            raise DamagedError(
                f"{self._member}: most rows up to record {record:,} do not have the {self._layout.width} fields of "
                "the header; the file is damaged or its format has changed."
            )

    def _log_repair(
        self, place: int, mended: RepairedRow, taken: int, lines: BlockRecords, outcome: BlockResult
    ) -> None:
        outcome.repaired += taken == 1
        outcome.joined += taken > 1
        outcome.absorbed += taken - 1
        offset, _ = lines.read_raw(place)
        for change in mended.changes:
            before, after = (
                (_decode_text(change.before), _decode_text(change.after))
                if change.kept
                else (WITHHELD_TEXT, WITHHELD_TEXT)
            )
            outcome.repairs.append(
                (self._member, self._first_record + place, offset, mended.rule, change.column, before, after)
            )
        self._check_broken_share(self._first_record + place)

    def _log_unparsed(self, rows: "_TypedRows", outcome: BlockResult) -> None:
        for odd in rows.typed.unparsed_cells:
            place = odd.row if rows.numbers is None else int(rows.numbers[odd.row])
            outcome.unparsed.append((self._member, self._first_record + place, odd.column, odd.raw, odd.rule))


@dataclass(frozen=True, slots=True)
class _TypedRows:
    """A block's typed rows, and the place of each one's record in the block (None: all records, in order)."""

    typed: TypedBlock
    numbers: Any


def _rebuild_block(lines: BlockRecords, fates: dict[int, bytes | None], records: int) -> tuple[bytes, Any]:
    """Rebuild the block with bad records replaced or left out, and which record each of its rows came from."""
    parts: list[bytes] = []
    good_from = 0
    for place in sorted(fates):
        parts.append(lines.data[lines.find_start(good_from) : lines.find_start(place)])
        replacement = fates[place]
        if replacement is not None:
            parts.append(replacement + b"\n")
        good_from = place + 1
    parts.append(lines.data[lines.find_start(good_from) :])
    gone = [place for place, row in fates.items() if row is None]
    return b"".join(parts), np.delete(np.arange(records), gone)


def _decode_text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\x1f", "\n")
