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
    FIRST_KEY,
    KEYS_PER_BLOCK,
    PreparedBlock,
    blank_future_days,
    build_date_column,
    build_flag_column,
    build_generation_column,
    build_nationality_vocabularies,
    sample_code_column,
    sample_entry_times,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_court_vocabulary, build_courts, build_location_vocabulary
from finalorder.simulation.day_numbers import NEVER, Bools, Ints, Reals
from finalorder.simulation.judges import build_judge_vocabulary
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.proceedings import DECISIONS
from finalorder.simulation.tables_cases import CASE_TYPES, CUSTODY
from finalorder.simulation.tables_proceedings import find_hearing_location, find_proceeding_judge

PRO_BONO_SHARE_BY_2026 = 0.94  # of the rows that an appeal will have, those that it has by July 2026
FILED_BY = Vocabulary.of(["A", "I", "O", "B", "P"])


def build_motion_rows(scene: PreparedBlock) -> Rows:
    """tbl_Court_Motions: what was asked of the court and how it ruled; undecided ones are blank."""
    found, rows, until = scene.motions, scene.histories.proceedings, scene.histories.until
    at, n = found.proceeding, len(found.proceeding)
    draws = scene.create_draws(n)
    open_ = (found.ruled > until) | scene.sample_missing(n, 0.004)
    no_judge = scene.sample_missing(n, 0.033)
    party = np.where(scene.sample_missing(n, 0.031), 5, found.party)
    columns: dict[str, ColumnData] = {
        "IDNMOTION": scene.build_primary_keys(n),
        "IDNPROCEEDING": scene.build_foreign_keys(at),
        "IDNCASE": scene.build_case_numbers(rows.case[at]),
        "OSC_DATE": Days(scene.histories.cases.charged[rows.case[at]]),
        "REC_TYPE": Codes(found.kind, MOTION_KINDS),
        "GENERATION": build_generation_column(rows.ordinal[at]),
        "SUB_GENERATION": sample_code_column(draws, ("99", "98"), (94, 6), 0.968),
        "UPDATE_DATE": Days(np.where(open_, found.received, found.ruled).astype(np.int32)),
        "UPDATE_TIME": sample_entry_times(draws),
        "INPUT_DATE": Days(found.received),
        "INPUT_TIME": sample_entry_times(draws),
        "BASE_CITY_CODE": Codes(rows.court[at], build_court_vocabulary()),
        "HEARING_LOC_CODE": Codes(find_hearing_location(scene, at), build_location_vocabulary()),
        "IJ_CODE": Codes(
            np.where(no_judge, len(build_judge_vocabulary().words) - 1, find_proceeding_judge(scene, at)).astype(
                np.int32
            ),
            build_judge_vocabulary(),
        ),
        "DEC": Codes(np.where(open_, 0, found.ruling).astype(np.int32), RULINGS),
        "COMP_DATE": build_date_column(found.ruled, open_),
        "MOTION_RECD_DATE": build_date_column(found.received, scene.sample_missing(n, 0.006)),
        "DATMOTIONDUE": build_date_column(found.received + 14, ~draws.sample_bernoulli(0.054)),
        "RESP_DUE_DATE": build_date_column(found.received + 10, draws.sample_bernoulli(0.046)),
        "STAY_GRANT": sample_code_column(draws, ("G", "D"), (2, 1), 0.998),
        "JURISDICTION": sample_code_column(draws, ("IJ",), (1,), 0.979),
        "APPEAL_RSVD": sample_code_column(draws, ("A", "B", "I"), (62, 20, 18), 0.990),
        "DATE_APPEAL_DUE": build_date_column(found.ruled + 30, open_ | ~draws.sample_bernoulli(0.063)),
        "STRFILINGPARTY": Codes(party.astype(np.int32), Vocabulary.of(["A", "I", "R", "B", "S", ""])),
        "STRFILINGMETHOD": sample_code_column(draws, ("W", "O"), (88.5, 11.5), 0.050),
        "STRCERTOFSERVICECODE": sample_code_column(
            draws, ("R", "P", "E", "O", "C", "N"), (197, 131, 116, 92, 22, 12), 0.148
        ),
        "O_CLOCK_OPTION": sample_code_column(draws, ("S", "N", "T", "C"), (27, 26, 14, 10), 0.990),
        "strDJScenario": Constant("0"),
    }
    return Rows(n, columns, scene.compute_proceeding_visibility(at, found.received))


