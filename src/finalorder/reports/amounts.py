"""Numbers of a text: digits and words, shares, ratios, changes and spells, with their range and wording."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.number_words import WordNumbers
from finalorder.reports.tokens import Sentence, TokenizedText
from finalorder.reports.typography import THIN_SPACE

COUNT, SHARE, DURATION, CHANGE = "count", "share", "duration", "change"
_GROUPS = {"en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), "es": re.compile(r"\d{1,3}(?:[.,]\d{3})+")}
_DECIMAL = {"en": re.compile(r"\d+\.\d+"), "es": re.compile(r"\d+[.,]\d{1,2}")}
_LETTER_MULTIPLIERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "mil": 1e3}
_CAPITALS = frozenset({"K", "M"})
_LONG_DECIMAL = re.compile(r"\d+\.\d{3,}")
_GOES_ON = re.compile(r"['’]\d{3}(?!\d)|[eE][+-]?\d")
_BEFORE_PIECE = re.compile(r"(?:^|[^\w,.])[,.]$|\d['’]$|\d[eE][+-]?$")
_BOTTOMS = frozenset({"2", "3", "4", "5", "8", "10"})
_ORDINAL = frozenset({"st", "nd", "rd", "th", "s", "º", "ª", "ro", "er"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: its tokens, its value or range, what it is, and how it is worded. ``vague``: "thousands", "dozens"."""

    start: int
    end: int
    low: float
    high: float
    kind: str = COUNT
    unit: str = ""
    bound: str = "exactly"
    is_vague: bool = False
    is_word: bool = False
    noun: str = ""


