"""Many splits of a method counted from its cube: what a plan publishes, without any margin twice."""

from collections.abc import Iterable, Iterator, Sequence
from math import prod

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.answers import Condition
from finalorder.engines import Raw, StepRunner
from finalorder.lake import Release
from finalorder.measures.cubes import CUBES_FOLDER, open_cube_files
from finalorder.measures.empty_rows import list_own_levels
from finalorder.measures.estimators import build_method_answer, build_rows_at, count_excluded, tabulate_rows
from finalorder.measures.grouping_steps import Grouping, build_day_cells_step, build_grouping_steps, name_table
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

#: a grouping, its numbers, and the places with at least as many units as are asked for
Counted = tuple[Grouping, pa.Table, list[CellPosition]]


def list_prepared_methods(release: Release) -> list[Method]:
    """List the methods whose cubes a build has written."""
    folder = release.path / CUBES_FOLDER
    return [each for each in load_methods().values() if (folder / f"{each.name}.parquet").exists()]


def can_group(method: Method, by: Grouping) -> bool:
    """Whether a method can be split so, and is not split so anyway."""
    return all(name in method.dimensions and not is_split(name, method) for name in by)


def count_groupings(
    release: Release, method: Method, groupings: Sequence[Grouping], least: int
) -> Iterator[tuple[Grouping, Raw]]:
    """Count the answer rows of each grouping, unprotected: those of places with at least so many units."""
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
    question = pa.table({"least": pa.array([least], pa.int64()), "has_parts": [method.kind == "parts"]})
    asked = cube.extend({"plan_question": question}, list(build_grouping_steps(method, groupings)))
    found = asked.query("plan_cells_of_families" if method.clusters else "plan_cells")
    for number, by in enumerate(groupings):
        here = found.filter(pc.equal(found.column("table_name"), name_table(number)))
        yield by, here, list_places(here)


def _count_one_by_one(cube: StepRunner, method: Method, groupings: Sequence[Grouping], least: int) -> Iterator[Counted]:
    """Count one grouping after the other: cells by day are as many as cases, so those of one split are held."""
    for by in groupings:
        asked = cube.extend({}, [build_day_cells_step(method, by)])
        found = asked.query(name_numbers(method))
        yield by, found, list_places(found, least)
        asked.forget_table("cells")
