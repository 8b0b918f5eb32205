"""Lists other than 287(g): areas, offices and facilities kept as rows; capacities, arrests and removals as figures.

Lists of single events (removals, one row a person) are counted by year and category; their rows are never kept.
"""

import re
from collections import Counter
from datetime import date
from typing import Any

from finalorder.context import days, lists
from finalorder.context.areas import area_of
from finalorder.context.figures import Figure, year_label, year_of
from finalorder.context.files import Source
from finalorder.context.grid import cell_name, clean, key, number
from finalorder.context.lists import Found
from finalorder.errors import Problem

TOTALS = {"total", "grandtotal", "all", "national", "nationwide", "unitedstates"}
BLANK = "(blank)"
YEAR = re.compile(r"(?:FY ?)?(20\d\d|\d\d)", re.IGNORECASE)


def places(file: Source, found: Found) -> list[dict[str, Any]]:
    """The rows of a list of areas, offices or facilities; a heading between rows gives their area where it has one."""
    layout, grid = found.layout, found.grid
    group = re.compile(layout["group"], re.IGNORECASE) if "group" in layout else None
    first = layout["needs"][0]
    day = next(iter(days.in_name(file.name)), None)
    dated = {"as_of": day, "fiscal_year": year_label(year_of(day) if day else None)}
    rows, area = [], _heading(group, found, found.row - 1)
    for r in range(found.row + 1, len(grid.rows)):
        area = _heading(group, found, r) or area
        values = {name: _coded(name, found.text(r, header)) for header, name in layout["columns"].items()}
        if (
            not found.text(r, first)
            or _heading(group, found, r)
            or (group and not values.get("state"))
            or _header_again(found, r)
        ):
            continue
        rows.append(
            {"area": area, **values, **dated, "list": layout["name"], "source_file": file.name, "sheet": grid.name,
             "cell": found.place(r, first), "checksum": file.checksum}
        )  # fmt: skip
    if not rows:
        raise Problem(f"{file.name}{_sheet(found)}: no row follows the header; not added.")
    return rows


def _coded(name: str, text: str) -> str:
    """Codes of counties have five digits, also where a spreadsheet took them for numbers."""
    whole = text.removesuffix(".0")
    return whole.zfill(5) if name == "fips" and whole.isdigit() else text


def _sheet(found: Found) -> str:
    return f", sheet {found.grid.name}" if found.grid.name else ""


def _heading(group: re.Pattern[str] | None, found: Found, r: int) -> str:
    match = group.match(found.grid.text(r, 0)) if group else None
    return match["area"] if match else ""


def _header_again(found: Found, r: int) -> bool:
    first = found.layout["needs"][0]
    return found.text(r, first).lower() == clean(first).lower()


def figures(file: Source, found: Found) -> list[Figure]:
    """The figures of a list: one for each row and wanted column, and their sum where the layout asks for one."""
    layout = found.layout
    named = days.in_name(file.name)
    stated = lists.stated_day(found) or (named[-1] if named else None)
    period = f"{named[0]} to {named[-1]}" if len(named) > 1 else ""
    result: list[Figure] = []
    for column in layout["columns"]:
        for c, year in _places(found, column["header"], bool(column.get("yearly"))):
            rows = _rows(found)
            own = [f for r in rows if not _is_total(found, r) and (f := _figure(file, found, r, c, column, year))]
            printed = next((number(found.grid.at(r, c)).value for r in rows if _is_total(found, r)), None)
            result += [*own, *_total(found, own, column, c, printed)]
    for figure in result:
        year = figure.fiscal_year
        ended = date(year, 9, 30) if year else None
        figure.as_of = ended if ended and (stated is None or ended <= stated) else stated
        if period:
            figure.sets["period"] = period
        figure.flag("" if figure.as_of else "neither the file nor its name states a day")
    if not result:
        raise Problem(f"{file.name}{_sheet(found)}: no figures stand under {layout['needs'][-1]!r}; not added.")
    return result


def _rows(found: Found) -> list[int]:
    """The rows with a label; where the figures add up, also those without one that have a figure."""
    layout = found.layout
    first = layout.get("facility") or layout["needs"][0]
    columns = [found.column(column["header"]) for column in layout["columns"] if "total" in layout]
    cells = [c for c in columns if c is not None]
    below = range(found.row + 1, len(found.grid.rows))
    return [r for r in below if found.text(r, first) or any(number(found.grid.at(r, c)).value for c in cells)]


def _is_total(found: Found, r: int) -> bool:
    """Whether a row is the printed total of a list whose figures add up."""
    return "total" in found.layout and key(found.text(r, found.layout["needs"][0])) in TOTALS


def _places(found: Found, header: str, yearly: bool) -> list[tuple[int, int | None]]:
    """The columns under a header, with the fiscal year that ``#`` stands for in it."""
    if not yearly:
        column = found.column(header)
        return [] if column is None else [(column, None)]
    pattern = re.compile(re.escape(header).replace(r"FY\#", YEAR.pattern).replace(r"\#", YEAR.pattern), re.IGNORECASE)
    result: list[tuple[int, int | None]] = []
    for c in range(len(found.grid.rows[found.row])):
        match = pattern.fullmatch(found.grid.text(found.row, c))
        if match:
            year = int(match.group(1))
            result.append((c, year + 2000 if year < 100 else year))
    return result


