"""What kinds of bytes a block holds: counted with whole-array operations, before anything is parsed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

TAB, LF, CR, SPACE, DELETE = 9, 10, 13, 32, 127
COUNTING_STEP = 1 << 17  # small enough to stay in a core's cache while several comparisons pass over it
ByteArray = npt.NDArray[np.uint8]
IS_SEPARATOR = np.isin(np.arange(256), (TAB, LF, CR))


@dataclass(slots=True)
class ByteCounts:
    """Counts over one block: line feeds, carriage returns, CR LF pairs, tabs, low bytes, high bytes, padded edges."""

    lf: int = 0
    cr: int = 0
    crlf_pairs: int = 0
    tabs: int = 0
    low: int = 0
    high: int = 0
    padded_edges: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether the block is ASCII with tabs, CR LF and nothing else below a space."""
        return self.lf == self.cr == self.crlf_pairs and self.low == self.lf + self.cr + self.tabs and not self.high


def count_bytes(block: ByteArray) -> ByteCounts:
    """Count a block. It begins at the start of a record."""
    census = ByteCounts(padded_edges=int(len(block) > 0 and block[0] == SPACE))
    for start in range(0, len(block), COUNTING_STEP):
        _add_counts(census, block[start : start + COUNTING_STEP + 1])
    return census


def _add_counts(census: ByteCounts, piece: ByteArray) -> None:
    """Count one step and the byte after it, so that pairs across steps are seen once."""
    body = piece[:COUNTING_STEP]
    tab, cr, lf, space = piece == TAB, piece == CR, piece == LF, piece == SPACE
    gap = tab | cr
    gap |= lf
    census.lf += _count_true(lf[:COUNTING_STEP])
    census.cr += _count_true(cr[:COUNTING_STEP])
    census.tabs += _count_true(tab[:COUNTING_STEP])
    census.crlf_pairs += _count_true(cr[:-1] & lf[1:])
    census.padded_edges += _count_true(space[:-1] & gap[1:]) + _count_true(gap[:-1] & space[1:])
    census.low += _count_true(body < SPACE)
    census.high += _count_true(body >= DELETE)


def _count_true(mask: Any) -> int:
    return int(np.count_nonzero(mask))


def count_padding(block: ByteArray) -> int:
    """Count how many spaces stand at either end of a field, those of blank fields once."""
    space = np.concatenate([[False], block == SPACE, [False]])
    turns = np.flatnonzero(space[1:] != space[:-1])
    starts, ends = turns[0::2], turns[1::2]
    # Beyond the block's ends lies a record end, or nothing: a gap either way.
    before = (starts == 0) | IS_SEPARATOR[block[starts - 1]]
    after = (ends == len(block)) | IS_SEPARATOR[block[np.minimum(ends, len(block) - 1)]]
    return int((ends - starts)[before | after].sum())


def view_as_array(data: bytes | memoryview) -> ByteArray:
    """Return the bytes as an array, without a copy."""
    return np.frombuffer(data, dtype=np.uint8)
