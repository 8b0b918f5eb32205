"""The identity of the court's file: equal for equal content, whatever the zip is called and however it is packed."""

import hashlib
import json

import pyarrow.parquet as pq

from finalorder.lake import Release

_COLUMNS = ["member", "bytes", "crc32"]


def compute_release_digest(release: Release) -> str:
    """Compute the SHA-256 over the members of the court's file, each with its size and checksum; empty if unknown."""
    path = release.path / "accounting.parquet"
    if not path.exists():
        return ""
    with pq.ParquetFile(path) as file:  # a data set would be imported for one file
        members = file.read(_COLUMNS).to_pylist()
    listed = sorted([each[name] for name in _COLUMNS] for each in members)
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()
