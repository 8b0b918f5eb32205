"""From a lake's tables to the counts that parameters are estimated from, in SQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder import ledger
from finalorder.engines import DuckDB
from finalorder.registry import get_table

SQL = Path(__file__).parent / "sql"
NEEDED_TABLES = ("cases", "proceedings", "motions", "appeals", "representatives", "riders", "identifiers", "juveniles")
PREPARED_STEPS = ("fit_cases", "fit_proceedings", "fit_motions", "fit_appealed")
#: time since charging, in days: from, to, name
BANDS = (
    (0, 91, "0-3 months"),
    (91, 183, "3-6 months"),
    (183, 365, "6-12 months"),
    (365, 731, "1-2 years"),
    (731, 1096, "2-3 years"),
    (1096, 1826, "3-5 years"),
    (1826, 100_000, "5 years and more"),
)


@cache
def read_fit_sql(name: str) -> str:
    """The text of a step."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def open_fit_engine(tables: Mapping[str, Path], day: date) -> Iterator[DuckDB]:
    """An engine that holds what every count is made from, given the Parquet files of the tables in ``NEEDED``."""
    with DuckDB() as engine:
        engine.register_all({f"release_{name}": tables[name] for name in NEEDED_TABLES})
        engine.register("release_info", pa.table({"release_day": pa.array([day], pa.date32())}))
        engine.register("fit_bands", _build_bands())
        engine.create_table("representation", ledger.read_ledger_sql("representation"))
        for step in PREPARED_STEPS:
            engine.create_table(step, read_fit_sql(step))
        yield engine


def count_fit_cells(engine: DuckDB, name: str) -> pa.Table:
    """The rows of one step."""
    return engine.query(read_fit_sql(name), step=name)


def _build_bands() -> pa.Table:
    starts, ends, names = zip(*BANDS, strict=True)
    return pa.table({"from_day": pa.array(starts, pa.int64()), "to_day": pa.array(ends, pa.int64()), "band": names})


def find_table_files(path: Path) -> dict[str, Path]:
    """The tables that are needed, in a folder of Parquet files."""
    return {name: path / f"{get_table(name).name}.parquet" for name in NEEDED_TABLES}
