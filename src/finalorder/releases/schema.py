"""A member's columns: what its header says, matched to the registry; every difference is a finding."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder import registry
from finalorder.errors import InputError
from finalorder.releases.cleaning import decode_field
from finalorder.releases.findings import Findings
from finalorder.releases.values import LAKE_TYPES

# Columns that were renamed: the name that the file may carry, and the registry's.
RENAMED_COLUMNS = {"gender": "sex", "straliengender": "straliensex"}
MAX_COLUMNS = 300
_IGNORED_SUFFIXES = ("_remove", "_to_be_removed")

# A column that the registry does not know is not kept if its name says that it may hold where or who someone is.
_RESIDENCE = re.compile(
    r"city|zip|postal|street|addr|county|town|apartment|apt|phone|mail|latitude|longitude|first_?name|last_?name|surname"
    r"|a_?number|a_?nbr|alien_?n",
    re.IGNORECASE,
)

# Without these the ledger has no meaning. A missing column of any other kind is written empty and reported.
REQUIRED_COLUMNS = {
    "cases": ("IDNCASE", "CASE_TYPE"),
    "proceedings": (
        "IDNPROCEEDING", "IDNCASE", "OSC_DATE", "INPUT_DATE", "BASE_CITY_CODE", "DEC_CODE", "OTHER_COMP", "COMP_DATE",
        "ABSENTIA", "CUSTODY", "CASE_TYPE",
    ),
    "hearings_raw": ("IDNSCHEDULE", "IDNPROCEEDING", "IDNCASE", "ADJ_DATE", "ADJ_RSN"),
    "motions": ("IDNPROCEEDING", "IDNCASE", "REC_TYPE", "DEC", "COMP_DATE"),
    "appeals": ("idnAppeal", "idncase", "idnProceeding", "strAppealCategory", "strAppealType", "datAppealFiled",
                "strFiledBy", "datBIADecision", "strBIADecision"),
    "representatives": ("IDNCASE", "STRATTYLEVEL", "STRATTYTYPE", "E_28_DATE"),
    "identifiers": ("IDNCASE", "CASE_ID"),
    "riders": ("idnLeadCase", "idnRiderCase"),
}  # fmt: skip

#: days that the ledger or a measure reads besides: blank they may be, but never something else than a day
READ_DATES = {
    "cases": ("DATE_OF_ENTRY", "C_BIRTHDATE"),
    "proceedings": ("TRANS_IN_DATE", "HEARING_DATE", "DATE_APPEAL_DUE_STATUS"),
    "hearings_raw": ("INPUT_DATE",),
    "motions": ("INPUT_DATE", "MOTION_RECD_DATE"),
    "juveniles": ("DATCREATEDON",),
    "priorities": ("DATCREATEDON",),
}

#: the core tables without which a ledger would look whole and not be: a release that lacks one is refused
NEEDED_TABLES = (*REQUIRED_COLUMNS, "juveniles", "priorities")


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of a member: its name in the lake, its stored type, whether it is kept, its pattern (or none)."""

    name: str
    type: str
    kept: bool
    pattern: re.Pattern[str] | None = None

    @property
    def arrow_type(self) -> pa.DataType:
        """The column's type in the lake."""
        return LAKE_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class MemberLayout:
    """The columns of a member in file order, those that the lake adds as empty, and where the row's own key stands."""

    table: str
    columns: tuple[FileColumn, ...]
    absent: tuple[FileColumn, ...]

    @property
    def width(self) -> int:
        """How many fields a row has."""
        return len(self.columns)

    @property
    def lake_columns(self) -> tuple[FileColumn, ...]:
        return tuple(column for column in (*self.columns, *self.absent) if column.kept)

    @property
    def arrow_schema(self) -> pa.Schema:
        """The schema of the table's Parquet file."""
        return pa.schema([(column.name, column.arrow_type) for column in self.lake_columns])


@cache
def _read_patterns() -> dict[tuple[str, str], re.Pattern[str]]:
    path = Path(__file__).with_name("patterns.csv")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["table"], row["column"].lower()): re.compile(row["pattern"]) for row in rows}


_TYPE_PATTERNS = {
    "time_hhmm": re.compile(r"(?:[01][0-9]|2[0-4])[0-5][0-9]"),
    "guid": re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"),
    "code": re.compile(r"[^\n]{1,40}"),
}


def _build_file_column(table: str, column: registry.Column) -> FileColumn:
    pattern = _read_patterns().get((table, column.lake_name)) or _TYPE_PATTERNS.get(column.type)
    return FileColumn(column.lake_name, column.type, column.kept, pattern)


def build_empty_layout(table: registry.Table) -> MemberLayout:
    """Build the layout of a table that the release does not hold: all its current columns, no rows."""
    return MemberLayout(
        table.name, (), tuple(_build_file_column(table.name, column) for column in table.current_columns)
    )


#: how text begins whose letters have two or four bytes; the longer mark begins as the shorter does
WIDE_MARKS = {
    b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16",
}  # fmt: skip


