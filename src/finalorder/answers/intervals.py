"""Intervals of shares."""

from math import sqrt

NORMAL_975 = 1.959963984540054


def compute_wilson_interval(numerator: int, denominator: int) -> tuple[float, float]:
    """The 95% Wilson score interval of a share (E. B. Wilson, JASA 22, 1927), as fractions of 1.

    Raises ValueError if the denominator is not positive or the numerator lies outside it.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError("a share needs a positive denominator and a numerator between 0 and it")
    z2 = NORMAL_975**2
    share = numerator / denominator
    centre = (share + z2 / (2 * denominator)) / (1 + z2 / denominator)
    half = NORMAL_975 / (1 + z2 / denominator) * sqrt((share * (1 - share) + z2 / (4 * denominator)) / denominator)
    low = 0.0 if numerator == 0 else max(0.0, centre - half)
    high = 1.0 if numerator == denominator else min(1.0, centre + half)
    return low, high
