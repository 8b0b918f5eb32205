"""Which family a file is of, by what is in it, and the reader for that family."""

from finalorder.context import agencies, daily, listed, plain, workbook
from finalorder.context.figures import finish
from finalorder.context.files import Book, Source, is_parquet, is_workbook, open_book
from finalorder.context.grid import Grid
from finalorder.context.layouts import lists as layouts
from finalorder.context.lists import find, near_miss
from finalorder.context.workbook import Content
from finalorder.errors import Problem


def read(file: Source) -> Content:
    """Everything a file holds; Problem if it is damaged or of no known family."""
    if is_workbook(file.path):
        content = _workbook(file)
    elif is_parquet(file.path):
        content = _parquet(file)
    else:
        content = _text(file)
    finish(content.figures)
    return content


def _workbook(file: Source) -> Content:
    book = open_book(file)
    sheets = workbook.sheets(book)
    content = workbook.read(book, sheets) if workbook.is_workbook(sheets) else _lists(book, sheets.get("unknown", []))
    content.saved = book.saved
    content.notes += book.notes
    return content


def _lists(book: Book, grids: list[Grid]) -> Content:
    """A workbook of plain lists: of 287(g) agencies the first list of each kind (a second is a copy or a hand tally),
    else every list that is known.
    """
    read = [content for grid in grids if (content := _one(book.source, grid, book))]
    for grid in grids if not read else []:
        if wrong := near_miss(grid, layouts("agencies")):
            raise Problem(f"{book.source.name}, sheet {grid.name}, {wrong}; not added.")
    if not read:
        raise Problem(_unknown(book.source))
    firsts = {content.family: content for content in reversed(read)}
    police = "agencies" in read[0].lists
    return _merged([content for content in read if not police or content is firsts[content.family]], grids)


def _merged(read: list[Content], grids: list[Grid]) -> Content:
    merged = Content(", ".join(dict.fromkeys(content.family for content in read)))
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


def _one(file: Source, grid: Grid, book: Book | None) -> Content | None:
    """What a single list holds, None if the grid is no list that is known."""
    if found := find(grid, layouts("agencies")):
        listed_ = agencies.read(file, book.saved if book else None, found)
        return Content(found.layout["family"], listed_.counts, {"agencies": listed_.rows}, notes=listed_.notes)
    if found := find(grid, layouts("events")):
        return Content(found.layout["family"], listed.events(found))
    if found := find(grid, layouts("figures")):
        return Content(found.layout["family"], listed.figures(file, found))
    if found := find(grid, layouts("lists")):
        return Content(found.layout["family"], lists={"places": listed.places(file, found)})
    return None


def _parquet(file: Source) -> Content:
    table = daily.from_parquet(file)
    layout = daily.layout(table.column_names)
    if layout is None:
        raise Problem(_unknown(file))
    return Content(layout["family"], daily.read(file, table, layout))


def _text(file: Source) -> Content:
    text = plain.text(file)
    mark = plain.delimiter(text[:4096])
    header = [name.strip().strip('"') for name in text[:4096].split("\n", 1)[0].strip().split(mark)]
    layout = daily.layout(header)
    if layout:
        return Content(layout["family"], daily.read(file, daily.from_text(file, text, mark), layout))
    content = _one(file, plain.grid(file, text), None)
    if content is None:
        raise Problem(_unknown(file))
    return content


def _unknown(file: Source) -> str:
    return (
        f"{file.name} is of no family that is read here (ICE detention statistics, 287(g) agencies, areas, offices, "
        "facilities, arrests, removals); `docs/context.md` says how each is recognised."
    )
