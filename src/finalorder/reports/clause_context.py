"""What a clause says beside its number: where, when, of whom; and which of its words the tables do not know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from finalorder.reports.amounts import COUNT, SHARE, Amount
from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.mentions import Mention, When, Where
from finalorder.reports.places import Place
from finalorder.reports.sentence_view import SentenceView
from finalorder.reports.times import TimeExpression
from finalorder.reports.tokens import CELL

_WINDOW = 6


class ClauseReader:
    """Reads places, times and groups of numbers, and carries places on from sentence to sentence."""

    def __init__(self, grammar: Grammar, day: date | None) -> None:
        self.grammar, self.day = grammar, day
        self.neutral = frozenset(grammar.words["neutral"]["words"])
        self.dateline = Where()
        self.place = Where()
        self.title = When()
        self.paragraph = -1
        self.subject = Where()

    def start_sentence(self, view: SentenceView) -> None:
        """Take up a dateline, or the place of a headline; a new paragraph begins with it again."""
        first = [place for place in view.places if not place.is_nation]
        if first and first[0].is_dateline and not self.dateline.city:
            self.dateline = _make_where(first[0], is_said=False)
        if view.sentence.paragraph != self.paragraph:
            self.paragraph, self.subject = view.sentence.paragraph, Where()
        is_head = view.sentence.paragraph <= 1 and not view.amounts
        cities = {place.city for place in first}
        if is_head and not self.dateline.city and len(cities) == 1 and first[0].city:
            self.dateline = _make_where(first[0], is_said=False)
        if not view.amounts and view.times and view.sentence.end - view.sentence.start < 20:
            self.title = _make_when(view.times[0])

    def end_sentence(self, view: SentenceView) -> None:
        """Keep the last place of a sentence for the next one of its paragraph."""
        named = [place for place in view.places if not place.is_dateline]
        if named:
            self.subject = _make_where(named[-1], is_said=False)

    def find_place(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> Where:
        """Find the place of a number: said in its clause or sentence, else that of the text."""
        said = [place for place in view.places if not place.is_dateline]
        inner = [place for place in said if clause[0] <= place.start < clause[1]]
        for chosen in (inner, said if len({(p.city, p.is_nation) for p in said}) == 1 else []):
            if chosen:
                cities = {place.city for place in chosen if not place.is_nation}
                if len(cities) > 1:
                    return self._choose_nearest(view, amount, chosen)
                real = [place for place in chosen if not place.is_nation] or chosen
                return _make_where(real[0], is_said=True)
        if said and not inner:
            before = [place for place in said if place.end <= amount.start]
            return _make_where((before or said)[-1 if before else 0], is_said=True)
        return self._get_carried(view)

    def _choose_nearest(self, view: SentenceView, amount: Amount, chosen: Sequence[Place]) -> Where:
        """Choose the place right behind a number; of several in a row none is the number's."""
        behind = [place for place in chosen if amount.end <= place.start <= amount.end + _WINDOW]
        if behind and len(chosen) <= 3 and not self._is_listed(view, behind[0], chosen):
            return _make_where(behind[0], is_said=True)
        before = [place for place in chosen if place.end <= amount.start]
        if len(before) == 1 and not self._is_listed(view, before[0], chosen):
            return _make_where(before[0], is_said=True)
        return Where(is_elsewhere=True, is_said=True)

    @staticmethod
    def _is_listed(view: SentenceView, place: Place, others: Sequence[Place]) -> bool:
        lows = view.text.lows
        return any(
            other is not place and 0 < abs(other.start - place.end) <= 2
            and lows[min(place.end, other.end) : max(place.start, other.start)][:1] in ([","], ["and"], ["y"])
            for other in others
        )  # fmt: skip

    def _get_carried(self, view: SentenceView) -> Where:
        if self.subject.is_nation:
            return Where()
        here = any(hit.label == "where" and hit.name == "here" for hit in view.hits)
        found = self.subject if self.subject.city or self.subject.is_elsewhere else self.dateline
        return replace(found, is_said=here and bool(found.city)) if found.city or found.is_elsewhere else Where()

    def find_time(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> When:
        """Find the time of a number: the nearest of its clause, else the only one of its sentence, else a title."""
        inner = [time for time in view.times if clause[0] <= time.start < clause[1]]
        if not inner and len(view.times) == 1:
            inner = list(view.times) if view.times[0].end <= amount.start else []
        if not inner:
            is_table = view.sentence.is_row or view.sentence.is_item
            return self.title if is_table else When()
        return _make_when(min(inner, key=lambda time: _weigh_distance(time, amount)))

    def read_columns(self, view: SentenceView) -> dict[int, tuple[str, str]]:
        """Read what the columns under a head hold: the kind of a number, and what it counts."""
        columns: dict[int, tuple[str, str]] = {}
        start, number = view.sentence.start, 0
        percent = set(self.grammar.words["numbers"]["percent"]) | {"share", "rate", "porcentaje", "proporción"}
        for at in range(view.sentence.start, view.sentence.end + 1):
            if at == view.sentence.end or view.text.words[at] == CELL:
                is_share = bool(percent & set(view.text.lows[start:at]))
                units = [hit.name for hit in view.find_hits("unit", start, at)]
                columns[number] = (SHARE, "percent") if is_share else (COUNT, units[-1] if units else "")
                start, number = at + 1, number + 1
        return columns

    def add_words(self, view: SentenceView, mention: Mention, clause: tuple[int, int]) -> Mention:
        """Add what the clause narrows to, and its words that no table knows."""
        start, end = clause
        head = (view.sentence.start, min(view.amounts[0].start, start)) if view.amounts else (start, start)
        spans = [(start, end), head] if head[1] > head[0] else [(start, end)]
        restrictions = {hit.name for span in spans for hit in view.find_hits("restriction", *span)}
        known = self._list_known(view)
        unread = tuple(
            view.text.words[at]
            for span in spans
            for at in range(*span)
            if view.text.lows[at][0].isalpha() and at not in known and view.text.lows[at] not in self.neutral
            and not mention.start <= at < mention.end
        )  # fmt: skip
        inner = (each for each in view.amounts if start <= each.start < end and each.start != mention.start)
        beside = (each for each in inner if each.high > 1)
        unread += tuple(view.text.words[each.end - 1] for each in beside)
        words = frozenset(low for span in spans for low in view.text.lows[slice(*span)])
        before = tuple(view.text.lows[max(view.sentence.start, mention.start - 8) : mention.start])
        return replace(mention, restrictions=frozenset(restrictions), unread=unread, words=words, before=before)

    @staticmethod
    def _list_known(view: SentenceView) -> set[int]:
        spans = [
            *((hit.start, hit.end) for hit in view.hits if hit.label in {"topic", "unit", "bound", "where"}),
            *((time.start, time.end) for time in view.times),
            *((place.start, place.end) for place in view.places),
            *((amount.start, amount.end) for amount in view.amounts),
        ]
        return {at for start, end in spans for at in range(start, end)}


def _make_where(place: Place, *, is_said: bool) -> Where:
    return Where(place.city, is_said, is_elsewhere=place.is_elsewhere, is_nation=place.is_nation)


def _make_when(time: TimeExpression) -> When:
    return When(time.period, time.first, time.last, time.reach)


def _weigh_distance(time: TimeExpression, amount: Amount) -> int:
    """Weigh a time behind a number is nearer than one as far before it."""
    return time.start - amount.end if time.start >= amount.end else 2 * (amount.start - time.end) + 1
