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
    DAYS_PER_YEAR,
    HORIZON,
    NEVER,
    Bools,
    Ints,
    convert_to_years,
    move_to_weekday,
    parse_day_number,
)
from finalorder.simulation.lives import CaseHistories
from finalorder.simulation.random_draws import Draws, expand_counts, sample_poisson_counts


def sample_weighted_codes(draws: Draws, name: str) -> tuple[Vocabulary, Ints]:
    """Sample a vocabulary and positions drawn with the weights of a parameter of pairs."""
    listed = draws.parameters[name]
    return Vocabulary.of([code for code, _ in listed]), draws.sample_positions(name, [weight for _, weight in listed])


@dataclass(slots=True)
class Bonds:
    """Bond rows: proceeding, place among its bonds, day asked, day decided."""

    proceeding: Ints
    place: Ints
    requested: Ints
    decided: Ints


def simulate_bonds(lives: CaseHistories) -> Bonds:
    """Simulate custody redeterminations of people who were detained when the proceeding began."""
    rows, parameters = lives.proceedings, lives.parameters
    was_held = lives.cases.detained_first[rows.case] & (rows.ordinal == 0) & lives.cases.in_removal[rows.case]
    mean = np.where(was_held, parameters["side.bonds"], 0).astype(np.float32)
    most, between = parameters["side.bonds_bounds"]
    counts = sample_poisson_counts(lives.proceeding_draws.sample_uniform("number of bonds"), mean, most)
    parent, place = expand_counts(counts)
    draws = lives.proceeding_draws.select(parent).extend(place)
    asked = move_to_weekday(rows.entered[parent] + place * between + draws.sample_wait("side.bond_asked"))
    return Bonds(parent, place, asked, move_to_weekday(asked + draws.sample_wait("side.bond_decided")))


@dataclass(slots=True)
class CustodyHistory:
    """Custody history rows: case, day from which they are there, status, detained from, released on."""

    case: Ints
    since: Ints
    status: Ints
    detained: Ints
    released: Ints


def simulate_custody_history(lives: CaseHistories, listed: Bools) -> CustodyHistory:
    """Simulate the history of custody, mostly one row a case; those detained have dates for it in the newer years."""
    cases, draws = lives.cases, lives.case_draws
    free = ~cases.detained_first
    leaves = ~free & (cases.released_on > NEVER)
    held, let_go = lives.parameters["side.custody_history_held"]
    factor = np.where(free, 1, np.where(leaves, let_go, held))
    share = draws.interpolate("side.custody_history", convert_to_years(cases.filed)) * factor
    has = draws.sample_bernoulli("custody history", share.astype(np.float32)) & listed
    second = leaves & draws.sample_event("side.custody_second")
    repeat = draws.sample_event("side.custody_repeat")
    counts = np.where(has, 1 + second + repeat, 0).astype(np.int32)
    parent, place = expand_counts(counts)
    released = leaves & (cases.released_on <= lives.until)
    first = (place == 0) & (counts[parent] > 1)
    status = np.where(free[parent], 0, np.where(released[parent] & ~first, 2, 1))
    since = np.where((place == 1) & second[parent], cases.released_on[parent], cases.filed[parent])
    dated = ~free[parent] & draws.select(parent).extend(place).sample_event("side.custody_dated")
    detained = np.where(dated, cases.charged[parent], NEVER)
    out = np.where(dated & (status == 2), cases.released_on[parent], NEVER)
    days = [item.astype(np.int32) for item in (since, status, detained, out)]
    return CustodyHistory(parent, *days)


def find_appellant_case(lives: CaseHistories) -> Ints:
    """Find the case of each appeal: its proceeding's; DHS officers' decisions carry -2 minus the case in its place."""
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


def simulate_representatives(lives: CaseHistories, appeal_draws: Draws, listed: Bools) -> Representatives:
    """Simulate private counsel on the case and on appeals, the government's on proceedings."""
    rows, appeals = lives.proceedings, lives.appeals
    case, since = _simulate_private_counsel(lives, listed)
    ins = np.flatnonzero(lives.proceeding_draws.sample_event("side.government_counsel"))
    wait = lives.proceeding_draws.select(ins).sample_wait("side.government_counsel_wait")
    ins_since = np.minimum(rows.entered[ins] + wait, rows.ended[ins])
    board = np.flatnonzero(appeal_draws.sample_event("side.board_counsel"))
    sizes = (len(case), len(ins), len(board))
    return Representatives(
        case=np.concatenate([case, rows.case[ins], find_appellant_case(lives)[board]]),
        parent=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        position=np.concatenate([case, ins, board]).astype(np.int32),
        is_government=np.repeat([False, True, False], sizes),
        since=np.concatenate([since, ins_since, appeals.filed[board]]).astype(np.int32),
    )


