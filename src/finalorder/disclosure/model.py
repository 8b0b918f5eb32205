"""From answer rows to the system that the guard protects: cells, units, relations, and what is hidden at once."""

from collections.abc import Iterable, Iterator, Sequence

from finalorder.disclosure.answers import AnswerRow
from finalorder.disclosure.cells import Base, Dims, Key, Place, Relation, bounds_of, dims_of, fits, parts_of, place_of
from finalorder.disclosure.margins import relate_margins, small_bases
from finalorder.disclosure.system import FREE, System, is_small

UNIFORM = 30  # 0% or 100% of fewer says too much about each of them


class Model:
    """The cells of the rows of one answer (and of earlier publications), and which rows they hide together.

    ``mains[i]`` is the unit of row i's numbers (None if it has none), ``bounds[i]`` that of its certain and possible
    number. ``reasons`` gives the cause for each unit that is hidden at once; it is for the private log only.
    """

    def __init__(self, rows: Sequence[AnswerRow], where: str = "") -> None:
        self.rows = rows
        self.where = where
        self.system = System()
        self.places: dict[Place, int] = {}
        self.mains: list[int | None] = []
        self.bounds: list[int | None] = []
        self.reasons: dict[int, str] = {}
        self._gaps: list[tuple[int, int]] = []
        self._named: dict[tuple[str, str, str, Dims], list[Place]] | None = None
        for row in rows:
            self._add(row)

    def known(self, place: Place, value: int, *, shown: bool) -> int:
        """Add a cell of an earlier publication; its number."""
        cell = self.places.get(place)
        if cell is None:
            cell = self.places[place] = self.system.cell(value, fixed=shown)
        elif shown and self.system.values[cell] == value:
            self.system.fixed[cell], self.system.needs[cell] = True, FREE
        elif not shown:
            self.hide_cell(cell, "hidden in an earlier publication")
        return cell

    def connect(self, relations: Iterable[Relation]) -> None:
        """Add the relations of margins, of bounds and shares, and the declared ones, then what they hide at once."""
        relate_margins(self.system, self.places)
        for relation in relations:
            self._relate(relation)
        for cell in small_bases(self.system, self.places):
            self.hide_cell(cell, "a population of 1 to 10")
        for cell, value in enumerate(self.system.values):
            if is_small(value) and not self.system.fixed[cell]:
                self.hide_cell(cell, "1 to 10 cases")

    def hide_cell(self, cell: int, reason: str) -> None:
        """Note that every unit with this cell is to be hidden."""
        for unit in self.system.units_of[cell]:
            self.reasons.setdefault(unit, reason)

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
        place = place_of(row, part, self.where)
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

    def _relate(self, relation: Relation) -> None:
        for total in self._matches(relation.total):
            found = [self._part(total, part) for part in relation.parts]
            parts = [self.places[place] for place in found if place is not None]
            missing = [key for key, place in zip(relation.parts, found, strict=True) if place is None]
            left = self.system.relate(self.places[total], parts, remainder=relation.remainder or bool(missing))
            if left is not None and len(missing) == 1 and not relation.remainder:
                self.places[self._unpublished(total, missing[0])] = left

    def _part(self, total: Place, key: Key) -> Place | None:
        """The cell that a key names beside this total: the same release, method and so on where the key is silent."""
        found = self._matches(key)
        near = [place for place in found if place.base[1:-1] == total.base[1:-1]] if len(found) > 1 else found
        if len(near) > 1 or (found and not near):
            raise ValueError(f"a relation names several cells of {key.measure}; give method, release and unit")
        return near[0] if near else None

    def _unpublished(self, total: Place, key: Key) -> Place:
        base = Base(key.measure, *total.base[1:3], key.as_of, *total.base[4:6], key.part or total.base.part)
        return Place(base, dims_of(key, self.where))

    def _matches(self, key: Key) -> list[Place]:
        if self._named is None:
            self._named = _by_name(self.places)
        parts = [key.part] if key.part else ["value", "numerator"]
        dims = dims_of(key, self.where)
        near = [p for part in parts for p in self._named.get((key.measure, key.as_of, part, dims), [])]
        return [place for place in near if place in self.places and fits(key, place)]


def _by_name(places: Iterable[Place]) -> dict[tuple[str, str, str, Dims], list[Place]]:
    named: dict[tuple[str, str, str, Dims], list[Place]] = {}
    for place in places:
        named.setdefault((place.base.measure, place.base.as_of, place.base.part, place.dims), []).append(place)
    return named


def changes(model: Model) -> Iterator[tuple[int, int]]:
    """Pairs of cells (earlier, later) that are one number at two days or in two releases and differ by 1 to 10."""
    series: dict[tuple[object, ...], list[tuple[str, str, int]]] = {}
    for (base, dims), cell in model.places.items():
        name = (*base[:3], *base[5:], dims)
        series.setdefault(name, []).append((base.as_of, base.release, cell))
    for members in series.values():
        ordered = [cell for _, _, cell in sorted(members)]
        for i, later in enumerate(ordered):
            for earlier in ordered[:i]:
                if is_small(abs(model.system.values[later] - model.system.values[earlier])):
                    yield earlier, later
