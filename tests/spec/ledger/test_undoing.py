"""The manual of undoing: what ends an order, on which day and under which name, and what does not."""

from datetime import date
from typing import Any

import pytest

from support.small_lives import (
    MARCH_15,
    Row,
    appeal,
    decide_appeal,
    hearing,
    ledger,
    motion,
    open_proceeding,
    proceeding,
)

MAY_2, JUNE_3 = date(2019, 5, 2), date(2019, 6, 3)
ABSENT = proceeding(absentia="Y")


def undone(*proceedings: Row, order_id: int = 10, **tables: Any) -> tuple[date | None, str | None]:
    """When and by what the order was undone."""
    found = ledger(*proceedings, **tables)["orders"]
    (row,) = [row for row in found if row["order_id"] == order_id]
    return row["undone_on"], row["undone_by"]


@pytest.mark.parametrize("kind", ["MA", "O", "MC", "FD", "RD", "SA", "VO"])
def test_a_granted_motion_to_reopen_reconsider_rescind_or_vacate_undoes(kind: str) -> None:
    assert undone(ABSENT, motions=[motion(rec_type=kind)]) == (MAY_2, "motion_granted")


@pytest.mark.parametrize("kind", ["SR", "SY", "CV", "CO", "AC", "BD", None])
def test_a_granted_stay_stipulation_continuance_or_closure_undoes_nothing(kind: str | None) -> None:
    assert undone(ABSENT, motions=[motion(rec_type=kind)]) == (None, None)


def test_a_motion_granted_on_the_day_of_the_order_undoes_it() -> None:
    assert undone(ABSENT, motions=[motion(comp_date=MARCH_15)]) == (MARCH_15, "motion_granted")


def test_a_motion_granted_after_the_release_has_not_been_granted() -> None:
    assert undone(ABSENT, motions=[motion(comp_date=date(2026, 7, 2))]) == (None, None)


def test_a_granted_motion_without_a_day_undoes_nothing() -> None:
    assert undone(ABSENT, motions=[motion(comp_date=None)]) == (None, None)


def test_a_motion_that_names_no_order_concerns_the_latest_order_by_its_day() -> None:
    second = proceeding(11, comp_date=date(2020, 2, 3), trans_in_date=JUNE_3)
    granted = [motion(comp_date=date(2020, 6, 1))]
    assert undone(ABSENT, second, motions=granted) == (None, None)
    assert undone(ABSENT, second, order_id=11, motions=granted) == (date(2020, 6, 1), "motion_granted")


def test_a_motion_that_names_an_order_undoes_that_one_and_no_later_one() -> None:
    second = proceeding(11, comp_date=date(2020, 2, 3), trans_in_date=JUNE_3)
    granted = [motion(idnproceeding=10, comp_date=date(2020, 6, 1))]
    assert undone(ABSENT, second, motions=granted) == (date(2020, 6, 1), "motion_granted")
    assert undone(ABSENT, second, order_id=11, motions=granted) == (None, None)


def test_of_two_granted_motions_the_earlier_one_undoes() -> None:
    later = motion(idnmotion=6, rec_type="O", comp_date=date(2019, 9, 3))
    assert undone(ABSENT, motions=[later, motion()]) == (MAY_2, "motion_granted")


@pytest.mark.parametrize(
    ("code", "by"),
    [("REM", "board_remanded"), ("BCR", "board_remanded"), ("SUS", "board_sustained"), ("TER", "board_terminated")],
)
def test_the_board_undoes_by_remanding_sustaining_or_terminating(code: str, by: str) -> None:
    assert undone(proceeding(), appeals=[decide_appeal(code)]) == (date(2020, 1, 6), by)


@pytest.mark.parametrize("code", ["DIS", "SAF", "WDL", "ADM", "CON", "DVD", "NJU"])
def test_other_decisions_of_the_board_undo_nothing(code: str) -> None:
    assert undone(proceeding(), appeals=[decide_appeal(code)]) == (None, None)


def test_an_appeal_that_cannot_move_an_order_in_absentia_can_still_undo_it() -> None:
    assert undone(ABSENT, appeals=[decide_appeal("REM")]) == (date(2020, 1, 6), "board_remanded")


def test_the_board_sustaining_the_appeal_of_a_denied_motion_undoes_the_order() -> None:
    denied = motion(dec="D")
    assert undone(ABSENT, motions=[denied], appeals=[decide_appeal("SUS", strappealtype="Appeal of IJ MTR")]) == (
        date(2020, 1, 6),
        "board_sustained",
    )


def test_the_government_winning_its_appeal_of_a_motion_undoes_nothing() -> None:
    won = decide_appeal("SUS", strappealtype="Appeal of IJ MTR", strfiledby="I")
    assert undone(ABSENT, appeals=[won]) == (None, None)


