"""One round of the courts' work: each open proceeding gets a first hearing, an end, and a kind of end."""

from dataclasses import dataclass, fields, replace

import numpy as np

from finalorder.docket import bench, queue
from finalorder.docket import cases as people
from finalorder.docket.appearing import Absence, stays_away
from finalorder.docket.cases import DETAINED, NOT_DETAINED, RELEASED, Cases
from finalorder.docket.columns import Vocabulary
from finalorder.docket.courts import courts
from finalorder.docket.days import FAR, NEVER, Bools, Ints, Reals, day, weekday, years
from finalorder.docket.draws import Draws, along, banded, choose, choose_by
from finalorder.docket.parameters import derived, value

FIRST, MOVED, REOPENED, REMANDED, RECALENDARED = range(5)  # why a proceeding was opened

DECISIONS = Vocabulary.of(["", "X", "D", "E", "R", "V", "T", "U", "Z", "G", "W", "O", "J", "A", "L", "H", "C", "  "])
CLOSURES = Vocabulary.of(["", "C", "T", "A", "F", "Y", "X", "P", "O", "M", "K", "H"])
VENUE, TRANSFER = 1, 2
DOCKETS = 8
MOST_ABSENT = 0.9  # of any people at any hearing
MERITS = 7  # the first seven weights are decisions, the rest closures
CLOSURE_ORDER = [CLOSURES.place(code) for code in ("A", "F", "Y", "X", "P", "O", "M", "K", "H")]
REMOVAL_CODES = {people.RMV: "X", people.DEP: "D", people.EXC: "E"}


@dataclass(slots=True)
class Opened:
    """Proceedings as they open: which case, when, where, why."""

    case: Ints
    entered: Ints
    court: Ints
    custody: Ints
    origin: Ints
    previous: Ints  # position of the proceeding before it in all rounds, -1 for none
    turn: Ints

    @property
    def count(self) -> int:
        """How many."""
        return len(self.case)


@dataclass(slots=True)
class Proceedings(Opened):
    """Proceedings with their ends; ``ended`` may lie after the release, which then shows them open."""

    first_hearing: Ints
    ended: Ints
    decision: Ints
    closure: Ints
    absent: Bools
    at_first: Bools
    represented: Bools
    to_court: Ints
    reserved: Ints
    due: Ints
    unserved: Bools  # of orders in absence: the notice of the hearing had not arrived
    doubt: Reals  # and how likely that was

    @property
    def is_move(self) -> Bools:
        """Whether the case goes on before another court."""
        return np.isin(self.closure, (VENUE, TRANSFER))


def joined(parts: list[Proceedings]) -> Proceedings:
    """The proceedings of all rounds, one after another."""
    return Proceedings(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Proceedings)}
    )


def run(draws: Draws, cases: Cases, opened: Opened) -> Proceedings:
    """Let one round of proceedings run to its end."""
    c = opened.case
    kind, docket = cases.kind[c], cases.docket[c]
    held = opened.custody == DETAINED
    first = _first_hearing(draws, cases, opened, docket, held)
    represented_first = _has_counsel(cases, c, first)
    absence = _misses_first(draws, cases, opened, first, represented_first, held)
    missed = absence.missed
    decided = _decided(draws, cases, opened, first, held)
    ended = np.where(missed, first, decided)
    released = held & (cases.released_on[c] > opened.entered) & (cases.released_on[c] < ended)
    stays = released & ~draws.chance(value("pace.move_on_release"))
    later = _free_end(draws, cases.released_on[c], opened.court, docket)
    ended = np.where(stays, later, ended)
    moves = _moves(draws, opened, held, missed, kind) & ~stays
    leaves = (released & ~stays) | moves
    ended = np.where(released & ~stays, cases.released_on[c], ended)
    wait = opened.entered + 2 + draws.wait(value("pace.move_wait"))
    ended = np.where(moves & ~released, np.minimum(wait, np.maximum(ended - 1, opened.entered + 1)), ended)
    ended = weekday(ended.astype(np.int32))
    custody = np.where(held & released, RELEASED, opened.custody)
    represented = _has_counsel(cases, c, ended)
    done = _with_decision(draws, cases, opened, custody.astype(np.int32), first, ended, absence, leaves, represented)
    _address_changes(draws, cases, done)
    return done


