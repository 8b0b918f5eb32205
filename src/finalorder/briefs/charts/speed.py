"""How fast: the share of cases ordered removed in absence, by time since they began; curves with their intervals."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    Finding,
    Spec,
    named,
    share_label,
    styled,
    unchecked,
)  # fmt: skip
from finalorder.briefs.svg import HATCH
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.operations.pace import FAMILIES, HORIZONS, OTHERS

YEAR = "365 days"
#: the axis and the padding beside the curves, in pixels
BESIDE = 62


def speed(rows: Sequence[AnswerRow], words: Words) -> Finding | None:
    """None where no curve was counted, or one of the two has no cases."""
    at = {(row.level_2, row.level_1): row for row in rows}
    if not all((docket, horizon) in at for docket in (FAMILIES, OTHERS) for horizon in HORIZONS):
        return None
    families, others = at[FAMILIES, YEAR], at[OTHERS, YEAR]
    title = words.plain("chart.speed.title_hidden")
    if families.value is not None and others.value is not None:
        ends = {"families": words.percent(families.value), "others": words.percent(others.value)}
        title = words.plain("chart.speed.title", **ends)
    text = words.plain("chart.speed.alt", facts="; ".join(_facts(at, docket, words) for docket in (FAMILIES, OTHERS)))
    known = [_point(row, words) for row in rows if row.value is not None]
    starts = [
        {"name": words.named("docket", d), "years": 0, "value": 0, "low": 0, "high": 0} for d in (FAMILIES, OTHERS)
    ]
    top = max((point["high"] for point in known), default=0.1)
    told = {
        "@x": words.plain("chart.axis.years"),
        "@y": words.plain("chart.axis.ordered"),
        "@names": [words.named("docket", docket) for docket in (FAMILIES, OTHERS)],
        "@domain": [0, min(1, top * 1.2)],
    }
    hidden = [_hidden(row, words) for row in rows if row.value is None]
    return Finding("speed", title, text, rows, _spec, {"points": [*starts, *known], "hidden": hidden}, told)


def _facts(at: dict[tuple[str, str], AnswerRow], docket: str, words: Words) -> str:
    shares = (f"{words.named('horizon', h)} {share_label(at[docket, h], words)}" for h in HORIZONS)
    return f"{words.named('docket', docket)}: {', '.join(shares)}"


def _years(row: AnswerRow) -> float:
    return int(row.level_1.split()[0]) / 365


def _point(row: AnswerRow, words: Words) -> dict[str, Any]:
    value = row.value or 0.0
    return {
        "name": words.named("docket", row.level_2),
        "years": _years(row),
        "value": value,
        "low": value if row.low is None else row.low,
        "high": value if row.high is None else row.high,
    }


def _hidden(row: AnswerRow, words: Words) -> dict[str, Any]:
    return {"name": words.named("docket", row.level_2), "years": _years(row), "text": words.plain("status.hidden")}


@cache
def _spec(width: int) -> Spec:
    with unchecked():
        axis: dict[str, Any] = {"grid": True, "gridColor": "#dddddd", "titleFontWeight": "normal"}
        x = alt.X("years:Q", title="@x", axis=alt.Axis(values=[0, 1, 2, 3, 4, 5], format="d", **axis))
        scale = alt.Scale(domain="@domain")
        y = alt.Y("value:Q", title="@y", scale=scale, axis=alt.Axis(format=".0%", tickCount=5, **axis))
        legend = alt.Legend(orient="top", title=None, columns=1, labelLimit=width)
        colour = alt.Color("name:N", scale=alt.Scale(domain="@names", range=[DARK, MIDDLE]), legend=legend)
        base = named("points").encode(x=x)
        detail = alt.Detail("name:N")
        bands = base.mark_area(color=LIGHT, opacity=0.75).encode(
            y=alt.Y("low:Q", scale=scale), y2="high:Q", detail=detail
        )
        dashes = alt.StrokeDash("name:N", scale=alt.Scale(domain="@names", range=[[1, 0], [5, 3]]), legend=None)
        lines = base.mark_line(strokeWidth=2.5).encode(y=y, color=colour, strokeDash=dashes)
        dots = base.mark_point(filled=True, size=50, opacity=1).encode(y=y, color=colour)
        hidden = named("hidden").encode(x=x, y=alt.value(10))
        marks = hidden.mark_point(shape="square", size=90, filled=True, color=HATCH, stroke=LINE, opacity=1)
        said = hidden.mark_text(dy=14, color=INK, fontStyle="italic", fontSize=11).encode(text="text:N")
        chart = alt.layer(bands, lines, dots, marks, said)
        return styled(chart.properties(width=width - BESIDE, height=170))
