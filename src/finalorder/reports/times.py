"""Days, months, years and spells in a sentence: what a claim may date itself by, with its first and last day."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.mentions import When
from finalorder.reports.tokens import BREAK, CELL, Sentence, TokenizedText

_YEAR = re.compile(r"(?:19|20)\d\d")
_FISCAL = ["fiscal year"]
_BEFORE_YEAR = frozenset({"year", "years", "'", "of", ","})
_HEADER_CHARACTERS = 600
_EDGES = frozenset({BREAK, BREAK * 2, CELL})


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time: its tokens, itself in a plain form (``FY2019``, ``2019-03``, ``2019-06-23``, ``2019``), and its days.

    ``reach`` is ``since`` or ``until`` where the words say so; the days are None where the text does not tell the year.
    """

    start: int
    end: int
    period: str
    first: date | None = None
    last: date | None = None
    reach: str = ""
    is_calendar: bool = False


def make_when(time: TimeExpression) -> When:
    """The time of a claim."""
    return When(time.period, time.first, time.last, time.reach, time.is_calendar)


def make_year(start: int, end: int, first: int, last: int, *, fiscal: bool) -> TimeExpression:
    """Make calendar or fiscal years from one to another."""
    mark = "FY" if fiscal else ""
    period = f"{mark}{first}" if first == last else f"{mark}{first}-{mark}{last}"
    opens = date(first - 1, 10, 1) if fiscal else date(first, 1, 1)
    closes = date(last, 9, 30) if fiscal else date(last, 12, 31)
    return TimeExpression(start, end, period, opens, closes)


def make_month(start: int, end: int, year: int | None, month: int) -> TimeExpression:
    """Make a month of a year, or of a year that is not told."""
    if year is None:
        return TimeExpression(start, end, f"month {month}")
    return TimeExpression(
        start, end, f"{year}-{month:02}", date(year, month, 1), date(year, month, monthrange(year, month)[1])
    )


def make_months(start: int, end: int, first: tuple[int, int], last: tuple[int, int]) -> TimeExpression:
    """Make whole months from one to another, each a year and a month."""
    period = f"{first[0]}-{first[1]:02}/{last[0]}-{last[1]:02}"
    return TimeExpression(start, end, period, date(*first, 1), date(*last, monthrange(*last)[1]))


