"""Maximum likelihood for rates that run along the calendar between knots, times factors; and for odds ratios.

The mean of a cell is (its weights between knots) x (the knots' values) x (the product of its factors): a share of its
people for binomial cells, a rate per unit of its time at risk for Poisson cells. Knots and factors are positive and
their logarithms are estimated, by Fisher scoring.
"""

from dataclasses import dataclass

import numpy as np

from finalorder.answers import NORMAL_975, compute_score_interval

Array = np.ndarray
MAX_STEPS, CONVERGENCE_TOLERANCE = 200, 1e-9
MAX_SHARE = 0.995
SMALLEST_MEAN = 1e-12
RIDGE = 1e-4  # holds a knot without data near the mean of all; too weak to move any other


@dataclass(frozen=True, slots=True)
class CellObservations:
    """Grouped observations: events, people (or time) at risk, weights of the knots, and 0/1 marks of the factors."""

    events: Array
    at_risk: Array
    knot_weights: Array
    marks: Array
    is_rate: bool = False
    max_share: float = MAX_SHARE  # no share is larger, whatever its factors


@dataclass(frozen=True, slots=True)
class LikelihoodFit:
    """Estimates and standard errors of the logarithms: knots first, then factors."""

    log_estimates: Array
    log_errors: Array

    def compute_interval(self, place: int) -> tuple[float, float, float]:
        """Estimate, low and high of one parameter, at 95%."""
        middle, wide = self.log_estimates[place], NORMAL_975 * self.log_errors[place]
        return float(np.exp(middle)), float(np.exp(middle - wide)), float(np.exp(middle + wide))


def maximise_likelihood(cells: CellObservations) -> LikelihoodFit:
    """Return the maximum of the likelihood and its curvature there."""
    center = np.log(max(cells.events.sum(), 1 / 2) / cells.at_risk.sum())
    count = cells.knot_weights.shape[1]
    at = np.concatenate([np.full(count, center), np.zeros(cells.marks.shape[1])])
    prior = np.concatenate([np.full(count, center), np.zeros(cells.marks.shape[1])])
    height = _compute_log_likelihood(cells, at, prior)
    for _ in range(MAX_STEPS):
        score, information = _compute_score(cells, at, prior)
        step = np.linalg.solve(information, score)
        at, higher = _climb(cells, at, step, prior, height)
        if higher - height < CONVERGENCE_TOLERANCE * (1 + abs(height)):
            break
        height = higher
    _, information = _compute_score(cells, at, prior)
    return LikelihoodFit(at, np.sqrt(np.diag(np.linalg.inv(information))))


def _climb(cells: CellObservations, at: Array, step: Array, prior: Array, height: float) -> tuple[Array, float]:
    """Return the step, halved until the likelihood does not fall."""
    for halved in range(30):
        there = at + step / 2**halved
        found = _compute_log_likelihood(cells, there, prior)
        if found >= height:
            return there, found
    return at, height


def _compute_means(cells: CellObservations, at: Array) -> tuple[Array, Array]:
    """Compute the mean of each cell, and the part of it that comes from each knot."""
    count = cells.knot_weights.shape[1]
    factor = np.exp(cells.marks @ at[count:])
    parts = cells.knot_weights * np.exp(at[:count]) * factor[:, None]
    mean = parts.sum(axis=1)
    return np.maximum(mean, SMALLEST_MEAN), parts


def _compute_log_likelihood(cells: CellObservations, at: Array, prior: Array) -> float:
    mean, _ = _compute_means(cells, at)
    penalty = RIDGE / 2 * float(((at - prior) ** 2).sum())
    if cells.is_rate:
        return float((cells.events * np.log(mean) - cells.at_risk * mean).sum()) - penalty
    mean = np.minimum(mean, cells.max_share)
    return float((cells.events * np.log(mean) + (cells.at_risk - cells.events) * np.log1p(-mean)).sum()) - penalty


def _compute_score(cells: CellObservations, at: Array, prior: Array) -> tuple[Array, Array]:
    """Compute the likelihood's gradient and expected curvature in the logarithms."""
    mean, parts = _compute_means(cells, at)
    slopes = np.hstack([parts, mean[:, None] * cells.marks])
    if not cells.is_rate:
        slopes = np.where((mean < cells.max_share)[:, None], slopes, 0)
        mean = np.minimum(mean, cells.max_share)
    spread = mean if cells.is_rate else mean * (1 - mean)
    weight = cells.at_risk / spread
    score = slopes.T @ ((cells.events - cells.at_risk * mean) / spread) - RIDGE * (at - prior)
    return score, slopes.T @ (weight[:, None] * slopes) + RIDGE * np.eye(len(at))


def estimate_odds_ratio(tables: Array) -> tuple[float, float, float]:
    """The common odds ratio of 2x2 tables (exposed with, exposed without, others with, others without), and its 95%.

    Mantel and Haenszel's estimate, with the variance of its logarithm by Robins, Breslow and Greenland (1986).
    """
    a, b, c, d = (tables[:, k].astype(float) for k in range(4))
    total = np.maximum(a + b + c + d, 1)
    up, down = a * d / total, b * c / total
    both, cross = (a + d) / total, (b + c) / total
    ups, downs = up.sum(), down.sum()
    variance = (
        (both * up).sum() / (2 * ups**2)
        + (both * down + cross * up).sum() / (2 * ups * downs)
        + (cross * down).sum() / (2 * downs**2)
    )
    middle, wide = np.log(ups / downs), NORMAL_975 * np.sqrt(variance)
    return float(np.exp(middle)), float(np.exp(middle - wide)), float(np.exp(middle + wide))


def estimate_share(events: int, n: int) -> tuple[float, float, float]:
    """Estimate a share with Wilson's interval at 95%."""
    share = events / n
    return share, *compute_score_interval(share, n)


def compute_knot_weights(years: Array, knots: Array) -> Array:
    """Compute the weight of each knot at each moment, for values that are straight between knots and level outside."""
    weights = [np.interp(years, knots, row) for row in np.eye(len(knots))]
    return np.stack(weights, axis=1)
