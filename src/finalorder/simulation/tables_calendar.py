"""Tables about the calendar and custody: the schedule of hearings, and bonds."""

import numpy as np

from finalorder.simulation.column_builders import (
    PreparedBlock,
    build_codes,
    build_court_column,
    build_date_column,
    build_generation_column,
    build_location_column,
    build_nationality_vocabularies,
    sample_code_column,
    sample_entry_times,
    sample_share,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_address_vocabularies
from finalorder.simulation.day_numbers import NEVER, Ints, convert_to_years
from finalorder.simulation.hearings import DECIDED_AT, SCHEDULE_TYPES, VACATED, build_reason_vocabulary
from finalorder.simulation.judges import build_judge_vocabulary
from finalorder.simulation.random_draws import Draws
from finalorder.simulation.tables_proceedings import build_judge_column, find_hearing_location, find_proceeding_judge

FIRST_SESSION = 1_000_000
MEDIUMS = Vocabulary.of(["", "P", "p", "H", "V", "A", "C", "T", "'"])
IN_PERSON, SMALL_LETTER, NOT_HELD, FIRST_REMOTE, QUOTE = 1, 2, 3, 4, 8
TAKEN_OFF = (VACATED, "9A", "99")
LEAD_STRIDE, BLOCK_STRIDE = 31, 17  # spread made-up counsel over families and blocks
HEARING_CODES = (
    "SUB_GENERATION",
    "ASSIGNMENT_PATH",
    "ADJ_TIME_START",
    "ADJ_TIME_STOP",
    "ADJ_ELAP_DAYS",
    "ADJ_MSG",
    "NOTICE_CODE",
    "BLNCLOCKOVERRIDE",
    "INTERPRETER_CODE",
)
BOND_CODES = (
    "SUB_GENERATION",
    "INITIAL_BOND",
    "REL_CON",
    "BOND_HEARING_TELEPHONIC",
    "BOND_TYPE",
    "APPEAL_REVD",
    "APPEAL_NOT_FILED",
    "FILING_METHOD",
    "FILING_PARTY",
    "INS_TA",
)
BOND_LOWERED = ("C", "G")


def build_hearing_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_schedule: every hearing ever set; those ahead of the release day have no reason and no medium."""
    found, rows, people = scene.hearings, scene.histories.proceedings, scene.histories.cases
    at, ids = found.proceeding, scene.identify_proceeding_rows("hearings_raw", found.proceeding)
    draws, case = ids.draws, rows.case[at]
    _, langs = build_nationality_vocabularies(scene.parameters)
    updated = np.minimum(np.where(found.upcoming, found.noticed_on, found.held_on), scene.histories.until)
    coded = {name: sample_code_column(draws, name) for name in HEARING_CODES}
    columns: dict[str, ColumnData] = {
        "IDNSCHEDULE": Numbers(ids.keys),
        "IDNPROCEEDING": scene.build_proceeding_keys(at),
        "IDNCASE": scene.build_case_numbers(case),
        "OSC_DATE": Days(people.charged[case]),
        "GENERATION": build_generation_column(rows.ordinal[at]),
        "REC_TYPE": Codes(found.row_type, Vocabulary.of(["X", "A", "B"])),
        "LANG": build_codes(people.nationality[case], langs, scene.sample_missing(draws, "LANG")),
        "HEARING_LOC_CODE": build_location_column(scene, find_hearing_location(scene, at)),
        "BASE_CITY_CODE": build_court_column(scene, rows.court[at]),
        "IJ_CODE": build_judge_column(scene, at, np.zeros(len(at), dtype=bool)),
        "CAL_TYPE": Codes(found.calendar, Vocabulary.of(["M", "I"])),
        "ADJ_DATE": Days(found.held_on),
        "ADJ_RSN": Codes(found.reason, build_reason_vocabulary(scene.parameters)),
        "ADJ_MEDIUM": Codes(_sample_hearing_medium(scene, draws), MEDIUMS),
        "LNGSESSNID": _build_session_column(scene, draws),
        "SCHEDULE_TYPE": Codes(found.kind, SCHEDULE_TYPES),
        "EOIRAttorneyID": _assign_attorneys(scene, draws),
        **_build_entry_columns(draws, found.noticed_on, updated.astype(np.int32)),
        **coded,
    }
    return Rows(ids.count, columns, scene.compute_proceeding_visibility(at, found.noticed_on), ids)


def _assign_attorneys(scene: PreparedBlock, draws: Draws) -> Codes:
    """Assign made-up counsel to those who have some: the same for a family."""
    rows, people, at = scene.histories.proceedings, scene.histories.cases, scene.hearings.proceeding
    represented = (people.represented_on[rows.case[at]] > NEVER) & rows.represented[at]
    lead, nobody = people.lead[rows.case[at]], len(scene.attorneys.words) - 1
    counsel = (lead * LEAD_STRIDE + scene.histories.block * BLOCK_STRIDE) % nobody
    return build_codes(counsel, scene.attorneys, ~(represented & sample_share(draws, "counsel recorded")))


def _build_entry_columns(draws: Draws, entered: Ints, changed: Ints) -> dict[str, ColumnData]:
    """Build when the row was put in and last changed."""
    return {
        "INPUT_DATE": Days(entered),
        "INPUT_TIME": sample_entry_times(draws, "INPUT_TIME"),
        "UPDATE_DATE": Days(changed),
        "UPDATE_TIME": sample_entry_times(draws, "UPDATE_TIME"),
    }


def _build_session_column(scene: PreparedBlock, draws: Draws) -> ColumnData:
    """Build a session is a judge's half day: all who are called to it share its number; blank for many."""
    found, judges = scene.hearings, len(build_judge_vocabulary(scene.parameters).words)
    half_day = found.held_on.astype(np.int64) * 2 + found.calendar
    session = FIRST_SESSION + half_day * judges + find_proceeding_judge(scene, found.proceeding)
    return Numbers(np.where(sample_share(draws, "no session"), -1, session))


def _sample_hearing_medium(scene: PreparedBlock, draws: Draws) -> Ints:
    """Sample how a hearing was held: blank ahead of the day, none when it was vacated, mostly in person before 2020."""
    found = scene.hearings
    remote = draws.sample_bernoulli(
        "remote", draws.interpolate("columns.hearings_raw.remote", convert_to_years(found.held_on))
    )
    far = FIRST_REMOTE + draws.sample_kind("columns.hearings_raw.remote_mediums")
    odd = np.where(sample_share(draws, "medium is a quotation mark"), QUOTE, IN_PERSON)
    near = np.where(sample_share(draws, "medium in a small letter"), SMALL_LETTER, odd)
    words = build_reason_vocabulary(scene.parameters)
    off = np.isin(found.reason, [words.find_position(code) for code in TAKEN_OFF])
    off |= (found.reason != words.find_position(DECIDED_AT)) & sample_share(draws, "not held")
    medium = np.where(off, NOT_HELD, np.where(remote, far, near))
    blank = found.upcoming | scene.sample_missing(draws, "ADJ_MEDIUM")
    return np.where(blank, 0, medium).astype(np.int32)


def build_bond_rows(scene: PreparedBlock) -> Rows:
    """Build D_TblAssociatedBond: custody redeterminations."""
    found, rows = scene.bonds, scene.histories.proceedings
    at, ids = found.proceeding, scene.identify_proceeding_rows("bonds", found.proceeding)
    draws, open_ = ids.draws, found.decided > scene.histories.until
    coded = {name: sample_code_column(draws, name) for name in BOND_CODES}
    charged = scene.histories.cases.charged[rows.case[at]]
    columns: dict[str, ColumnData] = {
        "IDNASSOCBOND": Numbers(ids.keys),
        "IDNPROCEEDING": scene.build_proceeding_keys(at),
        "IDNCASE": scene.build_case_numbers(rows.case[at]),
        "OSC_DATE": build_date_column(charged, scene.sample_missing(draws, "OSC_DATE")),
        "REC_TYPE": Constant("B"),
        "GENERATION": build_generation_column(rows.ordinal[at]),
        "BASE_CITY_CODE": build_court_column(scene, rows.court[at]),
        "BASE_CITY_NAME": _build_city_column(scene, draws),
        "HEARING_LOC_CODE": build_location_column(scene, find_hearing_location(scene, at)),
        "IJ_CODE": build_judge_column(scene, at, scene.sample_missing(draws, "IJ_CODE")),
        "BOND_HEAR_REQ_DATE": _build_request_day_column(scene, draws),
        "E_28_DATE": build_date_column(found.requested, ~sample_share(draws, "counsel appeared")),
        **_build_entry_columns(draws, found.requested, np.where(open_, found.requested, found.decided)),
        **_build_ruling_columns(scene, draws),
        **coded,
    }
    return Rows(ids.count, columns, scene.compute_proceeding_visibility(at, found.requested), ids)


def _build_city_column(scene: PreparedBlock, draws: Draws) -> Codes:
    """Build the name of the court's city, on some rows."""
    _, cities = build_address_vocabularies(scene.parameters)
    court = scene.histories.proceedings.court[scene.bonds.proceeding]
    return build_codes(court, cities, ~sample_share(draws, "city named"))


def _build_ruling_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """Return how a bond was decided, the new amount where it was lowered, and the time to appeal."""
    found = scene.bonds
    open_ = found.decided > scene.histories.until
    ruling, amounts = sample_code_column(draws, "DEC"), sample_code_column(draws, "NEW_BOND")
    kept = sample_share(draws, "amount kept")
    lowered = np.isin(ruling.values, [ruling.vocabulary.find_position(code) for code in BOND_LOWERED])
    due = found.decided + scene.parameters["columns.bonds.appeal_period"]
    return {
        "DEC": build_codes(ruling.values, ruling.vocabulary, open_),
        "COMP_DATE": build_date_column(found.decided, open_),
        "NEW_BOND": build_codes(amounts.values, amounts.vocabulary, open_ | ~(lowered | kept)),
        "DATE_APPEAL_DUE": build_date_column(due, open_ | sample_share(draws, "no due date")),
    }


def _build_request_day_column(scene: PreparedBlock, draws: Draws) -> Days:
    """Build the request's day; on one row in a thousand it lies after the decision."""
    late = scene.sample_missing(draws, "BOND_HEAR_REQ_DATE")
    after = scene.bonds.decided + scene.parameters["columns.bonds.late_request"]
    return Days(np.where(late, after, scene.bonds.requested).astype(np.int32))