def _simulate_private_counsel(lives: CaseHistories, listed: Bools) -> tuple[Ints, Ints]:
    """Sample case and day of private counsel on the case."""
    cases, draws = lives.cases, lives.case_draws
    has = (cases.represented_on > NEVER) & listed
    mean = draws.interpolate("side.counsel_more", convert_to_years(cases.filed))
    more = sample_poisson_counts(draws.sample_uniform("further counsel"), mean, lives.parameters["side.counsel_most"])
    case, place = expand_counts(np.where(has, 1 + more, 0).astype(np.int32))
    later = draws.select(case).extend(place).sample_wait("side.counsel_more_wait")
    return case, (cases.represented_on[case] + np.where(place > 0, later, 0)).astype(np.int32)


def simulate_applications(lives: CaseHistories) -> tuple[Ints, Ints, Ints]:
    """Sample proceeding, code (position in ``side.applications``) and day received of applications for relief."""
    rows, cases, parameters = lives.proceedings, lives.cases, lives.parameters
    u = lives.proceeding_draws.sample_uniform("number of applications")
    mean = _compute_mean_applications(lives)
    parent, place = expand_counts(sample_poisson_counts(u, mean, parameters["side.applications_most"]))
    draws = lives.proceeding_draws.select(parent).extend(place)
    listed = [weight for _, weight in parameters["side.applications"]]
    drawn = draws.sample_positions("application", listed)
    asylum = cases.asks_asylum[rows.case[parent]] & (place < parameters["side.asylum_forms"])
    code = np.where(asylum, place, drawn)
    span = (np.minimum(rows.ended[parent], HORIZON) - rows.entered[parent]).clip(0)
    soon = draws.sample_wait("side.applications_wait")
    by_end = span * draws.sample_uniform("application filed") * parameters["side.applications_by_end"]
    received = move_to_weekday((rows.entered[parent] + np.minimum(by_end, soon)).astype(np.int32))
    return parent, code.astype(np.int32), received


def _compute_mean_applications(lives: CaseHistories) -> np.ndarray:
    """Compute the mean number of applications in each proceeding."""
    rows, cases, parameters = lives.proceedings, lives.cases, lives.parameters
    counsel, alone = parameters["side.applications_by_counsel"]
    absent, asylum, other, not_removal = parameters["side.applications_by_case"]
    mean = lives.proceeding_draws.interpolate("side.applications_mean", convert_to_years(rows.entered))
    mean = mean * np.where(rows.represented, counsel, alone)
    left = rows.in_absentia & rows.ended_at_first
    mean = mean * np.where(left, absent, np.where(cases.asks_asylum[rows.case], asylum, other))
    mean = np.where(cases.in_removal[rows.case], mean, mean * not_removal)
    asks = cases.asks_asylum | lives.case_draws.sample_event("side.applies")
    return np.where(asks[rows.case], mean, 0).astype(np.float32)


def simulate_charges(lives: CaseHistories) -> tuple[Ints, Ints]:
    """Sample proceeding and place among its charges."""
    rows, draws, parameters = lives.proceedings, lives.proceeding_draws, lives.parameters
    first, later = parameters["side.charged"]
    some = draws.sample_bernoulli("charged", np.where(rows.ordinal == 0, first, later).astype(np.float32))
    most = parameters["side.charges_most"]
    more = sample_poisson_counts(draws.sample_uniform("further charges"), parameters["side.more_charges"], most)
    return expand_counts(np.where(some & lives.cases.in_removal[rows.case], 1 + more, 0).astype(np.int32))


