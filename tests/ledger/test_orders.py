"""The manual of orders: when an order is final, what undoes it, and when its clocks end. Small tables in, rows out."""

from datetime import date
from typing import Any

import pytest

from ledger_harness import ledger_of

MARCH_15 = date(2019, 3, 15)
RELEASE_DAY = date(2026, 7, 1)


def proceeding(**changes: Any) -> dict[str, Any]:
    """A removal order made in person at Miami on 15 March 2019, unless a test says otherwise."""
    return {
        "idnproceeding": 10,
        "idncase": 1,
        "case_type": "RMV",
        "base_city_code": "MIA",
        "osc_date": date(2018, 10, 1),
        "input_date": date(2018, 10, 5),
        "comp_date": MARCH_15,
        "dec_code": "X",
        "absentia": "N",
        "custody": "N",
    } | changes


def appeal(**changes: Any) -> dict[str, Any]:
    return {
        "idnappeal": 7,
        "idncase": 1,
        "idnproceeding": 10,
        "strappealcategory": "IJ",
        "strappealtype": "Case Appeal",
        "datappealfiled": date(2019, 4, 1),
        "strfiledby": "A",
    } | changes


def order(*proceedings: dict[str, Any], order_id: int = 10, **tables: Any) -> dict[str, Any]:
    """The order of that id, from these proceedings and other tables."""
    found = ledger_of({"cases": [{"idncase": 1}], "proceedings": list(proceedings), **tables}, RELEASE_DAY)["orders"]
    return next(row for row in found if row["order_id"] == order_id)


def test_an_order_in_absence_is_final_the_day_it_is_entered() -> None:
    found = order(proceeding(absentia="Y"))
    assert (found["final_on"], found["final_basis"]) == (MARCH_15, "in_absentia")


def test_an_appeal_from_an_order_in_absence_moves_nothing_and_is_not_shown() -> None:
    found = order(proceeding(absentia="Y"), appeals=[appeal(strbiadecision="DIS", datbiadecision=date(2020, 1, 6))])
    assert (found["final_on"], found["appeal_id"], found["undone_on"]) == (MARCH_15, None, None)


def test_a_decision_in_absence_that_orders_no_removal_is_no_order_in_absence() -> None:
    found = order(proceeding(dec_code="V", absentia="Y"))
    assert (found["order_class"], found["is_in_absentia"]) == ("voluntary_departure", False)


def test_an_order_without_appeal_is_final_when_the_appeal_period_ends() -> None:
    found = order(proceeding(appeal_rsvd="A"))
    assert (found["final_on"], found["final_basis"]) == (date(2019, 4, 15), "appeal_period_lapsed")


def test_a_period_that_ends_on_a_sunday_ends_on_the_next_business_day() -> None:
    found = order(proceeding(appeal_rsvd="A", comp_date=date(2019, 3, 8)))
    assert found["final_on"] == date(2019, 4, 8)


def test_a_recorded_due_date_is_used_as_written_even_on_a_sunday() -> None:
    found = order(proceeding(date_appeal_due_status=date(2019, 4, 14)))
    assert found["final_on"] == date(2019, 4, 14)


def test_a_due_date_before_the_order_is_none() -> None:
    found = order(proceeding(appeal_rsvd="A", date_appeal_due_status=date(2019, 1, 1)))
    assert found["final_on"] == date(2019, 4, 15)


def test_before_july_1996_the_appeal_period_was_ten_days() -> None:
    found = order(proceeding(case_type="DEP", dec_code="D", appeal_rsvd="A", comp_date=date(1996, 6, 3)))
    assert found["final_on"] == date(1996, 6, 13)


def test_without_reservation_or_due_date_the_day_of_the_order_and_the_end_of_the_period_bound_finality() -> None:
    found = order(proceeding())
    assert found["final_basis"] == "appeal_waived"
    assert (found["final_on"], found["final_on_latest"]) == (MARCH_15, date(2019, 4, 15))


def test_a_reservation_by_the_government_alone_is_none_of_the_respondents() -> None:
    assert order(proceeding(appeal_rsvd="I"))["final_basis"] == "appeal_waived"


def test_a_stipulated_order_is_final_the_day_it_is_entered_whatever_was_reserved() -> None:
    found = order(proceeding(appeal_rsvd="A"), identifiers=[{"idncase": 1, "case_id": "SR"}])
    assert (found["final_on"], found["final_basis"]) == (MARCH_15, "appeal_waived")