def _address_changes(draws: Draws, cases: Cases, done: Proceedings) -> None:
    """Whoever is not detained changes venue because they moved: told some weeks before, or on leaving detention."""
    weeks = 5 + draws.wait(value("appearing.venue_wait"))
    told = done.ended - np.where(done.custody == RELEASED, 1, weeks)
    follows = (done.closure == VENUE) & (done.custody != DETAINED)
    c = done.case[follows]
    cases.moved_on[c] = np.maximum(told, done.entered)[follows]
    cases.told[c] = True


def _has_counsel(cases: Cases, c: Ints, when: Ints) -> Bools:
    counsel = cases.represented_on[c]
    return (counsel > NEVER) & (counsel <= when)


def _first_hearing(draws: Draws, cases: Cases, opened: Opened, docket: Ints, held: Bools) -> Ints:
    """The day of the first hearing: a master calendar of the case's judge, soon or late as the court is loaded."""
    when = years(opened.entered)
    table = value("pace.first_hearing")
    own = np.asarray(value("pace.docket_first_hearing"), dtype=np.float32)[docket]
    own = np.where(opened.origin == FIRST, own, 0)
    usual = along(when, table, 1) * bench.load()[bench.year_of(opened.entered), opened.court]
    mean = np.where(held, along(when, table, 2), np.where(own > 0, own, usual))
    shortest = np.where(held, value("pace.shortest_lead")[1], value("pace.shortest_lead")[0])
    soonest = (opened.entered + shortest + draws.wait(mean)).astype(np.int32)
    judge = bench.place_of(opened.court, cases.lead[opened.case], opened.entered)
    return bench.on_master_day(soonest, judge)


def _misses_first(draws: Draws, cases: Cases, opened: Opened, first: Ints, represented: Bools, held: Bools) -> Absence:
    """Whether the person stays away from the first hearing and is ordered removed that day."""
    c, notice = opened.case, first - opened.entered
    share = along(years(first), value("outcomes.missed_first"))
    share = share * np.asarray(value("outcomes.missed_docket")[0], dtype=np.float32)[cases.docket[c]]
    share = np.where(represented, share * value("outcomes.missed_represented")[0], share)
    share = np.where(notice < 30, share * value("outcomes.missed_short_notice"), share)
    share = np.where(notice >= 365, share * value("outcomes.missed_long_notice"), share)
    share = np.where(opened.origin > MOVED, share * 0.4, share)
    absence = stays_away(draws, cases, c, first, share.clip(0, MOST_ABSENT))
    return replace(absence, missed=absence.missed & ~held & cases.in_removal[c])


@derived
def _elapsed() -> np.ndarray:
    """Decisions expected up to each day since 1960, for one open case of a detained person."""
    days = np.arange(day("1960-01-01"), day("2110-01-01"), dtype=np.int32)
    return np.cumsum(along(years(days), value("pace.decisions_detained")).astype(np.float64) / 365.2425)


def _detained_end(draws: Draws, start: Ints) -> Ints:
    """The day of decision of detained people, who are heard first: at the calendar's rate."""
    elapsed = _elapsed()
    zero = day("1960-01-01")
    place = (start - zero).clip(0, len(elapsed) - 1)
    target = elapsed[place] - np.log1p(-draws.uniform().astype(np.float64))
    decided: Ints = (zero + np.searchsorted(elapsed, target)).clip(None, FAR).astype(np.int32)
    return decided


def _free_end(draws: Draws, start: Ints, court: Ints, docket: Ints) -> Ints:
    """The day of decision of people not detained: their place in the court's queue, sooner on some dockets."""
    factor = np.asarray(value("pace.by_docket"), dtype=np.float32)[docket]
    return queue.decided_on(draws.uniform(), start + 20, court, factor)


def _decided(draws: Draws, cases: Cases, opened: Opened, first: Ints, held: Bools) -> Ints:
    """The day of decision for those who are not ordered removed at the first hearing."""
    c = opened.case
    free = _free_end(draws, first, opened.court, cases.docket[c])
    detained = _detained_end(draws, first)
    review = opened.entered + 3 + draws.wait(value("pace.review_wait"))
    is_review = np.isin(cases.kind[c], (people.CFR, people.RFR))
    return np.where(is_review, review, np.where(held, detained, free)).astype(np.int32)


