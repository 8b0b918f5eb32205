"""The record: what would have been forecast at the end of each fiscal year, and what came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from finalorder.projection.naive_rules import NAIVE_RULES
from finalorder.projection.published import PENDING, select_known
from finalorder.projection.trend import LEVELS, estimate_spread, find_trend
from finalorder.registry import PublishedFigure, get_fiscal_year_end

FIRST_ORIGIN, HORIZONS = 2008, (1, 3)
MODEL = "this forecast"


@dataclass(frozen=True, slots=True)
class PastForecast:
    """What one rule said at the end of a fiscal year of so many years later, its intervals, and what came.

    ``outcome`` is None where it has not come yet.
    """

    rule: str
    origin: int
    years: int
    forecast: float
    outcome: float | None
    intervals: dict[int, tuple[float, float]]

    @property
    def error(self) -> float:
        """Forecast less outcome, where there is one."""
        return self.forecast - (self.outcome or 0.0)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How a rule did at a horizon: of how many forecasts, bias, mean absolute error, and outcomes inside by level."""

    rule: str
    years: int
    number: int
    bias: float
    mean_absolute_error: float
    mean_relative_error: float
    inside: dict[int, int]


def replay_forecasts(figures: Sequence[PublishedFigure]) -> Iterator[PastForecast]:
    """Every rule's forecasts at the end of each fiscal year from 2008 on, from what had happened by that day."""
    outcomes = {f.fiscal_year: f.value for f in figures if f.series == PENDING and f.is_year_end}
    for origin in sorted(year for year in outcomes if year >= FIRST_ORIGIN):
        known = select_known(figures, get_fiscal_year_end(origin))
        for years in HORIZONS:
            center, spread = find_trend(known).project(years), estimate_spread(known, years)
            factors = {level: spread.compute_factor(level) for level in LEVELS}
            intervals = {level: (center / factor, center * factor) for level, factor in factors.items()}
            outcome = outcomes.get(origin + years)
            yield PastForecast(MODEL, origin, years, center, outcome, intervals)
            for name, rule in NAIVE_RULES.items():
                if (said := rule(known, years)) is not None:
                    yield PastForecast(name, origin, years, said, outcome, {})


def score_rules(forecasts: Iterable[PastForecast]) -> list[RuleScore]:
    """The score of each rule at each horizon, over the origins for which every rule had a forecast and an outcome."""
    listed = [item for item in forecasts if item.outcome is not None]
    rules = list(dict.fromkeys(item.rule for item in listed))
    scores = []
    for years in HORIZONS:
        here = [item for item in listed if item.years == years]
        shared = {item.origin for item in here if sum(other.origin == item.origin for other in here) == len(rules)}
        scores += [_score_rule(name, [i for i in here if i.rule == name and i.origin in shared]) for name in rules]
    return scores


def _score_rule(name: str, forecasts: Sequence[PastForecast]) -> RuleScore:
    errors = [item.error for item in forecasts]
    return RuleScore(
        name,
        forecasts[0].years,
        len(forecasts),
        mean(errors),
        mean(map(abs, errors)),
        mean(abs(item.error) / (item.outcome or 1.0) for item in forecasts),
        {level: sum(_is_inside(item, level) for item in forecasts) for level in forecasts[0].intervals},
    )


def _is_inside(item: PastForecast, level: int) -> bool:
    low, high = item.intervals[level]
    return item.outcome is not None and low <= item.outcome <= high
