"""Small releases made by hand: rows as text, members of every packing, zips honest and broken."""

import random
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import inflate64
import pyarrow.parquet as pq

from finalorder import registry
from finalorder.lake.folders import Draft, Lake
from finalorder.releases import records
from finalorder.releases.accounts import Account
from finalorder.releases.findings import Findings
from finalorder.releases.member_streams import MemberStreams
from finalorder.releases.member_tables import ReadingContext, read_member_table
from finalorder.releases.progress import SILENT_PROGRESS
from finalorder.releases.reader import read_release
from finalorder.releases.schema import NEEDED_TABLES
from finalorder.releases.sources import Member
from finalorder.releases.table_writer import BackgroundCloser, ExceptionLogs

FOLDER = "EOIR Case Data 2026-0401"
Row = list[str]


def header(table: str) -> Row:
    """The column names of a core or lookup table."""
    return [column.name for column in registry.get_table(table).current_columns]


def row(table: str, **cells: str) -> Row:
    """A row with these cells; all others are empty."""
    names = [name.lower() for name in header(table)]
    assert set(cells) <= set(names), set(cells) - set(names)
    return [cells.get(name, "") for name in names]


def tsv(rows: Sequence[Sequence[str]], end: str = "\r\n") -> bytes:
    """Rows as a member's bytes."""
    return "".join("\t".join(cells) + end for cells in rows).encode()


def cell_of(kind: str, draw: random.Random, name: str = "") -> str:
    """A well-formed cell of that stored type."""
    day = (date(1998, 1, 1) + timedelta(days=draw.randrange(9_000))).isoformat()
    makers: dict[str, Callable[[], str]] = {
        "int": lambda: str(draw.randrange(1, 20_000_000)),
        "date": lambda: f"{day} 00:00:00.000",
        "datetime": lambda: f"{day} {draw.randrange(24):02d}:{draw.randrange(60):02d}:{draw.randrange(60):02d}.373",
        "bool": lambda: draw.choice("01"),
        "money": lambda: draw.choice(["0000001500", "1500", "25000.00"]),
        "month_year": lambda: f"{draw.randrange(1, 13)}/{draw.randrange(1940, 2025)}",
        "time_hhmm": lambda: draw.choice(["0830", "0900", "1330"]),
        "guid": lambda: f"96D575B3-6F95-4C43-8A7A-{draw.getrandbits(48):012X}",
    }
    return makers.get(kind, lambda: draw.choice(CODES.get(name.lower(), ["A", "X", "O"])))()


_CODES = """
alien_city updated_city: BROOKLYN, LAKE WORTH, MIAMI
alien_state updated_state: NY, FL, CA
alien_zipcode updated_zipcode: 11209, 33463
nat strnat deported_1 deported_2: MX, ES, GT
lang strlang: SP, ENG, QUE
custody strcustody: D, N, R
case_type strcasetype: RMV, DEP
base_city_code hearing_loc_code prev_hearing_loc prev_hearing_base: NYC, MIA, LOS
transfer_to update_site scheduled_hear_loc scheduled_hear_loc_remove: NYC, MIA, LOS
ij_code prev_ij_code interpreter_code ins_ta: JDP, MB
trans_nbr atty_nbr generation sub_generation release_month: 00, 01, 99
release_year: 0000, 1999
site_type: M, I
c_asy_type: E, I
casepriority_code: N/A, UC, AWC/ATD
appeal_rsvd: A, B
appeal_not_filed: X
absentia crim_ind strprobono: Y, N
transfer_status: V, T
charge: 212a06Ai, 237a01B
strattylevel: COURT, BOARD
strattytype: ALIEN, INS
parent_table: A_TblCase, b_tblproceeding
strappealtype: Case Appeal
rec_type: MA, O, RD
other_comp: A, C
strfiledby: A, I
case_id: FA, DD
adj_rsn: 17, 8A, 11
strappealcategory: IJ
strbiadecision: DIS, REM
adj_msg notice_code schedule_type bond_type appl_code: 17, MR, 8A
detention_location dco_location: bergen county
base_city_name ij_name_remove: ATLANTA
"""
CODES = {
    name: codes.split(", ")
    for names, codes in (line.split(": ") for line in _CODES.strip().splitlines())
    for name in names.split()
}


