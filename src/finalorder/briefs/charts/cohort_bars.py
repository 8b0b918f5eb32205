"""The announcement's groups: bars of all of them, and small multiples, a panel a group with a bar a city."""

from collections.abc import Sequence
from functools import partial

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import LINE_HEIGHT, Canvas, measure_text
from finalorder.briefs.charts.bars import BAR_BAND, Bar, draw_bar, draw_bars
from finalorder.briefs.charts.drawing import (
    MANY_CITIES,
    NARROW,
    ChartPlan,
    format_bounds,
    format_count_label,
    sort_by_size,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING
from finalorder.words import Words

PANEL_GAP = 24


def plan_groups_chart(scope: ScopeLookup, words: Words, city: str = "") -> ChartPlan | None:
    """Plan the bars of standing orders by group, the largest first, below all of them; None where none is named."""
    if not scope.operation.cohorts:
        return None
    rows = [scope.find_count(city), *sort_by_size([scope.find_count(city, name) for name in scope.operation.cohorts])]
    union, whole = scope.find_count(city, scope.summary_group), rows[0]
    title = words.format_plain(
        "chart.groups.title", part=format_count_label(union, words), whole=format_count_label(whole, words)
    )
    if union.value is None or whole.value is None:
        title = words.format_plain("chart.groups.title_hidden")
    place = words.translate_name("city", city) if city else words.format_plain("chart.groups.together")
    facts = "; ".join(
        f"{words.translate_name('group', row.cohort)}: {format_count_label(row, words)}{format_bounds(row, words)}"
        for row in (*rows, union)
    )
    text = words.format_plain("chart.groups.alt", place=place, facts=facts)
    bars = [Bar(words.translate_name("group_short", row.cohort), row, row.cohort == ALL_STANDING) for row in rows]
    return ChartPlan("groups", title, text, [*rows, union], partial(draw_bars, bars, words))


def plan_small_multiples(scope: ScopeLookup, words: Words) -> ChartPlan | None:
    """Plan a panel a group, a bar a city, every panel on the same scale; None without groups or several cities."""
    cohorts, cities = scope.operation.cohorts, scope.list_cities_by_size()
    if not cohorts or len(cities) < MANY_CITIES:
        return None
    panels = {group: [scope.find_count(city, group) for city in cities] for group in cohorts}
    rows = [row for found in panels.values() for row in found]
    top = max((row for row in rows if row.value is not None), key=lambda row: row.value or 0, default=None)
    title = words.format_plain("chart.multiples.title_hidden")
    if top is not None:
        title = words.format_plain(
            "chart.multiples.title", city=words.translate_name("city", top.city), count=format_count_label(top, words),
            group=words.translate_name("group", top.cohort),
        )  # fmt: skip
    facts = "; ".join(_describe_group_by_city(scope, group, words) for group in cohorts)
    text = words.format_plain("chart.multiples.alt", facts=facts)
    return ChartPlan("multiples", title, text, rows, partial(_draw_panels, list(panels.items()), words))


def _describe_group_by_city(scope: ScopeLookup, group: str, words: Words) -> str:
    counts = (
        f"{words.translate_name('city', c)} {format_count_label(scope.find_count(c, group), words)}"
        for c in scope.operation.cities
    )
    return f"{words.translate_name('group', group)}: {', '.join(counts)}"


def _draw_panels(panels: Sequence[tuple[str, Sequence[AnswerRow]]], words: Words, width: int) -> Canvas:
    canvas, columns = Canvas(width), 1 if width <= NARROW else 2
    each = (width - PANEL_GAP * (columns - 1)) / columns
    top = max((row.value or 0 for _, rows in panels for row in rows), default=0) or 1
    height = LINE_HEIGHT + 6 + BAR_BAND * max((len(rows) for _, rows in panels), default=0) + PANEL_GAP
    for place, (group, rows) in enumerate(panels):
        corner = ((place % columns) * (each + PANEL_GAP), (place // columns) * height)
        canvas.write(corner[0], corner[1] + 13, words.translate_name("group_short", group), font_weight="bold")
        _draw_panel(canvas, rows, words, (*corner, each, top))
    canvas.extend_to(-(-len(panels) // columns) * height - PANEL_GAP)
    return canvas


def _draw_panel(
    canvas: Canvas, rows: Sequence[AnswerRow], words: Words, box: tuple[float, float, float, float]
) -> None:
    """Draw the bars of a panel: its corner, its width, and the count that fills it."""
    left, y, width, top = box
    names = [words.translate_name("city", row.city) for row in rows]
    begin = left + max(map(measure_text, names)) + 8
    scale = (left + width - begin - measure_text("00,000") - 8) / top
    for number, (row, name) in enumerate(zip(rows, names, strict=True)):
        at = y + LINE_HEIGHT + 6 + number * BAR_BAND
        canvas.write(begin - 8, at + 13, name, text_anchor="end")
        draw_bar(canvas, (begin, at), Bar(name, row), scale)
        if row.value is None:
            canvas.mark_hidden(begin + 2, at + 13, format_count_label(row, words))
        else:
            canvas.write(begin + row.value * scale + 6, at + 13, format_count_label(row, words))
