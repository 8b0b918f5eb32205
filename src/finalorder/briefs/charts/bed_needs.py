"""Family beds that the operation would need: an interval a line, beside those that were free."""

from collections.abc import Callable
from functools import cache

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    INK,
    MIDDLE,
    ChartPlan,
    Spec,
    build_bar_chart_spec,
    build_bar_placeholders,
    build_count_axis,
    build_name_axis,
    create_dataset_chart,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.words import Words

NeedLookup = Callable[[str, str, str], AnswerRow | None]
FREE_BEDS = "beds_free"


def plan_needed_chart(scope: ScopeLookup, words: Words, need: NeedLookup, city: str = "") -> ChartPlan | None:
    """``need`` gives the interval of a measure, a city and a group; None where nothing was simulated."""
    lines = [
        (name, row)
        for name, row in _list_need_rows(scope, words, need, city)
        if row is not None and row.low is not None
    ]
    group = scope.summary_group
    wanted, free = need("beds_needed", city, group), need(FREE_BEDS, city, group)
    if not lines or wanted is None:
        return None
    title = words.format_plain("chart.needed.title_hidden")
    if wanted.low is not None and wanted.high is not None:
        ends = {"low": words.format_number(wanted.low), "high": words.format_number(wanted.high)}
        title = words.format_plain("chart.needed.title_plain", **ends)
        if free is not None and free.low is not None:
            title = words.format_plain("chart.needed.title", **ends, free=_format_interval(free, words))
    facts = "; ".join(f"{name}: {_format_interval(row, words)}" for name, row in lines)
    text = words.format_plain("chart.needed.alt", facts=facts)
    top = max((row.high or 0 for _, row in lines), default=0) or 1
    placeholders = build_bar_placeholders(
        [name for name, _ in lines], (0, top * 1.6), words.format_plain("chart.axis.beds"), 24
    )
    spans = [
        {
            "name": name,
            "low": row.low,
            "high": row.high,
            "text": _format_interval(row, words),
            "is_free": row.measure == FREE_BEDS,
        }
        for name, row in lines
    ]
    return ChartPlan(
        "needed", title, text, [row for _, row in lines], _build_needed_spec, {"spans": spans}, placeholders
    )


def _list_need_rows(
    scope: ScopeLookup, words: Words, need: NeedLookup, city: str
) -> list[tuple[str, AnswerRow | None]]:
    group = scope.summary_group
    free = (words.format_plain("needed.short_free"), need(FREE_BEDS, city, group))
    if not city:
        cities = scope.operation.cities
        return [*((words.translate_name("city", each), need("beds_needed", each, group)) for each in cities), free]
    groups = (("needed.short_docket", scope.operation.family_cohort), ("needed.short_any", group))
    return [*((words.format_plain(name), need("beds_needed", city, group)) for name, group in groups), free]


def _format_interval(row: AnswerRow, words: Words) -> str:
    low, high = words.format_number(row.low or 0), words.format_number(row.high or 0)
    return low if low == high else f"{low}–{high}"


@cache
def _build_needed_spec(width: int) -> Spec:
    with skip_validation():
        base = create_dataset_chart("spans").encode(y=build_name_axis())
        colour = alt.condition("datum.is_free", alt.value(MIDDLE), alt.value(DARK))
        spans = base.mark_bar(height=9, stroke=DARK, strokeWidth=1)
        spans = spans.encode(x=build_count_axis("low", width), x2="high:Q", color=colour)
        texts = base.mark_text(align="left", dx=7, color=INK, fontSize=11).encode(x="high:Q", text="text:N")
        return build_bar_chart_spec(spans + texts)
