"""Rows beside the proceedings: bonds, custody, applications, charges, counsel, routine motions, flags."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation.after_decision import BOARD_CODES, BOND_APPEAL, MOTION_KINDS, Appeals, Motions
from finalorder.simulation.cases import (
    ADULT,
    AWC_ATD,
    AWC_D,
    CR,
    DEDICATED,
    FAMILY_2018,
    RBC_D,
    UC,
    UNACCOMPANIED,
    Cases,
)
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import (
    HORIZON,
    NEVER,
    Bools,
    Ints,
    convert_to_years,
    move_to_weekday,
    parse_day_number,
)
from finalorder.simulation.lives import CaseHistories
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.random_draws import Draws, choose_weighted, expand_counts, interpolate, sample_poisson_counts


def sample_weighted_codes(draws: Draws, name: str) -> tuple[Vocabulary, Ints]:
    """A vocabulary and positions drawn with the weights of a parameter of pairs."""
    listed = get_parameter(name)
    return Vocabulary.of([code for code, _ in listed]), choose_weighted(
        draws.sample_uniform(), [weight for _, weight in listed]
    )


@dataclass(slots=True)
class Bonds:
    """Bond rows: proceeding, day asked, day decided."""

    proceeding: Ints
    requested: Ints
    decided: Ints


def simulate_bonds(source: np.random.Generator, lives: CaseHistories) -> Bonds:
    """Custody redeterminations of people who were detained when the proceeding began."""
    rows = lives.proceedings
    was_held = lives.cases.detained_first[rows.case] & (rows.ordinal == 0) & lives.cases.in_removal[rows.case]
    mean = np.where(was_held, get_parameter("side.bonds"), 0.0).astype(np.float32)
    counts = sample_poisson_counts(Draws(source, rows.count).sample_uniform(), mean, 4)
    parent, place = expand_counts(counts)
    draws = Draws(source, len(parent))
    asked = move_to_weekday(rows.entered[parent] + 1 + place * 25 + draws.sample_waiting_days(12))
    return Bonds(parent, asked, move_to_weekday(asked + 1 + draws.sample_waiting_days(8)))


@dataclass(slots=True)
class CustodyHistory:
    """Custody history rows: case, day from which they are there, status, detained from, released on."""

    case: Ints
    since: Ints
    status: Ints
    detained: Ints
    released: Ints


def simulate_custody_history(source: np.random.Generator, lives: CaseHistories, listed: Bools) -> CustodyHistory:
    """Mostly one row a case; those detained have dates for it in the newer years."""
    cases = lives.cases
    n = cases.count
    draws = Draws(source, n)
    when = convert_to_years(cases.filed)
    free = ~cases.detained_first
    leaves = ~free & (cases.released_on > NEVER)
    held, let_go = get_parameter("side.custody_history_held")
    share = interpolate(when, get_parameter("side.custody_history")) * np.where(
        free, 1.0, np.where(leaves, let_go, held)
    )
    has = draws.sample_bernoulli(share) & listed
    second = leaves & draws.sample_bernoulli(get_parameter("side.custody_second"))
    repeat = draws.sample_bernoulli(get_parameter("side.custody_repeat"))
    counts = np.where(has, 1 + second + repeat, 0).astype(np.int32)
    parent, place = expand_counts(counts)
    released = leaves & (cases.released_on <= lives.until)
    first = (place == 0) & (counts[parent] > 1)
    status = np.where(free[parent], 0, np.where(released[parent] & ~first, 2, 1))
    since = np.where((place == 1) & second[parent], cases.released_on[parent], cases.filed[parent])
    dated = ~free[parent] & Draws(source, len(parent)).sample_bernoulli(0.62)
    detained = np.where(dated, cases.charged[parent], NEVER)
    out = np.where(dated & (status == 2), cases.released_on[parent], NEVER)
    days = [item.astype(np.int32) for item in (since, status, detained, out)]
    return CustodyHistory(parent, *days)


def find_appellant_case(lives: CaseHistories) -> Ints:
    """The case of each appeal: its proceeding's; DHS officers' decisions carry -2 minus the case in its place."""
    proceeding, case = lives.appeals.proceeding, lives.proceedings.case
    of_court = case[proceeding.clip(0)] if len(case) else np.zeros(len(proceeding), dtype=np.int32)
    return np.where(proceeding >= 0, of_court, -proceeding - 2).astype(np.int32)


@dataclass(slots=True)
class Representatives:
    """Representative rows: the case, what they hang on, its position, whether the government's, and the day."""

    case: Ints
    parent: Ints  # 0 the case, 1 a proceeding, 2 an appeal
    position: Ints
    is_government: Bools
    since: Ints


