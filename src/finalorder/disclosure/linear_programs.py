"""Moves by linear programming, for tables whose relations are too entangled for a search.

The program asks for the cheapest change of the table that leaves every relation standing and moves one cell by a given
amount: hidden cells move freely, shown ones at their price (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001).
What a solution moves is hidden afterwards, so that the moved table is one that a reader must hold possible.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from finalorder.disclosure.system import CellSystem

#: how far any cell may move; more would prove nothing more
MAX_SHIFT = 60.0
SHIFT_TOLERANCE = 1e-6
#: a neighbourhood with more members of relations than this is not worth a program of its own
MAX_LOCAL_MEMBERS = 6_000
#: dual simplex from the last solution; costs left as they are, because bending them makes a fifth more work here
SOLVER_OPTIONS: Mapping[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_strategy": 1,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}
FloatArray = npt.NDArray[np.float64]
#: by how much each cell that moves does
CellShifts = Mapping[int, float]


class LinearPrograms:
    """Programs for a system: first one of the cells around the one that has to move, then one of all in reach of it.

    A change of some cells that leaves their relations standing leaves all standing, because the others do not move.
    """

    def __init__(self, system: CellSystem, hidden: bytearray, prices: list[float], in_reach: bytearray) -> None:
        self._system, self._hidden, self._costs = system, hidden, prices
        self._reachable_cells = [cell for cell, reached in enumerate(in_reach) if reached]
        self._max_increase, self._max_decrease = (
            _compute_shift_limits(system, down=False),
            _compute_shift_limits(system, down=True),
        )
        self._full_program: _LinearProgram | None = None

    def remove_cost(self, cell: int) -> None:
        """A cell is hidden: it moves without price from now on."""
        if self._full_program is not None:
            self._full_program.remove_cost(cell)

    def find_shifts(self, cell: int, amount: float) -> CellShifts | None:
        """What moves, and by how much, in the cheapest table that moves ``cell`` by ``amount``; None without one."""
        near = _find_neighbourhood(self._system, cell)
        found = self._build_program(near).find_shifts(cell, amount) if cell in near else None
        if found is None:
            self._full_program = self._full_program or self._build_program(self._reachable_cells)
            return self._full_program.find_shifts(cell, amount)
        return found

    def restrict_to_hidden(self) -> "_LinearProgram":
        """One program of all hidden cells in reach, the shown ones at rest."""
        return self._build_program([cell for cell in self._reachable_cells if self._hidden[cell]])

    def _build_program(self, cells: list[int]) -> "_LinearProgram":
        prices = np.array([0.0 if self._hidden[cell] else self._costs[cell] for cell in cells])
        return _LinearProgram(self._system, cells, prices, self._max_increase[cells], self._max_decrease[cells])


class _LinearProgram:
    """One program for some cells, the others at rest; solved again from where the last solution ended."""

    def __init__(
        self, system: CellSystem, cells: list[int], prices: FloatArray, most: FloatArray, least: FloatArray
    ) -> None:
        self._cells, self._max_increase, self._max_decrease = cells, most, least
        self._column_of = {cell: place for place, cell in enumerate(cells)}
        self._solver = _build_solver(system, self._column_of, prices, most, least)

    def remove_cost(self, cell: int) -> None:
        for column in (self._column_of[cell], len(self._column_of) + self._column_of[cell]):
            self._solver.changeColCost(column, 0.0)

    def find_shifts(self, cell: int, amount: float) -> CellShifts | None:
        at, count = self._column_of[cell], len(self._column_of)
        up, down = at, count + at
        moved, still = (up, down) if amount > 0 else (down, up)
        self._solver.changeColBounds(moved, abs(amount), abs(amount))
        self._solver.changeColBounds(still, 0.0, 0.0)
        self._solver.run()
        solved = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = np.array(self._solver.getSolution().col_value) if solved else None
        self._solver.changeColBounds(up, 0.0, self._max_increase[at])
        self._solver.changeColBounds(down, 0.0, self._max_decrease[at])
        return None if found is None else self._extract_shifts(found[:count] - found[count:])

    def find_joint_shifts(self, wanted: Mapping[int, tuple[float, float]]) -> CellShifts:
        """A table in which as many cells as possible go as far as is wanted: cell -> (amount, what a step is worth)."""
        count = len(self._column_of)
        costs, most = np.zeros(2 * count), np.concatenate([self._max_increase, self._max_decrease])
        for cell, (amount, worth) in wanted.items():
            up, down = self._column_of[cell], count + self._column_of[cell]
            moved, back = (up, down) if amount > 0 else (down, up)
            costs[moved], costs[back] = -worth, worth
            most[moved] = min(most[moved], abs(amount))
        every = np.arange(2 * count, dtype=np.int32)
        self._solver.changeColsCost(2 * count, every, costs)
        self._solver.changeColsBounds(2 * count, every, np.zeros(2 * count), most)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return {}
        found = np.array(self._solver.getSolution().col_value)
        return self._extract_shifts(found[:count] - found[count:])

    def _extract_shifts(self, found: FloatArray) -> CellShifts:
        return {
            self._cells[int(place)]: float(found[place]) for place in np.flatnonzero(np.abs(found) > SHIFT_TOLERANCE)
        }


def _find_neighbourhood(system: CellSystem, cell: int) -> list[int]:
    """The cells that can move while everything beyond the neighbours of a cell's neighbours is at rest."""
    around = {other for relation in system.relations_of[cell] for other in system.members[relation]}
    relations = {relation for other in around for relation in system.relations_of[other]}
    if sum(len(system.members[relation]) for relation in relations) > MAX_LOCAL_MEMBERS:
        return []
    reached = {other for relation in relations for other in system.members[relation]}
    free = (other for other in sorted(reached) if not system.fixed[other])
    return [other for other in free if relations.issuperset(system.relations_of[other])]


def _compute_shift_limits(system: CellSystem, *, down: bool) -> FloatArray:
    """How far each cell may go up or down: no count falls below zero, and what is known stays."""
    room = np.array(
        [MAX_SHIFT if signed or not down else value for value, signed in _list_signed_values(system)], dtype=np.float64
    )
    return np.where(np.array(system.fixed, dtype=bool), 0.0, np.minimum(room, MAX_SHIFT))


def _list_signed_values(system: CellSystem) -> list[tuple[int, bool]]:
    return list(zip(system.values, system.signed, strict=True))


def _build_solver(
    system: CellSystem, place: Mapping[int, int], prices: FloatArray, most: FloatArray, least: FloatArray
) -> highspy.Highs:
    """Two columns a cell (up, down), one row a relation: the total moves as its parts do."""
    relations = sorted({relation for cell in place for relation in system.relations_of[cell]})
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = 2 * len(prices), len(relations)
    program.col_cost_ = np.concatenate([prices, prices])
    program.col_lower_ = np.zeros(2 * len(prices))
    program.col_upper_ = np.concatenate([most, least])
    program.row_lower_ = program.row_upper_ = np.zeros(len(relations))
    _set_constraint_matrix(program.a_matrix_, system, relations, place)
    solver = highspy.Highs()
    for name, value in SOLVER_OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver


def _set_constraint_matrix(matrix: Any, system: CellSystem, relations: Sequence[int], place: Mapping[int, int]) -> None:
    starts, columns, values = [0], [], []
    for relation in relations:
        for cell in system.members[relation]:
            if cell in place:
                effect = -1.0 if cell == system.totals[relation] else 1.0
                columns += [place[cell], len(place) + place[cell]]
                values += [effect, -effect]
        starts.append(len(columns))
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_, matrix.value_ = np.array(starts), np.array(columns), np.array(values)
