"""The manual of completions: what ends a proceeding, what it means, and which completion is the case's first."""

from datetime import date
from typing import Any

import pytest

from support.small_lives import Row, ledger, open_proceeding, proceeding


def completions(*proceedings: Row) -> list[Row]:
    return ledger(*proceedings)["completions"]


def completion(**changes: Any) -> Row:
    """The one completion of a proceeding with these values."""
    (found,) = completions(proceeding(**changes))
    return found


def category(**changes: Any) -> str:
    return str(completion(**changes)["category"])


@pytest.mark.parametrize(
    ("case_type", "code", "expected"),
    [
        ("RMV", "X", "removal_order"),
        ("DEP", "D", "removal_order"),
        ("EXC", "E", "removal_order"),
        ("RMV", "E", "removal_withheld"),
        ("RMV", "Z", "removal_withheld"),
        ("RMV", "G", "removal_withheld"),
        ("DEP", "G", "relief"),
        ("RMV", "V", "voluntary_departure"),
        ("DEP", "V", "voluntary_departure"),
        ("RMV", "R", "relief"),
        ("RMV", "T", "termination"),
        ("RMV", "U", "dismissal"),
        ("RMV", "W", "other"),
        ("RMV", "D", "other"),
        ("WHO", "D", "review"),
        ("CFR", "A", "review"),
    ],
)
def test_a_decision_is_read_with_its_case_type(case_type: str, code: str, expected: str) -> None:
    assert category(case_type=case_type, dec_code=code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("A", "administrative_closure"), ("Y", "administrative_closure"), ("C", "transfer"), ("T", "transfer")],
)
def test_a_proceeding_without_decision_is_read_by_its_other_completion(code: str, expected: str) -> None:
    assert category(dec_code=None, other_comp=code) == expected


def test_a_decision_wins_over_another_completion() -> None:
    assert category(dec_code="X", other_comp="T") == "removal_order"


def test_a_removal_by_its_own_proceedings_type_is_none_in_another() -> None:
    assert category(case_type="DEP", dec_code="X") == "other"


def test_a_completion_without_any_code_is_kept_as_other() -> None:
    assert category(dec_code=None) == "other"


def test_an_open_proceeding_is_no_completion() -> None:
    assert completions(open_proceeding()) == []


def test_a_decision_without_a_day_is_no_completion() -> None:
    assert completions(proceeding(comp_date=None)) == []


def test_a_completion_on_the_release_day_counts_and_one_after_it_has_not_happened() -> None:
    assert len(completions(proceeding(comp_date=date(2026, 7, 1)))) == 1
    assert completions(proceeding(comp_date=date(2026, 7, 2))) == []


@pytest.mark.parametrize(("code", "absent"), [("X", True), ("E", True), ("V", False), ("T", False)])
def test_in_absentia_needs_the_mark_and_an_order_of_removal(code: str, absent: bool) -> None:
    assert completion(dec_code=code, absentia="Y")["is_in_absentia"] is absent


@pytest.mark.parametrize("mark", ["N", None, "y", "?"])
def test_any_other_mark_is_not_in_absentia(mark: str | None) -> None:
    assert completion(absentia=mark)["is_in_absentia"] is False


def test_the_first_decision_of_a_case_is_its_initial_completion_and_the_next_is_subsequent() -> None:
    second = proceeding(11, comp_date=date(2020, 2, 3), dec_code="T")
    assert [row["is_initial"] for row in completions(proceeding(), second)] == [True, False]


def test_a_transfer_is_never_the_initial_completion() -> None:
    moved = proceeding(9, comp_date=date(2019, 1, 3), dec_code=None, other_comp="T")
    found = completions(moved, proceeding())
    assert [(row["category"], row["is_initial"]) for row in found] == [("transfer", False), ("removal_order", True)]


def test_an_administrative_closure_never_makes_a_later_order_subsequent() -> None:
    closed = proceeding(9, comp_date=date(2019, 1, 3), dec_code=None, other_comp="A")
    assert [row["is_initial"] for row in completions(closed, proceeding())] == [False, True]


def test_a_review_of_fear_is_not_the_initial_completion_of_a_case() -> None:
    assert completion(case_type="CFR", dec_code="A")["is_initial"] is False


def test_of_two_decisions_on_one_day_the_one_with_the_lower_key_is_the_initial_one() -> None:
    found = completions(proceeding(12, dec_code="T"), proceeding(11))
    assert [(row["idnproceeding"], row["sequence"], row["is_initial"]) for row in found] == [
        (11, 1, True),
        (12, 2, False),
    ]


def test_a_completion_keeps_the_court_and_the_custody_of_its_own_proceeding() -> None:
    found = completion(base_city_code="KRO", custody="D")
    assert (found["court_code"], found["custody_code"]) == ("KRO", "D")
