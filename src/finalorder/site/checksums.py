"""Every byte that is published, listed: a file of a site and its SHA-256 on a line, as ``sha256sum -c`` reads it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from finalorder.errors import DamagedError

CHECKSUMS = "checksums.txt"
#: the folder of the releases as they were first published
ARCHIVE = "r"


def format_checksums(digests: Mapping[str, str]) -> str:
    """Format the list of some files, in the order of their names."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))


def read_checksums(site: Path) -> dict[str, str]:
    """Read the digest of every file that a site has published, those of its earlier releases too, by its path.

    The lists themselves are in it; what else lies in the folder was not published and is not listed.

    :raises DamagedError: if a list is not one.
    """
    lists = [site / CHECKSUMS, site / ARCHIVE / CHECKSUMS, *sorted((site / ARCHIVE).glob(f"*/{CHECKSUMS}"))]
    return {path: digest for each in lists if each.is_file() for path, digest in _read_list(site, each)}


def _read_list(site: Path, file: Path) -> Iterator[tuple[str, str]]:
    inside = file.parent.relative_to(site).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    yield f"{prefix}{CHECKSUMS}", ""
    for line in file.read_text(encoding="utf-8").splitlines():
        digest, gap, path = line.partition("  ")
        if not gap or len(digest) != 64:
            raise DamagedError(f"{file} is damaged: {line[:80]!r} is not a digest and a file; publish the site again.")
        yield f"{prefix}{path}", digest
