"""Rows of a page, looked up in what their release publishes."""

from collections.abc import Iterable, Sequence

from finalorder.answers import AnswerRow, PlainRow, compare_rows, make_plain_rows
from finalorder.disclosure import COHORTS, FORECASTS, MEASURES, OPERATIONS, PublishedPlan, PublishedTable, open_plan
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.measures import find_methods, is_split
from finalorder.registry import load_dimensions
from finalorder.words import Words

#: the dimensions that have a column of their own
_COLUMNS = {"city": "city", "fiscal-year": "period"}


def compare_with_plan(rows: Sequence[PlainRow], release: Release, words: Words) -> list[str]:
    """Compare rows with those that a release publishes under the same names; what differs, a line a row.

    :raises NotInLakeError: if the release was built without its plan.
    """
    plan = open_plan(release)
    if plan is None:
        raise NotInLakeError(f"release {release.name} has no published tables; build it again without --counting-only.")
    groups: dict[str, list[PlainRow]] = {}
    for row in rows:
        groups.setdefault(_name_table(row, plan), []).append(row)
    differences: list[str] = []
    for name, asked in groups.items():
        published = make_plain_rows(_read_table(asked, plan.tables[name], plan)) if name else []
        differences += compare_rows(asked, published, words)
    return differences


def _read_table(rows: Sequence[PlainRow], table: PublishedTable, plan: PublishedPlan) -> Iterable[AnswerRow]:
    methods = {row["method"] for row in rows if row["method"]}
    only = {"city": {row["city"] for row in rows}} if "city" in table.by or table.of != MEASURES else {}
    return plan.read_table(table.name, methods if table.of == MEASURES else (), only)


def _name_table(row: PlainRow, plan: PublishedPlan) -> str:
    """Name the table that a row would be in; empty if none is published."""
    if row["operation"]:
        name = f"{OPERATIONS}/{row['operation']}"
        return name if name in plan.tables else ""
    if row["measure"].startswith("forecast_"):
        return FORECASTS if FORECASTS in plan.tables else ""
    if not row["method"]:
        return next((each.name for each in plan.tables.values() if each.of == COHORTS), "")
    by = {name for name, column in _COLUMNS.items() if row[column]} | _list_asked_splits(row)
    fitting = (each for each in plan.tables.values() if each.of == MEASURES and set(each.by) == by)
    return next((each.name for each in fitting if row["method"] in each.methods), "")


def _list_asked_splits(row: PlainRow) -> set[str]:
    """List the dimensions that a row is split by, without those that its method always has."""
    methods = [each for each in find_methods(row["method"]) if each.id == row["method"]]
    split = {row[name] for name in ("by_1", "by_2") if row[name] in load_dimensions()}
    return {name for name in split if not any(is_split(name, method) for method in methods)}
