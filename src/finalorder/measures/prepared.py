"""What a build prepares for scopes besides the cubes: tables that no day asked changes, and that are slow to gather.

``order_ways``: one row an order of removal, the hearings that led to it. ``notice_trouble``: one row a case and a kind
of trouble with a notice. ``docket_NAME``: the ledger's rows of the cases of a family docket.
"""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from finalorder.engines import DuckDB
from finalorder.measures.workbench import LEDGER, step_sql
from finalorder.registry import codes
from finalorder.releases.lake import Release

FOLDER = "cubes"
WAYS = ("order_ways", "notice_trouble")


def write(engine: DuckDB, target: Path) -> None:
    """Write the tables into a folder; the engine sees a ledger."""
    _see_trouble(engine)
    for name in WAYS:
        engine.write(step_sql(name), target / f"{name}.parquet", step=name)
    for name in LEDGER:
        engine.write(_of_dockets(name), target / f"docket_{name}.parquet", step=f"docket_{name}")


def see_ways(engine: DuckDB, release: Release) -> None:
    """Let an engine that sees the ledger of a release see ``order_ways`` and ``notice_trouble`` too."""
    files = {name: release.path / FOLDER / f"{name}.parquet" for name in WAYS}
    if all(path.exists() for path in files.values()):
        engine.see_all(files)
        return
    _see_trouble(engine)
    for name in WAYS:
        engine.keep(name, step_sql(name))


def docket_files(release: Release) -> Mapping[str, Path]:
    """The ledger's tables, of the cases of family dockets only where the build has set them apart."""
    apart = {name: release.path / FOLDER / f"docket_{name}.parquet" for name in LEDGER}
    return {name: path if path.exists() else release.ledger_path(name) for name, path in apart.items()}


def _of_dockets(name: str) -> str:
    if name == "cases":
        return "SELECT * FROM cases WHERE family_docket <> 'none' ORDER BY idncase"
    return (
        f"SELECT t.* FROM {name} AS t INNER JOIN cases AS k ON k.idncase = t.idncase "
        "WHERE k.family_docket <> 'none' ORDER BY ALL"
    )


def _see_trouble(engine: DuckDB) -> None:
    """Say which codes stand for trouble with a notice."""
    trouble = codes("notice_trouble")
    engine.see("registry_notice_trouble", pa.table({name: [row[name] for row in trouble] for name in trouble[0]}))