def test_the_board_granting_its_own_reopening_is_a_granted_motion() -> None:
    reopened = decide_appeal("GRN", strappealtype="MTR BIA")
    assert undone(proceeding(), appeals=[reopened]) == (date(2020, 1, 6), "motion_granted")


def test_on_the_way_back_from_a_court_of_appeals_the_boards_code_decides() -> None:
    back = decide_appeal("REM", strappealtype="Circuit Court Remand")
    assert undone(proceeding(), appeals=[back]) == (date(2020, 1, 6), "board_remanded")
    assert undone(proceeding(), appeals=[back | {"strbiadecision": "DIS"}]) == (None, None)


def test_a_bond_appeal_undoes_nothing() -> None:
    assert undone(proceeding(), appeals=[decide_appeal("SUS", strappealtype="Bond Appeal")]) == (None, None)


def test_a_decision_of_the_board_before_the_order_undoes_nothing() -> None:
    early = appeal(strbiadecision="REM", datbiadecision=date(2019, 3, 14))
    assert undone(proceeding(), appeals=[early]) == (None, None)


@pytest.mark.parametrize("kind", ["RMV", "DEP", "EXC"])
def test_a_new_proceeding_entered_after_the_order_undoes_it(kind: str) -> None:
    assert undone(ABSENT, open_proceeding(case_type=kind)) == (JUNE_3, "new_proceeding")


@pytest.mark.parametrize("kind", ["WHO", "AOC", "CFR", "RFR"])
def test_a_proceeding_on_withholding_asylum_or_fear_alone_undoes_nothing(kind: str) -> None:
    assert undone(ABSENT, open_proceeding(case_type=kind)) == (None, None)


@pytest.mark.parametrize(
    "change", [{"trans_in_date": JUNE_3}, {"other_comp": "T"}, {"other_comp": "C"}, {"input_date": date(2019, 3, 14)}]
)
def test_a_proceeding_that_came_by_transfer_or_before_the_order_undoes_nothing(change: Row) -> None:
    assert undone(ABSENT, open_proceeding(**change)) == (None, None)


def test_a_proceeding_entered_on_the_day_of_the_order_undoes_it_only_if_its_key_is_higher() -> None:
    assert undone(ABSENT, open_proceeding(11, input_date=MARCH_15)) == (MARCH_15, "new_proceeding")
    assert undone(ABSENT, open_proceeding(9, input_date=MARCH_15)) == (None, None)


def test_a_proceeding_without_entry_is_dated_by_its_earliest_scheduling() -> None:
    rows = [hearing(idnproceeding=11, input_date=date(2019, 7, 1)), hearing(idnschedule=101, idnproceeding=11)]
    rows[1]["input_date"] = date(2019, 6, 20)
    assert undone(ABSENT, open_proceeding(input_date=None), hearings_raw=rows) == (date(2019, 6, 20), "new_proceeding")


def test_a_proceeding_without_entry_or_scheduling_is_dated_by_its_hearing_date() -> None:
    again = open_proceeding(input_date=None, hearing_date=date(2019, 8, 1))
    assert undone(ABSENT, again) == (date(2019, 8, 1), "new_proceeding")


def test_a_proceeding_without_any_day_or_entered_after_the_release_undoes_nothing() -> None:
    assert undone(ABSENT, open_proceeding(input_date=None)) == (None, None)
    assert undone(ABSENT, open_proceeding(input_date=date(2026, 7, 2))) == (None, None)


def test_a_motion_more_than_thirty_days_from_the_new_proceeding_is_an_event_of_its_own() -> None:
    granted = [motion(comp_date=date(2019, 7, 4))]
    assert undone(ABSENT, open_proceeding(), motions=granted) == (JUNE_3, "new_proceeding")


def test_a_motion_thirty_days_after_the_new_proceeding_is_the_same_event_and_gives_it_name_and_day() -> None:
    granted = [motion(comp_date=date(2019, 7, 3))]
    assert undone(ABSENT, open_proceeding(), motions=granted) == (date(2019, 7, 3), "motion_granted")


def test_a_remand_just_before_the_new_proceeding_names_the_event() -> None:
    remand = appeal(strbiadecision="REM", datbiadecision=date(2019, 5, 20))
    assert undone(proceeding(), open_proceeding(), appeals=[remand]) == (date(2019, 5, 20), "board_remanded")


def test_an_administrative_closure_undoes_nothing() -> None:
    closed = proceeding(11, comp_date=date(2019, 8, 1), dec_code=None, other_comp="A", input_date=date(2018, 12, 1))
    assert undone(ABSENT, closed) == (None, None)


def test_issued_undone_and_standing_are_three_series_of_which_none_is_lost() -> None:
    second = proceeding(11, input_date=JUNE_3, comp_date=date(2020, 2, 3), absentia="Y")
    found = ledger(ABSENT, second)
    assert len(found["orders"]) == 2
    assert [row["undone_on"] for row in found["orders"]] == [JUNE_3, None]
    assert found["cases"][0]["standing_order_id"] == 11