def sample(table: str, count: int, seed: int = 1, blank: float = 0.4, first_id: int = 5_000_000) -> list[Row]:
    """Well-formed rows of a table: rising keys, other cells empty with that chance."""
    draw = random.Random(f"{table}{seed}")
    columns = registry.get_table(table).current_columns
    rows = []
    for number in range(count):
        cells = ["" if draw.random() < blank else cell_of(column.type, draw, column.name) for column in columns]
        cells[0] = str(first_id + number) if columns[0].type == "int" else cells[0] or "A"
        rows.append(cells)
    return rows


@dataclass
class Made:
    """One member to be packed."""

    path: str
    data: bytes
    method: str = "deflate"
    crc32: int | None = None
    size: int | None = None
    flags: int = 0
    stamp: tuple[int, int, int] = (2026, 4, 2)
    packed: bytes | None = None


METHODS = {"stored": 0, "deflate": 8, "deflate64": 9}


def pack_member(data: bytes, method: str) -> bytes:
    """The bytes as that method packs them."""
    if method == "stored":
        return data
    if method == "deflate":
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush()
    deflater = inflate64.Deflater()
    return bytes(deflater.deflate(data) + deflater.flush())


def write_zip(target: Path, members: Sequence[Made]) -> Path:
    """A zip written byte by byte, so that it can lie wherever a test wants it to."""
    body, directory = bytearray(), bytearray()
    for made in members:
        data = pack_member(made.data, made.method) if made.packed is None else made.packed
        crc = zlib.crc32(made.data) if made.crc32 is None else made.crc32
        size = len(made.data) if made.size is None else made.size
        name = made.path.encode()
        year, month, day = made.stamp
        stamp = (year - 1980) << 9 | month << 5 | day
        facts = struct.pack("<HHHHHIII", 20, made.flags, METHODS[made.method], 0, stamp, crc, len(data), size)
        offset = len(body)
        body += b"PK\x03\x04" + facts + struct.pack("<HH", len(name), 0) + name + data
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + facts
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, offset) + name
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), len(body), 0)
    target.write_bytes(bytes(body + directory) + end)
    return target


@dataclass
class Release:
    """A release to be: tables as rows of text; write it as a zip or a folder."""

    tables: dict[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    extra: dict[str, bytes] = field(default_factory=dict)
    method: str = "deflate"
    folder: str = FOLDER
    counts: bool = True
    needed: Sequence[str] = NEEDED_TABLES

    def members(self) -> list[Made]:
        """Its members: the tables that a build needs are there even if the test does not care."""
        rows: dict[str, Sequence[Sequence[str]]] = {**{name: [] for name in self.needed}, **self.tables}
        made = []
        for name, body in rows.items():
            data = self.raw.get(name, tsv([header(name), *body]))
            made.append(Made(self._path(name), data, self.method))
        made += [Made(self._path(name), data, self.method) for name, data in self.raw.items() if name not in rows]
        if self.counts:
            listing = "".join(
                f"{registry.get_table(name).file.removesuffix('.csv')}\t{len(body)}\r\n"
                for name, body in rows.items()
                if name not in self.raw
            )
            made.append(Made(f"{self.folder}/Count.txt", listing.encode(), "stored"))
        return made + [Made(f"{self.folder}/{name}", data, self.method) for name, data in self.extra.items()]

    def _path(self, name: str) -> str:
        table = registry.get_table(name)
        return f"{self.folder}/{table.folder}/{table.file}"

    def zip(self, target: Path) -> Path:
        """Write it as a zip."""
        return write_zip(target, self.members())

    def unpacked(self, target: Path) -> Path:
        """Write it as a folder; gives the outer folder."""
        for made in self.members():
            path = target / made.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made.data)
        return target / self.folder


def draft_release(release: Release, tmp_path: Path, **options: Any) -> Draft:
    """Read a release into a new lake."""
    return read_release(release.zip(tmp_path / "release.zip"), Lake(tmp_path / "lake"), **options)


def dicts(path: Path) -> list[dict[str, Any]]:
    """A Parquet file's rows."""
    return list(pq.read_table(path).to_pylist())


def account(draft: Draft, member: str) -> dict[str, Any]:
    """A member's row in the accounting."""
    (found,) = [item for item in dicts(draft.path / "accounting.parquet") if item["member"] == member]
    return found