def simulate_representatives(source: np.random.Generator, lives: CaseHistories, listed: Bools) -> Representatives:
    """Private counsel on the case and on appeals, the government's on proceedings."""
    cases, rows, appeals = lives.cases, lives.proceedings, lives.appeals
    draws = Draws(source, cases.count)
    has = (cases.represented_on > NEVER) & listed
    mean = interpolate(convert_to_years(cases.filed), get_parameter("side.counsel_more"))
    counts = np.where(has, 1 + sample_poisson_counts(draws.sample_uniform(), mean, 8), 0).astype(np.int32)
    case, place = expand_counts(counts)
    d = Draws(source, len(case))
    since = cases.represented_on[case] + np.where(
        place > 0, d.sample_waiting_days(get_parameter("side.counsel_more_wait")), 0
    )
    ins = np.flatnonzero(Draws(source, rows.count).sample_bernoulli(get_parameter("side.government_counsel")))
    ins_since = np.minimum(rows.entered[ins] + Draws(source, len(ins)).sample_waiting_days(40), rows.ended[ins])
    board = np.flatnonzero(Draws(source, len(appeals.kind)).sample_bernoulli(get_parameter("side.board_counsel")))
    return Representatives(
        case=np.concatenate([case, rows.case[ins], find_appellant_case(lives)[board]]),
        parent=np.concatenate([np.zeros(len(case)), np.ones(len(ins)), np.full(len(board), 2)]).astype(np.int32),
        position=np.concatenate([case, ins, board]).astype(np.int32),
        is_government=np.concatenate([np.zeros(len(case), bool), np.ones(len(ins), bool), np.zeros(len(board), bool)]),
        since=np.concatenate([since, ins_since, appeals.filed[board]]).astype(np.int32),
    )


def simulate_applications(source: np.random.Generator, lives: CaseHistories) -> tuple[Ints, Ints, Ints]:
    """Proceeding, code (position in ``side.applications``) and day received of applications for relief."""
    rows, cases = lives.proceedings, lives.cases
    draws = Draws(source, rows.count)
    mean = interpolate(convert_to_years(rows.entered), get_parameter("side.applications_mean"))
    mean = np.where(rows.represented, mean * 1.55, mean * 0.45)
    mean = np.where(
        rows.in_absentia & rows.ended_at_first,
        mean * 0.1,
        np.where(cases.asks_asylum[rows.case], mean * 1.5, mean * 0.7),
    )
    mean = np.where(cases.in_removal[rows.case], mean, mean * 0.5)
    asks = cases.asks_asylum | Draws(source, cases.count).sample_bernoulli(get_parameter("side.applies"))
    mean = np.where(asks[rows.case], mean, 0.0)
    counts = sample_poisson_counts(draws.sample_uniform(), mean.astype(np.float32), 9)
    parent, place = expand_counts(counts)
    d = Draws(source, len(parent))
    listed = [weight for _, weight in get_parameter("side.applications")]
    drawn = choose_weighted(d.sample_uniform(), listed)
    asylum = cases.asks_asylum[rows.case[parent]] & (place < 3)
    code = np.where(asylum, place, drawn)
    span = (np.minimum(rows.ended[parent], HORIZON) - rows.entered[parent]).clip(0)
    soon = d.sample_waiting_days(get_parameter("side.applications_wait"))
    received = move_to_weekday(
        (rows.entered[parent] + np.minimum(span * d.sample_uniform() * 0.9, soon)).astype(np.int32)
    )
    return parent, code.astype(np.int32), received


