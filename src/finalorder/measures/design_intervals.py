"""Compute how many independent units a share of clustered ones is worth;
its interval is the Wilson one of that many.
"""


def compute_effective_size(
    numerator: int, denominator: int, squares: int, products: int, bases: int, clusters: int
) -> float:
    """Compute how many independent units a share of clustered ones is worth (Kish, Survey Sampling, 1965,
    ratio estimator).

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
