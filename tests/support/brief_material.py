"""A stand-in scope for the tests of the brief: every count that the real one has, from small rules."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from finalorder import measures
from finalorder.answers.intervals import compute_wilson_interval
from finalorder.answers.rows import AnswerRow
from finalorder.answers.shown import Shown
from finalorder.lake import Manifest, Release
from finalorder.operations import Operation, load_operation
from finalorder.operations.incidence_curves import INCIDENCE_HORIZONS
from finalorder.operations.operation_scope import (
    ORDER_CLASSES,
    STANDING_DETAINED,
    STANDING_FAMILIES,
    STANDING_NATIONWIDE,
    STANDING_NON_DETAINED,
    Scope,
)

DAY = date(2019, 6, 21)
NAME = "simulated-2026-07-seed1-x0.01-f1"
FAMILIES, OTHERS = "family_unit_2018", "none"
SHARES = {"M7a": 900, "M7b": 780, "M4": 160, "M5i": 140, "M5ii": 210}


@cache
def operation() -> Operation:
    """The operation that ships with the package."""
    return load_operation("2019-06-family-operation")


def stand_in(about: Operation | None = None, *, simulated: bool = True, hidden: bool = False) -> Scope:
    """A scope with hidden, zero, ambiguous and plain counts in known places.

    The first city has a hidden group and hidden ways to an order; the second has none at all of the family docket.
    ``hidden`` hides everything.
    """
    about = about or operation()
    name = NAME if simulated else "2026-07"
    manifest = Manifest(name, date(2026, 7, 1), simulated)
    rows = tuple(_hidden(row) if hidden else row for row in _rows(about, name, simulated))
    return Scope(about, Release(name, Path("/nowhere"), manifest), DAY, Shown.seal_rows(rows))


def curves(*, simulated: bool = True, hidden: bool = False) -> tuple[AnswerRow, ...]:
    """Rows of the incidence of orders in absentia, of the country and each city: the family docket's last is hidden."""
    said = {"as_of": "2026-07-01", "release": NAME if simulated else "2026-07", "simulated": simulated}
    return tuple(
        _curve(
            city,
            docket,
            place,
            said,
            hidden or (docket == FAMILIES and place == len(INCIDENCE_HORIZONS) - 1),
        )
        for city in ("", *operation().cities)
        for docket in (FAMILIES, OTHERS)
        for place in range(len(INCIDENCE_HORIZONS))
    )


def absences(*, simulated: bool = True) -> tuple[AnswerRow, ...]:
    """Rows of in absentia by method, of the country and each city, as a page asks them; one method is hidden."""
    said = {"as_of": "2026-07-01", "release": NAME if simulated else "2026-07", "simulated": simulated}
    return tuple(_absence(city, method, whole, said) for city in ("", *operation().cities) for method, whole in METHODS)


def what_if(*, change: tuple[int, int, int] = (-860, -1280, -640), simulated: bool = True) -> tuple[AnswerRow, ...]:
    """Rows of a forecast that a page tells: what a policy would change a year ahead, and the record."""
    said = {"as_of": "2026-07-01", "release": NAME if simulated else "2026-07", "simulated": simulated}
    future = {"by_1": "scenario", "level_1": "lawyers", "by_2": "interval", "level_2": "80%", "period": "2027-07"}
    record = {"by_1": "rule", "by_2": "horizon", "level_2": "1 year", "denominator": 5}
    value, low, high = change
    return (
        AnswerRow("forecast_standing_orders", unit="orders", numerator=48_260, value=48_260, low=47_720, high=48_940,
                  **future, **said),
        AnswerRow("forecast_difference_standing_orders", unit="cases more or less", denominator=49_140, value=value,
                  low=low, high=high, **future, **said),
        AnswerRow("forecast_record_standing_orders", "coverage_80", level_1="this forecast", unit="share", numerator=3,
                  value=0.6, **record, **said),
        AnswerRow("forecast_record_standing_orders", "mean_absolute_error", level_1="this forecast", unit="cases off",
                  value=512, **record, **said),
        AnswerRow("forecast_record_standing_orders", "mean_absolute_error", level_1="last change", unit="cases off",
                  value=816, **record, **said),
    )  # fmt: skip


METHODS = (("M1a", 2000), ("M9", 1500), ("M11", 1000), ("M6", 0))


def _absence(city: str, method: str, whole: int, said: dict) -> AnswerRow:
    row = AnswerRow("in_absentia", method, city=city, unit="cases", condition="docket in (non_detained, mixed)",
                    source="stand-in", **said)  # fmt: skip
    if not whole:
        return _hidden(row)
    low, high = compute_wilson_interval(600, whole)
    return row._replace(numerator=600, denominator=whole, value=600 / whole, low=low, high=high)


