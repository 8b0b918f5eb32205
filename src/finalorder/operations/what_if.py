"""A scenario in two sentences with their intervals, of rows that passed the gate."""

from finalorder.answers import AnswerRow, Shown
from finalorder.words import load_words

TOLD_LEVEL = "80%"


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
    way = "fewer" if change.value < 0 else "more" if change.value > 0 else "same"
    if way == "same":
        return [first, words.format_plain("forecast.what_if_same")]
    ends = sorted((abs(float(change.low or 0)), abs(float(change.high or 0))))
    crosses = (change.low or 0) < 0 < (change.high or 0)
    name = f"forecast.what_if_{way}" if not crosses else "forecast.what_if_unclear"
    numbers = (abs(change.value), *(ends if not crosses else (float(change.low or 0), float(change.high or 0))))
    count, low, high = (words.format_number(round(number)) for number in numbers)
    return [first, words.format_plain(name, count=count, low=low, high=high)]


def _find_last(shown: Shown, measure: str) -> AnswerRow | None:
    found = [row for row in shown if row.measure == measure and row.level_2 == TOLD_LEVEL]
    return max(found, key=lambda row: row.period, default=None)


def _format_ends(row: AnswerRow, lang: str) -> dict[str, str]:
    words = load_words(lang)
    return {"low": words.format_number(row.low or 0), "high": words.format_number(row.high or 0)}
