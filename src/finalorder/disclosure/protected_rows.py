"""Rows after the rule: a count, a share, an estimate or a quantity made of rounded counts and of nothing else."""

from collections.abc import Iterable, Sequence
from math import ceil, floor

from finalorder.answers import NORMAL_975, AnswerRow, compute_score_interval
from finalorder.disclosure.policy import load_policy
from finalorder.disclosure.rounding import RoundedCount, add_rounded, round_count
from finalorder.measures import load_methods

#: shares of a base below this are unstable, whatever their numerator
MIN_STABLE_BASE = 100
#: units that depend on each other are worth one independent one, so many of them, where none or nearly all are in the
#: share: what their own interval says of that would tell nobody from somebody
WORTH_OF_FEW = 4
ROUNDING = 1e-6


def protect_row(steps: Sequence[AnswerRow], *, is_extreme: bool = False) -> AnswerRow:
    """Build the row that may be shown of a number that is the sum of these steps (most often one)."""
    first = steps[0]
    if says_only_why(first):
        return first
    if is_extreme or _says_nothing_of_its_base(first):
        return hide_row(first)
    if first.is_count:
        return _protect_count(first, steps)
    if not first.is_share:
        return _protect_quantity(first)
    if len(steps) == 1 and first.value is not None and first.low is not None:
        return _protect_own_interval(first)
    numerator = add_rounded(round_count(step.numerator or 0) for step in steps)
    return make_share(first, numerator, add_rounded(round_count(step.denominator or 0) for step in steps))


def says_only_why(row: AnswerRow) -> bool:
    """Whether a row has no number, hidden or not, and says in its note why: nothing of it depends on anybody."""
    numbers = (row.numerator, row.denominator, row.value, row.low, row.high)
    return row.status == "not_applicable" and bool(row.note) and all(number is None for number in numbers)


def hide_row(row: AnswerRow, known: RoundedCount | None = None) -> AnswerRow:
    """Take a row's numbers away, and a note that could be about them; leave what any reader knows of a count."""
    return row._replace(
        numerator=None,
        denominator=None,
        value=None,
        low=None,
        high=None,
        status="hidden",
        note="",
        rounded_to=load_policy().rounded_to if known else None,
        floor=known.floor if known else None,
        ceiling=known.ceiling if known else None,
    )


def make_count(row: AnswerRow, known: RoundedCount) -> AnswerRow:
    if known.is_hidden:
        return hide_row(row, known)
    return row._replace(
        numerator=known.value,
        denominator=None,
        value=known.value,
        low=None,
        high=None,
        status="shown",
        rounded_to=load_policy().rounded_to,
        floor=known.floor,
        ceiling=known.ceiling,
    )


def make_share(row: AnswerRow, numerator: RoundedCount, denominator: RoundedCount, worth: int = 1) -> AnswerRow:
    """Make a row of a share of two rounded counts; its interval holds whatever the true counts may be.

    ``floor`` and ``ceiling`` are those of the numerator. A hidden base hides it; nothing else does.

    :param worth: how many units are worth one independent one.
    """
    if denominator.is_hidden:
        return hide_row(row)
    base = denominator.middle
    part = min(numerator.middle, base)
    least = min(numerator.floor, denominator.ceiling) / denominator.ceiling
    most = min(numerator.ceiling, denominator.floor) / denominator.floor
    low, _ = compute_score_interval(least, denominator.ceiling / worth)
    _, high = compute_score_interval(most, denominator.floor / worth)
    return row._replace(
        numerator=part,
        denominator=base,
        value=round(part / base, 6),
        low=round(low, 6),
        high=round(high, 6),
        status="unstable" if base < MIN_STABLE_BASE else "shown",
        rounded_to=load_policy().rounded_to,
        floor=numerator.floor,
        ceiling=numerator.ceiling,
    )


def _protect_count(first: AnswerRow, steps: Sequence[AnswerRow]) -> AnswerRow:
    shown = make_count(first, add_rounded(round_count(step.numerator or 0) for step in steps))
    if all(step.low is None and step.high is None for step in steps):
        return shown
    bounds = [_round_bounds(steps, name) for name in ("low", "high")]
    if shown.value is None or all(bound in (None, shown.value) for bound in bounds):
        return shown
    low, high = (shown.value if bound is None else bound for bound in bounds)
    return shown._replace(low=low, high=high)


def _round_bounds(steps: Sequence[AnswerRow], name: str) -> float | None:
    """Round the certain or the possible number as every count is; None where no step has one."""
    if all(getattr(step, name) is None for step in steps):
        return None
    bounds = (step.numerator if getattr(step, name) is None else int(getattr(step, name)) for step in steps)
    known = add_rounded(round_count(bound or 0) for bound in bounds)
    return 0 if known.is_hidden else known.middle


