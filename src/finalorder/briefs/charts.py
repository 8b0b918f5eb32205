"""Charts as inline SVG, drawn when the page is made. Colours differ in lightness, so that grey tells them apart.

Every chart is drawn twice, wide and narrow, and the page shows the one that fits. What is hidden is drawn as a hatched
mark with the word beside it, of no length.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from markupsafe import Markup

from finalorder.briefs.svg import HATCH, drawn
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL, ANY, SPLITS
from finalorder.operations.scope import Scope

DARK, MIDDLE, LIGHT, INK, LINE = "#17375e", "#5f8fc0", "#c9d9ea", "#1b1b1b", "#767676"
FONT = "Helvetica, Arial, sans-serif"
WIDE, NARROW = 640, 320
#: about what the names of the bars take
NAMES = 100
#: room for the axis and its title, in pixels
AROUND = 60
PATHS = SPLITS["path"]
METHODS = ("M7a", "M7b", "M4", "M5i", "M5ii")
Draw = Callable[[int], Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its finding as a title, what it shows in words, its pictures, and the rows it is drawn from."""

    name: str
    title: Markup
    alternative: str
    wide: Markup
    narrow: Markup
    rows: tuple[AnswerRow, ...]
    stamps: tuple[str, ...]


def charts_of(scope: Scope, words: Words, share_in_absence: AnswerRow) -> dict[str, Chart]:
    """The charts of a page by name."""
    return {
        "paths": _paths(scope, words, share_in_absence),
        "groups": _groups(scope, words),
        "methods": _methods(scope, words),
    }


def _chart(
    name: str, words: Words, scope: Scope, rows: Sequence[AnswerRow], title: str, draw: Draw, text: str
) -> Chart:
    stamps = scope.shown.stamps
    labels = [_stamp(words, stamp) for stamp in stamps]
    heading = " ".join([*(f"{label}." for label in labels), title])
    pictures = [
        drawn(draw(width), f"{name}-{kind}", heading, text, labels)
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    return Chart(name, Markup("{}").format(title), text, pictures[0], pictures[1], tuple(rows), stamps)


def _stamp(words: Words, stamp: str) -> str:
    return words.named("stamp", stamp.split(" ", maxsplit=1)[0].lower())


def _label(row: AnswerRow, words: Words) -> str:
    if row.value is None:
        return words.plain(f"status.{'hidden' if row.status == 'hidden' else 'not_applicable'}")
    return words.number(row.value)


# ------------------------------------------------------------------------------------------------------------- paths


def _paths(scope: Scope, words: Words, in_absence: AnswerRow) -> Chart:
    cities = scope.operation.cities
    rows = [scope.count(city, ALL, "path", path) for city in cities for path in PATHS]
    if in_absence.value is None:
        title = words.plain("chart.paths.title_hidden", n=words.cardinal(len(cities)))
    else:
        values = {"share": words.percent(in_absence.value), "n": words.cardinal(len(cities))}
        title = words.plain("chart.paths.title", **values)
    facts = "; ".join(_path_text(scope, city, words) for city in cities)
    text = words.plain("chart.paths.alt", facts=facts)
    return _chart("paths", words, scope, rows, title, lambda width: _paths_drawn(rows, words, width), text)


def _path_text(scope: Scope, city: str, words: Words) -> str:
    parts = (f"{words.named('path', p)} {_label(scope.count(city, ALL, 'path', p), words)}" for p in PATHS)
    return f"{words.named('city', city)}: {', '.join(parts)}"


def _paths_drawn(rows: Sequence[AnswerRow], words: Words, width: int) -> Any:
    order = list(dict.fromkeys(words.named("city", row.city) for row in rows))
    ends, known = _ends(rows, words), any(row.value is not None for row in rows)
    levels = [words.named("path", path) for path in PATHS]
    bars = (
        alt.Chart(alt.InlineData(values=_bar_values(rows, words)))
        .mark_bar(stroke="white", strokeWidth=1, height={"band": 0.72})
        .encode(
            y=_names("city", order),
            x=alt.X(
                "value:Q",
                title=words.plain("chart.axis.cases"),
                axis=_axis(width, known),
                scale=_room(rows, ends, width),
            ),
            color=alt.Color(
                "path:N",
                scale=alt.Scale(domain=levels, range=[DARK, MIDDLE, LIGHT]),
                legend=alt.Legend(orient="top", title=None, columns=3 if width > NARROW else 1, labelLimit=width),
            ),
            order=alt.Order("place:Q"),
        )
    )
    return _finished(_with_hidden(bars, ends, order), width, 22 * len(order))


def _bar_values(rows: Sequence[AnswerRow], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "city": words.named("city", row.city),
            "path": words.named("path", row.level_1),
            "place": PATHS.index(row.level_1),
            "value": row.value,
        }
        for row in rows
        if row.value is not None
    ]


