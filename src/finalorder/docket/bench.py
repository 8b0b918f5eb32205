"""The judges who sit at each court in each year, the days of their master calendars, and what their number does."""

import numpy as np

from finalorder.docket.columns import Vocabulary
from finalorder.docket.courts import courts
from finalorder.docket.days import Ints, Reals, is_set, years
from finalorder.docket.draws import along
from finalorder.docket.parameters import derived, value

FIRST_YEAR, LAST_YEAR = 1980, 2040
DETAINED_MORE = 2  # a detained case comes up more often than one that is not
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@derived
def _weights() -> np.ndarray:
    """What each court hears in each year, as weights: year x court, zero before it opens."""
    free, held = _hears()
    return np.asarray(free + DETAINED_MORE * held)


@derived
def _hears() -> tuple[np.ndarray, np.ndarray]:
    """Weights of cases not detained, and of detained ones: each year x court, zero before the court opens."""
    listed = value("courts.courts")
    opened = np.array([item[3] for item in listed], dtype=float)
    is_open = opened[None, :] < np.arange(FIRST_YEAR, LAST_YEAR + 1)[:, None] + 1
    free, held = (np.where(is_open, np.array([item[k] for item in listed], dtype=float), 0.0) for k in (1, 2))
    return free, held


@derived
def sitting() -> Ints:
    """Judges at work in the middle of the year: year x court; at least one at every court."""
    weights = _weights()
    total = along(np.arange(FIRST_YEAR, LAST_YEAR + 1, dtype=np.float32) + 0.5, value("bench.judges"))
    share = weights / weights.sum(axis=1, keepdims=True)
    found: Ints = (share * total[:, None]).round().clip(1, None).astype(np.int32)
    return found


@derived
def free_time() -> Reals:
    """The share of the country's judge time for people not detained that each court has: year x court."""
    time = sitting() * _hears()[0] / np.maximum(_weights(), 1e-9)
    return np.asarray(time / time.sum(axis=1, keepdims=True))


@derived
def load() -> Reals:
    """How much longer than in the whole country a first hearing takes: year x court, with mean one over cases."""
    weights = _weights()
    factor = (weights / sitting()) ** value("bench.load")
    mean = (factor * weights).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    found: Reals = (factor / mean).clip(0.5, 2.0).astype(np.float32)
    return found


@derived
def _first_seat() -> Ints:
    """Where each court's judges begin in the list of codes, and how many codes there are."""
    return np.concatenate([[0], np.cumsum(sitting().max(axis=0))]).astype(np.int32)


@derived
def judge_codes() -> tuple[str, ...]:
    """Made-up judge codes in court order: as many a court as ever sit there at once."""
    return tuple(_code(n) for n in range(int(_first_seat()[-1])))


def _code(number: int) -> str:
    """Three letters, the first of them no A; four where these are used up."""
    more, first = divmod(number // 676, 25)
    start = (LETTERS[(more - 1) % 26] if more else "") + LETTERS[1 + first]
    return start + LETTERS[number // 26 % 26] + LETTERS[number % 26]


@derived
def judges() -> Vocabulary:
    """Judge codes as written, with a blank at the end."""
    return Vocabulary.of([*judge_codes(), ""])


def seats() -> list[tuple[str, str]]:
    """Each court with the code of each of its judges."""
    each = np.repeat(np.arange(len(courts().codes)), np.diff(_first_seat()))
    return [(courts().codes[court], code) for court, code in zip(each, judge_codes(), strict=True)]


def year_of(days: Ints) -> Ints:
    """The row of these tables that belongs to each day."""
    return (years(days).astype(np.int32) - FIRST_YEAR).clip(0, LAST_YEAR - FIRST_YEAR).astype(np.int32)


def place_of(court: Ints, lead: Ints, entered: Ints) -> Ints:
    """Which of the court's judges hears a case that comes in on a day: the same for a family."""
    return ((lead * 7 + lead // 5) % sitting()[year_of(entered), court]).astype(np.int32)


def judge_of(court: Ints, lead: Ints, entered: Ints) -> Ints:
    """The position in ``judges`` of that judge."""
    return (_first_seat()[court] + place_of(court, lead, entered)).astype(np.int32)


def on_master_day(days: Ints, place: Ints) -> Ints:
    """The same day, or the next one on which the judge at that place holds a master calendar; blanks stay blank."""
    position = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    waits = [((place + 2 * step) % 5 - position) % 7 for step in range(int(value("bench.master_days")))]
    return np.where(is_set(days), days + np.minimum.reduce(waits), days).astype(np.int32)
