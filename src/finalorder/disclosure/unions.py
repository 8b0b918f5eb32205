"""Places at several levels of a dimension together: the ten cities of an operation, ``nationality in (GT, HO)``.

Two answers about overlapping unions can be subtracted, and so can a union and the single levels in it. For every
union, and for the total of its dimension, this finds the published places that lie inside it and share no level: what
they leave is a cell of its own.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from finalorder.disclosure.cells import OR, Base, Dims, Place
from finalorder.disclosure.system import System


class Line(NamedTuple):
    """Places that differ in their level of one dimension only."""

    base: Base
    others: Dims
    name: str


Levels = frozenset[str]


def relate_unions(system: System, places: Mapping[Place, int]) -> None:
    """Add a relation for every union, and for every total of one, with what lies inside it."""
    for line, unions in _lines(places).items():
        whole = places.get(Place(line.base, line.others))
        for outer, total in unions.items():
            if len(outer) > 1:
                _relate(system, total, [(inner, cell) for inner, cell in unions.items() if inner < outer])
        if whole is not None:
            _relate(system, whole, list(unions.items()))


def is_union(dims: Dims) -> bool:
    """Whether a place is at several levels of some dimension together."""
    return any(OR in level for _, level in dims)


def lies_within(inner: Dims, outer: Dims) -> bool:
    """Whether every case of the one place is a case of the other, by their coordinates alone."""
    have: dict[str, Levels] = {}
    for name, level in inner:
        levels = frozenset(level.split(OR))
        have[name] = have[name] & levels if name in have else levels
    return all(name in have and have[name] <= frozenset(level.split(OR)) for name, level in outer)


def lines_through(place: Place) -> Iterator[tuple[Line, Levels]]:
    """The lines that a place lies on, each with the levels it is at there."""
    for line, level in _through(place):
        yield line, frozenset(level.split(OR))


def _lines(places: Mapping[Place, int]) -> dict[Line, dict[Levels, int]]:
    """The lines with a union on them; single levels beside it included."""
    lines: dict[Line, dict[Levels, int]] = {}
    wanted = {line for place in places if is_union(place.dims) for line in _through(place) if OR in line[1]}
    named = {line for line, _ in wanted}
    for place in places:
        for line, level in _through(place):
            if line in named:
                lines.setdefault(line, {})[frozenset(level.split(OR))] = places[place]
    return lines


def _through(place: Place) -> Iterator[tuple[Line, str]]:
    for i, (name, level) in enumerate(place.dims):
        yield Line(place.base, place.dims[:i] + place.dims[i + 1 :], name), level


def _relate(system: System, total: int, inside: list[tuple[Levels, int]]) -> None:
    """One relation for each way to fill the total that begins with another part: largest first, none twice."""
    ranked = sorted(inside, key=lambda item: (-len(item[0]), sorted(item[0])))
    seen: set[tuple[int, ...]] = set()
    for first in ranked:
        packed = _packed([first, *ranked])
        cells = tuple(sorted({cell for _, cell in packed} - {total}))
        if cells and cells not in seen and sum(system.values[c] for c in cells) <= system.values[total]:
            seen.add(cells)
            system.relate(total, list(cells), remainder=sum(system.values[c] for c in cells) < system.values[total])


def _packed(ranked: list[tuple[Levels, int]]) -> list[tuple[Levels, int]]:
    taken: list[tuple[Levels, int]] = []
    used: set[str] = set()
    for levels, cell in ranked:
        if used.isdisjoint(levels):
            taken.append((levels, cell))
            used |= levels
    return taken
