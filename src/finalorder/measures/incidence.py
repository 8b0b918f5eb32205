"""The cumulative incidence of one event among others that compete with it, by Aalen and Johansen."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

#: days after the start at which the incidence is shown
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
    standard_error: float
    is_observed: bool


@dataclass(frozen=True, slots=True)
class DailyEvents:
    """What happened on each day of follow-up, in order: one number a day and cause."""

    day: Numbers
    in_absentia: Numbers
    other: Numbers
    censored: Numbers

    @property
    def events(self) -> Numbers:
        """Events of either sort."""
        return self.in_absentia + self.other


def tabulate_days(day: Numbers, cause: npt.NDArray[np.str_], number: Numbers) -> DailyEvents:
    """Sort the days; cases whose event lies before their start are left out."""
    known = cause != NEGATIVE
    days, place = np.unique(day[known], return_inverse=True)
    absent, other, censored = (
        np.bincount(place, number[known] * (cause[known] == each), len(days)).astype(float)
        for each in (ABSENT, OTHER, CENSORED)
    )
    return DailyEvents(days.astype(float), absent, other, censored)


def estimate_incidences(days: DailyEvents, followed: int) -> list[Incidence]:
    """The estimate at every horizon; ``followed`` is the shortest possible follow-up of a case of the cohort."""
    gone = days.events + days.censored
    if not gone.sum():
        return []
    at_risk: Numbers = gone.sum() - np.cumsum(gone) + gone
    survival = np.cumprod(np.concatenate(([1.0], 1 - days.events / at_risk)))[:-1]
    share: Numbers = np.cumsum(survival * days.in_absentia / at_risk)
    course = _RiskTable(days, at_risk, np.asarray(survival, float), share)
    return [_estimate_at_horizon(horizon, course, followed) for horizon in HORIZONS]


@dataclass(frozen=True, slots=True)
class _RiskTable:
    """Day by day: those at risk, the share without any event before it, and the incidence after it."""

    days: DailyEvents
    at_risk: Numbers
    survival: Numbers
    share: Numbers


def _estimate_at_horizon(horizon: int, course: _RiskTable, followed: int) -> Incidence:
    until = int(np.searchsorted(course.days.day, horizon, side="right"))
    events, cases = int(course.days.in_absentia[:until].sum()), int(course.at_risk[0])
    observed = followed >= horizon
    share = events / cases if observed else (float(course.share[until - 1]) if until else 0.0)
    return Incidence(horizon, events, cases, share, sqrt(_estimate_variance(course, until, share)), observed)


def _estimate_variance(course: _RiskTable, until: int, share: float) -> float:
    """Estimate the variance by the delta method (Marubini and Valsecchi 1995, 10.13), as lifelines computes it."""
    left, gone, absent = course.at_risk[:until], course.days.events[:until], course.days.in_absentia[:until]
    survival, rest = course.survival[:until], share - course.share[:until]
    going = left > gone
    total = (rest**2 * gone)[going] / (left * (left - gone))[going]
    own = survival**2 * absent * (left - absent) / left**3 - 2 * rest * survival * absent / left**2
    return max(float(total.sum() + own.sum()), 0.0)
