"""Helpers to turn lives into release columns: identifiers, codes, blanks, times."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation.after_decision import Appeals, Motions
from finalorder.simulation.ancillary_rows import Bonds
from finalorder.simulation.cases import BLOCK
from finalorder.simulation.column_formats import Codes, Days, Numbers, Timestamps, Vocabulary
from finalorder.simulation.courts import build_court_vocabulary, build_location_vocabulary
from finalorder.simulation.day_numbers import FAR, NEVER, Bools, Ints
from finalorder.simulation.hearings import Hearings
from finalorder.simulation.lives import MAX_ROUNDS, CaseHistories
from finalorder.simulation.nationalities import list_origins
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import Draws, extend_keys, rank_within
from finalorder.simulation.row_ids import RowIds

WORKDAY_START, WORKDAY_LENGTH = 25_200_000, 36_000_000  # milliseconds: seven in the morning, ten hours
OFFICE_HOURS = range(7, 18)
GENERATIONS = 21  # GENERATION is written down to 79


#: places that each case has in a table; more rows of one case are a fault of the model
PLACES = {
    "cases": 1,
    "proceedings": MAX_ROUNDS,
    "bonds": 8,
    "juveniles": 16,
    "priorities": 8,
    "custody": 4,
    "identifiers": 8,
    "riders": 1,
    "charges": 64,
    "appeals": 64,
    "appeals2": 64,
    "federal_appeals": 64,
    "board_referrals": 64,
    "pro_bono": 64,
    "representatives": 128,
    "applications": 128,
    "motions": 256,
    "hearings_raw": 512,
}


def identify_rows(lives: CaseHistories, table: str, case: Ints) -> RowIds:
    """Identify the rows of a table that are about these cases, in this order."""
    place, places = rank_within(case), PLACES[table]
    if len(place) and place.max() >= places:
        raise AssertionError(f"a case has more than {places} rows of {table}")
    draws = Draws(lives.scenario, extend_keys(lives.cases.keys[case], place), table)
    return RowIds(draws, lives.block, case.astype(np.int64) * places + place, BLOCK * places)


@dataclass(slots=True)
class PreparedBlock:
    """One block with everything that tables are written from, up to the horizon."""

    histories: CaseHistories
    proceeding_ids: RowIds
    appeal_ids: RowIds
    has_case_row: Bools  # cases that have a row in A_TblCase from the day they are filed
    hearings: Hearings
    bonds: Bonds
    appeals: Appeals
    motions: Motions
    attorneys: Vocabulary
    has_faults: bool

    @property
    def parameters(self) -> Parameters:
        """The parameters that the lives were drawn from."""
        return self.histories.parameters

    @property
    def case_visible_from(self) -> Ints:
        """The day from which each case is shown."""
        return np.where(self.has_case_row, self.histories.cases.filed, FAR).astype(np.int32)

    def compute_case_visibility(self, case: Ints, since: "Ints | np.int32" = NEVER) -> Ints:
        """Compute the day from which rows about these cases are shown, if they are made on the days ``since``."""
        return np.maximum(self.case_visible_from[case], since).astype(np.int32)

    def compute_proceeding_visibility(self, at: Ints, since: "Ints | np.int32" = NEVER) -> Ints:
        """Compute the day from which rows about these proceedings are shown, if they are made on the days ``since``."""
        return np.maximum(self.histories.proceedings.entered[at], since).astype(np.int32)

    def identify_rows(self, table: str, case: Ints) -> RowIds:
        """Identify the rows of a table that are about these cases."""
        return identify_rows(self.histories, table, case)

    def identify_proceeding_rows(self, table: str, at: Ints) -> RowIds:
        """Identify the rows of a table that are about these proceedings."""
        return identify_rows(self.histories, table, self.histories.proceedings.case[at])

    def build_proceeding_keys(self, positions: Ints) -> Numbers:
        """Build the keys of the proceedings at these positions; -1 stays blank."""
        return _build_foreign_keys(self.proceeding_ids, positions)

    def build_appeal_keys(self, positions: Ints) -> Numbers:
        """Build the keys of the appeals at these positions; -1 stays blank."""
        return _build_foreign_keys(self.appeal_ids, positions)

    def build_case_numbers(self, positions: Ints) -> Numbers:
        """Build the IDNCASE of the cases at these positions."""
        return Numbers(self.histories.cases.number[positions])

    def sample_missing(self, draws: Draws, name: str) -> Bools:
        """Sample where a field that the release leaves out is left out; nowhere in a release without faults."""
        share = dict(draws.parameters[f"columns.{draws.table}.missing"])[name]
        return draws.sample_bernoulli(f"missing {name}", share) & self.has_faults


def _build_foreign_keys(ids: RowIds, positions: Ints) -> Numbers:
    if not ids.count:
        return Numbers(np.full(len(positions), -1, dtype=np.int64))
    return Numbers(np.where(positions < 0, -1, ids.keys[positions.clip(0)]))


def sample_share(draws: Draws, name: str) -> Bools:
    """Sample where what is so on a share of a table's rows is so."""
    return draws.sample_bernoulli(name, dict(draws.parameters[f"columns.{draws.table}.shares"])[name])