def _many(missing: Sequence[str], words: Words) -> str:
    return words.plain("status.hidden" if len(missing) == len(PATHS) else "chart.hidden_parts")


def _ends(rows: Sequence[AnswerRow], words: Words) -> list[dict[str, Any]]:
    """For each city with a hidden part: where its bar ends, and what is missing from it."""
    found = []
    for city in dict.fromkeys(row.city for row in rows):
        mine = [row for row in rows if row.city == city]
        missing = [words.named("path_short", row.level_1) for row in mine if row.value is None]
        if missing:
            end = sum(row.value or 0 for row in mine)
            text = words.plain("chart.hidden_part", part=missing[0]) if len(missing) == 1 else _many(missing, words)
            found.append({"name": words.named("city", city), "end": end, "text": text})
    return found


# ------------------------------------------------------------------------------------------------------------ groups


def _groups(scope: Scope, words: Words) -> Chart:
    names = [*scope.operation.cohorts, ANY, ALL]
    rows = [scope.count("", name) for name in names]
    union, whole = scope.count("", ANY), scope.count("", ALL)
    title = words.plain("chart.groups.title", part=_label(union, words), whole=_label(whole, words))
    if union.value is None or whole.value is None:
        title = words.plain("chart.groups.title_hidden")
    facts = "; ".join(f"{words.named('group', row.cohort)}: {_label(row, words)}{_bounds(row, words)}" for row in rows)
    text = words.plain("chart.groups.alt", facts=facts)
    return _chart("groups", words, scope, rows, title, lambda width: _groups_drawn(rows, words, width), text)


def _bounds(row: AnswerRow, words: Words) -> str:
    if row.low is None or row.high is None or row.low == row.high:
        return ""
    return f" ({words.number(row.low)}–{words.number(row.high)})"


def _groups_drawn(rows: Sequence[AnswerRow], words: Words, width: int) -> Any:
    """What is certain in full colour, what is only possible beyond it in a paler one."""
    order = [words.named("group_short", row.cohort) for row in rows]
    known = [row for row in rows if row.value is not None]
    top = max((row.value or 0 for row in known), default=0) or 1
    base = alt.Chart(alt.InlineData(values=[_group_value(row, words) for row in known])).encode(y=_names("name", order))
    scale = alt.Scale(domain=[0, top * (1.2 if width > NARROW else 1.35)])
    possible = base.mark_bar(height={"band": 0.62}, color=LIGHT, stroke=DARK, strokeWidth=1).encode(
        x=alt.X("value:Q", title=words.plain("chart.axis.cases"), axis=_axis(width, bool(known)), scale=scale)
    )
    colour = alt.condition("datum.is_sum", alt.value(MIDDLE), alt.value(DARK))
    certain = base.mark_bar(height={"band": 0.62}, stroke=DARK, strokeWidth=1).encode(x="low:Q", color=colour)
    texts = base.mark_text(align="left", dx=6, color=INK).encode(x="value:Q", text="text:N")
    ends = [_end(words.named("group_short", row.cohort), words) for row in rows if row.value is None]
    return _finished(_with_hidden(possible + certain + texts, ends, order), width, 26 * len(order))


def _group_value(row: AnswerRow, words: Words) -> dict[str, Any]:
    return {
        "name": words.named("group_short", row.cohort),
        "value": row.value,
        "low": row.value if row.low is None else row.low,
        "text": _label(row, words),
        "is_sum": row.cohort in (ANY, ALL),
    }


def _end(name: str, words: Words) -> dict[str, Any]:
    return {"name": name, "end": 0, "text": words.plain("status.hidden")}


# ----------------------------------------------------------------------------------------------------------- methods


