"""Daily head counts by facility: kept as the mean of each fiscal year, national and by facility; missing days are 0."""

import calendar
import io
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from finalorder.errors import InputError
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


def read_daily_counts(file: SourceFile, table: pa.Table, wanted: dict[str, Any]) -> list[Figure]:
    """Read means by fiscal year: for each counted column national, and for the first one by facility."""
    table = _prepare_daily_rows(file, table, wanted)
    if table.num_rows == 0:
        raise InputError(f"{file.name} has no row with a date; not added.")
    last = pc.max(table["date"]).as_py()
    figures: list[Figure] = []
    for place, (column, metric) in enumerate(wanted["columns"].items()):
        figures += _compute_yearly_means(table, column, metric, last, None)
        if place == 0:
            figures += _compute_yearly_means(table, column, metric, last, wanted["facility"])
    return figures


def _prepare_daily_rows(file: SourceFile, table: pa.Table, wanted: dict[str, Any]) -> pa.Table:
    try:
        days = pc.cast(table["date"], pa.date32())
        table = table.set_column(table.schema.get_field_index("date"), "date", days)
        for column in wanted["columns"]:
            number = pc.cast(table[column], pa.float64())
            table = table.set_column(table.schema.get_field_index(column), column, number)
    except (pa.ArrowException, KeyError) as error:
        raise InputError(f"{file.name}: a date or count is not valid ({str(error)[:80]}); not added.") from error
    table = table.filter(pc.is_valid(table["date"]))
    start = wanted.get("from")
    table = table.filter(pc.greater_equal(table["date"], pa.scalar(start, pa.date32()))) if start else table
    year = pc.add(pc.year(table["date"]), pc.cast(pc.greater_equal(pc.month(table["date"]), 10), pa.int64()))
    return table.append_column("fiscal_year", year)


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
