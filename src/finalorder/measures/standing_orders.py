"""Counts of standing orders by city and group, and of orders issued and undone: unprotected, for the gate."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder.engines import DuckDB, Raw
from finalorder.lake import Release

HERE = Path(__file__).parent
#: every split of a count, with its levels: exhaustive and disjoint. The empty split is the count itself.
SPLITS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "in_absentia": ("yes", "no"),
    "represented": ("yes", "no"),
    "rider": ("yes", "no"),
    "custody": ("N", "R", "D", "unknown"),
    "path": ("in_absentia", "in_court_no_appeal", "in_court_after_appeal"),
    "rescission_deadline": ("open", "closed", "none"),
    "reopening_deadline": ("open", "closed"),
    "rescission_pending": ("yes", "no"),
    "undone_later": ("yes", "no"),
}
#: the splits shown of every group; the others are shown of all standing orders only, where numbers are large enough
GROUP_SPLITS = ("", "in_absentia", "represented", "rider", "rescission_deadline", "reopening_deadline")
#: groups besides the cohorts: every case with a standing order, and those in any cohort, each counted once
ALL_STANDING, ANY_COHORT = "all", "any_cohort"
#: counts of standing orders by city and cell, which all end in the same margins
CELL_MEASURES, MARGINS_MEASURE = (
    ("standing_counts", "standing_ways", "standing_reach", "standing_families"),
    "standing_margins",
)


@cache
def read_measure_sql(name: str) -> str:
    """The text of a measure's SQL file."""
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def list_group_splits(cohort: str) -> dict[str, tuple[str, ...]]:
    """The splits shown of a group, with their levels."""
    if cohort == ALL_STANDING:
        return {split: levels for split, levels in SPLITS.items() if split != "in_absentia"}
    return {split: SPLITS[split] for split in GROUP_SPLITS}


def list_sql_measures() -> list[str]:
    """The measures there are."""
    return sorted(path.stem for path in (HERE / "sql").glob("*.sql"))


def register_provenance(engine: DuckDB, release: Release, as_of: date, operation: str = "") -> None:
    """Say once where the numbers come from; every row of every measure carries it."""
    one = {
        "as_of": [as_of.isoformat()],
        "release": [release.name],
        "operation": [operation],
        "simulated": [release.simulated],
        "source": [release.citation],
    }
    engine.register("stamp", pa.table(one))


def register_groups(engine: DuckDB, cities: Sequence[str], cohorts: Sequence[str], own: Sequence[str] = ()) -> None:
    """Say which cities and groups are asked about, and the splits of each count; a user's own groups have none."""
    engine.register("asked_cities", pa.table({"city": pa.array(list(cities), pa.string())}))
    groups = [ALL_STANDING, ANY_COHORT, *cohorts, *own]
    engine.register("groups", pa.table({"cohort": groups}))
    splits = {group: {"": SPLITS[""]} if group in own else list_group_splits(group) for group in groups}
    asked = [(group, split, level) for group in groups for split, each in splits[group].items() for level in each]
    register_cells(
        engine,
        "standing_counts",
        [("standing_orders", *cell) for cell in asked]
        + [("standing_orders_detained_courts", *cell) for cell in asked if not cell[1]],
    )
    register_cells(engine, "standing_families", [("standing_families", group, "", "") for group in groups], "families")


def register_cells(engine: DuckDB, name: str, cells: Sequence[tuple[str, str, str, str]], unit: str = "cases") -> None:
    """Say which cells (measure, cohort, by_1, level_1) a count of standing orders has, in every city asked."""
    columns = zip(("measure", "cohort", "by_1", "level_1"), zip(*cells, strict=True), strict=True)
    table = pa.table({column: pa.array(values, pa.string()) for column, values in columns})
    engine.register(f"cells_{name}", table.append_column("unit", pa.array([unit] * len(cells), pa.string())))


def register_flow_city(engine: DuckDB, city: str) -> None:
    """Say whose flow is asked: the headline courts of a city, or (empty) every court."""
    engine.register("flow_city", pa.table({"city": [city]}))


def count_measure(engine: DuckDB, name: str) -> Raw:
    """The answer of a measure: ``standing_counts``, ``order_series``, ``nation`` ...

    What a row is stands at the head of each SQL file. The engine must have been asked about a day
    (:func:`finalorder.cohorts.gather`), groups (:func:`see_groups`) and a release (:func:`stamp`).
    """
    return Raw(compute_measure_table(engine, name))


def compute_measure_table(engine: DuckDB, name: str) -> pa.Table:
    """The same, for what a build keeps."""
    if name not in CELL_MEASURES:
        return engine.query(read_measure_sql(name), step=name)
    engine.create_table("asked_cells", f"SELECT * FROM cells_{name}")
    engine.create_table("counted", read_measure_sql(name))
    return engine.query(read_measure_sql(MARGINS_MEASURE), step=name)
