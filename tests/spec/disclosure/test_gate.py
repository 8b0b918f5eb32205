"""What passes the gate and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.answers import compute_score_interval
from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import add_counts, derive_share, load_policy
from finalorder.errors import FinalorderError
from support.published_tables import count, share, through

NUMBERS = ("numerator", "denominator", "value", "low", "high")


def show(*rows: AnswerRow) -> AnswerRow:
    (row,) = through(rows)
    return row


@pytest.mark.parametrize("number", [0, 1, 10, 11, 29])
def test_fewer_than_30_are_one_class_and_nobody_is_in_it(number: int) -> None:
    row = show(count(number))
    assert [getattr(row, name) for name in NUMBERS] == [None] * 5
    assert (row.status, row.floor, row.ceiling) == ("hidden", 0, 29)


@pytest.mark.parametrize(("number", "shown"), [(30, 40), (49, 40), (50, 60), (69, 60), (19_643, 19_640)])
def test_others_are_rounded_to_20_with_the_interval_that_any_reader_can_compute(number: int, shown: int) -> None:
    row = show(count(number))
    assert (row.value, row.numerator, row.status, row.rounded_to) == (shown, shown, "shown", 20)
    assert (row.floor, row.ceiling) == (shown - 10, shown + 9)


@given(st.integers(0, 10**6))
def test_the_true_number_lies_in_the_interval(number: int) -> None:
    row = show(count(number))
    assert row.floor <= number <= row.ceiling


def test_rows_that_describe_one_number_are_rounded_one_by_one_and_added() -> None:
    row = show(count(33), count(33), count(5))
    assert (row.floor, row.ceiling, row.value) == (60, 127, 100)
    assert show(count(71)).value != row.value


def test_a_sum_of_hidden_numbers_is_hidden_with_the_sum_of_their_intervals() -> None:
    row = show(count(3), count(28))
    assert (row.status, row.floor, row.ceiling) == ("hidden", 0, 58)


def test_a_share_is_made_of_rounded_numbers() -> None:
    row = show(share(55, 101))
    assert (row.numerator, row.denominator, row.value) == (60, 100, 0.6)
    assert row.low < 50 / 109 < 69 / 90 < row.high


@pytest.mark.parametrize("numerator", [0, 5, 29])
def test_a_share_of_few_says_so_by_its_interval(numerator: int) -> None:
    row = show(share(numerator, 400))
    assert (row.numerator, row.floor, row.ceiling) == (20, 0, 29)
    assert row.low == 0


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (4, 9), (0, 29), (29, 29)])
def test_a_share_of_a_small_base_is_hidden_and_does_not_say_if_anybody_is_there(
    numerator: int, denominator: int
) -> None:
    row = show(share(numerator, denominator))
    assert row.status == "hidden"
    assert [getattr(row, name) for name in (*NUMBERS, "floor", "ceiling")] == [None] * 7


def test_none_and_all_of_a_base_are_two_classes_of_a_share() -> None:
    assert show(share(120, 120)).value == 1
    assert show(share(118, 120)).value == 1


def test_a_share_of_units_that_depend_on_each_other_is_made_of_rounded_counts() -> None:
    low, high = compute_score_interval(131 / 412, 412 / 1.7)
    families = AnswerRow("appearance", "M5i", "", unit="cases", numerator=131, denominator=412, value=131 / 412)
    row = show(families._replace(low=low, high=high))
    assert (row.numerator, row.denominator, row.value) == (140, 420, round(140 / 420, 6))
    assert (row.floor, row.ceiling) == (130, 149)
    assert row.low < low < high < row.high


def test_an_estimate_stands_on_a_grid_as_coarse_as_the_rounding() -> None:
    low, high = compute_score_interval(0.37, 300)
    estimate = AnswerRow("in_absentia", "CI", unit="cases", numerator=131, denominator=412, value=0.37)
    row = show(estimate._replace(low=low, high=high))
    assert (row.numerator, row.denominator, row.value) == (160, 420, round(160 / 420, 6))
    assert row.low < low < high < row.high


def test_a_median_is_shown_of_30_cases_and_how_many_are_rounded() -> None:
    assert show(AnswerRow("days", unit="days", denominator=29, value=120)).status == "hidden"
    row = show(AnswerRow("days", unit="days", denominator=486, value=120, low=90, high=150))
    assert (row.value, row.low, row.high, row.denominator) == (120, 90, 150, 480)


@pytest.mark.parametrize(("base", "value"), [(120, 0.12), (5_000, 0.123)])
def test_a_rate_of_few_has_fewer_digits(base: int, value: float) -> None:
    assert show(AnswerRow("rate", unit="a year", denominator=base, value=0.12345)).value == value


@pytest.mark.parametrize(
    "row", [AnswerRow("days_max", unit="days", denominator=900, value=7), AnswerRow("x", value=3.5)]
)
def test_the_greatest_of_anything_and_what_does_not_say_its_base_are_hidden(row: AnswerRow) -> None:
    assert show(row).status == "hidden"


def test_a_language_whose_code_is_min_is_no_extreme() -> None:
    assert show(count(90, by_1="language", level_1="MIN")).value == 100


def test_certain_numbers_are_rounded_as_all_counts_are() -> None:
    row = show(AnswerRow("x", unit="cases", numerator=400, value=400, low=333, high=400))
    assert (row.value, row.low, row.high) == (400, 340, 400)
    close = show(AnswerRow("x", unit="cases", numerator=400, value=400, low=389, high=400))
    assert (close.low, close.high) == (380, 400)
    same = show(AnswerRow("x", unit="cases", numerator=405, value=405, low=399, high=405))
    assert (same.value, same.low) == (400, None)


def test_a_note_with_figures_does_not_stay_on_a_hidden_row() -> None:
    rows = {row.level_1: row.note for row in through([count(3, level_1="a", note="3 of them"), count(90, level_1="b")])}
    assert rows["a"] == ""


def test_a_number_says_what_it_counts() -> None:
    row = show(AnswerRow("orders_standing", release="2026-07", unit="cases", numerator=90, value=90))
    assert (row.population, row.docket, row.vintage) == ("standing_orders", "all", "2026-07")


def test_the_profile_none_adds_true_numbers_and_stamps_them() -> None:
    (row,) = through([count(33), count(3)], profile="none")
    assert row.value == 36
    assert "UNPROTECTED" in row.note
    with pytest.raises(FinalorderError, match="use public or none"):
        through([count(3)], profile="open")


def test_simulated_and_real_are_not_shown_together() -> None:
    with pytest.raises(FinalorderError, match="cannot be shown together"):
        through([count(90), count(90, simulated=True, level_1="x")])


def test_sums_and_shares_of_shown_counts_know_no_more_than_these() -> None:
    part, whole = show(count(61, level_1="part")), show(count(140))
    derived = derive_share("share", part, whole)
    assert (derived.value, derived.denominator) == (round(60 / 140, 6), 140)
    assert derive_share("share", part, show(count(9))).status == "hidden"
    total = add_counts(whole, [part, whole, show(count(7))])
    assert (total.floor, total.ceiling) == (50 + 130, 69 + 149 + 29)


def test_the_policy_is_that_of_the_file() -> None:
    policy = load_policy()
    assert (policy.rounded_to, policy.first_shown, policy.most_conditions) == (20, 30, 3)
