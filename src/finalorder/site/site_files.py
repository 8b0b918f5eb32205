"""The files of a site: written aside, shared with the site before where nothing changed, and swapped in whole."""

import filecmp
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from finalorder.errors import InputError, build_write_error
from finalorder.lake import hold_lock, swap_pointer
from finalorder.site.checksums import ARCHIVE, CHECKSUMS, format_checksums
from finalorder.site.compression import ENDINGS, compress_file, is_worth_compressing

VERSIONS = ".{name}-versions"


class SiteDraft:
    """A new version of a site. ``before`` is the published one, whose files are shared where they are the same."""

    def __init__(self, folder: Path, before: Path | None) -> None:
        self.folder, self.before = folder, before
        self.written = self.shared = 0
        self.digests: dict[str, str] = {}

    def write_text(self, path: str, text: str) -> None:
        """Write a text file as UTF-8 with the line ends of every system."""
        self.write_bytes(path, text.encode("utf-8"))

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write a file, or share the one before if it has the same bytes; its compressed forms beside it."""
        target = self._place(path)
        self.digests[path] = hashlib.sha256(content).hexdigest()
        old = self.before / path if self.before else None
        is_same = old is not None and old.is_file() and old.read_bytes() == content
        target.unlink(missing_ok=True)  # it may be a link to a file of the site that stands
        if is_same and old is not None:
            _link_or_copy(old, target)
        else:
            target.write_bytes(content)
        self.shared, self.written = self.shared + is_same, self.written + (not is_same)
        if is_worth_compressing(path, len(content)):
            self._add_compressed(path, content, is_same)

    def copy_file(self, path: str, source: Path) -> None:
        """Copy a file that is there."""
        target = self._place(path)
        old = self.before / path if self.before else None
        same = old is not None and old.is_file() and filecmp.cmp(old, source, shallow=False)
        _link_or_copy(old if same and old else source, target)
        with target.open("rb") as file:
            self.digests[path] = hashlib.file_digest(file, "sha256").hexdigest()
        self.shared, self.written = self.shared + same, self.written + (not same)

    def share_file(self, path: str, other: str) -> None:
        """Put a file that was written under another name too, with its compressed forms."""
        for ending in ("", *ENDINGS):
            if other + ending in self.digests:
                _link_or_copy(self.folder / (other + ending), self._place(path + ending))
                self.digests[path + ending] = self.digests[other + ending]
        self.shared += 1

    def write_checksums(self, folder: str = "") -> None:
        """List every file of a folder that was written so far, with its digest; the archive has lists of its own."""
        inside = f"{folder}/" if folder else ""
        kept = {
            path.removeprefix(inside): digest
            for path, digest in self.digests.items()
            if path.startswith(inside)
            and (folder or not path.startswith(f"{ARCHIVE}/"))
            and path != f"{inside}{CHECKSUMS}"
        }
        self.write_bytes(f"{inside}{CHECKSUMS}", format_checksums(kept).encode())

    def _add_compressed(self, path: str, content: bytes, is_same: bool) -> None:
        for ending, packed in compress_file(content, self._find_packed(path) if is_same else {}):
            target = self._place(path + ending)
            self.digests[path + ending] = hashlib.sha256(packed).hexdigest()
            old = self.before / (path + ending) if self.before and is_same else None
            if old is not None and old.is_file():
                _link_or_copy(old, target)
            else:
                target.write_bytes(packed)

    def _find_packed(self, path: str) -> dict[str, bytes]:
        """Find the compressed forms that a file had before."""
        before = {ending: self.before / (path + ending) for ending in ENDINGS} if self.before else {}
        return {ending: file.read_bytes() for ending, file in before.items() if file.is_file()}

    def keep_folder(self, folder: str) -> None:
        """Keep the files of a folder that the site before had."""
        before = self.before / folder if self.before else None
        for path in sorted(before.rglob("*")) if before else ():
            if path.is_file() and not path.name.endswith(ENDINGS) and self.before:
                self.write_bytes(path.relative_to(self.before).as_posix(), path.read_bytes())

    def keep_archive(self) -> None:
        """Keep every release that was published before; what is there never changes."""
        if self.before and (self.before / ARCHIVE).is_dir():
            _copy_tree(self.before / ARCHIVE, self.folder / ARCHIVE)

    def add_to_archive(self, release: str) -> list[str]:
        """Add what was written to the archive, if the release is new there; the names of all releases."""
        target = self.folder / ARCHIVE / release
        if not target.exists():
            for each in sorted(self.folder.iterdir()):
                if each.name != ARCHIVE:
                    (_copy_tree if each.is_dir() else _link_or_copy)(each, target / each.name)
        return sorted(each.name for each in (self.folder / ARCHIVE).iterdir() if each.is_dir())

    def _place(self, path: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def require_site_place(site: Path) -> None:
    """Refuse a place where no site can be, before the work that a site takes.

    :raises InputError: if there is something at ``site`` that is no site, or no folder can be there.
    """
    site = site.absolute()
    try:
        if site.exists() and not _is_site(site, site.parent / VERSIONS.format(name=site.name)):
            raise InputError(f"{site} is there already and is not a site made by publish; choose another folder.")
        if not next(each for each in site.parents if each.exists()).is_dir():
            raise InputError(f"{site} lies in a file; choose another folder.")
    except OSError as error:
        raise build_write_error(error, f"cannot write to {site} ({error.strerror or error}).") from error


@contextmanager
def open_site_draft(site: Path) -> Iterator[SiteDraft]:
    """Write a new version of a site aside; it takes the place of the old one when the block ends well.

    :raises InputError: if there is something at ``site`` that is no site.
    :raises UnavailableError: if it is being published by someone else.
    """
    site = site.absolute()
    versions = site.parent / VERSIONS.format(name=site.name)
    try:
        if site.exists() and not _is_site(site, versions):
            raise InputError(f"{site} is there already and is not a site made by publish; choose another --out.")
        versions.mkdir(parents=True, exist_ok=True)
        with hold_lock(versions / ".publishing", f"{site} is being published by another process; wait until it ends."):
            _remove_leftovers(site, versions)
            draft = versions / f"{site.name}-{uuid.uuid4().hex[:12]}"
            draft.mkdir()
            try:
                yield SiteDraft(draft, Path(os.path.realpath(site)) if site.exists() else None)
                swap_pointer(site, draft)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
            # the version before stays until the next one is published: a server may still be reading it
    except OSError as error:
        raise build_write_error(
            error, f"cannot write to {site} ({error.strerror or error}); choose another --out."
        ) from error


def _is_site(site: Path, versions: Path) -> bool:
    return site.is_dir() and (site.is_symlink() or versions.is_dir() or not any(site.iterdir()))


def _remove_leftovers(site: Path, versions: Path) -> None:
    """Remove versions that no reader sees: old ones, and those of a publish that was killed."""
    current = Path(os.path.realpath(site))
    for each in versions.iterdir():
        if each.is_dir() and each.resolve() != current:
            shutil.rmtree(each, ignore_errors=True)


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:
            shutil.copyfile(source, target)


def _copy_tree(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            _link_or_copy(path, target / path.relative_to(source))
