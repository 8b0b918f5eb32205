"""The two times of a change ("from FY2023 to FY2024", "in 2024 ... than in 2023"), and which way it goes."""

from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.mentions import Mention, When
from finalorder.reports.sentence_view import SentenceView
from finalorder.reports.times import TimeExpression, make_month, make_when, make_year

UP, DOWN = 1, -1


def find_change_times(view: SentenceView, grammar: Grammar) -> tuple[When, When] | None:
    """The earlier and the later time of a sentence's change; None where it does not name both."""
    times = [plain for time in view.times if (plain := _drop_reach(time))]
    if len(times) == 1:
        return _split_range(times[0]) or _add_earlier(view, times[0])
    if len(times) != 2 or view.find_hits("earlier"):
        return None
    bases = [time for time in times if _is_base(view, time, grammar)]
    if len(bases) != 1:
        return None
    later = next(time for time in times if time is not bases[0])
    return make_when(bases[0]), make_when(later)


def _drop_reach(time: TimeExpression) -> TimeExpression | None:
    """A time as a whole ("since FY2022" starts a change at that year); None for one that has no plain form."""
    if not time.reach:
        return time if time.first is not None else None
    if "-FY" in time.period or (len(time.period) == 9 and time.period[4] == "-"):
        return time
    year, _, month = time.period.removeprefix("FY").partition("-")
    if not year.isdigit() or not (month.isdigit() or not month):
        return None
    if month:
        return make_month(time.start, time.end, int(year), int(month)) if len(month) == 2 else None
    return make_year(time.start, time.end, int(year), int(year), fiscal=time.period.startswith("FY"))


def _split_range(time: TimeExpression) -> tuple[When, When] | None:
    """``FY2022-FY2024``: its first and its last year."""
    ends = [end.removeprefix("FY") for end in time.period.split("-")]
    if len(ends) != 2 or not all(end.isdigit() and len(end) == 4 for end in ends):
        return None
    is_fiscal = time.period.startswith("FY")
    first, last = (int(end) for end in ends)
    made = [make_year(time.start, time.end, year, year, fiscal=is_fiscal) for year in (first, last)]
    return make_when(made[0]), make_when(made[1])


def _add_earlier(view: SentenceView, time: TimeExpression) -> tuple[When, When] | None:
    """``in FY2024 ... than the year before``: the same time of the year before."""
    if not view.find_hits("earlier") or time.reach or time.first is None or time.last is None:
        return None
    earlier = move_back(make_when(time))
    return (earlier, make_when(time)) if earlier else None


def move_back(when: When) -> When | None:
    """The fiscal year, year or month of a year before; None for other times."""
    first = when.first
    if first is None or when.reach:
        return None
    if when.period == f"FY{first.year + 1}":
        return make_when(make_year(0, 0, first.year, first.year, fiscal=True))
    if when.period == str(first.year):
        return make_when(make_year(0, 0, first.year - 1, first.year - 1, fiscal=False))
    if when.period == f"{first.year}-{first.month:02}":
        return make_when(make_month(0, 0, first.year - 1, first.month))
    return None


def _is_base(view: SentenceView, time: TimeExpression, grammar: Grammar) -> bool:
    """Whether a time is what a change is from, by the words right before it."""
    marks = frozenset(grammar.words["change"]["bases"])
    before = view.text.lows[max(time.start - 3, view.sentence.start) : time.start]
    return bool(marks & set(before))


def find_direction(view: SentenceView, grammar: Grammar, mention: Mention) -> int:
    """Whether a change goes up or down by the words around it; 0 where they do not tell."""
    words = set(view.text.lows[max(view.sentence.start, mention.start - 12) : mention.end + 4])
    up, down = (bool(words & set(grammar.words["change"][name])) for name in ("up", "down"))
    return 0 if up == down else UP if up else DOWN
