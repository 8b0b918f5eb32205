"""An announced enforcement operation as data: what was said, by whom, when, and what was known of the means.

Everything here is text and numbers from a file that anyone may write. None of it is trusted: it is never put into SQL,
and pages escape it.
"""

from dataclasses import dataclass
from datetime import date

BOUNDS = ("exactly", "about", "up_to", "at_least", "under", "over")
"""How a number was worded."""

EVIDENCE_KINDS = ("direct", "secondary", "unconfirmed", "computed")
"""``direct``: the cited page says it. ``secondary``: the cited page repeats someone else. ``unconfirmed``: a lead
without a source that says it. ``computed``: arithmetic from figures that are cited, shown in the note."""

POLICE_POSITIONS = ("takes_no_part", "takes_part", "limited", "not_stated")
"""What a local agency said of its own part."""

REVISION_KINDS = ("delay", "start", "places", "plan", "end")
"""What sort of thing a revision changed."""

CANNOT_ANSWER, LAW, CONTEXT = "cannot", "law", "context"
NON_MEASURE_ANSWERS = (CANNOT_ANSWER, LAW, CONTEXT)
"""What ``records`` may say besides the name of a measure: no public record answers; a rule of law does, and
``reason`` says how; figures from outside the court do (detention, monitoring)."""

VERDICTS = ("supported", "contradicted", "depends_on_method", "upper_bound_only", "not_in_records")
"""The words of a verdict; a file gives one only where ``records`` is ``law``."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement or figure was published; ``date`` is the day of publication, or of the data it carries."""

    key: str
    title: str
    url: str
    date: date
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One change after the announcement; what is None was left as it was."""

    on: date
    kind: str
    what: str
    sources: tuple[Source, ...]
    starts: date | None = None
    ends: date | None = None
    cities: tuple[str, ...] | None = None
    cohorts: tuple[str, ...] | None = None
    reason: str | None = None
    evidence: str = "direct"
    what_es: str | None = None
    reason_es: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that someone said: a number or a range (or neither), of what, and whether the records can answer.

    ``records`` is the name of a measure or one of ``ANSWERS``; of ``methods`` the first fits the words, the others
    stand beside it. ``complement``: the number is the share left over, as attended is of missed.
    """

    id: str
    who: str
    where: str
    on: date
    says: str
    records: str
    sources: tuple[Source, ...]
    number: float | None = None
    low: float | None = None
    high: float | None = None
    bound: str = "exactly"
    unit: str | None = None
    population: str | None = None
    period: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    cities: tuple[str, ...] = ()
    cohort: str | None = None
    methods: tuple[str, ...] = ()
    complement: bool = False
    verdict: str | None = None
    reason: str | None = None
    quotation: str | None = None
    evidence: str = "direct"
    note: str | None = None
    who_es: str | None = None
    where_es: str | None = None
    says_es: str | None = None
    population_es: str | None = None
    period_es: str | None = None
    reason_es: str | None = None
    note_es: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One cited figure: ``value``, or ``low`` and ``high``; ``locator`` is the sheet and cell where there is one."""

    id: str
    name: str
    unit: str
    as_of: date
    sources: tuple[Source, ...]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bound: str = "exactly"
    part_of: str | None = None
    locator: str | None = None
    evidence: str = "direct"
    note: str | None = None
    name_es: str | None = None
    note_es: str | None = None

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and highest value the file gives; twice the value where it gives one."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        assert low is not None
        assert high is not None
        return low, high


@dataclass(frozen=True, slots=True)
class Capacity(Figure):
    """What there was to hold, watch or remove people with: beds, monitors, a pace."""


@dataclass(frozen=True, slots=True)
class Assumption(Figure):
    """What a capacity estimate has to assume: the share found, the size of a family."""


@dataclass(frozen=True, slots=True)
class Outcome(Figure):
    """What came of it, as announced afterwards."""


@dataclass(frozen=True, slots=True)
class PoliceStatement:
    """What a local agency said of its part, or was reported to have said."""

    agency: str
    city: str
    position: str
    on: date
    says: str
    sources: tuple[Source, ...]
    evidence: str = "direct"
    says_es: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An announced operation, as its file gives it; ``diff.at`` gives its state as of a day."""

    id: str
    title: str
    announced: date
    starts: date
    cities: tuple[str, ...]
    cohorts: tuple[str, ...]
    sources: tuple[Source, ...]
    ends: date | None = None
    summary: str | None = None
    title_es: str | None = None
    summary_es: str | None = None
    revisions: tuple[Revision, ...] = ()
    claims: tuple[Claim, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    police: tuple[PoliceStatement, ...] = ()
    bibliography: tuple[Source, ...] = ()
    """Every source of the file, in its order."""
