"""Plain lists: the header found by its words, the rows below it, each with the place it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from finalorder.ice import date_text
from finalorder.ice.grid import Grid, format_cell_name, generate_spellings, normalize_label
from finalorder.ice.layouts import compile_pattern

MAX_HEADER_ROWS = 80


@dataclass(frozen=True, slots=True)
class PlainList:
    """A list on a sheet: its layout, header row and the column number of each header (headers compared by key)."""

    layout: dict[str, Any]
    grid: Grid
    row: int
    columns: dict[str, int]

    def find_column(self, header: str) -> int | None:
        """Find the column under a header, None when the list does not have it."""
        return self.columns.get(normalize_label(header))

    def get_text(self, row: int, header: str) -> str:
        """Return the cleaned text of a row under a header, empty when there is no such column."""
        column = self.find_column(header)
        return "" if column is None else self.grid.get_text(row, column)

    def get_cell_name(self, row: int, header: str) -> str:
        return format_cell_name(row, self.find_column(header) or 0)

    def find_unknown_columns(self) -> list[int]:
        """Find the columns whose header the layout does not know."""
        known = _list_known_headers(self.layout)
        row = self.grid.rows[self.row]
        return [c for c, cell in enumerate(row) if normalize_label(cell) and known.isdisjoint(generate_spellings(cell))]


def find_list(grid: Grid, layouts: tuple[dict[str, Any], ...]) -> PlainList | None:
    """Find the first layout whose headers all stand in one of the first rows of the sheet."""
    for r in range(min(MAX_HEADER_ROWS, len(grid.rows))):
        printed = _index_header_row(grid, r)
        for layout in layouts:
            columns = _apply_header_spellings(layout, printed)
            if _has_layout_headers(layout, columns):
                return PlainList(layout, grid, r, columns)
    return None


def describe_near_miss(grid: Grid, layouts: tuple[dict[str, Any], ...]) -> str:
    """Describe what is wrong with a row that has all but one of a list's headers; empty when no row is near enough."""
    for r in range(min(MAX_HEADER_ROWS, len(grid.rows))):
        printed = _index_header_row(grid, r)
        for layout in layouts:
            columns = _apply_header_spellings(layout, printed)
            missing = [header for header in layout["needs"] if normalize_label(header) not in columns]
            if len(missing) == 1 and len(layout["needs"]) > 2:
                odd = PlainList(layout, grid, r, columns).find_unknown_columns()
                c = odd[0] if odd else 0
                text = f"{grid.get_text(r, c)[:40]!r} where a list of {layout['family']} has {missing[0]!r}"
                return f"cell {format_cell_name(r, c)}: {text}"
    return ""


def find_stated_day(found: PlainList) -> date | None:
    """Find the day that a sentence above the header states, as the layout's ``day`` finds it."""
    pattern = compile_pattern(found.layout["day"]) if "day" in found.layout else None
    for r, _, text in found.grid.iter_texts():
        match = pattern.search(text.lower()) if pattern and r < found.row else None
        if match and (day := date_text.parse_day(match["day"])):
            return day
    return None


def _index_header_row(grid: Grid, row: int) -> dict[str, int]:
    columns: dict[str, int] = {}
    for c in range(len(grid.rows[row])):
        for spelling in generate_spellings(grid.get_cell(row, c)):
            columns.setdefault(spelling, c)
    columns.pop("", None)
    return columns


def _apply_header_spellings(layout: dict[str, Any], printed: dict[str, int]) -> dict[str, int]:
    """Return the columns of a row under the names of a layout: a header's own spelling first, then others met."""
    columns = dict(printed)
    for header, others in layout.get("also", {}).items():
        for other in others:
            if normalize_label(other) in printed:
                columns.setdefault(normalize_label(header), printed[normalize_label(other)])
    return columns


def _list_known_headers(layout: dict[str, Any]) -> set[str]:
    names = [*layout["needs"], *layout["columns"]]
    return {
        normalize_label(name) for name in [*names, *(o for others in layout.get("also", {}).values() for o in others)]
    }


def _has_layout_headers(layout: dict[str, Any], columns: dict[str, int]) -> bool:
    has = all(normalize_label(header) in columns for header in layout["needs"])
    return has and not any(normalize_label(header) in columns for header in layout.get("absent", []))