class AmountReader:
    """Reads the numbers of a text by the words of its language."""

    def __init__(self, text: TokenizedText, grammar: Grammar) -> None:
        self.text, self.grammar = text, grammar
        self.numbers, self.change = grammar.words["numbers"], grammar.words["change"]
        self.word_numbers = WordNumbers(text, grammar)
        self.leads, self.stems = self._list_leads(), tuple(self.change.get("stems", ()))
        bounds = grammar.words["bound"].values()
        self.bound_ends = frozenset(phrase.split()[-1] for phrases in bounds for phrase in phrases)
        self.change_verbs = frozenset(self.change["before"]) | frozenset(self.change["moves"])

    def _list_leads(self) -> frozenset[str]:
        """The words that a number can begin with."""
        numbers = self.numbers
        names = ("article", "few", "halves", "plurals", "dozens", "every_words", "parts", "multipliers")
        phrases = [*numbers["zeros"], *numbers["year_and_half"]]
        return frozenset(
            {
                *self.word_numbers.values,
                *self.change["multiples"],
                *(word for name in names for word in numbers[name]),
                *(phrase.split()[0] for phrase in phrases),
            }
        )

    def list_amounts(self, sentence: Sentence) -> Iterator[Amount]:
        """List the numbers of a sentence, left to right, masked ones left out."""
        at = sentence.start
        while at < sentence.end:
            word = self.text.lows[at]
            can_begin = word in self.leads or not word[0].isalpha() or word.startswith(self.stems or "\n")
            found = self._read_amount(at, sentence.end) if can_begin else None
            if found is None:
                at += 1
                continue
            at = found.end
            if not any(self.text.masked[found.start : found.end]) and not self._is_bare_year(found):
                yield self._attach_bound(found, sentence.start)

    def _read_amount(self, at: int, end: int) -> Amount | None:
        is_word = self.text.lows[at][0].isalpha()
        first = self._read_number(at, end)
        found = self._read_multiple(at, first, end) or (self._read_phrase(at) if is_word else None)
        if found:
            return found
        share = self._read_share_words(at, end)
        if share:
            return self._attach_change(share, end)
        if first is None:
            return None
        found = self._attach_unit(self._add_half(first, end), end)
        found = self._add_half(found, end) if found and found.kind == DURATION else found
        return self._attach_change(self._attach_second(found, end), end) if found else None

    def _read_phrase(self, at: int) -> Amount | None:
        """``none``, ``a year and a half``."""
        length = self.text.find_at(at, self.numbers["zeros"])
        if length:
            return Amount(at, at + length, 0, 0, is_word=True)
        length = self.text.find_at(at, self.numbers["year_and_half"])
        return Amount(at, at + length, 1.5, 1.5, DURATION, "years", is_word=True) if length else None

    def _add_half(self, amount: Amount, end: int) -> Amount:
        """``four and a half years``, ``one and a half million``, ``un millón y medio``: the half behind a number."""
        length = self.text.find_at(amount.end, self.numbers["and_half"]) if amount.end < end else 0
        if not length or amount.low != amount.high or not amount.low.is_integer():
            return amount
        after, value, scale = amount.end + length, amount.low, self._get_scale(amount.end - 1, end)
        if scale and amount.end - amount.start > 1:
            value += scale / 2
        elif value < 100:
            scale = self._get_scale(after, end)
            after, value = after + bool(scale), (value + 0.5) * (scale or 1)
        else:
            return amount
        return replace(amount, end=after, low=value, high=value)

    def _get_scale(self, at: int, end: int) -> float:
        """The thousand or million that a word multiplies by; 0 for any other word."""
        scale = self.word_numbers.multipliers.get(self.text.lower_at(at), 0.0) if at < end else 0.0
        return scale if scale >= 1000 and len(self.text.lower_at(at)) > 2 else 0.0

    def _read_number(self, at: int, end: int) -> Amount | None:
        word = self.text.words[at]
        if word[0].isdigit() or _vulgar_value(word) is not None:
            return self._read_digits(at, end)
        found = self.word_numbers.read(at, end)
        if found is None:
            return None
        after, value, is_vague = found
        return Amount(
            at, after, value, value, bound="at_least" if is_vague else "exactly", is_vague=is_vague, is_word=True
        )

    def _read_digits(self, at: int, end: int) -> Amount | None:
        value = parse_digits(self.text.words[at], self.grammar.language)
        if value is None or self._is_piece(at):
            return None
        after = at + 1
        after, value = self._add_fraction(at, after, value)
        following = self.text.lower_at(after) if after < end else ""
        if self.text.joined[after : after + 1] == [True] and following in _ORDINAL:
            return None
        is_close = after < end and self.text.starts[after] == self.text.ends[after - 1]
        if following in _LETTER_MULTIPLIERS and (is_close or self.text.words[after] in _CAPITALS):
            after, value = after + 1, value * _LETTER_MULTIPLIERS[following]
        elif following in self.numbers["dozens"] and following not in self.numbers["plurals"]:
            after, value = after + 1, value * self.numbers["dozens"][following]
        else:
            after, value = self.word_numbers.multiply(after, value, end)
        is_odd = after == at + 1 and value >= 1 and _LONG_DECIMAL.fullmatch(self.text.words[at])
        return None if is_odd and self.grammar.language == "en" else Amount(at, after, value, value)

    def _is_piece(self, at: int) -> bool:
        """Whether digits are a piece of a number that is not read: ``,89``, ``1'200``, ``1.2e6``, ``12 345``."""
        return (
            _is_piece_of(self.text.source[max(self.text.starts[at] - 12, 0) : self.text.starts[at]])
            or _GOES_ON.match(self.text.source, self.text.ends[at]) is not None
            or self._is_parted(at - 1)
            or self._is_parted(at)
        )

    def _is_parted(self, at: int) -> bool:
        """Whether this word and the next are digits that a plain blank parts as thousands are parted."""
        if at < 0 or at + 1 >= len(self.text.words) or self.text.masked[at] or self.text.masked[at + 1]:
            return False
        first, second = self.text.words[at], self.text.words[at + 1]
        is_grouped = first.isdigit() and second.isdigit() and len(first) < 4 and len(second) == 3
        return is_grouped and self.text.source[self.text.ends[at] : self.text.starts[at + 1]] == " "

    def _add_fraction(self, at: int, after: int, value: float) -> tuple[int, float]:
        """Read ``1/2``, ``1 1/2``, ``1½``: the part behind a whole number, or a part alone."""
        vulgar = _vulgar_value(self.text.lower_at(after))
        if vulgar is not None and self.text.joined[after]:
            return after + 1, value + vulgar
        for place, whole in ((at, 0.0), (after, value)):
            top, bottom = self.text.lower_at(place), self.text.lower_at(place + 2)
            is_slashed = self.text.lower_at(place + 1) == "/" and top.isdigit() and bottom in _BOTTOMS
            if is_slashed and 0 < int(top) < int(bottom) and self.text.joined[place + 1]:
                return place + 3, whole + int(top) / int(bottom)
        return after, value

    def _read_share_words(self, at: int, end: int) -> Amount | None:
        found = self.word_numbers.read_ratio(at, end) or self.word_numbers.read_fraction(at, end)
        if found is None:
            return None
        after, share, noun = found
        million = self.text.find_at(after, self.numbers["of_million"])
        if million and not noun:
            number = share / 100 * 1_000_000
            return Amount(at, after + million, number, number, is_word=True, bound="about")
        return Amount(at, after, share, share, SHARE, "percent", is_word=True, noun=noun)

    def _attach_unit(self, amount: Amount, end: int) -> Amount | None:
        """Attach the unit: a percent sign or word makes it a share, a word of time a duration; points are not read."""
        is_supplied = self.text.lower_at(amount.end) == "["
        percent = self.text.find_at(amount.end + is_supplied, self.numbers["percent"]) if amount.end < end else 0
        if percent:
            after = amount.end + percent + 2 * is_supplied
            is_points = self.text.lower_at(after) in self.numbers["points"] or amount.high > 1000
            return None if is_points else replace(amount, end=after, kind=SHARE, unit="percent")
        if 0 < amount.high < 1 and not amount.is_word:
            return replace(amount, low=100 * amount.low, high=100 * amount.high, kind=SHARE, unit="percent")
        at = amount.end + self.text.find_at(amount.end, self.numbers["span_words"])
        time = self.numbers["durations"].get(self.text.lower_at(at)) if at < end else None
        if time:
            is_single = self.text.joined[at] and not self.text.lower_at(at).endswith("s")
            return None if is_single else replace(amount, end=at + 1, kind=DURATION, unit=time)
        return amount

    def _attach_second(self, first: Amount, end: int) -> Amount:
        """Attach the other end of a range: ``85% to 90%``, ``between 85 and 90 percent``, ``10-20 percent``."""
        joint = self.text.lower_at(first.end) if first.end < end - 1 else ""
        if joint not in self.numbers["joints"] and joint not in self.numbers["between_joint"]:
            return first
        lead = first.start - 1 - (self.text.lower_at(first.start - 1) in self.numbers["range_articles"])
        between = self.text.lower_at(lead) in self.numbers["between"]
        if joint not in self.numbers["joints"] and not (between and joint in self.numbers["between_joint"]):
            return first
        behind = first.end + 1 + (self.text.lower_at(first.end + 1) in self.numbers["range_articles"])
        second = self._read_number(behind, end) if behind < end else None
        second = self._attach_unit(second, end) if second and not second.is_vague else None
        if second is None or self.text.masked[second.start] or (first.unit and first.unit != second.unit):
            return first
        if joint in {"y", "and"} and (not between or self._is_bare_year(second)):
            return first
        if between and self._is_from_change(lead):
            return first
        low, high = _share_multiplier(first, second)
        if low >= high or high > 20 * low or self._is_bare_year(first):
            return first
        start = lead if between else first.start
        return replace(second, start=start, low=low, high=high, is_word=first.is_word)

    def _is_from_change(self, lead: int) -> bool:
        """``rose from 1,900 to 6,100``: the two numbers of a change are no range."""
        is_from = self.text.lower_at(lead) in self.change["from"]
        return is_from and bool(self.change_verbs & set(self.text.lows[max(lead - 5, 0) : lead]))

    def _attach_change(self, amount: Amount, end: int) -> Amount:
        """Attach ``up 10 percent``, ``a 10 percent increase``; not ``missed by 44 percent of them``."""
        if amount.kind != SHARE:
            return amount
        after = amount.end + self.text.find_at(amount.end, self.change["skipped"])
        following = self.text.lower_at(after) if after < end else ""
        is_way = following in {"up", "down"} and self.text.lower_at(after + 1) in {"to", "from"}
        if following in self.change["after"] and not is_way:
            return replace(amount, end=after + 1, kind=CHANGE)
        if following in self.change["blocked_after"]:
            return amount
        first = amount.start - self._count_bound_before(amount.start)
        first -= self.text.lower_at(first - 1) in self.numbers["article"]
        before = self.text.ends_with(first, self.change["before"])
        if before and self.text.lower_at(first - 1) == "by" and before == 1:
            window = set(self.text.lows[max(first - 9, 0) : first - 1])
            before = 1 if window & {*self.change["before"], "backlog"} - {"by"} else 0
        return replace(amount, kind=CHANGE) if before else amount

    def _read_multiple(self, at: int, number: Amount | None, end: int) -> Amount | None:
        """Read ``doubled``, ``el doble``, ``three times as many``."""
        word, following = self.text.lower_at(at), self.text.lower_at(at + 1)
        value = self.change["multiples"].get(word) or self._get_stem_value(word)
        if value and word == "twice" and following not in self.change["twice"]:
            value = None
        if value and following not in self.change["not_multiples"]:
            return Amount(at, at + 1, value, value, CHANGE, "times", is_word=True)
        if number is None or number.is_vague or number.end >= end:
            return None
        length = self.text.find_at(number.end, self.change["times"])
        return replace(number, end=number.end + min(length, 2), kind=CHANGE, unit="times") if length else None

    def _get_stem_value(self, word: str) -> float | None:
        if not self.stems:
            return None
        stems = self.change["stems"]
        return next((float(value) for stem, value in stems.items() if word.startswith(stem)), None)

    def _count_bound_before(self, at: int) -> int:
        return max((self.text.ends_with(at, words) for words in self.grammar.words["bound"].values()), default=0)

    def _attach_bound(self, amount: Amount, first: int) -> Amount:
        """Add the words before it that say how it is meant: ``as many as``, ``only``, ``nearly``."""
        best, bound = 0, amount.bound
        if self.text.lower_at(amount.start - 1) not in self.bound_ends:
            return amount
        for name, words in self.grammar.words["bound"].items():
            length = self.text.ends_with(amount.start, words)
            if length > best and amount.start - length >= first:
                best, bound = length, name
        is_kept = amount.is_vague and bound == "exactly"
        if not best:
            return amount
        return replace(amount, start=amount.start - best, bound=amount.bound if is_kept else bound)

    def _is_bare_year(self, amount: Amount) -> bool:
        word = self.text.words[amount.start]
        is_single = amount.end - amount.start == 1 and amount.kind == COUNT
        return is_single and word.isdigit() and len(word) == 4 and 1900 <= amount.low < 2100


