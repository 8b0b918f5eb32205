"""The manual of orders: when an order is final, what undoes it, and when its clocks end. Small tables in, rows out."""

from datetime import date
from typing import Any

import pytest

from support.small_lives import MARCH_15, RELEASE_DAY, Row, appeal, decide_appeal, ledger, notes, proceeding


def order(*proceedings: Row, order_id: int = 10, **tables: Any) -> Row:
    """The order of that id, from these proceedings and other tables."""
    return next(row for row in ledger(*proceedings, **tables)["orders"] if row["order_id"] == order_id)


def test_an_order_in_absentia_is_final_the_day_it_is_entered() -> None:
    found = order(proceeding(absentia="Y"))
    assert (found["final_on"], found["final_basis"]) == (MARCH_15, "in_absentia")


def test_an_appeal_from_an_order_in_absentia_moves_nothing_and_is_not_shown() -> None:
    found = order(proceeding(absentia="Y"), appeals=[appeal(strbiadecision="DIS", datbiadecision=date(2020, 1, 6))])
    assert (found["final_on"], found["appeal_id"], found["undone_on"]) == (MARCH_15, None, None)


def test_a_decision_in_absentia_that_orders_no_removal_is_no_order_in_absentia() -> None:
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


def test_an_appeal_that_names_another_proceeding_of_the_release_belongs_to_no_other() -> None:
    other = proceeding(idnproceeding=11, dec_code=None, comp_date=None)
    assert order(proceeding(), other, appeals=[appeal(idnproceeding=11)])["appeal_id"] is None


def test_a_case_appeal_written_in_lower_case_is_one() -> None:
    found = order(proceeding(), appeals=[appeal(strappealcategory="ij", strappealtype="CASE APPEAL")])
    assert found["appeal_id"] == 7


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
    found = ledger(proceeding(absentia="Y"), second)
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


def test_rescission_can_be_asked_within_180_days_of_an_order_in_absentia_rolled_over_weekends() -> None:
    found = order(proceeding(absentia="Y", comp_date=date(2019, 3, 12)))
    assert found["rescind_deadline_on"] == date(2019, 9, 9)


def test_an_order_made_in_person_has_no_rescission_deadline() -> None:
    assert order(proceeding())["rescind_deadline_on"] is None


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
    found = ledger(proceeding(), proceeding())
    assert [row["order_id"] for row in found["orders"]] == [10]
    assert notes(found)["repeated_proceeding_key"] == 1


@pytest.mark.parametrize(
    ("ordered", "final"),
    [
        (date(2021, 5, 19), date(2021, 6, 21)),  # 18 June 2021: Juneteenth observed, for the first time
        (date(2020, 5, 20), date(2020, 6, 19)),  # a year before it was a holiday
        (date(2019, 6, 4), date(2019, 7, 5)),  # Independence Day
        (date(2020, 12, 21), date(2021, 1, 20)),  # Inauguration Day is none
        (date(2021, 12, 1), date(2022, 1, 3)),  # 31 December 2021: New Year's Day observed
        (date(1985, 12, 10), date(1985, 12, 20)),
    ],
)
def test_a_period_that_ends_on_a_federal_holiday_of_that_year_ends_on_the_next_business_day(
    ordered: date, final: date
) -> None:
    assert order(proceeding(appeal_rsvd="A", comp_date=ordered))["final_on"] == final


def test_an_order_of_an_impossible_day_has_an_appeal_period_too() -> None:
    found = order(proceeding(comp_date=date(1899, 12, 31)))
    assert (found["final_on"], found["final_on_latest"]) == (date(1899, 12, 31), date(1900, 1, 10))
    assert order(proceeding(appeal_rsvd="A", comp_date=date(201, 5, 3)))["final_on"] == date(201, 5, 13)


def test_an_appeal_period_that_ends_on_the_release_day_has_lapsed() -> None:
    """The last day itself is the day of lapse; the day after the release is not yet there."""
    assert order(proceeding(date_appeal_due_status=RELEASE_DAY))["final_on"] == RELEASE_DAY
    assert order(proceeding(date_appeal_due_status=date(2026, 7, 2)))["final_basis"] == "not_final"


