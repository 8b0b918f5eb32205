"""Tables about cases: A_TblCase, identifiers, lead and rider, custody, priority and juvenile history."""

import numpy as np

from finalorder.docket import side
from finalorder.docket.cases import DETAINED, RELEASED, RMV, TYPES
from finalorder.docket.columns import Coded, Column, Days, Months, Rows, Vocabulary
from finalorder.docket.courts import base_cities, courts, states
from finalorder.docket.days import NEVER, Ints
from finalorder.docket.emit import Scene, blank_days, clock, flags, moments, nationalities, past, sparse
from finalorder.docket.parameters import value

CUSTODY = Vocabulary.of(["N", "D", "R", ""])
CASE_TYPES = Vocabulary.of(TYPES)


def cases(scene: Scene) -> Rows:
    """A_TblCase: one row a case; addresses, custody, counsel and latest hearing are of now, not of then."""
    people, n = scene.lives.cases, scene.lives.cases.count
    at, draws = np.arange(n, dtype=np.int32), scene.draws(n)
    nats, langs = nationalities()
    nationality = np.where(scene.missing(n, 0.010), len(nats.words) - 1, people.nationality[at])
    language = np.where(scene.missing(n, 0.012), len(langs.words) - 1, people.nationality[at])
    columns: dict[str, Column] = {
        "IDNCASE": scene.case_of(at),
        "NAT": Coded(nationality.astype(np.int32), nats),
        "LANG": Coded(language.astype(np.int32), langs),
        "CASE_TYPE": Coded(people.kind[at], CASE_TYPES),
        "SITE_TYPE": sparse(draws, ("M", "I"), (86.5, 13.5), 0.513),
        "ATTY_NBR": sparse(draws, ("01", "00", "02"), (90, 8, 2), 0.396),
        "CORRECTIONAL_FAC": sparse(draws, ("S", "D", "F", "M"), (142, 81, 57, 4), 0.977),
        "RELEASE_MONTH": sparse(draws, ("00", "12", "01", "06", "10"), (942, 15, 14, 14, 14), 0.788),
        "RELEASE_YEAR": sparse(draws, ("0000", "2004", "2010"), (942, 29, 29), 0.788),
        "DATE_OF_ENTRY": Days(people.entered[at]),
        "C_ASY_TYPE": Coded(_asylum(scene, at), Vocabulary.of(["", "I", "E", "J"])),
        "C_BIRTHDATE": Months(people.birth_month[at]),
        "Sex": Coded(people.sex[at], Vocabulary.of(["M", "F", ""])),
        "LPR": sparse(draws, ("0", "1"), (99.2, 0.8), 0.920),
        "CASEPRIORITY_CODE": Coded(side.priority(people)[at], side.PRIORITIES),
        **_address(scene, at),
        **_custody_now(scene, at),
        **_latest(scene, at),
    }
    return Rows(n, columns, scene.filed)


def _asylum(scene: Scene, at: Ints) -> Ints:
    draws = scene.draws(len(at))
    asks = scene.lives.cases.asks_asylum[at] & draws.chance(0.88)
    return np.where(asks, np.where(draws.chance(0.30), 1, np.where(draws.chance(0.01), 3, 2)), 0).astype(np.int32)


def _address(scene: Scene, at: Ints) -> dict[str, Column]:
    """State and city near the last court, or another's for those who live far off; the zip code is made up.

    An address changes when the court is told of a move: ADDRESS_CHANGEDON and the zip code are overwritten.
    """
    people, draws, n = scene.lives.cases, scene.draws(len(at)), len(at)
    state, city = states()
    lives = scene.lives
    court = people.court.copy()
    court[lives.proceedings.case[lives.known]] = lives.proceedings.court[lives.known]  # the last one stays
    blank = len(state.words) - 1
    elsewhere = np.array([share for _, _, share in value("appearing.distance")], dtype=np.float32)[people.distance[at]]
    near = np.where(draws.chance(elsewhere), (court[at] + 1 + draws.between(0, blank - 2)) % blank, court[at])
    near = np.where(scene.missing(n, 0.031), blank, near).astype(np.int32)
    changed = people.moved_on[at]
    known = people.told[at] & (changed > NEVER) & (changed <= scene.lives.until)
    zip_code = np.where(known, draws.between(0, 800), draws.between(0, 800)).astype(np.int32)
    return {
        "ALIEN_CITY": Coded(near, city),
        "ALIEN_STATE": Coded(near, state),
        "ALIEN_ZIPCODE": Coded(zip_code, Vocabulary.of([*(f"{10000 + 107 * k:05d}" for k in range(800)), ""])),
        "ADDRESS_CHANGEDON": blank_days(changed, ~known),
    }


