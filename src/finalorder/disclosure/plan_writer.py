"""Publishing a plan: each table's rows that have a number go into a file, protected by the rule of every answer."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import pyarrow.parquet as pq

from finalorder.answers import ANSWER_SCHEMA, SIMULATED, AnswerRow, Shown, build_answer_table
from finalorder.disclosure.gate import apply_disclosure_control
from finalorder.disclosure.plan import (
    MEASURES,
    PLAN_FORMAT,
    PlanTable,
    PublishedTable,
    find_plan_file,
    load_plan,
    make_method_order,
)
from finalorder.disclosure.policy import load_policy
from finalorder.lake import Release
from finalorder.measures import Method, count_groupings, count_listed_rows, list_prepared_methods
from finalorder.registry import build_file_notes

ROW_GROUP = 20_000


class _TableFile:
    """A table that is being written, methods one after the other."""

    def __init__(self, release: Release, table: PlanTable) -> None:
        self.table, self.rows, self.shown = table, 0, 0
        self.methods: list[str] = []
        stamps = SIMULATED if release.simulated else ""
        path = find_plan_file(release.path, table.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        notes = {"stamps": stamps, **build_file_notes(f"plan/{table.name}")}
        self._writer = pq.ParquetWriter(path, ANSWER_SCHEMA.with_metadata(notes), compression="zstd")
        self._waiting: list[AnswerRow] = []

    def add(self, rows: Shown, listed: int) -> None:
        """Add rows; of measures those that have a number are written: the registry says what others there are."""
        numbers = [row for row in rows if row.status != "hidden"]
        self._waiting += numbers if self.table.of == MEASURES else rows
        self.rows, self.shown = self.rows + listed, self.shown + len(numbers)
        if len(self._waiting) >= ROW_GROUP:
            self._write()

    def _write(self) -> None:
        self._writer.write_table(build_answer_table(self._waiting).cast(self._writer.schema))
        self._waiting = []

    def close(self, question: str = "") -> PublishedTable:
        """End the file."""
        self._write()
        self._writer.close()
        return PublishedTable(
            self.table.name, self.table.of, self.table.by, tuple(self.methods), self.rows, self.shown, question
        )


def publish_measures(release: Release, done: Callable[[str], None]) -> list[PublishedTable]:
    """Write every table of measures that the plan names; the release's cubes are there."""
    files = {table.name: _TableFile(release, table) for table in load_plan() if table.of == MEASURES}
    for method in sorted(list_prepared_methods(release), key=make_method_order):
        _publish_method(release, method, files)
        done(f"plan {method.id}")
    return [file.close() for file in files.values()]


def _publish_method(release: Release, method: Method, files: dict[str, _TableFile]) -> None:
    """Count and protect the rows of a method for every table that has them."""
    having = {file.table.by: file for file in files.values() if file.table.has_method(method, release)}
    for by, raw in count_groupings(release, method, list(having), load_policy().first_shown):
        file = having[by]
        file.methods.append(method.id)
        file.add(apply_disclosure_control(raw), count_listed_rows(release, method, by))


def publish_rows(release: Release, table: PlanTable, rows: Shown, question: str = "") -> PublishedTable:
    """Write a table of rows that were counted elsewhere, in answer to a question."""
    file = _TableFile(release, table)
    file.add(rows, len(rows))
    return file.close(question)


def describe_plan(release: Release, tables: Iterable[PublishedTable]) -> dict[str, Any]:
    """Describe what ``plan.toml`` of a release says: the rule, and the tables in order of importance."""
    order = {table.name: place for place, table in enumerate(load_plan())}
    listed = sorted(tables, key=lambda table: order[table.name.partition("/")[0]])
    return {
        "format": PLAN_FORMAT,
        "release": release.name,
        "day": release.day,
        "simulated": release.simulated,
        "rows": sum(table.rows for table in listed),
        "shown": sum(table.shown for table in listed),
        "policy": asdict(load_policy()),
        "table": [{**asdict(table), "by": list(table.by), "methods": list(table.methods)} for table in listed],
    }
