"""What follows a decision: appeals to the Board, motions to reopen, and the proceedings they open."""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from finalorder.docket.appearing import asks_to_reopen
from finalorder.docket.cases import Cases
from finalorder.docket.columns import Vocabulary
from finalorder.docket.days import NEVER, Bools, Ints, Reals, weekday, years
from finalorder.docket.draws import Draws, along, choose
from finalorder.docket.parameters import value
from finalorder.docket.proceedings import (
    GOVERNMENT,
    IS_DEPARTURE,
    IS_FAVOUR,
    IS_ORDER,
    MOVED,
    NOBODY,
    RECALENDARED,
    REMANDED,
    REOPENED,
    Opened,
    Proceedings,
)

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
_LISTS = ("appeal_codes", "government_codes", "motion_appeal_codes", "board_motion_codes")
_USED = {code for name in _LISTS for code, _ in value(f"aftermath.{name}")}
BOARD_CODES = Vocabulary.of(["", *sorted(_USED | {"GRN", "DNS", "MBD"})])
SENT_BACK = np.isin(BOARD_CODES.words, ("REM", "BCR"))
STANDS = np.isin(BOARD_CODES.words, ("DIS", "SAF", "SUD", "SDG", "DUT", "SED", "SAD", "SND", "SOD", "DSO"))
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
    by: Ints
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


Each = Ints | np.int32  # one a row, or the same for all
Rowed = TypeVar("Rowed", Appeals, Motions)


def stacked(parts: "list[Rowed]") -> "Rowed":
    """Rows of several tables of the same kind, one after another."""
    kind = type(parts[0])
    return kind(**{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(kind)})


@dataclass(slots=True)
class Sequel:
    """For each proceeding of a round: when and why the case comes back, with the appeals and motions on the way."""

    entered: Ints
    origin: Ints
    appeals: list[Appeals]
    motions: list[Motions]


def follow(draws: Draws, cases: Cases, round_: Proceedings, base: int, until: int) -> Sequel:
    """Everything that happens after the ends of one round's proceedings; ``base`` numbers its first proceeding."""
    n = round_.count
    sequel = Sequel(np.full(n, NEVER, dtype=np.int32), np.full(n, MOVED, dtype=np.int32), [], [])
    over = round_.ended <= until
    removal = cases.in_removal[round_.case]
    move = round_.is_move & over
    _set(sequel, move, round_.ended + draws.between(0, 14), MOVED)
    absent = round_.absent & over
    _after_absence(draws, round_, absent, base, sequel)
    _recalendar(draws, round_, over & (round_.closure > 2) & removal, base, sequel)
    heard = over & ~round_.absent & (round_.decision > 0) & removal
    appealed = _appeal(draws, round_, heard, base, sequel)
    _reopen_others(draws, round_, heard & ~appealed, base, sequel)
    return sequel


def next_round(round_: Proceedings, sequel: Sequel, base: int, until: int) -> Opened:
    """The proceedings that open next, up to the release day."""
    go = np.flatnonzero((sequel.entered > NEVER) & (sequel.entered <= until))
    move = round_.is_move[go]
    return Opened(
        case=round_.case[go],
        entered=weekday(sequel.entered[go]),
        court=np.where(move, round_.to_court[go], round_.court[go]).astype(np.int32),
        custody=round_.custody[go],
        origin=sequel.origin[go],
        previous=(base + go).astype(np.int32),
        turn=round_.turn[go] + 1,
    )


def _set(sequel: Sequel, rows: Bools, entered: Ints, origin: int) -> None:
    sequel.entered = np.where(rows, entered, sequel.entered).astype(np.int32)
    sequel.origin = np.where(rows, origin, sequel.origin).astype(np.int32)


def _filed_motions(
    sequel: Sequel, rows: Bools, base: int, kind: Each, received: Ints, ruled: Ints, ruling: Each, party: int = 0
) -> None:
    at = np.flatnonzero(rows)
    pick = [
        np.broadcast_to(item, rows.shape)[at].astype(np.int32)
        for item in (kind, np.int32(party), received, ruled, ruling)
    ]
    sequel.motions.append(Motions((base + at).astype(np.int32), *pick))