OTHER_STARTS = {
    b"\x1f\x8b": "a gzip file", b"pk\x03\x04": "a zip or an Excel file", b"par1": "a Parquet file",
    b"version https://git-lfs": "a pointer of Git LFS", b"<!doctype html": "a web page", b"<html": "a web page",
}  # fmt: skip
OTHER_MARKS = {
    "\t": "in quotation marks", ",": "parted by commas, not tabs", ";": "parted by semicolons, not tabs",
    "|": "parted by bars, not tabs",
}  # fmt: skip


def match_layout(table: registry.Table, header: bytes, where: str, findings: Findings) -> MemberLayout:
    """Match a header line to the registry. Raises an error when it is no header or lacks what the ledger needs."""
    _require_narrow_letters(header, where)
    names = parse_header_names(header)
    if len(names) > MAX_COLUMNS:
        raise InputError(f"{where} has {len(names):,} columns, a table of the release has at most 60; this is not one.")
    known = _index_known_columns(table)
    matched = [known.get(_normalize_column_name(name)) for name in names]
    if not any(matched):
        what = _describe_other_kind(header, known)
        raise InputError(
            f"{where} does not begin with the column names of {table.file}{what}; fetch the release again."
        )
    columns: list[FileColumn] = []
    for place, (name, column) in enumerate(zip(names, matched, strict=True)):
        columns.append(_match_column(table, name, column, columns, place, findings))
    present = {column.name for column in columns}
    absent = tuple(column for column in table.current_columns if column.lake_name not in present)
    _require_needed_columns(table, absent, where)
    for column in absent:
        findings.add_finding("missing_column", table.file, "written empty", column.name)
    return MemberLayout(table.name, tuple(columns), tuple(_build_file_column(table.name, column) for column in absent))


def _describe_other_kind(header: bytes, known: Mapping[str, registry.Column]) -> str:
    """Describe what a member is that begins otherwise: another kind of file, or a table with other separators."""
    if kind := next((kind for start, kind in OTHER_STARTS.items() if header.lower().startswith(start)), ""):
        return f": it is {kind}"
    text = decode_field(header).lower()
    for mark, name in OTHER_MARKS.items():
        if sum(_normalize_column_name(each.strip(' "')) in known for each in text.split(mark)) > 1:
            return f": its cells are {name}"
    return ""


def _require_narrow_letters(header: bytes, where: str) -> None:
    if encoding := next((name for mark, name in WIDE_MARKS.items() if header.startswith(mark)), ""):
        raise InputError(f"{where} is text in {encoding}; save it as UTF-8, or fetch the release again.")


def parse_header_names(header: bytes) -> list[str]:
    """Parse the names on a header line, without byte-order mark, controls and padding."""
    text = decode_field(header.removeprefix(b"\xef\xbb\xbf"))
    return ["".join(char for char in name if char.isprintable()).strip() for name in text.split("\t")]


def _index_known_columns(table: registry.Table) -> dict[str, registry.Column]:
    known = {_normalize_column_name(column.name): column for column in reversed(table.columns)}
    for old, new in RENAMED_COLUMNS.items():
        if new in known and old not in known:
            known[old] = known[new]
    return known


def _normalize_column_name(name: str) -> str:
    plain = name.lower()
    for suffix in _IGNORED_SUFFIXES:
        plain = plain.removesuffix(suffix)
    return plain


def _match_column(
    table: registry.Table,
    name: str,
    column: registry.Column | None,
    before: Sequence[FileColumn],
    place: int,
    findings: Findings,
) -> FileColumn:
    taken = {item.name for item in before}
    if column is not None and column.lake_name not in taken:
        if column.name.lower() != name.lower():
            findings.add_finding("renamed_column", table.file, f"called {name}", column.name)
        return _build_file_column(table.name, column)
    kind = "unknown_column" if column is None else "repeated_column"
    kept = column.kept if column is not None else not _RESIDENCE.search(name)
    findings.add_finding(
        kind, table.file, f"column {place + 1}, {'kept as text' if kept else 'not kept: may say where'}", name
    )
    return FileColumn(_find_free_name(name, place, taken | {item.lake_name for item in table.columns}), "text", kept)


def _find_free_name(name: str, place: int, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower().encode("ascii", "ignore").decode()).strip("_")
    base = plain or f"unnamed_{place + 1}"
    choices = (base if turn == 1 else f"{base}_{turn}" for turn in range(1, len(taken) + 3))
    return next(choice for choice in choices if choice not in taken)


def _require_needed_columns(table: registry.Table, absent: Sequence[registry.Column], where: str) -> None:
    needed = {name.lower() for name in REQUIRED_COLUMNS.get(table.name, ())}
    missing = [column.name for column in absent if column.lake_name in needed]
    if missing:
        raise InputError(
            f"{where} has no column {', '.join(missing)}, which the ledger needs; "
            "the release's format has changed, see `finalorder law`."
        )
