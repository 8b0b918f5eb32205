"""An announced enforcement operation as data: what was said, by whom, when, and what was known of the means.

Everything here is text and numbers from a file that anyone may write. None of it is trusted: it is never put into SQL,
and pages escape it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from finalorder.cohorts import Cohort, CustomCohort, get_cohort
from finalorder.errors import InputError
from finalorder.registry import Place

BOUNDS = ("exactly", "about", "up_to", "at_least", "under", "over")
"""How a number was worded."""

EVIDENCE_KINDS = ("direct", "secondary", "unconfirmed", "computed")
"""``direct``: the cited page says it. ``secondary``: the cited page repeats someone else. ``unconfirmed``: a lead
without a source that says it. ``computed``: arithmetic from figures that are cited, shown in the note."""

POLICE_POSITIONS = ("takes_no_part", "takes_part", "limited", "not_stated")
"""What a local agency said of its own part."""

REVISION_KINDS = ("delay", "start", "places", "plan", "end")
"""What sort of thing a revision changed."""

CANNOT_ANSWER, LAW, ICE_FILES = "cannot", "law", "ice"
NON_MEASURE_ANSWERS = (CANNOT_ANSWER, LAW, ICE_FILES)
"""What ``records`` may say besides the name of a measure: no public record answers; a rule of law does, and
``reason`` says how; figures from outside the court do (detention, monitoring)."""

VERDICTS = ("supported", "contradicted", "depends_on_method", "upper_bound_only", "not_in_records")
"""The words of a verdict; a file gives one only where ``records`` is ``law``."""


FAMILY_DOCKET = "family-docket"
"""The dimension of the dockets that only families are on."""

CITIES, STATES, NATION = "cities", "states", "nation"
SCOPES = (CITIES, STATES, NATION)
"""Where an operation is: in cities that are named, in whole states, or in the whole country."""

OUTCOME_SUBJECTS = (
    "arrested",
    "final_orders",
    "convicted",
    "charged",
    "convicted_or_charged",
    "no_record",
    "collateral",
    "targeted",
    "removed",
    "released",
    "other",
)
"""What an outcome counts: people arrested, and those of them who had a final order, a conviction, no record ..."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement or figure was published; ``date`` is the day of publication, or of the data it carries."""

    key: str
    title: str
    url: str
    date: date
    publisher: str | None = None
    title_es: str | None = None
    publisher_es: str | None = None


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

    ``records`` is the name of a measure or one of ``NON_MEASURE_ANSWERS``; of ``methods`` the first fits the words, the
    others stand beside it. ``complement``: the number is the share left over, as attended is of missed. ``conditions``
    narrow it besides its city, cohort and period: ``represented=yes``. ``headline``: pages put it at the top.
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
    conditions: tuple[str, ...] = ()
    complement: bool = False
    headline: bool = False
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
    """What came of it, as somebody said afterwards: ``counts`` says of whom, ``base`` is the outcome that it is a part
    of (its denominator). Statements that conflict stand apart, each with its day and who made it.
    """

    counts: str = "other"
    base: str | None = None
    said_by: str | None = None
    said_by_es: str | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of an operation that came in several: its days, its cities if they were its own."""

    id: str
    name: str
    starts: date
    sources: tuple[Source, ...]
    ends: date | None = None
    cities: tuple[str, ...] = ()
    name_es: str | None = None


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Something that the announcement left open and no public record answers."""

    id: str
    what: str
    sources: tuple[Source, ...] = ()
    reason: str | None = None
    what_es: str | None = None
    reason_es: str | None = None


MONITORING, BEDS, NOWHERE = "monitoring", "beds", "nowhere"
PLACEMENTS = (MONITORING, BEDS, NOWHERE)
"""Where people who are found are put."""


