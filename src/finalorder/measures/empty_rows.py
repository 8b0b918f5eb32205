"""The rows of an answer at which there is nobody: alike but for their levels, so that one of them stands for all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, islice

import pyarrow as pa

from finalorder.answers import Condition
from finalorder.lake import Release
from finalorder.measures.estimators import (
    EmptyRows,
    build_method_answer,
    build_rows_at,
    count_excluded,
    name_horizon,
    tabulate_rows,
)
from finalorder.measures.incidence import HORIZONS
from finalorder.measures.methods import Method
from finalorder.measures.query import (
    AnswerLevels,
    CellPosition,
    CellQuery,
    is_split,
    list_levels,
    list_no_numbers,
    list_positions,
)
from finalorder.measures.question_steps import get_fiscal_year

EVERY_LEVEL: Mapping[str, Collection[str]] = {}


def list_own_levels(
    method: Method, asked: CellQuery, day: date, only: Mapping[str, Collection[str]] = EVERY_LEVEL
) -> AnswerLevels:
    """List the levels of each column without its margin; of some dimensions some only, if they are named."""
    levels = list_levels(method, asked, get_fiscal_year(day))
    places = asked.assign_columns(method)
    for at, column in enumerate(CellPosition._fields):
        own = [level for level in levels[at] if level] or [""]
        wanted = only.get(places.get(column, ""))
        levels[at] = own if wanted is None else [level for level in own if level in set(wanted)]
    return levels


def find_row_axes(method: Method, asked: CellQuery, levels: AnswerLevels) -> dict[str, list[str]]:
    """Find what stands in each text column by which rows differ: the rows are every combination."""
    listed = dict(zip(CellPosition._fields, levels, strict=True))
    apart = [name_horizon(days) for days in HORIZONS] if method.kind == "incidence" else listed["split"]
    others = [listed[f"level_{n}"] for n, _ in enumerate(asked.list_other_dimensions(method), start=1)]
    axes = {"city": listed["city"], "period": listed["period"]}
    if method.split == "order_class":
        axes["order_class"] = apart
    elif method.split:
        others.insert(0, apart)
    return axes | {f"level_{number}": each for number, each in enumerate(others, start=1)}


def find_empty_rows(
    method: Method,
    steps: Sequence[CellQuery],
    where: Condition,
    seen: tuple[Release, date],
    only: Mapping[str, Collection[str]] = EVERY_LEVEL,
) -> Iterator[EmptyRows]:
    """Find the rows of a question to a method as if there were nobody, without those of margins.

    :param steps: the questions whose answers add up to that under the condition ``where``.
    :param seen: the release, and the day asked.
    :param only: the levels of a dimension that are wanted.
    """
    alike: dict[str, list[tuple[CellQuery, AnswerLevels]]] = {}
    for step in steps:
        levels = list_own_levels(method, step, seen[1], only)
        alike.setdefault(repr(levels), []).append((step, levels))
    examples = [
        ([_build_example(method, *each) for each in found], find_row_axes(method, *found[0]))
        for found in alike.values()
    ]
    if method.kind == "incidence" and not steps[0].by:
        examples.append(([tabulate_rows(method, [count_excluded(list_no_numbers(method))])], {}))
    for tables, axes in examples:
        if all(axes.values()):
            yield EmptyRows(build_method_answer(method, pa.concat_tables(tables), *seen, where).raw, axes)


def list_empty_rows(
    method: Method,
    steps: Sequence[CellQuery],
    where: Condition,
    seen: tuple[Release, date],
    only: Mapping[str, Collection[str]] = EVERY_LEVEL,
) -> Iterator[EmptyRows]:
    """List the same with the rows of every margin, where an empty level of ``only`` wants it."""
    names = [name for name in steps[0].by if not is_split(name, method)]
    for by in (set(each) for size in range(len(names) + 1) for each in combinations(names, size)):
        if all("" in levels for name, levels in only.items() if name not in by):
            narrow = [CellQuery(tuple(name for name in step.by if name in by), step.where) for step in steps]
            yield from find_empty_rows(method, narrow, where, seen, only)


def _build_example(method: Method, asked: CellQuery, levels: AnswerLevels) -> pa.Table:
    """Build the first of the rows as if there were no unit; no row if there is no place."""
    places = islice(list_positions(levels), 1)
    return tabulate_rows(method, build_rows_at(method, asked, list_no_numbers(method), places)).slice(0, 1)
