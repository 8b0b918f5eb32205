"""Lists other than 287(g): areas, offices and facilities kept as rows; capacities, arrests and removals as figures."""

import re
from datetime import date
from typing import Any

from finalorder.errors import InputError
from finalorder.ice import consistency, date_text, list_reader, row_kinds
from finalorder.ice.areas import find_area, find_printed_state
from finalorder.ice.cell_figures import Figure, compute_fiscal_year, format_fiscal_year
from finalorder.ice.file_checks import SourceFile
from finalorder.ice.grid import clean_text, format_cell_name, normalize_label, parse_figure, parse_number
from finalorder.ice.list_reader import PlainList

BLANK_LABEL = "(blank)"
YEAR_IN_HEADER = re.compile(r"(?:FY ?)?(20\d\d|\d\d)", re.IGNORECASE)


def read_places(file: SourceFile, found: PlainList) -> list[dict[str, Any]]:
    """Read rows of a list of areas, offices or facilities; a heading between rows gives their area where it has one."""
    layout, grid = found.layout, found.grid
    group = re.compile(layout["group"], re.IGNORECASE) if "group" in layout else None
    first = layout["needs"][0]
    day = next(iter(date_text.find_days_in_name(file.name)), None)
    dated = {"as_of": day, "fiscal_year": format_fiscal_year(compute_fiscal_year(day) if day else None)}
    rows, area = [], _find_heading_area(group, found, found.row - 1)
    for r in range(found.row + 1, len(grid.rows)):
        area = _find_heading_area(group, found, r) or area
        values = {name: _pad_fips_code(name, found.get_text(r, header)) for header, name in layout["columns"].items()}
        if (
            not found.get_text(r, first)
            or _find_heading_area(group, found, r)
            or (group and not values.get("state"))
            or _is_repeated_header(found, r)
        ):
            continue
        rows.append(
            {"area": area, **values, **dated, "list": layout["name"], "source_file": file.name, "sheet": grid.name,
             "cell": found.get_cell_name(r, first), "checksum": file.checksum}
        )  # fmt: skip
    if not rows:
        raise InputError(f"{file.name}{_format_sheet(found)}: no row follows the header; not added.")
    return rows


def _pad_fips_code(name: str, text: str) -> str:
    """Pad codes of counties to five digits, also where a spreadsheet took them for numbers."""
    whole = text.removesuffix(".0")
    return whole.zfill(5) if name == "fips" and whole.isdigit() else text


def _format_sheet(found: PlainList) -> str:
    return f", sheet {found.grid.name}" if found.grid.name else ""


def _find_heading_area(group: re.Pattern[str] | None, found: PlainList, r: int) -> str:
    match = group.match(found.grid.get_text(r, 0)) if group else None
    return match["area"] if match else ""


def _is_repeated_header(found: PlainList, r: int) -> bool:
    first = found.layout["needs"][0]
    return found.get_text(r, first).lower() == clean_text(first).lower()


def read_list_figures(file: SourceFile, found: PlainList) -> list[Figure]:
    """Read the figures of a list: one for each row and wanted column, and their sum where the layout asks for one."""
    layout = found.layout
    named = date_text.find_days_in_name(file.name)
    stated = list_reader.find_stated_day(found) or (named[-1] if named else None)
    period = f"{named[0]} to {named[-1]}" if len(named) > 1 else ""
    result: list[Figure] = []
    for column in layout["columns"]:
        for c, year in _find_header_columns(found, column["header"], bool(column.get("yearly"))):
            rows = _find_figure_rows(found)
            own = [
                f
                for r in rows
                if not _is_total_row(found, r) and (f := _read_list_figure(file, found, r, c, column, year))
            ]
            totals = (parse_number(found.grid.get_cell(r, c)).value for r in reversed(rows) if _is_total_row(found, r))
            printed = next(totals, None)
            result += [*own, *_build_total(found, own, column, c, printed)]
    _flag_labels(found, result)
    for figure in result:
        year = figure.fiscal_year
        ended = date(year, 9, 30) if year else None
        figure.as_of = ended if ended and (stated is None or ended <= stated) else stated
        if period:
            figure.sets["period"] = period
        figure.flag("" if figure.as_of else "neither the file nor its name states a day")
    if not result:
        raise InputError(
            f"{file.name}{_format_sheet(found)}: no figures stand under {layout['needs'][-1]!r}; not added."
        )
    return result


def _find_figure_rows(found: PlainList) -> list[int]:
    """Find the rows with a label; where the figures add up, also those without one that have a figure."""
    layout = found.layout
    first = layout.get("facility") or layout["needs"][0]
    columns = [found.find_column(column["header"]) for column in layout["columns"] if "total" in layout]
    cells = [c for c in columns if c is not None]
    below = range(found.row + 1, len(found.grid.rows))
    return [
        r
        for r in below
        if found.get_text(r, first) or any(parse_number(found.grid.get_cell(r, c)).value for c in cells)
    ]


