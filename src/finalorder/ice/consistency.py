"""Figures that contradict each other on their own sheet: flagged where they stand, never deleted."""

from collections import defaultdict
from collections.abc import Iterable

from finalorder.ice.cell_figures import Figure
from finalorder.ice.grid import COUNT_UNITS
from finalorder.ice.layouts import TableLayout

ROUNDING_TOLERANCE = 0.5
REPEATED_LABEL = "the label occurs twice in this table"


def check_figures(table: TableLayout, figures: list[Figure]) -> None:
    """Flag totals that are not the sum of their rows, labels that occur twice in one table, and impossible counts."""
    _flag_repeats(figures)
    for figure in figures:
        flag_impossible_value(figure)
    for column in _group_by_column(table, figures):
        if table.total:
            _check_outer(table, column)
        _check_inner(column)


def flag_impossible_value(figure: Figure) -> None:
    """Flag a number below zero, and a part of a person."""
    if figure.value is not None and figure.value < 0:
        figure.flag("a number below zero")
    elif figure.value is not None and figure.unit in COUNT_UNITS and figure.value != int(figure.value):
        figure.flag(f"a count of {figure.unit} that is not whole")


def _is_additive(table: TableLayout, figure: Figure) -> bool:
    return any(c.metric == figure.metric and c.adds for c in table.columns.values())


def describe_holes(parts: list[Figure]) -> str:
    """Describe how many parts of a sum have no figure that can be read; empty where all have one."""
    holes = sum(figure.value is None for figure in parts)
    return f"{holes} of its {len(parts)} parts have no readable figure" if holes else ""


def _flag_repeats(figures: list[Figure]) -> None:
    first: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        place = (*figure.labels, figure.column)
        if place in first and not _is_unlabelled(figure):
            figure.flag(f"{REPEATED_LABEL}, first in cell {first[place].cell}")
        first.setdefault(place, figure)


def _is_unlabelled(figure: Figure) -> bool:
    return any(label.startswith("(") for label in figure.labels)


def _is_repeated(figure: Figure) -> bool:
    return any(flag.startswith(REPEATED_LABEL) for flag in figure.flags)


def _group_by_column(table: TableLayout, figures: Iterable[Figure]) -> list[list[Figure]]:
    """Group the figures that add up, column by column of the sheet, repeated labels left out."""
    columns: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if _is_additive(table, figure) and not _is_repeated(figure):
            columns[figure.column].append(figure)
    return list(columns.values())


def _check_outer(table: TableLayout, column: list[Figure]) -> None:
    """Compare the total row with the other rows of its column."""
    outer = _find_wholes(column)
    total = next((f for f in outer if f.labels[0] == table.total), None)
    parts = [f for f in outer if f.labels[0] not in (table.total, *table.parts_of)]
    if total and parts:
        _compare_sum(total, parts)


def _find_wholes(column: list[Figure]) -> list[Figure]:
    """Find the first row of each outer label, which is its whole."""
    first: dict[str, Figure] = {}
    for figure in column:
        first.setdefault(figure.labels[0], figure)
    return list(first.values())


def _check_inner(column: list[Figure]) -> None:
    """Compare each outer row with its own inner rows: an area against its technologies."""
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in column:
        groups[figure.labels[0]].append(figure)
    for whole, *parts in groups.values():
        if parts:
            _compare_sum(whole, parts)


def _compare_sum(total: Figure, parts: list[Figure]) -> None:
    total.flag(describe_holes(parts))
    added = sum(f.value or 0.0 for f in parts)
    if total.value is not None and abs(added - total.value) > ROUNDING_TOLERANCE:
        total.flag(f"its {len(parts)} parts add to {_format_value(added)}, not to {_format_value(total.value)}")


def _format_value(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def sum_inner_rows(table: TableLayout, figures: list[Figure]) -> list[Figure]:
    """National figures that ICE does not print in every year: an inner label summed over all outer rows, and the whole
    where the table has no total row.
    """
    found = [f for column in _group_by_column(table, figures) for f in column]
    total = any(f.labels[0] == table.total for f in found)
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in found:
        whole = figure.labels[1] == table.levels[1].whole
        if figure.labels[0] != table.total and not (whole and total) and not _is_unlabelled(figure):
            groups[figure.labels[1]].append(figure)
    wholes = [f for f in figures if _is_additive(table, f)]
    return [_build_national_sum(table, name, group, wholes) for name, group in groups.items()]


def _build_national_sum(table: TableLayout, name: str, group: list[Figure], wholes: list[Figure]) -> Figure:
    outer, inner = table.levels[0].dimension, table.levels[1].dimension
    first = group[0]
    found = Figure(
        metric=first.metric,
        unit=first.unit,
        value=sum(f.value or 0.0 for f in group),
        sheet=first.sheet,
        cell=f"sum of {name} rows {wholes[0].cell}:{wholes[-1].cell}",
        sets={**first.sets, outer: table.total, inner: name},
        derivation="computed: sum over AOR blocks",
    )
    found.flag(describe_holes(group))
    return found
