"""Rows of the profile ``none``: the true numbers, for a researcher's own machine."""

from collections.abc import Sequence

from finalorder.answers import AnswerRow, compute_wilson_interval

MIN_STABLE_BASE = 30  #: of exact numbers


def add_steps(steps: Sequence[AnswerRow]) -> AnswerRow:
    """Add one row of a number that is the sum of these; a share without an interval of its own gets Wilson's."""
    first = steps[0]
    if len(steps) > 1:
        first = _sum_steps(first, steps)
    return add_interval(first)


def _sum_steps(first: AnswerRow, steps: Sequence[AnswerRow]) -> AnswerRow:
    numerator = sum(step.numerator or 0 for step in steps)
    if not first.is_count:
        denominator = sum(step.denominator or 0 for step in steps)
        return first._replace(numerator=numerator, denominator=denominator, value=None, low=None, high=None)
    low, high = (_sum_bounds(steps, name) for name in ("low", "high"))
    return first._replace(numerator=numerator, value=numerator, low=low, high=high)


def _sum_bounds(steps: Sequence[AnswerRow], name: str) -> float | None:
    if all(getattr(step, name) is None for step in steps):
        return None
    return sum((step.numerator or 0) if getattr(step, name) is None else getattr(step, name) for step in steps)


def add_interval(row: AnswerRow) -> AnswerRow:
    """Add the share with its value and Wilson interval; of units that are not independent, with the interval it has."""
    if not row.is_share or row.numerator is None or row.denominator is None:
        return row
    if row.denominator == 0:
        return row._replace(value=None, low=None, high=None, status="not_applicable")
    status = "unstable" if row.denominator < MIN_STABLE_BASE else row.status
    if row.low is not None and row.high is not None and row.value is not None:
        value, low, high = row.value, row.low, row.high
    else:
        low, high = compute_wilson_interval(row.numerator, row.denominator)
        value = row.numerator / row.denominator
    return row._replace(value=round(value, 6), low=round(low, 6), high=round(high, 6), status=status)
