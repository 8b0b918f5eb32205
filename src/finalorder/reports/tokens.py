"""A report as tokens that know where they stand: sentences, and what the vocabulary finds in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from finalorder.reports.vocabulary import compile_masks, list_labelled_patterns

#: one letter for one letter, so that places in the text stay what they are
_PLAIN_CHARACTERS = str.maketrans({
    "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ",
    "\u200b": " ", "\ufeff": " ", "\t": " ", "\r": " ", "\x0b": " ", "\x0c": " ", "\u0085": " ", "\u2028": "\n",
    "\u2029": "\n", "‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u2010": "-",
    "\u2011": "-", "\u2012": "-", "–": "-", "−": "-", "％": "%",
})  # fmt: skip
_BULLET = re.compile(r"\s*(?:[-*•‣▪●○·+]|\d{1,2}[.)]|#{1,6}|>)\s")
_UNBROKEN = re.compile(r"\S{200}")
_SENTENCE_ENDS = frozenset(".!?")
_CLOSING_MARKS = frozenset("\"')]")
MAX_SENTENCE_WORDS = 300
"""The most words of a sentence; what goes on longer is cut, so that no text takes long."""
_SHORT_LINE = 45
"""A line shorter than this ends what it says; a longer one may go on in the next."""


@dataclass(frozen=True, slots=True)
class LabeledSpan:
    """A piece of a sentence that the vocabulary knows: its label, its name, its first token and the one behind it."""

    label: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``start`` to ``end`` of a page, and what was found in them by label."""

    start: int
    end: int
    paragraph: int
    spans: dict[str, list[LabeledSpan]]

    def find_spans(self, label: str, *names: str) -> list[LabeledSpan]:
        """What bears a label, and one of these names if any are given."""
        return [each for each in self.spans.get(label, []) if not names or each.name in names]


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text, its words (without blanks, and without hyphens between words) and where each begins and ends."""

    source: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    masked: list[bool]

    def get_character_span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the tokens ``start`` to ``end`` (not included)."""
        return self.starts[start], self.ends[end - 1]

    def lower_at(self, at: int) -> str:
        """A word in small letters; empty beyond the ends."""
        return self.words[at].lower() if 0 <= at < len(self.words) else ""


@cache
def _load_tokenizer() -> Any:
    """A blank English pipeline: its tokenizer, which also parts numbers from a dash or a sign between them."""
    import spacy
    from spacy.util import compile_infix_regex, compile_suffix_regex

    nlp: Any = spacy.blank("en")
    nlp.max_length = 10_000_000
    infixes = [
        r"(?<=[0-9%])[-—](?=[0-9$])",
        r"(?<=[0-9])(?=%)",
        r"(?<=%)(?=[-—])",
        r"(?<=\w)—(?=\w)",
        r"(?<=[a-z])/(?=[a-z])",
        r"(?<=[a-z0-9%])-(?=[a-z])",
    ]
    nlp.tokenizer.infix_finditer = compile_infix_regex([*nlp.Defaults.infixes, *infixes]).finditer
    nlp.tokenizer.suffix_search = compile_suffix_regex(
        [*nlp.Defaults.suffixes, r"(?<=[0-9])\.", "—", r"\[\d+\]"]
    ).search
    return nlp


@cache
def _build_matcher() -> Any:
    from spacy.matcher import Matcher

    nlp = _load_tokenizer()
    matcher = Matcher(nlp.vocab)
    grouped: dict[str, list[Any]] = {}
    for label, pattern in list_labelled_patterns():
        grouped.setdefault(label, []).append(pattern)
    for label, patterns in grouped.items():
        matcher.add(label, patterns)
    return matcher


def tokenize_report(source: str) -> TokenizedText:
    """The text in words; ``source`` itself is kept as it is."""
    plain = source.translate(_PLAIN_CHARACTERS)
    tokens = list(_split_tokens(plain))
    kept = [token for at, token in enumerate(tokens) if not _is_joining_hyphen(tokens, at)]
    starts = [start for start, _ in kept]
    words = [word for _, word in kept]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return TokenizedText(source, words, starts, ends, _mask_tokens(plain, starts))


def _split_tokens(plain: str) -> Iterator[tuple[int, str]]:
    """Where each token begins, and itself; long stretches without a blank are read piece by piece, to be quick."""
    cuts = [0, *(long.end() for long in _UNBROKEN.finditer(plain)), len(plain)]
    for first, last in pairwise(cuts):
        found = (token for token in _load_tokenizer().make_doc(plain[first:last]) if not token.is_space)
        yield from ((first + token.idx, token.text) for token in found)


def _is_joining_hyphen(tokens: list[tuple[int, str]], at: int) -> bool:
    """Whether a token is the hyphen of ``in-absentia``, ``one-in-five`` or ``90-percent``."""
    if tokens[at][1] != "-" or at == 0 or at + 1 == len(tokens):
        return False
    (start, before), (here, _), (behind, after) = tokens[at - 1 : at + 2]
    touching = start + len(before) == here and here + 1 == behind
    return touching and after[0].isalpha() and (before[-1].isalnum() or before[-1] == "%")


