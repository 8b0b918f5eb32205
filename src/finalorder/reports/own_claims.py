"""The claims, figures and groups of an operation file that a text repeats: by their numbers and their own words."""

import re
from collections.abc import Sequence
from functools import cache

from finalorder.operations import Claim, Figure, Operation
from finalorder.reports.grammar_tables import load_grammar
from finalorder.reports.mentions import GROUP, Mention

SMALL_NUMBER = 1000
"""A number below this is the announcement's own only in a text that has more of the announcement."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_COMMON = frozenset(
    {
        "peopl",
        "perso",
        "famil",
        "their",
        "which",
        "there",
        "would",
        "about",
        "these",
        "those",
        "numbe",
        "court",
        "order",
    }
)
_KIN = (
    {"people", "families", "cases", "orders"},
    {"people", "families", "letters"},
    {"people", "arrests"},
    {"people", "removals"},
    {"people", "beds"},
    {"people", "monitors"},
    {"percent"},
)


class OperationMatcher:
    """Finds what a text repeats of an operation."""

    def __init__(self, operation: Operation, mentions: Sequence[Mention], source: str) -> None:
        self.operation = operation
        self.figures: list[Figure] = [*operation.outcomes, *operation.capacities, *operation.assumptions]
        years = {int(year) for year in _YEAR.findall(source)}
        self.year = operation.first_day.year
        self.is_contemporary = not years or any(abs(year - self.year) <= 1 for year in years)
        self.matched: dict[int, Claim | None] = {}
        self.near: dict[tuple[float, float], tuple[Claim, ...]] = {}
        self.sentences: frozenset[int] = frozenset()
        self.sentences = frozenset(each.sentence_start for each in mentions if self._match_claim(each) is not None)
        self.matched = {id(each): self._match_claim(each) for each in mentions}
        self.mentions = mentions
        self.has_several_claims = len({claim.id for claim in self.matched.values() if claim}) >= 2

    def find_claim(self, mention: Mention) -> Claim | None:
        """The operation's claim that a mention repeats; a small number only in a text that has more of them."""
        key = id(mention)
        if key not in self.matched:
            self.matched[key] = self._match_claim(mention)
        claim = self.matched[key]
        is_small = mention.low is not None and mention.low < SMALL_NUMBER
        return None if claim is None or (is_small and not self.has_several_claims) else claim

    def find_figure(self, mention: Mention) -> Figure | None:
        """Find the operation's figure that a mention repeats, in a text that has more of the announcement."""
        if mention.low is None or not self.has_several_claims or not self._is_possible(mention):
            return None
        found = [each for each in self.figures if _is_figure(mention, each)]
        return max(found, key=lambda each: _count_shared_words(mention, each.name), default=None)

    def _match_claim(self, mention: Mention) -> Claim | None:
        if not self._is_possible(mention):
            return None
        if mention.kind == GROUP:
            return next((claim for claim in self.operation.claims if _is_group_claim(mention, claim)), None)
        if mention.low is None:
            return None
        is_beside = mention.sentence_start in self.sentences
        near = self._list_near_claims(mention.low, mention.high)
        found = [claim for claim in near if _is_claim(mention, claim, is_beside=is_beside)]
        return max(found, key=lambda claim: _count_shared_words(mention, claim.says), default=None)

    def _list_near_claims(self, low: float, high: float | None) -> tuple[Claim, ...]:
        """The claims of a number or range; each number of a text is looked up once."""
        key = (low, high or low)
        if key not in self.near:
            self.near[key] = tuple(claim for claim in self.operation.claims if _is_near_claim(*key, claim))
        return self.near[key]

    def _is_possible(self, mention: Mention) -> bool:
        years = {int(year) for year in _YEAR.findall(mention.when.period)}
        is_near = not years or any(abs(year - self.year) <= 1 for year in years)
        named = mention.where.city
        return self.is_contemporary and is_near and (not named or named in self.operation.cities)


def _is_group_claim(mention: Mention, claim: Claim) -> bool:
    if claim.number is not None or claim.low is not None:
        return False
    by_judges = mention.cohort == "federal_judges" and "federal judges" in claim.says.lower()
    return bool(claim.cohort and claim.cohort == mention.cohort) or by_judges


def _is_claim(mention: Mention, claim: Claim, *, is_beside: bool) -> bool:
    """Whether a number is a claim's: by what both speak of, or because another claim stands beside it."""
    if not _are_kin(mention.unit, claim.unit or ""):
        return False
    words = f"{claim.says} {claim.says_es or ''} {claim.population or ''} {claim.population_es or ''}"
    return is_beside or bool(set(mention.topics) & _list_topics(claim.says)) or _count_shared_words(mention, words) >= 2


def _is_near_claim(low: float, high: float, claim: Claim) -> bool:
    least = claim.number if claim.low is None else claim.low
    most = claim.number if claim.high is None else claim.high
    return least is not None and least - 0.05 <= low and high <= (least if most is None else most) + 0.05


def _is_figure(mention: Mention, figure: Figure) -> bool:
    low, high = figure.range
    is_near = _is_in_range(mention, low, high) and _are_kin(mention.unit, figure.unit)
    return is_near and _count_shared_words(mention, figure.name) >= 1


def _are_kin(one: str, other: str) -> bool:
    return one == other or any(one in kin and other in kin for kin in _KIN)


def _is_in_range(mention: Mention, low: float, high: float) -> bool:
    return (
        mention.low is not None
        and mention.high is not None
        and low - 0.05 <= mention.low
        and mention.high <= high + 0.05
    )


def _count_shared_words(mention: Mention, text: str) -> int:
    return len({word[:_STEM] for word in mention.words if len(word) >= 4} & _stems(text))


@cache
def _list_topics(text: str) -> frozenset[str]:
    """Return what the words of a claim are about, in the names of the grammar."""
    words = [word.lower() for word in text.replace(".", " ").replace(",", " ").split()]
    return frozenset(hit.name for hit in load_grammar("en").lexicon.find(words) if hit.label == "topic")


@cache
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].lower() for word in _WORD.findall(text)) - _COMMON
