"""ICE's detention statistics workbooks, FY2019 on: recognise the sheets, read the tables, date them, check them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from finalorder.errors import InputError
from finalorder.ice import consistency, date_text, facilities, figure_dates, layouts, table_reader
from finalorder.ice.cell_figures import Figure, finish_figures
from finalorder.ice.file_checks import Workbook
from finalorder.ice.grid import Grid, clean_text, plain_title

STALE_AFTER_DAYS = timedelta(days=60)
TITLE_ROWS = 6


@dataclass(slots=True)
class FileContent:
    """What one file held: figures, the lists it held instead, what was passed over and what was refused."""

    family: str
    figures: list[Figure] = field(default_factory=list)
    lists: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    saved: date | None = None


def classify_sheets(book: Workbook) -> dict[str, list[Grid]]:
    """Return the sheets by kind, each kind in the order of the file; sheets about protected groups are never opened."""
    found: dict[str, list[Grid]] = {}
    for name in book.sheets:
        if _matches_kind_name(name, "skipped"):
            found.setdefault("skipped", []).append(Grid(name, ()))
            continue
        grid = book.read_grid(name)
        found.setdefault(_find_sheet_kind(grid), []).append(grid)
    return found


def _matches_kind_name(name: str, kind: str) -> bool:
    return any(s.kind == kind and s.name.search(clean_text(name).lower()) for s in layouts.load_sheet_kinds())


def _find_sheet_kind(grid: Grid) -> str:
    top = [plain_title(text).lower() for _, _, text in Grid(grid.name, grid.rows[:TITLE_ROWS]).iter_texts()]
    for kind in layouts.load_sheet_kinds():
        if kind.title and any(kind.title.search(text) for text in top):
            return kind.kind
    return next((k.kind for k in layouts.load_sheet_kinds() if k.name.search(clean_text(grid.name).lower())), "unknown")


def is_detention_workbook(found: dict[str, list[Grid]]) -> bool:
    """Return whether any sheet that makes a detention statistics workbook is there."""
    return any(kind in found for kind in layouts.load_required_kinds())


def read_detention_workbook(book: Workbook, found: dict[str, list[Grid]]) -> FileContent:
    """Read all figures of a detention statistics workbook; an error for an unknown sheet, core table,
    label or column.
    """
    file = book.source.name
    for kind in layouts.load_required_kinds():
        if kind not in found:
            raise InputError(
                f"{file} has no {kind} sheet among {', '.join(s.strip() for s in book.sheets)}; not added."
            )
    content = FileContent(layouts.load_family_name())
    content.skipped = [g.name.strip() for kind in ("skipped", "unknown") for g in found.get(kind, [])]
    footnotes = next(iter(found.get("footnotes", [])), None)
    for kind in ("atd", "detention"):
        for grid in found[kind]:
            _read_sheet(grid, kind, footnotes, content, file)
    for grid in found["facilities"]:
        _read_facilities_sheet(grid, footnotes, content, file)
    _flag_stale_sheets(found, content)
    finish_figures(content.figures)
    _flag_contradicting_sheets(book, content.figures)
    return content


def _flag_contradicting_sheets(book: Workbook, figures: list[Figure]) -> None:
    """Flag figures of the same thing and day that two sheets which show give with different values."""
    first: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        if figure.value is None or book.is_hidden(figure.sheet):
            continue
        what = (figure.metric, figure.fiscal_year, figure.as_of, tuple(sorted(figure.sets.items())))
        other = first.setdefault(what, figure)
        if other.sheet != figure.sheet and other.value != figure.value:
            for one, beside in ((figure, other), (other, figure)):
                one.flag(f"another sheet of this file, {beside.sheet.strip()}, says {beside.value:,.10g}")


def _read_sheet(grid: Grid, kind: str, footnotes: Grid | None, content: FileContent, file: str) -> None:
    for table in layouts.load_table_layouts(kind):
        places = table_reader.find_tables(grid, table)
        if not places and table.required:
            what = table.labels[0] if table.labels else table.title.pattern.strip("^") if table.title else table.name
            raise InputError(
                f"{file}, sheet {grid.name}: no cell is headed {what!r}, so {table.name!r} is missing; not added."
            )
        for place in places:
            try:
                reading = table_reader.read_sheet_table(grid, table, place, file)
            except InputError as problem:
                if table.core:
                    raise
                content.notes.append(f"refused: {problem}")
                continue
            _add_reading(reading, grid, footnotes, content)


def _add_reading(reading: table_reader.TableReading, grid: Grid, footnotes: Grid | None, content: FileContent) -> None:
    table, figures = reading.table, reading.figures
    consistency.check_figures(table, figures)
    if table.sum_inner:
        figures = figures + consistency.sum_inner_rows(table, figures)
    _set_figure_days(figures, table.clock, grid, footnotes)
    content.figures += figures
    content.notes += [f"sheet {grid.name.strip()}: {note}" for note in reading.notes]


def _set_figure_days(figures: list[Figure], clock: str, grid: Grid, footnotes: Grid | None) -> None:
    year = figure_dates.find_sheet_year(grid)
    table_day = figure_dates.find_table_day(layouts.load_day_sources()[clock], grid, footnotes, year)
    for figure in figures:
        figure.fiscal_year, figure.as_of = year, table_day.day
        for flag in table_day.flags:
            figure.flag(flag)


def _read_facilities_sheet(grid: Grid, footnotes: Grid | None, content: FileContent, file: str) -> None:
    figures, notes = facilities.read_facilities(grid, file)
    content.notes += [f"sheet {grid.name.strip()}: {note}" for note in notes]
    _set_figure_days(figures, layouts.load_facilities_layout()["clock"], grid, footnotes)
    printed = facilities.find_source_day(grid)
    day, first = date_text.parse_day(printed), figures[0].as_of
    if day and first and abs(day - first) > STALE_AFTER_DAYS:
        for figure in figures:
            figure.flag(f"the sheet's source line says {printed}, the footnotes {first}")
    content.figures += figures


def _flag_stale_sheets(found: dict[str, list[Grid]], content: FileContent) -> None:
    """Flag sheets left over from another edition: an older fiscal year,
    or a report long before the rest of the workbook.
    """
    current = figure_dates.find_sheet_year(found["facilities"][0])
    ends = [f.as_of for f in content.figures if f.metric == "ice_removals" and f.as_of and f.fiscal_year == current]
    latest = max((f.as_of for f in content.figures if f.metric.startswith("atd_") and f.as_of), default=None)
    for figure in content.figures:
        monitoring = figure.metric.startswith("atd_")
        if not monitoring and current and figure.fiscal_year and figure.fiscal_year < current:
            figure.flag(f"stale: a sheet of FY{figure.fiscal_year} left in a workbook of FY{current}")
        elif monitoring and ends and latest and figure.as_of == latest and max(ends) - latest > STALE_AFTER_DAYS:
            figure.flag(f"stale: the report of {latest} in a workbook whose removals run to {max(ends)}")