def _curve(city: str, docket: str, place: int, said: dict, hidden: bool) -> AnswerRow:
    whole = (3000 if docket == FAMILIES else 90_000) // (20 if city else 1)
    part = whole * (2 + place) // (14 if city else 12)
    low, high = compute_wilson_interval(part, whole)
    row = AnswerRow(
        "in_absentia",
        "CI",
        city=city,
        by_1="horizon",
        level_1=INCIDENCE_HORIZONS[place],
        by_2="family-docket",
        level_2=docket,
        unit="cases",
        numerator=part,
        denominator=whole,
        value=round(part / whole, 6),
        low=low,
        high=high,
        note="provisional: not every case was followed that long" if place > 2 else "",
        source="stand-in",
        **said,
    )
    return _hidden(row) if hidden else row


def _hidden(row: AnswerRow) -> AnswerRow:
    return row._replace(numerator=None, denominator=None, value=None, low=None, high=None, status="hidden")


def _rows(about: Operation, name: str, simulated: bool) -> Iterator[AnswerRow]:
    said = {"operation": about.id, "as_of": DAY.isoformat(), "release": name, "simulated": simulated}
    groups = [measures.ALL_STANDING, measures.ANY_COHORT, *about.cohorts]
    for place, city in enumerate(["", *about.cities]):
        for rank, group in enumerate(groups):
            whole = (4000 if not city else 430 - 17 * place) // (1 + rank)
            yield from _splits(city, group, whole, place, said)
            yield _count(STANDING_DETAINED, city, group, 60 + rank, said)
            yield _count(STANDING_FAMILIES, city, group, 40 + rank, said)._replace(unit="families")
        yield from _ways(city, 4000 if not city else 430 - 17 * place, place, said)
        for order_class in ORDER_CLASSES:
            yield from _series(city, order_class, 500 + 10 * place, said)
    for rank, group in enumerate([measures.ALL_STANDING, *about.cohorts]):
        yield _count(STANDING_NATIONWIDE, "", group, 90_000 // (1 + rank), said, low=80_000 // (1 + rank))
    for method, n in SHARES.items():
        low, high = compute_wilson_interval(n, 1000)
        measure = "appearance_missed" if method.startswith("M5") else "in_absentia"
        yield AnswerRow(
            measure,
            method,
            cohort="rocket_docket",
            unit="cases",
            numerator=n,
            denominator=1000,
            value=n / 1000,
            low=low,
            high=high,
            **said,
        )


def _splits(city: str, group: str, whole: int, place: int, said: dict) -> Iterator[AnswerRow]:
    for split, levels in measures.list_group_splits(group).items():
        left = whole
        for number, level in enumerate(levels):
            part = left if number == len(levels) - 1 else left * 3 // 5
            left -= part
            if place == 1 and (group == "turned_18" or level == "in_court_after_appeal"):
                yield _count(STANDING_NON_DETAINED, city, group, None, said, by=split, level=level)
            elif place == 2 and group == "rocket_docket":
                yield _count(STANDING_NON_DETAINED, city, group, 0, said, by=split, level=level)
            else:
                low = part - part // 9 if group == "turned_18" else part
                yield _count(STANDING_NON_DETAINED, city, group, part, said, by=split, level=level, low=low)


def _ways(city: str, whole: int, place: int, said: dict) -> Iterator[AnswerRow]:
    """The first city has a hidden letter, and hides what would tell it; the second has zeros."""
    for way, levels in {**measures.PATHWAYS, **measures.list_reach_levels(DAY)}.items():
        left = whole
        for number, level in enumerate(levels):
            part = left if number == len(levels) - 1 else 0 if place == 2 and number == 1 else left * 2 // 5
            left -= part
            hidden = place == 1 and level in ("short.missed_first", "short.missed_later", "under_10", "not_recorded")
            yield _count(
                STANDING_NON_DETAINED, city, measures.ALL_STANDING, None if hidden else part, said, by=way, level=level
            )


def _series(city: str, order_class: str, issued: int, said: dict) -> Iterator[AnswerRow]:
    undone = issued // 8
    numbers = {"orders_issued": issued, "orders_undone": undone, "orders_not_undone": issued - undone}
    for measure, number in numbers.items():
        row = _count(measure, city, "", number, said)
        yield row._replace(order_class=order_class, unit="orders", low=None, high=None)


def _count(
    measure: str,
    city: str,
    group: str,
    number: int | None,
    said: dict,
    *,
    by: str = "",
    level: str = "",
    low: int | None = None,
) -> AnswerRow:
    status = "hidden" if number is None else "shown"
    return AnswerRow(
        measure,
        city=city,
        cohort=group,
        order_class="removal",
        by_1=by,
        level_1=level,
        unit="cases",
        numerator=number,
        value=number,
        low=number if low is None else low,
        high=number,
        status=status,
        source="stand-in",
        **said,
    )
