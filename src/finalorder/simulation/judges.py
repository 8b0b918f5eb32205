"""The judges who sit at each court in each year, the days of their master calendars, and what their number does."""

import numpy as np

from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import Ints, Reals, convert_to_years, is_set
from finalorder.simulation.parameters import cache_from_parameters, get_parameter
from finalorder.simulation.random_draws import interpolate

FIRST_YEAR, LAST_YEAR = 1980, 2040
DETAINED_WEIGHT = 2  # a detained case comes up more often than one that is not
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache_from_parameters
def _compute_caseload_weights() -> np.ndarray:
    """What each court hears in each year, as weights: year x court, zero before it opens."""
    free, held = _split_caseload_by_custody()
    return np.asarray(free + DETAINED_WEIGHT * held)


@cache_from_parameters
def _split_caseload_by_custody() -> tuple[np.ndarray, np.ndarray]:
    """Weights of cases not detained, and of detained ones: each year x court, zero before the court opens."""
    listed = get_parameter("courts.courts")
    opened = np.array([item[3] for item in listed], dtype=float)
    is_open = opened[None, :] < np.arange(FIRST_YEAR, LAST_YEAR + 1)[:, None] + 1
    free, held = (np.where(is_open, np.array([item[k] for item in listed], dtype=float), 0.0) for k in (1, 2))
    return free, held


@cache_from_parameters
def count_judges() -> Ints:
    """Judges at work in the middle of the year: year x court; at least one at every court."""
    weights = _compute_caseload_weights()
    total = interpolate(np.arange(FIRST_YEAR, LAST_YEAR + 1, dtype=np.float32) + 0.5, get_parameter("bench.judges"))
    share = weights / weights.sum(axis=1, keepdims=True)
    found: Ints = (share * total[:, None]).round().clip(1, None).astype(np.int32)
    return found


@cache_from_parameters
def compute_non_detained_time() -> Reals:
    """The share of the country's judge time for people not detained that each court has: year x court."""
    time = count_judges() * _split_caseload_by_custody()[0] / np.maximum(_compute_caseload_weights(), 1e-9)
    return np.asarray(time / time.sum(axis=1, keepdims=True))


@cache_from_parameters
def compute_court_load() -> Reals:
    """How much longer than in the whole country a first hearing takes: year x court, with mean one over cases."""
    weights = _compute_caseload_weights()
    factor = (weights / count_judges()) ** get_parameter("bench.load")
    mean = (factor * weights).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    found: Reals = (factor / mean).clip(0.5, 2.0).astype(np.float32)
    return found


@cache_from_parameters
def _find_first_judges() -> Ints:
    """Where each court's judges begin in the list of codes, and how many codes there are."""
    return np.concatenate([[0], np.cumsum(count_judges().max(axis=0))]).astype(np.int32)


@cache_from_parameters
def list_judge_codes() -> tuple[str, ...]:
    """Made-up judge codes in court order: as many a court as ever sit there at once."""
    return tuple(_format_judge_code(n) for n in range(int(_find_first_judges()[-1])))


def _format_judge_code(number: int) -> str:
    """Three letters, the first of them no A; four where these are used up."""
    more, first = divmod(number // 676, 25)
    start = (LETTERS[(more - 1) % 26] if more else "") + LETTERS[1 + first]
    return start + LETTERS[number // 26 % 26] + LETTERS[number % 26]


@cache_from_parameters
def build_judge_vocabulary() -> Vocabulary:
    """Judge codes as written, with a blank at the end."""
    return Vocabulary.of([*list_judge_codes(), ""])


def list_judges_by_court() -> list[tuple[str, str]]:
    """Each court with the code of each of its judges."""
    each = np.repeat(np.arange(len(build_courts().codes)), np.diff(_find_first_judges()))
    return [(build_courts().codes[court], code) for court, code in zip(each, list_judge_codes(), strict=True)]


def find_year_row(days: Ints) -> Ints:
    """The row of these tables that belongs to each day."""
    return (convert_to_years(days).astype(np.int32) - FIRST_YEAR).clip(0, LAST_YEAR - FIRST_YEAR).astype(np.int32)


def find_judge_number(court: Ints, lead: Ints, entered: Ints) -> Ints:
    """Which of the court's judges hears a case that comes in on a day: the same for a family."""
    return ((lead * 7 + lead // 5) % count_judges()[find_year_row(entered), court]).astype(np.int32)


def find_judge_position(court: Ints, lead: Ints, entered: Ints) -> Ints:
    """The position in ``judges`` of that judge."""
    return (_find_first_judges()[court] + find_judge_number(court, lead, entered)).astype(np.int32)


def move_to_master_day(days: Ints, place: Ints) -> Ints:
    """The same day, or the next one on which the judge at that place holds a master calendar; blanks stay blank."""
    position = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    waits = [((place + 2 * step) % 5 - position) % 7 for step in range(int(get_parameter("bench.master_days")))]
    return np.where(is_set(days), days + np.minimum.reduce(waits), days).astype(np.int32)
