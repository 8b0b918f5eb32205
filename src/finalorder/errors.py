"""What can go wrong without a bug: one sentence or two, of a kind that programs can tell apart by its exit code."""

import difflib
import errno
import unicodedata
from collections.abc import Collection
from typing import ClassVar

#: a full or failing disk: no other name or path would have helped
_DEVICE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.ENOMEM})


class FinalorderError(Exception):
    """The base of what can be caught. What is raised is one of its kinds; the text says what happened, where, and what
    to do.
    """

    exit_code: ClassVar[int] = 2


class InputError(FinalorderError):
    """Something in the request can be fixed: a name, a date, a file, an option."""

    exit_code = 2


class NotInLakeError(FinalorderError):
    """The question is good, but this lake does not hold its answer: no such release, table or day."""

    exit_code = 3


class RefusedError(FinalorderError):
    """The disclosure gate does not answer this."""

    exit_code = 4


class DamagedError(FinalorderError):
    """A file is damaged, contradicts itself, or the disk or the memory is full."""

    exit_code = 5


class UnavailableError(FinalorderError):
    """Something needed is missing or busy: Java, Chromium, an extra, a server, a lock."""

    exit_code = 6


def build_write_error(error: OSError, text: str) -> FinalorderError:
    """Build the error for a file that could not be written: another place may do, unless the disk itself fails."""
    return DamagedError(text) if error.errno in _DEVICE_ERRORS else InputError(text)


def escape_unprintable(text: str) -> str:
    """Spell out the characters of a text that a terminal would obey."""
    return "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text)


def quote_value(value: object) -> str:
    """Format a value for an error message: printable, truncated, text in quotation marks."""
    try:
        text = escape_unprintable(str(value)[:100])
    except ValueError:  # an integer of thousands of digits has no decimal text
        return "that number"
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return f'"{text}"' if isinstance(value, str) else text


def suggest_names(name: str, valid: Collection[str]) -> str:
    """End an error message with the nearest valid name; if none is near, with all valid names, or three of many."""
    plain = {normalize_name(item): item for item in valid}
    ranked = difflib.get_close_matches(normalize_name(name)[:100], list(plain), n=3, cutoff=0.0)
    if difflib.get_close_matches(normalize_name(name)[:100], ranked, n=1, cutoff=0.5):
        return f'; did you mean "{escape_unprintable(plain[ranked[0]])}"?'
    offered = sorted(valid) if len(valid) <= 12 else [plain[item] for item in ranked]
    lead = "use one of" if len(valid) <= 12 else "the nearest names are"
    return f"; {lead}: {escape_unprintable(', '.join(offered))}." if offered else "; there are none."


def normalize_name(name: str) -> str:
    """Strip case and accents from a name, to compare what people type."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
