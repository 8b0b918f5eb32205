"""The facilities sheet: one row a facility; its average daily population, length of stay and guaranteed minimum beds.

There is no column for the whole population: it is the sum of four columns, printed three ways that must agree.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from finalorder.errors import InputError
from finalorder.ice import consistency, layouts, row_kinds
from finalorder.ice.cell_figures import WHOLE_YEAR, Figure
from finalorder.ice.grid import (
    FOOTNOTE_NUMBER,
    Grid,
    format_cell_name,
    format_column_name,
    normalize_label,
    parse_number,
)

SUM_TOLERANCE = 0.05
SUM_SHARE = 0.005
OTHER_METRICS = (("facility_alos", "days", "alos"), ("facility_guaranteed_minimum", "beds", "guaranteed"))
FOOTNOTE_DIGIT = re.compile(r"(?<=[A-Za-z])\d$")


@dataclass(frozen=True, slots=True)
class FacilityHeader:
    """Where the list starts and which column holds what; ``sums`` are the columns of each way to add up."""

    row: int
    name: int
    columns: dict[str, int]
    sums: dict[str, list[int]]


def read_facilities(grid: Grid, file: str) -> tuple[list[Figure], list[str]]:
    """Read figures of a facilities sheet, and what it lacks; a renamed column is an error that names sheet and cell."""
    header, notes = _read_header(grid, file)
    figures: list[Figure] = []
    for r in range(header.row + 1, len(grid.rows)):
        name = grid.get_text(r, header.name)
        if row_kinds.is_sum_label(name) or _is_sum_of_rows(grid, header, r, figures):
            notes.append(f"row {r + 1} is a sum and was left out: {name[:40]!r}")
        elif name and _is_header(grid, r):
            notes.append(f"row {r + 1} is the header again and was left out")
        elif name:
            figures += _read_facility(grid, header, r)
    if not figures:
        cell = format_cell_name(header.row, header.name)
        raise InputError(f"{file}, sheet {grid.name}: no facility with figures follows the header in cell {cell}.")
    return figures + list(_compute_list_sums(grid, header, figures)), notes


def _is_sum_of_rows(grid: Grid, header: FacilityHeader, r: int, above: list[Figure]) -> bool:
    """Return whether a row without an area and a type has the population of all rows above it together."""
    if len(above) < 2 or any(grid.get_text(r, header.columns[what]) for what in ("area", "type")):
        return False
    own = sum(parse_number(grid.get_cell(r, c)).value or 0.0 for c in next(iter(header.sums.values())))
    added = sum(figure.value or 0.0 for figure in above if figure.metric == "facility_adp")
    return own > 0 and abs(own - added) <= SUM_SHARE * added


def find_source_day(grid: Grid) -> str:
    """Find the day of the sheet's own source line, as printed; empty when there is none."""
    pattern = layouts.compile_pattern(layouts.load_facilities_layout()["source"])
    for _, _, text in grid.iter_texts():
        if match := pattern.search(text.lower()):
            return str(match["day"])
    return ""


def _read_header(grid: Grid, file: str) -> tuple[FacilityHeader, list[str]]:
    layout = layouts.load_facilities_layout()
    row, name = _locate_header(grid, file)
    found = {key: c for c in reversed(range(len(grid.rows[row]))) for key in _list_header_keys(grid.get_text(row, c))}
    at = {
        header: next((found[s] for s in _list_header_spellings(header) if s in found), None)
        for header in _list_wanted_headers()
    }
    lacking = [header for header, c in at.items() if c is None]
    _require_columns(grid, file, row, name, lacking)
    columns = {what: c for header, what in layout["columns"].items() if (c := at[header]) is not None}
    ways = {way["by"]: [at[header] for header in way["columns"]] for way in layout["sums"]}
    sums = {by: [c for c in cells if c is not None] for by, cells in ways.items() if None not in cells}
    notes = [f"no column is headed {header!r}" for header in lacking]
    notes += [
        f"cell {format_cell_name(row, c)}: {grid.get_text(row, c)[:40]!r} is no known header; its column was left out"
        for c in _find_unknown_headers(grid, row, name)
    ]
    return FacilityHeader(row, name, columns, sums), notes