def _custody_now(scene: Scene, at: Ints) -> dict[str, Column]:
    """Custody now: that of the last proceeding; blank for appeals from DHS officers."""
    lives, rows = scene.lives, scene.lives.proceedings
    now = np.where(lives.cases.detained_first, DETAINED, 0)
    now[rows.case[lives.known]] = lives.custody[lives.known]
    has = np.zeros(lives.cases.count, dtype=bool)
    has[rows.case] = True
    status = np.where(has[at], now[at], 3)
    draws = scene.draws(len(at))
    dated = (status == DETAINED) | (status == RELEASED)
    dated &= draws.chance(0.53)
    freed = dated & (status == RELEASED)
    return {
        "CUSTODY": Coded(status.astype(np.int32), CUSTODY),
        "DATE_DETAINED": blank_days(lives.cases.charged[at], ~dated),
        "DATE_RELEASED": blank_days(past(lives.cases.released_on[at], lives.until), ~freed),
    }


def _latest(scene: Scene, at: Ints) -> dict[str, Column]:
    """Fields overwritten by whatever came last: court, hearing, counsel."""
    lives, hearings = scene.lives, scene.hearings
    set_ = np.flatnonzero(hearings.noticed <= lives.until)
    case_of = lives.proceedings.case[hearings.proceeding[set_]]
    n = lives.cases.count
    day = np.full(n, NEVER, dtype=np.int32)
    day[case_of] = hearings.held[set_]
    calendar = np.full(n, 2, dtype=np.int32)
    calendar[case_of] = hearings.calendar[set_]
    court = np.full(n, len(courts().codes), dtype=np.int32)
    court[lives.proceedings.case[lives.known]] = lives.proceedings.court[lives.known]
    none = (day[at] <= NEVER) | scene.missing(len(at), 0.165)
    counsel = lives.cases.represented_on[at]
    draws = scene.draws(len(at))
    later = counsel + np.where(draws.chance(0.4), draws.wait(400), 0)
    later = np.where(later <= lives.until, later, counsel)
    known = (counsel > NEVER) & (counsel <= lives.until)
    times = clock(draws)
    times.values = np.where(none, len(times.vocabulary.words) - 1, times.values).astype(np.int32)
    return {
        "UPDATE_SITE": Coded(court[at], base_cities()),
        "LATEST_HEARING": blank_days(day[at], none),
        "LATEST_TIME": times,
        "LATEST_CAL_TYPE": Coded(np.where(none, 2, calendar[at]).astype(np.int32), Vocabulary.of(["M", "I", ""])),
        "E_28_DATE": blank_days(later.astype(np.int32), ~known),
    }


def identifiers(scene: Scene) -> Rows:
    """A_TblCaseIdentifier: flags of a case, without a date."""
    case, words, code = side.identifiers(scene.source, scene.lives, scene.listed)
    columns: dict[str, Column] = {
        "IDNCASEID": scene.keys(len(case)),
        "IDNCASE": scene.case_of(case),
        "CASE_ID": Coded(code, words),
    }
    return Rows(len(case), columns, scene.from_case(case))


def custody(scene: Scene) -> Rows:
    """tbl_CustodyHistory."""
    found = side.custody(scene.source, scene.lives, scene.listed)
    n = len(found.case)
    columns: dict[str, Column] = {
        "IDNCUSTODY": scene.keys(n),
        "IDNCASE": scene.case_of(found.case),
        "CUSTODY": Coded(found.status, CUSTODY),
        "DATDETAINED": Days(found.detained),
        "DATRELEASED": Days(found.released),
    }
    return Rows(n, columns, scene.from_case(found.case, found.since))


