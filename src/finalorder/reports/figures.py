"""Answer rows as figures to set a claim beside: one number a method, several fiscal years added up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
    """Make the figures of an answer, in the order of its methods."""
    grouped: dict[tuple[str, str], list[AnswerRow]] = {}
    for row in rows:
        if all(getattr(row, name) == level for name, level in route.level.items()) and _is_wanted(row, route):
            grouped.setdefault((row.method, row.level_1 if route.split == "outcome" else ""), []).append(row)
    return [figure for key, group in grouped.items() for figure in _add_up(key, group, route)]


def make_parts(rows: Sequence[AnswerRow], parts: Sequence[str]) -> list[RecordFigure]:
    """Some of the outcomes of a measure as one share of all; none where the answer has none of them."""
    whole = [row for row in rows if row.level_1 and row.denominator is not None]
    chosen = [row for row in whole if row.level_1 in parts]
    if not chosen:
        return []
    method, unit = chosen[0].method, chosen[0].unit
    if any(row.status not in {"shown", "unstable"} for row in chosen):
        return [RecordFigure(method, 0, 0, 0, is_shown=False, label="+".join(parts), unit=unit)]
    part, base = sum(row.numerator or 0 for row in chosen), _sum_bases(chosen)
    (least, most), (fewest, highest) = _bound_counts(chosen), _bound_sums(chosen)
    shares = (100 * part / max(base, 1), 100 * least / max(highest, 1), min(100.0, 100 * most / max(fewest, 1)))
    return [RecordFigure(method, *shares, True, part, base, "+".join(parts), unit)]


def _sum_bases(rows: Sequence[AnswerRow]) -> int:
    """The denominators of the periods, each once: all parts of a period have the same."""
    return sum({row.period: row.denominator or 0 for row in rows}.values())


def _bound_sums(rows: Sequence[AnswerRow]) -> tuple[float, float]:
    slack = sum({row.period: (row.rounded_to or 0) / 2 for row in rows}.values())
    return _sum_bases(rows) - slack, _sum_bases(rows) + slack


def make_composition(parts: Sequence[RecordFigure], wholes: Sequence[RecordFigure]) -> list[RecordFigure]:
    """What part of a count is of a group: two counts by the same method as a share."""
    found = []
    for part, whole in zip(parts, wholes, strict=False):
        if not (part.is_shown and whole.is_shown and whole.value):
            found.append(replace(whole, is_shown=False))
            continue
        shares = (100 * part.value / whole.value, 100 * part.low / whole.high, 100 * part.high / max(whole.low, 1))
        found.append(
            RecordFigure(whole.method, *shares, True, round(part.value), round(whole.value), whole.label, whole.unit)
        )
    return found


def span_figures(figures: Sequence[RecordFigure]) -> list[RecordFigure]:
    """Several figures of one thing as one, from the least to the most of them."""
    shown = [figure for figure in figures if figure.is_shown]
    if len(shown) != len(figures) or not shown:
        return list(figures)
    low, high = min(figure.low for figure in shown), max(figure.high for figure in shown)
    return [replace(shown[0], low=low, high=high)]


def _is_wanted(row: AnswerRow, route: Route) -> bool:
    """Return a margin of the split is none of the levels that a route wants."""
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
        low, high = _bound_bases(rows) if route.denominators else _bound_counts(rows)
        yield RecordFigure(method, value, low, high, is_shown=True, label=label, unit=unit)
    else:
        yield _make_share(method, label, rows, route)


def _make_share(method: str, label: str, rows: Sequence[AnswerRow], route: Route) -> RecordFigure:
    part = sum(row.numerator or 0 for row in rows)
    whole = sum(row.denominator or 0 for row in rows)
    (least, most), (fewest, whole_at_most) = _bound_counts(rows), _bound_bases(rows)
    shares = [100 * part / whole, 100 * least / whole_at_most, min(100.0, 100 * most / max(fewest, 1))]
    if route.complement:
        part, shares = whole - part, [100 - share for share in (shares[0], shares[2], shares[1])]
    value, low, high = shares
    return RecordFigure(method, value, low, high, True, part, whole, label, rows[0].unit)


def _bound_counts(rows: Sequence[AnswerRow]) -> tuple[float, float]:
    """Return the least and the most that the true numerators may add up to: a hidden one may be nobody."""
    least = (row.numerator if row.floor is None else row.floor for row in rows)
    most = (row.numerator if row.ceiling is None else row.ceiling for row in rows)
    return float(sum(number or 0 for number in least)), float(sum(number or 0 for number in most))


def _bound_bases(rows: Sequence[AnswerRow]) -> tuple[float, float]:
    """Return the least and the most that the true denominators may add up to."""
    whole = sum(row.denominator or 0 for row in rows)
    slack = sum((row.rounded_to or 0) / 2 for row in rows)
    return whole - slack, whole + slack
