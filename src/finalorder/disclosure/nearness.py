"""Answers that count nearly the same cases as one that was published: their difference would be 1 to 10 people."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from finalorder.disclosure.cells import Dims, Place
from finalorder.disclosure.model import Model
from finalorder.disclosure.system import SMALL, is_small
from finalorder.disclosure.unions import Levels, Line, lies_within, lines_through

Known = Mapping[Place, tuple[int, bool]]
Group = tuple[str, ...]


def free_answers_near(model: Model, known: Known) -> bool:
    """Whether a number of a free answer is that of a published set of cases but for 1 to 10, one inside the other."""
    published = _by_number(known)
    for place, cell in model.places.items():
        value = model.system.values[cell]
        for dims, number in _close(published.get(_group(place), []), value):
            nested = lies_within(place.dims, dims) or lies_within(dims, place.dims)
            if nested and is_small(abs(number - value)) and place not in known:
                return True
    return False


def overlaps_partly(model: Model, known: Known) -> bool:
    """Whether a free answer is about levels of which a published set has some and lacks some, and has others besides.

    Sets that lie inside each other or share nothing can be told apart from what they leave; of sets that overlap, three
    or four give away what none of them is about.
    """
    published: dict[Line, set[Levels]] = {}
    for place in known:
        for line, levels in lines_through(place):
            published.setdefault(line, set()).add(levels)
    for place in model.free_places():
        for line, levels in lines_through(place):
            if any(levels & other and not (levels <= other or other <= levels) for other in published.get(line, ())):
                return True
    return False


def groups_near(model: Model, known: Known) -> Iterator[int]:
    """The cells of groups (cohorts) that nobody published yet and that lie 1 to 10 from the number of another one."""
    published: dict[tuple[Group, Dims], list[int]] = {}
    for place, (value, shown) in known.items():
        if shown and (rest := _without_group(place)) is not None:
            published.setdefault(rest, []).append(value)
    for place, cell in model.places.items():
        rest = _without_group(place)
        if rest in published and place not in known:
            numbers = sorted(published[rest])
            if any(is_small(abs(n - model.system.values[cell])) for n in numbers):
                yield cell


def _without_group(place: Place) -> tuple[Group, Dims] | None:
    rest = tuple(pair for pair in place.dims if pair[0] != "cohort")
    return (_group(place), rest) if len(rest) < len(place.dims) else None


def _group(place: Place) -> Group:
    base = place.base
    return (base.measure, base.method, base.as_of, base.release, base.unit, base.part)


def _by_number(known: Known) -> dict[Group, list[tuple[int, Dims]]]:
    found: dict[Group, list[tuple[int, Dims]]] = {}
    for place, (value, shown) in known.items():
        if shown:
            found.setdefault(_group(place), []).append((value, place.dims))
    for numbers in found.values():
        numbers.sort()
    return found


def _close(numbers: list[tuple[int, Dims]], value: int) -> Iterator[tuple[Dims, int]]:
    first = bisect_left(numbers, value - SMALL, key=lambda item: item[0])
    last = bisect_right(numbers, value + SMALL, key=lambda item: item[0])
    for number, dims in numbers[first:last]:
        yield dims, number