def _list_wanted_headers() -> list[str]:
    layout = layouts.load_facilities_layout()
    return [*layout["columns"], *(header for way in layout["sums"] for header in way["columns"])]


def _locate_header(grid: Grid, file: str) -> tuple[int, int]:
    """Locate the row that has more than half of the wanted headers, and the column of the names in it."""
    header = layouts.load_facilities_layout()["header"]
    row = next((r for r in range(len(grid.rows)) if _is_header(grid, r)), None)
    if row is None:
        raise InputError(
            f"{file}, sheet {grid.name}: no cell is headed {header!r} over a list of facilities; not added."
        )
    cells = range(len(grid.rows[row]))
    names = set(_list_header_spellings(header))
    name = next((c for c in cells if names.intersection(_list_header_keys(grid.get_text(row, c)))), None)
    if name is None:
        first = next(c for c in cells if grid.get_text(row, c))
        place, text = format_cell_name(row, first), grid.get_text(row, first)[:40]
        raise InputError(f"{file}, sheet {grid.name}, cell {place}: {text!r} where {header!r} should be; not added.")
    return row, name


def _is_header(grid: Grid, row: int) -> bool:
    here = {key for c in range(len(grid.rows[row])) for key in _list_header_keys(grid.get_text(row, c))}
    wanted = _gather_wanted_spellings()
    return 2 * sum(not here.isdisjoint(spellings) for spellings in wanted) > len(wanted)


@cache
def _gather_wanted_spellings() -> tuple[frozenset[str], ...]:
    """Gather the spellings of each wanted header: every row of every sheet is looked at for them."""
    return tuple(frozenset(_list_header_spellings(header)) for header in _list_wanted_headers())


def _list_header_spellings(header: str) -> list[str]:
    return [_normalize_header(text) for text in (header, *layouts.load_facilities_layout()["also"].get(header, []))]


def _require_columns(grid: Grid, file: str, row: int, name: int, lacking: list[str]) -> None:
    """Refuse a column that the list may not lack, or that stands there under a name that nobody knows."""
    missing = layouts.load_facilities_layout()["missing"]
    odd = _find_unknown_headers(grid, row, name)
    for header in lacking:
        if odd or header not in missing["may"]:
            place = odd[0] if odd else name
            what = f"cell {format_cell_name(row, place)} says {grid.get_text(row, place)[:40]!r}"
            raise InputError(f"{file}, sheet {grid.name}: no column is headed {header!r}, {what}; not added.")


def _find_unknown_headers(grid: Grid, row: int, name: int) -> list[int]:
    cells = (c for c in range(len(grid.rows[row])) if c != name and grid.get_text(row, c))
    return [c for c in cells if not _is_known_header(grid.get_text(row, c))]


def _is_known_header(text: str) -> bool:
    named = frozenset().union(*_gather_wanted_spellings())
    known = layouts.compile_pattern(layouts.load_facilities_layout()["missing"]["known"])
    return not named.isdisjoint(_list_header_keys(text)) or bool(known.match(text.lower()))


@lru_cache(maxsize=1 << 14)
def _list_header_keys(text: str) -> tuple[str, ...]:
    """List what a header may be known as: its own text first, then without the number of a footnote."""
    keys = (_normalize_header(text), _normalize_header(FOOTNOTE_NUMBER.sub("", text)), _normalize_header(text)[:-1])
    return keys if text[-1:].isdigit() and text[-2:-1].isalpha() else keys[:2]


def _normalize_header(text: str) -> str:
    return normalize_label(re.sub(r"FY ?\d{2,4}", "FY#", text, flags=re.IGNORECASE))