class TimeReader:
    """Reads the times of a text; what it leaves open ("last month", "in June") is dated from the text's own day."""

    def __init__(self, text: TokenizedText, grammar: Grammar) -> None:
        self.text, self.table = text, grammar.words["times"]
        self.months = {name: at for at, name in enumerate(self.table["months"], start=1)} | self.table["short_months"]
        self.leads = self._list_leads()
        self.day: date | None = None
        self.day = self._find_text_day()

    def _find_text_day(self) -> date | None:
        """Find the day a text is of: the first whole date of its head, else the first at all."""
        head = bisect_left(self.text.starts, _HEADER_CHARACTERS)
        dates = (self._read_date(at, len(self.text.words)) for at in range(head))
        return next((each.first for each in dates if each and each.first and each.first == each.last), None)

    def list_times(self, sentence: Sentence) -> Iterator[TimeExpression]:
        """List the times of a sentence, left to right."""
        at = sentence.start
        while at < sentence.end:
            found = self._read_time(at, sentence.end)
            if found:
                yield self._add_reach(self._resolve(found), sentence.start)
            at = found.end if found else at + 1

    def _list_leads(self) -> frozenset[str]:
        """The words that a time can begin with; others are numbers."""
        phrases = [each for name in ("fiscal", "calendar") for each in self.table[name]]
        words = [each for name in ("weekdays", "last", "this", "next") for each in self.table[name]]
        spans = [each.split()[0] for each in (*phrases, *self.table["spans"])]
        return frozenset({*self.months, *words, *spans, *self.table["quarters"], "q"})

    def _read_time(self, at: int, end: int) -> TimeExpression | None:
        first = self.text.lows[at]
        if first not in self.leads and not first[0].isdigit() and not first.startswith(("fy", "af")):
            return None
        reads = (
            self._read_quarter, self._read_fiscal, self._read_date, self._read_months, self._read_month,
            self._read_year, self._read_relative,
        )  # fmt: skip
        for read in reads:
            found = read(at, end)
            if found:
                return found
        word = self.text.lower_at(at)
        if word in self.table["weekdays"]:
            return TimeExpression(at, at + 1, f"weekday {self.table['weekdays'].index(word)}")
        return None

    def _read_fiscal(self, at: int, end: int) -> TimeExpression | None:
        length = self.text.find_at(at, self.table["fiscal"])
        word = self.text.lower_at(at)
        if not length:
            return None
        if self.text.lows[at + length : at + length + 3] == ["(", "fy", ")"]:
            length += 3
        for after in (at + length, at + length + 1):
            digits = self.text.lower_at(after) if after < end else ""
            if after > at + length and self.text.lower_at(after - 1) not in _BEFORE_YEAR:
                continue
            if re.fullmatch(r"(?:19|20)\d\d|\d\d", digits) and (
                after == at + length or word == "fiscal" or self.text.lower_at(after - 1) in {"'", "year", "years"}
            ):
                first = _expand_year(digits)
                last_at, last = self._read_second_year(after + 1, end, first)
                return make_year(at, last_at, first, last, fiscal=True)
        return None

    def _read_second_year(self, after: int, end: int, first: int) -> tuple[int, int]:
        """Read the token behind a range of years and its last year; where there is none, the first."""
        if self.text.lower_at(after) not in self.table["range"] or after + 1 >= end:
            return after, first
        place = after + 1
        place += self.text.find_at(place, self.table["fiscal"])
        digits = self.text.lower_at(place)
        if (
            _YEAR.fullmatch(digits)
            and int(digits) > first
            and (self.text.lower_at(after) not in {"and", "y"} or self._is_between(after))
        ):
            return place + 1, int(digits)
        return after, first

    def _is_between(self, at: int) -> bool:
        return bool({"between", "entre"} & set(self.text.lows[max(at - 5, 0) : at]))

    def _read_date(self, at: int, end: int) -> TimeExpression | None:
        """Read ``2019-06-23``, ``June 23, 2019``, ``23 June``, ``el 23 de junio de 2019``, ``6/23/2019``."""
        if at + 4 < end and self.text.lower_at(at + 1) == "/" and self.text.lower_at(at + 3) == "/":
            return self._read_slashed(at)
        if (
            at + 4 < end
            and _YEAR.fullmatch(self.text.words[at])
            and self.text.words[at + 1] == "-" == self.text.words[at + 3]
        ):
            digits = [self.text.words[at + step] for step in (0, 2, 4)]
            return _make_day(at, at + 5, digits[0], digits[1], digits[2]) if all(d.isdigit() for d in digits) else None
        return self._read_day_range(at, end) or self._read_day_first(at, end) or self._read_month_first(at, end)

    def _read_day_range(self, at: int, end: int) -> TimeExpression | None:
        """``del 6 al 22 de junio de 2025``, ``between June 6 and June 22``: two days of one month."""
        word = self.text.words[at]
        if not (word.isdigit() and len(word) <= 2 and self.text.lower_at(at + 1) in self.table["range"]):
            return None
        after = at + 2 + (self.text.lower_at(at + 2) in self.table["day_article"])
        last = self._read_day_first(after, end) if after < end else None
        if last is None:
            return None
        resolved = self._resolve(last)
        if resolved.first is None or not 1 <= int(word) < resolved.first.day:
            return replace(last, start=at)
        first = resolved.first.replace(day=int(word))
        return TimeExpression(at, last.end, f"{first}/{resolved.last}", first, resolved.last)

    def _read_slashed(self, at: int) -> TimeExpression | None:
        month, day, year = (self.text.words[at + step] for step in (0, 2, 4))
        if not (month.isdigit() and day.isdigit() and year.isdigit()) or len(year) not in {2, 4}:
            return None
        return _make_day(at, at + 5, str(_expand_year(year)), month, day)

    def _read_day_first(self, at: int, end: int) -> TimeExpression | None:
        word, after = self.text.words[at], at + 1
        if not (word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31):
            return None
        after += self.text.lower_at(after) in self.table["day_of"]
        month = self._get_month(after)
        if not month or after >= end:
            return None
        year_at, year = self._read_year_behind(after + 1 + (self.text.lower_at(after + 1) == "."), end)
        return self._make_day(at, year_at, (year, month, int(word)))

    def _read_month_first(self, at: int, end: int) -> TimeExpression | None:
        month, after = self._get_month(at), at + 1
        if not month:
            return None
        after += self.text.lower_at(after) == "."
        word = self.text.words[after] if after < end else ""
        if not (word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31):
            return None
        after += 1 + (self.text.lower_at(after + 1) in {"st", "nd", "rd", "th"} and self.text.joined[after + 1])
        if (
            self.text.lower_at(after) in {"-", "to"}
            and self.text.lower_at(after + 1).isdigit()
            and len(self.text.lower_at(after + 1)) <= 2
        ):
            after += 2
        year_at, year = self._read_year_behind(after, end)
        return self._make_day(at, year_at, (year, month, int(word)))

    def _make_day(self, start: int, end: int, parts: tuple[int | None, int, int]) -> TimeExpression | None:
        year, month, day = parts
        if year is None:
            return TimeExpression(start, end, f"day {month} {day}")
        return _make_day(start, end, str(year), str(month), str(day))

    def _read_year_behind(self, at: int, end: int) -> tuple[int, int | None]:
        place = at + (self.text.lower_at(at) in {",", *self.table["day_of"]})
        if place < end and _YEAR.fullmatch(self.text.words[place]):
            return place + 1, int(self.text.words[place])
        return at, None

    def _read_month(self, at: int, end: int) -> TimeExpression | None:
        month = self._get_month(at)
        if not month:
            return None
        year_at, year = self._read_year_behind(at + 1 + (self.text.lower_at(at + 1) == "."), end)
        if year is None and self.text.lower_at(at - 1) not in self.table["month_leads"]:
            return None
        return make_month(at, year_at, year, month)

    def _read_months(self, at: int, end: int) -> TimeExpression | None:
        """``January through March 2024``, ``between October and December 2024``, ``enero a marzo de 2024``."""
        first = self._get_month(at)
        joint, first_year = self._read_year_behind(at + 1, end) if first else (at, None)
        last = self._get_month(joint + 1) if self.text.lower_at(joint) in self.table["range"] else 0
        is_joined = self.text.lower_at(joint) not in {"and", "y"} or self._is_between(joint)
        if not (first and last and is_joined):
            return None
        after, year = self._read_year_behind(joint + 2, end)
        if year is None:
            return None
        opens = first_year or (year if first <= last else year - 1)
        return make_months(at, after, (opens, first), (year, last)) if (opens, first) < (year, last) else None

    def _read_quarter(self, at: int, end: int) -> TimeExpression | None:
        """``the first quarter of fiscal year 2025``, ``Q1 2025``, ``el tercer trimestre de 2024``."""
        number, after = self._read_quarter_number(at)
        if not number:
            return None
        while self.text.lower_at(after) in self.table["quarter_joints"]:
            after += 1
        fiscal = self.text.find_at(after, self.table["fiscal"])
        after += fiscal or self.text.find_at(after, self.table["calendar"])
        digits = self.text.lower_at(after) if after < end else ""
        if not (_YEAR.fullmatch(digits) or (fiscal and re.fullmatch(r"\d\d", digits))):
            return None
        year, month = _expand_year(digits), 3 * number - 2
        opens = (year - 1, month + 9) if fiscal and number == 1 else (year, month - 3 if fiscal else month)
        found = make_months(at, after + 1, opens, (opens[0], opens[1] + 2))
        return replace(found, period=f"{'FY' if fiscal else ''}{year}-Q{number}")

    def _read_quarter_number(self, at: int) -> tuple[int, int]:
        word, following = self.text.lower_at(at), self.text.lower_at(at + 1)
        if word == "q" and following in {"1", "2", "3", "4"} and self.text.joined[at + 1]:
            return int(following), at + 2
        number = int(self.table["quarters"].get(word, 0))
        return (number, at + 2) if number and following in self.table["quarter_names"] else (0, at)

    def _get_month(self, at: int) -> int:
        word = self.text.words[at] if at < len(self.text.words) else ""
        found = self.months.get(word.lower(), 0)
        is_name = word[:1].isupper() or "enero" in self.table["months"]
        return found if is_name else 0

    def _read_year(self, at: int, end: int) -> TimeExpression | None:
        """``in 2019``, ``since 2008``, ``2008 to 2018``; a year alone is none."""
        length = self.text.find_at(at, self.table["calendar"])
        if length and at + length < end and _YEAR.fullmatch(self.text.words[at + length]):
            year = int(self.text.words[at + length])
            return replace(make_year(at, at + length + 1, year, year, fiscal=False), is_calendar=True)
        if not _YEAR.fullmatch(self.text.words[at]) or self.text.masked[at]:
            return None
        first = int(self.text.words[at])
        after, last = self._read_second_year(at + 1, end, first)
        is_cell = {self.text.words[at - 1] if at else BREAK, self.text.lower_at(after)} <= _EDGES
        if (
            is_cell
            or last > first
            or self.text.lower_at(at - 1) in {*self.table["years_after"], "("}
            or self.text.joined[at]
        ):
            return make_year(at, after, first, last, fiscal=False)
        return None

    def _read_relative(self, at: int, end: int) -> TimeExpression | None:
        word, following = self.text.lower_at(at), self.text.lower_at(at + 1)
        for name in ("last", "this", "next"):
            if word in self.table[name] and at + 1 < end:
                fiscal = self.text.find_at(at + 1, _FISCAL)
                if fiscal:
                    return TimeExpression(at, at + 1 + fiscal, f"{name} fiscal year")
                if following in self.table["spans"]:
                    return TimeExpression(at, at + 2, f"{name} {self.table['spans'][following]}")
            if name != "this" and word in self.table["spans"] and following in self.table[name] and at + 1 < end:
                return TimeExpression(at, at + 2, f"{name} {self.table['spans'][word]}")
        return None

    def _resolve(self, when: TimeExpression) -> TimeExpression:
        """Add the days that the text's own day gives a time without a year."""
        day, words = self.day, when.period.split()
        if day is None or when.first is not None:
            return when
        if words[0] == "month":
            year = day.year if int(words[1]) <= day.month else day.year - 1
            return make_month(when.start, when.end, year, int(words[1]))
        if words[0] == "day":
            return self._resolve_day(when, int(words[1]), int(words[2]))
        if words[0] == "weekday":
            back = (day.weekday() - int(words[1])) % 7
            found = day - timedelta(back)
            return replace(when, period=found.isoformat(), first=found, last=found)
        return self._resolve_relative(when, day, words)

    def _resolve_day(self, when: TimeExpression, month: int, number: int) -> TimeExpression:
        assert self.day is not None
        year = self.day.year if (month, number) <= (self.day.month, self.day.day) else self.day.year - 1
        return _make_day(when.start, when.end, str(year), str(month), str(number)) or when

    def _resolve_relative(self, when: TimeExpression, day: date, words: list[str]) -> TimeExpression:
        step = {"last": -1, "this": 0, "next": 1}[words[0]]
        if words[1:] == ["fiscal", "year"]:
            year = day.year + (day.month >= 10) + step
            return make_year(when.start, when.end, year, year, fiscal=True)
        if words[1:] == ["year"]:
            return make_year(when.start, when.end, day.year + step, day.year + step, fiscal=False)
        if words[1:] == ["month"]:
            month = day.month - 1 + step
            return make_month(when.start, when.end, day.year + month // 12, month % 12 + 1)
        return when

    def _add_reach(self, when: TimeExpression, first: int) -> TimeExpression:
        """Add ``since`` or ``until`` before it, which is part of what it says."""
        for reach in ("since", "until"):
            is_open = "/" not in when.period and "-Q" not in when.period
            if is_open and when.start > first and self.text.ends_with(when.start, self.table[reach]):
                opens = when.first if reach == "since" else None
                closes = when.last if reach == "until" else self.day if reach == "since" else None
                return replace(when, reach=reach, first=opens, last=closes)
        return when


def _make_day(start: int, end: int, *parts: str) -> TimeExpression | None:
    try:
        found = date(*(int(part) for part in parts))
    except ValueError:
        return None
    return TimeExpression(start, end, found.isoformat(), found, found)


def _expand_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else int(("19" if int(digits) > 80 else "20") + digits)
