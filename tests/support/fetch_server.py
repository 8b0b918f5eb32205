"""A court that misbehaves: a file server on the loopback that fails as told, and small releases for it to serve."""

import random
import re
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import inflate64

from finalorder.fetch.download import FetchResult, fetch_release
from finalorder.fetch.retries import RetryPolicy

MODIFIED = "Thu, 02 Apr 2026 18:04:52 GMT"
FOLDER = "EOIR Case Data 2026-0401"
STALL = 0.1
HURRIED = RetryPolicy(
    max_attempts=4, first_delay=0.001, max_delay=0.004, connect_timeout=1.0, read_timeout=STALL, reset_after_bytes=1
)
METHODS = {"stored": 0, "deflate": 8, "deflate64": 9}
TABLES = {"cases": "A_TblCase.csv", "proceedings": "B_TblProceeding.csv", "hearings_raw": "tbl_schedule.csv"}


@dataclass(frozen=True)
class Fault:
    """How one answer goes wrong: another status, more headers, a body cut after some bytes, ranges not understood."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    how: str = "close"  # or reset, or stall
    whole: bool = False
    longer: int = 0
    shift: int = 0
    before: Callable[[], None] | None = None
    body: bytes | None = None
    nameless: bool = False


@dataclass
class Seen:
    """A request as it came, and the status that was answered."""

    path: str
    headers: dict[str, str]
    status: int = 0

    @property
    def range(self) -> str:
        """The range asked for, or nothing."""
        return self.headers.get("range", "")


class Court:
    """What the server holds and how it behaves. ``faults`` are used up, one a request; then all goes well."""

    def __init__(self, data: bytes, etag: str = '"one"', modified: str = MODIFIED) -> None:
        self.data, self.etag, self.modified = data, etag, modified
        self.faults: list[Fault] = []
        self.always = Fault()
        self.seen: list[Seen] = []
        self.url = ""
        self.done = threading.Event()

    def next_fault(self) -> Fault:
        """What goes wrong with the next request."""
        return self.faults.pop(0) if self.faults else self.always

    def becomes(self, data: bytes, etag: str, modified: str = MODIFIED) -> None:
        """From now on the file is another one."""
        self.data, self.etag, self.modified = data, etag, modified


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    court: Court

    def log_message(self, *_: Any) -> None:
        """Tests have their own record."""

    def do_GET(self) -> None:
        court = self.court
        seen = Seen(self.path, {name.lower(): value for name, value in self.headers.items()})
        court.seen.append(seen)
        fault = court.next_fault()
        if fault.before:
            fault.before()
        status, start, end = self._answer(seen, fault)
        seen.status = status
        body = court.data[start:end] if fault.body is None else fault.body
        if status >= 300:
            body = b""
        self._head(status, start + fault.shift, end + fault.shift, len(body) + fault.longer, fault)
        self._send(body, fault)

    def _answer(self, seen: Seen, fault: Fault) -> tuple[int, int, int]:
        court, size = self.court, len(self.court.data)
        if fault.status:
            return fault.status, 0, size
        if self._is_known(seen):
            return 304, 0, 0
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", seen.range)
        condition = seen.headers.get("if-range")
        applies = condition is None or condition == court.modified or (condition == court.etag and condition[:1] == '"')
        if match is None or fault.whole or not applies:
            return 200, 0, size
        start, end = int(match[1]), min(size, int(match[2] or size - 1) + 1)
        return (206, start, end) if start < size else (416, 0, 0)

    def _is_known(self, seen: Seen) -> bool:
        tags = [tag.strip() for tag in seen.headers.get("if-none-match", "").split(",")]
        return bool(self.court.etag) and self.court.etag in tags

    def _head(self, status: int, start: int, end: int, length: int, fault: Fault) -> None:
        court = self.court
        self.send_response(status)
        named = {} if fault.nameless else {"ETag": court.etag, "Last-Modified": court.modified}
        headers = {"Content-Length": str(length), **named, **fault.headers}
        if status == 206:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(court.data)}"
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if fault.headers.get("Connection") == "close":
            self.close_connection = True
        self.end_headers()

    def _send(self, body: bytes, fault: Fault) -> None:
        try:
            self.wfile.write(body if fault.cut is None else body[: fault.cut])
            self.wfile.flush()
        except OSError:
            self.close_connection = True
            return
        if fault.cut is None and not fault.longer:
            return
        self.close_connection = True
        if fault.how == "stall":
            self.court.done.wait(STALL * 4)
        if fault.how == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


@contextmanager
def serving(court: Court, name: str = "EOIR%20Case%20Data.zip") -> Iterator[Court]:
    """Serve on a free port of the loopback."""
    handler = type("Handler", (_Handler,), {"court": court})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # broken connections are the point
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    court.url = f"http://127.0.0.1:{server.server_port}/{name}"
    try:
        yield court
    finally:
        court.done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def get(court: Court, to: Path, **more: Any) -> FetchResult:
    """Fetch from the court in a hurry."""
    return fetch_release(court.url, to, **{"retry_policy": HURRIED, **more})


def small_release(seed: int = 1, size: int = 60_000, **options: Any) -> bytes:
    """A release of three tables, a lookup and Count.txt, in three ways of packing; its text is close to random."""
    draw = random.Random(seed)
    members = [
        (f"{FOLDER}/EOIR Case Data/A_TblCase.csv", text(draw, size), "deflate64"),
        (f"{FOLDER}/EOIR Case Data/B_TblProceeding.csv", text(draw, size), "deflate"),
        (f"{FOLDER}/EOIR Case Data/tbl_schedule.csv", text(draw, size), "stored"),
        (f"{FOLDER}/Lookup/tblLookupBaseCity.csv", b"code\tname\r\n1\tMiami\r\n", "deflate"),
        (f"{FOLDER}/Count.txt", b"A_TblCase\t10\r\n", "stored"),
    ]
    return build_zip(members, **options)


def text(draw: random.Random, size: int) -> bytes:
    """A table's worth of text that packs badly."""
    return b"IDNCASE\tNAT\r\n" + bytes(draw.choices(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ\t\r\n", k=size))


def pack_bytes(data: bytes, method: str) -> bytes:
    """Bytes packed as a zip does."""
    if method == "stored":
        return data
    if method == "deflate":
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush()
    deflater = inflate64.Deflater()
    return bytes(deflater.deflate(data) + deflater.flush())


def build_zip(
    members: list[tuple[str, bytes, str]],
    *,
    zip64: bool = False,
    descriptors: bool = False,
    gap: bytes = b"",
    break_crc_of: str = "",
    comment: bytes = b"",
) -> bytes:
    """A zip made by hand: optional Zip64 headers, data descriptors, bytes between members, one wrong checksum."""
    out, directory = b"", b""
    for name, data, method in members:
        body, crc, raw = pack_bytes(data, method), zlib.crc32(data), name.encode()
        crc ^= 1 if break_crc_of and name.endswith(break_crc_of) else 0
        flags = (0x800 if not name.isascii() else 0) | (8 if descriptors else 0)
        sizes = struct.pack("<QQ", len(data), len(body))
        extra = struct.pack("<HH", 1, 16) + sizes if zip64 else b""
        shown = (0xFFFFFFFF, 0xFFFFFFFF) if zip64 else (len(body), len(data))
        common = struct.pack("<HHHHH", 45 if zip64 else 20, flags, METHODS[method], 0x6000, 0x5C81)
        local = (0, 0, 0) if descriptors and not zip64 else (crc, *shown)
        place = len(out)
        out += b"PK\3\4" + common + struct.pack("<LLLHH", *local, len(raw), len(extra)) + raw + extra + body
        out += b"PK\7\x08" + struct.pack("<LLL", crc, len(body), len(data)) if descriptors else b""
        out += gap
        directory += b"PK\1\2" + struct.pack("<H", 45) + common
        directory += struct.pack("<LLLHHHHHLL", crc, *shown, len(raw), len(extra), 0, 0, 0, 0, place) + raw + extra
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(out), len(comment))
    if zip64:
        place = len(out) + len(directory)
        end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, len(members), len(members),
                            len(directory), len(out))  # fmt: skip
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, len(comment))
        end = end64 + struct.pack("<4sLQL", b"PK\6\7", 0, place, 1) + end
    return out + directory + end + comment


def files(folder: Path) -> list[str]:
    """Everything under a folder, by relative path."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
