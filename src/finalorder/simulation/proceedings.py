"""One round of the courts' work: each open proceeding gets a first hearing, an end, and a kind of end."""

from dataclasses import dataclass, fields, replace

import numpy as np

from finalorder.simulation import judges, queue
from finalorder.simulation.appearance import Absence, simulate_absence
from finalorder.simulation.cases import (
    AOC,
    CFR,
    DETAINED,
    NOT_DETAINED,
    RELEASED,
    RFR,
    WHO,
    Cases,
)
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import (
    DAYS_PER_YEAR,
    FAR,
    NEVER,
    Bools,
    Ints,
    Reals,
    convert_to_years,
    move_to_weekday,
    parse_day_number,
)
from finalorder.simulation.decisions import (
    BOTH,
    GOVERNMENT,
    IS_DEPARTURE,
    IS_FAVOUR,
    IS_ORDER,
    NOBODY,
    OTHER,
    RESPONDENT,
    TRANSFER,
    VENUE,
    assign_decision_codes,
    sample_outcome,
)
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import Draws, interpolate

FIRST_PROCEEDING, MOVED, REOPENED, REMANDED, RECALENDARED = range(5)  # why a proceeding was opened

FIRST_RATE_DAY, END_RATE_DAY = parse_day_number("1960-01-01"), parse_day_number("2110-01-01")


@dataclass(slots=True)
class OpenProceedings:
    """Proceedings as they open: which case, when, where, why."""

    case: Ints
    entered: Ints
    court: Ints
    custody: Ints
    origin: Ints
    previous: Ints  # position of the proceeding before it in all rounds, -1 for none
    ordinal: Ints

    @property
    def count(self) -> int:
        """How many."""
        return len(self.case)


@dataclass(slots=True)
class Proceedings(OpenProceedings):
    """Proceedings with their ends; ``ended`` may lie after the release, which then shows them open."""

    first_hearing: Ints
    ended: Ints
    decision: Ints
    closure: Ints
    in_absentia: Bools
    ended_at_first: Bools
    represented: Bools
    to_court: Ints
    reserved: Ints
    appeal_due: Ints
    unserved: Bools  # of orders in absentia: the notice of the hearing had not arrived
    unserved_chance: Reals  # and how likely that was

    @property
    def is_move(self) -> Bools:
        """Whether the case goes on before another court."""
        return np.isin(self.closure, (VENUE, TRANSFER))


def concatenate_rounds(parts: list[Proceedings]) -> Proceedings:
    """Return the proceedings of all rounds, one after another."""
    return Proceedings(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Proceedings)}
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """Proceedings as they open, the cases they are of, and the numbers that decide them."""

    draws: Draws
    cases: Cases
    opened: OpenProceedings

    @property
    def parameters(self) -> Parameters:
        return self.draws.parameters

    @property
    def docket(self) -> Ints:
        return self.cases.docket[self.opened.case]

    @property
    def kind(self) -> Ints:
        return self.cases.kind[self.opened.case]

    @property
    def held(self) -> Bools:
        """Who is in custody when the proceeding opens."""
        held: Bools = self.opened.custody == DETAINED
        return held

    @property
    def released_on(self) -> Ints:
        return self.cases.released_on[self.opened.case]

    def is_of_type(self, *kinds: int) -> Bools:
        """Return whether the case is of one of these types."""
        return np.isin(self.kind, kinds)

    def is_represented_on(self, day: Ints) -> Bools:
        """Return whether counsel has appeared by a day."""
        counsel = self.cases.represented_on[self.opened.case]
        return (counsel > NEVER) & (counsel <= day)


@dataclass(frozen=True, slots=True)
class _End:
    """When each proceeding ends, in which custody, and whether the case then goes to another court."""

    first: Ints
    ended: Ints
    custody: Ints
    represented: Bools
    leaves: Bools


def run_round(draws: Draws, cases: Cases, opened: OpenProceedings) -> Proceedings:
    """Let one round of proceedings run to its end."""
    turn = _Round(draws, cases, opened)
    first = _schedule_first_hearing(turn)
    absence = _simulate_first_absence(turn, first)
    end = _find_end(turn, first, absence.missed)
    done = _decide_proceedings(turn, end, absence)
    _record_address_changes(draws, cases, done)
    return done


