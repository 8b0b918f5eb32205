"""``add``: files in, one new version of ``LAKE/ice`` out; what each file was, held, and was not taken from it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.errors import InputError
from finalorder.ice import date_text, editions, file_families, store
from finalorder.ice.cell_figures import build_stored_fact
from finalorder.ice.file_checks import SourceFile, inspect_file
from finalorder.ice.workbook import FileContent


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file was: its family, the fiscal years and days of its figures, how many, flags, what was passed over.

    ``flags`` counts each flag; ``skipped`` names sheets, ``notes`` says what was refused or left out within a sheet.
    """

    file: str
    checksum: str
    family: str
    fiscal_years: tuple[str, ...] = ()
    as_of: tuple[date, ...] = ()
    facts: int = 0
    rows: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_already_added: bool = False


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an ``add`` did, file by file; ``changed`` is False when every file was there already."""

    files: tuple[FileReport, ...]
    changed: bool

    def format_lines(self) -> list[str]:
        """Format the report as lines of text."""
        return [line for file in self.files for line in _format_file_report(file)]


def add_files(files: Sequence[Path], lake_dir: Path) -> AddReport:
    """Read ICE's files into ``LAKE/ice``; all of them or none.

    A file that was added before (same SHA-256) changes nothing, unless no day was known of it and its new name states
    one. Raises one sentence, with file, sheet and cell,
    for a file that is damaged, encrypted, of an unknown family or of an unknown layout.
    """
    if not files:
        raise InputError("no file to add; pass the spreadsheets as arguments.")
    sources = [inspect_file(Path(path)) for path in files]
    with store.lock_ice_tables(lake_dir):
        known = {row["checksum"]: row for row in store.load_ice_table(lake_dir, "files").to_pylist()}
        reports: list[FileReport] = []
        added: dict[str, FileContent] = {}
        for file in sources:
            if (file.checksum in known and not _states_missing_day(file, lake_dir)) or file.checksum in added:
                family = known.get(file.checksum, {}).get("family") or added[file.checksum].family
                reports.append(FileReport(file.name, file.checksum, family, is_already_added=True))
                continue
            added[file.checksum] = file_families.read_file(file)
            reports.append(_build_file_report(file, added[file.checksum]))
        if added:
            _write_context(lake_dir, {s.checksum: s for s in sources}, added)
    return AddReport(tuple(reports), bool(added))


def _states_missing_day(file: SourceFile, lake_dir: Path) -> bool:
    """Return whether a file's name states a day that was known of none of its figures."""
    facts = store.load_ice_table(lake_dir, "facts")
    days = facts.filter(pc.equal(facts["checksum"], file.checksum))["as_of"]
    return days.null_count == len(days) and bool(date_text.find_days_in_name(file.name))


def _write_context(lake_dir: Path, sources: dict[str, SourceFile], added: dict[str, FileContent]) -> None:
    new: dict[str, list[dict[str, Any]]] = {name: [] for name in store.SCHEMAS}
    for checksum, content in added.items():
        file = sources[checksum]
        new["facts"] += [build_stored_fact(figure, file, content.saved) for figure in content.figures]
        for name, rows in content.lists.items():
            new[name] += rows
        new["files"].append(_build_file_row(file, content))
    tables = {
        name: pa.concat_tables([_load_others(lake_dir, name, added), store.build_ice_table(name, rows)])
        for name, rows in new.items()
    }
    tables["facts"] = editions.compare_editions(tables["facts"])
    store.publish_ice_tables(lake_dir, tables)


def _load_others(lake_dir: Path, name: str, added: Mapping[str, object]) -> pa.Table:
    """Load the rows of a table that no file which is added now had left in it."""
    table = store.load_ice_table(lake_dir, name)
    again = pa.array(list(added), pa.string())
    return table.filter(pc.invert(pc.is_in(table["checksum"], value_set=again)))


def _build_file_row(file: SourceFile, content: FileContent) -> dict[str, Any]:
    rows = sum(len(r) for r in content.lists.values())
    return {"checksum": file.checksum, "source_file": file.name, "family": content.family, "saved": content.saved,
            "facts": len(content.figures), "rows": rows}  # fmt: skip


def _build_file_report(file: SourceFile, content: FileContent) -> FileReport:
    figures = content.figures
    flags = Counter(flag for figure in figures for flag in figure.flags)
    rows = [row for group in content.lists.values() for row in group]
    flags.update(flag for row in rows if (flag := str(row.get("flag", ""))))
    days = {f.as_of for f in figures if f.as_of} | {day for row in rows if isinstance(day := row.get("as_of"), date)}
    return FileReport(
        file=file.name,
        checksum=file.checksum,
        family=content.family,
        fiscal_years=tuple(sorted({f"FY{f.fiscal_year}" for f in figures if f.fiscal_year})),
        as_of=tuple(sorted(days)),
        facts=len(figures),
        rows=len(rows),
        flags=dict(flags.most_common()),
        skipped=tuple(content.skipped),
        notes=tuple(content.notes),
    )


def _format_file_report(file: FileReport) -> list[str]:
    if file.is_already_added:
        return [f"{file.file}: {file.family}; already there, nothing changed"]
    years = f" {', '.join(file.fiscal_years)}" if file.fiscal_years else ""
    days = f", as of {', '.join(day.isoformat() for day in file.as_of)}" if file.as_of else ""
    counted = f"{file.facts:,} figures" + (f", {file.rows:,} rows" if file.rows else "")
    lines = [f"{file.file}: {file.family}{years}{days}; {counted}"]
    lines += [f"  flagged: {flag}" for flag in _group_flags(file.flags)]
    lines += [f"  skipped by name: {', '.join(file.skipped)}"] if file.skipped else []
    return lines + [f"  {note}" for note in file.notes]


def _group_flags(flags: dict[str, int]) -> list[str]:
    """Group flags that differ in their numbers only into one line:
    the first of them and how many cells have one like it.
    """
    groups: dict[str, list[tuple[str, int]]] = {}
    for flag, cells in flags.items():
        groups.setdefault(re.sub(r"\d", "#", re.sub(r"[\d,.]*\d", "#", flag)), []).append((flag, cells))
    lines = []
    for group in groups.values():
        cells = sum(number for _, number in group)
        others = f", and {len(group) - 1} like it" if len(group) > 1 else ""
        lines.append(f"{group[0][0]}{others} ({cells} cell{'s' if cells > 1 else ''})")
    return lines
