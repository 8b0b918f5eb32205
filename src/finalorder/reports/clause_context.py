"""What a clause says beside its number: where, when, of whom; and which of its words the tables do not know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE, Amount
from finalorder.reports.change_times import find_change_times, find_direction
from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.group_levels import LevelReader, split_level
from finalorder.reports.mentions import Mention, When, Where
from finalorder.reports.places import Place
from finalorder.reports.sentence_view import SentenceView
from finalorder.reports.times import TimeExpression, make_when
from finalorder.reports.tokens import CELL

_WINDOW = 6
_ENDS = frozenset(".!?")
_KNOWN_LABELS = frozenset({"topic", "unit", "bound", "where", "level", "earlier"})


class ClauseReader:
    """Reads places, times and groups of numbers, and carries places on from sentence to sentence."""

    def __init__(self, grammar: Grammar, day: date | None) -> None:
        self.grammar, self.day = grammar, day
        self.neutral = frozenset(grammar.words["neutral"]["words"])
        change = grammar.words["change"]
        self.steps, self.no_steps = frozenset(change["steps"]), frozenset(change["no_steps"])
        self.adding = frozenset(change["adding"])
        self.change_words = frozenset(
            word
            for name in ("before", "after", "bases", "up", "down", "between")
            for each in change[name]
            for word in each.split()
        )
        self.spells = grammar.words["numbers"]["durations"]
        self.other_times = frozenset(grammar.words["times"]["other_times"])
        self.records = frozenset(grammar.words["times"]["records"])
        self.residents = frozenset(grammar.words["place"]["residents"])
        self.levels = LevelReader(grammar)
        self.dateline = Where()
        self.place = Where()
        self.title = When()
        self.paragraph = -1
        self.subject = Where()
        self.period = When()
        self.title_topics: frozenset[str] = frozenset()
        self.known: set[int] = set()
        self.times: list[TimeExpression] = []
        self.has_other_time = False

    def start_sentence(self, view: SentenceView) -> None:
        """Take up a dateline, or the place of a headline; a new paragraph begins with it again."""
        self.known = self._list_known(view)
        self.times = [time for time in view.times if not self._is_record(view, time)]
        self.has_other_time = bool(self.other_times & set(view.lows))
        first = [place for place in view.places if not place.is_nation]
        if first and first[0].is_dateline and not self.dateline.city:
            self.dateline = _make_where(first[0], is_said=False)
        if view.sentence.paragraph != self.paragraph:
            self.paragraph, self.subject, self.period = view.sentence.paragraph, Where(), When()
        is_head = view.sentence.paragraph <= 1 and not view.amounts
        cities = {place.city for place in first}
        if is_head and not self.dateline.city and len(cities) == 1 and first[0].city:
            self.dateline = _make_where(first[0], is_said=False)
        if not view.amounts and view.times and view.sentence.end - view.sentence.start < 20:
            self.title = make_when(view.times[0])
        is_row = view.sentence.is_row or view.sentence.is_item
        if not view.amounts and not is_row and view.text.words[view.sentence.end - 1] not in _ENDS:
            self.title_topics = frozenset(hit.name for hit in view.find_hits("topic"))

    def end_sentence(self, view: SentenceView) -> None:
        """Keep the last place of a sentence for the next one of its paragraph."""
        named = [place for place in view.places if not place.is_dateline]
        if named:
            self.subject = _make_where(named[-1], is_said=False)
        if view.times:
            self.period = make_when(view.times[-1])

    def find_place(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> Where:
        """Find the place of a number: said in its clause or sentence, else that of the text."""
        said = [place for place in view.places if not place.is_dateline]
        inner = [place for place in said if clause[0] <= place.start < clause[1]]
        for chosen in (inner, said if len({(p.city, p.is_nation) for p in said}) == 1 else []):
            if chosen:
                cities = {(place.city, place.state) for place in chosen if not place.is_nation}
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
        here = any(hit.name == "here" for hit in view.find_hits("where"))
        found = self.subject if self.subject.city or self.subject.is_elsewhere else self.dateline
        return replace(found, is_said=here and bool(found.city)) if found.city or found.is_elsewhere else Where()

    def find_time(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> When:
        """The time of a number: the nearest of its clause, else the only one of its sentence, else a table's title."""
        times = self.times
        inner = [time for time in times if clause[0] <= time.start < clause[1]]
        if not inner:
            inner = [time for time in times if time.end <= amount.start][-1:]
        if not inner:
            is_table = view.sentence.is_row or view.sentence.is_item
            return self.title if is_table else When() if self.has_other_time else self._carry_time()
        return make_when(min(inner, key=lambda time: _weigh_distance(time, amount)))

    def _is_record(self, view: SentenceView, time: TimeExpression) -> bool:
        """``the most since 2014``: a time that a record is of, and no number."""
        before = view.text.lows[max(time.start - 4, view.sentence.start) : time.start]
        return time.reach == "since" and bool(self.records & set(before))

    def _carry_time(self) -> When:
        """The period of the sentence before in its paragraph, or that of the heading."""
        found = self.period if self.period.period else self.title
        is_period = found.first is not None and found.first != found.last and not found.reach
        return replace(found, is_carried=True) if is_period else When()

    def read_columns(self, view: SentenceView) -> dict[int, tuple[str, str]]:
        """Read what the columns under a head hold: the kind of a number, and what it counts."""
        columns: dict[int, tuple[str, str]] = {}
        start, number = view.sentence.start, 0
        percent = set(self.grammar.words["numbers"]["percent"]) | {"share", "rate", "porcentaje", "proporción"}
        for at in range(view.sentence.start, view.sentence.end + 1):
            if at == view.sentence.end or view.text.words[at] == CELL:
                is_share = bool(percent & set(view.text.lows[start:at]))
                units = [hit.name for hit in view.find_hits("unit", start, at)]
                spells = [unit for low in view.text.lows[start:at] if (unit := self.spells.get(low))]
                counted = (DURATION, spells[0]) if spells and not units else (COUNT, units[-1] if units else "")
                columns[number] = (SHARE, "percent") if is_share else counted
                start, number = at + 1, number + 1
        return columns

    def add_words(self, view: SentenceView, mention: Mention, clause: tuple[int, int]) -> Mention:
        """Add what the clause narrows to, and its words that no table knows."""
        start, end = clause
        head = (view.sentence.start, min(view.amounts[0].start, start)) if view.amounts else (start, start)
        spans = [(start, end), head] if head[1] > head[0] else [(start, end)]
        restrictions = {hit.name for span in spans for hit in view.find_hits("restriction", *span)}
        known = self.known
        neutral = self.neutral | self.change_words if mention.kind == CHANGE else self.neutral
        neutral = neutral | self.residents if mention.where.state else neutral
        unread = tuple(
            view.text.words[at]
            for span in spans
            for at in range(*span)
            if view.text.lows[at][0].isalpha() and at not in known and view.text.lows[at] not in neutral
        )  # fmt: skip
        inner = (each for each in view.amounts if start <= each.start < end and each.start != mention.start)
        beside = (each for each in inner if each.high > 1)
        unread += tuple(view.text.words[each.end - 1] for each in beside)
        unread += tuple(low for low in view.text.lows[mention.start : mention.end] if low in self.adding)
        before_it, step = (view.text.lower_at(mention.start - place) for place in (2, 1))
        if mention.kind != CHANGE and step in self.steps and before_it not in self.no_steps:
            unread += (step,)
        words = frozenset(low for span in spans for low in view.text.lows[slice(*span)])
        before = tuple(view.text.lows[max(view.sentence.start, mention.start - 8) : mention.start])
        mention = replace(mention, restrictions=frozenset(restrictions), unread=unread, words=words, before=before)
        return self._add_change(view, self._add_levels(view, mention, spans))

    def _add_levels(self, view: SentenceView, mention: Mention, spans: Sequence[tuple[int, int]]) -> Mention:
        """With the groups of the records that the clause names."""
        hits = self.levels.list_levels(view, spans, mention.restrictions)
        role = self.levels.find_role(view, hits, (mention.start, mention.end)) if mention.kind == SHARE else ""
        found = tuple(split_level(name) for name in dict.fromkeys(hit.name for hit in hits))
        is_resident = bool(self.residents & mention.words) and bool(mention.where.state)
        where = replace(mention.where, is_residence=is_resident)
        return replace(mention, levels=found, group_role=role, where=where)

    def _add_change(self, view: SentenceView, mention: Mention) -> Mention:
        """With the two times of a change, and which way it goes."""
        if mention.kind != CHANGE:
            return mention
        times = find_change_times(view, self.grammar)
        earlier, later = times or (When(), mention.when)
        return replace(mention, when=later, earlier=earlier, direction=find_direction(view, self.grammar, mention))

    @staticmethod
    def _list_known(view: SentenceView) -> set[int]:
        spans = [
            *((hit.start, hit.end) for hit in view.hits if hit.label in _KNOWN_LABELS),
            *((time.start, time.end) for time in view.times),
            *((place.start, place.end) for place in view.places),
            *((amount.start, amount.end) for amount in view.amounts),
        ]
        return {at for start, end in spans for at in range(start, end)}


def _make_where(place: Place, *, is_said: bool) -> Where:
    return Where(place.city, is_said, is_elsewhere=place.is_elsewhere, is_nation=place.is_nation, state=place.state)


def _weigh_distance(time: TimeExpression, amount: Amount) -> int:
    """Weigh a time behind a number is nearer than one as far before it."""
    return time.start - amount.end if time.start >= amount.end else 2 * (amount.start - time.end) + 1
