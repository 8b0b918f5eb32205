"""A block made fit for a strict parser: one line feed a record, no controls, valid UTF-8; no record added or lost.

A line feed inside a field becomes ``HELD`` here and a line feed again in the typed column.
"""

from dataclasses import dataclass

from finalorder.releases.byte_counts import ByteCounts

EMBEDDED_NEWLINE = b"\x1f"
_CONTROL_BYTES = bytes(code for code in (*range(32), 127) if code not in (9, 10, 13))
# The two stand-ins must not occur in the data; as controls they would be removed anyway.
_REMOVE_STAND_INS = bytes(0 if code in (0x1E, 0x1F) else code for code in range(256))
_RESTORE_RECORD_ENDS = bytes({0x0A: 0x1F, 0x1E: 0x0A}.get(code, code) for code in range(256))
_DROPPED_BYTES = bytes(code for code in (*range(32), 127) if code not in (9, 10, 0x1E))


@dataclass(slots=True)
class CleanBlock:
    """A block with one line feed a record, and what was met on the way (bytes)."""

    data: bytes | memoryview
    nul: int = 0
    control: int = 0
    latin1: int = 0
    has_embedded_newlines: bool = False


def clean_block(block: bytes | memoryview, census: ByteCounts, *, by_line_feed: bool) -> CleanBlock:
    """End the block's records by line feeds alone. They end at CR LF, or at LF where the member says so."""
    if census.is_plain and not by_line_feed:
        return CleanBlock(block)
    raw = bytes(block)
    washed = _remove_controls(raw, by_line_feed=by_line_feed)
    washed.nul = raw.count(0)
    ends = census.lf if by_line_feed else 2 * census.crlf_pairs
    washed.control = census.low - census.tabs - ends - washed.nul + (raw.count(127) if census.high else 0)
    if census.high:
        washed.data, washed.latin1 = convert_to_utf8(bytes(washed.data))
    return washed


def _remove_controls(raw: bytes, *, by_line_feed: bool) -> CleanBlock:
    if by_line_feed:
        return CleanBlock(raw.translate(None, delete=_CONTROL_BYTES + b"\r"))
    marked = raw.translate(_REMOVE_STAND_INS).replace(b"\r\n", b"\x1e")
    data = marked.translate(_RESTORE_RECORD_ENDS, delete=_DROPPED_BYTES)
    return CleanBlock(data, has_embedded_newlines=EMBEDDED_NEWLINE in data)


def drop_trailing_tabs(block: CleanBlock) -> int:
    """Take the tab at the end of each record away, in place; gives how many there were."""
    data = bytes(block.data)
    block.data = data.replace(b"\t\r\n", b"\r\n").replace(b"\t\n", b"\n")
    return len(data) - len(block.data)


def convert_to_utf8(data: bytes) -> tuple[bytes, int]:
    """Return the same records with every field in UTF-8, and how many bytes above ASCII were in fields that were
    not.
    """
    if _is_utf8(data):
        return data, 0
    foreign = 0
    lines = data.split(b"\n")
    for place, line in enumerate(lines):
        if not line.isascii() and not _is_utf8(line):
            fields = line.split(b"\t")
            foreign += sum(_count_high_bytes(field) for field in fields if not _is_utf8(field))
            lines[place] = b"\t".join(decode_field(field).encode() for field in fields)
    return b"\n".join(lines), foreign


def decode_field(field: bytes) -> str:
    """Decode a field as text: UTF-8, else Windows-1252, else Latin-1, which takes anything."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return field.decode(encoding)
        except UnicodeDecodeError:
            continue
    return field.decode("latin-1")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _count_high_bytes(field: bytes) -> int:
    return sum(byte >= 128 for byte in field)
