"""Which operation a report is about: the one that it names, else the one whose statements it repeats, else none."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from finalorder.operations import Operation
from finalorder.reports.mentions import Mention
from finalorder.reports.own_claims import OperationMatcher

#: evidence: a name is enough, and so are two statements repeated, or one in its time and place
NAMED, ENOUGH = 100, 2
#: a report of an operation is written from a month before its first day until half a year after its last
BEFORE, AFTER = timedelta(days=30), timedelta(days=183)
#: so many of its cities, named in its time, are no accident
SEVERAL_CITIES = 3
#: the operation of a report that is about none: it says nothing that a report could repeat
NO_OPERATION = Operation(id="", title="", sources=(), announced=date.min)
_LEADING = re.compile(r"^(?:the|la|el|operation|operación)\s+")
_SPACES = re.compile(r"[\W_]+")


def choose_operation(
    source: str, mentions: Sequence[Mention], day: date | None, known: Iterable[Operation]
) -> Operation | None:
    """Choose the operation that a text of a day is about; None if it is about none, or could be about two."""
    spoken = f" {_normalize(source)} "
    weighed = [(_weigh_evidence(source, spoken, mentions, day, each), each) for each in known]
    best = max((weight for weight, _ in weighed), default=0)
    found = [each for weight, each in weighed if weight == best]
    return found[0] if best >= ENOUGH and len(found) == 1 else None


def _weigh_evidence(
    source: str, spoken: str, mentions: Sequence[Mention], day: date | None, operation: Operation
) -> int:
    """Weigh what says that a text is about an operation: its name, its statements, its time and places."""
    weight = NAMED if any(f" {name} " in spoken for name in _list_names(operation)) else 0
    weight += _count_places(mentions, operation) if day and _is_in_time(day, operation) else 0
    if weight or _shares_numbers(mentions, operation):
        matcher = OperationMatcher(operation, mentions, source)
        weight += len({claim.id for each in mentions if (claim := matcher.find_claim(each))})
    return weight


def _is_in_time(day: date, operation: Operation) -> bool:
    last = max(each for each in (operation.first_day, operation.start_day, operation.ends) if each)
    return operation.first_day - BEFORE <= day <= last + AFTER


def _count_places(mentions: Sequence[Mention], operation: Operation) -> int:
    """Count two for several of its cities in a text, one for one of them."""
    named = {each.where.city for each in mentions} & set(operation.cities)
    return 2 if len(named) >= SEVERAL_CITIES else int(bool(named))


def _shares_numbers(mentions: Sequence[Mention], operation: Operation) -> bool:
    said = {number for claim in operation.claims for number in (claim.number, claim.low, claim.high)}
    return any(each.low in said for each in mentions if each.low is not None)


def _list_names(operation: Operation) -> tuple[str, ...]:
    """List what an operation is called: what stands before the first comma of its title, where that is no city."""
    titles = (title.split(",")[0] for title in (operation.title, operation.title_es) if title)
    names = (_LEADING.sub("", _normalize(title)) for title in titles)
    places = {_normalize(city) for city in operation.cities} | {_normalize(each.name) for each in operation.places}
    return tuple(name for name in dict.fromkeys(names) if " " in name and name not in places | {"los ángeles"})


def _normalize(text: str) -> str:
    return _SPACES.sub(" ", text.lower().replace("'", "").replace("\u2019", "")).strip()
