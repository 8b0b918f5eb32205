"""A release opened for reading: its tables in the form that is at hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import cohorts, ledger
from finalorder.answers import SIMULATED, ArrowSource
from finalorder.api.notebooks import describe_columns, describe_tables
from finalorder.disclosure import PublishedPlan, open_plan
from finalorder.engines import UserRelation, count_rows, list_part_files, open_relation
from finalorder.errors import NotInLakeError, quote_value, suggest_names
from finalorder.lake import Lake, Release
from finalorder.releases import Audit, audit_release

#: the folders of a release whose tables have bare names, and those whose tables have the folder's name before theirs
BARE_FOLDERS, NAMED_FOLDERS = ("tables", "lookups"), ("ledger", "cohorts", "analysis", "registry")
#: what the reader wrote down, beside the folders
READING_TABLES = ("accounting", "columns", "repairs", "quarantine", "unparsed")


@dataclass(frozen=True, slots=True, repr=False)
class LakeTable(ArrowSource):
    """A table of the lake, not yet read: as Arrow, polars, pandas or a DuckDB relation, whichever is installed."""

    path: Path
    name: str = ""
    release: Release | None = None

    @property
    def schema(self) -> pa.Schema:
        """The columns and their types."""
        return pq.read_schema(list_part_files(self.path)[0])

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in their order."""
        return list(self.schema.names)

    def __len__(self) -> int:
        return count_rows(self.path)

    def arrow(self) -> pa.Table:
        """Return the table in memory, as Arrow."""
        return pq.read_table(list_part_files(self.path))

    def duckdb(self) -> UserRelation:
        """Return the table as a DuckDB relation, read as far as a query needs."""
        return open_relation(self.path)

    def __repr__(self) -> str:
        return f"<LakeTable {self.name or self.path.stem}: {len(self):,} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        return describe_columns(self)


@dataclass(frozen=True, slots=True, repr=False)
class OpenRelease:
    """A release that is open for reading, row by row, on your own machine. Its rows are not for publication."""

    release: Release

    def __repr__(self) -> str:
        stamp = f", {SIMULATED}" if self.release.simulated else ""
        return f"<OpenRelease {self.release.name}: {self.release.day}, {len(self.tables())} tables{stamp}>"

    def _repr_html_(self) -> str:
        return describe_tables(self.release, [self.table(name) for name in self.tables()])

    def tables(self) -> list[str]:
        """List the names of the tables that :meth:`table` opens: the court's, the ledger's, the cohorts'."""
        return sorted(self._list_paths(), key=lambda name: ("/" in name, name))

    def table(self, name: str) -> "LakeTable":
        """A core table (``proceedings``), a lookup (``tbllookupbasecity``), a ledger table (``ledger/orders``), or the
        members of a cohort on the release day (``cohorts/turned_18``).

        :raises FinalorderError: if the release has no such table; the nearest name is offered.
        """
        return LakeTable(self.path(name), name, self.release)

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
        """Where the Parquet file of a table lies, for any other reader.

        :raises FinalorderError: as :meth:`table`.
        """
        found = self._list_paths()
        if name not in found:
            raise NotInLakeError(f"release {self.release.name} has no table {quote_value(name)}{_offer(name, found)}")
        return found[name]

    def _list_paths(self) -> dict[str, Path]:
        """List every table of the release with its file."""
        root = self.release.path
        files = {path.stem: path for folder in BARE_FOLDERS for path in (root / folder).glob("*.parquet")}
        named = ((folder, path) for folder in NAMED_FOLDERS for path in (root / folder).glob("*.parquet"))
        files |= {f"{folder}/{path.stem}": path for folder, path in named}
        return files | {name: path for name in READING_TABLES if (path := root / f"{name}.parquet").exists()}


def _offer(name: str, known: Collection[str]) -> str:
    """End the message about an unknown table: the same name in another folder, else the nearest."""
    wanted = name.rpartition("/")[2].lower()
    same = sorted(each for each in known if each.rpartition("/")[2].lower() == wanted)
    return f'; did you mean "{same[0]}"?' if same else suggest_names(name, known)


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
