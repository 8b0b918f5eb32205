"""Random numbers that depend on the seed, the decision and whom it is about, and on nothing else.

Every decision has a name, and every row a key made of its case's number and its place in that case. A number is a hash
of the seed, the name and the key: a statement moved, a decision added, or another life that goes on longer changes no
other number, so that two scenarios differ only in the lives that their difference touches.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from finalorder.simulation.day_numbers import Bools, Ints, Reals
from finalorder.simulation.parameters import Parameters

Keys = npt.NDArray[np.uint64]
# the constants of SplitMix64 (Steele, Lea and Flood 2014)
GOLDEN, FIRST_FACTOR, SECOND_FACTOR = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
FIRST_SHIFT, SECOND_SHIFT, LAST_SHIFT = (np.uint64(number) for number in (30, 27, 31))
SPARE_BITS = np.uint64(40)  # of 64: what is left fills a 32-bit float exactly
STEP = np.float32(2.0**-24)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What lives are drawn from: a seed, and the parameters that hold."""

    seed: int
    parameters: Parameters


@lru_cache(maxsize=4096)
def hash_decision(seed: int, decision: str) -> int:
    """Return the 64 bits that stand for a decision under a seed."""
    return int.from_bytes(blake2b(f"{seed}\n{decision}".encode(), digest_size=8).digest(), "little")


def create_generator(seed: int, decision: str, number: int = 0) -> np.random.Generator:
    """Create a counter-based stream of its own, for what is not drawn row by row."""
    return np.random.Generator(np.random.Philox(key=[hash_decision(seed, decision), number]))


def mix_bits(numbers: Keys) -> Keys:
    """Return each number with its bits stirred, so that neighbours have nothing in common."""
    found = numbers ^ (numbers >> FIRST_SHIFT)
    found *= FIRST_FACTOR
    found ^= found >> SECOND_SHIFT
    found *= SECOND_FACTOR
    found ^= found >> LAST_SHIFT
    return found


def make_keys(numbers: "npt.NDArray[Any]") -> Keys:
    """Make keys of numbered things, such as cases."""
    return mix_bits((numbers.astype(np.uint64) + np.uint64(1)) * GOLDEN)


def extend_keys(keys: Keys, place: Ints) -> Keys:
    """Return keys of things that stand in a place under others: proceedings of a case, hearings of a proceeding."""
    return mix_bits(keys + (place.astype(np.uint64) + np.uint64(1)) * GOLDEN)


@dataclass(frozen=True, slots=True)
class Draws:
    """Numbers for a set of rows: one a row and decision. Rows of the same key (a family's) have the same numbers."""

    scenario: Scenario
    keys: Keys
    table: str = ""  # where decisions are columns: the table that they belong to

    @property
    def parameters(self) -> Parameters:
        return self.scenario.parameters

    def select(self, rows: "Ints | Bools") -> "Draws":
        """Select the numbers of these rows."""
        return replace(self, keys=self.keys[rows])

    def extend(self, place: Ints) -> "Draws":
        """Return numbers for what stands in these places under the rows."""
        return replace(self, keys=extend_keys(self.keys, place))

    def sample_uniform(self, decision: str) -> Reals:
        """Sample one number in [0, 1) a row."""
        name = f"{self.table}.{decision}" if self.table else decision
        mixed = mix_bits(self.keys ^ np.uint64(hash_decision(self.scenario.seed, name)))
        found: Reals = (mixed >> SPARE_BITS).astype(np.int32).astype(np.float32)
        found *= STEP
        return found

    def sample_bernoulli(self, decision: str, share: "float | Reals") -> Bools:
        """Return whether each row's number falls below its share."""
        below: Bools = self.sample_uniform(decision) < share
        return below

    def sample_event(self, name: str) -> Bools:
        """Return whether what has the chance of this parameter happens."""
        return self.sample_bernoulli(name, float(self.parameters[name]))

    def sample_waiting_days(self, decision: str, mean: "float | Reals") -> Ints:
        """Sample exponential waiting times in whole days."""
        return (-np.log1p(-self.sample_uniform(decision)) * mean).astype(np.int32)

    def sample_wait(self, name: str) -> Ints:
        """Sample waiting times whose mean is this parameter; of a pair,
        days that pass in any case and the mean beyond.
        """
        found = self.parameters[name]
        least, mean = found if isinstance(found, list) else (0, found)
        return least + self.sample_waiting_days(name, mean)

    def sample_integers(self, decision: str, low: int, high: int) -> Ints:
        """Sample whole numbers from low to high, both included."""
        return (low + self.sample_uniform(decision) * (high - low + 1)).astype(np.int32)

    def sample_days_between(self, name: str) -> Ints:
        """Sample days between the two of this parameter, both included."""
        low, high = self.parameters[name]
        return self.sample_integers(name, low, high)

    def sample_positions(self, decision: str, weights: Sequence[float]) -> Ints:
        """Sample positions drawn with these weights."""
        return choose_weighted(self.sample_uniform(decision), weights)

    def sample_kind(self, name: str) -> Ints:
        """Sample positions drawn with the weights that are this parameter."""
        return self.sample_positions(name, self.parameters[name])

    def interpolate(self, name: str, years: Reals, column: int = 1) -> Reals:
        """Return a parameter that changes with the calendar year."""
        return interpolate(years, self.parameters[name], column)


def choose_weighted(uniform: Reals, weights: "Sequence[float] | Reals") -> Ints:
    """Choose positions whose cumulative weight first exceeds the number."""
    ends = np.cumsum(np.asarray(weights, dtype=np.float64))
    return (
        np.searchsorted((ends / ends[-1]).astype(np.float32), uniform, side="right")
        .clip(0, len(ends) - 1)
        .astype(np.int32)
    )


def choose_by_group(uniform: Reals, tables: np.ndarray, group: Ints) -> Ints:
    """Draw positions from the weight row that belongs to each row's group."""
    ends = np.cumsum(tables, axis=1, dtype=np.float64)
    ends = (ends / ends[:, -1:]).astype(np.float32)
    above = uniform[:, None] >= ends[group]
    position: Ints = above.sum(axis=1).clip(0, tables.shape[1] - 1).astype(np.int32)
    return position


def interpolate(years: Reals, points: Sequence[Sequence[float]], column: int = 1) -> Reals:
    """Return a rate that changes with the calendar year: linear between the listed points."""
    table = np.asarray(points, dtype=np.float64)
    return np.interp(years, table[:, 0], table[:, column]).astype(np.float32)


def find_era(years: Reals, starts: Sequence[float]) -> Ints:
    """Find the number of the era each year falls into."""
    return (np.searchsorted(np.asarray(starts), years, side="right") - 1).clip(0, len(starts) - 1).astype(np.int32)


def sample_poisson_counts(uniform: Reals, mean: "float | Reals", most: int = 9) -> Ints:
    """Sample counts with about a Poisson spread, cut at ``most``."""
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
    """Expand rows repeated ``counts`` times: the parent's position, and the place among its siblings."""
    parent = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    first = np.cumsum(counts) - counts
    return parent, (np.arange(len(parent), dtype=np.int32) - first[parent]).astype(np.int32)


def rank_within(group: Ints) -> Ints:
    """Return the place of each row among the rows of its group, in the order in which they come."""
    order = np.argsort(group, kind="stable")
    held = group[order]
    starts = np.flatnonzero(np.concatenate([[True], held[1:] != held[:-1]])) if len(held) else held
    place = np.arange(len(held)) - np.repeat(starts, np.diff(np.append(starts, len(held))))
    found = np.empty(len(held), dtype=np.int32)
    found[order] = place
    return found
