"""Numbers in words: cardinals, dozens, fractions and ratios of a language."""

from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.tokens import TokenizedText

_WHOLES = frozenset({3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100})
_MAX_RATIO_WHOLE, _MAX_RATIO_TOP = 1000, 99


class WordNumbers:
    """Reads numbers in words from a place of a text."""

    def __init__(self, text: TokenizedText, grammar: Grammar) -> None:
        self.text, self.table = text, grammar.words["numbers"]
        self.values = {word: float(at) for at, word in enumerate(self.table["ones"])} | {
            word: float(value) for word, value in self.table["values"].items()
        }
        self.values |= self._list_joined()
        self.multipliers: dict[str, float] = self.table["multipliers"]
        self.long_multipliers = frozenset(word for word in self.multipliers if len(word) > 2)
        self.ratio_joints = [each.split() for each in self.table["ratio"]]

    def _list_joined(self) -> dict[str, float]:
        """``twentyfive``, as a hyphen at the end of a line leaves it."""
        tens = {word: value for word, value in self.values.items() if value in range(20, 100, 10)}
        ones = {word: value for word, value in self.values.items() if 0 < value < 10}
        is_joined = "and" in self.table["and"]
        return {ten + one: a + b for ten, a in tens.items() for one, b in ones.items() if is_joined}

    def read(self, at: int, end: int) -> tuple[int, float, bool] | None:
        """Read the token behind a number in words, its value, and whether it is vague; None if there is none."""
        word, following = self.text.lower_at(at), self.text.lower_at(at + 1)
        if word in self.table["plurals"]:
            return self._read_plural(at, end)
        if word in self.table["article"] and (following in self.table["few"] or following in self.table["dozens"]):
            if following in self.table["dozens"]:
                return at + 2, float(self.table["dozens"][following]), False
            at, word, following = at + 1, following, self.text.lower_at(at + 2)
        if word in self.table["few"]:
            return self._read_few(at)
        if word in self.table["halves"] and following in {*self.table["article"], *self.multipliers}:
            return self._read_half(at, end)
        found = self._read_decimal(at, end) or self._read_cardinal(at, end)
        dozen = self.table["dozens"].get(self.text.lower_at(found[0])) if found and found[0] < end else None
        return (found[0] + 1, found[1] * dozen, False) if found and dozen and 1 < found[1] < 100 else found

    def _read_few(self, at: int) -> tuple[int, float, bool] | None:
        """Read ``several dozen``, ``a couple hundred``, ``a few thousand``."""
        following = self.text.lower_at(at + 1)
        scale = self.multipliers.get(following, 0.0) if following in self.long_multipliers else 0.0
        value = self.table["dozens"].get(following) or self.table["plurals"].get(following) or scale
        times = 2.0 if self.text.lower_at(at) in self.table["pairs"] and scale else 3.0
        return (at + 2, times * value, True) if value else None

    def _read_decimal(self, at: int, end: int) -> tuple[int, float, bool] | None:
        """Read ``one point two million``, ``uno punto dos millones``."""
        if self.text.lower_at(at + 1) not in self.table["decimal_words"] or at + 2 >= end:
            return None
        whole, after, digits = self.values.get(self.text.lower_at(at)), at + 2, ""
        while after < end and self.values.get(self.text.lower_at(after), 10.0) < 10:
            digits, after = digits + str(int(self.values[self.text.lower_at(after)])), after + 1
        scale = self.multipliers.get(self.text.lower_at(after)) if after < end else None
        if whole is None or not digits or not scale or scale < 1000:
            return None
        return after + 1, float(f"{int(whole)}.{digits}") * scale, False

    def _read_plural(self, at: int, end: int) -> tuple[int, float, bool] | None:
        value, after = float(self.table["plurals"][self.text.lower_at(at)]), at + 1
        while (
            self.text.lower_at(after) in {"of", "de"}
            and self.text.lower_at(after + 1) in self.table["plurals"]
            and after + 1 < end
        ):
            value, after = value * self.table["plurals"][self.text.lower_at(after + 1)] / 2, after + 2
        return after, value, True

    def _read_half(self, at: int, end: int) -> tuple[int, float, bool] | None:
        after = at + 1 + (self.text.lower_at(at + 1) in self.table["article"])
        multiplier = self.multipliers.get(self.text.lower_at(after)) if after < end else None
        return (after + 1, multiplier / 2, False) if multiplier and multiplier >= 1000 else None

    def _read_cardinal(self, at: int, end: int) -> tuple[int, float, bool] | None:
        """Read ``twenty one``, ``a hundred and sixty thousand``, ``treinta y cinco``, ``doscientos mil``."""
        total, part, after, has_number = 0.0, 0.0, at, False
        if self.text.lower_at(at) in self.table["article"] and self.text.lower_at(at + 1) in self.long_multipliers:
            after, part = at + 1, 1.0
        elif self.text.lower_at(at) in self.multipliers and self.text.lower_at(at) not in self.table["bare"]:
            return None
        while after < end:
            word = self.text.lower_at(after)
            value = self.values.get(word)
            if value is not None and self._does_fit(part, value):
                part, has_number = part + value, True
            elif word in self.long_multipliers:
                scale, has_number = self.multipliers[word], True
                part = (part or 1.0) * scale
                total, part = (total + part, 0.0) if scale >= 1000 else (total, part)
            elif not self._goes_on_with_and(after, part, total):
                break
            after += 1
        return (after, total + part, False) if has_number else None

    def _goes_on_with_and(self, at: int, part: float, total: float) -> bool:
        """``a hundred and one``; ``a thousand and one``, but not ``one thousand and two thousand``."""
        value = self.values.get(self.text.lower_at(at + 1))
        if self.text.lower_at(at) not in self.table["and"] or value is None:
            return False
        behind = self.text.lower_at(at + 2)
        is_behind_thousand = not part and total > 0 and "and" in self.table["and"] and behind not in self.multipliers
        return self._does_fit(part, value) if part else is_behind_thousand and value < 100

    @staticmethod
    def _does_fit(part: float, value: float) -> bool:
        """Return whether a value may be added: tens behind hundreds, ones behind tens."""
        return part == 0 or (part % 100 == 0 and value < 100) or (part % 10 == 0 and part % 100 >= 20 and value < 10)

    def multiply(self, after: int, value: float, end: int) -> tuple[int, float]:
        """Multiply ``1.5 million``, ``12 mil 450``: with the words that multiply digits,
        and digits behind a thousand.
        """
        while after < end and self.text.lower_at(after) in self.multipliers and len(self.text.lower_at(after)) > 2:
            scale = self.multipliers[self.text.lower_at(after)]
            value, after = value * scale, after + 1
            following = self.text.lower_at(after) if after < end else ""
            if scale == 1000 and following.isdigit() and len(following) == 3 and "mil" in self.multipliers:
                value, after = value + int(following), after + 1
        return after, value

    def read_ratio(self, at: int, end: int) -> tuple[int, float, str] | None:
        """Read ``one in five``, ``nine cases out of 10``, ``uno de cada cinco``: the token behind, the share,
        its noun.
        """
        top, behind = self._read_top(at, end)
        if top is None or not 0 < top <= _MAX_RATIO_TOP:
            return None
        for gap in range(3):
            place = behind + gap
            if gap and not self.text.lower_at(place - 1).isalpha():
                return None
            for joint in self.ratio_joints:
                found = self._read_whole((top, behind), place, joint, end)
                if found:
                    after, whole = found
                    return after, 100 * top / whole, " ".join(self.text.lows[behind:place])
        return None

    def _read_top(self, at: int, end: int) -> tuple[float | None, int]:
        """The number before "out of" and the token behind it: ``eighty three``, ``ochenta y tres``, ``9``."""
        word = self.text.lower_at(at)
        found = self._read_cardinal(at, end) if word in self.values else None
        return (found[1], found[0]) if found else (self._small_number(at), at + 1)

    def _read_whole(self, first: tuple[float, int], place: int, joint: list[str], end: int) -> tuple[int, float] | None:
        if self.text.lows[place : place + len(joint)] != joint or place + len(joint) >= end:
            return None
        (top, behind), after = first, place + len(joint)
        noun = self.text.lower_at(after)
        after += noun in self.table["article"] and self.text.lower_at(after + 1) == "hundred"
        noun = self.text.lower_at(after)
        is_number = self.values.get(noun) is not None or noun == "hundred"
        if len(joint) > 1 and noun.isalpha() and not is_number and place == behind:
            return None
        whole = 100.0 if noun == "hundred" else self._small_number(after)
        if whole is None or not top < whole <= _MAX_RATIO_WHOLE or after >= end:
            return None
        is_loose = joint in (["in"], ["of"], ["de"], ["en"], ["entre"], ["de", "los"], ["de", "las"])
        if is_loose and (whole not in {*_WHOLES, *range(11, 21), 50} or top > 20 or self.text.joined[after]):
            return None
        if joint in (["of"], ["de"], ["en"], ["de", "los"], ["de", "las"]) and (place > behind or whole not in _WHOLES):
            return None
        following = self.text.lower_at(after + 1)
        is_other = joint == ["in"] and following in {
            "states",
            "cities",
            "days",
            "counties",
            "months",
            "years",
            "weeks",
            "million",
            "thousand",
        }
        return None if is_other else (after + 1, whole)

    def _small_number(self, at: int) -> float | None:
        word = self.text.lower_at(at)
        if word in self.values:
            return self.values[word]
        return float(word) if word.isdigit() and word.isascii() and len(word) < 5 else None

    def _is_part_of_year(self, at: int, after: int) -> bool:
        """``the first two quarters``, ``the first half of the year``, ``a quarter of a mile``."""
        ordinals, spans = self.table["part_leads"], self.table["part_spans"]
        is_led = self.text.lower_at(at - 1) in ordinals
        return is_led or self.text.find_at(after, spans) > 0 or self.text.find_at(at + 1, spans) > 0

    def read_fraction(self, at: int, end: int) -> tuple[int, float, str] | None:
        """Read ``half``, ``two thirds``, ``a quarter of``, ``la mitad``, ``tres cuartas partes``,
        ``every second order``.
        """
        word, following = self.text.lower_at(at), self.text.lower_at(at + 1)
        if word in self.table["every_words"] and following in self.table["every"] and at + 1 < end:
            return at + 2, float(self.table["every"][following]), ""
        is_whole = self.text.lower_at(at - 1) in {"and", "y"} and at > 1
        if word in {"half", "mitad"} and (self._is_part_of_year(at, at + 1) or is_whole):
            return None
        if word in {"half", "mitad"} and following not in {*self.table["not_halves"], *self.multipliers}:
            return at + 1, 50.0, ""
        if self._is_part_of_year(at, at + 2):
            return None
        top = 1.0 if word in self.table["article"] else self.values.get(word)
        part = self.table["parts"].get(following) if at + 1 < end else None
        if not top or part is None or part == 50.0 or top * part > 100:
            return None
        if top > 1 and not following.endswith("s"):
            return None
        is_counted = word not in self.table["article"] or self.text.ends_with(at, self.table["hedges"]) > 0
        is_open = is_counted or at + 2 >= end or self.text.lower_at(at + 2) in self.table["after_parts"]
        after = at + 2 + (self.text.lower_at(at + 2) in {"parte", "partes"})
        return (after, top * part, "") if is_open else None
