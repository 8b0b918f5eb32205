"""Ranges of the levels of a dimension that has an order: ``2024-10..2025-03``, ``2025-01..``, ``..2013``.

All levels from one of them on are one thing, and counted as one set: the sets "from this month on" lie one in another,
so that they say of a single month no more than the month's own number does (docs/disclosure.md). Any other range is
counted level by level: sets up to a level as well would leave what is hidden fewer values than the contract asks.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NoReturn

from finalorder import registry
from finalorder.errors import quote_value, suggest_names

RANGE_MARK = ".."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: so many levels in a row are written as a range
FEWEST_IN_A_RANGE = 3


def parse_range(dimension: registry.Dimension, text: str, refuse: Callable[[str], NoReturn]) -> tuple[str, ...]:
    """Parse the levels from one to another, both among them; an open end reaches to the first or the last there is."""
    first, _, last = (part.strip() for part in text.partition(RANGE_MARK))
    known, name = dimension.ordered_levels, dimension.name
    if not first and not last:
        example = known[len(known) * 5 // 8]
        refuse(
            f"{quote_value(text)} names every {name}; write where it begins, for example {name}={example}{RANGE_MARK}"
        )
    start = known.index(_find_level(dimension, first, refuse)) if first else 0
    end = known.index(_find_level(dimension, last, refuse)) if last else len(known) - 1
    if end < start:
        refuse(f"{quote_value(text)} ends before it begins; put the earlier {name} first.")
    return known[start : end + 1]


def _find_level(dimension: registry.Dimension, text: str, refuse: Callable[[str], NoReturn]) -> str:
    if text in dimension.ordered_levels:
        return text
    if describe := describe_day(dimension, text):
        refuse(describe)
    return refuse(
        f"{quote_value(text)} is not a known value of {dimension.name}{suggest_names(text, dimension.levels)}"
    )


def describe_day(dimension: registry.Dimension, text: str) -> str:
    """Describe why a day is no level, if the text is a day of one of the months or years; empty if it is not."""
    if not _DAY.fullmatch(text) or not dimension.is_ranged:
        return ""
    level = next((text[:length] for length in (7, 4) if text[:length] in dimension.levels), "")
    if not level:
        return ""
    return (
        f"{quote_value(text)} is a day, and days are not asked, since few cases share one; "
        f"from there on is {dimension.name}={level}{RANGE_MARK}"
    )


def list_open_runs(dimension: registry.Dimension, levels: Collection[str]) -> Iterator[frozenset[str]]:
    """List the longest run of levels that reaches to the last there is, if there is one of several levels."""
    if not dimension.is_ranged:
        return
    run = []
    for level in reversed(dimension.ordered_levels):
        if level not in levels:
            break
        run.append(level)
    if len(run) > 1:
        yield frozenset(run)


def abridge_levels(name: str, levels: Sequence[str]) -> list[str]:
    """Write the levels of a condition, runs of a dimension that has an order as ranges."""
    dimension = registry.load_dimensions()[name]
    if not dimension.is_ranged:
        return list(levels)
    places = {level: place for place, level in enumerate(dimension.ordered_levels)}
    return [text for run in _group_runs(levels, places) for text in _write_run(run, dimension.ordered_levels[-1])]


def _group_runs(levels: Sequence[str], places: dict[str, int]) -> list[list[str]]:
    runs: list[list[str]] = []
    for level in levels:
        follows = runs and level in places and places.get(runs[-1][-1], len(places)) + 1 == places[level]
        if follows:
            runs[-1].append(level)
        else:
            runs.append([level])
    return runs


def _write_run(run: list[str], last: str) -> list[str]:
    if run[-1] == last and len(run) > 1:
        return [f"{run[0]}{RANGE_MARK}"]
    return run if len(run) < FEWEST_IN_A_RANGE else [f"{run[0]}{RANGE_MARK}{run[-1]}"]
