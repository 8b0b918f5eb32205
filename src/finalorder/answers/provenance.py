"""What rebuilds a file: the question and command, the version, the release and the digest of the court's file.

It stands in the ``meta`` of JSON and Parquet, beside a CSV file in ``FILE-metadata.json`` (where CSV on the Web looks
for it), in the ``metadata`` of an SVG picture and in a text chunk of a PNG.
"""

import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from html import escape, unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

CSV_CONTEXT = "http://www.w3.org/ns/csvw"
PICTURE_KEY = "finalorder"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_FIRST_CHUNK_END = 33
_SVG_METADATA = re.compile(rf'<metadata id="{PICTURE_KEY}">(.*?)</metadata>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a file. ``options`` are those of a brief, whose command says more than a question can."""

    question: str = ""
    command: str = ""
    finalorder: str = ""
    release: str = ""
    release_digest: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Read it from the ``meta`` of a file; what is not there, or of another type, is empty."""
        known = record if isinstance(record, Mapping) else {}
        texts = {each.name: known[each.name] for each in fields(cls) if isinstance(known.get(each.name), str)}
        options = known.get("options")
        return cls(**texts, options=options if isinstance(options, Mapping) else {})

    def to_record(self) -> dict[str, Any]:
        """Return what is known, as JSON has it."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    def to_json(self) -> str:
        """Write it as one line of ASCII, for pictures."""
        return json.dumps(self.to_record(), sort_keys=True)


#: of what does not say what made it
NO_PROVENANCE = Provenance()


def get_version() -> str:
    """Return the version of this program."""
    return version("finalorder")


def name_csv_metadata(path: Path) -> Path:
    """Name the file beside a CSV file that says what it is."""
    return path.with_name(f"{path.name}-metadata.json")


def format_csv_metadata(name: str, meta: Mapping[str, Any]) -> str:
    """Format what stands beside a CSV file of that name: the ``meta`` of JSON, as a note of CSV on the Web."""
    record = {"@context": CSV_CONTEXT, "url": name, "notes": [dict(meta)]}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def add_to_svg(svg: str, about: Provenance) -> str:
    """Add what made a picture to it, before its end; nothing if nothing is known."""
    if not about.to_record():
        return svg
    head, _, _ = svg.rpartition("</svg>")
    return f'{head}<metadata id="{PICTURE_KEY}">{escape(about.to_json())}</metadata></svg>'


def read_from_svg(svg: str) -> Provenance:
    """Read what made a picture; empty if it does not say."""
    found = _SVG_METADATA.search(svg)
    return Provenance.from_record(_read_json(unescape(found[1]))) if found else Provenance()


def add_to_png(png: bytes, text: str) -> bytes:
    """Add a text to a PNG image, behind the chunk that has its size."""
    body = b"tEXt" + PICTURE_KEY.encode() + b"\0" + text.encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_PNG_FIRST_CHUNK_END] + chunk + png[_PNG_FIRST_CHUNK_END:]


def read_from_png(png: bytes) -> Provenance:
    """Read what made an image; empty if it does not say, or is damaged."""
    for kind, body in _list_chunks(png):
        key, _, text = body.partition(b"\0")
        if kind == b"tEXt" and key == PICTURE_KEY.encode():
            return Provenance.from_record(_read_json(text.decode("latin-1")))
    return Provenance()


def _list_chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG_HEAD) if png.startswith(_PNG_HEAD) else len(png)
    while at + 8 <= len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _read_json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
