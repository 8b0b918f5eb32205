"""The text of a report: from a file or standard input, as it is; what cannot be a report is refused in a sentence."""

import re
import sys
from pathlib import Path

from finalorder.errors import InputError, quote_value

MAX_REPORT_BYTES = 400_000
"""The most bytes a report may have; a long one has 50,000."""
#: no report has such a number, in digits of any alphabet and with what does not show between them
LONG_NUMBER = re.compile(r"(?:\d[\u00ad\u200b-\u200f\u2060\ufeff]*){400}")
STDIN = "-"
#: how files begin that are no plain text although they may hold nothing but letters: PDF, RTF, zip (Word, Excel)
NO_TEXT = (b"%PDF-", b"{\\rtf", b"PK\x03\x04")


def read_report(name: str) -> str:
    """Read the report in a file, or on standard input for ``-``; line ends and all else stay as they are.

    :raises FinalorderError: if there is no such file, or it is empty, too large, binary, or not UTF-8.
    """
    called = "standard input" if name == STDIN else quote_value(name)
    text = _decode_report(_read_report_bytes(name, called), called)
    if LONG_NUMBER.search(text):
        raise InputError(f"{called} has a number of hundreds of digits; give the text of a report.")
    if not text.strip():
        raise InputError(f"{called} is empty; give the text of a report.")
    return text


def _read_report_bytes(name: str, called: str) -> bytes:
    if name == STDIN:
        return sys.stdin.buffer.read(MAX_REPORT_BYTES + 1)
    path = Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{called} is a folder; give the file with the report's text.")
        with path.open("rb") as file:
            return file.read(MAX_REPORT_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            f"there is no file {called}; give the path of a report in plain text, or - for standard input."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"cannot read {called}: {reason}.") from None


def _decode_report(data: bytes, called: str) -> str:
    if len(data) > MAX_REPORT_BYTES:
        raise InputError(
            f"{called} is larger than {MAX_REPORT_BYTES:,} bytes; a report is a few pages of plain text, is this one?"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{called} is text in UTF-16; save the report as plain text in UTF-8.")
    if b"\x00" in data or data.startswith(NO_TEXT):
        raise InputError(f"{called} is not plain text (a Word or PDF file?); save the report as plain text first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{called}, line {line}: not UTF-8 text there; save the report as plain text in UTF-8."
        ) from None
