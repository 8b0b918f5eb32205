"""Family beds that the operation would need: an interval a line, beside those that were free."""

from collections.abc import Callable
from functools import cache

import altair as alt

from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    MIDDLE,
    Finding,
    Spec,
    counts,
    finished,
    named,
    names_axis,
    scaled,
    unchecked,
)  # fmt: skip
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.measures import ANY
from finalorder.operations.inputs import FAMILY_DOCKET

Need = Callable[[str, str, str], AnswerRow | None]
FREE = "beds_free"


def needed(scope: Lookup, words: Words, need: Need, city: str = "") -> Finding | None:
    """``need`` gives the interval of a measure, a city and a group; None where nothing was simulated."""
    lines = [(name, row) for name, row in _lines(scope, words, need, city) if row is not None and row.low is not None]
    wanted, free = need("beds_needed", city, ANY), need(FREE, city, ANY)
    if not lines or wanted is None:
        return None
    title = words.plain("chart.needed.title_hidden")
    if wanted.low is not None and wanted.high is not None:
        ends = {"low": words.number(wanted.low), "high": words.number(wanted.high)}
        title = words.plain("chart.needed.title_plain", **ends)
        if free is not None and free.low is not None:
            title = words.plain("chart.needed.title", **ends, free=_interval(free, words))
    facts = "; ".join(f"{name}: {_interval(row, words)}" for name, row in lines)
    text = words.plain("chart.needed.alt", facts=facts)
    top = max((row.high or 0 for _, row in lines), default=0) or 1
    told = scaled([name for name, _ in lines], (0, top * 1.6), words.plain("chart.axis.beds"), 24)
    spans = [
        {"name": name, "low": row.low, "high": row.high, "text": _interval(row, words), "is_free": row.measure == FREE}
        for name, row in lines
    ]
    return Finding("needed", title, text, [row for _, row in lines], _spec, {"spans": spans}, told)


def _lines(scope: Lookup, words: Words, need: Need, city: str) -> list[tuple[str, AnswerRow | None]]:
    free = (words.plain("needed.short_free"), need(FREE, city, ANY))
    if not city:
        cities = scope.operation.cities
        return [*((words.named("city", each), need("beds_needed", each, ANY)) for each in cities), free]
    groups = (("needed.short_docket", FAMILY_DOCKET), ("needed.short_any", ANY))
    return [*((words.plain(name), need("beds_needed", city, group)) for name, group in groups), free]


def _interval(row: AnswerRow, words: Words) -> str:
    low, high = words.number(row.low or 0), words.number(row.high or 0)
    return low if low == high else f"{low}–{high}"


@cache
def _spec(width: int) -> Spec:
    with unchecked():
        base = named("spans").encode(y=names_axis())
        colour = alt.condition("datum.is_free", alt.value(MIDDLE), alt.value(DARK))
        spans = base.mark_bar(height=9, stroke=DARK, strokeWidth=1)
        spans = spans.encode(x=counts("low", width), x2="high:Q", color=colour)
        texts = base.mark_text(align="left", dx=7, color=INK, fontSize=11).encode(x="high:Q", text="text:N")
        return finished(spans + texts)
