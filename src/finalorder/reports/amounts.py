"""Numbers in a sentence: digits and words, with their multiplier, percent sign, range and wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from finalorder.reports.tokens import Sentence, TokenizedText
from finalorder.reports.vocabulary import load_vocabulary

_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(k|m|mn|bn|K|M)?")
_NUMBER_WORDS = load_vocabulary()["numbers"]
_WORD_VALUES = {word: float(at) for at, word in enumerate(_NUMBER_WORDS["ones"])}
_WORD_VALUES |= {word: 20.0 + 10 * at for at, word in enumerate(_NUMBER_WORDS["tens"])}
_MULTIPLIERS: dict[str, float] = _NUMBER_WORDS["multipliers"]
_PLURAL_VALUES: dict[str, float] = _NUMBER_WORDS["plurals"]
_FRACTION_VALUES: dict[str, float] = _NUMBER_WORDS["parts"]
COUNT, SHARE, DURATION = "count", "share", "duration"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: its tokens, its value or range, what it is, and how it is worded. ``vague``: "thousands", "most"."""

    start: int
    end: int
    low: float
    high: float
    kind: str = COUNT
    unit: str = ""
    bound: str = "exactly"
    is_vague: bool = False
    is_word: bool = False


def find_amounts(text: TokenizedText, sentence: Sentence) -> Iterator[Amount]:
    """The numbers of a sentence, left to right, none overlapping another; those that are no claims are left out."""
    at = sentence.start
    while at < sentence.end:
        found = _match_amount(text, at, sentence.end)
        if found is None:
            at += 1
            continue
        if not _is_not_a_claim(text, found):
            yield _attach_bound(found, sentence)
        at = found.end


def _match_amount(text: TokenizedText, at: int, end: int) -> Amount | None:
    first = _match_fraction(text, at, end) or _match_number(text, at, end)
    if first is None:
        return None
    first = _attach_kind(text, first, end)
    return _match_range(text, first, end) or first


def _match_number(text: TokenizedText, at: int, end: int) -> Amount | None:
    """Digits or words, with multipliers: ``2,100``, ``1.5 million``, ``half a million``, ``thousands``."""
    word = text.lower_at(at)
    if word in _PLURAL_VALUES and text.lower_at(at - 1) not in _MULTIPLIERS:
        return _read_plural_number(text, at, end)
    digits = _DIGITS.fullmatch(text.words[at])
    if digits:
        scale = _MULTIPLIERS.get((digits[3] or "").lower(), 1.0)
        value, after = float(digits[1].replace(",", "") + (digits[2] or "")) * scale, at + 1
        return _apply_multipliers(text, at, after, value, end, is_word=False)
    skip = {"a": 1, "half": 2}.get(word, 0)
    if skip and text.lower_at(at + skip) in _MULTIPLIERS and at + skip < end:
        return _apply_multipliers(text, at, at + skip, 1.0 / skip, end, is_word=True)
    return _read_number_words(text, at, end) if word in _WORD_VALUES else None


def _read_plural_number(text: TokenizedText, at: int, end: int) -> Amount:
    """``thousands``, ``hundreds of thousands``, ``tens of thousands``: two of them at the least."""
    after, value = at + 1, _PLURAL_VALUES[text.lower_at(at)]
    if text.lower_at(after) == "of" and text.lower_at(after + 1) in _PLURAL_VALUES and after + 1 < end:
        value, after = value * _PLURAL_VALUES[text.lower_at(after + 1)] / 2, after + 2
    return Amount(at, after, value, value, bound="at_least", is_vague=True, is_word=True)


def _apply_multipliers(text: TokenizedText, at: int, after: int, value: float, end: int, *, is_word: bool) -> Amount:
    while after < end and text.lower_at(after) in _MULTIPLIERS:
        value, after = value * _MULTIPLIERS[text.lower_at(after)], after + 1
    return Amount(at, after, value, value, is_word=is_word)


def _read_number_words(text: TokenizedText, at: int, end: int) -> Amount:
    """``twenty one``, ``two hundred and forty thousand``: hundreds add up, thousands multiply what stands before."""
    total, part, after = 0.0, 0.0, at
    while after < end:
        word = text.lower_at(after)
        if word in _WORD_VALUES and (part == 0 or part % 100 == 0 or (part % 10 == 0 and _WORD_VALUES[word] < 10)):
            part += _WORD_VALUES[word]
        elif word in _MULTIPLIERS and len(word) > 2:
            part = part * _MULTIPLIERS[word] if part else _MULTIPLIERS[word]
            if _MULTIPLIERS[word] >= 1000:
                total, part = total + part, 0.0
        elif not (word == "and" and part >= 100 and text.lower_at(after + 1) in _WORD_VALUES):
            break
        after += 1
    return Amount(at, after, total + part, total + part, is_word=True)


def _match_fraction(text: TokenizedText, at: int, end: int) -> Amount | None:
    """``one in five``, ``9 out of 10``, ``two thirds``, ``half``, ``a quarter``, ``three of every four``."""
    return _match_ratio(text, at, end) or _match_fraction_words(text, at, end)


