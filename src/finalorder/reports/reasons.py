"""Why a number is no claim: another noun or subject, a spell of something else, a part of a name, said before."""

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE, Amount
from finalorder.reports.carried import Carried
from finalorder.reports.grammar_tables import Grammar, load_table
from finalorder.reports.nouns import BARE, OTHER, OURS, UNKNOWN, Noun
from finalorder.reports.sentence_view import SentenceView
from finalorder.reports.tokens import TokenizedText

_LOWEST_RANGE = 100
_ZEROS = frozenset({"zero", "cero"})
_FAR, SMALL, _SHORT, _FEW = 40, 10, 24, 7
_NEAR_SHARE = 6
_PRONOUNS = frozenset({"that", "this", "it", "eso", "esto", "es"})
_BEFORE_SAID = ["of the", "of these", "of those", "de los", "de las", "de esos"]
_ORDERS = frozenset({"order", "in_absentia", "missed"})


class Reasons:
    """Finds the reasons in one text, beside what is carried through it."""

    def __init__(self, text: TokenizedText, grammar: Grammar, carried: Carried) -> None:
        self.text, self.grammar, self.carried = text, grammar, carried
        self.topics = load_table("topics")
        self.verbs = frozenset(grammar.words["implied"]["verbs"])
        self.totals = frozenset(grammar.words["counted"]["totals"])
        self.seen: set[float] = set()

    def has_verb_behind(self, amount: Amount) -> bool:
        """Whether a verb that people do follows a number."""
        return self.text.lower_at(amount.end) in self.verbs

    def find_reason(self, view: SentenceView, amount: Amount, noun: Noun, topics: tuple[str, ...]) -> str:
        """Why a number is no claim; empty if there is no reason."""
        if noun.kind == OTHER and amount.kind == COUNT:
            return "another noun"
        is_none = amount.high == 0 and amount.is_word and amount.kind == COUNT
        if is_none and not (noun.kind == OURS and self.text.lower_at(amount.end - 1) in _ZEROS):
            return self._find_reason_of_none(view, amount)
        is_else = noun.kind == OTHER or (noun.kind == BARE and self._is_beside_other(view))
        if is_else and amount.kind == SHARE and not topics:
            return "a share of something else"
        if self._is_off(view, amount, noun):
            return "another subject"
        if amount.kind == DURATION:
            if amount.is_word and amount.high == 1 and amount.unit == "days":
                return "one day of some"
            if self.text.lower_at(amount.end) == "(" and self._is_said_again(view, amount):
                return "said again in digits"
            goes_on = not view.is_as_read(amount) or self.carried.asked == DURATION
            return "" if goes_on or self._is_claimed_duration(view, amount) else "a spell of something else"
        if amount.kind == CHANGE:
            beside = self.carried.counted_in == view.sentence.start and self.carried.counted != OTHER
            is_counted = beside or (
                bool(view.find_hits("unit")) and bool(self.carried.topics) and not view.find_hits("off")
            )
            goes_on = is_counted or self._goes_on_with_change(view, amount)
            return "" if topics or goes_on else "a change of something else"
        if amount.kind == SHARE and (amount.high > 100 or self._is_said_again(view, amount)):
            return "no share, or said again in digits"
        return self._find_reason_of_count(view, amount, noun, topics) if amount.kind == COUNT else ""

    def _is_beside_other(self, view: SentenceView) -> bool:
        """``442 judges on 69 courts; 62 percent have served ...``: the sentence counts something else."""
        return self.carried.counted_in == view.sentence.start and self.carried.counted == OTHER

    def _goes_on_with_other(self, view: SentenceView) -> bool:
        """``It needs 15,000 judges. It hired 36.``: the sentence before counted something else, and nothing of ours."""
        is_new = self.carried.counted_in != view.sentence.start
        return is_new and self.carried.counted_before == OTHER and not view.find_hits("unit")

    def _find_reason_of_none(self, view: SentenceView, amount: Amount) -> str:
        """``received 27 detainers and honored none``, ``agents arrested no one``: none of what was counted or done."""
        is_counted = self.carried.counted_in == view.sentence.start and self.carried.counted not in {"", OTHER}
        acts = any(hit.end == amount.start and hit.name in {"arrested", "detention"} for hit in view.find_hits("topic"))
        is_last = self.text.lower_at(amount.end) in {".", ",", ";"}
        return "" if (is_counted or acts) and is_last else "none of something else"

    def _goes_on_with_change(self, view: SentenceView, amount: Amount) -> bool:
        """Whether a short sentence goes on with what was said: ``That's an increase of 31 percent.``"""
        length = view.sentence.end - view.sentence.start
        is_led = bool(_PRONOUNS & set(view.lows[:6])) or (amount.unit == "times" and length <= _FEW)
        is_short = length <= _SHORT and is_led
        return is_short and bool(self.carried.topics) and self.carried.unit != "" and not view.find_hits("off")

    def _is_said_again(self, view: SentenceView, amount: Amount) -> bool:
        """``more than half, 57 percent``: the words before the digits."""
        after = view.find_next(amount)
        before = view.amounts[view.order[amount.start] - 1] if view.order[amount.start] else None
        if before is not None and before.kind == SHARE and before.high == amount.high:
            return self.text.lower_at(amount.start - 1) in {"-", "—"}
        if after is None or after.kind != amount.kind or not amount.is_word:
            return False
        is_near = after.unit == amount.unit and abs(after.high - amount.high) <= _NEAR_SHARE
        is_next = after.start <= amount.end + (1 if not after.is_word or amount.kind == DURATION else 0) + is_near
        return (is_next and self.text.lower_at(amount.end) in {",", "(", "-"}) and (
            amount.kind == DURATION or not after.is_word or is_near
        )

    def _find_reason_of_count(self, view: SentenceView, amount: Amount, noun: Noun, topics: tuple[str, ...]) -> str:
        is_small = amount.is_word and amount.high < SMALL
        if self._is_attribute(amount) or self._is_repeated(view, amount, noun):
            return "part of a word, or said before"
        if amount.is_vague and noun.kind != OURS:
            return "no number of anything"
        if noun.kind == OURS and is_small and (amount.high == 1 or noun.unit in {"letters", "hearings"}):
            return "a small number in words"
        if noun.kind == UNKNOWN and not topics:
            return "a noun that is not known"
        if noun.kind == OURS:
            is_free = topics or noun.unit not in {"people", "families"}
            return "a small number in words" if is_small and not is_free else ""
        return self._find_reason_of_bare(view, amount, topics, is_small=is_small)

    def _find_reason_of_bare(
        self, view: SentenceView, amount: Amount, topics: tuple[str, ...], *, is_small: bool
    ) -> str:
        """Why a number without a noun of ours is no claim."""
        has_verb = self.has_verb_behind(amount) or self._has_link_before(amount)
        is_led = amount.end - amount.start > 1 or (amount.start == view.sentence.start and has_verb)
        if amount.is_word and amount.high == 1 and not is_led:
            return "a pronoun"
        if is_small and not (has_verb and (topics or self.carried.unit)):
            return "a small number in words"
        is_listed = self._is_in_brackets(amount) and self.carried.unit != ""
        is_listed = is_listed or (not amount.is_word and view.order[amount.start] > 1 and self.carried.kind == COUNT)
        if amount.high < 3 and not (view.sentence.is_row or is_listed or self.has_verb_behind(amount)):
            return "a small number"
        if not topics and (not self.carried.topics or self._goes_on_with_other(view)):
            return "no subject"
        if self._is_labeled_else(view, amount, topics):
            return "a label of something else"
        if self._is_of_unknown_subject(view, amount, topics):
            return "a subject that is not known"
        if self._is_named(view, amount):
            return "part of a name"
        if view.text.joined[amount.start] and view.text.lower_at(amount.start - 1).isalpha():
            return "part of a name"
        return ""

    def _is_of_unknown_subject(self, view: SentenceView, amount: Amount, topics: tuple[str, ...]) -> bool:
        """``Enrollment is 141,000``: the number of something that no table knows."""
        length = self.text.ends_with(amount.start, self.grammar.words["implied"]["links"])
        at = amount.start - length - 1
        is_to = self.text.lower_at(amount.start - 1) in {"to", "a"} and length == 1
        is_inner = length > 0 and not is_to and at >= view.sentence.start and not topics and not view.find_hits("unit")
        subject = self.text.lower_at(at)
        if not is_inner or not subject.isalpha() or subject in self.totals:
            return False
        return not view.is_named_or_dated(at)

    def _is_labeled_else(self, view: SentenceView, amount: Amount, topics: tuple[str, ...]) -> bool:
        """``Present: 5``: a label that names nothing of ours."""
        is_label = self.text.lower_at(amount.start - 1) == ":" and not topics and not view.sentence.is_item
        named = [hit for label in ("unit", "level", "where") for hit in view.find_hits(label)]
        return is_label and not view.sentence.is_row and not named and not view.places and not view.times

    def _has_link_before(self, amount: Amount) -> bool:
        """``today there were nine``: the verb stands before."""
        return self.text.ends_with(amount.start, self.grammar.words["implied"]["there"]) > 0

    def _is_named(self, view: SentenceView, amount: Amount) -> bool:
        """``Telemundo 51``: a number right behind a name that is no place."""
        at = amount.start - 1
        is_inner = at > view.sentence.start and not (view.sentence.is_row or view.sentence.is_item)
        if not is_inner or amount.is_word or amount.high >= 1000 or not self.text.words[at][0].isupper():
            return False
        return not view.is_named_or_dated(at)

    def _is_in_brackets(self, amount: Amount) -> bool:
        """``Mexico (2)``: a number alone in brackets behind a name."""
        is_alone = self.text.lower_at(amount.start - 1) == "(" and self.text.lower_at(amount.end) == ")"
        return is_alone and amount.start > 1 and self.text.words[amount.start - 2][0].isupper()

    def _is_attribute(self, amount: Amount) -> bool:
        """``30-second``, ``9NEWS``, the 25 of ``64-25``: a number that is part of a word or of another number."""
        behind = self.text.joined[amount.end : amount.end + 1] == [True] and self.text.lower_at(amount.end).isalpha()
        first = amount.end - 1 if amount.end - amount.start > 1 else amount.start
        is_range = amount.low != amount.high and amount.high >= _LOWEST_RANGE
        return behind or (
            not is_range
            and self.text.joined[first]
            and self.text.lower_at(first - 1) == "-"
            and self.text.joined[first - 1]
        )

    def _is_repeated(self, view: SentenceView, amount: Amount, noun: Noun) -> bool:
        """``Of the 29, ...``: a number that was said before."""
        if noun.kind != BARE or amount.high not in self.seen:
            return False
        if view.sentence.end - view.sentence.start <= amount.end - amount.start + 1 and amount.is_word:
            return True
        return bool(self.text.ends_with(amount.start, _BEFORE_SAID))

    def _is_off(self, view: SentenceView, amount: Amount, noun: Noun) -> bool:
        """Whether another subject stands nearer to a number than one of ours, or the sentence goes on with one."""
        clause = view.find_clause(amount)
        offs, topics = view.find_hits("off", *clause), view.find_hits("topic", *clause)
        if not offs and not topics:
            offs, topics = view.find_hits("off"), view.find_hits("topic")
        if not offs:
            return self.carried.is_off and noun.kind != OURS and not topics and not view.find_hits("topic")
        others = [each.end for each in view.amounts if each.start != amount.start and each.kind == amount.kind == COUNT]
        offs = [
            hit for hit in offs
            if not (amount.end <= hit.start < hit.end == noun.end or any(0 <= hit.start - end <= 1 for end in others))
        ]  # fmt: skip
        away = min((view.measure_distance(hit, amount) for hit in offs), default=_FAR)
        near = min((view.measure_distance(hit, amount) for hit in topics), default=_FAR)
        if (
            amount.kind == COUNT
            and noun.kind == OURS
            and noun.unit not in {"people", "families", "percent", "arrests", "letters"}
        ):
            near -= 6
        return away < near

    def _is_claimed_duration(self, view: SentenceView, amount: Amount) -> bool:
        """A time is claimed of a wait, a stay, a case or a deadline, and not of a career or a period."""
        table = self.grammar.words["times"]
        before, after = view.text.lower_at(amount.start - 1), view.text.lower_at(amount.end)
        lasting = [hit for hit in view.find_hits("topic") if self.topics[hit.name].get("lasts")]
        strong = [
            hit
            for hit in lasting
            if hit.name in {"waiting", "deadline"} and (hit.end <= amount.start or hit.start >= amount.end)
        ]
        is_attribute = after.isalpha() and self.text.joined[amount.end : amount.end + 1] == [True]
        is_setting = view.text.lower_at(amount.start) in {"over", "durante", "for"} and (
            after == "," or any(time.start == amount.end for time in view.times)
        )
        is_attribute = is_attribute or bool(view.text.ends_with(amount.start, table["spells"]))
        if after in table["not_durations_after"] or is_attribute or is_setting:
            return False
        if before in table["not_durations_before"] and not (strong and before in table["hedged_durations"]):
            return False
        if lasting:
            return bool(strong) or min(view.measure_distance(hit, amount) for hit in lasting) <= 12
        is_led = view.sentence.end - view.sentence.start <= _FEW or view.lows[0] in _PRONOUNS
        is_short = is_led and self.carried.kind == DURATION
        is_alone = view.sentence.is_item or view.is_line or amount.start == view.sentence.start or is_short
        is_ours = any(self.topics[name].get("lasts") or name in _ORDERS for name in self.carried.topics)
        return is_alone and is_ours
