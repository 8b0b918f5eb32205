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

from finalorder.disclosure.cells import (
    LEVEL_SEPARATOR,
    OVERLAPPING_COLUMNS,
    POPULATION_PARTS,
    CellId,
    CellSeries,
    Coordinates,
)
from finalorder.disclosure.system import CellSystem, is_small

MarginKey = tuple[CellSeries, Coordinates, tuple[str, ...]]

MONTH_PATTERN = re.compile(r"(\d{4})-(\d{2})")


def relate_margins(system: CellSystem, places: Mapping[CellId, int]) -> None:
    """Add every relation between cells of the same base that the places themselves show."""
    for (base, above, names), parts in _group_margin_parts(places).items():
        _relate_margin_parts(system, places[CellId(base, above)], parts, apart=OVERLAPPING_COLUMNS.isdisjoint(names))


def find_small_populations(system: CellSystem, places: Mapping[CellId, int]) -> Iterator[int]:
    """The cells of populations of 1 to 10, zeros too, whether the population itself is among the answers or not."""
    groups: dict[tuple[CellSeries, Coordinates, str], list[int]] = {}
    for (base, dims), cell in places.items():
        if base.part in POPULATION_PARTS:
            for i, (name, level) in enumerate(dims):
                if LEVEL_SEPARATOR not in level:
                    groups.setdefault((base, dims[:i] + dims[i + 1 :], name), []).append(cell)
    for (base, above, name), parts in groups.items():
        total = places.get(CellId(base, above))
        size = sum(system.values[part] for part in parts) if total is None else system.values[total]
        if is_small(size) and (total is not None or name not in OVERLAPPING_COLUMNS):
            yield from parts


def _group_margin_parts(places: Mapping[CellId, int]) -> dict[MarginKey, list[int]]:
    """The parts of every total: keyed by the total's place and the columns that it sums over."""
    groups: dict[MarginKey, list[int]] = {}
    for (base, dims), cell in places.items():
        for dropped in _find_nearest_totals(base, dims, places):
            above = tuple(pair for i, pair in enumerate(dims) if i not in dropped)
            names = tuple(_name_summed_column(dims[i]) for i in dropped)
            groups.setdefault((base, above, names), []).append(cell)
        for above, name in _list_years_of_month(dims):
            if CellId(base, above) in places:
                groups.setdefault((base, above, (name,)), []).append(cell)
    return groups


def _find_nearest_totals(base: CellSeries, dims: Coordinates, places: Mapping[CellId, int]) -> list[tuple[int, ...]]:
    """Which columns to sum over to come to a total that is there; a farther one follows from a nearer one."""
    found: list[tuple[int, ...]] = [(i,) for i in range(len(dims)) if (base, dims[:i] + dims[i + 1 :]) in places]
    if len(found) == len(dims):
        return _drop_unions(dims, found)
    for size in range(2, len(dims) + 1):
        for dropped in combinations(range(len(dims)), size):
            above = tuple(pair for i, pair in enumerate(dims) if i not in dropped)
            if (base, above) in places and not any(set(near) <= set(dropped) for near in found):
                found.append(dropped)
    return _drop_unions(dims, found)


def _drop_unions(dims: Coordinates, found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [dropped for dropped in found if len(dropped) > 1 or LEVEL_SEPARATOR not in dims[dropped[0]][1]]


@cache
def _name_summed_column(pair: tuple[str, str]) -> str:
    """The column summed over; months and years of one table are separate partitions of the whole."""
    name, level = pair
    if LEVEL_SEPARATOR in level:
        return "where"  # unions overlap
    return f"{name} {re.sub(r'[0-9]+', '9', level)}" if name == "period" else name


def _list_years_of_month(dims: Coordinates) -> Iterator[tuple[Coordinates, str]]:
    """The calendar year and the fiscal year (October to September) that a month is part of."""
    for i, (name, level) in enumerate(dims):
        if name != "period":
            continue
        month = MONTH_PATTERN.fullmatch(level)
        if month:
            year = int(month[1])
            fiscal = year + (int(month[2]) >= 10)
            yield (*dims[:i], (name, f"{year}"), *dims[i + 1 :]), "months of a year"
            yield (*dims[:i], (name, f"FY{fiscal}"), *dims[i + 1 :]), "months of a fiscal year"


def _relate_margin_parts(system: CellSystem, total: int, parts: list[int], *, apart: bool) -> None:
    """Levels that are ``apart`` may be summed; cohorts and conditions share cases, each is only part of the total."""
    rest = system.values[total] - sum(system.values[part] for part in parts)
    if rest >= 0 and apart:
        system.add_relation(total, parts, remainder=rest > 0)
        return
    for part in parts:
        if system.values[part] <= system.values[total]:
            system.add_relation(total, [part], remainder=True)
