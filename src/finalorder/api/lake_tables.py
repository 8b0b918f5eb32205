"""A release opened for reading: its tables in the form that is at hand."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import cohorts, ledger, registry
from finalorder.answers import ArrowSource
from finalorder.disclosure import PublishedPlan, open_plan
from finalorder.engines import UserRelation, list_part_files, open_relation
from finalorder.lake import Lake, Release
from finalorder.releases import Audit, audit_release


@dataclass(frozen=True, slots=True)
class LakeTable(ArrowSource):
    """A table of the lake, not yet read: as Arrow, polars, pandas or a DuckDB relation, whichever is installed."""

    path: Path

    def arrow(self) -> pa.Table:
        """Return the table in memory, as Arrow."""
        return pq.read_table(list_part_files(self.path))

    def duckdb(self) -> UserRelation:
        """Return the table as a DuckDB relation, read as far as a query needs."""
        return open_relation(self.path)


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release that is open for reading, row by row, on your own machine. Its rows are not for publication."""

    release: Release

    def table(self, name: str) -> "LakeTable":
        """A core table (``proceedings``), a lookup (``tbllookupbasecity``), a ledger table (``ledger/orders``), or the
        members of a cohort on the release day (``cohorts/turned_18``).

        :raises FinalorderError: if the release has no such table.
        """
        return LakeTable(self.path(name))

    @property
    def plan(self) -> PublishedPlan | None:
        """What the release publishes: ``plan.read_table("city")``; None if it was built for counting only."""
        return open_plan(self.release)

    def as_of(self, day: date) -> pa.Table:
        """Return the orders made by a day as they were on it: final, undone or neither, and which stood.

        :raises FinalorderError: if the day is before 1997 or after the release.
        """
        return ledger.compute_orders_as_of(self.path("ledger/orders"), cohorts.validate_as_of(day, self.release))

    def path(self, name: str) -> Path:
        """Where the Parquet file of a table lies, for any other reader."""
        folder, _, last = name.rpartition("/")
        if folder == "ledger":
            return self.release.find_ledger_path(last)
        if folder == "cohorts":
            return self.release.find_cohort_path(last)
        known = {table.name for table in registry.list_lookup_tables()}
        return self.release.find_lookup_path(last) if last in known else self.release.find_table_path(last)


def open(lake_dir: str | Path, release: str | None = None) -> OpenRelease:
    """Open a release of a lake: the named one, else the newest real one, else the only one.

    :raises FinalorderError: if the lake has no such release.
    """
    return OpenRelease(Lake(Path(lake_dir)).open_release(release))


def audit(lake_dir: str | Path, release: str | None = None) -> tuple[Release, Audit]:
    """Account for every row of a release: repairs, quarantine, empty cells, repeated keys, orphans, findings.

    National totals by table are exempt from disclosure control.

    :raises FinalorderError: if the lake has no such release.
    """
    opened = Lake(Path(lake_dir)).open_release(release)
    return opened, audit_release(opened)
