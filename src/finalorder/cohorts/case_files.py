"""Files of a release that questions about cases begin with: its tables, its ledger, and what its build has prepared."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from finalorder.cohorts.definitions import load_cohort_steps
from finalorder.cohorts.dimension_steps import list_case_rules
from finalorder.engines import find_sources, list_part_files, merge_steps
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.ledger import LEDGER_TABLES, RELEASE_PREFIX, is_release_table, load_ledger_steps

#: the folder of a release with what its build prepares
PREPARED_FOLDER = "cubes"
#: tables of cases that no day asked changes, and that are slow to gather: a build keeps them there
CASE_TABLES = ("removal_orders", "case_traits", "case_charges")


def find_release_files(release: Release, sources: Iterable[str]) -> dict[str, Path]:
    """Find the files of a release among the sources of some steps, under the names that SQL uses.

    :raises FinalorderError: if the release lacks one.
    """
    names = set(sources)
    tables = {name for name in names if is_release_table(name)}
    derived = {name: release.find_ledger_path(name) for name in sorted(names & set(LEDGER_TABLES))}
    return derived | {name: release.find_table_path(name.removeprefix(RELEASE_PREFIX)) for name in sorted(tables)}


def find_case_files(release: Release) -> dict[str, Path]:
    """Find the tables of cases that a build has kept, if it knew every dimension of today."""
    found = find_prepared_files(release, CASE_TABLES)
    wanted = {each.column for each, _ in list_case_rules()}
    if "case_traits" in found and not wanted <= list_columns(found["case_traits"]):
        del found["case_traits"]
    return found


def find_prepared_files(release: Release, names: Iterable[str]) -> dict[str, Path]:
    """Find those of some tables that the release's build has prepared."""
    files = {name: release.path / PREPARED_FOLDER / f"{name}.parquet" for name in names}
    return {name: path for name, path in files.items() if path.exists()}


def list_columns(path: Path) -> set[str]:
    """List the columns of a table on disk."""
    return set(pq.read_schema(list_part_files(path)[0]).names)


def list_possible_case_tables(release: Release) -> list[str]:
    """List the tables of cases that a release has what they are made from for."""
    steps = merge_steps(load_ledger_steps(), load_cohort_steps())
    return [name for name in CASE_TABLES if can_make(release, find_sources(steps, [name], LEDGER_TABLES))]


def can_make(release: Release, sources: Iterable[str]) -> bool:
    """Return whether a release has the files among the sources of some steps."""
    try:
        find_release_files(release, sources)
    except NotInLakeError:
        return False
    return True
