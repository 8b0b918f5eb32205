"""The manual of cases: the state of each, its families and children, and what the release shows only as of now."""

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
    notes,
    open_proceeding,
    proceeding,
)


def case(*proceedings: Row, **tables: Any) -> Row:
    """Case 1, from these proceedings and other tables."""
    (found,) = ledger(*proceedings, **tables)["cases"]
    return found


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"dec_code": "X"}, "ordered_removed"),
        ({"dec_code": "E"}, "ordered_removed"),
        ({"dec_code": "V"}, "voluntary_departure"),
        ({"dec_code": "R"}, "relief"),
        ({"dec_code": "T"}, "terminated"),
        ({"dec_code": "U"}, "dismissed"),
        ({"dec_code": "W"}, "other"),
        ({"dec_code": None, "other_comp": "A"}, "administratively_closed"),
        ({"dec_code": None, "other_comp": "T"}, "pending"),
        ({"case_type": "WHO", "dec_code": "D"}, "other"),
    ],
)
def test_the_state_of_a_case_is_that_of_its_last_completion(changes: Row, state: str) -> None:
    assert case(proceeding(**changes))["state"] == state


def test_a_case_with_nothing_but_transfers_is_pending() -> None:
    moved = proceeding(11, dec_code=None, other_comp="C", comp_date=date(2019, 9, 3))
    assert case(proceeding(dec_code=None, other_comp="T"), moved)["state"] == "pending"


def test_a_case_is_pending_while_a_proceeding_entered_after_its_last_completion_is_open() -> None:
    assert case(proceeding(dec_code="R"), open_proceeding())["state"] == "pending"


def test_an_open_proceeding_entered_before_the_last_completion_keeps_nothing_pending() -> None:
    assert case(proceeding(), open_proceeding(input_date=date(2018, 12, 3)))["state"] == "ordered_removed"


@pytest.mark.parametrize(("key", "state"), [(11, "pending"), (9, "ordered_removed")])
def test_on_the_day_of_the_completion_the_key_says_which_came_last(key: int, state: str) -> None:
    """A row that came by transfer undoes no order, so that only the state is at stake."""
    same_day = open_proceeding(key, input_date=MARCH_15, trans_in_date=MARCH_15)
    assert case(proceeding(), same_day)["state"] == state


def test_an_open_review_of_fear_keeps_no_removal_case_pending() -> None:
    assert case(proceeding(), open_proceeding(case_type="CFR"))["state"] == "ordered_removed"


@pytest.mark.parametrize(
    ("case_type", "state"),
    [("RMV", "pending"), ("DEP", "pending"), ("EXC", "pending"), ("WHO", "pending"), ("AOC", "pending"),
     ("CFR", "other"), ("RFR", "other"), ("CSR", "other")],
)  # fmt: skip
def test_what_an_open_case_is_depends_on_its_type_and_not_on_whether_it_moved(case_type: str, state: str) -> None:
    """EOIR's own pending count has withholding-only and asylum-only cases in it; a review of fear is "other"."""
    moved = proceeding(10, case_type=case_type, dec_code=None, other_comp="T")
    here = open_proceeding(11, case_type=case_type, trans_in_date=MARCH_15)
    assert case(open_proceeding(10, case_type=case_type))["state"] == state
    assert case(moved, here)["state"] == state
    assert case(moved)["state"] == state


def test_an_open_row_without_a_day_of_entry_makes_its_case_pending() -> None:
    undated = open_proceeding(input_date=None, hearing_date=None)
    assert case(undated)["state"] == "pending"
    assert case(proceeding(), undated)["state"] == "pending"


def test_a_hearing_ahead_is_no_entry_after_the_release() -> None:
    ahead = open_proceeding(input_date=None, hearing_date=date(2027, 3, 1), base_city_code="KRO")
    assert (case(ahead)["state"], case(ahead)["court_code"]) == ("pending", "KRO")
    assert case(proceeding(), ahead)["state"] == "pending"


