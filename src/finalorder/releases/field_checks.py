"""Whether a cell looks like its column: its type, and the shape of its codes (``patterns.csv``)."""

from finalorder.releases import values
from finalorder.releases.schema import FileColumn, MemberLayout

MAX_CACHED_CELLS = 50_000
# From its 36th column on, the motions file often has other values than its names say; they are no evidence.
RELIABLE_MOTIONS_COLUMNS = 35
PADDING_BYTES = b" \x1f"


class FieldChecker:
    """Judges the cells of one member's rows."""

    def __init__(self, layout: MemberLayout) -> None:
        self.layout = layout
        self._reliable_columns = RELIABLE_MOTIONS_COLUMNS if layout.table == "motions" else layout.width
        # Columns of one type and pattern judge alike, so that a day seen in one of them is known in all.
        rules = [(column.type, column.pattern) for column in layout.columns]
        self._rules = [rules.index(rule) for rule in rules]
        self._fit_cache: dict[tuple[int, bytes], bool] = {}

    def fits(self, place: int, cell: bytes) -> bool:
        """Return whether a cell may stand in that column; an empty one always may."""
        if not cell or place >= self._reliable_columns:
            return True
        key = (self._rules[place], cell)
        known = self._fit_cache.get(key)
        if known is None:
            if len(self._fit_cache) > MAX_CACHED_CELLS:
                self._fit_cache.clear()
            known = self._fit_cache[key] = self._judge(place, cell)
        return known

    def _judge(self, place: int, cell: bytes) -> bool:
        trimmed = cell.strip(PADDING_BYTES)
        return not trimmed or _matches_column(self.layout.columns[place], trimmed.decode("utf-8", "replace"))

    def all_fit(self, cells: list[bytes], start: int = 0) -> bool:
        """Return whether each of these cells may stand where it stands, the first one at ``start``."""
        return all(self.fits(place, cell) for place, cell in enumerate(cells, start))

    def is_separate_row(self, cells: list[bytes]) -> bool:
        """Return whether a short row is a row of its own: it has a first cell, and all its cells fit."""
        return self._has_first_cell(cells) and self.all_fit(cells)

    def is_truncated_row(self, cells: list[bytes]) -> bool:
        """Whether a short row was cut off at the right: its first cell fits, and all numbers and dates are in place.

        A code that nobody knows is no sign that the row is anything else.
        """
        return self._has_first_cell(cells) and all(
            self._can_parse_cell(place, cell) for place, cell in enumerate(cells)
        )

    def _has_first_cell(self, cells: list[bytes]) -> bool:
        return bool(cells[0].strip(PADDING_BYTES)) and self.fits(0, cells[0])

    def _can_parse_cell(self, place: int, cell: bytes) -> bool:
        kind = self.layout.columns[place].type
        return kind not in values.PARSERS or self.fits(place, cell)


def _matches_column(column: FileColumn, text: str) -> bool:
    if not values.can_parse(column.type, text):
        return False
    return column.pattern is None or column.pattern.fullmatch(text) is not None
