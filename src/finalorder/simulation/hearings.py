"""The calendar of every proceeding: when hearings are noticed, when they are held, and with what result."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation import judges
from finalorder.simulation.ancillary_rows import Bonds
from finalorder.simulation.cases import CFR, DETAINED, RFR
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import DAYS_PER_YEAR, HORIZON, Bools, Ints, move_to_weekday
from finalorder.simulation.lives import MAX_ROUNDS, CaseHistories
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import Draws, choose_weighted, expand_counts, sample_poisson_counts

MASTER, INDIVIDUAL = 0, 1
DECIDED_AT, DECIDED_BEFORE, NO_SHOW, VACATED, PREPARING, BLANK = "8B", "8A", "11", "9C", "13", ""
SCHEDULE_TYPES = Vocabulary.of(["MM", "MR", "MD", "RD", "II", "IR", "ID", "MC", "RR", "CY"])
MM, MR, MD, RD, II, IR, ID, MC, RR, CY = range(10)
X, ADJOURNMENT, BOND = range(3)


@dataclass(slots=True)
class Hearings:
    """Rows of the schedule: the proceeding, place in its calendar, days, and how each ended."""

    proceeding: Ints
    hearing_number: Ints
    noticed_on: Ints
    held_on: Ints
    calendar: Ints
    kind: Ints
    reason: Ints
    upcoming: Bools
    row_type: Ints

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.proceeding)


def create_empty_hearings() -> Hearings:
    nobody = np.zeros(0, dtype=np.int32)
    return Hearings(nobody, nobody, nobody, nobody, nobody, nobody, nobody, nobody.astype(bool), nobody)


@cache_in_parameters
def build_reason_vocabulary(parameters: Parameters) -> Vocabulary:
    """Build every adjournment code the model uses."""
    used = [code for name in ("reasons_master", "reasons_individual") for code, _ in parameters[f"hearings.{name}"]]
    return Vocabulary.of([BLANK, DECIDED_AT, DECIDED_BEFORE, NO_SHOW, *dict.fromkeys(used)])


@dataclass(frozen=True, slots=True)
class _Settings:
    """Every hearing that will be set: the proceeding, its place there, whether it is the last, and its draws."""

    lives: CaseHistories
    draws: Draws
    parent: Ints
    place: Ints
    counts: Ints  # of the proceeding
    at_hearing: Bools  # whether the proceeding ends at its last hearing
    calendar: Ints

    @property
    def parameters(self) -> Parameters:
        return self.draws.parameters

    @property
    def last(self) -> Bools:
        """Whether no hearing of the proceeding follows."""
        return np.equal(self.place, self.counts - 1)

    @property
    def ended(self) -> Ints:
        return self.lives.proceedings.ended[self.parent]


def schedule_hearings(lives: CaseHistories) -> Hearings:
    """Return the hearings noticed by the horizon, in case order; how they ended is as of the release day."""
    rows = lives.proceedings
    together = lives.proceeding_draws.select(_find_lead_proceedings(lives))
    counts = _sample_hearing_counts(together, lives)
    parent, place = expand_counts(counts)
    draws = together.select(parent).extend(place)
    at_hearing = _sample_decided_at_hearing(together, lives)[parent]
    calendar = _sample_calendar_type(draws, lives, parent, place, counts[parent])
    set_ = _Settings(lives, draws, parent, place, counts[parent], at_hearing, calendar)
    held = _sample_hearing_days(set_)
    noticed = _sample_notice_days(set_, held)
    held = np.maximum(held, move_to_weekday(noticed + 1))
    upcoming = held > lives.until
    hearings = Hearings(
        parent,
        place,
        noticed,
        held,
        calendar,
        _find_schedule_type(lives, parent, place, calendar),
        _sample_adjournment_reason(set_, upcoming),
        upcoming,
        np.zeros(len(parent), dtype=np.int32),
    )
    return _select_hearings(hearings, noticed <= HORIZON) if rows.count else hearings


def _find_lead_proceedings(lives: CaseHistories) -> Ints:
    """Find, for each proceeding of a rider, the lead's proceeding that it goes through together;
    itself for all others.
    """
    rows = lives.proceedings
    if not rows.count:
        return np.zeros(0, dtype=np.int32)
    key = rows.case * MAX_ROUNDS + rows.ordinal
    wanted = lives.cases.find_deciding_case(rows.case, rows.entered) * MAX_ROUNDS + rows.ordinal
    at = np.searchsorted(key, wanted).clip(0, rows.count - 1)
    together = (key[at] == wanted) & (rows.entered[at] == rows.entered) & (rows.ended[at] == rows.ended)
    return np.where(together, at, np.arange(rows.count)).astype(np.int32)


def _select_hearings(hearings: Hearings, rows: "Bools | Ints") -> Hearings:
    return Hearings(**{name: getattr(hearings, name)[rows] for name in Hearings.__dataclass_fields__})


def _sample_hearing_counts(draws: Draws, lives: CaseHistories) -> Ints:
    """Sample how many hearings each proceeding has: one if it ended at the first, more the longer it lasts."""
    rows, parameters = lives.proceedings, draws.parameters
    constant, free, detained = parameters["hearings.count"]
    most, days_between, longest = parameters["hearings.count_bounds"]
    length = (rows.ended - rows.entered).clip(1, longest)
    mean = constant + np.where(rows.custody == DETAINED, detained, free) * np.sqrt(length / DAYS_PER_YEAR)
    mean = np.where(rows.represented, mean * parameters["hearings.represented_more"], mean).astype(np.float32)
    more = sample_poisson_counts(draws.sample_uniform("number of hearings"), mean, most)
    return np.where(rows.ended_at_first, 1, 1 + np.minimum(more, length // days_between)).astype(np.int32)


def _sample_decided_at_hearing(draws: Draws, lives: CaseHistories) -> Bools:
    """Return whether the proceeding ended at its last hearing; orders in absentia always do, transfers never."""
    rows = lives.proceedings
    return (draws.sample_event("hearings.at_hearing") | rows.in_absentia) & ~rows.is_move


def _sample_hearing_days(set_: _Settings) -> Ints:
    """Sample the hearing days: the first as set, the last on the day of decision or soon after, the others between."""
    rows, ended, decided = set_.lives.proceedings, set_.ended, set_.last & set_.at_hearing
    first = rows.first_hearing[set_.parent]
    step = np.maximum(ended - first, 0) / np.maximum(set_.counts, 1)
    early, spread = set_.parameters["hearings.spread"]
    place = (set_.place - early + spread * set_.draws.sample_uniform("hearing between")).clip(0)
    between = first + (step * place).astype(np.int32)
    after = ended + set_.draws.sample_wait("hearings.after_wait")
    day = move_to_weekday(np.where(set_.last, after, between).astype(np.int32))
    day = np.where(decided, ended, day).astype(np.int32)
    return np.where(set_.last, day, _move_to_judge_calendar(set_, day))


def _move_to_judge_calendar(set_: _Settings, day: Ints) -> Ints:
    """Return the next master calendar of the judge for master hearings, unless the proceeding is over by then."""
    rows, parameters = set_.lives.proceedings, set_.parameters
    lead = set_.lives.cases.lead[rows.case]
    judge = judges.find_judge_number(parameters, rows.court, lead, rows.entered)[set_.parent]
    moved = judges.move_to_master_day(parameters, day, judge)
    return np.where((set_.calendar == MASTER) & (moved < set_.ended), moved, day).astype(np.int32)


def _sample_notice_days(set_: _Settings, held: Ints) -> Ints:
    """Sample the day each hearing was put on the calendar: that of the one before, or soon after the entry."""
    entered = set_.lives.proceedings.entered[set_.parent]
    before = np.concatenate([held[:1], held[:-1]])
    first = entered + set_.draws.sample_wait("hearings.lead_first")
    noticed = np.where(set_.place == 0, first, before)
    return np.maximum(np.minimum(noticed, held - 1), np.minimum(entered, held - 1)).astype(np.int32)


def _sample_calendar_type(draws: Draws, lives: CaseHistories, parent: Ints, place: Ints, counts: Ints) -> Ints:
    """Sample master or individual hearing; merits decisions mostly follow an individual one."""
    rows = lives.proceedings
    final, other = draws.parameters["hearings.individual"]
    merits = ((rows.decision > 0) & ~rows.in_absentia)[parent]
    share = np.where((place == counts - 1) & merits & (counts > 1), final, np.where(place > 1, other, 0))
    return np.where(draws.sample_bernoulli("individual", share.astype(np.float32)), INDIVIDUAL, MASTER).astype(np.int32)


def _find_schedule_type(lives: CaseHistories, parent: Ints, place: Ints, calendar: Ints) -> Ints:
    """Find the schedule type, by calendar, custody, place and case type."""
    rows = lives.proceedings
    held = lives.custody[parent] == DETAINED
    first = place == 0
    master = np.where(held, np.where(first, MD, RD), np.where(first, MM, MR))
    individual = np.where(held, ID, np.where(first, II, IR))
    kind = np.where(calendar == INDIVIDUAL, individual, master)
    review = np.isin(lives.cases.kind[rows.case[parent]], (CFR, RFR))
    return np.where(review, np.where(first, MC, RR), kind).astype(np.int32)


def _sample_adjournment_reason(set_: _Settings, upcoming: Bools) -> Ints:
    """Sample adjournment codes: decided, continued for a reason, missed, taken off the calendar;
    blank ahead of the day.
    """
    lives, draws, words = set_.lives, set_.draws, build_reason_vocabulary(set_.parameters)
    rows, last = lives.proceedings, set_.last
    u = draws.sample_uniform("adjournment reason")
    drawn = [_choose_reason_codes(set_.parameters, u, name) for name in ("reasons_master", "reasons_individual")]
    reason = np.where(set_.calendar == INDIVIDUAL, drawn[1], drawn[0])
    alone, counsel = set_.parameters["hearings.no_show"]
    share = np.where(rows.represented[set_.parent], counsel, alone).astype(np.float32)
    missed = draws.sample_bernoulli("no-show", share) & (lives.custody[set_.parent] != DETAINED)
    reason = np.where(missed, words.find_position(NO_SHOW), reason)
    reason = np.where(draws.sample_event("hearings.blank_reason"), 0, reason)
    off = np.where(rows.is_move[set_.parent], words.find_position(VACATED), words.find_position(DECIDED_BEFORE))
    over = np.where(set_.at_hearing, words.find_position(DECIDED_AT), off)
    ended = set_.ended <= lives.until
    reason = np.where(last, np.where(ended, over, 0), reason)
    return np.where(upcoming & ~(last & ended), 0, reason).astype(np.int32)


def _choose_reason_codes(parameters: Parameters, uniform: np.ndarray, name: str) -> Ints:
    listed, words = parameters[f"hearings.{name}"], build_reason_vocabulary(parameters)
    places = np.array([words.find_position(code) for code, _ in listed], dtype=np.int32)
    return places[choose_weighted(uniform, [weight for _, weight in listed])]


def add_adjournment_and_bond_rows(lives: CaseHistories, hearings: Hearings, bonds: Bonds) -> Hearings:
    """Return the same with rows for adjournments (REC_TYPE A) and for the hearings of bonds."""
    draws = lives.proceeding_draws.select(hearings.proceeding).extend(hearings.hearing_number)
    again = np.flatnonzero(draws.sample_event("hearings.adjournment_rows"))
    extra = _select_hearings(hearings, again)
    extra.row_type = np.full(len(again), ADJOURNMENT, dtype=np.int32)
    parts = [hearings, extra, _schedule_bond_hearings(lives, bonds)]
    return Hearings(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Hearings.__dataclass_fields__}
    )


def _schedule_bond_hearings(lives: CaseHistories, bonds: Bonds) -> Hearings:
    draws = lives.proceeding_draws.select(bonds.proceeding).extend(bonds.place)
    share = lives.parameters["hearings.bond_hearings"] - 1
    counts = 1 + draws.sample_bernoulli("second bond hearing", share).astype(np.int32)
    parent, place = expand_counts(counts)
    n = len(parent)
    last = place == counts[parent] - 1
    asked, decided = bonds.requested[parent], bonds.decided[parent]
    held = np.maximum(np.where(last, decided, (asked + decided) // 2), asked + 1).astype(np.int32)
    words = build_reason_vocabulary(lives.parameters)
    over = np.where(last, words.find_position(DECIDED_AT), words.find_position(PREPARING))
    reason = np.where(held > lives.until, 0, over)
    return Hearings(
        bonds.proceeding[parent],
        place,
        asked,
        held,
        np.zeros(n, dtype=np.int32),
        np.full(n, CY, dtype=np.int32),
        reason.astype(np.int32),
        held > lives.until,
        np.full(n, BOND, dtype=np.int32),
    )
