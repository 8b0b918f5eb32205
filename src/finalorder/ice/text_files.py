"""Plain files: comma- or bar-separated text, gzip or not, as a grid; refused before memory is at risk."""

import csv
import gzip
import io
import re
import zlib

from finalorder.errors import DamagedError, InputError
from finalorder.ice.file_checks import LARGEST_AREA, LARGEST_UNPACKED, SourceFile
from finalorder.ice.grid import Grid

GZIP = b"\x1f\x8b"
LARGEST_CELL = 1 << 20
SEPARATORS = "|\t,;"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
HTML_PAGE = re.compile(rb"\s*<(!doctype html|html)\b", re.IGNORECASE)


def decode_text(file: SourceFile) -> str:
    """The text of a file, unpacked if it is gzip; FinalorderError for one that is not text or unpacks too far."""
    content = _unpack_gzip(file)
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), "")
    if not encoding and b"\0" in content[:4096]:
        raise InputError(f"{file.name} is neither a workbook nor text, so it cannot be read.")
    if HTML_PAGE.match(content):
        raise InputError(
            f"{file.name} is a web page, whatever its name says; download the spreadsheet that it links to."
        )
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return content.decode(encoding or "cp1252", errors="replace")


def find_delimiter(sample: str) -> str:
    """The separator of the first line that has one: a bar, a tab, a comma or a semicolon."""
    first = next((line for line in sample.splitlines() if any(mark in line for mark in SEPARATORS)), "")
    return max(SEPARATORS, key=first.count)


def parse_grid(file: SourceFile, content: str) -> Grid:
    """Delimited text as a grid; the sheet's name is empty, cells are text."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=find_delimiter(content[:4096]), skipinitialspace=True
    )
    rows: list[tuple[str, ...]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > LARGEST_AREA:
                raise InputError(f"{file.name} has more than {LARGEST_AREA:,} cells, more than any of these lists.")
            rows.append(tuple(row))
        return Grid("", tuple(rows))
    except csv.Error as error:
        raise InputError(f"{file.name}, line {reader.line_num}: not readable as a table ({error}).") from error


def _unpack_gzip(file: SourceFile) -> bytes:
    content = file.path.read_bytes()
    if not content.startswith(GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            content = packed.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedError(f"{file.name} is damaged or truncated ({str(error)[:60]}); download it again.") from error
    if len(content) > LARGEST_UNPACKED:
        raise InputError(
            f"{file.name} unpacks to more than {LARGEST_UNPACKED >> 20} MB; it is not one of these tables."
        )
    return content
