"""What a clause says beside its number: where, when, of whom; and which of its words the tables do not know."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE, Amount
from finalorder.reports.change_times import find_change_times, find_direction, move_back
from finalorder.reports.grammar_tables import Grammar, load_table
from finalorder.reports.group_levels import LevelReader, split_level
from finalorder.reports.lexicon import Hit
from finalorder.reports.mentions import Mention, When, Where
from finalorder.reports.places import Place
from finalorder.reports.sentence_view import SentenceView
from finalorder.reports.times import TimeExpression, make_month, make_when, make_year
from finalorder.reports.tokens import CELL

_WINDOW, _MOST_BESIDE, _DATELINE = 6, 4, 12
_ENDS = frozenset(".!?")
SEVERAL = "several"
"""The reach of a time beside another of the same clause: which is the number's, or whether both are, is not told."""
_EDGES = frozenset({CELL, "\n", "\n\n", ""})
_PARTS = frozenset({"and", "but", "while", ";", "y", "pero", "mientras"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_KNOWN_LABELS = frozenset({"topic", "unit", "bound", "where", "level", "earlier"})


@dataclass(frozen=True, slots=True)
class _ClauseWords:
    """What a clause narrows to, its words, those that no table knows, the groups it names, and its numbers."""

    restrictions: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    hits: tuple[Hit, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    inner: tuple[Amount, ...] = ()


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
        self.last_city = Where()
        self.clause_key: tuple[object, ...] = ()
        self.clause_words = _ClauseWords()
        self.topics = load_table("topics")
        self.column_topics: dict[int, tuple[str, ...]] = {}
        self.column_narrows: dict[int, tuple[str, ...]] = {}
        self.title_narrows: tuple[str, ...] = ()
        self.column_times: dict[int, When] = {}
        self.period = When()
        self.has_fiscal_rows = False
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
            self.paragraph, self.period = view.sentence.paragraph, When()
            self.subject = self.subject if _is_spoken(view) else Where()
        is_head = view.sentence.paragraph <= 1 and not view.amounts
        cities = {place.city for place in first}
        if is_head and not self.dateline.city and len(cities) == 1 and first[0].city:
            self.dateline = _make_where(first[0], is_said=False)
        if not view.amounts and view.times and view.sentence.end - view.sentence.start < 20:
            self.title = make_when(view.times[0])
        is_row = view.sentence.is_row or view.sentence.is_item
        if not view.amounts and not is_row and view.text.words[view.sentence.end - 1] not in _ENDS:
            self.title_topics = frozenset(hit.name for hit in view.find_hits("topic"))
            self.title_narrows = self._list_narrowing(view, view.sentence.start, view.sentence.end)

    def end_sentence(self, view: SentenceView) -> None:
        """Keep the last place of a sentence for the next one of its paragraph."""
        named = [place for place in view.places if not (place.is_dateline or self._is_nationality(view, place))]
        if named and not view.sentence.is_row:
            self.subject = _make_where(named[-1], is_said=False)
            self.last_city = self.subject if self.subject.city else self.last_city
        if view.times:
            self.period = make_when(view.times[-1])

    def find_place(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> Where:
        """Find the place of a number: said in its clause or sentence, else that of the text."""
        said = [place for place in view.places if not (place.is_dateline or self._is_nationality(view, place))]
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

    @staticmethod
    def _is_nationality(view: SentenceView, place: Place) -> bool:
        """``Cuba - 2,204``: at the head of a line or a row, a country is that of those counted."""
        return place.is_country and (view.is_line or view.sentence.is_row or view.sentence.is_item)

    def _choose_nearest(self, view: SentenceView, amount: Amount, chosen: Sequence[Place]) -> Where:
        """Choose the place right behind a number; of several in a row none is the number's."""
        behind = [place for place in chosen if amount.end <= place.start <= amount.end + _WINDOW]
        if behind and len(chosen) <= 3 and not self._is_listed(view, behind[0], chosen):
            return _make_where(behind[0], is_said=True)
        before = [place for place in chosen if place.end <= amount.start]
        if len(before) == 1 and not self._is_listed(view, before[0], chosen):
            return _make_where(before[0], is_said=True)
        if len(before) > 1 and not self._is_listed(view, before[-1], chosen):
            between = view.text.lows[before[-2].end : before[-1].start]
            if {",", ";"} & set(between) and _PARTS & set(between):
                return _make_where(before[-1], is_said=True)
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
        there = here or any(hit.name == "there" for hit in view.find_hits("where"))
        found = self.last_city if there and not (found.city or found.is_elsewhere) else found
        return replace(found, is_said=here and bool(found.city)) if found.city or found.is_elsewhere else Where()

    def find_time(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> When:
        """The time of a number: that of its clause, or the year before it ("than the 170,590 of the year before")."""
        found = self._find_said_time(view, amount, clause)
        is_earlier = any(amount.end <= hit.start <= amount.end + 2 for hit in view.find_hits("earlier"))
        earlier = move_back(found) if is_earlier and amount.kind != CHANGE else None
        if earlier:
            return replace(earlier, is_carried=True)
        said = {time.period for time in self.times if clause[0] <= time.start < clause[1]}
        is_one = len(said) < 2 or found.reach or amount.kind == CHANGE or view.sentence.is_row
        return found if is_one else replace(found, reach=SEVERAL)

    def _find_said_time(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> When:
        """The nearest time of its clause, else the only one of its sentence, else a table's title."""
        column = self.column_times.get(view.count_cells_before(amount.start)) if view.sentence.is_row else None
        if column is not None:
            return column
        times = self.times
        inner = [time for time in times if clause[0] <= time.start < clause[1]]
        if not inner:
            inner = [time for time in times if time.end <= amount.start][-1:]
        if not inner:
            is_table = view.sentence.is_row or view.sentence.is_item
            return self.title if is_table else When() if self.has_other_time else self._carry_time()
        found = make_when(min(inner, key=lambda time: _weigh_distance(time, amount)))
        if view.sentence.is_row and self.has_fiscal_rows and _YEAR.fullmatch(found.period):
            year = int(found.period)
            return make_when(make_year(0, 0, year, year, fiscal=True))
        return self._add_year(found)

    def _add_year(self, when: When) -> When:
        """``In May`` behind a sentence on June 2025: of the same year."""
        first, known = self.period.first, when.period.removeprefix("month ")
        if first is None or known == when.period or not known.isdigit():
            return when
        year = first.year if int(known) <= (self.period.last or first).month else first.year - 1
        return replace(make_when(make_month(0, 0, year, int(known))), is_carried=True)

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
        self.column_times = {view.count_cells_before(time.start): make_when(time) for time in view.times}
        self.column_times |= self._read_year_columns(view)
        start, number = view.sentence.start, 0
        first = start + (view.text.words[start] == CELL)
        self.has_fiscal_rows = view.text.find_at(first, self.grammar.words["times"]["fiscal"]) > 0
        self.column_topics, self.column_narrows = {}, {}
        percent = set(self.grammar.words["numbers"]["percent"]) | {"share", "rate", "porcentaje", "proporción"}
        for at in range(view.sentence.start, view.sentence.end + 1):
            if at == view.sentence.end or view.text.words[at] == CELL:
                is_share = bool(percent & set(view.text.lows[start:at]))
                topics = tuple(hit.name for hit in view.find_hits("topic", start, at))
                self.column_topics[number] = topics
                self.column_narrows[number] = self._list_narrowing(view, start, at)
                units = [hit.name for hit in view.find_hits("unit", start, at)]
                spells = [unit for low in view.text.lows[start:at] if (unit := self.spells.get(low))]
                told = [str(self.topics[name]["unit"]) for name in topics[:1]] if not spells else []
                units = units or [unit for unit in told if unit != "days"]
                counted = (DURATION, spells[0]) if spells and not units else (COUNT, units[-1] if units else "")
                columns[number] = (SHARE, "percent") if is_share else counted
                start, number = at + 1, number + 1
        return columns

    @staticmethod
    def _list_narrowing(view: SentenceView, start: int, end: int) -> tuple[str, ...]:
        """The words of a title or a column's head that narrow what stands under it; rows do not say them again."""
        hits = [hit for label in ("restriction", "level") for hit in view.find_hits(label, start, end)]
        return tuple(view.text.words[hit.start] for hit in hits if hit.name != "in_absentia")

    @staticmethod
    def _read_year_columns(view: SentenceView) -> dict[int, When]:
        """Read the years that stand alone at the heads of columns."""
        alone = [
            at for at in range(view.sentence.start, view.sentence.end)
            if _YEAR.fullmatch(view.text.words[at]) and {view.text.words[at - 1], view.text.lower_at(at + 1)} <= _EDGES
        ]  # fmt: skip
        years = {view.count_cells_before(at): int(view.text.words[at]) for at in alone}
        return {cell: make_when(make_year(0, 0, year, year, fiscal=False)) for cell, year in years.items()}

    def add_words(self, view: SentenceView, mention: Mention, clause: tuple[int, int]) -> Mention:
        """Add what the clause narrows to, and its words that no table knows."""
        words = self._read_clause(view, clause, mention)
        inner = (each for each in words.inner if each.start != mention.start and each.high != 1)
        unread = words.unread + tuple(view.text.words[each.end - 1] for each in islice(inner, _MOST_BESIDE))
        unread += tuple(low for low in view.text.lows[mention.start : mention.end] if low in self.adding)
        unread += (view.text.words[mention.start],) if mention.high == 0 else ()
        if view.sentence.is_row:
            unread += self.column_narrows.get(view.count_cells_before(mention.start), ()) + self.title_narrows
        before_it, step = (view.text.lower_at(mention.start - place) for place in (2, 1))
        if mention.kind != CHANGE and step in self.steps and before_it not in self.no_steps:
            unread += (step,)
        before = tuple(view.text.lows[max(view.sentence.start, mention.start - 8) : mention.start])
        is_resident = bool(mention.where.state) and bool(self.residents & words.words)
        where = replace(mention.where, is_residence=True) if is_resident else mention.where
        is_share = mention.kind == SHARE
        role = self.levels.find_role(view, words.hits, (mention.start, mention.end)) if is_share else ""
        mention = replace(
            mention, restrictions=words.restrictions, unread=unread, words=words.words, before=before,
            levels=words.levels, where=where, group_role=role,
        )  # fmt: skip
        return self._add_change(view, mention)

    def _read_clause(self, view: SentenceView, clause: tuple[int, int], mention: Mention) -> _ClauseWords:
        """Read the words of a clause; numbers of one clause share them."""
        key = (*clause, mention.kind == CHANGE, bool(mention.where.state))
        if key != self.clause_key:
            self.clause_key, self.clause_words = key, self._make_clause(view, clause, key[2:])
        return self.clause_words

    def _make_clause(self, view: SentenceView, clause: tuple[int, int], more: tuple[bool, bool]) -> _ClauseWords:
        start, end = clause
        head = (view.sentence.start, min(view.amounts[0].start, start))
        spans = [(start, end), head] if head[1] > head[0] else [(start, end)]
        restrictions = frozenset(hit.name for span in spans for hit in view.find_hits("restriction", *span))
        neutral = self.neutral | self.change_words if more[0] else self.neutral
        neutral = neutral | self.residents if more[1] else neutral
        lows, words = view.text.lows, view.text.words
        unread = tuple(
            words[at]
            for span in spans
            for at in range(*span)
            if lows[at][0].isalpha() and at not in self.known and lows[at] not in neutral
        )
        hits = self.levels.list_levels(view, spans, restrictions)
        return _ClauseWords(
            restrictions, unread, frozenset(low for span in spans for low in lows[slice(*span)]), hits,
            tuple(split_level(name) for name in dict.fromkeys(hit.name for hit in hits)),
            tuple(each for each in view.amounts if start <= each.start < end),
        )  # fmt: skip

    def _add_change(self, view: SentenceView, mention: Mention) -> Mention:
        """With the two times of a change, and which way it goes."""
        if mention.kind != CHANGE:
            return mention
        times = find_change_times(view, self.grammar)
        earlier, later = times or (When(), mention.when)
        return replace(mention, when=later, earlier=earlier, direction=find_direction(view, self.grammar, mention))

    @staticmethod
    def _list_known(view: SentenceView) -> set[int]:
        head = next((place for place in view.places if place.is_dateline), None)
        reach = range(head.end, min(head.end + _DATELINE, view.sentence.end)) if head else ()
        dash = next((at for at in reach if view.text.words[at] in {"-", "—"}), view.sentence.start)
        spans = [
            (view.sentence.start, dash),
            *((hit.start, hit.end) for hit in view.hits if hit.label in _KNOWN_LABELS),
            *((time.start, time.end) for time in view.times),
            *((place.start, place.end) for place in view.places),
            *((amount.start, amount.end) for amount in view.amounts),
        ]
        return {at for start, end in spans for at in range(start, end)}


def _is_spoken(view: SentenceView) -> bool:
    """``GUEST: It has ...``: one speaker goes on with what another said."""
    first = view.text.words[view.sentence.start : view.sentence.start + 7]
    return first[0] == "—" or (first[0].isupper() and len(first[0]) > 1 and ":" in first)


def _make_where(place: Place, *, is_said: bool) -> Where:
    return Where(place.city, is_said, is_elsewhere=place.is_elsewhere, is_nation=place.is_nation, state=place.state)


def _weigh_distance(time: TimeExpression, amount: Amount) -> int:
    """Weigh a time behind a number is nearer than one as far before it."""
    return time.start - amount.end if time.start >= amount.end else 2 * (amount.start - time.end) + 1
