"""Repair of rows with more or fewer fields than the header: by evidence of type and code pattern, or not at all.

Rows with extra tabs: among the ways to join neighbouring cells that give the right number, one that leaves no cell of
a wrong type; all joins side by side before spread ones, rightmost on a tie. A row that no way of joining makes right is
not repaired. Short rows: a row broken over record ends is put together; else one that stands alone is filled up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from finalorder.releases.field_checks import PADDING_BYTES, FieldChecker

Cells = list[bytes]
MAX_EXTRA_CELLS = 16
# The motions file has rows of up to 43 fields under 41 names.
MAX_MOTIONS_TAIL = 2
CITY_COLUMNS = frozenset({"alien_city", "updated_city"})


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a repair did in one column: the text before and after."""

    column: str
    kept: bool
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class RepairedRow:
    """A row with the right number of cells, the rule that made it so, and what it changed."""

    cells: Cells
    rule: str
    changes: list[CellChange] = field(default_factory=list)


def join_cells(cells: Sequence[bytes]) -> bytes:
    """Join neighboring cells: their words, with a space for each tab between."""
    return b" ".join(filled for cell in cells if (filled := cell.strip(PADDING_BYTES)))


def repair_long_row(cells: Cells, evidence: FieldChecker) -> RepairedRow | None:
    """Repair a row with extra tabs, or give nothing."""
    extra = len(cells) - evidence.layout.width
    if _has_motions_tail(cells, extra, evidence):
        return _drop_tail(cells, evidence)
    if extra > MAX_EXTRA_CELLS:
        return None
    sizes = _find_adjacent_join(cells, extra, evidence) or _find_spread_joins(cells, extra, evidence)
    return _apply_joins(cells, sizes, evidence) if sizes else None


def _has_motions_tail(cells: Cells, extra: int, evidence: FieldChecker) -> bool:
    width = evidence.layout.width
    return evidence.layout.table == "motions" and extra <= MAX_MOTIONS_TAIL and evidence.all_fit(cells[:width])


def _drop_tail(cells: Cells, evidence: FieldChecker) -> RepairedRow:
    width = evidence.layout.width
    last = evidence.layout.columns[-1]
    change = CellChange(last.name, last.kept, b"\t".join(cells[width - 1 :]), cells[width - 1])
    return RepairedRow(cells[:width], "unnamed_tail", [change])


def _find_adjacent_join(cells: Cells, extra: int, evidence: FieldChecker) -> list[int] | None:
    """Find how many cells each column takes when one column takes all the extra ones."""
    width = evidence.layout.width
    fits_left = _count_leading_true(evidence.fits(place, cells[place]) for place in range(width))
    fits_right = _count_leading_true(evidence.fits(place, cells[place + extra]) for place in reversed(range(width)))
    for place in reversed(range(width)):
        is_clean_around = place <= fits_left and width - 1 - place <= fits_right
        if is_clean_around and evidence.fits(place, join_cells(cells[place : place + extra + 1])):
            return [extra + 1 if column == place else 1 for column in range(width)]
    return None


def _count_leading_true(answers: Iterable[bool]) -> int:
    """Count how many answers are yes before the first no."""
    return sum(1 for _ in takewhile(bool, answers))


def _find_spread_joins(cells: Cells, extra: int, evidence: FieldChecker) -> list[int] | None:
    """Find the same when several columns take extra cells, as far right as the evidence allows.

    ``reach[column]`` holds how many extra cells the columns before it can have taken without a wrong cell.
    """
    width = evidence.layout.width
    reach: list[set[int]] = [{0}]
    for column in range(width):
        taken = {
            before + more
            for before in reach[column]
            for more in range(extra - before + 1)
            if _fits_group(cells, column, before, more, evidence)
        }
        if not taken:
            return None
        reach.append(taken)
    return _trace_sizes(cells, extra, reach, evidence) if extra in reach[width] else None


def _fits_group(cells: Cells, column: int, before: int, more: int, evidence: FieldChecker) -> bool:
    start = column + before
    return evidence.fits(column, join_cells(cells[start : start + more + 1]))


def _trace_sizes(cells: Cells, extra: int, reach: list[set[int]], evidence: FieldChecker) -> list[int]:
    sizes: list[int] = []
    left = extra
    for column in reversed(range(len(reach) - 1)):
        more = next(
            more
            for more in reversed(range(left + 1))
            if left - more in reach[column] and _fits_group(cells, column, left - more, more, evidence)
        )
        sizes.append(more + 1)
        left -= more
    return sizes[::-1]


def _apply_joins(cells: Cells, sizes: list[int], evidence: FieldChecker) -> RepairedRow:
    row: Cells = []
    changes: list[CellChange] = []
    start = 0
    for column, size in zip(evidence.layout.columns, sizes, strict=True):
        group = cells[start : start + size]
        row.append(join_cells(group) if size > 1 else group[0])
        if size > 1:
            changes.append(CellChange(column.name, column.kept, b"\t".join(group), row[-1]))
        start += size
    return RepairedRow(row, _choose_rule_name(sizes, cells, evidence), changes)


def _choose_rule_name(sizes: list[int], cells: Cells, evidence: FieldChecker) -> str:
    places = [place for place, size in enumerate(sizes) if size > 1]
    if len(places) > 1:
        return "multi_point"
    place = places[0]
    if place == len(sizes) - 1 and not join_cells(cells[place + 1 :]):
        return "overflow"
    # An empty extra cell after the city joins the column to the right of it just as well.
    near = {evidence.layout.columns[index].name for index in (place, max(place - 1, 0))}
    return "extra_tab_in_city" if near & CITY_COLUMNS else "extra_tab"


def fill_short_row(cells: Cells, evidence: FieldChecker) -> RepairedRow | None:
    """Fill a short row with empty cells at the right, if what it has stands alone."""
    if not evidence.is_truncated_row(cells):
        return None
    width = evidence.layout.width
    first = evidence.layout.columns[len(cells)]
    change = CellChange(first.name, True, b"%d fields" % len(cells), b"%d fields" % width)
    return RepairedRow(cells + [b""] * (width - len(cells)), "short_row", [change])


def join_broken_rows(pieces: Sequence[Cells], evidence: FieldChecker) -> RepairedRow | None:
    """Make one row of neighboring short ones, if their cells add up to one and fit as one, and not each by itself."""
    width = evidence.layout.width
    if sum(len(piece) for piece in pieces) - len(pieces) + 1 != width:
        return None
    if all(evidence.is_separate_row(piece) for piece in pieces):
        return None
    row, changes = list(pieces[0]), []
    for piece in pieces[1:]:
        column = evidence.layout.columns[len(row) - 1]
        before = row[-1] + b"\r\n" + piece[0]
        row[-1] = _join_over_break(row[-1], piece[0], column.type)
        changes.append(CellChange(column.name, column.kept, before, row[-1]))
        row += piece[1:]
    if not (row[0].strip(PADDING_BYTES) and evidence.all_fit(row)):
        return None
    return RepairedRow(row, "joined_lines", changes)


def _join_over_break(left: bytes, right: bytes, kind: str) -> bytes:
    """Join a cell that a record end broke: texts keep a line feed there, as texts with a bare one do."""
    if kind == "text" and left.strip(PADDING_BYTES) and right.strip(PADDING_BYTES):
        return left + b"\x1f" + right
    return left + right
