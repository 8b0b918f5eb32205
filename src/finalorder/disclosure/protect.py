"""Complementary suppression: what else must be hidden so that nothing hidden can be derived.

The method is constructive. For every hidden cell it looks for tables that agree with everything shown and in which the
cell is far enough from its true number (``moves``), hiding further cells where needed. Every table found is a witness:
an attacker with any solver, who knows all relations, cannot exclude it. Tables between two witnesses are possible
too, so that a cell's feasible interval contains all that its witnesses span.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from finalorder.disclosure.moves import Effort, Moves
from finalorder.disclosure.programs import TINY, Programs
from finalorder.disclosure.system import BEYOND, FREE, SENSITIVE, WIDTH, System

ANYTHING = float("inf")
EFFORTS = (
    Effort(spends=0, breadth=5, steps=40, tries=3),
    Effort(spends=3, breadth=3, steps=60, tries=2),
    Effort(spends=12, breadth=3, steps=80, tries=3),
    Effort(spends=60, breadth=3, steps=100, tries=4),
    Effort(spends=400, breadth=3, steps=100, tries=6),
    Effort(spends=ANYTHING, breadth=3, steps=100, tries=6),
    Effort(spends=ANYTHING, breadth=3, steps=200, tries=2, upward=True),
    Effort(spends=ANYTHING, breadth=6, steps=2000, thorough=True),
)
#: in large tables: what is not found cheaply at once is paid for sooner, which in the end hides less in less time
HASTY = (Effort(spends=0, breadth=2, steps=40), Effort(spends=12, breadth=2, steps=40), *EFFORTS[3:])
STRIDE = BEYOND
CHEAP = 2
#: up to so many cells a linear program takes over where the two cheapest searches fail; beyond, only searches scale
PROGRAMMED = 20_000
#: from so many cells on, tables that serve many of them are looked for first: at most so many tables, and no more once
#: one serves less than this part of those that it is for
MANY, ROUNDS, FEW = 40, 24, 0.05
#: and they are looked for again after so many programs for one cell, which hide cells that can move from then on
AGAIN = 25


class Guard:
    """Which units of a system are hidden, and for each hidden cell the least and greatest number of its witnesses.

    ``news`` are the cells that are new to the reader (all, if not told). What they cannot reach was protected when it
    was published, and nothing that is told now says more about it: the tables possible there are what they were.
    """

    def __init__(self, system: System, news: Iterable[int] | None = None) -> None:
        self.system = system
        self._in_reach = bytearray(b"\x01") * len(system.values) if news is None else system.reached(news)
        self.hidden_units = bytearray(len(system.units))
        self.hidden_cells = bytearray(0 if units or fixed else 1 for units, fixed in _cells(system))
        self.least: list[float] = list(system.values)
        self.greatest: list[float] = list(system.values)
        self.unproved: set[int] = set()
        self._postponed: set[int] = set()
        self._shown_in = [len(units) for units in system.units_of]
        self._moves = Moves(system, self.hidden_cells)
        self._programs: Programs | None = None
        self._alone = AGAIN  # programs for one cell since the last ones for many
        self._waiting = deque(c for c in range(len(system.values)) if self._asked(c) and self.hidden_cells[c])

    def hide(self, cells: Iterable[int]) -> None:
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
            self._shown_in[cell] -= 1
            if self._shown_in[cell] == 0 and not self.system.fixed[cell]:
                self._now_hidden(cell)
        for other in self.system.follows[unit]:
            self.hide_unit(other)

    def protect(self) -> None:
        """Hide further units until every hidden cell has its witnesses."""
        while self._waiting:
            if self._alone >= AGAIN:
                self._witness_together()
            cell = self._waiting.popleft()
            if not self.is_protected(cell) and not self._reach_all(cell):
                self._give_up(cell)

    def _witness_together(self) -> None:
        """Tables that move many hidden cells at once, some up and some down by chance, and none that is shown.

        They spare most cells a search of their own; the chance is the same each time.
        """
        self._alone = 0
        if len(self._waiting) < MANY or len(self.system.values) > PROGRAMMED:
            return
        chance, program = np.random.default_rng(0), self._program_for().at_rest()
        for _ in range(ROUNDS):
            wanted = {cell: self._wanted(cell, sign) for cell, sign in self._unmet(chance)}
            worths = chance.uniform(0.5, 1.5, len(wanted))
            change = program.together({c: (by, w) for (c, by), w in zip(wanted.items(), worths, strict=True)})
            self._witness(change)
            met = sum(self._far_enough(cell, 1 if by > 0 else -1) for cell, by in wanted.items())
            if met < FEW * len(wanted) or not wanted:
                return

    def _unmet(self, chance: np.random.Generator) -> Iterator[tuple[int, int]]:
        """Cells that still need a witness, each with one of the directions that they need one in."""
        for cell in self._waiting:
            signs = [sign for sign in (1, -1) if not self._far_enough(cell, sign)]
            if signs:
                yield cell, signs[int(chance.integers(len(signs)))]

    def is_protected(self, cell: int) -> bool:
        """Whether the witnesses found so far span what the cell needs."""
        low, high = self.least[cell], self.greatest[cell]
        need = self.system.needs[cell]
        if need == SENSITIVE:
            return low <= 1 + TINY and high >= BEYOND - TINY
        return need == FREE or high - low >= WIDTH - TINY

    def _now_hidden(self, cell: int) -> None:
        self.hidden_cells[cell] = 1
        for relation in self.system.relations_of[cell]:
            self._moves.hidden_members[relation].append(cell)
        if self._programs is not None:
            self._programs.free(cell)
        if self._asked(cell):
            self._waiting.append(cell)

    def _asked(self, cell: int) -> bool:
        return bool(self.system.needs[cell] and self._in_reach[cell])

    def _reach_all(self, cell: int) -> bool:
        if self.system.needs[cell] == SENSITIVE:
            return self._reach(cell, 1) and self._reach(cell, -1)
        return self._reach(cell, 1) or self._reach(cell, -1)

    def _reach(self, cell: int, sign: int) -> bool:
        """Push the cell step by step from the truth, up or down, as far as it needs."""
        touched: set[int] = set()
        while not self._far_enough(cell, sign):
            move = self._find(cell, sign)
            if move is None:
                break
            self.hide(c for c in move if not self.hidden_cells[c])
            if not touched:
                self._apply({c: -s for c, s in move.items()})
                self._restore(move)
            self._apply(move)
            touched.update(move)
        self._restore(touched)
        return self._far_enough(cell, sign) or self._program(cell, sign)

    def _program(self, cell: int, sign: int) -> bool:
        """The same by linear programming, in one step from the truth."""
        if len(self.system.values) > PROGRAMMED:
            return False
        self._alone += 1
        change = self._program_for().find(cell, self._wanted(cell, sign))
        if change is None:
            return False
        self.hide(c for c in change if not self.hidden_cells[c])
        self._witness(change)
        return self._far_enough(cell, sign)

    def _program_for(self) -> Programs:
        if self._programs is None:
            self._programs = Programs(self.system, self.hidden_cells, self._moves.prices, self._in_reach)
        return self._programs

    def _witness(self, change: Mapping[int, float]) -> None:
        for cell, by in change.items():
            level = self.system.values[cell] + by
            self.least[cell] = min(self.least[cell], level)
            self.greatest[cell] = max(self.greatest[cell], level)

    def _wanted(self, cell: int, sign: int) -> int:
        """How far the cell must be able to go from its number."""
        if self.system.needs[cell] == SENSITIVE:
            return (BEYOND if sign > 0 else 1) - self.system.values[cell]
        return sign * WIDTH

    def _far_enough(self, cell: int, sign: int) -> bool:
        if self.system.needs[cell] == SENSITIVE:
            return self.greatest[cell] >= BEYOND - TINY if sign > 0 else self.least[cell] <= 1 + TINY
        return self.is_protected(cell)

    def _find(self, cell: int, sign: int) -> dict[int, int] | None:
        programmed = len(self.system.values) <= PROGRAMMED
        for effort in EFFORTS[:CHEAP] if programmed else HASTY:
            move = self._moves.find(cell, sign, effort)
            if move is not None:
                return move
        return None

    def _apply(self, move: dict[int, int]) -> None:
        levels, signed = self._moves.levels, self.system.signed
        stride = min([STRIDE, *(levels[c] for c, s in move.items() if s < 0 and not signed[c])])
        for cell, sign in move.items():
            level = levels[cell] = levels[cell] + sign * stride
            self.least[cell] = min(self.least[cell], level)
            self.greatest[cell] = max(self.greatest[cell], level)

    def _restore(self, cells: Iterable[int]) -> None:
        for cell in cells:
            self._moves.levels[cell] = self.system.values[cell]

    def _give_up(self, cell: int) -> None:
        """Come back when the rest is protected; then hide what is nearest, and so on outwards.

        Where nothing connected to the cell is shown, one more case in it is possible whatever the numbers are.
        """
        if cell not in self._postponed:
            self._postponed.add(cell)
            self._waiting.append(cell)
            return
        if self._programs is not None:
            self.unproved.add(cell)  # the program may move all that is not fixed: no hiding can help any more
            return
        ring = self._nearest_shown(cell)
        if ring:
            self.hide(ring)
            self._waiting.append(cell)

    def _nearest_shown(self, cell: int) -> list[int]:
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


def _cells(system: System) -> Iterable[tuple[list[int], bool]]:
    return zip(system.units_of, system.fixed, strict=True)