def _mask_tokens(plain: str, starts: list[int]) -> list[bool]:
    """For each token, whether it begins in a stretch of text whose numbers are no claims."""
    masked = [False] * len(starts)
    at = 0
    for stretch in compile_masks().finditer(plain):
        while at < len(starts) and starts[at] < stretch.start():
            at += 1
        while at < len(starts) and starts[at] < stretch.end():
            masked[at] = True
            at += 1
    return masked


def split_sentences(text: TokenizedText) -> Iterator[Sentence]:
    """The sentences of a page, in order, each with what the vocabulary finds in it."""
    from spacy.tokens import Doc

    if not text.words:
        return
    doc = Doc(_load_tokenizer().vocab, words=text.words)
    matcher = _build_matcher()
    strings = doc.vocab.strings
    paragraph, breaks = 0, _find_sentence_starts(text)
    for start, end in zip(breaks, [*breaks[1:], len(text.words)], strict=True):
        if start and "\n" in text.source[text.ends[start - 1] : text.starts[start]].replace("\r\n", "\n"):
            paragraph += 1
        found = [(str(strings[key]), start + a, start + b) for key, a, b in matcher(doc[start:end])]
        yield Sentence(start, end, paragraph, _group_by_label(found))


def _group_by_label(found: list[tuple[str, int, int]]) -> dict[str, list[LabeledSpan]]:
    """Of pieces that overlap under one label the longest; of groups, whose patterns leap, the one that leaps least.

    Words within the name of an office mean nothing of their own.
    """
    named = {at for key, start, end in found if key == "names." for at in range(start, end)}
    labels: dict[str, list[LabeledSpan]] = {}
    for key, start, end in found:
        label, _, name = key.partition(".")
        if label not in {"topic", "event"} or not named & {start, end - 1}:
            labels.setdefault(label, []).append(LabeledSpan(label, name, start, end))
    return {
        label: _select_group_spans(each) if label == "group" else _select_longest_spans(label, each)
        for label, each in labels.items()
    }


def _select_longest_spans(label: str, found: list[LabeledSpan]) -> list[LabeledSpan]:
    """The longest pieces that do not overlap; different topics may."""
    kept: list[LabeledSpan] = []
    taken: set[tuple[str, int]] = set()
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start, each.name)):
        places = {(each.name if label == "topic" else "", at) for at in range(each.start, each.end)}
        if not places & taken:
            taken |= places
            kept.append(each)
    return sorted(kept, key=lambda each: (each.start, each.end))


def _select_group_spans(found: list[LabeledSpan]) -> list[LabeledSpan]:
    """Of each group the piece that begins last, with the ``parent or`` before a ``guardian``; then the longest."""
    kept: list[LabeledSpan] = []
    for each in sorted(found, key=lambda each: (-each.start, -each.end, each.name)):
        over = next((at for at, other in enumerate(kept) if other.name == each.name and each.end > other.start), None)
        if over is None:
            kept.append(each)
        elif each.end == kept[over].end and kept[over].start - each.start <= 2:
            kept[over] = each
    return sorted(kept, key=lambda each: (each.start, each.end))


def _find_sentence_starts(text: TokenizedText) -> list[int]:
    """The tokens at which a sentence begins."""
    breaks = [0]
    for at in range(1, len(text.words)):
        if at - breaks[-1] >= MAX_SENTENCE_WORDS or _is_sentence_start(text, at):
            breaks.append(at)
    return breaks


def _is_sentence_start(text: TokenizedText, at: int) -> bool:
    between = text.source[text.ends[at - 1] : text.starts[at]].replace("\r\n", "\n").replace("\r", "\n")
    if "\n" in between and _is_line_break(text, at, between):
        return True
    last = at - 1
    while (
        at - last < 5 and last > 0 and text.words[last] in _CLOSING_MARKS and text.starts[last] == text.ends[last - 1]
    ):
        last -= 1
    ended = text.words[last] in _SENTENCE_ENDS
    return ended and bool(between) and not text.words[at][0].islower()


def _is_line_break(text: TokenizedText, at: int, between: str) -> bool:
    """Whether a new line begins something new: a blank line, a bullet, a byline, or a line that was short or ended."""
    if between.count("\n") > 1 or "•" in between:
        return True
    line_start = text.source.rfind("\n", 0, text.ends[at - 1]) + 1
    line = text.source[line_start : text.ends[at - 1]]
    here = text.source[text.starts[at] : text.starts[at] + 12]
    if _BULLET.match(here) or here.startswith(("By ", "BY ")):
        return True
    return len(line) < _SHORT_LINE or line.rstrip(" \"”'’)")[-1:] in {".", "!", "?", ":"}
