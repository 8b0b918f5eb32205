"""What follows a decision: appeals to the Board, motions to reopen, and the proceedings they open."""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from finalorder.simulation.appearance import simulate_motion_filing
from finalorder.simulation.cases import Cases
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import NEVER, Bools, Ints, Reals, convert_to_years, move_to_weekday
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.proceedings import (
    GOVERNMENT,
    IS_DEPARTURE,
    IS_FAVOUR,
    IS_ORDER,
    MOVED,
    NOBODY,
    RECALENDARED,
    REMANDED,
    REOPENED,
    OpenProceedings,
    Proceedings,
)
from finalorder.simulation.random_draws import Draws, choose_weighted, interpolate

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
_CODE_PARAMETERS = ("appeal_codes", "government_codes", "motion_appeal_codes", "board_motion_codes")
_USED_CODES = {code for name in _CODE_PARAMETERS for code, _ in get_parameter(f"aftermath.{name}")}
BOARD_CODES = Vocabulary.of(["", *sorted(_USED_CODES | {"GRN", "DNS", "MBD"})])
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


PerRow = Ints | np.int32  # one a row, or the same for all
AppealsOrMotions = TypeVar("AppealsOrMotions", Appeals, Motions)


def concatenate_tables(parts: "list[AppealsOrMotions]") -> "AppealsOrMotions":
    """Rows of several tables of the same kind, one after another."""
    kind = type(parts[0])
    return kind(**{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(kind)})


@dataclass(slots=True)
class FollowUp:
    """For each proceeding of a round: when and why the case comes back, with the appeals and motions on the way."""

    entered: Ints
    origin: Ints
    appeals: list[Appeals]
    motions: list[Motions]


def simulate_follow_up(draws: Draws, cases: Cases, round_: Proceedings, base: int, until: int) -> FollowUp:
    """Everything that happens after the ends of one round's proceedings; ``base`` numbers its first proceeding."""
    n = round_.count
    sequel = FollowUp(np.full(n, NEVER, dtype=np.int32), np.full(n, MOVED, dtype=np.int32), [], [])
    over = round_.ended <= until
    removal = cases.in_removal[round_.case]
    move = round_.is_move & over
    _set_return(sequel, move, round_.ended + draws.sample_integers(0, 14), MOVED)
    absent = round_.in_absentia & over
    _reopen_in_absentia(draws, round_, absent, base, sequel)
    _recalendar_closed(draws, round_, over & (round_.closure > 2) & removal, base, sequel)
    heard = over & ~round_.in_absentia & (round_.decision > 0) & removal
    appealed = _appeal_decisions(draws, round_, heard, base, sequel)
    _reopen_others(draws, round_, heard & ~appealed, base, sequel)
    return sequel


def open_next_round(round_: Proceedings, sequel: FollowUp, base: int, until: int) -> OpenProceedings:
    """The proceedings that open next, up to the release day."""
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


def _set_return(sequel: FollowUp, rows: Bools, entered: Ints, origin: int) -> None:
    sequel.entered = np.where(rows, entered, sequel.entered).astype(np.int32)
    sequel.origin = np.where(rows, origin, sequel.origin).astype(np.int32)


def _add_motions(
    sequel: FollowUp, rows: Bools, base: int, kind: PerRow, received: Ints, ruled: Ints, ruling: PerRow, party: int = 0
) -> None:
    at = np.flatnonzero(rows)
    pick = [
        np.broadcast_to(item, rows.shape)[at].astype(np.int32)
        for item in (kind, np.int32(party), received, ruled, ruling)
    ]
    sequel.motions.append(Motions((base + at).astype(np.int32), *pick))


def _add_appeals(
    sequel: FollowUp, rows: Bools, base: int, kind: int, by: PerRow, filed: Ints, decided: Ints, code: Ints
) -> None:
    at = np.flatnonzero(rows)
    pick = [
        np.broadcast_to(item, rows.shape)[at].astype(np.int32) for item in (np.int32(kind), by, filed, decided, code)
    ]
    sequel.appeals.append(Appeals((base + at).astype(np.int32), *pick))


