"""A zip's directory, read with suspicion: names that reach outside, twins, bombs, encryption, overlaps."""

import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from finalorder.errors import DamagedError, InputError

COMPRESSION_METHODS = {0: "stored", 8: "deflate", 9: "deflate64"}
MAX_MEMBERS = 2_000
# Case tables pack 4 to 10 times; beyond this a member is made to hurt, not to be read.
MAX_RATIO = 200
MIN_BYTES_FOR_RATIO = 64 << 20
LOCAL_HEADER = struct.Struct("<4s22xHH")
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One file in a zip; ``offset`` is where its packed bytes begin."""

    name: str
    path: str
    method: str
    compressed: int
    size: int
    crc32: int
    offset: int


def is_clutter(name: str) -> bool:
    """Return whether a file is something that a desktop left behind."""
    return name.startswith("._") or name in {".DS_Store", "Thumbs.db", "desktop.ini"}


def replace_unprintable(name: str) -> str:
    """Return a member's name as it can stand in one line of a message."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def read_entries(path: Path, file: BinaryIO) -> list[ZipEntry]:
    """Read the files of a zip, in its own order. Raises FinalorderError for anything that is no honest release."""
    infos = [info for info in _read_directory(path, file) if not info.filename.endswith(("/", "\\"))]
    if len(infos) > MAX_MEMBERS:
        raise InputError(f"{path} holds {len(infos):,} files; a release has about a hundred. Pass the court's own zip.")
    for info in infos:
        _check_member(path, info)
    _check_total(path, infos)
    found = [_build_entry(path, file, info) for info in infos if not is_clutter(Path(info.filename).name)]
    _check_duplicates(path, found)
    _check_overlaps(path, found)
    return found


def _read_directory(path: Path, file: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except OSError:
        raise
    # Damaged directories make zipfile raise nearly anything; all of it means the same to the user.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, LookupError, MemoryError,
            OverflowError, RuntimeError, RecursionError, AttributeError, TypeError):  # fmt: skip
        raise DamagedError(
            f"{path} is not a complete zip file; download it again, or pass the unpacked folder."
        ) from None


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    name = replace_unprintable(info.filename)
    if _OUTSIDE.search(info.filename) or _OUTSIDE.search(info.orig_filename):
        raise InputError(f"{path}: the member name '{name}' points outside the zip; this is not the court's file.")
    if info.flag_bits & 0x1:
        raise InputError(f"{path}: the member {name} is encrypted; pass an unencrypted release.")
    if info.compress_type not in COMPRESSION_METHODS:
        raise InputError(
            f"{path}: the member {name} uses compression method {info.compress_type}, which releases do not use; "
            "unpack it and pass the folder."
        )
    if info.file_size > MIN_BYTES_FOR_RATIO and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise InputError(
            f"{path}: the member {name} would grow from {info.compress_size:,} to {info.file_size:,} bytes; "
            "this is not the court's file."
        )


def _check_total(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse many small bombs as one large bomb."""
    packed, full = (
        (sum(sizes) for sizes in zip(*((i.compress_size, i.file_size) for i in infos), strict=True))
        if infos
        else (0, 0)
    )
    if full > MIN_BYTES_FOR_RATIO and full > MAX_RATIO * max(packed, 1):
        raise InputError(
            f"{path} would grow from {packed:,} to {full:,} bytes when it is unpacked; this is not the court's file."
        )


def _build_entry(path: Path, file: BinaryIO, info: zipfile.ZipInfo) -> ZipEntry:
    offset = _find_data_offset(path, file, info)
    method = COMPRESSION_METHODS[info.compress_type]
    name = replace_unprintable(info.filename).replace("\\", "/")
    return ZipEntry(name.rsplit("/", 1)[-1], name, method, info.compress_size, info.file_size, info.CRC, offset)


def _find_data_offset(path: Path, file: BinaryIO, info: zipfile.ZipInfo) -> int:
    size = file.seek(0, 2)
    if 0 <= info.header_offset < size:
        file.seek(info.header_offset)
        header = file.read(LOCAL_HEADER.size)
        if len(header) == LOCAL_HEADER.size and header[:4] == b"PK\x03\x04":
            _, name_length, extra_length = LOCAL_HEADER.unpack(header)
            offset = info.header_offset + LOCAL_HEADER.size + int(name_length) + int(extra_length)
            if offset + info.compress_size <= size:
                return offset
    raise DamagedError(
        f"{path}: the member {replace_unprintable(info.filename)} is truncated or missing; fetch the release again."
    )


def _check_duplicates(path: Path, found: list[ZipEntry]) -> None:
    seen: set[str] = set()
    for entry in found:
        if entry.path.lower() in seen:
            raise InputError(f"{path} contains {entry.path} twice; this is not the court's file.")
        seen.add(entry.path.lower())


def _check_overlaps(path: Path, found: list[ZipEntry]) -> None:
    end = 0
    for entry in sorted(found, key=lambda item: (item.offset, item.compressed)):
        if entry.offset < end:
            raise DamagedError(f"{path}: the member {entry.path} overlaps another one; this is not the court's file.")
        end = entry.offset + entry.compressed
