"""A reader who has no lake, knows every definition and everything published, and solves for what is hidden.

It shares nothing with the gate: it is given what each number is printed to lie between, and which numbers add up, by
name; a linear program (HiGHS), or one of whole numbers, gives the least and the greatest number that a cell can be.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor

import highspy
import numpy as np

NO_LIMIT = 10**7
ROUNDING = 1e-6
#: what the contract asks for counts of 1 to 10, on average and at worst, and for every other hidden count
LEAST_VALUES, AVERAGE_VALUES = 5, 8


class Attacker:
    """Collects what is known, then answers ``count_values`` for any cell.

    ``in_whole_numbers``: numbers are whole, which may exclude more; without, what is found may be a little too wide.
    """

    def __init__(self, *, in_whole_numbers: bool = False) -> None:
        self._in_whole_numbers = in_whole_numbers
        self._numbers: dict[object, int] = {}
        self._low: list[float] = []
        self._high: list[float] = []
        self._facts: list[tuple[list[tuple[int, float]], float, float]] = []
        self._solver: highspy.Highs | None = None

    def tell(self, name: object, low: float | None, high: float | None) -> None:
        """What is printed of a cell; told twice, both hold."""
        at = self._find(name)
        self._low[at] = max(self._low[at], 0 if low is None else low)
        self._high[at] = min(self._high[at], NO_LIMIT if high is None else high)
        self._solver = None

    def add_up(self, total: object, parts: Sequence[object]) -> None:
        """total = sum of parts."""
        self.weigh([(total, 1.0), *((part, -1.0) for part in parts)], 0, 0)

    def weigh(self, factors: Sequence[tuple[object, float]], low: float, high: float) -> None:
        """A sum of cells, each times its factor, lies from ``low`` to ``high``."""
        self._facts.append(([(self._find(name), factor) for name, factor in factors], low, high))
        self._solver = None

    def find_range(self, name: object) -> tuple[int, int]:
        """The least and the greatest number that the cell can have."""
        solver, at = self._solver or self._build(), self._find(name)
        ends = []
        for sense in (1.0, -1.0):
            solver.changeColCost(at, sense)
            solver.run()
            assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "what is published contradicts itself"
            ends.append(sense * solver.getInfo().objective_function_value)
            solver.changeColCost(at, 0.0)
        return ceil(ends[0] - ROUNDING), floor(ends[1] + ROUNDING)

    def count_values(self, names: Iterable[object]) -> list[int]:
        """How many numbers each of these cells can be."""
        return list(self.count_one_by_one(names))

    def count_one_by_one(self, names: Iterable[object]) -> Iterator[int]:
        """The same, each solved when it is asked for: who has seen one that is confined need not see the others."""
        return (high - low + 1 for low, high in map(self.find_range, names))

    def _find(self, name: object) -> int:
        if name not in self._numbers:
            self._numbers[name] = len(self._numbers)
            self._low.append(0)
            self._high.append(NO_LIMIT)
        return self._numbers[name]

    def _build(self) -> highspy.Highs:
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._low), len(self._facts)
        program.col_cost_ = np.zeros(len(self._low))
        program.col_lower_, program.col_upper_ = np.array(self._low), np.array(self._high)
        program.row_lower_ = np.array([low for _, low, _ in self._facts])
        program.row_upper_ = np.array([high for _, _, high in self._facts])
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.cumsum([0, *(len(each) for each, _, _ in self._facts)])
        cells = [cell for each, _, _ in self._facts for cell in each]
        program.a_matrix_.index_ = np.array([cell for cell, _ in cells], dtype=np.int32)
        program.a_matrix_.value_ = np.array([factor for _, factor in cells])
        if self._in_whole_numbers:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(self._low)
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.passModel(program)
        return self._solver


def is_breached(values: Iterable[int]) -> bool:
    """Whether the contract is broken; the first count that is confined is enough."""
    seen: list[int] = []
    for each in values:
        seen.append(each)
        if each < LEAST_VALUES:
            return True
    return find_breaches(seen) != []


def find_breaches(values: Sequence[int]) -> list[str]:
    """What the contract says of the number of values left to each count of 1 to 10."""
    if not values:
        return []
    found = [f"a count of 1 to 10 is confined to {each} values" for each in values if each < LEAST_VALUES]
    average = sum(values) / len(values)
    return found + ([f"on average only {average:.1f} values"] if average < AVERAGE_VALUES else [])
