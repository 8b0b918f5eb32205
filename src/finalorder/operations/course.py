"""What a delay or a changed list of cities does to the scope: the same counts for each state of an operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finalorder import cohorts, measures
from finalorder.disclosure import AnswerRow, Key, PublicationLog, Relation, Shown, open_door
from finalorder.engines import Raw
from finalorder.operations.diff import at, days
from finalorder.operations.model import Operation
from finalorder.operations.scope import DETAINED, HEADLINE, meanings_of
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
        """The state's cities together, from what is shown: all cities less those that are not its, else its own added.

        With one of its cities hidden only the lower end is known.
        """
        whole = self.count(state, "", cohort)
        named = replace(whole, by_1=STATE, level_1=state.label)
        others = [name for name in self.cities if name not in state.operation.cities]
        taken = [self.count(state, city, cohort) for city in others]
        if not others or whole.numerator is None or any(row.numerator is None for row in taken):
            return named if not others else self._added(state, cohort, named)
        left = whole.numerator - sum(row.numerator or 0 for row in taken)
        return replace(named, numerator=left, value=left, low=None, high=None)

    @property
    def cities(self) -> list[str]:
        """The cities of every state."""
        return list(dict.fromkeys(city for state in self.states for city in state.operation.cities))

    def _added(self, state: State, cohort: str, named: AnswerRow) -> AnswerRow:
        rows = [self.count(state, city, cohort) for city in state.operation.cities]
        known = [row.numerator for row in rows if row.numerator is not None]
        if len(known) == len(rows):
            return replace(named, numerator=sum(known), value=sum(known), low=None, high=None, status="shown")
        note = "at least low: the cities that are hidden are left out"
        hidden = replace(named, numerator=None, value=None, high=None, status="hidden")
        return replace(hidden, low=float(sum(known)), note=note)

    @property
    def rows(self) -> Shown:
        """The totals of each state and group, then the rows by city and day that they are made of."""
        groups = (measures.ANY, measures.ALL)
        totals = tuple(self.total(state, group) for state in self.states for group in groups)
        by_city = tuple(row for row in self.shown if row.city and row.measure == HEADLINE)
        return replace(self.shown, rows=totals + by_city)


def states_of(operation: Operation) -> list[State]:
    """The operation as announced, and as it stood after each day on which it changed."""
    return [State(day.isoformat(), at(operation, day)) for day in days(operation)]


def course(
    states: Sequence[State], release: Release, *, profile: str = "public", log: PublicationLog | None = None
) -> Course:
    """Count each state's scope as of its start; every day and city goes through the gate together.

    :raises Problem: if the release cannot say anything about one of the days.
    """
    named = list(dict.fromkeys(name for state in states for name in state.operation.cohorts))
    cities = Course(tuple(states), Shown(())).cities
    moments = sorted({state.day for state in states})
    raws = [_counted(release, day, cities, named, states[0].operation.id) for day in moments]
    relations = [each for day in moments for each in _subsets(cities, named, day.isoformat())]
    meanings = meanings_of(cities, named)
    shown = open_door(raws, relations=relations, profile=profile, log=log, meanings=meanings)
    return Course(tuple(states), shown)


def _counted(release: Release, day: date, cities: Sequence[str], named: Sequence[str], about: str) -> Raw:
    with cohorts.gathered(release, day, named) as engine:
        measures.see_groups(engine, cities, named)
        wholes = [
            (kind, group, "", "") for kind in (HEADLINE, DETAINED) for group in (measures.ALL, measures.ANY, *named)
        ]
        measures.see_cells(engine, "standing_counts", wholes)
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
