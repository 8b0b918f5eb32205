"""Moves by linear programming, for tables whose relations are too entangled for a search.

The program asks for the cheapest change of the table that leaves every relation standing and moves one cell by a given
amount: hidden cells move freely, shown ones at their price (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001).
What a solution moves is hidden afterwards, so that the moved table is one that a reader must hold possible.
"""

from typing import Any

import highspy
import numpy as np

from finalorder.disclosure.system import System

#: how far any cell may move; more would prove nothing more
FARTHEST = 60.0
TINY = 1e-6


class Programs:
    """One program for a system, solved again for cell after cell from where the last solution ended."""

    def __init__(self, system: System, hidden: bytearray, prices: list[float]) -> None:
        self._count = len(system.values)
        self._most = _limits(system, down=False)
        self._least = _limits(system, down=True)
        free = np.frombuffer(bytes(hidden), np.uint8) > 0
        self._solver = _solver(system, np.where(free, 0.0, np.array(prices)), self._most, self._least)

    def free(self, cell: int) -> None:
        """A cell is hidden: it moves without price from now on."""
        for column in (cell, self._count + cell):
            self._solver.changeColCost(column, 0.0)

    def find(self, cell: int, amount: float) -> np.ndarray[Any, np.dtype[np.float64]] | None:
        """The change of every cell in the cheapest table that moves ``cell`` by ``amount``; None if there is none."""
        up, down = cell, self._count + cell
        moved, still = (up, down) if amount > 0 else (down, up)
        self._solver.changeColBounds(moved, abs(amount), abs(amount))
        self._solver.changeColBounds(still, 0.0, 0.0)
        self._solver.run()
        solved = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = np.array(self._solver.getSolution().col_value) if solved else None
        self._solver.changeColBounds(up, 0.0, self._most[cell])
        self._solver.changeColBounds(down, 0.0, self._least[cell])
        return None if found is None else found[: self._count] - found[self._count :]


def _limits(system: System, *, down: bool) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How far each cell may go up or down: no count falls below zero, and what is known stays."""
    room = np.array([FARTHEST if signed or not down else value for value, signed in _cells(system)], dtype=np.float64)
    return np.where(np.array(system.fixed, dtype=bool), 0.0, np.minimum(room, FARTHEST))


def _cells(system: System) -> list[tuple[int, bool]]:
    return list(zip(system.values, system.signed, strict=True))


def _solver(
    system: System,
    prices: np.ndarray[Any, np.dtype[np.float64]],
    most: np.ndarray[Any, np.dtype[np.float64]],
    least: np.ndarray[Any, np.dtype[np.float64]],
) -> highspy.Highs:
    """Two columns a cell (up, down), one row a relation: the total moves as its parts do."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = 2 * len(prices), len(system.members)
    program.col_cost_ = np.concatenate([prices, prices])
    program.col_lower_ = np.zeros(2 * len(prices))
    program.col_upper_ = np.concatenate([most, least])
    program.row_lower_ = program.row_upper_ = np.zeros(len(system.members))
    _set_matrix(program.a_matrix_, system)
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", 1)):
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver


def _set_matrix(matrix: Any, system: System) -> None:
    starts, columns, values = [0], [], []
    for total, members in zip(system.totals, system.members, strict=True):
        for cell in members:
            effect = -1.0 if cell == total else 1.0
            columns += [cell, len(system.values) + cell]
            values += [effect, -effect]
        starts.append(len(columns))
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_, matrix.value_ = np.array(starts), np.array(columns), np.array(values)
