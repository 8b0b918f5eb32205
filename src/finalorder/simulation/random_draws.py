"""Random numbers that depend on the seed and the block of cases only, never on how many cases are written at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finalorder.simulation.day_numbers import Bools, Ints, Reals

HISTORIES, COLUMNS, FAULTS, ATTORNEYS, TABLES, VANISHING = range(6)


def create_generator(seed: int, block: int, purpose: int) -> np.random.Generator:
    """The counter-based stream of one block and purpose."""
    return np.random.Generator(np.random.Philox(key=[seed, block * 16 + purpose]))


@dataclass(frozen=True, slots=True)
class Draws:
    """Uniform numbers for a set of rows.

    ``rows`` numbers are drawn each time. ``same`` says which of them each row of the answer uses, so that members of
    one family share theirs, and so that a few rows of a block draw what they would draw among all.
    """

    generator: np.random.Generator
    rows: int
    row_to_number: Ints | None = None

    def sample_uniform(self) -> Reals:
        """One number in [0, 1) a row."""
        numbers = self.generator.random(self.rows, dtype=np.float32)
        return numbers if self.row_to_number is None else numbers[self.row_to_number]

    def sample_bernoulli(self, share: "float | Reals") -> Bools:
        """Whether each row's number falls below its share."""
        return self.sample_uniform() < share

    def sample_waiting_days(self, mean: "float | Reals") -> Ints:
        """Exponential waiting times in whole days."""
        return (-np.log1p(-self.sample_uniform()) * mean).astype(np.int32)

    def sample_integers(self, low: int, high: int) -> Ints:
        """Whole numbers from low to high, both included."""
        return (low + self.sample_uniform() * (high - low + 1)).astype(np.int32)

    def sample_positions(self, weights: Sequence[float]) -> Ints:
        """Positions drawn with these weights."""
        return choose_weighted(self.sample_uniform(), weights)


def choose_weighted(uniform: Reals, weights: "Sequence[float] | Reals") -> Ints:
    """Positions whose cumulative weight first exceeds the number."""
    ends = np.cumsum(np.asarray(weights, dtype=np.float64))
    return (
        np.searchsorted((ends / ends[-1]).astype(np.float32), uniform, side="right")
        .clip(0, len(ends) - 1)
        .astype(np.int32)
    )


def choose_by_group(uniform: Reals, tables: np.ndarray, group: Ints) -> Ints:
    """Positions drawn from the weight row that belongs to each row's group."""
    ends = np.cumsum(tables, axis=1, dtype=np.float64)
    ends = (ends / ends[:, -1:]).astype(np.float32)
    above = uniform[:, None] >= ends[group]
    position: Ints = above.sum(axis=1).clip(0, tables.shape[1] - 1).astype(np.int32)
    return position


def interpolate(years: Reals, points: Sequence[Sequence[float]], column: int = 1) -> Reals:
    """A rate that changes with the calendar year: linear between the listed points."""
    table = np.asarray(points, dtype=np.float64)
    return np.interp(years, table[:, 0], table[:, column]).astype(np.float32)


def find_era(years: Reals, starts: Sequence[float]) -> Ints:
    """The number of the era each year falls into."""
    return (np.searchsorted(np.asarray(starts), years, side="right") - 1).clip(0, len(starts) - 1).astype(np.int32)


def sample_poisson_counts(uniform: Reals, mean: "float | Reals", most: int = 9) -> Ints:
    """Counts with about a Poisson spread, cut at ``most``."""
    rate = np.broadcast_to(np.asarray(mean, dtype=np.float32), uniform.shape)
    term = np.exp(-rate)
    total = term.copy()
    count = np.zeros(uniform.shape, dtype=np.int32)
    for step in range(1, most + 1):
        count += uniform >= total
        term = term * rate / step
        total = total + term
    return count


def expand_counts(counts: Ints) -> tuple[Ints, Ints]:
    """For rows repeated ``counts`` times: the parent's position, and the place among its siblings."""
    parent = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    first = np.cumsum(counts) - counts
    return parent, (np.arange(len(parent), dtype=np.int32) - first[parent]).astype(np.int32)
