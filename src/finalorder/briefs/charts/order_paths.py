"""How the standing orders of each city came about: one bar a city, in parts."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    LIGHT,
    MIDDLE,
    NARROW,
    PALE,
    ChartPlan,
    Spec,
    add_hidden_marks,
    build_bar_chart_spec,
    build_bar_placeholders,
    build_count_axis,
    build_name_axis,
    create_dataset_chart,
    format_count_label,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING, SPLITS
from finalorder.words import Words

PATHS = SPLITS["path"]
#: about what the names of the bars take
NAMES_WIDTH = 100


def plan_paths_chart(scope: ScopeLookup, words: Words, in_absentia: AnswerRow) -> ChartPlan | None:
    """``in_absentia`` is the share of all these orders that were made in absentia."""
    cities = scope.operation.cities
    if len(cities) < 2:
        return None
    rows = [scope.find_count(city, ALL_STANDING, "path", path) for city in cities for path in PATHS]
    if in_absentia.value is None:
        title = words.format_plain("chart.paths.title_hidden", n=words.spell_cardinal(len(cities)))
    else:
        share = words.format_share(in_absentia.value)
        title = words.format_plain("chart.paths.title", share=share, n=words.spell_cardinal(len(cities)))
    facts = "; ".join(_describe_city_paths(scope, city, words) for city in cities)
    text = words.format_plain("chart.paths.alt", facts=facts)
    ends = _find_hidden_ends(rows, words)
    order = list(dict.fromkeys(words.translate_name("city", row.city) for row in rows))
    placeholders = {
        **build_bar_placeholders(order, _compute_count_domain(rows, ends), words.format_plain("chart.axis.cases"), 22),
        "@nice": True,
        "@known": any(row.value is not None for row in rows),
        "@levels": [words.translate_name("path", path) for path in PATHS],
    }
    return ChartPlan(
        "paths",
        title,
        text,
        rows,
        _build_paths_spec,
        {"bars": _build_path_bars(rows, words), "ends": ends},
        placeholders,
    )


def _describe_city_paths(scope: ScopeLookup, city: str, words: Words) -> str:
    parts = (
        f"{words.translate_name('path', path)} "
        f"{format_count_label(scope.find_count(city, ALL_STANDING, 'path', path), words)}"
        for path in PATHS
    )
    return f"{words.translate_name('city', city)}: {', '.join(parts)}"


@cache
def _build_paths_spec(width: int) -> Spec:
    columns = 3 if width > NARROW else 1
    with skip_validation():
        legend = alt.Legend(orient="top", title=None, columns=columns, labelLimit=width)
        bars = (
            create_dataset_chart("bars")
            .mark_bar(stroke="white", strokeWidth=1, height={"band": 0.72})
            .encode(
                y=build_name_axis(),
                x=build_count_axis("value", width),
                color=alt.Color(
                    "path:N", scale=alt.Scale(domain="@levels", range=[DARK, MIDDLE, PALE, LIGHT]), legend=legend
                ),
                order=alt.Order("place:Q"),
            )
        )
        return build_bar_chart_spec(add_hidden_marks(bars))


def _build_path_bars(rows: Sequence[AnswerRow], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "name": words.translate_name("city", row.city),
            "path": words.translate_name("path", row.level_1),
            "place": PATHS.index(row.level_1),
            "value": row.value,
        }
        for row in rows
        if row.value is not None
    ]


def _describe_missing_paths(missing: Sequence[str], words: Words) -> str:
    return words.format_plain("status.hidden" if len(missing) == len(PATHS) else "chart.hidden_parts")


def _find_hidden_ends(rows: Sequence[AnswerRow], words: Words) -> list[dict[str, Any]]:
    """Find, for each city with a hidden part, where its bar ends, and what is missing from it."""
    found = []
    for city in dict.fromkeys(row.city for row in rows):
        mine = [row for row in rows if row.city == city]
        missing = [words.translate_name("path_short", row.level_1) for row in mine if row.value is None]
        if missing:
            end = sum(row.value or 0 for row in mine)
            text = (
                words.format_plain("chart.hidden_part", part=missing[0])
                if len(missing) == 1
                else _describe_missing_paths(missing, words)
            )
            found.append({"name": words.translate_name("city", city), "end": end, "text": text})
    return found


def _compute_count_domain(rows: Sequence[AnswerRow], ends: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Compute a scale that leaves room for the words behind the bars, on the narrowest picture."""
    bars: dict[str, float] = {}
    for row in rows:
        bars[row.city] = bars.get(row.city, 0) + (row.value or 0)
    plot = NARROW - NAMES_WIDTH
    wanted = (end["end"] / max(0.2, 1 - (30 + 6.5 * len(end["text"])) / plot) for end in ends)
    return 0, max([*bars.values(), *wanted, 1])
