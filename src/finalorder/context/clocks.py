"""On which day a table's figures stood: from the vendor's line, else from the footnotes; never from the file's name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from finalorder.context.days import in_cell, parse
from finalorder.context.grid import Grid
from finalorder.context.layouts import Clock

AFTER_YEAR_END = timedelta(days=31)
YEAR_NAME = re.compile(r"fy ?(\d{4}|\d{2})\b", re.IGNORECASE)


@dataclass(slots=True)
class Day:
    """A day, or none, and what is odd about it."""

    day: date | None = None
    flags: list[str] = field(default_factory=list)


def fiscal_year(text: str) -> int | None:
    """The fiscal year that a title or sheet name states (``EOFY2020``, ``FY 19 YTD``); None when it states none."""
    match = YEAR_NAME.search(text)
    if not match:
        return None
    year = int(match.group(1))
    return year + 2000 if year < 100 else year


def sheet_year(grid: Grid) -> int | None:
    """The fiscal year in a sheet's own title; else in its name."""
    for r, _, text in grid.texts():
        if r > 8:
            break
        if re.match(r"ice .*\bdata\b", text, re.IGNORECASE) and (year := fiscal_year(text)):
            return year
    return fiscal_year(grid.name)


def in_year(day: date, year: int | None) -> bool:
    """Whether a day lies in a fiscal year (1 October to 30 September) or in the month after it."""
    return year is None or date(year - 1, 10, 1) <= day <= date(year, 9, 30) + AFTER_YEAR_END


def tell(clock: Clock, grid: Grid, footnotes: Grid | None, year: int | None) -> Day:
    """The day of a table on ``grid``: by the sheet's own line if the clock has one, else by the footnotes."""
    if clock.line:
        return _by_line(clock, grid, year)
    return _by_footnote(clock, grid, footnotes, year)


def _by_line(clock: Clock, grid: Grid, year: int | None) -> Day:
    printed = _days(clock.line, grid)
    stated = _title_day(clock, grid)
    told = Day(printed[0] if printed else parse(stated))
    if len(set(printed)) > 1:
        told.flags.append(f"the sheet names several report days: {', '.join(str(d) for d in sorted(set(printed)))}")
    if not printed and told.day:
        told.flags.append("the day is that of the title; no report line")
    if printed and stated and parse(stated) != printed[0]:
        told.flags.append(f"the title says as of {stated}, the report line {printed[0]}")
    if told.day is None:
        told.flags.append("the sheet states no day")
    elif not in_year(told.day, year):
        told.flags.append(f"stale: the report of {told.day} lies outside FY{year}")
    return told


def _days(line: re.Pattern[str] | None, grid: Grid) -> list[date]:
    """The days that sentences of a sheet state; a day may stand in the cell to the right of its sentence."""
    found = []
    for r, c, text in grid.texts():
        beside = in_cell(grid.at(r, c + 1))
        if day := _matched(line, text.lower()) or (_matched(line, f"{text.lower()} {beside}") if beside else None):
            found.append(day)
    return found


def _title_day(clock: Clock, grid: Grid) -> str:
    for _, _, text in grid.texts():
        match = clock.title.search(text.lower()) if clock.title and "by aor" in text.lower() else None
        if match:
            return match["day"].strip(" ,")
    return ""


def _by_footnote(clock: Clock, grid: Grid, footnotes: Grid | None, year: int | None) -> Day:
    day = _footnote_day(clock, footnotes) if footnotes else None
    day = day or next(iter(_days(clock.says, grid)), None)
    if day is None:
        return Day(None, ["the footnotes state no day for this table"])
    if not in_year(day, year):
        return Day(None, [f"the footnotes are of another period ({day}, outside FY{year}), so the day is not known"])
    return Day(day)


def _footnote_day(clock: Clock, footnotes: Grid) -> date | None:
    lines = list(_lines(footnotes))
    for term, text in lines:
        if clock.term and clock.text and clock.term.search(term) and (day := _matched(clock.text, text)):
            return day
    said = (_matched(clock.says, text) for _, text in lines if clock.says)
    return next((day for day in said if day), None)


def _lines(footnotes: Grid) -> Iterator[tuple[str, str]]:
    """Each definition with the term of its group, both in lower case; they stand under Term and Definition."""
    column = next((c for _, c, text in footnotes.texts() if text.lower() == "term"), 0)
    term = ""
    for r in range(len(footnotes.rows)):
        term = footnotes.text(r, column).lower() or term
        beside = in_cell(footnotes.at(r, column + 2))
        yield term, f"{footnotes.text(r, column + 1).lower()} {beside or ''}"


def _matched(pattern: re.Pattern[str] | None, text: str) -> date | None:
    match = pattern.search(text) if pattern else None
    return parse(match["day"]) if match else None
