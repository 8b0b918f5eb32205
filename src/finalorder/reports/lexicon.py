"""Finds the phrases of the tables of words in a text: by the first word of each, in one pass, whatever the text is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

_GAP = re.compile(r"\.\.\.(\d+)")
_STEM = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its label and name, its first token and the one behind its last."""

    label: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    label: str
    name: str
    text: str
    is_word: bool


@dataclass(slots=True)
class Lexicon:
    """Patterns by their first word, or by the letters that a stem begins with."""

    by_word: dict[str, list[_Pattern]] = field(default_factory=dict)
    by_stem: dict[str, list[_Pattern]] = field(default_factory=dict)

    def add(self, label: str, name: str, pattern: str) -> None:
        """Put a pattern in: words in small letters, ``a|b``, ``word?``, ``stem*``, ``...4`` for up to four of any."""
        first = pattern.split(maxsplit=1)[0]
        entry = _Pattern(label, name, pattern, pattern == first and not set("|?*.").intersection(first))
        for choice in first.rstrip("?").split("|"):
            if choice.endswith("*"):
                self.by_stem.setdefault(choice[:_STEM].rstrip("*"), []).append(entry)
            else:
                self.by_word.setdefault(choice, []).append(entry)
        if first.endswith("?"):
            raise ValueError(f"{pattern!r} begins with a word that may be missing")

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Find every phrase in the words, in their order; of one name the longest that begins at a word."""
        offsets, at = [], 0
        for word in words:
            offsets.append(at)
            at += len(word) + 1
        token_at = {offset: place for place, offset in enumerate([*offsets, at])}
        line = " ".join(words) + " "
        found: dict[tuple[str, str, int], int] = {}
        for place, word in enumerate(words):
            for entry in self._list_candidates(word):
                end = place + 1 if entry.is_word else token_at.get(_match_end(entry.text, line, offsets[place]), 0)
                key = (entry.label, entry.name, place)
                if end > found.get(key, 0):
                    found[key] = end
        return [Hit(label, name, start, end) for (label, name, start), end in found.items()]

    def _list_candidates(self, word: str) -> Iterator[_Pattern]:
        yield from self.by_word.get(word, ())
        for length in range(1, _STEM + 1):
            if len(word) >= length:
                yield from self.by_stem.get(word[:length], ())


def _match_end(pattern: str, line: str, at: int) -> int:
    match = _compile(pattern).match(line, at)
    return match.end() if match else -1


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_compile_word(word) for word in pattern.split()))


def _compile_word(word: str) -> str:
    if gap := _GAP.fullmatch(word):
        return rf"(?:(?![.;!?|\n] )\S+ ){{0,{gap[1]}}}?"
    optional, choices = word.endswith("?"), word.rstrip("?").split("|")
    stems = "|".join(re.escape(each.rstrip("*")) + (r"\S*" if each.endswith("*") else "") for each in choices)
    return f"(?:(?:{stems}) )?" if optional else f"(?:{stems}) "