def _find_end(turn: _Round, first: Ints, missed: Bools) -> _End:
    """Find the day on which each proceeding ends: a missed hearing, a decision, or the day on which it moves away."""
    draws, opened, released_on = turn.draws, turn.opened, turn.released_on
    ended = np.where(missed, first, _sample_decision_day(turn, first))
    released = turn.held & (released_on > opened.entered) & (released_on < ended)
    stays = released & ~draws.sample_event("pace.move_on_release")
    later = _sample_queued_decision_day(turn, "decision after release", released_on)
    ended = np.where(stays, later, ended)
    moves = _sample_moves(turn, missed) & ~stays
    ended = np.where(released & ~stays, released_on, ended)
    wait = opened.entered + draws.sample_wait("pace.move_wait")
    ended = np.where(moves & ~released, np.minimum(wait, np.maximum(ended - 1, opened.entered + 1)), ended)
    ended = move_to_weekday(ended.astype(np.int32))
    at_once = (opened.origin == MOVED) & draws.sample_event("pace.same_day")
    ended, released = np.where(at_once, opened.entered, ended).astype(np.int32), released & ~at_once
    custody = np.where(released, RELEASED, opened.custody).astype(np.int32)
    return _End(first, ended, custody, turn.is_represented_on(ended), ((released & ~stays) | moves) & ~at_once)


def _record_address_changes(draws: Draws, cases: Cases, done: Proceedings) -> None:
    """Move whoever is not detained and changes venue because they moved: notified some weeks before, or on release."""
    notified = done.ended - np.where(done.custody == RELEASED, 1, draws.sample_wait("appearing.venue_wait"))
    follows = (done.closure == VENUE) & (done.custody != DETAINED)
    c = done.case[follows]
    cases.moved_on[c] = np.maximum(notified, done.entered)[follows]
    cases.court_notified[c] = True


def _schedule_first_hearing(turn: _Round) -> Ints:
    """Return the day of the first hearing: a master calendar of the case's judge, as early as the load allows."""
    draws, opened, parameters = turn.draws, turn.opened, turn.parameters
    when = convert_to_years(opened.entered)
    own = np.asarray(parameters["pace.docket_first_hearing"], dtype=np.float32)[turn.docket]
    own = np.where(opened.origin == FIRST_PROCEEDING, own, 0)
    load = judges.compute_court_load(parameters)[judges.find_year_row(opened.entered), opened.court]
    free, detained = (draws.interpolate("pace.first_hearing", when, column) for column in (1, 2))
    mean = np.where(turn.held, detained, np.where(own > 0, own, free * load))
    shortest = np.asarray(parameters["pace.shortest_lead"])[turn.held.astype(int)]
    soonest = (opened.entered + shortest + draws.sample_waiting_days("first hearing", mean)).astype(np.int32)
    judge = judges.find_judge_number(parameters, opened.court, turn.cases.lead[opened.case], opened.entered)
    return judges.move_to_master_day(parameters, soonest, judge)


def _simulate_first_absence(turn: _Round, first: Ints) -> Absence:
    """Return whether the person stays away from the first hearing and is ordered removed that day."""
    opened, parameters = turn.opened, turn.parameters
    notice, represented = first - opened.entered, turn.is_represented_on(first)
    short, long = parameters["outcomes.notice_days"]
    share = turn.draws.interpolate("outcomes.missed_first", convert_to_years(first))
    share = share * np.asarray(parameters["outcomes.missed_docket"][0], dtype=np.float32)[turn.docket]
    share = np.where(represented, share * parameters["outcomes.missed_represented"][0], share)
    share = np.where(notice < short, share * parameters["outcomes.missed_short_notice"], share)
    share = np.where(notice >= long, share * parameters["outcomes.missed_long_notice"], share)
    share = np.where(opened.origin > MOVED, share * parameters["outcomes.missed_again"], share)
    share = np.where(turn.held, share * parameters["outcomes.missed_detained"], share)
    return _let_stay_away(turn, "first hearing", first, share)