def _read_facility(grid: Grid, header: FacilityHeader, r: int) -> list[Figure]:
    texts = {
        what: grid.get_text(r, header.columns[what])
        for what in ("type", "area", "state", "city")
        if what in header.columns
    }
    sets = {
        "facility": FOOTNOTE_DIGIT.sub("", grid.get_text(r, header.name)),
        "facility_type": texts["type"],
        "city": FOOTNOTE_DIGIT.sub("", texts.get("city", "")).title(),
        "aor": texts["area"],
        "state": texts["state"],
    }
    population = _read_population(grid, header, r, sets)
    if population is None:
        return []
    found = [population]
    for metric, unit, what in OTHER_METRICS:
        c = header.columns.get(what, -1)
        cell = parse_number(grid.get_cell(r, c))
        if cell.value is not None or cell.flag:
            flags = [cell.flag] if cell.flag else []
            found.append(Figure(metric, unit, cell.value, grid.name, format_cell_name(r, c), dict(sets), flags=flags))
    return found


def _read_population(grid: Grid, header: FacilityHeader, r: int, sets: dict[str, str]) -> Figure | None:
    ways = {by: [parse_number(grid.get_cell(r, c)) for c in columns] for by, columns in header.sums.items()}
    first, *others = [(by, sum(n.value or 0.0 for n in numbers)) for by, numbers in ways.items()]
    flags = sorted({n.flag for numbers in ways.values() for n in numbers if n.flag})
    if not flags and all(n.value is None for n in ways[first[0]]):
        return None
    figure = Figure(
        metric="facility_adp",
        unit="people/day",
        value=None if any(n.flag and n.value is None for n in ways[first[0]]) else round(first[1], 9),
        sheet=grid.name,
        cell=_format_sum_range(header.sums[first[0]], r, r),
        sets={**sets, "period": WHOLE_YEAR},
        derivation="computed: Male Crim+Male Non-Crim+Female Crim+Female Non-Crim",
        flags=flags,
    )
    for by, total in others:
        if abs(total - first[1]) > SUM_TOLERANCE:
            figure.flag(f"by {by} the parts add to {total:.1f}, by {first[0]} to {first[1]:.1f}")
    return figure


def _format_sum_range(columns: list[int], first: int, last: int) -> str:
    return f"sum {format_cell_name(first, columns[0])}:{format_cell_name(last, columns[-1])}"


def _compute_list_sums(grid: Grid, header: FacilityHeader, figures: list[Figure]) -> Iterator[Figure]:
    """Compute the list added up: national, by area, by facility type, and the number of its rows."""
    every = [f for f in figures if f.metric == "facility_adp"]
    listed = [f for f in every if f.value is not None]
    last = max(r for r in range(len(grid.rows)) if grid.get_text(r, header.name))
    columns = next(iter(header.sums.values()))
    span = f"{format_column_name(columns[0])}:{format_column_name(columns[-1])}"
    yield _build_list_sum(grid, every, _format_sum_range(columns, header.row + 1, last), {"aor": "National"})
    for dimension, at in (("aor", "area"), ("facility_type", "type")):
        groups: dict[str, list[Figure]] = defaultdict(list)
        for figure in every:
            groups[figure.get(dimension)].append(figure)
        letter = format_column_name(header.columns[at])
        for name, members in sorted(groups.items()):
            if all(figure.value is None for figure in members):
                continue
            sets = {"aor": name} if dimension == "aor" else {"aor": "National", "facility_type": name}
            yield _build_list_sum(grid, members, f"sum {span} where {letter}={name}", sets)
    counted = Figure(
        "facility_list_row_count", "rows", float(len(listed)), grid.name,
        f"{format_cell_name(header.row + 1, header.name)}:{format_cell_name(last, header.name)}", {"aor": "National"},
        "computed: rows with a name and numeric ADP cells",
    )  # fmt: skip
    counted.flag(consistency.describe_holes(every))
    yield counted


def _build_list_sum(grid: Grid, members: list[Figure], cell: str, sets: dict[str, str]) -> Figure:
    total = round(sum(figure.value or 0.0 for figure in members), 9)
    found = Figure("facility_list_adp_sum", "people/day", total, grid.name, cell, sets, "computed")
    found.flag(consistency.describe_holes(members))
    return found
