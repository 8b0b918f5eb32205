"""Which measure answers a claim, and which claims are the announcement's own: by the fields, from data."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from finalorder.operations.checking.finding import Mention
from finalorder.operations.checking.vocabulary import vocabulary
from finalorder.operations.model import Claim, Figure, Operation

SMALL = 1000
"""A number below this is the announcement's own only in a text that has more of the announcement."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Route:
    """A way to an answer: which claims it fits, the verdict that their kind allows, and the measure and methods."""

    name: str
    kinds: Sequence[str]
    verdict: str
    method: str
    en: str
    es: str
    units: Sequence[str] = ()
    topics: Sequence[str] = ()
    cohorts: Sequence[str] = ()
    words: Sequence[str] = ()
    without: Sequence[str] = ()
    methods: Sequence[str] = field(default_factory=tuple)
    complement: bool = False
    counts: str = ""
    measure: str = ""
    subject: str = ""

    def fits(self, mention: Mention) -> bool:
        """Whether a claim's fields are those of this route."""
        among = ((self.units, mention.unit), (self.topics, mention.topic), (self.cohorts, mention.cohort))
        if mention.kind not in self.kinds or any(given and value not in given for given, value in among):
            return False
        return (not self.words or bool(mention.words & set(self.words))) and not mention.words & set(self.without)


@cache
def data() -> Mapping[str, Any]:
    """The data file as it is."""
    return tomllib.loads((Path(__file__).parent / "routes.toml").read_text(encoding="utf-8"))


@cache
def routes() -> tuple[Route, ...]:
    """The routes, in their order; the last of each kind fits everything of the kind."""
    return tuple(Route(**each) for each in data()["route"])


def route_of(mention: Mention) -> Route:
    """The first route that fits a claim."""
    return next(route for route in routes() if route.fits(mention))


class Own:
    """The claims and figures of an operation that a text repeats."""

    def __init__(self, operation: Operation, mentions: Sequence[Mention], source: str) -> None:
        self.claims = {claim.id: claim for claim in operation.claims}
        figures: list[Figure] = [*operation.outcomes, *operation.capacities, *operation.assumptions]
        self.figures = {figure.id: figure for figure in figures}
        years = {int(year) for year in _YEAR.findall(source)}
        self.is_of_its_time = not years or any(abs(year - operation.announced.year) <= 1 for year in years)
        self.year = operation.announced.year
        self.has_company = len({claim.id for claim in map(self._claim, mentions) if claim}) >= 2

    def claim(self, mention: Mention) -> Claim | None:
        """The operation's claim that a mention repeats: a group by its words, a number by itself and the words near."""
        claim = self._claim(mention)
        is_small = mention.low is not None and mention.low < SMALL
        return None if claim is None or (is_small and not self.has_company) else claim

    def figure(self, mention: Mention) -> Figure | None:
        """The operation's figure that a mention repeats, in a text that has more of the announcement."""
        if mention.low is None or not self._may_be_own(mention) or not (self.has_company or mention.low >= SMALL):
            return None
        found = (self.figures.get(entry["id"]) for entry in vocabulary()["figure"] if _fits(entry, mention))
        return next((each for each in found if each and _same(mention, *each.range)), None)

    def _claim(self, mention: Mention) -> Claim | None:
        if not self._may_be_own(mention):
            return None
        if mention.claim:
            return self.claims.get(mention.claim)
        if mention.low is None:
            return None
        found = (self.claims.get(entry["claim"]) for entry in vocabulary()["own"] if _fits(entry, mention))
        return next((claim for claim in found if claim and _is_said(mention, claim)), None)

    def _may_be_own(self, mention: Mention) -> bool:
        years = {int(year) for year in _YEAR.findall(mention.period)}
        return self.is_of_its_time and (not years or any(abs(year - self.year) <= 1 for year in years))


def _fits(entry: Mapping[str, Any], mention: Mention) -> bool:
    return mention.unit in entry["units"] and all(mention.words & set(near) for near in entry["near"])


def _is_said(mention: Mention, claim: Claim) -> bool:
    low = claim.number if claim.low is None else claim.low
    high = claim.number if claim.high is None else claim.high
    return low is not None and _same(mention, low, low if high is None else high)


def _same(mention: Mention, low: float, high: float) -> bool:
    return (
        mention.low is not None
        and mention.high is not None
        and low - 0.05 <= mention.low
        and mention.high <= high + 0.05
    )
