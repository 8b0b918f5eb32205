"""Bars, and dots with their intervals: a name, a mark, a number; no axis where the numbers stand beside the marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import (
    DARK,
    GRID,
    INK,
    LIGHT,
    LINE_HEIGHT,
    MIDDLE,
    SOFT,
    Canvas,
    measure_text,
    wrap_text,
)
from finalorder.briefs.charts.drawing import NARROW, format_count_label, format_share_label
from finalorder.words import Words

BAR_HEIGHT, BAR_BAND, NAME_GAP, NUMBER_GAP = 16, 26, 10, 7
#: names take so much of the width at most; longer ones stand above their marks on a narrow picture
NAME_SHARE = 0.44
AXIS_SHARES = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its name; ``is_whole``: the count that the others are parts of."""

    name: str
    row: AnswerRow
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class NameColumn:
    """Where the names of the marks stand: in a column as wide as the longest, or above their marks."""

    width: float
    is_above: bool

    @property
    def band(self) -> float:
        """From one mark to the next."""
        return BAR_BAND + (LINE_HEIGHT if self.is_above else 0)


def plan_names(names: Sequence[str], width: float) -> NameColumn:
    """Choose where names stand at a width."""
    longest = max((measure_text(name) for name in names), default=0) + NAME_GAP
    if width <= NARROW and longest > width * NAME_SHARE:
        return NameColumn(0, is_above=True)
    return NameColumn(min(longest, width * NAME_SHARE), is_above=False)


def write_name(canvas: Canvas, column: NameColumn, name: str, top: float) -> float:
    """Write the name of a mark; the top of the mark."""
    if column.is_above:
        canvas.write(0, top + 12, wrap_text(name, canvas.width)[0])
        return top + LINE_HEIGHT
    canvas.write(column.width - NAME_GAP, top + 13, name, text_anchor="end")
    return top


def draw_bars(bars: Sequence[Bar], words: Words, width: int) -> Canvas:
    """Draw a bar for each count: what is certain in full color, what is only possible beyond it in a paler one."""
    canvas, column = Canvas(width), plan_names([bar.name for bar in bars], width)
    numbers = [format_count_label(bar.row, words) for bar in bars]
    room = width - column.width - max(map(measure_text, numbers), default=0) - 2 * NUMBER_GAP
    top = max((bar.row.value or 0 for bar in bars), default=0) or 1
    for place, (bar, number) in enumerate(zip(bars, numbers, strict=True)):
        y = write_name(canvas, column, bar.name, place * column.band)
        draw_bar(canvas, (column.width, y), bar, room / top)
        end = column.width + (bar.row.value or 0) * room / top
        if bar.row.value is None:
            canvas.mark_hidden(column.width + 2, y + 13, number)
        else:
            canvas.write(end + NUMBER_GAP, y + 13, number, font_weight="bold" if bar.is_whole else "normal")
    canvas.extend_to(len(bars) * column.band)
    return canvas


def draw_bar(canvas: Canvas, place: tuple[float, float], bar: Bar, scale: float) -> None:
    """Draw a bar, if its count is shown."""
    x, y = place
    if bar.row.value is None:
        return
    certain = bar.row.value if bar.row.low is None else bar.row.low
    box: dict[str, float | str] = {"x": x, "y": y + 1, "height": BAR_HEIGHT, "stroke": DARK}
    if certain < bar.row.value:
        canvas.add("rect", width=bar.row.value * scale, fill=LIGHT, **box)
    canvas.add("rect", width=certain * scale, fill=MIDDLE if bar.is_whole else DARK, **box)


def draw_share_dots(named: Sequence[tuple[str, AnswerRow]], words: Words, width: int) -> Canvas:
    """Draw a dot for each share on a scale from 0% to 100%, its interval a line, its number at the end of the row."""
    canvas, column = Canvas(width), plan_names([name for name, _ in named], width)
    numbers = [format_share_label(row, words) for _, row in named]
    left, right = column.width + 6, width - max(map(measure_text, numbers), default=0) - NUMBER_GAP - 4
    bottom = len(named) * column.band + 2
    _draw_share_axis(canvas, (left, right), bottom)
    for place, ((name, row), number) in enumerate(zip(named, numbers, strict=True)):
        y = write_name(canvas, column, name, place * column.band)
        if row.value is None:
            canvas.mark_hidden(left, y + 13, number)
            continue
        _draw_interval(canvas, row, (left, right), y + 9)
        canvas.write(width, y + 13, number, text_anchor="end", font_weight="bold")
    canvas.extend_to(bottom + LINE_HEIGHT + 2)
    return canvas


def _draw_share_axis(canvas: Canvas, ends: tuple[float, float], bottom: float) -> None:
    left, right = ends
    for share in AXIS_SHARES:
        x = left + share * (right - left)
        canvas.add("line", x1=x, x2=x, y1=0, y2=bottom, stroke=GRID)
        at = max(x, measure_text("0%") / 2)
        canvas.write(at, bottom + 14, f"{share:.0%}", text_anchor="middle", fill=SOFT)


def _draw_interval(canvas: Canvas, row: AnswerRow, ends: tuple[float, float], y: float) -> None:
    left, length = ends[0], ends[1] - ends[0]
    value = row.value or 0.0
    low, high = (value if end is None else end for end in (row.low, row.high))
    canvas.add("line", x1=left + low * length, x2=left + high * length, y1=y, y2=y, stroke=MIDDLE, stroke_width=4)
    canvas.add("circle", cx=left + value * length, cy=y, r=5, fill=DARK, stroke=INK)
