"""Where the backlog goes if it goes on as lately, and how far off that has been: the forecast that the record is of.

The center is the pace of the last months, kept as a growth rate. The interval comes from the method's own errors up to
the day of the forecast, on a log scale, with a prior that stands for four errors; a year never takes part in its own
forecast.
"""

from dataclasses import dataclass
from functools import cache
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from finalorder.projection.published import PENDING, Known, find_pace

Reals = npt.NDArray[np.float64]
#: the first year-end from which growth can be told
FIRST_PACE_YEAR = 2000
#: how far off a year's growth may be before any error was seen, how that grows with years ahead, and as how many errors
#: it counts; chosen in 2026 with the record in view, and not fitted to it
PRIOR_SCALE, PRIOR_POWER, PRIOR_ERRORS = 0.1, 0.75, 4
LEVELS = (50, 80, 95)


@dataclass(frozen=True, slots=True)
class Trend:
    """The forecast from the end of a fiscal year: pending then, and the growth rate of the last months."""

    year: int
    pending: float
    growth: float

    def project(self, years: int) -> float:
        """Pending cases so many years later, at the same growth."""
        return self.pending * (1 + self.growth) ** years


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the logarithm of pending may be off: a Student t of this scale and degrees of freedom."""

    scale: float
    freedom: float

    def compute_factor(self, level: int) -> float:
        """The factor between the center and the end of the interval that holds so many of a hundred outcomes."""
        return float(np.exp(self.scale * _compute_quantile(self.freedom, level)))


def find_trend(known: Known, year: int | None = None) -> Trend:
    """The trend at the end of a fiscal year, the last known one unless another is asked for."""
    at = known.last_year if year is None else year
    pending = known.get_values(PENDING)[at]
    return Trend(at, pending, max(find_pace(known, at).per_year / pending, -0.9))


def estimate_spread(known: Known, years: int) -> Spread:
    """The spread of a forecast so many years ahead, from the errors of those whose outcome was known.

    Errors several years ahead overlap, and count as so many fewer.
    """
    pending = known.get_values(PENDING)
    origins = [year for year in pending if year >= FIRST_PACE_YEAR and year + years in pending]
    errors = [log(pending[year + years] / find_trend(known, year).project(years)) for year in origins]
    prior, number = PRIOR_SCALE * years**PRIOR_POWER, len(errors) / years
    mean = sum(error**2 for error in errors) / max(len(errors), 1)
    variance = (PRIOR_ERRORS * prior**2 + number * mean) / (PRIOR_ERRORS + number)
    return Spread(sqrt(variance), PRIOR_ERRORS + number)


@cache
def _compute_quantile(freedom: float, level: int) -> float:
    """The value that a Student t exceeds in absolute size outside its central ``level`` percent, by bisection."""
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _compute_central_share(freedom, middle) < level / 100 else (low, middle)
    return (low + high) / 2


def _compute_central_share(freedom: float, value: float) -> float:
    """The share of a Student t between ``-value`` and ``value``: an integral over angles, by Simpson's rule."""
    angles = np.linspace(0, np.arctan(value / sqrt(freedom)), 201)
    whole = np.linspace(0, np.pi / 2, 2001)
    return _integrate(np.cos(angles) ** (freedom - 1), angles) / _integrate(np.cos(whole) ** (freedom - 1), whole)


def _integrate(heights: Reals, places: Reals) -> float:
    step = places[1] - places[0]
    return float(step / 3 * (heights[0] + heights[-1] + 4 * heights[1:-1:2].sum() + 2 * heights[2:-1:2].sum()))
