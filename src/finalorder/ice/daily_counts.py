"""Daily head counts by facility: kept as the mean of each fiscal year, national and by facility; missing days are 0."""

import calendar
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from finalorder.errors import InputError
from finalorder.ice import date_text, row_kinds
from finalorder.ice.cell_figures import Figure
from finalorder.ice.file_checks import LARGEST_UNPACKED, SourceFile, run_reader
from finalorder.ice.layouts import load_list_layouts


def read_parquet_table(file: SourceFile) -> pa.Table:
    """Read a Parquet file as a table; FinalorderError if it is damaged or unpacks too far."""
    size = run_reader(file, "the table", lambda: pq.read_metadata(file.path))
    unpacked = sum(size.row_group(n).total_byte_size for n in range(size.num_row_groups))
    if unpacked > LARGEST_UNPACKED:
        raise InputError(
            f"{file.name} unpacks to more than {LARGEST_UNPACKED >> 20} MB; it is not one of these tables."
        )
    return run_reader(file, "the table", lambda: pq.read_table(file.path))


def parse_text_table(file: SourceFile, content: str, delimiter: str) -> pa.Table:
    options = pacsv.ParseOptions(delimiter=delimiter)
    source = io.BytesIO(content.encode("utf-8"))
    return run_reader(file, "the table", lambda: pacsv.read_csv(source, parse_options=options))


def find_daily_layout(columns: list[str]) -> dict[str, Any] | None:
    """Find the layout of a table of daily counts with those columns, None if it is none."""
    return next((each for each in load_list_layouts("daily") if set(each["needs"]) <= set(columns)), None)


def read_daily_counts(file: SourceFile, table: pa.Table, wanted: dict[str, Any]) -> tuple[list[Figure], list[str]]:
    """Read means by fiscal year: for each counted column national, and for the first one by facility; and what was
    left out.
    """
    table, notes = _prepare_daily_rows(file, table, wanted)
    if table.num_rows == 0:
        raise InputError(f"{file.name} has no row with a date; not added.")
    last = pc.max(table["date"]).as_py()
    figures: list[Figure] = []
    for place, (column, metric) in enumerate(wanted["columns"].items()):
        figures += _compute_yearly_means(table, column, metric, last, None)
        if place == 0:
            figures += _compute_yearly_means(table, column, metric, last, wanted["facility"])
    for figure in figures:
        for note in notes:
            figure.flag(note)
    return figures, notes


def _prepare_daily_rows(file: SourceFile, table: pa.Table, wanted: dict[str, Any]) -> tuple[pa.Table, list[str]]:
    """Leave out rows without a day, with a day that stands years from all others, and sums; tell how many."""
    table = _cast_columns(file, table, wanted)
    start = wanted.get("from")
    notes: list[str] = []
    rules: tuple[tuple[str, str, Callable[[pa.ChunkedArray], pa.ChunkedArray]], ...] = (
        ("have no date", "date", pc.is_valid),
        ("are sums", wanted["facility"], _is_no_sum),
        ("have a day that is years from all others", "date", _is_usual_day),
    )
    for what, column, is_kept in rules:
        kept = table.filter(is_kept(table[column]))
        notes += [f"{table.num_rows - kept.num_rows} rows {what} and were left out"] * (kept.num_rows < table.num_rows)
        table = kept
    table = table.filter(pc.greater_equal(table["date"], pa.scalar(start, pa.date32()))) if start else table
    _require_possible_counts(file, table, wanted)
    blank = sum(table[column].null_count for column in wanted["columns"])
    notes += [f"{blank} counts are blank and were added as 0"] if blank else []
    year = pc.add(pc.year(table["date"]), pc.cast(pc.greater_equal(pc.month(table["date"]), 10), pa.int64()))
    return table.append_column("fiscal_year", year), notes


def _cast_columns(file: SourceFile, table: pa.Table, wanted: dict[str, Any]) -> pa.Table:
    try:
        days = pc.cast(table["date"], pa.date32())
        table = table.set_column(table.schema.get_field_index("date"), "date", days)
        for column in wanted["columns"]:
            number = pc.cast(table[column], pa.float64())
            table = table.set_column(table.schema.get_field_index(column), column, number)
        names = pc.cast(table[wanted["facility"]], pa.string())
        return table.set_column(table.schema.get_field_index(wanted["facility"]), wanted["facility"], names)
    except (pa.ArrowException, KeyError) as error:
        raise InputError(f"{file.name}: a date or count is not valid ({str(error)[:80]}); not added.") from error


def _is_no_sum(names: pa.ChunkedArray) -> pa.ChunkedArray:
    sums = [name for name in pc.unique(names).to_pylist() if row_kinds.is_sum_label(name)]
    return pc.invert(pc.is_in(names, pa.array(sums, names.type)))


def _is_usual_day(days: pa.ChunkedArray) -> pa.ChunkedArray:
    first, last = date_text.find_usual_span(pc.unique(days).to_pylist())
    return pc.and_(pc.greater_equal(days, pa.scalar(first)), pc.less_equal(days, pa.scalar(last)))


def _require_possible_counts(file: SourceFile, table: pa.Table, wanted: dict[str, Any]) -> None:
    """Refuse a count below zero, and a facility that has a day twice: which of its counts is right is not known."""
    for column in wanted["columns"]:
        if pc.any(pc.less(table[column], 0.0)).as_py():
            raise InputError(f"{file.name}: a count under {column!r} is below zero; not added.")
    keys = [wanted["facility"], "date"]
    repeated = table.num_rows - table.select(keys).group_by(keys).aggregate([]).num_rows
    if repeated:
        raise InputError(f"{file.name}: {repeated} rows repeat a facility and a day, so sums would count them twice.")


def _compute_yearly_means(table: pa.Table, column: str, metric: str, last: date, by: str | None) -> list[Figure]:
    keys = ["fiscal_year", *([by] if by else [])]
    summed = table.group_by(keys).aggregate([(column, "sum"), ("date", "max"), ("date", "min")]).sort_by(
        [(k, "ascending") for k in keys])  # fmt: skip
    return [_build_mean_figure(row, column, metric, last, by) for row in summed.to_pylist()]


def _build_mean_figure(row: dict[str, Any], column: str, metric: str, last: date, by: str | None) -> Figure:
    year = row["fiscal_year"]
    end = min(date(year, 9, 30), last)
    days = 365 + calendar.isleap(year) if end == date(year, 9, 30) else (end - date(year - 1, 10, 1)).days + 1
    total = row[f"{column}_sum"] or 0.0
    how = (
        "sum of daily headcount / days in fiscal year (missing days = 0)"
        if by
        else f"mean of {days} daily national sums"
    )
    sets = {"facility": row[by]} if by else {"aor": "National"}
    return Figure(metric, "people/day", total / days, "", column, sets, f"computed: {how}", year, end)
