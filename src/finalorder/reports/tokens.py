"""A report as tokens that know where they stand, and as sentences; what it says in numbers that are none is masked."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from finalorder.reports.typography import THIN_SPACE, PlainText, plain_text

BREAK, CELL = "\n", "|"
MAX_SENTENCE_TOKENS = 120
"""The most tokens of a sentence; what goes on longer is cut, so that no text takes long."""
_SHORT_LINE = 45
"""A line shorter than this ends what it says; a longer one may go on in the next."""
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*(?:{THIN_SPACE}\d{{3}})*"
    r"|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)?(?:\.[^\W\d_]+)*|'s\b|\n[ \n\t]*|\t|[^\s]"
)
_BULLET = re.compile(r"(?:[-*•‣▪●○·+>]|\d{1,2}[.)]|#{1,6})[ \t]")
_LABEL = re.compile(r"[A-ZÁÉÍÓÚÑ][\w.'’ ]{1,40}(?::| [-–—]) ?\d")
_ENDS = frozenset(".!?")
_CLOSING = frozenset("\"')]")
_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "col", "sgt", "lt", "st", "no", "nos", "vs", "jr", "sr", "inc",
    "co", "corp", "dept", "est", "approx", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "tenn", "fla", "calif", "ala", "ariz", "ark", "colo", "conn", "del", "ga", "ill", "ind", "kan", "ky", "la",
    "md", "mass", "mich", "minn", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "va", "vt", "wash", "wis", "wyo",
    "ee", "uu", "sra", "srta", "núm", "art", "pág", "ene", "abr", "ago", "dic",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``start`` to ``end`` of a text; ``is_row`` if it is a line of a table, ``is_item`` of a list."""

    start: int
    end: int
    paragraph: int
    is_row: bool
    is_item: bool


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text, its tokens (without hyphens between words) and where in the source each begins and ends.

    ``joined`` tokens stood behind a hyphen or at once behind the token before; ``masked`` ones hold no claim.
    """

    source: str
    words: list[str]
    lows: list[str]
    starts: list[int]
    ends: list[int]
    joined: list[bool]
    masked: list[bool]

    def get_character_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the tokens ``start`` to ``end`` (not included)."""
        return self.starts[start], self.ends[end - 1]

    def lower_at(self, at: int) -> str:
        """Return a word in small letters; empty beyond the ends."""
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def find_at(self, at: int, phrases: "list[str]") -> int:
        """The tokens of the longest of some phrases of a table that stands here; 0 if none does."""
        if not 0 <= at < len(self.lows):
            return 0
        found = _index_phrases(phrases).by_first.get(self.lows[at])
        if found is None:
            return 0
        return max((len(each) for each in found if self.lows[at : at + len(each)] == each), default=0)

    def ends_with(self, at: int, phrases: "list[str]") -> int:
        """The tokens of the longest of some phrases of a table that ends just before here; 0 if none does."""
        if not 0 < at <= len(self.lows):
            return 0
        found = _index_phrases(phrases).by_last.get(self.lows[at - 1])
        if found is None:
            return 0
        return max((len(each) for each in found if self.lows[max(at - len(each), 0) : at] == each), default=0)


@dataclass(frozen=True, slots=True)
class _PhraseIndex:
    """The phrases of a table by their first and by their last word."""

    phrases: "list[str]"
    by_first: dict[str, list[list[str]]]
    by_last: dict[str, list[list[str]]]


_INDEXES: dict[int, _PhraseIndex] = {}
"""Of tables, which live as long as the program; each is kept with its index, so that no other has its id."""


def _index_phrases(phrases: "list[str]") -> _PhraseIndex:
    found = _INDEXES.get(id(phrases))
    if found is None:
        found = _INDEXES[id(phrases)] = _PhraseIndex(phrases, {}, {})
        for words in (each.split() for each in phrases):
            found.by_first.setdefault(words[0], []).append(words)
            found.by_last.setdefault(words[-1], []).append(words)
    return found