def _methods(scope: Scope, words: Words) -> Chart:
    rows = [scope.share(method) for method in METHODS]
    known = [row.value for row in rows if row.value is not None]
    title = words.plain("chart.methods.title_hidden")
    if known:
        ends = {"low": words.percent(min(known)), "high": words.percent(max(known))}
        title = words.plain("chart.methods.title", **ends)
    facts = "; ".join(f"{words.named('method', row.method)}: {_share_text(row, words)}" for row in rows)
    text = words.plain("chart.methods.alt", facts=facts)
    return _chart("methods", words, scope, rows, title, lambda width: _methods_drawn(rows, words, width), text)


def _share_text(row: AnswerRow, words: Words) -> str:
    return _label(row, words) if row.value is None else words.percent(row.value)


def _methods_drawn(rows: Sequence[AnswerRow], words: Words, width: int) -> Any:
    order = [words.named("method_short", row.method) for row in rows]
    values = [_method_value(row, words) for row in rows if row.value is not None]
    base = alt.Chart(alt.InlineData(values=values)).encode(y=_names("name", order))
    axis = alt.Axis(format="%", grid=True, gridColor="#dddddd", tickCount=5, titleFontWeight="normal")
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 1]), title=words.plain("chart.axis.share"), axis=axis)
    spans = base.mark_rule(color=DARK, strokeWidth=3).encode(x="low:Q", x2="high:Q")
    dots = base.mark_point(filled=True, size=90, color=DARK, opacity=1).encode(x=x)
    texts = base.mark_text(dy=-12, color=INK).encode(x="value:Q", text="text:N")
    missing = [row for row in rows if row.value is None]
    ends = [{**_end(words.named("method_short", row.method), words), "text": _label(row, words)} for row in missing]
    return _finished(_with_hidden(dots + spans + texts, ends, order), width, 40 * len(order))


def _method_value(row: AnswerRow, words: Words) -> dict[str, Any]:
    value = row.value or 0.0
    return {
        "name": words.named("method_short", row.method),
        "value": value,
        "low": value if row.low is None else row.low,
        "high": value if row.high is None else row.high,
        "text": words.percent(value),
    }


# ------------------------------------------------------------------------------------------------------------ common


def _names(field: str, order: Sequence[str]) -> alt.Y:
    axis = alt.Axis(title=None, domain=False, ticks=False, labelLimit=220, labelPadding=6)
    return alt.Y(f"{field}:N", sort=list(order), scale=alt.Scale(domain=list(order)), axis=axis)


def _axis(width: int, known: bool) -> alt.Axis:
    """The axis of counts; without numbers where every count is hidden, because it would have no scale."""
    return alt.Axis(
        format=",d",
        labels=known,
        ticks=known,
        grid=known,
        gridColor="#dddddd",
        tickCount=5 if width > NARROW else 3,
        titleFontWeight="normal",
    )


def _room(rows: Sequence[AnswerRow], ends: Sequence[dict[str, Any]], width: int) -> alt.Scale:
    """A scale that leaves room for the words behind the bars."""
    bars: dict[str, float] = {}
    for row in rows:
        bars[row.city] = bars.get(row.city, 0) + (row.value or 0)
    plot = width - NAMES
    wanted = (end["end"] / max(0.2, 1 - (30 + 6.5 * len(end["text"])) / plot) for end in ends)
    return alt.Scale(domain=[0, max([*bars.values(), *wanted, 1])], nice=True)


def _with_hidden(chart: Any, ends: Sequence[dict[str, Any]], order: Sequence[str]) -> Any:
    """A hatched square and the word, where something is hidden; the square has no length to read."""
    if not ends:
        return chart
    base = alt.Chart(alt.InlineData(values=list(ends))).encode(y=_names("name", order), x="end:Q")
    mark = base.mark_point(
        shape="square", size=110, filled=True, color=HATCH, stroke=LINE, strokeWidth=1, xOffset=9, opacity=1
    )
    return (
        chart
        + mark
        + base.mark_text(align="left", dx=19, color=INK, fontStyle="italic", fontSize=11).encode(text="text:N")
    )


def _finished(chart: Any, width: int, height: int) -> Any:
    return (
        chart.properties(
            width=width, height=height + AROUND, autosize=alt.AutoSizeParams(type="fit", contains="padding")
        )
        .configure(font=FONT, background="white", aria=False, padding=4)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK, domainColor=LINE)
        .configure_legend(labelFontSize=12, labelColor=INK, symbolType="square", symbolSize=140, symbolStrokeWidth=0)
    )
