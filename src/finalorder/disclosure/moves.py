"""Moves: changes of hidden cells that no shown number and no relation would notice.

A move adds +1 or -1 to some cells such that every relation still holds. If only hidden cells move and none falls below
zero, then the table after the move is one that the reader must hold possible. In a two-way table a move is a cycle of
hidden cells (a rectangle, most often); with hierarchies and several dimensions the search below finds the like.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from finalorder.disclosure.system import SMALL, System

Step = tuple[int, int]
LONGEST = 80  # cells a move; longer ones hide too much to be worth it


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a search goes: how large a shown cell it may hide (-1: none), choices a step, steps in all."""

    hides: int
    breadth: int
    steps: int
    thorough: bool = False


class Moves:
    """Searches for moves in a system; ``hidden`` and ``now`` are the caller's and may change between searches.

    ``now`` holds what a search starts from where that differs from the true values.
    """

    def __init__(self, system: System, hidden: bytearray) -> None:
        self._system = system
        self._hidden = hidden
        self._members = [frozenset(cells) for cells in system.members]
        self._ordered = [sorted(cells, key=lambda c: (system.values[c], c)) for cells in system.members]
        self._sorted_values = [[system.values[c] for c in cells] for cells in self._ordered]
        self.hidden_members: list[list[int]] = [[c for c in cells if hidden[c]] for cells in system.members]
        self.now: dict[int, int] = {}
        self._move: dict[int, int] = {}
        self._open: dict[int, int] = {}
        self._effort = Effort(-1, 0, 0)
        self._left = 0

    def find(self, cell: int, sign: int, effort: Effort) -> dict[int, int] | None:
        """A move that changes ``cell`` by ``sign``: cell -> +1 or -1; None if the effort did not find one."""
        self._move, self._open = {}, {}
        self._effort, self._left = effort, effort.steps
        self._add(cell, sign)
        return self._move if self._close() else None

    def level(self, cell: int) -> int:
        """The cell's number at the point that the search starts from."""
        return self.now.get(cell, self._system.values[cell])

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
        self._shift(cell, sign)

    def _remove(self, cell: int, sign: int) -> None:
        del self._move[cell]
        self._shift(cell, -sign)

    def _shift(self, cell: int, sign: int) -> None:
        totals, open_relations = self._system.totals, self._open
        for relation in self._system.relations_of[cell]:
            left = open_relations.get(relation, 0) + (sign if totals[relation] == cell else -sign)
            if left:
                open_relations[relation] = left
            else:
                del open_relations[relation]

    def _choices(self, relation: int) -> list[Step]:
        """Cells that can mend this relation; those that mend another one as well come first, or alone."""
        closing = self._closing(relation)
        if closing and not self._effort.thorough:
            return self._allowed(relation, closing)
        return self._allowed(relation, closing) + list(self._fresh(relation, closing))

    def _closing(self, relation: int) -> set[int]:
        here = self._members[relation]
        found: set[int] = set()
        for other in self._open:
            if other != relation:
                found |= here & self._members[other]
        return found.difference(self._move)

    def _sign(self, relation: int, cell: int) -> int:
        part = 1 if self._open[relation] > 0 else -1
        return -part if self._system.totals[relation] == cell else part

    def _allowed(self, relation: int, cells: set[int]) -> list[Step]:
        steps = [(c, self._sign(relation, c)) for c in cells]
        able = [(c, s) for c, s in steps if self._may(c, s) and self._mends(c, s)]
        return sorted(able, key=lambda step: (not self._hidden[step[0]], self._system.values[step[0]], step))

    def _mends(self, cell: int, sign: int) -> bool:
        """Whether the step brings every open relation of the cell nearer to balance."""
        totals = self._system.totals
        for relation in self._system.relations_of[cell]:
            left = self._open.get(relation)
            if left is not None and left * (sign if totals[relation] == cell else -sign) > 0:
                return False
        return True

    def _may(self, cell: int, sign: int) -> bool:
        if sign < 0 and not self._system.signed[cell] and self.level(cell) < 1:
            return False
        if self._hidden[cell]:
            return True
        return not self._system.fixed[cell] and self._system.values[cell] <= self._effort.hides

    def _fresh(self, relation: int, seen: set[int]) -> Iterator[Step]:
        """Cells that mend this relation and open others: hidden ones, then shown ones, the total last."""
        part = 1 if self._open[relation] > 0 else -1
        total = self._system.totals[relation]
        yield from self._fresh_hidden(relation, part, seen)
        if self._effort.hides >= 0:
            yield from self._fresh_shown(relation, part, seen)
        if total not in self._move and total not in seen and self._may(total, -part):
            yield total, -part

    def _fresh_hidden(self, relation: int, part: int, seen: set[int]) -> list[Step]:
        total, move = self._system.totals[relation], self._move
        able = [
            c
            for c in self.hidden_members[relation]
            if c not in move and c != total and c not in seen and (part > 0 or self._may(c, part))
        ]
        able.sort(key=lambda c: (len(self._system.relations_of[c]), -min(self.level(c), SMALL + 1), c))
        return [(c, part) for c in able[: self._effort.breadth]]

    def _fresh_shown(self, relation: int, part: int, seen: set[int]) -> Iterator[Step]:
        """The smallest shown cells that can carry a whole step of SMALL, then smaller ones."""
        cells, total = self._ordered[relation], self._system.totals[relation]
        start = bisect_left(self._sorted_values[relation], SMALL) if part < 0 else 0
        left = self._effort.breadth
        for cell in (*cells[start:], *reversed(cells[:start])):
            if left == 0:
                return
            if cell == total or cell in self._move or cell in seen or self._hidden[cell]:
                continue
            if self._may(cell, part):
                left -= 1
                yield cell, part
