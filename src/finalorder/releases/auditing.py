"""What a reader of the accounts asks next: repairs by rule, empty cells by cause, keys, and figures others have seen.

Whole-table totals; nothing here is about a place, a court or a person.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from finalorder import registry
from finalorder.engines import DuckDB
from finalorder.releases.lake import Release

# Rules that note something about a cell and still give it a value.
KEEPS_A_VALUE = frozenset({"time_of_day_dropped"})
_TALLY = "SELECT member, {what}, count({counted}) AS records FROM seen GROUP BY ALL ORDER BY ALL"
_DUPLICATES = "SELECT count({key}) - count(DISTINCT {key}) AS rows FROM seen"
_ORPHANS = """
    SELECT count(*) AS rows, count(DISTINCT child.{column}) AS keys
    FROM seen AS child
    WHERE child.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parent WHERE parent.{key} = child.{column})
"""


@dataclass(frozen=True, slots=True)
class Nulls:
    """A column's cells: how many rows, how many were blank in the file, how many held what its type cannot hold."""

    table: str
    column: str
    rows: int
    blank: int
    unparsed: int


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows of a table whose key names no row of its parent table, and how many different keys they name."""

    table: str
    column: str
    parent: str
    rows: int
    keys: int


@dataclass(frozen=True, slots=True)
class Known:
    """A table's rows here and as another reader of the same month's release counted them."""

    table: str
    rows: int
    known: int
    reader: str
    source: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The account of a release; see the fields' own types for what a row of each is."""

    members: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    nulls: list[Nulls]
    duplicates: dict[str, int]
    orphans: list[Orphans]
    known: list[Known] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain lists and dictionaries, for JSON."""
        return asdict(self)


def audit(release: Release) -> Audit:
    """Audit a release of a lake: its books are read, its keys are counted with the query engine."""
    members = pq.read_table(release.path / "accounting.parquet").to_pylist()
    with DuckDB() as engine:
        return Audit(
            members=members,
            repairs=_tally(engine, release, "repairs", "rule", "DISTINCT record"),
            quarantine=_tally(engine, release, "quarantine", "reason", "*"),
            nulls=nulls(release),
            duplicates=_duplicates(engine, release),
            orphans=_orphans(engine, release),
            known=known_rows(release),
            findings=list(release.info.get("findings", [])),
        )


def _tally(engine: DuckDB, release: Release, book: str, what: str, counted: str) -> list[dict[str, Any]]:
    engine.see("seen", release.path / f"{book}.parquet")
    return list(engine.answer(_TALLY.format(what=what, counted=counted), step=book).to_pylist())


def nulls(release: Release) -> list[Nulls]:
    """The empty cells of each core column by cause, from what the reader counted."""
    unparsed = _unparsed(release)
    rows = release.info.get("counts", {})
    found = []
    for table, columns in release.info.get("nulls", {}).items():
        for column, empty in columns.items():
            bad = unparsed.get((registry.table(table).file.lower(), column), 0)
            found.append(Nulls(table, column, rows.get(table, 0), empty - bad, bad))
    return found


def _unparsed(release: Release) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    book = pq.ParquetFile(release.path / "unparsed.parquet")
    for batch in book.iter_batches(columns=["member", "column", "rule"]):
        for member, column, rule in zip(*(part.to_pylist() for part in batch.columns), strict=True):
            found[member.lower(), column] += rule not in KEEPS_A_VALUE
    return found


def _present(release: Release) -> dict[str, Path]:
    return {path.stem: path for path in sorted((release.path / "tables").glob("*.parquet"))}


def _duplicates(engine: DuckDB, release: Release) -> dict[str, int]:
    """By table, how many rows repeat the key of another."""
    found = {}
    for name, path in _present(release).items():
        key = registry.table(name).key.lower()
        if key:
            engine.see("seen", path)
            found[name] = int(engine.answer(_DUPLICATES.format(key=f'"{key}"'), step=name)["rows"][0].as_py())
    return found


def _references() -> dict[str, list[tuple[str, str, str]]]:
    """By table: its columns that name a row of a core table, that table, and its key."""
    by_file = {table.file.removesuffix(".csv").lower(): table for table in registry.tables()}
    found = defaultdict(list)
    for row in registry.rows("columns"):
        file, _, key = row["references"].partition(".")
        parent = by_file.get(file.lower())
        if parent and key.isidentifier() and row["folder"] != "Lookup" and parent.key.lower() == key.lower():
            found[row["table"]].append((row["column"].lower(), parent.name, key.lower()))
    return found


def _orphans(engine: DuckDB, release: Release) -> list[Orphans]:
    present = _present(release)
    found = []
    for name, references in _references().items():
        for column, parent, key in references:
            if name in present and parent in present:
                engine.see("seen", present[name])
                engine.see("parent", present[parent])
                sql = _ORPHANS.format(column=f'"{column}"', key=f'"{key}"')
                (row,) = engine.answer(sql, step=f"{name}.{column}").to_pylist()
                found.append(Orphans(name, column, parent, row["rows"], row["keys"]))
    return found


def known_rows(release: Release) -> list[Known]:
    """What others have counted in the release of the same month; nothing for simulated ones."""
    if release.simulated:
        return []
    with Path(__file__).with_name("known_rows.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["release"] == release.name]
    counts = release.info.get("counts", {})
    return [
        Known(row["table"], counts[row["table"]], int(row["rows"]), row["reader"], row["source"])
        for row in rows
        if row["table"] in counts
    ]
