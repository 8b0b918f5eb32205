"""One round of the courts' work: each open proceeding gets a first hearing, an end, and a kind of end."""

from dataclasses import dataclass, fields, replace

import numpy as np

from finalorder.simulation import judges, queue
from finalorder.simulation.appearance import Absence, simulate_absence
from finalorder.simulation.cases import (
    AOC,
    CASE_TYPE_CODES,
    CFR,
    DEP,
    DETAINED,
    EXC,
    NOT_DETAINED,
    RELEASED,
    RFR,
    RMV,
    WHO,
    Cases,
)
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import (
    FAR,
    NEVER,
    Bools,
    Ints,
    Reals,
    convert_to_years,
    move_to_weekday,
    parse_day_number,
)
from finalorder.simulation.parameters import cache_from_parameters, get_parameter
from finalorder.simulation.random_draws import Draws, choose_by_group, choose_weighted, find_era, interpolate

FIRST_PROCEEDING, MOVED, REOPENED, REMANDED, RECALENDARED = range(5)  # why a proceeding was opened

DECISIONS = Vocabulary.of(["", "X", "D", "E", "R", "V", "T", "U", "Z", "G", "W", "O", "J", "A", "L", "H", "C", "  "])
CLOSURES = Vocabulary.of(["", "C", "T", "A", "F", "Y", "X", "P", "O", "M", "K", "H"])
VENUE, TRANSFER = 1, 2
DOCKET_COUNT = 8
MAX_ABSENT_SHARE = 0.9  # of any people at any hearing
MERITS_COUNT = 7  # the first seven weights are decisions, the rest closures
CLOSURE_ORDER = [CLOSURES.find_position(code) for code in ("A", "F", "Y", "X", "P", "O", "M", "K", "H")]
REMOVAL_CODES = {RMV: "X", DEP: "D", EXC: "E"}


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
    """The proceedings of all rounds, one after another."""
    return Proceedings(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Proceedings)}
    )


def run_round(draws: Draws, cases: Cases, opened: OpenProceedings) -> Proceedings:
    """Let one round of proceedings run to its end."""
    c = opened.case
    kind, docket = cases.kind[c], cases.docket[c]
    held = opened.custody == DETAINED
    first = _schedule_first_hearing(draws, cases, opened, docket, held)
    represented_first = _is_represented(cases, c, first)
    absence = _simulate_first_absence(draws, cases, opened, first, represented_first, held)
    missed = absence.missed
    decided = _sample_decision_day(draws, cases, opened, first, held)
    ended = np.where(missed, first, decided)
    released = held & (cases.released_on[c] > opened.entered) & (cases.released_on[c] < ended)
    stays = released & ~draws.sample_bernoulli(get_parameter("pace.move_on_release"))
    later = _sample_queued_decision_day(draws, cases.released_on[c], opened.court, docket)
    ended = np.where(stays, later, ended)
    moves = _sample_moves(draws, opened, held, missed, kind) & ~stays
    leaves = (released & ~stays) | moves
    ended = np.where(released & ~stays, cases.released_on[c], ended)
    wait = opened.entered + 2 + draws.sample_waiting_days(get_parameter("pace.move_wait"))
    ended = np.where(moves & ~released, np.minimum(wait, np.maximum(ended - 1, opened.entered + 1)), ended)
    ended = move_to_weekday(ended.astype(np.int32))
    custody = np.where(held & released, RELEASED, opened.custody)
    represented = _is_represented(cases, c, ended)
    done = _decide_proceedings(
        draws, cases, opened, custody.astype(np.int32), first, ended, absence, leaves, represented
    )
    _record_address_changes(draws, cases, done)
    return done


def _record_address_changes(draws: Draws, cases: Cases, done: Proceedings) -> None:
    """Whoever is not detained changes venue because they moved: told some weeks before, or on leaving detention."""
    weeks = 5 + draws.sample_waiting_days(get_parameter("appearing.venue_wait"))
    told = done.ended - np.where(done.custody == RELEASED, 1, weeks)
    follows = (done.closure == VENUE) & (done.custody != DETAINED)
    c = done.case[follows]
    cases.moved_on[c] = np.maximum(told, done.entered)[follows]
    cases.court_notified[c] = True


def _is_represented(cases: Cases, c: Ints, when: Ints) -> Bools:
    counsel = cases.represented_on[c]
    return (counsel > NEVER) & (counsel <= when)


