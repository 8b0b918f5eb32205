"""What a report claims: in a text of the field a number is a claim, unless there is a reason that it is none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE, Amount
from finalorder.reports.carried import Carried
from finalorder.reports.certainty import estimate_certainty
from finalorder.reports.clause_context import ClauseReader
from finalorder.reports.counted import CountedReader
from finalorder.reports.grammar_tables import Grammar, load_table
from finalorder.reports.mentions import GROUP, PLACE, Mention, When, Where
from finalorder.reports.nouns import BARE, OTHER, OURS, UNKNOWN, Noun, NounReader
from finalorder.reports.number_kinds import KindReader
from finalorder.reports.questions import QuestionReader
from finalorder.reports.reasons import SMALL, Reasons
from finalorder.reports.sentence_view import ReportView, SentenceView
from finalorder.reports.tokens import TokenizedText

_ALSO_FIELD = frozenset(
    {
        "came",
        "hearing",
        "arrested",
        "completed",
        "ended",
        "relief",
        "operation",
        "deadline",
        "waiting",
        "represented",
        "rescinded",
    }
)
_NEAR = 4


def find_mentions(source: str, grammar: Grammar) -> tuple[TokenizedText, list[Mention]]:
    """Find the claims of a text in the order of their place in it."""
    view = ReportView(source, grammar)
    topics = load_table("topics")
    named = {hit.name for hit in view.hits if hit.label == "topic"}
    is_field = any(topics[name].get("strong") for name in named) or len(named & _ALSO_FIELD) > 1
    if not is_field:
        return view.text, []
    finder = ClaimFinder(view, grammar)
    first = min((hit for hit in view.hits if hit.label == "topic"), key=lambda hit: hit.start)
    finder.carried.topics = (first.name,)
    found = [mention for sentence in view.list_sentences() for mention in finder.list_mentions(sentence)]
    return view.text, sorted(found, key=lambda each: (view.text.starts[each.start], each.end, each.kind))


class ClaimFinder:
    """Goes through the sentences of a text and carries on what it is about."""

    def __init__(self, view: ReportView, grammar: Grammar) -> None:
        self.text, self.grammar = view.text, grammar
        self.topics, self.nouns = load_table("topics"), NounReader(grammar)
        self.clauses = ClauseReader(grammar, view.times.day)
        self.carried = Carried()
        self.kinds = KindReader(view.text, grammar, self.carried)
        self.counted = CountedReader(grammar, self.nouns, self.carried)
        self.questions = QuestionReader(grammar, self.carried)
        self.reasons = Reasons(view.text, grammar, self.carried)

    def list_mentions(self, view: SentenceView) -> Iterator[Mention]:
        """List the claims of a sentence: its numbers, the groups it names, the places where something is done."""
        self._start_sentence(view)
        self.clauses.start_sentence(view)
        numbers = [mention for amount in view.amounts if (mention := self._read_number(view, amount))]
        yield from numbers
        yield from self._list_groups(view, numbers)
        yield from self._list_places(view, numbers)
        self._end_sentence(view, numbers)

    def _start_sentence(self, view: SentenceView) -> None:
        if view.sentence.paragraph != self.carried.paragraph:
            self.carried.is_off, self.carried.whole = False, 0.0
            self.carried.paragraph = view.sentence.paragraph
            if not view.sentence.is_row and not view.sentence.is_item:
                self.carried.kind = ""
        has_words = any(low[0].isalpha() for low in self.text.lows[view.sentence.start : view.sentence.end])
        if view.sentence.is_row and not view.amounts and has_words:
            self.carried.columns, self.carried.table_topics = self.clauses.read_columns(view), self.carried.topics
        elif not view.sentence.is_row:
            self.carried.columns = {}

    def _end_sentence(self, view: SentenceView, numbers: Sequence[Mention]) -> None:
        self.carried.whole_left -= 1
        is_counted = self.carried.counted_in == view.sentence.start
        self.carried.counted_before = self.carried.counted if is_counted and not numbers else ""
        named = [hit.name for hit in view.find_hits("topic")]
        has_off = bool(view.find_hits("off"))
        if named:
            self.carried.topics = tuple(dict.fromkeys(reversed(named)))
        if not view.sentence.is_row and not view.sentence.is_item:
            self.carried.is_off = has_off and not numbers and not named
            self.carried.lead_topics = self.carried.topics
            units = [hit.name for hit in view.find_hits("unit")]
            is_lead = self.text.words[view.sentence.end - 1] == ":" or (view.is_line and not view.amounts)
            if is_lead or not view.is_line:
                self.carried.lead_unit = units[0] if units and is_lead else ""
        self.questions.end_sentence(view, is_answered=bool(numbers))
        self.clauses.end_sentence(view)

    def _read_number(self, view: SentenceView, amount: Amount) -> Mention | None:
        noun = self.counted.settle_noun(view, amount, self._find_noun(view, amount))
        if self.kinds.is_whole(view, amount):
            return None
        amount = self.kinds.settle_kind(view, amount, noun)
        self.counted.keep(view, amount, noun)
        start, end = view.find_clause(amount)
        topics = self._list_topics(view, amount, (start, end))
        if self.reasons.find_reason(view, amount, noun, topics):
            return None
        mention = self._build_mention(view, amount, noun, (start, end), topics)
        self.reasons.seen.add(amount.high)
        self.counted.keep(view, amount, replace(noun, kind=OURS, unit=mention.unit))
        self.carried.kind = amount.kind if amount.kind in {COUNT, SHARE, DURATION} else self.carried.kind
        self.carried.lead = self.text.lower_at(amount.start - 1) if amount.kind == SHARE else ""
        self.carried.span = amount.unit if amount.kind == DURATION else self.carried.span
        counted = mention.unit if amount.kind == COUNT else mention.base
        self.carried.unit = counted if counted and counted != "percent" else self.carried.unit
        return mention

    def _find_noun(self, view: SentenceView, amount: Amount) -> Noun:
        if amount.noun:
            hits = [
                hit for hit in view.hits if amount.start < hit.start < amount.end and hit.label in {"unit", "other"}
            ]
            if hits and hits[0].label == "other" and self.text.lows[hits[0].start] not in {"times", "veces"}:
                return Noun(OTHER, amount.end)
            return Noun(OURS, amount.end, "percent")
        noun = self.nouns.find_noun(view, amount)
        if noun.kind == BARE and self.text.lower_at(amount.start - 1) == "(":
            before = [hit for hit in view.hits if hit.label == "other" and 0 <= amount.start - 1 - hit.end <= 3]
            inner = [hit for hit in view.hits if hit.label == "unit" and 0 <= amount.start - 1 - hit.end <= 3]
            if before and not inner:
                return Noun(OTHER, amount.end)
        if noun.kind == OTHER and self.text.lower_at(amount.end) in {"times", "veces"}:
            words = set(view.text.lows[max(amount.start - 3, 0) : amount.start])
            has_happened = bool(words & set(self.grammar.words["counted"]["happened"]))
            return Noun(BARE, amount.end) if has_happened else noun
        whole = view.find_next(amount)
        is_beside = whole is not None and 1 <= whole.start - amount.end <= 2
        is_of = noun.kind == BARE and self.text.lower_at(amount.end) in {"of", "de"}
        if is_of and whole is not None and whole.kind == DURATION and whole.start - amount.end <= 3:
            return Noun(OTHER, amount.end)
        if is_of and whole is not None and is_beside:
            return replace(self.nouns.find_noun(view, whole), end=amount.end)
        return noun

    def _list_topics(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> tuple[str, ...]:
        """List the topics of a number's clause, the nearest first; where it has none, those of its sentence."""
        whole = (view.sentence.start, view.sentence.end)
        found = view.list_nearest("topic", amount, *clause) or view.list_nearest("topic", amount, *whole)
        return tuple(dict.fromkeys(hit.name for hit in found))

    def _build_mention(
        self, view: SentenceView, amount: Amount, noun: Noun, clause: tuple[int, int], topics: tuple[str, ...]
    ) -> Mention:
        if view.sentence.is_row and not topics and self.carried.columns:
            topics = self._column_topics(view, amount)
        carried = topics or (self.carried.lead_topics if view.sentence.is_item else ()) or self.carried.topics
        unit = self._choose_unit(view, amount, noun, carried)
        end = max(noun.end, amount.end) if noun.kind in {OURS, UNKNOWN} and amount.kind == COUNT else amount.end
        mention = Mention(
            amount.kind, amount.start, end, view.sentence.start, amount.low, amount.high, amount.bound, unit,
            self.clauses.find_place(view, amount, clause), self._find_time(view, amount, clause, carried),
            tuple(dict.fromkeys((*carried, *(self._column_topics(view, amount))))), is_carried=not topics,
            features=_list_features(amount, noun, topics, view),
            base=self._find_base(view, amount, noun, clause),
        )  # fmt: skip
        mention = self.clauses.add_words(view, mention, clause)
        is_row = view.sentence.is_row or view.sentence.is_item
        is_titled = is_row and mention.unit == "orders" and "in_absentia" in self.clauses.title_topics
        cohort = "in_absentia" if is_titled and mention.kind == COUNT else self._find_cohort(mention)
        return replace(mention, certainty=estimate_certainty(mention.features), cohort=cohort)

    def _find_time(self, view: SentenceView, amount: Amount, clause: tuple[int, int], topics: tuple[str, ...]) -> When:
        """The time of a number; what stands on a day, or lasts, has none from the sentence before."""
        found = self.clauses.find_time(view, amount, clause)
        is_stock = bool(topics) and bool(self.topics[topics[0]].get("is_stock"))
        return When() if found.is_carried and (is_stock or amount.kind == DURATION) else found

    def _find_base(self, view: SentenceView, amount: Amount, noun: Noun, clause: tuple[int, int]) -> str:
        """Find what a share is of: the noun behind it, or one before it ("of all cases decided, 38 percent")."""
        if amount.kind != SHARE:
            return ""
        if noun.kind == OURS and noun.unit != "percent":
            return noun.unit
        of = set(self.grammar.words["numbers"]["base"])
        named = [
            hit.name
            for hit in view.find_hits("unit", clause[0], amount.start)
            if of & set(self.text.lows[max(hit.start - 3, clause[0]) : hit.start])
        ]
        return named[-1] if named else ""

    def _column_topics(self, view: SentenceView, amount: Amount) -> tuple[str, ...]:
        """The topics of a column's head; where it has none, those of the table."""
        if not view.sentence.is_row:
            return ()
        own = self.clauses.column_topics.get(view.count_cells_before(amount.start))
        return self.carried.topics if own is None else own or self.carried.table_topics

    def _choose_unit(self, view: SentenceView, amount: Amount, noun: Noun, topics: tuple[str, ...]) -> str:
        if amount.kind != COUNT:
            return amount.unit
        if noun.kind == OURS:
            return noun.unit
        listed = self._find_listed_unit(view, amount)
        if listed:
            return listed
        return self._find_spoken_unit(view, amount, noun) or self._guess_unit(view, noun, topics)

    def _find_listed_unit(self, view: SentenceView, amount: Amount) -> str:
        """The unit of a number's column, or of the line of a table or list that it stands in."""
        column = self.carried.columns.get(view.count_cells_before(amount.start)) if view.sentence.is_row else None
        if column and column[1]:
            return column[1]
        if view.sentence.is_item or view.sentence.is_row:
            line = [hit.name for hit in view.find_hits("unit") if hit.name != "groups"]
            if line:
                return line[0]
        return ""

    def _find_spoken_unit(self, view: SentenceView, amount: Amount, noun: Noun) -> str:
        """The unit of a bare number by the words before it: of what was said before, of its subject, or its label."""
        if noun.kind == BARE and self.carried.unit and self._is_rate(amount):
            return self.carried.unit
        subject = self._find_subject_unit(view, amount) if noun.kind == BARE else ""
        if subject:
            return subject
        if noun.kind == BARE and self.text.lower_at(amount.end) in self.grammar.words["counted"]["people_verbs"]:
            return "people"
        labels = view.find_hits("unit", view.sentence.start, amount.start)
        if labels and self.text.lower_at(amount.start - 1) == ":":
            return labels[0].name
        is_line = view.is_line and noun.kind == BARE
        return self.carried.lead_unit if view.sentence.is_item or is_line else ""

    def _guess_unit(self, view: SentenceView, noun: Noun, topics: tuple[str, ...]) -> str:
        """What a number counts by its topic, or by the number before it."""
        if (
            topics
            and str(self.topics[topics[0]]["unit"]) == "people"
            and view.find_hits("topic")
            and not view.sentence.is_row
        ):
            return "people"
        if self.carried.unit and noun.kind != UNKNOWN:
            return self.carried.unit
        return next(
            (str(self.topics[name]["unit"]) for name in topics if self.topics[name]["unit"] != "days"), "people"
        )

    def _is_rate(self, amount: Amount) -> bool:
        return self.text.find_at(amount.end, self.grammar.words["numbers"]["rates"]) > 0

    def _find_subject_unit(self, view: SentenceView, amount: Amount) -> str:
        """``In absentia orders accounted for 9,000``: what a bare number counts stands before its verb."""
        words = self.grammar.words["implied"]["links"]
        counted = {"number", "número", "total", "cifra", "cantidad"}
        for hit in reversed(view.find_hits("unit", view.sentence.start, amount.start)):
            if counted & set(view.text.lows[max(hit.start - 4, view.sentence.start) : hit.start]):
                return hit.name
        length = view.text.ends_with(amount.start, words)
        if not length:
            return self._find_plain_subject(view, amount)
        verb = amount.start - length
        named = [hit for hit in view.find_hits("unit", view.sentence.start, verb) if verb - hit.end <= _NEAR]
        return named[-1].name if named and named[-1].name not in {"groups", "cities"} else ""

    def _find_plain_subject(self, view: SentenceView, amount: Amount) -> str:
        """``Arrests in the country have doubled, to 1,100``: the nearest noun of ours that no preposition leads to."""
        counted = self.grammar.words["counted"]
        if view.text.lower_at(amount.start - 1) not in counted["subject_leads"]:
            return ""
        ends, first = {each.end for each in view.amounts}, view.find_clause(amount)[0]
        if any(hit.name == "pending" for hit in view.find_hits("topic", first, amount.start)[-1:]):
            return "cases"
        for hit in reversed(view.find_hits("unit", first, amount.start)):
            before = hit.start - 1 - (view.text.lower_at(hit.start - 1) in counted["articles"])
            is_free = view.text.lower_at(before) not in counted["prepositions"] and hit.start not in ends
            if is_free and hit.name not in {"groups", "cities"}:
                return hit.name
        return ""

    @staticmethod
    def _find_cohort(mention: Mention) -> str:
        """Find the group of the records that a number is about, if its clause names one."""
        near = mention.topics if mention.is_carried else mention.topics[:2]
        is_absent = "in_absentia" in mention.restrictions or "in_absentia" in near
        return "in_absentia" if mention.kind == COUNT and is_absent and "came" not in mention.topics[:1] else ""

    def _list_groups(self, view: SentenceView, numbers: Sequence[Mention]) -> Iterator[Mention]:
        seen: set[str] = set()
        for hit in view.find_hits("group"):
            inner = any(hit.start <= each.start < hit.end for each in numbers)
            is_alone = not numbers or hit.name == "federal_judges"
            if hit.name not in seen and not inner and is_alone:
                seen.add(hit.name)
                yield Mention(GROUP, hit.start, hit.end, view.sentence.start, cohort=hit.name, topics=("group",),
                              certainty=0.8, features=("group",))  # fmt: skip

    def _list_places(self, view: SentenceView, numbers: Sequence[Mention]) -> Iterator[Mention]:
        """List the cities where an operation is said to be, in sentences whose numbers do not tell."""
        acts = [hit for hit in view.find_hits("topic") if hit.name in {"operation", "arrested"}]
        used = {each.where.city for each in numbers}
        for place in view.places:
            if acts and place.city and place.city not in used and not place.is_dateline:
                yield Mention(PLACE, place.start, place.end, view.sentence.start, where=Where(place.city, is_said=True),
                              topics=("operation",), certainty=0.6, features=("place",))  # fmt: skip


def _list_features(amount: Amount, noun: Noun, topics: tuple[str, ...], view: SentenceView) -> tuple[str, ...]:
    """Return what there is to say for and against a claim; ``certainty`` is fitted on these."""
    told = {
        "noun": noun.kind == OURS,
        "bare": noun.kind == BARE and amount.kind == COUNT,
        "unknown_noun": noun.kind == UNKNOWN and amount.kind == COUNT,
        "topic": bool(topics),
        "carried": not topics,
        "share": amount.kind == SHARE,
        "duration": amount.kind == DURATION,
        "change": amount.kind == CHANGE,
        "word": amount.is_word,
        "vague": amount.is_vague,
        "row": view.sentence.is_row or view.sentence.is_item,
        "off": bool(view.find_hits("off")),
        "small": amount.kind == COUNT and amount.high < 2 * SMALL,
    }
    return tuple(name for name, holds in told.items() if holds)
