"""Single members of a zip that stays where it is: its directory, the ranges to fetch, and the directory of the rest.

A small zip is made of the members asked for, each with its local header and packed bytes as they are, whatever the
method, followed by a directory of its own. Sizes and places beyond 32 bits are written as Zip64.
"""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from finalorder import registry
from finalorder.errors import DamagedError, FinalorderError, InputError
from finalorder.fetch.client import FetchClient
from finalorder.fetch.retries import FileVersion, TransientError

if TYPE_CHECKING:
    from typing_extensions import Buffer

# What says which release a zip is, and how many rows its tables have, comes along with any of them.
ALWAYS_FETCHED = ("simulated.txt", "count.txt")
ALL_LOOKUPS = "lookups"
READ_WINDOW = 128 << 10
MAX_DIRECTORY_BYTES = 64 << 20
LOCAL_HEADER_BYTES = 30
MAX_EXTRA_BYTES = 0xFFFF
DATA_DESCRIPTOR_BYTES = 24
UTF8_FLAG = 0x800
ZIP64_SIZE_LIMIT: Final = 0xFFFFFFFF
ZIP64_COUNT_LIMIT: Final = 0xFFFF
CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
END_RECORD = struct.Struct("<4s4H2LH")
ZIP64_END_RECORD = struct.Struct("<4sQ2H2L4Q")
ZIP64_LOCATOR = struct.Struct("<4sLQL")
ZIP64_VERSION = 45


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes ``start`` to ``end`` of the file at the server; ``end`` is None if its size is unknown."""

    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """What to fetch, in order, and the bytes to write after it; ``paths`` are the members, if known."""

    segments: tuple[Segment, ...]
    tail: bytes = b""
    paths: tuple[str, ...] = ()

    @property
    def size(self) -> int | None:
        """Bytes to fetch, without the tail."""
        ends = [segment.end for segment in self.segments]
        if None in ends:
            return None
        return sum((segment.end or 0) - segment.start for segment in self.segments)


def parse_table_names(names: Iterable[str]) -> tuple[str, ...]:
    """Parse table names into the registry's order; raises an error for one that is none.
    ``lookups`` stands for all of them.
    """
    asked = {name.strip().lower() for name in names if name.strip()}
    core = [table.name for table in registry.list_core_tables()]
    more = [table.name for table in registry.list_lookup_tables()]
    known = [*core, ALL_LOOKUPS, *more]
    for name in sorted(asked - set(known)):
        near = ", ".join(get_close_matches(name, known, 3)) or ", ".join([*core, ALL_LOOKUPS])
        raise InputError(f"there is no table {name} in a release; the nearest names: {near}.")
    return tuple(name for name in known if name in asked)


def _map_files_to_tables(names: Sequence[str]) -> dict[str, str]:
    """Lower-case file name -> table name."""
    tables = [registry.get_table(name) for name in names if name != ALL_LOOKUPS]
    tables += registry.list_lookup_tables() if ALL_LOOKUPS in names else ()
    return {table.file.lower(): table.name for table in tables}


def plan_member_fetch(client: FetchClient, version: FileVersion, names: Sequence[str]) -> FetchPlan:
    """Find the ranges of a remote zip that hold these tables; FinalorderError when it cannot be read in parts."""
    if version.size is None or not version.has_validator:
        raise InputError(
            f"the server of {client.url} does not identify the version of the file, so parts cannot be combined "
            "safely; leave out --tables."
        )
    infos, end = _read_remote_directory(client, version, version.size)
    chosen = _choose_members(client.url, infos, names)
    ends = _find_member_ends(infos, end)
    segments = [_locate_segment(client.url, info, ends[info.header_offset]) for info in chosen]
    return FetchPlan(_merge_segments(segments), _build_tail(chosen, segments), tuple(info.filename for info in chosen))


def _read_remote_directory(client: FetchClient, version: FileVersion, size: int) -> tuple[list[zipfile.ZipInfo], int]:
    try:
        with zipfile.ZipFile(_RemoteFile(client, version, size)) as archive:
            return archive.infolist(), archive.start_dir
    # A damaged directory makes zipfile raise nearly anything; all of it means the same to the user.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, LookupError, OverflowError,
            OSError, AttributeError, TypeError):  # fmt: skip
        raise DamagedError(
            f"the file at {client.url} is not a complete zip file; check the address, or try again later."
        ) from None


def _choose_members(url: str, infos: list[zipfile.ZipInfo], names: Sequence[str]) -> list[zipfile.ZipInfo]:
    wanted = _map_files_to_tables(names)
    base_names = {info.filename.replace("\\", "/").rsplit("/", 1)[-1].lower(): info for info in infos}
    # All lookups together are those that there are; a table named by itself has to be there.
    missing = [table for file, table in wanted.items() if file not in base_names and table in names]
    if missing:
        raise InputError(f"the release at {url} has no table {', '.join(missing)}; leave it out of --tables.")
    taken = [info for name, info in base_names.items() if name in wanted or name in ALWAYS_FETCHED]
    return sorted(taken, key=lambda info: info.header_offset)


def _find_member_ends(infos: list[zipfile.ZipInfo], end: int) -> dict[int, int]:
    """Find for each member's place that of whatever comes after it."""
    places = sorted({info.header_offset for info in infos})
    return dict(zip(places, [*places[1:], end], strict=True))