def _schedule_first_hearing(draws: Draws, cases: Cases, opened: OpenProceedings, docket: Ints, held: Bools) -> Ints:
    """The day of the first hearing: a master calendar of the case's judge, soon or late as the court is loaded."""
    when = convert_to_years(opened.entered)
    table = get_parameter("pace.first_hearing")
    own = np.asarray(get_parameter("pace.docket_first_hearing"), dtype=np.float32)[docket]
    own = np.where(opened.origin == FIRST_PROCEEDING, own, 0)
    usual = (
        interpolate(when, table, 1) * judges.compute_court_load()[judges.find_year_row(opened.entered), opened.court]
    )
    mean = np.where(held, interpolate(when, table, 2), np.where(own > 0, own, usual))
    shortest = np.where(held, get_parameter("pace.shortest_lead")[1], get_parameter("pace.shortest_lead")[0])
    soonest = (opened.entered + shortest + draws.sample_waiting_days(mean)).astype(np.int32)
    judge = judges.find_judge_number(opened.court, cases.lead[opened.case], opened.entered)
    return judges.move_to_master_day(soonest, judge)


def _simulate_first_absence(
    draws: Draws, cases: Cases, opened: OpenProceedings, first: Ints, represented: Bools, held: Bools
) -> Absence:
    """Whether the person stays away from the first hearing and is ordered removed that day."""
    c, notice = opened.case, first - opened.entered
    share = interpolate(convert_to_years(first), get_parameter("outcomes.missed_first"))
    share = share * np.asarray(get_parameter("outcomes.missed_docket")[0], dtype=np.float32)[cases.docket[c]]
    share = np.where(represented, share * get_parameter("outcomes.missed_represented")[0], share)
    share = np.where(notice < 30, share * get_parameter("outcomes.missed_short_notice"), share)
    share = np.where(notice >= 365, share * get_parameter("outcomes.missed_long_notice"), share)
    share = np.where(opened.origin > MOVED, share * 0.4, share)
    absence = simulate_absence(draws, cases, c, first, share.clip(0, MAX_ABSENT_SHARE))
    return replace(absence, missed=absence.missed & ~held & cases.in_removal[c])


@cache_from_parameters
def _accumulate_detained_decisions() -> np.ndarray:
    """Decisions expected up to each day since 1960, for one open case of a detained person."""
    days = np.arange(parse_day_number("1960-01-01"), parse_day_number("2110-01-01"), dtype=np.int32)
    return np.cumsum(
        interpolate(convert_to_years(days), get_parameter("pace.decisions_detained")).astype(np.float64) / 365.2425
    )


def _sample_detained_decision_day(draws: Draws, start: Ints) -> Ints:
    """The day of decision of detained people, who are heard first: at the calendar's rate."""
    elapsed = _accumulate_detained_decisions()
    zero = parse_day_number("1960-01-01")
    place = (start - zero).clip(0, len(elapsed) - 1)
    target = elapsed[place] - np.log1p(-draws.sample_uniform().astype(np.float64))
    decided: Ints = (zero + np.searchsorted(elapsed, target)).clip(None, FAR).astype(np.int32)
    return decided


def _sample_queued_decision_day(draws: Draws, start: Ints, court: Ints, docket: Ints) -> Ints:
    """The day of decision of people not detained: their place in the court's queue, sooner on some dockets."""
    factor = np.asarray(get_parameter("pace.by_docket"), dtype=np.float32)[docket]
    return queue.find_decision_day(draws.sample_uniform(), start + 20, court, factor)


def _sample_decision_day(draws: Draws, cases: Cases, opened: OpenProceedings, first: Ints, held: Bools) -> Ints:
    """The day of decision for those who are not ordered removed at the first hearing."""
    c = opened.case
    free = _sample_queued_decision_day(draws, first, opened.court, cases.docket[c])
    detained = _sample_detained_decision_day(draws, first)
    review = opened.entered + 3 + draws.sample_waiting_days(get_parameter("pace.review_wait"))
    is_review = np.isin(cases.kind[c], (CFR, RFR))
    return np.where(is_review, review, np.where(held, detained, free)).astype(np.int32)


