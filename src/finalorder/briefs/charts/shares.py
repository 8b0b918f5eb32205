"""Shares with their intervals, a dot and a line each: the family docket by method; absence with a lawyer or without."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    Finding,
    Spec,
    finished,
    hidden_end,
    label,
    named,
    names_axis,
    scaled,
    share_label,
    shares,
    unchecked,
    with_hidden,
)  # fmt: skip
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow

METHODS = ("M7a", "M7b", "M4", "M5i", "M5ii")
Name = Callable[[AnswerRow], str]


def methods(scope: Lookup, words: Words) -> Finding:
    """One docket by the published methods."""
    rows = [scope.share(method) for method in METHODS]
    known = [row.value for row in rows if row.value is not None]
    title = words.plain("chart.methods.title_hidden")
    if known:
        title = words.plain("chart.methods.title", low=words.percent(min(known)), high=words.percent(max(known)))
    facts = "; ".join(f"{words.named('method', row.method)}: {share_label(row, words)}" for row in rows)
    text = words.plain("chart.methods.alt", facts=facts)

    return _dotted("methods", title, text, rows, words, lambda row: words.named("method_short", row.method))


def lawyers(words: Words, found: Sequence[AnswerRow]) -> Finding:
    """The shares made in absence: of orders with a lawyer on record by the day, and of those without."""
    named = {row.measure: row for row in found}
    having, lacking = named["share_in_absence_lawyer"], named["share_in_absence_no_lawyer"]
    title = words.plain("chart.lawyers.title_hidden")
    if having.value is not None and lacking.value is not None:
        ends = {"without": words.percent(lacking.value), "with_one": words.percent(having.value)}
        title = words.plain("chart.lawyers.title", **ends)
    facts = "; ".join(f"{words.named('share', row.measure)}: {share_label(row, words)}" for row in (lacking, having))
    text = words.plain("chart.lawyers.alt", facts=facts)
    rows = [lacking, having]
    return _dotted("lawyers", title, text, rows, words, lambda row: words.named("share_short", row.measure))


def _dotted(kind: str, title: str, text: str, rows: Sequence[AnswerRow], words: Words, name: Name) -> Finding:
    dots = [_value(row, words, name) for row in rows if row.value is not None]
    ends = [{**hidden_end(name(row), words), "text": label(row, words)} for row in rows if row.value is None]
    told = scaled([name(row) for row in rows], (0, 1), words.plain("chart.axis.share"), 40)
    return Finding(kind, title, text, rows, _spec, {"dots": dots, "ends": ends}, told)


@cache
def _spec(_: int) -> Spec:
    with unchecked():
        base = named("dots").encode(y=names_axis())
        spans = base.mark_rule(color=DARK, strokeWidth=3).encode(x="low:Q", x2="high:Q")
        dots = base.mark_point(filled=True, size=90, color=DARK, opacity=1).encode(x=shares("value"))
        texts = base.mark_text(dy=-12, color=INK).encode(x="value:Q", text="text:N")
        return finished(with_hidden(dots + spans + texts))


def _value(row: AnswerRow, words: Words, name: Name) -> dict[str, Any]:
    value = row.value or 0.0
    return {
        "name": name(row),
        "value": value,
        "low": value if row.low is None else row.low,
        "high": value if row.high is None else row.high,
        "text": words.percent(value),
    }
