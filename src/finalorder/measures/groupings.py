"""Many splits of a method counted from its cube: what a plan publishes, without any margin twice."""

from collections.abc import Iterable, Iterator, Sequence
from math import prod

import pyarrow as pa

from finalorder.answers import Condition
from finalorder.engines import Raw, StepRunner
from finalorder.lake import Release
from finalorder.measures.cubes import CUBES_FOLDER, has_cubes, open_cube_files
from finalorder.measures.empty_rows import list_own_levels
from finalorder.measures.estimators import build_method_answer, build_rows_at, count_excluded, tabulate_rows
from finalorder.measures.grouping_steps import (
    CELLS_IN_ORDER,
    Grouping,
    build_day_cells_step,
    build_grouping_steps,
    build_summed_cells_step,
    name_table,
)
from finalorder.measures.incidence import HORIZONS
from finalorder.measures.methods import Method, load_methods
from finalorder.measures.query import (
    CellPosition,
    CellQuery,
    is_split,
    list_filled_positions,
    list_places,
    name_numbers,
)
from finalorder.registry import load_dimensions

#: a grouping, its numbers, and the places with at least as many units as are asked for
Counted = tuple[Grouping, pa.Table, list[CellPosition]]


def list_prepared_methods(release: Release) -> list[Method]:
    """List the methods whose cubes a build has written."""
    folder = release.path / CUBES_FOLDER
    return [each for each in load_methods().values() if each.is_computed and has_cubes(folder, [each])]


def can_group(method: Method, by: Grouping) -> bool:
    """Whether a method can be split so, and is not split so anyway."""
    return all(name in method.dimensions and not is_split(name, method) for name in by)


def count_groupings(
    release: Release, method: Method, groupings: Sequence[Grouping], least: int
) -> Iterator[tuple[Grouping, Raw]]:
    """Count the answer rows of each grouping, unprotected: those of places with at least so many units.

    They come in the order in which they are counted, which need not be the one that was asked.
    """
    count = _count_one_by_one if method.kind in ("days", "incidence") else _count_together
    with open_cube_files(release.path / CUBES_FOLDER, [method]) as cube:
        for by, found, places in count(cube, method, groupings, least):
            levels = list_own_levels(method, CellQuery(by), release.day)
            yield by, _build_raw(release, method, by, found, list_filled_positions(method, places, levels))


def count_listed_rows(release: Release, method: Method, by: Grouping) -> int:
    """Count the rows that a grouping has: one a combination of levels, whether anyone is at it or not."""
    places = prod(map(len, list_own_levels(method, CellQuery(by), release.day)))
    return places * len(HORIZONS) + (not by) if method.kind == "incidence" else places


def _build_raw(
    release: Release, method: Method, by: Grouping, cells: pa.Table, positions: Iterable[CellPosition]
) -> Raw:
    rows = list(build_rows_at(method, CellQuery(by), cells, positions))
    if method.kind == "incidence" and not by:
        rows.append(count_excluded(cells))
    return build_method_answer(method, tabulate_rows(method, rows), release, release.day, Condition()).raw


def _count_together(cube: StepRunner, method: Method, groupings: Sequence[Grouping], least: int) -> Iterator[Counted]:
    """Count every grouping in one query: the cells of places with at least so many units."""
    import pyarrow.compute as pc  # takes longer to import than a published answer to read

    question = pa.table({"least": pa.array([least], pa.int64()), "has_parts": [method.kind == "parts"]})
    asked = cube.extend({"plan_question": question}, list(build_grouping_steps(method, groupings)))
    found = asked.query("plan_cells_of_families" if method.clusters else "plan_cells")
    for number, by in enumerate(groupings):
        here = found.filter(pc.equal(found.column("table_name"), name_table(number)))
        yield by, here, list_places(here)


def _count_one_by_one(cube: StepRunner, method: Method, groupings: Sequence[Grouping], least: int) -> Iterator[Counted]:
    """Count one grouping after the other: cells by day are as many as cases, so those of one split are held.

    What is part of a finer grouping is summed up from its cells.
    """
    for finest, parts in _choose_parts(groupings).items():
        held = cube.extend({}, [build_day_cells_step(method, finest)])
        yield finest, *_query_days(held, method, least)
        for by in parts:
            summed = held.extend({"finer_cells": held.table("cells")}, [build_summed_cells_step(method, by, finest)])
            yield by, *_query_days(summed, method, least)
            summed.forget_table("cells")
        held.forget_table("cells")


def _query_days(cells: StepRunner, method: Method, least: int) -> tuple[pa.Table, list[CellPosition]]:
    """Query the numbers of a method about days from a grouping's cells, and the places that have enough units."""
    found = cells.query_step(CELLS_IN_ORDER) if method.kind == "incidence" else cells.query(name_numbers(method))
    return found, list_places(found, least)


def _choose_parts(groupings: Sequence[Grouping]) -> dict[Grouping, list[Grouping]]:
    """Choose which groupings are counted by themselves, and which are summed up from each: the coarsest that has it."""
    known = load_dimensions()
    finer = {by: [other for other in groupings if set(by) < set(other)] for by in groupings}
    parts: dict[Grouping, list[Grouping]] = {by: [] for by in groupings if not finer[by]}
    for by in groupings:
        if by not in parts:
            whole = [other for other in finer[by] if other in parts]
            parts[min(whole, key=lambda each: prod(len(known[name].levels) for name in each))].append(by)
    return parts
