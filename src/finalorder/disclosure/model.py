"""From answer rows to the system that the guard protects: cells, units, relations, and what is hidden at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from finalorder.disclosure.answers import AnswerRow, natural
from finalorder.disclosure.cells import (
    PLAIN,
    Dims,
    Key,
    Meanings,
    Place,
    Relation,
    bounds_of,
    dims_of,
    fits,
    has_condition,
    parts_of,
    place_of,
)
from finalorder.disclosure.margins import relate_margins, small_bases
from finalorder.disclosure.system import FREE, System, is_small
from finalorder.disclosure.unions import relate_unions

#: parts of a row that lie within another, or hold it: the other, and whether this one is the larger
WITHIN = {"denominator": ("numerator", True), "low": ("value", False), "high": ("value", True)}
EXTREMES = frozenset({"min", "minimum", "max", "maximum", "least", "greatest", "shortest", "longest"})
UNIFORM = 30  # 0% or 100% of fewer says too much about each of them


@dataclass(frozen=True, slots=True)
class Sum:
    """A relation between places; ``recalled`` if it was declared for an earlier publication."""

    total: Place
    parts: tuple[Place, ...]
    remainder: bool = False
    recalled: bool = False


class Model:
    """The cells of the rows of one answer (and of earlier publications), and which rows they hide together.

    ``mains[i]`` is the unit of row i's numbers (None if it has none), ``bounds[i]`` that of its certain and possible
    number. ``reasons`` gives the cause for each unit that is hidden at once; it is for the private log only.
    """

    def __init__(self, rows: Sequence[AnswerRow], where: str = "", meanings: Meanings = PLAIN) -> None:
        self.rows = rows
        self.where = where
        self.meanings = meanings
        self.system = System()
        self.places: dict[Place, int] = {}
        self.mains: list[int | None] = []
        self.bounds: list[int | None] = []
        self.reasons: dict[int, str] = {}
        self._before: set[int] = set()
        self._declared: set[int] = set()
        self._named: dict[tuple[str, str, str, Dims], list[Place]] | None = None
        for row in rows:
            self._add(row)

    def known(self, place: Place, value: int, *, shown: bool) -> None:
        """Add a cell of an earlier publication: one that was shown stays shown, one that was hidden stays hidden."""
        cell = self.places.get(place)
        if cell is None:
            cell = self.places[place] = self.system.cell(value, fixed=shown)
            self._named = None
        elif shown:
            self.system.fixed[cell], self.system.needs[cell] = True, FREE
        else:
            self.hide_cell(cell, "hidden in an earlier publication")
        self._before.add(cell)

    def news(self) -> list[int] | None:
        """What this answer adds to what was published: its new cells, and those of relations that it declares.

        None if nothing was published before: then everything is new.
        """
        if not self._before:
            return None
        return [*self._declared, *(cell for cell in self.places.values() if cell not in self._before)]

    def free_places(self) -> Iterator[Place]:
        """The places of rows that answer a condition which their asker thought of."""
        for row in self.rows:
            if self.is_free(row):
                for part, _ in parts_of(row):
                    yield place_of(row, part, self.where, self.meanings)

    def is_free(self, row: AnswerRow) -> bool:
        """Whether a row answers such a condition: it is rounded."""
        return bool(self.where or has_condition(self.meanings.groups.get(row.cohort, "")))

    def differs_from(self, cell: int, value: int, reason: str) -> None:
        """Hide a cell that lies 1 to 10 from what it was on another day or in another release.

        The change is a cell too, and its other end may be known: the cell must stay ambiguous around that.
        """
        other = self.system.cell(value, printed=False, fixed=True)
        self.system.change(*sorted((cell, other), key=lambda c: -self.system.values[c]))
        self.hide_cell(cell, reason)

    def connect(self, relations: Iterable[Relation]) -> None:
        """Add the relations of margins, of unions, and the declared ones."""
        self._relate_recalled_rows()
        relate_margins(self.system, self.places)
        relate_unions(self.system, self.places)
        for relation in relations:
            for sum_ in self.sums_of(relation):
                self.relate(sum_)
                named = (self.places.get(place) for place in (sum_.total, *sum_.parts))
                self._declared.update(cell for cell in named if cell is not None)

    def hide_small(self) -> None:
        """Note what the numbers themselves hide, now that all cells are there."""
        for cell in small_bases(self.system, self.places):
            self.hide_cell(cell, "a population of 1 to 10")
        for cell, value in enumerate(self.system.values):
            if is_small(value) and not self.system.fixed[cell]:
                self.hide_cell(cell, "1 to 10 cases")

    def hide_cell(self, cell: int, reason: str) -> None:
        """Note that every unit with this cell is to be hidden."""
        for unit in self.system.units_of[cell]:
            self.reasons.setdefault(unit, reason)

    def hide_named(self, keys: Iterable[Key]) -> None:
        """Hide what the caller knows to be too near to something else."""
        for key in keys:
            for place in self._matches(key):
                self.hide_cell(self.places[place], "1 to 10 cases from another group")

    def cells_of(self, unit: int | None) -> list[int]:
        """The cells of a unit."""
        return [] if unit is None else self.system.units[unit]

    def _add(self, row: AnswerRow) -> None:
        cells = [self._cell(row, part, value) for part, value in parts_of(row)]
        main = self.system.unit(cells) if cells else None
        self.mains.append(main)
        self.bounds.append(self._add_bounds(row, main))
        if main is not None and row.is_share:
            self._add_share(row, main, cells)

    def _cell(self, row: AnswerRow, part: str, value: int) -> int:
        place = place_of(row, part, self.where, self.meanings)
        cell = self.places.get(place)
        if cell is None:
            cell = self.places[place] = self.system.cell(value)
        elif self.system.values[cell] != value:
            raise ValueError(f"two answers about the same {row.measure} differ; give them different describing columns")
        return cell

    def _add_share(self, row: AnswerRow, main: int, cells: list[int]) -> None:
        numerator, denominator = cells
        rest = self.system.relate(denominator, [numerator], remainder=True)
        if rest is not None and is_small(self.system.values[rest]):
            self.reasons.setdefault(main, "all but 1 to 10 cases")
        if row.numerator in (0, row.denominator) and 0 < (row.denominator or 0) < UNIFORM:
            self.reasons.setdefault(main, "none or all of a small group")

    def _add_bounds(self, row: AnswerRow, main: int | None) -> int | None:
        found = [(part, self._cell(row, part, value)) for part, value in bounds_of(row)]
        if main is None or not found:
            return None
        bounds = self.system.unit([cell for _, cell in found])
        self.system.follows[main].append(bounds)
        value = self.system.units[main][0]
        for part, cell in found:
            total, inner = (value, cell) if part == "low" else (cell, value)
            gap = self.system.relate(total, [inner], remainder=True)
            if gap is not None and is_small(self.system.values[gap]):
                self.reasons.setdefault(bounds, "1 to 10 cases between the certain and the possible")
        return bounds

    def _relate_recalled_rows(self) -> None:
        """What holds within a row of an earlier publication: its share, and its certain and possible number."""
        for place, cell in list(self.places.items()):
            if self.system.units_of[cell] or place.base.part not in WITHIN:
                continue
            part, is_total = WITHIN[place.base.part]
            other = self.places.get(Place(place.base._replace(part=part), place.dims))
            if other is not None:
                total, inner = (cell, other) if is_total else (other, cell)
                if self.system.values[inner] <= self.system.values[total]:
                    self.system.relate(total, [inner], remainder=True)

    def relate(self, sum_: Sum) -> None:
        """Add a sum; parts that are nowhere published are unknown and join the remainder.

        A sum that the numbers contradict (an earlier edition of a release said otherwise) is no sum.
        """
        total = self.places.get(sum_.total)
        known = [self.places[place] for place in sum_.parts if place in self.places]
        missing = [place for place in sum_.parts if place not in self.places]
        if total is None or total in known:
            return
        rest = self.system.values[total] - sum(self.system.values[part] for part in known)
        if rest < 0 or (rest and not (sum_.remainder or missing)):
            if sum_.recalled:
                return
            raise ValueError("a relation that does not hold between the numbers of an answer")
        left = self.system.relate(total, known, remainder=sum_.remainder or bool(missing))
        if left is not None and len(missing) == 1 and not sum_.remainder:
            self.places[missing[0]] = left

    def sums_of(self, relation: Relation) -> Iterator[Sum]:
        """The sums that a declared relation stands for: one for each release, method and so on that it fits."""
        for total in self._matches(relation.total):
            found = [self._part(total, part) for part in relation.parts]
            pairs = zip(relation.parts, found, strict=True)
            places = [self._unpublished(total, key) if place is None else place for key, place in pairs]
            yield Sum(total, tuple(places), relation.remainder)

    def _part(self, total: Place, key: Key) -> Place | None:
        """The cell that a key names beside this total: the same release, method and so on where the key is silent."""
        found = self._matches(key)
        near = [place for place in found if place.base[1:-1] == total.base[1:-1]] if len(found) > 1 else found
        if len(near) > 1 or (found and not near):
            raise ValueError(f"a relation names several cells of {key.measure}; give method, release and unit")
        return near[0] if near else None

    def _unpublished(self, total: Place, key: Key) -> Place:
        base = total.base._replace(measure=key.measure, as_of=key.as_of, part=key.part or total.base.part)
        return Place(base, dims_of(key, self.where, self.meanings))

    def _matches(self, key: Key) -> list[Place]:
        if self._named is None:
            self._named = _by_name(self.places)
        parts = [key.part] if key.part else ["value", "numerator"]
        dims = dims_of(key, self.where, self.meanings)
        near = [p for part in parts for p in self._named.get((key.measure, key.as_of, part, dims), [])]
        return [place for place in near if place in self.places and fits(key, place)]


def is_of_one(row: AnswerRow) -> bool:
    """Whether a number may be that of one case: the least or the greatest, or a quantity of nobody says how many."""
    words = {word for text in (row.measure, row.method, row.level_1, row.level_2) for word in re.split(r"[_\W]+", text)}
    unsaid = row.value is not None and row.numerator is None and row.denominator is None
    return unsaid or not EXTREMES.isdisjoint(word.lower() for word in words)


def _by_name(places: Iterable[Place]) -> dict[tuple[str, str, str, Dims], list[Place]]:
    named: dict[tuple[str, str, str, Dims], list[Place]] = {}
    for place in places:
        named.setdefault((place.base.measure, place.base.as_of, place.base.part, place.dims), []).append(place)
    return named


def changes(model: Model) -> Iterator[tuple[int, int]]:
    """Pairs of cells (earlier, later) of one thing that differ by 1 to 10: two days, two releases, or two methods.

    Methods count nearly the same cases, often one set inside the other: what one has more is a cell too.
    """
    series: dict[tuple[object, ...], list[tuple[object, int]]] = {}
    for (base, dims), cell in model.places.items():
        name = (base.measure, base.unit, base.part, dims)
        series.setdefault(name, []).append(((base.as_of, base.release, natural(base.method), base.method), cell))
    for members in series.values():
        ordered = sorted(members, key=itemgetter(0))
        for i, (later_at, later) in enumerate(ordered):
            for earlier_at, earlier in ordered[:i]:
                near = is_small(abs(model.system.values[later] - model.system.values[earlier]))
                if near and _comparable(earlier_at, later_at):
                    yield earlier, later


def _comparable(one: Any, other: Any) -> bool:
    return bool(one[2:] == other[2:] or one[:2] == other[:2])
