"""The question that a claim asks: place, group, period and day from its words; and what of it cannot be matched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from finalorder.registry import read_registry_rows
from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE
from finalorder.reports.court_records import RecordQuestion
from finalorder.reports.group_levels import BASE, list_satisfied
from finalorder.reports.mentions import NUMBER_KINDS, Mention, Where
from finalorder.reports.routes import Route, say
from finalorder.reports.spans import Span, TimeChooser
from finalorder.words import load_words

_MOST_READINGS = 4
_EVERYWHERE = frozenset({"court", "order", "removed"})
_TOPICS_OF = {"represented": ("represented",), "custody": ("detention",)}
Condition = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The question to ask, and in words why its answer is not to be judged (empty if it may be).

    ``others`` are what people ask by the same words; ``earlier`` is the question of the time that a change is from.
    """

    question: RecordQuestion
    reasons: tuple[str, ...] = ()
    is_narrowed: bool = True
    others: tuple[RecordQuestion, ...] = ()
    earlier: tuple[RecordQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class TextContext:
    """What a text says as a whole: its day, and whether it names places at all."""

    day: date | None
    names_places: bool
    lang: str


def narrow_claim(mention: Mention, route: Route, context: TextContext, release_day: date) -> Narrowed:
    """The question of a claim, and what stands against judging it."""
    chooser = TimeChooser(context.day, release_day, context.lang)
    if mention.kind == CHANGE and mention.earlier.period and mention.when.period:
        return _narrow_change(mention, route, context, chooser)
    spans = chooser.choose(mention.when, route)
    reasons = [*_list_group_reasons(mention, route, context), *_list_place_reasons(mention, context)]
    reasons += [spans.reason] if spans.reason else []
    cannot = bool(reasons)
    if mention.kind in NUMBER_KINDS and not route.never_judged:
        reasons += _list_base_reasons(mention, route, context.lang)
    literal, *others = _list_questions(mention, route, (spans.literal, *spans.others))
    return Narrowed(literal, tuple(dict.fromkeys(reasons)), not cannot, tuple(others))


def _narrow_change(mention: Mention, route: Route, context: TextContext, chooser: TimeChooser) -> Narrowed:
    """The questions of both ends of a change; readings of one end go with the same readings of the other."""
    later, earlier = (chooser.choose(when, route) for when in (mention.when, mention.earlier))
    reasons = [*_list_group_reasons(mention, route, context), *_list_place_reasons(mention, context)]
    reasons += [each.reason for each in (later, earlier) if each.reason]
    cannot = bool(reasons)
    reasons += [] if mention.direction and route.changes else [say("not_judged", context.lang)]
    literal, *others = _list_questions(mention, route, (later.literal, *later.others))
    before = _list_questions(mention, route, (earlier.literal, *earlier.others))
    if len(before) != len(others) + 1:
        reasons.append(say("not_judged", context.lang))
    return Narrowed(literal, tuple(dict.fromkeys(reasons)), not cannot, tuple(others), tuple(before))


def _list_questions(mention: Mention, route: Route, spans: Sequence[Span]) -> list[RecordQuestion]:
    """The question as its words have it first; then the other readings of its time, place and group."""
    places, groups = _list_place_readings(mention.where), _list_group_readings(mention, route)
    base = RecordQuestion(route.ask, tuple(route.methods), mention.where.city, split=route.split)
    return [
        replace(base, years=span.years, since=span.since, day=span.day, where=(*place, *group))
        for place, group, span in product(places, groups, spans)
    ][:_MOST_READINGS]


def _list_place_readings(where: Where) -> list[Condition]:
    """A state's courts, or the people who live there; the words say which, and people may mean the other."""
    if not where.state:
        return [()]
    residents: Condition = (("state", (where.state,)),)
    cities = list_cities_of(where.state)
    courts: Condition = (("city", cities),)
    if not cities or where.is_residence:
        return [residents, *([courts] if cities else [])]
    return [courts, residents]


def list_cities_of(state: str) -> tuple[str, ...]:
    """The court cities of a state."""
    return tuple(sorted({row["city"] for row in read_registry_rows("cities") if row["state"] == state}))


def _list_group_readings(mention: Mention, route: Route) -> list[Condition]:
    """The levels that the clause names; people in detention may be those at the courts for them."""
    if route.part:
        return [()]
    levels = tuple(each for each in list_conditions(mention) if each[0] not in route.narrows)
    docket: Condition = tuple(
        ("docket", ("detained",)) if (name, values) == ("custody", ("D",)) else (name, values)
        for name, values in levels
    )
    return [levels] if docket == levels else [levels, docket]


def list_conditions(mention: Mention) -> Condition:
    """The levels of a claim by their dimension."""
    found: dict[str, tuple[str, ...]] = {}
    for dimension, level in mention.levels:
        found[dimension] = (*found.get(dimension, ()), level)
    return tuple(found.items())


def _list_group_reasons(mention: Mention, route: Route, context: TextContext) -> list[str]:
    answered = list_satisfied(mention.levels) if _can_narrow(mention, route) else frozenset()
    groups = {*mention.restrictions, *(name for name, _ in mention.levels)} - set(route.narrows) - answered
    groups -= {name for name, _ in mention.levels} if answered else set()
    named = sorted(groups)
    listed = ", ".join(_name_group(group, context.lang) for group in named)
    told = [say("not_narrowed_group", context.lang, groups=listed)]
    unread = list(dict.fromkeys(mention.unread))[:5]
    is_told = unread and not named and not route.never_judged
    words = [say("unread", context.lang, words=", ".join(unread))] if is_told else []
    return [*(told if named else []), *words]


def _name_group(name: str, lang: str) -> str:
    """Name a restriction, or the dimension of a level."""
    words = load_words(lang)
    found = words.find_word("restriction", name)
    return (words.find_word("by", name.replace("_", "-")) if found == name else found).replace("_", " ")


def _can_narrow(mention: Mention, route: Route) -> bool:
    """Whether the levels are of what is counted: of a share, of its base."""
    return bool(route.part) or mention.kind not in {SHARE, DURATION} or mention.group_role == BASE


def _list_place_reasons(mention: Mention, context: TextContext) -> list[str]:
    where = mention.where
    if where.is_elsewhere and not where.state:
        return [say("not_narrowed_place", context.lang)]
    is_open = not where.is_said and context.names_places
    return [say("open_place", context.lang)] if is_open else []


def _list_topics(mention: Mention, route: Route) -> set[str]:
    """List what a clause may speak of beside a route's own topics, without being about something else."""
    own = {*route.any, *route.first, *route.with_, *route.base_needs.values(), *route.narrows, *_EVERYWHERE}
    own |= {"completed"} if "cases" in route.base else set()
    return own | {topic for dimension, _ in mention.levels for topic in _TOPICS_OF.get(dimension, ())}


def _list_base_reasons(mention: Mention, route: Route, lang: str) -> list[str]:
    """List why the noun that is counted, or the kind of number, does not let these records judge a claim."""
    if mention.kind == CHANGE:
        return [say("not_judged", lang)]
    if set(route.refuses) & mention.words or set(mention.topics) - _list_topics(mention, route):
        return [say("not_judged", lang)]
    if route.median:
        return [] if "median" in mention.words or "mediana" in mention.words else [say("not_judged", lang)]
    if mention.kind == COUNT and mention.unit not in route.base:
        return [say("other_base", lang, unit=mention.unit)]
    if mention.kind == SHARE and mention.base not in route.base:
        return [say("other_base", lang, unit=mention.base)] if mention.base else [say("not_judged", lang)]
    return []
