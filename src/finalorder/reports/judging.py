"""A claim beside figures: supported only by the same number, contradicted only where every method is far from it."""

from collections.abc import Sequence

from finalorder.reports.amounts import SHARE
from finalorder.reports.figures import RecordFigure
from finalorder.reports.mentions import Mention

SUPPORTED, CONTRADICTED, DEPENDS_ON_METHOD = "supported", "contradicted", "depends_on_method"
FAR_SHARE, FAR_COUNT = 5.0, 0.10
"""How far every figure must lie from a claim to contradict it: percentage points, and a part of the claim."""
_LOOSE = frozenset({"about", "over", "under", "up_to", "at_least"})


def judge_number(mention: Mention, fitting: Sequence[RecordFigure], others: Sequence[RecordFigure], said: str) -> str:
    """Return the verdict on a number by the figures that fit its words, and by others of the same measure.

    ``said`` is the claim's own text, which tells how exactly its number is given.
    """
    shown = [figure for figure in fitting if figure.is_shown]
    if not shown or len(shown) != len(fitting):
        return DEPENDS_ON_METHOD
    if all(_is_same(mention, figure, said) for figure in shown):
        return SUPPORTED
    everything = [*shown, *(figure for figure in others if figure.is_shown)]
    is_complete = all(figure.is_shown for figure in others)
    if is_complete and all(_is_far(mention, figure) for figure in everything):
        return CONTRADICTED
    return DEPENDS_ON_METHOD


def _is_same(mention: Mention, figure: RecordFigure, said: str) -> bool:
    low, high = _claimed_range(mention)
    slack = _precision(mention, said)
    if mention.bound in {"over", "at_least"}:
        return low <= figure.low and figure.high <= low + 4 * slack
    if mention.bound in {"under", "up_to"}:
        return figure.high <= high and high - 4 * slack <= figure.low
    return low - slack <= figure.low and figure.high <= high + slack


def _is_far(mention: Mention, figure: RecordFigure) -> bool:
    low, high = _claimed_range(mention)
    reach = FAR_SHARE if mention.kind == SHARE else FAR_COUNT * high
    if mention.bound in {"over", "at_least"}:
        return figure.high < low - reach
    if mention.bound in {"under", "up_to"}:
        return figure.low > high + reach
    return figure.high < low - reach or figure.low > high + reach


def _claimed_range(mention: Mention) -> tuple[float, float]:
    low = 0.0 if mention.low is None else mention.low
    return low, low if mention.high is None else mention.high


def _precision(mention: Mention, said: str) -> float:
    """Return half of the last place that a number is given to, at most a twentieth of it, which "about" allows too."""
    high = _claimed_range(mention)[1]
    if mention.kind == SHARE:
        decimals = len(f"{high:.6f}".rstrip("0").split(".")[1])
        exact: float = 0.5 * 10.0 ** -min(decimals, 3) if any(letter.isdigit() for letter in said) else 2.0
        return max(exact, 1.0) if mention.bound in _LOOSE else exact + 1e-9
    zeros = len(str(int(high))) - len(str(int(high)).rstrip("0")) if high >= 10 else 0
    exact = max(0.5, min(0.5 * 10.0 ** min(zeros, len(str(int(high))) - 1), 0.05 * high))
    return max(exact, 0.05 * high) if mention.bound in _LOOSE else exact


def judge_change(mention: Mention, pairs: Sequence[tuple[RecordFigure, RecordFigure]]) -> str:
    """The verdict on a change by the counts before and after: the first pair as the words have it, then other readings.

    A change is as exact as its number is given; a multiple in words to a twentieth.
    """
    if mention.low != mention.high or any(
        not (before.is_shown and after.is_shown and before.low > 0) for before, after in pairs
    ):
        return DEPENDS_ON_METHOD
    bounds = [_bound_change(mention, before, after) for before, after in pairs]
    claimed = _signed_change(mention)
    slack = _change_slack(mention, claimed)
    is_open = mention.bound in {"over", "at_least", "under", "up_to"}
    if not is_open and claimed - slack <= bounds[0][0] and bounds[0][1] <= claimed + slack:
        return SUPPORTED
    if is_open and _is_past(mention, claimed, bounds[0]):
        return SUPPORTED
    reach = 0.25 * claimed if mention.unit == "times" else max(FAR_SHARE, 0.2 * abs(claimed))
    if all(_is_change_far(mention, claimed, each, reach) for each in bounds):
        return CONTRADICTED
    return DEPENDS_ON_METHOD


def _signed_change(mention: Mention) -> float:
    number = _claimed_range(mention)[0]
    return number if mention.unit == "times" else mention.direction * number


def _bound_change(mention: Mention, before: RecordFigure, after: RecordFigure) -> tuple[float, float]:
    low, high = after.low / before.high, after.high / before.low
    return (low, high) if mention.unit == "times" else (100 * (low - 1), 100 * (high - 1))


def _change_slack(mention: Mention, claimed: float) -> float:
    is_loose = mention.bound in _LOOSE
    if mention.unit == "times":
        return (0.15 if is_loose else 0.05) * claimed
    decimals = len(f"{abs(claimed):.6f}".rstrip("0").split(".")[1])
    exact: float = 0.5 * 10.0 ** -min(decimals, 3) + 1e-9
    return max(exact, 1.0, 0.05 * abs(claimed)) if is_loose else exact


def _is_past(mention: Mention, claimed: float, bounds: tuple[float, float]) -> bool:
    """Whether a change is beyond a bound of the claim's sign, and not so far that the bound would mislead."""
    sign = -1.0 if claimed < 0 else 1.0
    low, high = sorted((sign * bounds[0], sign * bounds[1]))
    number = abs(claimed)
    if mention.bound in {"over", "at_least"}:
        return number <= low and high <= 1.5 * number
    return high <= number and 0.5 * number <= low


def _is_change_far(mention: Mention, claimed: float, bounds: tuple[float, float], reach: float) -> bool:
    sign = -1.0 if claimed < 0 else 1.0
    low, high = sorted((sign * bounds[0], sign * bounds[1]))
    number = abs(claimed)
    if mention.bound in {"over", "at_least"}:
        return high < number - reach
    if mention.bound in {"under", "up_to"}:
        return low > number + reach or high < 0
    above = max(reach, 1.0) if mention.unit == "times" else reach
    return high < number - reach or low > number + above
