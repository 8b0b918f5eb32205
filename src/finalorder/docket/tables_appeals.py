"""Tables about motions, appeals and counsel."""

import numpy as np

from finalorder.docket import side
from finalorder.docket.aftermath import (
    APPEAL_KINDS,
    BOARD_CODES,
    CASE_APPEAL,
    COURT_REMAND,
    MOTION_APPEAL,
    MOTION_KINDS,
    MTR_BIA,
    RULINGS,
    STANDS,
)
from finalorder.docket.bench import judges
from finalorder.docket.cases import DETAINED
from finalorder.docket.columns import Coded, Column, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.docket.courts import base_cities, courts, locations
from finalorder.docket.days import NEVER, Bools, Ints, Reals
from finalorder.docket.emit import (
    FIRST_KEY,
    STRIDE,
    Scene,
    blank_days,
    flags,
    generation,
    nationalities,
    office,
    past,
    sparse,
)
from finalorder.docket.parameters import value
from finalorder.docket.proceedings import DECISIONS
from finalorder.docket.tables_cases import CASE_TYPES, CUSTODY
from finalorder.docket.tables_proceedings import judge, location

PRO_BONO_SEEN = 0.94  # of the rows that an appeal will have, those that it has by July 2026
FILED_BY = Vocabulary.of(["A", "I", "O", "B", "P"])


def motions(scene: Scene) -> Rows:
    """tbl_Court_Motions: what was asked of the court and how it ruled; undecided ones are blank."""
    found, rows, until = scene.motions, scene.lives.proceedings, scene.lives.until
    at, n = found.proceeding, len(found.proceeding)
    draws = scene.draws(n)
    open_ = (found.ruled > until) | scene.missing(n, 0.004)
    no_judge = scene.missing(n, 0.033)
    party = np.where(scene.missing(n, 0.031), 5, found.party)
    columns: dict[str, Column] = {
        "IDNMOTION": scene.keys(n),
        "IDNPROCEEDING": scene.key_of(at),
        "IDNCASE": scene.case_of(rows.case[at]),
        "OSC_DATE": Days(scene.lives.cases.charged[rows.case[at]]),
        "REC_TYPE": Coded(found.kind, MOTION_KINDS),
        "GENERATION": generation(rows.turn[at]),
        "SUB_GENERATION": sparse(draws, ("99", "98"), (94, 6), 0.968),
        "UPDATE_DATE": Days(np.where(open_, found.received, found.ruled).astype(np.int32)),
        "UPDATE_TIME": office(draws),
        "INPUT_DATE": Days(found.received),
        "INPUT_TIME": office(draws),
        "BASE_CITY_CODE": Coded(rows.court[at], base_cities()),
        "HEARING_LOC_CODE": Coded(location(scene, at), locations()),
        "IJ_CODE": Coded(np.where(no_judge, len(judges().words) - 1, judge(scene, at)).astype(np.int32), judges()),
        "DEC": Coded(np.where(open_, 0, found.ruling).astype(np.int32), RULINGS),
        "COMP_DATE": blank_days(found.ruled, open_),
        "MOTION_RECD_DATE": blank_days(found.received, scene.missing(n, 0.006)),
        "DATMOTIONDUE": blank_days(found.received + 14, ~draws.chance(0.054)),
        "RESP_DUE_DATE": blank_days(found.received + 10, draws.chance(0.046)),
        "STAY_GRANT": sparse(draws, ("G", "D"), (2, 1), 0.998),
        "JURISDICTION": sparse(draws, ("IJ",), (1,), 0.979),
        "APPEAL_RSVD": sparse(draws, ("A", "B", "I"), (62, 20, 18), 0.990),
        "DATE_APPEAL_DUE": blank_days(found.ruled + 30, open_ | ~draws.chance(0.063)),
        "STRFILINGPARTY": Coded(party.astype(np.int32), Vocabulary.of(["A", "I", "R", "B", "S", ""])),
        "STRFILINGMETHOD": sparse(draws, ("W", "O"), (88.5, 11.5), 0.050),
        "STRCERTOFSERVICECODE": sparse(draws, ("R", "P", "E", "O", "C", "N"), (197, 131, 116, 92, 22, 12), 0.148),
        "O_CLOCK_OPTION": sparse(draws, ("S", "N", "T", "C"), (27, 26, 14, 10), 0.990),
        "strDJScenario": Constant("0"),
    }
    return Rows(n, columns, scene.from_proceeding(at, found.received))