@pytest.mark.parametrize(
    ("code", "state"), [("REM", "pending"), ("TER", "terminated"), ("SUS", "other"), ("DIS", "ordered_removed")]
)
def test_an_order_that_the_board_undid_leaves_the_case_as_the_board_left_it(code: str, state: str) -> None:
    assert case(proceeding(), appeals=[decide_appeal(code)])["state"] == state


def test_a_case_whose_order_was_undone_by_a_motion_is_pending() -> None:
    assert case(proceeding(absentia="Y"), motions=[motion()])["state"] == "pending"


def test_an_undecided_appeal_makes_a_case_pending_unless_the_order_was_in_absentia() -> None:
    assert case(proceeding(), appeals=[appeal()])["state"] == "pending"
    assert case(proceeding(dec_code="R"), appeals=[appeal(strfiledby="I")])["state"] == "pending"
    assert case(proceeding(absentia="Y"), appeals=[appeal()])["state"] == "ordered_removed"


def test_a_case_without_a_proceeding_says_so() -> None:
    found = ledger(cases=[{"idncase": 1}])
    assert [row["state"] for row in found["cases"]] == ["no_proceeding"]
    assert notes(found)["case_without_proceeding"] == 1


def test_a_case_is_charged_with_its_earliest_document_and_lies_at_the_court_entered_last() -> None:
    moved = open_proceeding(osc_date=date(2018, 9, 3), base_city_code="KRO")
    found = case(proceeding(), moved)
    assert (found["charged_on"], found["court_code"], found["city"]) == (date(2018, 9, 3), "KRO", "Miami")


@pytest.mark.parametrize(
    ("days", "court"),
    [
        ({"trans_in_date": date(2024, 3, 14), "hearing_date": date(2019, 1, 2)}, "KRO"),
        ({"trans_in_date": date(2018, 3, 14), "hearing_date": date(2025, 1, 2)}, "MIA"),
        ({"trans_in_date": None, "hearing_date": date(2025, 1, 2)}, "KRO"),
        ({"trans_in_date": None, "hearing_date": None}, "MIA"),
    ],
)
def test_without_a_day_of_entry_a_case_came_to_its_court_by_its_transfer_else_by_its_hearing(
    days: Row, court: str
) -> None:
    newest = open_proceeding(11, input_date=None, base_city_code="KRO", **days)
    assert case(proceeding(), newest)["court_code"] == court


def test_a_proceeding_entered_after_the_release_moves_no_case_to_its_court() -> None:
    found = case(proceeding(), open_proceeding(input_date=date(2026, 7, 2), base_city_code="KRO"))
    assert found["court_code"] == "MIA"


def test_a_withheld_removal_and_a_voluntary_departure_never_stand() -> None:
    for code in ("E", "V"):
        assert case(proceeding(dec_code=code))["standing_order_id"] is None
    assert case(proceeding())["standing_order_id"] == 10


def test_an_order_that_is_not_final_does_not_stand() -> None:
    assert case(proceeding(), appeals=[appeal()])["standing_order_id"] is None


FAMILY = [{"idncase": 1, "case_id": "FA"}]
DEDICATED = [{"idncase": 1, "case_id": "DD"}]


@pytest.mark.parametrize(
    ("charged", "docket"),
    [
        (date(2018, 9, 23), "none"),
        (date(2018, 9, 24), "family_unit_2018"),
        (date(2021, 5, 27), "family_unit_2018"),
        (date(2021, 5, 28), "none"),
        (None, "none"),
    ],
)
def test_the_family_docket_of_2018_is_the_mark_fa_and_a_charge_in_its_years(charged: date | None, docket: str) -> None:
    """EOIR PM 19-04. The mark carries no date: since when a case has it is unknown, and it is shown as of now."""
    found = case(proceeding(osc_date=charged), identifiers=FAMILY)
    assert (found["family_docket"], found["family_docket_on"]) == (docket, None)


