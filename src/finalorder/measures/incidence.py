"""The cumulative incidence of one event among others that compete with it, by Aalen and Johansen."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

#: days after the start at which the incidence is told
HORIZONS = (182, 365, 730, 1095, 1825)
ABSENT, OTHER, CENSORED, NEGATIVE = "absent", "other", "censored", "negative"


@dataclass(frozen=True, slots=True)
class Incidence:
    """The estimate at one horizon: events seen, cases at the start, the share and its standard error.

    ``is_observed``: every case was followed that long; the share is then the plain proportion.
    """

    horizon: int
    events: int
    cases: int
    share: float
    error: float
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day of follow-up."""

    day: int
    absent: int
    other: int
    censored: int

    @property
    def events(self) -> int:
        """Events of either sort."""
        return self.absent + self.other


def days_of(counts: Iterable[tuple[int, str, int]]) -> list[Day]:
    """(day, cause, number) as days in order; cases whose event lies before their start are left out."""
    found: dict[int, dict[str, int]] = {}
    for day, cause, number in counts:
        if cause != NEGATIVE:
            causes = found.setdefault(day, {ABSENT: 0, OTHER: 0, CENSORED: 0})
            causes[cause] += number
    return [Day(day, c[ABSENT], c[OTHER], c[CENSORED]) for day, c in sorted(found.items())]


def incidences(days: list[Day], followed: int) -> list[Incidence]:
    """The estimate at every horizon; ``followed`` is the shortest possible follow-up of a case of the cohort."""
    cases = sum(day.events + day.censored for day in days)
    steps = list(_steps(days, cases))
    return [_at(horizon, steps, cases, followed) for horizon in HORIZONS] if cases else []


@dataclass(frozen=True, slots=True)
class _Step:
    day: Day
    at_risk: int
    survival: float
    share: float


def _steps(days: list[Day], cases: int) -> Iterable[_Step]:
    """Day by day: those at risk, the share without any event before it, and the incidence after it."""
    at_risk, survival, share = cases, 1.0, 0.0
    for day in days:
        share += survival * day.absent / at_risk
        yield _Step(day, at_risk, survival, share)
        survival *= 1 - day.events / at_risk
        at_risk -= day.events + day.censored


def _at(horizon: int, steps: list[_Step], cases: int, followed: int) -> Incidence:
    until = [step for step in steps if step.day.day <= horizon]
    events = sum(step.day.absent for step in until)
    share = until[-1].share if until else 0.0
    observed = followed >= horizon
    share = events / cases if observed else share
    return Incidence(horizon, events, cases, share, sqrt(_variance(until, share)), observed)


def _variance(steps: list[_Step], share: float) -> float:
    """The variance by the delta method (Marubini and Valsecchi 1995, 10.13), as lifelines computes it."""
    total = 0.0
    for step in steps:
        left, gone, absent = step.at_risk, step.day.events, step.day.absent
        rest = share - step.share
        if left > gone:
            total += rest**2 * gone / (left * (left - gone))
        total += step.survival**2 * absent * (left - absent) / left**3
        total -= 2 * rest * step.survival * absent / left**2
    return max(total, 0.0)
