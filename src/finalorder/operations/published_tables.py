"""Publish what is no measure: the operations that ship, each as of its first day, the cohorts of every city, and the
forecast of a year.
"""

from collections.abc import Callable

from finalorder import cohorts, measures
from finalorder.answers import Shown
from finalorder.disclosure import (
    COHORTS,
    FORECASTS,
    OPERATIONS,
    PlanTable,
    PublishedTable,
    apply_disclosure_control,
    load_plan,
    publish_rows,
)
from finalorder.lake import Release
from finalorder.operations.loader import list_shipped_operations, load_operation
from finalorder.operations.operation import Operation
from finalorder.operations.operation_scope import ask_scope, count_operation_scope, name_scope_table
from finalorder.operations.prepared_forecasts import count_forecast
from finalorder.registry import load_dimensions


def publish_scopes(release: Release, done: Callable[[str], None]) -> list[PublishedTable]:
    """Write the tables of the plan that are of cohorts, operations and forecasts."""
    published = []
    for table in load_plan():
        if table.of == COHORTS:
            published.append(publish_rows(release, table, _count_cohorts(release)))
            done(f"plan {table.name}")
        if table.of == FORECASTS and (forecast := count_forecast(release)) is not None:
            published.append(publish_rows(release, table, forecast))
            done(f"plan {table.name}")
        for operation in _list_announced(release) if table.of == OPERATIONS else ():
            published.append(_publish_operation(release, operation))
            done(f"plan {operation.id}")
    return published


def _list_announced(release: Release) -> list[Operation]:
    """List the operations that ship and were known by the release's day."""
    shipped = (load_operation(name, cohorts=cohorts.list_cohort_names()) for name in list_shipped_operations())
    return [operation for operation in shipped if operation.first_day <= release.day]


def _publish_operation(release: Release, operation: Operation) -> PublishedTable:
    table = PlanTable(name_scope_table(operation.id), OPERATIONS)
    scope = count_operation_scope(operation, release)
    question = ask_scope(scope.operation, operation.first_day).encode().decode()
    return publish_rows(release, table, scope.shown, question)


def _count_cohorts(release: Release) -> Shown:
    """Count every cohort that ships, in every city and in the nation, on the release day."""
    question = measures.ScopeQuestion(
        release.day, cities=tuple(load_dimensions()["city"].levels), groups=tuple(cohorts.list_cohort_names())
    )
    shown = apply_disclosure_control(measures.count_scope(release, question))
    return shown.select_rows(lambda row: bool(row.city) or row.measure == "standing_orders_nation")
