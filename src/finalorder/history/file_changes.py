"""What came and went in the file itself: tables, columns and their names, and the court's own lists of codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from finalorder.engines import list_part_files
from finalorder.lake import Release
from finalorder.registry import Table, list_core_tables, list_lookup_tables

#: lists whose entries are people: a judge is named by code alone, and interpreters are not listed
UNNAMED_LISTS = ("tbllookupjudge", "tbllookupjudgebasecity")
LISTS_OF_PEOPLE = ("tbllookupintrpr", "tbllookupintrpragenda", "tbllookupintrprlang", "tbllookupintrprlanggroup")
_LIST_COLUMNS = re.compile(r"(tbl\w+)(?:\.| \()(\w+(?:, ?\w+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileChange:
    """What one of two releases has and the other has not: a kind, the table, and a name or a code."""

    kind: str
    table: str
    name: str

    @property
    def unit(self) -> str:
        """What is counted where such changes are: tables are files, and what a list has are codes."""
        return {"table": "files", "folder": "files", "column": "columns"}.get(self.kind.rpartition("_")[2], "codes")


@dataclass(frozen=True, slots=True)
class FileShape:
    """A release's tables, and the columns of each as its header calls them, by their names in the lake."""

    columns: Mapping[str, Mapping[str, str]]
    folder: str = ""
    lists: Mapping[str, Path] = field(default_factory=dict)

    def drop_lists(self) -> "FileShape":
        """The shape without the court's lists."""
        listed = {table.name for table in list_lookup_tables()}
        return replace(self, columns={n: c for n, c in self.columns.items() if n not in listed}, lists={})


def compare_files(old: Release, new: Release) -> list[FileChange]:
    """Compare the shapes of two releases, and their lists if both have them: histories once kept none."""
    before, now = read_file_shape(old), read_file_shape(new)
    if not before.lists or not now.lists:
        before, now = before.drop_lists(), now.drop_lists()
    changes = [*_compare_names("table", "", before.columns, now.columns)]
    if before.folder and now.folder and before.folder != now.folder:
        changes.append(FileChange("renamed_folder", "", f"{before.folder} > {now.folder}"))
    for table in before.columns.keys() & now.columns.keys():
        was, is_ = before.columns[table], now.columns[table]
        changes += _compare_names("column", table, was, is_)
        renamed = [name for name in was if name in is_ and was[name] != is_[name]]
        changes += [FileChange("renamed_column", table, f"{was[name]} > {is_[name]}") for name in renamed]
    for table in before.lists.keys() & now.lists.keys():
        changes += _compare_lists(table, before.lists[table], now.lists[table])
    return sorted(changes, key=lambda change: (change.kind, change.table, change.name))


def read_file_shape(release: Release) -> FileShape:
    """Read the tables and columns with which a release was published; what its reader missed is not among them."""
    found = _read_findings(release)
    columns: dict[str, dict[str, str]] = {name: {} for name in found.others}
    lists: dict[str, Path] = {}
    for table in (*list_core_tables(), *list_lookup_tables()):
        path = release.path / ("lookups" if table.is_lookup else "tables") / f"{table.name}.parquet"
        if path.exists() and (table.file, "") not in found.missing:
            columns[table.name] = _read_columns(table, path, found)
            lists |= {table.name: path} if table.is_lookup else {}
    return FileShape(columns, release.info.get("source", {}).get("folder", ""), lists)


def _read_columns(table: Table, path: Path, found: "_Findings") -> dict[str, str]:
    """Read the columns of a table by their names in the lake, each as the header called it."""
    held = pq.read_schema(list_part_files(path)[0]).names
    known = {column.lake_name: column for column in table.columns}
    columns = {name: name for name in held if name not in known}
    columns |= {name: name for file, name in found.dropped if file == table.file}
    for name, column in known.items():
        if name in held if column.era else (table.file, column.name) not in found.missing:
            columns[name] = found.called.get((table.file, column.name), column.name)
    return columns


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the reader found in a release: tables and columns that are missing, called otherwise, unknown."""

    missing: set[tuple[str, str]]
    dropped: set[tuple[str, str]]
    called: dict[tuple[str, str], str]
    others: set[str]


def _read_findings(release: Release) -> _Findings:
    found = _Findings(set(), set(), {}, set())
    for each in release.info.get("findings", ()):
        kind, place = each["kind"], (each["member"], each["column"])
        if kind in ("missing_table", "missing_column"):
            found.missing.add(place)
        elif kind == "renamed_column":
            found.called[place] = each["detail"].removeprefix("called ")
        elif kind == "unknown_column" and "not kept" in each["detail"]:
            found.dropped.add((each["member"], each["column"].lower()))
        elif kind == "not_a_table":
            found.others.add(each["member"])
    return found


def _compare_names(kind: str, table: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[FileChange]:
    yield from (FileChange(f"new_{kind}", table or name, name) for name in new if name not in old)
    yield from (FileChange(f"gone_{kind}", table or name, name) for name in old if name not in new)


def _compare_lists(table: str, old: Path, new: Path) -> Iterator[FileChange]:
    """Compare a list of the court: how many entries it has, and which codes are new and gone."""
    before, now = (pq.read_metadata(path).num_rows for path in (old, new))
    if before != now:
        yield FileChange("entries", table, f"{before:,} > {now:,}")
    names = find_code_columns(table)
    if not names:
        return
    was, is_ = (_read_entries(path, names, table) for path in (old, new))
    yield from (FileChange("new_code", table, is_[code]) for code in is_.keys() - was.keys())
    yield from (FileChange("gone_code", table, was[code]) for code in was.keys() - is_.keys())
    renamed = [code for code in was.keys() & is_.keys() if was[code] != is_[code]]
    yield from (FileChange("renamed_code", table, f"{was[code]} > {is_[code]}") for code in renamed)


def _read_entries(path: Path, names: Sequence[str], table: str) -> dict[tuple[str, ...], str]:
    """Read the codes of a list, each with what the list says of it: ``MIA (MIAMI, FLORIDA)``."""
    rows, entries = pq.read_table(path), {}
    words = "" if table in UNNAMED_LISTS else _find_words_column(rows.column_names, names)
    for row in rows.to_pylist():
        code = tuple(str(row[name]).strip() for name in names if row[name] is not None)
        said = str(row.get(words) or "").strip()
        if len(code) == len(names):
            entries[code] = f"{' '.join(code)} ({said})" if said else " ".join(code)
    return entries


def _find_words_column(columns: Sequence[str], codes: Sequence[str]) -> str:
    """Find the column that says what a code means: the one after the code, if it is a name or a description."""
    if "base_city" in columns:
        return "base_city"  # every court is called IMMIGRATION COURT
    following = columns[columns.index(codes[-1]) + 1 :]
    return next((name for name in following if re.search(r"des[ic]|name|type$", name)), "")


@cache
def find_code_columns(table: str) -> tuple[str, ...]:
    """Find the columns of a list that identify an entry, as columns of other tables refer to it; none if none does."""
    if table in LISTS_OF_PEOPLE:
        return ()
    if table == "tbllookupjudgebasecity":
        return ("base_city_code", "judge_code")
    held = {column.lake_name for column in next(t for t in list_lookup_tables() if t.name == table).current_columns}
    for each in (*list_core_tables(), *list_lookup_tables()):
        for column in each.columns:
            for name, listed in _LIST_COLUMNS.findall(column.references):
                found = tuple(part.strip().lower() for part in listed.split(","))
                if name.lower() == table and held.issuperset(found):
                    return found
    return next(((name,) for name in sorted(held) if name.endswith("code")), ())
