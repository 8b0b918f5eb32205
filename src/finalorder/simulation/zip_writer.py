"""A zip written member by member in any order: each member is deflated aside, then all are put together.

The standard library compresses one member at a time; nineteen tables grow side by side here. Dates inside are those
of the release, so that the same seed gives the same bytes.
"""

import os
import shutil
import struct
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from finalorder.errors import DamagedError, UnavailableError

COMPRESSION_LEVEL = 1
COPY_SIZE = 1 << 20
LIMIT = 0xFFFFFFFF  # from here on sizes and places go into Zip64 fields
IN_ZIP64_FIELD = 0xFFFFFFFF
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"


@dataclass(slots=True)
class ZipMember:
    """One file of the zip: what was written so far, deflated in ``store``."""

    name: str
    store: IO[bytes]
    size: int = 0
    crc: int = 0
    packed_size: int = 0
    _deflate: Any = field(default_factory=lambda: zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, -15))

    def write(self, data: "bytes | memoryview") -> None:
        view = memoryview(data)
        self.crc = zlib.crc32(view, self.crc)
        self.size += view.nbytes
        self._append_packed(self._deflate.compress(view))

    def close(self) -> None:
        """End the member: no more bytes follow."""
        self._append_packed(self._deflate.flush())

    def _append_packed(self, packed: bytes) -> None:
        self.packed_size += len(packed)
        self.store.write(packed)


def open_member(name: str, stack: ExitStack) -> ZipMember:
    """Open an empty member, deflated into a temporary file that lives as long as the stack."""
    return ZipMember(name, stack.enter_context(tempfile.TemporaryFile()))


def write_zip(path: Path, members: Iterable[ZipMember], when: date) -> None:
    """Put closed members together; large ones and large archives are Zip64."""
    stamp = (0, ((when.year - 1980) << 9) | (when.month << 5) | when.day)
    directory: list[bytes] = []
    with path.open("wb") as out:
        for member in members:
            start = out.tell()
            out.write(_build_local_header(member, stamp))
            member.store.seek(0)
            while chunk := member.store.read(COPY_SIZE):
                out.write(chunk)
            directory.append(_build_directory_entry(member, stamp, start))
        _write_directory(out, directory)


def _needs_zip64(member: ZipMember, start: int = 0) -> bool:
    return max(member.size, member.packed_size, start) >= LIMIT


def _build_local_header(member: ZipMember, stamp: tuple[int, int]) -> bytes:
    name, large = member.name.encode(), _needs_zip64(member)
    extra = struct.pack("<HHQQ", 1, 16, member.size, member.packed_size) if large else b""
    sizes = (IN_ZIP64_FIELD, IN_ZIP64_FIELD) if large else (member.packed_size, member.size)
    return (
        struct.pack(
            "<4sHHHHHIIIHH", LOCAL, 45 if large else 20, 0x800, 8, *stamp, member.crc, *sizes, len(name), len(extra)
        )
        + name
        + extra
    )


def _build_directory_entry(member: ZipMember, stamp: tuple[int, int], start: int) -> bytes:
    name, large = member.name.encode(), _needs_zip64(member, start)
    extra = struct.pack("<HHQQQ", 1, 24, member.size, member.packed_size, start) if large else b""
    sizes = (IN_ZIP64_FIELD, IN_ZIP64_FIELD) if large else (member.packed_size, member.size)
    head = struct.pack("<4sHHHHHHIII", CENTRAL, 45, 45 if large else 20, 0x800, 8, *stamp, member.crc, *sizes)
    tail = struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, 0o644 << 16, IN_ZIP64_FIELD if large else start)
    return head + tail + name + extra


def _write_directory(out: IO[bytes], directory: list[bytes]) -> None:
    start, count = out.tell(), len(directory)
    size = sum(len(entry) for entry in directory)
    out.writelines(directory)
    if start >= LIMIT:
        place = out.tell()
        out.write(struct.pack("<4sQHHIIQQQQ", END64, 44, 45, 45, 0, 0, count, count, size, start))
        out.write(struct.pack("<4sIQI", LOCATOR64, 0, place, 1))
    out.write(struct.pack("<4sHHHHIIH", END, 0, 0, count, count, size, IN_ZIP64_FIELD if start >= LIMIT else start, 0))


def find_seven_zip() -> str:
    """Find the 7-Zip program, which alone writes Deflate64. Raises FinalorderError where it is not installed."""
    found = shutil.which("7zz") or shutil.which("7z") or shutil.which("7za")
    if found is None:
        raise UnavailableError(
            "--deflate64 needs 7-Zip; install it with `apt-get install 7zip` (or `brew install sevenzip`)."
        )
    return found


def repack_as_deflate64(path: Path, program: str, when: date, only: Collection[str] | None = None) -> None:
    """Pack a zip again with every member, or only files of these names, in Deflate64, as the court's own has been.

    Raises DamagedError if 7-Zip fails.
    """
    with tempfile.TemporaryDirectory(prefix="finalorder-", dir=path.parent) as folder:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            archive.extractall(folder)
        moment = datetime(when.year, when.month, when.day, tzinfo=UTC).timestamp()
        for name in names:
            os.utime(Path(folder, name), (moment, moment))
        chosen = [name for name in names if only is None or Path(name).name in only]
        for method, members in (("Deflate64", chosen), ("Deflate", [name for name in names if name not in chosen])):
            if members:
                _pack_members(Path(folder), program, method, members)
        shutil.move(Path(folder, "packed.zip"), path)


def _pack_members(folder: Path, program: str, method: str, members: list[str]) -> None:
    """Add these files of a folder to its packed.zip."""
    listing = folder / f"{method}.txt"
    listing.write_text("\n".join(members), encoding="utf-8")
    options = ["-tzip", f"-mm={method}", "-mx=1", "-mtc=off", "-mta=off", "-scsUTF-8", "-bd"]
    run = subprocess.run(
        [program, "a", *options, "packed.zip", f"@{listing.name}"], cwd=folder, capture_output=True, check=False
    )
    if run.returncode:
        raise DamagedError(f"7-Zip could not pack the release: {run.stderr.decode(errors='replace').strip()[:200]}")
