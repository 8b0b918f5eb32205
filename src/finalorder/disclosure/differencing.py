"""Answers that count nearly the same cases as one that was published: their difference would be 1 to 10 people."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from finalorder.disclosure.cells import CellId, Coordinates
from finalorder.disclosure.level_unions import CellAxis, LevelSet, find_axes, lies_within
from finalorder.disclosure.system import SMALL, is_small
from finalorder.disclosure.system_builder import DisclosureModel

KnownCells = Mapping[CellId, tuple[int, bool]]
SeriesKey = tuple[str, ...]


def differs_by_few(model: DisclosureModel, known: KnownCells) -> bool:
    """Whether a number of a free answer is that of a published set of cases but for 1 to 10, one inside the other."""
    published = _index_numbers(known)
    for place, cell in model.cell_numbers.items():
        value = model.system.values[cell]
        for dims, number in _find_close_numbers(published.get(_make_series_key(place), []), value):
            nested = lies_within(place.coordinates, dims) or lies_within(dims, place.coordinates)
            if nested and is_small(abs(number - value)) and place not in known:
                return True
    return False


def has_partial_overlap(model: DisclosureModel, known: KnownCells) -> bool:
    """Whether a free answer is about levels of which a published set has some and lacks some, and has others besides.

    Sets that lie inside each other or share nothing can be told apart from what they leave; of sets that overlap, three
    or four give away what none of them is about.
    """
    published: dict[CellAxis, set[LevelSet]] = {}
    for place in known:
        for line, levels in find_axes(place):
            published.setdefault(line, set()).add(levels)
    for place in model.list_free_cells():
        for line, levels in find_axes(place):
            if any(levels & other and not (levels <= other or other <= levels) for other in published.get(line, ())):
                return True
    return False


def find_near_cohort_cells(model: DisclosureModel, known: KnownCells) -> Iterator[int]:
    """The cells of groups (cohorts) that nobody published yet and that lie 1 to 10 from the number of another one."""
    published: dict[tuple[SeriesKey, Coordinates], list[int]] = {}
    for place, (value, shown) in known.items():
        if shown and (rest := _drop_cohort(place)) is not None:
            published.setdefault(rest, []).append(value)
    for place, cell in model.cell_numbers.items():
        rest = _drop_cohort(place)
        if rest in published and place not in known:
            numbers = sorted(published[rest])
            if any(is_small(abs(n - model.system.values[cell])) for n in numbers):
                yield cell


def _drop_cohort(place: CellId) -> tuple[SeriesKey, Coordinates] | None:
    rest = tuple(pair for pair in place.coordinates if pair[0] != "cohort")
    return (_make_series_key(place), rest) if len(rest) < len(place.coordinates) else None


def _make_series_key(place: CellId) -> SeriesKey:
    base = place.series
    return (base.measure, base.method, base.as_of, base.release, base.unit, base.part)


def _index_numbers(known: KnownCells) -> dict[SeriesKey, list[tuple[int, Coordinates]]]:
    found: dict[SeriesKey, list[tuple[int, Coordinates]]] = {}
    for place, (value, shown) in known.items():
        if shown:
            found.setdefault(_make_series_key(place), []).append((value, place.coordinates))
    for numbers in found.values():
        numbers.sort()
    return found


def _find_close_numbers(numbers: list[tuple[int, Coordinates]], value: int) -> Iterator[tuple[Coordinates, int]]:
    first = bisect_left(numbers, value - SMALL, key=lambda item: item[0])
    last = bisect_right(numbers, value + SMALL, key=lambda item: item[0])
    for number, dims in numbers[first:last]:
        yield dims, number
