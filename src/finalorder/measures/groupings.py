"""Many splits of a method counted in one query of its cube: what a plan publishes, without any margin twice."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import prod
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.answers import Condition
from finalorder.engines import Raw
from finalorder.lake import Release
from finalorder.measures.cubes import CUBES_FOLDER, open_cube_files
from finalorder.measures.estimators import (
    build_method_answer,
    build_rows_at,
    count_excluded,
    name_horizon,
    tabulate_rows,
)
from finalorder.measures.grouping_steps import Grouping, build_grouping_steps, name_table
from finalorder.measures.incidence import HORIZONS
from finalorder.measures.methods import Method, load_methods
from finalorder.measures.query import (
    CELL_SCHEMA,
    AnswerLevels,
    CellPosition,
    CellQuery,
    is_split,
    list_levels,
    list_places,
    list_positions,
)
from finalorder.measures.question_steps import get_fiscal_year

EVERY_LEVEL: Mapping[str, Collection[str]] = {}


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
    found = _query_groupings(release.path / CUBES_FOLDER, method, groupings, least)
    for number, by in enumerate(groupings):
        here = found.filter(pc.equal(found.column("table_name"), name_table(number)))
        levels = _list_grouping_levels(method, by, release)
        yield by, _build_raw(release, method, by, here, _list_filled_positions(method, here, levels))


def list_empty_rows(
    release: Release,
    method: Method,
    by: Grouping,
    only: Mapping[str, Collection[str]] = EVERY_LEVEL,
    *,
    most: int | None = None,
) -> Raw:
    """List every row that a grouping has, as if there were no unit; of some levels only, if they are named.

    :param most: list those of so many places only.
    """
    nobody = CELL_SCHEMA.empty_table()
    levels = _keep_levels(method, by, _list_grouping_levels(method, by, release), only)
    places = islice(list_positions(levels), most)
    return _build_raw(release, method, by, nobody, places)


def list_row_axes(
    release: Release, method: Method, by: Grouping, only: Mapping[str, Collection[str]] = EVERY_LEVEL
) -> dict[str, list[str]]:
    """List what stands in each text column by which the rows of a grouping differ: the rows are every combination."""
    kept = _keep_levels(method, by, _list_grouping_levels(method, by, release), only)
    levels = dict(zip(CellPosition._fields, kept, strict=True))
    apart = [name_horizon(days) for days in HORIZONS] if method.kind == "incidence" else levels["split"]
    others = [levels[f"level_{n}"] for n, _ in enumerate(CellQuery(by).list_other_dimensions(method), start=1)]
    axes = {"city": levels["city"], "period": levels["period"]}
    if method.split == "order_class":
        axes["order_class"] = apart
    elif method.split:
        others.insert(0, apart)
    return axes | {f"level_{number}": each for number, each in enumerate(others, start=1)}


def count_listed_rows(release: Release, method: Method, by: Grouping) -> int:
    """Count the rows that a grouping has: one a combination of levels, whether anyone is at it or not."""
    places = prod(map(len, _list_grouping_levels(method, by, release)))
    return places * len(HORIZONS) + (not by) if method.kind == "incidence" else places


def _build_raw(
    release: Release, method: Method, by: Grouping, cells: pa.Table, positions: Iterable[CellPosition]
) -> Raw:
    rows = list(build_rows_at(method, CellQuery(by), cells, positions))
    if method.kind == "incidence" and not by:
        rows.append(count_excluded(cells))
    return build_method_answer(method, tabulate_rows(method, rows), release, release.day, Condition()).raw


def _query_groupings(folder: Path, method: Method, groupings: Sequence[Grouping], least: int) -> pa.Table:
    question = pa.table({"least": pa.array([least], pa.int64()), "has_parts": [method.kind == "parts"]})
    steps = list(build_grouping_steps(method, groupings))
    with open_cube_files(folder, [method]) as cube:
        return cube.extend({"plan_question": question}, steps).query(
            "plan_cells_of_families" if method.clusters else "plan_cells"
        )


def _list_filled_positions(method: Method, here: pa.Table, levels: AnswerLevels) -> Iterable[CellPosition]:
    """List the places of some cells; of the parts of a whole every part, whether there are such units or not.

    What is at no level that answers list (a year before the court's first) is left out.
    """
    places: Iterable[CellPosition] = list_places(here)
    if method.kind == "parts":
        wholes = dict.fromkeys(place._replace(split="") for place in places)
        places = [place._replace(split=part) for place in wholes for part in levels[-1]]
    listed = [set(each) for each in levels]
    return [place for place in places if all(level in each for level, each in zip(place, listed, strict=True))]


def _list_grouping_levels(method: Method, by: Grouping, release: Release) -> AnswerLevels:
    """List the levels of each column without its margin."""
    levels = list_levels(method, CellQuery(by), get_fiscal_year(release.day))
    return [[level for level in each if level] or [""] for each in levels]


def _keep_levels(
    method: Method, by: Grouping, levels: AnswerLevels, only: Mapping[str, Collection[str]]
) -> AnswerLevels:
    places = CellQuery(by).assign_columns(method)
    wanted = [only.get(places.get(column, ""), each) for column, each in zip(CellPosition._fields, levels, strict=True)]
    return [[level for level in each if level in set(kept)] for each, kept in zip(levels, wanted, strict=True)]
