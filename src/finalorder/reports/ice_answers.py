"""What ICE's own files, if they were added, say beside a claim of detention, monitoring, removals or arrests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finalorder.ice import Fact, questions, store
from finalorder.reports.mentions import Mention

_FACT_FINDERS: dict[str, tuple[Callable[[Path, date], list[Fact]], ...]] = {
    "detention": (questions.find_detention, questions.find_family_detention),
    "monitoring": (questions.find_monitoring, questions.find_technologies),
    "removals": (questions.find_removals,),
    "arrests": (questions.find_arrests,),
    "agencies": (questions.find_agreement_totals,),
}
_TECHNOLOGIES = {"ankle": "ankle", "tobillera": "ankle", "grillete": "ankle", "gps": "gps", "smartlink": "smartlink"}
_WHOLE = frozenset({"", "total", "all", "national"})
_MOST = 6
_DAYS = 31
_ROUNDED = 0.005


@dataclass(frozen=True, slots=True)
class IceFiles:
    """The files of a lake; none where there is no lake."""

    lake_dir: Path | None

    def find_facts(self, subject: str, day: date) -> list[Fact]:
        """Find figures of a subject that were known on the day, or the nearest later ones; none if no file has any."""
        if self.lake_dir is None or subject not in _FACT_FINDERS or not store.has_ice_files(self.lake_dir):
            return []
        found = [fact for finder in _FACT_FINDERS[subject] for fact in finder(self.lake_dir, day)]
        return [known for fact in found if (known := fact.later or fact).value is not None]


def find_supporting_fact(
    mention: Mention, facts: Sequence[Fact], day: date, narrows: Sequence[str] = ()
) -> Fact | None:
    """Find the fact that is a claim's own: the same number, of the same thing, of about the same day; else None."""
    if (
        mention.low is None
        or mention.restrictions - set(narrows)
        or mention.unread
        or mention.where.city
        or mention.where.is_elsewhere
    ):
        return None
    return next(
        (fact for fact in facts if _is_same_thing(mention, fact) and _is_near(fact, day) and _is_same(mention, fact)),
        None,
    )


def _is_same_thing(mention: Mention, fact: Fact) -> bool:
    """Whether a figure is of what the clause says: ankle monitors are not all monitoring, families are not everyone."""
    words = " ".join(sorted(mention.words))
    technology = next((name for word, name in _TECHNOLOGIES.items() if word in words), "")
    if technology:
        return technology in f"{fact.technology} {fact.category}".lower()
    parts = (fact.technology, fact.category, fact.facility_type, fact.population, fact.facility, fact.state)
    is_whole = all(part.lower() in _WHOLE for part in parts) and fact.area in {"", "National"}
    return is_whole and fact.unit.split("/")[0] == mention.unit


def _is_near(fact: Fact, day: date) -> bool:
    return fact.as_of is not None and abs((fact.as_of - day).days) <= _DAYS


def _is_same(mention: Mention, fact: Fact) -> bool:
    low, high = mention.low or 0.0, mention.high or mention.low or 0.0
    return bool(fact.value) and low * (1 - _ROUNDED) <= (fact.value or 0.0) <= high * (1 + _ROUNDED)


def list_nearest_facts(mention: Mention, facts: Sequence[Fact]) -> list[Fact]:
    """List the few figures nearest to a claim's number."""
    number = mention.low or 0.0
    return sorted(facts, key=lambda fact: abs((fact.value or 0.0) - number))[:_MOST]
