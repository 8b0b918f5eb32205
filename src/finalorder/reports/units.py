"""What a number counts: the noun behind it, else the one before it, else people who did something."""

from dataclasses import dataclass

from finalorder.reports.amounts import DURATION, SHARE, Amount
from finalorder.reports.tokens import LabeledSpan, Sentence, TokenizedText
from finalorder.reports.vocabulary import load_vocabulary

_REACH = 7


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a number, the token behind what says it, and whether it was said at all."""

    name: str
    end: int
    is_stated: bool = True


def find_unit(
    text: TokenizedText, sentence: Sentence, amount: Amount, here: Unit | None, earlier: Unit | None
) -> Unit | None:
    """The unit of a number; None where it counts something of no concern, or nothing that the rules know.

    ``here`` is the unit of the number before it in the sentence, which a list goes on with; ``earlier`` that of the
    sentence before, which numbers in brackets and the items of a list go on with.
    """
    if amount.kind == DURATION:
        return Unit(amount.unit, amount.end)
    noun, is_other = _find_noun_after(text, sentence, amount)
    if is_other:
        return None
    if amount.kind == SHARE:
        return Unit("percent", _find_share_end(amount, noun))
    if noun:
        return Unit(noun.name, noun.end)
    if amount.is_word and amount.low == 1 and text.lower_at(amount.end) not in {"had", "was", "has"}:
        return None
    return _infer_list_unit(text, sentence, amount, here or earlier) or _infer_unit(text, sentence, amount, here)


def _find_noun_after(text: TokenizedText, sentence: Sentence, amount: Amount) -> tuple[LabeledSpan | None, bool]:
    """The first known noun behind a number, and whether it is one of no concern."""
    at, behind = amount.end, 0
    while at < sentence.end and behind < _REACH:
        ours = [each for each in sentence.find_spans("unit") if each.start == at]
        others = [each for each in sentence.find_spans("other_unit") if each.start == at]
        if others and (not ours or others[0].end >= ours[0].end):
            return None, True
        if ours:
            return _find_last_noun(sentence, ours[0]), _is_followed_by_other(sentence, ours[0])
        skipped = next((each for each in sentence.find_spans("topic", "absence") if each.start == at), None)
        if skipped is not None and behind == 0 and skipped.end - skipped.start == 2 and text.lower_at(at) == "in":
            at = skipped.end
            continue
        if _is_stop_word(text.lower_at(at)) or text.lower_at(at) in load_vocabulary()["implied"]["verbs"]:
            return None, False
        at, behind = at + 1, behind + 1
    return None, False


def _is_stop_word(word: str) -> bool:
    """Whether a word ends what a number may count."""
    return word in load_vocabulary()["implied"]["stops"]


def _find_last_noun(sentence: Sentence, unit: LabeledSpan) -> LabeledSpan:
    """``family cases`` are cases, ``immigrant detainees`` detainees: the last of the nouns that touch."""
    follow = next((each for each in sentence.find_spans("unit") if each.start == unit.end), None)
    return _find_last_noun(sentence, follow) if follow else unit


def _is_followed_by_other(sentence: Sentence, unit: LabeledSpan) -> bool:
    """``immigrant visas``: a noun of no concern right behind."""
    return any(each.start == unit.end for each in sentence.find_spans("other_unit"))


def _find_share_end(amount: Amount, noun: LabeledSpan | None) -> int:
    """A share reaches to what it is a share of, where that is named at once."""
    return noun.end if noun and noun.end - amount.end <= 5 else amount.end


def _infer_unit(text: TokenizedText, sentence: Sentence, amount: Amount, before: Unit | None) -> Unit | None:
    """People who did something, the noun of a line such as ``Arrests: 35``, or the unit that a list goes on with."""
    after = text.lower_at(amount.end) if amount.end < sentence.end else ""
    if after in load_vocabulary()["implied"]["verbs"]:
        return Unit("people", _find_action_end(sentence, amount.end), is_stated=False)
    if _is_people(text, sentence, amount):
        return Unit("people", amount.end, is_stated=False)
    if after and not _is_stop_word(after) and after not in {"of", "and", "or"}:
        return None
    return _find_noun_before(text, sentence, amount) or _continue_unit(amount, before)


def _find_noun_before(text: TokenizedText, sentence: Sentence, amount: Amount) -> Unit | None:
    """The unit a few words before a number, if no other noun stands between."""
    earlier = [
        each for each in sentence.find_spans("unit") if each.end <= amount.start and amount.start - each.end <= 6
    ]
    others = [each for each in sentence.find_spans("other_unit") if each.end <= amount.start]
    if not earlier or any(each.start >= earlier[-1].end for each in others):
        return None
    colon = ":" in {text.words[at] for at in range(earlier[-1].end, amount.start)}
    return Unit(earlier[-1].name, amount.end, is_stated=colon)


def _continue_unit(amount: Amount, before: Unit | None) -> Unit | None:
    return Unit(before.name, amount.end, is_stated=False) if before and before.name != "percent" else None


def _is_people(text: TokenizedText, sentence: Sentence, amount: Amount) -> bool:
    """``59,762 in ICE detention``, ``42,755 out of 59,762``, ``the highest number ... at 21,000``."""
    words, after = load_vocabulary()["implied"], text.lower_at(amount.end)
    states = sentence.find_spans("topic", *words["states"])
    if after in {"in", "on", "under", "with"} and any(0 < each.start - amount.end <= 2 for each in states):
        return True
    if after == "out" and text.lower_at(amount.end + 1) == "of":
        return text.lower_at(amount.end + 2)[:1].isdigit()
    ends = amount.end >= sentence.end or _is_stop_word(after)
    before = range(max(amount.start - 8, sentence.start), amount.start)
    return ends and any(text.lower_at(at) in words["generic"] for at in before)


def _infer_list_unit(text: TokenizedText, sentence: Sentence, amount: Amount, earlier: Unit | None) -> Unit | None:
    """The unit of a number in brackets, or at the head of a list's item, behind which stands a place or nothing."""
    after = text.lower_at(amount.end) if amount.end < sentence.end else ""
    alone = text.lower_at(amount.start - 1) == "(" or amount.start == sentence.start + 1
    if not alone or earlier is None or earlier.name == "percent" or after not in {"", ")", "in", "from", ",", ";", "."}:
        return None
    return Unit(earlier.name, amount.end, is_stated=False)


def _find_action_end(sentence: Sentence, at: int) -> int:
    """Where what they did ends: ``65 showed up``."""
    deeds = [
        each
        for each in sentence.find_spans("topic", "presence", "absence", "detention", "removal")
        if each.start in {at, at + 1}
    ]
    return max((each.end for each in deeds), default=at)
