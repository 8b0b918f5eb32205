"""The digest of a table's rows: the same for the same rows, whatever their order, their file, their engine.

A row is written as text: for each column that has a value, in the order of the names, ``name=value``, with the unit
separator U+001F between them (which no value holds: the reader uses it itself). So a column that a release lacks and
one that is empty say the same. The row's digest is the SHA-256 of that text. A table's is the SHA-256 of its number of
rows and of eight sums: those of the eight words of 32 bits of all its rows' digests. (Sums of hashes as the hash of a
multiset: Bellare and Micciancio, "A new paradigm for collision-free hashing", 1997.) Nothing has to be sorted, no row
leaves its machine, and the digests of two parts of a table give that of both.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add, sub
from typing import Any, Self

UNIT_SEPARATOR = "\x1f"
WORDS = 8


def build_row_text(columns: Sequence[str], alias: str) -> str:
    """The SQL for a row as text; the columns are those of the table."""
    parts = ", ".join(f"'{name}=' || CAST({alias}.{quote_name(name)} AS STRING)" for name in sorted(columns))
    return f"concat_ws('{UNIT_SEPARATOR}', {parts})"


def build_row_digest(columns: Sequence[str], alias: str) -> str:
    """The SQL for a row's digest."""
    return f"sha256_text({build_row_text(columns, alias)})"


def quote_name(name: str) -> str:
    """A column's name in SQL; a column that came with a release may be called like a word of SQL."""
    return f'"{name}"'


@dataclass(frozen=True, slots=True)
class RowSums:
    """How many rows, and the sums of the words of their digests."""

    rows: int = 0
    words: tuple[int, ...] = (0,) * WORDS

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """The row of ``digest_sums.sql``."""
        return cls(int(record["row_count"]), tuple(int(record[f"word_{place}"]) for place in range(WORDS)))

    def __add__(self, other: "RowSums") -> "RowSums":
        return RowSums(self.rows + other.rows, tuple(map(add, self.words, other.words)))

    def __sub__(self, other: "RowSums") -> "RowSums":
        return RowSums(self.rows - other.rows, tuple(map(sub, self.words, other.words)))

    @property
    def digest(self) -> str:
        """The digest of the rows."""
        return hashlib.sha256(" ".join(map(str, (self.rows, *self.words))).encode()).hexdigest()


def digest_release(tables: Iterable[tuple[str, str]]) -> str:
    """The digest of a release: that of its tables' names and digests, in the order of the names."""
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in sorted(tables)).encode()).hexdigest()