def test_an_order_whose_period_ends_after_the_release_is_not_final() -> None:
    found = order(proceeding(appeal_rsvd="A", comp_date=date(2026, 6, 20)))
    assert (found["final_on"], found["final_basis"]) == (None, "not_final")


def test_an_undecided_appeal_keeps_an_order_from_being_final() -> None:
    found = order(proceeding(appeal_rsvd="A"), appeals=[appeal()])
    assert (found["final_on"], found["final_basis"], found["appeal_id"]) == (None, "not_final", 7)


@pytest.mark.parametrize(
    ("code", "basis", "is_final"),
    [
        ("DIS", "board_affirmed", True),
        ("SAF", "board_affirmed", True),
        ("CFD", "board_affirmed", True),
        ("WDL", "appeal_withdrawn", True),
        ("NJU", "board_unclear", True),
        ("???", "board_unclear", True),
        ("DVD", "not_observable", False),
        ("ADM", "not_final", False),
        ("CON", "not_final", False),
        ("REM", "not_final", False),
    ],
)
def test_the_boards_code_decides_whether_and_how_an_order_is_final(code: str, basis: str, is_final: bool) -> None:
    decided = date(2020, 1, 6)
    found = order(proceeding(appeal_rsvd="A"), appeals=[appeal(strbiadecision=code, datbiadecision=decided)])
    assert found["final_basis"] == basis
    assert found["final_on"] == (decided if is_final else None)


def test_after_an_untimely_appeal_the_order_was_final_when_the_period_ended() -> None:
    found = order(proceeding(), appeals=[appeal(strbiadecision="DUT", datbiadecision=date(2020, 1, 6))])
    assert (found["final_on"], found["final_on_latest"]) == (date(2019, 4, 15), date(2020, 1, 6))


def test_a_rejected_filing_is_no_appeal_and_the_next_one_is() -> None:
    rejected = appeal(strbiadecision="REJ", datbiadecision=date(2019, 4, 10))
    found = order(proceeding(), appeals=[rejected, appeal(idnappeal=8, datappealfiled=date(2019, 4, 12))])
    assert (found["appeal_id"], found["final_basis"]) == (8, "not_final")


def test_an_appeal_that_names_no_proceeding_goes_to_the_order_it_fits_by_its_day() -> None:
    found = order(proceeding(), appeals=[appeal(idnproceeding=None)])
    assert found["appeal_id"] == 7


def test_an_appeal_that_names_another_proceeding_of_the_release_belongs_to_no_other() -> None:
    other = proceeding(idnproceeding=11, dec_code=None, comp_date=None)
    assert order(proceeding(), other, appeals=[appeal(idnproceeding=11)])["appeal_id"] is None


def test_a_case_appeal_written_in_lower_case_is_one() -> None:
    found = order(proceeding(), appeals=[appeal(strappealcategory="ij", strappealtype="CASE APPEAL")])
    assert found["appeal_id"] == 7


def test_the_governments_won_appeal_leaves_the_order_final_and_undoes_nothing() -> None:
    won = appeal(strfiledby="I", strbiadecision="SUS", datbiadecision=date(2020, 1, 6))
    found = order(proceeding(), appeals=[won])
    assert (found["final_basis"], found["undone_on"]) == ("board_unclear", None)


def test_a_granted_motion_undoes_the_order_it_names() -> None:
    granted = {"idnmotion": 5, "idncase": 1, "idnproceeding": 10, "rec_type": "MA", "dec": "G"}
    found = order(proceeding(absentia="Y"), motions=[granted | {"comp_date": date(2019, 5, 2)}])
    assert (found["undone_on"], found["undone_by"]) == (date(2019, 5, 2), "motion_granted")


@pytest.mark.parametrize("motion", [{"dec": "D"}, {"dec": "M"}, {"dec": None}, {"rec_type": "SY"}, {"rec_type": "SR"}])
def test_denied_moot_and_undecided_motions_and_motions_of_other_kinds_undo_nothing(motion: dict[str, Any]) -> None:
    row = {"idnmotion": 5, "idncase": 1, "rec_type": "MA", "dec": "G", "comp_date": date(2019, 5, 2)} | motion
    assert order(proceeding(absentia="Y"), motions=[row])["undone_on"] is None


