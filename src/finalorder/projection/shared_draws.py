"""Counts drawn from shared numbers: a decision meets the same numbers in every scenario, whatever else differs."""

from dataclasses import dataclass

import numpy as np

from finalorder.projection.lake_months import Reals
from finalorder.simulation import create_generator

#: above this mean a count is drawn as a rounded normal
LARGE = 30.0
MOST_TERMS = 80


@dataclass(frozen=True, slots=True)
class SharedDraws:
    """Numbers by decision and month for so many draws."""

    seed: int
    draws: int

    def draw_normal(self, decision: str, month: int, *size: int) -> Reals:
        """Standard normal numbers: one row a draw."""
        found: Reals = create_generator(self.seed, decision, month).standard_normal((self.draws, *size))
        return found

    def draw_counts(self, decision: str, month: int, mean: Reals, lumps: float = 1.0) -> Reals:
        """Counts with this mean, their variance ``lumps`` times it; they grow with the mean for the same numbers."""
        normal = self.draw_normal(decision, month, *mean.shape[1:])
        base = mean / lumps
        rounded = np.maximum(np.round(base + np.sqrt(base) * normal), 0)
        return (
            np.where(base > LARGE, rounded, _invert_poisson(_compute_share_below(normal), np.minimum(base, LARGE)))
            * lumps
        )


def _compute_share_below(normal: Reals) -> Reals:
    """The share of a normal distribution below each number (Abramowitz and Stegun 26.2.17)."""
    size = np.abs(normal)
    t = 1 / (1 + 0.2316419 * size)
    series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    above = np.exp(-(size**2) / 2) / np.sqrt(2 * np.pi) * series
    found: Reals = np.where(normal >= 0, 1 - above, above)
    return found


def _invert_poisson(share: Reals, mean: Reals) -> Reals:
    """The least count up to which a Poisson distribution of this mean has the share."""
    term = np.exp(-mean)
    total, count = term.copy(), np.zeros_like(mean)
    for step in range(1, MOST_TERMS):
        below = share > total
        if not below.any():
            break
        count += below
        term = term * mean / step
        total += term
    return count
