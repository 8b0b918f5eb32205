"""Tables about proceedings: B_TblProceeding, charges, the schedule, applications and bonds."""

import numpy as np

from finalorder.simulation import ancillary_rows
from finalorder.simulation.cases import DEDICATED, DEP, EXC, FAMILY_2018, RELEASED
from finalorder.simulation.column_builders import (
    PreparedBlock,
    blank_future_days,
    build_date_column,
    build_generation_column,
    build_nationality_vocabularies,
    sample_code_column,
    sample_entry_times,
    sample_hearing_times,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import (
    build_address_vocabularies,
    build_court_vocabulary,
    build_courts,
    build_location_vocabulary,
    find_dedicated_locations,
    find_family_locations,
)
from finalorder.simulation.day_numbers import NEVER, Bools, Ints, convert_to_years
from finalorder.simulation.hearings import DECIDED_AT, SCHEDULE_TYPES, VACATED, build_reason_vocabulary
from finalorder.simulation.judges import build_judge_vocabulary, find_judge_position
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.proceedings import CLOSURES, DECISIONS, IS_ORDER, MOVED, RESERVED_BY, VENUE
from finalorder.simulation.random_draws import Draws, interpolate
from finalorder.simulation.tables_cases import CASE_TYPES, CUSTODY


def find_hearing_location(scene: PreparedBlock, at: Ints) -> Ints:
    """Hearing location of proceedings: the court's, the dedicated docket's, or a family one."""
    rows, people = scene.histories.proceedings, scene.histories.cases
    court, docket = rows.court[at], people.docket[rows.case[at]]
    family = (docket == FAMILY_2018) & (rows.case[at] % 3 == 0)
    return np.where(
        docket == DEDICATED, find_dedicated_locations()[court], np.where(family, find_family_locations()[court], court)
    ).astype(np.int32)


def find_proceeding_judge(scene: PreparedBlock, at: Ints) -> Ints:
    """The judge of proceedings: the same for a family."""
    rows = scene.histories.proceedings
    return find_judge_position(rows.court[at], scene.histories.cases.lead[rows.case[at]], rows.entered[at])


def build_proceeding_rows(scene: PreparedBlock) -> Rows:
    """B_TblProceeding: one row a proceeding; what ends after the release day is open."""
    rows, people, until = scene.histories.proceedings, scene.histories.cases, scene.histories.until
    n, everything = rows.count, np.arange(rows.count, dtype=np.int32)
    over = rows.ended <= until
    draws = scene.create_draws(n)
    nats, langs = build_nationality_vocabularies()
    blank_code = np.where(over & (rows.decision == 0) & draws.sample_bernoulli(0.35), DECISIONS.find_position("  "), 0)
    columns: dict[str, ColumnData] = {
        "IDNPROCEEDING": scene.build_primary_keys(n),
        "IDNCASE": scene.build_case_numbers(rows.case),
        "OSC_DATE": build_date_column(people.charged[rows.case], scene.sample_missing(n, 0.005)),
        "INPUT_DATE": build_date_column(rows.entered, scene.sample_missing(n, 0.028)),
        "BASE_CITY_CODE": Codes(rows.court, build_court_vocabulary()),
        "HEARING_LOC_CODE": Codes(find_hearing_location(scene, everything), build_location_vocabulary()),
        "IJ_CODE": Codes(
            np.where(
                scene.sample_missing(n, 0.009),
                len(build_judge_vocabulary().words) - 1,
                find_proceeding_judge(scene, everything),
            ).astype(np.int32),
            build_judge_vocabulary(),
        ),
        "HEARING_DATE": build_date_column(rows.first_hearing, scene.sample_missing(n, 0.033)),
        "HEARING_TIME": sample_hearing_times(draws, 0.032),
        "DEC_CODE": Codes(np.where(over & (rows.decision > 0), rows.decision, blank_code).astype(np.int32), DECISIONS),
        "OTHER_COMP": Codes(np.where(over, rows.closure, 0).astype(np.int32), CLOSURES),
        "COMP_DATE": Days(blank_future_days(rows.ended, until)),
        "ABSENTIA": Codes(_choose_absentia_code(scene, over), Vocabulary.of(["", "N", "Y"])),
        "CUSTODY": Codes(scene.histories.custody, CUSTODY),
        "CASE_TYPE": Codes(_choose_case_type(scene), CASE_TYPES),
        "NAT": Codes(
            np.where(scene.sample_missing(n, 0.003), len(nats.words) - 1, people.nationality[rows.case]).astype(
                np.int32
            ),
            nats,
        ),
        "LANG": Codes(people.nationality[rows.case], langs),
        "CORRECTIONAL_FAC": sample_code_column(draws, ("S", "F", "M"), (71, 26, 3), 0.976),
        "CRIM_IND": sample_code_column(draws, ("N", "Y"), (92.3, 7.7), 0.025),
        "IHP": sample_code_column(draws, ("S", "F", "M"), (188, 68, 7), 0.984),
        "AGGRAVATE_FELON": sample_code_column(draws, ("0", "1"), (999_999, 1), 0.258),
        **_build_transfer_columns(scene),
        **_build_decision_columns(scene, over),
        **_build_custody_date_columns(scene),
    }
    return Rows(n, columns, rows.entered)


def _choose_absentia_code(scene: PreparedBlock, over: Bools) -> Ints:
    """Y and N for ended proceedings; blank for open ones and a few of the rest."""
    rows = scene.histories.proceedings
    known = over & ~(scene.sample_missing(rows.count, 0.037) & ~rows.in_absentia)
    return np.where(known, np.where(rows.in_absentia, 2, 1), 0).astype(np.int32)


def _choose_case_type(scene: PreparedBlock) -> Ints:
    """The case's type; a few later proceedings contradict it."""
    rows, people = scene.histories.proceedings, scene.histories.cases
    kind = people.kind[rows.case]
    odd = scene.sample_missing(rows.count, 0.00006) & (rows.ordinal > 0)
    return np.where(odd, np.where(kind == 0, 5, 0), kind).astype(np.int32)


def _build_transfer_columns(scene: PreparedBlock) -> dict[str, ColumnData]:
    """Where a transferred proceeding came from."""
    rows = scene.histories.proceedings
    moved = rows.origin == MOVED
    before = rows.previous.clip(0)
    none = len(build_courts().codes)
    from_court = np.where(moved, rows.court[before], none).astype(np.int32)
    from_judge = np.where(moved, find_proceeding_judge(scene, before), len(build_judge_vocabulary().words) - 1).astype(
        np.int32
    )
    return {
        "TRANS_IN_DATE": build_date_column(rows.entered, ~moved),
        "PREV_HEARING_BASE": Codes(from_court, build_court_vocabulary()),
        "PREV_HEARING_LOC": Codes(
            np.where(moved, find_hearing_location(scene, before), none).astype(np.int32), build_location_vocabulary()
        ),
        "PREV_IJ_CODE": Codes(from_judge, build_judge_vocabulary()),
        "TRANS_NBR": Codes(
            np.where(moved, rows.ordinal.clip(0, 8), 0).astype(np.int32),
            Vocabulary.of(["00", *(f"{k:02d}" for k in range(1, 9))]),
        ),
    }


def _build_decision_columns(scene: PreparedBlock, over: Bools) -> dict[str, ColumnData]:
    """What was decided, to which country, where the case went, and the time to appeal."""
    rows, people, draws = (
        scene.histories.proceedings,
        scene.histories.cases,
        scene.create_draws(scene.histories.proceedings.count),
    )
    nats, _ = build_nationality_vocabularies()
    gone = over & rows.is_move
    none = len(build_courts().codes)
    to_court = np.where(gone, rows.to_court, none).astype(np.int32)
    order = over & (IS_ORDER[rows.decision] | (rows.decision == DECISIONS.find_position("V")))
    decided = over & (rows.decision > 0)
    oral = np.where(decided, 1 + draws.sample_positions([47, 42, 9, 2]), 0)
    other_way = over & ~decided & draws.sample_bernoulli(0.42)
    unfiled = over & (rows.reserved > 0) & draws.sample_bernoulli(0.30)
    venue = gone & (rows.closure == VENUE)
    status = np.where(
        gone, np.where(venue, 1, 2), np.where(scene.create_draws(rows.count).sample_bernoulli(0.16), 3, 0)
    )
    return {
        "DEC_TYPE": Codes(np.where(other_way, 2, oral).astype(np.int32), Vocabulary.of(["", "O", "W", "7", "6"])),
        "DEPORTED_1": Codes(np.where(order, people.nationality[rows.case], len(nats.words) - 1).astype(np.int32), nats),
        "DEPORTED_2": Codes(
            np.where(order & draws.sample_bernoulli(0.02), 0, len(nats.words) - 1).astype(np.int32), nats
        ),
        "APPEAL_RSVD": Codes(np.where(over, rows.reserved, 0).astype(np.int32), RESERVED_BY),
        "APPEAL_NOT_FILED": Codes(unfiled.astype(np.int32), Vocabulary.of(["", "X"])),
        "VENUE_CHG_GRANTED": build_date_column(rows.ended, ~gone),
        "TRANSFER_TO": Codes(to_court, build_court_vocabulary()),
        "TRANSFER_STATUS": Codes(status.astype(np.int32), Vocabulary.of(["", "V", "T", "C"])),
        "DATE_APPEAL_DUE_STATUS": build_date_column(rows.appeal_due, ~over),
        "SCHEDULED_HEAR_LOC": Codes(
            np.where(draws.sample_bernoulli(0.26), rows.court, none).astype(np.int32), build_location_vocabulary()
        ),
    }


def _build_custody_date_columns(scene: PreparedBlock) -> dict[str, ColumnData]:
    rows, people = scene.histories.proceedings, scene.histories.cases
    dated = (scene.histories.custody != 0) & scene.create_draws(rows.count).sample_bernoulli(0.62)
    freed = dated & (scene.histories.custody == RELEASED)
    return {
        "DATE_DETAINED": build_date_column(people.charged[rows.case], ~dated),
        "DATE_RELEASED": build_date_column(
            blank_future_days(people.released_on[rows.case], scene.histories.until), ~freed
        ),
    }


def build_charge_rows(scene: PreparedBlock) -> Rows:
    """B_TblProceedCharges: grounds charged; codes of a quarter are padded on the right."""
    rows, people = scene.histories.proceedings, scene.histories.cases
    parent, _ = ancillary_rows.simulate_charges(scene.generator, scene.histories)
    n, draws = len(parent), scene.create_draws(len(parent))
    new, new_code = ancillary_rows.sample_weighted_codes(draws, "side.charges")
    old, old_code = ancillary_rows.sample_weighted_codes(draws, "side.charges_old")
    before = np.isin(people.kind[rows.case[parent]], (DEP, EXC))
    code = np.where(before, len(new.words) + old_code, new_code)
    words = [*new.words, *old.words]
    decided = (rows.ended <= scene.histories.until)[parent]
    status = sample_code_column(draws, ("S", "O", "N", "W"), (10.37, 2.99, 0.415, 0.153), 0.02)
    status.values = np.where(decided, status.values, 4).astype(np.int32)
    columns: dict[str, ColumnData] = {
        "IDNPRCDCHG": scene.build_primary_keys(n),
        "IDNCASE": scene.build_case_numbers(rows.case[parent]),
        "IDNPROCEEDING": scene.build_foreign_keys(parent),
        "CHARGE": Codes(code.astype(np.int32), Vocabulary.of(words)),
        "CHG_STATUS": status,
    }
    return Rows(n, columns, scene.compute_proceeding_visibility(parent))


def build_application_rows(scene: PreparedBlock) -> Rows:
    """tbl_Court_Appln: applications for relief; no decision yet while the proceeding is open."""
    rows = scene.histories.proceedings
    parent, code, received = ancillary_rows.simulate_applications(scene.generator, scene.histories)
    n, draws = len(parent), scene.create_draws(len(parent))
    words = [word for word, _ in get_parameter("side.applications")]
    strange = scene.sample_missing(n, get_parameter("side.application_unknown"))
    decided = (rows.ended <= scene.histories.until)[parent] & ~rows.is_move[parent]
    relief = rows.decision[parent] == DECISIONS.find_position("R")
    granted = relief & draws.sample_bernoulli(0.45)
    removed = IS_ORDER[rows.decision[parent]]
    refused = np.where(
        rows.in_absentia[parent],
        2,
        np.where(draws.sample_bernoulli(0.55), 1, 1 + draws.sample_positions([30, 25, 20, 15, 10])),
    )
    other = 2 + draws.sample_positions([12, 26, 30, 32])
    decision = np.where(granted, 6, np.where(removed, refused, other))
    columns: dict[str, ColumnData] = {
        "IDNPROCEEDINGAPPLN": scene.build_primary_keys(n),
        "IDNPROCEEDING": scene.build_foreign_keys(parent),
        "IDNCASE": scene.build_case_numbers(rows.case[parent]),
        "APPL_CODE": Codes(np.where(strange, len(words), code).astype(np.int32), Vocabulary.of([*words, "ZZZ"])),
        "APPL_RECD_DATE": Days(received),
        "APPL_DEC": Codes(
            np.where(decided, decision, 0).astype(np.int32), Vocabulary.of(["", "D", "A", "W", "O", "M", "G"])
        ),
    }
    return Rows(n, columns, scene.compute_proceeding_visibility(parent, received))


def build_hearing_rows(scene: PreparedBlock) -> Rows:
    """tbl_schedule: every hearing ever set; those ahead of the release day have no reason and no medium."""
    found, rows, people, until = (
        scene.hearings,
        scene.histories.proceedings,
        scene.histories.cases,
        scene.histories.until,
    )
    n, draws, at = found.count, scene.create_draws(found.count), found.proceeding
    _, langs = build_nationality_vocabularies()
    updated = np.where(found.upcoming, found.noticed_on, found.held_on)
    elapsed = sample_code_column(draws, ("0000", *(str(28 + 7 * k) for k in range(40))), (30, *(1.0,) * 40), 0.476)
    minutes = sample_code_column(draws, tuple(list_hearing_end_times()), (1,) * len(list_hearing_end_times()), 0.104)
    # a session is a judge's half day: all who are called to it share its number
    session = (
        1_000_000
        + (found.held_on.astype(np.int64) * 2 + found.calendar) * len(build_judge_vocabulary().words)
        + find_proceeding_judge(scene, at)
    )
    columns: dict[str, ColumnData] = {
        "IDNSCHEDULE": scene.build_primary_keys(n),
        "IDNPROCEEDING": scene.build_foreign_keys(at),
        "IDNCASE": scene.build_case_numbers(rows.case[at]),
        "OSC_DATE": Days(people.charged[rows.case[at]]),
        "GENERATION": build_generation_column(rows.ordinal[at]),
        "SUB_GENERATION": sample_code_column(draws, ("99", "98", "97"), (88, 9, 2), 0.952),
        "REC_TYPE": Codes(found.row_type, Vocabulary.of(["X", "A", "B"])),
        "LANG": Codes(
            np.where(scene.sample_missing(n, 0.037), len(langs.words) - 1, people.nationality[rows.case[at]]).astype(
                np.int32
            ),
            langs,
        ),
        **_build_court_columns(scene, at),
        **_build_entry_columns(draws, found.noticed_on, np.minimum(updated, until).astype(np.int32)),
        "ASSIGNMENT_PATH": sample_code_column(draws, ("W", "A", "F"), (85, 14, 1), 0.853),
        "CAL_TYPE": Codes(found.calendar, Vocabulary.of(["M", "I"])),
        "ADJ_DATE": Days(found.held_on),
        "ADJ_TIME_START": sample_hearing_times(draws),
        "ADJ_TIME_STOP": minutes,
        "ADJ_RSN": Codes(found.reason, build_reason_vocabulary()),
        "ADJ_MEDIUM": Codes(_sample_hearing_medium(scene), Vocabulary.of(["", "P", "p", "H", "V", "A", "C", "T", "'"])),
        "ADJ_MSG": sample_code_column(
            draws, ("7C", "U3", "V3", "N3", "Q6", "F6", "B2"), (10, 30, 20, 15, 10, 10, 5), 0.853
        ),
        "ADJ_ELAP_DAYS": elapsed,
        "LNGSESSNID": _build_session_column(scene, session),
        "SCHEDULE_TYPE": Codes(found.kind, SCHEDULE_TYPES),
        "NOTICE_CODE": sample_code_column(
            draws, ("U3", "V3", "N3", "Y3", "B2", "B3", "X3", "F6", "U7"), (30, 20, 12, 8, 8, 6, 6, 5, 5), 0.43
        ),
        "BLNCLOCKOVERRIDE": sample_code_column(draws, ("0", "1"), (99.77, 0.23), 0.0),
        "EOIRAttorneyID": _assign_attorneys(scene, draws),
    }
    return Rows(n, columns, scene.compute_proceeding_visibility(at, found.noticed_on))


def _assign_attorneys(scene: PreparedBlock, draws: Draws) -> Codes:
    """Made-up counsel of those who have one: the same for a family."""
    rows, people, at = scene.histories.proceedings, scene.histories.cases, scene.hearings.proceeding
    attorney = np.where(
        (people.represented_on[rows.case[at]] > NEVER) & rows.represented[at] & draws.sample_bernoulli(0.9),
        people.lead[rows.case[at]],
        -1,
    )
    guid = np.where(
        attorney >= 0,
        (attorney * 31 + scene.histories.block * 17) % (len(scene.attorneys.words) - 1),
        len(scene.attorneys.words) - 1,
    )
    return Codes(guid.astype(np.int32), scene.attorneys)


def _build_court_columns(scene: PreparedBlock, at: Ints) -> dict[str, ColumnData]:
    """The court, the room and the judge of proceedings."""
    return {
        "HEARING_LOC_CODE": Codes(find_hearing_location(scene, at), build_location_vocabulary()),
        "BASE_CITY_CODE": Codes(scene.histories.proceedings.court[at], build_court_vocabulary()),
        "IJ_CODE": Codes(find_proceeding_judge(scene, at), build_judge_vocabulary()),
    }


def _build_entry_columns(draws: Draws, entered: Ints, changed: Ints) -> dict[str, ColumnData]:
    """When the row was put in and last changed."""
    return {
        "INPUT_DATE": Days(entered),
        "INPUT_TIME": sample_entry_times(draws),
        "UPDATE_DATE": Days(changed),
        "UPDATE_TIME": sample_entry_times(draws),
    }


def _build_session_column(scene: PreparedBlock, session: np.ndarray) -> ColumnData:
    return Numbers(np.where(scene.create_draws(len(session)).sample_bernoulli(0.203), -1, session))


def list_hearing_end_times() -> list[str]:
    """Times at which hearings end."""
    return ["0900", "0930", "1000", "1030", "1100", "1200", "1330", "1400", "1430", "1500", "1600", "1700"]


def _sample_hearing_medium(scene: PreparedBlock) -> Ints:
    """How a hearing was held: blank ahead of the day, none when it was vacated, mostly in person before 2020."""
    found, draws = scene.hearings, scene.create_draws(scene.hearings.count)
    when = convert_to_years(found.held_on)
    remote = interpolate(
        when, [[1980, 0.0], [2000, 0.03], [2010, 0.10], [2019, 0.16], [2020.4, 0.30], [2021.5, 0.62], [2027, 0.58]]
    )
    far = 4 + draws.sample_positions([54, 23, 17, 5])
    near = np.where(draws.sample_bernoulli(0.027), 2, np.where(draws.sample_bernoulli(0.0004), 8, 1))
    held = np.where(draws.sample_bernoulli(remote), far, near)
    words = build_reason_vocabulary()
    off = (
        (found.reason == words.find_position(VACATED))
        | (found.reason == words.find_position("9A"))
        | (found.reason == words.find_position("99"))
    )
    off |= (found.reason != words.find_position(DECIDED_AT)) & draws.sample_bernoulli(0.13)
    return np.where(found.upcoming, 0, np.where(off, 3, held)).astype(np.int32)


def build_bond_rows(scene: PreparedBlock) -> Rows:
    """D_TblAssociatedBond: custody redeterminations."""
    found, rows, until = scene.bonds, scene.histories.proceedings, scene.histories.until
    at, n = found.proceeding, len(found.proceeding)
    draws = scene.create_draws(n)
    _, cities = build_address_vocabularies()
    open_ = found.decided > until
    words = ("C", "A", "N", "S", "J", "G", "W", "R", "D", "E", "I", "O", "F", "L")
    weights = (563.8, 363.2, 182.6, 158.0, 111.2, 68.6, 64.8, 16.6, 16.5, 14.4, 13.3, 6.6, 0.17, 0.02)
    ruling = sample_code_column(draws, words, weights, 0.0)
    lowered = np.isin(ruling.values, (0, 5)) & ~open_
    ruling.values = np.where(open_, len(words), ruling.values).astype(np.int32)
    amounts = sample_code_column(
        draws, ("1500", "2500", "3000", "5000", "7500", "10000", "15000", "20000"), (12, 9, 10, 26, 14, 16, 8, 5), 0.0
    )
    amounts.values = np.where(lowered, amounts.values, 8).astype(np.int32)
    columns: dict[str, ColumnData] = {
        "IDNASSOCBOND": scene.build_primary_keys(n),
        "IDNPROCEEDING": scene.build_foreign_keys(at),
        "IDNCASE": scene.build_case_numbers(rows.case[at]),
        "OSC_DATE": build_date_column(scene.histories.cases.charged[rows.case[at]], scene.sample_missing(n, 0.066)),
        "REC_TYPE": Constant("B"),
        "GENERATION": build_generation_column(rows.ordinal[at]),
        "SUB_GENERATION": sample_code_column(draws, ("99", "98", "97"), (86.5, 11, 2.5), 0.0),
        **_build_entry_columns(
            draws, found.requested, np.where(open_, found.requested, found.decided).astype(np.int32)
        ),
        "BASE_CITY_CODE": Codes(rows.court[at], build_court_vocabulary()),
        "BASE_CITY_NAME": Codes(
            np.where(draws.sample_bernoulli(0.463), rows.court[at], len(cities.words) - 1).astype(np.int32), cities
        ),
        "HEARING_LOC_CODE": Codes(find_hearing_location(scene, at), build_location_vocabulary()),
        "IJ_CODE": Codes(
            np.where(
                scene.sample_missing(n, 0.086),
                len(build_judge_vocabulary().words) - 1,
                find_proceeding_judge(scene, at),
            ).astype(np.int32),
            build_judge_vocabulary(),
        ),
        "DEC": ruling,
        "COMP_DATE": build_date_column(found.decided, open_),
        "INITIAL_BOND": sample_code_column(draws, ("0000001500", "5000", "10000", "7500.00"), (25, 40, 25, 10), 0.831),
        "REL_CON": sample_code_column(draws, ("N", "Y"), (68, 32), 0.896),
        "BOND_HEARING_TELEPHONIC": sample_code_column(draws, ("P", "V", "T"), (81, 12, 7), 0.918),
        "BOND_HEAR_REQ_DATE": _build_request_day_column(scene),
        "NEW_BOND": amounts,
        "DATE_APPEAL_DUE": build_date_column(found.decided + 30, open_ | draws.sample_bernoulli(0.07)),
        "BOND_TYPE": sample_code_column(draws, ("BB", "BD", "SB"), (75, 23, 2), 0.047),
        **_build_filing_columns(draws),
    }
    return Rows(n, columns, scene.compute_proceeding_visibility(at, found.requested))


def _build_filing_columns(draws: Draws) -> dict[str, ColumnData]:
    """Who asked for the bond hearing and how, and who appealed."""
    return {
        "APPEAL_REVD": sample_code_column(draws, ("A", "I", "B"), (75, 16, 9), 0.768),
        "APPEAL_NOT_FILED": sample_code_column(draws, ("X",), (1,), 0.990),
        "FILING_METHOD": sample_code_column(draws, ("W", "O"), (87, 13), 0.292),
        "FILING_PARTY": sample_code_column(draws, ("A", "I", "B"), (91, 8.5, 0.5), 0.270),
    }


def _build_request_day_column(scene: PreparedBlock) -> Days:
    """The request's day; on one row in a thousand it lies after the decision."""
    late = scene.sample_missing(len(scene.bonds.requested), 0.00106)
    return Days(np.where(late, scene.bonds.decided + 12, scene.bonds.requested).astype(np.int32))
