"""Which family a file is of, by what is in it, and the reader for that family."""

from finalorder.context import agencies, workbook
from finalorder.context.figures import finish
from finalorder.context.files import Book, Source, is_workbook, open_book
from finalorder.context.layouts import lists as list_layouts
from finalorder.context.lists import Found, find
from finalorder.context.workbook import Content
from finalorder.errors import Problem


def read(file: Source) -> Content:
    """Everything a file holds; Problem if it is damaged or of no known family."""
    if is_workbook(file.path):
        return _workbook(file)
    raise Problem(_unknown(file))


def _workbook(file: Source) -> Content:
    book = open_book(file)
    sheets = workbook.sheets(book)
    if workbook.is_workbook(sheets):
        content = workbook.read(book, sheets)
    else:
        content = _list(book, sheets.get("unknown", []))
    content.saved = book.saved
    finish(content.figures)
    return content


def _list(book: Book, grids: list) -> Content:  # type: ignore[type-arg]
    for grid in grids:
        if found := find(grid, list_layouts("agencies")):
            rows, figures = agencies.read(book, found)
            others = [g.name for g in grids if g is not grid]
            return Content(found.layout["family"], figures, {"agencies": rows}, skipped=others)
    raise Problem(_unknown(book.source))


def _unknown(file: Source) -> str:
    return (
        f"{file.name} is of no family that is read here (ICE detention statistics, 287(g) agencies, areas, offices, "
        "facilities, arrests, removals); `docs/context.md` says how each is recognised."
    )
