"""Shares of counts that were already shown, by the gate's own rule: nothing is computed from a hidden number."""

from dataclasses import replace

from finalorder.answers import UNPROTECTED, AnswerRow, compute_wilson_interval, stamp_unprotected
from finalorder.disclosure.system import is_small
from finalorder.disclosure.system_builder import MIN_STABLE_DENOMINATOR


def derive_share(measure: str, part: AnswerRow, whole: AnswerRow) -> AnswerRow:
    """The share of ``part`` in ``whole``, with a Wilson interval; hidden by the rules of every share.

    Hidden if either count is, if their difference is 1 to 10, or if it is 0% or 100% of fewer than 30. No cases at all
    make it ``not_applicable``.
    """
    named = replace(part, measure=measure, low=None, high=None, note="computed from two shown counts")
    named = stamp_unprotected(named) if UNPROTECTED in part.note else named
    if part.numerator is None or whole.numerator is None or _is_disclosive(part.numerator, whole.numerator):
        return replace(named, numerator=None, denominator=None, value=None, status="hidden")
    n, of = part.numerator, whole.numerator
    if of == 0:
        return replace(named, denominator=0, value=None, status="not_applicable")
    low, high = compute_wilson_interval(n, of)
    status = "unstable" if of < MIN_STABLE_DENOMINATOR else "shown"
    rounded = (round(number, 6) for number in (n / of, low, high))
    value, low, high = rounded
    return replace(named, denominator=of, value=value, low=low, high=high, status=status)


def _is_disclosive(part: int, whole: int) -> bool:
    small = any(is_small(number) for number in (part, whole, whole - part))
    return small or (0 < whole < MIN_STABLE_DENOMINATOR and part in (0, whole))
