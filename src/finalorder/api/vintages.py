"""Releases by name or month, of a lake or of its history; one that only the history has is rebuilt, once."""

import re

from finalorder import pipeline
from finalorder.errors import InputError, NotInLakeError, quote_value
from finalorder.history import History, MergeEngine, find_history, rebuild_release
from finalorder.lake import Lake, Release
from finalorder.pipeline import BuildListener, BuildOptions

#: where releases are kept that were rebuilt from the history to be asked
VINTAGES_FOLDER = ".vintages"
_MONTH = re.compile(r"\d{4}-\d{2}")


def open_vintage(lake: Lake, name: str) -> Release:
    """Open a release by its name or its month; one that only the history has is rebuilt and derived, once.

    :raises FinalorderError: if neither the lake nor its history has it, or a month names several.
    """
    history = find_history(lake)
    found = resolve_release_name(lake, history, name)
    if found in lake.list_release_names():
        return lake.open_release(found)
    assert history is not None
    return _open_rebuilt(lake, history, found)


def resolve_release_name(lake: Lake, history: History | None, name: str) -> str:
    """Find the release that a name or a month (YYYY-MM) means.

    :raises FinalorderError: if there is none, or several are of the month.
    """
    days = {each.name: each.release_day for each in history.manifest.releases} if history else {}
    days |= {each: lake.open_release(each).day for each in lake.list_release_names()}
    if name in days:
        return name
    fits = [each for each, day in days.items() if f"{day:%Y-%m}" == name]
    if len(fits) > 1:
        raise InputError(f"{name} is the month of {len(fits)} releases; name one of {', '.join(sorted(fits))}.")
    if fits:
        return fits[0]
    what = f"of the month {name}" if _MONTH.fullmatch(name) else quote_value(name)
    held = ", ".join(sorted(days)) or "none"
    raise NotInLakeError(f"neither the lake {lake.path} nor its history has a release {what}; they have {held}.")


def _open_rebuilt(lake: Lake, history: History, name: str) -> Release:
    """The release in the folder of rebuilt ones, made there if it is missing, unfinished, or of other rows."""
    aside, wanted = Lake(lake.path / VINTAGES_FOLDER), history.manifest.require_release(name)
    if name in aside.list_release_names():
        release = aside.open_release(name)
        whole = pipeline.STAGES[-1].name in release.manifest.stages
        if whole and release.info.get("history_digest") == wanted.digest:
            return release
    draft = aside.create_draft(name)
    rebuild_release(history, name, draft.path, where=MergeEngine())
    draft.publish()
    return pipeline.derive_again(aside, name, BuildOptions(), BuildListener()).release


def find_series_history(lake: Lake, release: Release) -> History | None:
    """The history of a lake, if it is of a release's own series."""
    found = find_history(lake)
    return found if found is not None and found.manifest.lineage == release.lineage else None
