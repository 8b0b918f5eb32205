"""A scenario in two sentences with their intervals, of rows that passed the gate; what a page reads of them."""

from dataclasses import dataclass

from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import FORECASTS, open_plan
from finalorder.lake import Release
from finalorder.words import load_words

TOLD_LEVEL = "80%"
#: the scenario and the quantity that a page tells, and the rules and the horizon of its record
TOLD_SCENARIO, TOLD_QUANTITY = "lawyers", "standing_orders"
MODEL, NAIVE, NEXT_YEAR = "this forecast", "last change", "1 year"
RECORD = "forecast_record_"


def describe_what_if(shown: Shown, title: str, lang: str = "en") -> list[str]:
    """Two sentences on a scenario's last month: the cases that would be pending, and how many more or fewer that is.

    ``shown`` is a forecast from a lake with a scenario; no sentence where its numbers are hidden.
    """
    words = load_words(lang)
    pending, change = (_find_last(shown, name) for name in ("forecast_pending", "forecast_difference_pending"))
    if pending is None or change is None or pending.value is None or change.value is None:
        return []
    month = words.format_month(pending.period)
    first = words.format_plain(
        "forecast.what_if",
        title=title,
        month=month,
        count=words.format_number(pending.value),
        **_format_ends(pending, lang),
    )
    way = _find_way(change)
    if way == "same":
        return [first, words.format_plain("forecast.what_if_same")]
    told = [float(number or 0) for number in (change.value, change.low, change.high)]
    sizes = told if way == "unclear" else [abs(told[0]), *sorted(map(abs, told[1:]))]
    count, low, high = (words.format_number(round(number)) for number in sizes)
    return [first, words.format_plain(f"forecast.what_if_{way}", count=count, low=low, high=high)]


def _find_way(change: AnswerRow) -> str:
    """Find which way a difference goes: ``fewer``, ``more``, ``unclear`` if its interval has both, ``same`` if none."""
    if not change.value:
        return "same"
    if (change.low or 0) < 0 < (change.high or 0):
        return "unclear"
    return "fewer" if change.value < 0 else "more"


def _find_last(shown: Shown, measure: str) -> AnswerRow | None:
    found = [row for row in shown if row.measure == measure and row.level_2 == TOLD_LEVEL]
    return max(found, key=lambda row: row.period, default=None)


def _format_ends(row: AnswerRow, lang: str) -> dict[str, str]:
    words = load_words(lang)
    return {"low": words.format_number(row.low or 0), "high": words.format_number(row.high or 0)}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario of a release a year ahead, and its record: every row has a number.

    ``after`` and ``change`` are of the scenario, with 80% intervals; ``held`` says how many such intervals held what
    came, ``error`` how far off the forecast was and ``naive`` the rule of the last change.
    """

    after: AnswerRow
    change: AnswerRow
    held: AnswerRow
    error: AnswerRow
    naive: AnswerRow

    @property
    def way(self) -> str:
        """Which way the scenario goes: ``fewer``, ``more``, ``unclear`` or ``same``."""
        return _find_way(self.change)

    @property
    def nearer(self) -> str:
        """The end of the interval that is told first: of fewer, the one that is nearer to no change."""
        return "high" if self.way == "fewer" else "low"

    @property
    def farther(self) -> str:
        """The other end."""
        return "low" if self.way == "fewer" else "high"

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        """All of them."""
        return (self.after, self.change, self.held, self.error, self.naive)


def read_what_if(release: Release) -> WhatIf | None:
    """Read what pages say of the year ahead; None where the release published no forecast, or hides a number of it."""
    plan = open_plan(release)
    return find_what_if(plan.read_table(FORECASTS)) if plan and FORECASTS in plan.tables else None


def find_what_if(rows: Shown) -> WhatIf | None:
    """Find what pages say among the rows of a forecast."""
    future = {row.measure: row for row in rows if (row.level_1, row.level_2) == (TOLD_SCENARIO, TOLD_LEVEL)}
    record = {(row.level_1, row.method): row for row in rows
              if row.measure == RECORD + TOLD_QUANTITY and row.level_2 == NEXT_YEAR}  # fmt: skip
    found = (
        future.get(f"forecast_{TOLD_QUANTITY}"),
        future.get(f"forecast_difference_{TOLD_QUANTITY}"),
        record.get((MODEL, f"coverage_{TOLD_LEVEL.removesuffix('%')}")),
        record.get((MODEL, "mean_absolute_error")),
        record.get((NAIVE, "mean_absolute_error")),
    )
    shown = [row for row in found if row is not None and row.value is not None]
    return WhatIf(*shown) if len(shown) == len(found) else None
