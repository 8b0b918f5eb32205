"""Two releases compared: every table's rows, the ledger's orders, the file's shape; as answer rows for the gate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from finalorder.answers import build_partial_table
from finalorder.engines import Engine, Raw, StepRunner, load_steps
from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.history.comparison_steps import find_row_facts
from finalorder.history.file_changes import compare_files
from finalorder.history.split_levels import complete_rows, complete_splits, require_answerable_size
from finalorder.history.table_comparison import (
    CHANGES,
    SPLIT_COLUMNS,
    ComparedReleases,
    TableChanges,
    TableComparison,
    build_asked_splits,
)
from finalorder.history.table_merge import SQL_FOLDER, MergeEngine
from finalorder.registry import list_core_tables

Row = dict[str, Any]
StepCallback = Callable[[str], None]
#: how an order can differ between two ledgers; what each means is in ``order_changes.sql``
ORDER_CHANGES = (
    "appeared",
    "appeared_late",
    "vanished",
    "moved_date",
    "became_in_absentia",
    "ceased_in_absentia",
    "changed_class",
    "became_final",
    "ceased_final",
    "moved_final_date",
    "undone",
    "stands_again",
)
#: the causes of what vanished, and whether a row was decided; each is a method of the measure
MOST_SPLITS = 2


@dataclass(frozen=True, slots=True)
class DiffOptions:
    """What is asked of two releases: which tables (none is all), split by what, on which engine."""

    tables: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    where: MergeEngine = field(default_factory=MergeEngine)
    said: StepCallback = lambda _: None


def compare_releases(asked: ComparedReleases, options: DiffOptions) -> list[Raw]:
    """Count what became of every row between two releases, and of every order of the ledger.

    :raises FinalorderError: if a table or a split is unknown, or the releases cannot be compared.
    """
    _require_comparable(asked)
    tables = _choose_tables(options.tables)
    _require_splits(options.by, tables)
    require_answerable_size(len(tables), options.by, asked.new.day)
    rows: list[Row] = []
    with (
        TemporaryDirectory(dir=asked.new.path.parent, prefix="diff-") as aside,
        options.where.open(Path(aside)) as engine,
    ):
        for table in tables:
            work = TableComparison(asked, table, engine, options.where.part_rows, options.by, Path(aside))
            rows += _list_table_rows(work.compare(), options.by, asked.new.day)
            options.said(table)
        if not options.tables:
            rows += _list_order_rows(asked, options.by, engine)
    rows += _list_file_rows(asked, options.tables)
    note = "" if asked.history is not None else "no history: what returned counts as appeared"
    stamp = {
        "release": asked.new.name,
        "vintage": asked.new.name,
        "as_of": asked.new.day.isoformat(),
        "simulated": asked.new.simulated,
        "source": f"EOIR Case Data, releases {asked.old.name} and {asked.new.name}",
        "note": note,
    }
    return [Raw(build_partial_table(stamp | row for row in rows))]


def _require_comparable(asked: ComparedReleases) -> None:
    old, new = asked.old, asked.new
    if old.simulated != new.simulated:
        raise InputError(
            f"{old.name} and {new.name} cannot be compared: one is simulated and the other is real; compare real "
            "releases with real ones."
        )
    if old.lineage != new.lineage:
        raise InputError(
            f"{old.name} and {new.name} are of two simulations ({old.lineage}; {new.lineage}), whose rows have nothing "
            "to do with each other; compare months of one."
        )
    if (old.day, old.name) >= (new.day, new.name):
        raise InputError(f"{old.name} is not older than {new.name}; name the older release first.")


def _choose_tables(names: Sequence[str]) -> list[str]:
    known = [table.name for table in list_core_tables()]
    for name in names:
        if name not in known:
            raise InputError(f"there is no table {quote_value(name)}{suggest_names(name, known)}")
    return [name for name in known if not names or name in names]


def _require_splits(by: Sequence[str], tables: Sequence[str]) -> None:
    for name in by:
        if name not in SPLIT_COLUMNS:
            raise InputError(f"changes cannot be split by {quote_value(name)}{suggest_names(name, SPLIT_COLUMNS)}")
    if "application" in by and (others := [name for name in tables if not find_row_facts(name).application]):
        raise InputError(
            f"only applications say what is applied for, not {', '.join(others[:3])}; pass --table applications."
        )
    if len(by) > MOST_SPLITS:
        raise InputError(f"changes can be split by {MOST_SPLITS} dimensions at once; ask twice.")


def _list_table_rows(found: TableChanges, by: Sequence[str], day: date) -> Iterator[Row]:
    place = {"by_2": "table", "level_2": found.table, "unit": "rows"}
    counts = found.counts
    for side, count in (("old", counts.old_rows), ("new", counts.new_rows)):
        yield {"measure": "release_rows", "by_1": "side", "level_1": side, "numerator": count, **place}
    for change in ("kept", *CHANGES):
        count = getattr(counts, change)
        yield {"measure": "release_diff", "by_1": "change", "level_1": change, "numerator": count, **place}
    for column, count in found.columns.items():
        yield {"measure": "release_diff_columns", "by_1": "column", "level_1": column, "numerator": count, **place}
    yield from (_build_split_row(each) | place for each in complete_splits(found, by, day))
    for code in found.codes:
        row = {"measure": "release_diff_codes", "by_1": "shape", "level_1": code.kind, "numerator": code.rows}
        yield row | place | {"condition": f"{code.column} in ({code.code})"}


def _build_split_row(split: Mapping[str, Any]) -> Row:
    """A count of changed rows; whether they were decided, or why they vanished, is the row's method."""
    method = split["method"]
    condition = "; ".join(
        f"{name} in ({split[column]})"
        for name, column in (("case-state", "case_state"), ("court", "court"), ("application", "application"))
        if split[column]
    )
    return {
        "measure": "release_diff",
        "method": method,
        "by_1": "change",
        "level_1": split["change"],
        "city": split["city"],
        "period": split["fiscal_year"],
        "condition": condition,
        "numerator": split["row_count"],
    }


