"""From the ledger to the analysis tables, in SQL files; and nothing else, so that anyone can make them again."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from finalorder import ledger, registry
from finalorder.engines import Engine, Source, Step, StepRunner, find_sources, load_steps, open_engine
from finalorder.lake import Release

SQL_FOLDER = Path(__file__).parent / "sql"
ANALYSIS_FOLDER = "analysis"
#: the tables, which become files of the lake; each is made by the step ``analysis_NAME``
ANALYSIS_TABLES = ("orders", "cases")
_PREFIX = "analysis_"


def load_analysis_steps() -> Mapping[str, Step]:
    """Load every step of the analysis tables by its name."""
    return load_steps(SQL_FOLDER)


def find_analysis_step(table: str) -> Step | None:
    """Find the step that makes ``analysis/orders`` or ``analysis/cases``; None for any other name."""
    folder, _, name = table.lower().rpartition("/")
    return load_analysis_steps()[_PREFIX + name] if folder == ANALYSIS_FOLDER and name in ANALYSIS_TABLES else None


def open_analysis(engine: Engine, sources: Mapping[str, Source]) -> StepRunner:
    """Make an engine ready to derive the analysis tables from ledger tables, ``release_NAME`` and ``release_info``."""
    return StepRunner(engine, load_analysis_steps(), {**ledger.build_registry_tables(), **sources})


def write_analysis_tables(
    release: Release, target: Path, done: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Write ``analysis/orders.parquet`` and ``cases.parquet`` of a release into a folder; gives the rows of each."""
    target.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=target, prefix="steps-") as aside,
        open_analysis(open_engine(scratch=Path(aside)), _list_sources(release)) as runner,
    ):
        rows = {}
        for name in ANALYSIS_TABLES:
            notes = registry.build_file_notes(f"{ANALYSIS_FOLDER}/{name}")
            rows[name] = runner.write(_PREFIX + name, target / f"{name}.parquet", notes)
            done(f"analysis {name}")
    return rows


def _list_sources(release: Release) -> dict[str, Source]:
    """List what the steps read of a release: tables of its ledger, core tables, its day."""
    goals = [_PREFIX + name for name in ANALYSIS_TABLES]
    needed = find_sources(load_analysis_steps(), goals, ledger.build_registry_tables())
    core: dict[str, Source] = {
        f"{ledger.RELEASE_PREFIX}{name}": release.find_table_path(name) for name in ledger.list_release_tables(needed)
    }
    derived = {name: release.find_ledger_path(name) for name in ledger.LEDGER_TABLES if name in needed}
    return core | derived | {"release_info": ledger.build_release_info(release.day)}
