"""How long before the hearing its notice was entered, for the orders made in absence."""

from functools import cache

from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    Finding,
    Spec,
    counts,
    finished,
    hidden_end,
    label,
    named,
    names_axis,
    scaled,
    unchecked,
    with_hidden,
)  # fmt: skip
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.wording import Words
from finalorder.measures import ALL

LEADS = ("under_10", "10_to_29", "30_to_89", "90_or_more", "not_recorded")


def notice(scope: Lookup, words: Words, city: str = "") -> Finding:
    """One bar a length of notice; the title has the most frequent."""
    rows = [scope.count(city, ALL, "notice_lead", lead) for lead in LEADS]
    most = max((row for row in rows if row.value), key=lambda row: row.value or 0, default=None)
    title = words.plain("chart.notice.title_hidden")
    if most is not None:
        title = words.plain("chart.notice.title", count=label(most, words), lead=words.named("lead", most.level_1))
    facts = "; ".join(f"{words.named('lead', row.level_1)}: {label(row, words)}" for row in rows)
    text = words.plain("chart.notice.alt", facts=facts)
    known = [row for row in rows if row.value is not None]
    top = max((row.value or 0 for row in known), default=0) or 1
    bars = [{"name": words.named("lead_short", r.level_1), "value": r.value, "text": label(r, words)} for r in known]
    ends = [hidden_end(words.named("lead_short", row.level_1), words) for row in rows if row.value is None]
    order = [words.named("lead_short", row.level_1) for row in rows]
    told = {**scaled(order, (0, top * 1.25), words.plain("chart.axis.in_absence"), 26), "@known": bool(known)}
    return Finding("notice", title, text, rows, _spec, {"bars": bars, "ends": ends}, told)


@cache
def _spec(width: int) -> Spec:
    with unchecked():
        base = named("bars").encode(y=names_axis())
        bars = base.mark_bar(height={"band": 0.62}, color=DARK).encode(x=counts("value", width))
        texts = base.mark_text(align="left", dx=6, color=INK).encode(x="value:Q", text="text:N")
        return finished(with_hidden(bars + texts))
