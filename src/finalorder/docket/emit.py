"""Helpers to turn lives into release columns: identifiers, codes, blanks, times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finalorder.docket.aftermath import Appeals, Motions
from finalorder.docket.columns import Coded, Days, Moments, Numbers, Vocabulary
from finalorder.docket.days import FAR, NEVER, Bools, Ints
from finalorder.docket.draws import Draws
from finalorder.docket.hearings import Hearings
from finalorder.docket.lives import Lives
from finalorder.docket.parameters import derived, value
from finalorder.docket.side import Bonds

STRIDE = 1 << 18  # no table has so many rows in one block, so that keys never depend on other blocks
FIRST_KEY = 3_000_000


@dataclass(slots=True)
class Scene:
    """One block with everything that tables are written from, up to the horizon."""

    seed: int
    lives: Lives
    listed: Bools  # cases that have a row in A_TblCase from the day they are filed
    hearings: Hearings
    bonds: Bonds
    appeals: Appeals
    motions: Motions
    source: np.random.Generator
    attorneys: Vocabulary
    imperfect: bool

    @property
    def filed(self) -> Ints:
        """The day from which each case is shown."""
        return np.where(self.listed, self.lives.cases.filed, FAR).astype(np.int32)

    def from_case(self, case: Ints, since: "Ints | np.int32" = NEVER) -> Ints:
        """The day from which rows about these cases are shown, when they are made on the days ``since``."""
        return np.maximum(self.filed[case], since).astype(np.int32)

    def from_proceeding(self, at: Ints, since: "Ints | np.int32" = NEVER) -> Ints:
        """The day from which rows about these proceedings are shown, when they are made on the days ``since``."""
        return np.maximum(self.lives.proceedings.entered[at], since).astype(np.int32)

    def draws(self, rows: int) -> Draws:
        """Numbers for the columns of one table."""
        return Draws(self.source, rows)

    def keys(self, rows: int) -> Numbers:
        """A primary key."""
        return Numbers(FIRST_KEY + self.lives.block * STRIDE + np.arange(rows, dtype=np.int64))

    def key_of(self, positions: Ints) -> Numbers:
        """The key of the parent rows at these positions; -1 stays blank."""
        keys = FIRST_KEY + self.lives.block * STRIDE + positions.astype(np.int64)
        return Numbers(np.where(positions < 0, -1, keys))

    def case_of(self, positions: Ints) -> Numbers:
        """IDNCASE of the cases at these positions."""
        return Numbers(self.lives.cases.number[positions])

    def missing(self, rows: int, share: float) -> Bools:
        """Where a field that the release leaves out is left out; nowhere in a release without faults."""
        blank = self.draws(rows).chance(share)
        return blank & self.imperfect


def past(days: Ints, until: int) -> Ints:
    """The days that have come; later ones are blank."""
    return np.where(days <= until, days, NEVER).astype(np.int32)


def blank_days(days: Ints, where: Bools) -> Days:
    """A date column, blank where told."""
    return Days(np.where(where, NEVER, days).astype(np.int32))


def sparse(draws: Draws, words: Sequence[str], weights: Sequence[float], blank: float) -> Coded:
    """A coded column drawn by weight, with a share of blanks."""
    total = float(sum(weights))
    shares = [weight / total * (1 - blank) for weight in weights]
    return Coded(draws.pick([*shares, blank]), Vocabulary.of([*words, ""]))


@derived
def clock_times() -> Vocabulary:
    """Hearing times."""
    return Vocabulary.of(
        ["0830", "0900", "0930", "1000", "1030", "1100", "1300", "1330", "1400", "1430", "1500", "0800", ""]
    )


CLOCK_WEIGHTS = (24, 20, 8, 10, 4, 3, 16, 5, 4, 2, 1, 3)


@derived
def office_times() -> Vocabulary:
    """Times of data entry: every minute of the working day."""
    return Vocabulary.of([f"{hour:02d}{minute:02d}" for hour in range(7, 18) for minute in range(60)])


def clock(draws: Draws, blank: float = 0.0) -> Coded:
    """Hearing times, with a share of blanks."""
    return sparse(draws, clock_times().words[:-1], CLOCK_WEIGHTS, blank)


def office(draws: Draws) -> Coded:
    """Times of data entry."""
    return Coded(draws.between(0, len(office_times().words) - 1), office_times())


def moments(draws: Draws, days: Ints) -> Moments:
    """Audit times on these days, in working hours."""
    return Moments(days, (25_200_000 + draws.uniform() * 36_000_000).astype(np.int32))


def flags(values: Bools) -> Coded:
    """Booleans, 0 or 1."""
    return Coded(values.astype(np.int32), Vocabulary.of(["0", "1"]))


@derived
def nationalities() -> tuple[Vocabulary, Vocabulary]:
    """Nationality and language codes of the model's nationality positions, with a blank at the end."""
    listed = value("arrivals.nationalities")
    return Vocabulary.of([*(item[0] for item in listed), ""]), Vocabulary.of([*(item[1] for item in listed), ""])


def generation(turn: Ints) -> Coded:
    """GENERATION runs down from 99, a step a proceeding."""
    return Coded(turn.clip(0, 20), Vocabulary.of([str(99 - step) for step in range(21)]))
