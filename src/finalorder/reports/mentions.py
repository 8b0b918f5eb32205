"""A claim as it stands in a text, not answered yet."""

from dataclasses import dataclass, field
from datetime import date

from finalorder.reports.amounts import CHANGE, COUNT, DURATION, SHARE

PLACE, GROUP = "place", "group"
NUMBER_KINDS = (COUNT, SHARE, DURATION, CHANGE)


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a claim: a court's city, a state, or elsewhere; ``is_said`` if the claim's own sentence names it.

    ``is_residence`` if the words are of those who live there, and not of the courts.
    """

    city: str = ""
    is_said: bool = False
    is_elsewhere: bool = False
    is_nation: bool = False
    state: str = ""
    is_residence: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The time of a claim in a plain form, and its first and last day where they are known.

    ``is_carried`` if it is of a sentence before, or of the heading.
    """

    period: str = ""
    first: date | None = None
    last: date | None = None
    reach: str = ""
    is_calendar: bool = False
    is_carried: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A claim: its tokens, its fields, and how sure the rules are.

    ``topics`` are those of its clause, the nearest first; ``restrictions`` are what its clause narrows to; ``base`` is
    the noun that a share is of;
    ``unread`` are the words of its clause that the tables do not know. ``levels`` are the levels of dimensions that it
    narrows to, and ``group_role`` whether those are the base of a share or its part. ``earlier`` is the time that a
    change is from, and ``direction`` whether it is up (1) or down (-1).
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
    levels: tuple[tuple[str, str], ...] = ()
    group_role: str = ""
    earlier: When = field(default_factory=When)
    direction: int = 0
    cohort: str = ""
    certainty: float = 0.5
    features: tuple[str, ...] = ()
