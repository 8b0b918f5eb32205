"""Wilson's interval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finalorder.answers.intervals import compute_wilson_interval

SHARES = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(SHARES)
def test_wilson_equals_scipy(share: tuple[int, int]) -> None:
    from scipy.stats import binomtest  # a second to import, which nobody else should wait for

    numerator, denominator = share
    expected = binomtest(numerator, denominator).proportion_ci(0.95, method="wilson")
    assert compute_wilson_interval(numerator, denominator) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_of_none_and_of_all_stays_within_0_and_1() -> None:
    assert compute_wilson_interval(0, 20)[0] == 0
    assert compute_wilson_interval(20, 20)[1] == 1


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (5, 4), (-1, 4)])
def test_what_is_no_share_has_no_interval(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="positive denominator"):
        compute_wilson_interval(numerator, denominator)