def _match_ratio(text: TokenizedText, at: int, end: int) -> Amount | None:
    top = _parse_small_number(text, at)
    if top is None or at + 2 >= end:
        return None
    for joint in (("out", "of", "every"), ("out", "of"), ("of", "every"), ("in", "every"), ("in",)):
        after = at + 1 + len(joint)
        if tuple(text.lower_at(at + 1 + step) for step in range(len(joint))) != joint or after >= end:
            continue
        whole = _parse_small_number(text, after)
        if whole and top < whole <= 1000 and (joint != ("in",) or whole in _NUMBER_WORDS["wholes"]):
            share = 100 * top / whole
            return Amount(at, after + 1, share, share, SHARE, "percent", is_word=True)
    return None


def _parse_small_number(text: TokenizedText, at: int) -> float | None:
    word = text.lower_at(at)
    if word in _WORD_VALUES:
        return _WORD_VALUES[word]
    return float(word) if word.isdigit() and word.isascii() and len(word) < 5 else None


def _match_fraction_words(text: TokenizedText, at: int, end: int) -> Amount | None:
    """``half``, ``two thirds``, ``a quarter of``, ``most of``."""
    word, after = text.lower_at(at), text.lower_at(at + 1)
    if word == "half" and text.lower_at(at + 2) not in _MULTIPLIERS and after not in _NUMBER_WORDS["not_halves"]:
        return Amount(at, at + 1, 50.0, 50.0, SHARE, "percent", is_word=True)
    if word == "majority" or (word == "most" and after == "of"):
        return Amount(at, at + 1, 50.0, 50.0, SHARE, "percent", bound="over", is_vague=True, is_word=True)
    top, part = 1.0 if word == "a" else _WORD_VALUES.get(word), after.removesuffix("s")
    if top is None or part not in _FRACTION_VALUES or part == "half" or (top > 1) != after.endswith("s"):
        return None
    share = top * _FRACTION_VALUES[part]
    is_share = at + 1 < end and share <= 100 and text.lower_at(at + 2) in _NUMBER_WORDS["after_parts"]
    return Amount(at, at + 2, share, share, SHARE, "percent", is_word=True) if is_share else None


def _attach_kind(text: TokenizedText, amount: Amount, end: int) -> Amount:
    """A percent sign or word makes it a share, a word of time a duration."""
    if amount.kind == SHARE or amount.end >= end:
        return amount
    word = text.lower_at(amount.end)
    if word == "per" and text.lower_at(amount.end + 1) == "cent":
        return replace(amount, end=amount.end + 2, kind=SHARE, unit="percent")
    if word in _NUMBER_WORDS["percent"] and not text.lower_at(amount.end + 1).startswith("point"):
        return replace(amount, end=amount.end + 1, kind=SHARE, unit="percent")
    time = _NUMBER_WORDS["durations"].get(word.removesuffix("s"))
    if time and text.lower_at(amount.end + 1) not in {"old", "olds"}:
        return replace(amount, end=amount.end + 1, kind=DURATION, unit=time)
    return amount


def _match_range(text: TokenizedText, first: Amount, end: int) -> Amount | None:
    """``85% to 90%``, ``between 85 and 90 percent``, ``10-20 percent``, ``two to three weeks``."""
    joint = text.lower_at(first.end) if first.end < end else ""
    between = text.lower_at(first.start - 1) == "between"
    if joint not in {"to", "-", "or"} and not (joint == "and" and between):
        return None
    second = _match_number(text, first.end + 1, end) if first.end + 1 < end else None
    if second is None or second.is_vague:
        return None
    second = _attach_kind(text, second, end)
    if first.unit and second.unit and first.unit != second.unit:
        return None
    low, high = _apply_shared_multiplier(first, second)
    if low > high:
        return None
    start = first.start - (1 if between else 0)
    return replace(second, start=start, low=low, high=high, kind=second.kind if second.unit else first.kind,
                   unit=second.unit or first.unit)  # fmt: skip


def _apply_shared_multiplier(first: Amount, second: Amount) -> tuple[float, float]:
    """``1 to 1.4 million``: the multiplier is of both."""
    low, high = first.low, second.high
    bare = first.end - first.start == 1 and second.end - second.start > 1 and low < 1000 <= high
    scale = 1e6 if high >= 1e6 else 1e3
    return (low * scale, high) if bare and low * scale <= high else (low, high)


def _is_not_a_claim(text: TokenizedText, amount: Amount) -> bool:
    """Whether it is no number that counts: masked, a bare year, a lone "one", a share above all."""
    if any(text.masked[amount.start : amount.end]):
        return True
    if amount.kind == SHARE:
        return amount.high > 100 or _is_change(text, amount)
    if amount.is_word and amount.low == 1 and text.lower_at(amount.end) in _NUMBER_WORDS["not_counts"]:
        return True
    word = text.words[amount.start]
    bare = amount.end - amount.start == 1 and amount.kind == COUNT
    return bare and word.isdigit() and len(word) == 4 and 1900 <= amount.low < 2100


def _is_change(text: TokenizedText, amount: Amount) -> bool:
    """``down 10 percent``, ``a 10 percent increase``; not ``ignored by 44 percent of them``."""
    before, after = text.lower_at(amount.start - 1), text.lower_at(amount.end)
    return after != "of" and (before in _NUMBER_WORDS["changes_before"] or after in _NUMBER_WORDS["changes_after"])


def _attach_bound(amount: Amount, sentence: Sentence) -> Amount:
    """With the words before it that say how it is meant: ``as many as``, ``only``, ``nearly``."""
    for bound in sentence.find_spans("bound"):
        if bound.end == amount.start:
            return replace(amount, start=bound.start, bound=amount.bound if amount.is_vague else bound.name)
    return amount
