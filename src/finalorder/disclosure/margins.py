"""Which cells of a set of answers are sums of which others.

Rows that differ in one describing column add up to the row in which that column is empty (or ``all``). The numbers
decide how: levels that add up exactly are a partition; less than the total leaves a remainder that is a cell of its
own; more than the total overlap, and each is part of the total. A relation that a reader may not even know only makes
the protection stronger. Levels asked for together (``GT|HO``) are the matter of ``unions``.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

from finalorder.disclosure.cells import BASE_PARTS, OR, OVERLAPPING, Base, Dims, Place
from finalorder.disclosure.system import System, is_small

Group = tuple[Base, Dims, tuple[str, ...]]

MONTH = re.compile(r"(\d{4})-(\d{2})")


def relate_margins(system: System, places: Mapping[Place, int]) -> None:
    """Add every relation between cells of the same base that the places themselves show."""
    for (base, above, names), parts in _groups(places).items():
        _relate(system, places[Place(base, above)], parts, apart=OVERLAPPING.isdisjoint(names))


def small_bases(system: System, places: Mapping[Place, int]) -> Iterator[int]:
    """The cells of populations of 1 to 10, zeros too, whether the population itself is among the answers or not."""
    groups: dict[tuple[Base, Dims, str], list[int]] = {}
    for (base, dims), cell in places.items():
        if base.part in BASE_PARTS:
            for i, (name, level) in enumerate(dims):
                if OR not in level:
                    groups.setdefault((base, dims[:i] + dims[i + 1 :], name), []).append(cell)
    for (base, above, name), parts in groups.items():
        total = places.get(Place(base, above))
        size = sum(system.values[part] for part in parts) if total is None else system.values[total]
        if is_small(size) and (total is not None or name not in OVERLAPPING):
            yield from parts


def _groups(places: Mapping[Place, int]) -> dict[Group, list[int]]:
    """The parts of every total: keyed by the total's place and the columns that it sums over."""
    groups: dict[Group, list[int]] = {}
    for (base, dims), cell in places.items():
        for dropped in _nearest_totals(base, dims, places):
            above = tuple(pair for i, pair in enumerate(dims) if i not in dropped)
            names = tuple(_column(dims[i]) for i in dropped)
            groups.setdefault((base, above, names), []).append(cell)
        for above, name in _years(dims):
            if Place(base, above) in places:
                groups.setdefault((base, above, (name,)), []).append(cell)
    return groups


def _nearest_totals(base: Base, dims: Dims, places: Mapping[Place, int]) -> list[tuple[int, ...]]:
    """Which columns to sum over to come to a total that is there; a farther one follows from a nearer one."""
    found: list[tuple[int, ...]] = [(i,) for i in range(len(dims)) if (base, dims[:i] + dims[i + 1 :]) in places]
    if len(found) == len(dims):
        return _without_unions(dims, found)
    for size in range(2, len(dims) + 1):
        for dropped in combinations(range(len(dims)), size):
            above = tuple(pair for i, pair in enumerate(dims) if i not in dropped)
            if (base, above) in places and not any(set(near) <= set(dropped) for near in found):
                found.append(dropped)
    return _without_unions(dims, found)


def _without_unions(dims: Dims, found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [dropped for dropped in found if len(dropped) > 1 or OR not in dims[dropped[0]][1]]


@cache
def _column(pair: tuple[str, str]) -> str:
    """The column summed over; months and years of one table are separate partitions of the whole."""
    name, level = pair
    if OR in level:
        return "where"  # unions overlap
    return f"{name} {re.sub(r'[0-9]+', '9', level)}" if name == "period" else name


def _years(dims: Dims) -> Iterator[tuple[Dims, str]]:
    """The calendar year and the fiscal year (October to September) that a month is part of."""
    for i, (name, level) in enumerate(dims):
        if name != "period":
            continue
        month = MONTH.fullmatch(level)
        if month:
            year = int(month[1])
            fiscal = year + (int(month[2]) >= 10)
            yield (*dims[:i], (name, f"{year}"), *dims[i + 1 :]), "months of a year"
            yield (*dims[:i], (name, f"FY{fiscal}"), *dims[i + 1 :]), "months of a fiscal year"


def _relate(system: System, total: int, parts: list[int], *, apart: bool) -> None:
    """Levels that are ``apart`` may be summed; cohorts and conditions share cases, each is only part of the total."""
    rest = system.values[total] - sum(system.values[part] for part in parts)
    if rest >= 0 and apart:
        system.relate(total, parts, remainder=rest > 0)
        return
    for part in parts:
        if system.values[part] <= system.values[total]:
            system.relate(total, [part], remainder=True)
