"""What a build prepares for scopes besides the cubes: tables that no day asked changes, and that are slow to gather.

``order_ways``: one row an order of removal, the hearings that led to it. ``notice_trouble``: one row a case and a kind
of trouble with a notice. ``docket_NAME``: the ledger's rows of the cases of a family docket.
``pending_spans``, ``hearings_held``, ``proceeding_types``, ``removal_orders``, ``case_traits``, ``case_charges``: what
questions about any day begin with.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from finalorder.cohorts import PREPARED_FOLDER, find_prepared_files
from finalorder.engines import Engine, Source, StepRunner, open_runner
from finalorder.lake import Release
from finalorder.measures.method_runner import load_every_step
from finalorder.registry import build_file_notes

PATHWAY_TABLES = ("order_ways", "notice_trouble")
#: the ledger's tables of which a docket has its part; steps read the whole of one as ``every_NAME``
DOCKET_TABLES = ("orders", "cases", "hearings", "completions")


def write_pathway_tables(runner: StepRunner, target: Path) -> None:
    """Write how orders came about into a folder; the runner sees the release's ledger."""
    for name in PATHWAY_TABLES:
        runner.write(name, target / f"{name}.parquet", build_file_notes(f"cubes/{name}"))


def write_dayless_tables(runner: StepRunner, target: Path, names: Iterable[str]) -> None:
    """Write what questions about any day begin with, before the cubes are counted from them."""
    for name in names:
        runner.write(name, target / f"{name}.parquet", build_file_notes(f"cubes/{name}"))


def write_docket_tables(release: Release, target: Path, *, engine: Engine | None = None) -> None:
    """Write the ledger's rows of every family docket into a folder."""
    sources: dict[str, Source] = {f"every_{name}": release.find_ledger_path(name) for name in DOCKET_TABLES}
    with open_runner(load_every_step(), sources, engine=engine) as runner:
        runner.write("family_cases", target / "docket_cases.parquet", build_file_notes("cubes/docket_cases"))
        docket = runner.extend({"cases": runner.table("family_cases")})
        for name in DOCKET_TABLES:
            if name != "cases":
                notes = build_file_notes(f"cubes/docket_{name}")
                docket.write(f"docket_{name}", target / f"docket_{name}.parquet", notes)


def narrow_to_docket(runner: StepRunner, cases: str) -> StepRunner:
    """Let steps see the cases of one docket, and the rows about them, as the whole ledger."""
    docket = runner.extend({"cases": runner.table(cases)})
    return docket.extend({name: docket.table(f"docket_{name}") for name in DOCKET_TABLES if name != "cases"})


def find_pathway_files(release: Release) -> Mapping[str, Path]:
    """Find the tables of how orders came about, if the build has written them; otherwise steps make them."""
    files = find_prepared_files(release, PATHWAY_TABLES)
    return files if len(files) == len(PATHWAY_TABLES) else {}


def find_docket_files(release: Release) -> Mapping[str, Path]:
    """Find the ledger's tables, of the cases of family dockets only where the build has set them apart."""
    apart = {name: release.path / PREPARED_FOLDER / f"docket_{name}.parquet" for name in DOCKET_TABLES}
    return {name: path if path.exists() else release.find_ledger_path(name) for name, path in apart.items()}
