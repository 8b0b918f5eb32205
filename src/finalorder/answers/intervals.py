"""The interval of a share: one Wilson function for counts and for shares of known precision."""

from math import sqrt

NORMAL_975 = 1.959963984540054


def compute_wilson_interval(numerator: int, denominator: int) -> tuple[float, float]:
    """Compute the 95% Wilson interval of a share of counted units, as fractions of 1.

    Raises ValueError if the denominator is not positive or the numerator lies outside it.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError("a share needs a positive denominator and a numerator between 0 and it")
    return compute_score_interval(numerator / denominator, denominator)


def compute_score_interval(share: float, size: float) -> tuple[float, float]:
    """Compute the 95% Wilson score interval (E. B. Wilson, JASA 22, 1927) of a share of ``size`` independent units.

    ``size`` need not be whole: units that depend on each other are worth fewer independent ones.
    """
    z2 = NORMAL_975**2
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = NORMAL_975 / (1 + z2 / size) * sqrt((share * (1 - share) + z2 / (4 * size)) / size)
    low = 0.0 if share == 0 else max(0.0, centre - half)
    return low, 1.0 if share == 1 else min(1.0, centre + half)
