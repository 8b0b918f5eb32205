"""The manual of hearings: what a row of the court's schedule was, what came of it, and who was absent."""

from datetime import date
from typing import Any

import pytest

from support.small_lives import MARCH_15, Row, hearing, ledger, proceeding


def heard(order: Row | None = None, **changes: Any) -> Row:
    """The hearing with these values, of a case with this proceeding."""
    (found,) = ledger(order or proceeding(), hearings_raw=[hearing(**changes)])["hearings"]
    return found


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("8A", "decided"),
        ("8B", "decided"),
        ("11", "no_show"),
        ("17", "adjourned"),
        ("99", "adjourned"),
        ("9C", "not_held"),
        ("9V", "not_held"),
        ("55", "not_held"),
        (None, "unknown"),
    ],
)
def test_the_adjournment_code_says_what_came_of_a_hearing(code: str | None, outcome: str) -> None:
    assert heard(adj_rsn=code)["outcome"] == outcome


def test_a_code_that_no_list_knows_is_an_adjournment() -> None:
    assert heard(adj_rsn="ZZ")["outcome"] == "adjourned"


@pytest.mark.parametrize("medium", ["H", "h"])
def test_a_hearing_with_the_medium_of_no_hearing_was_not_held(medium: str) -> None:
    assert heard(adj_rsn="17", adj_medium=medium)["outcome"] == "not_held"


@pytest.mark.parametrize(("code", "outcome"), [("8A", "decided"), ("11", "no_show")])
def test_a_decision_or_a_no_show_is_one_whatever_the_medium(code: str, outcome: str) -> None:
    assert heard(adj_rsn=code, adj_medium="H")["outcome"] == outcome


def test_a_hearing_after_the_release_day_is_upcoming_and_no_absence_whatever_its_code() -> None:
    found = heard(adj_date=date(2026, 7, 2), adj_rsn="11")
    assert (found["outcome"], found["is_absence"]) == ("upcoming", False)


def test_a_no_show_is_an_absence() -> None:
    assert heard(adj_rsn="11")["is_absence"] is True


def test_the_hearing_of_the_day_on_which_an_order_in_absentia_was_entered_is_an_absence() -> None:
    assert heard(proceeding(absentia="Y"), adj_rsn="8B")["is_absence"] is True


def test_the_hearing_of_another_day_or_of_an_order_made_in_person_is_no_absence() -> None:
    assert heard(proceeding(absentia="Y"), adj_date=date(2019, 3, 14))["is_absence"] is False
    assert heard(proceeding())["is_absence"] is False


def test_the_hearing_of_another_proceeding_of_the_case_is_no_absence() -> None:
    found = ledger(proceeding(absentia="Y"), hearings_raw=[hearing(idnproceeding=11)])["hearings"]
    assert [row["is_absence"] for row in found] == [False]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"schedule_type": "MM"}, "master"),
        ({"schedule_type": "II"}, "individual"),
        ({"schedule_type": "CY"}, "custody"),
        ({"schedule_type": "RR"}, "review"),
        ({"schedule_type": "NA"}, "other"),
        ({"schedule_type": "MM", "rec_type": "B"}, "custody"),
        ({"schedule_type": None, "cal_type": "M"}, "master"),
        ({"schedule_type": None, "cal_type": "I"}, "individual"),
        ({"schedule_type": None, "cal_type": None}, "other"),
    ],
)
def test_the_kind_is_that_of_the_record_then_the_schedule_then_the_calendar(values: Row, kind: str) -> None:
    assert heard(**values)["kind"] == kind


def test_lead_time_is_the_days_from_entry_to_the_hearing() -> None:
    assert heard(input_date=date(2019, 3, 5))["lead_days"] == 10


def test_lead_time_is_unknown_without_either_day_and_negative_where_the_records_say_so() -> None:
    assert heard(input_date=None)["lead_days"] is None
    assert heard(input_date=date(2019, 3, 16))["lead_days"] == -1


def test_hearings_come_in_the_order_of_their_days() -> None:
    later = hearing(idnschedule=99, adj_date=date(2019, 4, 1))
    found = ledger(proceeding(), hearings_raw=[later, hearing()])["hearings"]
    assert [row["scheduled_on"] for row in found] == [MARCH_15, date(2019, 4, 1)]


def test_a_hearing_of_no_known_case_is_kept() -> None:
    found = ledger(proceeding(), hearings_raw=[hearing(idncase=77, idnproceeding=78)])["hearings"]
    assert [row["idncase"] for row in found] == [77]
