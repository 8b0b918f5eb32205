"""The court's file: open, split, repair, type, account. No row is lost; every record has exactly one fate."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.releases.accounts import Account
    from finalorder.releases.audit import Audit, NullCounts, audit_release
    from finalorder.releases.progress import SILENT_PROGRESS, ReadProgress, SilentProgress
    from finalorder.releases.reader import SourceIdentity, identify_source, read_release
    from finalorder.releases.release_digest import compute_release_digest
    from finalorder.releases.release_name import find_folder_day
    from finalorder.releases.sources import Member, ZipSource
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "SILENT_PROGRESS",
    "Account",
    "Audit",
    "Member",
    "NullCounts",
    "ReadProgress",
    "SilentProgress",
    "SourceIdentity",
    "ZipSource",
    "audit_release",
    "compute_release_digest",
    "find_folder_day",
    "identify_source",
    "read_release",
]
