"""How the standing orders of each city came about: one bar a city, in parts."""

from collections.abc import Sequence
from functools import partial

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import DARK, HALF, INK, LIGHT, LINE_HEIGHT, MIDDLE, PALE, Canvas, measure_text
from finalorder.briefs.charts.bars import BAR_HEIGHT, plan_names, write_name
from finalorder.briefs.charts.drawing import MANY_CITIES, ChartPlan, format_count_label
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING, SPLITS
from finalorder.words import Words

PATHS = SPLITS["path"]
#: the fill of each part, and the color of a number in it
FILLS = dict(zip(PATHS, ((DARK, PALE), (MIDDLE, INK), (HALF, INK), (LIGHT, INK)), strict=True))


def plan_paths_chart(scope: ScopeLookup, words: Words, in_absentia: AnswerRow) -> ChartPlan | None:
    """Plan it; ``in_absentia`` is the share of all these orders that were made in absentia; None for a single city."""
    cities = scope.list_cities_by_size()
    if len(cities) < MANY_CITIES:
        return None
    parts = {city: [scope.find_count(city, ALL_STANDING, "path", path) for path in PATHS] for city in cities}
    number = words.spell_cardinal(len(cities))
    title = words.format_plain("chart.paths.title_hidden", n=number)
    if in_absentia.value is not None:
        title = words.format_plain("chart.paths.title", share=words.format_share(in_absentia.value), n=number)
    facts = "; ".join(_describe_city_paths(city, rows, words) for city, rows in parts.items())
    text = words.format_plain("chart.paths.alt", facts=facts)
    rows = [row for found in parts.values() for row in found]
    named = [(words.translate_name("city", city), found) for city, found in parts.items()]
    return ChartPlan("paths", title, text, rows, partial(_draw_stacks, named, words))


def _describe_city_paths(city: str, rows: Sequence[AnswerRow], words: Words) -> str:
    parts = (f"{words.translate_name('path', row.level_1)} {format_count_label(row, words)}" for row in rows)
    return f"{words.translate_name('city', city)}: {', '.join(parts)}"


def _draw_stacks(named: Sequence[tuple[str, Sequence[AnswerRow]]], words: Words, width: int) -> Canvas:
    canvas, column = Canvas(width), plan_names([name for name, _ in named], width)
    begin = _draw_legend(canvas, words) + 8
    notes = [_describe_missing(rows, words) for _, rows in named]
    room = width - column.width - max((measure_text(note) + 24 for note in notes if note), default=4)
    top = max((sum(row.value or 0 for row in rows) for _, rows in named), default=0) or 1
    for place, ((name, rows), note) in enumerate(zip(named, notes, strict=True)):
        y = write_name(canvas, column, name, begin + place * column.band)
        x = column.width
        for row in rows:
            x = _draw_part(canvas, row, (x, y), room / top, words)
        if note:
            canvas.mark_hidden(x + 5, y + 13, note)
    canvas.extend_to(begin + len(named) * column.band)
    return canvas


def _draw_legend(canvas: Canvas, words: Words) -> float:
    """Write what each fill stands for, on as many lines as it takes; the bottom of it."""
    x, y = 0.0, 12.0
    for path in PATHS:
        name = words.translate_name("path", path)
        wide = 20 + measure_text(name) + 16
        if x + wide > canvas.width + 16:
            x, y = 0.0, y + LINE_HEIGHT + 2
        canvas.add("rect", x=x, y=y - 11, width=13, height=13, fill=FILLS[path][0], stroke=DARK)
        canvas.write(x + 19, y, name)
        x += wide
    return y


def _draw_part(canvas: Canvas, row: AnswerRow, place: tuple[float, float], scale: float, words: Words) -> float:
    """Draw a part of a bar with its number, if that fits; where the next part begins."""
    x, y = place
    if row.value is None:
        return x
    fill, ink = FILLS[row.level_1]
    length, number = row.value * scale, words.format_number(row.value)
    canvas.add("rect", x=x, y=y + 1, width=length, height=BAR_HEIGHT + 2, fill=fill, stroke="white")
    if measure_text(number) + 8 <= length:
        canvas.write(x + length - 5, y + 14, number, text_anchor="end", fill=ink)
    return x + length


def _describe_missing(rows: Sequence[AnswerRow], words: Words) -> str:
    """Name the parts of a bar that are hidden, by name; empty if none is."""
    missing = [words.translate_name("path_short", row.level_1) for row in rows if row.value is None]
    if len(missing) == 1:
        return words.format_plain("chart.hidden_part", part=missing[0])
    if len(missing) == len(PATHS):
        return words.format_plain("status.hidden")
    return words.format_plain("chart.hidden_parts") if missing else ""
