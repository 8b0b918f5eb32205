"""Plain files: comma- or bar-separated text, gzip or not, as a grid; refused before memory is at risk."""

import csv
import gzip
import io
import re
import zlib
from collections import Counter

from finalorder.errors import DamagedError, InputError
from finalorder.ice.file_checks import LARGEST_AREA, LARGEST_UNPACKED, SourceFile
from finalorder.ice.grid import Grid

GZIP = b"\x1f\x8b"
LARGEST_CELL = 1 << 20
MOST_COLUMNS = 16_384  # of any spreadsheet program
SEPARATORS = "|\t,;"
BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
HTML_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(!doctype html|html|head|body|table)\b", re.IGNORECASE | re.DOTALL
)
#: what a file is by its first bytes, whatever its name says
OTHER_KINDS = (
    (b"%PDF-", "a PDF"), (b"{\\rtf", "a text document (RTF)"),
    (b"7z\xbc\xaf", "an archive (7z)"), (b"Rar!", "an archive (RAR)"),
    (b"SQLite format 3", "a database (SQLite)"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
)  # fmt: skip
XML_WORKBOOK = re.compile(rb'progid="Excel.Sheet"|urn:schemas-microsoft-com:office:spreadsheet')
NOT_UTF_8 = "it is not in UTF-8 and was read as Windows-1252; letters with accents may be others"
TWICE_ENCODED = "its letters with accents had been encoded twice; they were put right"
LOST_LETTERS = "some of its letters were lost before it came here (\ufffd); names that have one are known as printed"
LFS_POINTER = b"version https://git-lfs"


def decode_text(file: SourceFile) -> tuple[str, list[str]]:
    """Decode text of a file, unpacked if it is gzip, and what is to be told of its letters; FinalorderError for one
    that is not text or unpacks too far.
    """
    content = _unpack_gzip(file)
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), "")
    _require_text(file, content, encoding)
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = content.decode(encoding or "cp1252", errors="replace")
        return text, [NOT_UTF_8]
    if "\0" in text:
        raise InputError(f"{file.name} is neither a workbook nor text, so it cannot be read.")
    return _mend_letters(text)


def _mend_letters(text: str) -> tuple[str, list[str]]:
    """Undo an encoding that was applied twice, which no other text looks like; tell of letters that are lost."""
    if text.isascii():
        return text, []
    try:
        return text.encode("cp1252").decode("utf-8"), [TWICE_ENCODED]
    except UnicodeError:
        return text, [LOST_LETTERS] if "\ufffd" in text else []


def _require_text(file: SourceFile, content: bytes, encoding: str) -> None:
    """Refuse what is no text, by the name of what it is."""
    if kind := next((kind for start, kind in OTHER_KINDS if content.startswith(start)), ""):
        raise InputError(f"{file.name} is {kind}, whatever its name says; add the spreadsheet it was made from.")
    if not encoding and b"\0" in content[:4096]:
        half = {content[:4096:2].count(0), content[1:4096:2].count(0)}
        wide = max(half) > len(content[:4096]) // 3 and min(half) < max(half) // 4
        what = "text in UTF-16 without its mark; save it as UTF-8" if wide else "neither a workbook nor text"
        raise InputError(f"{file.name} is {what}{' and add that.' if wide else ', so it cannot be read.'}")
    if content.startswith(LFS_POINTER):
        raise InputError(
            f"{file.name} is a pointer of Git LFS, not the file itself; fetch the file with `git lfs pull`."
        )
    if XML_WORKBOOK.search(content[:4096]):
        raise InputError(f"{file.name} is an Excel workbook of 2003 in XML; save it as .xlsx and add that.")
    if HTML_PAGE.match(content[:65_536]):
        raise InputError(
            f"{file.name} is a web page, whatever its name says; download the spreadsheet that it links to."
        )


def find_delimiter(sample: str) -> str:
    """Find the separator that most lines have equally often: a bar, a tab, a comma or a semicolon.

    A title above the table may hold any of them.
    """
    lines = [line for line in sample.splitlines() if line.strip()]

    def count_alike(mark: str) -> tuple[int, int]:
        counts = Counter(number for line in lines if (number := line.count(mark)))
        return max(((lines_alike, number) for number, lines_alike in counts.items()), default=(0, 0))

    return max(SEPARATORS, key=count_alike)


def parse_grid(file: SourceFile, content: str) -> Grid:
    """Parse delimited text as a grid; the sheet's name is empty, cells are text."""
    csv.field_size_limit(LARGEST_CELL)
    mark = find_delimiter(content[:4096])
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=mark, skipinitialspace=True, strict=True)
    rows: list[tuple[str, ...]] = []
    cells, last, width = 0, 0, 0
    try:
        for row in reader:
            cells += len(row)
            if cells > LARGEST_AREA:
                raise InputError(f"{file.name} has more than {LARGEST_AREA:,} cells, more than any of these lists.")
            width = max(width, len(row))
            if width > MOST_COLUMNS:
                raise InputError(
                    f"{file.name}, line {last + 1}: more than {MOST_COLUMNS:,} cells; no spreadsheet has so many."
                )
            if any("\n" in cell and cell.count(mark) >= max(2, width - 1) for cell in row):
                raise InputError(_describe_open_quote(file, last + 1))
            rows.append(tuple(row))
            last = reader.line_num
        return Grid("", tuple(rows))
    except csv.Error as error:
        if "end of data" in str(error):
            raise InputError(_describe_open_quote(file, last + 1)) from error
        raise InputError(f"{file.name}, line {reader.line_num}: not readable as a table ({error}).") from error


def _describe_open_quote(file: SourceFile, line: int) -> str:
    """A cell that holds a line of the table was opened by a quotation mark which nothing closes, or too late."""
    return (
        f"{file.name}, line {line}: a quotation mark is opened and not closed, so the lines after it are one cell; "
        "close it, or take it out, and add the file again."
    )


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
