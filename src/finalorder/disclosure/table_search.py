"""Moves: changes of hidden cells that no shown number and no relation would notice.

A move adds +1 or -1 to some cells such that every relation still holds. If only hidden cells move and none falls below
zero, then the table after the move is one that the reader must hold possible. In a two-way table a move is a cycle of
hidden cells (a rectangle, most often); with hierarchies and several dimensions the search below finds the like.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from finalorder.disclosure.system import SMALL, CellSystem

SignedCell = tuple[int, int]
MAX_MOVE_CELLS = 80  # cells a move; longer ones hide too much to be worth it


@dataclass(frozen=True, slots=True)
class SearchBudget:
    """How far a search goes: what it may spend on hiding shown cells, choices a step, steps in all.

    ``tries`` begins again that often with other choices first; ``upward`` moves totals along with their parts
    wherever it can, as one more case would.
    """

    max_cost: float
    breadth: int
    max_steps: int
    thorough: bool = False
    attempts: int = 1
    upward: bool = False


class AlternativeTableSearch:
    """Searches for moves in a system; ``hidden`` and ``levels`` are the caller's and may change between searches.

    ``levels`` holds the numbers that a search starts from, ``hidden_members`` the hidden cells of each relation.
    """

    def __init__(self, system: CellSystem, hidden: bytearray) -> None:
        self.start_values = list(system.values)
        self.hidden_members = [[c for c in cells if hidden[c]] for cells in system.members]
        self._system = system
        self._hidden = hidden
        self._intersections: list[dict[int, list[int]]] = [{} for _ in system.members]
        self._members_by_size = [sorted(cells[:-1], key=lambda c: (system.values[c], c)) for cells in system.members]
        self._remainders = [_find_remainder_cell(system, relation) for relation in range(len(system.members))]
        self._effects = [_list_relation_effects(system, cell, self._remainders) for cell in range(len(system.values))]
        self.costs = [_compute_hiding_cost(system, cell) for cell in range(len(system.values))]
        self._move: dict[int, int] = {}
        self._imbalances: dict[int, int] = {}
        self._budget = SearchBudget(0, 0, 0)
        self._steps_left = 0
        self._attempt = 0
        self._cost = 0.0

    def find_move(self, cell: int, sign: int, effort: SearchBudget) -> dict[int, int] | None:
        """A move that changes ``cell`` by ``sign``: cell -> +1 or -1; None if the effort did not find one."""
        if sign < 0 and self.start_values[cell] < 1 and not self._system.signed[cell]:
            return None
        self._budget = effort
        for self._attempt in range(effort.attempts):
            self._move, self._imbalances, self._cost, self._steps_left = {}, {}, 0.0, effort.max_steps
            self._add_step(cell, sign)
            if self._balance_relations():
                return self._move
            if self._steps_left > 0:
                return None  # looked everywhere that this effort looks
        return None

    def _balance_relations(self) -> bool:
        if not self._imbalances:
            return True
        relation = next(reversed(self._imbalances))
        for cell, sign in self._list_steps(relation):
            if self._steps_left <= 0 or len(self._move) >= MAX_MOVE_CELLS:
                return False
            self._steps_left -= 1
            self._add_step(cell, sign)
            if self._balance_relations():
                return True
            self._remove_step(cell, sign)
        return False

    def _add_step(self, cell: int, sign: int) -> None:
        self._move[cell] = sign
        if not self._hidden[cell]:
            self._cost += self.costs[cell]
        self._update_imbalances(cell, sign)

    def _remove_step(self, cell: int, sign: int) -> None:
        del self._move[cell]
        if not self._hidden[cell]:
            self._cost -= self.costs[cell]
        self._update_imbalances(cell, -sign)

    def _update_imbalances(self, cell: int, sign: int) -> None:
        opened = self._imbalances
        for relation, effect in self._effects[cell]:
            if relation not in opened:
                opened[relation] = sign * effect
            elif opened[relation] == -sign * effect:
                del opened[relation]
            else:
                opened[relation] += sign * effect

    def _list_steps(self, relation: int) -> Iterable[SignedCell]:
        """Cells that can mend this relation; those that mend another one as well come first, or alone.

        Most searches need only the first few, so that the others are not looked for before.
        """
        closing = self._find_shared_cells(relation)
        if not closing:
            return self._list_opening_steps(relation, closing)
        steps = self._list_balancing_steps(relation, closing)
        return chain(steps, self._list_opening_steps(relation, closing)) if self._budget.thorough else steps

    def _find_shared_cells(self, relation: int) -> set[int]:
        """Cells that this relation shares with other open ones."""
        meets = self._intersections[relation] or self._find_intersections(relation)
        found: set[int] = set()
        for other in self._imbalances:
            if other in meets:
                found.update(meets[other])
        return found.difference(self._move) if found else found

    def _find_intersections(self, relation: int) -> dict[int, list[int]]:
        """For every other relation that has cells in common with this one, which; kept for the next time."""
        meets: dict[int, list[int]] = {}
        for cell in self._system.members[relation]:
            for other in self._system.relations_of[cell]:
                if other != relation:
                    meets.setdefault(other, []).append(cell)
        self._intersections[relation] = meets
        return meets

    def _list_balancing_steps(self, relation: int, cells: set[int]) -> list[SignedCell]:
        part = 1 if self._imbalances[relation] > 0 else -1
        total = self._system.totals[relation]
        steps = []
        for cell in cells:
            sign = -part if cell == total else part
            if self._can_change(cell, sign) and self._improves_balance(cell, sign):
                steps.append((cell, sign))
        if len(steps) > 1:
            steps.sort(key=lambda step: (0 if self._hidden[step[0]] else self.costs[step[0]], step))
        return steps

    def _improves_balance(self, cell: int, sign: int) -> bool:
        """Whether the step brings every open relation of the cell nearer to balance."""
        opened = self._imbalances
        for relation, effect in self._effects[cell]:
            if relation in opened and opened[relation] * sign * effect > 0:
                return False
        return True

    def _can_change(self, cell: int, sign: int) -> bool:
        if sign < 0 and self.start_values[cell] < 1 and not self._system.signed[cell]:
            return False
        if self._hidden[cell]:
            return True
        return not self._system.fixed[cell] and self._cost + self.costs[cell] <= self._budget.max_cost

    def _list_opening_steps(self, relation: int, seen: set[int]) -> Iterator[SignedCell]:
        """Cells that mend this relation and open others: hidden ones, then shown ones, the total last."""
        part = 1 if self._imbalances[relation] > 0 else -1
        total = self._system.totals[relation]
        if self._budget.upward and total not in self._move and total not in seen and self._can_change(total, -part):
            yield total, -part
        yield from self._list_hidden_steps(relation, part, seen)
        if self._cost + 1 <= self._budget.max_cost:
            yield from self._list_shown_steps(relation, part, seen)
        if total not in self._move and total not in seen and self._can_change(total, -part):
            yield total, -part

    def _list_hidden_steps(self, relation: int, part: int, seen: set[int]) -> list[SignedCell]:
        """Those that can lose most come first; a cell of this relation alone (a remainder) before all."""
        total, move, levels = self._system.totals[relation], self._move, self.start_values
        least, alone = (0 if part > 0 else 1), self._remainders[relation]
        if alone is not None and (alone in move or levels[alone] < least):
            alone = None
        if alone is not None and (part > 0 or levels[alone] >= SMALL):
            return [(alone, part)]
        passed = {total, self._remainders[relation], *seen}
        hidden = self.hidden_members[relation]
        able = [c for c in hidden if levels[c] >= least and c not in move and c not in passed]
        able.sort(key=levels.__getitem__, reverse=True)
        start = self._attempt * self._budget.breadth
        others = self._select_promising_steps(relation, part, [*able[start:], *able[:start]] if start else able)
        thin = alone is not None or not others or (self._attempt % 2 == 0 and levels[others[0][0]] < SMALL)
        ahead = [(total, -part)] if thin and self._can_move_total(total, -part, seen) else []
        beside = [] if alone is None else [(alone, part)]
        return [*ahead, *beside, *others]

    def _select_promising_steps(self, relation: int, part: int, cells: Sequence[int]) -> list[SignedCell]:
        """The first few cells after which the search can go on."""
        if self._budget.max_cost:
            return [(c, part) for c in cells[: self._budget.breadth]]
        return [(c, part) for c in islice((c for c in cells if self._can_continue(c, relation)), self._budget.breadth)]

    def _can_continue(self, cell: int, relation: int) -> bool:
        """Whether each relation that the cell would open can be mended where it meets another open one."""
        opened = self._imbalances
        for other, _ in self._effects[cell]:
            if other != relation and other not in opened:
                meets = self._intersections[other] or self._find_intersections(other)
                if not self._can_rebalance(meets, relation):
                    return False
        return True

    def _can_rebalance(self, meets: dict[int, list[int]], relation: int) -> bool:
        """Whether a hidden cell is left where a relation meets other open ones, or it meets none."""
        hidden, move, met = self._hidden, self._move, False
        for nearby in self._imbalances:
            if nearby == relation or nearby not in meets:
                continue
            met = True
            for cell in meets[nearby]:
                if hidden[cell] and cell not in move:
                    return True
        return not met

    def _can_move_total(self, total: int, sign: int, seen: set[int]) -> bool:
        """Whether a hidden total can go along with its part where the remainder has little room."""
        return (
            bool(self._hidden[total])
            and total not in self._move
            and total not in seen
            and self._can_change(total, sign)
        )

    def _list_shown_steps(self, relation: int, part: int, seen: set[int]) -> Iterator[SignedCell]:
        """The smallest shown cells that can carry a whole step of SMALL, then smaller ones."""
        cells = self._members_by_size[relation]
        start = bisect_left(cells, SMALL, key=self._system.values.__getitem__)
        left = self._budget.breadth
        for cell in (*cells[start:], *reversed(cells[:start])):
            if left == 0:
                return
            if self._hidden[cell] or cell in self._move or cell in seen:
                continue
            if not self._can_change(cell, part):
                continue
            left -= 1
            yield cell, part


def _list_relation_effects(system: CellSystem, cell: int, remainders: Sequence[int | None]) -> list[tuple[int, int]]:
    """What +1 on the cell does to the balance (total minus parts) of its relations.

    Relations with a remainder come last, so that they are mended first: most often that opens nothing else.
    """
    relations = sorted(system.relations_of[cell], key=lambda r: remainders[r] is not None)
    return [(r, 1 if system.totals[r] == cell else -1) for r in relations]


def _find_remainder_cell(system: CellSystem, relation: int) -> int | None:
    """The cell that is in this relation alone and never printed, if there is one."""
    last = system.members[relation][-2]
    return last if not system.units_of[last] and len(system.relations_of[last]) == 1 else None


def _compute_hiding_cost(system: CellSystem, cell: int) -> float:
    """What it costs to hide a cell: large numbers and totals are worth most to readers."""
    totals = sum(system.totals[r] == cell for r in system.relations_of[cell])
    return len(system.units_of[cell]) + system.values[cell] / 100 + 3 * totals
