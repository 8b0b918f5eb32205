"""Counts as people read them: none is printed above the whole that it is a part of.

Counts are rounded one by one and wholes are sums of rounded counts, so that a part may come out larger than its whole.
What is certain then is only that it is no more than all of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from finalorder.answers import AnswerRow
from finalorder.measures import ALL_STANDING, ANY_COHORT
from finalorder.operations.operation_scope import Scope

STANDING_PREFIX = "standing_"
#: splits whose level is a part of another: a deadline to rescind runs only from an order in absentia
NESTED_LEVELS = {("rescission_deadline", "open"): ("path", "in_absentia")}
PartKey = tuple[str, str, str, str, str]


def cut_parts(scope: Scope) -> dict[AnswerRow, AnswerRow]:
    """Find the counts that would be printed above their whole, each with the interval that is printed instead."""
    named = frozenset(scope.operation.cohorts)
    rows = {_name_part(row): row for row in scope.shown.rows if row.measure.startswith(STANDING_PREFIX)}
    tops = {key: top for key, row in rows.items() if (top := _find_highest(row)) is not None}
    found = {}
    for key, top in tops.items():
        limit = min((tops[whole] for whole in _list_wholes(key, named) if whole in tops), default=top)
        if limit < top:
            found[rows[key]] = _cut_at(rows[key], int(limit))
    return found


def cut_scope(scope: Scope) -> Scope:
    """Give a scope whose counts are as they are printed."""
    cut = cut_parts(scope)
    return replace(scope, shown=scope.shown.derive_rows(cut.get(row, row) for row in scope.shown.rows))


def _name_part(row: AnswerRow) -> PartKey:
    return row.measure, row.city, row.cohort, row.by_1, row.level_1


def _list_wholes(key: PartKey, named: frozenset[str]) -> Iterator[PartKey]:
    """List what a count is a part of: all cities, its group or those it belongs to, all levels of its split."""
    measure, city, cohort, by, level = key
    cohorts = {cohort, ALL_STANDING} | ({ANY_COHORT} if cohort in named else set())
    levels = {(by, level), NESTED_LEVELS.get((by, level), ("", "")), ("", "")}
    for place, group, split in product({city, ""}, cohorts, levels):
        if (place, group, split) != (city, cohort, (by, level)):
            yield measure, place, group, *split


def _find_highest(row: AnswerRow) -> float | None:
    """Find the highest number that is printed of a count; None where none is."""
    if row.value is None:
        return row.ceiling
    return row.value if row.high is None else max(row.value, row.high)


def _cut_at(row: AnswerRow, limit: int) -> AnswerRow:
    known = (row.low, row.floor, row.value, 0)
    lowest = next(int(number) for number in known if number is not None)
    return row._replace(
        numerator=None, value=None, low=None, high=None, status="hidden", floor=min(lowest, limit), ceiling=limit
    )