def parse_digits(word: str, language: str) -> float | None:
    """Parse the value of digits as a language groups them; None if they are grouped as no number is."""
    vulgar = _vulgar_value(word)
    if vulgar is not None:
        return vulgar
    word = word.replace(THIN_SPACE, "")
    if word.isdigit():
        return float(word)
    if _GROUPS[language].fullmatch(word):
        return float(word.replace(",", "") if language == "en" else word.replace(",", "").replace(".", ""))
    if language == "es" and re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", word):
        return float(word.replace(".", "").replace(",", "."))
    return float(word.replace(",", ".")) if _DECIMAL[language].fullmatch(word) else None


def _is_piece_of(before: str) -> bool:
    """Whether what stands before digits makes them a piece of another number."""
    return _BEFORE_PIECE.search(before) is not None


def _vulgar_value(word: str) -> float | None:
    if len(word) != 1 or word.isascii() or unicodedata.category(word) != "No":
        return None
    value = unicodedata.numeric(word, None)
    return value if value is not None and 0 < value < 1 else None


def _share_multiplier(first: Amount, second: Amount) -> tuple[float, float]:
    """Read ``1 to 1.4 million``: the multiplier is of both."""
    low, high = first.low, second.high
    bare = first.end - first.start == 1 and second.end - second.start > 1 and low < 1000 <= high
    scale = 1e6 if high >= 1e6 else 1e3
    return (low * scale, high) if bare and low * scale <= high else (low, high)
