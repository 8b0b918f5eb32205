"""Who had a standing order on a day, and in which of the announcement's groups."""

from collections.abc import Iterable, Sequence
from datetime import date

import pyarrow as pa

from finalorder import registry
from finalorder.answers import Condition, build_level_table
from finalorder.cohorts.case_files import can_make, find_case_files, find_release_files
from finalorder.cohorts.custom import CustomCohort
from finalorder.cohorts.definitions import get_cohort, list_cohort_names, load_cohort_steps, load_cohorts
from finalorder.cohorts.gathered_levels import build_asked_steps, select_gathered
from finalorder.engines import (
    Engine,
    Source,
    Step,
    StepError,
    StepRunner,
    Table,
    find_sources,
    merge_steps,
    open_runner,
)
from finalorder.errors import InputError, NotInLakeError
from finalorder.lake import Release
from finalorder.ledger import (
    LEDGER_TABLES,
    build_asked_table,
    build_registry_tables,
    build_release_info,
    find_carried_files,
    load_ledger_steps,
)

#: before this day the court's electronic records are too thin to say what stood
EARLIEST_AS_OF = date(1997, 1, 1)


def subtract_months(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or the last day of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def validate_as_of(as_of: date, release: Release) -> date:
    """Return the day itself, if the release can speak about it; FinalorderError if it cannot."""
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


def build_asked(as_of: date) -> pa.Table:
    """Build the one-row table ``asked``: the day that ``standing`` and the groups are about, and what groups name."""
    since = {
        name: subtract_months(as_of, months)
        for each in load_cohorts().values()
        for name, months in each.months_before.items()
    }
    return build_asked_table(as_of, **since)


def build_sources(release: Release, as_of: date, sources: Iterable[str]) -> dict[str, Source]:
    """Return what steps about a day begin with: a release's files among ``sources``, the registry's tables, the day.

    :raises FinalorderError: if the release lacks a table, or cannot say anything about the day.
    """
    return {
        **find_release_files(release, sources),
        **build_registry_tables(),
        "registry_levels": build_level_table(),
        "release_info": build_release_info(release.day),
        "asked": build_asked(validate_as_of(as_of, release)),
    }


def open_cohorts(
    release: Release,
    as_of: date,
    cohorts: Iterable[str] | None = None,
    own: Sequence[CustomCohort] = (),
    *,
    engine: Engine | None = None,
) -> StepRunner:
    """Ask a release who had a standing order on a day, and who was in which cohort; close it when done.

    It has ``standing``, one table ``cohort_NAME`` a cohort, and ``members`` of them all.

    :param cohorts: names of cohorts; None is every one that ships. ``own`` are those of a user's files.
    """
    steps = merge_steps(load_ledger_steps(), load_cohort_steps())
    read_by_users = {name for each in own if each.sql for name in make_user_step(each).reads}
    ready = find_carried_files(release) | find_case_files(release)
    files = find_sources(steps, _list_goals(own), {*LEDGER_TABLES, *ready}) | read_by_users
    runner = open_runner(steps, {**build_sources(release, as_of, files), **ready}, engine=engine)
    return compute_cohorts(runner, cohorts, own)


def can_gather(release: Release, condition: Condition) -> bool:
    """Return whether a lake has the tables of what a condition names that is gathered when it is asked."""
    facts = {each.facts for each in select_gathered(condition.dims) if each.facts}
    steps = merge_steps(load_ledger_steps(), load_cohort_steps())
    ready = {*LEDGER_TABLES, *find_case_files(release)}
    return can_make(release, find_sources(steps, facts - ready, ready))


def _list_goals(own: Sequence[CustomCohort]) -> list[str]:
    """List the steps that groups may need: of facts that are gathered when asked, those that a condition asks."""
    gathered = {each.facts for each in registry.load_dimensions().values() if each.is_gathered_when_asked}
    asked = {each.facts for cohort in own for each in select_gathered(cohort.condition.dims)}
    return [name for name in load_cohort_steps() if name not in gathered - asked]


def compute_cohorts(
    runner: StepRunner, cohorts: Iterable[str] | None = None, own: Sequence[CustomCohort] = ()
) -> StepRunner:
    """Ask who is in which cohort of a runner that has the cohorts' steps and sources; gives it with ``members``."""
    asked = [get_cohort(name).name for name in (list_cohort_names() if cohorts is None else cohorts)]
    tables: dict[str, Source] = {f"cohort_{name}": runner.table(name) for name in asked}
    for each in own:
        tables[f"cohort_{each.name}"] = compute_custom_cohort(runner.extend(tables), each)
    every = ["SELECT idncase, '' AS cohort, false AS lower, false AS is_own FROM standing WHERE idncase IS NULL"]
    every += [f"SELECT idncase, '{name}' AS cohort, lower, false AS is_own FROM cohort_{name}" for name in asked]
    every += [f"SELECT idncase, '{each.name}', lower, true FROM cohort_{each.name}" for each in own]
    return runner.extend(tables, [Step("members", " UNION ALL ".join(every))])


def ask_condition(runner: StepRunner, condition: Condition) -> StepRunner:
    """Ask what the standing orders say to a condition: ``asked_levels``, ``meeting``."""
    known = registry.load_dimensions()
    seen = runner.extend(condition.build_tables(), build_asked_steps([known[name] for name in condition.dims]))
    return seen.extend({"traits": seen.table("asked_traits")})


def compute_custom_cohort(runner: StepRunner, each: CustomCohort) -> Table:
    """Compute the table of a user's cohort: who meets its condition, or is in the answer to its SELECT."""
    met = _run_user_sql(runner, each) if each.sql else ask_condition(runner, each.condition).table("meeting")
    return runner.extend({"met": met}).table("own")


def _run_user_sql(runner: StepRunner, each: CustomCohort) -> Table:
    seen = runner.extend({"traits": runner.table("order_traits")})
    try:
        return seen.create_user_table(make_user_step(each))
    except StepError as error:
        raise InputError(f"your SQL cannot be run: {error}.") from error


def make_user_step(each: CustomCohort) -> Step:
    """Make the step of a cohort in SQL.

    :raises InputError: if the SQL cannot be read.
    """
    step = Step("met", f"SELECT DISTINCT idncase AS unit_id FROM ({each.sql.rstrip().rstrip(';')}) AS chosen")
    try:
        step.reads  # noqa: B018 - whether it can be parsed
    except StepError as error:
        raise InputError(f"your SQL cannot be run: {error}") from error
    return step
