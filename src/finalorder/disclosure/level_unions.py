"""Places at several levels of a dimension together: the ten cities of an operation, ``nationality in (GT, HO)``.

Two answers about overlapping unions can be subtracted, and so can a union and the single levels in it. For every
union, and for the total of its dimension, this finds the published places that lie inside it and share no level: what
they leave is a cell of its own.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from finalorder.disclosure.cells import LEVEL_SEPARATOR, CellId, CellSeries, Coordinates
from finalorder.disclosure.system import CellSystem


class CellAxis(NamedTuple):
    """Places that differ in their level of one dimension only."""

    series: CellSeries
    other_coordinates: Coordinates
    dimension: str


LevelSet = frozenset[str]


def relate_unions(system: CellSystem, places: Mapping[CellId, int]) -> None:
    """Add a relation for every union, and for every total of one, with what lies inside it."""
    for line, unions in _group_by_axis(places).items():
        whole = places.get(CellId(line.series, line.other_coordinates))
        for outer, total in unions.items():
            if len(outer) > 1:
                _relate_union_parts(system, total, [(inner, cell) for inner, cell in unions.items() if inner < outer])
        if whole is not None:
            _relate_union_parts(system, whole, list(unions.items()))


def is_union(dims: Coordinates) -> bool:
    """Whether a place is at several levels of some dimension together."""
    return any(LEVEL_SEPARATOR in level for _, level in dims)


def lies_within(inner: Coordinates, outer: Coordinates) -> bool:
    """Whether every case of the one place is a case of the other, by their coordinates alone."""
    have: dict[str, LevelSet] = {}
    for name, level in inner:
        levels = frozenset(level.split(LEVEL_SEPARATOR))
        have[name] = have[name] & levels if name in have else levels
    return all(name in have and have[name] <= frozenset(level.split(LEVEL_SEPARATOR)) for name, level in outer)


def find_axes(place: CellId) -> Iterator[tuple[CellAxis, LevelSet]]:
    """The lines that a place lies on, each with the levels it is at there."""
    for line, level in _split_axes(place):
        yield line, frozenset(level.split(LEVEL_SEPARATOR))


def _group_by_axis(places: Mapping[CellId, int]) -> dict[CellAxis, dict[LevelSet, int]]:
    """The lines with a union on them; single levels beside it included."""
    lines: dict[CellAxis, dict[LevelSet, int]] = {}
    wanted = {
        line
        for place in places
        if is_union(place.coordinates)
        for line in _split_axes(place)
        if LEVEL_SEPARATOR in line[1]
    }
    named = {line for line, _ in wanted}
    for place in places:
        for line, level in _split_axes(place):
            if line in named:
                lines.setdefault(line, {})[frozenset(level.split(LEVEL_SEPARATOR))] = places[place]
    return lines


def _split_axes(place: CellId) -> Iterator[tuple[CellAxis, str]]:
    for i, (name, level) in enumerate(place.coordinates):
        yield CellAxis(place.series, place.coordinates[:i] + place.coordinates[i + 1 :], name), level


def _relate_union_parts(system: CellSystem, total: int, inside: list[tuple[LevelSet, int]]) -> None:
    """One relation for each way to fill the total that begins with another part: largest first, none twice."""
    ranked = sorted(inside, key=lambda item: (-len(item[0]), sorted(item[0])))
    seen: set[tuple[int, ...]] = set()
    for first in ranked:
        packed = _pack_disjoint([first, *ranked])
        cells = tuple(sorted({cell for _, cell in packed} - {total}))
        if cells and cells not in seen and sum(system.values[c] for c in cells) <= system.values[total]:
            seen.add(cells)
            system.add_relation(
                total, list(cells), remainder=sum(system.values[c] for c in cells) < system.values[total]
            )


def _pack_disjoint(ranked: list[tuple[LevelSet, int]]) -> list[tuple[LevelSet, int]]:
    taken: list[tuple[LevelSet, int]] = []
    used: set[str] = set()
    for levels, cell in ranked:
        if used.isdisjoint(levels):
            taken.append((levels, cell))
            used |= levels
    return taken
