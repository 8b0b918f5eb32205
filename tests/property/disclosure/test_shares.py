"""A share of two shown counts hides by the rules of every share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import derive_share


def count(number: int | None) -> AnswerRow:
    status = "hidden" if number is None else "shown"
    return AnswerRow("standing_orders", unit="cases", numerator=number, value=number, status=status)


@pytest.mark.parametrize(
    ("part", "whole", "value", "status"),
    [
        (60, 100, 0.6, "shown"),
        (0, 100, 0.0, "shown"),
        (100, 100, 1.0, "shown"),
        (12, 25, 0.48, "unstable"),
        (95, 100, None, "hidden"),
        (5, 100, None, "hidden"),
        (None, 100, None, "hidden"),
        (60, None, None, "hidden"),
        (0, 20, None, "hidden"),
        (20, 20, None, "hidden"),
        (0, 0, None, "not_applicable"),
    ],
)
def test_a_share_of_two_counts(part: int | None, whole: int | None, value: float | None, status: str) -> None:
    row = derive_share("share_in_absentia", count(part), count(whole))
    assert (row.value, row.status) == (value, status)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_share_never_shows_what_its_counts_would_hide(part: int, rest: int) -> None:
    row = derive_share("x", count(part), count(part + rest))
    if row.value is not None:
        assert not any(1 <= number <= 10 for number in (part, rest, part + rest))
        assert row.low is not None
        assert row.high is not None
        assert row.low <= row.value <= row.high
    else:
        assert row.low is None
        assert row.high is None
