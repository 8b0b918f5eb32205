"""A claim as it stands in a text, not answered yet."""

from dataclasses import dataclass, field
from datetime import date

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE

PLACE, GROUP = "place", "group"
NUMBER_KINDS = (COUNT, SHARE, DURATION, CHANGE)


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a claim: a court's city, or elsewhere; ``is_said`` if the claim's own sentence names it."""

    city: str = ""
    is_said: bool = False
    is_elsewhere: bool = False
    is_nation: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The time of a claim in a plain form, and its first and last day where they are known."""

    period: str = ""
    first: date | None = None
    last: date | None = None
    reach: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A claim: its tokens, its fields, and how sure the rules are.

    ``topics`` are those of its clause, the nearest first; ``restrictions`` are what its clause narrows to; ``base`` is
    the noun that a share is of;
    ``unread`` are the words of its clause that the tables do not know.
    """

    kind: str
    start: int
    end: int
    sentence_start: int
    low: float | None = None
    high: float | None = None
    bound: str = "exactly"
    unit: str = ""
    where: Where = field(default_factory=Where)
    when: When = field(default_factory=When)
    topics: tuple[str, ...] = ()
    is_carried: bool = False
    restrictions: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    base: str = ""
    cohort: str = ""
    certainty: float = 0.5
    features: tuple[str, ...] = ()
