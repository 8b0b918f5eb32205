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
from finalorder.errors import Problem
from finalorder.releases.fetch_terms import Passing, Version
from finalorder.releases.fetch_wire import Wire

if TYPE_CHECKING:
    from typing_extensions import Buffer

# What says which release a zip is, and how many rows its tables have, comes along with any of them.
ALWAYS = ("simulated.txt", "count.txt")
LOOKUPS = "lookups"
WINDOW = 128 << 10
MOST_DIRECTORY = 64 << 20
LOCAL_HEADER = 30
LONGEST_EXTRA = 0xFFFF
DESCRIPTOR = 24
UTF8 = 0x800
BIG: Final = 0xFFFFFFFF
MANY: Final = 0xFFFF
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
ZIP64_VERSION = 45


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes ``start`` to ``end`` of the file at the server; ``end`` is None where its size is not told."""

    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Plan:
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


def checked_names(names: Iterable[str]) -> tuple[str, ...]:
    """Table names in the registry's order; raises Problem for one that is none. ``lookups`` stands for all of them."""
    asked = {name.strip().lower() for name in names if name.strip()}
    core = [table.name for table in registry.tables()]
    more = [table.name for table in registry.lookups()]
    known = [*core, LOOKUPS, *more]
    for name in sorted(asked - set(known)):
        near = ", ".join(get_close_matches(name, known, 3)) or ", ".join([*core, LOOKUPS])
        raise Problem(f"there is no table {name} in a release; the nearest names: {near}.")
    return tuple(name for name in known if name in asked)


def _files(names: Sequence[str]) -> dict[str, str]:
    """Lower-case file name -> table name."""
    tables = [registry.table(name) for name in names if name != LOOKUPS]
    tables += registry.lookups() if LOOKUPS in names else ()
    return {table.file.lower(): table.name for table in tables}


def plan_for(wire: Wire, version: Version, names: Sequence[str]) -> Plan:
    """The ranges of a remote zip that hold these tables. Raises Problem when it cannot be read in parts."""
    if version.size is None or not version.is_known:
        raise Problem(
            f"the server of {wire.url} does not say which version of the file it sends, so that parts cannot be put "
            "together safely; leave out --tables."
        )
    infos, end = _directory(wire, version, version.size)
    chosen = _chosen(wire.url, infos, names)
    ends = _ends(infos, end)
    segments = [_segment(wire.url, info, ends[info.header_offset]) for info in chosen]
    return Plan(_joined(segments), _tail(chosen, segments), tuple(info.filename for info in chosen))


def _directory(wire: Wire, version: Version, size: int) -> tuple[list[zipfile.ZipInfo], int]:
    try:
        with zipfile.ZipFile(_Remote(wire, version, size)) as archive:
            return archive.infolist(), archive.start_dir
    # A damaged directory makes zipfile raise nearly anything; all of it means the same to the user.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, LookupError, OverflowError,
            OSError, AttributeError, TypeError):  # fmt: skip
        raise Problem(f"the file at {wire.url} is no complete zip; check the address, or try again later.") from None


def _chosen(url: str, infos: list[zipfile.ZipInfo], names: Sequence[str]) -> list[zipfile.ZipInfo]:
    wanted = _files(names)
    base_names = {info.filename.replace("\\", "/").rsplit("/", 1)[-1].lower(): info for info in infos}
    # All lookups together are those that there are; a table named by itself has to be there.
    missing = [table for file, table in wanted.items() if file not in base_names and table in names]
    if missing:
        raise Problem(f"the release at {url} has no table {', '.join(missing)}; leave it out of --tables.")
    taken = [info for name, info in base_names.items() if name in wanted or name in ALWAYS]
    return sorted(taken, key=lambda info: info.header_offset)


def _ends(infos: list[zipfile.ZipInfo], end: int) -> dict[int, int]:
    """For each member's place, that of whatever comes after it."""
    places = sorted({info.header_offset for info in infos})
    return dict(zip(places, [*places[1:], end], strict=True))


def _segment(url: str, info: zipfile.ZipInfo, limit: int) -> Segment:
    least = info.header_offset + LOCAL_HEADER + len(_name(info)) + info.compress_size
    if info.header_offset < 0 or least > limit:
        raise Problem(f"{url}: the member {info.filename} is cut off or lies inside another one; try again later.")
    return Segment(info.header_offset, min(limit, least + LONGEST_EXTRA + DESCRIPTOR))


