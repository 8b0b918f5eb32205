"""What a release publishes besides measures: the operations that ship, each at its announcement, and the cohorts."""

from collections.abc import Callable
from datetime import date

from finalorder import cohorts, measures
from finalorder.answers import Shown
from finalorder.disclosure import (
    COHORTS,
    OPERATIONS,
    PlanTable,
    PublishedTable,
    apply_disclosure_control,
    load_plan,
    open_plan,
    publish_rows,
)
from finalorder.lake import Release
from finalorder.operations.loader import list_shipped_operations, load_operation
from finalorder.operations.operation import Operation
from finalorder.registry import load_dimensions


def publish_scopes(release: Release, done: Callable[[str], None]) -> list[PublishedTable]:
    """Write the tables of the plan that are of cohorts and operations."""
    published = []
    for table in load_plan():
        if table.of == COHORTS:
            published.append(publish_rows(release, table, _count_cohorts(release)))
            done(f"plan {table.name}")
        for operation in _list_announced(release) if table.of == OPERATIONS else ():
            named = PlanTable(name_scope_table(operation.id), OPERATIONS)
            published.append(publish_rows(release, named, _count_scope(operation, release)))
            done(f"plan {named.name}")
    return published


def find_published_scope(operation: Operation, release: Release, day: date) -> Shown | None:
    """Find the published counts of an operation that ships, if it is asked as it was announced."""
    plan, name = open_plan(release), name_scope_table(operation.id)
    if plan is None or name not in plan.tables or day != operation.announced:
        return None
    shipped = load_operation(operation.id, cohorts=cohorts.list_cohort_names())
    is_same = (shipped.cities, shipped.cohorts) == (operation.cities, operation.cohorts)
    return plan.read_table(name) if is_same and shipped.announced == day else None


def name_scope_table(operation: str) -> str:
    """Name an operation's table."""
    return f"{OPERATIONS}/{operation}"


def _list_announced(release: Release) -> list[Operation]:
    """List the operations that ship and were announced by the release's day."""
    shipped = (load_operation(name, cohorts=cohorts.list_cohort_names()) for name in list_shipped_operations())
    return [operation for operation in shipped if operation.announced <= release.day]


def _count_scope(operation: Operation, release: Release) -> Shown:
    raws = measures.count_scope(
        release, operation.announced, operation.cities, list(operation.cohorts), operation=operation.id
    )
    return apply_disclosure_control(raws)


def _count_cohorts(release: Release) -> Shown:
    """Count every cohort that ships, in every city and in the nation, on the release day."""
    cities = list(load_dimensions()["city"].levels)
    raws = measures.count_scope(release, release.day, cities, cohorts.list_cohort_names())
    shown = apply_disclosure_control(raws)
    return shown.select_rows(lambda row: bool(row.city) or row.measure == "standing_orders_nation")
