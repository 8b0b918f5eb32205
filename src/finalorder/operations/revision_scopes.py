"""What a delay or a changed list of cities does to the scope: the same counts for each state of an operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finalorder import measures
from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import CellPattern, PublicationLog, Relation, apply_disclosure_control
from finalorder.lake import Release
from finalorder.operations.changes import list_change_days, reconstruct_operation
from finalorder.operations.operation import Operation
from finalorder.operations.operation_scope import STANDING_DETAINED, STANDING_NON_DETAINED, build_scope_definitions

STATE_DIMENSION = "state"


@dataclass(frozen=True, slots=True)
class OperationState:
    """An operation as it stood: its label, and the operation whose cities, groups and start count."""

    label: str
    operation: Operation

    @property
    def start_day(self) -> date:
        """The day on which it was to begin, for which its scope is counted."""
        return self.operation.starts


@dataclass(frozen=True, slots=True)
class ScopeByRevision:
    """The counts of every state: cases with a standing order by city and group, as of the start of each."""

    states: tuple[OperationState, ...]
    shown: Shown

    def find_state_count(self, state: OperationState, city: str, cohort: str = measures.ANY_COHORT) -> AnswerRow:
        """Cases of a group in a city's headline courts on the day on which a state was to begin."""
        return self.shown.find_row(
            measure=STANDING_NON_DETAINED, city=city, cohort=cohort, as_of=state.start_day.isoformat()
        )

    def compute_state_total(self, state: OperationState, cohort: str = measures.ANY_COHORT) -> AnswerRow:
        """The state's cities together, from what is shown: all cities less those that are not its, else its own added.

        With one of its cities hidden only the lower end is known.
        """
        whole = self.find_state_count(state, "", cohort)
        named = replace(whole, by_1=STATE_DIMENSION, level_1=state.label)
        others = [name for name in self.all_cities if name not in state.operation.cities]
        taken = [self.find_state_count(state, city, cohort) for city in others]
        if not others or whole.numerator is None or any(row.numerator is None for row in taken):
            return named if not others else self._sum_shown_cities(state, cohort, named)
        left = whole.numerator - sum(row.numerator or 0 for row in taken)
        return replace(named, numerator=left, value=left, low=None, high=None)

    @property
    def all_cities(self) -> list[str]:
        """The cities of every state."""
        return list_state_cities(self.states)

    def _sum_shown_cities(self, state: OperationState, cohort: str, named: AnswerRow) -> AnswerRow:
        rows = [self.find_state_count(state, city, cohort) for city in state.operation.cities]
        known = [row.numerator for row in rows if row.numerator is not None]
        if len(known) == len(rows):
            return replace(named, numerator=sum(known), value=sum(known), low=None, high=None, status="shown")
        note = "at least low: the cities that are hidden are left out"
        hidden = replace(named, numerator=None, value=None, high=None, status="hidden")
        return replace(hidden, low=float(sum(known)), note=note)

    @property
    def rows(self) -> Shown:
        """The totals of each state and group, then the rows by city and day that they are made of."""
        groups = (measures.ANY_COHORT, measures.ALL_STANDING)
        totals = tuple(self.compute_state_total(state, group) for state in self.states for group in groups)
        by_city = tuple(row for row in self.shown if row.city and row.measure == STANDING_NON_DETAINED)
        return self.shown.derive_rows(totals + by_city)


def list_state_cities(states: Sequence[OperationState]) -> list[str]:
    """The cities of every state, in the order in which they were named."""
    return list(dict.fromkeys(city for state in states for city in state.operation.cities))


def list_revision_states(operation: Operation) -> list[OperationState]:
    """The operation as announced, and as it stood after each day on which it changed."""
    return [
        OperationState(day.isoformat(), reconstruct_operation(operation, day)) for day in list_change_days(operation)
    ]


def count_scope_by_revision(
    states: Sequence[OperationState], release: Release, *, profile: str = "public", log: PublicationLog | None = None
) -> ScopeByRevision:
    """Count each state's scope as of its start; every day and city goes through the gate together.

    :raises FinalorderError: if the release cannot say anything about one of the days.
    """
    named = list(dict.fromkeys(name for state in states for name in state.operation.cohorts))
    cities = list_state_cities(states)
    moments = sorted({state.start_day for state in states})
    raws = [measures.count_standing_on(release, day, cities, named, states[0].operation.id) for day in moments]
    relations = [each for day in moments for each in _relate_cohorts(cities, named, day.isoformat())]
    meanings = build_scope_definitions(cities, named)
    shown = apply_disclosure_control(raws, relations=relations, profile=profile, log=log, meanings=meanings)
    return ScopeByRevision(tuple(states), shown)


def _relate_cohorts(cities: Sequence[str], named: Sequence[str], day: str) -> list[Relation]:
    """Each group is part of any group, and any group of all."""
    pairs = [(measures.ANY_COHORT, group) for group in named] + [(measures.ALL_STANDING, measures.ANY_COHORT)]
    return [
        Relation(
            _build_revision_pattern(measure, city, whole, day),
            (_build_revision_pattern(measure, city, part, day),),
            remainder=True,
        )
        for measure in (STANDING_NON_DETAINED, STANDING_DETAINED)
        for city in ["", *cities]
        for whole, part in pairs
    ]


def _build_revision_pattern(measure: str, city: str, cohort: str, day: str) -> CellPattern:
    return CellPattern(measure, city, cohort, "removal", as_of=day)
