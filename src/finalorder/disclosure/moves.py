"""Moves: changes of hidden cells that no shown number and no relation would notice.

A move adds +1 or -1 to some cells such that every relation still holds. If only hidden cells move and none falls below
zero, then the table after the move is one that the reader must hold possible. In a two-way table a move is a cycle of
hidden cells (a rectangle, most often); with hierarchies and several dimensions the search below finds the like.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from finalorder.disclosure.system import SMALL, System

Step = tuple[int, int]
LONGEST = 80  # cells a move; longer ones hide too much to be worth it


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a search goes: what it may spend on hiding shown cells, choices a step, steps in all.

    ``tries`` begins again that often with other choices first; ``upward`` moves totals along with their parts
    wherever it can, as one more case would.
    """

    spends: float
    breadth: int
    steps: int
    thorough: bool = False
    tries: int = 1
    upward: bool = False


class Moves:
    """Searches for moves in a system; ``hidden`` and ``levels`` are the caller's and may change between searches.

    ``levels`` holds the numbers that a search starts from, ``hidden_members`` the hidden cells of each relation.
    """

    def __init__(self, system: System, hidden: bytearray) -> None:
        self.levels = list(system.values)
        self.hidden_members = [[c for c in cells if hidden[c]] for cells in system.members]
        self._system = system
        self._hidden = hidden
        self._meets: list[dict[int, list[int]]] = [{} for _ in system.members]
        self._by_size = [sorted(cells[:-1], key=lambda c: (system.values[c], c)) for cells in system.members]
        self._remainders = [_remainder(system, relation) for relation in range(len(system.members))]
        self._effects = [_effects(system, cell, self._remainders) for cell in range(len(system.values))]
        self.prices = [_price(system, cell) for cell in range(len(system.values))]
        self._move: dict[int, int] = {}
        self._open: dict[int, int] = {}
        self._effort = Effort(0, 0, 0)
        self._left = 0
        self._turn = 0
        self._spent = 0.0

    def find(self, cell: int, sign: int, effort: Effort) -> dict[int, int] | None:
        """A move that changes ``cell`` by ``sign``: cell -> +1 or -1; None if the effort did not find one."""
        if sign < 0 and self.levels[cell] < 1 and not self._system.signed[cell]:
            return None
        self._effort = effort
        for self._turn in range(effort.tries):
            self._move, self._open, self._spent, self._left = {}, {}, 0.0, effort.steps
            self._add(cell, sign)
            if self._close():
                return self._move
            if self._left > 0:
                return None  # looked everywhere that this effort looks
        return None

    def _close(self) -> bool:
        if not self._open:
            return True
        relation = next(reversed(self._open))
        for cell, sign in self._choices(relation):
            if self._left <= 0 or len(self._move) >= LONGEST:
                return False
            self._left -= 1
            self._add(cell, sign)
            if self._close():
                return True
            self._remove(cell, sign)
        return False

    def _add(self, cell: int, sign: int) -> None:
        self._move[cell] = sign
        if not self._hidden[cell]:
            self._spent += self.prices[cell]
        self._shift(cell, sign)

    def _remove(self, cell: int, sign: int) -> None:
        del self._move[cell]
        if not self._hidden[cell]:
            self._spent -= self.prices[cell]
        self._shift(cell, -sign)

    def _shift(self, cell: int, sign: int) -> None:
        opened = self._open
        for relation, effect in self._effects[cell]:
            if relation not in opened:
                opened[relation] = sign * effect
            elif opened[relation] == -sign * effect:
                del opened[relation]
            else:
                opened[relation] += sign * effect

    def _choices(self, relation: int) -> Iterable[Step]:
        """Cells that can mend this relation; those that mend another one as well come first, or alone.

        Most searches need only the first few, so that the others are not looked for before.
        """
        closing = self._closing(relation)
        if not closing:
            return self._fresh(relation, closing)
        steps = self._mending(relation, closing)
        return chain(steps, self._fresh(relation, closing)) if self._effort.thorough else steps

    def _closing(self, relation: int) -> set[int]:
        """Cells that this relation shares with other open ones."""
        meets = self._meets[relation] or self._find_meets(relation)
        found: set[int] = set()
        for other in self._open:
            if other in meets:
                found.update(meets[other])
        return found.difference(self._move) if found else found

    def _find_meets(self, relation: int) -> dict[int, list[int]]:
        """For every other relation that has cells in common with this one, which; kept for the next time."""
        meets: dict[int, list[int]] = {}
        for cell in self._system.members[relation]:
            for other in self._system.relations_of[cell]:
                if other != relation:
                    meets.setdefault(other, []).append(cell)
        self._meets[relation] = meets
        return meets

    def _mending(self, relation: int, cells: set[int]) -> list[Step]:
        part = 1 if self._open[relation] > 0 else -1
        total = self._system.totals[relation]
        steps = []
        for cell in cells:
            sign = -part if cell == total else part
            if self._may(cell, sign) and self._mends(cell, sign):
                steps.append((cell, sign))
        if len(steps) > 1:
            steps.sort(key=lambda step: (0 if self._hidden[step[0]] else self.prices[step[0]], step))
        return steps

    def _mends(self, cell: int, sign: int) -> bool:
        """Whether the step brings every open relation of the cell nearer to balance."""
        opened = self._open
        for relation, effect in self._effects[cell]:
            if relation in opened and opened[relation] * sign * effect > 0:
                return False
        return True

    def _may(self, cell: int, sign: int) -> bool:
        if sign < 0 and self.levels[cell] < 1 and not self._system.signed[cell]:
            return False
        if self._hidden[cell]:
            return True
        return not self._system.fixed[cell] and self._spent + self.prices[cell] <= self._effort.spends

    def _fresh(self, relation: int, seen: set[int]) -> Iterator[Step]:
        """Cells that mend this relation and open others: hidden ones, then shown ones, the total last."""
        part = 1 if self._open[relation] > 0 else -1
        total = self._system.totals[relation]
        if self._effort.upward and total not in self._move and total not in seen and self._may(total, -part):
            yield total, -part
        yield from self._fresh_hidden(relation, part, seen)
        if self._spent + 1 <= self._effort.spends:
            yield from self._fresh_shown(relation, part, seen)
        if total not in self._move and total not in seen and self._may(total, -part):
            yield total, -part

    def _fresh_hidden(self, relation: int, part: int, seen: set[int]) -> list[Step]:
        """Those that can lose most come first; a cell of this relation alone (a remainder) before all."""
        total, move, levels = self._system.totals[relation], self._move, self.levels
        least, alone = (0 if part > 0 else 1), self._remainders[relation]
        if alone is not None and (alone in move or levels[alone] < least):
            alone = None
        if alone is not None and (part > 0 or levels[alone] >= SMALL):
            return [(alone, part)]
        passed = {total, self._remainders[relation], *seen}
        hidden = self.hidden_members[relation]
        able = [c for c in hidden if levels[c] >= least and c not in move and c not in passed]
        able.sort(key=levels.__getitem__, reverse=True)
        start = self._turn * self._effort.breadth
        others = self._promising(relation, part, [*able[start:], *able[:start]] if start else able)
        thin = alone is not None or not others or (self._turn % 2 == 0 and levels[others[0][0]] < SMALL)
        ahead = [(total, -part)] if thin and self._follows(total, -part, seen) else []
        beside = [] if alone is None else [(alone, part)]
        return [*ahead, *beside, *others]

    def _promising(self, relation: int, part: int, cells: Sequence[int]) -> list[Step]:
        """The first few cells after which the search can go on."""
        if self._effort.spends:
            return [(c, part) for c in cells[: self._effort.breadth]]
        return [(c, part) for c in islice((c for c in cells if self._goes_on(c, relation)), self._effort.breadth)]

    def _goes_on(self, cell: int, relation: int) -> bool:
        """Whether each relation that the cell would open can be mended where it meets another open one."""
        opened = self._open
        for other, _ in self._effects[cell]:
            if other != relation and other not in opened:
                meets = self._meets[other] or self._find_meets(other)
                if not self._free(meets, relation):
                    return False
        return True

    def _free(self, meets: dict[int, list[int]], relation: int) -> bool:
        """Whether a hidden cell is left where a relation meets other open ones, or it meets none."""
        hidden, move, met = self._hidden, self._move, False
        for nearby in self._open:
            if nearby == relation or nearby not in meets:
                continue
            met = True
            for cell in meets[nearby]:
                if hidden[cell] and cell not in move:
                    return True
        return not met

    def _follows(self, total: int, sign: int, seen: set[int]) -> bool:
        """Whether a hidden total can go along with its part where the remainder has little room."""
        return bool(self._hidden[total]) and total not in self._move and total not in seen and self._may(total, sign)

    def _fresh_shown(self, relation: int, part: int, seen: set[int]) -> Iterator[Step]:
        """The smallest shown cells that can carry a whole step of SMALL, then smaller ones."""
        cells = self._by_size[relation]
        start = bisect_left(cells, SMALL, key=self._system.values.__getitem__)
        left = self._effort.breadth
        for cell in (*cells[start:], *reversed(cells[:start])):
            if left == 0:
                return
            if self._hidden[cell] or cell in self._move or cell in seen:
                continue
            if not self._may(cell, part):
                continue
            left -= 1
            yield cell, part


def _effects(system: System, cell: int, remainders: Sequence[int | None]) -> list[tuple[int, int]]:
    """What +1 on the cell does to the balance (total minus parts) of its relations.

    Relations with a remainder come last, so that they are mended first: most often that opens nothing else.
    """
    relations = sorted(system.relations_of[cell], key=lambda r: remainders[r] is not None)
    return [(r, 1 if system.totals[r] == cell else -1) for r in relations]


def _remainder(system: System, relation: int) -> int | None:
    """The cell that is in this relation alone and never printed, if there is one."""
    last = system.members[relation][-2]
    return last if not system.units_of[last] and len(system.relations_of[last]) == 1 else None


def _price(system: System, cell: int) -> float:
    """What it costs to hide a cell: large numbers and totals are worth most to readers."""
    totals = sum(system.totals[r] == cell for r in system.relations_of[cell])
    return len(system.units_of[cell]) + system.values[cell] / 100 + 3 * totals
