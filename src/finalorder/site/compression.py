"""Files packed once, when they are published, so that a server has nothing to compute: Brotli and Zstandard."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pyarrow as pa

from finalorder.site.checksums import CHECKSUMS

#: the name of each coding in ``Accept-Encoding``, the ending of its files, and how hard it tries
CODINGS = {"zstd": (".zst", "zstd", 12), "br": (".br", "brotli", 6)}
#: how hard it tries while a reader waits
QUICK_LEVELS = {"zstd": 6, "br": 5}
ENDINGS = tuple(ending for ending, _, _ in CODINGS.values())
_TEXT = frozenset((".html", ".css", ".js", ".json", ".csv", ".svg", ".xml", ".atom", ".txt"))
#: a file that fits into one packet is sent as it is
LEAST_BYTES = 1_200


def is_worth_compressing(path: str, size: int) -> bool:
    """Whether a file has compressed forms beside it."""
    name = PurePosixPath(path)
    return size >= LEAST_BYTES and name.suffix in _TEXT and name.name != CHECKSUMS


def compress_file(content: bytes, known: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Return the compressed forms of a file by the endings of their names; those that are known are not made again."""
    for ending, codec, level in CODINGS.values():
        if ending in known:
            yield ending, known[ending]
        else:
            yield ending, _compress(content, codec, level)


def compress_now(content: bytes, coding: str) -> bytes:
    """Compress what was made when it was asked for, less hard than what is published."""
    return _compress(content, CODINGS[coding][1], QUICK_LEVELS[coding])


def _compress(content: bytes, codec: str, level: int) -> bytes:
    return bytes(pa.Codec(codec, compression_level=level).compress(content, asbytes=True))
