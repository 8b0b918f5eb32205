"""Who had a standing order on a day, and in which of the announcement's groups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.cohorts.naming import cohort, names, sql_of
from finalorder.cohorts.own import OwnCohort
from finalorder.cohorts.predicates import Condition, level_table
from finalorder.engines import DuckDB
from finalorder.errors import Problem
from finalorder.ledger import registry_tables
from finalorder.releases.lake import Release

#: before this day the court's electronic records are too thin to say what stood
EARLIEST = date(1997, 1, 1)
RECENT_MONTHS = 36
LEDGER = ("orders", "cases", "hearings", "completions")
RELEASE_TABLES = ("motions", "juveniles", "priorities")


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last day of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def checked_day(as_of: date, release: Release) -> date:
    """The day itself; raises Problem if the release cannot say anything about it."""
    if as_of > release.day:
        raise Problem(
            f"{as_of} is after release {release.name} ends ({release.day}); ask for an earlier --as-of, "
            "or build a later release."
        )
    if as_of < EARLIEST:
        raise Problem(f"{as_of} is before {EARLIEST}, where the court's records begin; ask for a later --as-of.")
    return as_of


def ask(engine: DuckDB, as_of: date) -> None:
    """Fix the day that ``standing`` and the cohorts are about."""
    since = months_before(as_of, RECENT_MONTHS)
    engine.see(
        "asked",
        pa.table({"as_of": pa.array([as_of], pa.date32()), "recent_since": pa.array([since], pa.date32())}),
    )


def gather(engine: DuckDB, cohorts: Iterable[str] = (), own: Sequence[OwnCohort] = ()) -> None:
    """Keep, for the day asked, ``standing``, one table ``cohort_NAME`` a cohort, and ``members`` of them all.

    ``own`` are cohorts of a user's files; they need the engine of :func:`gathered`.
    """
    asked = [cohort(name).name for name in cohorts or names()]
    engine.keep("standing", sql_of("standing"))
    for name in asked:
        engine.keep(f"cohort_{name}", sql_of(name))
    if own:
        see_traits(engine)
    for each in own:
        _gather_own(engine, each)
    every = [f"SELECT idncase, '{name}' AS cohort, lower, false AS is_own FROM cohort_{name}" for name in asked]
    every += [f"SELECT idncase, '{each.name}', lower, true FROM cohort_{each.name}" for each in own]
    engine.keep("members", " UNION ALL ".join(every))


def see_traits(engine: DuckDB) -> None:
    """Keep ``traits``: every standing order with its level of every dimension."""
    engine.keep("case_traits", sql_of("case_traits"))
    engine.keep("traits", sql_of("order_traits"))


def see_condition(engine: DuckDB, condition: Condition) -> None:
    """Keep ``asked_levels``: what ``traits`` say to a condition."""
    engine.see_all(condition.tables())
    engine.keep("asked_levels", sql_of("asked_levels"))


def _gather_own(engine: DuckDB, each: OwnCohort) -> None:
    if each.sql:
        engine.keep_users("met", f"SELECT DISTINCT idncase AS unit_id FROM ({each.sql.rstrip().rstrip(';')}) AS chosen")
    else:
        see_condition(engine, each.condition)
        engine.keep("met", sql_of("meeting"))
    engine.keep(f"cohort_{each.name}", sql_of("own"))


def sources(release: Release) -> dict[str, Path]:
    """The files of a release that the cohorts read, under the names that SQL uses."""
    ledger = {name: release.ledger_path(name) for name in LEDGER}
    return ledger | {f"release_{name}": release.table_path(name) for name in RELEASE_TABLES}


def see_release(engine: DuckDB, files: Mapping[str, Path]) -> None:
    """Name a release's files and the registry's tables."""
    engine.see_all(files)
    engine.see_all(registry_tables())
    engine.see("registry_levels", level_table())


def gathered(release: Release, as_of: date, cohorts: Iterable[str] = (), own: Sequence[OwnCohort] = ()) -> DuckDB:
    """An engine that holds ``standing`` and the cohorts of a release on a day; close it when done."""
    engine = DuckDB()
    see_release(engine, sources(release))
    ask(engine, checked_day(as_of, release))
    gather(engine, cohorts, own)
    return engine
