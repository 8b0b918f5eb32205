"""What a user can mend, in one or two sentences."""

import difflib
import unicodedata
from collections.abc import Collection


class Problem(Exception):  # noqa: N818 - the word users see in messages
    """Something the user can mend; the command line prints it and exits with 2.

    The text says what happened, where, and what to do.
    """


def escape_unprintable(text: str) -> str:
    """Text as a message may print it: what a terminal would obey is spelled out."""
    return "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text)


def quote_value(value: object) -> str:
    """A value as a message may print it, not long; text in quotation marks."""
    try:
        text = escape_unprintable(str(value)[:100])
    except ValueError:  # an integer of thousands of digits has no decimal text
        return "that number"
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return f'"{text}"' if isinstance(value, str) else text


def suggest_names(name: str, valid: Collection[str]) -> str:
    """The end of a sentence that helps: the nearest valid name; where none is near, all if they are few, or three."""
    plain = {normalize_name(item): item for item in valid}
    ranked = difflib.get_close_matches(normalize_name(name)[:100], list(plain), n=3, cutoff=0.0)
    if difflib.get_close_matches(normalize_name(name)[:100], ranked, n=1, cutoff=0.5):
        return f'; did you mean "{escape_unprintable(plain[ranked[0]])}"?'
    offered = sorted(valid) if len(valid) <= 12 else [plain[item] for item in ranked]
    lead = "it may be" if len(valid) <= 12 else "the nearest names are"
    return f"; {lead}: {escape_unprintable(', '.join(offered))}." if offered else "; there is none to name here."


def normalize_name(name: str) -> str:
    """A name without case and accents, for comparing what people type."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
