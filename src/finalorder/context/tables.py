"""Find a table on a sheet by its words and read it cell by cell, as its layout says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from finalorder.context import layouts
from finalorder.context.figures import YEAR, Figure
from finalorder.context.grid import Grid, cell_name, clean, key, lookup, number
from finalorder.context.layouts import Column, Table
from finalorder.errors import Problem

AHEAD = 2
BLANKS = 12
UNLABELLED = "(blank label)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table lies: its title (row -1 if it has none), header row, label column, what the title itself says."""

    title_row: int
    header_row: int
    column: int
    title: str
    sets: dict[str, str]


@dataclass(slots=True)
class Reading:
    """A table that was read: its figures by row, and what was passed over."""

    table: Table
    place: Place
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find(grid: Grid, table: Table) -> list[Place]:
    """The places of a table on a sheet, in reading order."""
    places = list(_by_title(grid, table) if table.title else _by_label(grid, table))
    return places if table.repeats else places[:1]


def _by_title(grid: Grid, table: Table) -> Iterator[Place]:
    pattern = table.title
    for r, c, text in grid.texts():
        match = re.search(pattern.pattern, text, re.IGNORECASE) if pattern else None
        if match and (header := _header_below(grid, table, r, c)) is not None:
            sets = {n.removeprefix("lower_"): clean(v).lower() if n.startswith("lower_") else clean(v)
                    for n, v in match.groupdict().items()}  # fmt: skip
            yield Place(r, header, c, text, sets)


def _header_below(grid: Grid, table: Table, row: int, column: int) -> int | None:
    for r in range(row + 1, row + 2 + AHEAD):
        if any(_header(grid, table, r, c) for c in range(column + 1, column + 4)):
            return r
    return None


def _header(grid: Grid, table: Table, row: int, column: int) -> Column | None:
    return lookup(table.columns, grid.at(row, column))


def _by_label(grid: Grid, table: Table) -> Iterator[Place]:
    wanted = {key(label) for label in table.labels}
    for r, c, text in grid.texts():
        if key(text) in wanted and any(_header(grid, table, r, c + k) for k in (1, 2)):
            above = next((t for t in (grid.text(r - k, c) for k in (1, 2, 3)) if t), "")
            yield Place(r - 1, r, c, above, {})


def read(grid: Grid, table: Table, place: Place, file: str) -> Reading:
    """The figures of one table; an unknown label or column header is a Problem that names file, sheet and cell."""
    reading = Reading(table, place)
    _check_label_header(grid, table, place, file)
    columns, inner = _columns(grid, table, place, file)
    names: list[str] = []
    for r, label, name_at in _rows(grid, reading, list(columns), inner, file):
        if name_at > len(names):
            raise Problem(_unknown(grid, r, place.column, f"the first row of {table.name!r}", file))
        names = names if name_at < 0 else [*names[:name_at], label]
        _read_row(grid, reading, r, names, columns, inner, file)
    return reading


def _check_label_header(grid: Grid, table: Table, place: Place, file: str) -> None:
    found = key(grid.at(place.header_row, place.column))
    if table.headers and found not in table.headers:
        cell = cell_name(place.header_row, place.column)
        text = grid.text(place.header_row, place.column)
        raise Problem(
            f"{file}, sheet {grid.name}, cell {cell}: the table {table.name!r} starts with {text!r}, "
            "which its layout does not know; the file was not added."
        )


def _columns(grid: Grid, table: Table, place: Place, file: str) -> tuple[dict[int, Column], int | None]:
    """The wanted columns by number, and the inner label column, if the table has one."""
    found: dict[int, Column] = {}
    inner = None
    blanks = 0
    column = place.column
    while blanks < AHEAD:
        column += 1
        text = key(grid.at(place.header_row, column))
        if header := _header(grid, table, place.header_row, column):
            found[column] = header
        elif table.inner and text == key(table.inner.header):
            inner = column
        elif text and blanks == 0:
            raise Problem(_unknown(grid, place.header_row, column, f"a column of {table.name!r}", file))
        elif text:
            break
        blanks = 0 if text else blanks + 1
    if not any(c.metric for c in found.values()):
        cell = cell_name(place.header_row, place.column)
        raise Problem(f"{file}, sheet {grid.name}, cell {cell}: {table.name!r} has none of its columns here.")
    return {n: c for n, c in found.items() if c.metric}, inner


def _unknown(grid: Grid, row: int, column: int, what: str, file: str) -> str:
    text = grid.text(row, column)[:60]
    return f"{file}, sheet {grid.name}, cell {cell_name(row, column)}: {text!r} is not known as {what}; not added."


