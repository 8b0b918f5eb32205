"""Days of follow-up written as (day, cause, number)."""

from collections.abc import Iterable

import numpy as np

from finalorder.measures.incidence import DailyEvents, tabulate_days


def follow_up(counts: Iterable[tuple[int, str, int]]) -> DailyEvents:
    """The counts as the estimate takes them."""
    day, cause, number = zip(*counts, strict=True)
    return tabulate_days(np.array(day), np.array(cause, dtype=str), np.array(number))
