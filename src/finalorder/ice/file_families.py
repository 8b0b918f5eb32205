"""Which family a file is of, by what is in it, and the reader for that family."""

from typing import Any

import pyarrow as pa

from finalorder.errors import InputError
from finalorder.ice import agencies, daily_counts, event_lists, other_lists, text_files, workbook
from finalorder.ice.cell_figures import HIDDEN_SHEET, finish_figures
from finalorder.ice.file_checks import SourceFile, Workbook, is_parquet, is_workbook, open_workbook
from finalorder.ice.grid import Grid
from finalorder.ice.layouts import load_list_layouts
from finalorder.ice.list_reader import describe_near_miss, find_list
from finalorder.ice.workbook import FileContent


def read_file(file: SourceFile) -> FileContent:
    """Read everything a file holds; FinalorderError if it is damaged or of no known family."""
    if is_workbook(file.path):
        content = _read_workbook(file)
    elif is_parquet(file.path):
        content = _read_parquet(file)
    else:
        content = _read_text_file(file)
    finish_figures(content.figures)
    return content


def _read_workbook(file: SourceFile) -> FileContent:
    book = open_workbook(file)
    sheets = workbook.classify_sheets(book)
    content = (
        workbook.read_detention_workbook(book, sheets)
        if workbook.is_detention_workbook(sheets)
        else _read_lists(book, [grid for grid in sheets.get("unknown", []) if not book.is_hidden(grid.name)])
    )
    for figure in content.figures:
        figure.flag(HIDDEN_SHEET if book.is_hidden(figure.sheet) else "")
    content.saved = book.saved
    content.notes += book.notes
    return content


def _read_lists(book: Workbook, grids: list[Grid]) -> FileContent:
    """Read a workbook of plain lists: of 287(g) agencies the first list of each kind (a second is a copy or a hand
    tally),
    else every list that is known.
    """
    read = [content for grid in grids if (content := _read_list(book.source, grid, book))]
    for grid in grids if not read else []:
        if wrong := describe_near_miss(grid, load_list_layouts("agencies")):
            raise InputError(f"{book.source.name}, sheet {grid.name}, {wrong}; not added.")
    if not read:
        raise InputError(_describe_unknown_family(book.source))
    firsts = {content.family: content for content in reversed(read)}
    police = "agencies" in read[0].lists
    return _merge_contents([content for content in read if not police or content is firsts[content.family]], grids)


def _merge_contents(read: list[FileContent], grids: list[Grid]) -> FileContent:
    merged = FileContent(", ".join(dict.fromkeys(content.family for content in read)))
    used: set[str] = set()
    for content in read:
        merged.figures += content.figures
        merged.notes += content.notes
        used |= {figure.sheet for figure in content.figures}
        for name, rows in content.lists.items():
            merged.lists.setdefault(name, []).extend(rows)
            used |= {str(row["sheet"]) for row in rows}
    merged.skipped = [grid.name for grid in grids if grid.name not in used]
    return merged


def _read_list(file: SourceFile, grid: Grid, book: Workbook | None) -> FileContent | None:
    """Read what a single list holds, None if the grid is no list that is known."""
    if found := find_list(grid, load_list_layouts("agencies")):
        listed_ = agencies.read_agencies(file, book.saved if book else None, found)
        return FileContent(found.layout["family"], listed_.counts, {"agencies": listed_.rows}, notes=listed_.notes)
    if found := find_list(grid, load_list_layouts("events")):
        counted, notes = event_lists.count_events(found)
        return FileContent(found.layout["family"], counted, notes=notes)
    if found := find_list(grid, load_list_layouts("figures")):
        return FileContent(found.layout["family"], other_lists.read_list_figures(file, found))
    if found := find_list(grid, load_list_layouts("lists")):
        return FileContent(found.layout["family"], lists={"places": other_lists.read_places(file, found)})
    return None


def _read_parquet(file: SourceFile) -> FileContent:
    table = daily_counts.read_parquet_table(file)
    layout = daily_counts.find_daily_layout(table.column_names)
    if layout is None:
        raise InputError(_describe_unknown_family(file))
    return _read_daily_counts(file, table, layout)


def _read_text_file(file: SourceFile) -> FileContent:
    text, notes = text_files.decode_text(file)
    mark = text_files.find_delimiter(text[:4096])
    header = [name.strip().strip('"') for name in text[:4096].split("\n", 1)[0].strip().split(mark)]
    layout = daily_counts.find_daily_layout(header)
    content = (
        _read_daily_counts(file, daily_counts.parse_text_table(file, text, mark), layout)
        if layout
        else _read_list(file, text_files.parse_grid(file, text), None)
    )
    if content is None:
        raise InputError(_describe_unknown_family(file))
    content.notes += notes
    return content


def _read_daily_counts(file: SourceFile, table: pa.Table, layout: dict[str, Any]) -> FileContent:
    figures, notes = daily_counts.read_daily_counts(file, table, layout)
    return FileContent(layout["family"], figures, notes=notes)


def _describe_unknown_family(file: SourceFile) -> str:
    return (
        f"{file.name} is not a file of a known family (ICE detention statistics, 287(g) agencies, areas, offices, "
        "facilities, arrests, removals); `docs/ice.md` says how each is recognized."
    )
