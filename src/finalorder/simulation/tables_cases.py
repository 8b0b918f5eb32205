"""Tables about cases: A_TblCase, identifiers, lead and rider, custody, priority and juvenile history."""

import numpy as np

from finalorder.simulation import ancillary_rows
from finalorder.simulation.cases import CASE_TYPE_CODES, DETAINED, RELEASED, RMV
from finalorder.simulation.column_builders import (
    PreparedBlock,
    blank_future_days,
    build_date_column,
    build_flag_column,
    build_nationality_vocabularies,
    sample_audit_times,
    sample_code_column,
    sample_hearing_times,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Days, Months, Rows, Vocabulary
from finalorder.simulation.courts import build_address_vocabularies, build_court_vocabulary, build_courts
from finalorder.simulation.day_numbers import NEVER, Ints
from finalorder.simulation.parameters import get_parameter

CUSTODY = Vocabulary.of(["N", "D", "R", ""])
CASE_TYPES = Vocabulary.of(CASE_TYPE_CODES)


def build_case_rows(scene: PreparedBlock) -> Rows:
    """A_TblCase: one row a case; addresses, custody, counsel and latest hearing are of now, not of then."""
    people, n = scene.histories.cases, scene.histories.cases.count
    at, draws = np.arange(n, dtype=np.int32), scene.create_draws(n)
    nats, langs = build_nationality_vocabularies()
    nationality = np.where(scene.sample_missing(n, 0.010), len(nats.words) - 1, people.nationality[at])
    language = np.where(scene.sample_missing(n, 0.012), len(langs.words) - 1, people.nationality[at])
    columns: dict[str, ColumnData] = {
        "IDNCASE": scene.build_case_numbers(at),
        "NAT": Codes(nationality.astype(np.int32), nats),
        "LANG": Codes(language.astype(np.int32), langs),
        "CASE_TYPE": Codes(people.kind[at], CASE_TYPES),
        "SITE_TYPE": sample_code_column(draws, ("M", "I"), (86.5, 13.5), 0.513),
        "ATTY_NBR": sample_code_column(draws, ("01", "00", "02"), (90, 8, 2), 0.396),
        "CORRECTIONAL_FAC": sample_code_column(draws, ("S", "D", "F", "M"), (142, 81, 57, 4), 0.977),
        "RELEASE_MONTH": sample_code_column(draws, ("00", "12", "01", "06", "10"), (942, 15, 14, 14, 14), 0.788),
        "RELEASE_YEAR": sample_code_column(draws, ("0000", "2004", "2010"), (942, 29, 29), 0.788),
        "DATE_OF_ENTRY": Days(people.entered[at]),
        "C_ASY_TYPE": Codes(_sample_asylum_type(scene, at), Vocabulary.of(["", "I", "E", "J"])),
        "C_BIRTHDATE": Months(people.birth_month[at]),
        "Sex": Codes(people.sex[at], Vocabulary.of(["M", "F", ""])),
        "LPR": sample_code_column(draws, ("0", "1"), (99.2, 0.8), 0.920),
        "CASEPRIORITY_CODE": Codes(ancillary_rows.find_priority_code(people)[at], ancillary_rows.PRIORITIES),
        **_build_address_columns(scene, at),
        **_build_custody_columns(scene, at),
        **_build_latest_columns(scene, at),
    }
    return Rows(n, columns, scene.case_visible_from)


def _sample_asylum_type(scene: PreparedBlock, at: Ints) -> Ints:
    draws = scene.create_draws(len(at))
    asks = scene.histories.cases.asks_asylum[at] & draws.sample_bernoulli(0.88)
    return np.where(
        asks, np.where(draws.sample_bernoulli(0.30), 1, np.where(draws.sample_bernoulli(0.01), 3, 2)), 0
    ).astype(np.int32)


def _build_address_columns(scene: PreparedBlock, at: Ints) -> dict[str, ColumnData]:
    """State and city near the last court, or another's for those who live far off; the zip code is made up.

    An address changes when the court is told of a move: ADDRESS_CHANGEDON and the zip code are overwritten.
    """
    people, draws, n = scene.histories.cases, scene.create_draws(len(at)), len(at)
    state, city = build_address_vocabularies()
    lives = scene.histories
    court = people.court.copy()
    court[lives.proceedings.case[lives.known]] = lives.proceedings.court[lives.known]  # the last one stays
    blank = len(state.words) - 1
    elsewhere = np.array([share for _, _, share in get_parameter("appearing.distance")], dtype=np.float32)[
        people.distance[at]
    ]
    near = np.where(
        draws.sample_bernoulli(elsewhere), (court[at] + 1 + draws.sample_integers(0, blank - 2)) % blank, court[at]
    )
    near = np.where(scene.sample_missing(n, 0.031), blank, near).astype(np.int32)
    changed = people.moved_on[at]
    known = people.court_notified[at] & (changed > NEVER) & (changed <= scene.histories.until)
    zip_code = np.where(known, draws.sample_integers(0, 800), draws.sample_integers(0, 800)).astype(np.int32)
    return {
        "ALIEN_CITY": Codes(near, city),
        "ALIEN_STATE": Codes(near, state),
        "ALIEN_ZIPCODE": Codes(zip_code, Vocabulary.of([*(f"{10000 + 107 * k:05d}" for k in range(800)), ""])),
        "ADDRESS_CHANGEDON": build_date_column(changed, ~known),
    }


def _build_custody_columns(scene: PreparedBlock, at: Ints) -> dict[str, ColumnData]:
    """Custody now: that of the last proceeding; blank for appeals from DHS officers."""
    lives, rows = scene.histories, scene.histories.proceedings
    now = np.where(lives.cases.detained_first, DETAINED, 0)
    now[rows.case[lives.known]] = lives.custody[lives.known]
    has = np.zeros(lives.cases.count, dtype=bool)
    has[rows.case] = True
    status = np.where(has[at], now[at], 3)
    draws = scene.create_draws(len(at))
    dated = (status == DETAINED) | (status == RELEASED)
    dated &= draws.sample_bernoulli(0.53)
    freed = dated & (status == RELEASED)
    return {
        "CUSTODY": Codes(status.astype(np.int32), CUSTODY),
        "DATE_DETAINED": build_date_column(lives.cases.charged[at], ~dated),
        "DATE_RELEASED": build_date_column(blank_future_days(lives.cases.released_on[at], lives.until), ~freed),
    }


def _build_latest_columns(scene: PreparedBlock, at: Ints) -> dict[str, ColumnData]:
    """Fields overwritten by whatever came last: court, hearing, counsel."""
    lives, hearings = scene.histories, scene.hearings
    set_ = np.flatnonzero(hearings.noticed_on <= lives.until)
    case_of = lives.proceedings.case[hearings.proceeding[set_]]
    n = lives.cases.count
    day = np.full(n, NEVER, dtype=np.int32)
    day[case_of] = hearings.held_on[set_]
    calendar = np.full(n, 2, dtype=np.int32)
    calendar[case_of] = hearings.calendar[set_]
    court = np.full(n, len(build_courts().codes), dtype=np.int32)
    court[lives.proceedings.case[lives.known]] = lives.proceedings.court[lives.known]
    none = (day[at] <= NEVER) | scene.sample_missing(len(at), 0.165)
    counsel = lives.cases.represented_on[at]
    draws = scene.create_draws(len(at))
    later = counsel + np.where(draws.sample_bernoulli(0.4), draws.sample_waiting_days(400), 0)
    later = np.where(later <= lives.until, later, counsel)
    known = (counsel > NEVER) & (counsel <= lives.until)
    times = sample_hearing_times(draws)
    times.values = np.where(none, len(times.vocabulary.words) - 1, times.values).astype(np.int32)
    return {
        "UPDATE_SITE": Codes(court[at], build_court_vocabulary()),
        "LATEST_HEARING": build_date_column(day[at], none),
        "LATEST_TIME": times,
        "LATEST_CAL_TYPE": Codes(np.where(none, 2, calendar[at]).astype(np.int32), Vocabulary.of(["M", "I", ""])),
        "E_28_DATE": build_date_column(later.astype(np.int32), ~known),
    }


def build_identifier_rows(scene: PreparedBlock) -> Rows:
    """A_TblCaseIdentifier: flags of a case, without a date."""
    case, words, code = ancillary_rows.simulate_identifiers(scene.generator, scene.histories, scene.has_case_row)
    columns: dict[str, ColumnData] = {
        "IDNCASEID": scene.build_primary_keys(len(case)),
        "IDNCASE": scene.build_case_numbers(case),
        "CASE_ID": Codes(code, words),
    }
    return Rows(len(case), columns, scene.compute_case_visibility(case))


def build_custody_rows(scene: PreparedBlock) -> Rows:
    """tbl_CustodyHistory."""
    found = ancillary_rows.simulate_custody_history(scene.generator, scene.histories, scene.has_case_row)
    n = len(found.case)
    columns: dict[str, ColumnData] = {
        "IDNCUSTODY": scene.build_primary_keys(n),
        "IDNCASE": scene.build_case_numbers(found.case),
        "CUSTODY": Codes(found.status, CUSTODY),
        "DATDETAINED": Days(found.detained),
        "DATRELEASED": Days(found.released),
    }
    return Rows(n, columns, scene.compute_case_visibility(found.case, found.since))


def build_juvenile_rows(scene: PreparedBlock) -> Rows:
    """tbl_JuvenileHistory: code 5, not applicable, is two thirds of it."""
    proceeding, code, since = ancillary_rows.simulate_juvenile_history(scene.generator, scene.histories)
    n = len(proceeding)
    draws = scene.create_draws(n)
    changed = np.where(draws.sample_bernoulli(0.342), since + draws.sample_waiting_days(300), NEVER)
    code = np.where(scene.sample_missing(n, 0.00033), 0, code).astype(np.int32)
    key = scene.build_foreign_keys(np.where(scene.sample_missing(n, 0.000033), -1, proceeding))
    columns: dict[str, ColumnData] = {
        "idnJuvenileHistory": scene.build_primary_keys(n),
        "idnCase": scene.build_case_numbers(scene.histories.proceedings.case[proceeding]),
        "idnProceeding": key,
        "idnJuvenile": Codes(code, Vocabulary.of(["", "1", "2", "3", "4", "5", "6"])),
        "DATCREATEDON": sample_audit_times(
            draws, np.where(scene.sample_missing(n, 0.013), NEVER, since).astype(np.int32)
        ),
        "DATMODIFIEDON": sample_audit_times(draws, blank_future_days(changed.astype(np.int32), scene.histories.until)),
    }
    return Rows(n, columns, scene.compute_proceeding_visibility(proceeding, since))


def build_priority_rows(scene: PreparedBlock) -> Rows:
    """tbl_CasePriorityHistory."""
    case, code, since = ancillary_rows.simulate_priority_history(scene.generator, scene.histories, scene.has_case_row)
    n = len(case)
    draws = scene.create_draws(n)
    columns: dict[str, ColumnData] = {
        "idnCasePriHistory": scene.build_primary_keys(n),
        "casePriority_code": Codes(code, ancillary_rows.PRIORITIES),
        "idnCase": scene.build_case_numbers(case),
        "DATCREATEDON": sample_audit_times(draws, since),
        "DATMODIFIEDON": sample_audit_times(
            draws, np.minimum(since + draws.sample_integers(0, 90), scene.histories.until).astype(np.int32)
        ),
    }
    return Rows(n, columns, scene.compute_case_visibility(case, since))


def build_rider_rows(scene: PreparedBlock) -> Rows:
    """tbl_Lead_Rider: one row a rider, with the first proceedings of both."""
    lives = scene.histories
    first = _find_first_proceeding(lives.proceedings.case, lives.cases.count)
    ok = scene.has_case_row & lives.cases.is_rider & (first >= 0)
    at = np.flatnonzero(
        ok & (first[lives.cases.lead] >= 0) & scene.has_case_row[lives.cases.lead] & (lives.cases.kind <= RMV + 2)
    )
    n, draws = len(at), scene.create_draws(len(at))
    lead = lives.cases.lead[at]
    severed = blank_future_days(lives.cases.severed_on[at], lives.until)
    cut = severed > NEVER
    created = lives.cases.filed[at] + draws.sample_integers(0, 3)
    columns: dict[str, ColumnData] = {
        "idnLeadRider": scene.build_primary_keys(n),
        "idnLeadCase": scene.build_case_numbers(lead),
        "idnRiderCase": scene.build_case_numbers(at),
        "datCreatedOn": sample_audit_times(draws, np.minimum(created, lives.until).astype(np.int32)),
        "datModifiedOn": sample_audit_times(
            draws, np.where(cut, severed, np.minimum(created, lives.until)).astype(np.int32)
        ),
        "datSeveredOn": Days(severed),
        "idnLeadProceedingStart": scene.build_foreign_keys(first[lead]),
        "idnLeadProceedingEnd": scene.build_foreign_keys(np.where(cut, first[lead], -1)),
        "idnRiderProceedingStart": scene.build_foreign_keys(first[at]),
        "idnRiderProceedingEnd": scene.build_foreign_keys(np.where(cut, first[at], -1)),
        "blnActive": build_flag_column(~(cut & draws.sample_bernoulli(0.82))),
    }
    return Rows(n, columns, scene.compute_case_visibility(at, scene.compute_proceeding_visibility(first[at])))


def _find_first_proceeding(case: Ints, count: int) -> Ints:
    """The position of each case's first proceeding; rows are in case order."""
    first = np.full(count, -1, dtype=np.int32)
    starts = (
        np.flatnonzero(np.concatenate([[True], case[1:] != case[:-1]])) if len(case) else np.zeros(0, dtype=np.int64)
    )
    first[case[starts]] = starts
    return first
