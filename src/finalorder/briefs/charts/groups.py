"""The announcement's groups: bars of all of them, and small multiples, a panel a group with a bar a city."""

from functools import cache, partial
from typing import Any

import altair as alt

from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    NARROW,
    Finding,
    Spec,
    bounds,
    counts,
    finished,
    hidden_end,
    label,
    named,
    names_axis,
    scaled,
    styled,
    unchecked,
    with_hidden,
)  # fmt: skip
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.svg import HATCH
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL, ANY


def groups(scope: Lookup, words: Words, city: str = "") -> Finding:
    """Standing orders by group, in a city or in all of them."""
    rows = [scope.count(city, name) for name in (*scope.operation.cohorts, ANY, ALL)]
    union, whole = scope.count(city, ANY), scope.count(city, ALL)
    title = words.plain("chart.groups.title", part=label(union, words), whole=label(whole, words))
    if union.value is None or whole.value is None:
        title = words.plain("chart.groups.title_hidden")
    place = words.named("city", city) if city else words.plain("chart.groups.together")
    facts = "; ".join(f"{words.named('group', row.cohort)}: {label(row, words)}{bounds(row, words)}" for row in rows)
    text = words.plain("chart.groups.alt", place=place, facts=facts)
    known = [row for row in rows if row.value is not None]
    ends = [hidden_end(words.named("group_short", row.cohort), words) for row in rows if row.value is None]
    order = [words.named("group_short", row.cohort) for row in rows]
    top = max((row.value or 0 for row in known), default=0) or 1
    told = {**scaled(order, (0, top * 1.35), words.plain("chart.axis.cases"), 26), "@known": bool(known)}
    data = {"bars": [_value(row, words) for row in known], "ends": ends}
    return Finding("groups", title, text, rows, _spec, data, told)


@cache
def _spec(width: int) -> Spec:
    """What is certain in full colour, what is only possible beyond it in a paler one."""
    with unchecked():
        base = named("bars").encode(y=names_axis())
        possible = base.mark_bar(height={"band": 0.62}, color=LIGHT, stroke=DARK, strokeWidth=1)
        colour = alt.condition("datum.is_sum", alt.value(MIDDLE), alt.value(DARK))
        certain = base.mark_bar(height={"band": 0.62}, stroke=DARK, strokeWidth=1).encode(x="low:Q", color=colour)
        texts = base.mark_text(align="left", dx=6, color=INK).encode(x="value:Q", text="text:N")
        return finished(with_hidden(possible.encode(x=counts("value", width)) + certain + texts))


def _value(row: AnswerRow, words: Words) -> dict[str, Any]:
    return {
        "name": words.named("group_short", row.cohort),
        "value": row.value,
        "low": row.value if row.low is None else row.low,
        "text": label(row, words),
        "is_sum": row.cohort in (ANY, ALL),
    }


def multiples(scope: Lookup, words: Words) -> Finding:
    """A panel a group, a bar a city, each panel on its own scale."""
    cohorts, cities = scope.operation.cohorts, scope.operation.cities
    rows = [scope.count(city, group) for group in cohorts for city in cities]
    top = max((row for row in rows if row.value is not None), key=lambda row: row.value or 0, default=None)
    title = words.plain("chart.multiples.title_hidden")
    if top is not None:
        title = words.plain(
            "chart.multiples.title", city=words.named("city", top.city), count=label(top, words),
            group=words.named("group", top.cohort),
        )  # fmt: skip
    facts = "; ".join(_city_facts(scope, group, words) for group in cohorts)
    text = words.plain("chart.multiples.alt", facts=facts)
    panels = range(len(cohorts))
    data = {f"panel{n}": [_bar(scope.count(city, cohorts[n]), words) for city in cities] for n in panels}
    told: dict[str, Any] = {"@order": [words.named("city", city) for city in cities], "@height": 17 * len(cities)}
    for n in panels:
        longest = max((bar["value"] for bar in data[f"panel{n}"]), default=0) or 1
        told |= {f"@title{n}": words.named("group_short", cohorts[n]), f"@domain{n}": [0, longest * 1.55]}
    return Finding("multiples", title, text, rows, partial(_panels, len(cohorts)), data, told)


def _city_facts(scope: Lookup, group: str, words: Words) -> str:
    counts = (f"{words.named('city', c)} {label(scope.count(c, group), words)}" for c in scope.operation.cities)
    return f"{words.named('group', group)}: {', '.join(counts)}"


@cache
def _panels(number: int, width: int) -> Spec:
    columns = 3 if width > NARROW else 1
    each = (width - 20 * columns) // columns - (88 if columns > 1 else 110)
    with unchecked():
        spec = styled(alt.concat(*(_panel(n, each) for n in range(number)), columns=columns, spacing=14))
    return {**spec, "concat": [{**panel, "height": "@height"} for panel in spec["concat"]]}


def _panel(number: int, width: int) -> Any:
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=f"@domain{number}"))
    base = named(f"panel{number}").encode(y=names_axis(), x=x)
    bars = base.mark_bar(height={"band": 0.66}, color=DARK)
    texts = base.mark_text(align="left", dx=5, color=INK, fontSize=11).encode(text="text:N")
    hidden = base.transform_filter("datum.is_hidden")
    marks = hidden.mark_point(
        shape="square", size=70, filled=True, color=HATCH, stroke=LINE, strokeWidth=1, xOffset=7, opacity=1
    )
    said = hidden.mark_text(align="left", dx=15, color=INK, fontSize=11, fontStyle="italic").encode(text="hidden:N")
    heading = alt.TitleParams(f"@title{number}", anchor="start", fontSize=12, color=INK)
    return (bars + texts + marks + said).properties(width=width, title=heading)


def _bar(row: AnswerRow, words: Words) -> dict[str, Any]:
    is_hidden = row.value is None
    return {
        "name": words.named("city", row.city),
        "value": row.value or 0,
        "text": "" if is_hidden else label(row, words),
        "hidden": label(row, words) if is_hidden else "",
        "is_hidden": is_hidden,
    }
