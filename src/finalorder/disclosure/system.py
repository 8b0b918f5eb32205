"""The system of cells and relations that stands for everything a reader will know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SMALL = 10
MIN_INTERVAL_WIDTH = 10
FIRST_SAFE_COUNT = SMALL + 1

UNRESTRICTED = 0  # nobody asks for it to be ambiguous
WIDE = 1  # hidden cells: a feasible interval at least WIDTH wide
SENSITIVE = 2  # cells of 1 to SMALL: a feasible interval that contains [1, BEYOND]


def is_small(number: int) -> bool:
    """Whether a count of cases is one that is never shown."""
    return 1 <= number <= SMALL


@dataclass(slots=True)
class CellSystem:
    """Cells (numbered from 0) with their true values, units that are shown together, and linear relations.

    A relation is ``values[total] = sum of the other members``. A cell without a unit is never printed (a remainder, a
    difference, a change) unless it is ``fixed``, that is known from an earlier publication. ``signed`` cells may be
    negative. ``follows[u]`` are units that cannot stay when unit u is hidden.
    """

    values: list[int] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    fixed: list[bool] = field(default_factory=list)
    signed: list[bool] = field(default_factory=list)
    units_of: list[list[int]] = field(default_factory=list)
    relations_of: list[list[int]] = field(default_factory=list)
    units: list[list[int]] = field(default_factory=list)
    dependents: list[list[int]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)

    def add_cell(self, value: int, *, printed: bool = True, fixed: bool = False, signed: bool = False) -> int:
        """Add a cell; its number."""
        small = is_small(value) and not fixed
        self.values.append(value)
        self.needs.append(SENSITIVE if small else WIDE if printed and not fixed else UNRESTRICTED)
        self.fixed.append(fixed)
        self.signed.append(signed)
        self.units_of.append([])
        self.relations_of.append([])
        return len(self.values) - 1

    def add_unit(self, cells: Iterable[int]) -> int:
        """Add a unit of cells that are shown or hidden together; its number."""
        number = len(self.units)
        self.units.append(list(cells))
        self.dependents.append([])
        for cell in self.units[number]:
            self.units_of[cell].append(number)
        return number

    def add_relation(self, total: int, parts: Sequence[int], *, remainder: bool = False) -> int | None:
        """Add ``total = sum(parts)``, with a cell for what is left if anything is; the number of that cell."""
        rest = self.values[total] - sum(self.values[part] for part in parts)
        if rest < 0 or (rest and not remainder):
            raise ValueError("a relation that does not hold between the numbers of an answer")
        left = self.add_cell(rest, printed=False) if remainder else None
        self._link_members(total, [*parts, left] if left is not None else list(parts))
        return left

    def add_change(self, larger: int, smaller: int) -> int:
        """Add the difference of two cells, either of which a reader may take for the larger; its number."""
        moved = self.add_cell(self.values[larger] - self.values[smaller], printed=False, signed=True)
        self._link_members(larger, [smaller, moved])
        return moved

    def find_reachable(self, cells: Iterable[int]) -> bytearray:
        """Which cells' possible numbers may depend on these: by relations, but not through numbers that are known."""
        marks, met, waiting = bytearray(len(self.values)), bytearray(len(self.totals)), list(cells)
        while waiting:
            cell = waiting.pop()
            if marks[cell] or self.fixed[cell]:
                continue
            marks[cell] = 1
            for relation in self.relations_of[cell]:
                if not met[relation]:
                    met[relation] = 1
                    waiting.extend(self.members[relation])
        return marks

    def _link_members(self, total: int, parts: list[int]) -> None:
        number = len(self.totals)
        self.totals.append(total)
        self.members.append([*parts, total])
        for cell in self.members[number]:
            self.relations_of[cell].append(number)
