"""What a report claims: in a text of the field a number is a claim, unless there is a reason that it is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE, Amount
from finalorder.reports.certainty import estimate_certainty
from finalorder.reports.clause_context import ClauseReader
from finalorder.reports.grammar_tables import Grammar, load_table
from finalorder.reports.mentions import GROUP, PLACE, Mention, When, Where
from finalorder.reports.nouns import BARE, OTHER, OURS, UNKNOWN, Noun, NounReader
from finalorder.reports.sentence_view import ReportView, SentenceView
from finalorder.reports.tokens import TokenizedText

_FAR = 40
_ALSO_FIELD = frozenset(
    {
        "came",
        "hearing",
        "arrested",
        "completed",
        "relief",
        "operation",
        "deadline",
        "waiting",
        "represented",
        "rescinded",
    }
)
_SMALL = 10


@dataclass(slots=True)
class Carried:
    """What a sentence goes on with: topics, unit, kind and place of what was said, and the columns of a table."""

    topics: tuple[str, ...] = ()
    unit: str = ""
    kind: str = ""
    is_off: bool = False
    paragraph: int = -1
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    lead_topics: tuple[str, ...] = ()
    lead_unit: str = ""
    title_time: When = field(default_factory=When)


def find_mentions(source: str, grammar: Grammar) -> tuple[TokenizedText, list[Mention]]:
    """Find the claims of a text in the order of their place in it."""
    view = ReportView(source, grammar)
    topics = load_table("topics")
    named = {hit.name for hit in view.hits if hit.label == "topic"}
    is_field = any(topics[name].get("strong") for name in named) or len(named & _ALSO_FIELD) > 1
    if not is_field:
        return view.text, []
    finder = ClaimFinder(view, grammar)
    found = [mention for sentence in view.list_sentences() for mention in finder.list_mentions(sentence)]
    return view.text, sorted(found, key=lambda each: (view.text.starts[each.start], each.end, each.kind))


class ClaimFinder:
    """Goes through the sentences of a text and carries on what it is about."""

    def __init__(self, view: ReportView, grammar: Grammar) -> None:
        self.text, self.grammar = view.text, grammar
        self.topics, self.nouns = load_table("topics"), NounReader(grammar)
        self.clauses = ClauseReader(grammar, view.times.day)
        self.carried = Carried()
        self.seen: set[float] = set()
        self.verbs = frozenset(grammar.words["implied"]["verbs"])

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
            self.carried.is_off = False
            self.carried.paragraph = view.sentence.paragraph
            if not view.sentence.is_row and not view.sentence.is_item:
                self.carried.kind = ""
        has_words = any(low[0].isalpha() for low in self.text.lows[view.sentence.start : view.sentence.end])
        if view.sentence.is_row and not view.amounts and has_words:
            self.carried.columns = self.clauses.read_columns(view)
        elif not view.sentence.is_row:
            self.carried.columns = {}

    def _end_sentence(self, view: SentenceView, numbers: Sequence[Mention]) -> None:
        named = [hit.name for hit in view.find_hits("topic")]
        has_off = bool(view.find_hits("off"))
        if named:
            self.carried.topics = tuple(dict.fromkeys(reversed(named)))
        if not view.sentence.is_row and not view.sentence.is_item:
            self.carried.is_off = has_off and not numbers
            self.carried.lead_topics = self.carried.topics
            units = [hit.name for hit in view.find_hits("unit")]
            self.carried.lead_unit = units[0] if units and self.text.words[view.sentence.end - 1] == ":" else ""
        self.clauses.end_sentence(view)

    def _read_number(self, view: SentenceView, amount: Amount) -> Mention | None:
        noun = self._find_noun(view, amount)
        amount = self._settle_kind(view, amount, noun)
        start, end = (
            view.find_clause(amount) if amount in view.amounts else view.find_clause(self._original(view, amount))
        )
        topics = self._list_topics(view, amount, (start, end))
        if self._find_reason(view, amount, noun, topics):
            return None
        mention = self._build_mention(view, amount, noun, (start, end), topics)
        self.seen.add(amount.high)
        self.carried.kind = amount.kind if amount.kind in {COUNT, SHARE} else self.carried.kind
        self.carried.unit = mention.unit if mention.unit != "percent" and amount.kind == COUNT else self.carried.unit
        return mention

    @staticmethod
    def _original(view: SentenceView, amount: Amount) -> Amount:
        return next(each for each in view.amounts if each.start == amount.start)

    def _find_noun(self, view: SentenceView, amount: Amount) -> Noun:
        if amount.noun:
            hits = [
                hit for hit in view.hits if amount.start < hit.start < amount.end and hit.label in {"unit", "other"}
            ]
            if hits and hits[0].label == "other" and self.text.lows[hits[0].start] not in {"times", "veces"}:
                return Noun(OTHER, amount.end)
            return Noun(OURS, amount.end, "percent")
        return self.nouns.find_noun(view, amount)

    def _settle_kind(self, view: SentenceView, amount: Amount, noun: Noun) -> Amount:
        """Settle a bare number: it goes on with a share, or is one in a column of shares."""
        if amount.kind != COUNT or noun.kind != BARE:
            return amount
        column = self.carried.columns.get(view.count_cells_before(amount.start)) if view.sentence.is_row else None
        is_share = column[0] == SHARE if column else self._goes_on_with_share(view, amount)
        return replace(amount, kind=SHARE, unit="percent") if is_share and amount.high <= 100 else amount

    def _goes_on_with_share(self, view: SentenceView, amount: Amount) -> bool:
        behind = any(each.kind == SHARE and each.end <= amount.start for each in view.amounts)
        return behind and self.carried.kind == SHARE and not amount.is_word and not self._has_verb_behind(amount)

    def _has_verb_behind(self, amount: Amount) -> bool:
        return self.text.lower_at(amount.end) in self.verbs

    def _list_topics(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> tuple[str, ...]:
        """List the topics of a number's clause, the nearest first; where it has none, those of its sentence."""
        found = view.find_hits("topic", *clause) or view.find_hits("topic")
        ordered = sorted(found, key=lambda each: view.measure_distance(each, amount))
        return tuple(dict.fromkeys(hit.name for hit in ordered))

    def _find_reason(self, view: SentenceView, amount: Amount, noun: Noun, topics: tuple[str, ...]) -> str:
        """Find why a number is no claim; empty if there is no reason."""
        if noun.kind == OTHER and amount.kind == COUNT:
            return "another noun"
        if noun.kind == OTHER and amount.kind == SHARE and not topics:
            return "a share of something else"
        if self._is_off(view, amount, noun):
            return "another subject"
        if amount.kind == DURATION:
            return "" if self._is_claimed_duration(view, amount) else "a spell of something else"
        if amount.kind == CHANGE:
            return "" if topics else "a change of something else"
        if amount.kind == SHARE and amount.high > 100:
            return "no share"
        return self._find_reason_of_count(view, amount, noun, topics) if amount.kind == COUNT else ""

    def _find_reason_of_count(self, view: SentenceView, amount: Amount, noun: Noun, topics: tuple[str, ...]) -> str:
        is_small = amount.is_word and amount.high < _SMALL
        if self._is_attribute(amount) or self._is_repeated(amount, noun):
            return "part of a word, or said before"
        if amount.is_vague and noun.kind != OURS:
            return "no number of anything"
        if noun.kind == OURS and is_small and (amount.high == 1 or noun.unit in {"letters", "hearings"}):
            return "a small number in words"
        if noun.kind == UNKNOWN and not topics:
            return "a noun that is not known"
        if noun.kind == OURS:
            return "a small number in words" if is_small and not topics else ""
        if is_small and not (self._has_verb_behind(amount) and (topics or self.carried.unit)):
            return "a small number in words"
        if amount.high < 3 and not view.sentence.is_row and not self._has_verb_behind(amount):
            return "a small number"
        if not topics and not self.carried.topics:
            return "no subject"
        if view.text.joined[amount.start] and view.text.lower_at(amount.start - 1).isalpha():
            return "part of a name"
        return ""

    def _is_attribute(self, amount: Amount) -> bool:
        """Recognize ``30-second``, ``9NEWS``, the 25 of ``64-25``:
        a number that is part of a word or of another number.
        """
        behind = self.text.joined[amount.end : amount.end + 1] == [True] and self.text.lower_at(amount.end).isalpha()
        first = amount.end - 1 if amount.end - amount.start > 1 else amount.start
        return behind or (
            self.text.joined[first] and self.text.lower_at(first - 1) == "-" and self.text.joined[first - 1]
        )

    def _is_repeated(self, amount: Amount, noun: Noun) -> bool:
        """Recognize ``Of the 29, ...``: a number that was said before."""
        if noun.kind != BARE or amount.high not in self.seen:
            return False
        return bool(
            self.text.ends_with(amount.start, ["of the", "of these", "of those", "de los", "de las", "de esos"])
        )

    def _is_off(self, view: SentenceView, amount: Amount, noun: Noun) -> bool:
        """Whether another subject stands nearer to a number than one of ours, or the sentence goes on with one."""
        clause = view.find_clause(self._original(view, amount))
        offs, topics = view.find_hits("off", *clause), view.find_hits("topic", *clause)
        if not offs and not topics:
            offs, topics = view.find_hits("off"), view.find_hits("topic")
        if not offs:
            return self.carried.is_off and not topics and not view.find_hits("topic")
        away = min(view.measure_distance(hit, amount) for hit in offs)
        near = min((view.measure_distance(hit, amount) for hit in topics), default=_FAR)
        if (
            amount.kind == COUNT
            and noun.kind == OURS
            and noun.unit not in {"people", "families", "percent", "arrests", "letters"}
        ):
            near -= 6
        return away < near

    def _is_claimed_duration(self, view: SentenceView, amount: Amount) -> bool:
        """Return whether a time is claimed of a wait, a stay, a case or a deadline, and not of a career or a period."""
        table = self.grammar.words["times"]
        before, after = view.text.lower_at(amount.start - 1), view.text.lower_at(amount.end)
        lasting = [hit for hit in view.find_hits("topic") if self.topics[hit.name].get("lasts")]
        strong = [
            hit
            for hit in lasting
            if hit.name in {"waiting", "deadline"} and (hit.end <= amount.start or hit.start >= amount.end)
        ]
        is_attribute = after.isalpha() and self.text.joined[amount.end : amount.end + 1] == [True]
        if after in table["not_durations_after"] or is_attribute:
            return False
        if before in table["not_durations_before"] and not (strong and before in table["hedged_durations"]):
            return False
        if lasting:
            return bool(strong) or min(view.measure_distance(hit, amount) for hit in lasting) <= 12
        return view.sentence.is_item and any(self.topics[name].get("lasts") for name in self.carried.topics)

    def _build_mention(
        self, view: SentenceView, amount: Amount, noun: Noun, clause: tuple[int, int], topics: tuple[str, ...]
    ) -> Mention:
        carried = topics or (self.carried.lead_topics if view.sentence.is_item else ()) or self.carried.topics
        unit = self._choose_unit(view, amount, noun, carried)
        end = max(noun.end, amount.end) if noun.kind in {OURS, UNKNOWN} and amount.kind == COUNT else amount.end
        mention = Mention(
            amount.kind, amount.start, end, view.sentence.start, amount.low, amount.high, amount.bound, unit,
            self.clauses.find_place(view, amount, clause), self.clauses.find_time(view, amount, clause),
            tuple(dict.fromkeys((*carried, *(self._column_topics(view))))), is_carried=not topics,
            features=_list_features(amount, noun, topics, view),
            base=self._find_base(view, amount, noun, clause),
        )  # fmt: skip
        mention = self.clauses.add_words(view, mention, clause)
        return replace(mention, certainty=estimate_certainty(mention.features), cohort=self._find_cohort(mention))

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

    def _column_topics(self, view: SentenceView) -> tuple[str, ...]:
        return self.carried.topics if view.sentence.is_row else ()

    def _choose_unit(self, view: SentenceView, amount: Amount, noun: Noun, topics: tuple[str, ...]) -> str:
        if amount.kind != COUNT:
            return amount.unit
        if noun.kind == OURS:
            return noun.unit
        column = self.carried.columns.get(view.count_cells_before(amount.start)) if view.sentence.is_row else None
        if column and column[1]:
            return column[1]
        if view.sentence.is_item or view.sentence.is_row:
            line = [hit.name for hit in view.find_hits("unit") if hit.name != "groups"]
            if line:
                return line[0]
        labels = view.find_hits("unit", view.sentence.start, amount.start)
        if labels and self.text.lower_at(amount.start - 1) == ":":
            return labels[0].name
        if view.sentence.is_item and self.carried.lead_unit:
            return self.carried.lead_unit
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
        "small": amount.kind == COUNT and amount.high < 2 * _SMALL,
    }
    return tuple(name for name, holds in told.items() if holds)
