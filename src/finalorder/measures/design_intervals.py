"""Intervals of shares whose precision is known otherwise than by a count of independent units."""

from math import sqrt

NORMAL_975 = 1.959963984540054


def compute_score_interval(share: float, size: float) -> tuple[float, float]:
    """The 95% Wilson interval of a share, of as many independent units as ``size`` says (it need not be whole)."""
    z2 = NORMAL_975**2
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = NORMAL_975 / (1 + z2 / size) * sqrt((share * (1 - share) + z2 / (4 * size)) / size)
    low = 0.0 if share == 0 else max(0.0, centre - half)
    return low, 1.0 if share == 1 else min(1.0, centre + half)


def compute_effective_size(
    numerator: int, denominator: int, squares: int, products: int, bases: int, clusters: int
) -> float:
    """How many independent units a share of clustered ones is worth (Kish, Survey Sampling, 1965, ratio estimator).

    ``squares``, ``products`` and ``bases`` are the sums over clusters of y y, y m and m m, with y units in the
    numerator of m. Never more than the units there are; a share of 0 or 1 shows no variation between clusters, and
    is worth its clusters.
    """
    share = numerator / denominator
    if numerator in (0, denominator) or clusters < 2:
        return float(clusters)
    spread = squares - 2 * share * products + share * share * bases
    variance = spread * clusters / (clusters - 1) / denominator**2
    if variance <= 0:
        return float(denominator)
    return min(float(denominator), share * (1 - share) / variance)