def _let_stay_away(turn: _Round, hearing: str, day: Ints, share: Reals) -> Absence:
    """Return who stays away from a hearing, of those who can be ordered removed for it."""
    case = turn.opened.case
    most = share.clip(0, turn.parameters["outcomes.max_absent"])
    absence = simulate_absence(turn.draws, hearing, turn.cases, case, day, most)
    return replace(absence, missed=absence.missed & turn.cases.in_removal[case])


@cache_in_parameters
def _accumulate_detained_decisions(parameters: Parameters) -> np.ndarray:
    """Return decisions expected up to each day since 1960, for one open case of a detained person."""
    years = convert_to_years(np.arange(FIRST_RATE_DAY, END_RATE_DAY, dtype=np.int32))
    rates = interpolate(years, parameters["pace.decisions_detained"]).astype(np.float64)
    return np.cumsum(rates / DAYS_PER_YEAR)


def _sample_detained_decision_day(draws: Draws, start: Ints) -> Ints:
    """Sample the day of decision of detained people, who are heard first: at the calendar's rate."""
    elapsed = _accumulate_detained_decisions(draws.parameters)
    place = (start - FIRST_RATE_DAY).clip(0, len(elapsed) - 1)
    target = elapsed[place] - np.log1p(-draws.sample_uniform("decision, detained").astype(np.float64))
    decided: Ints = (FIRST_RATE_DAY + np.searchsorted(elapsed, target)).clip(None, FAR).astype(np.int32)
    return decided


def _sample_queued_decision_day(turn: _Round, decision: str, start: Ints) -> Ints:
    """Sample the day of decision of people not detained: their place in the court's queue, sooner on some dockets."""
    factor = np.asarray(turn.parameters["pace.by_docket"], dtype=np.float32)[turn.docket]
    u, soonest = turn.draws.sample_uniform(decision), start + turn.parameters["pace.shortest_wait"]
    return queue.find_decision_day(turn.parameters, u, soonest, turn.opened.court, factor)


def _sample_decision_day(turn: _Round, first: Ints) -> Ints:
    """Sample the day of decision for those who are not ordered removed at the first hearing."""
    free = _sample_queued_decision_day(turn, "decision", first)
    detained = _sample_detained_decision_day(turn.draws, first)
    review = turn.opened.entered + turn.draws.sample_wait("pace.review_wait")
    return np.where(turn.is_of_type(CFR, RFR), review, np.where(turn.held, detained, free)).astype(np.int32)


def _sample_moves(turn: _Round, missed: Bools) -> Bools:
    """Return whether the case moves to another court before it is decided."""
    when, parameters = convert_to_years(turn.opened.entered), turn.parameters
    free, held = (turn.draws.interpolate("pace.move", when, column) for column in (1, 2))
    share = np.where(turn.held, held, free)
    share = np.where(turn.opened.ordinal > 0, share * parameters["pace.move_again"], share)
    share = np.where(turn.is_of_type(CFR, RFR), parameters["pace.move_review"], share)
    share = np.where(turn.is_of_type(WHO, AOC), share * parameters["pace.move_other_types"], share)
    return turn.draws.sample_bernoulli("moves to another court", share.astype(np.float32)) & ~missed


def _decide_proceedings(turn: _Round, end: _End, first_absence: Absence) -> Proceedings:
    """Return the kind of end, from the weights of the era, custody and counsel."""
    opened, leaves = turn.opened, end.leaves
    missed, later = first_absence.missed & ~leaves, _simulate_later_absence(turn, end)
    absent = (missed | later.missed) & ~leaves
    decision, closure = assign_decision_codes(turn.draws, turn.kind, _sample_outcome(turn, end), absent)
    move, to_court = _sample_destination(turn, end)
    decision = np.where(leaves, 0, decision).astype(np.int32)
    reserved = _sample_appeal_reservation(turn, end, decision, absent)
    return Proceedings(
        case=opened.case,
        entered=opened.entered,
        court=opened.court,
        custody=end.custody,
        origin=opened.origin,
        previous=opened.previous,
        ordinal=opened.ordinal,
        first_hearing=np.minimum(end.first, np.where(leaves, FAR, end.ended)).astype(np.int32),
        ended=end.ended,
        decision=decision,
        closure=np.where(leaves, move, closure).astype(np.int32),
        in_absentia=absent,
        ended_at_first=missed,
        represented=end.represented,
        to_court=np.where(leaves, to_court, -1).astype(np.int32),
        reserved=reserved,
        appeal_due=_sample_appeal_due_day(turn.draws, end.ended, reserved),
        unserved=absent & np.where(missed, first_absence.unserved, later.unserved),
        unserved_chance=np.where(missed, first_absence.unserved_chance, later.unserved_chance).astype(np.float32),
    )


