"""Shares with intervals, a dot and a line each: the family docket by method; orders in absentia by representation."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    INK,
    ChartPlan,
    Spec,
    add_hidden_marks,
    build_bar_chart_spec,
    build_bar_placeholders,
    build_hidden_end,
    build_name_axis,
    build_share_axis,
    create_dataset_chart,
    format_count_label,
    format_share_label,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.words import Words

COMPARED_METHODS = ("M7a", "M7b", "M4", "M5i", "M5ii")
RowNamer = Callable[[AnswerRow], str]


def plan_methods_chart(scope: ScopeLookup, words: Words) -> ChartPlan:
    """One docket by the published methods."""
    rows = [scope.find_method_share(method) for method in COMPARED_METHODS]
    known = [row.value for row in rows if row.value is not None]
    title = words.format_plain("chart.methods.title_hidden")
    if known:
        title = words.format_plain(
            "chart.methods.title", low=words.format_share(min(known)), high=words.format_share(max(known))
        )
    facts = "; ".join(f"{words.translate_name('method', row.method)}: {format_share_label(row, words)}" for row in rows)
    text = words.format_plain("chart.methods.alt", facts=facts)

    return _plan_dot_chart(
        "methods", title, text, rows, words, lambda row: words.translate_name("method_short", row.method)
    )


def plan_representation_chart(words: Words, found: Sequence[AnswerRow]) -> ChartPlan:
    """The shares made in absentia: of orders of people represented by the day, and of the rest."""
    named = {row.measure: row for row in found}
    having, lacking = named["share_in_absentia_represented"], named["share_in_absentia_not_represented"]
    title = words.format_plain("chart.representation.title_hidden")
    if having.value is not None and lacking.value is not None:
        ends = {"without": words.format_share(lacking.value), "with_one": words.format_share(having.value)}
        title = words.format_plain("chart.representation.title", **ends)
    facts = "; ".join(
        f"{words.translate_name('share', row.measure)}: {format_share_label(row, words)}" for row in (lacking, having)
    )
    text = words.format_plain("chart.representation.alt", facts=facts)
    rows = [lacking, having]
    return _plan_dot_chart(
        "representation", title, text, rows, words, lambda row: words.translate_name("share_short", row.measure)
    )


def _plan_dot_chart(
    kind: str, title: str, text: str, rows: Sequence[AnswerRow], words: Words, name: RowNamer
) -> ChartPlan:
    dots = [_build_dot(row, words, name) for row in rows if row.value is not None]
    ends = [
        {**build_hidden_end(name(row), words), "text": format_count_label(row, words)}
        for row in rows
        if row.value is None
    ]
    placeholders = build_bar_placeholders(
        [name(row) for row in rows], (0, 1), words.format_plain("chart.axis.share"), 40
    )
    return ChartPlan(kind, title, text, rows, _build_dot_spec, {"dots": dots, "ends": ends}, placeholders)


@cache
def _build_dot_spec(_: int) -> Spec:
    with skip_validation():
        base = create_dataset_chart("dots").encode(y=build_name_axis())
        spans = base.mark_rule(color=DARK, strokeWidth=3).encode(x="low:Q", x2="high:Q")
        dots = base.mark_point(filled=True, size=90, color=DARK, opacity=1).encode(x=build_share_axis("value"))
        texts = base.mark_text(dy=-12, color=INK).encode(x="value:Q", text="text:N")
        return build_bar_chart_spec(add_hidden_marks(dots + spans + texts))


def _build_dot(row: AnswerRow, words: Words, name: RowNamer) -> dict[str, Any]:
    value = row.value or 0.0
    return {
        "name": name(row),
        "value": value,
        "low": value if row.low is None else row.low,
        "high": value if row.high is None else row.high,
        "text": words.format_share(value),
    }
