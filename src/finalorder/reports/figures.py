"""Answer rows as figures to set a claim beside: one number a method, several fiscal years added up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finalorder.answers import AnswerRow
from finalorder.reports.routes import Route


@dataclass(frozen=True, slots=True)
class RecordFigure:
    """What a method gives: a share in percent, a count or days; ``low`` and ``high`` are what rounding leaves open.

    ``is_shown`` is False where anything that it is made of is hidden; ``label`` names its part, where it is one.
    """

    method: str
    value: float
    low: float
    high: float
    is_shown: bool
    numerator: int | None = None
    denominator: int | None = None
    label: str = ""
    unit: str = ""


def make_figures(rows: Sequence[AnswerRow], route: Route) -> list[RecordFigure]:
    """The figures of an answer, in the order of its methods."""
    grouped: dict[tuple[str, str], list[AnswerRow]] = {}
    for row in rows:
        if all(getattr(row, name) == level for name, level in route.level.items()) and _is_wanted(row, route):
            grouped.setdefault((row.method, row.level_1 if route.split == "outcome" else ""), []).append(row)
    return [figure for key, group in grouped.items() for figure in _add_up(key, group, route)]


def _is_wanted(row: AnswerRow, route: Route) -> bool:
    """A margin of the split is none of the levels that a route wants."""
    return bool(row.level_1) == bool(route.split)


def _add_up(key: tuple[str, str], rows: Sequence[AnswerRow], route: Route) -> Iterator[RecordFigure]:
    method, label = key
    shown = all(row.status in {"shown", "unstable"} and row.value is not None for row in rows)
    unit = rows[0].unit
    if not shown:
        yield RecordFigure(method, 0, 0, 0, is_shown=False, label=label, unit=unit)
    elif unit == "days":
        if len(rows) == 1:
            value = float(rows[0].value or 0)
            yield RecordFigure(method, value, value, value, is_shown=True, denominator=rows[0].denominator, unit=unit)
    elif rows[0].denominator is None or route.denominators:
        counted = [row.denominator if route.denominators else row.numerator for row in rows]
        value = float(sum(number or 0 for number in counted))
        slack = sum(_get_rounding(row) for row in rows)
        yield RecordFigure(method, value, value - slack, value + slack, is_shown=True, label=label, unit=unit)
    else:
        yield _make_share(method, label, rows, route)


def _make_share(method: str, label: str, rows: Sequence[AnswerRow], route: Route) -> RecordFigure:
    part = sum(row.numerator or 0 for row in rows)
    whole = sum(row.denominator or 0 for row in rows)
    slack = sum(_get_rounding(row) for row in rows)
    shares = [100 * part / whole, 100 * (part - slack) / (whole + slack), 100 * (part + slack) / max(whole - slack, 1)]
    if route.complement:
        part, shares = whole - part, [100 - share for share in (shares[0], shares[2], shares[1])]
    value, low, high = shares
    return RecordFigure(method, value, low, high, True, part, whole, label, rows[0].unit)


def _get_rounding(row: AnswerRow) -> float:
    """How far the true number may lie from the one that is shown."""
    return float(getattr(row, "rounded_to", None) or 0) / 2