def _is_total_row(found: PlainList, r: int) -> bool:
    """Return whether a row is the printed total of a list whose figures add up."""
    label = found.get_text(r, found.layout["needs"][0])
    return "total" in found.layout and (row_kinds.is_sum_label(label) or _is_region(found, label))


def _is_region(found: PlainList, label: str) -> bool:
    """Return whether a list of states has a row for several of them."""
    return found.layout["total"] == "state" and label.lower().endswith("region")


def _find_header_columns(found: PlainList, header: str, yearly: bool) -> list[tuple[int, int | None]]:
    """Find the columns under a header, with the fiscal year that ``#`` stands for in it."""
    if not yearly:
        column = found.find_column(header)
        return [] if column is None else [(column, None)]
    pattern = re.compile(
        re.escape(header).replace(r"FY\#", YEAR_IN_HEADER.pattern).replace(r"\#", YEAR_IN_HEADER.pattern), re.IGNORECASE
    )
    result: list[tuple[int, int | None]] = []
    for c in range(len(found.grid.rows[found.row])):
        match = pattern.fullmatch(found.grid.get_text(found.row, c))
        if match:
            year = int(match.group(1))
            result.append((c, year + 2000 if year < 100 else year))
    return result


def _read_list_figure(
    file: SourceFile, found: PlainList, r: int, c: int, column: dict[str, Any], year: int | None
) -> Figure | None:
    cell = parse_figure(found.grid.get_cell(r, c), column["unit"])
    if cell.value is None and (not cell.flag or "AS NEEDED" in cell.flag.upper()):
        return None
    sets = {name: found.get_text(r, header) for header, name in found.layout["sets"].items()}
    if "facility" in found.layout:
        sets["facility"] = found.get_text(r, found.layout["facility"])
    if found.layout.get("total") == "aor":
        sets["aor"] = _find_area_name(file, found, r, sets["aor"]) if sets["aor"] else BLANK_LABEL
    flags = [cell.flag] if cell.flag and cell.value is None else []
    place = format_cell_name(r, c)
    metric, unit, sheet = column["metric"], column["unit"], found.grid.name
    figure = Figure(metric, unit, cell.value, sheet, place, sets, fiscal_year=year, flags=flags, column=c)
    consistency.flag_impossible_value(figure)
    return figure


def _flag_labels(found: PlainList, figures: list[Figure]) -> None:
    """Flag what a list that adds up has twice, under one spelling or another, and states that are none."""
    first: dict[tuple[object, ...], str] = {}
    repeated: set[tuple[str, int | None]] = set()
    dimension = found.layout.get("total", "")
    for figure in figures if dimension else ():
        label = figure.get(dimension)
        state = find_printed_state(label) if dimension == "state" else None
        what = (normalize_label(state or label), figure.fiscal_year, figure.metric)
        cell = first.setdefault(what, figure.cell)
        if cell != figure.cell:
            figure.flag(f"{label[:40]!r} stands twice in the list, first in cell {cell}")
            repeated.add((figure.metric, figure.fiscal_year))
        if dimension == "state" and not state and label not in (BLANK_LABEL, "Total"):
            figure.flag(f"{label[:40]!r} is not a state")
    for figure in figures:
        if figure.derivation == "computed" and (figure.metric, figure.fiscal_year) in repeated:
            figure.flag("a label stands twice among its parts")


def _find_area_name(file: SourceFile, found: PlainList, r: int, printed: str) -> str:
    try:
        return find_area(printed).name
    except InputError as problem:
        raise InputError(f"{file.name}{_format_sheet(found)}, row {r + 1}: {problem}") from problem


def _build_total(
    found: PlainList, own: list[Figure], column: dict[str, Any], c: int, printed: float | None
) -> list[Figure]:
    """Build the sum of a list that adds up, flagged where the list prints another."""
    dimension = found.layout.get("total")
    if not dimension or not own:
        return []
    name = f"sum of {len(own)} AORs" if dimension == "aor" else "Total"
    values = [figure.value for figure in own if figure.value is not None]
    total = sum(values) if values else None
    cell = f"column {found.grid.get_text(found.row, c)}"
    year = own[0].fiscal_year
    summed = Figure(column["metric"], column["unit"], total, found.grid.name, cell, {dimension: name}, "computed", year)
    summed.flag(consistency.describe_holes(own))
    differs = printed is not None and total is not None and abs(printed - total) > 0.5
    summed.flag(f"the list prints a total of {printed:,.0f}" if differs else "")
    return [summed]