def _filed_appeals(
    sequel: Sequel, rows: Bools, base: int, kind: int, by: Each, filed: Ints, decided: Ints, code: Ints
) -> None:
    at = np.flatnonzero(rows)
    pick = [
        np.broadcast_to(item, rows.shape)[at].astype(np.int32) for item in (np.int32(kind), by, filed, decided, code)
    ]
    sequel.appeals.append(Appeals((base + at).astype(np.int32), *pick))


def _after_absence(draws: Draws, round_: Proceedings, absent: Bools, base: int, sequel: Sequel) -> None:
    """Motions to reopen orders in absence; a grant reopens within days, a denial may be appealed."""
    when = years(round_.ended)
    table = value("aftermath.absent_motion")
    share = np.where(round_.represented, along(when, table, 1), along(when, table, 2) * 1.15)
    early, late, early_share = value("aftermath.absent_motion_wait")
    wait = np.where(draws.chance(early_share), draws.wait(early), 120 + draws.wait(late))
    files = absent & asks_to_reopen(draws, share, round_.unserved, round_.doubt)
    received = weekday((round_.ended + 3 + wait).astype(np.int32))
    ruled = weekday(received + 1 + draws.wait(value("aftermath.motion_wait")))
    granted = draws.chance(value("aftermath.absent_grant"))
    ruling = np.where(granted, GRANTED, np.where(draws.chance(0.06), MOOT, DENIED))
    _filed_motions(sequel, files, base, np.int32(MOTION_KINDS.place("MA")), received, ruled, ruling)
    _set(sequel, files & granted, ruled + draws.between(0, 6), REOPENED)
    stay = files & draws.chance(0.12)
    _filed_motions(
        sequel, stay, base, np.int32(MOTION_KINDS.place("SY")), received, ruled, np.where(granted, MOOT, DENIED)
    )
    _appeal_denial(draws, files & (ruling == DENIED), ruled, base, sequel)


def _appeal_denial(draws: Draws, denied: Bools, ruled: Ints, base: int, sequel: Sequel) -> None:
    """Appeals of denied motions to reopen."""
    rows = denied & draws.chance(value("aftermath.motion_appeal"))
    filed = weekday(ruled + draws.between(3, 28))
    decided = _board_day(draws, filed)
    code = _code(draws.uniform(), "motion_appeal_codes")
    _filed_appeals(sequel, rows, base, MOTION_APPEAL, np.int32(0), filed, decided, code)
    back = rows & SENT_BACK[code]
    _set(sequel, back, decided + draws.between(2, 25), REMANDED)


def _code(uniform: Reals, name: str) -> Ints:
    """Board codes drawn with the weights of a parameter."""
    listed = value(f"aftermath.{name}")
    places = np.array([BOARD_CODES.place(code) for code, _ in listed], dtype=np.int32)
    return places[choose(uniform, [weight for _, weight in listed])]


def _board_day(draws: Draws, filed: Ints) -> Ints:
    median = along(years(filed), value("aftermath.board_wait"))
    return weekday((filed + 20 + draws.wait(median * 1.35)).astype(np.int32))


def _recalendar(draws: Draws, round_: Proceedings, closed: Bools, base: int, sequel: Sequel) -> None:
    """Closed cases put back on the calendar by a motion."""
    share, mean = value("aftermath.recalendared")
    rows = closed & draws.chance(share)
    received = weekday(round_.ended + 60 + draws.wait(mean))
    ruled = weekday(received + 2 + draws.wait(value("aftermath.motion_wait")))
    _filed_motions(sequel, rows, base, np.int32(MOTION_KINDS.place("C")), received, ruled, np.int32(GRANTED), party=1)
    _set(sequel, rows, ruled + draws.between(0, 6), RECALENDARED)