def appeals(scene: Scene) -> Rows:
    """tblAppeal: appeals to the Board, most from court decisions, some from DHS officers."""
    found, lives, until = scene.appeals, scene.lives, scene.lives.until
    n, draws = len(found.kind), scene.draws(len(found.kind))
    case = side.appellant_case(scene.lives)
    officer = np.char.startswith(np.array(APPEAL_KINDS.words)[found.kind].astype(str), "DD")
    known = past(found.decided, until)
    code = np.where(known > NEVER, found.code, 0)
    nats, langs = nationalities()
    nat = np.where(officer, len(nats.words) - 1, lives.cases.nationality[case]).astype(np.int32)
    custody = np.where(officer, 3, lives.custody[found.proceeding.clip(0)] if lives.proceedings.count else 3)
    columns: dict[str, Column] = {
        "idnAppeal": scene.keys(n),
        "idncase": Numbers(np.where(scene.missing(n, 0.001), -1, lives.cases.number[case])),
        "idnProceeding": scene.key_of(
            np.where(scene.missing(n, value("side.appeal_without_proceeding")), -1, found.proceeding)
        ),
        "strAppealCategory": Coded(_category(scene, officer), Vocabulary.of(["IJ", "DD", "MA", "ij"])),
        "strAppealType": Coded(_kind(scene), APPEAL_KINDS),
        "datAppealFiled": Days(found.filed),
        "strFiledBy": Coded(np.where(officer & draws.chance(0.14), 4, found.by).astype(np.int32), FILED_BY),
        "datAttorneyE27": blank_days(found.filed, draws.chance(0.308)),
        "datBIADecision": Days(known),
        "strBIADecision": Coded(code.astype(np.int32), BOARD_CODES),
        "strBIADecisionType": Coded(
            np.where(code > 0, 1 + draws.pick([63, 36, 0.7, 0.3]), 0).astype(np.int32),
            Vocabulary.of(["", "R", "P", "T", "L"]),
        ),
        "strCaseType": Coded(
            np.where(scene.missing(n, 0.00007), len(CASE_TYPES.words), lives.cases.kind[case]).astype(np.int32),
            Vocabulary.of([*CASE_TYPES.words, "nul"]),
        ),
        "strLang": Coded(nat, langs),
        "strNat": Coded(nat, nats),
        "strProceedingIHP": sparse(draws, ("S", "*", "F", "M"), (176, 89, 45, 5), 0.979),
        "strCustody": Coded(np.where(draws.chance(0.07), 3, custody).astype(np.int32), CUSTODY),
        "strProbono": sparse(draws, ("Y",), (1,), 0.998),
    }
    return Rows(n, columns, found.filed)


def _category(scene: Scene, officer: np.ndarray) -> Ints:
    n = len(officer)
    small = scene.missing(n, 0.000003)
    manual = scene.draws(n).chance(0.001) & ~officer & (scene.appeals.kind != CASE_APPEAL)
    return np.where(officer, 1, np.where(manual, 2, np.where(small, 3, 0))).astype(np.int32)


def _kind(scene: Scene) -> Ints:
    """The appeal type; three rows of the release write Case Appeal in capitals."""
    found = scene.appeals
    capitals = scene.missing(len(found.kind), 0.000003) & (found.kind == CASE_APPEAL)
    return np.where(capitals, APPEAL_KINDS.place("CASE APPEAL"), found.kind).astype(np.int32)


def appeals2(scene: Scene) -> Rows:
    """tblAppeal2: further links from an appeal to a case and proceeding."""
    n = len(scene.appeals.kind)
    at = np.flatnonzero(scene.draws(n).chance(value("side.second_links")))
    proceeding = np.where(scene.missing(len(at), 0.014), -1, scene.appeals.proceeding[at])
    columns: dict[str, Column] = {
        "idnAppeal": scene.key_of(at.astype(np.int32)),
        "idncase": scene.case_of(side.appellant_case(scene.lives)[at]),
        "idnProceeding": scene.key_of(proceeding),
    }
    return Rows(len(at), columns, scene.appeals.filed[at])