def _list_file_rows(asked: ComparedReleases, tables: Sequence[str]) -> Iterator[Row]:
    """What one of the releases lacks: tables, columns, codes of the court's lists. Facts about the file, of nobody."""
    for change in compare_files(asked.old, asked.new):
        if not tables or change.table in tables:
            yield {
                "measure": "release_diff_shape",
                "by_1": "shape",
                "level_1": change.kind,
                "by_2": "table",
                "level_2": change.table,
                "unit": change.unit,
                "condition": change.name,
                "status": "not_applicable",
                "note": "about the file itself, and of no case",
            }


def _list_order_rows(asked: ComparedReleases, by: Sequence[str], engine: Engine) -> Iterator[Row]:
    """What the newer release does to the ledger: orders that appeared late, vanished, moved, became final or undone."""
    days = {"old_day": pa.array([asked.old.day], pa.date32())}
    runner = StepRunner(
        engine,
        load_steps(SQL_FOLDER),
        {
            "old_orders": asked.old.find_ledger_path("orders"),
            "new_orders": asked.new.find_ledger_path("orders"),
            "compared_days": pa.table(days),
            "order_change_kinds": pa.table({"change": pa.array(ORDER_CHANGES, pa.string())}),
        },
    )
    total = runner.extend({"asked_splits": build_asked_splits(())}).query("order_changes").to_pylist()
    found = {row["change"]: row["row_count"] for row in total}
    yield from (_build_order_row({"change": change, "row_count": found.get(change, 0)}) for change in ORDER_CHANGES)
    named = [name for name in by if name not in ("case-state", "application")]
    if named:
        split = runner.extend({"asked_splits": build_asked_splits(named)}).query("order_changes").to_pylist()
        yield from map(_build_order_row, complete_rows(split, ORDER_CHANGES, named, asked.new.day))


def _build_order_row(found: Mapping[str, Any]) -> Row:
    court = found.get("court", "")
    return {
        "measure": "ledger_diff",
        "by_1": "change",
        "level_1": found["change"],
        "city": found.get("city", ""),
        "period": found.get("fiscal_year", ""),
        "condition": f"court in ({court})" if court else "",
        "unit": "orders",
        "numerator": found["row_count"],
    }