def simulate_charges(source: np.random.Generator, lives: CaseHistories) -> tuple[Ints, Ints]:
    """Proceeding and place among its charges."""
    rows = lives.proceedings
    some = Draws(source, rows.count).sample_bernoulli(
        np.where(rows.ordinal == 0, get_parameter("side.charged")[0], get_parameter("side.charged")[1]).astype(
            np.float32
        )
    )
    more = sample_poisson_counts(Draws(source, rows.count).sample_uniform(), get_parameter("side.more_charges"), 5)
    return expand_counts(np.where(some & lives.cases.in_removal[rows.case], 1 + more, 0).astype(np.int32))


def simulate_routine_motions(source: np.random.Generator, lives: CaseHistories) -> Motions:
    """Motions that do not touch a decision: venue, continuance, withdrawal of counsel, termination ..."""
    rows = lives.proceedings
    draws = Draws(source, rows.count)
    length = (np.minimum(rows.ended, HORIZON) - rows.entered).clip(1)
    by_turn = np.asarray(get_parameter("side.motions_by_turn"))
    mean = (
        interpolate(convert_to_years(rows.entered), get_parameter("side.motions_mean"))
        * np.where(rows.represented, 1.5, 0.5)
        * np.sqrt(length / 365.25).clip(0.2, 3)
        * by_turn[np.minimum(rows.ordinal, len(by_turn) - 1)]
    )
    parent, _ = expand_counts(sample_poisson_counts(draws.sample_uniform(), mean.astype(np.float32), 9))
    d = Draws(source, len(parent))
    words, kind = sample_weighted_codes(d, "side.motion_kinds")
    places = np.array([MOTION_KINDS.find_position(word) for word in words.words], dtype=np.int32)
    # the square makes the number by any day grow as the mean does, with the root of the time open
    received = move_to_weekday((rows.entered[parent] + length[parent] * d.sample_uniform() ** 2).astype(np.int32))
    received = np.minimum(received, np.maximum(rows.ended[parent], rows.entered[parent]))
    filed = d.sample_bernoulli(interpolate(convert_to_years(received), get_parameter("side.motions_pace")))
    ruled = move_to_weekday(received + d.sample_waiting_days(9))
    ruling = 1 + d.sample_positions(get_parameter("side.rulings"))
    party = d.sample_positions(get_parameter("side.parties"))
    drawn = (parent, places[kind], party, received, ruled, ruling.astype(np.int32))
    return Motions(*(column[filed] for column in drawn))


def simulate_bond_appeals(source: np.random.Generator, found: Bonds) -> Appeals:
    """Appeals of bond decisions."""
    n = len(found.proceeding)
    draws = Draws(source, n)
    at = np.flatnonzero(draws.sample_bernoulli(get_parameter("side.bond_appeal")))
    d = Draws(source, len(at))
    filed = move_to_weekday(found.decided[at] + d.sample_integers(2, 29))
    decided = move_to_weekday(filed + 20 + d.sample_waiting_days(150))
    words = ("DIS", "MBD", "WDL", "SUS", "REM")
    code = np.array([BOARD_CODES.find_position(word) for word in words], dtype=np.int32)[
        d.sample_positions([56, 14, 10, 2, 8])
    ]
    return Appeals(
        found.proceeding[at],
        np.full(len(at), BOND_APPEAL, dtype=np.int32),
        (d.sample_uniform() < 0.25).astype(np.int32),
        filed,
        decided,
        code,
    )


def simulate_identifiers(
    source: np.random.Generator, lives: CaseHistories, listed: Bools
) -> tuple[Ints, Vocabulary, Ints]:
    """Case, vocabulary and code of case identifiers: docket flags first, then the many others."""
    cases = lives.cases
    words = ["FA", "DD", *(code for code, _ in get_parameter("side.identifiers"))]
    flagged = [np.flatnonzero((cases.docket == docket) & listed) for docket in (FAMILY_2018, DEDICATED)]
    mean = interpolate(convert_to_years(cases.filed), get_parameter("side.identifiers_mean"))
    extra, _ = expand_counts(
        np.where(listed, sample_poisson_counts(Draws(source, cases.count).sample_uniform(), mean, 5), 0).astype(
            np.int32
        )
    )
    code = 2 + choose_weighted(
        Draws(source, len(extra)).sample_uniform(), [weight for _, weight in get_parameter("side.identifiers")]
    )
    case = np.concatenate([*flagged, extra]).astype(np.int32)
    codes = np.concatenate([np.zeros(len(flagged[0])), np.ones(len(flagged[1])), code]).astype(np.int32)
    order = np.argsort(case, kind="stable")
    return case[order], Vocabulary.of(words), codes[order]


