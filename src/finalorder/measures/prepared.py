"""What a build prepares for scopes besides the cubes: tables that no day asked changes, and that are slow to gather.

``order_ways``: one row an order of removal, the hearings that led to it. ``notice_trouble``: one row a case and a kind
of trouble with a notice. ``docket_NAME``: the ledger's rows of the cases of a family docket.
"""

from collections.abc import Mapping
from pathlib import Path

from finalorder.engines import DuckDB
from finalorder.measures.workbench import LEDGER, step_sql
from finalorder.releases.lake import Release

FOLDER = "cubes"
WAYS = ("order_ways", "notice_trouble")


def write(engine: DuckDB, release: Release, target: Path) -> None:
    """Write the tables into a folder; the engine sees the release's ledger."""
    for name in WAYS:
        engine.write(step_sql(name), target / f"{name}.parquet", step=name)
    with DuckDB() as apart:
        apart.see_all({f"every_{name}": release.ledger_path(name) for name in LEDGER})
        keep_docket(apart, "family_cases")
        for name in LEDGER:
            apart.write(f"SELECT * FROM {name}", target / f"docket_{name}.parquet", step=f"docket_{name}")


def keep_docket(engine: DuckDB, cases: str) -> None:
    """Keep the cases of a step, and the rows about them, under the names of the ledger: methods see nothing else."""
    engine.keep("cases", step_sql(cases))
    for name in LEDGER:
        if name != "cases":
            engine.keep(name, step_sql(f"docket_{name}"))


def see_ways(engine: DuckDB, release: Release) -> None:
    """Let an engine that sees a release's ledger and the registry see ``order_ways`` and ``notice_trouble`` too."""
    files = {name: release.path / FOLDER / f"{name}.parquet" for name in WAYS}
    if all(path.exists() for path in files.values()):
        engine.see_all(files)
        return
    for name in WAYS:
        engine.keep(name, step_sql(name))


def docket_files(release: Release) -> Mapping[str, Path]:
    """The ledger's tables, of the cases of family dockets only where the build has set them apart."""
    apart = {name: release.path / FOLDER / f"docket_{name}.parquet" for name in LEDGER}
    return {name: path if path.exists() else release.ledger_path(name) for name, path in apart.items()}
