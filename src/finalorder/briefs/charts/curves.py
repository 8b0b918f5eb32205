"""How fast: the share of cases ordered removed in absentia, by time since they began; curves with their intervals."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    ChartPlan,
    Spec,
    build_styled_spec,
    create_dataset_chart,
    format_share_label,
    skip_validation,
)
from finalorder.briefs.svg import HATCH_COLOUR
from finalorder.operations import INCIDENCE_HORIZONS, Focus
from finalorder.words import Words

ONE_YEAR = "365 days"
#: the axis and the padding beside the curves, in pixels
AXIS_WIDTH = 62


def plan_speed_chart(rows: Sequence[AnswerRow], words: Words, focus: Focus | None) -> ChartPlan | None:
    """Plan the curves of the operation's focus and what it is set beside; None where one of the two was not counted."""
    at = {(row.level_2, row.level_1): row for row in rows}
    levels = [focus.level, focus.against] if focus and focus.against else []
    if not levels or not all((level, horizon) in at for level in levels for horizon in INCIDENCE_HORIZONS):
        return None
    families, others = (at[level, ONE_YEAR] for level in levels)
    title = words.format_plain("chart.speed.title_hidden")
    if families.value is not None and others.value is not None:
        ends = {"families": words.format_share(families.value), "others": words.format_share(others.value)}
        title = words.format_plain("chart.speed.title", **ends)
    text = words.format_plain(
        "chart.speed.alt",
        facts="; ".join(_describe_curve(at, docket, words) for docket in levels),
    )
    known = [_build_curve_point(row, words) for row in rows if row.value is not None]
    starts = [{"name": words.translate_name("docket", d), "years": 0, "value": 0, "low": 0, "high": 0} for d in levels]
    top = max((point["high"] for point in known), default=0.1)
    placeholders = {
        "@x": words.format_plain("chart.axis.years"),
        "@y": words.format_plain("chart.axis.ordered"),
        "@names": [words.translate_name("docket", docket) for docket in levels],
        "@domain": [0, min(1, top * 1.2)],
    }
    hidden = [_build_hidden_point(row, words) for row in rows if row.value is None]
    return ChartPlan(
        "speed", title, text, rows, _build_speed_spec, {"points": [*starts, *known], "hidden": hidden}, placeholders
    )


def _describe_curve(at: dict[tuple[str, str], AnswerRow], docket: str, words: Words) -> str:
    shares = (
        f"{words.translate_name('horizon', h)} {format_share_label(at[docket, h], words)}" for h in INCIDENCE_HORIZONS
    )
    return f"{words.translate_name('docket', docket)}: {', '.join(shares)}"


def _parse_years(row: AnswerRow) -> float:
    return int(row.level_1.split()[0]) / 365


def _build_curve_point(row: AnswerRow, words: Words) -> dict[str, Any]:
    value = row.value or 0.0
    return {
        "name": words.translate_name("docket", row.level_2),
        "years": _parse_years(row),
        "value": value,
        "low": value if row.low is None else row.low,
        "high": value if row.high is None else row.high,
    }


def _build_hidden_point(row: AnswerRow, words: Words) -> dict[str, Any]:
    return {
        "name": words.translate_name("docket", row.level_2),
        "years": _parse_years(row),
        "text": words.format_plain("status.hidden"),
    }


@cache
def _build_speed_spec(width: int) -> Spec:
    with skip_validation():
        axis: dict[str, Any] = {"grid": True, "gridColor": "#dddddd", "titleFontWeight": "normal"}
        x = alt.X("years:Q", title="@x", axis=alt.Axis(values=[0, 1, 2, 3, 4, 5], format="d", **axis))
        scale = alt.Scale(domain="@domain")
        y = alt.Y("value:Q", title="@y", scale=scale, axis=alt.Axis(format=".0%", tickCount=5, **axis))
        legend = alt.Legend(orient="top", title=None, columns=1, labelLimit=width)
        colour = alt.Color("name:N", scale=alt.Scale(domain="@names", range=[DARK, MIDDLE]), legend=legend)
        base = create_dataset_chart("points").encode(x=x)
        detail = alt.Detail("name:N")
        bands = base.mark_area(color=LIGHT, opacity=0.75).encode(
            y=alt.Y("low:Q", scale=scale), y2="high:Q", detail=detail
        )
        dashes = alt.StrokeDash("name:N", scale=alt.Scale(domain="@names", range=[[1, 0], [5, 3]]), legend=None)
        lines = base.mark_line(strokeWidth=2.5).encode(y=y, color=colour, strokeDash=dashes)
        dots = base.mark_point(filled=True, size=50, opacity=1).encode(y=y, color=colour)
        hidden = create_dataset_chart("hidden").encode(x=x, y=alt.value(10))
        marks = hidden.mark_point(shape="square", size=90, filled=True, color=HATCH_COLOUR, stroke=LINE, opacity=1)
        said = hidden.mark_text(dy=14, color=INK, fontStyle="italic", fontSize=11).encode(text="text:N")
        chart = alt.layer(bands, lines, dots, marks, said)
        return build_styled_spec(chart.properties(width=width - AXIS_WIDTH, height=170))
