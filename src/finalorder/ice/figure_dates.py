"""On which day a table's figures stood: from the vendor's line, else from the footnotes; never from the file's name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from finalorder.ice.date_text import parse_cell_day, parse_day
from finalorder.ice.grid import Grid
from finalorder.ice.layouts import DaySource

YEAR_END_GRACE = timedelta(days=31)
FISCAL_YEAR_PATTERN = re.compile(r"fy ?(\d{4}|\d{2})\b", re.IGNORECASE)


@dataclass(slots=True)
class StatedDay:
    """A day, or none, and what is odd about it."""

    day: date | None = None
    flags: list[str] = field(default_factory=list)


def parse_fiscal_year(text: str) -> int | None:
    """Parse the fiscal year that a title or sheet name states (``EOFY2020``, ``FY 19 YTD``); else None."""
    match = FISCAL_YEAR_PATTERN.search(text)
    if not match:
        return None
    year = int(match.group(1))
    return year + 2000 if year < 100 else year


def find_sheet_year(grid: Grid) -> int | None:
    """Find the fiscal year in a sheet's own title; else in its name."""
    for r, _, text in grid.iter_texts():
        if r > 8:
            break
        if re.match(r"ice .*\bdata\b", text, re.IGNORECASE) and (year := parse_fiscal_year(text)):
            return year
    return parse_fiscal_year(grid.name)


def is_in_fiscal_year(day: date, year: int | None) -> bool:
    """Return whether a day lies in a fiscal year (1 October to 30 September) or in the month after it."""
    return year is None or date(year - 1, 10, 1) <= day <= date(year, 9, 30) + YEAR_END_GRACE


def find_table_day(clock: DaySource, grid: Grid, footnotes: Grid | None, year: int | None) -> StatedDay:
    """Find the day of a table on ``grid``: by the sheet's own line if the clock has one, else by the footnotes."""
    if clock.line:
        return _find_day_by_line(clock, grid, year)
    return _find_day_by_footnote(clock, grid, footnotes, year)


def _find_day_by_line(clock: DaySource, grid: Grid, year: int | None) -> StatedDay:
    printed = _find_days_in_sheet(clock.line, grid)
    stated = _find_title_day(clock, grid)
    stated_day = StatedDay(printed[0] if printed else parse_day(stated))
    if len(set(printed)) > 1:
        stated_day.flags.append(
            f"the sheet names several report days: {', '.join(str(d) for d in sorted(set(printed)))}"
        )
    if not printed and stated_day.day:
        stated_day.flags.append("the day is that of the title; no report line")
    if printed and stated and parse_day(stated) != printed[0]:
        stated_day.flags.append(f"the title says as of {stated}, the report line {printed[0]}")
    if stated_day.day is None:
        stated_day.flags.append("the sheet states no day")
    elif not is_in_fiscal_year(stated_day.day, year):
        stated_day.flags.append(f"stale: the report of {stated_day.day} lies outside FY{year}")
    return stated_day


def _find_days_in_sheet(line: re.Pattern[str] | None, grid: Grid) -> list[date]:
    """Find the days that sentences of a sheet state; a day may stand in the cell to the right of its sentence."""
    found = []
    for r, c, text in grid.iter_texts():
        beside = parse_cell_day(grid.get_cell(r, c + 1))
        if day := _match_day(line, text.lower()) or (_match_day(line, f"{text.lower()} {beside}") if beside else None):
            found.append(day)
    return found


def _find_title_day(clock: DaySource, grid: Grid) -> str:
    for _, _, text in grid.iter_texts():
        match = clock.title.search(text.lower()) if clock.title and "by aor" in text.lower() else None
        if match:
            return match["day"].strip(" ,")
    return ""


def _find_day_by_footnote(clock: DaySource, grid: Grid, footnotes: Grid | None, year: int | None) -> StatedDay:
    day = _find_footnote_day(clock, footnotes) if footnotes else None
    day = day or next(iter(_find_days_in_sheet(clock.says, grid)), None)
    if day is None:
        return StatedDay(None, ["the footnotes state no day for this table"])
    if not is_in_fiscal_year(day, year):
        return StatedDay(
            None, [f"the footnotes are of another period ({day}, outside FY{year}), so the day is not known"]
        )
    return StatedDay(day)


def _find_footnote_day(clock: DaySource, footnotes: Grid) -> date | None:
    lines = list(_read_footnote_lines(footnotes))
    for term, text in lines:
        if clock.term and clock.text and clock.term.search(term) and (day := _match_day(clock.text, text)):
            return day
    said = (_match_day(clock.says, text) for _, text in lines if clock.says)
    return next((day for day in said if day), None)


def _read_footnote_lines(footnotes: Grid) -> Iterator[tuple[str, str]]:
    """Read each definition with the term of its group, both in lower case; they stand under Term and Definition."""
    column = next((c for _, c, text in footnotes.iter_texts() if text.lower() == "term"), 0)
    term = ""
    for r in range(len(footnotes.rows)):
        term = footnotes.get_text(r, column).lower() or term
        beyond = range(column + 1, len(footnotes.rows[r]))
        said = next((c for c in beyond if footnotes.get_text(r, c)), column + 1)
        days = (parse_cell_day(footnotes.get_cell(r, c)) for c in beyond if c > said)
        yield term, f"{footnotes.get_text(r, said).lower()} {next((day for day in days if day), '')}"


def _match_day(pattern: re.Pattern[str] | None, text: str) -> date | None:
    match = pattern.search(text) if pattern else None
    return parse_day(match["day"]) if match else None
