"""Forecasts of 30 steady lakes hold as many outcomes as they say, within the error of so few."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from finalorder.projection.lake_months import read_lake_past
from finalorder.projection.lake_rates import DRIFT_YEARS
from finalorder.projection.lake_record import read_outcome, score, select_past
from finalorder.projection.lake_state import State, advance
from finalorder.projection.shared_draws import SharedDraws
from support.steady_lakes import simulate_steady_lake

SEEDS, MONTHS = range(1, 31), 24
QUANTITIES = ("pending", "receipts", "completions", "removal_orders", "in_absentia_orders", "standing_orders")


@pytest.mark.soak
def test_intervals_of_thirty_lakes_hold_at_their_nominal_rates(tmp_path: Path) -> None:
    inside: Counter[tuple[str, int]] = Counter()
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        release = simulate_steady_lake(folder, seed)
        before = (24 + MONTHS, DRIFT_YEARS + MONTHS // 12)
        past = read_lake_past(release, release.day + timedelta(days=1), before, 30, by_city=False)
        path = advance(State.from_past(select_past(past, 24)), MONTHS, SharedDraws(1, 200))
        for each in score(path, read_outcome(past.months.select(24, 25 + MONTHS)), 12):
            for level in (50, 80, 95):
                inside[each.quantity, level] += each.holds(level)
    for quantity in QUANTITIES:
        for level in (50, 80, 95):
            share = level / 100
            spread = (share * (1 - share) * len(SEEDS)) ** 0.5
            assert abs(inside[quantity, level] - share * len(SEEDS)) <= 3 * spread + 0.5, (quantity, level, inside)
