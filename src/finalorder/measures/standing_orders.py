"""Counts of standing orders by city and group, and of orders issued and undone: unprotected, for the gate."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from finalorder.cohorts import get_cohort, list_cohort_names
from finalorder.engines import StepRunner
from finalorder.lake import Release
from finalorder.registry import read_registry_rows

#: every split of a count, with its levels: exhaustive and disjoint. The empty split is the count itself.
SPLITS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "in_absentia": ("yes", "no"),
    "represented": ("yes", "no"),
    "rider": ("yes", "no"),
    "custody": ("N", "R", "D", "unknown"),
    "path": ("in_absentia", "in_court_no_appeal", "in_court_late_appeal", "in_court_after_appeal"),
    "rescission_deadline": ("open", "closed", "none"),
    "reopening_deadline": ("open", "closed"),
    "rescission_pending": ("yes", "no"),
    "undone_later": ("yes", "no"),
}
#: the splits shown of every group; the others are shown of all standing orders only, where numbers are large enough
GROUP_SPLITS = ("", "in_absentia", "represented", "rider", "rescission_deadline", "reopening_deadline")
#: groups besides the cohorts: every case with a standing order, and those in any cohort, each counted once
ALL_STANDING: Final = "all"
ANY_COHORT: Final = "any_cohort"


@dataclass(frozen=True, slots=True)
class CountCell:
    """A count of standing orders that is asked for, in every city asked."""

    measure: str
    cohort: str
    by_1: str = ""
    level_1: str = ""
    unit: str = "cases"
    note: str = ""


def list_group_splits(cohort: str) -> dict[str, tuple[str, ...]]:
    """List the splits shown of a group, with their levels."""
    if cohort == ALL_STANDING:
        return {split: levels for split, levels in SPLITS.items() if split != "in_absentia"}
    return {split: SPLITS[split] for split in GROUP_SPLITS}


def build_stamp(release: Release, as_of: date, operation: str = "") -> pa.Table:
    """Build the one-row table ``stamp``: where the numbers come from; every row of every measure carries it."""
    return pa.table(
        {
            "as_of": [as_of.isoformat()],
            "release": [release.name],
            "operation": [operation],
            "simulated": [release.simulated],
            "source": [release.citation],
        }
    )


def build_asked_cities(cities: Sequence[str], *, nationwide: bool = False) -> pa.Table:
    """The table ``asked_cities``: one row a city that counts are asked of, and the place under which it counts.

    A city is its own place; the whole country is one place without a name, of every city on EOIR's list of courts.
    """
    every = {row["city"]: "" for row in read_registry_rows("cities")} if nationwide else {c: c for c in cities}
    columns = {"city": list(every), "place": list(every.values())}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def build_groups(cohorts: Sequence[str], own: Sequence[str] = ()) -> pa.Table:
    """Build the table ``groups``: one row a group that is counted, every case with a standing order among them."""
    return pa.table({"cohort": _list_groups(cohorts, own)})


def _list_groups(cohorts: Sequence[str], own: Sequence[str]) -> list[str]:
    return [ALL_STANDING, ANY_COHORT, *cohorts, *own]


def list_count_cells(
    cohorts: Sequence[str], own: Sequence[str] = (), whole_only: Sequence[str] = ()
) -> list[CountCell]:
    """The cells of ``standing_counts``: each group by its splits, and as a whole in detained courts.

    Some groups have no splits: those that are narrow already.
    """
    groups = _list_groups(cohorts, own)
    splits = {group: {"": SPLITS[""]} if group in whole_only else list_group_splits(group) for group in groups}
    asked = [(group, split, level) for group in groups for split, each in splits[group].items() for level in each]
    whole = [cell for cell in asked if not cell[1]]
    counted = [("standing_orders", asked), ("standing_orders_detained_courts", whole)]
    return [CountCell(measure, *cell, note=_find_group_note(cell[0])) for measure, cells in counted for cell in cells]


def list_family_cells(cohorts: Sequence[str], own: Sequence[str] = ()) -> list[CountCell]:
    """List the cells of ``standing_families``: the families of each group."""
    return [
        CountCell("standing_families", group, unit="families", note=_find_group_note(group))
        for group in _list_groups(cohorts, own)
    ]


def _find_group_note(name: str) -> str:
    """Find what a reader of the group's numbers must know, if its folder says so."""
    return get_cohort(name).note if name in list_cohort_names() else ""


def count_cells(runner: StepRunner, name: str, cells: Sequence[CountCell]) -> pa.Table:
    """Count standing orders by city and cell, with the margins: ``standing_counts``, ``standing_ways`` ...

    The runner has ``standing`` and ``members`` of a day, ``asked_cities`` and a ``stamp``.
    """
    asked = runner.extend({"asked_cells": pa.Table.from_pylist([asdict(cell) for cell in cells])})
    return asked.extend({"counted": asked.table(name)}).query("standing_margins")
