"""What a reader of the accounts asks next: repairs by rule, empty cells by cause, keys, and figures others have seen.

Whole-table totals; nothing here is about a place, a court or a person.
"""

import csv
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from finalorder import registry
from finalorder.engines import Engine, Step, open_engine
from finalorder.lake import Release
from finalorder.releases.values import RULES_KEEPING_VALUE

_RULE_COUNT_SQL = "SELECT member, {what}, count({counted}) AS records FROM seen GROUP BY ALL ORDER BY ALL"
_DUPLICATES_SQL = "SELECT count({key}) - count(DISTINCT {key}) AS rows FROM seen"
_ORPHANS_SQL = """
    SELECT count(*) AS rows, count(DISTINCT child.{column}) AS keys
    FROM seen AS child
    WHERE child.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parent WHERE parent.{key} = child.{column})
"""


@dataclass(frozen=True, slots=True)
class NullCounts:
    """A column's cells: how many rows, how many were blank in the file, how many held what its type cannot hold."""

    table: str
    column: str
    rows: int
    blank: int
    unparsed: int


@dataclass(frozen=True, slots=True)
class OrphanCounts:
    """Rows of a table whose key names no row of its parent table, and how many different keys they name."""

    table: str
    column: str
    parent: str
    rows: int
    keys: int


@dataclass(frozen=True, slots=True)
class RowCountComparison:
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
    nulls: list[NullCounts]
    duplicates: dict[str, int]
    orphans: list[OrphanCounts]
    known: list[RowCountComparison] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the same as plain lists and dictionaries, for JSON."""
        return asdict(self)


def audit_release(release: Release, *, lent: Engine | None = None) -> Audit:
    """Audit a release of a lake: its books are read, its keys are counted with the query engine."""
    members = pq.read_table(release.path / "accounting.parquet").to_pylist()
    with open_engine() if lent is None else nullcontext(lent) as engine:
        return Audit(
            members=members,
            repairs=_count_by_rule(engine, release, "repairs", "rule", "DISTINCT record"),
            quarantine=_count_by_rule(engine, release, "quarantine", "reason", "*"),
            nulls=count_nulls(release),
            duplicates=_count_duplicates(engine, release),
            orphans=_count_orphans(engine, release),
            known=compare_row_counts(release),
            findings=list(release.info.get("findings", [])),
        )


def _count_by_rule(engine: Engine, release: Release, book: str, what: str, counted: str) -> list[dict[str, Any]]:
    step = Step(book, _RULE_COUNT_SQL.format(what=what, counted=counted))
    seen = engine.load_table(book, release.path / f"{book}.parquet")
    return list(engine.query(step, {"seen": seen}).to_pylist())


def count_nulls(release: Release) -> list[NullCounts]:
    """Count the empty cells of each core column by cause, from what the reader counted."""
    unparsed = _count_unparsed(release)
    rows = release.info.get("counts", {})
    found = []
    for table, columns in release.info.get("nulls", {}).items():
        for column, empty in columns.items():
            bad = unparsed.get((registry.get_table(table).file.lower(), column), 0)
            found.append(NullCounts(table, column, rows.get(table, 0), empty - bad, bad))
    return found


def _count_unparsed(release: Release) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    book = pq.ParquetFile(release.path / "unparsed.parquet")
    for batch in book.iter_batches(columns=["member", "column", "rule"]):
        for member, column, rule in zip(*(part.to_pylist() for part in batch.columns), strict=True):
            found[member.lower(), column] += rule not in RULES_KEEPING_VALUE
    return found


def _find_table_files(release: Release) -> dict[str, Path]:
    return {path.stem: path for path in sorted((release.path / "tables").glob("*.parquet"))}


def _count_duplicates(engine: Engine, release: Release) -> dict[str, int]:
    """Count by table how many rows repeat the key of another."""
    found = {}
    for name, path in _find_table_files(release).items():
        key = registry.get_table(name).key.lower()
        if key:
            step = Step(name, _DUPLICATES_SQL.format(key=f'"{key}"'))
            found[name] = int(engine.query(step, {"seen": engine.load_table(name, path)})["rows"][0].as_py())
    return found


def _read_references() -> dict[str, list[tuple[str, str, str]]]:
    """Read by table its columns that name a row of a core table, that table, and its key."""
    by_file = {table.file.removesuffix(".csv").lower(): table for table in registry.list_core_tables()}
    found = defaultdict(list)
    for row in registry.read_registry_rows("columns"):
        file, _, key = row["references"].partition(".")
        parent = by_file.get(file.lower())
        if parent and key.isidentifier() and row["folder"] != "Lookup" and parent.key.lower() == key.lower():
            found[row["table"]].append((row["column"].lower(), parent.name, key.lower()))
    return found


def _count_orphans(engine: Engine, release: Release) -> list[OrphanCounts]:
    tables_of = {name: engine.load_table(name, path) for name, path in _find_table_files(release).items()}
    found = []
    for name, references in _read_references().items():
        for column, parent, key in references:
            if name in tables_of and parent in tables_of:
                step = Step(f"{name}.{column}", _ORPHANS_SQL.format(column=f'"{column}"', key=f'"{key}"'))
                tables = {"seen": tables_of[name], "parent": tables_of[parent]}
                (row,) = engine.query(step, tables).to_pylist()
                found.append(OrphanCounts(name, column, parent, row["rows"], row["keys"]))
    return found


def compare_row_counts(release: Release) -> list[RowCountComparison]:
    """Compare what others have counted in the release of the same month; nothing for simulated ones."""
    if release.simulated:
        return []
    with Path(__file__).with_name("known_rows.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["release"] == release.name]
    counts = release.info.get("counts", {})
    return [
        RowCountComparison(row["table"], counts[row["table"]], int(row["rows"]), row["reader"], row["source"])
        for row in rows
        if row["table"] in counts
    ]
