"""The files of a published site, listed once: a request is looked up in the list and never becomes a path by itself."""

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from finalorder.errors import FinalorderError, InputError
from finalorder.server.ready import ReadyReplies
from finalorder.site import CHECKSUMS, CODINGS, OpenedSite, open_site, read_checksums

#: files up to this size are kept in memory once they were asked for, up to so many bytes together
SMALL_FILE, KEPT_BYTES = 256 * 1024, 64 * 1024 * 1024
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site: its path in it, its entity tag, its size, and its compressed forms by coding."""

    path: str
    etag: str
    size: int
    packed: Mapping[str, "SiteFile"] = field(default_factory=dict)


class KeptBytes:
    """Bytes by name, up to so many together; what was put there first makes room."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def find(self, name: str) -> bytes | None:
        """Find what is kept under a name."""
        return self._kept.get(name)

    def keep(self, name: str, content: bytes) -> bytes:
        """Keep bytes under a name; the bytes."""
        with self._lock:
            self._size += len(content) - len(self._kept.pop(name, b""))
            self._kept[name] = content
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])
        return content


@dataclass(frozen=True)
class SiteFolder:
    """One published version of a site. ``mark`` changes when another one takes its place."""

    site: OpenedSite
    files: Mapping[str, SiteFile]
    mark: object
    kept: KeptBytes = field(default_factory=lambda: KeptBytes(KEPT_BYTES))
    ready: ReadyReplies = field(default_factory=ReadyReplies)

    def open_file(self, file: SiteFile) -> BinaryIO:
        """Open a file of the list, if it is still what it was: no link, and inside the folder."""
        path = self.site.folder / file.path
        if os.path.realpath(path) != str(path):
            raise FileNotFoundError(file.path)
        return os.fdopen(os.open(path, os.O_RDONLY | NOFOLLOW), "rb")

    def read_small(self, file: SiteFile) -> bytes:
        """Read a small file, and keep its bytes for the next request."""
        with self.open_file(file) as opened:
            return self.kept.keep(file.path, opened.read())


class LiveSite:
    """A site that may be published again while it is served."""

    def __init__(self, site: Path) -> None:
        self.path = site
        self.current = load_site_folder(site)
        self.reloads = 0
        self.trouble = ""

    def refresh(self) -> bool:
        """Take up the version that is published now, if it is another; whether it is.

        A version that cannot be read is left alone: the one before is served on, and ``trouble`` says why.
        """
        try:
            if _read_mark(self.path) == self.current.mark:
                return False
            self.current = load_site_folder(self.path)
        except (FinalorderError, OSError) as error:
            self.trouble = str(error)
            return False
        self.reloads, self.trouble = self.reloads + 1, ""
        return True


def load_site_folder(site: Path) -> SiteFolder:
    """List the files that a site has published and that are there, as files and not as links.

    :raises InputError: if there is no site in that folder, or its list of files is missing.
    """
    opened = open_site(site)
    if not (opened.folder / CHECKSUMS).is_file():
        raise InputError(f"{site} has no {CHECKSUMS}, which says what is published; run `finalorder publish` again.")
    mark = _read_mark(site)
    digests = read_checksums(opened.folder)
    found = {
        path: SiteFile(path, f'"{digests[path][:32] or f"{size:x}"}"', size)
        for path, size in _list_files(opened.folder, "")
        if path in digests
    }
    return SiteFolder(opened, {path: _join_packed(file, found) for path, file in found.items()}, mark)


def _join_packed(file: SiteFile, found: Mapping[str, SiteFile]) -> SiteFile:
    packed = {
        coding: SiteFile(other.path, f'{file.etag[:-1]}-{coding}"', other.size)
        for coding, (ending, _, _) in CODINGS.items()
        if (other := found.get(file.path + ending))
    }
    return SiteFile(file.path, file.etag, file.size, packed)


def _read_mark(site: Path) -> object:
    """Read what tells one publication from another: where the folder is, and when its list was written."""
    folder = os.path.realpath(site)
    found = os.stat(os.path.join(folder, CHECKSUMS))  # noqa: PTH116, PTH118 - asked every second
    return folder, found.st_ino, found.st_mtime_ns


def _list_files(folder: Path, inside: str) -> Iterator[tuple[str, int]]:
    """List regular files and their sizes; a link is no file, and no folder."""
    with os.scandir(folder / inside) as entries:
        for entry in entries:
            path = f"{inside}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _list_files(folder, f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False).st_size