def _figure(file: Source, found: Found, r: int, c: int, column: dict[str, Any], year: int | None) -> Figure | None:
    cell = number(found.grid.at(r, c))
    if cell.value is None and (not cell.flag or "AS NEEDED" in cell.flag.upper()):
        return None
    sets = {name: found.text(r, header) for header, name in found.layout["sets"].items()}
    if "facility" in found.layout:
        sets["facility"] = found.text(r, found.layout["facility"])
    if found.layout.get("total") == "aor":
        sets["aor"] = _area(file, found, r, sets["aor"]) if sets["aor"] else BLANK
    flags = [cell.flag] if cell.flag and cell.value is None else []
    place = cell_name(r, c)
    metric, unit, sheet = column["metric"], column["unit"], found.grid.name
    return Figure(metric, unit, cell.value, sheet, place, sets, fiscal_year=year, flags=flags)


def _area(file: Source, found: Found, r: int, printed: str) -> str:
    try:
        return area_of(printed).name
    except Problem as problem:
        raise Problem(f"{file.name}{_sheet(found)}, row {r + 1}: {problem}") from problem


def _total(found: Found, own: list[Figure], column: dict[str, Any], c: int, printed: float | None) -> list[Figure]:
    """The sum of a list that adds up, flagged where the list prints another."""
    dimension = found.layout.get("total")
    if not dimension or not own:
        return []
    name = f"sum of {len(own)} AORs" if dimension == "aor" else "Total"
    total = sum(figure.value or 0.0 for figure in own)
    cell = f"column {found.grid.text(found.row, c)}"
    year = own[0].fiscal_year
    summed = Figure(column["metric"], column["unit"], total, found.grid.name, cell, {dimension: name}, "computed", year)
    differs = printed is not None and abs(printed - total) > 0.5
    summed.flag(f"the list prints a total of {printed:,.0f}" if differs else "")
    return [summed]


def events(found: Found) -> list[Figure]:
    """Counts of a list of events: all, by fiscal year, and by what the layout says. Equal rows are different people."""
    layout = found.layout
    rows = [
        r
        for r in range(found.row + 1, len(found.grid.rows))
        if any(found.text(r, header) for header in layout["needs"])
    ]
    if not rows:
        raise Problem(f"{layout['family']}{_sheet(found)}: no row follows the header; not added.")
    dates = [days.in_cell(found.grid.at(r, found.column(layout["day"]) or 0)) for r in rows]
    known = [day for day in dates if day]
    sets = {**_event_sets(found), **_whole_period(layout, known)}
    counted = [_counted(found, layout["metric"], len(rows), f"rows {found.row + 2}-end", sets)]
    for year, count in sorted(Counter(year_of(day) for day in known).items()):
        counted.append(_counted(found, layout["metric"], count, layout["day"], {**sets, "period": ""}, year))
    for by in layout["by"]:
        counted += _grouped(found, rows, by, sets)
    undated = len(dates) - len(known)
    for figure in counted:
        figure.as_of = max(known, default=None)
        figure.flag(f"{undated} rows have no readable day" if undated else "")
    return counted


def _whole_period(layout: dict[str, Any], known: list[date]) -> dict[str, str]:
    """The period of a list that is asked by its period; other lists name none."""
    return {"period": f"{min(known)} to {max(known)}"} if layout.get("period") and known else {}


def _counted(found: Found, metric: str, count: int, cell: str, sets: dict[str, str], year: int | None = None) -> Figure:
    sheet = found.grid.name
    return Figure(metric, found.layout["unit"], float(count), sheet, cell, dict(sets), "computed", fiscal_year=year)


def _grouped(found: Found, rows: list[int], by: dict[str, str], sets: dict[str, str]) -> list[Figure]:
    """One figure for each value of a column; a list without that column has none."""
    if found.column(by["header"]) is None:
        return []
    counted = []
    for label, count in Counter(found.text(r, by["header"]) for r in rows).most_common():
        name, flag = _named_area(label) if by["sets"] == "aor" else (label, "")
        figure = _counted(found, by["metric"], count, by["header"], {**sets, by["sets"]: name or BLANK})
        figure.flag(flag)
        counted.append(figure)
    return counted


def _named_area(label: str) -> tuple[str, str]:
    """An area as the monitoring tables name it; one that is no area of the list stays as printed, with a flag."""
    try:
        return area_of(label).name, ""
    except Problem:
        return label, "" if not label else f"{label[:40]!r} is no area of responsibility of the list"


def _event_sets(found: Found) -> dict[str, str]:
    pattern = re.compile(found.layout.get("title", "$^"), re.IGNORECASE)
    for r in range(found.row):
        if match := pattern.search(found.grid.text(r, 0)):
            return {name: value.lower() if name == "category" else value for name, value in match.groupdict().items()}
    return {}