def _reopen_in_absentia(draws: Draws, round_: Proceedings, absent: Bools, base: int, sequel: FollowUp) -> None:
    """Motions to reopen orders in absentia; a grant reopens within days, a denial may be appealed."""
    when = convert_to_years(round_.ended)
    table = get_parameter("aftermath.absent_motion")
    share = np.where(round_.represented, interpolate(when, table, 1), interpolate(when, table, 2) * 1.15)
    early, late, early_share = get_parameter("aftermath.absent_motion_wait")
    wait = np.where(
        draws.sample_bernoulli(early_share), draws.sample_waiting_days(early), 120 + draws.sample_waiting_days(late)
    )
    files = absent & simulate_motion_filing(draws, share, round_.unserved, round_.unserved_chance)
    received = move_to_weekday((round_.ended + 3 + wait).astype(np.int32))
    ruled = move_to_weekday(received + 1 + draws.sample_waiting_days(get_parameter("aftermath.motion_wait")))
    granted = draws.sample_bernoulli(get_parameter("aftermath.absent_grant"))
    ruling = np.where(granted, GRANTED, np.where(draws.sample_bernoulli(0.06), MOOT, DENIED))
    _add_motions(sequel, files, base, np.int32(MOTION_KINDS.find_position("MA")), received, ruled, ruling)
    _set_return(sequel, files & granted, ruled + draws.sample_integers(0, 6), REOPENED)
    stay = files & draws.sample_bernoulli(0.12)
    _add_motions(
        sequel, stay, base, np.int32(MOTION_KINDS.find_position("SY")), received, ruled, np.where(granted, MOOT, DENIED)
    )
    _appeal_denial(draws, files & (ruling == DENIED), ruled, base, sequel)


def _appeal_denial(draws: Draws, denied: Bools, ruled: Ints, base: int, sequel: FollowUp) -> None:
    """Appeals of denied motions to reopen."""
    rows = denied & draws.sample_bernoulli(get_parameter("aftermath.motion_appeal"))
    filed = move_to_weekday(ruled + draws.sample_integers(3, 28))
    decided = _sample_board_day(draws, filed)
    code = _sample_board_codes(draws.sample_uniform(), "motion_appeal_codes")
    _add_appeals(sequel, rows, base, MOTION_APPEAL, np.int32(0), filed, decided, code)
    back = rows & IS_REMAND[code]
    _set_return(sequel, back, decided + draws.sample_integers(2, 25), REMANDED)


def _sample_board_codes(uniform: Reals, name: str) -> Ints:
    """Board codes drawn with the weights of a parameter."""
    listed = get_parameter(f"aftermath.{name}")
    places = np.array([BOARD_CODES.find_position(code) for code, _ in listed], dtype=np.int32)
    return places[choose_weighted(uniform, [weight for _, weight in listed])]


def _sample_board_day(draws: Draws, filed: Ints) -> Ints:
    median = interpolate(convert_to_years(filed), get_parameter("aftermath.board_wait"))
    return move_to_weekday((filed + 20 + draws.sample_waiting_days(median * 1.35)).astype(np.int32))


def _recalendar_closed(draws: Draws, round_: Proceedings, closed: Bools, base: int, sequel: FollowUp) -> None:
    """Closed cases put back on the calendar by a motion."""
    share, mean = get_parameter("aftermath.recalendared")
    rows = closed & draws.sample_bernoulli(share)
    received = move_to_weekday(round_.ended + 60 + draws.sample_waiting_days(mean))
    ruled = move_to_weekday(received + 2 + draws.sample_waiting_days(get_parameter("aftermath.motion_wait")))
    _add_motions(
        sequel, rows, base, np.int32(MOTION_KINDS.find_position("C")), received, ruled, np.int32(GRANTED), party=1
    )
    _set_return(sequel, rows, ruled + draws.sample_integers(0, 6), RECALENDARED)


