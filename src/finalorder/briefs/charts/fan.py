"""Where it goes: a forecast as a fan, with what came before it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    ChartPlan,
    Spec,
    build_styled_spec,
    create_dataset_chart,
    skip_validation,
)
from finalorder.words import Words

#: the axis beside the fan, in pixels; shades of the intervals from the widest to the narrowest
AXIS_WIDTH = 80
SHADES = (("95%", LIGHT, 0.55), ("80%", LIGHT, 1.0), ("50%", MIDDLE, 0.7))
SEPTEMBER = 9


def plan_fan_chart(
    kind: str, rows: Sequence[AnswerRow], before: Sequence[AnswerRow], words: Words, title: str
) -> ChartPlan | None:
    """Plan the fan of rows of one quantity by period and interval; None where every one is hidden."""
    known = [row for row in rows if row.value is not None]
    if not known:
        return None
    points = [_build_point(row) for row in known]
    points += [{**_build_point(row), "level": level} for row in _find_start(before, known) for level, *_ in SHADES]
    lines = {row.period: _build_point(row) for row in [*before, *known] if row.value is not None}
    top = max(point["high"] for point in points)
    wide = [row for row in known if row.level_2 == "80%"]
    facts = "; ".join(_describe_row(row, words) for row in (wide[0], wide[-1]))
    placeholders = {"@y": words.translate_name("forecast", kind), "@domain": [0, top * 1.05]}
    data = {"points": points, "lines": sorted(lines.values(), key=_get_moment)}
    text = words.format_plain("forecast.fan_alt", facts=facts)
    return ChartPlan(f"forecast_{kind}", title, text, tuple(rows), _build_fan_spec, data, placeholders)


def _find_start(before: Sequence[AnswerRow], known: Sequence[AnswerRow]) -> list[AnswerRow]:
    """The last count before the forecast, from which the fan opens."""
    first = min(parse_moment(row.period) for row in known)
    earlier = [row for row in before if row.value is not None and parse_moment(row.period) < first]
    return sorted(earlier, key=lambda row: parse_moment(row.period))[-1:]


def _get_moment(point: dict[str, Any]) -> float:
    return float(point["moment"])


def _describe_row(row: AnswerRow, words: Words) -> str:
    low, value, high = (words.format_number(number or 0) for number in (row.low, row.value, row.high))
    return f"{row.period}: {value} ({low}–{high})"


def _build_point(row: AnswerRow) -> dict[str, Any]:
    value = float(row.value or 0)
    low, high = (value if end is None else float(end) for end in (row.low, row.high))
    return {"moment": parse_moment(row.period), "value": value, "low": low, "high": high, "level": row.level_2}


def parse_moment(period: str) -> float:
    """A fiscal year's end (``FY2027``) or a month's (``2027-06``) as a year and its fraction."""
    if period.startswith("FY"):
        return int(period[2:]) + SEPTEMBER / 12
    year, month = period.split("-")
    return int(year) + int(month) / 12


@cache
def _build_fan_spec(width: int) -> Spec:
    with skip_validation():
        axis: dict[str, Any] = {"grid": True, "gridColor": "#dddddd", "titleFontWeight": "normal"}
        scale = alt.Scale(zero=False, nice=False)
        x = alt.X("moment:Q", title=None, scale=scale, axis=alt.Axis(format="d", tickCount=6, tickMinStep=1, **axis))
        y_scale = alt.Scale(domain="@domain")
        y = alt.Y("value:Q", title="@y", scale=y_scale, axis=alt.Axis(format="~s", tickCount=5, **axis))
        bands = [
            create_dataset_chart("points")
            .transform_filter(f"datum.level === '{level}'")
            .mark_area(color=shade, opacity=opacity)
            .encode(x=x, y=alt.Y("low:Q", scale=y_scale, title="@y"), y2="high:Q")
            for level, shade, opacity in SHADES
        ]
        base = create_dataset_chart("lines").encode(x=x, y=y)
        line = base.mark_line(color=DARK, strokeWidth=2.5)
        dots = base.mark_point(filled=True, color=INK, size=22, opacity=1)
        chart = alt.layer(*bands, line, dots)
        return build_styled_spec(chart.properties(width=width - AXIS_WIDTH, height=240))
