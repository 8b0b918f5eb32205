"""What a build prepares for scopes besides the cubes: tables that no day asked changes, and that are slow to gather.

``order_ways``: one row an order of removal, the hearings that led to it. ``notice_trouble``: one row a case and a kind
of trouble with a notice. ``docket_NAME``: the ledger's rows of the cases of a family docket.
"""

from collections.abc import Mapping
from pathlib import Path

from finalorder.engines import DuckDB
from finalorder.lake import Release
from finalorder.measures.step_runner import METHOD_LEDGER_TABLES, load_step_sql

PREPARED_FOLDER = "cubes"
PATHWAY_TABLES = ("order_ways", "notice_trouble")


def write_prepared_tables(engine: DuckDB, release: Release, target: Path) -> None:
    """Write the tables into a folder; the engine sees the release's ledger."""
    for name in PATHWAY_TABLES:
        engine.write(load_step_sql(name), target / f"{name}.parquet", step=name)
    with DuckDB() as apart:
        apart.register_all({f"every_{name}": release.find_ledger_path(name) for name in METHOD_LEDGER_TABLES})
        materialize_docket(apart, "family_cases")
        for name in METHOD_LEDGER_TABLES:
            apart.write(f"SELECT * FROM {name}", target / f"docket_{name}.parquet", step=f"docket_{name}")


def materialize_docket(engine: DuckDB, cases: str) -> None:
    """Keep the cases of a step, and the rows about them, under the names of the ledger: methods see nothing else."""
    engine.create_table("cases", load_step_sql(cases))
    for name in METHOD_LEDGER_TABLES:
        if name != "cases":
            engine.create_table(name, load_step_sql(f"docket_{name}"))


def register_pathway_tables(engine: DuckDB, release: Release) -> None:
    """Let an engine that sees a release's ledger and the registry see ``order_ways`` and ``notice_trouble`` too."""
    files = {name: release.path / PREPARED_FOLDER / f"{name}.parquet" for name in PATHWAY_TABLES}
    if all(path.exists() for path in files.values()):
        engine.register_all(files)
        return
    for name in PATHWAY_TABLES:
        engine.create_table(name, load_step_sql(name))


def find_docket_files(release: Release) -> Mapping[str, Path]:
    """The ledger's tables, of the cases of family dockets only where the build has set them apart."""
    apart = {name: release.path / PREPARED_FOLDER / f"docket_{name}.parquet" for name in METHOD_LEDGER_TABLES}
    return {name: path if path.exists() else release.find_ledger_path(name) for name, path in apart.items()}
