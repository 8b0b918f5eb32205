"""Whether a cell looks like its column: its type, and the shape of its codes (``patterns.csv``)."""

from finalorder.releases import values
from finalorder.releases.schema import FileColumn, Layout

MOST_REMEMBERED = 50_000
# From its 36th column on, the motions file often has other values than its names say; they are no evidence.
MOTIONS_IN_PLACE = 35
EDGE = b" \x1f"


class Evidence:
    """Judges the cells of one member's rows."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._in_place = MOTIONS_IN_PLACE if layout.table == "motions" else layout.width
        self._seen: dict[tuple[int, bytes], bool] = {}

    def fits(self, place: int, cell: bytes) -> bool:
        """Whether a cell may stand in that column; an empty one always may."""
        trimmed = cell.strip(EDGE)
        if not trimmed or place >= self._in_place:
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
        """Whether a short row is a row of its own: it has a first cell, and all its cells fit."""
        return self._has_start(cells) and self.all_fit(cells)

    def can_be_filled_up(self, cells: list[bytes]) -> bool:
        """Whether a short row was cut off at the right: its first cell fits, and all numbers and dates are in place.

        A code that nobody knows is no sign that the row is anything else.
        """
        return self._has_start(cells) and all(self._parses(place, cell) for place, cell in enumerate(cells))

    def _has_start(self, cells: list[bytes]) -> bool:
        return bool(cells[0].strip(EDGE)) and self.fits(0, cells[0])

    def _parses(self, place: int, cell: bytes) -> bool:
        kind = self.layout.columns[place].type
        return kind not in values.PARSERS or self.fits(place, cell)


def _fits(column: FileColumn, text: str) -> bool:
    if not values.parses(column.type, text):
        return False
    return column.pattern is None or column.pattern.fullmatch(text) is not None
