"""Complementary suppression: what else must be hidden so that nothing hidden can be derived.

The method is constructive. For every hidden cell it looks for tables that agree with everything shown and in which the
cell is far enough from its true number (``moves``), hiding further cells where needed. Every table found is a witness:
an attacker with any solver, who knows all relations, cannot exclude it. Tables between two witnesses are possible
too, so that a cell's feasible interval contains all that its witnesses span.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from finalorder.disclosure.linear_programs import SHIFT_TOLERANCE, LinearPrograms
from finalorder.disclosure.system import FIRST_SAFE_COUNT, MIN_INTERVAL_WIDTH, SENSITIVE, UNRESTRICTED, CellSystem
from finalorder.disclosure.table_search import AlternativeTableSearch, SearchBudget

UNLIMITED_COST = float("inf")
SEARCH_BUDGETS = (
    SearchBudget(max_cost=0, breadth=5, max_steps=40, attempts=3),
    SearchBudget(max_cost=3, breadth=3, max_steps=60, attempts=2),
    SearchBudget(max_cost=12, breadth=3, max_steps=80, attempts=3),
    SearchBudget(max_cost=60, breadth=3, max_steps=100, attempts=4),
    SearchBudget(max_cost=400, breadth=3, max_steps=100, attempts=6),
    SearchBudget(max_cost=UNLIMITED_COST, breadth=3, max_steps=100, attempts=6),
    SearchBudget(max_cost=UNLIMITED_COST, breadth=3, max_steps=200, attempts=2, upward=True),
    SearchBudget(max_cost=UNLIMITED_COST, breadth=6, max_steps=2000, thorough=True),
)
#: in large tables: what is not found cheaply at once is paid for sooner, which in the end hides less in less time
LARGE_TABLE_BUDGETS = (
    SearchBudget(max_cost=0, breadth=2, max_steps=40),
    SearchBudget(max_cost=12, breadth=2, max_steps=40),
    *SEARCH_BUDGETS[3:],
)
STEP_SIZE = FIRST_SAFE_COUNT
CHEAP_BUDGET_COUNT = 2
#: up to so many cells a linear program takes over where the two cheapest searches fail; beyond, only searches scale
MAX_PROGRAM_CELLS = 20_000
#: from so many cells on, tables that serve many of them are looked for first: at most so many tables, and no more once
#: one serves less than this part of those that it is for
MIN_JOINT_CELLS, MAX_JOINT_ROUNDS, MIN_JOINT_YIELD = 40, 24, 0.05
#: and they are looked for again after so many programs for one cell, which hide cells that can move from then on
JOINT_INTERVAL = 25


class SuppressionSolver:
    """Which units of a system are hidden, and for each hidden cell the least and greatest number of its witnesses.

    ``news`` are the cells that are new to the reader (all, if not told). What they cannot reach was protected when it
    was published, and nothing that is told now says more about it: the tables possible there are what they were.
    """

    def __init__(self, system: CellSystem, news: Iterable[int] | None = None) -> None:
        self.system = system
        self._reachable = bytearray(b"\x01") * len(system.values) if news is None else system.find_reachable(news)
        self.hidden_units = bytearray(len(system.units))
        self.hidden_cells = bytearray(0 if units or fixed else 1 for units, fixed in _list_cell_states(system))
        self.least: list[float] = list(system.values)
        self.greatest: list[float] = list(system.values)
        self.unproved: set[int] = set()
        self._postponed: set[int] = set()
        self._shown_unit_counts = [len(units) for units in system.units_of]
        self._search = AlternativeTableSearch(system, self.hidden_cells)
        self._programs: LinearPrograms | None = None
        self._single_programs = JOINT_INTERVAL  # programs for one cell since the last ones for many
        self._queue = deque(c for c in range(len(system.values)) if self._needs_witness(c) and self.hidden_cells[c])

    def hide_cells(self, cells: Iterable[int]) -> None:
        """Hide cells, with every unit that shows them."""
        for cell in cells:
            for unit in self.system.units_of[cell]:
                self.hide_unit(unit)

    def hide_unit(self, unit: int) -> None:
        """Hide a unit, with the units that cannot stay without it."""
        if self.hidden_units[unit]:
            return
        self.hidden_units[unit] = 1
        for cell in self.system.units[unit]:
            self._shown_unit_counts[cell] -= 1
            if self._shown_unit_counts[cell] == 0 and not self.system.fixed[cell]:
                self._mark_hidden(cell)
        for other in self.system.dependents[unit]:
            self.hide_unit(other)

    def protect(self) -> None:
        """Hide further units until every hidden cell has its witnesses."""
        while self._queue:
            if self._single_programs >= JOINT_INTERVAL:
                self._find_joint_witnesses()
            cell = self._queue.popleft()
            if not self.is_protected(cell) and not self._reach_all_bounds(cell):
                self._postpone_or_hide(cell)

    def _find_joint_witnesses(self) -> None:
        """Tables that move many hidden cells at once, some up and some down by chance, and none that is shown.

        They spare most cells a search of their own; the chance is the same each time.
        """
        self._single_programs = 0
        if len(self._queue) < MIN_JOINT_CELLS or len(self.system.values) > MAX_PROGRAM_CELLS:
            return
        chance, program = np.random.default_rng(0), self._get_programs().restrict_to_hidden()
        for _ in range(MAX_JOINT_ROUNDS):
            wanted = {cell: self._compute_wanted_shift(cell, sign) for cell, sign in self._list_unmet_needs(chance)}
            worths = chance.uniform(0.5, 1.5, len(wanted))
            change = program.find_joint_shifts({c: (by, w) for (c, by), w in zip(wanted.items(), worths, strict=True)})
            self._record_witness(change)
            met = sum(self._is_far_enough(cell, 1 if by > 0 else -1) for cell, by in wanted.items())
            if met < MIN_JOINT_YIELD * len(wanted) or not wanted:
                return

    def _list_unmet_needs(self, chance: np.random.Generator) -> Iterator[tuple[int, int]]:
        """Cells that still need a witness, each with one of the directions that they need one in."""
        for cell in self._queue:
            signs = [sign for sign in (1, -1) if not self._is_far_enough(cell, sign)]
            if signs:
                yield cell, signs[int(chance.integers(len(signs)))]

    def is_protected(self, cell: int) -> bool:
        """Whether the witnesses found so far span what the cell needs."""
        low, high = self.least[cell], self.greatest[cell]
        need = self.system.needs[cell]
        if need == SENSITIVE:
            return low <= 1 + SHIFT_TOLERANCE and high >= FIRST_SAFE_COUNT - SHIFT_TOLERANCE
        return need == UNRESTRICTED or high - low >= MIN_INTERVAL_WIDTH - SHIFT_TOLERANCE

    def _mark_hidden(self, cell: int) -> None:
        self.hidden_cells[cell] = 1
        for relation in self.system.relations_of[cell]:
            self._search.hidden_members[relation].append(cell)
        if self._programs is not None:
            self._programs.remove_cost(cell)
        if self._needs_witness(cell):
            self._queue.append(cell)

    def _needs_witness(self, cell: int) -> bool:
        return bool(self.system.needs[cell] and self._reachable[cell])

    def _reach_all_bounds(self, cell: int) -> bool:
        if self.system.needs[cell] == SENSITIVE:
            return self._reach_bound(cell, 1) and self._reach_bound(cell, -1)
        return self._reach_bound(cell, 1) or self._reach_bound(cell, -1)

    def _reach_bound(self, cell: int, sign: int) -> bool:
        """Push the cell step by step from the truth, up or down, as far as it needs."""
        touched: set[int] = set()
        while not self._is_far_enough(cell, sign):
            move = self._search_move(cell, sign)
            if move is None:
                break
            self.hide_cells(c for c in move if not self.hidden_cells[c])
            if not touched:
                self._apply_move({c: -s for c, s in move.items()})
                self._restore_values(move)
            self._apply_move(move)
            touched.update(move)
        self._restore_values(touched)
        return self._is_far_enough(cell, sign) or self._solve_program(cell, sign)

    def _solve_program(self, cell: int, sign: int) -> bool:
        """The same by linear programming, in one step from the truth."""
        if len(self.system.values) > MAX_PROGRAM_CELLS:
            return False
        self._single_programs += 1
        change = self._get_programs().find_shifts(cell, self._compute_wanted_shift(cell, sign))
        if change is None:
            return False
        self.hide_cells(c for c in change if not self.hidden_cells[c])
        self._record_witness(change)
        return self._is_far_enough(cell, sign)

    def _get_programs(self) -> LinearPrograms:
        if self._programs is None:
            self._programs = LinearPrograms(self.system, self.hidden_cells, self._search.costs, self._reachable)
        return self._programs

    def _record_witness(self, change: Mapping[int, float]) -> None:
        for cell, by in change.items():
            level = self.system.values[cell] + by
            self.least[cell] = min(self.least[cell], level)
            self.greatest[cell] = max(self.greatest[cell], level)

    def _compute_wanted_shift(self, cell: int, sign: int) -> int:
        """How far the cell must be able to go from its number."""
        if self.system.needs[cell] == SENSITIVE:
            return (FIRST_SAFE_COUNT if sign > 0 else 1) - self.system.values[cell]
        return sign * MIN_INTERVAL_WIDTH

    def _is_far_enough(self, cell: int, sign: int) -> bool:
        if self.system.needs[cell] == SENSITIVE:
            return (
                self.greatest[cell] >= FIRST_SAFE_COUNT - SHIFT_TOLERANCE
                if sign > 0
                else self.least[cell] <= 1 + SHIFT_TOLERANCE
            )
        return self.is_protected(cell)

    def _search_move(self, cell: int, sign: int) -> dict[int, int] | None:
        programmed = len(self.system.values) <= MAX_PROGRAM_CELLS
        for effort in SEARCH_BUDGETS[:CHEAP_BUDGET_COUNT] if programmed else LARGE_TABLE_BUDGETS:
            move = self._search.find_move(cell, sign, effort)
            if move is not None:
                return move
        return None

    def _apply_move(self, move: dict[int, int]) -> None:
        levels, signed = self._search.start_values, self.system.signed
        stride = min([STEP_SIZE, *(levels[c] for c, s in move.items() if s < 0 and not signed[c])])
        for cell, sign in move.items():
            level = levels[cell] = levels[cell] + sign * stride
            self.least[cell] = min(self.least[cell], level)
            self.greatest[cell] = max(self.greatest[cell], level)

    def _restore_values(self, cells: Iterable[int]) -> None:
        for cell in cells:
            self._search.start_values[cell] = self.system.values[cell]

    def _postpone_or_hide(self, cell: int) -> None:
        """Come back when the rest is protected; then hide what is nearest, and so on outwards.

        Where nothing connected to the cell is shown, one more case in it is possible whatever the numbers are.
        """
        if cell not in self._postponed:
            self._postponed.add(cell)
            self._queue.append(cell)
            return
        if self._programs is not None:
            self.unproved.add(cell)  # the program may move all that is not fixed: no hiding can help any more
            return
        ring = self._find_nearest_shown(cell)
        if ring:
            self.hide_cells(ring)
            self._queue.append(cell)

    def _find_nearest_shown(self, cell: int) -> list[int]:
        """The shown cells fewest relations away; none if all that is connected is hidden."""
        seen, ring = {cell}, {cell}
        while ring:
            near = {c for at in ring for r in self.system.relations_of[at] for c in self.system.members[r]}
            ring = near - seen
            seen |= ring
            shown = sorted(c for c in ring if not self.hidden_cells[c] and not self.system.fixed[c])
            if shown:
                return shown
        if any(self.system.fixed[c] for c in seen):
            self.unproved.add(cell)
        return []


def _list_cell_states(system: CellSystem) -> Iterable[tuple[list[int], bool]]:
    return zip(system.units_of, system.fixed, strict=True)
