"""What has arrived so far: a ``.part`` file beside a note of which version it belongs to, until it is published whole.

The note is a small JSON file. The one beside a published release has the same shape and says what the next fetch asks
about. Nothing appears under the final name before it is complete and checked.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finalorder.errors import DamagedError, FinalorderError, InputError, UnavailableError
from finalorder.fetch.retries import FileVersion

DISK_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """A release on disk: its file, the version that the server called it, and the tables that were asked for."""

    path: Path
    url: str
    version: FileVersion
    tables: tuple[str, ...]


@contextmanager
def explain_disk_errors(path: Path) -> Iterator[None]:
    """Say in a sentence what the disk refused."""
    try:
        yield
    except OSError as error:
        raise _build_disk_error(path, error) from error


def _build_disk_error(path: Path, error: OSError) -> FinalorderError:
    if error.errno in DISK_FULL_ERRNOS:
        return DamagedError(
            f"the disk that holds {path.parent} is full; free some space and run the same command again, what has "
            "arrived is kept."
        )
    if error.errno == errno.EFBIG:
        return DamagedError(
            f"{path.parent} cannot hold a file as large as this release; choose another folder with --to."
        )
    reason = error.strerror or str(error)
    return InputError(f"cannot write {path} ({reason}); choose another folder with --to.")


class PartFile:
    """A file on its way: ``position`` bytes of ``version`` are on disk. One process at a time may hold it."""

    def __init__(self, path: Path, url: str) -> None:
        self.path, self.url = path, url
        self.note_path = path.with_name(f"{path.name}.json")
        self.version = FileVersion()
        self.position = 0
        self._handle = -1
        self._is_removed = False
        self._created_folder = not path.parent.exists()

    @classmethod
    @contextmanager
    def open_or_resume(cls, path: Path, url: str) -> Iterator["PartFile"]:
        """Take up the file where an earlier fetch left it, or begin an empty one."""
        with explain_disk_errors(path):
            part = cls(path, url)
            path.parent.mkdir(parents=True, exist_ok=True)
            part._open_locked()
        try:
            part._read_note()
            yield part
        finally:
            part._close()

    def _open_locked(self) -> None:
        while True:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            if self._try_lock():
                return
            os.close(self._handle)

    def _try_lock(self) -> bool:
        """Lock the file; False when, meanwhile, its name went to another one."""
        _lock_file(self._handle, self.path)
        held = os.fstat(self._handle)
        if held.st_nlink > 1:
            # Killed between publishing and tidying: this is the published release itself, and is left alone.
            self.path.unlink()
            return False
        with suppress(FileNotFoundError):
            return os.path.samestat(held, self.path.stat())
        return False

    def _read_note(self) -> None:
        noted = _read_json(self.note_path)
        self.version = _parse_version(noted)
        size = os.fstat(self._handle).st_size
        if noted.get("url") != self.url or not self.version.has_validator:
            self.restart(FileVersion())
            return
        self.position = size

    def restart(self, version: FileVersion) -> None:
        """Begin again, with this version."""
        self.truncate(0)
        self.version = version
        with explain_disk_errors(self.note_path):
            _write_json(self.note_path, {"url": self.url, **_serialize_version(version)})

    def truncate(self, size: int) -> None:
        """Keep the first ``size`` bytes."""
        with explain_disk_errors(self.path):
            os.ftruncate(self._handle, size)
        self.position = size

    def append(self, chunk: bytes) -> None:
        """Add bytes at the end."""
        left = memoryview(chunk)
        with explain_disk_errors(self.path):
            os.lseek(self._handle, self.position, os.SEEK_SET)
            while left:
                count = os.write(self._handle, left)
                self.position += count
                left = left[count:]

    def publish(self, target: Path, facts: dict[str, Any]) -> None:
        """Give the file its final name, with its record beside it. Raises FinalorderError when the name is taken."""
        with explain_disk_errors(target):
            os.fsync(self._handle)
            target.parent.mkdir(parents=True, exist_ok=True)
            require_free_name(target)
            beside = get_record_path(target)
            _write_json(beside, {"url": self.url, **_serialize_version(self.version), **facts})
            try:
                _give_final_name(self.path, target)
            except FileExistsError:
                raise _build_name_taken_error(target) from None
            _sync_folder(target.parent)
        self.remove()

    def remove(self) -> None:
        self._is_removed = True
        self.path.unlink(missing_ok=True)
        self.note_path.unlink(missing_ok=True)

    def keep_as_damaged(self) -> Path:
        """Keep a file that proved damaged under another name, so that the next fetch begins anew."""
        damaged = self.path.with_suffix(".damaged")
        with explain_disk_errors(damaged):
            self.path.replace(damaged)
        self._is_removed = True
        self.note_path.unlink(missing_ok=True)
        return damaged

    def _close(self) -> None:
        with suppress(OSError):
            if self.position == 0 and not self._is_removed:
                self.remove()
            if self._is_removed and self._created_folder:
                self.path.parent.rmdir()
        os.close(self._handle)


def _lock_file(file: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # systems without it keep a file that is open from being replaced
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise UnavailableError(
            f"another fetch is writing {path}; let it finish, or choose another folder with --to."
        ) from None
    except OSError:  # some network drives know no locks
        return


def _give_final_name(part: Path, target: Path) -> None:
    """A second name refuses to replace a file, where renaming would not; some disks know only renaming."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        part.rename(target)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def require_free_name(target: Path) -> None:
    """Refuse a name that a file has; raises FinalorderError."""
    if target.exists() or target.is_symlink():
        raise _build_name_taken_error(target)


def _build_name_taken_error(target: Path) -> FinalorderError:
    return InputError(
        f"{target} already exists and may differ from the server's file; it is never overwritten, so "
        "move it away or choose another folder with --to."
    )


def get_record_path(target: Path) -> Path:
    """Return where the record of a release lies: beside it."""
    return target.with_name(f"{target.name}.json")


def find_records(folder: Path, url: str, tables: tuple[str, ...]) -> list[FetchRecord]:
    """Find the releases of that address and those tables under ``folder``, newest month first."""
    with suppress(OSError):
        found = (_read_record(path) for path in sorted(folder.glob("*/*.zip.json"), reverse=True))
        return [record for record in found if record and (record.url, record.tables) == (url, tables)]
    return []


def _read_record(path: Path) -> FetchRecord | None:
    noted = _read_json(path)
    target = path.with_suffix("")
    tables = noted.get("tables")
    if not isinstance(tables, list) or not target.is_file() or target.stat().st_size != noted.get("bytes"):
        return None
    return FetchRecord(target, str(noted.get("url")), _parse_version(noted), tuple(str(name) for name in tables))


def _parse_version(noted: dict[str, Any]) -> FileVersion:
    size = noted.get("size")
    etag, modified = noted.get("etag"), noted.get("last_modified")
    return FileVersion(
        etag if isinstance(etag, str) else "",
        modified if isinstance(modified, str) else "",
        size if isinstance(size, int) else None,
    )


def _serialize_version(version: FileVersion) -> dict[str, Any]:
    return {"etag": version.etag, "last_modified": version.last_modified, "size": version.size}


def _read_json(path: Path) -> dict[str, Any]:
    """Read what the file says; empty for one that is missing or no record."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _write_json(path: Path, noted: dict[str, Any]) -> None:
    """Write the file whole or not at all."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(json.dumps(noted, indent=2) + "\n", encoding="utf-8")
    aside.replace(path)
