"""What follows a decision: appeals to the Board, motions to reopen, and the proceedings they open."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import NamedTuple, TypeVar

import numpy as np

from finalorder.simulation.appearance import simulate_motion_filing
from finalorder.simulation.cases import AOC, WHO, Cases
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import NEVER, Bools, Ints, Reals, convert_to_years, move_to_weekday
from finalorder.simulation.decisions import GOVERNMENT, IS_DEPARTURE, IS_FAVOUR, IS_ORDER, NOBODY, TRANSFER
from finalorder.simulation.parameters import Parameters
from finalorder.simulation.proceedings import MOVED, RECALENDARED, REMANDED, REOPENED, OpenProceedings, Proceedings
from finalorder.simulation.random_draws import Draws

APPEAL_KINDS = Vocabulary.of(
    [
        "Case Appeal",
        "MTR BIA",
        "DD Visa",
        "Appeal of IJ MTR",
        "Bond Appeal",
        "Circuit Court Remand",
        "Interlocutory Appeal",
        "DD Fines",
        "DD 212",
        "CASE APPEAL",
        "DD visa",
        "DD-212",
    ]
)
CASE_APPEAL, MTR_BIA, DD_VISA, MOTION_APPEAL, BOND_APPEAL, COURT_REMAND, INTERLOCUTORY, DD_FINES, DD_212 = range(9)
# every code that the parameters name; a parameter that ends in _codes cannot be replaced
_NAMES = (
    " ABC ACR ADM APD BCR CON CPG D30 DED DEN DIS DMO DNS DSO DUT DVD GNR GRN GRS MBD NJU OTH REJ REM"
    " SAD SAF SAV SDG SED SND SOD SUD SUS TER TPD TPS WDL WPD"
)
BOARD_CODES = Vocabulary.of(_NAMES.split(" "))  # the first is blank: not decided
IS_REMAND = np.isin(BOARD_CODES.words, ("REM", "BCR"))
LEAVES_ORDER = np.isin(BOARD_CODES.words, ("DIS", "SAF", "SUD", "SDG", "DUT", "SED", "SAD", "SND", "SOD", "DSO"))
MOTION_KINDS = Vocabulary.of(
    [
        "MA",
        "O",
        "MC",
        "FD",
        "RD",
        "VO",
        "SA",
        "SY",
        "C",
        "CO",
        "CV",
        "WC",
        "AC",
        "TP",
        "U",
        "VD",
        "SR",
        "CT",
        "CS",
        "PM",
        "WP",
        "TV",
        "SB",
        "BB",
        "SD",
        "PA",
        "CL",
        "HV",
    ]
)
RULINGS = Vocabulary.of(["", "G", "D", "M", "O", "W", "J"])
GRANTED, DENIED, MOOT = 1, 2, 3
_FILED_BY = np.array([0, 2, 3], dtype=np.int32)  # the respondent, others, both


@dataclass(slots=True)
class Appeals:
    """Appeals: the proceeding they are from, kind, who filed, when, and the Board's answer (code 0 while none)."""

    proceeding: Ints
    kind: Ints
    filed_by: Ints
    filed: Ints
    decided: Ints
    code: Ints


@dataclass(slots=True)
class Motions:
    """Motions: the proceeding they were filed in, kind, party, when received, when and how ruled on."""

    proceeding: Ints
    kind: Ints
    party: Ints
    received: Ints
    ruled: Ints
    ruling: Ints


PerRow = Ints | np.int32 | int  # one a row, or the same for all
AppealsOrMotions = TypeVar("AppealsOrMotions", Appeals, Motions)


def concatenate_tables(parts: "list[AppealsOrMotions]") -> "AppealsOrMotions":
    """Return the rows of several tables of the same kind, one after another."""
    kind = type(parts[0])
    return kind(**{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(kind)})


@dataclass(slots=True)
class FollowUp:
    """For each proceeding of a round: when and why the case comes back, with the appeals and motions on the way.

    ``base`` numbers the round's first proceeding among those of all rounds.
    """

    draws: Draws
    round: Proceedings
    base: int
    entered: Ints
    origin: Ints
    appeals: list[Appeals]
    motions: list[Motions]

    @property
    def parameters(self) -> Parameters:
        return self.draws.parameters

    def set_return(self, rows: Bools, entered: Ints, origin: int) -> None:
        """Let these proceedings be followed by another."""
        self.entered = np.where(rows, entered, self.entered).astype(np.int32)
        self.origin = np.where(rows, origin, self.origin).astype(np.int32)

    def add_motions(self, rows: Bools, motions: "FiledMotions") -> None:
        """Add motions in these proceedings."""
        at = np.flatnonzero(rows)
        picked = [motions.kind, motions.party, motions.received, motions.ruled, motions.ruling]
        self.motions.append(Motions((self.base + at).astype(np.int32), *_pick_rows(picked, len(rows), at)))

    def add_appeals(self, rows: Bools, appeals: "FiledAppeals") -> None:
        """Add appeals from these proceedings."""
        at = np.flatnonzero(rows)
        picked = [appeals.kind, appeals.filed_by, appeals.filed, appeals.decided, appeals.code]
        self.appeals.append(Appeals((self.base + at).astype(np.int32), *_pick_rows(picked, len(rows), at)))


