"""Files as they come: is it what it says it is, how large is it, what is inside.

Every way a file can be unreadable is one sentence; nothing is read before its size is known to be bounded.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from finalorder.errors import DamagedError, FinalorderError, InputError
from finalorder.ice import sheet_parts
from finalorder.ice.date_text import parse_day
from finalorder.ice.grid import Grid
from finalorder.ice.sheet_parts import UNSAVED, inspect_sheet_part, parse_column_letters

LARGEST_FILE = 64 << 20
LARGEST_UNPACKED = 128 << 20
LARGEST_AREA = 4_000_000
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
CELL_REFERENCE = re.compile(rb"""<(?:\w+:)?c [^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
CELL_TAG = re.compile(rb"<(?:\w+:)?c[ >/]")
UNREFERENCED_CELL = re.compile(rb"<(?:\w+:)?c(?=[ >])(?![^>]*\br=)[^>]*(?<!/)>")
ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row [^>]*?\br=["'](\d{1,7})["']""")
SHARED_TEXT = re.compile(rb"<(?:\w+:)?si\b")
TEXT_NUMBER = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,7})</""")
MODIFIED_DATE = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d\d-\d\d)")
T = TypeVar("T")
#: the day a workbook was saved, the cells of each sheet whose formulas have no result, what is to be told
CheckedZip = tuple[date | None, dict[str, tuple[tuple[int, int], ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was added: where it lies, its name without folders, its SHA-256."""

    path: Path
    name: str
    checksum: str


def inspect_file(path: Path) -> SourceFile:
    """Look at a file without reading it into memory as a table; refuses folders, empty and oversized files."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InputError(f"{path} is not a file; pass each spreadsheet by name.")
        if size == 0:
            raise InputError(f"{path} is empty; download it again.")
        if size > LARGEST_FILE:
            raise InputError(f"{path} is larger than {LARGEST_FILE >> 20} MB, larger than any of these files.")
        return SourceFile(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        raise InputError(f"cannot read {path} ({error.strerror}); check its name and permissions.") from error


def is_workbook(path: Path) -> bool:
    """Return whether the first bytes are those of a zip or of an old Office file, whatever the name says."""
    with path.open("rb") as file:
        start = file.read(8)
    return start.startswith(b"PK") or start == OLE2


def is_parquet(path: Path) -> bool:
    """Return whether the first bytes are those of a Parquet file."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook: its sheets by name, those that show before the hidden ones, the day it was last saved, if it
    says, and what cannot be read in it.
    """

    source: SourceFile
    sheets: tuple[str, ...]
    saved: date | None
    workbook: CalamineWorkbook
    notes: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    unsaved: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def is_hidden(self, sheet: str) -> bool:
        """Return whether a sheet, by its name without padding, is hidden or very hidden."""
        return sheet.strip() in {name.strip() for name in self.hidden}

    def read_grid(self, sheet: str) -> Grid:
        """Read the cells of a sheet, from A1, whatever its used range is."""
        read = run_reader(self.source, f"sheet {sheet}", lambda: self._read_rows(sheet))
        return Grid(sheet.strip(), tuple(tuple(row) for row in read))

    def _read_rows(self, sheet: str) -> list[list[Any]]:
        """Read the rows of a sheet; what a formula without its result would say is not known, which is no blank."""
        rows: list[list[Any]] = self.workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for r, c in self.unsaved.get(sheet, ()):
            if r < len(rows):
                rows[r] += [""] * (c + 1 - len(rows[r]))
                rows[r][c] = UNSAVED
        return rows


def open_workbook(file: SourceFile) -> Workbook:
    """Open a workbook whose every part was unpacked once within limits and whose checksums agree."""
    _require_not_old_office(file)
    saved, parts, notes = _check_zip(file)
    workbook = run_reader(file, "the workbook", lambda: CalamineWorkbook.from_path(str(file.path)))
    if not workbook.sheet_names:
        raise InputError(f"{file.name} has no sheets; download it again.")
    hidden = frozenset(sheet.name for sheet in workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible)
    told = [f"sheet {name.strip()} is hidden; its figures answer no question" for name in sorted(hidden)]
    sheets = sorted(workbook.sheet_names, key=lambda name: name in hidden)
    return Workbook(file, tuple(sheets), saved, workbook, (*notes, *told), hidden, parts)


def run_reader(file: SourceFile, what: str, read: Callable[[], T]) -> T:
    """Run a reader; whatever it raises becomes one sentence about the file (a panic in it included)."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, FinalorderError):
        raise
    except BaseException as error:
        first = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise DamagedError(f"{file.name}: {what} cannot be read ({first}); download it again.") from error


