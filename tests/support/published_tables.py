"""Rows for tests of the gate."""

from collections.abc import Callable, Sequence

from finalorder.answers.rows import AnswerRow, build_answer_table
from finalorder.answers.shown import Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.disclosure.rounding import RoundedCount
from finalorder.engines.raw import Raw

DAY = "2019-06-23"


def count(number: int, **columns: object) -> AnswerRow:
    """A row that counts orders."""
    described = {"measure": "standing", "as_of": DAY, "release": "2026-07", "unit": "order", **columns}
    return AnswerRow(**described, numerator=int(number), value=int(number))


def share(numerator: int, denominator: int, **columns: object) -> AnswerRow:
    """A row that is a share of cases."""
    described = {"measure": "in_absentia", "method": "M1a", "release": "2026-07", "unit": "case", **columns}
    return AnswerRow(**described, numerator=int(numerator), denominator=int(denominator))


def through(rows: Sequence[AnswerRow], **options: object) -> Shown:
    """The rows through the door as one Raw table."""
    return apply_disclosure_control(Raw(build_answer_table(rows)), **options)


def round_by(step: int, first: int) -> Callable[[int], RoundedCount]:
    """The rule with another step, and another first count that is shown."""

    def rounded(number: int) -> RoundedCount:
        if number < first:
            return RoundedCount(0, first - 1, is_hidden=True)
        floor = (number + step // 2) // step * step - step // 2
        return RoundedCount(max(floor, first if step > 1 else number), floor + step - 1, is_hidden=False)

    return rounded