def test_a_motion_decided_before_the_order_undoes_nothing() -> None:
    row = {"idnmotion": 5, "idncase": 1, "rec_type": "O", "dec": "G", "comp_date": date(2019, 3, 1)}
    assert order(proceeding(), motions=[row])["undone_on"] is None


def test_a_reopened_and_re_ordered_case_has_two_orders_and_only_the_second_stands() -> None:
    second = proceeding(idnproceeding=11, input_date=date(2019, 6, 3), comp_date=date(2020, 2, 3), absentia="Y")
    tables = {"cases": [{"idncase": 1}], "proceedings": [proceeding(absentia="Y"), second]}
    found = ledger_of(tables, RELEASE_DAY)
    assert [row["undone_by"] for row in found["orders"]] == ["new_proceeding", None]
    assert found["cases"][0]["standing_order_id"] == 11


def test_a_motion_within_thirty_days_of_a_new_proceeding_is_the_same_event_and_names_it() -> None:
    second = proceeding(idnproceeding=11, input_date=date(2019, 6, 3), comp_date=None, dec_code=None)
    row = {"idnmotion": 5, "idncase": 1, "rec_type": "MA", "dec": "G", "comp_date": date(2019, 6, 20)}
    found = order(proceeding(absentia="Y"), second, motions=[row])
    assert (found["undone_on"], found["undone_by"]) == (date(2019, 6, 20), "motion_granted")


@pytest.mark.parametrize("change", [{"other_comp": "T"}, {"trans_in_date": date(2019, 6, 3)}, {"case_type": "WHO"}])
def test_a_transfer_and_a_withholding_only_case_undo_nothing(change: dict[str, Any]) -> None:
    second = proceeding(idnproceeding=11, input_date=date(2019, 6, 3), comp_date=None, dec_code=None) | change
    assert order(proceeding(absentia="Y"), second)["undone_on"] is None


def test_a_board_remand_undoes_the_order() -> None:
    found = order(proceeding(), appeals=[appeal(strbiadecision="REM", datbiadecision=date(2020, 1, 6))])
    assert (found["undone_on"], found["undone_by"]) == (date(2020, 1, 6), "board_remanded")


def test_rescission_can_be_asked_within_180_days_of_an_order_in_absence_rolled_over_weekends() -> None:
    found = order(proceeding(absentia="Y", comp_date=date(2019, 3, 12)))
    assert found["rescind_deadline_on"] == date(2019, 9, 9)


def test_an_order_made_in_person_has_no_rescission_deadline() -> None:
    assert order(proceeding())["rescind_deadline_on"] is None


def test_an_order_in_absence_of_a_deportation_case_charged_before_13_june_1992_is_not_final_at_once() -> None:
    old = proceeding(case_type="DEP", dec_code="D", absentia="Y", osc_date=date(1992, 6, 12))
    found = order(old)
    assert (found["final_basis"], found["final_on"]) == ("appeal_period_lapsed", date(2019, 4, 15))
    assert found["rescind_deadline_on"] is None


def test_representation_is_that_of_the_respondent_before_the_court_by_the_day_of_the_order() -> None:
    rep = {"idncase": 1, "strattytype": "ALIEN", "strattylevel": "COURT", "e_28_date": date(2019, 3, 15)}
    assert order(proceeding(), representatives=[rep])["was_represented"]
    assert not order(proceeding(), representatives=[rep | {"e_28_date": date(2019, 3, 16)}])["was_represented"]
    assert not order(proceeding(), representatives=[rep | {"strattytype": "INS"}])["was_represented"]
    assert not order(proceeding(), representatives=[rep | {"strattylevel": "BOARD"}])["was_represented"]


def test_the_city_of_a_detained_court_is_named_too_and_other_courts_are_cities_of_their_own() -> None:
    assert order(proceeding(base_city_code="KRO"))["city"] == "Miami"
    assert order(proceeding(base_city_code="LOS"))["city"] == "Los Angeles"
    assert order(proceeding(base_city_code="AUR"))["city"] == "Aurora"


def test_a_repeated_proceeding_is_taken_once_and_noted() -> None:
    found = ledger_of({"cases": [{"idncase": 1}], "proceedings": [proceeding(), proceeding()]}, RELEASE_DAY)
    assert len(found["orders"]) == 1
    assert {n["kind"]: n["count"] for n in found["notes"]}["repeated_proceeding_key"] == 1
