"""Days, months, years and spells in a sentence: what a claim may date itself by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from finalorder.reports.tokens import Sentence, TokenizedText
from finalorder.reports.vocabulary import load_vocabulary

_TIME_WORDS = load_vocabulary()["times"]
MONTHS: list[str] = _TIME_WORDS["months"]
WEEKDAYS: list[str] = _TIME_WORDS["weekdays"]
_MONTH_ABBREVIATIONS = {name[:3]: name for name in MONTHS} | {"sept": "september"}
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_SLASH_DATE = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")
_FISCAL_YEAR_WORD = re.compile(r"fy'?(\d{4}|\d{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time: its tokens, and itself in a plain form (``FY2019``, ``March 2019``, ``2019-06-23``, ``Sunday``)."""

    start: int
    end: int
    period: str


def find_times(text: TokenizedText, sentence: Sentence) -> Iterator[TimeExpression]:
    """The times of a sentence, left to right."""
    at = sentence.start
    while at < sentence.end:
        found = next((when for read in _MATCHERS if (when := read(text, at, sentence.end)) is not None), None)
        if found:
            yield _add_lead_word(text, found, sentence.start)
        at = found.end if found else at + 1


def _add_lead_word(text: TokenizedText, when: TimeExpression, first: int) -> TimeExpression:
    """With ``since`` or ``until`` before it, which is part of what it says."""
    lead = text.lower_at(when.start - 1)
    if when.start > first and lead in {"since", "until", "through", "before", "after"}:
        return TimeExpression(when.start - 1, when.end, f"{lead} {when.period}")
    return when


def _match_fiscal_year(text: TokenizedText, at: int, end: int) -> TimeExpression | None:
    """``FY2019``, ``FY 19``, ``fiscal year 2019``, ``fiscal 2018``, with a second year where it is a range."""
    word, after = text.words[at], at + 1
    found = _FISCAL_YEAR_WORD.fullmatch(word)
    if found:
        return _read_fiscal_range(text, at, after, _add_century(found[1]), end)
    if word.lower() == "fy" or word.lower() == "fiscal":
        while after < end and text.lower_at(after) in {"year", "years"}:
            after += 1
        digits = text.words[after] if after < end else ""
        if re.fullmatch(r"\d{4}|\d{2}", digits):
            return _read_fiscal_range(text, at, after + 1, _add_century(digits), end)
    return None


def _read_fiscal_range(text: TokenizedText, at: int, after: int, year: str, end: int) -> TimeExpression:
    joint = text.lower_at(after) if after < end else ""
    if joint in {"to", "through", "-", "and"} and after + 1 < end:
        second = re.fullmatch(r"(?:fy)?(\d{4}|\d{2})", text.lower_at(after + 1))
        if second and not (joint == "and" and not _YEAR.fullmatch(_add_century(second[1]))):
            return TimeExpression(at, after + 2, f"FY{year} to FY{_add_century(second[1])}")
    return TimeExpression(at, after, f"FY{year}")


def _add_century(digits: str) -> str:
    return digits if len(digits) == 4 else ("19" if int(digits) > 80 else "20") + digits


def _match_numeric_date(text: TokenizedText, at: int, end: int) -> TimeExpression | None:
    word = text.words[at] if at < end else ""
    if _ISO_DATE.fullmatch(word) or _SLASH_DATE.fullmatch(word):
        return TimeExpression(at, at + 1, word)
    return None


