"""Which question answers a claim: by the predicate of its clause, from a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from finalorder.reports.grammar_tables import load_table
from finalorder.reports.mentions import Mention
from finalorder.words import Words


@dataclass(frozen=True, slots=True)
class Route:
    """A way to an answer; see the head of ``routes.toml`` for what each field says."""

    name: str
    kinds: Sequence[str]
    verdict: str
    method: str = ""
    units: Sequence[str] = ()
    any: Sequence[str] = ()
    first: Sequence[str] = ()
    with_: Sequence[str] = ()
    without: Sequence[str] = ()
    words: Sequence[str] = ()
    refuses: Sequence[str] = ()
    cohorts: Sequence[str] = ()
    restricted: Sequence[str] = ()
    narrows: Sequence[str] = ()
    ask: str = ""
    methods: Sequence[str] = ()
    split: str = ""
    level: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[str, Sequence[str]] = field(default_factory=dict)
    base_needs: Mapping[str, str] = field(default_factory=dict)
    complement: bool = False
    complement_if: str = ""
    denominators: bool = False
    median: bool = False
    is_stock: bool = False
    never_judged: bool = False
    only_supports: bool = False
    is_counted_by_day: bool = False
    changes: bool = False
    part: bool = False
    parts: Sequence[str] = ()
    wide_parts: Sequence[str] = ()
    roles: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    law: bool = False
    subject: str = ""

    def fits(self, mention: Mention) -> bool:
        """Whether a claim's fields are those of this route."""
        if mention.kind not in self.kinds:
            return False
        topics = set(mention.topics)
        wanted = (
            not self.units or mention.unit in self.units,
            not self.any or bool(topics & set(self.any)),
            not self.first or (bool(mention.topics) and mention.topics[0] in self.first),
            set(self.with_) <= topics,
            not topics & set(self.without),
            not self.words or bool(mention.words & set(self.words)),
            not self.cohorts or mention.cohort in self.cohorts,
            not self.roles or mention.group_role in self.roles,
            not self.outcomes or bool(mention.words & set(self.outcomes)),
            not self.restricted or bool(mention.restrictions & set(self.restricted)),
        )
        return all(wanted)

    def say(self, lang: str) -> str:
        """Return why the records answer so, in a language."""
        return Words(lang).format_plain(f"check.route.{self.name}")


@cache
def list_routes() -> tuple[Route, ...]:
    """List the routes, in their order; the last of each kind fits everything of the kind."""
    found = []
    for each in load_table("routes")["route"]:
        fields: dict[str, Any] = {"with_" if name == "with" else name: value for name, value in each.items()}
        found.append(Route(**fields))
    return tuple(found)


def find_route(mention: Mention) -> Route:
    """Find the first route that fits a claim."""
    return next(route for route in list_routes() if route.fits(mention))


def say(sentence: str, lang: str, **values: Any) -> str:
    """Return a sentence of the catalog in a language."""
    return Words(lang).format_plain(f"check.{sentence}", **values)
