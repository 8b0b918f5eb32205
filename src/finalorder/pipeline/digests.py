"""Digests: of what a stage reads, so that it runs only if that changed, and of what it wrote."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from finalorder import registry
from finalorder.lake import TableRecord

_PACKAGE = Path(__file__).resolve().parents[1]
_LEDGER_KEYS = {
    "completions": ("idnproceeding",),
    "hearings": ("idnschedule",),
    "orders": ("order_id",),
    "cases": ("idncase",),
    "notes": ("kind", "table"),
}


def digest_record(record: Any) -> str:
    """Digest the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, default=str).encode()).hexdigest()


def digest_file(path: Path) -> str:
    """Digest the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def digest_code(rooms: Sequence[str]) -> str:
    """Digest the SHA-256 of every file of some rooms of this package: a rule that changed is an input that changed."""
    files = sorted(path for room in rooms for path in (_PACKAGE / room).rglob("*") if _is_source(path))
    return digest_record([(path.relative_to(_PACKAGE).as_posix(), digest_file(path)) for path in files])


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def describe_files(folder: Path, names: Iterable[str]) -> dict[str, TableRecord]:
    """Describe the rows, key and digest of each Parquet file among those named."""
    found = {name.removesuffix(".parquet"): folder / name for name in names if name.endswith(".parquet")}
    return {
        name: TableRecord(pq.read_metadata(path).num_rows, _find_key(name), digest_file(path))
        for name, path in found.items()
    }


def _find_key(name: str) -> tuple[str, ...]:
    folder, _, table = name.partition("/")
    if folder in {"tables", "lookups"}:
        key = registry.get_table(table.partition("/")[0]).key.lower()
        return (key,) if key else ()
    return _LEDGER_KEYS.get(table.partition("/")[0].removesuffix(".parquet"), ()) if folder == "ledger" else ()
