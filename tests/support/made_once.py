"""What many tests look at and nobody writes to, made once: by one worker of a run, and kept for the next.

A folder is made again if the package, the shared parts of the tests or the libraries that write it have changed, or if
somebody wrote to it.
"""

import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

import finalorder
from support.places import TESTS

#: those whose other edition may write other bytes
LIBRARIES = ("duckdb", "inflate64", "numpy", "pyarrow")
#: what another edition of the code has left is removed after so long: it may still be in use
STALE_SECONDS = 3600


class MadeOnce:
    """Folders by name, each made by whoever asks first while the others wait."""

    def __init__(self, root: Path) -> None:
        self.folder = root / digest_code()

    def make(self, name: str, write: Callable[[Path], object]) -> Path:
        """The folder of that name, which ``write`` fills if it is not there as it was left."""
        target, listed = self.folder / name, self.folder / f"{name}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f"{name}.lock"):
            if listed.exists() and json.loads(listed.read_text(encoding="utf-8")) == list_files(target):
                return target
            remove_stale(self.folder)
            listed.unlink(missing_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            write(target)
            listed.write_text(json.dumps(list_files(target)), encoding="utf-8")
        return target


@cache
def digest_code() -> str:
    """The package, the fixtures and helpers of the tests, and the libraries, as one word."""
    found = sha256(" ".join([platform.python_version(), *map(version, LIBRARIES)]).encode())
    package = Path(finalorder.__file__).parent
    helpers = [*TESTS.rglob("conftest.py"), *(TESTS / "support").rglob("*.py")]
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted([*files, *helpers]):
        found.update(path.as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def list_files(folder: Path) -> dict[str, list[int]]:
    """The size and the time of every file of a folder; locks are nobody's writing."""
    return dict(sorted(_describe_files(folder)))


def _describe_files(folder: Path) -> Iterator[tuple[str, list[int]]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".building"):
            found = path.stat()
            yield path.relative_to(folder).as_posix(), [found.st_size, found.st_mtime_ns]


def remove_stale(kept: Path) -> None:
    """Remove what other editions of the code have left beside a folder."""
    for folder in kept.parent.iterdir():
        if folder != kept and folder.is_dir() and time.time() - folder.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