def _rows(
    grid: Grid, reading: Reading, columns: list[int], inner: int | None, file: str
) -> Iterator[tuple[int, str, int]]:
    """The rows of a table: row number, label name, level (-1: the label above still holds)."""
    table, place = reading.table, reading.place
    r = place.header_row
    while r + 1 < len(grid.rows):
        r += 1
        label = grid.text(r, place.column)
        figures = any(clean(grid.at(r, c)) for c in columns)
        if inner is not None and not label and figures:
            yield r, "", -1
        elif (level := _level(table, label, figures)) is not None:
            yield r, *level
        elif layouts.remark().search(label.lower()) or not _goes_on(grid, reading, r, columns, inner):
            _note_leftover(grid, reading, r, label, figures, file)
            return
        elif not label and figures and table.blank_labels:
            yield r, UNLABELLED, len(table.levels) - 1
        elif figures:
            raise Problem(_unknown(grid, r, place.column, f"a row of {table.name!r}", file))
        elif label:
            reading.notes.append(f"row {r + 1} of {table.name!r} holds no figures and was passed over")


def _level(table: Table, label: str, figures: bool) -> tuple[str, int] | None:
    """The name of a label and the level whose vocabulary has it; None for a label that no level knows."""
    for number_, level in enumerate(table.levels if label else ()):
        if (name := level.vocabulary.find(label)) is not None:
            as_printed = level.open and name != table.total and key(label) in level.vocabulary.names
            return label if as_printed else name, number_
    remark = layouts.remark().search(label.lower())
    opened = next((n for n, level in enumerate(table.levels) if level.open), None)
    return None if opened is None or not label or not figures or remark else (label, opened)


def _goes_on(grid: Grid, reading: Reading, row: int, columns: list[int], inner: int | None) -> bool:
    """Whether the table continues below a row that it does not know: after blank rows, and at most one row of other
    words, a known label with a figure follows. Words where figures should be are the header of another table.
    """
    table, place = reading.table, reading.place
    odd = 0
    for r in range(row, min(row + BLANKS, len(grid.rows))):
        label = grid.text(r, place.column)
        known = any(level.vocabulary.find(label) for level in table.levels)
        if table.inner and inner is not None and not label:
            known = bool(table.inner.level.vocabulary.find(grid.text(r, inner)))
        cells = [grid.at(r, c) for c in columns]
        if r > row and known and any(number(cell).value is not None for cell in cells):
            return True
        odd += bool(label or any(clean(cell) for cell in cells))
        if odd > 1 or any(isinstance(cell, str) and number(cell).flag.startswith("text") for cell in cells):
            return False
    return False


def _note_leftover(grid: Grid, reading: Reading, row: int, label: str, figures: bool, file: str) -> None:
    """The row that ended a table: a known kind of ending, a number without a label, or an unknown label."""
    if not figures or layouts.remark().search(label.lower()):
        return
    if label and not any(level.open for level in reading.table.levels):
        raise Problem(_unknown(grid, row, reading.place.column, f"a row of {reading.table.name!r}", file))
    reading.notes.append(f"a number without a label under {reading.table.name!r} (row {row + 1}) was left out")


def _read_row(
    grid: Grid, reading: Reading, r: int, names: list[str], columns: dict[int, Column], inner: int | None, file: str
) -> None:
    table = reading.table
    labels = _labels(grid, table, r, names, inner, file)
    sets = _row_sets(table, reading.place, labels)
    known = not table.levels[0].open or table.levels[0].vocabulary.find(labels[0])
    for c, column in columns.items():
        found = number(grid.at(r, c))
        if found.value is None and not found.flag:
            continue
        figure = Figure(
            column.metric, column.unit, found.value, grid.name, cell_name(r, c), _merge(sets, column.sets, table),
            labels=labels, column=c,
        )  # fmt: skip
        figure.flag(found.flag)
        figure.flag("the label of this row is blank" if UNLABELLED in labels else "")
        figure.flag("" if known else f"the label {labels[0][:40]!r} is in no list")
        reading.figures.append(figure)


def _labels(grid: Grid, table: Table, r: int, names: list[str], inner: int | None, file: str) -> tuple[str, ...]:
    """The row's name at every level; a level without a label of its own has the name of the whole."""
    given = [names[n] if n < len(names) else level.whole for n, level in enumerate(table.levels)]
    if inner is None or table.inner is None:
        return tuple(given)
    level, label = table.inner.level, grid.text(r, inner)
    name = level.vocabulary.find(label) if label else level.whole
    if name is None:
        raise Problem(_unknown(grid, r, inner, f"a row of {table.name!r}", file))
    return (*given, name)


def _row_sets(table: Table, place: Place, labels: tuple[str, ...]) -> dict[str, str]:
    sets = {**table.sets, **place.sets}
    levels = [*table.levels, *([table.inner.level] if table.inner and len(labels) > len(table.levels) else [])]
    for n, (level, label) in enumerate(zip(levels, labels, strict=True)):
        if n < len(table.levels) or label != level.whole:
            sets[level.dimension] = _join(sets.get(level.dimension, ""), label)
    return sets


def _merge(sets: dict[str, str], more: dict[str, str], table: Table) -> dict[str, str]:
    merged = dict(sets)
    for dimension, name in more.items():
        merged[dimension] = _join(merged.get(dimension, ""), name)
    if table.year_to_date and "period" not in merged:
        merged["period"] = YEAR
    return merged


def _join(first: str, second: str) -> str:
    return f"{first}: {second}" if first and second else first or second
