"""Where a release comes from: a zip or an unpacked folder, as a list of members and a stream of bytes for each."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from finalorder.errors import DamagedError, FinalorderError, InputError
from finalorder.releases import inflate, zip_directory

# Below this, starting a process costs more than holding the interpreter's lock for a moment.
MIN_BYTES_FOR_PROCESS = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a release: its base name, its path inside, how it is packed, and what it declares about itself."""

    name: str
    path: str
    method: str
    compressed: int
    size: int
    crc32: int | None


class ReleaseSource(Protocol):
    """A release that can be read: its members and their bytes, inflated."""

    path: Path
    members: tuple[Member, ...]

    def read_pieces(self, member: Member) -> Iterator[bytes]:
        """Read the member's bytes in pieces of about a megabyte."""

    def close(self) -> None:
        """Release files and processes."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class FolderSource:
    """An unpacked release."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # the folder's own name counts, also where the path is "."
        files = (item for item in self.path.rglob("*") if item.is_file() and not zip_directory.is_clutter(item.name))
        self.members = tuple(_build_folder_member(self.path, item) for item in sorted(files))

    def read_pieces(self, member: Member) -> Iterator[bytes]:
        """Read the file's bytes."""
        with (self.path.parent / member.path).open("rb") as file:
            while piece := file.read(inflate.PIECE_BYTES):
                yield piece

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _build_folder_member(folder: Path, item: Path) -> Member:
    size = item.stat().st_size
    return Member(item.name, item.relative_to(folder.parent).as_posix(), "file", size, size, None)


class ZipSource:
    """A release as the court publishes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO = path.open("rb")
        self._inflate_process: inflate.InflateProcess | None = None
        try:
            entries = zip_directory.read_entries(path, self._file)
        except BaseException:
            self._file.close()
            raise
        self._offsets = {entry.path: entry.offset for entry in entries}
        self.members = tuple(
            Member(entry.name, entry.path, entry.method, entry.compressed, entry.size, entry.crc32) for entry in entries
        )

    def read_pieces(self, member: Member) -> Iterator[bytes]:
        """Read the member's bytes; raises FinalorderError when they are not what the zip's directory declares."""
        done, crc = 0, 0
        try:
            for piece in self._inflate(member):
                done += len(piece)
                if done > member.size:
                    raise _build_damage_error(
                        self.path, member, f"is bigger than the {member.size:,} bytes it declares"
                    )
                crc = zlib.crc32(piece, crc)
                yield piece
        except (zlib.error, ValueError, EOFError, MemoryError):
            raise _build_damage_error(self.path, member, "cannot be inflated") from None
        if done != member.size:
            raise _build_damage_error(self.path, member, f"has {done:,} bytes, not the {member.size:,} it declares")
        if crc != member.crc32:
            raise _build_damage_error(self.path, member, "does not match its checksum")

    def _inflate(self, member: Member) -> Iterator[bytes]:
        offset = self._offsets[member.path]
        if member.method == "deflate64" and member.compressed > MIN_BYTES_FOR_PROCESS:
            if self._inflate_process is None or not self._inflate_process.is_open:
                self._inflate_process = inflate.InflateProcess(str(self.path))
            return self._inflate_process.inflate(offset, member.compressed)
        self._file.seek(offset)
        if member.method == "stored":
            return inflate.read_stored(self._file, member.compressed)
        if member.method == "deflate":
            return inflate.inflate_deflate(self._file, member.compressed)
        # A small Deflate64 member may still be a bomb: it is fed in mouthfuls, and its pieces are capped above.
        return inflate.merge_pieces(inflate.inflate_deflate64(self._file, member.compressed))

    def close(self) -> None:
        """Close the file and end the helper process."""
        self._file.close()
        if self._inflate_process is not None:
            self._inflate_process.close()
            self._inflate_process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _build_damage_error(path: Path, member: Member, what: str) -> FinalorderError:
    return DamagedError(f"{path}: the member {member.name} {what}; the download is damaged, fetch the release again.")


def open_source(path: Path) -> ReleaseSource:
    """Open the release at that path, a zip or a folder. Raises FinalorderError when there is none."""
    try:
        if path.is_dir():
            return FolderSource(path)
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is a device or a pipe; pass a release's zip or folder.")
        return ZipSource(path)
    except OSError as error:
        raise InputError(f"cannot read {path} ({error.strerror or error}); pass a release's zip or folder.") from error


def read_member_bytes(source: ReleaseSource, member: Member, limit: int = 1 << 20) -> bytes:
    """Read a small member's bytes; raises InputError beyond ``limit`` of them."""
    if member.size > limit:
        raise InputError(f"{source.path}: the member {member.name} is not the small text file it should be.")
    return b"".join(source.read_pieces(member))


def read_member_text(source: ReleaseSource, member: Member, limit: int = 1 << 20) -> str:
    """Read a small member as text; raises InputError beyond ``limit`` bytes."""
    return read_member_bytes(source, member, limit).decode("utf-8", errors="replace")


def read_member_start(source: ReleaseSource, member: Member, size: int = 1 << 16) -> bytes:
    """Read a member's first bytes."""
    taken = io.BytesIO()
    pieces = source.read_pieces(member)
    for piece in pieces:
        taken.write(piece)
        if taken.tell() >= size:
            break
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
    return taken.getvalue()[:size]
