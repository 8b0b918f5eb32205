"""From the typed tables of a release to its ledger: what happened to every case and every order, in SQL files."""

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder.engines import LOCAL_MASTER, Engine, EngineName, open_engine
from finalorder.ledger.registry_tables import build_registry_tables

SQL_FOLDER = Path(__file__).parent / "sql"
#: in the order of derivation; those in PUBLISHED become files of the lake
LEDGER_STEPS = (
    "proceedings",
    "decided",
    "completions",
    "order_base",
    "appeals",
    "undoing",
    "representation",
    "orders",
    "hearings",
    "case_state",
    "case_places",
    "families",
    "case_standing",
    "cases",
    "notes",
)
LEDGER_TABLES = ("completions", "hearings", "orders", "cases", "notes")
#: the core tables that the ledger reads
LEDGER_INPUTS = (
    "cases",
    "proceedings",
    "hearings_raw",
    "appeals",
    "motions",
    "representatives",
    "juveniles",
    "identifiers",
    "riders",
    "priorities",
)


@cache
def read_ledger_sql(step: str) -> str:
    """The text of a step, as it is run and as ``finalorder show`` prints it."""
    return (SQL_FOLDER / f"{step}.sql").read_text(encoding="utf-8")


def register_ledger_inputs(engine: Engine, release: Mapping[str, Path | pa.Table], release_day: date) -> None:
    """Name what the ledger's SQL reads: the release's tables, the registry's, and the release day."""
    engine.register_all({f"release_{name}": source for name, source in release.items()})
    engine.register_all(build_registry_tables())
    engine.register("release_info", pa.table({"release_day": pa.array([release_day], pa.date32())}))


def derive_ledger(engine: Engine, *, done: Callable[[str], None] = lambda _: None) -> None:
    """Run every step in order and keep its rows in the engine under the step's name."""
    for step in LEDGER_STEPS:
        engine.create_table(step, read_ledger_sql(step))
        done(step)


def derive_release(
    tables: Mapping[str, Path],
    release_day: date,
    target: Path,
    *,
    engine: EngineName = "duckdb",
    master: str = LOCAL_MASTER,
    done: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Write ``ledger/*.parquet`` of a release into a folder; gives the rows of each table.

    :param tables: the Parquet files of the core tables that :data:`NEEDED` lists, by lake name.
    :param engine: where the SQL runs; the rows are the same on each.
    :param master: where Spark runs, if it is the engine.
    :raises FinalorderError: if the engine cannot start, or runs out of memory or disk.
    """
    target.mkdir(parents=True, exist_ok=True)
    aside = target / "steps"
    aside.mkdir()
    with open_engine(engine, master=master, scratch=aside) as running:
        register_ledger_inputs(running, {name: tables[name] for name in LEDGER_INPUTS}, release_day)
        rows = _write_ledger_tables(running, target, done)
    shutil.rmtree(aside)
    return rows


def _write_ledger_tables(engine: Engine, target: Path, done: Callable[[str], None]) -> dict[str, int]:
    """Run every step on disk: a full release's steps together would not fit in memory."""
    rows = {}
    for step in LEDGER_STEPS:
        if step in LEDGER_TABLES:
            rows[step] = engine.write_table(step, read_ledger_sql(step), target / f"{step}.parquet")
        else:
            engine.spill_table(step, read_ledger_sql(step))
        done(step)
    return {name: rows[name] for name in LEDGER_TABLES}
