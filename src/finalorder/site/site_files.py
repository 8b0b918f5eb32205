"""The files of a site: written aside, shared with the site before where nothing changed, and swapped in whole."""

import filecmp
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from finalorder.errors import InputError, build_write_error
from finalorder.lake import hold_lock, swap_pointer

VERSIONS = ".{name}-versions"
ARCHIVE = "r"


class SiteDraft:
    """A new version of a site. ``before`` is the published one, whose files are shared where they are the same."""

    def __init__(self, folder: Path, before: Path | None) -> None:
        self.folder, self.before = folder, before
        self.written = self.shared = 0

    def write_text(self, path: str, text: str) -> None:
        """Write a text file as UTF-8 with the line ends of every system."""
        self.write_bytes(path, text.encode("utf-8"))

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write a file, or share the one before if it has the same bytes."""
        target = self._place(path)
        old = self.before / path if self.before else None
        if old is not None and old.is_file() and old.read_bytes() == content:
            _link_or_copy(old, target)
            self.shared += 1
            return
        target.write_bytes(content)
        self.written += 1

    def copy_file(self, path: str, source: Path) -> None:
        """Copy a file that is there."""
        target = self._place(path)
        old = self.before / path if self.before else None
        same = old is not None and old.is_file() and filecmp.cmp(old, source, shallow=False)
        _link_or_copy(old if same and old else source, target)
        self.shared, self.written = self.shared + same, self.written + (not same)

    def keep_archive(self, release: str) -> list[str]:
        """Keep every release that was published before, and add this one if it is new; what is there never changes."""
        if self.before and (self.before / ARCHIVE).is_dir():
            _copy_tree(self.before / ARCHIVE, self.folder / ARCHIVE)
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
            _remove_leftovers(site, versions)
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
