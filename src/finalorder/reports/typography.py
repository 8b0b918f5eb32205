"""Plain characters for a text that may be typeset: where each came from is kept, so that places stay the source's."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

THIN_SPACE = "\u2009"
"""Between digits of one number, whatever blank was set there."""
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
_QUOTES = {**dict.fromkeys("‘’‛ʼ", "'"), **dict.fromkeys("“”„«»", '"')}
_PLAIN = {**_DASHES, **_QUOTES, "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\t": "\t", "\n": "\n", "\r": ""}
_RAISED = frozenset("\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|\*\*|__")
_LINE_END_HYPHEN = re.compile(r"(?<=[a-záéíóúñ])-[ \t]?\r?\n(?=[a-záéíóúñ])")
#: where e-mail breaks a line that goes on
_MAIL_BREAK = re.compile(r"(?<=\S)=\r?\n(?=\S)")
_GROUPED = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[\u00a0\u2007\u2009\u202f]\d{3})+|\d{1,3}(?: 000)+)(?!\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SEPARATOR, _LONGEST_ROW = re.compile(r"; ?"), 300
_COLUMN_GAP = re.compile(r"(?<=\S)(?: {2,}|\t+)(?=\S)")


@dataclass(frozen=True, slots=True)
class PlainText:
    """The plain characters, and for each where in the source it begins and ends."""

    text: str
    starts: list[int]
    ends: list[int]


def plain_text(source: str) -> PlainText:
    """Return the text in plain characters: one kind of blank, dash, quotation mark and digit; no invisible marks."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for place, (after, said) in sorted(_list_replacements(source)):
        if place < at:
            continue
        _add_plain(source, (at, place), (letters, starts, ends))
        letters.append(said)
        starts.extend([place] * len(said))
        ends.extend([after] * len(said))
        at = after
    _add_plain(source, (at, len(source)), (letters, starts, ends))
    return PlainText("".join(letters), starts, ends)


def _add_plain(source: str, span: tuple[int, int], plain: tuple[list[str], list[int], list[int]]) -> None:
    """Add a piece that stays as long as it is, or letter by letter where it does not."""
    letters, starts, ends = plain
    piece = source[slice(*span)]
    if piece.isascii() and not _CONTROL.search(piece):
        letters.append(piece)
        starts.extend(range(*span))
        ends.extend(range(span[0] + 1, span[1] + 1))
        return
    for at in range(*span):
        said = _plain_character(source[at])
        letters.append(said)
        starts.extend([at] * len(said))
        ends.extend([at + 1] * len(said))


def _list_separators(source: str) -> Iterator[tuple[int, tuple[int, str]]]:
    """The semicolons of a table: lines below each other with as many of them, two or more."""
    at, lines = 0, source.split("\n")
    counts = [line.count(";") if len(line) <= _LONGEST_ROW else 0 for line in lines]
    for place, line in enumerate(lines):
        beside = {counts[other] for other in (place - 1, place + 1) if 0 <= other < len(lines)}
        if counts[place] > 1 and counts[place] in beside:
            yield from ((at + each.start(), (at + each.end(), "\t")) for each in _SEPARATOR.finditer(line))
        at += len(line) + 1


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
    for match in _MAIL_BREAK.finditer(source):
        found[match.start()] = (match.end(), "")
    for match in _LINE_END_HYPHEN.finditer(source):
        found[match.start()] = (match.end(), "")
    for match in _COLUMN_GAP.finditer(source):
        found[match.start()] = (match.end(), "\t")
    found.update(_list_separators(source))
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
    if letter in _RAISED:
        return ""
    single = unicodedata.normalize("NFKC", letter)
    return single if len(single) == 1 else letter
