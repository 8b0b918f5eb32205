"""Tables about motions, appeals and counsel."""

import numpy as np

from finalorder.simulation import ancillary_rows
from finalorder.simulation.after_decision import (
    APPEAL_KINDS,
    BOARD_CODES,
    CASE_APPEAL,
    COURT_REMAND,
    LEAVES_ORDER,
    MOTION_APPEAL,
    MOTION_KINDS,
    MTR_BIA,
    RULINGS,
)
from finalorder.simulation.cases import DETAINED
from finalorder.simulation.column_builders import (
    PreparedBlock,
    blank_future_days,
    build_codes,
    build_court_column,
    build_date_column,
    build_flag_column,
    build_generation_column,
    build_location_column,
    build_nationality_vocabularies,
    sample_audit_times,
    sample_code_column,
    sample_entry_times,
    sample_share,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_court_vocabulary, build_courts
from finalorder.simulation.day_numbers import NEVER, Bools, Ints, Reals
from finalorder.simulation.decisions import DECISIONS
from finalorder.simulation.random_draws import Draws, choose_weighted
from finalorder.simulation.row_ids import RowIds
from finalorder.simulation.tables_cases import CASE_TYPES, CUSTODY, NO_CUSTODY
from finalorder.simulation.tables_proceedings import build_judge_column, find_hearing_location

FILED_BY = Vocabulary.of(["A", "I", "O", "B", "P"])
PETITIONER = 4
APPEAL_TYPES = Vocabulary.of([*CASE_TYPES.words, "nul", ""])
APPEAL_CATEGORIES = Vocabulary.of(["IJ", "DD", "MA", "ij"])
MOTION_CODES = (
    "SUB_GENERATION",
    "STAY_GRANT",
    "JURISDICTION",
    "APPEAL_RSVD",
    "STRFILINGMETHOD",
    "STRCERTOFSERVICECODE",
    "O_CLOCK_OPTION",
    "IJ_NAME_Remove",
    "WU_MSG_Remove",
)
PRO_BONO_CODES = (
    *("NBR_OF_CHGS", "Other_dec1", "Other_dec2", "other_comp", "strNat", "strLang", "CRIM_IND", "strAlienSex"),
    *("DEC_212C", "DEC_245", "P_EOIR42A_DEC", "P_EOIR42B_DEC", "VD_DEC"),
    *("recd_212C", "recd_245", "P_EOIR42A_Recd", "P_EOIR42B_Recd", "VD_recd"),
    *(f"Charge_{number}" for number in range(1, 7)),
    *("strProceedingIHP", "strCorFacility", "strINSStatus", "strPossibility", "CaseID", "Inmate_Housing", "strDCState"),
)
PRO_BONO_ZEROS = (
    "blnOARequestedbyAlien",
    "blnOARequestedbyINS",
    "blnOARequestedbyAmicus",
    "blnProcessed",
    "blnIntrpr",
)
PARENT_NAMES = ("a_tblcase", "A_Tblcase", "A_TblCase", "b_tblproceeding", "B_TblProceeding", "tblappeal", "tblAppeal")
FIRST_NAMES = np.array([0, 3, 5])  # of each kind of parent


def build_motion_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_Court_Motions: what was asked of the court and how it ruled; undecided ones are blank."""
    found, rows = scene.motions, scene.histories.proceedings
    at, ids = found.proceeding, scene.identify_proceeding_rows("motions", found.proceeding)
    draws = ids.draws
    open_ = (found.ruled > scene.histories.until) | scene.sample_missing(draws, "COMP_DATE")
    coded = {name: sample_code_column(draws, name) for name in MOTION_CODES}
    parties = Vocabulary.of(["A", "I", "R", "B", "S", ""])
    columns: dict[str, ColumnData] = {
        "IDNMOTION": Numbers(ids.keys),
        "IDNPROCEEDING": scene.build_proceeding_keys(at),
        "IDNCASE": scene.build_case_numbers(rows.case[at]),
        "OSC_DATE": Days(scene.histories.cases.charged[rows.case[at]]),
        "REC_TYPE": Codes(found.kind, MOTION_KINDS),
        "GENERATION": build_generation_column(rows.ordinal[at]),
        "UPDATE_DATE": Days(np.where(open_, found.received, found.ruled).astype(np.int32)),
        "UPDATE_TIME": sample_entry_times(draws, "UPDATE_TIME"),
        "INPUT_DATE": Days(found.received),
        "INPUT_TIME": sample_entry_times(draws, "INPUT_TIME"),
        "BASE_CITY_CODE": build_court_column(scene, rows.court[at]),
        "HEARING_LOC_CODE": build_location_column(scene, find_hearing_location(scene, at)),
        "IJ_CODE": build_judge_column(scene, at, scene.sample_missing(draws, "IJ_CODE")),
        "DEC": Codes(np.where(open_, 0, found.ruling).astype(np.int32), RULINGS),
        "COMP_DATE": build_date_column(found.ruled, open_),
        "STRFILINGPARTY": build_codes(found.party, parties, scene.sample_missing(draws, "STRFILINGPARTY")),
        "strDJScenario": Constant("0"),
        "SCHEDULED_HEAR_LOC_Remove": _build_old_location(scene, draws),
        **_build_motion_deadlines(scene, draws, open_),
        **coded,
    }
    return Rows(ids.count, columns, scene.compute_proceeding_visibility(at, found.received), ids)


def _build_old_location(scene: PreparedBlock, draws: Draws) -> Codes:
    """Build a location that older rows hold."""
    court = scene.histories.proceedings.court[scene.motions.proceeding]
    none = len(build_courts(scene.parameters).codes)
    return build_location_column(scene, np.where(sample_share(draws, "location of old"), court, none))


def _build_motion_deadlines(scene: PreparedBlock, draws: Draws, open_: Bools) -> dict[str, ColumnData]:
    """Build when a motion came, when it and the answer were due, and the time to appeal its ruling."""
    found, (due, answer, appeal) = scene.motions, scene.parameters["columns.motions.periods"]
    return {
        "MOTION_RECD_DATE": build_date_column(found.received, scene.sample_missing(draws, "MOTION_RECD_DATE")),
        "DATMOTIONDUE": build_date_column(found.received + due, ~sample_share(draws, "due date")),
        "RESP_DUE_DATE": build_date_column(found.received + answer, ~sample_share(draws, "answer due date")),
        "DATE_APPEAL_DUE": build_date_column(found.ruled + appeal, open_ | ~sample_share(draws, "appeal due date")),
    }


def build_appeal_rows(scene: PreparedBlock) -> Rows:
    """Build tblAppeal: appeals to the Board, most from court decisions, some from DHS officers."""
    found, lives, ids = scene.appeals, scene.histories, scene.appeal_ids
    draws, case = ids.draws, ancillary_rows.find_appellant_case(lives)
    officer = find_officer_appeals(scene)
    known = blank_future_days(found.decided, lives.until)
    code = np.where(known > NEVER, found.code, 0).astype(np.int32)
    nats, langs = build_nationality_vocabularies(scene.parameters)
    petitioner = officer & sample_share(draws, "petitioner files")
    unlinked = scene.sample_missing(draws, "idnProceeding")
    columns: dict[str, ColumnData] = {
        "idnAppeal": Numbers(ids.keys),
        "idncase": Numbers(np.where(scene.sample_missing(draws, "idncase"), -1, lives.cases.number[case])),
        "idnProceeding": scene.build_proceeding_keys(np.where(unlinked, -1, found.proceeding)),
        "strAppealCategory": Codes(_choose_appeal_category(scene, draws, officer), APPEAL_CATEGORIES),
        "strAppealType": Codes(_choose_appeal_type(scene, draws), APPEAL_KINDS),
        "datAppealFiled": Days(found.filed),
        "strFiledBy": Codes(np.where(petitioner, PETITIONER, found.filed_by).astype(np.int32), FILED_BY),
        "datAttorneyE27": build_date_column(found.filed, sample_share(draws, "no counsel at the Board")),
        "datBIADecision": Days(known),
        "strBIADecision": Codes(code, BOARD_CODES),
        "strBIADecisionType": _build_decision_type_column(scene, draws, code),
        "strCaseType": _build_case_type_column(scene, draws, officer),
        "strLang": build_codes(lives.cases.nationality[case], langs, officer),
        "strNat": build_codes(lives.cases.nationality[case], nats, officer),
        "strProceedingIHP": sample_code_column(draws, "strProceedingIHP"),
        "strCustody": _build_custody_column(scene, draws, officer),
        "strProbono": sample_code_column(draws, "strProbono"),
    }
    return Rows(ids.count, columns, found.filed, ids)


def find_officer_appeals(scene: PreparedBlock) -> Bools:
    """Find which appeals are from decisions of DHS officers."""
    return np.char.startswith(np.array(APPEAL_KINDS.words)[scene.appeals.kind].astype(str), "DD")


def _build_case_type_column(scene: PreparedBlock, draws: Draws, officer: Bools) -> Codes:
    """Build the case's type: blank on many appeals from officers, the word nul on a few."""
    kind = scene.histories.cases.kind[ancillary_rows.find_appellant_case(scene.histories)]
    blank = officer & draws.sample_event("columns.appeals.officer_no_case_type") & scene.has_faults
    kind = np.where(scene.sample_missing(draws, "strCaseType"), APPEAL_TYPES.find_position("nul"), kind)
    return build_codes(kind, APPEAL_TYPES, blank)


def _build_decision_type_column(scene: PreparedBlock, draws: Draws, code: Ints) -> Codes:
    code = np.where(scene.sample_missing(draws, "strBIADecisionType"), 0, code)
    kind = 1 + draws.sample_kind("columns.appeals.decision_types")
    return Codes(np.where(code > 0, kind, 0).astype(np.int32), Vocabulary.of(["", "R", "P", "T", "L"]))


def _build_custody_column(scene: PreparedBlock, draws: Draws, officer: Bools) -> Codes:
    lives = scene.histories
    held = lives.custody[scene.appeals.proceeding.clip(0)] if lives.proceedings.count else NO_CUSTODY
    custody = np.where(officer | sample_share(draws, "no custody"), NO_CUSTODY, held)
    return Codes(custody.astype(np.int32), CUSTODY)


def _choose_appeal_category(scene: PreparedBlock, draws: Draws, officer: Bools) -> Ints:
    small = scene.sample_missing(draws, "strAppealCategory")
    manual = sample_share(draws, "manual") & (scene.appeals.kind != CASE_APPEAL)
    return np.where(officer, 1, np.where(manual, 2, np.where(small, 3, 0))).astype(np.int32)


def _choose_appeal_type(scene: PreparedBlock, draws: Draws) -> Ints:
    """Choose the appeal type; three rows of the release write Case Appeal in capitals."""
    found = scene.appeals
    capitals = scene.sample_missing(draws, "strAppealType") & (found.kind == CASE_APPEAL)
    return np.where(capitals, APPEAL_KINDS.find_position("CASE APPEAL"), found.kind).astype(np.int32)


def build_appeal_link_rows(scene: PreparedBlock) -> Rows:
    """Build tblAppeal2: further links from an appeal to a case and proceeding."""
    at = np.flatnonzero(scene.appeal_ids.draws.sample_event("side.second_links")).astype(np.int32)
    case = ancillary_rows.find_appellant_case(scene.histories)[at]
    ids = scene.identify_rows("appeals2", case)
    unlinked = scene.sample_missing(ids.draws, "idnProceeding")
    columns: dict[str, ColumnData] = {
        "idnAppeal": scene.build_appeal_keys(at),
        "idncase": scene.build_case_numbers(case),
        "idnProceeding": scene.build_proceeding_keys(np.where(unlinked, -1, scene.appeals.proceeding[at])),
    }
    return Rows(ids.count, columns, scene.appeals.filed[at], ids)


def _choose_appeals(scene: PreparedBlock, name: str, weight: "Reals | Bools") -> Ints:
    """Choose appeals with a row in another table: the share that is this parameter, times each one's weight."""
    chance = (scene.parameters[name] * weight.astype(np.float32)).clip(0, 1)
    return np.flatnonzero(scene.appeal_ids.draws.sample_bernoulli(name, chance)).astype(np.int32)


def is_by_respondent(scene: PreparedBlock) -> Bools:
    """Find the appeals from a judge's decision, or motions at the Board, that the respondent filed."""
    found = scene.appeals
    ours: Bools = (found.filed_by == 0) & np.isin(found.kind, (CASE_APPEAL, MTR_BIA, MOTION_APPEAL))
    return ours


def weigh_unrepresented(scene: PreparedBlock) -> Reals:
    """Return the weight of appeals of respondents without counsel: none for others, more for detained people."""
    rows, origin = scene.histories.proceedings, scene.appeals.proceeding
    court = is_by_respondent(scene) & (origin >= 0)
    if not rows.count:
        return court.astype(np.float32)
    alone = court & ~rows.represented[origin.clip(0)]
    held = rows.custody[origin.clip(0)] == DETAINED
    return np.where(alone, np.where(held, scene.parameters["side.pro_bono_held"], 1), 0).astype(np.float32)


def is_refused(scene: PreparedBlock) -> Bools:
    """Find the appeals and motions by the respondent that the Board's decision does not help."""
    code = scene.appeals.code
    refused: Bools = is_by_respondent(scene) & (LEAVES_ORDER[code] | (code == BOARD_CODES.find_position("DEN")))
    return refused


def weigh_overturned(scene: PreparedBlock) -> Reals:
    """Return the weight of appeals for a panel of three: more for those that are then sustained or sent back."""
    overturned = ~LEAVES_ORDER[scene.appeals.code]
    return np.where(overturned, scene.parameters["side.referred_more"], 1).astype(np.float32)


def _identify_appeal_rows(scene: PreparedBlock, table: str, at: Ints) -> RowIds:
    return scene.identify_rows(table, ancillary_rows.find_appellant_case(scene.histories)[at])


def build_federal_appeal_rows(scene: PreparedBlock) -> Rows:
    """Build tblAppealFedCourts: petitions for review of Board decisions that leave an order in place.

    The outcome is nearly always blank; it is a remand only where the case came back from a court of appeals.
    """
    found = scene.appeals
    at = _choose_appeals(scene, "side.federal", is_refused(scene))
    ids = _identify_appeal_rows(scene, "federal_appeals", at)
    draws = ids.draws
    remands = (found.kind == COURT_REMAND) & (found.filed <= scene.histories.until)
    came_back = np.isin(found.proceeding[at], found.proceeding[remands])
    known = draws.sample_event("side.federal_outcome_known")
    dismissed = known & sample_share(draws, "dismissed")
    outcome = np.where(known & came_back, 1, np.where(dismissed, 2, 0)).astype(np.int32)
    asked = (found.decided[at] + draws.sample_wait("columns.federal_appeals.request_wait")).astype(np.int32)
    unlinked = scene.sample_missing(draws, "lngAppealID")
    columns: dict[str, ColumnData] = {
        "idnAppealFedCourts": Numbers(ids.keys),
        "lngAppealID": scene.build_appeal_keys(np.where(unlinked, -1, at)),
        "datRequestedByOIL": build_date_column(asked, scene.sample_missing(draws, "datRequestedByOIL")),
        "strFedCourtDecision": Codes(outcome, Vocabulary.of(["", "REM", "DIS"])),
    }
    return Rows(ids.count, columns, asked, ids)


def build_referral_rows(scene: PreparedBlock) -> Rows:
    """tblThreeMbrReferrals: appeals sent to a panel of three, more often those that are then sustained or sent back."""
    at = _choose_appeals(scene, "side.referrals", weigh_overturned(scene))
    ids = _identify_appeal_rows(scene, "board_referrals", at)
    draws = ids.draws
    sent = (scene.appeals.filed[at] + draws.sample_wait("columns.board_referrals.wait")).astype(np.int32)
    back = blank_future_days(sent + scene.parameters["columns.board_referrals.length"], scene.histories.until)
    columns: dict[str, ColumnData] = {
        "idn3MemberReferral": Numbers(ids.keys),
        "lngAppealID": scene.build_appeal_keys(at),
        "datReferredTo3Member": Days(sent),
        "datRemovedFromReferral": build_date_column(back, ~sample_share(draws, "taken back")),
    }
    return Rows(ids.count, columns, sent, ids)


def build_pro_bono_rows(scene: PreparedBlock) -> Rows:
    """Build tblProBono: appeals screened for volunteer counsel: of respondents without counsel, detained ones first."""
    rows = scene.histories.proceedings
    at = _choose_appeals(scene, "side.pro_bono", weigh_unrepresented(scene))
    ids = _identify_appeal_rows(scene, "pro_bono", at)
    draws, proceeding = ids.draws, scene.appeals.proceeding[at]
    transcript, brief = scene.parameters["columns.pro_bono.days"]
    served = scene.appeals.filed[at] + transcript
    coded = {name: sample_code_column(draws, name) for name in PRO_BONO_CODES}
    columns: dict[str, ColumnData] = {
        "Case_type": Codes(scene.histories.cases.kind[rows.case[proceeding]], CASE_TYPES),
        "datTranscriptServedAlien": Days(served),
        "strFiledby": Codes(scene.appeals.filed_by[at], FILED_BY),
        "Dec_Code": Codes(rows.decision[proceeding], DECISIONS),
        **_build_screening_days(scene, draws, at),
        "blnSelectedbyCoordinator": build_flag_column(sample_share(draws, "selected by the coordinator")),
        "blnSelectedbyScreener": build_flag_column(sample_share(draws, "selected by the screener")),
        "OptionA": Constant("-1"),
        "idnAppeal": scene.build_appeal_keys(at),
        "datBriefCurrentlyDueAlien": Days(served + brief),
        "idnRepl": Numbers(ids.keys),
        "strCustody": Codes(scene.histories.custody[proceeding], CUSTODY),
        **dict.fromkeys(PRO_BONO_ZEROS, build_flag_column(np.zeros(len(at), dtype=bool))),
        **coded,
    }
    return Rows(ids.count, columns, served, ids)


def _build_screening_days(scene: PreparedBlock, draws: Draws, at: Ints) -> dict[str, ColumnData]:
    """Build when an appeal was reviewed, sent to volunteers and put into the table; and when the person came."""
    lives, filed = scene.histories, scene.appeals.filed[at]
    case = lives.proceedings.case[scene.appeals.proceeding[at]]
    created = np.where(sample_share(draws, "created"), filed, NEVER).astype(np.int32)
    changed = np.where(sample_share(draws, "changed"), filed + 1, NEVER).astype(np.int32)
    return {
        "datROPreview": build_date_column(filed + 2, ~sample_share(draws, "reviewed")),
        "datmailedtoNGO": build_date_column(filed + 3, ~sample_share(draws, "mailed")),
        "Date_Of_Entry": build_date_column(lives.cases.entered[case], ~sample_share(draws, "entry known")),
        "datCreatedOn": sample_audit_times(draws, "datCreatedOn", created),
        "datModifiedOn": sample_audit_times(draws, "datModifiedOn", changed),
    }


def build_representative_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_RepsAssigned: private counsel (ALIEN) on cases and appeals, the government's (INS) on proceedings."""
    lives = scene.histories
    found = ancillary_rows.simulate_representatives(lives, scene.appeal_ids.draws, scene.has_case_row)
    ids = scene.identify_rows("representatives", found.case)
    draws, board = ids.draws, found.parent == 2
    too = sample_share(draws, "assigned by the government too") & ~board
    columns: dict[str, ColumnData] = {
        "IDNREPSASSIGNED": Numbers(ids.keys),
        "IDNCASE": scene.build_case_numbers(found.case),
        "STRATTYLEVEL": Codes(board.astype(np.int32), Vocabulary.of(["COURT", "BOARD"])),
        "STRATTYTYPE": Codes(found.is_government.astype(np.int32), Vocabulary.of(["ALIEN", "INS"])),
        "PARENT_TABLE": _build_parent_names(draws, found.parent),
        "PARENT_IDN": _build_parent_keys(scene, found),
        "BASE_CITY_CODE": _build_counsel_courts(scene, draws, found),
        "INS_TA_DATE_ASSIGNED": build_date_column(found.since, ~(found.is_government | too)),
        "E_27_DATE": build_date_column(found.since, ~board),
        "E_28_DATE": build_date_column(found.since, found.is_government | board),
        "BLNPRIMEATTY": build_flag_column(sample_share(draws, "primary")),
    }
    return Rows(ids.count, columns, found.since, ids)


def _build_parent_names(draws: Draws, parent: Ints) -> Codes:
    """Build the table a representative belongs to, in the spellings that occur."""
    listed = draws.parameters["columns.representatives.spellings"]
    u = draws.sample_uniform("PARENT_TABLE")
    spelling = [choose_weighted(u, weights) for weights in listed]
    return Codes((FIRST_NAMES[parent] + np.choose(parent, spelling)).astype(np.int32), Vocabulary.of(PARENT_NAMES))


def _build_parent_keys(scene: PreparedBlock, found: ancillary_rows.Representatives) -> Numbers:
    """Build the key of the case, proceeding or appeal that a representative belongs to."""
    numbers = [scene.histories.cases.number, scene.proceeding_ids.keys, scene.appeal_ids.keys]
    parts = [numbers[kind][found.position[found.parent == kind]] for kind in range(len(numbers))]
    return Numbers(np.concatenate(parts))


def _build_counsel_courts(scene: PreparedBlock, draws: Draws, found: ancillary_rows.Representatives) -> Codes:
    """Build the court of private counsel, of some of the government's; the Board's own."""
    cities = Vocabulary.of([*build_court_vocabulary(scene.parameters).words, "BIA"])
    court, none = scene.histories.cases.court[found.case], len(build_courts(scene.parameters).codes)
    court = np.where(found.is_government & ~sample_share(draws, "government's court"), none, court)
    return build_codes(court, cities, found.parent == 2)
