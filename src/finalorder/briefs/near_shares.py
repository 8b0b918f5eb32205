"""Shares that rounding made 0% or 100%: how many are missing from them is known only to an interval."""

from finalorder.answers import AnswerRow
from finalorder.words import Words


def describe_near(row: AnswerRow, words: Words) -> str:
    """Describe a share that is none or all only because its counts were rounded; empty for any other."""
    if is_nearly_none(row):
        return words.format_plain("share.near_none")
    is_whole = row.is_share and row.value == 1 and row.numerator == row.denominator
    return words.format_plain("share.near_all") if is_whole and row.rounded_to else ""


def is_nearly_none(row: AnswerRow) -> bool:
    """Return whether a share is 0% because its count was rounded."""
    return row.value == 0 and row.numerator == 0 and bool(row.ceiling)
