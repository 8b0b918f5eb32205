"""Plain lists: the header found by its words, the rows below it, each with the place it came from."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from finalorder.context.grid import Grid, cell_name, clean, key

HEADER_WITHIN = 12
NAMED_DAYS = (
    (re.compile(r"(20\d\d)-(\d\d)-(\d\d)"), "ymd"),
    (re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?:\d{6})?(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)([01]\d)([0-3]\d)(20\d\d)(?!\d)"), "mdy"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A list on a sheet: its layout, header row and the column number of each header (headers compared by key)."""

    layout: dict[str, Any]
    grid: Grid
    row: int
    columns: dict[str, int]

    def column(self, header: str) -> int | None:
        """The column under a header, None when the list does not have it."""
        return self.columns.get(key(header))

    def text(self, row: int, header: str) -> str:
        """The cleaned text of a row under a header, empty when there is no such column."""
        column = self.column(header)
        return "" if column is None else self.grid.text(row, column)

    def place(self, row: int, header: str) -> str:
        """The name of a cell."""
        return cell_name(row, self.column(header) or 0)


def find(grid: Grid, layouts: tuple[dict[str, Any], ...]) -> Found | None:
    """The first layout whose headers all stand in one of the first rows of the sheet."""
    for r in range(min(HEADER_WITHIN, len(grid.rows))):
        columns: dict[str, int] = {}
        for c in range(len(grid.rows[r])):
            columns.setdefault(key(grid.at(r, c)), c)
        for layout in layouts:
            if _fits(layout, columns):
                return Found(layout, grid, r, columns)
    return None


def near_miss(grid: Grid, layouts: tuple[dict[str, Any], ...]) -> str:
    """What is wrong with a row that has all but one of a list's headers; empty when no row is near enough."""
    for r in range(min(HEADER_WITHIN, len(grid.rows))):
        row = {key(cell): c for c, cell in reversed(list(enumerate(grid.rows[r]))) if key(cell)}
        for layout in layouts:
            missing = [header for header in layout["needs"] if key(header) not in row]
            if len(missing) == 1 and len(layout["needs"]) > 2:
                known = {key(header) for header in (*layout["columns"], *layout["needs"])}
                odd = [c for text, c in row.items() if text not in known]
                c = odd[0] if odd else 0
                text = f"{grid.text(r, c)[:40]!r} where a list of {layout['family']} has {missing[0]!r}"
                return f"cell {cell_name(r, c)}: {text}"
    return ""


def _fits(layout: dict[str, Any], columns: dict[str, int]) -> bool:
    has = all(key(header) in columns for header in layout["needs"])
    return has and not any(key(header) in columns for header in layout.get("absent", []))


def days_in_name(name: str) -> list[date]:
    """The calendar days that a file's name states, in order (``20250221214937``, ``07012025pm``, ``2025-02-21``)."""
    found: list[tuple[int, date]] = []
    for pattern, order in NAMED_DAYS:
        for match in pattern.finditer(name):
            a, b, c = (int(part) for part in match.groups())
            year, month, day = (a, b, c) if order == "ymd" else (c, a, b)
            try:
                found.append((match.start(), date(year, month, day)))
            except ValueError:
                continue
    return [day for _, day in sorted(set(found))]


def day(cell: object) -> date | None:
    """A day in a cell: a real date, or text such as ``2016-06-08`` or ``6/8/2016``."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = clean(cell)
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day, no time zone
        except ValueError:
            continue
    return None
