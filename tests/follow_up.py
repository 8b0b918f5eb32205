"""Days of follow-up written as (day, cause, number)."""

from collections.abc import Iterable

import numpy as np

from finalorder.measures.incidence import Days, days_of


def follow_up(counts: Iterable[tuple[int, str, int]]) -> Days:
    """The counts as the estimate takes them."""
    day, cause, number = zip(*counts, strict=True)
    return days_of(np.array(day), np.array(cause, dtype=str), np.array(number))
