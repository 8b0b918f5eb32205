"""The judges who sit at each court in each year, the days of their master calendars, and what their number does."""

import numpy as np

from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import TINY, Ints, Reals, convert_to_years, find_weekday, is_set
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import interpolate

FIRST_YEAR, LAST_YEAR = 1980, 2040
MIDDLE = 1 / 2  # of a year
COURT_STRIDE = 11  # spreads the other courts of a judge over the country
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache_in_parameters
def _compute_caseload_weights(parameters: Parameters) -> np.ndarray:
    """Compute what each court hears in each year, as weights: year x court, zero before it opens."""
    free, held = _split_caseload_by_custody(parameters)
    return np.asarray(free + parameters["bench.detained_weight"] * held)


@cache_in_parameters
def _split_caseload_by_custody(parameters: Parameters) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of cases not detained, and of detained ones: year x court, zero before the court opens."""
    listed = parameters["courts.courts"]
    opened = np.array([item[3] for item in listed], dtype=float)
    is_open = opened[None, :] < np.arange(FIRST_YEAR, LAST_YEAR + 1)[:, None] + 1
    free, held = (np.where(is_open, np.array([item[k] for item in listed], dtype=float), 0) for k in (1, 2))
    return free, held


@cache_in_parameters
def count_judges(parameters: Parameters) -> Ints:
    """Count judges at work in the middle of the year: year x court; at least one at every court."""
    weights = _compute_caseload_weights(parameters)
    total = interpolate(np.arange(FIRST_YEAR, LAST_YEAR + 1, dtype=np.float32) + MIDDLE, parameters["bench.judges"])
    share = weights / weights.sum(axis=1, keepdims=True)
    found: Ints = (share * total[:, None]).round().clip(1, None).astype(np.int32)
    return found


@cache_in_parameters
def compute_non_detained_time(parameters: Parameters) -> Reals:
    """Compute the share of the country's judge time for people not detained that each court has: year x court."""
    time = (
        count_judges(parameters)
        * _split_caseload_by_custody(parameters)[0]
        / np.maximum(_compute_caseload_weights(parameters), TINY)
    )
    return np.asarray(time / time.sum(axis=1, keepdims=True))


@cache_in_parameters
def compute_court_load(parameters: Parameters) -> Reals:
    """Compute how much longer than in the whole country a first hearing takes: year x court,
    with mean one over cases.
    """
    weights = _compute_caseload_weights(parameters)
    factor = (weights / count_judges(parameters)) ** parameters["bench.load"]
    mean = (factor * weights).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    found: Reals = (factor / mean).clip(*parameters["bench.load_bounds"]).astype(np.float32)
    return found


@cache_in_parameters
def _count_generations(parameters: Parameters) -> Ints:
    """Count how many judges follow one another in each seat of a court."""
    opened = np.array([item[3] for item in parameters["courts.courts"]], dtype=float)
    return np.asarray(np.ceil((LAST_YEAR + 1 - opened) / parameters["bench.tenure"]), dtype=np.int32)


@cache_in_parameters
def _find_first_judges(parameters: Parameters) -> Ints:
    """Find where each court's judges begin in the list of codes, and how many codes there are."""
    seats = count_judges(parameters).max(axis=0) * _count_generations(parameters)
    return np.concatenate([[0], np.cumsum(seats)]).astype(np.int32)


@cache_in_parameters
def list_judge_codes(parameters: Parameters) -> tuple[str, ...]:
    """List made-up judge codes in court order: as many a court as ever sit there at once."""
    return tuple(_format_judge_code(n) for n in range(int(_find_first_judges(parameters)[-1])))


def _format_judge_code(number: int) -> str:
    """Format three letters, the first of them no A; four where these are used up."""
    more, first = divmod(number // 676, 25)
    start = (LETTERS[(more - 1) % 26] if more else "") + LETTERS[1 + first]
    return start + LETTERS[number // 26 % 26] + LETTERS[number % 26]


@cache_in_parameters
def build_judge_vocabulary(parameters: Parameters) -> Vocabulary:
    """Judge codes as written, with a blank at the end."""
    return Vocabulary.of([*list_judge_codes(parameters), ""])


def list_judges_by_court(parameters: Parameters) -> list[tuple[str, str]]:
    """List each court with the codes of judges there: its own, and those of other courts who hear cases by video."""
    codes, courts = list_judge_codes(parameters), build_courts(parameters).codes
    own = np.repeat(np.arange(len(courts)), np.diff(_find_first_judges(parameters)))
    steps = np.arange(parameters["bench.courts_of_a_judge"]) * COURT_STRIDE
    pairs = [
        (courts[place], code) for home, code in zip(own, codes, strict=True) for place in (home + steps) % len(courts)
    ]
    return sorted(set(pairs), key=lambda pair: (courts.index(pair[0]), pair[1]))


def find_year_row(days: Ints) -> Ints:
    """Find the row of these tables that belongs to each day."""
    return (convert_to_years(days).astype(np.int32) - FIRST_YEAR).clip(0, LAST_YEAR - FIRST_YEAR).astype(np.int32)


def find_judge_number(parameters: Parameters, court: Ints, lead: Ints, entered: Ints) -> Ints:
    """Find which of the court's judges hears a case that comes in on a day: the same for a family."""
    return ((lead * 7 + lead // 5) % count_judges(parameters)[find_year_row(entered), court]).astype(np.int32)


def find_judge_position(parameters: Parameters, court: Ints, lead: Ints, entered: Ints) -> Ints:
    """Find the position of that judge in the list of codes: who has the seat in the year."""
    number, generations = find_judge_number(parameters, court, lead, entered), _count_generations(parameters)[court]
    opened = np.array([int(item[3]) for item in parameters["courts.courts"]])[court]
    turns = (find_year_row(entered) + FIRST_YEAR - opened + number) // parameters["bench.tenure"]
    seat = number * generations + turns.clip(0, generations - 1)
    return np.asarray(_find_first_judges(parameters)[court] + seat, dtype=np.int32)


def move_to_master_day(parameters: Parameters, days: Ints, place: Ints) -> Ints:
    """Return the same day, or the next one on which the judge at that place holds a master calendar;
    blanks stay blank.
    """
    position = find_weekday(days)
    waits = [((place + 2 * step) % 5 - position) % 7 for step in range(int(parameters["bench.master_days"]))]
    return np.where(is_set(days), days + np.minimum.reduce(waits), days).astype(np.int32)
