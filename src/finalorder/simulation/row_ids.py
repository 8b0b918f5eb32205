"""Whose the rows of a table are: what their keys, their draws, their faults and their vanishing are made from.

A row has a slot: its case's position in the block, and its place among the case's rows of that table. So a row's key
and draws depend on its own case only, and a life that goes on longer moves no key of another.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from finalorder.simulation.day_numbers import Bools, Ints
from finalorder.simulation.random_draws import Draws

FIRST_KEY = 3_000_000


@dataclass(frozen=True, slots=True)
class RowIds:
    """The rows of one table and block: their draws, their slots, and how many slots there are in the block."""

    draws: Draws
    block: int
    slot: npt.NDArray[np.int64]
    space: int

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.slot)

    @property
    def keys(self) -> npt.NDArray[np.int64]:
        """Primary keys: never those of another row, block or month's release."""
        return FIRST_KEY + self.block * self.space + self.slot

    def select(self, rows: "Ints | Bools") -> "RowIds":
        return replace(self, draws=self.draws.select(rows), slot=self.slot[rows])
