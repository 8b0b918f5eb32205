"""The question that a claim asks: place, period and day from its words; and what of it cannot be matched."""

from dataclasses import dataclass
from datetime import date, timedelta

from finalorder.reports.amounts import CHANGE, COUNT, SHARE
from finalorder.reports.court_records import RecordQuestion
from finalorder.reports.mentions import NUMBER_KINDS, Mention
from finalorder.reports.routes import Route, say

_STOCK_REACH = timedelta(31)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The question to ask, and in words why its answer is not to be judged (empty if it may be)."""

    question: RecordQuestion
    reasons: tuple[str, ...] = ()
    is_narrowed: bool = True


@dataclass(frozen=True, slots=True)
class TextContext:
    """What a text says as a whole: its day, and whether it names places at all."""

    day: date | None
    names_places: bool
    lang: str


def narrow_claim(mention: Mention, route: Route, context: TextContext, release_day: date) -> Narrowed:
    """Return the question of a claim, and what stands against judging it."""
    reasons = [*_list_group_reasons(mention, route, context), *_list_place_reasons(mention, context)]
    day, years, time_reason = _choose_time(mention, route, context, release_day)
    reasons += [time_reason] if time_reason else []
    cannot = bool(reasons)
    if mention.kind in NUMBER_KINDS and not route.never_judged:
        reasons += _list_base_reasons(mention, route, context.lang)
    question = RecordQuestion(route.ask, tuple(route.methods), mention.where.city, years, route.split, day)
    return Narrowed(question, tuple(dict.fromkeys(reasons)), not cannot)


def _list_group_reasons(mention: Mention, route: Route, context: TextContext) -> list[str]:
    groups = sorted(mention.restrictions - set(route.narrows))
    told = [say("not_narrowed_group", context.lang, groups=", ".join(group.replace("_", " ") for group in groups))]
    unread = list(dict.fromkeys(mention.unread))[:5]
    is_told = unread and not groups and not route.never_judged
    words = [say("unread", context.lang, words=", ".join(unread))] if is_told else []
    return [*(told if groups else []), *words]


def _list_place_reasons(mention: Mention, context: TextContext) -> list[str]:
    where = mention.where
    if where.is_elsewhere:
        return [say("not_narrowed_place", context.lang)]
    is_open = not where.is_said and context.names_places
    return [say("open_place", context.lang)] if is_open else []


def _choose_time(
    mention: Mention, route: Route, context: TextContext, release_day: date
) -> tuple[date | None, tuple[int, ...], str]:
    """Choose the day to ask for a stock, the fiscal years for anything else, and why the time cannot be matched."""
    when = mention.when
    if route.is_stock:
        return _choose_stock_day(mention, context, release_day)
    years = find_fiscal_years(mention, release_day)
    if years:
        is_open = date(years[-1], 9, 30) > release_day
        return None, years, say("later_day", context.lang) if is_open else ""
    if when.period:
        return None, (), say("not_narrowed_time", context.lang, period=when.period)
    return None, (), say("no_time", context.lang)


def _choose_stock_day(
    mention: Mention, context: TextContext, release_day: date
) -> tuple[date | None, tuple[int, ...], str]:
    when = mention.when
    if when.period and (when.last is None or when.reach):
        return None, (), say("not_narrowed_time", context.lang, period=when.period)
    day = when.last or context.day
    if day is None or abs(day - release_day) <= _STOCK_REACH:
        return None, (), ""
    return (day, (), "") if day < release_day else (None, (), say("later_day", context.lang))


def find_fiscal_years(mention: Mention, release_day: date) -> tuple[int, ...]:
    """Find the fiscal years that a claim's time is exactly; none if it is no whole fiscal years."""
    when = mention.when
    if when.reach or when.first is None or when.last is None:
        return ()
    if (when.first.month, when.first.day, when.last.month, when.last.day) != (10, 1, 9, 30):
        return ()
    years = tuple(range(when.first.year + 1, when.last.year + 1))
    return years if len(years) <= 30 and years[0] <= release_day.year + 1 else ()


def _list_base_reasons(mention: Mention, route: Route, lang: str) -> list[str]:
    """List why the noun that is counted, or the kind of number, does not let these records judge a claim."""
    if mention.kind == CHANGE:
        return [say("not_judged", lang)]
    if set(route.refuses) & mention.words:
        return [say("not_judged", lang)]
    if route.median:
        return [] if "median" in mention.words or "mediana" in mention.words else [say("not_judged", lang)]
    if mention.kind == COUNT and mention.unit not in route.base:
        return [say("other_base", lang, unit=mention.unit)]
    if mention.kind == SHARE and mention.base not in route.base:
        return [say("other_base", lang, unit=mention.base)] if mention.base else [say("not_judged", lang)]
    return []