def test_a_recorded_due_date_alone_shows_that_the_appeal_was_not_waived() -> None:
    found = order(proceeding(date_appeal_due_status=date(2019, 4, 16)))
    assert (found["final_basis"], found["final_on"]) == ("appeal_period_lapsed", date(2019, 4, 16))


@pytest.mark.parametrize("reserved", ["A", "B", "O"])
def test_a_reservation_by_the_respondent_by_both_or_by_another_keeps_the_appeal_open(reserved: str) -> None:
    assert order(proceeding(appeal_rsvd=reserved))["final_basis"] == "appeal_period_lapsed"


def test_a_stipulated_order_keeps_the_end_of_the_computed_period_as_the_latest_day() -> None:
    stipulated = [{"idncase": 1, "case_id": "SD"}]
    found = order(proceeding(date_appeal_due_status=date(2019, 5, 20)), identifiers=stipulated)
    assert (found["final_on"], found["final_on_latest"]) == (MARCH_15, date(2019, 4, 15))


@pytest.mark.parametrize("mark", ["SX", "SRD", "FA"])
def test_a_denied_stipulation_and_other_identifiers_stipulate_nothing(mark: str) -> None:
    found = order(proceeding(appeal_rsvd="A"), identifiers=[{"idncase": 1, "case_id": mark}])
    assert found["final_basis"] == "appeal_period_lapsed"


@pytest.mark.parametrize("code", ["E", "Z", "G"])
def test_a_withheld_removal_in_absentia_is_final_at_once_and_of_its_own_class(code: str) -> None:
    found = order(proceeding(dec_code=code, absentia="Y"))
    assert (found["order_class"], found["final_on"]) == ("removal_withheld", MARCH_15)


@pytest.mark.parametrize(
    ("charged", "basis"),
    [
        (date(1992, 6, 12), "appeal_period_lapsed"),
        (date(1992, 6, 13), "in_absentia"),
        (None, "appeal_period_lapsed"),
    ],
)
def test_a_deportation_in_absentia_is_final_at_once_if_charged_since_13_june_1992(
    charged: date | None, basis: str
) -> None:
    found = ledger(proceeding(case_type="DEP", dec_code="D", absentia="Y", osc_date=charged))
    assert [row["final_basis"] for row in found["orders"]] == [basis]
    assert notes(found)["deportation_in_absentia_without_charge_date"] == (charged is None)


def test_an_exclusion_in_absentia_is_never_waived_and_with_an_appeal_is_as_all_others() -> None:
    excluded = proceeding(case_type="EXC", dec_code="E", absentia="Y")
    assert order(excluded)["final_basis"] == "appeal_period_lapsed"
    stipulated = [{"idncase": 1, "case_id": "SR"}]
    assert order(excluded, identifiers=stipulated)["final_basis"] == "appeal_period_lapsed"
    assert order(excluded, appeals=[decide_appeal("DIS")])["final_on"] == date(2020, 1, 6)
    assert order(excluded)["rescind_deadline_on"] is None


@pytest.mark.parametrize(
    ("filed", "fits"),
    [
        (date(2019, 3, 14), False),
        (MARCH_15, True),
        (date(2019, 5, 15), True),  # thirty days after the due date
        (date(2019, 5, 16), False),
    ],
)
def test_an_appeal_that_names_none_fits_from_the_order_to_thirty_days_after_the_due_date(
    filed: date, fits: bool
) -> None:
    found = ledger(proceeding(), appeals=[appeal(idnproceeding=None, datappealfiled=filed)])
    assert [row["appeal_id"] for row in found["orders"]] == [7 if fits else None]
    assert notes(found)["appeal_matched_by_case" if fits else "appeal_unmatched"] == 1


def test_an_appeal_that_names_none_goes_to_the_latest_order_that_it_fits() -> None:
    later = proceeding(11, comp_date=date(2019, 3, 29), trans_in_date=date(2019, 3, 20))
    found = ledger(proceeding(), later, appeals=[appeal(idnproceeding=999, datappealfiled=date(2019, 4, 2))])
    assert [(row["order_id"], row["appeal_id"]) for row in found["orders"]] == [(10, None), (11, 7)]


@pytest.mark.parametrize("kind", ["Bond Appeal", "Interlocutory Appeal", "Appeal of IJ MTR", "MTR BIA"])
def test_an_appeal_of_another_kind_never_moves_finality(kind: str) -> None:
    found = order(proceeding(appeal_rsvd="A"), appeals=[decide_appeal("DIS", strappealtype=kind)])
    assert (found["appeal_id"], found["final_on"]) == (None, date(2019, 4, 15))


