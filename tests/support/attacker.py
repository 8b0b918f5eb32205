"""An attacker with a linear program: knows every shown number and every relation, and asks what a hidden cell can be.

It shares nothing with the gate: it is given the shown numbers by name and the sums by name, and solves for the least
and the greatest number that each hidden cell can have.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

NO_LIMIT = 10**7


class Attacker:
    """Collects what is known, then answers ``range_of`` for any cell."""

    def __init__(self) -> None:
        self._number: dict[object, int] = {}
        self._known: dict[int, float] = {}
        self._signed: set[int] = set()
        self._rows: list[list[tuple[int, int]]] = []

    def cell(self, name: object, shown: float | None = None) -> int:
        """A cell; ``shown`` is its number if it was published."""
        number = self._number.setdefault(name, len(self._number))
        if shown is not None:
            assert self._known.setdefault(number, shown) == shown, f"{name} is published with two numbers"
        return number

    def signed(self, name: object) -> None:
        """This one may be negative."""
        self._signed.add(self.cell(name))

    def adds_up(self, total: object, parts: Sequence[object]) -> None:
        """total = sum of parts."""
        self._rows.append([(self.cell(total), 1), *((self.cell(part), -1) for part in parts)])

    def range_of(self, name: object) -> tuple[float, float]:
        """The least and the greatest number that the cell can have."""
        column = self.cell(name)
        if not hasattr(self, "_matrix"):
            self._prepare()
        return self._solve(column, 1), -self._solve(column, -1)

    def _prepare(self) -> None:
        entries = [(r, c, k) for r, row in enumerate(self._rows) for c, k in row]
        rows, columns, factors = (list(x) for x in zip(*entries, strict=True)) if entries else ([], [], [])
        self._matrix = csr_array((factors, (rows, columns)), shape=(len(self._rows), len(self._number)))
        self._bounds = [self._bound(c) for c in range(len(self._number))]

    def _bound(self, cell: int) -> tuple[float, float]:
        if cell in self._known:
            return self._known[cell], self._known[cell]
        return (-NO_LIMIT if cell in self._signed else 0, NO_LIMIT)

    def _solve(self, column: int, sense: int) -> float:
        aim = np.zeros(len(self._number))
        aim[column] = sense
        found = linprog(aim, A_eq=self._matrix, b_eq=np.zeros(len(self._rows)), bounds=self._bounds, method="highs")
        assert found.status == 0, found.message
        return float(found.fun)


def is_ambiguous(truth: int, low: float, high: float) -> bool:
    """What the contract asks of a hidden cell, with a little room for floating point."""
    if 1 <= truth <= 10:
        return low <= 1 + 1e-6 and high >= 11 - 1e-6
    if -10 <= truth <= -1:
        return low <= -11 + 1e-6 and high >= -1 - 1e-6
    return high - low >= 10 - 1e-6