@dataclass
class OneMember:
    """A source of a single member, for tests of one table's bytes."""

    data: bytes
    piece: int = 1 << 20
    path: Path = Path("release.zip")
    members: tuple[Member, ...] = ()

    def read_pieces(self, member: Member) -> Iterator[bytes]:
        """The bytes, in pieces of the wished size."""
        return (self.data[start : start + self.piece] for start in range(0, len(self.data), self.piece))

    def close(self) -> None:
        """Nothing is held open."""


@dataclass
class ReadTable:
    """What became of one table: its rows, its account and the books."""

    rows: list[dict[str, Any]]
    account: Account
    repairs: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    unparsed: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def read_bytes(table: str, data: bytes, *, piece: int = 1 << 20, block: int | None = None) -> ReadTable:
    """Read the bytes of one table, cut into blocks of that many bytes."""
    known = registry.get_table(table)
    member = Member(known.file, known.file, "file", len(data), len(data), None)
    usual = records.BLOCK_BYTES
    with TemporaryDirectory() as folder:
        path = Path(folder)
        books, findings = ExceptionLogs(path), Findings()
        records.BLOCK_BYTES = block or usual
        try:
            source = OneMember(data, piece)
            with BackgroundCloser() as last, MemberStreams(source, [member]) as streams:
                context = ReadingContext(source, streams, books, findings, SILENT_PROGRESS, last)
                account = read_member_table(context, member, known, path / "table.parquet")
        finally:
            records.BLOCK_BYTES = usual
            books.close()
        names = ("table", "repairs", "quarantine", "unparsed")
        rows, repairs, quarantine, unparsed = (list(dicts(path / f"{name}.parquet")) for name in names)
    return ReadTable(rows, account, repairs, quarantine, unparsed, findings.rows)


class StreamedZip:
    """A zip with Zip64 sizes, written member by member from packed pieces, for releases too big for memory."""

    def __init__(self, target: Path) -> None:
        self._file = target.open("wb")
        self._entries: list[tuple[bytes, int, int, int, int, int]] = []

    def __enter__(self) -> "StreamedZip":
        return self

    def __exit__(self, *_: object) -> None:
        start = self._file.tell()
        for name, method, crc, size, full, offset in self._entries:
            extra = struct.pack("<HHQQQ", 1, 24, full, size, offset)
            facts = struct.pack("<HHHHHHIII", 45, 45, 0, method, 0, 0x5C82, crc, 0xFFFFFFFF, 0xFFFFFFFF)
            tail = struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, 0, 0xFFFFFFFF)
            self._file.write(b"PK\x01\x02" + facts + tail + name + extra)
        size, count = self._file.tell() - start, len(self._entries)
        where = self._file.tell()
        self._file.write(struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start))
        self._file.write(struct.pack("<4sIQI", b"PK\x06\x07", 0, where, 1))
        self._file.write(struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))
        self._file.close()

    @contextmanager
    def member(self, path: str, method: str) -> Iterator["StreamedMember"]:
        """Write one member; its sizes are put into its header at the end."""
        name, offset = path.encode(), self._file.tell()
        header = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 45, 0, METHODS[method], 0, 0x5C82, 0, 0, 0, len(name), 20)
        self._file.write(header + name + struct.pack("<HHQQ", 1, 16, 0, 0))
        made = StreamedMember(self._file)
        yield made
        self._entries.append((name, METHODS[method], made.crc, made.packed, made.size, offset))
        end = self._file.tell()
        self._file.seek(offset + 14)
        self._file.write(struct.pack("<III", made.crc, 0xFFFFFFFF, 0xFFFFFFFF))
        self._file.seek(offset + len(header) + len(name))
        self._file.write(struct.pack("<HHQQ", 1, 16, made.size, made.packed))
        self._file.seek(end)


@dataclass
class StreamedMember:
    """A member being written: plain bytes for its checksum, packed ones for the file."""

    file: BinaryIO
    crc: int = 0
    size: int = 0
    packed: int = 0

    def add(self, plain: bytes, packed_piece: bytes) -> None:
        """Add a piece."""
        self.crc = zlib.crc32(plain, self.crc)
        self.size += len(plain)
        self.packed += len(packed_piece)
        self.file.write(packed_piece)