def _locate_segment(url: str, info: zipfile.ZipInfo, limit: int) -> Segment:
    least = info.header_offset + LOCAL_HEADER_BYTES + len(_encode_member_name(info)) + info.compress_size
    if info.header_offset < 0 or least > limit:
        raise DamagedError(f"{url}: the member {info.filename} is truncated or overlaps another one; try again later.")
    return Segment(info.header_offset, min(limit, least + MAX_EXTRA_BYTES + DATA_DESCRIPTOR_BYTES))


def _merge_segments(segments: list[Segment]) -> tuple[Segment, ...]:
    """Merge neighbors, so that they are asked for at once."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].end == segment.start:
            joined[-1] = Segment(joined[-1].start, segment.end)
        else:
            joined.append(segment)
    return tuple(joined)


def _build_tail(infos: list[zipfile.ZipInfo], segments: list[Segment]) -> bytes:
    place = 0
    rows = []
    for info, segment in zip(infos, segments, strict=True):
        rows.append(build_central_row(info, place))
        place += (segment.end or 0) - segment.start
    directory = b"".join(rows)
    return directory + build_directory_end(len(rows), len(directory), place)


def _encode_member_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_FLAG else "cp437")


def build_central_row(info: zipfile.ZipInfo, place: int) -> bytes:
    """Build a member's row in a zip's directory, the member lying at ``place``."""
    big = [number for number in (info.file_size, info.compress_size, place) if number >= ZIP64_SIZE_LIMIT]
    extra = struct.pack(f"<HH{len(big)}Q", 1, 8 * len(big), *big) if big else b""
    extra += _strip_zip64_extra(info.extra)
    version = max(info.extract_version, ZIP64_VERSION) if big else info.extract_version
    year, month, day, hour, minute, second = info.date_time
    name = _encode_member_name(info)
    row = CENTRAL_HEADER.pack(
        b"PK\x01\x02",
        info.create_version | info.create_system << 8,
        version,
        info.flag_bits,
        info.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | day,
        info.CRC,
        min(info.compress_size, ZIP64_SIZE_LIMIT),
        min(info.file_size, ZIP64_SIZE_LIMIT),
        len(name),
        len(extra),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        min(place, ZIP64_SIZE_LIMIT),
    )
    return row + name + extra + info.comment


def _strip_zip64_extra(extra: bytes) -> bytes:
    kept = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind != 1:
            kept += extra[: 4 + length]
        extra = extra[4 + length :]
    return kept


def build_directory_end(rows: int, size: int, place: int) -> bytes:
    """Return what closes a zip whose directory has so many rows and bytes and lies at ``place``."""
    end = END_RECORD.pack(
        b"PK\x05\x06",
        0,
        0,
        min(rows, ZIP64_COUNT_LIMIT),
        min(rows, ZIP64_COUNT_LIMIT),
        min(size, ZIP64_SIZE_LIMIT),
        min(place, ZIP64_SIZE_LIMIT),
        0,
    )
    if rows < ZIP64_COUNT_LIMIT and size < ZIP64_SIZE_LIMIT and place < ZIP64_SIZE_LIMIT:
        return end
    version = ZIP64_VERSION
    end64 = ZIP64_END_RECORD.pack(
        b"PK\x06\x06", ZIP64_END_RECORD.size - 12, version, version, 0, 0, rows, rows, size, place
    )
    return end64 + ZIP64_LOCATOR.pack(b"PK\x06\x07", 0, place + size, 1) + end


class _RemoteFile(io.RawIOBase):
    """A file at a server, read by ranges; keeps what it read last."""

    def __init__(self, client: FetchClient, version: FileVersion, size: int) -> None:
        super().__init__()
        self._client, self._version, self._size = client, version, size
        self._position = 0
        self._buffer_start, self._buffer = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: "Buffer", /) -> int:
        view = memoryview(buffer)
        end = min(self._position + len(view), self._size)
        if end <= self._position:
            return 0
        data = self._read_range(self._position, end)
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def _read_range(self, start: int, end: int) -> bytes:
        if start < self._buffer_start or end > self._buffer_start + len(self._buffer):
            if end - start > MAX_DIRECTORY_BYTES:
                raise zipfile.BadZipFile
            first = max(0, min(start, self._size - READ_WINDOW))
            last = min(self._size, max(end, first + READ_WINDOW))
            self._buffer_start, self._buffer = first, _fetch_range(self._client, self._version, first, last)
        return self._buffer[start - self._buffer_start : end - self._buffer_start]


def _fetch_range(client: FetchClient, version: FileVersion, start: int, end: int) -> bytes:
    """Fetch a range small enough to hold. Raises Changed, or FinalorderError when the server knows no ranges."""
    tries = client.start_retries()
    while True:
        try:
            with client.open_range(version, start, end) as (response, is_part):
                if not is_part:
                    raise build_no_ranges_error(client.url)
                data = b"".join(response.iter_raw())
        except TransientError as trouble:
            tries.wait_or_give_up(trouble)
        else:
            if len(data) == end - start:
                return data
            tries.wait_or_give_up(TransientError("the server sent another range than the one asked for"))


def build_no_ranges_error(url: str) -> FinalorderError:
    """Build the server cannot send a part of a file."""
    return InputError(f"the server of {url} sends whole files only; leave out --tables to fetch all of it.")
