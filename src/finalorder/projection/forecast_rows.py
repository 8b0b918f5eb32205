"""Forecasts from published figures, what they assume, and their record, as answer rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor, log10
from typing import Any

from finalorder.answers import AnswerRow
from finalorder.projection.published import ABSENT, COMPLETIONS, JUDGES, PENDING, RECEIPTS
from finalorder.projection.record import HORIZONS, PastForecast, RuleScore
from finalorder.projection.stock_flow import LEVELS, Projection
from finalorder.registry import PublishedFigure, get_fiscal_year_end

UNITS = {
    "pending": "cases",
    "receipts": "cases",
    "completions": "cases",
    "judges": "judges",
    "in_absentia_orders": "orders",
}
#: the figures that stand behind a quantity
BEHIND = {"pending": PENDING, "receipts": RECEIPTS, "completions": COMPLETIONS, "judges": JUDGES,
          "in_absentia_orders": ABSENT}  # fmt: skip
KEPT_DIGITS = 3
INTERVAL_NOTE = "{level}% interval"
EVIDENCE = "published figures: evidence"
MACHINERY = "simulated lake: a test of machinery, not evidence"


def build_forecast_rows(projections: Iterable[Projection]) -> Iterator[AnswerRow]:
    """A row a scenario, quantity, fiscal year and interval, and one a figure that was assumed."""
    for each in projections:
        for quantity in each.centers:
            for place, year in enumerate(each.years):
                yield from _build_interval_rows(each, quantity, place, year)
        yield from _build_assumption_rows(each)


def _build_interval_rows(each: Projection, quantity: str, place: int, year: int) -> Iterator[AnswerRow]:
    behind = (*each.start.figures[BEHIND[quantity]], *(each.start.figures["pace"] if quantity == "pending" else ()))
    source = cite_figures(behind)
    center = round_digits(each.centers[quantity][place])
    for level in LEVELS:
        low, high = (round_digits(end) for end in each.find_interval(quantity, place, level))
        yield AnswerRow(
            f"forecast_{quantity}",
            by_1="scenario",
            level_1=each.scenario.name,
            by_2="interval",
            level_2=f"{level}%",
            period=f"FY{year}",
            as_of=get_fiscal_year_end(each.start.year).isoformat(),
            unit=UNITS[quantity],
            numerator=center,
            value=center,
            low=min(low, center),
            high=max(high, center),
            note=INTERVAL_NOTE.format(level=level),
            source=source,
        )


def _build_assumption_rows(each: Projection) -> Iterator[AnswerRow]:
    """Every published figure that the forecast begins with, as published."""
    for name, figures in each.start.figures.items():
        for item in figures:
            yield AnswerRow(
                "forecast_assumption",
                by_1="scenario",
                level_1=each.scenario.name,
                by_2="assumption",
                level_2=name,
                period=f"FY{item.fiscal_year}",
                as_of=item.until.isoformat(),
                unit="published figure",
                value=int(item.value),
                note=_describe_basis(item),
                source=item.citation,
                vintage=item.vintage,
            )


def _describe_basis(item: PublishedFigure) -> str:
    kept = {"published": "as published", "read elsewhere": "read in a page that repeats it", "derived": "computed"}
    part = "" if item.is_year_end else "; a part of the fiscal year"
    return kept[item.basis] + part


def build_record_rows(forecasts: Sequence[PastForecast], scores: Iterable[RuleScore]) -> Iterator[AnswerRow]:
    """The score of every rule at every horizon, then every forecast of this program with what came."""
    for score in scores:
        yield from _build_score_rows(score)
    for item in forecasts:
        if item.intervals:
            yield from _build_past_rows(item)


def _build_score_rows(score: RuleScore) -> Iterator[AnswerRow]:
    shared: dict[str, Any] = {
        "by_1": "rule",
        "level_1": score.rule,
        "by_2": "horizon",
        "level_2": name_horizon(score.years),
        "denominator": score.number,
        "note": EVIDENCE,
    }
    sizes = {"bias": score.bias, "mean_absolute_error": score.mean_absolute_error}
    for method, value in sizes.items():
        yield AnswerRow("forecast_record", method, unit="cases off", value=round(value), **shared)
    share = round(score.mean_relative_error, 4)
    yield AnswerRow("forecast_record", "mean_relative_error", unit="share off", value=share, **shared)
    for level, inside in score.inside.items():
        share = inside / score.number
        yield AnswerRow("forecast_record", f"coverage_{level}", unit="share", numerator=inside, value=round(share, 6),
                        **shared)  # fmt: skip


def _build_past_rows(item: PastForecast) -> Iterator[AnswerRow]:
    shared: dict[str, Any] = {
        "by_1": "horizon",
        "level_1": name_horizon(item.years),
        "period": f"FY{item.origin + item.years}",
        "as_of": get_fiscal_year_end(item.origin).isoformat(),
        "unit": "cases",
    }
    center = round_digits(item.forecast)
    for level, (low, high) in item.intervals.items():
        yield AnswerRow(
            "forecast_backtest",
            by_2="interval",
            level_2=f"{level}%",
            numerator=center,
            value=center,
            low=round_digits(low),
            high=round_digits(high),
            note=INTERVAL_NOTE.format(level=level),
            **shared,
        )
    if item.outcome is not None:
        came = int(item.outcome)
        yield AnswerRow("forecast_outcome", numerator=came, value=came, note=EVIDENCE, **shared)


def name_horizon(years: int) -> str:
    """``1 year``, ``3 years``."""
    return f"{years} year" if years == 1 else f"{years} years"


def cite_figures(figures: Iterable[PublishedFigure]) -> str:
    """Their sources, each once."""
    return " | ".join(dict.fromkeys(item.citation for item in figures))


def round_digits(value: float, digits: int = KEPT_DIGITS) -> int:
    """A number to its first digits: more would say what nobody knows."""
    if value < 1:
        return 0
    step = 10 ** max(floor(log10(value)) + 1 - digits, 0)
    return int(round(value / step) * step)


def find_best_naive(scores: Iterable[RuleScore], own: str) -> Mapping[int, RuleScore]:
    """The naive rule with the least mean absolute error at each horizon."""
    naive = [score for score in scores if score.rule != own]
    return {
        years: min((score for score in naive if score.years == years), key=lambda score: score.mean_absolute_error)
        for years in HORIZONS
    }