def _match_month(text: TokenizedText, at: int, end: int) -> TimeExpression | None:
    """``June 23, 2019``, ``23 June``, ``March 2019``, ``in March``."""
    before = _DAY_OF_MONTH.fullmatch(text.words[at])
    if before and at + 1 < end and _get_month_name(text, at + 1) and int(before[1]) <= 31:
        return _add_year(text, at, at + 2, f"{before[1]} {_get_month_name(text, at + 1)}", end)
    name = _get_month_name(text, at)
    if not name:
        return None
    day = _DAY_OF_MONTH.fullmatch(text.words[at + 1]) if at + 1 < end else None
    if day and int(day[1]) <= 31:
        return _add_year(text, at, at + 2, f"{day[1]} {name}", end)
    if at + 2 < end and text.lower_at(at + 1) in {"and", "to", "through", "-"} and _get_month_name(text, at + 2):
        return _add_year(text, at, at + 3, f"{name} to {_get_month_name(text, at + 2)}", end)
    dated = _add_year(text, at, at + 1, name, end)
    return dated if dated.end > at + 1 or text.lower_at(at - 1) in _TIME_WORDS["leads"] else None


def _get_month_name(text: TokenizedText, at: int) -> str:
    """The month of that name, capital first, with or without its point; empty if it is none."""
    word = text.words[at].removesuffix(".")
    full = _MONTH_ABBREVIATIONS.get(word.lower(), word.lower())
    return full.capitalize() if word[:1].isupper() and full in MONTHS else ""


def _add_year(text: TokenizedText, start: int, after: int, said: str, end: int) -> TimeExpression:
    comma = 1 if text.lower_at(after) == "," and after < end else 0
    if after + comma < end and _YEAR.fullmatch(text.words[after + comma]):
        after, said = after + comma + 1, f"{said} {text.words[after + comma]}"
        return _match_month_range(text, start, after, said, end) or TimeExpression(start, after, said)
    return TimeExpression(start, after, said)


def _match_month_range(text: TokenizedText, start: int, after: int, said: str, end: int) -> TimeExpression | None:
    """``November 2018 to June 2019``: a range of months, each with its year."""
    if (
        after + 2 >= end
        or text.lower_at(after) not in {"and", "to", "through", "-"}
        or not _get_month_name(text, after + 1)
    ):
        return None
    if not _YEAR.fullmatch(text.words[after + 2]):
        return None
    return TimeExpression(start, after + 3, f"{said} to {_get_month_name(text, after + 1)} {text.words[after + 2]}")


def _match_weekday(text: TokenizedText, at: int, end: int) -> TimeExpression | None:
    word = text.words[at]
    if word.lower() not in WEEKDAYS or not word[0].isupper():
        return None
    start = at - 1 if text.lower_at(at - 1) in {*_TIME_WORDS["near"], "early"} else at
    after = at + 1 if at + 1 < end and text.lower_at(at + 1) in {"morning", "night", "evening", "afternoon"} else at
    following = _match_month(text, at + 2, end) if at + 2 < end and text.words[at + 1] == "," else None
    return (
        TimeExpression(start, following.end, following.period)
        if following
        else TimeExpression(start, max(after, at) + 1, word)
    )


def _match_relative_time(text: TokenizedText, at: int, end: int) -> TimeExpression | None:
    if text.lower_at(at) in _TIME_WORDS["near"] and at + 1 < end and text.lower_at(at + 1) in _TIME_WORDS["spans"]:
        return TimeExpression(at, at + 2, f"{text.lower_at(at)} {text.lower_at(at + 1)}")
    return TimeExpression(at, at + 1, "tomorrow") if text.lower_at(at) == "tomorrow" else None


def _match_year(text: TokenizedText, at: int, end: int) -> TimeExpression | None:
    """``in 2019``, ``since 2008``, ``2008 to 2018``; a year alone is none."""
    if not _YEAR.fullmatch(text.words[at]) or text.masked[at]:
        return None
    if at + 2 < end and text.lower_at(at + 1) in {"to", "-", "through", "and"} and _YEAR.fullmatch(text.words[at + 2]):
        return TimeExpression(at, at + 3, f"{text.words[at]} to {text.words[at + 2]}")
    return TimeExpression(at, at + 1, text.words[at]) if text.lower_at(at - 1) in _TIME_WORDS["leads"] else None


_MATCHERS = (_match_fiscal_year, _match_numeric_date, _match_month, _match_weekday, _match_relative_time, _match_year)
