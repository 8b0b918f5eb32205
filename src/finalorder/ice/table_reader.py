"""Find a table on a sheet by its words and read it cell by cell, as its layout says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from finalorder.errors import InputError
from finalorder.ice import layouts
from finalorder.ice.cell_figures import WHOLE_YEAR, Figure
from finalorder.ice.grid import (
    Grid,
    clean_text,
    format_cell_name,
    generate_spellings,
    look_up_label,
    normalize_label,
    parse_figure,
    parse_number,
    plain_title,
)
from finalorder.ice.layouts import ColumnLayout, TableLayout

HEADER_LOOKAHEAD = 2
BLANK_ROW_LOOKAHEAD = 12
UNLABELLED = "(blank label)"


@dataclass(frozen=True, slots=True)
class TablePosition:
    """Where a table lies: its title (row -1 if it has none), header row, label column, what the title itself says."""

    title_row: int
    header_row: int
    column: int
    title: str
    sets: dict[str, str]


@dataclass(slots=True)
class TableReading:
    """A table that was read: its figures by row, and what was passed over."""

    table: TableLayout
    place: TablePosition
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_tables(grid: Grid, table: TableLayout) -> list[TablePosition]:
    """Find the places of a table on a sheet, in reading order."""
    places = list(_find_by_title(grid, table) if table.title else _find_by_label(grid, table))
    return places if table.repeats else places[:1]


def _find_by_title(grid: Grid, table: TableLayout) -> Iterator[TablePosition]:
    pattern = table.title
    for r, c, text in grid.iter_texts():
        match = re.search(pattern.pattern, plain_title(text), re.IGNORECASE) if pattern else None
        if match and (header := _find_header_below(grid, table, r, c)) is not None:
            sets = {
                n.removeprefix("lower_"): clean_text(v).lower() if n.startswith("lower_") else clean_text(v)
                for n, v in match.groupdict().items()
            }
            yield TablePosition(r, header, c, text, sets)


def _find_header_below(grid: Grid, table: TableLayout, row: int, column: int) -> int | None:
    for r in range(row + 1, row + 2 + HEADER_LOOKAHEAD):
        if any(_find_column_layout(grid, table, r, c) for c in range(column + 1, column + 4)):
            return r
    return None


def _find_column_layout(grid: Grid, table: TableLayout, row: int, column: int) -> ColumnLayout | None:
    return look_up_label(table.columns, grid.get_cell(row, column))


def _find_by_label(grid: Grid, table: TableLayout) -> Iterator[TablePosition]:
    wanted = {normalize_label(label) for label in table.labels}
    for r, c, text in grid.iter_texts():
        if not wanted.isdisjoint(generate_spellings(text)) and any(
            _find_column_layout(grid, table, r, c + k) for k in (1, 2)
        ):
            above = next((t for t in (grid.get_text(r - k, c) for k in (1, 2, 3)) if t), "")
            yield TablePosition(r - 1, r, c, above, {})


def read_sheet_table(grid: Grid, table: TableLayout, place: TablePosition, file: str) -> TableReading:
    """Read the figures of one table; an unknown label or column header is an error that names file, sheet and cell."""
    reading = TableReading(table, place)
    _check_label_header(grid, table, place, file)
    columns, inner = _read_columns(grid, reading, file)
    names: list[str] = []
    for r, label, name_at in _read_label_rows(grid, reading, list(columns), inner, file):
        if name_at > len(names):
            raise InputError(_describe_unknown_label(grid, r, place.column, f"the first row of {table.name!r}", file))
        names = names if name_at < 0 else [*names[:name_at], label]
        labels = _complete_labels(grid, table, r, names, inner, file)
        _read_row(grid, reading, r, labels, columns)
    return reading


def _check_label_header(grid: Grid, table: TableLayout, place: TablePosition, file: str) -> None:
    found = generate_spellings(grid.get_cell(place.header_row, place.column))
    if table.headers and not any(spelling in table.headers for spelling in found):
        cell = format_cell_name(place.header_row, place.column)
        text = grid.get_text(place.header_row, place.column)
        raise InputError(
            f"{file}, sheet {grid.name}, cell {cell}: the table {table.name!r} starts with {text!r}, "
            "which is not in its layout; the file was not added."
        )


def _read_columns(grid: Grid, reading: TableReading, file: str) -> tuple[dict[int, ColumnLayout], int | None]:
    """Read the wanted columns by number, and the inner label column, if the table has one."""
    table, place = reading.table, reading.place
    header = _HeaderRow(grid, table, place.header_row)
    header.read_from(place.column + 1)
    if header.unknown and (header.lacks_columns() or header.repeats):
        raise InputError(
            _describe_unknown_label(grid, place.header_row, header.unknown[0], f"a column of {table.name!r}", file)
        )
    for column in header.unknown:
        cell, text = format_cell_name(place.header_row, column), grid.get_text(place.header_row, column)[:40]
        reading.notes.append(f"cell {cell}: {text!r} is no known column of {table.name!r}; it was left out")
    if not any(c.metric for c in header.found.values()):
        cell = format_cell_name(place.header_row, place.column)
        raise InputError(f"{file}, sheet {grid.name}, cell {cell}: {table.name!r} has none of its columns here.")
    return {n: c for n, c in header.found.items() if c.metric}, header.inner


class _HeaderRow:
    """The header of a table, read to where another table begins or nothing follows.

    A column that nobody knows belongs to a table that has all its own columns; otherwise one of those was renamed.
    """

    def __init__(self, grid: Grid, table: TableLayout, row: int) -> None:
        self.grid, self.table, self.row = grid, table, row
        self.found: dict[int, ColumnLayout] = {}
        self.inner: int | None = None
        self.unknown: list[int] = []
        self.repeats = False

    def read_from(self, first: int) -> None:
        blanks = 0
        for column in range(first, len(self.grid.rows[self.row])):
            text = normalize_label(self.grid.get_cell(self.row, column))
            if not text:
                blanks += 1
            elif blanks >= HEADER_LOOKAHEAD and not self._is_missing(column):
                return
            elif not self._take_column(column):
                if blanks:
                    return
                self.unknown.append(column)
            blanks = 0 if text else blanks

    def _take_column(self, column: int) -> bool:
        """Take a column that the table has; False for any other."""
        spellings = generate_spellings(self.grid.get_cell(self.row, column))
        if layout := _find_column_layout(self.grid, self.table, self.row, column):
            self.repeats |= any(layout is other for other in self.found.values())
            self.found[column] = layout
        elif self.table.inner and normalize_label(self.table.inner.header) in spellings:
            self.inner = column
        else:
            return False
        return True

    def _is_missing(self, column: int) -> bool:
        """Whether a column is one of the table's that was not met yet."""
        layout = _find_column_layout(self.grid, self.table, self.row, column)
        return layout is not None and layout.sets not in [other.sets for other in self.found.values()]

    def lacks_columns(self) -> bool:
        """Whether the table has a column that this header lacks; a period has many spellings."""
        if self.table.inner and self.inner is None:
            return True
        met = [(column.metric, column.sets) for column in self.found.values()]
        return any((column.metric, column.sets) not in met for column in self.table.columns.values())