def _sample_moves(draws: Draws, opened: OpenProceedings, held: Bools, missed: Bools, kind: Ints) -> Bools:
    """Whether the case moves to another court before it is decided."""
    table = get_parameter("pace.move")
    when = convert_to_years(opened.entered)
    share = np.where(held, interpolate(when, table, 2), interpolate(when, table, 1))
    share = np.where(opened.ordinal > 0, share * 0.85, share)
    share = np.where(np.isin(kind, (CFR, RFR)), 0.02, share)
    share = np.where(np.isin(kind, (WHO, AOC)), share * get_parameter("pace.move_other_types"), share)
    return draws.sample_bernoulli(share) & ~missed


def _decide_proceedings(
    draws: Draws,
    cases: Cases,
    opened: OpenProceedings,
    custody: Ints,
    first: Ints,
    ended: Ints,
    first_absence: Absence,
    leaves: Bools,
    represented: Bools,
) -> Proceedings:
    """The kind of end, from the weights of the era, custody and counsel."""
    c = opened.case
    missed = first_absence.missed & ~leaves
    later = _simulate_later_absence(draws, cases, c, ended, represented, custody)
    absent = (missed | later.missed) & ~leaves
    choice = _sample_outcome(draws, ended, represented, custody, cases.docket[c])
    decision, closure = _assign_decision_codes(draws, cases, c, choice, absent)
    venue = np.asarray(get_parameter("pace.venue_share"), dtype=np.float32)[(opened.custody == DETAINED).astype(int)]
    move = np.where(draws.sample_bernoulli(venue), VENUE, TRANSFER)
    to_held = (custody == DETAINED) & (opened.custody == DETAINED)
    to_court = build_courts().sample_court(draws.sample_uniform(), convert_to_years(ended), to_held)
    other = (opened.court + 1) % len(build_courts().codes)
    to_court = np.where(to_court == opened.court, other, to_court)
    decision = np.where(leaves, 0, decision).astype(np.int32)
    removal = cases.in_removal[c]
    reserved = _sample_appeal_reservation(draws, decision, absent, represented, custody, removal)
    due = _sample_appeal_due_day(draws, ended, reserved)
    return Proceedings(
        case=c, entered=opened.entered, court=opened.court, custody=custody, origin=opened.origin,
        previous=opened.previous, ordinal=opened.ordinal,
        first_hearing=np.minimum(first, np.where(leaves, FAR, ended)).astype(np.int32),
        ended=ended, decision=decision, closure=np.where(leaves, move, closure).astype(np.int32), in_absentia=absent,
        ended_at_first=missed, represented=represented, to_court=np.where(leaves, to_court, -1).astype(np.int32),
        reserved=reserved, appeal_due=due, unserved=absent & np.where(missed, first_absence.unserved, later.unserved),
        unserved_chance=np.where(missed, first_absence.unserved_chance, later.unserved_chance).astype(np.float32),
    )  # fmt: skip


def _simulate_later_absence(
    draws: Draws, cases: Cases, c: Ints, ended: Ints, represented: Bools, custody: Ints
) -> Absence:
    """Whether the decision is an order in absentia at a later hearing."""
    share = interpolate(convert_to_years(ended), get_parameter("outcomes.missed_later"))
    share = share * np.asarray(get_parameter("outcomes.missed_docket")[1], dtype=np.float32)[cases.docket[c]]
    share = np.where(represented, share * get_parameter("outcomes.missed_represented")[1], share)
    absence = simulate_absence(draws, cases, c, ended, share.clip(0, MAX_ABSENT_SHARE))
    return replace(absence, missed=absence.missed & (custody != DETAINED) & cases.in_removal[c])


@cache_from_parameters
def _build_outcome_weights() -> np.ndarray:
    """Weights of outcomes: a row for each era, in it detained, in that represented, in that docket."""
    base = np.asarray(get_parameter("outcomes.weights"), dtype=float)
    held = np.asarray(get_parameter("outcomes.detained_factors"))
    counsel = (
        np.asarray(get_parameter("outcomes.alone_factors")),
        np.asarray(get_parameter("outcomes.represented_factors")),
    )
    ones = np.ones_like(held)
    own = dict(get_parameter("outcomes.docket_factors"))
    dockets = [np.asarray(own.get(number, ones)) for number in range(DOCKET_COUNT)]
    people_ = [row * (held if d else ones) * counsel[r] for row in base for d in (0, 1) for r in (0, 1)]
    return np.array([weights * docket for weights in people_ for docket in dockets])


