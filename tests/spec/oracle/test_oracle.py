"""The oracle's finality table and undoing rules, each row as a sentence; dates worked by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from support.oracle.ledger import standing, standing_certain
from support.oracle.small import (
    DUE,
    ORDERED,
    absence,
    appeal,
    case,
    day,
    finality_of,
    ledger_of,
    motion,
    only_order,
    order,
    proceeding,
    undoing_of,
)

NOT_FINAL = (None, None, "not_final")
LAPSED = (DUE, DUE, "appeal_period_lapsed")
DECIDED = date(2020, 5, 6)


def decide_case(basis: str) -> tuple[date, date, str]:
    return DECIDED, DECIDED, basis


# Which completions are orders


@pytest.mark.parametrize(
    ("case_type", "code", "order_class"),
    [(t, c, "removal") for t, c in (("RMV", "X"), ("DEP", "D"), ("EXC", "E"))]
    + [("RMV", c, "removal_withheld") for c in ("E", "Z", "G")]
    + [(t, "V", "voluntary_departure") for t in ("RMV", "DEP", "EXC")],
)
def test_an_order_is_a_pair_of_case_type_and_decision(case_type: str, code: str, order_class: str) -> None:
    assert only_order(order(case_type=case_type, dec_code=code))["order_class"] == order_class


@pytest.mark.parametrize(("case_type", "code"), [("DEP", "X"), ("RMV", "D"), ("EXC", "D"), ("WHO", "D"), (None, "X")])
def test_any_other_pair_is_no_order(case_type: str | None, code: str) -> None:
    ledger = ledger_of(order(case_type=case_type, dec_code=code))
    assert ledger["orders"] == []
    assert len(ledger["completions"]) == 1


def test_the_merits_decision_wins_over_the_administrative_one() -> None:
    assert only_order(order(other_comp="T"))["order_class"] == "removal"
    assert ledger_of(order(dec_code=None, other_comp="X"))["orders"] == []


def test_a_voluntary_departure_with_a_stray_absentia_is_not_in_absentia_and_its_finality_cannot_be_seen() -> None:
    row = only_order(order(dec_code="V", absentia="Y"))
    assert (row["is_in_absentia"], row["final_on"], row["final_basis"]) == (False, None, "not_observable")


def test_what_is_completed_after_the_release_has_not_happened() -> None:
    ledger = ledger_of(order(), release_day=ORDERED - timedelta(days=1))
    assert (ledger["orders"], ledger["completions"], ledger["cases"][0]["state"]) == ([], [], "pending")


# Finality


def test_an_order_in_absentia_is_final_the_day_it_is_entered() -> None:
    assert finality_of(absence()) == (ORDERED, ORDERED, "in_absentia")


def test_an_appeal_from_an_order_in_absentia_is_ignored_and_its_columns_are_blank() -> None:
    row = only_order(absence(), appeals=[appeal("DIS", "2020-05-06")])
    assert (row["final_on"], row["final_basis"]) == (ORDERED, "in_absentia")
    assert (row["appeal_id"], row["appealed_on"], row["appeal_decided_on"], row["appeal_decision_code"]) == (None,) * 4


@pytest.mark.parametrize(
    ("osc", "basis"),
    [("1992-06-12", "appeal_period_lapsed"), ("1992-06-13", "in_absentia"), (None, "appeal_period_lapsed")],
)
def test_a_deportation_in_absentia_is_final_at_once_if_charged_since_13_june_1992(osc: str | None, basis: str) -> None:
    row = absence(case_type="DEP", dec_code="D", osc_date=day(osc) if osc else None, comp_date=day("1995-03-01"))
    found = finality_of(row)
    assert found[2] == basis
    assert found[0] == (day("1995-03-01") if basis == "in_absentia" else day("1995-03-13"))  # 11 March was a Saturday


def test_an_exclusion_in_absentia_is_never_waived_and_with_an_appeal_is_as_all_others() -> None:
    row = absence(case_type="EXC", dec_code="E")
    assert finality_of(row) == LAPSED
    assert finality_of(row, identifiers=[{"idncase": 1, "case_id": "SR"}]) == LAPSED
    assert finality_of(row, appeals=[appeal()]) == NOT_FINAL


@pytest.mark.parametrize("reserved", ["A", "B", "O"])
def test_a_reserved_appeal_that_is_never_filed_lapses_on_the_due_date(reserved: str) -> None:
    assert finality_of(order(appeal_rsvd=reserved)) == LAPSED


def test_a_recorded_due_date_is_used_as_written() -> None:
    sunday = date(2019, 4, 21)
    assert finality_of(order(date_appeal_due_status=sunday)) == (sunday, sunday, "appeal_period_lapsed")


@pytest.mark.parametrize("reserved", [None, "I"])
def test_without_reservation_or_due_date_the_appeal_was_waived_or_lapsed_at_the_latest(reserved: str | None) -> None:
    assert finality_of(order(appeal_rsvd=reserved)) == (ORDERED, DUE, "appeal_waived")


@pytest.mark.parametrize("mark", ["SR", "SD"])
def test_a_stipulated_order_is_waived(mark: str) -> None:
    found = finality_of(order(date_appeal_due_status=DUE), identifiers=[{"idncase": 1, "case_id": mark}])
    assert found == (ORDERED, DUE, "appeal_waived")


def test_an_order_whose_due_date_is_after_the_release_is_not_final() -> None:
    assert finality_of(order(appeal_rsvd="A"), release_day=DUE - timedelta(days=1)) == NOT_FINAL
    assert finality_of(order(appeal_rsvd="A"), release_day=DUE) == LAPSED


def test_an_undecided_appeal_keeps_an_order_from_becoming_final() -> None:
    assert finality_of(order(), appeals=[appeal()]) == NOT_FINAL


@pytest.mark.parametrize(("code", "when"), [("DIS", None), (None, "2020-05-06"), ("DIS", "2024-06-29")])
def test_a_board_row_with_half_a_decision_or_a_future_one_is_undecided(code: str | None, when: str | None) -> None:
    assert finality_of(order(), appeals=[appeal(code, when)]) == NOT_FINAL


@pytest.mark.parametrize("code", ["DIS", "SAF", "SUD", "SED", "SAD", "SND", "SOD", "DSO", "DEN", "DNS", "CFD", "FMD"])
def test_an_order_that_stands_is_final_when_the_board_decides(code: str) -> None:
    assert finality_of(order(), appeals=[appeal(code, "2020-05-06")]) == decide_case("board_affirmed")


@pytest.mark.parametrize("code", ["DUT", "SDG"])
def test_an_untimely_appeal_leaves_the_order_final_on_its_due_date(code: str) -> None:
    assert finality_of(order(), appeals=[appeal(code, "2020-05-06")]) == (DUE, DECIDED, "appeal_period_lapsed")


@pytest.mark.parametrize("code", ["WDL", "WPD"])
def test_a_withdrawn_appeal_makes_the_order_final_that_day(code: str) -> None:
    assert finality_of(order(), appeals=[appeal(code, "2020-05-06")]) == decide_case("appeal_withdrawn")


@pytest.mark.parametrize("code", ["DVD", "D30", "SAV", "CFV", "BVD"])
def test_voluntary_departure_from_the_board_hides_finality(code: str) -> None:
    assert finality_of(order(), appeals=[appeal(code, "2020-05-06")]) == (None, None, "not_observable")


@pytest.mark.parametrize(
    ("code", "name"),
    [(c, "board_remanded") for c in ("REM", "BCR")]
    + [(c, "board_sustained") for c in ["SUS", "GRN", "GNR", "GRS", "CGR", "CPC", "CPG", "CFG"]]
    + [(c, "board_terminated") for c in ("TER", "TPD")],
)
def test_an_appeal_sent_back_reversed_or_terminated_makes_the_order_not_final_and_undone(code: str, name: str) -> None:
    row = only_order(order(), appeals=[appeal(code, "2020-05-06")])
    assert (row["final_on"], row["final_basis"]) == (None, "not_final")
    assert (row["undone_on"], row["undone_by"]) == (DECIDED, name)


@pytest.mark.parametrize(
    "code", ["ADM", "APD", "CTM", "ABC", "TPS", "DED", "SUP", "SCC", "SNC", "NAN", "CON", "ACR", "ADR"]
)
def test_a_parked_or_continued_appeal_is_not_final(code: str) -> None:
    assert finality_of(order(), appeals=[appeal(code, "2020-05-06")]) == NOT_FINAL


@pytest.mark.parametrize("code", ["OTH", "OTS", "NJU", "DMO", "MBD", "S-L", "???"])
def test_any_other_decision_is_unclear(code: str) -> None:
    assert finality_of(order(), appeals=[appeal(code, "2020-05-06")]) == decide_case("board_unclear")


def test_a_rejected_filing_is_no_appeal_and_the_next_filing_is() -> None:
    rejected, refiled = appeal("REJ", "2019-04-10"), appeal("DIS", "2020-05-06", idnappeal=2)
    assert finality_of(order(), appeals=[rejected]) == (ORDERED, DUE, "appeal_waived")
    assert finality_of(order(), appeals=[rejected, refiled]) == decide_case("board_affirmed")


def test_the_government_s_appeal_keeps_the_order_from_becoming_final_but_its_success_undoes_nothing() -> None:
    assert finality_of(order(), appeals=[appeal(strfiledby="I")]) == NOT_FINAL
    won = appeal("SUS", "2020-05-06", strfiledby="I")
    assert finality_of(order(), appeals=[won]) == decide_case("board_unclear")
    assert undoing_of(order(), appeals=[won]) == (None, None)
    remanded = appeal("REM", "2020-05-06", strfiledby="I")
    assert undoing_of(order(), appeals=[remanded]) == (DECIDED, "board_remanded")


def test_of_several_appeals_an_undecided_one_governs_else_the_one_decided_last() -> None:
    first, last = appeal("DIS", "2020-05-06"), appeal("WDL", "2021-01-04", idnappeal=2)
    assert finality_of(order(), appeals=[last, first])[2] == "appeal_withdrawn"
    row = only_order(order(), appeals=[first, appeal(idnappeal=3)])
    assert (row["final_basis"], row["appeal_id"], row["appeal_decided_on"]) == ("not_final", 3, None)


@pytest.mark.parametrize("kind", ["Bond Appeal", "Interlocutory Appeal", "Appeal of IJ MTR", "MTR BIA"])
def test_other_rows_of_the_board_never_move_finality(kind: str) -> None:
    assert finality_of(order(), appeals=[appeal("DIS", "2020-05-06", strappealtype=kind)])[2] == "appeal_waived"


def test_category_and_type_may_be_in_either_case() -> None:
    row = appeal("DIS", "2020-05-06", strappealcategory="ij", strappealtype="CASE APPEAL")
    assert finality_of(order(), appeals=[row])[2] == "board_affirmed"


def test_an_appeal_that_names_another_proceeding_belongs_to_no_other() -> None:
    relief = proceeding(9, dec_code="R", comp_date=day("2019-03-01"))
    assert finality_of(order(), relief, appeals=[appeal(idnproceeding=9)])[2] == "appeal_waived"


@pytest.mark.parametrize("named", [None, 999])
@pytest.mark.parametrize(
    ("filed", "fits"), [("2019-03-14", False), ("2019-03-15", True), ("2019-05-15", True), ("2019-05-16", False)]
)
def test_an_appeal_that_names_none_fits_from_the_order_to_30_days_after_its_due_date(
    named: int | None, filed: str, fits: bool
) -> None:
    found = finality_of(order(), appeals=[appeal(idnproceeding=named, datappealfiled=day(filed))])
    assert found[2] == ("not_final" if fits else "appeal_waived")


def test_an_appeal_that_names_none_goes_to_the_latest_order_that_it_fits() -> None:
    second = order(11, comp_date=date(2019, 3, 29), input_date=date(2019, 3, 20))
    orders = ledger_of(order(), second, appeals=[appeal(idnproceeding=None)])["orders"]
    assert [row["final_basis"] for row in orders] == ["appeal_waived", "not_final"]


# Undoing


@pytest.mark.parametrize("kind", ["MA", "O", "MC", "FD", "RD", "SA", "VO"])
def test_a_granted_motion_undoes_the_order(kind: str) -> None:
    assert undoing_of(absence(), motions=[motion(kind)]) == (date(2020, 2, 3), "motion_granted")


@pytest.mark.parametrize(
    "row",
    [motion(k) for k in ("SR", "SY", "CV", "CO", "C")]
    + [motion(dec=d) for d in ("D", "M", "W", None)]
    + [motion(decided=None), motion(decided="2019-03-14"), motion(decided="2024-06-29")],
)
def test_other_denied_moot_undated_earlier_and_future_motions_undo_nothing(row: dict[str, Any]) -> None:
    assert undoing_of(absence(), motions=[row]) == (None, None)


def test_a_motion_that_names_no_order_is_about_the_latest_order_before_its_decision() -> None:
    second = absence(11, comp_date=date(2020, 6, 1), input_date=date(2020, 2, 3))
    orders = ledger_of(absence(), second, motions=[motion(idnproceeding=None, decided="2020-12-01")])["orders"]
    assert [(row["undone_on"], row["undone_by"]) for row in orders] == [
        (date(2020, 2, 3), "new_proceeding"),
        (date(2020, 12, 1), "motion_granted"),
    ]


def test_the_board_granting_its_own_reopening_is_a_granted_motion() -> None:
    row = appeal("GRN", "2020-05-06", strappealtype="MTR BIA")
    assert undoing_of(order(), appeals=[row]) == (DECIDED, "motion_granted")
    assert undoing_of(order(), appeals=[{**row, "strbiadecision": "REM"}]) == (None, None)


@pytest.mark.parametrize("kind", ["Case Appeal", "Appeal of IJ MTR", "Circuit Court Remand"])
def test_the_board_can_undo_an_order_in_absentia_though_it_cannot_move_its_finality(kind: str) -> None:
    row = only_order(absence(), appeals=[appeal("REM", "2020-05-06", strappealtype=kind)])
    assert (row["final_basis"], row["undone_on"], row["undone_by"]) == ("in_absentia", DECIDED, "board_remanded")


def test_the_government_s_motion_appeal_undoes_nothing() -> None:
    row = appeal("SUS", "2020-05-06", strappealtype="Appeal of IJ MTR", strfiledby="I")
    assert undoing_of(absence(), appeals=[row]) == (None, None)


def test_a_new_proceeding_undoes_the_order_on_the_day_it_is_entered() -> None:
    assert undoing_of(order(), proceeding(11, input_date=date(2020, 1, 6))) == (date(2020, 1, 6), "new_proceeding")


@pytest.mark.parametrize("new_id", [11, 9])
def test_entered_on_the_day_of_the_order_a_row_reopens_only_with_a_higher_id(new_id: int) -> None:
    assert undoing_of(order(), proceeding(new_id, input_date=ORDERED)) == (
        (ORDERED, "new_proceeding") if new_id == 11 else (None, None)
    )


@pytest.mark.parametrize(
    "values",
    [{"case_type": t} for t in ("WHO", "AOC", "CFR", "RFR", None)]
    + [{"other_comp": "C"}, {"other_comp": "T"}, {"trans_in_date": date(2020, 1, 6)}]
    + [{"input_date": date(2019, 3, 14)}, {"input_date": date(2024, 6, 29)}, {"input_date": None}],
)
def test_reviews_transfers_earlier_later_and_undated_rows_undo_nothing(values: dict[str, Any]) -> None:
    assert undoing_of(order(), proceeding(11, **{"input_date": date(2020, 1, 6), **values})) == (None, None)


def test_a_row_without_input_date_is_entered_with_its_first_schedule_row_else_its_hearing() -> None:
    row = proceeding(11, input_date=None, hearing_date=date(2020, 3, 2))
    rows = [{"idnschedule": n, "idnproceeding": 11, "input_date": date(2020, 1, n)} for n in (9, 8)]
    assert undoing_of(order(), row, hearings_raw=rows) == (date(2020, 1, 8), "new_proceeding")
    assert undoing_of(order(), row) == (date(2020, 3, 2), "new_proceeding")


@pytest.mark.parametrize(("days", "same"), [(-30, True), (30, True), (31, False), (-31, False)])
def test_a_motion_within_30_days_of_a_reopening_row_is_the_same_event(days: int, same: bool) -> None:
    granted = date(2020, 2, 3)
    entered = granted - timedelta(days=days)
    found = undoing_of(order(), proceeding(11, input_date=entered), motions=[motion()])
    merged_or_earlier = same or days < 0
    assert found == ((granted, "motion_granted") if merged_or_earlier else (entered, "new_proceeding"))


def test_issued_undone_and_standing_are_three_series() -> None:
    second = order(11, comp_date=date(2021, 3, 1), input_date=date(2020, 2, 3))
    orders = ledger_of(absence(), second, motions=[motion()])["orders"]
    seen = {text: [row["order_id"] for row in standing(orders, day(text))] for text in ("2020-02-02", "2020-02-03")}
    assert seen == {"2020-02-02": [10], "2020-02-03": []}
    assert [row["order_id"] for row in standing(orders, day("2021-03-01"))] == [11]
    assert standing_certain(orders, day("2021-03-01")) == []
    assert [row["order_id"] for row in standing_certain(orders, day("2021-03-31"))] == [11]


def test_withheld_removals_and_voluntary_departures_never_stand() -> None:
    orders = ledger_of(order(dec_code="E"), order(11, dec_code="V"))["orders"]
    assert standing(orders, date(2024, 1, 1)) == []


# Deadlines


def test_an_order_in_absentia_has_a_rescission_date_and_other_clocks_run_from_finality() -> None:
    row = only_order(absence())
    assert row["rescind_deadline_on"] == date(2019, 9, 11)
    assert row["reopen_deadline_on"] == date(2019, 6, 13)
    assert row["reconsider_deadline_on"] == DUE


def test_an_order_that_is_not_final_has_no_clock_and_one_in_presence_no_rescission_date() -> None:
    row = only_order(order(), appeals=[appeal()])
    assert (row["rescind_deadline_on"], row["reopen_deadline_on"], row["reconsider_deadline_on"]) == (None, None, None)


def test_an_exclusion_in_absentia_has_no_rescission_date() -> None:
    assert only_order(absence(case_type="EXC", dec_code="E"))["rescind_deadline_on"] is None


def test_representation_counts_lawyers_of_the_respondent_before_the_court_by_the_day_of_the_order() -> None:
    own = {"idncase": 1, "strattytype": "ALIEN", "strattylevel": "COURT", "parent_table": "b_tblproceeding"}
    own["e_28_date"] = ORDERED
    late = ORDERED + timedelta(days=1)
    others = [{**own, "strattytype": "INS"}, {**own, "strattylevel": "BOARD"}, {**own, "e_28_date": late}]
    assert only_order(order(), representatives=[own])["was_represented"] is True
    for row in others:
        assert only_order(order(), representatives=[row], cases=[case(e_28_date=ORDERED)])["was_represented"] is False
