"""Cells and what an attacker knows about them: which numbers add up to which.

A cell is one whole number of cases behind an answer: a count, the numerator or denominator of a share, the certain or
possible bound of a count. ``Key`` names it by the describing columns of its row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from finalorder.disclosure.answers import AnswerRow

TOTAL_LEVELS = frozenset({"", "all", "total"})
BASE_PARTS = frozenset({"value", "denominator"})
OVERLAPPING = frozenset({"cohort", "where"})


class Key(NamedTuple):
    """Names a cell. Empty method, operation, release and unit match any, if only one cell fits.

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

    total: Key
    parts: tuple[Key, ...]
    remainder: bool = False


class Base(NamedTuple):
    """What cells that can add up have in common."""

    measure: str
    method: str
    operation: str
    as_of: str
    release: str
    unit: str
    part: str


Dims = tuple[tuple[str, str], ...]


class Place(NamedTuple):
    """A cell's place: its base and its coordinates; a margin has fewer coordinates."""

    base: Base
    dims: Dims


def key_of(row: AnswerRow, part: str = "") -> Key:
    """The key of a cell of this row."""
    return Key._make([*(getattr(row, name) for name in Key._fields[:-1]), part])


def dims_of(item: AnswerRow | Key, where: str = "") -> Dims:
    """The coordinates of a row or key, sorted by dimension; levels that mean a total are left out."""
    found = [("city", item.city)] if item.city else []
    if item.cohort:
        found.append(("cohort", item.cohort))
    if item.order_class:
        found.append(("order_class", item.order_class))
    if item.period:
        found.append(("period", item.period))
    if item.level_1:
        found.append((f"by {item.by_1}", item.level_1))
    if item.level_2:
        found.append((f"by {item.by_2}", item.level_2))
    if where:
        found.append(("where", where))
    return tuple(sorted(pair for pair in found if pair[1] not in TOTAL_LEVELS))


def place_of(item: AnswerRow | Key, part: str, where: str = "") -> Place:
    """Where a cell lies; ``where`` is the text of a free condition that the whole answer was made under."""
    base = Base(item.measure, item.method, item.operation, item.as_of, item.release, item.unit, part)
    return Place(base, dims_of(item, where))


def parts_of(row: AnswerRow) -> Iterable[tuple[str, int]]:
    """The cells of a row's main numbers, by part."""
    if row.is_count and row.numerator is not None:
        yield "value", row.numerator
        return
    if row.numerator is not None:
        yield "numerator", row.numerator
    if row.denominator is not None:
        yield "denominator", row.denominator


def bounds_of(row: AnswerRow) -> Iterable[tuple[str, int]]:
    """The certain and the possible number of a count that the records bound."""
    if row.is_count:
        if row.low is not None:
            yield "low", int(row.low)
        if row.high is not None:
            yield "high", int(row.high)


def fits(wanted: Key, place: Place) -> bool:
    """Whether a key that may leave columns open names this place."""
    base = place.base
    pairs = (
        (wanted.method, base.method),
        (wanted.operation, base.operation),
        (wanted.release, base.release),
        (wanted.unit, base.unit),
    )
    return all(asked in ("", found) for asked, found in pairs)
