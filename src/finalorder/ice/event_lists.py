"""Lists of single events (arrests, removals; one row an event): counted by year and category, their rows never kept."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from finalorder.errors import InputError
from finalorder.ice import date_text, row_kinds
from finalorder.ice.areas import find_area, find_printed_state
from finalorder.ice.cell_figures import Figure, compute_fiscal_year
from finalorder.ice.grid import clean_text, normalize_label
from finalorder.ice.list_reader import PlainList

BLANK_LABEL = "(blank)"
MARKED_HEADER = "duplicate_likely"
YES = frozenset({"true", "yes", "y", "t", "1"})


@dataclass(frozen=True, slots=True)
class Events:
    """The rows of a list that are events, the day of each, and what was left out or is odd about them."""

    rows: list[int]
    days: list[date | None]
    notes: list[str]
    flags: list[str]


def count_events(found: PlainList) -> tuple[list[Figure], list[str]]:
    """Count a list of events: all, by fiscal year, and by what the layout says; and what was left out of it.

    Equal rows are different people.
    """
    layout, events = found.layout, _read_events(found)
    known = [day for day in events.days if day]
    sets = {**_read_title_dimensions(found), **_find_whole_period(found, known)}
    span = f"rows {found.row + 2}-end"
    counted = [_build_event_count(found, layout["metric"], len(events.rows), span, sets)]
    for year, count in sorted(Counter(compute_fiscal_year(day) for day in known).items()):
        counted.append(_build_event_count(found, layout["metric"], count, layout["day"], {**sets, "period": ""}, year))
    for by in layout["by"]:
        counted += _count_events_by(found, events.rows, by, sets)
    for figure in counted:
        figure.as_of = max(known, default=None)
        for flag in events.flags:
            figure.flag(flag)
    return counted, events.notes


def _read_events(found: PlainList) -> Events:
    rows, notes = _find_event_rows(found)
    if not rows:
        sheet = f", sheet {found.grid.name}" if found.grid.name else ""
        raise InputError(f"{found.layout['family']}{sheet}: no row follows the header; not added.")
    column = found.find_column(found.layout["day"]) or 0
    cells = [found.grid.get_cell(r, column) for r in rows]
    day_first = date_text.are_days_first(cells)
    read = [date_text.parse_cell_day(cell, day_first) for cell in cells]
    first, last = date_text.find_usual_span([day for day in read if day])
    days = [day if day and first <= day <= last else None for day in read]
    odd = sum(1 for day, kept in zip(read, days, strict=True) if day and not kept)
    undated = sum(1 for day in read if day is None)
    marked = _count_marked(found, rows)
    flags = [
        f"{undated} rows have no readable day" if undated else "",
        f"{odd} rows have a day that is years from all others" if odd else "",
        f"{marked} rows are marked as likely repeated and were counted" if marked else "",
    ]
    return Events(rows, days, notes + ([date_text.DAY_FIRST_NOTE] if day_first else []), [f for f in flags if f])


def _find_event_rows(found: PlainList) -> tuple[list[int], list[str]]:
    """Find the rows that are events; sums, remarks (a single cell that is no day) and the header again are none."""
    needs = found.layout["needs"]
    rows, notes = [], []
    for r in range(found.row + 1, len(found.grid.rows)):
        texts = [found.get_text(r, header) for header in needs]
        if not any(texts):
            continue
        if _is_event(found, r, texts):
            rows.append(r)
        else:
            notes.append(f"row {r + 1} is not an event and was left out: {' '.join(filter(None, texts))[:60]!r}")
    return rows, notes[:20] + ([f"{len(notes) - 20} more rows are no events"] if len(notes) > 20 else [])


def _is_event(found: PlainList, r: int, texts: list[str]) -> bool:
    if any(row_kinds.is_sum_label(text) for text in texts):
        return False
    header = [found.get_text(found.row, name) for name in found.layout["needs"]]
    if [normalize_label(text) for text in texts] == [normalize_label(text) for text in header]:
        return False
    day = found.get_text(r, found.layout["day"])
    is_day = date_text.parse_cell_day(day) or date_text.parse_cell_day(day, day_first=True)
    return bool(is_day) or sum(1 for cell in found.grid.rows[r] if clean_text(cell)) > 1


def _count_marked(found: PlainList, rows: list[int]) -> int:
    """Count the events that the list itself marks as likely repeated; of a pair it may mark both."""
    column = found.find_column(MARKED_HEADER)
    return 0 if column is None else sum(1 for r in rows if found.grid.get_text(r, column).lower() in YES)


def _find_whole_period(found: PlainList, known: list[date]) -> dict[str, str]:
    """Find the period of a list that is asked by its period; other lists name none."""
    return {"period": f"{min(known)} to {max(known)}"} if found.layout.get("period") and known else {}


def _build_event_count(
    found: PlainList, metric: str, count: int, cell: str, sets: dict[str, str], year: int | None = None
) -> Figure:
    sheet = found.grid.name
    return Figure(metric, found.layout["unit"], float(count), sheet, cell, dict(sets), "computed", fiscal_year=year)


def _count_events_by(found: PlainList, rows: list[int], by: dict[str, str], sets: dict[str, str]) -> list[Figure]:
    """Count one figure for each value of a column, however it is written; a list without that column has none."""
    if found.find_column(by["header"]) is None:
        return []
    named = [_resolve_name(by["sets"], found.get_text(r, by["header"])) for r in rows]
    printed: dict[str, tuple[str, str]] = {}
    for name, flag in named:
        printed.setdefault(name.casefold(), (name, flag))
    counted = []
    for key, count in Counter(name.casefold() for name, _ in named).most_common():
        name, flag = printed[key]
        figure = _build_event_count(found, by["metric"], count, by["header"], {**sets, by["sets"]: name or BLANK_LABEL})
        figure.flag(flag)
        counted.append(figure)
    return counted


def _resolve_name(dimension: str, label: str) -> tuple[str, str]:
    """Name an area as the monitoring tables do, a state by its name; one that is neither stays as printed, flagged."""
    if dimension == "state" and label:
        name = find_printed_state(label)
        return (name.upper(), "") if name else (label, f"{label[:40]!r} is not a state")
    if dimension != "aor" or not label:
        return label, ""
    try:
        return find_area(label).name, ""
    except InputError:
        return label, f"{label[:40]!r} is not an area of responsibility in the list"


def _read_title_dimensions(found: PlainList) -> dict[str, str]:
    pattern = re.compile(found.layout.get("title", "$^"), re.IGNORECASE)
    for r in range(found.row):
        if match := pattern.search(found.grid.get_text(r, 0)):
            return {name: value.lower() if name == "category" else value for name, value in match.groupdict().items()}
    return {}
