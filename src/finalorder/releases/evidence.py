"""Whether a cell looks like its column: its type, and the shape of its codes (``patterns.csv``)."""

from finalorder.releases import values
from finalorder.releases.schema import FileColumn, Layout

MOST_REMEMBERED = 50_000
EDGE = b" \x1f"


class Evidence:
    """Judges the cells of one member's rows."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._seen: dict[tuple[int, bytes], bool] = {}

    def fits(self, place: int, cell: bytes) -> bool:
        """Whether a cell may stand in that column; an empty one always may."""
        trimmed = cell.strip(EDGE)
        if not trimmed:
            return True
        key = (place, trimmed)
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.clear()
            known = self._seen[key] = _fits(self.layout.columns[place], trimmed.decode("utf-8", "replace"))
        return known

    def all_fit(self, cells: list[bytes], start: int = 0) -> bool:
        """Whether each of these cells may stand where it stands, the first one at ``start``."""
        return all(self.fits(place, cell) for place, cell in enumerate(cells, start))

    def stands_alone(self, cells: list[bytes]) -> bool:
        """Whether a short row is a row of its own, cut off at the right: it has its key, and all its cells fit."""
        return bool(cells[0].strip(EDGE)) and len(cells) <= self.layout.width and self.all_fit(cells)


def _fits(column: FileColumn, text: str) -> bool:
    if not values.parses(column.type, text):
        return False
    return column.pattern is None or column.pattern.fullmatch(text) is not None
