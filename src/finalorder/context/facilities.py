"""The facilities sheet: one row a facility; its average daily population, length of stay and guaranteed minimum beds.

There is no column for the whole population: it is the sum of four columns, printed three ways that must agree.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from finalorder.context import layouts
from finalorder.context.figures import YEAR, Figure
from finalorder.context.grid import Grid, cell_name, clean, column_name, key, number
from finalorder.errors import Problem

SAME = 0.05
GLUED = re.compile(r"(?<=[A-Za-z])\d$")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the list starts and which column holds what; ``sums`` are the columns of each way to add up."""

    row: int
    columns: dict[str, int]
    sums: dict[str, list[int]]


def read(grid: Grid, file: str) -> list[Figure]:
    """The figures of a facilities sheet; a column that is missing is a Problem that names the sheet and row."""
    header = _header(grid, file)
    figures: list[Figure] = []
    for r in range(header.row + 1, len(grid.rows)):
        if grid.text(r, 0):
            figures += _facility(grid, header, r)
    if not figures:
        cell = cell_name(header.row, 0)
        raise Problem(f"{file}, sheet {grid.name}: no facility with figures follows the header in cell {cell}.")
    return figures + list(_sums(grid, header, figures))


def source_day(grid: Grid) -> str:
    """The day of the sheet's own source line, as printed; empty when there is none."""
    pattern = re.compile(layouts.facilities()["source"])
    for _, _, text in grid.texts():
        if match := pattern.search(text.lower()):
            return str(match["day"])
    return ""


def _header(grid: Grid, file: str) -> Header:
    layout = layouts.facilities()
    row = next((r for r in range(len(grid.rows)) if key(grid.at(r, 0)) == key(layout["header"])), None)
    if row is None:
        raise Problem(f"{file}, sheet {grid.name}: no cell of column A says {layout['header']!r}; not added.")
    found = {_without_year(grid.text(row, c)): c for c in reversed(range(len(grid.rows[row])))}
    columns = {what: _column(found, header, grid, row, file) for header, what in layout["columns"].items()}
    sums = {s["by"]: [_column(found, h, grid, row, file) for h in s["columns"]] for s in layout["sums"]}
    return Header(row, columns, sums)


def _without_year(text: str) -> str:
    return key(re.sub(r"FY ?\d{2,4}", "FY#", text, flags=re.IGNORECASE))


def _column(found: dict[str, int], header: str, grid: Grid, row: int, file: str) -> int:
    if (wanted := _without_year(header)) in found:
        return found[wanted]
    raise Problem(f"{file}, sheet {grid.name}, row {row + 1}: no column is headed {header!r}; not added.")


def _facility(grid: Grid, header: Header, r: int) -> list[Figure]:
    sets = {
        "facility": GLUED.sub("", grid.text(r, 0)),
        "facility_type": grid.text(r, header.columns["type"]),
        "aor": grid.text(r, header.columns["area"]),
        "state": grid.text(r, header.columns["state"]),
    }
    population = _population(grid, header, r, sets)
    if population is None:
        return []
    found = [population]
    for metric, unit, what in (
        ("facility_alos", "days", "alos"),
        ("facility_guaranteed_minimum", "beds", "guaranteed"),
    ):
        c = header.columns[what]
        cell = number(grid.at(r, c))
        if cell.value is not None or cell.flag:
            found.append(
                Figure(
                    metric,
                    unit,
                    cell.value,
                    grid.name,
                    cell_name(r, c),
                    dict(sets),
                    flags=[cell.flag] if cell.flag else [],
                )
            )
    return found


def _population(grid: Grid, header: Header, r: int, sets: dict[str, str]) -> Figure | None:
    ways = {by: [number(grid.at(r, c)) for c in columns] for by, columns in header.sums.items()}
    first, *others = [(by, sum(n.value or 0.0 for n in numbers)) for by, numbers in ways.items()]
    flags = sorted({n.flag for numbers in ways.values() for n in numbers if n.flag})
    if not flags and all(n.value is None for n in ways[first[0]]):
        return None
    figure = Figure(
        metric="facility_adp",
        unit="people/day",
        value=None if any(n.flag and n.value is None for n in ways[first[0]]) else round(first[1], 9),
        sheet=grid.name,
        cell=_span(header.sums[first[0]], r, r),
        sets={**sets, "period": YEAR},
        derivation="computed: Male Crim+Male Non-Crim+Female Crim+Female Non-Crim",
        flags=flags,
    )
    for by, total in others:
        if abs(total - first[1]) > SAME:
            figure.flag(f"by {by} the parts add to {total:.1f}, by {first[0]} to {first[1]:.1f}")
    return figure


def _span(columns: list[int], first: int, last: int) -> str:
    return f"sum {cell_name(first, columns[0])}:{cell_name(last, columns[-1])}"


def _sums(grid: Grid, header: Header, figures: list[Figure]) -> Iterator[Figure]:
    """The list added up: national, by area, by facility type, and the number of its rows."""
    listed = [f for f in figures if f.metric == "facility_adp" and f.value is not None]
    last = max(r for r in range(len(grid.rows)) if clean(grid.at(r, 0)))
    columns = next(iter(header.sums.values()))
    span = f"{column_name(columns[0])}:{column_name(columns[-1])}"
    yield _sum(grid, listed, _span(columns, header.row + 1, last), {"aor": "National"})
    for dimension, at in (("aor", "area"), ("facility_type", "type")):
        groups: dict[str, list[Figure]] = defaultdict(list)
        for figure in listed:
            groups[figure.get(dimension)].append(figure)
        letter = column_name(header.columns[at])
        for name, members in sorted(groups.items()):
            sets = {"aor": name} if dimension == "aor" else {"aor": "National", "facility_type": name}
            yield _sum(grid, members, f"sum {span} where {letter}={name}", sets)
    yield Figure(
        "facility_list_row_count", "rows", float(len(listed)), grid.name,
        f"{cell_name(header.row + 1, 0)}:{cell_name(last, 0)}", {"aor": "National"},
        "computed: rows with a name and numeric ADP cells",
    )  # fmt: skip


def _sum(grid: Grid, members: list[Figure], cell: str, sets: dict[str, str]) -> Figure:
    total = round(sum(figure.value or 0.0 for figure in members), 9)
    return Figure("facility_list_adp_sum", "people/day", total, grid.name, cell, sets, "computed")
