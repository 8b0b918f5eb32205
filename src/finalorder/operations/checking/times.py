"""Days, months, years and spells in a sentence: what a claim may date itself by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from finalorder.operations.checking.tokens import Page, Sentence
from finalorder.operations.checking.vocabulary import vocabulary

_WORDS = vocabulary()["times"]
MONTHS: list[str] = _WORDS["months"]
WEEKDAYS: list[str] = _WORDS["weekdays"]
_SHORT = {name[:3]: name for name in MONTHS} | {"sept": "september"}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")
_FISCAL = re.compile(r"fy'?(\d{4}|\d{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A time: its tokens, and itself in a plain form (``FY2019``, ``March 2019``, ``2019-06-23``, ``Sunday``)."""

    start: int
    end: int
    period: str


def times(text: Page, sentence: Sentence) -> Iterator[When]:
    """The times of a sentence, left to right."""
    at = sentence.start
    while at < sentence.end:
        found = next((when for read in _READERS if (when := read(text, at, sentence.end)) is not None), None)
        if found:
            yield _led(text, found, sentence.start)
        at = found.end if found else at + 1


def _led(text: Page, when: When, first: int) -> When:
    """With ``since`` or ``until`` before it, which is part of what it says."""
    lead = text.lower(when.start - 1)
    if when.start > first and lead in {"since", "until", "through", "before", "after"}:
        return When(when.start - 1, when.end, f"{lead} {when.period}")
    return when


def _fiscal(text: Page, at: int, end: int) -> When | None:
    """``FY2019``, ``FY 19``, ``fiscal year 2019``, ``fiscal 2018``, with a second year where it is a range."""
    word, after = text.words[at], at + 1
    found = _FISCAL.fullmatch(word)
    if found:
        return _fiscal_range(text, at, after, _century(found[1]), end)
    if word.lower() == "fy" or word.lower() == "fiscal":
        while after < end and text.lower(after) in {"year", "years"}:
            after += 1
        digits = text.words[after] if after < end else ""
        if re.fullmatch(r"\d{4}|\d{2}", digits):
            return _fiscal_range(text, at, after + 1, _century(digits), end)
    return None


def _fiscal_range(text: Page, at: int, after: int, year: str, end: int) -> When:
    joint = text.lower(after) if after < end else ""
    if joint in {"to", "through", "-", "and"} and after + 1 < end:
        second = re.fullmatch(r"(?:fy)?(\d{4}|\d{2})", text.lower(after + 1))
        if second and not (joint == "and" and not _YEAR.fullmatch(_century(second[1]))):
            return When(at, after + 2, f"FY{year} to FY{_century(second[1])}")
    return When(at, after, f"FY{year}")


def _century(digits: str) -> str:
    return digits if len(digits) == 4 else ("19" if int(digits) > 80 else "20") + digits


def _numeric(text: Page, at: int, end: int) -> When | None:
    word = text.words[at] if at < end else ""
    if _ISO.fullmatch(word) or _SLASHED.fullmatch(word):
        return When(at, at + 1, word)
    return None


def _month(text: Page, at: int, end: int) -> When | None:
    """``June 23, 2019``, ``23 June``, ``March 2019``, ``in March``."""
    before = _DAY.fullmatch(text.words[at])
    if before and at + 1 < end and _named(text, at + 1) and int(before[1]) <= 31:
        return _with_year(text, at, at + 2, f"{before[1]} {_named(text, at + 1)}", end)
    name = _named(text, at)
    if not name:
        return None
    day = _DAY.fullmatch(text.words[at + 1]) if at + 1 < end else None
    if day and int(day[1]) <= 31:
        return _with_year(text, at, at + 2, f"{day[1]} {name}", end)
    if at + 2 < end and text.lower(at + 1) in {"and", "to", "through", "-"} and _named(text, at + 2):
        return _with_year(text, at, at + 3, f"{name} to {_named(text, at + 2)}", end)
    dated = _with_year(text, at, at + 1, name, end)
    return dated if dated.end > at + 1 or text.lower(at - 1) in _WORDS["leads"] else None


def _named(text: Page, at: int) -> str:
    """The month of that name, capital first, with or without its point; empty if it is none."""
    word = text.words[at].removesuffix(".")
    full = _SHORT.get(word.lower(), word.lower())
    return full.capitalize() if word[:1].isupper() and full in MONTHS else ""


def _with_year(text: Page, start: int, after: int, said: str, end: int) -> When:
    comma = 1 if text.lower(after) == "," and after < end else 0
    if after + comma < end and _YEAR.fullmatch(text.words[after + comma]):
        after, said = after + comma + 1, f"{said} {text.words[after + comma]}"
        return _to_month(text, start, after, said, end) or When(start, after, said)
    return When(start, after, said)


def _to_month(text: Page, start: int, after: int, said: str, end: int) -> When | None:
    """``November 2018 to June 2019``: a range of months, each with its year."""
    if after + 2 >= end or text.lower(after) not in {"and", "to", "through", "-"} or not _named(text, after + 1):
        return None
    if not _YEAR.fullmatch(text.words[after + 2]):
        return None
    return When(start, after + 3, f"{said} to {_named(text, after + 1)} {text.words[after + 2]}")


def _weekday(text: Page, at: int, end: int) -> When | None:
    word = text.words[at]
    if word.lower() not in WEEKDAYS or not word[0].isupper():
        return None
    start = at - 1 if text.lower(at - 1) in {*_WORDS["near"], "early"} else at
    after = at + 1 if at + 1 < end and text.lower(at + 1) in {"morning", "night", "evening", "afternoon"} else at
    following = _month(text, at + 2, end) if at + 2 < end and text.words[at + 1] == "," else None
    return When(start, following.end, following.period) if following else When(start, max(after, at) + 1, word)


def _relative(text: Page, at: int, end: int) -> When | None:
    if text.lower(at) in _WORDS["near"] and at + 1 < end and text.lower(at + 1) in _WORDS["spans"]:
        return When(at, at + 2, f"{text.lower(at)} {text.lower(at + 1)}")
    return When(at, at + 1, "tomorrow") if text.lower(at) == "tomorrow" else None


def _year(text: Page, at: int, end: int) -> When | None:
    """``in 2019``, ``since 2008``, ``2008 to 2018``; a year alone is none."""
    if not _YEAR.fullmatch(text.words[at]) or text.masked[at]:
        return None
    if at + 2 < end and text.lower(at + 1) in {"to", "-", "through", "and"} and _YEAR.fullmatch(text.words[at + 2]):
        return When(at, at + 3, f"{text.words[at]} to {text.words[at + 2]}")
    return When(at, at + 1, text.words[at]) if text.lower(at - 1) in _WORDS["leads"] else None


_READERS = (_fiscal, _numeric, _month, _weekday, _relative, _year)
