"""What a number counts where no noun stands behind it: by the number beside it, a pronoun, or who acts on whom."""

from dataclasses import replace

from finalorder.reports.amounts import COUNT, Amount
from finalorder.reports.carried import Carried
from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.nouns import BARE, OTHER, OURS, Noun, NounReader
from finalorder.reports.sentence_view import SentenceView

_ACTED_ON = frozenset(
    {"arrested", "detention", "removed", "order", "standing", "pending", "court", "in_absentia", "represented"}
)
_NEAR, _REACH = 18, 9


class CountedReader:
    """Finds what bare numbers count, beside what is carried through the text."""

    def __init__(self, grammar: Grammar, nouns: NounReader, carried: Carried) -> None:
        self.nouns, self.carried = nouns, carried
        counted = grammar.words["counted"]
        self.joints, self.pronouns = frozenset(counted["joints"]), frozenset(counted["pronouns"])
        self.compares = frozenset(counted["compares"])
        self.numbers = frozenset(counted["numbers"])
        self.measures = frozenset(counted["measures"])

    def settle_noun(self, view: SentenceView, amount: Amount, noun: Noun) -> Noun:
        """The noun of a number: as it was found, or as the rest of the sentence tells."""
        if amount.kind != COUNT or amount.noun:
            return noun
        if noun.kind == OURS and self.pronouns & set(view.text.lows[amount.end : noun.end]):
            return self._follow_pronoun(view, noun)
        if noun.kind == OTHER:
            return self._turn_to_people(view, amount, noun)
        if amount.high == 0 and self.carried.counted_in == view.sentence.start and self.carried.counted != OTHER:
            return Noun(OURS, amount.end, self.carried.counted)
        if noun.kind != BARE or view.sentence.is_row:
            return noun
        return (
            self._read_label(view, amount)
            or self._read_number_of(view, amount)
            or self._look_ahead(view, amount)
            or self._look_back(view, amount)
            or noun
        )

    @staticmethod
    def _read_label(view: SentenceView, amount: Amount) -> Noun | None:
        """``Judges: 638``: a label that names something else."""
        if view.text.lower_at(amount.start - 1) != ":":
            return None
        hits = [hit for label in ("unit", "other", "where") for hit in view.find_hits(label, None, amount.start)]
        named = {hit.label for hit in hits if hit.end == amount.start - 1}
        return Noun(OTHER, amount.end) if named == {"other"} else None

    def _read_number_of(self, view: SentenceView, amount: Amount) -> Noun | None:
        """``the number of judges, to 734``: the number of something else."""
        first = view.find_clause(amount)[0]
        for hit in view.find_hits("other", first, amount.start):
            before = set(view.text.lows[max(hit.start - 3, first) : hit.start])
            if before & self.numbers and not view.find_hits("unit", hit.end, amount.start):
                return Noun(OTHER, amount.end)
        return None

    def _follow_pronoun(self, view: SentenceView, noun: Noun) -> Noun:
        """``14 judges, three of whom``, ``212 detainers, 40 of them``: what was counted before."""
        if self.carried.counted_in != view.sentence.start:
            return noun
        if self.carried.counted == OTHER:
            return Noun(OTHER, noun.end)
        return replace(noun, unit=self.carried.counted)

    def _look_ahead(self, view: SentenceView, amount: Amount) -> Noun | None:
        """``89,000 and 81,000 pending cases``: the noun of the number that it is joined to."""
        after = view.find_next(amount)
        if after is None or after.kind != COUNT or after.start != amount.end + 1:
            return None
        if view.text.lower_at(amount.end) not in self.joints:
            return None
        found = self.nouns.find_noun(view, after)
        return replace(found, end=amount.end) if found.kind in {OURS, OTHER} else None

    def _look_back(self, view: SentenceView, amount: Amount) -> Noun | None:
        """``about 600 judges, down from 735``, ``15 countries and another 11``: the noun of the number before."""
        if self.carried.counted_in != view.sentence.start or not self.carried.counted:
            return None
        first = self.carried.counted_end
        between = view.text.lows[first : amount.end]
        named = [hit for label in ("unit", "other") for hit in view.find_hits(label, first, amount.start)]
        if len(between) > _REACH or named or not self.compares & set(between):
            return None
        if self.carried.counted == OTHER:
            return Noun(OTHER, amount.end)
        return Noun(OURS, amount.end, self.carried.counted)

    def _turn_to_people(self, view: SentenceView, amount: Amount, noun: Noun) -> Noun:
        """``188 residents in removal proceedings``, ``arrested 76 workers``: people to whom ours is done."""
        inner = [hit for hit in view.find_hits("other", amount.end, noun.end) if hit.end == noun.end]
        if not any(hit.name == "person" for hit in inner):
            return noun
        first, last = view.find_clause(amount)
        offs = [hit for hit in view.find_hits("off", first, last) if not amount.end <= hit.start < noun.end]
        if any(view.measure_distance(hit, amount) < _NEAR for hit in offs):
            return noun
        for hit in view.find_hits("topic", first, last):
            is_done = hit.name in _ACTED_ON and view.measure_distance(hit, amount) <= _NEAR
            if is_done and (hit.start >= noun.end or hit.end >= amount.start - 1):
                return Noun(OURS, noun.end, "people")
        return noun

    def keep(self, view: SentenceView, amount: Amount, noun: Noun) -> None:
        """Keep what a number counts for the rest of its sentence."""
        if self.measures & set(view.text.lows[amount.end : noun.end]):
            return
        if amount.kind == COUNT and noun.kind in {OURS, OTHER} and noun.unit != "percent":
            self.carried.counted = OTHER if noun.kind == OTHER else noun.unit
            self.carried.counted_in, self.carried.counted_end = view.sentence.start, max(noun.end, amount.end)
