"""Cells and what an attacker knows about them: which numbers add up to which.

A cell is one whole number of cases behind an answer: a count, the numerator or denominator of a share, the certain or
possible bound of a count. ``Key`` names it by the describing columns of its row.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from finalorder.answers import AnswerRow

TOTAL_LEVELS = frozenset({"", "all", "total"})
POPULATION_PARTS = frozenset({"value", "denominator"})
OVERLAPPING_COLUMNS = frozenset({"cohort", "where"})
#: between levels that are asked for together: a place at the level ``GT|HO`` counts those at either
LEVEL_SEPARATOR = "|"
#: dimensions of conditions that rows write in a column of their own
DIMENSION_COLUMNS = {"city": "city", "order-class": "order_class", "fiscal-year": "period"}
CLAUSE_PATTERN = re.compile(r"([a-z-]+) in \(([^()]*)\)")


class CellPattern(NamedTuple):
    """Names a cell. Empty method, release and unit match any, if only one cell fits; the operation is a label only.

    ``part`` is ``value`` (counts), ``numerator``, ``denominator``, ``low`` or ``high``; empty means the count, or the
    numerator of a share.
    """

    measure: str
    city: str = ""
    cohort: str = ""
    order_class: str = ""
    by_1: str = ""
    level_1: str = ""
    by_2: str = ""
    level_2: str = ""
    period: str = ""
    as_of: str = ""
    method: str = ""
    operation: str = ""
    release: str = ""
    unit: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """``total = sum(parts)``, or ``total = sum(parts) + something not negative`` with ``remainder``.

    A subset (cohort A inside cohort B) is ``Relation(B, (A,), remainder=True)``: the difference is a cell of its own.
    Two cells that are the same number by definition are ``Relation(a, (b,))``. Parts that are not among the answers
    are unknown to the reader and join the remainder.
    """

    total: CellPattern
    parts: tuple[CellPattern, ...]
    remainder: bool = False


@dataclass(frozen=True, slots=True)
class CellDefinitions:
    """What words of the rows stand for in one question, so that a cell is known by what it counts, not by its name.

    ``cities`` gives, by measure, the cities that its rows without a city sum over. ``groups`` gives the definition of
    a cohort that has one name in different questions: a condition (``city in (Miami)``) or any other text.
    """

    cities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


NO_DEFINITIONS = CellDefinitions()


class CellSeries(NamedTuple):
    """What cells that can add up have in common."""

    measure: str
    method: str
    as_of: str
    release: str
    unit: str
    part: str


Coordinates = tuple[tuple[str, str], ...]


class CellId(NamedTuple):
    """A cell's place: its base and its coordinates; a margin has fewer coordinates."""

    series: CellSeries
    coordinates: Coordinates


def make_cell_pattern(row: AnswerRow, part: str = "") -> CellPattern:
    """The key of a cell of this row."""
    return CellPattern._make([*(getattr(row, name) for name in CellPattern._fields[:-1]), part])


def find_coordinates(
    item: AnswerRow | CellPattern, where: str = "", meanings: CellDefinitions = NO_DEFINITIONS
) -> Coordinates:
    """The coordinates of a row or key, sorted by dimension; levels that mean a total are left out.

    A condition is a set of coordinates like those of a row: ``nationality in (GT)`` is the level GT. Where a row is at
    a level of a dimension that the condition names too, the row's level says it all.
    """
    found = [pair for pair in _list_row_coordinates(item, meanings) if pair[1] not in TOTAL_LEVELS]
    group = meanings.groups.get(item.cohort, "")
    for condition in (group if is_condition(group) else "", where):
        for clause in parse_clauses(condition):
            _add_narrowest_coordinate(found, *clause)
    return tuple(sorted(found))


def _add_narrowest_coordinate(found: list[tuple[str, str]], name: str, level: str) -> None:
    """Add a coordinate of a condition: where the row has one in the same column, the narrower of the two stays."""
    inside = set(level.split(LEVEL_SEPARATOR))
    for i, (column, own) in enumerate(found):
        if column == name and set(own.split(LEVEL_SEPARATOR)) <= inside:
            return
        if column == name and inside < set(own.split(LEVEL_SEPARATOR)):
            found[i] = (name, level)
            return
    found.append((name, level))


def _list_row_coordinates(item: AnswerRow | CellPattern, meanings: CellDefinitions) -> Iterable[tuple[str, str]]:
    """The coordinates that the row itself writes."""
    if item.city:
        yield "city", item.city
    elif item.measure in meanings.cities:
        yield "city", LEVEL_SEPARATOR.join(sorted(set(meanings.cities[item.measure])))
    group = meanings.groups.get(item.cohort, "")
    if item.cohort and not is_condition(group):
        yield "cohort", group or item.cohort
    if item.order_class:
        yield "order_class", item.order_class
    if item.period:
        yield "period", item.period
    for by, level in ((item.by_1, item.level_1), (item.by_2, item.level_2)):
        if level:
            yield f"by {by.replace('_', '-')}", level


def is_condition(text: str) -> bool:
    """Whether a group's definition is written in the language of conditions."""
    return CLAUSE_PATTERN.match(text) is not None


def has_condition(text: str) -> bool:
    """Whether a definition has anything of that language in it: its asker chose what is counted."""
    return CLAUSE_PATTERN.search(text) is not None


@cache
def parse_clauses(condition: str) -> tuple[tuple[str, str], ...]:
    """A condition's coordinates; one that is not written in the language of conditions is a coordinate as a whole."""
    found = CLAUSE_PATTERN.findall(condition)
    if not found or "; ".join(f"{name} in ({levels})" for name, levels in found) != condition:
        return (("where", condition),) if condition else ()
    return tuple(_make_coordinate(name, levels.split(", ")) for name, levels in found)


def _make_coordinate(name: str, levels: list[str]) -> tuple[str, str]:
    column = DIMENSION_COLUMNS.get(name, f"by {name}")
    spelled = [f"FY{level}" if column == "period" and level.isdigit() else level for level in levels]
    return column, LEVEL_SEPARATOR.join(sorted(spelled))


def make_cell_id(
    item: AnswerRow | CellPattern, part: str, where: str = "", meanings: CellDefinitions = NO_DEFINITIONS
) -> CellId:
    """Where a cell lies; ``where`` is the text of a free condition that the whole answer was made under."""
    base = CellSeries(item.measure, item.method, item.as_of, item.release, item.unit, part)
    return CellId(base, find_coordinates(item, where, meanings))


def list_cell_parts(row: AnswerRow) -> Iterable[tuple[str, int]]:
    """The cells of a row's main numbers, by part."""
    if row.is_count and row.numerator is not None:
        yield "value", row.numerator
        return
    if row.numerator is not None:
        yield "numerator", row.numerator
    if row.denominator is not None:
        yield "denominator", row.denominator


def list_cell_bounds(row: AnswerRow) -> Iterable[tuple[str, int]]:
    """The certain and the possible number of a count that the records bound."""
    if row.is_count:
        if row.low is not None:
            yield "low", int(row.low)
        if row.high is not None:
            yield "high", int(row.high)


def matches_cell(wanted: CellPattern, place: CellId) -> bool:
    """Whether a key that may leave columns open names this place."""
    base = place.series
    pairs = (
        (wanted.method, base.method),
        (wanted.release, base.release),
        (wanted.unit, base.unit),
    )
    return all(asked in ("", found) for asked, found in pairs)
