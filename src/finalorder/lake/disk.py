"""The disk as it is: locks that any system has, and pointers also where there are no symbolic links.

A pointer is the name under which readers find the published version. Where the disk has symbolic links it is one, and
swapping it is a single step. A disk without them (exFAT, some network shares), and a lake copied by a program that
follows links, have a folder of that name instead; it is put aside before the new version takes its name.
"""

import os
import re
import shutil
import tomllib
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finalorder.errors import InputError, UnavailableError, build_write_error, escape_unprintable, quote_value

if TYPE_CHECKING:
    from filelock import FileLock, SoftFileLock

#: the reader of TOML takes time with the square of the dots in a key
DOTTED_KEY = re.compile(rb"(?:\.[^.,=\n]{0,80}){40}")


@contextmanager
def hold_lock(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock of that file, or refuse at once.

    :param busy: the sentence for a lock that another process holds.
    :raises UnavailableError: if it is held.
    :raises FinalorderError: if the folder cannot be written.
    """
    with warnings.catch_warnings(action="ignore"):  # of a system without locks
        from filelock import Timeout

    require_utf8_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _acquire(path)
    except Timeout as error:
        raise UnavailableError(busy) from error
    except OSError as error:
        raise build_write_error(error, f"cannot write to {path.parent} ({error.strerror}); choose another.") from error
    try:
        yield
    finally:
        lock.release()


def _acquire(path: Path) -> "FileLock | SoftFileLock":
    """Return the lock of the system; where it or the disk knows none, a file that is there while it is held.

    That file has a name of its own: an empty one of the system's lock stays in a lake, also in a copy of it.
    """
    from filelock import FileLock, SoftFileLock, Timeout

    if FileLock is not SoftFileLock:
        try:
            lock = FileLock(path)
            lock.acquire(timeout=0)
        except Timeout:
            raise
        except (OSError, NotImplementedError):
            pass
        else:
            return lock
    soft = SoftFileLock(path.with_name(f"{path.name}.held"))
    soft.acquire(timeout=0)
    return soft


def require_utf8_path(path: Path) -> None:
    """Refuse a name that is not UTF-8: the libraries that write tables cannot open it.

    :raises InputError: for such a name, before any work is done.
    """
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError as error:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        raise InputError(
            f"the name {shown} is not UTF-8, so tables cannot be written there; choose another."
        ) from error


def read_input_file(path: Path, called: str, most: int) -> bytes:
    """Read a small file that somebody named, at most one byte more than ``most``: whoever asks refuses a longer one.

    :raises InputError: for what is no regular file (a folder, a device, a pipe) and what cannot be read.
    """
    shown = escape_unprintable(str(path))
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"cannot read {called} {quote_value(shown)}: it is a folder or a device, not a file.")
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"cannot read {called} {quote_value(shown)}: {reason}.") from None


def read_toml_input(path: Path, called: str, most: int) -> dict[str, Any]:
    """Read a TOML file that somebody named.

    :raises InputError: if it cannot be read, is longer than ``most`` bytes, or is not TOML.
    """
    content = read_input_file(path, called, most)
    shown = escape_unprintable(str(path))
    if len(content) > most:
        raise InputError(f"{shown} is larger than {most:,} bytes, larger than any file of this kind; check the name.")
    if DOTTED_KEY.search(content):
        raise InputError(f"{shown} has a key with dozens of dots, which no file of this kind has; check the name.")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0][:120]
        raise InputError(f"{shown} is not TOML in UTF-8 ({reason}); correct it, or choose another file.") from None


def swap_pointer(pointer: Path, version: Path) -> Path:
    """Make ``pointer`` name the folder ``version``, which lies in a folder beside it; gives where the version lies now.

    :raises OSError: if the disk cannot do it; readers then still find the version before.
    """
    aside = version.with_name(f"{version.name}.link")
    try:
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path(version.parent.name) / version.name)
    except (OSError, NotImplementedError):
        return _replace_folder(pointer, version)
    try:
        if pointer.is_dir() and not pointer.is_symlink():
            pointer.rename(_name_aside(version))
        aside.replace(pointer)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    return version


def share_files(source: Path, target: Path) -> None:
    """Share a file, or the files of a folder, which never change again, with a new version; a disk that cannot share
    gets copies.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link_or_copy, dirs_exist_ok=True)
    else:
        _link_or_copy(str(source), str(target))


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _replace_folder(pointer: Path, version: Path) -> Path:
    """The same without links: the folder before is put aside, and comes back if the new one cannot take its name."""
    before = _name_aside(version)
    had_one = os.path.lexists(pointer)
    if had_one:
        pointer.rename(before)
    try:
        version.rename(pointer)
    except OSError:
        if had_one:
            with suppress(OSError):
                before.rename(pointer)
        raise
    return pointer


def _name_aside(version: Path) -> Path:
    """Return a free name of the same kind as the version's, so that leftovers are removed with other old versions."""
    return version.with_name(f"{version.name[:-12]}{uuid.uuid4().hex[:12]}")