class FiledMotions(NamedTuple):
    """A motion in each proceeding of a round, should it be filed there."""

    kind: PerRow
    received: Ints
    ruled: Ints
    ruling: PerRow
    party: PerRow = 0


class FiledAppeals(NamedTuple):
    """An appeal from each proceeding of a round, should it be filed."""

    kind: PerRow
    filed_by: PerRow
    filed: Ints
    decided: Ints
    code: Ints


def _pick_rows(columns: Iterable[PerRow], count: int, at: np.ndarray) -> list[Ints]:
    return [np.broadcast_to(np.asarray(column), (count,))[at].astype(np.int32) for column in columns]


def simulate_follow_up(draws: Draws, cases: Cases, round_: Proceedings, base: int, until: int) -> FollowUp:
    """Simulate what happens after the ends of one round's proceedings; ``base`` numbers its first proceeding."""
    n = round_.count
    blank = np.full(n, NEVER, dtype=np.int32), np.full(n, MOVED, dtype=np.int32)
    sequel = FollowUp(draws, round_, base, *blank, [], [])
    over, removal = round_.ended <= until, cases.in_removal[round_.case]
    moved_on = round_.ended + draws.sample_days_between("aftermath.transfer_wait")
    sequel.set_return(round_.is_move & over, moved_on, MOVED)
    _reopen_in_absentia(sequel, round_.in_absentia & over)
    _recalendar_closed(sequel, over & (round_.closure > TRANSFER) & removal)
    merits = removal | np.isin(cases.kind[round_.case], (WHO, AOC))
    heard = over & ~round_.in_absentia & (round_.decision > 0) & merits
    appealed = _appeal_decisions(sequel, heard)
    _reopen_others(sequel, heard & ~appealed)
    return sequel


def open_next_round(round_: Proceedings, sequel: FollowUp, base: int, until: int) -> OpenProceedings:
    """Return the proceedings that open next, up to the release day."""
    go = np.flatnonzero((sequel.entered > NEVER) & (sequel.entered <= until))
    move = round_.is_move[go]
    return OpenProceedings(
        case=round_.case[go],
        entered=move_to_weekday(sequel.entered[go]),
        court=np.where(move, round_.to_court[go], round_.court[go]).astype(np.int32),
        custody=round_.custody[go],
        origin=sequel.origin[go],
        previous=(base + go).astype(np.int32),
        ordinal=round_.ordinal[go] + 1,
    )


def _reopen_in_absentia(sequel: FollowUp, absent: Bools) -> None:
    """Simulate motions to reopen orders in absentia; a grant reopens within days, a denial may be appealed."""
    draws, round_, parameters = sequel.draws, sequel.round, sequel.parameters
    when = convert_to_years(round_.ended)
    with_counsel, without = (draws.interpolate("aftermath.absent_motion", when, column) for column in (1, 2))
    share = np.where(round_.represented, with_counsel, without * parameters["aftermath.absent_motion_alone"])
    files = absent & simulate_motion_filing(draws, share, round_.unserved, round_.unserved_chance)
    received = move_to_weekday((round_.ended + _sample_absent_motion_wait(draws)).astype(np.int32))
    ruled = _sample_ruling_day(draws, "ruling, order in absentia", received)
    granted = draws.sample_event("aftermath.absent_grant")
    ruling = np.where(granted, GRANTED, np.where(draws.sample_event("aftermath.absent_moot"), MOOT, DENIED))
    sequel.add_motions(files, FiledMotions(MOTION_KINDS.find_position("MA"), received, ruled, ruling))
    sequel.set_return(files & granted, ruled + draws.sample_days_between("aftermath.reopening_wait"), REOPENED)
    stay = FiledMotions(MOTION_KINDS.find_position("SY"), received, ruled, np.where(granted, MOOT, DENIED))
    sequel.add_motions(files & draws.sample_event("aftermath.absent_stay"), stay)
    _appeal_denial(sequel, files & (ruling == DENIED), ruled)


def _sample_absent_motion_wait(draws: Draws) -> Ints:
    """Sample days from an order in absentia to a motion: soon for most, years later for others."""
    early, late, early_share = draws.parameters["aftermath.absent_motion_wait"]
    least, late_from = draws.parameters["aftermath.absent_motion_from"]
    is_early = draws.sample_bernoulli("early motion", early_share)
    wait = draws.sample_waiting_days("motion, order in absentia", np.where(is_early, np.float32(early), late))
    return np.asarray(least + np.where(is_early, 0, late_from) + wait)


