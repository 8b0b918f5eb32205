"""Shares of counts that were already shown, by the gate's own rule: nothing is computed from a hidden number."""

from finalorder.answers import UNPROTECTED, AnswerRow, stamp_unprotected
from finalorder.disclosure.protected_rows import hide_row, make_share, read_rounded
from finalorder.disclosure.unprotected_rows import add_interval


def derive_share(measure: str, part: AnswerRow, whole: AnswerRow) -> AnswerRow:
    """Derive the share of ``part`` in ``whole``, with the interval that follows from both; hidden if the whole is."""
    named = part._replace(measure=measure, low=None, high=None, note="computed from two shown counts")
    if UNPROTECTED in part.note:
        exact = stamp_unprotected(named)._replace(denominator=whole.numerator, value=None, status="shown")
        return add_interval(exact)
    if whole.value is None or (part.floor is None and part.value is None):
        return hide_row(named)
    return make_share(named, read_rounded(part), read_rounded(whole))
