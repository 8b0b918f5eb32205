"""What kinds of bytes a block holds: counted with whole-array operations, before anything is parsed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

TAB, LF, CR, SPACE, DELETE = 9, 10, 13, 32, 127
COUNTING_STEP = 1 << 18  # small enough to stay in a core's cache with what several comparisons say of it
ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
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
    masks = _Masks(min(COUNTING_STEP, len(block)))
    for start in range(0, len(block), COUNTING_STEP):
        _add_counts(census, block[start : start + COUNTING_STEP], masks)
    seams = np.arange(COUNTING_STEP, len(block), COUNTING_STEP)
    _add_pairs(census, block[seams - 1], block[seams])
    return census


class _Masks:
    """Room for the answers of one step, used by all of them: new memory for each costs more than the comparison."""

    def __init__(self, size: int) -> None:
        self.tab, self.cr, self.lf, self.space, self.low, self.pairs = np.empty((6, size), bool)

    def find_pairs(self, first: BoolArray, second: BoolArray) -> BoolArray:
        """Find where a byte of one kind stands before one of another."""
        return np.logical_and(first[:-1], second[1:], out=self.pairs[: max(len(first) - 1, 0)])


def _add_counts(census: ByteCounts, step: ByteArray, masks: _Masks) -> None:
    """Count one step, and the pairs of bytes that lie in it."""
    size = len(step)
    tab = np.equal(step, TAB, out=masks.tab[:size])
    cr = np.equal(step, CR, out=masks.cr[:size])
    lf = np.equal(step, LF, out=masks.lf[:size])
    low = np.less(step, SPACE, out=masks.low[:size])
    tabs, lows = _count_true(tab), _count_true(low)
    pairs = _count_true(masks.find_pairs(cr, lf))
    census.tabs += tabs
    census.low += lows
    census.crlf_pairs += pairs
    # Where tabs and pairs are all there is below a space, these counts follow and each low byte is a separator.
    is_plain = lows == tabs + 2 * pairs
    census.lf += pairs if is_plain else _count_true(lf)
    census.cr += pairs if is_plain else _count_true(cr)
    census.high += _count_true(step >= DELETE) if step.max() >= DELETE else 0
    space = np.equal(step, SPACE, out=masks.space[:size])
    if space.any():
        gap = low if is_plain else tab | cr | lf
        census.padded_edges += _count_true(masks.find_pairs(space, gap)) + _count_true(masks.find_pairs(gap, space))


def _add_pairs(census: ByteCounts, before: ByteArray, after: ByteArray) -> None:
    """Count the pairs of which one byte is the last of a step and the other the first of the next."""
    census.crlf_pairs += _count_true((before == CR) & (after == LF))
    census.padded_edges += _count_true((before == SPACE) & IS_SEPARATOR[after])
    census.padded_edges += _count_true(IS_SEPARATOR[before] & (after == SPACE))


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
