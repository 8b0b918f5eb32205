"""Helpers to turn lives into release columns: identifiers, codes, blanks, times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finalorder.simulation.after_decision import Appeals, Motions
from finalorder.simulation.ancillary_rows import Bonds
from finalorder.simulation.column_formats import Codes, Days, Numbers, Timestamps, Vocabulary
from finalorder.simulation.day_numbers import FAR, NEVER, Bools, Ints
from finalorder.simulation.hearings import Hearings
from finalorder.simulation.lives import CaseHistories
from finalorder.simulation.parameters import cache_from_parameters, get_parameter
from finalorder.simulation.random_draws import Draws

KEYS_PER_BLOCK = 1 << 18  # no table has so many rows in one block, so that keys never depend on other blocks
FIRST_KEY = 3_000_000


@dataclass(slots=True)
class PreparedBlock:
    """One block with everything that tables are written from, up to the horizon."""

    seed: int
    histories: CaseHistories
    has_case_row: Bools  # cases that have a row in A_TblCase from the day they are filed
    hearings: Hearings
    bonds: Bonds
    appeals: Appeals
    motions: Motions
    generator: np.random.Generator
    attorneys: Vocabulary
    has_faults: bool

    @property
    def case_visible_from(self) -> Ints:
        """The day from which each case is shown."""
        return np.where(self.has_case_row, self.histories.cases.filed, FAR).astype(np.int32)

    def compute_case_visibility(self, case: Ints, since: "Ints | np.int32" = NEVER) -> Ints:
        """The day from which rows about these cases are shown, when they are made on the days ``since``."""
        return np.maximum(self.case_visible_from[case], since).astype(np.int32)

    def compute_proceeding_visibility(self, at: Ints, since: "Ints | np.int32" = NEVER) -> Ints:
        """The day from which rows about these proceedings are shown, when they are made on the days ``since``."""
        return np.maximum(self.histories.proceedings.entered[at], since).astype(np.int32)

    def create_draws(self, rows: int) -> Draws:
        """Numbers for the columns of one table."""
        return Draws(self.generator, rows)

    def build_primary_keys(self, rows: int) -> Numbers:
        """A primary key."""
        return Numbers(FIRST_KEY + self.histories.block * KEYS_PER_BLOCK + np.arange(rows, dtype=np.int64))

    def build_foreign_keys(self, positions: Ints) -> Numbers:
        """The key of the parent rows at these positions; -1 stays blank."""
        keys = FIRST_KEY + self.histories.block * KEYS_PER_BLOCK + positions.astype(np.int64)
        return Numbers(np.where(positions < 0, -1, keys))

    def build_case_numbers(self, positions: Ints) -> Numbers:
        """IDNCASE of the cases at these positions."""
        return Numbers(self.histories.cases.number[positions])

    def sample_missing(self, rows: int, share: float) -> Bools:
        """Where a field that the release leaves out is left out; nowhere in a release without faults."""
        blank = self.create_draws(rows).sample_bernoulli(share)
        return blank & self.has_faults


def blank_future_days(days: Ints, until: int) -> Ints:
    """The days that have come; later ones are blank."""
    return np.where(days <= until, days, NEVER).astype(np.int32)


def build_date_column(days: Ints, where: Bools) -> Days:
    """A date column, blank where told."""
    return Days(np.where(where, NEVER, days).astype(np.int32))


def sample_code_column(draws: Draws, words: Sequence[str], weights: Sequence[float], blank: float) -> Codes:
    """A coded column drawn by weight, with a share of blanks."""
    total = float(sum(weights))
    shares = [weight / total * (1 - blank) for weight in weights]
    return Codes(draws.sample_positions([*shares, blank]), Vocabulary.of([*words, ""]))


@cache_from_parameters
def build_clock_vocabulary() -> Vocabulary:
    """Hearing times."""
    return Vocabulary.of(
        ["0830", "0900", "0930", "1000", "1030", "1100", "1300", "1330", "1400", "1430", "1500", "0800", ""]
    )


CLOCK_WEIGHTS = (24, 20, 8, 10, 4, 3, 16, 5, 4, 2, 1, 3)


@cache_from_parameters
def build_office_vocabulary() -> Vocabulary:
    """Times of data entry: every minute of the working day."""
    return Vocabulary.of([f"{hour:02d}{minute:02d}" for hour in range(7, 18) for minute in range(60)])


def sample_hearing_times(draws: Draws, blank: float = 0.0) -> Codes:
    """Hearing times, with a share of blanks."""
    return sample_code_column(draws, build_clock_vocabulary().words[:-1], CLOCK_WEIGHTS, blank)


def sample_entry_times(draws: Draws) -> Codes:
    """Times of data entry."""
    return Codes(draws.sample_integers(0, len(build_office_vocabulary().words) - 1), build_office_vocabulary())


def sample_audit_times(draws: Draws, days: Ints) -> Timestamps:
    """Audit times on these days, in working hours."""
    return Timestamps(days, (25_200_000 + draws.sample_uniform() * 36_000_000).astype(np.int32))


def build_flag_column(values: Bools) -> Codes:
    """Booleans, 0 or 1."""
    return Codes(values.astype(np.int32), Vocabulary.of(["0", "1"]))


@cache_from_parameters
def build_nationality_vocabularies() -> tuple[Vocabulary, Vocabulary]:
    """Nationality and language codes of the model's nationality positions, with a blank at the end."""
    listed = get_parameter("arrivals.nationalities")
    return Vocabulary.of([*(item[0] for item in listed), ""]), Vocabulary.of([*(item[1] for item in listed), ""])


def build_generation_column(turn: Ints) -> Codes:
    """GENERATION runs down from 99, a step a proceeding."""
    return Codes(turn.clip(0, 20), Vocabulary.of([str(99 - step) for step in range(21)]))
