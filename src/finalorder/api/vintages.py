"""Releases by name or month, of a lake or of its history."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from finalorder.errors import InputError, NotInLakeError, quote_value
from finalorder.lake import Lake, Release

if TYPE_CHECKING:
    from finalorder.history import History, HistoryRelease

#: what a question needs of a release: what it ``published``, which is kept, and the rest if that does not answer it;
#: its tables and ledger (``counted``); or both (``all``)
Needs = Literal["published", "counted", "all"]
_MONTH = re.compile(r"\d{4}-\d{2}")


#: the release that people had on the day of an announcement
ANNOUNCED = "announced"


def open_asked_release(
    lake_dir: str | Path, name: str = "", announced: date | None = None, needs: Needs = "all"
) -> Release:
    """Open the release that a question is about: the named one, or as ``Lake.open_release`` chooses.

    :param announced: the day of the announcement, where ``announced`` may be the name: the newest release by then.
    :raises FinalorderError: as :func:`open_vintage`, and if there was no release by that day.
    """
    lake = Lake(Path(lake_dir))
    if not name:
        return lake.open_release()
    if name == ANNOUNCED and announced is not None:
        return open_vintage(lake, _find_release_by(lake, announced), needs)
    if "," in name:
        raise InputError(f"this is answered through one release at a time, not {quote_value(name)}; name one.")
    return open_vintage(lake, name, needs)


def open_vintages(lake_dir: str | Path, names: Sequence[str]) -> list[Release]:
    """Open what several releases have published, by name or month.

    :raises FinalorderError: as :func:`open_vintage`, and if none is named.
    """
    lake, named = Lake(Path(lake_dir)), [name.strip() for name in names if name.strip()]
    if not named:
        raise InputError("--vintage names no release; pass a name or a month, or several with commas between them.")
    return [open_vintage(lake, name, "published") for name in named]


def list_series(lake_dir: str | Path, name: str = "") -> list[str]:
    """List every release of a series, in the lake or in its history, by its day; the series is that of one release.

    :raises FinalorderError: as :func:`open_asked_release`.
    """
    from finalorder.history import find_history

    lake = Lake(Path(lake_dir))
    history = find_history(lake)
    days = {each: lake.open_release(each) for each in lake.list_release_names()}
    known = {release.lineage for release in days.values()} | ({history.manifest.lineage} if history else set())
    lineage = known.pop() if len(known) == 1 and not name else open_asked_release(lake_dir, name).lineage
    found = {each: release.day for each, release in days.items() if release.lineage == lineage}
    if history is not None and history.manifest.lineage == lineage:
        found |= {each.name: each.release_day for each in history.manifest.releases}
    return sorted(found, key=lambda each: (found[each], each))


def _find_release_by(lake: Lake, day: date) -> str:
    """Find the newest release of the lake or its history by a day."""
    from finalorder.history import find_history

    history = find_history(lake)
    days = {each.name: each.release_day for each in history.manifest.releases} if history else {}
    days |= {each: lake.open_release(each).day for each in lake.list_release_names()}
    known = [each for each in days if days[each] <= day]
    if not known:
        raise NotInLakeError(f"neither the lake {lake.path} nor its history has a release of {day} or before.")
    return max(known, key=lambda each: (days[each], each))


def open_vintage(lake: Lake, name: str, needs: Needs = "all") -> Release:
    """Open a release by its name or its month; one that only the history has as far as a question needs it.

    :raises FinalorderError: if neither the lake nor its history has it, or a month names several.
    """
    from finalorder.history import find_history

    history = find_history(lake)
    found = resolve_release_name(lake, history, name)
    here = _find_in_lake(lake, history, found)
    if here is not None:
        return here
    assert history is not None
    from finalorder.api.vintage_store import VintageStore

    store = VintageStore(lake, history)
    return store.open_published(found) if needs == "published" else store.open_counted(found, with_plan=needs == "all")


def keep_published(lake: Lake, history: "History", name: str, added: "HistoryRelease") -> None:
    """Keep what a release of the lake publishes beside the history, for questions when the lake no longer has it."""
    from finalorder.api.vintage_store import VintageStore

    VintageStore(lake, history).keep_plan(lake.open_release(name), added)


def _find_in_lake(lake: Lake, history: "History | None", name: str) -> Release | None:
    """Find the release of the lake that a name means, if there is one.

    A month that was published again replaced the first in the lake; its name there means the first one as soon as the
    history has both.
    """
    from finalorder.history import find_added

    for each in lake.list_release_names():
        release = lake.open_release(each)
        is_known = history is not None and history.manifest.find_release(each) is not None
        added = find_added(history.manifest, release, each) if history is not None and is_known else None
        if name == (added.name if added else each):
            return replace(release, name=name)
    return None


def resolve_release_name(lake: Lake, history: "History | None", name: str) -> str:
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


def find_series_history(lake: Lake, release: Release) -> "History | None":
    """The history of a lake, if it is of a release's own series."""
    from finalorder.history import find_history

    found = find_history(lake)
    return found if found is not None and found.manifest.lineage == release.lineage else None