def _describe_unknown_label(grid: Grid, row: int, column: int, what: str, file: str) -> str:
    text = grid.get_text(row, column)[:60]
    place = f"{file}, sheet {grid.name}, cell {format_cell_name(row, column)}"
    return f"{place}: {text!r} is not a known label for {what}; not added."


def _read_label_rows(
    grid: Grid, reading: TableReading, columns: list[int], inner: int | None, file: str
) -> Iterator[tuple[int, str, int]]:
    """Read the rows of a table: row number, label name, level (-1: the label above still holds)."""
    table, place = reading.table, reading.place
    r = place.header_row
    while r + 1 < len(grid.rows):
        r += 1
        label = grid.get_text(r, place.column)
        figures = any(clean_text(grid.get_cell(r, c)) for c in columns)
        if figures and _is_header_again(grid, place, r, columns):
            reading.notes.append(f"row {r + 1} of {table.name!r} is the header again and was left out")
            continue
        if inner is not None and not label and figures:
            yield r, "", -1
        elif (level := _find_level(table, label, figures)) is not None:
            yield r, *level
        elif figures and (near := _find_near_level(table, label)) is not None:
            reading.notes.append(f"row {r + 1} of {table.name!r}: {label[:50]!r} was read as {near[0]!r}")
            yield r, *near
        elif layouts.load_remark_pattern().search(label.lower()) or not _continues_below(
            grid, reading, r, columns, inner
        ):
            _note_leftover(grid, reading, r, label, figures, file)
            return
        elif not label and figures and table.blank_labels:
            yield r, UNLABELLED, len(table.levels) - 1
        elif figures:
            raise InputError(_describe_unknown_label(grid, r, place.column, f"a row of {table.name!r}", file))
        elif label:
            reading.notes.append(f"row {r + 1} of {table.name!r} holds no figures and was passed over")


def _is_header_again(grid: Grid, place: TablePosition, r: int, columns: list[int]) -> bool:
    """Return whether a row has the label and the column headers of the table's own header."""
    cells = [place.column, *columns]
    same = [normalize_label(grid.get_cell(r, c)) == normalize_label(grid.get_cell(place.header_row, c)) for c in cells]
    return all(same) and any(isinstance(grid.get_cell(r, c), str) for c in columns)


