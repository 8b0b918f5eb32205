"""Which measure answers a claim, and which claims are the announcement's own: by the fields, from data."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from finalorder.operations import Claim, Figure, Operation
from finalorder.reports.claim_finder import Mention
from finalorder.reports.vocabulary import load_vocabulary

SMALL_NUMBER = 1000
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
def load_routes_file() -> Mapping[str, Any]:
    """The data file as it is."""
    return tomllib.loads((Path(__file__).parent / "routes.toml").read_text(encoding="utf-8"))


@cache
def list_routes() -> tuple[Route, ...]:
    """The routes, in their order; the last of each kind fits everything of the kind."""
    return tuple(Route(**each) for each in load_routes_file()["route"])


def find_route(mention: Mention) -> Route:
    """The first route that fits a claim."""
    return next(route for route in list_routes() if route.fits(mention))


class OperationMatcher:
    """The claims and figures of an operation that a text repeats."""

    def __init__(self, operation: Operation, mentions: Sequence[Mention], source: str) -> None:
        self.claims = {claim.id: claim for claim in operation.claims}
        figures: list[Figure] = [*operation.outcomes, *operation.capacities, *operation.assumptions]
        self.figures = {figure.id: figure for figure in figures}
        years = {int(year) for year in _YEAR.findall(source)}
        self.is_contemporary = not years or any(abs(year - operation.announced.year) <= 1 for year in years)
        self.year = operation.announced.year
        self.has_several_claims = len({claim.id for claim in map(self._match_claim, mentions) if claim}) >= 2

    def find_claim(self, mention: Mention) -> Claim | None:
        """The operation's claim that a mention repeats: a group by its words, a number by itself and the words near."""
        claim = self._match_claim(mention)
        is_small = mention.low is not None and mention.low < SMALL_NUMBER
        return None if claim is None or (is_small and not self.has_several_claims) else claim

    def find_figure(self, mention: Mention) -> Figure | None:
        """The operation's figure that a mention repeats, in a text that has more of the announcement."""
        if (
            mention.low is None
            or not self._is_possible_match(mention)
            or not (self.has_several_claims or mention.low >= SMALL_NUMBER)
        ):
            return None
        found = (
            self.figures.get(entry["id"]) for entry in load_vocabulary()["figure"] if _is_entry_match(entry, mention)
        )
        return next((each for each in found if each and _is_in_range(mention, *each.range)), None)

    def _match_claim(self, mention: Mention) -> Claim | None:
        if not self._is_possible_match(mention):
            return None
        if mention.claim:
            return self.claims.get(mention.claim)
        if mention.low is None:
            return None
        found = (
            self.claims.get(entry["claim"]) for entry in load_vocabulary()["own"] if _is_entry_match(entry, mention)
        )
        return next((claim for claim in found if claim and _is_claimed_number(mention, claim)), None)

    def _is_possible_match(self, mention: Mention) -> bool:
        years = {int(year) for year in _YEAR.findall(mention.period)}
        return self.is_contemporary and (not years or any(abs(year - self.year) <= 1 for year in years))


def _is_entry_match(entry: Mapping[str, Any], mention: Mention) -> bool:
    return mention.unit in entry["units"] and all(mention.words & set(near) for near in entry["near"])


def _is_claimed_number(mention: Mention, claim: Claim) -> bool:
    low = claim.number if claim.low is None else claim.low
    high = claim.number if claim.high is None else claim.high
    return low is not None and _is_in_range(mention, low, low if high is None else high)


def _is_in_range(mention: Mention, low: float, high: float) -> bool:
    return (
        mention.low is not None
        and mention.high is not None
        and low - 0.05 <= mention.low
        and mention.high <= high + 0.05
    )
