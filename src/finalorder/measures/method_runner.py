"""Where a method's units are gathered: the steps it needs, its own SQL, and the counts by every dimension."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from finalorder import cohorts, ledger
from finalorder.engines import Engine, Source, Step, StepRunner, find_sources, load_steps, merge_steps, open_runner
from finalorder.lake import Release
from finalorder.measures.cube_steps import load_cube_steps, name_cube
from finalorder.measures.methods import Method
from finalorder.measures.unit_dimensions import build_key_steps, find_dayless_files, find_key_files

HERE = Path(__file__).parent
#: a method's units are the step of its name with this before it
UNITS_PREFIX = "units_"
FIRST_FISCAL_YEAR = 1900


@cache
def load_measure_steps() -> Mapping[str, Step]:
    """Load the steps of the measures themselves: those that gather, those that count, and the units of each method."""
    return merge_steps(
        load_steps(HERE / "steps"),
        load_steps(HERE / "sql"),
        load_steps(HERE / "units", prefix=UNITS_PREFIX),
        build_key_steps(),
    )


@cache
def load_every_step() -> Mapping[str, Step]:
    """Load everything that a measure can come from: the steps of the ledger, the cohorts, the measures,
    and the cubes.
    """
    return merge_steps(ledger.load_ledger_steps(), cohorts.load_cohort_steps(), load_measure_steps(), load_cube_steps())


def list_method_tables(methods: Iterable[Method]) -> set[str]:
    """List the core tables that some methods read, steps included, by their names in the lake."""
    goals = [name_cube(each) for each in methods]
    return set(ledger.list_release_tables(find_sources(load_every_step(), goals, ledger.LEDGER_TABLES)))


def build_method_inputs(as_of: date) -> dict[str, pa.Table]:
    """Build what the methods' steps read of a day, besides the day itself: fiscal years begun by it,
    the last whole month.
    """
    censored_on = pa.array([find_last_complete_month(as_of)], pa.date32())
    return {**_build_fiscal_years(as_of), "follow_up": pa.table({"censored_on": censored_on})}


@contextmanager
def open_method_runner(
    release: Release,
    goals: Iterable[str],
    as_of: date,
    scratch_in: Path | None = None,
    *,
    engine: Engine | None = None,
    cubes: Iterable[Step] = (),
) -> Iterator[StepRunner]:
    """Ask a release about a day, with what is kept in files of a scratch folder; a goal is made, not looked for.

    :param cubes: cubes to count instead of those of every dimension.
    :raises FinalorderError: if the lake lacks a table that the goals come from, or cannot speak about the day.
    """
    steps = {**load_every_step(), **{each.name: each for each in cubes}}
    found = {**find_key_files(release), **find_dayless_files(release), **cohorts.find_case_files(release)}
    found |= ledger.find_carried_files(release)
    goals = list(goals)
    ready = {name: path for name, path in found.items() if name not in goals}
    files = find_sources(steps, goals, {*ledger.LEDGER_TABLES, *ready})
    sources: dict[str, Source] = {
        **cohorts.build_sources(release, as_of, files),
        **build_method_inputs(as_of),
        **ready,
    }
    with (
        TemporaryDirectory(dir=scratch_in, prefix="steps-") as scratch,
        open_runner(steps, sources, engine=engine, scratch=Path(scratch)) as runner,
    ):
        yield runner


def find_last_complete_month(day: date) -> date:
    """Find the last day of the last month that is complete on a day."""
    after = day + timedelta(1)
    return day if after.month != day.month else day.replace(day=1) - timedelta(1)


@cache
def _build_fiscal_years(as_of: date) -> dict[str, pa.Table]:
    """Build the fiscal years begun by a day as tables.

    ``fiscal_years``: one row a year: its last day, or the day itself. ``fiscal_year_spans``: one row a span of them,
    from a first year to before another, and a year of it: what lasts for years is joined with them by what is equal.
    ``fiscal_year_bounds``: one row: the first year, and the one after the last.
    """
    after = as_of.year + (as_of.month >= 10) + 1
    years = range(FIRST_FISCAL_YEAR, after)
    last = pa.array([min(date(year, 9, 30), as_of) for year in years], pa.date32())
    listed = {"fiscal_year": pa.array(years, pa.int64()), "last_day": last}
    bounds = {"first_year": pa.array([years[0]], pa.int64()), "after_year": pa.array([after], pa.int64())}
    return {
        "fiscal_years": pa.table(listed),
        "fiscal_year_spans": _build_year_spans(len(years), last),
        "fiscal_year_bounds": pa.table(bounds),
    }


def _build_year_spans(count: int, last: pa.Array) -> pa.Table:
    first, end = np.triu_indices(count)  # both inclusive
    lengths = end - first + 1
    begins = np.cumsum(lengths) - lengths
    place = np.repeat(first - begins, lengths) + np.arange(lengths.sum())
    columns = {"first_year": np.repeat(first, lengths), "after_year": np.repeat(end, lengths) + 1, "fiscal_year": place}
    years = {name: pa.array(values + FIRST_FISCAL_YEAR, pa.int64()) for name, values in columns.items()}
    return pa.table({**years, "last_day": last.take(pa.array(place))})