@dataclass(frozen=True, slots=True)
class PlacementRule:
    """Who is to be put where, as announced: families with a citizen child, others, and whoever finds the beds full.

    ``monitors_a_family`` is how many ankle monitors a family under monitoring takes.
    """

    citizen_child: str
    others: str
    when_full: str = NOWHERE
    monitors_a_family: int = 1
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        for place in (self.citizen_child, self.others, self.when_full):
            if place not in PLACEMENTS:
                raise InputError(f"{place!r} is not a placement; choose {' or '.join(PLACEMENTS)}.")
        if self.when_full == BEDS:
            raise InputError("when_full cannot be beds; use monitoring or nowhere.")

    def uses(self, placement: str) -> bool:
        """Whether the rule puts anybody there."""
        return placement in (self.citizen_child, self.others, self.when_full)

    @property
    def name(self) -> str:
        """The rule in one word of the data: ``citizen_child:monitoring,others:beds,when_full:nowhere``."""
        return f"citizen_child:{self.citizen_child},others:{self.others},when_full:{self.when_full}"


@dataclass(frozen=True, slots=True)
class Focus:
    """The docket or group that an operation is about: cases at a level of a dimension, beside those at ``against``.

    ``cohort`` is the group of the operation that they are.
    """

    dimension: str
    level: str
    against: str | None = None
    cohort: str | None = None


@dataclass(frozen=True, slots=True)
class UncountedGroup:
    """A group that was named and that no court record can tell: ``unknown`` is the fact that the records lack.

    ``nearest`` is what the records have that comes nearest to it: counted beside the groups, and never as one of them.
    """

    name: str
    title: str
    unknown: str
    title_es: str | None = None
    nearest: CustomCohort | None = None


@dataclass(frozen=True, slots=True)
class PoliceStatement:
    """What a local agency said of its part, or was reported to have said; ``city`` is empty for a whole state."""

    agency: str
    city: str
    position: str
    on: date
    says: str
    sources: tuple[Source, ...]
    evidence: str = "direct"
    says_es: str | None = None
    agency_es: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An enforcement operation, as its file gives it; ``reconstruct_operation`` gives its state as of a day.

    It was announced, or had begun, or both; ``starts`` is the first day as it was planned. ``cities`` are those of the
    courts; ``places`` say under which names the file has them. ``cohorts`` are the groups that the records can count:
    those that ship and those of the file (``own_cohorts``). ``at_courts``: people are arrested at their hearings.
    """

    id: str
    title: str
    sources: tuple[Source, ...]
    announced: date | None = None
    begun: date | None = None
    starts: date | None = None
    ends: date | None = None
    at_courts: bool = False
    scope: str = CITIES
    states: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    cohorts: tuple[str, ...] = ()
    own_cohorts: tuple[CustomCohort, ...] = ()
    uncounted: tuple[UncountedGroup, ...] = ()
    focus: Focus | None = None
    placement: PlacementRule | None = None
    summary: str | None = None
    title_es: str | None = None
    summary_es: str | None = None
    revisions: tuple[Revision, ...] = ()
    phases: tuple[Phase, ...] = ()
    claims: tuple[Claim, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    police: tuple[PoliceStatement, ...] = ()
    unpublished: tuple[Unpublished, ...] = ()
    bibliography: tuple[Source, ...] = ()
    """Every source of the file, in its order."""

    @property
    def first_day(self) -> date:
        """The day as of which it is counted: that of the announcement, or on which it began if that was earlier."""
        return min(day for day in (self.announced, self.begun, None if self.announced else self.starts) if day)

    @property
    def start_day(self) -> date:
        """The day on which it was to begin, or began if no plan was made public."""
        return self.starts or self.begun or self.first_day

    @property
    def family_docket(self) -> str:
        """The docket of families that it is about; empty if it is about none."""
        return self.focus.level if self.focus and self.focus.dimension == FAMILY_DOCKET else ""

    @property
    def family_cohort(self) -> str:
        """Its group that is that docket's cases; empty if it names none."""
        return (self.focus.cohort or "") if self.focus and self.family_docket else ""

    @property
    def is_nationwide(self) -> bool:
        """Whether it names no cities because it is everywhere."""
        return self.scope == NATION

    def find_group(self, name: str) -> Cohort | CustomCohort:
        """The group of that name: the file's own, else one that ships."""
        own = (each for each in self.own_cohorts if each.name == name)
        return next(own, None) or get_cohort(name)

    @property
    def messages(self) -> Mapping[str, Mapping[str, str]]:
        """The words of the file's own groups, under the ids by which pages ask for the words of a group."""
        return {name: texts for each in self.own_cohorts for name, texts in each.messages.items()}
