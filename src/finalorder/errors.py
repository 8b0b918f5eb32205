"""What a user can fix, in one or two sentences."""

import difflib
import unicodedata
from collections.abc import Collection


class Problem(Exception):  # noqa: N818 - the word users see in messages
    """Something the user can fix; the command line prints it and exits with 2.

    The text says what happened, where, and what to do.
    """


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
