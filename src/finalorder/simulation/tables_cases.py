"""Tables about cases: A_TblCase, identifiers, lead and rider, custody, priority and juvenile history."""

import numpy as np

from finalorder.simulation import ancillary_rows
from finalorder.simulation.cases import CASE_TYPE_CODES, DDC, DETAINED, RELEASED
from finalorder.simulation.column_builders import (
    PreparedBlock,
    blank_future_days,
    build_codes,
    build_court_column,
    build_date_column,
    build_flag_column,
    build_nationality_vocabularies,
    sample_audit_times,
    sample_code_column,
    sample_share,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Days, Months, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_address_vocabularies, build_courts
from finalorder.simulation.day_numbers import NEVER, Bools, Ints
from finalorder.simulation.random_draws import Draws

CUSTODY = Vocabulary.of(["N", "D", "R", ""])
CASE_TYPES = Vocabulary.of(CASE_TYPE_CODES)
NO_CUSTODY, NO_CALENDAR = 3, 2
ZIPS, STRANGE_ZIPS = 801, ("0000O", "UNKWN", "N/A", "2060")
ZIP_CODES = Vocabulary.of([*(f"{10000 + 107 * k:05d}" for k in range(ZIPS)), *STRANGE_ZIPS])
JUVENILE_CODES = Vocabulary.of(["", "1", "2", "3", "4", "5", "6"])


def build_case_rows(scene: PreparedBlock) -> Rows:
    """Build A_TblCase: one row a case; addresses, custody, counsel and latest hearing are of now, not of then."""
    people = scene.histories.cases
    ids = scene.identify_rows("cases", np.arange(people.count, dtype=np.int32))
    draws = ids.draws
    nats, langs = build_nationality_vocabularies(scene.parameters)
    coded = {name: sample_code_column(draws, name) for name in CASE_CODES}
    columns: dict[str, ColumnData] = {
        "IDNCASE": Numbers(people.number),
        "NAT": build_codes(people.nationality, nats, _sample_missing_origin(scene, draws, "NAT", 0)),
        "LANG": build_codes(people.nationality, langs, _sample_missing_origin(scene, draws, "LANG", 1)),
        "UP_BOND_DATE": build_date_column(people.filed, ~sample_share(draws, "bond of old")),
        "DETENTION_DATE": build_date_column(people.charged, ~sample_share(draws, "detention of old")),
        "CASE_TYPE": Codes(people.kind, CASE_TYPES),
        "DATE_OF_ENTRY": Days(people.entered),
        "C_ASY_TYPE": Codes(_sample_asylum_type(scene, draws), Vocabulary.of(["", "I", "E", "J"])),
        "C_BIRTHDATE": Months(people.birth_month),
        "Sex": Codes(people.sex, Vocabulary.of(["M", "F", ""])),
        "CASEPRIORITY_CODE": Codes(ancillary_rows.find_priority_code(people), ancillary_rows.PRIORITIES),
        **coded,
        **_build_address_columns(scene, draws),
        **_build_custody_columns(scene, draws),
        **_build_latest_columns(scene, draws),
    }
    return Rows(ids.count, columns, scene.case_visible_from, ids)


#: columns that hold nothing of the life
CASE_CODES = ("SITE_TYPE", "ATTY_NBR", "CORRECTIONAL_FAC", "RELEASE_MONTH", "RELEASE_YEAR", "LPR", "UP_BOND_RSN")


def _sample_missing_origin(scene: PreparedBlock, draws: Draws, name: str, place: int) -> Bools:
    """Sample where nationality or language is left out: for most appeals from DHS officers, few others."""
    usual = dict(scene.parameters["columns.cases.missing"])[name]
    officer = scene.parameters["columns.cases.officer_missing"][place]
    share = np.where(scene.histories.cases.kind == DDC, officer, usual).astype(np.float32)
    return draws.sample_bernoulli(f"missing {name}", share) & scene.has_faults


def _sample_asylum_type(scene: PreparedBlock, draws: Draws) -> Ints:
    """Sample how asylum is asked for; a few people who ask have no type."""
    asks = scene.histories.cases.asks_asylum & sample_share(draws, "asylum type")
    kind = 1 + draws.sample_kind("columns.cases.asylum_types")
    return np.where(asks, kind, 0).astype(np.int32)


def _find_last_court(scene: PreparedBlock, first: Ints) -> Ints:
    """Find each case's court now; ``first`` where it has no proceeding yet."""
    lives, court = scene.histories, first.copy()
    court[lives.proceedings.case[lives.known]] = lives.proceedings.court[lives.known]  # the last one stays
    return court


def _build_address_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """State and city near the last court, or another's for those who live far off; the zip code is made up.

    An address changes when the court is notified of a move: ADDRESS_CHANGEDON and the zip code are overwritten.
    """
    people = scene.histories.cases
    state, city = build_address_vocabularies(scene.parameters)
    court, places = _find_last_court(scene, people.court), len(state.words) - 1
    far = [share for _, _, share in scene.parameters["appearing.distance"]]
    elsewhere = draws.sample_bernoulli("lives elsewhere", np.array(far, dtype=np.float32)[people.distance])
    other = (court + 1 + draws.sample_integers("state", 0, places - 2)) % places
    near, unknown = np.where(elsewhere, other, court), scene.sample_missing(draws, "ALIEN_CITY")
    changed = people.moved_on
    known = people.court_notified & (changed > NEVER) & (changed <= scene.histories.until)
    zips = [draws.sample_integers(f"zip code {when}", 0, ZIPS - 1) for when in ("before", "after")]
    zips.append(ZIPS + draws.sample_integers("strange zip code", 0, len(STRANGE_ZIPS) - 1))
    no_zip, spaced = (
        draws.sample_bernoulli(name, share) & scene.has_faults
        for name, share in zip(("zip code", "city"), scene.parameters["columns.cases.strange_addresses"], strict=True)
    )
    zip_code = np.where(no_zip, zips[2], np.where(known, zips[1], zips[0]))
    spelled = Vocabulary.of([*city.words[:-1], *(word.replace(" ", "  ") for word in city.words[:-1]), ""])
    return {
        "ALIEN_CITY": build_codes(np.where(spaced, near + places, near), spelled, unknown),
        "ALIEN_STATE": build_codes(near, state, unknown),
        "ALIEN_ZIPCODE": Codes(zip_code.astype(np.int32), ZIP_CODES),
        "ADDRESS_CHANGEDON": build_date_column(changed, ~known),
    }


def _build_custody_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """Build the current custody: that of the last proceeding; blank for appeals from DHS officers."""
    lives, rows = scene.histories, scene.histories.proceedings
    now = np.where(lives.cases.detained_first, DETAINED, 0)
    now[rows.case[lives.known]] = lives.custody[lives.known]
    has = np.zeros(lives.cases.count, dtype=bool)
    has[rows.case] = True
    status = np.where(has, now, NO_CUSTODY).astype(np.int32)
    dated = np.isin(status, (DETAINED, RELEASED)) & sample_share(draws, "custody dated")
    freed = dated & (status == RELEASED)
    return {
        "CUSTODY": Codes(status, CUSTODY),
        "DATE_DETAINED": build_date_column(lives.cases.charged, ~dated),
        "DATE_RELEASED": build_date_column(blank_future_days(lives.cases.released_on, lives.until), ~freed),
    }


def _build_latest_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """Build fields overwritten by whatever came last: court, hearing, counsel."""
    lives, hearings = scene.histories, scene.hearings
    set_ = np.flatnonzero(hearings.noticed_on <= lives.until)
    case_of, n = lives.proceedings.case[hearings.proceeding[set_]], lives.cases.count
    day, calendar = np.full(n, NEVER, dtype=np.int32), np.full(n, NO_CALENDAR, dtype=np.int32)
    day[case_of] = hearings.held_on[set_]
    calendar[case_of] = hearings.calendar[set_]
    none = (day <= NEVER) | scene.sample_missing(draws, "LATEST_HEARING")
    counsel = lives.cases.represented_on
    wait = draws.sample_waiting_days("wait for later counsel", scene.parameters["columns.cases.later_counsel_wait"])
    later = counsel + np.where(sample_share(draws, "later counsel"), wait, 0)
    later = np.where(later <= lives.until, later, counsel)
    known = (counsel > NEVER) & (counsel <= lives.until) & ~scene.sample_missing(draws, "E_28_DATE")
    times = sample_code_column(draws, "LATEST_TIME")
    court = _find_last_court(scene, np.full(n, len(build_courts(scene.parameters).codes), dtype=np.int32))
    return {
        "UPDATE_SITE": build_court_column(scene, court),
        "LATEST_HEARING": build_date_column(day, none),
        "LATEST_TIME": build_codes(times.values, times.vocabulary, none),
        "LATEST_CAL_TYPE": build_codes(calendar, Vocabulary.of(["M", "I", ""]), none),
        "E_28_DATE": build_date_column(later.astype(np.int32), ~known),
    }


def build_identifier_rows(scene: PreparedBlock) -> Rows:
    """Build A_TblCaseIdentifier: flags of a case, without a date."""
    case, words, code = ancillary_rows.simulate_identifiers(scene.histories, scene.has_case_row)
    ids = scene.identify_rows("identifiers", case)
    columns: dict[str, ColumnData] = {
        "IDNCASEID": Numbers(ids.keys),
        "IDNCASE": scene.build_case_numbers(case),
        "CASE_ID": Codes(code, words),
    }
    return Rows(ids.count, columns, scene.compute_case_visibility(case), ids)


def build_custody_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_CustodyHistory."""
    found = ancillary_rows.simulate_custody_history(scene.histories, scene.has_case_row)
    ids = scene.identify_rows("custody", found.case)
    columns: dict[str, ColumnData] = {
        "IDNCUSTODY": Numbers(ids.keys),
        "IDNCASE": scene.build_case_numbers(found.case),
        "CUSTODY": Codes(found.status, CUSTODY),
        "DATDETAINED": Days(found.detained),
        "DATRELEASED": Days(found.released),
    }
    return Rows(ids.count, columns, scene.compute_case_visibility(found.case, found.since), ids)


def build_juvenile_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_JuvenileHistory: code 5, not applicable, is two thirds of it."""
    proceeding, code, since = ancillary_rows.simulate_juvenile_history(scene.histories)
    ids = scene.identify_proceeding_rows("juveniles", proceeding)
    draws = ids.draws
    wait = draws.sample_waiting_days("wait for change", scene.parameters["columns.juveniles.change_wait"])
    changed = np.where(sample_share(draws, "changed"), since + wait, NEVER).astype(np.int32)
    unlinked = scene.sample_missing(draws, "idnProceeding")
    created = np.where(scene.sample_missing(draws, "DATCREATEDON"), NEVER, since).astype(np.int32)
    code = np.where(scene.sample_missing(draws, "idnJuvenile"), 0, code).astype(np.int32)
    columns: dict[str, ColumnData] = {
        "idnJuvenileHistory": Numbers(ids.keys),
        "idnCase": scene.build_case_numbers(scene.histories.proceedings.case[proceeding]),
        "idnProceeding": scene.build_proceeding_keys(np.where(unlinked, -1, proceeding)),
        "idnJuvenile": Codes(code, JUVENILE_CODES),
        "DATCREATEDON": sample_audit_times(draws, "DATCREATEDON", created),
        "DATMODIFIEDON": sample_audit_times(draws, "DATMODIFIEDON", blank_future_days(changed, scene.histories.until)),
    }
    return Rows(ids.count, columns, scene.compute_proceeding_visibility(proceeding, since), ids)


def build_priority_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_CasePriorityHistory."""
    case, code, since = ancillary_rows.simulate_priority_history(scene.histories, scene.has_case_row)
    ids = scene.identify_rows("priorities", case)
    draws = ids.draws
    changed = since + draws.sample_days_between("columns.priorities.change_wait")
    columns: dict[str, ColumnData] = {
        "idnCasePriHistory": Numbers(ids.keys),
        "casePriority_code": Codes(code, ancillary_rows.PRIORITIES),
        "idnCase": scene.build_case_numbers(case),
        "DATCREATEDON": sample_audit_times(draws, "DATCREATEDON", since),
        "DATMODIFIEDON": sample_audit_times(
            draws, "DATMODIFIEDON", np.minimum(changed, scene.histories.until).astype(np.int32)
        ),
    }
    return Rows(ids.count, columns, scene.compute_case_visibility(case, since), ids)


def build_rider_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_Lead_Rider: one row a rider, with the first proceedings of both."""
    lives = scene.histories
    first = _find_first_proceeding(lives.proceedings.case, lives.cases.count)
    has = scene.has_case_row & (first >= 0) & lives.cases.in_removal
    at = np.flatnonzero(has & lives.cases.is_rider & has[lives.cases.lead])
    ids, lead = scene.identify_rows("riders", at), lives.cases.lead[at]
    draws = ids.draws
    severed = blank_future_days(lives.cases.severed_on[at], lives.until)
    cut = severed > NEVER
    created = lives.cases.filed[at] + draws.sample_days_between("columns.riders.entry_wait")
    created = np.minimum(created, lives.until).astype(np.int32)
    columns: dict[str, ColumnData] = {
        "idnLeadRider": Numbers(ids.keys),
        "idnLeadCase": scene.build_case_numbers(lead),
        "idnRiderCase": scene.build_case_numbers(at),
        "datCreatedOn": sample_audit_times(draws, "datCreatedOn", created),
        "datModifiedOn": sample_audit_times(draws, "datModifiedOn", np.where(cut, severed, created).astype(np.int32)),
        "datSeveredOn": Days(severed),
        "idnLeadProceedingStart": scene.build_proceeding_keys(first[lead]),
        "idnLeadProceedingEnd": scene.build_proceeding_keys(np.where(cut, first[lead], -1)),
        "idnRiderProceedingStart": scene.build_proceeding_keys(first[at]),
        "idnRiderProceedingEnd": scene.build_proceeding_keys(np.where(cut, first[at], -1)),
        "blnActive": build_flag_column(~(cut & sample_share(draws, "severed and inactive"))),
    }
    return Rows(
        ids.count, columns, scene.compute_case_visibility(at, scene.compute_proceeding_visibility(first[at])), ids
    )


def _find_first_proceeding(case: Ints, count: int) -> Ints:
    """Find the position of each case's first proceeding; rows are in case order."""
    first = np.full(count, -1, dtype=np.int32)
    starts = (
        np.flatnonzero(np.concatenate([[True], case[1:] != case[:-1]])) if len(case) else np.zeros(0, dtype=np.int64)
    )
    first[case[starts]] = starts
    return first