def test_a_case_marked_for_the_dedicated_docket_is_none_of_the_family_docket_of_2018() -> None:
    assert case(proceeding(), identifiers=FAMILY + DEDICATED)["family_docket"] == "none"


@pytest.mark.parametrize(
    ("entered", "location", "docket"),
    [
        (date(2021, 5, 28), "MAT", "none"),
        (date(2021, 5, 29), "MAT", "dedicated_docket_2021"),
        (date(2021, 5, 29), "MIA", "none"),
    ],
)
def test_the_dedicated_docket_is_its_mark_a_dedicated_location_and_entry_after_28_may_2021(
    entered: date, location: str, docket: str
) -> None:
    """EOIR PM 21-23, and the definition of EOIR's statistics: all three are needed."""
    row = open_proceeding(10, input_date=entered, hearing_loc_code=location)
    assert case(row, identifiers=DEDICATED)["family_docket"] == docket
    assert case(row)["family_docket"] == "none"


def test_a_hearing_at_a_dedicated_location_is_as_good_as_a_proceeding_there() -> None:
    row = open_proceeding(10, input_date=date(2021, 9, 1))
    found = case(row, identifiers=DEDICATED, hearings_raw=[hearing(hearing_loc_code="NDD")])
    assert (found["family_docket"], found["family_docket_on"]) == ("dedicated_docket_2021", date(2021, 9, 1))


@pytest.mark.parametrize("code", ["AWC/D", "AWC/ATD"])
def test_adults_with_children_of_2014_are_a_priority_of_the_case_or_of_its_history(code: str) -> None:
    known = [{"idncase": 1, "casepriority_code": code}]
    assert case(proceeding(), cases=known)["family_docket"] == "adults_with_children_2014"
    assert case(proceeding(), priorities=known)["family_docket"] == "adults_with_children_2014"


def test_of_several_family_dockets_the_latest_is_shown_and_the_others_noted() -> None:
    found = ledger(proceeding(), identifiers=FAMILY, priorities=[{"idncase": 1, "casepriority_code": "AWC/D"}])
    assert [row["family_docket"] for row in found["cases"]] == ["family_unit_2018"]
    assert notes(found)["several_family_dockets"] == 1


def test_a_rider_has_another_case_as_its_lead_even_if_severed_and_the_last_row_says_which() -> None:
    first = {"idnleadrider": 1, "idnleadcase": 5, "idnridercase": 1, "blnactive": False}
    second = {"idnleadrider": 2, "idnleadcase": 6, "idnridercase": 1, "datseveredon": date(2019, 3, 1)}
    found = case(proceeding(), riders=[second, first])
    assert (found["is_rider"], found["lead_idncase"]) == (True, 6)


def test_a_case_that_leads_itself_is_no_rider() -> None:
    found = case(proceeding(), riders=[{"idnleadrider": 1, "idnleadcase": 1, "idnridercase": 1}])
    assert (found["is_rider"], found["lead_idncase"]) == (False, None)


def test_juvenile_codes_are_all_that_the_case_ever_had_as_sorted_texts() -> None:
    codes = [{"idncase": 1, "idnjuvenile": number} for number in (5, 4, 5, None)]
    assert case(proceeding(), juveniles=codes)["juvenile_codes"] == ["4", "5"]
    assert case(proceeding())["juvenile_codes"] == []


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"parent_table": "b_tblproceeding"}, True),
        ({"strattylevel": "BOARD"}, False),
        ({"strattytype": "INS"}, False),
        ({"e_28_date": None}, False),
        ({"e_28_date": date(2026, 7, 2)}, False),
    ],
)
def test_first_represented_is_the_first_appearance_for_the_respondent_before_the_court(
    changes: Row, counts: bool
) -> None:
    known = {"idncase": 1, "strattytype": "ALIEN", "strattylevel": "COURT", "e_28_date": date(2019, 1, 3)} | changes
    found = case(proceeding(), representatives=[known])
    assert found["first_represented_on"] == (date(2019, 1, 3) if counts else None)
