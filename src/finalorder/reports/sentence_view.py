"""One sentence with all that was found in it: phrases, times, places and numbers, and which clause each stands in."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from finalorder.reports.amounts import Amount, AmountReader
from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.lexicon import Hit
from finalorder.reports.places import Place, PlaceReader
from finalorder.reports.times import TimeExpression, TimeReader
from finalorder.reports.tokens import CELL, Sentence, TokenizedText, split_sentences, tokenize_report

_STEPS = {",": 3, ";": 12, ":": 2, "-": 4, "—": 4, "(": 2, ")": 2, CELL: 1}
_WORD_STEPS = {"while": 8, "whereas": 8, "but": 5, "although": 6, "compared": 6, "mientras": 8, "pero": 5, "aunque": 6}
_CLAUSE_MARKS = frozenset(
    {
        ";",
        "—",
        "while",
        "whereas",
        "but",
        "mientras",
        "pero",
        "against",
        "frente",
        "versus",
        "up",
        "compared",
        "including",
        "which",
        "whom",
        "incluidas",
        "incluidos",
        "cuales",
    }
)
_NOTHING: list[Hit] = []
_LINE, _AROUND = 16, 6
_LIGHT_MARKS = frozenset({",", "and", "y", "-", "("})


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence and what was found in it."""

    text: TokenizedText
    sentence: Sentence
    hits: list[Hit]
    times: list[TimeExpression]
    places: list[Place]
    amounts: list[Amount]
    ways: list[int]
    labeled: dict[str, list[Hit]]
    order: dict[int, int]
    borders: list[int]

    @property
    def lows(self) -> list[str]:
        """The words of the sentence in small letters."""
        return self.text.lows[self.sentence.start : self.sentence.end]

    @property
    def is_line(self) -> bool:
        """Whether it is a short line without an end, as headings and rows of tables are."""
        last = self.text.words[self.sentence.end - 1]
        return self.sentence.end - self.sentence.start <= _LINE and last not in {".", "!", "?", '"'}

    def find_hits(self, label: str, start: int | None = None, end: int | None = None) -> list[Hit]:
        """Find the phrases of a label between two tokens (the sentence)."""
        first = self.sentence.start if start is None else start
        last = self.sentence.end if end is None else end
        found = self.labeled.get(label, _NOTHING)
        return [hit for hit in found[bisect_left(found, first, key=_get_start) :] if hit.end <= last]

    def list_hits_at(self, label: str, at: int) -> list[Hit]:
        """List the phrases of a label that begin at a token."""
        found = self.labeled.get(label, _NOTHING)
        first = bisect_left(found, at, key=_get_start)
        last = first
        while last < len(found) and found[last].start == at:
            last += 1
        return found[first:last]

    def list_nearest(self, label: str, amount: Amount, start: int, end: int) -> list[Hit]:
        """List the phrases of a label between two tokens, the nearest to a number first; of many those around it."""
        found = self.find_hits(label, start, end)
        if len(found) > 2 * _AROUND:
            at = bisect_left(found, amount.start, key=_get_start)
            found = found[max(at - _AROUND, 0) : at + _AROUND]
        return sorted(found, key=lambda hit: self.measure_distance(hit, amount))

    def find_clause(self, amount: Amount) -> tuple[int, int]:
        """Find the tokens of the clause that a number stands in: between it and each neighbor there is a border."""
        at = self.order[amount.start]
        start = self.sentence.start
        if at:
            is_bracketed = self.text.lows[amount.start - 1] == "("
            last = amount.start - 1 if is_bracketed else amount.start
            found = find_border(self.text, self.amounts[at - 1].end, last)
            start = found if found >= 0 else start
        return start, self.borders[at]

    def is_named_or_dated(self, at: int) -> bool:
        """Whether a token is of a place or a time."""
        return any(place.start <= at < place.end for place in self.places) or any(
            time.start <= at < time.end for time in self.times
        )

    def find_next(self, amount: Amount) -> Amount | None:
        """The number behind another, where there is one."""
        at = self.order[amount.start] + 1
        return self.amounts[at] if at < len(self.amounts) else None

    def is_as_read(self, amount: Amount) -> bool:
        """Whether a number is what was read, and not one whose kind was settled by what stands before."""
        return self.amounts[self.order[amount.start]].kind == amount.kind

    def measure_distance(self, hit: Hit, amount: Amount) -> int:
        """Measure how far a phrase is from a number, in words; what stands between makes the way longer."""
        if hit.end <= amount.start:
            return self.ways[amount.start] - self.ways[hit.end]
        return self.ways[hit.start] - self.ways[amount.end] if hit.start >= amount.end else 0

    def count_cells_before(self, at: int) -> int:
        """Count in which column of a row a token stands."""
        return self.text.words[self.sentence.start : at].count(CELL)