def build_appeal_rows(scene: PreparedBlock) -> Rows:
    """tblAppeal: appeals to the Board, most from court decisions, some from DHS officers."""
    found, lives, until = scene.appeals, scene.histories, scene.histories.until
    n, draws = len(found.kind), scene.create_draws(len(found.kind))
    case = ancillary_rows.find_appellant_case(scene.histories)
    officer = np.char.startswith(np.array(APPEAL_KINDS.words)[found.kind].astype(str), "DD")
    known = blank_future_days(found.decided, until)
    code = np.where(known > NEVER, found.code, 0)
    nats, langs = build_nationality_vocabularies()
    nat = np.where(officer, len(nats.words) - 1, lives.cases.nationality[case]).astype(np.int32)
    custody = np.where(officer, 3, lives.custody[found.proceeding.clip(0)] if lives.proceedings.count else 3)
    columns: dict[str, ColumnData] = {
        "idnAppeal": scene.build_primary_keys(n),
        "idncase": Numbers(np.where(scene.sample_missing(n, 0.001), -1, lives.cases.number[case])),
        "idnProceeding": scene.build_foreign_keys(
            np.where(scene.sample_missing(n, get_parameter("side.appeal_without_proceeding")), -1, found.proceeding)
        ),
        "strAppealCategory": Codes(_choose_appeal_category(scene, officer), Vocabulary.of(["IJ", "DD", "MA", "ij"])),
        "strAppealType": Codes(_choose_appeal_type(scene), APPEAL_KINDS),
        "datAppealFiled": Days(found.filed),
        "strFiledBy": Codes(
            np.where(officer & draws.sample_bernoulli(0.14), 4, found.filed_by).astype(np.int32), FILED_BY
        ),
        "datAttorneyE27": build_date_column(found.filed, draws.sample_bernoulli(0.308)),
        "datBIADecision": Days(known),
        "strBIADecision": Codes(code.astype(np.int32), BOARD_CODES),
        "strBIADecisionType": Codes(
            np.where(code > 0, 1 + draws.sample_positions([63, 36, 0.7, 0.3]), 0).astype(np.int32),
            Vocabulary.of(["", "R", "P", "T", "L"]),
        ),
        "strCaseType": Codes(
            np.where(scene.sample_missing(n, 0.00007), len(CASE_TYPES.words), lives.cases.kind[case]).astype(np.int32),
            Vocabulary.of([*CASE_TYPES.words, "nul"]),
        ),
        "strLang": Codes(nat, langs),
        "strNat": Codes(nat, nats),
        "strProceedingIHP": sample_code_column(draws, ("S", "*", "F", "M"), (176, 89, 45, 5), 0.979),
        "strCustody": Codes(np.where(draws.sample_bernoulli(0.07), 3, custody).astype(np.int32), CUSTODY),
        "strProbono": sample_code_column(draws, ("Y",), (1,), 0.998),
    }
    return Rows(n, columns, found.filed)


def _choose_appeal_category(scene: PreparedBlock, officer: np.ndarray) -> Ints:
    n = len(officer)
    small = scene.sample_missing(n, 0.000003)
    manual = scene.create_draws(n).sample_bernoulli(0.001) & ~officer & (scene.appeals.kind != CASE_APPEAL)
    return np.where(officer, 1, np.where(manual, 2, np.where(small, 3, 0))).astype(np.int32)


def _choose_appeal_type(scene: PreparedBlock) -> Ints:
    """The appeal type; three rows of the release write Case Appeal in capitals."""
    found = scene.appeals
    capitals = scene.sample_missing(len(found.kind), 0.000003) & (found.kind == CASE_APPEAL)
    return np.where(capitals, APPEAL_KINDS.find_position("CASE APPEAL"), found.kind).astype(np.int32)


def build_appeal_link_rows(scene: PreparedBlock) -> Rows:
    """tblAppeal2: further links from an appeal to a case and proceeding."""
    n = len(scene.appeals.kind)
    at = np.flatnonzero(scene.create_draws(n).sample_bernoulli(get_parameter("side.second_links")))
    proceeding = np.where(scene.sample_missing(len(at), 0.014), -1, scene.appeals.proceeding[at])
    columns: dict[str, ColumnData] = {
        "idnAppeal": scene.build_foreign_keys(at.astype(np.int32)),
        "idncase": scene.build_case_numbers(ancillary_rows.find_appellant_case(scene.histories)[at]),
        "idnProceeding": scene.build_foreign_keys(proceeding),
    }
    return Rows(len(at), columns, scene.appeals.filed[at])


