"""The rules that a forecast has to beat: what people have said of the backlog without a model."""

from collections.abc import Callable, Mapping
from statistics import mean

from finalorder.projection.published import COMPLETIONS, JUDGES, PENDING, RECEIPTS, Known

#: fiscal years whose averages the arithmetic of the Congressional Research Service takes
AVERAGED_YEARS = 5
Rule = Callable[[Known, int], float | None]


def keep_last_value(known: Known, years: int) -> float:
    """Pending stays what it is."""
    del years
    return known.get_values(PENDING)[known.last_year]


def repeat_last_change(known: Known, years: int) -> float | None:
    """Pending changes every year by as many cases as in the last one."""
    pending, year = known.get_values(PENDING), known.last_year
    return pending[year] + years * (pending[year] - pending[year - 1]) if year - 1 in pending else None


def carry_flows_on(known: Known, years: int) -> float | None:
    """Receipts and completions of the last year go on (TRAC's year to date, at the year's end)."""
    year = known.last_year
    receipts, completions = known.get_values(RECEIPTS), known.get_values(COMPLETIONS)
    if year not in receipts or year not in completions:
        return None
    return known.get_values(PENDING)[year] + years * (receipts[year] - completions[year])


def apply_congress_arithmetic(known: Known, years: int) -> float | None:
    """Average receipts, less judges at work times their average completions, of the last five years (as CRS R47637)."""
    year = known.last_year
    receipts, completions, judges = (known.get_values(name) for name in (RECEIPTS, COMPLETIONS, JUDGES))
    recent = [
        y for y in range(year - AVERAGED_YEARS + 1, year + 1) if y in receipts and y in completions and y in judges
    ]
    if not recent or year not in judges:
        return None
    per_judge = mean(completions[y] / judges[y] for y in recent)
    growth = mean(receipts[y] for y in recent) - judges[year] * per_judge
    return max(known.get_values(PENDING)[year] + years * growth, 0.0)


NAIVE_RULES: Mapping[str, Rule] = {
    "last value": keep_last_value,
    "last change": repeat_last_change,
    "annualized receipts": carry_flows_on,
    "CRS arithmetic": apply_congress_arithmetic,
}
