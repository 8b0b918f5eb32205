"""What a site says of itself to programs: its release, its published tables, and where it is; read back by a server."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from finalorder.disclosure import PLAN_FILE, PLAN_FOLDER, open_plan_folder
from finalorder.errors import DamagedError, InputError, quote_value
from finalorder.lake import Manifest, Release
from finalorder.site.published_rows import PublishedRows
from finalorder.site.search import PLACES
from finalorder.site.site_files import SiteDraft

RECORD, SEARCH_INDEX = "site.json", "search-index.json"
TABLES = "data"
#: what of a release's manifest is published: whether it was whole when it was read, and nothing else
PUBLIC_DETAILS = ("missing", "mismatches")


@dataclass(frozen=True)
class OpenedSite:
    """A published site as a folder: nothing but what is published can be asked of it."""

    folder: Path
    record: Mapping[str, Any]

    @property
    def base_url(self) -> str:
        """Where the site is; empty if nobody said so."""
        return str(self.record["base_url"])

    def list_search_terms(self, lang: str) -> list[tuple[str, str]]:
        """List what can be looked for in a language, and the address of the page that has it."""
        try:
            read = json.loads((self.folder / lang / SEARCH_INDEX).read_text(encoding="utf-8"))
            return [(str(name), str(address)) for name, address in read]
        except (OSError, ValueError, TypeError):
            return []

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """The counties and towns that lead to a court, and the address of its city's page."""
        try:
            read = json.loads((self.folder / PLACES).read_text(encoding="utf-8"))
            return [(str(name), address.rstrip("/")) for address, names in read.items() for name in names]
        except (OSError, ValueError, TypeError, AttributeError):
            return []

    @cached_property
    def rows(self) -> PublishedRows:
        """The published rows."""
        folder = self.folder / TABLES
        release = Release(str(self.record["release"]), self.folder, Manifest.read(folder))
        plan = open_plan_folder(release, folder)
        if plan is None:
            raise DamagedError(f"{folder} has no published tables that this version can read; publish the site again.")
        return PublishedRows(release, plan)


def write_site_record(rows: PublishedRows, draft: SiteDraft, base_url: str) -> None:
    """Write what a server needs to know of the site besides its pages."""
    release = rows.release
    details = {name: release.manifest.details[name] for name in PUBLIC_DETAILS if name in release.manifest.details}
    manifest = Manifest(release.name, release.day, release.simulated, release.lineage, details=details)
    draft.write_text(f"{TABLES}/release.json", json.dumps(manifest.to_record(), indent=1) + "\n")
    draft.copy_file(f"{TABLES}/{PLAN_FILE}", release.path / PLAN_FOLDER / PLAN_FILE)
    record = {
        "release": release.name,
        "day": release.day.isoformat(),
        "simulated": release.simulated,
        "base_url": base_url,
    }
    draft.write_text(RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def open_site(site: Path) -> OpenedSite:
    """Open a site that ``publish`` has written.

    :raises InputError: if there is no site in that folder.
    :raises DamagedError: if what it says of itself cannot be read.
    """
    folder = Path(os.path.realpath(site))
    try:
        text = (folder / RECORD).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not the name of a folder"
        raise InputError(
            f"{quote_value(str(site))} is not a site made by publish ({RECORD}: {reason}); run `finalorder publish`."
        ) from None
    try:
        record = json.loads(text)
        return OpenedSite(folder, {name: record[name] for name in ("release", "day", "simulated", "base_url")})
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedError(f"{folder / RECORD} is damaged ({error}); publish the site again.") from None
