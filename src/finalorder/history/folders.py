"""A history on disk: ``LAKE/history``, a pointer to a version among those of the lake's releases.

``LAKE/history/<table>/standing.parquet/`` holds the rows that stand in the latest release, ``ended-<release>.parquet/``
those that stood until that release; each is a folder of part files in the order of the keys. ``LAKE/history/lists/``
has the versions of the court's lists. Adding a release writes a new version, which shares the files that did not
change, and swaps the pointer.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from finalorder.errors import DamagedError, NotInLakeError, build_write_error
from finalorder.history.manifest import HistoryManifest
from finalorder.lake import Lake, swap_pointer

HISTORY_NAME = "history"
VERSIONS_FOLDER = ".versions"
STANDING = "standing.parquet"
LISTS_FOLDER = "lists"


@dataclass(frozen=True, slots=True)
class History:
    """A history that is open for reading: a folder that does not change meanwhile."""

    lake: Lake
    path: Path
    manifest: HistoryManifest

    def find_table_folder(self, table: str) -> Path:
        """The folder of a table."""
        return self.path / table


def find_history(lake: Lake) -> History | None:
    """Open the history of a lake, if it has one.

    :raises DamagedError: if a file of it is missing, or is shorter or longer than it was written.
    """
    path = Path(os.path.realpath(lake.path / HISTORY_NAME))
    if not lake.has_folder() or not path.is_dir():
        return None
    history = History(lake, path, HistoryManifest.read(path))
    _require_whole_files(history)
    return history


def open_history(lake: Lake) -> History:
    """Open the history of a lake.

    :raises FinalorderError: as :func:`find_history`, and if the lake has none.
    """
    found = find_history(lake)
    if found is None:
        raise NotInLakeError(
            f"the lake {lake.path} has no history; run `finalorder history add RELEASE --lake {lake.path}`."
        )
    return found


def _require_whole_files(history: History) -> None:
    """Every file has the size with which it was written: what was cut short is found before anything is read."""
    known = history.manifest
    files = {history.path / LISTS_FOLDER / name: size for name, size in known.lists.items()}
    for table, held in known.tables.items():
        files |= {history.find_table_folder(table) / name: size for name, size in held.files.items()}
    for path, size in files.items():
        found = path.stat().st_size if path.is_file() else None
        if found != size:
            what = "is missing" if found is None else f"has {found:,} bytes instead of {size:,}"
            raise DamagedError(
                f"{path} {what}; remove {history.lake.path / HISTORY_NAME} and add its releases again, or put "
                "back a copy of that file."
            )


@dataclass(frozen=True, slots=True)
class HistoryDraft:
    """A version of a history that is being written."""

    lake: Lake
    path: Path

    def publish(self, manifest: HistoryManifest) -> History:
        """Make this version the history that readers see, then remove the one it replaces."""
        manifest.write(self.path)
        published = swap_pointer(self.lake.path / HISTORY_NAME, self.path)
        self.lake.remove_unused_versions(HISTORY_NAME, keep=published)
        return History(self.lake, published, manifest)


@contextmanager
def write_history(lake: Lake) -> Iterator[HistoryDraft]:
    """A new version, aside; what an interrupted or failed addition left is removed.

    :raises UnavailableError: if another addition is running.
    """
    with lake.lock_release(HISTORY_NAME):
        lake.remove_unused_versions(HISTORY_NAME)
        path = lake.path / VERSIONS_FOLDER / f"{HISTORY_NAME}-{uuid.uuid4().hex[:12]}"
        try:
            path.mkdir(parents=True)
            yield HistoryDraft(lake, path)
        except OSError as error:
            raise build_write_error(
                error, f"cannot write the history of the lake {lake.path} ({error.strerror or error})."
            ) from error
        finally:
            lake.remove_unused_versions(HISTORY_NAME)


def measure_files(folder: Path) -> dict[str, int]:
    """The bytes of every file under a table's folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }
