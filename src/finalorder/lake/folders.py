"""The lake on disk: releases side by side, each published by swapping one pointer.

``LAKE/2026-07`` is a symbolic link to ``LAKE/.versions/2026-07-<stamp>``. A build writes a new version aside and
renames a new link over the old one, so that a reader sees a whole release or the one before. ``Release`` resolves
the link once, when it is opened.
"""

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from finalorder.errors import InputError, NotInLakeError, build_write_error, quote_value
from finalorder.lake.disk import hold_lock, share_files, swap_pointer
from finalorder.lake.manifest import MANIFEST_FILE, Manifest, is_marked_simulated

RELEASE_VERSIONS_FOLDER = ".versions"


@dataclass(frozen=True, slots=True, repr=False)
class Release:
    """One release in a lake: a folder that does not change while it is open."""

    name: str
    path: Path
    manifest: Manifest

    def __repr__(self) -> str:
        return f"<Release {self.name}: {self.day}{', SIMULATED' if self.simulated else ''}>"

    @property
    def info(self) -> dict[str, Any]:
        """The manifest as JSON has it."""
        return self.manifest.to_record()

    @property
    def simulated(self) -> bool:
        """Whether the release was written by the simulation."""
        return self.manifest.simulated

    @property
    def lineage(self) -> str:
        """What the months of one series of releases share: the court's, or the settings of one simulation."""
        return self.manifest.lineage

    @property
    def day(self) -> date:
        """The release day: nothing after it has happened."""
        return self.manifest.release_day

    @property
    def citation(self) -> str:
        """The release as the source of a number; one that was published although it is not whole says so each time."""
        found = self.manifest.details
        lacks = ", ".join(found.get("missing", []))
        doubts = [f"without its {lacks}"] if lacks else []
        if len(found.get("mismatches", [])) > len(found.get("missing", [])):
            doubts.append("published although its checks failed")
        return "; ".join([f"EOIR Case Data, release {self.name}", *doubts])

    def complete(self) -> "Release":
        """Return the release with its tables and ledger; one of which only what it publishes is kept is another."""
        return self

    def find_table_path(self, name: str) -> Path:
        """Find the Parquet file of a core table."""
        return self._find_parquet("tables", name)

    def find_ledger_path(self, name: str) -> Path:
        """Find the Parquet file of a ledger table."""
        return self._find_parquet("ledger", name)

    def _find_parquet(self, folder: str, name: str) -> Path:
        path = self.path / folder / f"{name}.parquet"
        if not path.exists():
            raise NotInLakeError(
                f"release {self.name} has no {folder}/{name}.parquet; run `finalorder build` on it again."
            )
        return path


@dataclass(frozen=True, slots=True)
class Draft:
    """A version being written beside the published ones."""

    lake: "Lake"
    name: str
    path: Path

    def publish(self) -> Release:
        """Make this version the release that readers see, then remove the versions it replaces."""
        published = swap_pointer(self.lake.path / self.name, self.path)
        self.lake.remove_unused_versions(self.name, keep=published)
        return self.lake.open_release(self.name)

    def discard(self) -> None:
        """Remove what was written so far."""
        shutil.rmtree(self.path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Lake:
    """A folder of releases."""

    path: Path

    def has_folder(self) -> bool:
        """Return whether the folder of the lake is there.

        :raises InputError: if no folder can have such a name.
        """
        try:
            return self.path.is_dir()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not the name of a folder"
            raise InputError(f"cannot open the lake {quote_value(str(self.path))}: {reason}.") from None

    def require_folder(self) -> None:
        """Require the folder of the lake, whatever is in it.

        :raises NotInLakeError: if there is none.
        """
        if not self.has_folder():
            raise NotInLakeError(f"there is no lake {quote_value(str(self.path))}; pass its folder with --lake.")

    def list_release_names(self) -> list[str]:
        """List the published releases, oldest month first."""
        if not self.has_folder():
            return []
        return sorted(
            p.name for p in self.path.iterdir() if (p / MANIFEST_FILE).exists() and p.name != RELEASE_VERSIONS_FOLDER
        )

    def open_release(self, name: str | None = None) -> Release:
        """Open the release of that name; without one, the newest real release, else the only one there is."""
        chosen = self._choose_release(name)
        path = Path(os.path.realpath(self.path / chosen))
        return Release(chosen, path, Manifest.read(path))

    def _choose_release(self, name: str | None) -> str:
        names = self.list_release_names()
        if not names:
            raise NotInLakeError(
                f"there is no release in the lake {self.path}; run `finalorder build RELEASE --lake {self.path}`."
            )
        if name is not None:
            if name not in names:
                raise NotInLakeError(f"the lake {self.path} has no release {name}; it has {', '.join(names)}.")
            return name
        real = [n for n in names if not is_marked_simulated(self.path / n)]
        if real:
            return real[-1]
        if len(names) > 1:
            raise InputError(
                f"the lake {self.path} has {len(names)} simulated releases; choose with --release: {', '.join(names)}."
            )
        return names[0]

    def create_draft(self, name: str) -> Draft:
        """Create a new, empty version of a release, written aside; leftovers of killed builds are removed first."""
        self.remove_unused_versions(name)
        path = self.path / RELEASE_VERSIONS_FOLDER / f"{name}-{uuid.uuid4().hex[:12]}"
        try:
            path.mkdir(parents=True)
        except OSError as error:
            raise build_write_error(
                error, f"cannot write to the lake {self.path} ({error.strerror}); choose another --lake."
            ) from error
        return Draft(self, name, path)

    def copy_to_draft(self, release: Release) -> Draft:
        """Copy a new version of a release that shares its files; the manifest alone is a copy, since it changes."""
        draft = self.create_draft(release.name)
        for each in release.path.iterdir():
            if not each.name.startswith(MANIFEST_FILE):
                share_files(each, draft.path / each.name)
        release.manifest.write(draft.path)
        return draft

    @contextmanager
    def lock_release(self, name: str) -> Iterator[None]:
        """Hold a release against other builds of it.

        :raises UnavailableError: if another build of the release is running.
        """
        busy = f"another build of {name} is writing to {self.path}; wait until it ends."
        with hold_lock(self.path / f".building-{name}", busy):
            yield

    def list_published(self, name: str) -> list[Path]:
        """List the version that readers see, if the release is published."""
        path = Path(os.path.realpath(self.path / name))
        return [path] if name in self.list_release_names() else []

    def list_leftovers(self, name: str) -> list[Path]:
        """List versions that builds left behind when they were killed, newest first."""
        found = [path for path in self._list_unused_versions(name) if path.is_dir() and not path.is_symlink()]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)

    def remove_unused_versions(self, name: str, keep: Path | None = None) -> None:
        """Remove versions of a release that no pointer names."""
        for path in self._list_unused_versions(name):
            if path != keep:
                _remove_path(path)

    def _list_unused_versions(self, name: str) -> list[Path]:
        versions = self.path / RELEASE_VERSIONS_FOLDER
        if not versions.is_dir():
            return []
        current = Path(os.path.realpath(self.path / name))
        pattern = re.compile(re.escape(name) + r"-[0-9a-f]{12}(\.link)?")
        return [p for p in versions.iterdir() if pattern.fullmatch(p.name) and p.resolve() != current]


def _remove_path(path: Path) -> None:
    with suppress(OSError):
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path, ignore_errors=True)
