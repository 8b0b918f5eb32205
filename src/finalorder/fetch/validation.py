"""Whether what arrived is a release, whole and intact, and what its folder is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from finalorder import registry
from finalorder.errors import InputError
from finalorder.fetch.retries import FetchListener
from finalorder.releases import Member, ZipSource, find_folder_day

ZIP_MAGIC = b"PK\x03\x04"
NAME_LENGTH_FIELD = slice(26, 28)
LOCAL_HEADER_LENGTH = 30
SIMULATED_MARKER = "simulated.txt"
#: the folder of a release that neither names its day nor comes from a server that does
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class ZipCheck:
    """An intact zip: the name of its release's folder, its members, and whether their checksums were computed."""

    release: str
    members: int
    with_checksums: bool


def require_zip(url: str, beginning: bytes) -> None:
    """Refuse what does not begin as a zip does; raises FinalorderError."""
    if not beginning.startswith(ZIP_MAGIC):
        kind = "a web page" if beginning.lstrip()[:1] == b"<" else "another kind of file"
        raise InputError(f"{url} returned {kind} instead of a zip file; check the address, or try again later.")


def read_first_path(beginning: bytes) -> str:
    """Read the name of a zip's first member, from the zip's first bytes; empty when they are too few."""
    length = int.from_bytes(beginning[NAME_LENGTH_FIELD], "little")
    name = beginning[LOCAL_HEADER_LENGTH : LOCAL_HEADER_LENGTH + length]
    return name.decode("utf-8", errors="replace") if len(name) == length else ""


def derive_release_name(paths: Iterable[str], last_modified: str) -> str | None:
    """Derive the month of a release: by the day in its folder's name, else by what the server says of its age.

    Simulated ones are named so. None if nothing says.
    """
    known = list(paths)
    day = find_folder_day(known) or _parse_last_modified(last_modified)
    if day is None:
        return None
    is_simulated = any(path.rsplit("/", 1)[-1].lower() == SIMULATED_MARKER for path in known)
    return f"simulated-{day:%Y-%m}" if is_simulated else f"{day:%Y-%m}"


def _parse_last_modified(last_modified: str) -> date | None:
    try:
        return parsedate_to_datetime(last_modified).date()
    except (ValueError, OverflowError):
        return None


def check_zip(path: Path, last_modified: str, *, with_checksums: bool, listener: FetchListener) -> ZipCheck:
    """Check a zip's directory and the place and size of every member, and by default the CRC-32 of each.

    Raises FinalorderError for anything that is no intact release.
    """
    with ZipSource(path) as source:
        _require_release_tables(path, source.members)
        if with_checksums:
            _check_crcs(source, listener)
        paths = [member.path for member in source.members]
        return ZipCheck(derive_release_name(paths, last_modified) or UNDATED, len(source.members), with_checksums)


def _require_release_tables(path: Path, members: Iterable[Member]) -> None:
    files = {table.file.lower() for table in (*registry.list_core_tables(), *registry.list_lookup_tables())}
    if not any(member.name.lower() in files for member in members):
        raise InputError(f"{path} contains none of the tables of a release; check the address.")


def _check_crcs(source: ZipSource, listener: FetchListener) -> None:
    listener.on_check_start(sum(member.size for member in source.members))
    done = 0
    for member in source.members:
        for piece in source.read_pieces(member):
            done += len(piece)
            listener.on_check_progress(done)
