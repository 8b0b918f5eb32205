"""Count.txt: how many rows the court says each table has. A count that cannot be compared is a mismatch, not a note."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from finalorder.releases.findings import Findings
from finalorder.releases.sources import Member, ReleaseSource, read_member_bytes

MAX_COUNT_DIGITS = 15
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_COUNT_LINE = re.compile(r"(?P<name>.*\S)\s*\t\s*(?P<count>[0-9][0-9,]*)\s*", re.ASCII)


@dataclass(slots=True)
class CountFile:
    """The counts of a release's Count.txt by table name (lower case, no ending), and what it says that is no count."""

    counts: dict[str, int] = field(default_factory=dict)
    unread_lines: list[str] = field(default_factory=list)


def read_count_file(source: ReleaseSource, others: list[Member], findings: Findings) -> CountFile:
    """Read Count.txt among the members that are no tables; without one there is a finding and no counts.

    :raises FinalorderError: if the file is far too large to be a list of counts.
    """
    listing = next((member for member in others if member.name.lower() == "count.txt"), None)
    if listing is None:
        findings.add_finding("no_count_txt", "Count.txt", "the release brings no row counts of its own")
        return CountFile()
    return parse_counts(decode_count_text(read_member_bytes(source, listing)))


def decode_count_text(data: bytes) -> str:
    """Decode Count.txt as text: UTF-8 with or without its mark, or UTF-16 as PowerShell writes it."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, errors="replace")
    if data[1::2].count(0) > len(data) // 4:
        return data.decode("utf-16-le", errors="replace")
    if data[::2].count(0) > len(data) // 4:
        return data.decode("utf-16-be", errors="replace")
    return data.decode("utf-8", errors="replace")


def parse_counts(text: str) -> CountFile:
    """Parse the counts on the lines of Count.txt: a table, a tab and a number."""
    found = CountFile()
    for line in text.splitlines():
        match = _COUNT_LINE.fullmatch(line)
        digits = match["count"].replace(",", "") if match else ""
        if match and len(digits) <= MAX_COUNT_DIGITS:
            found.counts[_strip_ending(match["name"])] = int(digits)
        elif line.strip():
            found.unread_lines.append(line)
    return found


def _strip_ending(name: str) -> str:
    return name.strip().lower().removesuffix(".csv")


def describe_unread_lines(listed: CountFile) -> Iterator[str]:
    """Describe what of Count.txt is no count, in a sentence."""
    if listed.unread_lines and not listed.counts:
        yield "Count.txt holds no line with a table, a tab and a number, so the rows cannot be compared with it"
    elif listed.unread_lines:
        shown = listed.unread_lines[0][:60]
        yield f"Count.txt has {len(listed.unread_lines):,} lines that are not a table, a tab and a number ({shown!r})"
