"""Counts drawn from shared numbers: as many as they should be, as uneven, and growing with their mean."""

from itertools import pairwise

import numpy as np
import pytest

from finalorder.projection.shared_draws import SharedDraws

SHARED = SharedDraws(7, 20_000)


@pytest.mark.parametrize("mean", [0.05, 0.7, 4.0, 25.0, 60.0, 5000.0])
@pytest.mark.parametrize("lumps", [1.0, 2.0])
def test_counts_have_the_mean_and_variance_asked_for(mean: float, lumps: float) -> None:
    counts = SHARED.draw_counts("x", 1, np.full((20_000, 1), mean), lumps)
    assert counts.mean() == pytest.approx(mean, rel=0.05, abs=0.01)
    assert counts.var() == pytest.approx(mean * lumps, rel=0.08, abs=0.02)


def test_a_larger_mean_never_gives_a_smaller_count_below_the_change_of_method() -> None:
    counts = [SHARED.draw_counts("x", 1, np.full((20_000, 1), mean)) for mean in (0.5, 0.6, 3.0, 29.0)]
    assert all((less <= more).all() for less, more in pairwise(counts))


def test_the_same_decision_has_the_same_numbers_and_another_has_others() -> None:
    mean = np.full((20_000, 3), 10.0)
    assert (SHARED.draw_counts("x", 1, mean) == SHARED.draw_counts("x", 1, mean)).all()
    assert (SHARED.draw_counts("x", 1, mean) != SHARED.draw_counts("y", 1, mean)).any()
    assert (SHARED.draw_counts("x", 1, mean) != SHARED.draw_counts("x", 2, mean)).any()