def _sample_outcome(draws: Draws, ended: Ints, represented: Bools, custody: Ints, docket: Ints) -> Ints:
    era = find_era(convert_to_years(ended), get_parameter("outcomes.eras"))
    group = (era * 4 + (custody == DETAINED) * 2 + represented) * DOCKET_COUNT + docket
    return choose_by_group(draws.sample_uniform(), _build_outcome_weights(), group.astype(np.int32))


def _assign_decision_codes(draws: Draws, cases: Cases, c: Ints, choice: Ints, absent: Bools) -> tuple[Ints, Ints]:
    """Decision and closure codes by case type; an order in absentia is always the removal code."""
    kind = cases.kind[c]
    removal = np.array([DECISIONS.find_position(REMOVAL_CODES.get(k, "X")) for k in range(len(CASE_TYPE_CODES))])[kind]
    u = draws.sample_uniform()
    withheld = choose_weighted(u, [67, 0, 0, 0, 0, 0, 0, 0, 20, 13])  # E, Z or G
    withheld = np.where(withheld == 0, DECISIONS.find_position("E"), withheld)
    rare = np.array([DECISIONS.find_position(code) for code in ("O", "W", "J")])[choose_weighted(u, [78, 20, 2])]
    plain = {1: "R", 2: "V", 3: "T", 4: "U"}
    decision = removal.copy()
    for number, code in plain.items():
        decision[choice == number] = DECISIONS.find_position(code)
    decision = np.where(choice == 5, np.where(kind == RMV, withheld, DECISIONS.find_position("R")), decision)
    decision = np.where(choice == 6, rare, decision)
    turned_back = (kind == EXC) & draws.sample_bernoulli(get_parameter("outcomes.exclusion_more"))
    decision, choice = np.where(turned_back, removal, decision), np.where(turned_back, 0, choice)
    closed = choice >= MERITS_COUNT
    closure = np.where(closed, np.array(CLOSURE_ORDER)[(choice - MERITS_COUNT).clip(0)], 0)
    decision = np.where(closed, 0, decision)
    decision, closure = np.where(absent, removal, decision), np.where(absent, 0, closure)
    for name, *weights in get_parameter("outcomes.other_types"):
        rows = kind == CASE_TYPE_CODES.index(name)
        codes = np.array([DECISIONS.find_position(code) for code, _ in weights])
        decision[rows] = codes[choose_weighted(u[rows], [weight for _, weight in weights])]
        closure[rows] = 0
    return decision.astype(np.int32), closure.astype(np.int32)


NOBODY, RESPONDENT, GOVERNMENT, BOTH, OTHER = range(5)
RESERVED_BY = Vocabulary.of(["", "A", "I", "B", "O"])
IS_ORDER = np.array([word in ("X", "D", "E") for word in DECISIONS.words])
IS_DEPARTURE = np.array([word == "V" for word in DECISIONS.words])
IS_FAVOUR = np.array([word in ("R", "T", "U", "Z", "G", "H", "C") for word in DECISIONS.words])


def _sample_appeal_reservation(
    draws: Draws, decision: Ints, absent: Bools, represented: Bools, custody: Ints, removal: Bools
) -> Ints:
    """Who keeps the right to appeal."""
    with_counsel, without, held, departure, favour = get_parameter("aftermath.reserved")
    order, free = IS_ORDER[decision], custody != DETAINED
    kinds = [absent, order & free & represented, order & free, order, IS_DEPARTURE[decision], IS_FAVOUR[decision]]
    share = np.select(kinds, [0.004, with_counsel, without, held, departure, favour], 0.0)
    both = draws.sample_bernoulli(get_parameter("aftermath.reserved_by_both"))
    by = np.where(IS_FAVOUR[decision], GOVERNMENT, np.where(both, BOTH, RESPONDENT))
    by = np.where(draws.sample_bernoulli(0.005), OTHER, by)
    return np.where(draws.sample_bernoulli(share.astype(np.float32)) & removal, by, NOBODY).astype(np.int32)


def _sample_appeal_due_day(draws: Draws, ended: Ints, reserved: Ints) -> Ints:
    """The recorded last day to appeal: thirty days on, ten before July 1996, moved off weekends; blank for some."""
    kept, other = get_parameter("aftermath.due_date")
    share = np.where(reserved > NOBODY, kept, other)
    period = np.where(ended >= parse_day_number("1996-07-01"), 30, 10)
    return np.where(
        draws.sample_bernoulli(share.astype(np.float32)), move_to_weekday((ended + period).astype(np.int32)), NEVER
    ).astype(np.int32)


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
