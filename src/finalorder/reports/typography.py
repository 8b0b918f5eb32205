"""Plain characters for a text that may be typeset: where each came from is kept, so that places stay the source's."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from html import unescape

THIN_SPACE = "\u2009"
"""Between digits of one number, whatever blank was set there."""
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
_QUOTES = {**dict.fromkeys("‘’‛ʼ", "'"), **dict.fromkeys("“”„«»", '"')}
_PLAIN = {**_DASHES, **_QUOTES, "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\t": "\t", "\n": "\n", "\r": ""}
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|\*\*|__")
_LINE_END_HYPHEN = re.compile(r"(?<=[a-záéíóúñ])-[ \t]?\r?\n(?=[a-záéíóúñ])")
_GROUPED = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[\u00a0\u2007\u2009\u202f]\d{3})+|\d{1,3}(?: 000)+)(?!\d)")
_COLUMN_GAP = re.compile(r"(?<=\S)(?: {2,}|\t+)(?=\S)")


@dataclass(frozen=True, slots=True)
class PlainText:
    """The plain characters, and for each where in the source it begins and ends."""

    text: str
    starts: list[int]
    ends: list[int]


def plain_text(source: str) -> PlainText:
    """Return the text in plain characters: one kind of blank, dash, quotation mark and digit; no invisible marks."""
    replaced = dict(_list_replacements(source))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(source):
        after, said = replaced.get(at) or (at + 1, _plain_character(source[at]))
        for letter in said:
            letters.append(letter)
            starts.append(at)
            ends.append(after)
        at = after
    return PlainText("".join(letters), starts, ends)


def _list_replacements(source: str) -> list[tuple[int, tuple[int, str]]]:
    """List pieces of more than one character, or whose neighbours decide: where each begins, ends,
    and what it becomes.
    """
    found: dict[int, tuple[int, str]] = {}
    for match in _ENTITY.finditer(source):
        said = unescape(match[0])
        found[match.start()] = (match.end(), "".join(map(_plain_character, said)) if said != match[0] else said)
    for match in _MARKUP.finditer(source):
        found[match.start()] = (match.end(), " " if match[0].startswith("<") else "")
    for match in _LINE_END_HYPHEN.finditer(source):
        found[match.start()] = (match.end(), "")
    for match in _COLUMN_GAP.finditer(source):
        found[match.start()] = (match.end(), "\t")
    for match in _GROUPED.finditer(source):
        found.update((at, (at + 1, THIN_SPACE)) for at in range(*match.span()) if source[at].isspace())
    return list(found.items())


@cache
def _plain_character(letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter.isascii():
        return letter
    category = unicodedata.category(letter)
    if category in {"Cf", "Cc"}:
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(letter))
    single = unicodedata.normalize("NFKC", letter)
    return single if len(single) == 1 else letter