class ReportView:
    """A whole text, read into sentences."""

    def __init__(self, source: str, grammar: Grammar) -> None:
        self.text, self.grammar = tokenize_report(source), grammar
        self.hits = grammar.lexicon.find(self.text.lows)
        self._starts = [hit.start for hit in self.hits]
        steps = (_STEPS.get(low, 0) or _WORD_STEPS.get(low, 1) for low in self.text.lows)
        self._ways = [0, *accumulate(steps)]
        self.times = TimeReader(self.text, grammar)
        self.places = PlaceReader(self.text, grammar, self.hits)
        self.amounts = AmountReader(self.text, grammar)

    def list_sentences(self) -> Iterator[SentenceView]:
        """List the sentences of the text, in order."""
        for sentence in split_sentences(self.text):
            first, last = (bisect_left(self._starts, at) for at in (sentence.start, sentence.end))
            hits = [hit for hit in self.hits[first:last] if hit.end <= sentence.end]
            times = list(self.times.list_times(sentence))
            dated = {at for time in times for at in range(time.start, time.end)}
            hits = [hit for hit in hits if hit.label != "off" or not (hit.start in dated or self._is_ours(hit, hits))]
            amounts = [each for each in self.amounts.list_amounts(sentence) if not _is_in(each, times)]
            order = {each.start: at for at, each in enumerate(amounts)}
            groups = [hit for hit in hits if hit.label == "level"]
            places = [
                place for place in self.places.list_places(sentence, hits)
                if not any(hit.start <= place.start < hit.end for hit in groups)
            ]  # fmt: skip
            borders = _list_borders(self.text, sentence, amounts)
            yield SentenceView(
                self.text, sentence, hits, times, places, amounts, self._ways, _group_hits(hits), order, borders
            )

    def _is_ours(self, hit: Hit, hits: Sequence[Hit]) -> bool:
        """``my clients``, ``died in custody``, a word of a sum of money: no other subject."""
        if self.text.masked[hit.start]:
            return True
        if hit.name == "health":
            return any(each.name == "detention" and 0 <= each.start - hit.end <= 3 for each in hits)
        return any(each.label == "unit" and each.start == hit.end for each in hits) and hit.name == "life"


def find_border(text: TokenizedText, start: int, end: int) -> int:
    """Find the token between two numbers where one clause ends and the other begins; -1 if they stand in one."""
    for marks in (_CLAUSE_MARKS, _LIGHT_MARKS):
        for at in range(start, end):
            if text.lows[at] in marks:
                return at
    return -1


def _list_borders(text: TokenizedText, sentence: Sentence, amounts: Sequence[Amount]) -> list[int]:
    """List where the clause of each number ends: at the first border behind it."""
    borders = [sentence.end] * len(amounts)
    for at in range(len(amounts) - 2, -1, -1):
        found = find_border(text, amounts[at].end, amounts[at + 1].start)
        borders[at] = found if found >= 0 else borders[at + 1]
    return borders


def _get_start(hit: Hit) -> int:
    return hit.start


def _group_hits(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=_get_start):
        found.setdefault(hit.label, []).append(hit)
    return found


def _is_in(amount: Amount, times: Sequence[TimeExpression]) -> bool:
    return any(time.start < amount.end and amount.start < time.end and amount.end <= time.end + 1 for time in times)