def simulate_routine_motions(lives: CaseHistories) -> Motions:
    """Simulate motions that do not touch a decision: venue, continuance, withdrawal of counsel, termination ..."""
    rows = lives.proceedings
    u, mean = lives.proceeding_draws.sample_uniform("number of routine motions"), _compute_mean_motions(lives)
    parent, place = expand_counts(sample_poisson_counts(u, mean, lives.parameters["side.motions_most"]))
    draws = lives.proceeding_draws.select(parent).extend(place)
    words, kind = sample_weighted_codes(draws, "side.motion_kinds")
    places = np.array([MOTION_KINDS.find_position(word) for word in words.words], dtype=np.int32)
    length = _measure_open_days(lives)[parent]
    # the square makes the number by any day grow as the mean does, with the root of the time open
    spot = draws.sample_uniform("routine motion received") ** 2
    received = move_to_weekday((rows.entered[parent] + length * spot).astype(np.int32))
    received = np.minimum(received, np.maximum(rows.ended[parent], rows.entered[parent]))
    pace = draws.interpolate("side.motions_pace", convert_to_years(received))
    filed = draws.sample_bernoulli("routine motion filed", pace)
    ruled = move_to_weekday(received + draws.sample_wait("side.motions_ruled"))
    ruling = 1 + draws.sample_kind("side.rulings")
    drawn = (parent, places[kind], draws.sample_kind("side.parties"), received, ruled, ruling.astype(np.int32))
    return Motions(*(column[filed] for column in drawn))


def _measure_open_days(lives: CaseHistories) -> Ints:
    """Count the days that each proceeding is open, up to the horizon."""
    return np.asarray((np.minimum(lives.proceedings.ended, HORIZON) - lives.proceedings.entered).clip(1))


def _compute_mean_motions(lives: CaseHistories) -> np.ndarray:
    """Compute the mean number of routine motions in each proceeding."""
    rows, parameters = lives.proceedings, lives.parameters
    by_turn = np.asarray(parameters["side.motions_by_turn"])
    counsel, alone = parameters["side.motions_by_counsel"]
    mean = lives.proceeding_draws.interpolate("side.motions_mean", convert_to_years(rows.entered))
    mean = mean * np.where(rows.represented, counsel, alone) * by_turn[np.minimum(rows.ordinal, len(by_turn) - 1)]
    span = np.sqrt(_measure_open_days(lives) / DAYS_PER_YEAR).clip(*parameters["side.motions_span"])
    return np.asarray(mean * span, dtype=np.float32)


def simulate_bond_appeals(lives: CaseHistories, found: Bonds) -> Appeals:
    draws = lives.proceeding_draws.select(found.proceeding).extend(found.place)
    at = np.flatnonzero(draws.sample_event("side.bond_appeal"))
    d = draws.select(at)
    filed = move_to_weekday(found.decided[at] + d.sample_days_between("side.bond_appeal_wait"))
    listed = lives.parameters["side.bond_appeal_codes"]
    codes = np.array([BOARD_CODES.find_position(code) for code, _ in listed], dtype=np.int32)
    return Appeals(
        found.proceeding[at],
        np.full(len(at), BOND_APPEAL, dtype=np.int32),
        d.sample_event("side.bond_appeal_government").astype(np.int32),
        filed,
        move_to_weekday(filed + d.sample_wait("side.bond_appeal_decided")),
        codes[d.sample_positions("Board, bond", [weight for _, weight in listed])],
    )


def simulate_identifiers(lives: CaseHistories, listed: Bools) -> tuple[Ints, Vocabulary, Ints]:
    """Sample case, vocabulary and code of case identifiers: docket flags first, then the many others."""
    cases, draws, parameters = lives.cases, lives.case_draws, lives.parameters
    words = ["FA", "DD", *(code for code, _ in parameters["side.identifiers"])]
    flagged = [np.flatnonzero((cases.docket == docket) & listed) for docket in (FAMILY_2018, DEDICATED)]
    mean = draws.interpolate("side.identifiers_mean", convert_to_years(cases.filed))
    most = parameters["side.identifiers_most"]
    counts = np.where(listed, sample_poisson_counts(draws.sample_uniform("identifiers"), mean, most), 0)
    extra, place = expand_counts(counts.astype(np.int32))
    weights = [weight for _, weight in parameters["side.identifiers"]]
    code = 2 + draws.select(extra).extend(place).sample_positions("identifier", weights)
    case = np.concatenate([*flagged, extra]).astype(np.int32)
    codes = np.concatenate([np.zeros(len(flagged[0])), np.ones(len(flagged[1])), code]).astype(np.int32)
    order = np.argsort(case, kind="stable")
    return case[order], Vocabulary.of(words), codes[order]


