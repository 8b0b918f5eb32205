"""Who had a standing order on a day, and in which of the announcement's groups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.answers import Condition, build_level_table
from finalorder.cohorts.custom import CustomCohort
from finalorder.cohorts.definitions import get_cohort, list_cohort_names, read_cohort_sql
from finalorder.engines import DuckDB
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.ledger import build_registry_tables

#: before this day the court's electronic records are too thin to say what stood
EARLIEST_AS_OF = date(1997, 1, 1)
RECENT_MONTHS = 36
COHORT_LEDGER_TABLES = ("orders", "cases", "hearings", "completions")
COHORT_RELEASE_TABLES = ("motions", "juveniles", "priorities")


def subtract_months(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last day of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def validate_as_of(as_of: date, release: Release) -> date:
    """The day itself; raises FinalorderError if the release cannot say anything about it."""
    if as_of > release.day:
        raise NotInLakeError(
            f"{as_of} is after release {release.name} ends ({release.day}); choose an earlier --as-of, "
            "or build a later release."
        )
    if as_of < EARLIEST_AS_OF:
        raise NotInLakeError(
            f"{as_of} is before {EARLIEST_AS_OF}, where the court's records begin; choose a later --as-of."
        )
    return as_of


def set_as_of(engine: DuckDB, as_of: date) -> None:
    """Fix the day that ``standing`` and the cohorts are about."""
    since = subtract_months(as_of, RECENT_MONTHS)
    engine.register(
        "asked",
        pa.table({"as_of": pa.array([as_of], pa.date32()), "recent_since": pa.array([since], pa.date32())}),
    )


def compute_cohorts(engine: DuckDB, cohorts: Iterable[str] = (), own: Sequence[CustomCohort] = ()) -> None:
    """Keep, for the day asked, ``standing``, one table ``cohort_NAME`` a cohort, and ``members`` of them all.

    ``own`` are cohorts of a user's files; they need the engine of :func:`gathered`.
    """
    asked = [get_cohort(name).name for name in cohorts or list_cohort_names()]
    engine.create_table("standing", read_cohort_sql("standing"))
    for name in asked:
        engine.create_table(f"cohort_{name}", read_cohort_sql(name))
    if own:
        materialize_traits(engine)
    for each in own:
        _compute_custom_cohort(engine, each)
    every = [f"SELECT idncase, '{name}' AS cohort, lower, false AS is_own FROM cohort_{name}" for name in asked]
    every += [f"SELECT idncase, '{each.name}', lower, true FROM cohort_{each.name}" for each in own]
    engine.create_table("members", " UNION ALL ".join(every))


def materialize_traits(engine: DuckDB) -> None:
    """Keep ``traits``: every standing order with its level of every dimension."""
    engine.create_table("case_traits", read_cohort_sql("case_traits"))
    engine.create_table("traits", read_cohort_sql("order_traits"))


def materialize_condition_levels(engine: DuckDB, condition: Condition) -> None:
    """Keep ``asked_levels``: what ``traits`` say to a condition."""
    engine.register_all(condition.build_tables())
    engine.create_table("asked_levels", read_cohort_sql("asked_levels"))


def _compute_custom_cohort(engine: DuckDB, each: CustomCohort) -> None:
    if each.sql:
        engine.run_user_sql(
            "met", f"SELECT DISTINCT idncase AS unit_id FROM ({each.sql.rstrip().rstrip(';')}) AS chosen"
        )
    else:
        materialize_condition_levels(engine, each.condition)
        engine.create_table("met", read_cohort_sql("meeting"))
    engine.create_table(f"cohort_{each.name}", read_cohort_sql("own"))


def find_cohort_files(release: Release) -> dict[str, Path]:
    """The files of a release that the cohorts read, under the names that SQL uses."""
    ledger = {name: release.find_ledger_path(name) for name in COHORT_LEDGER_TABLES}
    return ledger | {f"release_{name}": release.find_table_path(name) for name in COHORT_RELEASE_TABLES}


def register_release(engine: DuckDB, files: Mapping[str, Path]) -> None:
    """Name a release's files and the registry's tables."""
    engine.register_all(files)
    engine.register_all(build_registry_tables())
    engine.register("registry_levels", build_level_table())


def open_cohort_engine(
    release: Release, as_of: date, cohorts: Iterable[str] = (), own: Sequence[CustomCohort] = ()
) -> DuckDB:
    """An engine that holds ``standing`` and the cohorts of a release on a day; close it when done."""
    engine = DuckDB()
    register_release(engine, find_cohort_files(release))
    set_as_of(engine, validate_as_of(as_of, release))
    compute_cohorts(engine, cohorts, own)
    return engine
