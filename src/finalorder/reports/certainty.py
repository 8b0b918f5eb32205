"""How sure the rules are of a claim: a logistic curve over a few features, fitted on marked texts and kept as data."""

from collections.abc import Iterable
from math import exp

from finalorder.reports.grammar_tables import load_table

UNSURE_BELOW = 0.5
"""Rows of a certainty below this are told as unsure."""


def estimate_certainty(features: Iterable[str]) -> float:
    """Estimate, between 0.05 and 0.99: of rows with these features, how many are claims."""
    weights = load_table("certainty")["weights"]
    points = float(weights["base"]) + sum(float(weights.get(name, 0.0)) for name in features)
    return round(min(max(1 / (1 + exp(-points)), 0.05), 0.99), 2)
