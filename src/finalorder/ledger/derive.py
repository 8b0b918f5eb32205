"""From the typed tables of a release to its ledger: what happened to every case and every order, in SQL files."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from finalorder import registry
from finalorder.engines import (
    LOCAL_MASTER,
    Engine,
    EngineName,
    Step,
    StepRunner,
    find_sources,
    load_steps,
    open_engine,
    order_steps,
)
from finalorder.lake import Release
from finalorder.ledger.registry_tables import build_registry_tables

SQL_FOLDER = Path(__file__).parent / "sql"
#: the tables of a ledger, which become files of the lake; what they are made from follows from their SQL
LEDGER_TABLES = ("completions", "hearings", "orders", "cases", "notes")
#: tables that are none of the ledger's and that later stages of a build go on from
CARRIED_TABLES = ("proceedings", "decided", "order_base", "appeals")
#: the folder of a draft that has them; no reader of a release sees it
CARRIED_FOLDER = "carried"
#: SQL sees a release's core tables under their names in the lake with this before them
RELEASE_PREFIX = "release_"


def load_ledger_steps() -> Mapping[str, Step]:
    """Load every step of the ledger by its name, as it is run and as ``finalorder show`` prints it."""
    return load_steps(SQL_FOLDER)


def list_ledger_steps() -> list[str]:
    """List the steps that make the ledger's tables, in the order that they run in."""
    return [step.name for step in order_steps(load_ledger_steps(), LEDGER_TABLES)]


def list_ledger_inputs() -> list[str]:
    """List the core tables that the ledger is made from, by their names in the lake."""
    return list_release_tables(find_sources(load_ledger_steps(), LEDGER_TABLES))


def list_release_tables(sources: Iterable[str]) -> list[str]:
    """List the core tables among the sources of some steps, by their names in the lake."""
    return sorted(name.removeprefix(RELEASE_PREFIX) for name in sources if is_release_table(name))


def is_release_table(name: str) -> bool:
    """Return whether a name that SQL uses is that of a core table of the release."""
    return name.startswith(RELEASE_PREFIX) and name != "release_info"


def build_release_info(release_day: date) -> pa.Table:
    """Build the one-row table ``release_info``: the day of the release, after which nothing has happened."""
    return pa.table({"release_day": pa.array([release_day], pa.date32())})


def build_asked_table(as_of: date, **since: date) -> pa.Table:
    """Build the one-row table ``asked``: the day asked about, and days that steps name before it."""
    return pa.table({name: pa.array([day], pa.date32()) for name, day in {"as_of": as_of, **since}.items()})


def open_ledger(engine: Engine, release: Mapping[str, Path | pa.Table], release_day: date) -> StepRunner:
    """Make an engine ready to derive a ledger; its tables and steps are made when they are asked for.

    :param release: the core tables that :func:`list_ledger_inputs` lists, by lake name.
    """
    tables = {f"{RELEASE_PREFIX}{name}": source for name, source in release.items()}
    sources = tables | build_registry_tables() | {"release_info": build_release_info(release_day)}
    return StepRunner(engine, load_ledger_steps(), sources)


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

    Beside it, in ``carried/``, stays what a build goes on from, if there is such a folder.

    :param tables: the Parquet files of the core tables that :func:`list_ledger_inputs` lists, by lake name.
    :param engine: where the SQL runs; the rows are the same on each.
    :param master: where Spark runs, if it is the engine.
    :raises FinalorderError: if the engine cannot start, or runs out of memory or disk.
    """
    target.mkdir(parents=True, exist_ok=True)
    needed = {name: tables[name] for name in list_ledger_inputs()}
    with (
        TemporaryDirectory(dir=target, prefix="steps-") as aside,
        open_ledger(open_engine(engine, master=master, scratch=Path(aside)), needed, release_day) as runner,
    ):
        return _write_ledger_tables(runner, target, done)


def _write_ledger_tables(runner: StepRunner, target: Path, done: Callable[[str], None]) -> dict[str, int]:
    """Run every step on disk: a full release's steps together would not fit in memory."""
    rows, carried = {}, target.parent / CARRIED_FOLDER
    for step in list_ledger_steps():
        if step in LEDGER_TABLES:
            notes = registry.build_file_notes(f"ledger/{step}")
            rows[step] = runner.write(step, target / f"{step}.parquet", notes)
        elif step in CARRIED_TABLES and carried.is_dir():
            runner.write(step, carried / f"{step}.parquet")
        else:
            runner.table(step)
        done(step)
    return {name: rows[name] for name in LEDGER_TABLES}


def find_carried_files(release: Release) -> dict[str, Path]:
    """Find the tables that earlier stages of the build under way have left to go on from; most often none."""
    return {path.stem: path for path in sorted((release.path / CARRIED_FOLDER).glob("*.parquet"))}