def _protect_own_interval(row: AnswerRow) -> AnswerRow:
    """Build the row of a share with an interval of its own: of units that depend on each other, or an estimate."""
    numerator, denominator = round_count(row.numerator or 0), round_count(row.denominator or 0)
    if denominator.is_hidden:
        return hide_row(row)
    method = load_methods().get(row.method)
    if method is not None and method.kind == "incidence":
        return _protect_estimate(row, denominator)
    others = round_count((row.denominator or 0) - (row.numerator or 0))
    is_few = numerator.is_hidden or others.is_hidden
    return make_share(row, numerator, denominator, WORTH_OF_FEW if is_few else _class_dependence(row))


def _class_dependence(row: AnswerRow) -> int:
    """How many units are worth one independent one by the row's interval, up to the next of 1, 2, 4 and 8."""
    share, bound = float(row.value or 0.0), float(row.high or 0.0)
    if not share < bound < 1:
        return WORTH_OF_FEW
    independent = NORMAL_975**2 * bound * (1 - bound) / (bound - share) ** 2
    return next((each for each in (1, 2, 4) if each * independent + ROUNDING >= (row.denominator or 0)), 8)


def _protect_estimate(row: AnswerRow, denominator: RoundedCount) -> AnswerRow:
    """Round a share that is no quotient of two counts: on a grid as coarse as the rule makes those.

    Its interval follows from what is printed and from how many cases are worth one independent one, two at least.
    ``floor`` and ``ceiling`` are what the share, as printed, leaves of the cases.
    """
    base = denominator.middle
    grid = max(load_policy().rounded_to / base, 0.01)
    value = min(1.0, round(float(row.value or 0.0) / grid) * grid)
    least, most = max(0.0, value - grid / 2), min(1.0, value + grid / 2)
    independent = denominator.floor / (max(2, _class_dependence(row)) if 0 < value < 1 else WORTH_OF_FEW)
    (low, _), (_, high) = (compute_score_interval(share, independent) for share in (least, most))
    return row._replace(
        numerator=round(value * base),
        denominator=base,
        value=round(value, 6),
        low=round(low, 6),
        high=round(high, 6),
        status="unstable" if base < MIN_STABLE_BASE else "shown",
        rounded_to=load_policy().rounded_to,
        floor=floor(least * denominator.floor),
        ceiling=ceil(most * denominator.ceiling),
    )


def _protect_quantity(row: AnswerRow) -> AnswerRow:
    """Build the row of a median or a rate of enough cases; how many those are is rounded as every count is."""
    denominator = round_count(row.denominator or 0)
    if denominator.is_hidden:
        return hide_row(row)
    base = denominator.middle
    value, low, high = (_round_rate(number, base) for number in (row.value, row.low, row.high))
    status = "unstable" if base < MIN_STABLE_BASE else "shown"
    return row._replace(value=value, low=low, high=high, denominator=base, status=status)


def _round_rate(number: float | None, base: int) -> float | None:
    """Keep no more of a rate's three digits than the rule leaves of its base; whole days stay as they are."""
    if number is None or float(number).is_integer():
        return number
    digits = 3 if base >= 100 * load_policy().rounded_to else 2
    return float(f"{number:.{digits}g}")


def _says_nothing_of_its_base(row: AnswerRow) -> bool:
    return row.numerator is None and row.denominator is None


def read_rounded(row: AnswerRow) -> RoundedCount:
    """Read what a row that passed the gate says of its count; of an unprotected one, the count itself."""
    if row.floor is not None and row.ceiling is not None:
        return RoundedCount(row.floor, row.ceiling, is_hidden=row.value is None)
    exact = row.numerator or 0
    return RoundedCount(exact, exact, is_hidden=row.value is None)


def add_counts(like: AnswerRow, rows: Iterable[AnswerRow]) -> AnswerRow:
    """Add a row described as ``like``: the sum of rows of counts that passed the gate and share no case."""
    parts = list(rows)
    if all(row.floor is None and row.value is not None for row in parts):
        total = sum(row.numerator or 0 for row in parts)
        return like._replace(numerator=total, value=total, low=None, high=None, status="shown")
    return make_count(like, add_rounded(read_rounded(row) for row in parts))


def bound_union(like: AnswerRow, parts: Sequence[AnswerRow], whole: AnswerRow) -> AnswerRow:
    """A row described as ``like``: of cases in any of several groups that may overlap, what their counts say.

    At least the largest of them, at most all of them together, and no more than the whole.
    """
    known = [read_rounded(row) for row in parts]
    if len(known) == 1:
        return parts[0]._replace(cohort=like.cohort)
    most = min(sum(each.ceiling for each in known), read_rounded(whole).ceiling)
    return hide_row(like, RoundedCount(max(each.floor for each in known), most, is_hidden=True))
