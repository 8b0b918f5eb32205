"""Plain lists: the header found by its words, the rows below it, each with the place it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from finalorder.context import days
from finalorder.context.grid import Grid, cell_name, key
from finalorder.context.layouts import pattern as layout_pattern

HEADER_WITHIN = 30


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

    def unknown(self) -> list[int]:
        """The columns whose header the layout does not know."""
        known = _known(self.layout)
        row = self.grid.rows[self.row]
        return [c for c, cell in enumerate(row) if key(cell) and key(cell) not in known]


def find(grid: Grid, layouts: tuple[dict[str, Any], ...]) -> Found | None:
    """The first layout whose headers all stand in one of the first rows of the sheet."""
    for r in range(min(HEADER_WITHIN, len(grid.rows))):
        printed = _printed(grid, r)
        for layout in layouts:
            columns = _named(layout, printed)
            if _fits(layout, columns):
                return Found(layout, grid, r, columns)
    return None


def near_miss(grid: Grid, layouts: tuple[dict[str, Any], ...]) -> str:
    """What is wrong with a row that has all but one of a list's headers; empty when no row is near enough."""
    for r in range(min(HEADER_WITHIN, len(grid.rows))):
        printed = _printed(grid, r)
        for layout in layouts:
            columns = _named(layout, printed)
            missing = [header for header in layout["needs"] if key(header) not in columns]
            if len(missing) == 1 and len(layout["needs"]) > 2:
                odd = Found(layout, grid, r, columns).unknown()
                c = odd[0] if odd else 0
                text = f"{grid.text(r, c)[:40]!r} where a list of {layout['family']} has {missing[0]!r}"
                return f"cell {cell_name(r, c)}: {text}"
    return ""


def stated_day(found: Found) -> date | None:
    """The day that a sentence above the header states, as the layout's ``day`` finds it."""
    pattern = layout_pattern(found.layout["day"]) if "day" in found.layout else None
    for r, _, text in found.grid.texts():
        match = pattern.search(text.lower()) if pattern and r < found.row else None
        if match and (day := days.parse(match["day"])):
            return day
    return None


def _printed(grid: Grid, row: int) -> dict[str, int]:
    columns: dict[str, int] = {}
    for c in range(len(grid.rows[row])):
        columns.setdefault(key(grid.at(row, c)), c)
    columns.pop("", None)
    return columns


def _named(layout: dict[str, Any], printed: dict[str, int]) -> dict[str, int]:
    """The columns of a row under the names of a layout: a header's own spelling first, then others met."""
    columns = dict(printed)
    for header, others in layout.get("also", {}).items():
        for other in others:
            if key(other) in printed:
                columns.setdefault(key(header), printed[key(other)])
    return columns


def _known(layout: dict[str, Any]) -> set[str]:
    names = [*layout["needs"], *layout["columns"]]
    return {key(name) for name in [*names, *(o for others in layout.get("also", {}).values() for o in others)]}


def _fits(layout: dict[str, Any], columns: dict[str, int]) -> bool:
    has = all(key(header) in columns for header in layout["needs"])
    return has and not any(key(header) in columns for header in layout.get("absent", []))