def _appeal_decisions(draws: Draws, round_: Proceedings, heard: Bools, base: int, sequel: FollowUp) -> Bools:
    """Case appeals, the Board's answer, and what comes of it; returns who appealed."""
    reserved, unreserved = get_parameter("aftermath.appealed")
    order = IS_ORDER[round_.decision]
    share = np.where(
        round_.reserved > NOBODY,
        reserved,
        np.where(order & round_.represented, unreserved, np.where(order, unreserved * 0.25, 0.0)),
    )
    share = np.where(IS_DEPARTURE[round_.decision] & (round_.reserved == NOBODY), 0.03, share)
    share = share * np.asarray(get_parameter("aftermath.appealed_by_custody"))[round_.custody]
    rows = heard & draws.sample_bernoulli(share.astype(np.float32))
    government = IS_FAVOUR[round_.decision] | (round_.reserved == GOVERNMENT)
    limit = np.where(round_.appeal_due > NEVER, round_.appeal_due - round_.ended, 29).clip(3, 45)
    filed = (round_.ended + 1 + draws.sample_uniform() ** 0.6 * (limit - 1)).astype(np.int32)
    decided = _sample_board_day(draws, filed)
    u = draws.sample_uniform()
    code = np.where(government, _sample_board_codes(u, "government_codes"), _sample_board_codes(u, "appeal_codes"))
    by = np.where(
        government, 1, np.where(draws.sample_bernoulli(0.012), 3, np.where(draws.sample_bernoulli(0.012), 2, 0))
    )
    _add_appeals(sequel, rows, base, CASE_APPEAL, by, filed, decided, code)
    back = rows & IS_REMAND[code] & draws.sample_bernoulli(get_parameter("aftermath.remand_returns"))
    _set_return(sequel, back, decided + draws.sample_integers(2, 25), REMANDED)
    _continue_after_board(draws, rows & LEAVES_ORDER[code] & order, decided, base, sequel)
    return rows


def _continue_after_board(draws: Draws, rows: Bools, decided: Ints, base: int, sequel: FollowUp) -> None:
    """Motions at the Board, and remands by a court of appeals."""
    share, grant, mean = get_parameter("aftermath.board_motion")
    moved = rows & draws.sample_bernoulli(share)
    filed = move_to_weekday(decided + 5 + draws.sample_waiting_days(mean))
    answered = _sample_board_day(draws, filed)
    granted = draws.sample_bernoulli(grant)
    code = np.where(
        granted, BOARD_CODES.find_position("GRN"), _sample_board_codes(draws.sample_uniform(), "board_motion_codes")
    )
    _add_appeals(sequel, moved, base, MTR_BIA, np.int32(0), filed, answered, code)
    _set_return(
        sequel, moved & granted & draws.sample_bernoulli(0.8), answered + draws.sample_integers(3, 25), REMANDED
    )
    share, mean = get_parameter("aftermath.court_remand")
    sent = rows & ~moved & draws.sample_bernoulli(share)
    filed = move_to_weekday(decided + 120 + draws.sample_waiting_days(mean))
    answered = _sample_board_day(draws, filed)
    code = np.where(draws.sample_bernoulli(0.6), BOARD_CODES.find_position("REM"), BOARD_CODES.find_position("DIS"))
    _add_appeals(sequel, sent, base, COURT_REMAND, np.int32(0), filed, answered, code)
    _set_return(sequel, sent & IS_REMAND[code], answered + draws.sample_integers(3, 25), REMANDED)


def _reopen_others(draws: Draws, round_: Proceedings, rows: Bools, base: int, sequel: FollowUp) -> None:
    """Motions to reopen or reconsider after decisions made in the person's presence."""
    share, grant = get_parameter("aftermath.other_reopening")
    final = IS_ORDER[round_.decision] | IS_DEPARTURE[round_.decision]
    chance = np.where(final, share, get_parameter("aftermath.relief_reopening")).astype(np.float32)
    files = rows & draws.sample_bernoulli(chance)
    kinds = get_parameter("aftermath.other_kinds")
    kind = np.array([MOTION_KINDS.find_position(code) for code, _ in kinds])[
        choose_weighted(draws.sample_uniform(), [w for _, w in kinds])
    ]
    received = move_to_weekday(round_.ended + 20 + draws.sample_waiting_days(700))
    ruled = move_to_weekday(received + 1 + draws.sample_waiting_days(get_parameter("aftermath.motion_wait")))
    granted = draws.sample_bernoulli(np.where(final, grant, 1.0).astype(np.float32))
    ruling = np.where(granted, GRANTED, np.where(draws.sample_bernoulli(0.05), MOOT, DENIED))
    _add_motions(sequel, files, base, kind, received, ruled, ruling)
    _set_return(sequel, files & granted, ruled + draws.sample_integers(0, 6), REOPENED)
    _appeal_denial(draws, files & (ruling == DENIED), ruled, base, sequel)


__all__ = [
    "Appeals",
    "AppealsOrMotions",
    "FollowUp",
    "Motions",
    "concatenate_tables",
    "open_next_round",
    "simulate_follow_up",
]