def _moves(draws: Draws, opened: Opened, held: Bools, missed: Bools, kind: Ints) -> Bools:
    """Whether the case moves to another court before it is decided."""
    table = value("pace.move")
    when = years(opened.entered)
    share = np.where(held, along(when, table, 2), along(when, table, 1))
    share = np.where(opened.turn > 0, share * 0.85, share)
    share = np.where(np.isin(kind, (people.CFR, people.RFR)), 0.02, share)
    share = np.where(np.isin(kind, (people.WHO, people.AOC)), share * value("pace.move_other_types"), share)
    return draws.chance(share) & ~missed


def _with_decision(
    draws: Draws,
    cases: Cases,
    opened: Opened,
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
    later = _misses_later(draws, cases, c, ended, represented, custody)
    absent = (missed | later.missed) & ~leaves
    choice = _choice(draws, ended, represented, custody, cases.docket[c])
    decision, closure = _codes(draws, cases, c, choice, absent)
    venue = np.asarray(value("pace.venue_share"), dtype=np.float32)[(opened.custody == DETAINED).astype(int)]
    move = np.where(draws.chance(venue), VENUE, TRANSFER)
    to_held = (custody == DETAINED) & (opened.custody == DETAINED)
    to_court = courts().draw(draws.uniform(), years(ended), to_held)
    other = (opened.court + 1) % len(courts().codes)
    to_court = np.where(to_court == opened.court, other, to_court)
    decision = np.where(leaves, 0, decision).astype(np.int32)
    removal = cases.in_removal[c]
    reserved = _reserved(draws, decision, absent, represented, custody, removal)
    due = _due(draws, ended, reserved)
    return Proceedings(
        case=c, entered=opened.entered, court=opened.court, custody=custody, origin=opened.origin,
        previous=opened.previous, turn=opened.turn,
        first_hearing=np.minimum(first, np.where(leaves, FAR, ended)).astype(np.int32),
        ended=ended, decision=decision, closure=np.where(leaves, move, closure).astype(np.int32), absent=absent,
        at_first=missed, represented=represented, to_court=np.where(leaves, to_court, -1).astype(np.int32),
        reserved=reserved, due=due, unserved=absent & np.where(missed, first_absence.unserved, later.unserved),
        doubt=np.where(missed, first_absence.doubt, later.doubt).astype(np.float32),
    )  # fmt: skip


def _misses_later(draws: Draws, cases: Cases, c: Ints, ended: Ints, represented: Bools, custody: Ints) -> Absence:
    """Whether the decision is an order in absence at a later hearing."""
    share = along(years(ended), value("outcomes.missed_later"))
    share = share * np.asarray(value("outcomes.missed_docket")[1], dtype=np.float32)[cases.docket[c]]
    share = np.where(represented, share * value("outcomes.missed_represented")[1], share)
    absence = stays_away(draws, cases, c, ended, share.clip(0, MOST_ABSENT))
    return replace(absence, missed=absence.missed & (custody != DETAINED) & cases.in_removal[c])


@derived
def _weights() -> np.ndarray:
    """Weights of outcomes: a row for each era, in it detained, in that represented, in that docket."""
    base = np.asarray(value("outcomes.weights"), dtype=float)
    held = np.asarray(value("outcomes.detained_factors"))
    counsel = (np.asarray(value("outcomes.alone_factors")), np.asarray(value("outcomes.represented_factors")))
    ones = np.ones_like(held)
    own = dict(value("outcomes.docket_factors"))
    dockets = [np.asarray(own.get(number, ones)) for number in range(DOCKETS)]
    people_ = [row * (held if d else ones) * counsel[r] for row in base for d in (0, 1) for r in (0, 1)]
    return np.array([weights * docket for weights in people_ for docket in dockets])


def _choice(draws: Draws, ended: Ints, represented: Bools, custody: Ints, docket: Ints) -> Ints:
    era = banded(years(ended), value("outcomes.eras"))
    group = (era * 4 + (custody == DETAINED) * 2 + represented) * DOCKETS + docket
    return choose_by(draws.uniform(), _weights(), group.astype(np.int32))


def _codes(draws: Draws, cases: Cases, c: Ints, choice: Ints, absent: Bools) -> tuple[Ints, Ints]:
    """Decision and closure codes by case type; an order in absence is always the removal code."""
    kind = cases.kind[c]
    removal = np.array([DECISIONS.place(REMOVAL_CODES.get(k, "X")) for k in range(len(people.TYPES))])[kind]
    u = draws.uniform()
    withheld = choose(u, [67, 0, 0, 0, 0, 0, 0, 0, 20, 13])  # E, Z or G
    withheld = np.where(withheld == 0, DECISIONS.place("E"), withheld)
    rare = np.array([DECISIONS.place(code) for code in ("O", "W", "J")])[choose(u, [78, 20, 2])]
    plain = {1: "R", 2: "V", 3: "T", 4: "U"}
    decision = removal.copy()
    for number, code in plain.items():
        decision[choice == number] = DECISIONS.place(code)
    decision = np.where(choice == 5, np.where(kind == people.RMV, withheld, DECISIONS.place("R")), decision)
    decision = np.where(choice == 6, rare, decision)
    turned_back = (kind == people.EXC) & draws.chance(value("outcomes.exclusion_more"))
    decision, choice = np.where(turned_back, removal, decision), np.where(turned_back, 0, choice)
    closed = choice >= MERITS
    closure = np.where(closed, np.array(CLOSURE_ORDER)[(choice - MERITS).clip(0)], 0)
    decision = np.where(closed, 0, decision)
    decision, closure = np.where(absent, removal, decision), np.where(absent, 0, closure)
    for name, *weights in value("outcomes.other_types"):
        rows = kind == people.TYPES.index(name)
        codes = np.array([DECISIONS.place(code) for code, _ in weights])
        decision[rows] = codes[choose(u[rows], [weight for _, weight in weights])]
        closure[rows] = 0
    return decision.astype(np.int32), closure.astype(np.int32)


NOBODY, RESPONDENT, GOVERNMENT, BOTH, OTHER = range(5)
RESERVED_BY = Vocabulary.of(["", "A", "I", "B", "O"])
IS_ORDER = np.array([word in ("X", "D", "E") for word in DECISIONS.words])
IS_DEPARTURE = np.array([word == "V" for word in DECISIONS.words])
IS_FAVOUR = np.array([word in ("R", "T", "U", "Z", "G", "H", "C") for word in DECISIONS.words])


def _reserved(draws: Draws, decision: Ints, absent: Bools, represented: Bools, custody: Ints, removal: Bools) -> Ints:
    """Who keeps the right to appeal."""
    with_counsel, without, held, departure, favour = value("aftermath.reserved")
    order, free = IS_ORDER[decision], custody != DETAINED
    kinds = [absent, order & free & represented, order & free, order, IS_DEPARTURE[decision], IS_FAVOUR[decision]]
    share = np.select(kinds, [0.004, with_counsel, without, held, departure, favour], 0.0)
    both = draws.chance(value("aftermath.reserved_by_both"))
    by = np.where(IS_FAVOUR[decision], GOVERNMENT, np.where(both, BOTH, RESPONDENT))
    by = np.where(draws.chance(0.005), OTHER, by)
    return np.where(draws.chance(share.astype(np.float32)) & removal, by, NOBODY).astype(np.int32)


def _due(draws: Draws, ended: Ints, reserved: Ints) -> Ints:
    """The recorded last day to appeal: thirty days on, ten before July 1996, moved off weekends; blank for some."""
    kept, other = value("aftermath.due_date")
    share = np.where(reserved > NOBODY, kept, other)
    period = np.where(ended >= day("1996-07-01"), 30, 10)
    return np.where(draws.chance(share.astype(np.float32)), weekday((ended + period).astype(np.int32)), NEVER).astype(
        np.int32
    )


__all__ = [
    "FIRST",
    "MOVED",
    "NOT_DETAINED",
    "RECALENDARED",
    "REMANDED",
    "REOPENED",
    "Opened",
    "Proceedings",
    "joined",
    "run",
]
