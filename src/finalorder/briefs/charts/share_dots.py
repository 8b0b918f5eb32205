"""Shares with their intervals, a dot and a line each: in absentia by method, on the family docket or in a city."""

from collections.abc import Sequence
from functools import partial

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.bars import draw_share_dots
from finalorder.briefs.charts.drawing import ChartPlan, format_share_label, sort_by_size
from finalorder.briefs.row_index import ScopeLookup
from finalorder.words import Words

COMPARED_METHODS = ("M7a", "M7b", "M4", "M5i", "M5ii")
#: the words for methods: of the family docket, and of any court; each in full, and short beside a dot
METHOD_WORDS = ("method", "method_short", "absence_method", "absence_method_short")
#: the words in which the title of each chart names what a share is of
TITLE_WORDS = {"methods": "method_short", "absence": "absence_method"}


def plan_methods_chart(scope: ScopeLookup, words: Words) -> ChartPlan | None:
    """Plan the shares of one docket by the published methods; None where the operation is about no docket."""
    rows = [row for method in COMPARED_METHODS if (row := scope.find_docket_share(method))]
    return _plan_dots("methods", sort_by_size(rows), words, "method") if rows else None


def plan_absence_chart(rows: Sequence[AnswerRow], words: Words) -> ChartPlan | None:
    """Plan a city's orders in absentia by every method, the largest share first; None where none was counted."""
    return _plan_dots("absence", sort_by_size(rows), words, "absence_method") if rows else None


def _describe_ends(rows: Sequence[AnswerRow], words: Words, group: str) -> dict[str, str]:
    """Describe the smallest and the largest share, each with what it is a share of."""
    *_, high = low, *_ = sorted((row for row in rows if row.value is not None), key=lambda row: row.value or 0)
    named = (("low", low), ("high", high))
    shares = {name: format_share_label(row, words) for name, row in named}
    return shares | {f"{name}_of": words.translate_name(group, row.method) for name, row in named}


def _plan_dots(kind: str, rows: Sequence[AnswerRow], words: Words, group: str) -> ChartPlan:
    known = [row.value for row in rows if row.value is not None]
    title = words.format_plain(f"chart.{kind}.title_hidden")
    if len(known) > 1:
        title = words.format_plain(f"chart.{kind}.title", **_describe_ends(rows, words, TITLE_WORDS[kind]))
    facts = "; ".join(f"{words.translate_name(group, row.method)}: {format_share_label(row, words)}" for row in rows)
    text = words.format_plain("chart.methods.alt", facts=facts)
    named = [(words.translate_name(f"{group}_short", row.method), row) for row in rows]
    return ChartPlan(kind, title, text, rows, partial(draw_share_dots, named, words))