def _choose_appeals(scene: PreparedBlock, share: float, weight: "Ints | Reals | Bools") -> Ints:
    """Appeals with a row in another table: that share of all, each as likely as its weight says."""
    mean = max(float(weight.mean()), 1e-9) if len(weight) else 1.0
    chance = (share * weight.astype(np.float32) / mean).clip(0, 1)
    return np.flatnonzero(scene.create_draws(len(weight)).sample_bernoulli(chance)).astype(np.int32)


def _is_by_respondent(scene: PreparedBlock) -> Bools:
    """Appeals from a judge's decision, or motions at the Board, that the respondent filed."""
    found = scene.appeals
    ours: Bools = (found.filed_by == 0) & np.isin(found.kind, (CASE_APPEAL, MTR_BIA, MOTION_APPEAL))
    return ours


def _weigh_unrepresented(scene: PreparedBlock) -> Reals:
    """The weight of appeals of respondents without counsel: none for others, more for detained people."""
    rows, origin = scene.histories.proceedings, scene.appeals.proceeding
    court = _is_by_respondent(scene) & (origin >= 0)
    if not rows.count:
        return court.astype(np.float32)
    alone = court & ~rows.represented[origin.clip(0)]
    held = rows.custody[origin.clip(0)] == DETAINED
    return np.where(alone, np.where(held, get_parameter("side.pro_bono_held"), 1.0), 0.0).astype(np.float32)


def build_federal_appeal_rows(scene: PreparedBlock) -> Rows:
    """tblAppealFedCourts: petitions for review of Board decisions that leave an order in place.

    The outcome is nearly always blank; it is a remand only where the case came back from a court of appeals.
    """
    found = scene.appeals
    refused = LEAVES_ORDER[found.code] | (found.code == BOARD_CODES.find_position("DEN"))
    at = _choose_appeals(scene, get_parameter("side.federal") / 0.78, _is_by_respondent(scene) & refused)
    draws = scene.create_draws(len(at))
    remands = (found.kind == COURT_REMAND) & (found.filed <= scene.histories.until)
    came_back = np.isin(found.proceeding[at], found.proceeding[remands])
    told = draws.sample_bernoulli(get_parameter("side.federal_outcome_known"))
    outcome = np.where(told & came_back, 1, np.where(told & draws.sample_bernoulli(0.01), 2, 0)).astype(np.int32)
    asked = scene.appeals.decided[at] + 5 + draws.sample_waiting_days(40)
    columns: dict[str, ColumnData] = {
        "idnAppealFedCourts": scene.build_primary_keys(len(at)),
        "lngAppealID": scene.build_foreign_keys(
            np.where(scene.sample_missing(len(at), 0.054), -1, at).astype(np.int32)
        ),
        "datRequestedByOIL": build_date_column(asked.astype(np.int32), scene.sample_missing(len(at), 0.032)),
        "strFedCourtDecision": Codes(outcome, Vocabulary.of(["", "REM", "DIS"])),
    }
    return Rows(len(at), columns, asked.astype(np.int32))


def build_referral_rows(scene: PreparedBlock) -> Rows:
    """tblThreeMbrReferrals: appeals sent to a panel of three, more often those that are then sustained or sent back."""
    overturned = ~LEAVES_ORDER[scene.appeals.code]
    at = _choose_appeals(
        scene, get_parameter("side.referrals") / 0.935, np.where(overturned, get_parameter("side.referred_more"), 1.0)
    )
    draws = scene.create_draws(len(at))
    sent = (scene.appeals.filed[at] + 30 + draws.sample_waiting_days(120)).astype(np.int32)
    columns: dict[str, ColumnData] = {
        "idn3MemberReferral": scene.build_primary_keys(len(at)),
        "lngAppealID": scene.build_foreign_keys(at.astype(np.int32)),
        "datReferredTo3Member": Days(sent),
        "datRemovedFromReferral": build_date_column(
            blank_future_days(sent + 40, scene.histories.until), ~draws.sample_bernoulli(0.134)
        ),
    }
    return Rows(len(at), columns, sent)


