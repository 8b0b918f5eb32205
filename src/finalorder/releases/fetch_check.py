"""Whether what arrived is a release, whole and intact, and what its folder is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from finalorder import registry
from finalorder.errors import Problem
from finalorder.releases.fetch_terms import Watch
from finalorder.releases.naming import folder_day
from finalorder.releases.sources import Member, ZipSource

MAGIC = b"PK\x03\x04"
NAME_LENGTH = slice(26, 28)
LOCAL_HEADER = 30
MARK = "simulated.txt"


@dataclass(frozen=True, slots=True)
class Checked:
    """An intact zip: the name of its release's folder, its members, and whether their checksums were computed."""

    release: str
    members: int
    with_checksums: bool


def refuse_no_zip(url: str, beginning: bytes) -> None:
    """Raises Problem when the first bytes are not those of a zip."""
    if not beginning.startswith(MAGIC):
        kind = "a web page" if beginning.lstrip()[:1] == b"<" else "something else"
        raise Problem(f"{url} gives {kind}, not a zip file; check the address, or try again later.")


def first_path(beginning: bytes) -> str:
    """The name of a zip's first member, from the zip's first bytes; empty when they are too few."""
    length = int.from_bytes(beginning[NAME_LENGTH], "little")
    name = beginning[LOCAL_HEADER : LOCAL_HEADER + length]
    return name.decode("utf-8", errors="replace") if len(name) == length else ""


def release_name(paths: Iterable[str], last_modified: str, otherwise: date | None = None) -> str | None:
    """The month of a release: by the day in its folder's name, else by Last-Modified, else by its newest member.

    Simulated ones are named so. None when nothing tells.
    """
    known = list(paths)
    day = folder_day(known) or _day(last_modified) or otherwise
    if day is None:
        return None
    is_simulated = any(path.rsplit("/", 1)[-1].lower() == MARK for path in known)
    return f"simulated-{day:%Y-%m}" if is_simulated else f"{day:%Y-%m}"


def _day(last_modified: str) -> date | None:
    try:
        return parsedate_to_datetime(last_modified).date()
    except (ValueError, OverflowError):
        return None


def check(path: Path, last_modified: str, *, with_checksums: bool, watch: Watch) -> Checked:
    """Check a zip's directory and the place and size of every member, and by default the CRC-32 of each.

    Raises Problem for anything that is no intact release.
    """
    with ZipSource(path) as source:
        _check_tables(path, source.members)
        if with_checksums:
            _check_sums(source, watch)
        newest = max(member.stamp for member in source.members)
        paths = [member.path for member in source.members]
        return Checked(
            release_name(paths, last_modified, newest) or f"{newest:%Y-%m}", len(source.members), with_checksums
        )


def _check_tables(path: Path, members: Iterable[Member]) -> None:
    files = {table.file.lower() for table in (*registry.tables(), *registry.lookups())}
    if not any(member.name.lower() in files for member in members):
        raise Problem(f"{path} holds none of the tables of a release; check the address.")


def _check_sums(source: ZipSource, watch: Watch) -> None:
    watch.checking(sum(member.size for member in source.members))
    done = 0
    for member in source.members:
        for piece in source.pieces(member):
            done += len(piece)
            watch.checked(done)