def _sample_destination(turn: _Round, end: _End) -> tuple[Ints, Ints]:
    """Sample how each case would move, and to which court."""
    courts, held = build_courts(turn.parameters), turn.held
    venue = np.asarray(turn.parameters["pace.venue_share"], dtype=np.float32)[held.astype(int)]
    move = np.where(turn.draws.sample_bernoulli("change of venue", venue), VENUE, TRANSFER)
    to_held, u = (end.custody == DETAINED) & held, turn.draws.sample_uniform("court moved to")
    to_court = courts.sample_court(u, convert_to_years(end.ended), to_held)
    other = (turn.opened.court + 1) % len(courts.codes)
    return move.astype(np.int32), np.where(to_court == turn.opened.court, other, to_court).astype(np.int32)


def _simulate_later_absence(turn: _Round, end: _End) -> Absence:
    """Return whether the decision is an order in absentia at a later hearing."""
    parameters = turn.parameters
    share = turn.draws.interpolate("outcomes.missed_later", convert_to_years(end.ended))
    share = share * np.asarray(parameters["outcomes.missed_docket"][1], dtype=np.float32)[turn.docket]
    share = np.where(end.represented, share * parameters["outcomes.missed_represented"][1], share)
    share = np.where(end.custody == DETAINED, share * parameters["outcomes.missed_detained"], share)
    return _let_stay_away(turn, "later hearing", end.ended, share)


def _sample_outcome(turn: _Round, end: _End) -> Ints:
    return sample_outcome(turn.draws, end.ended, end.custody == DETAINED, end.represented, turn.docket)


def _sample_appeal_reservation(turn: _Round, end: _End, decision: Ints, absent: Bools) -> Ints:
    """Sample who keeps the right to appeal."""
    draws, represented = turn.draws, end.represented
    with_counsel, without, held, departure, favour = turn.parameters["aftermath.reserved"]
    order, free = IS_ORDER[decision], end.custody != DETAINED
    kinds = [absent, order & free & represented, order & free, order, IS_DEPARTURE[decision], IS_FAVOUR[decision]]
    shares = [turn.parameters["aftermath.reserved_in_absentia"], with_counsel, without, held, departure, favour]
    share = np.select(kinds, shares, 0).astype(np.float32)
    both = draws.sample_event("aftermath.reserved_by_both")
    by = np.where(IS_FAVOUR[decision], GOVERNMENT, np.where(both, BOTH, RESPONDENT))
    by = np.where(draws.sample_event("aftermath.reserved_by_others"), OTHER, by)
    kept = draws.sample_bernoulli("appeal reserved", share) & (
        turn.cases.in_removal[turn.opened.case] | turn.is_of_type(WHO, AOC)
    )
    return np.where(kept, by, NOBODY).astype(np.int32)


def _sample_appeal_due_day(draws: Draws, ended: Ints, reserved: Ints) -> Ints:
    """Sample the recorded last day to appeal: thirty days on, ten before July 1996, never a weekend; some blank."""
    kept, other = draws.parameters["aftermath.due_date"]
    before, since, change = draws.parameters["aftermath.appeal_period"]
    share = np.where(reserved > NOBODY, kept, other).astype(np.float32)
    day = move_to_weekday((ended + np.where(ended >= parse_day_number(change), since, before)).astype(np.int32))
    return np.where(draws.sample_bernoulli("due date recorded", share), day, NEVER).astype(np.int32)


__all__ = [
    "FIRST_PROCEEDING",
    "MOVED",
    "NOT_DETAINED",
    "RECALENDARED",
    "REMANDED",
    "REOPENED",
    "OpenProceedings",
    "Proceedings",
    "concatenate_rounds",
    "run_round",
]
