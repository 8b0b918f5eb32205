"""What a delay or a changed list of cities does to the scope: the same counts for each state of an operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from finalorder import cohorts, measures
from finalorder.disclosure import AnswerRow, Key, Relation, Shown, open_door
from finalorder.engines import Raw
from finalorder.operations.diff import at, days
from finalorder.operations.model import Operation
from finalorder.operations.scope import DETAINED, HEADLINE
from finalorder.releases.lake import Release

STATE = "state"


@dataclass(frozen=True, slots=True)
class State:
    """An operation as it stood: its label, and the operation whose cities, groups and start count."""

    label: str
    operation: Operation

    @property
    def day(self) -> date:
        """The day on which it was to begin, for which its scope is counted."""
        return self.operation.starts


@dataclass(frozen=True, slots=True)
class Course:
    """The counts of every state: cases with a standing order by city and group, as of the start of each."""

    states: tuple[State, ...]
    shown: Shown

    def count(self, state: State, city: str, cohort: str = measures.ANY) -> AnswerRow:
        """Cases of a group in a city's headline courts on the day on which a state was to begin."""
        return self.shown.cell(measure=HEADLINE, city=city, cohort=cohort, as_of=state.day.isoformat())

    def total(self, state: State, cohort: str = measures.ANY) -> AnswerRow:
        """The state's cities together; where states share a day and not their cities, added up from what is shown."""
        if self._cities(state.day) == list(state.operation.cities):
            return replace(self.count(state, "", cohort), by_1=STATE, level_1=state.label)
        return self._added(state, cohort)

    def _cities(self, day: date) -> list[str]:
        return cities_on(self.states, day)

    def _added(self, state: State, cohort: str) -> AnswerRow:
        rows = [self.count(state, city, cohort) for city in state.operation.cities]
        known = [row.numerator for row in rows if row.numerator is not None]
        named = replace(rows[0], city="", by_1=STATE, level_1=state.label, low=None, high=None)
        if len(known) == len(rows):
            return replace(named, numerator=sum(known), value=sum(known), status="shown")
        least = float(sum(known))
        note = "at least low: the cities that are hidden are left out"
        return replace(named, numerator=None, value=None, low=least, status="hidden", note=note)

    @property
    def rows(self) -> Shown:
        """The totals of each state and group, then the rows by city and day that they are made of."""
        groups = (measures.ANY, measures.ALL)
        totals = tuple(self.total(state, group) for state in self.states for group in groups)
        by_city = tuple(row for row in self.shown if row.city and row.measure == HEADLINE)
        return replace(self.shown, rows=totals + by_city)


def cities_on(states: Sequence[State], day: date) -> list[str]:
    """The cities of every state that was to begin on a day."""
    return list(dict.fromkeys(city for state in states if state.day == day for city in state.operation.cities))


def states_of(operation: Operation) -> list[State]:
    """The operation as announced, and as it stood after each day on which it changed."""
    return [State(day.isoformat(), at(operation, day)) for day in days(operation)]


def course(states: Sequence[State], release: Release, *, profile: str = "public") -> Course:
    """Count each state's scope as of its start; every day and city goes through the gate together.

    :raises Problem: if the release cannot say anything about one of the days.
    """
    named = list(dict.fromkeys(name for state in states for name in state.operation.cohorts))
    about = states[0].operation.id
    moments = sorted({state.day for state in states})
    raws = [_counted(release, day, cities_on(states, day), named, about) for day in moments]
    relations = [each for day in moments for each in _subsets(cities_on(states, day), named, day.isoformat())]
    return Course(tuple(states), open_door(raws, relations=relations, profile=profile))


def _counted(release: Release, day: date, cities: Sequence[str], named: Sequence[str], about: str) -> Raw:
    with cohorts.gathered(release, day, named) as engine:
        measures.see_groups(engine, cities, named)
        groups = [measures.ALL, measures.ANY, *named]
        empty = [""] * len(groups)
        engine.see("splits", pa.table({"cohort": groups, "by_1": empty, "level_1": empty}))
        measures.stamp(engine, release, day, about)
        return measures.count(engine, "standing_counts")


def _subsets(cities: Sequence[str], named: Sequence[str], day: str) -> list[Relation]:
    """Each group is part of any group, and any group of all."""
    pairs = [(measures.ANY, group) for group in named] + [(measures.ALL, measures.ANY)]
    return [
        Relation(_key(measure, city, whole, day), (_key(measure, city, part, day),), remainder=True)
        for measure in (HEADLINE, DETAINED)
        for city in ["", *cities]
        for whole, part in pairs
    ]


def _key(measure: str, city: str, cohort: str, day: str) -> Key:
    return Key(measure, city, cohort, "removal", as_of=day)