def tokenize_report(source: str) -> TokenizedText:
    """Return the text in tokens; ``source`` itself is kept as it is."""
    plain = plain_text(source)
    text = TokenizedText(source, [], [], [], [], [], [])
    spans = [match.span() for match in _TOKEN.finditer(plain.text)]
    hidden, before = _mask_characters(plain.text), -1
    for start, end in spans:
        word = plain.text[start:end]
        if _is_inner_hyphen(plain.text, start, end):
            continue
        text.words.append(BREAK * min(word.count("\n"), 2) if "\n" in word else CELL if word == "\t" else word)
        text.lows.append(text.words[-1].lower())
        text.starts.append(plain.starts[start])
        text.ends.append(plain.ends[end - 1])
        text.joined.append(start == before or plain.text[start - 1 : start] == "-")
        text.masked.append(bool(hidden[start:end].strip(b"\x00")))
        before = end
    return text


def _is_inner_hyphen(text: str, start: int, end: int) -> bool:
    """Return whether it is a hyphen between two words, or between a number and a word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        text[start:end] == "-" and before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())
    )


def _mask_characters(text: str) -> bytearray:
    hidden = bytearray(len(text))
    for mask in _compile_masks():
        for match in mask.finditer(text):
            hidden[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    return hidden


@cache
def _compile_masks() -> tuple[re.Pattern[str], ...]:
    content = (Path(__file__).parent / "grammar" / "masks.toml").read_text(encoding="utf-8")
    return tuple(re.compile(each) for each in tomllib.loads(content).values())


def split_sentences(text: TokenizedText) -> Iterator[Sentence]:
    """Split a text into sentences, in order; rows of tables, items of lists and short lines are sentences of their
    own.
    """
    paragraph, bounds = 0, _list_boundaries(text)
    for start, end in pairwise(bounds):
        if BREAK * 2 in text.words[max(start - 1, 0) : start + 1]:
            paragraph += 1
        inner = [at for at in range(start, end) if BREAK not in text.words[at]]
        for at in range(0, len(inner), MAX_SENTENCE_TOKENS):
            piece = inner[at : at + MAX_SENTENCE_TOKENS]
            is_row = CELL in text.words[piece[0] : piece[-1] + 1]
            yield Sentence(piece[0], piece[-1] + 1, paragraph, is_row, text.words[piece[0]] in "-*•‣▪●○·+>")


def _list_boundaries(text: TokenizedText) -> list[int]:
    """List where sentences begin, and the end of the text."""
    lines = [at for at, word in enumerate(text.words) if BREAK in word]
    found = {0, len(text.words), *(at + 1 for at in lines if _does_line_end(text, lines, at))}
    found |= {at + 1 for at, word in enumerate(text.words) if word in _ENDS and _does_sentence_end(text, at)}
    return sorted(found)


def _does_line_end(text: TokenizedText, lines: list[int], at: int) -> bool:
    if text.words[at] == BREAK * 2:
        return True
    place = bisect_left(lines, at)
    first = lines[place - 1] + 1 if place else 0
    after = lines[place + 1] if place + 1 < len(lines) else len(text.words)
    if first >= at or CELL in text.words[first:at] or CELL in text.words[at + 1 : after]:
        return True
    is_short = text.ends[at - 1] - text.starts[first] < _SHORT_LINE
    following = text.source[text.ends[at] : text.ends[at] + 6].lstrip()
    is_label = bool(_LABEL.match(text.source, text.starts[at + 1] if at + 1 < len(text.words) else len(text.source)))
    return is_short or is_label or bool(_BULLET.match(following)) or text.words[at - 1] in {":", "?", "!"}


def _does_sentence_end(text: TokenizedText, at: int) -> bool:
    before, after = text.lower_at(at - 1), at + 1
    while after < len(text.words) and text.words[after] in _CLOSING:
        after += 1
    following = text.words[after] if after < len(text.words) else BREAK
    if text.words[at] == "." and (before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha())):
        return BREAK * 2 in following
    is_start = following[0].isupper() or following[0].isdigit() or following[0] in "\"'¿¡([\n|-•$"
    is_glued = after < len(text.words) and text.starts[after] == text.ends[at] and BREAK not in following
    return is_start and not is_glued


__all__ = ["BREAK", "CELL", "PlainText", "Sentence", "TokenizedText", "split_sentences", "tokenize_report"]
