"""What kind of number a bare one is: it goes on with a share or a time, is in a column of them, or part of a whole."""

from dataclasses import replace

from finalorder.reports.amounts import COUNT, DURATION, SHARE, Amount
from finalorder.reports.carried import Carried
from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.nouns import BARE, OTHER, Noun
from finalorder.reports.sentence_view import SentenceView
from finalorder.reports.tokens import TokenizedText

_LONG, _FEW, _MOST_WHOLE, _REACH = 5_000, 14, 1_000, 3
_STOPS = frozenset({".", ",", ";", ")", "?", ""})
_WITH = frozenset({"with", "without", "con", "sin"})


class KindReader:
    """Settles the kinds of the numbers of one text, beside what is carried through it."""

    def __init__(self, text: TokenizedText, grammar: Grammar, carried: Carried) -> None:
        self.text, self.grammar, self.carried = text, grammar, carried
        self.spell_leads = frozenset(grammar.words["times"]["spell_leads"])
        self.verbs = frozenset(grammar.words["implied"]["verbs"])
        counted = grammar.words["counted"]
        self.share_nouns, self.share_leads = frozenset(counted["share_nouns"]), frozenset(counted["share_leads"])

    def settle_kind(self, view: SentenceView, amount: Amount, noun: Noun) -> Amount:
        """Settle a number: of a whole that was said, of a column, or as the number before it."""
        if amount.kind != COUNT or (amount.high == 0 and amount.is_word):
            return amount
        part = self._take_part(view, amount, noun)
        if part is not None or noun.kind != BARE:
            return part or amount
        column = self.carried.columns.get(view.count_cells_before(amount.start)) if view.sentence.is_row else None
        if column and column[0] == DURATION:
            return replace(amount, kind=DURATION, unit=column[1])
        if not column and self._goes_on_with_spell(view, amount):
            return replace(amount, kind=DURATION, unit=self.carried.span)
        is_share = column[0] == SHARE if column else self._goes_on_with_share(view, amount)
        return replace(amount, kind=SHARE, unit="percent") if is_share and amount.high <= 100 else amount

    def is_whole(self, view: SentenceView, amount: Amount) -> bool:
        """``of every 100 people released, 83``: what numbers are of, and no claim itself; it is kept."""
        length = self.text.ends_with(amount.start, self.grammar.words["counted"]["bases"])
        if not length or amount.kind != COUNT or not 1 < amount.high <= _MOST_WHOLE or amount.is_vague:
            return False
        after = view.find_next(amount)
        if after is None or after.kind != COUNT or after.high >= amount.high:
            return False
        self.carried.whole, self.carried.whole_left = amount.high, _REACH
        return True

    def _take_part(self, view: SentenceView, amount: Amount, noun: Noun) -> Amount | None:
        whole = self.carried.whole
        is_part = whole and amount.high <= whole and noun.kind != OTHER and not view.sentence.is_row
        if not is_part:
            return None
        before = view.order[amount.start]
        is_inner = before > 0 and view.amounts[before - 1].high == whole
        is_counted = noun.kind == BARE and (amount.high > 1 or not amount.is_word)
        if not (is_inner or is_counted) or self.carried.whole_left <= 0:
            return None
        return replace(amount, low=100 * amount.low / whole, high=100 * amount.high / whole, kind=SHARE, unit="percent")

    def _goes_on_with_spell(self, view: SentenceView, amount: Amount) -> bool:
        """``In Santa Ana, 870``, ``at the jail it is 11``: a bare number behind a time that something took."""
        at = view.order[amount.start]
        is_spell = self.carried.kind == DURATION and self.carried.span != ""
        is_inner = is_spell and at > 0 and view.amounts[at - 1].kind == DURATION
        clause = view.find_clause(amount)
        is_bare = not view.find_hits("unit", *clause) and self._is_of_spells(view, amount, clause)
        is_led = self.text.lower_at(amount.start - 1) in self.spell_leads
        is_last = self.text.lower_at(amount.end) in _STOPS | _WITH or amount.end == view.sentence.end
        is_behind = is_inner or (is_spell and is_bare)
        return is_behind and is_led and is_last and not view.sentence.is_row and amount.high < _LONG

    def _is_of_spells(self, view: SentenceView, amount: Amount, clause: tuple[int, int]) -> bool:
        """Whether nothing else is said of a number's clause, or its average; or it is a line under lines of times."""
        if view.is_line:
            return self.text.lower_at(amount.start - 1) == ":" and amount.end == view.sentence.end
        return all(hit.name == "waiting" for hit in view.find_hits("topic", *clause))

    def _goes_on_with_share(self, view: SentenceView, amount: Amount) -> bool:
        if self._is_of_share_noun(view, amount) or self._is_parallel(view, amount):
            return True
        behind = any(each.kind == SHARE and each.end <= amount.start for each in view.amounts)
        is_linked = self.text.ends_with(amount.start, self.grammar.words["implied"]["links"]) > 0
        behind = behind or (is_linked and not view.find_hits("unit"))
        shares = [each for each in view.amounts if each.kind == SHARE and each.end <= amount.start]
        is_beside = bool(shares) and self.text.lower_at(shares[-1].end) == self.text.lower_at(amount.end)
        is_part = self.text.lower_at(amount.end) in {"of", "de"} and not is_beside
        is_said = self.carried.kind == SHARE and not is_part
        is_spoken = not amount.is_word or self._is_short_word(view, amount)
        return behind and is_said and is_spoken and self.text.lower_at(amount.end) not in self.verbs

    def _is_parallel(self, view: SentenceView, amount: Amount) -> bool:
        """``I granted 55 percent. The judge next door granted twenty.``: the same verb before both."""
        before = self.text.lower_at(amount.start - 1)
        is_verb = before == self.carried.lead and before.isalpha() and len(before) > 3
        return is_verb and not view.find_hits("unit") and self.text.lower_at(amount.end) in _STOPS

    def _is_short_word(self, view: SentenceView, amount: Amount) -> bool:
        """``A year ago it was nine.``: a number in words that ends what it says."""
        is_last = self.text.lower_at(amount.end) in _STOPS and amount.high > 1
        is_short = view.sentence.end - view.sentence.start <= _FEW
        return is_last and (is_short or self.text.lower_at(amount.start - 1) in {",", "el", "un"})

    def _is_of_share_noun(self, view: SentenceView, amount: Amount) -> bool:
        """``the share with a conviction was 36``: the subject is a share."""
        if self.text.lower_at(amount.start - 1) not in self.share_leads or amount.high > 100:
            return False
        first = view.find_clause(amount)[0]
        return bool(self.share_nouns & set(self.text.lows[first : amount.start])) and not amount.is_vague
