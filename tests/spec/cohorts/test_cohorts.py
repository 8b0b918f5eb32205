"""The manual of the announcement's five groups: who is in each on a day, and how surely."""

from datetime import date
from typing import Any

import pytest

from finalorder.cohorts import subtract_months
from support.ledger_harness import add_cohorts, ask, derive_tables

JUNE_21 = date(2019, 6, 21)
RELEASE_DAY = date(2026, 6, 30)
CASE = {"idncase": 1, "case_type": "RMV", "date_of_entry": date(2018, 9, 20), "c_birthdate": date(2001, 5, 1)}
IN_ABSENTIA = {
    "idnproceeding": 10,
    "idncase": 1,
    "case_type": "RMV",
    "base_city_code": "MIA",
    "osc_date": date(2018, 10, 1),
    "input_date": date(2018, 10, 5),
    "comp_date": date(2019, 3, 15),
    "dec_code": "X",
    "absentia": "Y",
}


def members(name: str, day: date = JUNE_21, **tables: Any) -> list[tuple[int, bool, bool]]:
    """The cases of a cohort on a day, each with whether it is certainly and possibly in it."""
    held = {"cases": [CASE], "proceedings": [IN_ABSENTIA], **tables}
    with derive_tables(held, RELEASE_DAY) as ledger:
        rows = ask(add_cohorts(ledger, day), f"SELECT idncase, lower, upper FROM {name} ORDER BY idncase").to_pylist()
    return [(row["idncase"], row["lower"], row["upper"]) for row in rows]


def test_a_standing_order_in_absentia_is_in_the_cohort_of_that_name() -> None:
    assert members("in_absentia") == [(1, True, True)]


def test_nobody_is_in_it_before_the_order_or_after_it_was_undone() -> None:
    granted = {"idnmotion": 5, "idncase": 1, "rec_type": "MA", "dec": "G", "comp_date": date(2019, 5, 2)}
    assert members("in_absentia", date(2019, 3, 14)) == []
    assert members("in_absentia", motions=[granted]) == []
    assert members("in_absentia", date(2019, 5, 1), motions=[granted]) == [(1, True, True)]


@pytest.mark.parametrize("code", [3, 4])
def test_an_unaccompanied_child_who_has_surely_turned_18_is_in_both_bounds(code: int) -> None:
    assert members("turned_18", juveniles=[{"idncase": 1, "idnjuvenile": code}]) == [(1, True, True)]


@pytest.mark.parametrize("code", [1, 2, 5, 6])
def test_other_juvenile_codes_are_no_evidence_of_having_come_alone(code: int) -> None:
    assert members("turned_18", juveniles=[{"idncase": 1, "idnjuvenile": code}]) == []


def test_a_later_not_applicable_does_not_erase_unaccompanied() -> None:
    history = [{"idncase": 1, "idnjuvenile": 4}, {"idncase": 1, "idnjuvenile": 5}]
    assert members("turned_18", juveniles=history) == [(1, True, True)]


def test_born_in_the_month_asked_about_18_years_before_is_possibly_but_not_surely_18() -> None:
    born = {**CASE, "c_birthdate": date(2001, 6, 1), "casepriority_code": "UC"}
    assert members("turned_18", cases=[born]) == [(1, False, True)]
    assert members("turned_18", date(2019, 6, 30), cases=[born]) == [(1, True, True)]


def test_an_unknown_birth_month_counts_in_the_upper_bound_only() -> None:
    assert members("turned_18", cases=[{**CASE, "c_birthdate": None, "casepriority_code": "UC"}]) == [(1, False, True)]


def test_a_missed_hearing_with_no_motion_to_reopen_since_is_a_no_show_without_response() -> None:
    missed = [{"idnschedule": 5, "idncase": 1, "adj_date": date(2019, 2, 1), "adj_rsn": "11"}]
    motion = {"idnmotion": 5, "idncase": 1, "rec_type": "MA", "motion_recd_date": date(2019, 4, 1)}
    assert members("no_show_no_response", hearings_raw=missed) == [(1, True, True)]
    assert members("no_show_no_response", hearings_raw=missed, motions=[motion]) == []
    assert members("no_show_no_response", date(2019, 3, 20), hearings_raw=missed, motions=[motion]) == [(1, True, True)]


def test_the_rocket_docket_is_the_family_unit_docket_of_2018_and_not_the_dedicated_one_of_2021() -> None:
    family, dedicated = {"idncase": 1, "case_id": "FA"}, {"idncase": 1, "case_id": "DD"}
    assert members("rocket_docket", identifiers=[family]) == [(1, True, True)]
    assert members("rocket_docket", identifiers=[family, dedicated]) == []


def test_a_recent_arrival_entered_within_36_months_and_without_that_date_was_charged_within_them() -> None:
    assert members("recent_arrival_final_order") == [(1, True, True)]
    assert members("recent_arrival_final_order", cases=[{**CASE, "date_of_entry": date(2016, 6, 20)}]) == []
    assert members("recent_arrival_final_order", cases=[{**CASE, "date_of_entry": date(2016, 6, 21)}]) != []
    assert members("recent_arrival_final_order", cases=[{**CASE, "date_of_entry": None}])[0][2]


def test_36_months_before_the_last_of_february_is_a_day_that_exists() -> None:
    assert subtract_months(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert subtract_months(date(2019, 6, 21), 36) == date(2016, 6, 21)