def _joined(segments: list[Segment]) -> tuple[Segment, ...]:
    """Neighbours as one, so that they are asked for at once."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].end == segment.start:
            joined[-1] = Segment(joined[-1].start, segment.end)
        else:
            joined.append(segment)
    return tuple(joined)


def _tail(infos: list[zipfile.ZipInfo], segments: list[Segment]) -> bytes:
    place = 0
    rows = []
    for info, segment in zip(infos, segments, strict=True):
        rows.append(central_row(info, place))
        place += (segment.end or 0) - segment.start
    directory = b"".join(rows)
    return directory + directory_end(len(rows), len(directory), place)


def _name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8 else "cp437")


def central_row(info: zipfile.ZipInfo, place: int) -> bytes:
    """A member's row in a zip's directory, the member lying at ``place``."""
    big = [number for number in (info.file_size, info.compress_size, place) if number >= BIG]
    extra = struct.pack(f"<HH{len(big)}Q", 1, 8 * len(big), *big) if big else b""
    extra += _without_zip64(info.extra)
    version = max(info.extract_version, ZIP64_VERSION) if big else info.extract_version
    year, month, day, hour, minute, second = info.date_time
    name = _name(info)
    row = CENTRAL.pack(
        b"PK\x01\x02",
        info.create_version | info.create_system << 8,
        version,
        info.flag_bits,
        info.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | day,
        info.CRC,
        min(info.compress_size, BIG),
        min(info.file_size, BIG),
        len(name),
        len(extra),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        min(place, BIG),
    )
    return row + name + extra + info.comment


def _without_zip64(extra: bytes) -> bytes:
    kept = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind != 1:
            kept += extra[: 4 + length]
        extra = extra[4 + length :]
    return kept


def directory_end(rows: int, size: int, place: int) -> bytes:
    """What closes a zip whose directory has so many rows and bytes and lies at ``place``."""
    end = END.pack(b"PK\x05\x06", 0, 0, min(rows, MANY), min(rows, MANY), min(size, BIG), min(place, BIG), 0)
    if rows < MANY and size < BIG and place < BIG:
        return end
    version = ZIP64_VERSION
    end64 = END64.pack(b"PK\x06\x06", END64.size - 12, version, version, 0, 0, rows, rows, size, place)
    return end64 + LOCATOR.pack(b"PK\x06\x07", 0, place + size, 1) + end


class _Remote(io.RawIOBase):
    """A file at a server, read by ranges; keeps what it read last."""

    def __init__(self, wire: Wire, version: Version, size: int) -> None:
        super().__init__()
        self._wire, self._version, self._size = wire, version, size
        self._place = 0
        self._held_from, self._held = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError
        self._place = base + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: "Buffer", /) -> int:
        view = memoryview(buffer)
        end = min(self._place + len(view), self._size)
        if end <= self._place:
            return 0
        data = self._bytes(self._place, end)
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def _bytes(self, start: int, end: int) -> bytes:
        if start < self._held_from or end > self._held_from + len(self._held):
            if end - start > MOST_DIRECTORY:
                raise zipfile.BadZipFile
            first = max(0, min(start, self._size - WINDOW))
            last = min(self._size, max(end, first + WINDOW))
            self._held_from, self._held = first, _fetched(self._wire, self._version, first, last)
        return self._held[start - self._held_from : end - self._held_from]


def _fetched(wire: Wire, version: Version, start: int, end: int) -> bytes:
    """A range small enough to hold. Raises Changed, or Problem when the server knows no ranges."""
    tries = wire.tries()
    while True:
        try:
            with wire.span(version, start, end) as (response, is_part):
                if not is_part:
                    raise no_ranges(wire.url)
                data = b"".join(response.iter_raw())
        except Passing as trouble:
            tries.failed(trouble)
        else:
            if len(data) == end - start:
                return data
            tries.failed(Passing("the server sent another range than the one asked for"))


def no_ranges(url: str) -> Problem:
    """The server cannot send a part of a file."""
    return Problem(f"the server of {url} sends whole files only; leave out --tables to fetch all of it.")
