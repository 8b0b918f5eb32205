"""What a delay or a changed list of cities does to the scope: the same counts for each state of an operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finalorder import measures
from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import add_counts, apply_disclosure_control
from finalorder.lake import Release
from finalorder.operations.changes import list_change_days, reconstruct_operation
from finalorder.operations.operation import Operation
from finalorder.operations.operation_scope import STANDING_NON_DETAINED, ask_scope

STATE_DIMENSION = "state"


@dataclass(frozen=True, slots=True)
class OperationState:
    """An operation as it stood: its label, and the operation whose cities, groups and start count."""

    label: str
    operation: Operation

    @property
    def start_day(self) -> date:
        """The day on which it was to begin, for which its scope is counted."""
        return self.operation.start_day


@dataclass(frozen=True, slots=True)
class ScopeByRevision:
    """The counts of every state: cases with a standing order by city and group, as of the start of each."""

    states: tuple[OperationState, ...]
    shown: Shown

    def find_state_count(self, state: OperationState, city: str, cohort: str = measures.ANY_COHORT) -> AnswerRow:
        """Find the cases of a group in a city's courts that are not for detainees on the day on which a state was to
        begin.
        """
        return self.shown.find_row(
            measure=STANDING_NON_DETAINED, city=city, cohort=cohort, as_of=state.start_day.isoformat()
        )

    def compute_state_total(self, state: OperationState, cohort: str = measures.ANY_COHORT) -> AnswerRow:
        """The state's cities together: the sum of what is shown of each."""
        if state.operation.is_nationwide:
            return self.find_state_count(state, "", cohort)._replace(by_1=STATE_DIMENSION, level_1=state.label)
        rows = [self.find_state_count(state, city, cohort) for city in state.operation.cities]
        return add_counts(rows[0]._replace(city="", by_1=STATE_DIMENSION, level_1=state.label, note=""), rows)

    @property
    def all_cities(self) -> list[str]:
        """The cities of every state."""
        return list_state_cities(self.states)

    @property
    def rows(self) -> Shown:
        """The totals of each state and group, then the rows by city and day that they are made of."""
        groups = (measures.ANY_COHORT, measures.ALL_STANDING)
        totals = tuple(self.compute_state_total(state, group) for state in self.states for group in groups)
        by_city = tuple(row for row in self.shown if row.city and row.measure == STANDING_NON_DETAINED)
        return self.shown.derive_rows(totals + by_city)


def list_state_cities(states: Sequence[OperationState]) -> list[str]:
    """List the cities of every state, in the order in which they were named."""
    return list(dict.fromkeys(city for state in states for city in state.operation.cities))


def list_revision_states(operation: Operation) -> list[OperationState]:
    """List the operation as announced, and as it stood after each day on which it changed."""
    return [
        OperationState(day.isoformat(), reconstruct_operation(operation, day)) for day in list_change_days(operation)
    ]


def count_scope_by_revision(
    states: Sequence[OperationState], release: Release, *, profile: str = "public"
) -> ScopeByRevision:
    """Count each state's scope as of its start; every day and city goes through the gate together.

    :raises FinalorderError: if the release cannot say anything about one of the days.
    """
    moments = sorted({state.start_day for state in states})
    raws = [measures.count_standing_on(release, _ask_states(states, day)) for day in moments]
    shown = apply_disclosure_control(raws, profile=profile)
    return ScopeByRevision(tuple(states), shown)


def _ask_states(states: Sequence[OperationState], day: date) -> measures.ScopeQuestion:
    """What all states ask together of a day: every place and group that one of them names."""
    asked = [ask_scope(state.operation, day) for state in states]
    return replace(
        asked[0],
        cities=tuple(list_state_cities(states)),
        groups=tuple(dict.fromkeys(name for each in asked for name in each.groups)),
        own=tuple({own.name: own for each in asked for own in each.own}.values()),
        nationwide=any(each.nationwide for each in asked),
    )