def _chosen(scene: Scene, share: float, weight: "Ints | Reals | Bools") -> Ints:
    """Appeals with a row in another table: that share of all, each as likely as its weight says."""
    mean = max(float(weight.mean()), 1e-9) if len(weight) else 1.0
    chance = (share * weight.astype(np.float32) / mean).clip(0, 1)
    return np.flatnonzero(scene.draws(len(weight)).chance(chance)).astype(np.int32)


def _by_respondent(scene: Scene) -> Bools:
    """Appeals from a judge's decision, or motions at the Board, that the respondent filed."""
    found = scene.appeals
    ours: Bools = (found.by == 0) & np.isin(found.kind, (CASE_APPEAL, MTR_BIA, MOTION_APPEAL))
    return ours


def _alone(scene: Scene) -> Reals:
    """The weight of appeals of respondents without counsel: none for others, more for detained people."""
    rows, origin = scene.lives.proceedings, scene.appeals.proceeding
    court = _by_respondent(scene) & (origin >= 0)
    if not rows.count:
        return court.astype(np.float32)
    alone = court & ~rows.represented[origin.clip(0)]
    held = rows.custody[origin.clip(0)] == DETAINED
    return np.where(alone, np.where(held, value("side.pro_bono_held"), 1.0), 0.0).astype(np.float32)


def federal(scene: Scene) -> Rows:
    """tblAppealFedCourts: petitions for review of Board decisions that leave an order in place.

    The outcome is nearly always blank; it is a remand only where the case came back from a court of appeals.
    """
    found = scene.appeals
    refused = STANDS[found.code] | (found.code == BOARD_CODES.place("DEN"))
    at = _chosen(scene, value("side.federal") / 0.78, _by_respondent(scene) & refused)
    draws = scene.draws(len(at))
    remands = (found.kind == COURT_REMAND) & (found.filed <= scene.lives.until)
    came_back = np.isin(found.proceeding[at], found.proceeding[remands])
    told = draws.chance(value("side.federal_outcome_known"))
    outcome = np.where(told & came_back, 1, np.where(told & draws.chance(0.01), 2, 0)).astype(np.int32)
    asked = scene.appeals.decided[at] + 5 + draws.wait(40)
    columns: dict[str, Column] = {
        "idnAppealFedCourts": scene.keys(len(at)),
        "lngAppealID": scene.key_of(np.where(scene.missing(len(at), 0.054), -1, at).astype(np.int32)),
        "datRequestedByOIL": blank_days(asked.astype(np.int32), scene.missing(len(at), 0.032)),
        "strFedCourtDecision": Coded(outcome, Vocabulary.of(["", "REM", "DIS"])),
    }
    return Rows(len(at), columns, asked.astype(np.int32))


def referrals(scene: Scene) -> Rows:
    """tblThreeMbrReferrals: appeals sent to a panel of three, more often those that are then sustained or sent back."""
    overturned = ~STANDS[scene.appeals.code]
    at = _chosen(scene, value("side.referrals") / 0.935, np.where(overturned, value("side.referred_more"), 1.0))
    draws = scene.draws(len(at))
    sent = (scene.appeals.filed[at] + 30 + draws.wait(120)).astype(np.int32)
    columns: dict[str, Column] = {
        "idn3MemberReferral": scene.keys(len(at)),
        "lngAppealID": scene.key_of(at.astype(np.int32)),
        "datReferredTo3Member": Days(sent),
        "datRemovedFromReferral": blank_days(past(sent + 40, scene.lives.until), ~draws.chance(0.134)),
    }
    return Rows(len(at), columns, sent)


