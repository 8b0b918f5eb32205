"""Where a method's units are gathered: the steps it needs, its own SQL, and the counts by every dimension."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from finalorder import cohorts, ledger
from finalorder.engines import Engine, Source, Step, StepRunner, find_sources, load_steps, merge_steps, open_runner
from finalorder.lake import Release
from finalorder.measures.methods import Method, load_methods
from finalorder.measures.unit_dimensions import (
    build_key_steps,
    find_dayless_files,
    find_key_files,
    list_unit_keys,
    list_unit_rules,
    write_unit_keys,
)
from finalorder.registry import Dimension, load_dimensions

HERE = Path(__file__).parent
#: a method's units are the step of its name with this before it
UNITS_PREFIX = "units_"
FIRST_FISCAL_YEAR = 1900
#: the columns that stand for all dimensions of a sort
KEYS_OF = {"case": "kind_id", "court": "court_code", "year": "year_of"}
#: the cases of M2 to M4, counted once for the three: these columns tell them apart
MATTER_COUNTS, MATTER_COLUMNS = "matter_counts", ("how", "is_first")


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
    computed = [each for each in load_methods().values() if each.is_computed]
    cubes = {name_cube(each): Step(name_cube(each), build_cube_sql(each)) for each in computed}
    cubes[MATTER_COUNTS] = Step(MATTER_COUNTS, _build_matter_counts())
    return merge_steps(ledger.load_ledger_steps(), cohorts.load_cohort_steps(), load_measure_steps(), cubes)


def load_sums() -> Mapping[str, Step]:
    """Load how the cubes of some methods, by name, are summed from those of others, which have the same units."""
    return load_steps(HERE / "sums")


def list_method_tables(methods: Iterable[Method]) -> set[str]:
    """List the core tables that some methods read, steps included, by their names in the lake."""
    goals = [name_cube(each) for each in methods]
    return set(ledger.list_release_tables(find_sources(load_every_step(), goals, ledger.LEDGER_TABLES)))


def build_method_inputs(as_of: date) -> dict[str, pa.Table]:
    """Build what the methods' steps read of a day, besides the day itself: fiscal years begun by it,
    the last whole month.
    """
    censored_on = pa.array([find_last_complete_month(as_of)], pa.date32())
    return {"fiscal_years": _build_fiscal_years(as_of), "follow_up": pa.table({"censored_on": censored_on})}


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


def name_cube(method: Method) -> str:
    """Name the step that counts a method's units by its keys."""
    return f"cube_{method.name}"


def list_cube_keys(method: Method, dims: Collection[str] | None = None) -> list[str]:
    """List the columns by which a method's units are counted: those of every method, and its own.

    :param dims: the dimensions that are asked for; None is every one.
    """
    known = load_dimensions()
    asked = {name for name in known if dims is None or name in dims}
    keys = [column for of, column in KEYS_OF.items() if any(known[name].of == of for name in asked)]
    keys += [each.column for each, _ in list_unit_rules() if each.name in asked]
    keys += [name.replace("-", "_") for name in method.own if name in asked]
    keys += ["split"] if method.split and method.kind != "incidence" else []
    keys += ["cluster"] if method.clusters else []
    keys += ["days"] if method.kind in ("days", "incidence") else []
    keys += ["cause", "follow_days"] if method.kind == "incidence" else []
    return keys + [each.column for each in cohorts.select_gathered(dims or ())]


def build_cube_sql(method: Method) -> str:
    """Build the SELECT that counts a method's units by its keys, in their order: from a cube that has them, if any."""
    keys = list_cube_keys(method)
    order = ", ".join(f"{key} NULLS LAST" for key in keys)
    summed = load_sums().get(method.name)
    counting = _build_counting_sql(method, keys) if summed is None else _build_summing_sql(summed.sql, keys)
    return f"{counting}\nORDER BY {order}"


def build_narrow_cube(method: Method, dims: Collection[str]) -> Step:
    """Build the step that counts a method's units by some dimensions only: its cube, for one question."""
    gathered = cohorts.select_gathered(dims)
    return Step(name_cube(method), _build_counting_sql(method, list_cube_keys(method, dims), gathered))


def _build_counting_sql(method: Method, keys: Collection[str], gathered: Sequence[Dimension] = ()) -> str:
    hits = "CASE WHEN in_numerator THEN 1 ELSE 0 END" if "in_numerator" in method.sql else "0"
    return _count_units(method.sql, (keys, gathered), keys, hits)


def _build_matter_counts() -> str:
    matters = load_measure_steps()["matters"].sql
    units = (
        "SELECT m.*, m.counted_on AS representation_day, m.is_ordered_in_absentia AS in_numerator\n"
        f"FROM (\n{matters}) AS m"
    )
    keys = [column for column in list_unit_keys() if column != "cluster"]
    return _count_units(units, (keys, ()), [*keys, "court_code", *MATTER_COLUMNS])


def _count_units(
    units: str,
    keyed_by: tuple[Collection[str], Sequence[Dimension]],
    keys: Collection[str],
    hits: str = "CASE WHEN in_numerator THEN 1 ELSE 0 END",
) -> str:
    selected = "".join(f"{key}, " for key in keys)
    grouped = f"\nGROUP BY {', '.join(keys)}" if keys else ""
    return (
        f"WITH\nunits AS (\n{units}\n),\nkeyed AS (\n{write_unit_keys(*keyed_by)}\n)\n"
        f"SELECT {selected}CAST(sum({hits}) AS BIGINT) AS numerator, count(*) AS denominator\n"
        f"FROM keyed{grouped}"
    )


def _build_summing_sql(counted: str, keys: Collection[str]) -> str:
    named = ", ".join(keys)
    return (
        f"WITH\ncounted AS (\n{counted}\n)\n"
        f"SELECT {named}, CAST(sum(hits) AS BIGINT) AS numerator, CAST(sum(denominator) AS BIGINT) AS denominator\n"
        f"FROM counted\nGROUP BY {named}"
    )


def find_last_complete_month(day: date) -> date:
    """Find the last day of the last month that is complete on a day."""
    after = day + timedelta(1)
    return day if after.month != day.month else day.replace(day=1) - timedelta(1)


def _build_fiscal_years(as_of: date) -> pa.Table:
    """Build one row a fiscal year begun by the day: its last day, or the day itself."""
    current = as_of.year + (as_of.month >= 10)
    years = list(range(FIRST_FISCAL_YEAR, current + 1))
    last = [min(date(year, 9, 30), as_of) for year in years]
    return pa.table({"fiscal_year": pa.array(years, pa.int64()), "last_day": pa.array(last, pa.date32())})
