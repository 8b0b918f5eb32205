"""A wait is a quotient of two counts, and says no more of them than their rounding does."""

import pytest

from finalorder.disclosure import load_policy
from finalorder.disclosure.rounding import round_count
from finalorder.projection.lake_rows import COUNT_GRID, describe_wait


def show(pending: int, completions: int) -> dict[str, object]:
    months = 12 * pending / completions
    described = describe_wait((months, months, months), pending)
    described.pop("denominator")  # the gate rounds it
    return described


def test_the_grid_is_that_of_the_policy() -> None:
    assert load_policy().rounded_to == COUNT_GRID


@pytest.mark.parametrize("completions", [30, 45, 120, 909])
@pytest.mark.parametrize("pending", [60, 700, 5_001])
def test_a_wait_is_a_function_of_the_classes_of_its_two_counts(pending: int, completions: int) -> None:
    done, left = round_count(completions), round_count(pending)
    ends = [(p, c) for p in (left.floor, left.ceiling) for c in (max(30, done.floor), done.ceiling)]
    assert all(show(p, c) == show(pending, completions) for p, c in ends)


def test_a_wait_is_near_the_true_one_and_its_base_the_lesser_count() -> None:
    found = describe_wait((30.0, 36.0, 44.0), 60_000.0)
    assert found["value"] == pytest.approx(36.0, abs=0.1)
    assert found["low"] < found["value"] < found["high"]
    assert found["denominator"] == 20_000
    assert describe_wait((90.0, 120.0, 150.0), 100.0)["denominator"] == 10
