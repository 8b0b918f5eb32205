"""Calendar days as files print them: in a cell, within a sentence, in the name of a file."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What ``<day>`` stands for in the patterns of registry/ice: a day within a sentence, in lower case.
DAY_PATTERN = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
    r"(?P<day>\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)\b"
    r"|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?(?:, ?| )\d{4}|\d{1,2}(?:st|nd|rd|th)?[ -][a-z]{3,9}\.?,?[ -]\d{4})"
)
# A time of day behind a day, with or without a zone, as programs write it beside the day.
TIME_OF_DAY = r"(?:[ t]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|gmt|[+-]\d\d:?\d\d))?)?"
NUMERIC_DAY_PATTERNS = (
    (re.compile(rf"(?P<y>\d{{4}})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}}){TIME_OF_DAY}"), 0),
    (re.compile(rf"(?P<m>\d{{1,2}})[./-](?P<d>\d{{1,2}})[./-](?P<y>\d{{4}}){TIME_OF_DAY}"), 0),
    (re.compile(rf"(?P<m>\d{{1,2}})[./-](?P<d>\d{{1,2}})[./-](?P<y>\d\d){TIME_OF_DAY}"), 2000),
)
WRITTEN_DAY_PATTERNS = tuple(
    re.compile(rf"(?:[a-z]{{3,9}}day,? )?{day}{TIME_OF_DAY}")
    for day in (
        r"(?P<m>[a-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?(?:, ?| )(?P<y>\d{4})",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?P<m>[a-z]{3,9})\.?,?[ -](?P<y>\d{4})",
    )
)
FILE_NAME_DAY_PATTERNS = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-_.](?P<m>\d\d)[-_.](?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d\d?)[-_.](?P<d>\d\d?)[-_.](?P<y>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:\d{6})?(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<y>20\d\d)(?!\d)"),
)
BOTH_WAYS = re.compile(rf"(?P<a>\d{{1,2}})[./-](?P<b>\d{{1,2}})[./-](?P<y>\d{{4}}|\d\d){TIME_OF_DAY}")
DAY_FIRST_NOTE = "its days are written with the day before the month, and were read so"
YEAR = timedelta(days=366)
MOST_MONTHS = 12
#: one day in so many decides in which order a column is read; more than one in ten are not mistyped
SHARE_OF_PROOF, SHARE_MISTYPED = 20, 10
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_RANGE = range(25569, 73051)


def parse_day(text: str) -> date | None:
    """Parse a day printed as ``9/30/2019``, ``9.30.19``, ``2019-09-30``, ``September 30th,
    2019`` or ``30-Sep-2019``, with or
    without a time of day behind it; None for anything else.
    """
    plain = text.lower().strip(" ,.;*")
    for pattern, century in NUMERIC_DAY_PATTERNS:
        if match := pattern.fullmatch(plain):
            return _build_date(int(match["y"]) + century, int(match["m"]), int(match["d"]))
    for written in WRITTEN_DAY_PATTERNS:
        match = written.fullmatch(plain)
        if match and match["m"][:3] in MONTH_NAMES:
            return _build_date(int(match["y"]), MONTH_NAMES.index(match["m"][:3]) + 1, int(match["d"]))
    return None


def parse_cell_day(cell: object, day_first: bool = False) -> date | None:
    """Parse the day in a cell that should hold one: a real date, its text, or the spreadsheet's serial number of it."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = " ".join(str(cell if cell is not None else "").split())
    if re.fullmatch(r"\d{5}(\.\d*)?", text) and int(float(text)) in SERIAL_RANGE:
        return SERIAL_EPOCH + timedelta(days=int(float(text)))
    if day_first and (match := BOTH_WAYS.fullmatch(text.lower())):
        return _build_date(int(match["y"]) + (2000 if len(match["y"]) == 2 else 0), int(match["b"]), int(match["a"]))
    return parse_day(text)


def are_days_first(cells: Iterable[object]) -> bool:
    """Return whether a column of days is written day before month: one in twenty cannot be read otherwise, and none can
    only be read month first.
    """
    found = [match for cell in cells if isinstance(cell, str) and (match := BOTH_WAYS.fullmatch(cell.strip().lower()))]
    only_day, only_month = (sum(1 for match in found if int(match[name]) > MOST_MONTHS) for name in ("a", "b"))
    return only_day > 0 and only_month == 0 and SHARE_OF_PROOF * only_day >= len(found)


def find_usual_span(days: Iterable[date]) -> tuple[date, date]:
    """Find the first and the last day of a list of events, without those that stand years from all others and are
    few: one mistyped year dates no list.
    """
    ordered = sorted(days) or [date.min]
    first = last = len(ordered) // 2
    while first > 0 and ordered[first] - ordered[first - 1] <= YEAR:
        first -= 1
    while last + 1 < len(ordered) and ordered[last + 1] - ordered[last] <= YEAR:
        last += 1
    if SHARE_MISTYPED * (len(ordered) - 1 - last + first) > len(ordered):
        return ordered[0], ordered[-1]
    return ordered[first], ordered[last]


def find_days_in_name(name: str) -> list[date]:
    """Find calendar days that a file's name states, in order (``20250221214937``, ``07012025pm``, ``2025-02-21``)."""
    found: list[tuple[int, date]] = []
    for pattern in FILE_NAME_DAY_PATTERNS:
        for match in pattern.finditer(name):
            if day := _build_date(int(match["y"]), int(match["m"]), int(match["d"])):
                found.append((match.start(), day))
                name = f"{name[: match.start()]}{'x' * len(match[0])}{name[match.end() :]}"
    return [day for _, day in sorted(found)]


def _build_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
