"""Every table that a build makes after reading: where it lies, its checksum, its columns."""

from pathlib import Path
from typing import Any

from finalorder import api, ledger
from finalorder.engines.part_files import read_rows


def list_derived(lake: Path) -> dict[str, Path]:
    """Every table that a build makes after reading, but the plan: the ledger, the cohorts, the cubes."""
    release = api.open(lake).release.path
    return {
        f"{folder}/{path.name}": path
        for folder in ("ledger", "cohorts", "cubes")
        for path in (release / folder).glob("*.parquet")
    }


def compute_checksums(lake: Path) -> dict[str, str]:
    """The checksum of each."""
    return {name: ledger.compute_checksum(path) for name, path in list_derived(lake).items()}


def list_schemas(lake: Path) -> dict[str, list[Any]]:
    """List the columns of each, with their types."""
    found = {name: read_rows(path).schema for name, path in list_derived(lake).items()}
    return {name: [(field.name, field.type) for field in schema] for name, schema in found.items()}
