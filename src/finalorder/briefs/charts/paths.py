"""How the standing orders of each city came about: one bar a city, in parts."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from finalorder.briefs.charts.drawing import (
    DARK,
    LIGHT,
    MIDDLE,
    NARROW,
    Finding,
    Spec,
    counts,
    finished,
    label,
    named,
    names_axis,
    scaled,
    unchecked,
    with_hidden,
)  # fmt: skip
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL, SPLITS

PATHS = SPLITS["path"]
#: about what the names of the bars take
NAMES = 100


def paths(scope: Lookup, words: Words, in_absence: AnswerRow) -> Finding:
    """``in_absence`` is the share of all these orders that were made in absence."""
    cities = scope.operation.cities
    rows = [scope.count(city, ALL, "path", path) for city in cities for path in PATHS]
    if in_absence.value is None:
        title = words.plain("chart.paths.title_hidden", n=words.cardinal(len(cities)))
    else:
        share = words.percent(in_absence.value)
        title = words.plain("chart.paths.title", share=share, n=words.cardinal(len(cities)))
    facts = "; ".join(_text(scope, city, words) for city in cities)
    text = words.plain("chart.paths.alt", facts=facts)
    ends = _ends(rows, words)
    order = list(dict.fromkeys(words.named("city", row.city) for row in rows))
    told = {
        **scaled(order, _room(rows, ends), words.plain("chart.axis.cases"), 22),
        "@nice": True,
        "@known": any(row.value is not None for row in rows),
        "@levels": [words.named("path", path) for path in PATHS],
    }
    return Finding("paths", title, text, rows, _spec, {"bars": _values(rows, words), "ends": ends}, told)


def _text(scope: Lookup, city: str, words: Words) -> str:
    parts = (f"{words.named('path', p)} {label(scope.count(city, ALL, 'path', p), words)}" for p in PATHS)
    return f"{words.named('city', city)}: {', '.join(parts)}"


@cache
def _spec(width: int) -> Spec:
    columns = 3 if width > NARROW else 1
    with unchecked():
        legend = alt.Legend(orient="top", title=None, columns=columns, labelLimit=width)
        bars = (
            named("bars")
            .mark_bar(stroke="white", strokeWidth=1, height={"band": 0.72})
            .encode(
                y=names_axis(),
                x=counts("value", width),
                color=alt.Color(
                    "path:N", scale=alt.Scale(domain="@levels", range=[DARK, MIDDLE, LIGHT]), legend=legend
                ),
                order=alt.Order("place:Q"),
            )
        )
        return finished(with_hidden(bars))


def _values(rows: Sequence[AnswerRow], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "name": words.named("city", row.city),
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


def _room(rows: Sequence[AnswerRow], ends: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """A scale that leaves room for the words behind the bars, on the narrowest picture."""
    bars: dict[str, float] = {}
    for row in rows:
        bars[row.city] = bars.get(row.city, 0) + (row.value or 0)
    plot = NARROW - NAMES
    wanted = (end["end"] / max(0.2, 1 - (30 + 6.5 * len(end["text"])) / plot) for end in ends)
    return 0, max([*bars.values(), *wanted, 1])
