"""What vanished between two releases of a real lake or its history, beside what others have published about it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.history import (
    ComparedReleases,
    DiffOptions,
    History,
    MergeEngine,
    compare_releases,
    find_history,
    rebuild_release,
)
from finalorder.lake import Lake, Release
from finalorder.registry import Anchor, load_anchors

#: how a comparison splits by what is applied for; a figure's condition on vanished rows is about that
BY_APPLICATION = "application"


def count_vanished(lake: Lake, release: Release, *, profile: str) -> list[tuple[Anchor, AnswerRow]]:
    """Count what vanished between such releases as a published figure is about, up to a real release's month.

    A release is that of the lake or, if only the history has it, the tables that are needed, rebuilt from there.
    """
    if release.simulated:
        return []
    found = find_history(lake)
    months = _Months(lake, found if found is not None and not found.manifest.simulated else None)
    asked = [each for each in load_anchors() if each.since and each.month <= f"{release.day:%Y-%m}"]
    pairs = {(each.since, each.month): [other for other in asked if _is_same_pair(each, other)] for each in asked}
    return [
        (anchor, _build_row(anchor, shown))
        for (old, new), anchors in pairs.items()
        if months.has(old) and months.has(new)
        for shown in [months.compare((old, new), anchors, profile)]
        for anchor in anchors
    ]


def _is_same_pair(one: Anchor, other: Anchor) -> bool:
    return (one.since, one.month) == (other.since, other.month)


class _Months:
    """The real releases of a lake and of its history, by month; the first of a month that was published twice."""

    def __init__(self, lake: Lake, history: History | None) -> None:
        self.lake, self.history = lake, history
        opened = [lake.open_release(name) for name in lake.list_release_names()]
        self.here = {f"{each.day:%Y-%m}": each for each in reversed(opened) if not each.simulated}
        known = history.manifest.releases if history else ()
        self.kept = {f"{each.release_day:%Y-%m}": each.name for each in reversed(known)}

    def has(self, month: str) -> bool:
        """Whether there is a release of the month."""
        return month in self.here or month in self.kept

    def compare(self, months: tuple[str, str], anchors: Sequence[Anchor], profile: str) -> Shown:
        """Compare the tables that figures are about in the releases of two months."""
        tables = {name for each in anchors for name in each.tables}
        by = tuple({BY_APPLICATION for each in anchors if each.where})
        with TemporaryDirectory(dir=self.lake.path, prefix=".vanished-") as aside:
            old, new = (self._open(month, tables, Path(aside)) for month in months)
            options = DiffOptions(tuple(sorted(tables)), by)
            return apply_disclosure_control(compare_releases(ComparedReleases(old, new), options), profile=profile)

    def _open(self, month: str, tables: set[str], aside: Path) -> Release:
        if month in self.here:
            return self.here[month]
        assert self.history is not None
        name = self.kept[month]
        rebuild_release(self.history, name, aside / name, where=MergeEngine(), only=sorted(tables))
        return Lake(aside).open_release(name)


def _build_row(anchor: Anchor, shown: Shown) -> AnswerRow:
    """Build the row of a figure: the vanished rows of its tables, or the share of them that had been decided."""
    rows = [row for row in shown if row.measure == "release_diff" and row.level_1 == "vanished"]
    parts = {method: list(_list_parts(rows, anchor, method)) for method in ("", "decided")}
    whole, part = parts[""], parts["decided" if anchor.is_share else ""]
    named = whole[0]._replace(
        measure="anchor", by_1="anchor", level_1=anchor.id, by_2="group", level_2=anchor.group, unit=anchor.unit
    )
    if any(row.value is None for row in (*whole, *part)):
        return named._replace(numerator=None, value=None, floor=None, ceiling=None, status="hidden")
    sums = _add_rows(part)
    if not anchor.is_share:
        return named._replace(**sums, value=sums["numerator"])
    base = sum(row.numerator or 0 for row in whole)
    return named._replace(**sums, denominator=base, value=round((sums["numerator"] or 0) / base, 6) if base else None)


def _list_parts(rows: list[AnswerRow], anchor: Anchor, method: str) -> Iterator[AnswerRow]:
    asked = "; ".join(f"{BY_APPLICATION} in ({','.join(each.values)})" for each in anchor.where)
    yield from (row for row in rows if row.level_2 in anchor.tables and row.method == method and row.condition == asked)


def _add_rows(rows: list[AnswerRow]) -> dict[str, Any]:
    """Add counts, with what a reader knows of each; nothing more is known of exact ones."""
    total: dict[str, Any] = {"numerator": sum(row.numerator or 0 for row in rows)}
    if all(row.floor is not None and row.ceiling is not None for row in rows):
        total |= {name: sum(getattr(row, name) for row in rows) for name in ("floor", "ceiling")}
    return total
