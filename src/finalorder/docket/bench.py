"""The judges who sit at each court in each year, the days of their master calendars, and what their number does."""

import numpy as np

from finalorder.docket.days import Ints, Reals, is_set, years
from finalorder.docket.draws import along
from finalorder.docket.parameters import derived, value

FIRST_YEAR, LAST_YEAR = 1980, 2040
DETAINED_MORE = 2  # a detained case comes up more often than one that is not


@derived
def _weights() -> np.ndarray:
    """What each court hears in each year, as weights: year x court, zero before it opens."""
    listed = value("courts.courts")
    weight = np.array([item[1] + DETAINED_MORE * item[2] for item in listed], dtype=float)
    opened = np.array([item[3] for item in listed], dtype=float)
    moments = np.arange(FIRST_YEAR, LAST_YEAR + 1)[:, None]
    return np.asarray(np.where(opened[None, :] < moments + 1, weight, 0.0))


@derived
def sitting() -> Ints:
    """Judges at work: year x court; at least one at every court, and no more than it has codes for."""
    weights = _weights()
    total = along(np.arange(FIRST_YEAR, LAST_YEAR + 1, dtype=np.float32), value("bench.judges"))
    share = weights / weights.sum(axis=1, keepdims=True)
    found: Ints = (share * total[:, None]).round().clip(1, int(value("courts.judges_per_court"))).astype(np.int32)
    return found


@derived
def load() -> Reals:
    """How much longer than in the whole country a first hearing takes: year x court, with mean one over cases."""
    weights = _weights()
    factor = (weights / sitting()) ** value("bench.load")
    mean = (factor * weights).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    found: Reals = (factor / mean).clip(0.5, 2.0).astype(np.float32)
    return found


def year_of(days: Ints) -> Ints:
    """The row of these tables that belongs to each day."""
    return (years(days).astype(np.int32) - FIRST_YEAR).clip(0, LAST_YEAR - FIRST_YEAR).astype(np.int32)


def place_of(court: Ints, lead: Ints, entered: Ints) -> Ints:
    """Which of the court's judges hears a case that comes in on a day: the same for a family."""
    return ((lead * 7 + lead // 5) % sitting()[year_of(entered), court]).astype(np.int32)


def on_master_day(days: Ints, place: Ints) -> Ints:
    """The same day, or the next one on which the judge at that place holds a master calendar; blanks stay blank."""
    position = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    waits = [((place + 2 * step) % 5 - position) % 7 for step in range(int(value("bench.master_days")))]
    return np.where(is_set(days), days + np.minimum.reduce(waits), days).astype(np.int32)
