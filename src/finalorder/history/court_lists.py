"""The court's own lists in a history: each version of a list once, as the file that its releases have.

``lists/<list>-<digest>.parquet``: lists are small and change in few entries a month, so that a version is a whole file,
named by the start of the SHA-256 of its bytes.
"""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finalorder.errors import DamagedError
from finalorder.history.folders import LISTS_FOLDER, History
from finalorder.history.manifest import HistoryRelease
from finalorder.lake import Release, share_files

LOOKUPS_FOLDER = "lookups"
DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class MergedLists:
    """The lists of a history with those of a release: the bytes of every file, and which file is which list of it."""

    files: Mapping[str, int]
    of_release: Mapping[str, str]


def merge_lists(history: History | None, release: Release, version: Path) -> MergedLists:
    """Write the lists of a history and those of a release that it lacks into a new version."""
    files: dict[str, int] = {}
    if history is not None:
        files |= history.manifest.lists
        for name in files:
            share_files(history.path / LISTS_FOLDER / name, version / LISTS_FOLDER / name)
    found = {}
    for path in sorted((release.path / LOOKUPS_FOLDER).glob("*.parquet")):
        found[path.stem] = name = f"{path.stem}-{_digest_start(path)}.parquet"
        if name not in files:
            share_files(path, version / LISTS_FOLDER / name)
            files[name] = path.stat().st_size
    return MergedLists(files, found)


def rebuild_lists(history: History, release: HistoryRelease, folder: Path) -> None:
    """Write the lists of a release of a history into a folder, as a lake has them.

    :raises DamagedError: if one is not the file that was added.
    """
    for table, name in release.lists.items():
        source = history.path / LISTS_FOLDER / name
        if name != f"{table}-{_digest_start(source)}.parquet":
            raise DamagedError(f"{source} is not the list that was added: it was changed; put back a copy of it.")
        (folder / LOOKUPS_FOLDER).mkdir(exist_ok=True)
        shutil.copyfile(source, folder / LOOKUPS_FOLDER / f"{table}.parquet")


def _digest_start(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGEST_LENGTH]
