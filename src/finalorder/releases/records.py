"""From a stream of bytes to blocks of whole records, cut at fixed places of the stream.

Where blocks are cut depends on the bytes alone, not on how they arrived, so that a zip and a folder give the same
Parquet files.
"""

import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from finalorder.errors import InputError

BLOCK_BYTES = 4 << 20
MAX_RECORD_BYTES = 16 << 20
MAX_HEADER_BYTES = 1 << 20
PEEK_BYTES = 1 << 16
TRAILING_FIELD_SHARE = 0.9
MIN_PEEKED_ROWS = 10
# A row broken over record ends is put together from at most this many pieces; they must share a block.
MAX_ROW_PIECES = 4


@dataclass(frozen=True, slots=True)
class RecordBlock:
    """Whole records: their bytes, and where they begin in the member."""

    data: memoryview
    offset: int


class RecordCounter:
    """The second count: line feeds and record ends of a whole member, by code that knows nothing of blocks.

    It looks at pairs of bytes as 16-bit numbers, at even and at odd places, across the pieces of the stream.
    """

    def __init__(self, *, with_checksum: bool = False) -> None:
        self.bytes = 0
        self.checksum = 0
        self._with_checksum = with_checksum
        self.line_feeds = 0
        self._crlf_pairs = 0
        self._last = b""
        self._mask = np.empty(0, bool)

    def count_pieces(self, pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
        """Count the same pieces, counted as they pass."""
        for piece in pieces:
            if piece:
                self._count_piece(piece)
                yield piece

    def _count_piece(self, piece: bytes) -> None:
        self.bytes += len(piece)
        if self._with_checksum:
            self.checksum = zlib.crc32(piece, self.checksum)
        self.line_feeds += self._count_equal(np.frombuffer(piece, np.uint8), 10)
        self._crlf_pairs += self._last[-1:] == b"\r" and piece[:1] == b"\n"
        for start in (0, 1):
            words = np.frombuffer(piece, "<u2", (len(piece) - start) // 2, start)
            self._crlf_pairs += self._count_equal(words, 0x0A0D)
        self._last = (self._last + piece[-2:])[-2:]

    def _count_equal(self, items: npt.NDArray[Any], wanted: int) -> int:
        """Count the items equal to a number. Their mask is kept: new memory takes longer than the comparison."""
        if len(items) > len(self._mask):
            self._mask = np.empty(len(items), bool)
        return int(np.count_nonzero(np.equal(items, wanted, out=self._mask[: len(items)])))

    @property
    def lines(self) -> int:
        """Physical lines: line feeds, and a last line without one."""
        return self.line_feeds + (self._last[-1:] not in (b"", b"\n"))

    def count_records(self, *, by_line_feed: bool) -> int:
        """Count records after the header."""
        end = b"\n" if by_line_feed else b"\r\n"
        ends = self.line_feeds if by_line_feed else self._crlf_pairs
        open_ended = self.bytes > 0 and not self._last.endswith(end)
        return max(ends + open_ended - 1, 0)


class RecordReader:
    """A member's header, and then its records in blocks."""

    def __init__(self, pieces: Iterator[bytes], where: str) -> None:
        self._pieces = pieces
        self._where = where
        self._rest, self._offset = b"", 0
        self.header, self.by_line_feed = self._read_header()

    @property
    def record_end(self) -> bytes:
        """What ends a record: CR LF, or LF where the header line ends so."""
        return b"\n" if self.by_line_feed else b"\r\n"

    def _read_header(self) -> tuple[bytes, bool]:
        taken = b""
        for piece in self._pieces:
            taken += piece
            if b"\n" in piece or len(taken) > MAX_HEADER_BYTES:
                break
        place = taken.find(b"\n")
        if len(taken) > MAX_HEADER_BYTES and not 0 <= place < MAX_HEADER_BYTES:
            raise InputError(
                f"{self._where} does not begin with a line of column names, so it is not a table of the release."
            )
        if place < 0:
            return taken, False
        self._rest = taken[place + 1 :]
        by_line_feed = taken[:place][-1:] != b"\r"
        self._offset = place + 1
        return taken[:place].rstrip(b"\r"), by_line_feed

    def peek_trailing_rows(self, width: int) -> list[bytes]:
        """Return the first rows if nearly every one has one field more than the header, and that one empty; else none.

        Such a file ends each row in a tab that its header lacks.
        """
        self._fill_rest()
        rows = self._rest[:PEEK_BYTES].split(self.record_end)[:-1]
        odd = sum(row.count(b"\t") == width and row.endswith(b"\t") for row in rows)
        return rows if len(rows) >= MIN_PEEKED_ROWS and odd >= TRAILING_FIELD_SHARE * len(rows) else []

    def _fill_rest(self) -> None:
        """Take pieces until there is enough to look at, however small they come."""
        pieces = [self._rest]
        size = len(self._rest)
        while size < PEEK_BYTES and (piece := next(self._pieces, None)) is not None:
            pieces.append(piece)
            size += len(piece)
        self._rest = b"".join(pieces)

    def read_blocks(self, width: int) -> Iterator[RecordBlock]:
        """Read the records after the header; ``width`` is the number of columns, for rows broken over record ends."""
        carry, offset = b"", self._offset
        for segment in self._split_stream():
            data = b"".join([carry, *segment])
            cut = self._find_cut(data, width)
            if cut:
                yield RecordBlock(memoryview(data)[:cut], offset)
                offset += cut
            carry = data[cut:]
            if len(carry) > MAX_RECORD_BYTES:
                raise InputError(
                    f"{self._where} has a line of more than {MAX_RECORD_BYTES >> 20} MB at byte {offset:,}, "
                    "so it is not a table of the release."
                )
        if carry:
            yield RecordBlock(memoryview(carry if carry.endswith(self.record_end) else carry + self.record_end), offset)

    def _split_stream(self) -> Iterator[list[memoryview]]:
        """Yield the stream in runs of pieces of exactly one block's size together, the last one shorter."""
        held: list[memoryview] = []
        room = BLOCK_BYTES
        for piece in chain([self._rest], self._pieces):
            rest = memoryview(piece)
            while len(rest) >= room:
                yield [*held, rest[:room]]
                held, rest, room = [], rest[room:], BLOCK_BYTES
            held.append(rest)
            room -= len(rest)
        if room < BLOCK_BYTES:
            yield held

    def _find_cut(self, data: bytes, width: int) -> int:
        """Find where the last record ends that cannot be a piece of a row which goes on in the next block."""
        end = self.record_end
        place = data.rfind(end)
        cut = place + len(end) if place >= 0 else 0
        for _ in range(MAX_ROW_PIECES - 1):
            start = data.rfind(end, 0, max(cut - len(end), 0))
            begin = start + len(end) if start >= 0 else 0
            if cut == 0 or data.count(b"\t", begin, cut) >= width - 1:
                break
            cut = begin
        return cut