def blank_future_days(days: Ints, until: int) -> Ints:
    """Return the days that have come; later ones are blank."""
    return np.where(days <= until, days, NEVER).astype(np.int32)


def build_date_column(days: Ints, where: Bools) -> Days:
    """Build a date column, blank in the rows named."""
    return Days(np.where(where, NEVER, days).astype(np.int32))


def sample_code_column(draws: Draws, name: str) -> Codes:
    """Sample a coded column of a table, drawn by weight, with its share of blanks."""
    blank, listed = draws.parameters[f"columns.{draws.table}.{name}"]
    total = float(sum(weight for _, weight in listed))
    shares = [weight / total * (1 - blank) for _, weight in listed]
    return Codes(draws.sample_positions(name, [*shares, blank]), Vocabulary.of([*(code for code, _ in listed), ""]))


def build_codes(values: Ints, vocabulary: Vocabulary, blank: Bools) -> Codes:
    """Build codes of a vocabulary whose last word is the blank one, used in the rows named."""
    return Codes(np.where(blank, len(vocabulary.words) - 1, values).astype(np.int32), vocabulary)


@cache_in_parameters
def build_office_vocabulary(_: Parameters) -> Vocabulary:
    """Build times of data entry: every minute of the working day."""
    return Vocabulary.of([f"{hour:02d}{minute:02d}" for hour in OFFICE_HOURS for minute in range(60)])


def sample_entry_times(draws: Draws, name: str) -> Codes:
    words = build_office_vocabulary(draws.parameters)
    return Codes(draws.sample_integers(name, 0, len(words.words) - 1), words)


def sample_audit_times(draws: Draws, name: str, days: Ints) -> Timestamps:
    """Sample audit times on these days, in working hours."""
    return Timestamps(days, (WORKDAY_START + draws.sample_uniform(name) * WORKDAY_LENGTH).astype(np.int32))


def build_flag_column(values: Bools) -> Codes:
    """Build booleans, 0 or 1."""
    return Codes(values.astype(np.int32), Vocabulary.of(["0", "1"]))


@cache_in_parameters
def build_nationality_vocabularies(parameters: Parameters) -> tuple[Vocabulary, Vocabulary]:
    """Build nationality and language codes of the model's nationality positions, with a blank at the end."""
    listed = list_origins(parameters)
    return Vocabulary.of([*(item[0] for item in listed), ""]), Vocabulary.of([*(item[1] for item in listed), ""])


def build_generation_column(turn: Ints) -> Codes:
    """Count GENERATION down from 99, a step a proceeding."""
    words = Vocabulary.of([str(99 - step) for step in range(GENERATIONS)])
    return Codes(turn.clip(0, GENERATIONS - 1), words)


def build_court_column(scene: PreparedBlock, court: Ints) -> Codes:
    """Build codes of courts; the position after the last is blank."""
    return Codes(court.astype(np.int32), build_court_vocabulary(scene.parameters))


def build_location_column(scene: PreparedBlock, location: Ints) -> Codes:
    return Codes(location.astype(np.int32), build_location_vocabulary(scene.parameters))
