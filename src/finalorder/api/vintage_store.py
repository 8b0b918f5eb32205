"""Releases that only the history has, as questions need them: what each publishes is kept, all else is rebuilt once.

``LAKE/.vintages/published/RELEASE`` has the plan of a release, kept when the release is added to the history;
``LAKE/.vintages/RELEASE`` is a release that was rebuilt and derived, since something else was asked of it. Both are
used while the history has the same rows and the stages that made them are by the code of today; removing them loses
nothing.
"""

from dataclasses import dataclass, replace

from finalorder.disclosure import PLAN_FOLDER
from finalorder.errors import DamagedError, InputError, build_write_error
from finalorder.history import History, HistoryRelease, MergeEngine, rebuild_release
from finalorder.lake import Lake, Release, share_files
from finalorder.pipeline import PLAN, BuildListener, BuildOptions, derive_draft, list_outdated_stages

VINTAGES_FOLDER, PUBLISHED_FOLDER = ".vintages", "published"
#: what a manifest says of the rows that a kept or rebuilt release was made from
DIGEST = "history_digest"


@dataclass(frozen=True, slots=True, repr=False)
class KeptVintage(Release):
    """A release of which only what it publishes is kept."""

    store: "VintageStore"

    def complete(self) -> Release:
        """Rebuild the release and derive its ledger, once."""
        return self.store.open_counted(self.name, with_plan=True)


@dataclass(frozen=True, slots=True)
class VintageStore:
    """The releases of a history as they are kept beside it."""

    lake: Lake
    history: History

    @property
    def counted_lake(self) -> Lake:
        """Where rebuilt releases are."""
        return Lake(self.lake.path / VINTAGES_FOLDER)

    @property
    def published_lake(self) -> Lake:
        """Where plans are."""
        return Lake(self.counted_lake.path / PUBLISHED_FOLDER)

    def open_published(self, name: str) -> Release:
        """Open what a release publishes; what is not kept, or is by older code, is made, and kept from then on."""
        held = self._find(self.counted_lake, name)
        if held is not None and not list_outdated_stages(held.manifest):
            return held
        kept = self._find_plan(name)
        return self.open_counted(name, with_plan=True) if kept is None else kept

    def open_counted(self, name: str, *, with_plan: bool) -> Release:
        """Open a release with its tables and ledger, rebuilt and derived if they are not there or by older code."""
        held, kept = self._find(self.counted_lake, name), self._find_plan(name)
        outdated = list_outdated_stages(held.manifest) if held is not None else []
        if held is not None and (not outdated or (outdated == [PLAN] and not with_plan)):
            return held
        with self.counted_lake.lock_release(name):
            if held is not None:
                draft = self.counted_lake.copy_to_draft(held)
            else:
                draft = self.counted_lake.create_draft(name)
                rebuild_release(self.history, name, draft.path, where=MergeEngine())
            plan = None if kept is None else kept.path
            options = BuildOptions(counting_only=plan is None and not with_plan, plan_from=plan)
            return derive_draft(draft, options, BuildListener()).release

    def keep_plan(self, release: Release, added: HistoryRelease) -> None:
        """Keep what a release of the lake publishes, if its build is of today's code and the name in it is its own."""
        current = release.name == added.name and not list_outdated_stages(release.manifest)
        if not current or self._find_plan(added.name) is not None:
            return
        try:
            with self.published_lake.lock_release(added.name):
                draft = self.published_lake.create_draft(added.name)
                share_files(release.path / PLAN_FOLDER, draft.path / PLAN_FOLDER)
                details = release.manifest.details | {DIGEST: added.digest}
                replace(release.manifest, details=details).write(draft.path)
                draft.publish()
        except OSError as error:
            said = f"{added.name} is in the history, but what it publishes cannot be kept in {self.published_lake.path}"
            raise build_write_error(error, f"{said} ({error.strerror or error}); add it again.") from error

    def list_without_numbers(self) -> dict[str, bool]:
        """List the releases whose published numbers have to be made when they are asked, each with whether there are
        some of older code. What the lake has itself is not among them.
        """
        here = self.lake.list_release_names()
        asked = [each.name for each in self.history.manifest.releases if each.name not in here]
        return {name: self._has_older(name) for name in asked if not self._has_numbers(name)}

    def _has_numbers(self, name: str) -> bool:
        held = self._find(self.counted_lake, name)
        return self._find_plan(name) is not None or (held is not None and not list_outdated_stages(held.manifest))

    def _has_older(self, name: str) -> bool:
        found = (self._find(self.published_lake, name), self._find(self.counted_lake, name))
        return any(each is not None and _has_plan(each) for each in found)

    def _find_plan(self, name: str) -> KeptVintage | None:
        kept = self._find(self.published_lake, name)
        if kept is None or list_outdated_stages(kept.manifest):
            return None
        return KeptVintage(kept.name, kept.path, kept.manifest, self)

    def _find(self, lake: Lake, name: str) -> Release | None:
        """Find a release that is kept, with the rows that the history has."""
        wanted = self.history.manifest.require_release(name).digest
        try:
            held = lake.open_release(name) if name in lake.list_release_names() else None
        except (InputError, DamagedError):
            return None  # of an older format, or damaged: it is made again
        return held if held is not None and held.info.get(DIGEST) == wanted else None


def _has_plan(release: Release) -> bool:
    return (release.path / PLAN_FOLDER).is_dir()
