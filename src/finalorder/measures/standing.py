"""Counts of standing orders by city and group, and of orders issued and undone: unprotected, for the gate."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder.engines import DuckDB, Raw
from finalorder.releases.lake import Release

HERE = Path(__file__).parent
#: every split of a count, with its levels: exhaustive and disjoint. The empty split is the count itself.
SPLITS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "represented": ("yes", "no"),
    "rider": ("yes", "no"),
    "custody": ("N", "R", "D", "unknown"),
    "path": ("in_absence", "in_court_no_appeal", "in_court_after_appeal"),
    "rescission_deadline": ("open", "closed", "none"),
    "reopening_deadline": ("open", "closed"),
    "rescission_pending": ("yes", "no"),
    "undone_later": ("yes", "no"),
}
#: groups besides the cohorts: every case with a standing order, and those in any cohort, each counted once
ALL, ANY = "all", "any_cohort"


@cache
def measure_sql(name: str) -> str:
    """The text of a measure's SQL file."""
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def names() -> list[str]:
    """The measures there are."""
    return sorted(path.stem for path in (HERE / "sql").glob("*.sql"))


def stamp(engine: DuckDB, release: Release, as_of: date, operation: str = "") -> None:
    """Say once where the numbers come from; every row of every measure carries it."""
    one = {
        "as_of": [as_of.isoformat()],
        "release": [release.name],
        "operation": [operation],
        "simulated": [release.simulated],
        "source": [f"EOIR Case Data, release {release.name}"],
    }
    engine.see("stamp", pa.table(one))


def see_groups(engine: DuckDB, cities: Sequence[str], cohorts: Sequence[str]) -> None:
    """Say which cities and groups are asked about, and the splits of each count."""
    engine.see("asked_cities", pa.table({"city": pa.array(list(cities), pa.string())}))
    engine.see("groups", pa.table({"cohort": [ALL, ANY, *cohorts]}))
    levels = [(split, level) for split, each in SPLITS.items() for level in each]
    engine.see("splits", pa.table({"by_1": [s for s, _ in levels], "level_1": [level for _, level in levels]}))


def count(engine: DuckDB, name: str) -> Raw:
    """The answer of a measure: ``standing_counts``, ``order_series``, ``nation`` or ``family_docket``.

    What a row is stands at the head of each SQL file. The engine must have been asked about a day
    (:func:`finalorder.cohorts.gather`), groups (:func:`see_groups`) and a release (:func:`stamp`).
    """
    return Raw(engine.answer(measure_sql(name), step=name))