def _find_level(table: TableLayout, label: str, figures: bool) -> tuple[str, int] | None:
    """Find the name of a label and the level whose vocabulary has it; None for a label that no level knows."""
    for number_, level in enumerate(table.levels if label else ()):
        if (name := level.vocabulary.find(label)) is not None:
            as_printed = level.open and name != table.total and normalize_label(label) in level.vocabulary.names
            is_shouted = label.isupper() or label.islower()
            return label if as_printed and not is_shouted else name, number_
    remark = layouts.load_remark_pattern().search(label.lower())
    opened = next((n for n, level in enumerate(table.levels) if level.open), None)
    return None if opened is None or not label or not figures or remark else (label, opened)


def _find_near_level(table: TableLayout, label: str) -> tuple[str, int] | None:
    """Find the same for a label that is misspelt in a letter or two; tables that take any label need no guess."""
    if not label or any(level.open for level in table.levels):
        return None
    found = {(name, number) for number, level in enumerate(table.levels) if (name := level.vocabulary.find_near(label))}
    return found.pop() if len(found) == 1 else None


def _continues_below(grid: Grid, reading: TableReading, row: int, columns: list[int], inner: int | None) -> bool:
    """Whether the table continues below a row that it does not know: after blank rows, and at most one row of other
    words, a known label with a figure follows. Words where figures should be are the header of another table.
    """
    table, place = reading.table, reading.place
    odd = 0
    for r in range(row, min(row + BLANK_ROW_LOOKAHEAD, len(grid.rows))):
        label = grid.get_text(r, place.column)
        known = any(level.vocabulary.find(label) for level in table.levels)
        if table.inner and inner is not None and not label:
            known = bool(table.inner.level.vocabulary.find(grid.get_text(r, inner)))
        cells = [grid.get_cell(r, c) for c in columns]
        if r > row and known and any(parse_number(cell).value is not None for cell in cells):
            return True
        odd += bool(label or any(clean_text(cell) for cell in cells))
        if odd > 1 or any(isinstance(cell, str) and parse_number(cell).flag.startswith("text") for cell in cells):
            return False
    return False


def _note_leftover(grid: Grid, reading: TableReading, row: int, label: str, figures: bool, file: str) -> None:
    """Note the row that ended a table: a known kind of ending, a number without a label, or an unknown label."""
    if not figures or layouts.load_remark_pattern().search(label.lower()):
        return
    if label and not any(level.open for level in reading.table.levels):
        raise InputError(
            _describe_unknown_label(grid, row, reading.place.column, f"a row of {reading.table.name!r}", file)
        )
    reading.notes.append(f"a number without a label under {reading.table.name!r} (row {row + 1}) was left out")


def _read_row(
    grid: Grid, reading: TableReading, r: int, labels: tuple[str, ...], columns: dict[int, ColumnLayout]
) -> None:
    table = reading.table
    sets = _build_row_dimensions(table, reading.place, labels)
    known = not table.levels[0].open or table.levels[0].vocabulary.find(labels[0])
    for c, column in columns.items():
        found = parse_figure(grid.get_cell(r, c), column.unit)
        if found.value is None and not found.flag:
            continue
        figure = Figure(
            column.metric,
            column.unit,
            found.value,
            grid.name,
            format_cell_name(r, c),
            _merge_dimensions(sets, column.sets, table),
            labels=labels,
            column=c,
        )
        figure.flag(found.flag)
        figure.flag("the label of this row is blank" if UNLABELLED in labels else "")
        figure.flag("" if known else f"the label {labels[0][:40]!r} is in no list")
        reading.figures.append(figure)


def _complete_labels(
    grid: Grid, table: TableLayout, r: int, names: list[str], inner: int | None, file: str
) -> tuple[str, ...]:
    """Return the row's name at every level; a level without a label of its own has the name of the whole."""
    given = [names[n] if n < len(names) else level.whole for n, level in enumerate(table.levels)]
    if inner is None or table.inner is None:
        return tuple(given)
    level, label = table.inner.level, grid.get_text(r, inner)
    name = level.vocabulary.find(label) if label else level.whole
    if name is None:
        raise InputError(_describe_unknown_label(grid, r, inner, f"a row of {table.name!r}", file))
    return (*given, name)


def _build_row_dimensions(table: TableLayout, place: TablePosition, labels: tuple[str, ...]) -> dict[str, str]:
    sets = {**table.sets, **place.sets}
    levels = [*table.levels, *([table.inner.level] if table.inner and len(labels) > len(table.levels) else [])]
    for n, (level, label) in enumerate(zip(levels, labels, strict=True)):
        if n < len(table.levels) or label != level.whole:
            sets[level.dimension] = _join_names(sets.get(level.dimension, ""), label)
    return sets


def _merge_dimensions(sets: dict[str, str], more: dict[str, str], table: TableLayout) -> dict[str, str]:
    merged = dict(sets)
    for dimension, name in more.items():
        merged[dimension] = _join_names(merged.get(dimension, ""), name)
    if table.year_to_date and "period" not in merged:
        merged["period"] = WHOLE_YEAR
    return merged


def _join_names(first: str, second: str) -> str:
    return f"{first}: {second}" if first and second else first or second