def pro_bono(scene: Scene) -> Rows:
    """tblProBono: appeals screened for volunteer counsel: of respondents without counsel, detained ones first."""
    rows = scene.lives.proceedings
    at = _chosen(scene, value("side.pro_bono") / PRO_BONO_SEEN, _alone(scene))
    n, draws = len(at), scene.draws(len(at))
    proceeding = scene.appeals.proceeding[at]
    served = scene.appeals.filed[at] + 60
    zero = flags(np.zeros(n, dtype=bool))
    no = dict.fromkeys(
        ("blnOARequestedbyAlien", "blnOARequestedbyINS", "blnOARequestedbyAmicus", "blnProcessed", "blnIntrpr"), zero
    )
    columns: dict[str, Column] = {
        "Case_type": Coded(scene.lives.cases.kind[rows.case[proceeding]], CASE_TYPES),
        "NBR_OF_CHGS": sparse(draws, ("1", "01", "02", "2", "03"), (334, 157, 61, 49, 18), 0.010),
        "Other_dec1": sparse(draws, ("D", "M", "W", "O", "G"), (343, 25, 13, 13, 9), 0.357),
        "datTranscriptServedAlien": Days(served),
        "strFiledby": Coded(scene.appeals.by[at], FILED_BY),
        "strNat": sparse(
            draws, ("MEXICO", "GUATEMALA", "HONDURAS", "EL SALVADOR", "CHINA"), (30, 20, 20, 20, 10), 0.002
        ),
        "strLang": sparse(draws, ("SP", "ENG", "MAN"), (75, 20, 5), 0.002),
        "Charge_1": sparse(draws, ("212a06Ai", "237a01B", "237a02Aiii"), (60, 25, 15), 0.011),
        "Dec_Code": Coded(rows.decision[proceeding], DECISIONS),
        "CRIM_IND": sparse(draws, ("N", "Y"), (79, 21), 0.005),
        "strAlienSex": sparse(draws, ("M", "F"), (65, 35), 0.515),
        "blnSelectedbyCoordinator": flags(draws.chance(0.18)),
        "blnSelectedbyScreener": flags(draws.chance(0.041)),
        "OptionA": Constant("-1"),
        "idnAppeal": scene.key_of(at.astype(np.int32)),
        "datBriefCurrentlyDueAlien": Days(served + 21),
        "idnRepl": scene.keys(n),
        "strCustody": Coded(scene.lives.custody[proceeding], CUSTODY),
        **no,
    }
    return Rows(n, columns, served)


def representatives(scene: Scene) -> Rows:
    """tbl_RepsAssigned: private counsel (ALIEN) on cases and appeals, the government's (INS) on proceedings."""
    found, lives = side.counsel(scene.source, scene.lives, scene.listed), scene.lives
    n, draws = len(found.case), scene.draws(len(found.case))
    key = FIRST_KEY + lives.block * STRIDE + found.position.astype(np.int64)
    parent = np.where(found.parent == 0, lives.cases.number[found.position.clip(0, lives.cases.count - 1)], key)
    spelling = np.select(
        [found.parent == 0, found.parent == 1],
        [draws.pick([790, 192, 18]), 3 + draws.pick([717, 283])],
        5 + draws.pick([607, 393]),
    )
    names = ("a_tblcase", "A_Tblcase", "A_TblCase", "b_tblproceeding", "B_TblProceeding", "tblappeal", "tblAppeal")
    board = found.parent == 2
    court = np.where(found.government, len(courts().codes), lives.cases.court[found.case])
    cities = Vocabulary.of([*base_cities().words, "BIA"])
    court = np.where(
        board,
        len(cities.words) - 1,
        np.where(draws.chance(0.30) & found.government, lives.cases.court[found.case], court),
    )
    columns: dict[str, Column] = {
        "IDNREPSASSIGNED": scene.keys(n),
        "IDNCASE": scene.case_of(found.case),
        "STRATTYLEVEL": Coded(board.astype(np.int32), Vocabulary.of(["COURT", "BOARD"])),
        "STRATTYTYPE": Coded(found.government.astype(np.int32), Vocabulary.of(["ALIEN", "INS"])),
        "PARENT_TABLE": Coded(spelling.astype(np.int32), Vocabulary.of(names)),
        "PARENT_IDN": Numbers(parent),
        "BASE_CITY_CODE": Coded(court.astype(np.int32), cities),
        "INS_TA_DATE_ASSIGNED": blank_days(found.since, ~found.government),
        "E_27_DATE": blank_days(found.since, ~board),
        "E_28_DATE": blank_days(found.since, found.government | board),
        "BLNPRIMEATTY": flags(draws.chance(0.774)),
    }
    return Rows(n, columns, found.since)
