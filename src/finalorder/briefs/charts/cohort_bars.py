"""The announcement's groups: bars of all of them, and small multiples, a panel a group with a bar a city."""

from functools import cache, partial
from typing import Any

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    NARROW,
    ChartPlan,
    Spec,
    add_hidden_marks,
    build_bar_chart_spec,
    build_bar_placeholders,
    build_count_axis,
    build_hidden_end,
    build_name_axis,
    build_styled_spec,
    create_dataset_chart,
    format_bounds,
    format_count_label,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.briefs.svg import HATCH_COLOUR
from finalorder.measures import ALL_STANDING, ANY_COHORT
from finalorder.words import Words


def plan_groups_chart(scope: ScopeLookup, words: Words, city: str = "") -> ChartPlan:
    """Plan standing orders by group, in a city or in all of them."""
    rows = [scope.find_count(city, name) for name in scope.groups]
    union, whole = scope.find_count(city, scope.summary_group), scope.find_count(city, ALL_STANDING)
    title = words.format_plain(
        "chart.groups.title", part=format_count_label(union, words), whole=format_count_label(whole, words)
    )
    if union.value is None or whole.value is None:
        title = words.format_plain("chart.groups.title_hidden")
    place = words.translate_name("city", city) if city else words.format_plain("chart.groups.together")
    facts = "; ".join(
        f"{words.translate_name('group', row.cohort)}: {format_count_label(row, words)}{format_bounds(row, words)}"
        for row in rows
    )
    text = words.format_plain("chart.groups.alt", place=place, facts=facts)
    known = [row for row in rows if row.value is not None]
    ends = [
        build_hidden_end(words.translate_name("group_short", row.cohort), words) for row in rows if row.value is None
    ]
    order = [words.translate_name("group_short", row.cohort) for row in rows]
    top = max((row.value or 0 for row in known), default=0) or 1
    placeholders = {
        **build_bar_placeholders(order, (0, top * 1.35), words.format_plain("chart.axis.cases"), 26),
        "@known": bool(known),
    }
    data = {"bars": [_build_group_bar(row, words) for row in known], "ends": ends}
    return ChartPlan("groups", title, text, rows, _build_groups_spec, data, placeholders)


@cache
def _build_groups_spec(width: int) -> Spec:
    """Return what is certain in full colour, what is only possible beyond it in a paler one."""
    with skip_validation():
        base = create_dataset_chart("bars").encode(y=build_name_axis())
        possible = base.mark_bar(height={"band": 0.62}, color=LIGHT, stroke=DARK, strokeWidth=1)
        colour = alt.condition("datum.is_sum", alt.value(MIDDLE), alt.value(DARK))
        certain = base.mark_bar(height={"band": 0.62}, stroke=DARK, strokeWidth=1).encode(x="low:Q", color=colour)
        texts = base.mark_text(align="left", dx=6, color=INK).encode(x="value:Q", text="text:N")
        return build_bar_chart_spec(
            add_hidden_marks(possible.encode(x=build_count_axis("value", width)) + certain + texts)
        )


def _build_group_bar(row: AnswerRow, words: Words) -> dict[str, Any]:
    return {
        "name": words.translate_name("group_short", row.cohort),
        "value": row.value,
        "low": row.value if row.low is None else row.low,
        "text": format_count_label(row, words),
        "is_sum": row.cohort in (ANY_COHORT, ALL_STANDING),
    }


def plan_small_multiples(scope: ScopeLookup, words: Words) -> ChartPlan | None:
    """Plan the panels, one a group, a bar a city, each panel on its own scale."""
    cohorts, cities = scope.operation.cohorts, scope.operation.cities
    if len(cities) < 2 or not cohorts:
        return None
    rows = [scope.find_count(city, group) for group in cohorts for city in cities]
    top = max((row for row in rows if row.value is not None), key=lambda row: row.value or 0, default=None)
    title = words.format_plain("chart.multiples.title_hidden")
    if top is not None:
        title = words.format_plain(
            "chart.multiples.title", city=words.translate_name("city", top.city), count=format_count_label(top, words),
            group=words.translate_name("group", top.cohort),
        )  # fmt: skip
    facts = "; ".join(_describe_group_by_city(scope, group, words) for group in cohorts)
    text = words.format_plain("chart.multiples.alt", facts=facts)
    panels = range(len(cohorts))
    data = {
        f"panel{n}": [_build_city_bar(scope.find_count(city, cohorts[n]), words) for city in cities] for n in panels
    }
    placeholders: dict[str, Any] = {
        "@order": [words.translate_name("city", city) for city in cities],
        "@height": 17 * len(cities),
    }
    for n in panels:
        longest = max((bar["value"] for bar in data[f"panel{n}"]), default=0) or 1
        placeholders |= {
            f"@title{n}": words.translate_name("group_short", cohorts[n]),
            f"@domain{n}": [0, longest * 1.55],
        }
    return ChartPlan("multiples", title, text, rows, partial(_build_panels_spec, len(cohorts)), data, placeholders)


def _describe_group_by_city(scope: ScopeLookup, group: str, words: Words) -> str:
    counts = (
        f"{words.translate_name('city', c)} {format_count_label(scope.find_count(c, group), words)}"
        for c in scope.operation.cities
    )
    return f"{words.translate_name('group', group)}: {', '.join(counts)}"


@cache
def _build_panels_spec(number: int, width: int) -> Spec:
    columns = 3 if width > NARROW else 1
    each = (width - 20 * columns) // columns - (88 if columns > 1 else 110)
    with skip_validation():
        spec = build_styled_spec(
            alt.concat(*(_build_panel(n, each) for n in range(number)), columns=columns, spacing=14)
        )
    return {**spec, "concat": [{**panel, "height": "@height"} for panel in spec["concat"]]}


def _build_panel(number: int, width: int) -> Any:
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=f"@domain{number}"))
    base = create_dataset_chart(f"panel{number}").encode(y=build_name_axis(), x=x)
    bars = base.mark_bar(height={"band": 0.66}, color=DARK)
    texts = base.mark_text(align="left", dx=5, color=INK, fontSize=11).encode(text="text:N")
    hidden = base.transform_filter("datum.is_hidden")
    marks = hidden.mark_point(
        shape="square", size=70, filled=True, color=HATCH_COLOUR, stroke=LINE, strokeWidth=1, xOffset=7, opacity=1
    )
    said = hidden.mark_text(align="left", dx=15, color=INK, fontSize=11, fontStyle="italic").encode(text="hidden:N")
    heading = alt.TitleParams(f"@title{number}", anchor="start", fontSize=12, color=INK)
    return (bars + texts + marks + said).properties(width=width, title=heading)


def _build_city_bar(row: AnswerRow, words: Words) -> dict[str, Any]:
    is_hidden = row.value is None
    return {
        "name": words.translate_name("city", row.city),
        "value": row.value or 0,
        "text": "" if is_hidden else format_count_label(row, words),
        "hidden": format_count_label(row, words) if is_hidden else "",
        "is_hidden": is_hidden,
    }