def _sample_ruling_day(draws: Draws, decision: str, received: Ints, least: int = 1) -> Ints:
    wait = draws.sample_waiting_days(decision, draws.parameters["aftermath.motion_wait"])
    return move_to_weekday(received + least + wait)


def _appeal_denial(sequel: FollowUp, denied: Bools, ruled: Ints) -> None:
    """Simulate appeals of denied motions to reopen: each proceeding has at most one."""
    draws = sequel.draws
    rows = denied & draws.sample_event("aftermath.motion_appeal")
    filed = move_to_weekday(ruled + draws.sample_days_between("aftermath.motion_appeal_wait"))
    decided = _sample_board_day(draws, "Board, denied motion", filed)
    code = _sample_board_codes(draws, "aftermath.motion_appeal_codes")
    sequel.add_appeals(rows, FiledAppeals(MOTION_APPEAL, 0, filed, decided, code))
    back = decided + draws.sample_integers("return, denied motion", *draws.parameters["aftermath.remand_wait"])
    sequel.set_return(rows & IS_REMAND[code], back, REMANDED)


def _sample_board_codes(draws: Draws, name: str) -> Ints:
    """Sample Board codes drawn with the weights of a parameter."""
    listed = draws.parameters[name]
    places = np.array([BOARD_CODES.find_position(code) for code, _ in listed], dtype=np.int32)
    return places[draws.sample_positions(name, [weight for _, weight in listed])]


def _sample_board_day(draws: Draws, decision: str, filed: Ints) -> Ints:
    least, spread = draws.parameters["aftermath.board_spread"]
    median = draws.interpolate("aftermath.board_wait", convert_to_years(filed))
    return move_to_weekday((filed + least + draws.sample_waiting_days(decision, median * spread)).astype(np.int32))


def _recalendar_closed(sequel: FollowUp, closed: Bools) -> None:
    """Put closed cases back on the calendar by a motion."""
    draws, parameters = sequel.draws, sequel.parameters
    share, mean = parameters["aftermath.recalendared"]
    rows = closed & draws.sample_bernoulli("recalendared", share)
    wait = parameters["aftermath.recalendared_from"] + draws.sample_waiting_days("motion to recalendar", mean)
    received = move_to_weekday(sequel.round.ended + wait)
    ruled = _sample_ruling_day(draws, "ruling, recalendaring", received, 2)
    motion = FiledMotions(MOTION_KINDS.find_position("C"), received, ruled, GRANTED, party=1)
    sequel.add_motions(rows, motion)
    sequel.set_return(
        rows, ruled + draws.sample_integers("recalendaring", *parameters["aftermath.reopening_wait"]), RECALENDARED
    )


def _appeal_decisions(sequel: FollowUp, heard: Bools) -> Bools:
    """Simulate case appeals, the Board's answer, and what comes of it; returns who appealed."""
    draws, round_ = sequel.draws, sequel.round
    order = IS_ORDER[round_.decision]
    rows = heard & draws.sample_bernoulli("appealed", _compute_appeal_share(sequel, order))
    government = IS_FAVOUR[round_.decision] | (round_.reserved == GOVERNMENT)
    filed = _sample_filing_day(sequel)
    decided = _sample_board_day(draws, "Board, case appeal", filed)
    code = np.where(
        government,
        _sample_board_codes(draws, "aftermath.government_codes"),
        _sample_board_codes(draws, "aftermath.appeal_codes"),
    )
    by = np.where(government, 1, _FILED_BY[draws.sample_kind("aftermath.appealed_by")])
    sequel.add_appeals(rows, FiledAppeals(CASE_APPEAL, by, filed, decided, code))
    back = rows & IS_REMAND[code] & draws.sample_event("aftermath.remand_returns")
    sequel.set_return(back, decided + draws.sample_days_between("aftermath.remand_wait"), REMANDED)
    _continue_after_board(sequel, rows & LEAVES_ORDER[code] & order, decided)
    return rows


def _compute_appeal_share(sequel: FollowUp, order: Bools) -> Reals:
    """Compute the share of decisions appealed, by reservation, kind of decision, counsel and custody."""
    round_, parameters = sequel.round, sequel.parameters
    reserved, unreserved = parameters["aftermath.appealed"]
    alone, departure = parameters["aftermath.appealed_otherwise"]
    without = np.where(round_.represented, unreserved, unreserved * alone)
    share = np.where(round_.reserved > NOBODY, reserved, np.where(order, without, 0))
    share = np.where(round_.reserved == GOVERNMENT, share * parameters["aftermath.appealed_by_government"], share)
    share = np.where(IS_DEPARTURE[round_.decision] & (round_.reserved == NOBODY), departure, share)
    share = share * np.asarray(parameters["aftermath.appealed_by_custody"])[round_.custody]
    return np.asarray(share, dtype=np.float32)