def _appeal(draws: Draws, round_: Proceedings, heard: Bools, base: int, sequel: Sequel) -> Bools:
    """Case appeals, the Board's answer, and what comes of it; returns who appealed."""
    reserved, unreserved = value("aftermath.appealed")
    order = IS_ORDER[round_.decision]
    share = np.where(
        round_.reserved > NOBODY,
        reserved,
        np.where(order & round_.represented, unreserved, np.where(order, unreserved * 0.25, 0.0)),
    )
    share = np.where(IS_DEPARTURE[round_.decision] & (round_.reserved == NOBODY), 0.03, share)
    share = share * np.asarray(value("aftermath.appealed_by_custody"))[round_.custody]
    rows = heard & draws.chance(share.astype(np.float32))
    government = IS_FAVOUR[round_.decision] | (round_.reserved == GOVERNMENT)
    limit = np.where(round_.due > NEVER, round_.due - round_.ended, 29).clip(3, 45)
    filed = (round_.ended + 1 + draws.uniform() ** 0.6 * (limit - 1)).astype(np.int32)
    decided = _board_day(draws, filed)
    u = draws.uniform()
    code = np.where(government, _code(u, "government_codes"), _code(u, "appeal_codes"))
    by = np.where(government, 1, np.where(draws.chance(0.012), 3, np.where(draws.chance(0.012), 2, 0)))
    _filed_appeals(sequel, rows, base, CASE_APPEAL, by, filed, decided, code)
    back = rows & SENT_BACK[code] & draws.chance(value("aftermath.remand_returns"))
    _set(sequel, back, decided + draws.between(2, 25), REMANDED)
    _after_board(draws, rows & STANDS[code] & order, decided, base, sequel)
    return rows


def _after_board(draws: Draws, rows: Bools, decided: Ints, base: int, sequel: Sequel) -> None:
    """Motions at the Board, and remands by a court of appeals."""
    share, grant, mean = value("aftermath.board_motion")
    moved = rows & draws.chance(share)
    filed = weekday(decided + 5 + draws.wait(mean))
    answered = _board_day(draws, filed)
    granted = draws.chance(grant)
    code = np.where(granted, BOARD_CODES.place("GRN"), _code(draws.uniform(), "board_motion_codes"))
    _filed_appeals(sequel, moved, base, MTR_BIA, np.int32(0), filed, answered, code)
    _set(sequel, moved & granted & draws.chance(0.8), answered + draws.between(3, 25), REMANDED)
    share, mean = value("aftermath.court_remand")
    sent = rows & ~moved & draws.chance(share)
    filed = weekday(decided + 120 + draws.wait(mean))
    answered = _board_day(draws, filed)
    code = np.where(draws.chance(0.6), BOARD_CODES.place("REM"), BOARD_CODES.place("DIS"))
    _filed_appeals(sequel, sent, base, COURT_REMAND, np.int32(0), filed, answered, code)
    _set(sequel, sent & SENT_BACK[code], answered + draws.between(3, 25), REMANDED)


def _reopen_others(draws: Draws, round_: Proceedings, rows: Bools, base: int, sequel: Sequel) -> None:
    """Motions to reopen or reconsider after decisions made in the person's presence."""
    share, grant = value("aftermath.other_reopening")
    final = IS_ORDER[round_.decision] | IS_DEPARTURE[round_.decision]
    chance = np.where(final, share, value("aftermath.relief_reopening")).astype(np.float32)
    files = rows & draws.chance(chance)
    kinds = value("aftermath.other_kinds")
    kind = np.array([MOTION_KINDS.place(code) for code, _ in kinds])[choose(draws.uniform(), [w for _, w in kinds])]
    received = weekday(round_.ended + 20 + draws.wait(700))
    ruled = weekday(received + 1 + draws.wait(value("aftermath.motion_wait")))
    granted = draws.chance(np.where(final, grant, 1.0).astype(np.float32))
    ruling = np.where(granted, GRANTED, np.where(draws.chance(0.05), MOOT, DENIED))
    _filed_motions(sequel, files, base, kind, received, ruled, ruling)
    _set(sequel, files & granted, ruled + draws.between(0, 6), REOPENED)
    _appeal_denial(draws, files & (ruling == DENIED), ruled, base, sequel)


__all__ = ["Appeals", "Motions", "Rowed", "Sequel", "follow", "next_round", "stacked"]
