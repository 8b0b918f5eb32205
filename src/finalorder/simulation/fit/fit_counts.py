"""From a lake's tables to the counts that parameters are estimated from, in SQL."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder import ledger
from finalorder.engines import Source, Step, StepRunner, find_sources, load_steps, merge_steps, open_engine
from finalorder.registry import get_table

SQL = Path(__file__).parent / "sql"
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
def load_fit_steps() -> Mapping[str, Step]:
    """Load the steps of the estimates, and the one of the ledger that they read."""
    representation = ledger.load_ledger_steps()["representation"]
    return merge_steps(load_steps(SQL), {representation.name: representation})


def list_fit_tables() -> list[str]:
    """List the core tables that the estimates come from, by their names in the lake."""
    steps = load_fit_steps()
    return ledger.list_release_tables(find_sources(steps, steps))


def open_fit_runner(tables: Mapping[str, Path], day: date) -> StepRunner:
    """Make every count ready to be asked for, given the files of :func:`list_fit_tables`; close it when done."""
    sources: dict[str, Source] = {f"{ledger.RELEASE_PREFIX}{name}": tables[name] for name in list_fit_tables()}
    given = {"release_info": ledger.build_release_info(day), "fit_bands": _build_bands()}
    return StepRunner(open_engine(), load_fit_steps(), sources | given)


def _build_bands() -> pa.Table:
    starts, ends, names = zip(*BANDS, strict=True)
    return pa.table({"from_day": pa.array(starts, pa.int64()), "to_day": pa.array(ends, pa.int64()), "band": names})


def find_table_files(path: Path) -> dict[str, Path]:
    """Find the tables that are needed, in a folder of Parquet files."""
    return {name: path / f"{get_table(name).name}.parquet" for name in list_fit_tables()}
