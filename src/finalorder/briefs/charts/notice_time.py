"""How long before the hearing its notice was entered, for the orders made in absentia."""

from functools import partial

from finalorder.briefs.charts.bars import Bar, draw_bars
from finalorder.briefs.charts.drawing import ChartPlan, format_count_label
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING
from finalorder.words import Words

NOTICE_LEADS = ("under_10", "10_to_29", "30_to_89", "90_or_more", "not_recorded")


def plan_notice_chart(scope: ScopeLookup, words: Words, city: str = "") -> ChartPlan:
    """Plan a bar for each length of notice, the shortest first; the title has the most frequent."""
    rows = [scope.find_count(city, ALL_STANDING, "notice_lead", lead) for lead in NOTICE_LEADS]
    most = max((row for row in rows if row.value), key=lambda row: row.value or 0, default=None)
    title = words.format_plain("chart.notice.title_hidden")
    if most is not None:
        whole = scope.find_count(city, ALL_STANDING, "path", "in_absentia")
        title = words.format_plain(
            "chart.notice.title",
            count=format_count_label(most, words),
            whole=format_count_label(whole, words),
            lead=words.translate_name("lead", most.level_1),
        )
    facts = "; ".join(f"{words.translate_name('lead', row.level_1)}: {format_count_label(row, words)}" for row in rows)
    text = words.format_plain("chart.notice.alt", facts=facts)
    bars = [Bar(words.translate_name("lead_short", row.level_1), row) for row in rows]
    return ChartPlan("notice", title, text, rows, partial(draw_bars, bars, words))
