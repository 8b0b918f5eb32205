"""What a build prepares: every method's units counted by every dimension, so that questions are answered at once."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.answers import Question
from finalorder.cohorts import PREPARED_FOLDER, list_columns, list_possible_case_tables, select_gathered, validate_as_of
from finalorder.engines import Engine, Source, Step, StepRunner, open_runner
from finalorder.lake import Release
from finalorder.ledger import build_registry_tables
from finalorder.measures import prepared
from finalorder.measures.cube_steps import build_narrow_cube, list_counts
from finalorder.measures.empty_rows import list_empty_rows
from finalorder.measures.estimators import EmptyRows, MethodAnswer, build_method_answer, build_method_rows
from finalorder.measures.left_out import CANNOT_BE_ADDED, build_left_out_rows, separate_left_out
from finalorder.measures.method_runner import list_method_tables, load_every_step, open_method_runner
from finalorder.measures.methods import Method, choose_methods, load_methods
from finalorder.measures.query import (
    COLUMN_BY_DIMENSION,
    CellPosition,
    CellQuery,
    build_cell_query,
    list_answer_levels,
    list_filled_positions,
    list_places,
    list_positions,
    query_numbers,
)
from finalorder.measures.question_steps import get_fiscal_year, plan_steps
from finalorder.measures.unit_dimensions import DAYLESS_TABLES, list_kind_columns
from finalorder.registry import build_file_notes

CUBES_FOLDER = PREPARED_FOLDER
KEYS_IN_ORDER = {
    "case_kinds": Step("kinds_in_order", "SELECT * FROM case_kinds ORDER BY kind_id NULLS LAST"),
    "case_keys": Step("keys_in_order", "SELECT * FROM case_keys ORDER BY idncase NULLS LAST"),
}


def write_cubes(
    release: Release, target: Path, *, done: Callable[[str], None] = lambda _: None, engine: Engine | None = None
) -> list[str]:
    """Write what methods count of a release on its day, the kinds of case and each case's; gives the methods.

    One row is a number of units that agree in every dimension: in the year, court, custody and representation of the
    unit, and in the kind of its case. ``cubes/METHOD.parquet`` is of one method, ``cubes/NAME_counts.parquet`` of all
    that share their units. A method that reads a table which was not built is left out, and so is every method if the
    ledger was.
    """
    target.mkdir(exist_ok=True)
    possible = [each for each in load_methods().values() if each.is_computed and _has_method_tables(release, each)]
    dayless = [*list_possible_case_tables(release), *DAYLESS_TABLES]
    counts = {name: step for name, (step, _) in list_counts(possible).items()}
    goals = [*KEYS_IN_ORDER, *counts.values(), *prepared.PATHWAY_TABLES, *dayless]
    with open_method_runner(release, goals, release.day, target, engine=engine) as runner:
        prepared.write_dayless_tables(runner, target, dayless)
        for name, step in KEYS_IN_ORDER.items():
            notes = build_file_notes(f"cubes/{name}")
            runner.extend({}, [step]).write(step.name, target / f"{name}.parquet", notes)
        for name, counted in counts.items():
            runner.write(counted, target / f"{name}.parquet", build_file_notes(f"cubes/{name}"))
            done(f"cube {name}")
        prepared.write_pathway_tables(runner, target)
    prepared.write_docket_tables(release, target, engine=engine)
    return [each.id for each in possible]


NO_RESTRICTION: Mapping[str, Collection[str]] = {}


def _has_method_tables(release: Release, method: Method) -> bool:
    return all((release.path / "tables" / f"{name}.parquet").exists() for name in list_method_tables([method]))


def answer_measure(
    release: Release,
    question: Question,
    only: Mapping[str, Collection[str]] = NO_RESTRICTION,
    *,
    stepwise: bool = False,
    engine: Engine | None = None,
) -> list[MethodAnswer]:
    """Return the answers of a measure's methods, one unprotected table a method, every level listed.

    A method that cannot be asked so is left out with a row that says why, unless no method can be.

    The build's cubes answer about the release day; about another day the units are gathered from the ledger.

    :param only: the levels of a dimension that are wanted (its margin is the empty one); others are not answered.
    :param stepwise: count each set that the gate rounds by itself: rows that describe the same number are to be added,
        and those without a unit are told by their levels.
    :raises FinalorderError: if a name is unknown, no method can be asked so, or the release cannot speak about the
        day.
    """
    asked = build_cell_query(question)
    day = validate_as_of(question.as_of or release.day, release)
    named = choose_methods(question.subject, question.methods)
    found, reasons = separate_left_out(named, asked, get_fiscal_year(day))
    steps = plan_steps(found, asked) if stepwise else {each: [asked] for each in found}
    reasons |= {each: CANNOT_BE_ADDED for each in found if each not in steps}
    numbers = _count_steps(release, steps, day, engine)
    rows = {each: build_left_out_rows(why) for each, why in reasons.items()}
    empty: dict[Method, list[EmptyRows]] = {}
    for each, counted in numbers.items():
        places = _list_filled_places(counted) if stepwise else None
        rows[each] = _filter_levels(_build_rows(each, counted, day, places), only)
        empty[each] = [*list_empty_rows(each, steps[each], asked.where, (release, day), only)] if stepwise else []
    answers = ((each, build_method_answer(each, rows[each], release, day, asked.where)) for each in named)
    return [replace(answer, empty=tuple(empty.get(each, ()))) for each, answer in answers]


def _count_steps(
    release: Release, steps: Mapping[Method, Sequence[CellQuery]], day: date, engine: Engine | None
) -> dict[Method, list[tuple[CellQuery, pa.Table]]]:
    """Count the numbers of every step of a question by method, from cubes."""
    dims = {name for asked in steps.values() for step in asked for name in (*step.by, *step.where.dims)}
    with _open_cubes(release, list(steps), day, dims, engine) as runner:
        return {each: [(step, query_numbers(runner, each, step)) for step in asked] for each, asked in steps.items()}


def _build_rows(
    method: Method, counted: Sequence[tuple[CellQuery, pa.Table]], day: date, places: Collection[CellPosition] | None
) -> pa.Table:
    """Build the rows of every step: of some places, or of every one that answers list."""
    built = []
    for step, found in counted:
        levels = list_answer_levels(method, step, get_fiscal_year(day))
        here = list_positions(levels) if places is None else list_filled_positions(method, places, levels)
        built.append(build_method_rows(method, step, found, here))
    return pa.concat_tables(built)


def _list_filled_places(counted: Sequence[tuple[CellQuery, pa.Table]]) -> Collection[CellPosition]:
    """List the places at which any step has a unit; an answer row needs the steps that have none there as well."""
    return dict.fromkeys(place for _, found in counted for place in list_places(found))


def _filter_levels(rows: pa.Table, only: Mapping[str, Collection[str]]) -> pa.Table:
    """Return rows of the levels that are wanted; a row has a dimension in its own column, or by name in one of two."""
    import pyarrow.compute as pc  # takes longer to import than a published answer to read

    for name, levels in only.items():
        wanted = pa.array(list(levels), pa.string())
        if name in COLUMN_BY_DIMENSION:
            rows = rows.filter(pc.is_in(rows.column(COLUMN_BY_DIMENSION[name]), wanted))
            continue
        split = [pc.equal(rows.column(f"by_{place}"), name) for place in (1, 2)]
        level = pc.if_else(split[0], rows.column("level_1"), pc.if_else(split[1], rows.column("level_2"), ""))
        rows = rows.filter(pc.is_in(level, wanted))
    return rows


@contextmanager
def _open_cubes(
    release: Release, asked: Sequence[Method], day: date, dims: Collection[str], engine: Engine | None
) -> Iterator[StepRunner]:
    """Open a runner that has the cube of each method: that of the build, or one of the dimensions asked made now."""
    folder = release.path / CUBES_FOLDER
    if day == release.day and not select_gathered(dims) and has_cubes(folder, asked):
        with open_cube_files(folder, asked, engine=engine) as seen:
            yield seen
        return
    cubes = [build_narrow_cube(each, dims) for each in asked]
    with open_method_runner(release, [each.name for each in cubes], day, engine=engine, cubes=cubes) as runner:
        yield runner


def has_cubes(folder: Path, asked: Sequence[Method]) -> bool:
    """Return whether a build counted what the cubes are read from, by the dimensions that there are today."""
    kinds = folder / "case_kinds.parquet"
    if not kinds.exists() or not set(list_kind_columns()) <= list_columns(kinds):
        return False
    keys = {folder / f"{name}.parquet": keys for name, (_, keys) in list_counts(asked).items()}
    return all(path.exists() and set(its) <= list_columns(path) for path, its in keys.items())


def open_cube_files(folder: Path, asked: Sequence[Method], *, engine: Engine | None = None) -> StepRunner:
    """Open a runner that has cubes on disk; close it when done."""
    sources: dict[str, Source] = {step: folder / f"{name}.parquet" for name, (step, _) in list_counts(asked).items()}
    sources["case_kinds"] = folder / "case_kinds.parquet"
    sources |= build_registry_tables()
    return open_runner(load_every_step(), sources, engine=engine)
