"""Which groups of the records a clause narrows to, and whether they are the base of a share or its part."""

from collections.abc import Sequence

from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.lexicon import Hit
from finalorder.reports.sentence_view import SentenceView

BASE, PART = "base", "part"
_SATISFIES = {
    "nationality": frozenset({"nationality"}),
    "represented": frozenset({"represented", "unrepresented"}),
    "custody": frozenset({"detained"}),
    "juvenile": frozenset({"children"}),
}


class LevelReader:
    """Reads the levels of dimensions in the words of a clause."""

    def __init__(self, grammar: Grammar) -> None:
        table = grammar.words["roles"]
        self.leads, self.verbs = frozenset(table["leads"]), frozenset(table["verbs"])
        self.negations = frozenset(table["negations"])

    def list_levels(
        self, view: SentenceView, spans: Sequence[tuple[int, int]], restrictions: frozenset[str]
    ) -> tuple[Hit, ...]:
        """The phrases of levels between some tokens; one that the clause may deny is left out."""
        found = [hit for span in spans for hit in view.find_hits("level", *span)]
        names = {hit.name for hit in found}
        words = {low for span in spans for low in view.text.lows[slice(*span)]}
        if "represented=no" in names or words & self.negations:
            found = [hit for hit in found if hit.name != "represented=yes"]
        if "not_detained" in restrictions:
            found = [hit for hit in found if not hit.name.startswith("custody=")]
        return tuple(found)

    def find_role(self, view: SentenceView, hits: Sequence[Hit], number: tuple[int, int]) -> str:
        """Whether the groups are what a share is of ("of the cases of Cubans"), or its part ("went to Cubans")."""
        roles = {self._find_hit_role(view, hit, number) for hit in hits}
        return roles.pop() if len(roles) == 1 else PART if roles else ""

    def _find_hit_role(self, view: SentenceView, hit: Hit, number: tuple[int, int]) -> str:
        start, end = number
        if hit.end <= start:
            return (
                BASE if self.leads & set(view.text.lows[max(hit.start - 5, view.sentence.start) : hit.start]) else PART
            )
        between = set(view.text.lows[end : hit.start])
        return PART if between & self.verbs or not between & self.leads else BASE


def list_satisfied(levels: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The restrictions that the levels answer."""
    return frozenset(name for dimension, _ in levels for name in _SATISFIES.get(dimension, ()))


def split_level(name: str) -> tuple[str, str]:
    """The dimension and the level of a name in the table."""
    dimension, _, level = name.partition("=")
    return dimension, level
