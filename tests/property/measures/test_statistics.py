"""Intervals and incidences beside established libraries, and what they must be where the answer is plain."""

import random
import warnings
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finalorder.answers import compute_score_interval
from finalorder.answers.intervals import compute_wilson_interval
from finalorder.measures.design_intervals import compute_effective_size
from finalorder.measures.incidence import HORIZONS, estimate_incidences
from support.follow_up import follow_up

FOREVER = 10_000


@settings(deadline=None)
@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_scipy(counts: tuple[int, int]) -> None:
    from scipy.stats import binomtest

    numerator, denominator = counts
    theirs = binomtest(numerator, denominator).proportion_ci(confidence_level=0.95, method="wilson")
    assert compute_wilson_interval(numerator, denominator) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert compute_score_interval(numerator / denominator, denominator) == pytest.approx(
        (theirs.low, theirs.high), abs=1e-12
    )


def lives(seed: int, number: int = 400) -> list[tuple[int, str]]:
    """Days and causes: orders on even days, other decisions on odd ones, so that no two causes share a day."""
    source, found = random.Random(seed), []
    for _ in range(number):
        day = 2 * source.randrange(0, 1_000)
        cause = source.choice(["absent", "other", "other", "censored"])
        found.append((day + (cause == "other"), cause))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_aalen_johansen_and_its_variance_are_those_of_lifelines(seed: int) -> None:
    from lifelines import AalenJohansenFitter

    found = lives(seed)
    codes = {"censored": 0, "absent": 1, "other": 2}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # a day of 0 is the start itself to lifelines, so that all days are one later there
        theirs = AalenJohansenFitter().fit([d + 1 for d, _ in found], [codes[c] for _, c in found], 1)
    ours = estimate_incidences(follow_up((day, cause, 1) for day, cause in found), followed=0)
    assert [each.horizon for each in ours] == list(HORIZONS)
    for each in ours:
        at = theirs.cumulative_density_.loc[: each.horizon + 1].iloc[-1, 0]
        variance = theirs.variance_.loc[: each.horizon + 1].iloc[-1]
        assert each.share == pytest.approx(at, abs=1e-12)
        assert each.standard_error == pytest.approx(sqrt(variance), abs=1e-9)
        assert not each.is_observed


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from(["absent", "other"])), min_size=1, max_size=60))
def test_where_nothing_is_censored_the_incidence_is_the_plain_proportion(found: list[tuple[int, str]]) -> None:
    days = follow_up((day, cause, 1) for day, cause in found)
    for observed in estimate_incidences(days, FOREVER):
        plain = sum(cause == "absent" and day <= observed.horizon for day, cause in found) / len(found)
        assert observed.share == plain
        assert observed.is_observed
    for ours, estimated in zip(estimate_incidences(days, FOREVER), estimate_incidences(days, 0), strict=True):
        assert estimated.share == pytest.approx(ours.share, abs=1e-12)


def test_a_horizon_is_observed_only_if_every_case_was_followed_that_long() -> None:
    days = follow_up([(100, "absent", 3), (400, "censored", 5)])
    assert [each.is_observed for each in estimate_incidences(days, 365)] == [True, True, False, False, False]


def test_negative_times_are_left_out_of_the_estimate() -> None:
    days = follow_up([(-3, "negative", 7), (10, "absent", 1), (20, "other", 3)])
    assert {(each.events, each.cases) for each in estimate_incidences(days, FOREVER)} == {(1, 4)}


def sums(families: list[tuple[int, int]]) -> tuple[int, int, int, int, int, int]:
    """Numerator, denominator and the sums over clusters, of (hits, cases) a family."""
    hits, cases = sum(y for y, _ in families), sum(m for _, m in families)
    squares, products = sum(y * y for y, _ in families), sum(y * m for y, m in families)
    return hits, cases, squares, products, sum(m * m for _, m in families), len(families)


def test_families_that_decide_together_are_worth_their_number_and_single_cases_one_each() -> None:
    together = [(3, 3)] * 40 + [(0, 3)] * 60
    assert compute_effective_size(*sums(together)) == pytest.approx(99, abs=1)
    single = [(1, 1)] * 120 + [(0, 1)] * 180
    assert compute_effective_size(*sums(single)) == pytest.approx(299, abs=1)


def test_the_variance_of_clustered_cases_is_that_of_drawing_families_again_and_again() -> None:
    source = random.Random(3)
    families = []
    for _ in range(300):
        size, likely = source.randint(1, 5), source.choice([0.05, 0.9])
        families.append((sum(source.random() < likely for _ in range(size)), size))
    shares = []
    for _ in range(3_000):
        drawn = source.choices(families, k=len(families))
        shares.append(sum(y for y, _ in drawn) / sum(m for _, m in drawn))
    mean = sum(shares) / len(shares)
    variance = sum((share - mean) ** 2 for share in shares) / len(shares)
    hits, cases, *rest = sums(families)
    share = hits / cases
    assert share * (1 - share) / compute_effective_size(hits, cases, *rest) == pytest.approx(variance, rel=0.1)


def test_none_and_all_are_worth_their_clusters() -> None:
    assert compute_effective_size(*sums([(0, 3)] * 12)) == 12
    assert compute_effective_size(*sums([(3, 3)] * 12)) == 12
    assert compute_score_interval(0.0, 12)[0] == 0.0
    assert compute_score_interval(1.0, 12)[1] == 1.0
