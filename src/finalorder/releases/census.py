"""What kinds of bytes a block holds: counted with whole-array operations, before anything is parsed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

TAB, LF, CR, SPACE, DELETE = 9, 10, 13, 32, 127
STEP = 1 << 17  # small enough to stay in a core's cache while several comparisons pass over it
Bytes = npt.NDArray[np.uint8]
GAP = np.isin(np.arange(256), (TAB, LF, CR))


@dataclass(slots=True)
class Census:
    """Counts over one block: line feeds, carriage returns, CR LF pairs, tabs, low bytes, high bytes, padded edges."""

    lf: int = 0
    cr: int = 0
    pairs: int = 0
    tabs: int = 0
    low: int = 0
    high: int = 0
    edges: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether the block is ASCII with tabs, CR LF and nothing else below a space."""
        return self.lf == self.cr == self.pairs and self.low == self.lf + self.cr + self.tabs and not self.high


def take(block: Bytes) -> Census:
    """Count a block. It begins at the start of a record."""
    census = Census(edges=int(len(block) > 0 and block[0] == SPACE))
    for start in range(0, len(block), STEP):
        _add(census, block[start : start + STEP + 1])
    return census


def _add(census: Census, piece: Bytes) -> None:
    """One step and the byte after it, so that pairs across steps are seen once."""
    body = piece[:STEP]
    tab, cr, lf, space = piece == TAB, piece == CR, piece == LF, piece == SPACE
    gap = tab | cr
    gap |= lf
    census.lf += _count(lf[:STEP])
    census.cr += _count(cr[:STEP])
    census.tabs += _count(tab[:STEP])
    census.pairs += _count(cr[:-1] & lf[1:])
    census.edges += _count(space[:-1] & gap[1:]) + _count(gap[:-1] & space[1:])
    census.low += _count(body < SPACE)
    census.high += _count(body >= DELETE)


def _count(mask: Any) -> int:
    return int(np.count_nonzero(mask))


def padding(block: Bytes) -> int:
    """How many spaces stand at either end of a field, those of blank fields once."""
    space = np.concatenate([[False], block == SPACE, [False]])
    turns = np.flatnonzero(space[1:] != space[:-1])
    starts, ends = turns[0::2], turns[1::2]
    # Beyond the block's ends lies a record end, or nothing: a gap either way.
    before = (starts == 0) | GAP[block[starts - 1]]
    after = (ends == len(block)) | GAP[block[np.minimum(ends, len(block) - 1)]]
    return int((ends - starts)[before | after].sum())


def as_array(data: bytes | memoryview) -> Bytes:
    """The bytes as an array, without a copy."""
    return np.frombuffer(data, dtype=np.uint8)
