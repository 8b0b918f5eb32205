"""Forecasts from a lake that may leave: through the gate, and a record made of what passed it."""

from collections.abc import Iterator, Sequence
from statistics import mean

from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.operations.what_if import RECORD
from finalorder.projection import MACHINERY, ForecastRun, build_lake_rows

OWN_LAKE = "replayed in this lake: evidence"
BACKTEST, OUTCOME = "forecast_backtest_", "forecast_outcome_"


def show_forecast(run: ForecastRun, *, by_city: bool = False, profile: str = "public") -> Shown:
    """The rows of a run: of the country or the city asked for, or of every city."""
    return apply_disclosure_control(build_lake_rows(run, split=by_city), profile=profile)


def derive_lake_record(shown: Shown) -> Shown:
    """The rows of a replay, and before them how each rule did: bias, mean absolute error, outcomes inside."""
    return shown.derive_rows([*_build_record_rows(list(shown)), *shown])


def _build_record_rows(rows: Sequence[AnswerRow]) -> Iterator[AnswerRow]:
    outcomes = {
        (row.measure.removeprefix(OUTCOME), row.level_1, row.as_of): row
        for row in rows
        if row.measure.startswith(OUTCOME)
    }
    groups: dict[tuple[str, str, str], list[tuple[AnswerRow, AnswerRow]]] = {}
    for row in rows:
        name = row.measure.removeprefix(BACKTEST)
        came = outcomes.get((name, row.level_1, row.as_of))
        if row.measure.startswith(BACKTEST) and came is not None and row.value is not None and came.value is not None:
            groups.setdefault((name, row.level_1, row.level_2), []).append((row, came))
    for (name, horizon, level), pairs in groups.items():
        yield from _build_rule_rows((name, horizon, level), pairs)


def _build_rule_rows(key: tuple[str, str, str], pairs: Sequence[tuple[AnswerRow, AnswerRow]]) -> Iterator[AnswerRow]:
    name, horizon, level = key
    first = pairs[0][0]
    base = first._replace(
        measure=f"{RECORD}{name}",
        by_1="rule",
        level_1="this forecast" if level.endswith("%") else level,
        by_2="horizon",
        level_2=horizon,
        period="",
        as_of="",
        numerator=None,
        denominator=len(pairs),
        low=None,
        high=None,
        rounded_to=None,
        floor=None,
        ceiling=None,
        note=MACHINERY if first.simulated else OWN_LAKE,
    )
    errors = [float(row.value or 0) - float(came.value or 0) for row, came in pairs]
    if level in ("80%", "last value", "last change"):
        for method, value in (("bias", mean(errors)), ("mean_absolute_error", mean(map(abs, errors)))):
            yield base._replace(method=method, unit="cases off", value=round(value))
    if level.endswith("%"):
        inside = sum((row.low or 0) <= (came.value or 0) <= (row.high or 0) for row, came in pairs)
        share = round(inside / len(pairs), 6)
        yield base._replace(method=f"coverage_{level[:-1]}", unit="share", numerator=inside, value=share)
