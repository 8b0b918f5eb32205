"""Many releases: every version of every row once, and between which releases it stood."""

from finalorder.history.add_release import AddedRelease, add_release, find_added
from finalorder.history.folders import History, find_history, open_history
from finalorder.history.manifest import HistoryManifest, HistoryRelease
from finalorder.history.rebuild import rebuild_release
from finalorder.history.release_changes import DiffOptions, compare_releases
from finalorder.history.table_comparison import ComparedReleases
from finalorder.history.table_merge import PART_ROWS, MergeEngine

__all__ = [
    "PART_ROWS",
    "AddedRelease",
    "ComparedReleases",
    "DiffOptions",
    "History",
    "HistoryManifest",
    "HistoryRelease",
    "MergeEngine",
    "add_release",
    "compare_releases",
    "find_added",
    "find_history",
    "open_history",
    "rebuild_release",
]