def simulate_juvenile_history(lives: CaseHistories) -> tuple[Ints, Ints, Ints]:
    """Sample proceeding, juvenile code (1 to 6) and day of the rows of juvenile history."""
    rows, draws, parameters = lives.proceedings, lives.case_draws, lives.parameters
    lone = lives.cases.child_status == UNACCOMPANIED
    has, code = _sample_juvenile_status(lives)
    second, turns_adult = parameters["side.juvenile_turned"]
    begins = parse_day_number(parameters["side.juvenile_begins"])
    at = np.flatnonzero(has[rows.case])
    again = np.flatnonzero((has & lone & draws.sample_bernoulli("juvenile row again", second))[rows.case])
    turned = lives.proceeding_draws.select(again).sample_bernoulli("turned eighteen", turns_adult)
    proceeding = np.concatenate([at, again]).astype(np.int32)
    day = np.maximum(np.concatenate([rows.entered[at], rows.ended[again]]), begins).astype(np.int32)
    codes = np.concatenate([code[rows.case[at]], np.where(turned, TURNED_EIGHTEEN, NO_JUVENILE)]).astype(np.int32)
    order = np.argsort(proceeding, kind="stable")
    return proceeding[order], codes[order], day[order]


def _sample_juvenile_status(lives: CaseHistories) -> tuple[Bools, Ints]:
    """Sample which cases have juvenile history, and the code of each."""
    cases, draws, parameters = lives.cases, lives.case_draws, lives.parameters
    when = convert_to_years(cases.filed)
    lone = cases.child_status == UNACCOMPANIED
    rider = (cases.child_status != ADULT) & ~lone
    alone, accompanied = parameters["side.juvenile"]
    kept = np.where(lone, alone, np.where(rider, accompanied, draws.interpolate("side.juvenile_other", when)))
    has = draws.sample_bernoulli("juvenile history", kept.astype(np.float32))
    listed = parameters["side.juvenile_alone_codes"]
    codes = np.array([code for code, _ in listed])
    lone_code = codes[draws.sample_positions("juvenile code", [weight for _, weight in listed])]
    code_since, share, accompanied_code, before = parameters["side.juvenile_accompanied"]
    newer = np.where(draws.sample_bernoulli("accompanied", share), accompanied_code, NO_JUVENILE)
    code = np.where(lone, lone_code, np.where(rider, np.where(when > code_since, newer, before), NO_JUVENILE))
    wrong = ~lone & (code == NO_JUVENILE) & draws.sample_event("side.juvenile_stray")
    return has, np.where(wrong, ALONE, code).astype(np.int32)


TURNED_EIGHTEEN, ALONE, NO_JUVENILE = 2, 4, 5  # codes of tbllookup_Juvenile
PRIORITIES = Vocabulary.of(["N/A", "AWC/ATD", "AWC/D", "UC", "RBC/D", "CR"])
PRIORITY_OF_DOCKET = {docket: code for code, docket in enumerate((AWC_ATD, AWC_D, UC, RBC_D, CR), 1)}


def find_priority_code(cases: Cases) -> Ints:
    """Find the priority code a case carries now."""
    place = np.zeros(CR + 1, dtype=np.int32)
    for docket, code in PRIORITY_OF_DOCKET.items():
        place[docket] = code
    return place[cases.docket]


def simulate_priority_history(lives: CaseHistories, listed: Bools) -> tuple[Ints, Ints, Ints]:
    """Sample case, code and day of changes of priority, a row for some of those that have one and a reset for fewer."""
    cases, draws, parameters = lives.cases, lives.case_draws, lives.parameters
    code, begins = find_priority_code(cases), parse_day_number(parameters["side.priority_begins"])
    share = np.asarray(parameters["side.priority_history"], dtype=np.float32)[code]
    at = np.flatnonzero(draws.sample_bernoulli("priority history", share) & listed & (code > 0))
    reset = at[draws.select(at).sample_event("side.priority_reset")]
    other = np.flatnonzero(draws.sample_event("side.priority_none") & listed & (cases.filed > begins))
    case = np.concatenate([at, reset, other]).astype(np.int32)
    first_wait, reset_wait = parameters["side.priority_wait"]
    since = np.maximum(cases.filed[case] + first_wait, begins)
    since[len(at) : len(at) + len(reset)] += reset_wait
    codes = np.concatenate([code[at], np.zeros(len(reset) + len(other))]).astype(np.int32)
    order = np.argsort(case, kind="stable")
    return case[order], codes[order], since[order]