def _sample_filing_day(sequel: FollowUp) -> Ints:
    """Sample the day of an appeal: within the time to appeal, more often towards its end."""
    round_, (usual, least, most, power) = sequel.round, sequel.parameters["aftermath.appeal_days"]
    limit = np.where(round_.appeal_due > NEVER, round_.appeal_due - round_.ended, usual).clip(least, most)
    spot = sequel.draws.sample_uniform("appeal filed") ** power
    return np.asarray(round_.ended + 1 + spot * (limit - 1)).astype(np.int32)


def _continue_after_board(sequel: FollowUp, rows: Bools, decided: Ints) -> None:
    """Simulate motions at the Board, and remands by a court of appeals."""
    draws, parameters = sequel.draws, sequel.parameters
    share, grant, mean = parameters["aftermath.board_motion"]
    moved = rows & draws.sample_bernoulli("motion at the Board", share)
    least, court_least = parameters["aftermath.after_board_from"]
    filed = move_to_weekday(decided + least + draws.sample_waiting_days("motion at the Board filed", mean))
    answered = _sample_board_day(draws, "Board, motion", filed)
    granted = draws.sample_bernoulli("motion at the Board granted", grant)
    refused = _sample_board_codes(draws, "aftermath.board_motion_codes")
    code = np.where(granted, BOARD_CODES.find_position("GRN"), refused)
    sequel.add_appeals(moved, FiledAppeals(MTR_BIA, 0, filed, answered, code))
    back = answered + draws.sample_integers("return, motion at the Board", *parameters["aftermath.board_return_wait"])
    sequel.set_return(moved & granted & draws.sample_event("aftermath.board_motion_returns"), back, REMANDED)
    share, mean = parameters["aftermath.court_remand"]
    sent = rows & ~moved & draws.sample_bernoulli("remanded by a court of appeals", share)
    filed = move_to_weekday(decided + court_least + draws.sample_waiting_days("court of appeals", mean))
    _answer_court_remand(sequel, sent, filed)


def _answer_court_remand(sequel: FollowUp, sent: Bools, filed: Ints) -> None:
    """Simulate what the Board does with what a court of appeals sends back."""
    draws = sequel.draws
    answered = _sample_board_day(draws, "Board, court remand", filed)
    on = draws.sample_event("aftermath.court_remand_sent_on")
    code = np.where(on, BOARD_CODES.find_position("REM"), BOARD_CODES.find_position("DIS")).astype(np.int32)
    sequel.add_appeals(sent, FiledAppeals(COURT_REMAND, 0, filed, answered, code))
    wait = draws.sample_integers("return, court remand", *draws.parameters["aftermath.board_return_wait"])
    sequel.set_return(sent & IS_REMAND[code], answered + wait, REMANDED)


def _reopen_others(sequel: FollowUp, rows: Bools) -> None:
    """Simulate motions to reopen or reconsider after decisions made in the person's presence."""
    draws, round_, parameters = sequel.draws, sequel.round, sequel.parameters
    share, grant = parameters["aftermath.other_reopening"]
    final = IS_ORDER[round_.decision] | IS_DEPARTURE[round_.decision]
    chance = np.where(final, share, parameters["aftermath.relief_reopening"]).astype(np.float32)
    files = rows & draws.sample_bernoulli("moves to reopen", chance)
    listed = parameters["aftermath.other_kinds"]
    kinds = np.array([MOTION_KINDS.find_position(code) for code, _ in listed])
    kind = kinds[draws.sample_positions("aftermath.other_kinds", [weight for _, weight in listed])]
    received = move_to_weekday(round_.ended + draws.sample_wait("aftermath.other_reopening_wait"))
    ruled = _sample_ruling_day(draws, "ruling, reopening", received)
    granted = draws.sample_bernoulli("reopening granted", np.where(final, grant, 1).astype(np.float32))
    ruling = np.where(granted, GRANTED, np.where(draws.sample_event("aftermath.other_moot"), MOOT, DENIED))
    sequel.add_motions(files, FiledMotions(kind, received, ruled, ruling))
    back = ruled + draws.sample_integers("reopening", *parameters["aftermath.reopening_wait"])
    sequel.set_return(files & granted, back, REOPENED)
    _appeal_denial(sequel, files & (ruling == DENIED), ruled)


__all__ = [
    "Appeals",
    "AppealsOrMotions",
    "FollowUp",
    "Motions",
    "concatenate_tables",
    "open_next_round",
    "simulate_follow_up",
]