def simulate_juvenile_history(source: np.random.Generator, lives: CaseHistories) -> tuple[Ints, Ints, Ints]:
    """Proceeding, juvenile code (1 to 6) and day of the rows of juvenile history."""
    cases, rows = lives.cases, lives.proceedings
    draws = Draws(source, cases.count)
    when = convert_to_years(cases.filed)
    lone, rider = (
        cases.child_status == UNACCOMPANIED,
        (cases.child_status != ADULT) & (cases.child_status != UNACCOMPANIED),
    )
    kept = np.where(
        lone,
        get_parameter("side.juvenile")[0],
        np.where(rider, get_parameter("side.juvenile")[1], interpolate(when, get_parameter("side.juvenile_other"))),
    )
    has = draws.sample_bernoulli(kept.astype(np.float32))
    lone_code = np.array([4, 1, 3])[choose_weighted(draws.sample_uniform(), [77, 22.8, 0.17])]
    code = np.where(
        lone, lone_code, np.where(rider, np.where(when > 2013, np.where(draws.sample_bernoulli(0.36), 6, 5), 1), 5)
    )
    code = np.where(~lone & (code == 5) & draws.sample_bernoulli(0.012), 4, code)
    second = lone & draws.sample_bernoulli(get_parameter("side.juvenile_turned")[0])
    at = np.flatnonzero(has[rows.case])
    first_day = np.maximum(rows.entered[at], parse_day_number("2005-01-03"))
    again = np.flatnonzero((has & second)[rows.case])
    turned = np.where(Draws(source, len(again)).sample_bernoulli(get_parameter("side.juvenile_turned")[1]), 2, 5)
    proceeding = np.concatenate([at, again]).astype(np.int32)
    when_ = np.concatenate([first_day, np.maximum(rows.ended[again], parse_day_number("2005-01-03"))]).astype(np.int32)
    codes = np.concatenate([code[rows.case[at]], turned]).astype(np.int32)
    order = np.argsort(proceeding, kind="stable")
    return proceeding[order], codes[order], when_[order]


PRIORITIES = Vocabulary.of(["N/A", "AWC/ATD", "AWC/D", "UC", "RBC/D", "CR"])
PRIORITY_OF_DOCKET = {AWC_ATD: 1, AWC_D: 2, UC: 3, RBC_D: 4, CR: 5}


def find_priority_code(cases: Cases) -> Ints:
    """The priority code a case carries now."""
    place = np.zeros(CR + 1, dtype=np.int32)
    for docket, code in PRIORITY_OF_DOCKET.items():
        place[docket] = code
    return place[cases.docket]


def simulate_priority_history(
    source: np.random.Generator, lives: CaseHistories, listed: Bools
) -> tuple[Ints, Ints, Ints]:
    """Case, code and day of changes of priority, a row for some of those that have one and a reset for fewer."""
    cases = lives.cases
    code = find_priority_code(cases)
    share = np.asarray(get_parameter("side.priority_history"), dtype=np.float32)[code]
    draws = Draws(source, cases.count)
    at = np.flatnonzero(draws.sample_bernoulli(share) & listed & (code > 0))
    reset = at[Draws(source, len(at)).sample_bernoulli(get_parameter("side.priority_reset"))]
    other = np.flatnonzero(
        draws.sample_bernoulli(get_parameter("side.priority_none"))
        & listed
        & (cases.filed > parse_day_number("2014-08-05"))
    )
    case = np.concatenate([at, reset, other]).astype(np.int32)
    since = np.maximum(cases.filed[case] + 2, parse_day_number("2014-08-05"))
    since = since + np.concatenate([np.zeros(len(at)), np.full(len(reset), 400), np.zeros(len(other))]).astype(np.int32)
    codes = np.concatenate([code[at], np.zeros(len(reset) + len(other))]).astype(np.int32)
    order = np.argsort(case, kind="stable")
    return case[order], codes[order], since[order]
