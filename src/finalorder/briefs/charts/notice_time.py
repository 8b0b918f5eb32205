"""How long before the hearing its notice was entered, for the orders made in absentia."""

from functools import cache

from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    INK,
    ChartPlan,
    Spec,
    add_hidden_marks,
    build_bar_chart_spec,
    build_bar_placeholders,
    build_count_axis,
    build_hidden_end,
    build_name_axis,
    create_dataset_chart,
    format_count_label,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING
from finalorder.words import Words

NOTICE_LEADS = ("under_10", "10_to_29", "30_to_89", "90_or_more", "not_recorded")


def plan_notice_chart(scope: ScopeLookup, words: Words, city: str = "") -> ChartPlan:
    """Plan a bar for each length of notice; the title has the most frequent."""
    rows = [scope.find_count(city, ALL_STANDING, "notice_lead", lead) for lead in NOTICE_LEADS]
    most = max((row for row in rows if row.value), key=lambda row: row.value or 0, default=None)
    title = words.format_plain("chart.notice.title_hidden")
    if most is not None:
        title = words.format_plain(
            "chart.notice.title", count=format_count_label(most, words), lead=words.translate_name("lead", most.level_1)
        )
    facts = "; ".join(f"{words.translate_name('lead', row.level_1)}: {format_count_label(row, words)}" for row in rows)
    text = words.format_plain("chart.notice.alt", facts=facts)
    known = [row for row in rows if row.value is not None]
    top = max((row.value or 0 for row in known), default=0) or 1
    bars = [
        {"name": words.translate_name("lead_short", r.level_1), "value": r.value, "text": format_count_label(r, words)}
        for r in known
    ]
    ends = [
        build_hidden_end(words.translate_name("lead_short", row.level_1), words) for row in rows if row.value is None
    ]
    order = [words.translate_name("lead_short", row.level_1) for row in rows]
    placeholders = {
        **build_bar_placeholders(order, (0, top * 1.25), words.format_plain("chart.axis.in_absentia"), 26),
        "@known": bool(known),
    }
    return ChartPlan("notice", title, text, rows, _build_notice_spec, {"bars": bars, "ends": ends}, placeholders)


@cache
def _build_notice_spec(width: int) -> Spec:
    with skip_validation():
        base = create_dataset_chart("bars").encode(y=build_name_axis())
        bars = base.mark_bar(height={"band": 0.62}, color=DARK).encode(x=build_count_axis("value", width))
        texts = base.mark_text(align="left", dx=6, color=INK).encode(x="value:Q", text="text:N")
        return build_bar_chart_spec(add_hidden_marks(bars + texts))