def juveniles(scene: Scene) -> Rows:
    """tbl_JuvenileHistory: code 5, not applicable, is two thirds of it."""
    proceeding, code, since = side.juveniles(scene.source, scene.lives)
    n = len(proceeding)
    draws = scene.draws(n)
    changed = np.where(draws.chance(0.342), since + draws.wait(300), NEVER)
    code = np.where(scene.missing(n, 0.00033), 0, code).astype(np.int32)
    key = scene.key_of(np.where(scene.missing(n, 0.000033), -1, proceeding))
    columns: dict[str, Column] = {
        "idnJuvenileHistory": scene.keys(n),
        "idnCase": scene.case_of(scene.lives.proceedings.case[proceeding]),
        "idnProceeding": key,
        "idnJuvenile": Coded(code, Vocabulary.of(["", "1", "2", "3", "4", "5", "6"])),
        "DATCREATEDON": moments(draws, np.where(scene.missing(n, 0.013), NEVER, since).astype(np.int32)),
        "DATMODIFIEDON": moments(draws, past(changed.astype(np.int32), scene.lives.until)),
    }
    return Rows(n, columns, scene.from_proceeding(proceeding, since))


def priorities(scene: Scene) -> Rows:
    """tbl_CasePriorityHistory."""
    case, code, since = side.priority_history(scene.source, scene.lives, scene.listed)
    n = len(case)
    draws = scene.draws(n)
    columns: dict[str, Column] = {
        "idnCasePriHistory": scene.keys(n),
        "casePriority_code": Coded(code, side.PRIORITIES),
        "idnCase": scene.case_of(case),
        "DATCREATEDON": moments(draws, since),
        "DATMODIFIEDON": moments(draws, np.minimum(since + draws.between(0, 90), scene.lives.until).astype(np.int32)),
    }
    return Rows(n, columns, scene.from_case(case, since))


def riders(scene: Scene) -> Rows:
    """tbl_Lead_Rider: one row a rider, with the first proceedings of both."""
    lives = scene.lives
    first = _first_proceeding(lives.proceedings.case, lives.cases.count)
    ok = scene.listed & lives.cases.is_rider & (first >= 0)
    at = np.flatnonzero(
        ok & (first[lives.cases.lead] >= 0) & scene.listed[lives.cases.lead] & (lives.cases.kind <= RMV + 2)
    )
    n, draws = len(at), scene.draws(len(at))
    lead = lives.cases.lead[at]
    severed = past(lives.cases.severed_on[at], lives.until)
    cut = severed > NEVER
    created = lives.cases.filed[at] + draws.between(0, 3)
    columns: dict[str, Column] = {
        "idnLeadRider": scene.keys(n),
        "idnLeadCase": scene.case_of(lead),
        "idnRiderCase": scene.case_of(at),
        "datCreatedOn": moments(draws, np.minimum(created, lives.until).astype(np.int32)),
        "datModifiedOn": moments(draws, np.where(cut, severed, np.minimum(created, lives.until)).astype(np.int32)),
        "datSeveredOn": Days(severed),
        "idnLeadProceedingStart": scene.key_of(first[lead]),
        "idnLeadProceedingEnd": scene.key_of(np.where(cut, first[lead], -1)),
        "idnRiderProceedingStart": scene.key_of(first[at]),
        "idnRiderProceedingEnd": scene.key_of(np.where(cut, first[at], -1)),
        "blnActive": flags(~(cut & draws.chance(0.82))),
    }
    return Rows(n, columns, scene.from_case(at, scene.from_proceeding(first[at])))


def _first_proceeding(case: Ints, count: int) -> Ints:
    """The position of each case's first proceeding; rows are in case order."""
    first = np.full(count, -1, dtype=np.int32)
    starts = (
        np.flatnonzero(np.concatenate([[True], case[1:] != case[:-1]])) if len(case) else np.zeros(0, dtype=np.int64)
    )
    first[case[starts]] = starts
    return first