def _require_not_old_office(file: SourceFile) -> None:
    start = file.path.read_bytes()
    if not start.startswith(OLE2):
        return
    if ENCRYPTED_MARK in start:
        raise InputError(f"{file.name} is encrypted with a password; save a copy without one and add that.")
    raise InputError(
        f"{file.name} is an old Excel workbook (.xls), whatever its name says; save it as .xlsx and add that."
    )


def _check_zip(file: SourceFile) -> CheckedZip:
    try:
        with zipfile.ZipFile(file.path) as archive:
            return _check_members(file, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise DamagedError(f"{file.name} is damaged or truncated ({str(error)[:80]}); download it again.") from error


def _check_members(file: SourceFile, archive: zipfile.ZipFile) -> CheckedZip:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if "xl/workbook.bin" in names or "content.xml" in names:
        kind = "a binary Excel workbook (.xlsb)" if "xl/workbook.bin" in names else "an OpenDocument spreadsheet (.ods)"
        raise InputError(f"{file.name} is {kind}; save it as .xlsx and add that.")
    if "xl/workbook.xml" not in names:
        raise InputError(f"{file.name} is a zip, but not an Excel workbook (.xlsx); unpack it and add its contents.")
    if any(member.flag_bits & 1 for member in members):
        raise InputError(f"{file.name} is encrypted with a password; save a copy without one and add that.")
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise InputError(
            f"{file.name} unpacks to more than {LARGEST_UNPACKED >> 20} MB; it is not one of these tables."
        )
    saved: date | None = None
    parts: dict[str, sheet_parts.SheetPart] = {}
    lengths = _measure_shared_texts(archive, members)
    for member in members:
        content = archive.read(member)  # no more than its declared size, and its CRC-32 is checked
        if "worksheets/" in member.filename:
            _check_area(file, member.filename, content)
            _check_repeated_texts(file, content, lengths)
            parts[member.filename.lower()] = inspect_sheet_part(member.filename, content)
        elif member.filename == "docProps/core.xml" and (found := MODIFIED_DATE.search(content)):
            saved = parse_day(found.group(1).decode())
    names_of = sheet_parts.list_sheet_parts(archive)
    unsaved = {sheet: parts[name].unsaved for sheet, name in names_of.items() if name in parts and parts[name].unsaved}
    return saved, unsaved, tuple(note for part in parts.values() for note in part.notes)


def _measure_shared_texts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> list[int]:
    """Measure the texts that cells refer to by number, each with its tags: no text is longer than that."""
    named = [member for member in members if member.filename.lower() == "xl/sharedstrings.xml"]
    return [len(text) for member in named for text in SHARED_TEXT.split(archive.read(member))[1:]]


def _check_repeated_texts(file: SourceFile, content: bytes, lengths: list[int]) -> None:
    """Refuse a text that so many cells repeat that a reader, which writes it out in each, would need gigabytes."""
    if max(lengths, default=0) * content.count(b"v>") <= LARGEST_UNPACKED:
        return
    written = sum(lengths[number] for text in TEXT_NUMBER.findall(content) if (number := int(text)) < len(lengths))
    if written > LARGEST_UNPACKED:
        raise InputError(
            f"{file.name} repeats long texts in so many cells that they are more than {LARGEST_UNPACKED >> 20} MB; "
            "it is not one of these tables."
        )


def _check_area(file: SourceFile, member: str, content: bytes) -> None:
    """A cell far out makes a reader allocate everything before it; formatting alone (a cell left empty) does not."""
    named = CELL_REFERENCE.findall(content)
    widest = max({letters for letters, _ in named}, key=lambda letters: (len(letters), letters), default=b"A")
    width, longest = parse_column_letters(widest), max(map(int, {digits for _, digits in named}), default=0)
    if UNREFERENCED_CELL.search(content):
        width = max(width, *(len(CELL_TAG.findall(row)) for row in content.split(b"<row")))
        longest = max(longest, *(int(number) for number in ROW_NUMBER.findall(content)), content.count(b"<row"))
    if width * longest > LARGEST_AREA:
        cell = f"{widest.decode()}{longest}"
        raise InputError(f"{file.name}: {member} extends to cell {cell}, larger than any of these tables.")