def build_pro_bono_rows(scene: PreparedBlock) -> Rows:
    """tblProBono: appeals screened for volunteer counsel: of respondents without counsel, detained ones first."""
    rows = scene.histories.proceedings
    at = _choose_appeals(scene, get_parameter("side.pro_bono") / PRO_BONO_SHARE_BY_2026, _weigh_unrepresented(scene))
    n, draws = len(at), scene.create_draws(len(at))
    proceeding = scene.appeals.proceeding[at]
    served = scene.appeals.filed[at] + 60
    zero = build_flag_column(np.zeros(n, dtype=bool))
    no = dict.fromkeys(
        ("blnOARequestedbyAlien", "blnOARequestedbyINS", "blnOARequestedbyAmicus", "blnProcessed", "blnIntrpr"), zero
    )
    columns: dict[str, ColumnData] = {
        "Case_type": Codes(scene.histories.cases.kind[rows.case[proceeding]], CASE_TYPES),
        "NBR_OF_CHGS": sample_code_column(draws, ("1", "01", "02", "2", "03"), (334, 157, 61, 49, 18), 0.010),
        "Other_dec1": sample_code_column(draws, ("D", "M", "W", "O", "G"), (343, 25, 13, 13, 9), 0.357),
        "datTranscriptServedAlien": Days(served),
        "strFiledby": Codes(scene.appeals.filed_by[at], FILED_BY),
        "strNat": sample_code_column(
            draws, ("MEXICO", "GUATEMALA", "HONDURAS", "EL SALVADOR", "CHINA"), (30, 20, 20, 20, 10), 0.002
        ),
        "strLang": sample_code_column(draws, ("SP", "ENG", "MAN"), (75, 20, 5), 0.002),
        "Charge_1": sample_code_column(draws, ("212a06Ai", "237a01B", "237a02Aiii"), (60, 25, 15), 0.011),
        "Dec_Code": Codes(rows.decision[proceeding], DECISIONS),
        "CRIM_IND": sample_code_column(draws, ("N", "Y"), (79, 21), 0.005),
        "strAlienSex": sample_code_column(draws, ("M", "F"), (65, 35), 0.515),
        "blnSelectedbyCoordinator": build_flag_column(draws.sample_bernoulli(0.18)),
        "blnSelectedbyScreener": build_flag_column(draws.sample_bernoulli(0.041)),
        "OptionA": Constant("-1"),
        "idnAppeal": scene.build_foreign_keys(at.astype(np.int32)),
        "datBriefCurrentlyDueAlien": Days(served + 21),
        "idnRepl": scene.build_primary_keys(n),
        "strCustody": Codes(scene.histories.custody[proceeding], CUSTODY),
        **no,
    }
    return Rows(n, columns, served)


def build_representative_rows(scene: PreparedBlock) -> Rows:
    """tbl_RepsAssigned: private counsel (ALIEN) on cases and appeals, the government's (INS) on proceedings."""
    found, lives = (
        ancillary_rows.simulate_representatives(scene.generator, scene.histories, scene.has_case_row),
        scene.histories,
    )
    n, draws = len(found.case), scene.create_draws(len(found.case))
    key = FIRST_KEY + lives.block * KEYS_PER_BLOCK + found.position.astype(np.int64)
    parent = np.where(found.parent == 0, lives.cases.number[found.position.clip(0, lives.cases.count - 1)], key)
    spelling = np.select(
        [found.parent == 0, found.parent == 1],
        [draws.sample_positions([790, 192, 18]), 3 + draws.sample_positions([717, 283])],
        5 + draws.sample_positions([607, 393]),
    )
    names = ("a_tblcase", "A_Tblcase", "A_TblCase", "b_tblproceeding", "B_TblProceeding", "tblappeal", "tblAppeal")
    board = found.parent == 2
    court = np.where(found.is_government, len(build_courts().codes), lives.cases.court[found.case])
    cities = Vocabulary.of([*build_court_vocabulary().words, "BIA"])
    court = np.where(
        board,
        len(cities.words) - 1,
        np.where(draws.sample_bernoulli(0.30) & found.is_government, lives.cases.court[found.case], court),
    )
    columns: dict[str, ColumnData] = {
        "IDNREPSASSIGNED": scene.build_primary_keys(n),
        "IDNCASE": scene.build_case_numbers(found.case),
        "STRATTYLEVEL": Codes(board.astype(np.int32), Vocabulary.of(["COURT", "BOARD"])),
        "STRATTYTYPE": Codes(found.is_government.astype(np.int32), Vocabulary.of(["ALIEN", "INS"])),
        "PARENT_TABLE": Codes(spelling.astype(np.int32), Vocabulary.of(names)),
        "PARENT_IDN": Numbers(parent),
        "BASE_CITY_CODE": Codes(court.astype(np.int32), cities),
        "INS_TA_DATE_ASSIGNED": build_date_column(found.since, ~found.is_government),
        "E_27_DATE": build_date_column(found.since, ~board),
        "E_28_DATE": build_date_column(found.since, found.is_government | board),
        "BLNPRIMEATTY": build_flag_column(draws.sample_bernoulli(0.774)),
    }
    return Rows(n, columns, found.since)
