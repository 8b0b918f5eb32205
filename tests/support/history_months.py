"""Small releases in a lake, written without a zip: for tests of what is done with many of them."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import registry
from finalorder.history import History, HistoryManifest, HistoryRelease, MergeEngine
from finalorder.history.add_release import find_key
from finalorder.history.folders import measure_files
from finalorder.history.manifest import HistoryTable
from finalorder.history.table_merge import TableMerge, merge_table
from finalorder.lake import Lake, Manifest, Release
from support.ledger_harness import release_table

Row = Mapping[str, Any]
SMALL_PARTS = MergeEngine(part_rows=16)


def write_release(lake: Path, month: str, tables: Mapping[str, pa.Table], **changes: Any) -> Release:
    """A published release of that month with these tables; the other core tables are there, and empty."""
    folder = lake / month / "tables"
    folder.mkdir(parents=True)
    for spec in registry.list_core_tables():
        pq.write_table(tables.get(spec.name, release_table(spec.name, [])), folder / f"{spec.name}.parquet")
    manifest = Manifest(
        **{"name": month, "release_day": date.fromisoformat(f"{month}-01"), "simulated": False} | changes
    )
    manifest.write(lake / month)
    return Lake(lake).open_release(month)


@dataclass
class OneTable:
    """The history of a single table, without a lake: months of rows, added in any order."""

    folder: Path
    name: str = "riders"
    where: MergeEngine = SMALL_PARTS
    months: dict[str, pa.Table] = field(default_factory=dict)
    manifest: HistoryManifest = field(default_factory=lambda: HistoryManifest("court", simulated=False))
    versions: int = 0

    def add(self, month: str, rows: pa.Table) -> None:
        """Merge a month's rows into the table's history."""
        source = self.folder / f"{month}.parquet"
        pq.write_table(rows, source)
        bare = HistoryRelease(month, date.fromisoformat(f"{month}-01"), {}, {})
        order = tuple(each.name for each in self.manifest.add_release(bare).releases)
        known = self.manifest.tables.get(self.name, HistoryTable())
        old = self.history.find_table_folder(self.name) if self.versions else None
        self.versions += 1
        target = self.history.find_table_folder(self.name)
        asked = TableMerge(self.name, find_key(self.name), month, source, order, old, target, known)
        with self.where.open(self.folder) as engine:
            merged = merge_table(asked, self.where, engine)
        assert merged.history.files == measure_files(target)
        added = HistoryRelease(month, bare.release_day, {self.name: merged.release}, {})
        listed = self.manifest.add_release(added)
        self.manifest = HistoryManifest("court", False, listed.releases, {self.name: merged.history})
        self.months[month] = rows

    @property
    def history(self) -> History:
        """The history as it is now."""
        return History(Lake(self.folder), self.folder / f"version-{self.versions}", self.manifest)

    def read_stretches(self) -> list[tuple[Any, ...]]:
        """Every row of the history: its values by column, its occurrence, and from which release to which it stood."""
        folder = self.history.find_table_folder(self.name)
        files = [path for path in folder.rglob("*.parquet") if path.is_file()]
        found = [row for path in files for row in pq.ParquetFile(path).read().to_pylist()]
        return sorted((describe_row(row), row["occurrence"], row["since"], row["until"] or "") for row in found)


def describe_row(row: Row) -> str:
    """A row as text: its columns with a value, without the history's own."""
    return repr(sorted((k, v) for k, v in row.items() if v is not None and k not in ("occurrence", "since", "until")))


def expect_stretches(months: Mapping[str, pa.Table]) -> list[tuple[Any, ...]]:
    """What a history of these months holds, worked out row by row."""
    order = sorted(months)
    held = {month: number_rows(months[month].to_pylist()) for month in order}
    stretches = []
    for row, occurrence in sorted(set().union(*held.values())):
        begun = ""
        for month in [*order, ""]:
            stands = bool(month) and (row, occurrence) in held[month]
            if stands and not begun:
                begun = month
            if begun and not stands:
                stretches.append((row, occurrence, begun, month))
                begun = ""
    return sorted(stretches)


def number_rows(rows: Iterable[Row]) -> set[tuple[str, int]]:
    """The rows as text, equal ones numbered from 1."""
    counts: dict[str, int] = {}
    found = set()
    for row in rows:
        text = describe_row(row)
        counts[text] = counts.get(text, 0) + 1
        found.add((text, counts[text]))
    return found


def draw_months(seed: int, count: int = 5, keys: int = 30) -> dict[str, pa.Table]:
    """Months of lead and rider rows that appear, change, vanish, return, repeat their keys or have none.

    A column is there in some months only.
    """
    draw = random.Random(seed)
    rows = [_draw_row(draw, key) for key in range(1, keys)]
    months = {}
    for number in range(count):
        kept = [row for row in rows if draw.random() > 0.1]
        rows = [_draw_row(draw, row["idnleadrider"]) if draw.random() < 0.2 else row for row in rows]
        rows += [_draw_row(draw, draw.choice([None, keys + number, draw.randrange(1, keys)])) for _ in range(3)]
        rows += [dict(draw.choice(rows))]
        draw.shuffle(kept)
        months[f"2026-{number + 1:02}"] = build_month(kept, extra=draw.random() < 0.5)
    return months


def build_month(rows: Sequence[Row], *, extra: bool) -> pa.Table:
    """The rows as a release's table, with a column that only some releases have or without it."""
    own = [{name: value for name, value in row.items() if name != "extra"} for row in rows]
    table = release_table("riders", own)
    return table.append_column("extra", pa.array([row["extra"] for row in rows], pa.string())) if extra else table


def _draw_row(draw: random.Random, key: int | None) -> dict[str, Any]:
    return {
        "idnleadrider": key,
        "idnleadcase": draw.choice([None, 1, 2]),
        "datcreatedon": draw.choice([None, datetime.fromisoformat("2020-01-31T09:05:00.120")]),
        "blnactive": draw.choice([None, True, False]),
        "extra": draw.choice([None, "a", "b"]),
    }


def write_empty_cases(release: Path) -> None:
    """Write a ledger's cases, none of them."""
    (release / "ledger").mkdir()
    columns = [("idncase", pa.int64()), ("court_code", pa.string()), ("city", pa.string()), ("state", pa.string())]
    pq.write_table(pa.schema(columns).empty_table(), release / "ledger" / "cases.parquet")
