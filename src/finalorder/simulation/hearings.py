"""The calendar of every proceeding: when hearings are noticed, when they are held, and with what result."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation import judges
from finalorder.simulation.cases import CFR, DETAINED, RFR
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import HORIZON, Bools, Ints, move_to_weekday
from finalorder.simulation.lives import MAX_ROUNDS, CaseHistories
from finalorder.simulation.parameters import cache_from_parameters, get_parameter
from finalorder.simulation.random_draws import Draws, choose_weighted, expand_counts, sample_poisson_counts

MASTER, INDIVIDUAL = 0, 1
DECIDED_AT, DECIDED_BEFORE, NO_SHOW, VACATED, BLANK = "8B", "8A", "11", "9C", ""
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
    """No hearings."""
    nobody = np.zeros(0, dtype=np.int32)
    return Hearings(nobody, nobody, nobody, nobody, nobody, nobody, nobody, nobody.astype(bool), nobody)


@cache_from_parameters
def build_reason_vocabulary() -> Vocabulary:
    """Every adjournment code the model uses."""
    used = [code for name in ("reasons_master", "reasons_individual") for code, _ in get_parameter(f"hearings.{name}")]
    return Vocabulary.of([BLANK, DECIDED_AT, DECIDED_BEFORE, NO_SHOW, *dict.fromkeys(used)])


def schedule_hearings(draws_source: np.random.Generator, lives: CaseHistories) -> Hearings:
    """The hearings noticed by the horizon, in case order; how they ended is told as of the release day."""
    rows = lives.proceedings
    twin = _find_lead_proceedings(lives)
    counts = _sample_hearing_counts(Draws(draws_source, rows.count, twin), lives)
    parent, place = expand_counts(counts)
    start = np.cumsum(counts) - counts
    draws = Draws(draws_source, len(parent), np.minimum(start[twin[parent]] + place, len(parent) - 1))
    last = place == counts[parent] - 1
    at_hearing = _sample_decided_at_hearing(Draws(draws_source, rows.count, twin), lives)
    calendar = _sample_calendar_type(draws, lives, parent, place, last, counts)
    held = _sample_hearing_days(draws, lives, parent, place, counts, last, at_hearing, calendar)
    noticed = _sample_notice_days(draws, lives, parent, place, held)
    held = np.maximum(held, move_to_weekday(noticed + 1))
    upcoming = held > lives.until
    reason = _sample_adjournment_reason(draws, lives, parent, last, at_hearing[parent], calendar, upcoming)
    known = noticed <= HORIZON
    hearings = Hearings(
        parent,
        place,
        noticed,
        held,
        calendar,
        _find_schedule_type(lives, parent, place, calendar),
        reason,
        upcoming,
        np.zeros(len(parent), dtype=np.int32),
    )
    return _select_hearings(hearings, known)


def _find_lead_proceedings(lives: CaseHistories) -> Ints:
    """For each proceeding of a rider, the lead's proceeding that it goes through together; itself for all others."""
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
    """How many hearings each proceeding has: one if it ended at the first, more the longer it lasts."""
    rows = lives.proceedings
    constant, free, detained = get_parameter("hearings.count")
    length = (rows.ended - rows.entered).clip(1, 365 * 12)
    slope = np.where(rows.custody == DETAINED, detained, free)
    mean = constant + slope * np.sqrt(length / 365.25)
    mean = np.where(rows.represented, mean * get_parameter("hearings.represented_more"), mean).astype(np.float32)
    more = np.minimum(sample_poisson_counts(draws.sample_uniform(), mean, 14), length // 12)
    return np.where(rows.ended_at_first, 1, 1 + more).astype(np.int32)


def _sample_decided_at_hearing(draws: Draws, lives: CaseHistories) -> Bools:
    """Whether the proceeding ended at its last hearing; orders in absentia always do, transfers never."""
    rows = lives.proceedings
    return (draws.sample_bernoulli(get_parameter("hearings.at_hearing")) | rows.in_absentia) & ~rows.is_move


def _sample_hearing_days(
    draws: Draws,
    lives: CaseHistories,
    parent: Ints,
    place: Ints,
    counts: Ints,
    last: Bools,
    at_hearing: Bools,
    calendar: Ints,
) -> Ints:
    """Hearing days: the first as set, the last on the day of decision or soon after, the others between."""
    rows = lives.proceedings
    first, ended = rows.first_hearing[parent], rows.ended[parent]
    step = np.maximum(ended - first, 0) / np.maximum(counts[parent], 1)
    between = first + (step * (place - 0.35 + 0.5 * draws.sample_uniform()).clip(0)).astype(np.int32)
    after = ended + 3 + draws.sample_waiting_days(40)
    day = np.where(last, np.where(at_hearing[parent], ended, after), between)
    day = np.where(last & at_hearing[parent], ended, move_to_weekday(day.astype(np.int32))).astype(np.int32)
    return np.where(last, day, _move_to_judge_calendar(lives, parent, day, calendar))


def _move_to_judge_calendar(lives: CaseHistories, parent: Ints, day: Ints, calendar: Ints) -> Ints:
    """The next master calendar of the judge for master hearings, unless the proceeding is over by then."""
    rows = lives.proceedings
    judge = judges.find_judge_number(rows.court, lives.cases.lead[rows.case], rows.entered)[parent]
    moved = judges.move_to_master_day(day, judge)
    return np.where((calendar == MASTER) & (moved < rows.ended[parent]), moved, day).astype(np.int32)


def _sample_notice_days(draws: Draws, lives: CaseHistories, parent: Ints, place: Ints, held: Ints) -> Ints:
    """The day each hearing was put on the calendar: at the one before, or soon after the proceeding was entered."""
    entered = lives.proceedings.entered[parent]
    before = np.concatenate([held[:1], held[:-1]])
    first = entered + draws.sample_waiting_days(get_parameter("hearings.lead_first"))
    noticed = np.where(place == 0, first, before)
    return np.maximum(np.minimum(noticed, held - 1), np.minimum(entered, held - 1)).astype(np.int32)


def _sample_calendar_type(
    draws: Draws, lives: CaseHistories, parent: Ints, place: Ints, last: Bools, counts: Ints
) -> Ints:
    """Master or individual hearing; merits decisions mostly follow an individual one."""
    rows = lives.proceedings
    final, other = get_parameter("hearings.individual")
    merits = (rows.decision > 0) & ~rows.in_absentia
    share = np.where(last & merits[parent] & (counts[parent] > 1), final, np.where(place > 1, other, 0.0))
    return np.where(draws.sample_bernoulli(share.astype(np.float32)), INDIVIDUAL, MASTER).astype(np.int32)


def _find_schedule_type(lives: CaseHistories, parent: Ints, place: Ints, calendar: Ints) -> Ints:
    """The schedule type, by calendar, custody, place and case type."""
    rows = lives.proceedings
    held = lives.custody[parent] == DETAINED
    first = place == 0
    master = np.where(held, np.where(first, MD, RD), np.where(first, MM, MR))
    individual = np.where(held, ID, np.where(first, II, IR))
    kind = np.where(calendar == INDIVIDUAL, individual, master)
    review = np.isin(lives.cases.kind[rows.case[parent]], (CFR, RFR))
    return np.where(review, np.where(first, MC, RR), kind).astype(np.int32)


def _sample_adjournment_reason(
    draws: Draws, lives: CaseHistories, parent: Ints, last: Bools, at_hearing: Bools, calendar: Ints, upcoming: Bools
) -> Ints:
    """Adjournment codes: decided, continued for a reason, missed, taken off the calendar; blank ahead of the day."""
    words, rows = build_reason_vocabulary(), lives.proceedings
    u = draws.sample_uniform()
    drawn = [_choose_reason_codes(u, name) for name in ("reasons_master", "reasons_individual")]
    reason = np.where(calendar == INDIVIDUAL, drawn[1], drawn[0])
    alone, counsel = get_parameter("hearings.no_show")
    missed = draws.sample_bernoulli(np.where(rows.represented[parent], counsel, alone).astype(np.float32))
    reason = np.where(missed & (lives.custody[parent] != DETAINED), words.find_position(NO_SHOW), reason)
    reason = np.where(draws.sample_bernoulli(get_parameter("hearings.blank_reason")), 0, reason)
    moved = rows.is_move[parent]
    over = np.where(
        at_hearing,
        words.find_position(DECIDED_AT),
        np.where(moved, words.find_position(VACATED), words.find_position(DECIDED_BEFORE)),
    )
    ended = rows.ended[parent] <= lives.until
    reason = np.where(last, np.where(ended, over, 0), reason)
    return np.where(upcoming & ~(last & ended), 0, reason).astype(np.int32)


def _choose_reason_codes(uniform: np.ndarray, name: str) -> Ints:
    listed = get_parameter(f"hearings.{name}")
    places = np.array([build_reason_vocabulary().find_position(code) for code, _ in listed], dtype=np.int32)
    return places[choose_weighted(uniform, [weight for _, weight in listed])]


def add_adjournment_and_bond_rows(
    draws_source: np.random.Generator, lives: CaseHistories, hearings: Hearings, bonds: tuple[Ints, Ints, Ints]
) -> Hearings:
    """The same with rows for adjournments (REC_TYPE A) and for the hearings of bonds (proceeding, asked, decided)."""
    draws = Draws(draws_source, hearings.count)
    again = np.flatnonzero(draws.sample_bernoulli(get_parameter("hearings.adjournment_rows")))
    extra = _select_hearings(hearings, again)
    extra.row_type = np.full(len(again), ADJOURNMENT, dtype=np.int32)
    bond = _schedule_bond_hearings(draws_source, lives, *bonds)
    parts = [hearings, extra, bond]
    return Hearings(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Hearings.__dataclass_fields__}
    )


def _schedule_bond_hearings(
    draws_source: np.random.Generator, lives: CaseHistories, proceeding: Ints, asked: Ints, decided: Ints
) -> Hearings:
    extra = get_parameter("hearings.bond_hearings") - 1
    counts = 1 + Draws(draws_source, len(proceeding)).sample_bernoulli(extra).astype(np.int32)
    parent, place = expand_counts(counts)
    n = len(parent)
    last = place == counts[parent] - 1
    held = np.where(last, decided[parent], (asked[parent] + decided[parent]) // 2)
    held = np.maximum(held, asked[parent] + 1).astype(np.int32)
    words = build_reason_vocabulary()
    reason = np.where(held > lives.until, 0, np.where(last, words.find_position(DECIDED_AT), words.find_position("13")))
    return Hearings(
        proceeding[parent], place, asked[parent], held, np.zeros(n, dtype=np.int32), np.full(n, CY, dtype=np.int32),
        reason.astype(np.int32), held > lives.until, np.full(n, BOND, dtype=np.int32),
    )  # fmt: skip
