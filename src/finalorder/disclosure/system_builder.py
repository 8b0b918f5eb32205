"""From answer rows to the system that the guard protects: cells, units, relations, and what is hidden at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from finalorder.answers import AnswerRow, make_natural_sort_key
from finalorder.disclosure.cells import (
    NO_DEFINITIONS,
    CellDefinitions,
    CellId,
    CellPattern,
    Coordinates,
    Relation,
    find_coordinates,
    has_condition,
    list_cell_bounds,
    list_cell_parts,
    make_cell_id,
    matches_cell,
)
from finalorder.disclosure.level_unions import relate_unions
from finalorder.disclosure.margins import find_small_populations, relate_margins
from finalorder.disclosure.system import UNRESTRICTED, CellSystem, is_small

#: parts of a row that lie within another, or hold it: the other, and whether this one is the larger
PART_INCLUSIONS = {"denominator": ("numerator", True), "low": ("value", False), "high": ("value", True)}
EXTREME_WORDS = frozenset({"min", "minimum", "max", "maximum", "least", "greatest", "shortest", "longest"})
MIN_STABLE_DENOMINATOR = 30  # 0% or 100% of fewer says too much about each of them


@dataclass(frozen=True, slots=True)
class CellSum:
    """A relation between places; ``recalled`` if it was declared for an earlier publication."""

    total: CellId
    parts: tuple[CellId, ...]
    remainder: bool = False
    recalled: bool = False


class DisclosureModel:
    """The cells of the rows of one answer (and of earlier publications), and which rows they hide together.

    ``mains[i]`` is the unit of row i's numbers (None if it has none), ``bounds[i]`` that of its certain and possible
    number. ``reasons`` gives the cause for each unit that is hidden at once; it is for the private log only.
    """

    def __init__(self, rows: Sequence[AnswerRow], where: str = "", meanings: CellDefinitions = NO_DEFINITIONS) -> None:
        self.rows = rows
        self.where = where
        self.meanings = meanings
        self.system = CellSystem()
        self.cell_numbers: dict[CellId, int] = {}
        self.main_units: list[int | None] = []
        self.bound_units: list[int | None] = []
        self.reasons: dict[int, str] = {}
        self._earlier_cells: set[int] = set()
        self._declared_cells: set[int] = set()
        self._cell_index: dict[tuple[str, str, str, Coordinates], list[CellId]] | None = None
        for row in rows:
            self._add_row(row)

    def add_known_cell(self, place: CellId, value: int, *, shown: bool) -> None:
        """Add a cell of an earlier publication: one that was shown stays shown, one that was hidden stays hidden."""
        cell = self.cell_numbers.get(place)
        if cell is None:
            cell = self.cell_numbers[place] = self.system.add_cell(value, fixed=shown)
            self._cell_index = None
        elif shown:
            self.system.fixed[cell], self.system.needs[cell] = True, UNRESTRICTED
        else:
            self.hide_cell(cell, "hidden in an earlier publication")
        self._earlier_cells.add(cell)

    def list_new_cells(self) -> list[int] | None:
        """What this answer adds to what was published: its new cells, and those of relations that it declares.

        None if nothing was published before: then everything is new.
        """
        if not self._earlier_cells:
            return None
        return [
            *self._declared_cells,
            *(cell for cell in self.cell_numbers.values() if cell not in self._earlier_cells),
        ]

    def list_free_cells(self) -> Iterator[CellId]:
        """The places of rows that answer a condition which their asker thought of."""
        for row in self.rows:
            if self.is_free(row):
                for part, _ in list_cell_parts(row):
                    yield make_cell_id(row, part, self.where, self.meanings)

    def is_free(self, row: AnswerRow) -> bool:
        """Whether a row answers such a condition: it is rounded."""
        return bool(self.where or has_condition(self.meanings.groups.get(row.cohort, "")))

    def hide_changed_cell(self, cell: int, value: int, reason: str) -> None:
        """Hide a cell that lies 1 to 10 from what it was on another day or in another release.

        The change is a cell too, and its other end may be known: the cell must stay ambiguous around that.
        """
        other = self.system.add_cell(value, printed=False, fixed=True)
        self.system.add_change(*sorted((cell, other), key=lambda c: -self.system.values[c]))
        self.hide_cell(cell, reason)

    def add_relations(self, relations: Iterable[Relation]) -> None:
        """Add the relations of margins, of unions, and the declared ones."""
        self._relate_recalled_rows()
        relate_margins(self.system, self.cell_numbers)
        relate_unions(self.system, self.cell_numbers)
        for relation in relations:
            for sum_ in self.expand_relation(relation):
                self.add_sum(sum_)
                named = (self.cell_numbers.get(place) for place in (sum_.total, *sum_.parts))
                self._declared_cells.update(cell for cell in named if cell is not None)

    def hide_small_cells(self) -> None:
        """Note what the numbers themselves hide, now that all cells are there."""
        for cell in find_small_populations(self.system, self.cell_numbers):
            self.hide_cell(cell, "a population of 1 to 10")
        for cell, value in enumerate(self.system.values):
            if is_small(value) and not self.system.fixed[cell]:
                self.hide_cell(cell, "1 to 10 cases")

    def hide_cell(self, cell: int, reason: str) -> None:
        """Note that every unit with this cell is to be hidden."""
        for unit in self.system.units_of[cell]:
            self.reasons.setdefault(unit, reason)

    def hide_matching_cells(self, keys: Iterable[CellPattern]) -> None:
        """Hide what the caller knows to be too near to something else."""
        for key in keys:
            for place in self._find_matching_cells(key):
                self.hide_cell(self.cell_numbers[place], "1 to 10 cases from another group")

    def list_unit_cells(self, unit: int | None) -> list[int]:
        """The cells of a unit."""
        return [] if unit is None else self.system.units[unit]

    def _add_row(self, row: AnswerRow) -> None:
        cells = [self._add_row_cell(row, part, value) for part, value in list_cell_parts(row)]
        main = self.system.add_unit(cells) if cells else None
        self.main_units.append(main)
        self.bound_units.append(self._add_bounds(row, main))
        if main is not None and row.is_share:
            self._add_share(row, main, cells)

    def _add_row_cell(self, row: AnswerRow, part: str, value: int) -> int:
        place = make_cell_id(row, part, self.where, self.meanings)
        cell = self.cell_numbers.get(place)
        if cell is None:
            cell = self.cell_numbers[place] = self.system.add_cell(value)
        elif self.system.values[cell] != value:
            raise ValueError(f"two answers about the same {row.measure} differ; give them different describing columns")
        return cell

    def _add_share(self, row: AnswerRow, main: int, cells: list[int]) -> None:
        numerator, denominator = cells
        rest = self.system.add_relation(denominator, [numerator], remainder=True)
        if rest is not None and is_small(self.system.values[rest]):
            self.reasons.setdefault(main, "all but 1 to 10 cases")
        if row.numerator in (0, row.denominator) and 0 < (row.denominator or 0) < MIN_STABLE_DENOMINATOR:
            self.reasons.setdefault(main, "none or all of a small group")

    def _add_bounds(self, row: AnswerRow, main: int | None) -> int | None:
        found = [(part, self._add_row_cell(row, part, value)) for part, value in list_cell_bounds(row)]
        if main is None or not found:
            return None
        bounds = self.system.add_unit([cell for _, cell in found])
        self.system.dependents[main].append(bounds)
        value = self.system.units[main][0]
        for part, cell in found:
            total, inner = (value, cell) if part == "low" else (cell, value)
            gap = self.system.add_relation(total, [inner], remainder=True)
            if gap is not None and is_small(self.system.values[gap]):
                self.reasons.setdefault(bounds, "1 to 10 cases between the certain and the possible")
        return bounds

    def _relate_recalled_rows(self) -> None:
        """What holds within a row of an earlier publication: its share, and its certain and possible number."""
        for place, cell in list(self.cell_numbers.items()):
            if self.system.units_of[cell] or place.series.part not in PART_INCLUSIONS:
                continue
            part, is_total = PART_INCLUSIONS[place.series.part]
            other = self.cell_numbers.get(CellId(place.series._replace(part=part), place.coordinates))
            if other is not None:
                total, inner = (cell, other) if is_total else (other, cell)
                if self.system.values[inner] <= self.system.values[total]:
                    self.system.add_relation(total, [inner], remainder=True)

    def add_sum(self, sum_: CellSum) -> None:
        """Add a sum; parts that are nowhere published are unknown and join the remainder.

        A sum that the numbers contradict (an earlier edition of a release said otherwise) is no sum.
        """
        total = self.cell_numbers.get(sum_.total)
        known = [self.cell_numbers[place] for place in sum_.parts if place in self.cell_numbers]
        missing = [place for place in sum_.parts if place not in self.cell_numbers]
        if total is None or total in known:
            return
        rest = self.system.values[total] - sum(self.system.values[part] for part in known)
        if rest < 0 or (rest and not (sum_.remainder or missing)):
            if sum_.recalled:
                return
            raise ValueError("a relation that does not hold between the numbers of an answer")
        left = self.system.add_relation(total, known, remainder=sum_.remainder or bool(missing))
        if left is not None and len(missing) == 1 and not sum_.remainder:
            self.cell_numbers[missing[0]] = left

    def expand_relation(self, relation: Relation) -> Iterator[CellSum]:
        """The sums that a declared relation stands for: one for each release, method and so on that it fits."""
        for total in self._find_matching_cells(relation.total):
            found = [self._find_part(total, part) for part in relation.parts]
            pairs = zip(relation.parts, found, strict=True)
            places = [self._make_unpublished_id(total, key) if place is None else place for key, place in pairs]
            yield CellSum(total, tuple(places), relation.remainder)

    def _find_part(self, total: CellId, key: CellPattern) -> CellId | None:
        """The cell that a key names beside this total: the same release, method and so on where the key is silent."""
        found = self._find_matching_cells(key)
        near = [place for place in found if place.series[1:-1] == total.series[1:-1]] if len(found) > 1 else found
        if len(near) > 1 or (found and not near):
            raise ValueError(f"a relation names several cells of {key.measure}; give method, release and unit")
        return near[0] if near else None

    def _make_unpublished_id(self, total: CellId, key: CellPattern) -> CellId:
        base = total.series._replace(measure=key.measure, as_of=key.as_of, part=key.part or total.series.part)
        return CellId(base, find_coordinates(key, self.where, self.meanings))

    def _find_matching_cells(self, key: CellPattern) -> list[CellId]:
        if self._cell_index is None:
            self._cell_index = _index_cells_by_name(self.cell_numbers)
        parts = [key.part] if key.part else ["value", "numerator"]
        dims = find_coordinates(key, self.where, self.meanings)
        near = [p for part in parts for p in self._cell_index.get((key.measure, key.as_of, part, dims), [])]
        return [place for place in near if place in self.cell_numbers and matches_cell(key, place)]


def may_describe_one_case(row: AnswerRow) -> bool:
    """Whether a number may be that of one case: the least or the greatest, or a quantity of nobody says how many."""
    words = {word for text in (row.measure, row.method, row.level_1, row.level_2) for word in re.split(r"[_\W]+", text)}
    unsaid = row.value is not None and row.numerator is None and row.denominator is None
    return unsaid or not EXTREME_WORDS.isdisjoint(word.lower() for word in words)


def _index_cells_by_name(places: Iterable[CellId]) -> dict[tuple[str, str, str, Coordinates], list[CellId]]:
    named: dict[tuple[str, str, str, Coordinates], list[CellId]] = {}
    for place in places:
        named.setdefault((place.series.measure, place.series.as_of, place.series.part, place.coordinates), []).append(
            place
        )
    return named


def find_small_changes(model: DisclosureModel) -> Iterator[tuple[int, int]]:
    """Pairs of cells (earlier, later) of one thing that differ by 1 to 10: two days, two releases, or two methods.

    Methods count nearly the same cases, often one set inside the other: what one has more is a cell too.
    """
    series: dict[tuple[object, ...], list[tuple[object, int]]] = {}
    for (base, dims), cell in model.cell_numbers.items():
        name = (base.measure, base.unit, base.part, dims)
        series.setdefault(name, []).append(
            ((base.as_of, base.release, make_natural_sort_key(base.method), base.method), cell)
        )
    for members in series.values():
        ordered = sorted(members, key=itemgetter(0))
        for i, (later_at, later) in enumerate(ordered):
            for earlier_at, earlier in ordered[:i]:
                near = is_small(abs(model.system.values[later] - model.system.values[earlier]))
                if near and _are_comparable(earlier_at, later_at):
                    yield earlier, later


def _are_comparable(one: Any, other: Any) -> bool:
    return bool(one[2:] == other[2:] or one[:2] == other[:2])