def test_an_appeal_filed_after_the_release_has_not_been_filed() -> None:
    found = ledger(proceeding(), appeals=[appeal(datappealfiled=date(2026, 7, 2))])
    assert [row["appeal_id"] for row in found["orders"]] == [None]
    assert notes(found)["appeal_after_release"] == 1


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"strbiadecision": "DIS"}, "board_decision_incomplete"),
        ({"datbiadecision": date(2020, 1, 6)}, "board_decision_incomplete"),
        ({"strbiadecision": "DIS", "datbiadecision": date(2026, 7, 2)}, "board_decision_after_release"),
        ({"strbiadecision": "CON", "datbiadecision": date(2020, 1, 6)}, "board_decision_continued"),
        ({"strbiadecision": "ACR", "datbiadecision": date(2020, 1, 6)}, "board_decision_continued"),
        ({"strbiadecision": "ADR", "datbiadecision": date(2020, 1, 6)}, "board_decision_continued"),
    ],
)
def test_half_a_decision_a_later_one_and_a_continued_one_are_undecided_and_noted(changes: Row, kind: str) -> None:
    found = ledger(proceeding(), appeals=[appeal(**changes)])
    assert [(row["final_basis"], row["appeal_decided_on"]) for row in found["orders"]] == [("not_final", None)]
    assert notes(found)[kind] == 1


@pytest.mark.parametrize(
    ("code", "basis", "undone_by"),
    [
        ("SUS", "board_unclear", None),
        ("GRN", "board_unclear", None),
        ("REM", "not_final", "board_remanded"),
        ("TER", "not_final", "board_terminated"),
        ("DIS", "board_affirmed", None),
        (None, "not_final", None),
    ],
)
def test_the_governments_own_appeal_of_an_order_turns_only_its_success_around(
    code: str | None, basis: str, undone_by: str | None
) -> None:
    found = order(
        proceeding(), appeals=[decide_appeal(code or "DIS", strfiledby="I")] if code else [appeal(strfiledby="I")]
    )
    assert (found["final_basis"], found["undone_by"]) == (basis, undone_by)


@pytest.mark.parametrize("party", ["A", "B", "O", None])
def test_an_appeal_of_anyone_else_that_is_sustained_undoes_the_order(party: str | None) -> None:
    found = order(proceeding(), appeals=[decide_appeal("SUS", strfiledby=party)])
    assert (found["final_basis"], found["undone_by"]) == ("not_final", "board_sustained")


def test_of_several_appeals_an_undecided_one_keeps_the_order_open_else_the_last_decision_counts() -> None:
    first, second = decide_appeal("DIS"), decide_appeal("WDL", idnappeal=8) | {"datbiadecision": date(2020, 5, 4)}
    found = order(proceeding(), appeals=[first, second])
    assert (found["final_basis"], found["final_on"]) == ("appeal_withdrawn", date(2020, 5, 4))
    waiting = appeal(idnappeal=9, datappealfiled=date(2019, 4, 3))
    assert order(proceeding(), appeals=[first, second, waiting])["final_basis"] == "not_final"


def test_a_decision_of_the_board_before_the_order_is_none_of_that_order() -> None:
    found = ledger(proceeding(), appeals=[appeal(strbiadecision="DIS", datbiadecision=date(2019, 3, 1))])
    assert [row["final_basis"] for row in found["orders"]] == ["appeal_waived"]
    assert notes(found)["appeal_decided_before_order"] == 1


@pytest.mark.parametrize(
    ("case_type", "code"), [("WHO", "D"), ("AOC", "D"), ("CFR", "A"), ("RFR", "A"), ("RMV", "D"), ("DEP", "X")]
)
def test_a_review_and_a_code_of_another_case_type_order_no_removal(case_type: str, code: str) -> None:
    assert ledger(proceeding(case_type=case_type, dec_code=code))["orders"] == []


def test_a_completion_without_a_key_is_kept_and_makes_no_order() -> None:
    found = ledger(proceeding(None))
    assert [row["category"] for row in found["completions"]] == ["removal_order"]
    assert (found["orders"], notes(found)["proceeding_without_key"]) == ([], 1)
