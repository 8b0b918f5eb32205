"""What can be measured in a lake: parameters of the model, each with its estimate, interval and number of events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from finalorder.simulation import queue
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import convert_to_years
from finalorder.simulation.fit.likelihood import (
    CellObservations,
    LikelihoodFit,
    compute_knot_weights,
    estimate_odds_ratio,
    estimate_share,
    maximise_likelihood,
)
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.proceedings import MAX_ABSENT_SHARE
from finalorder.simulation.random_draws import find_era

Array = np.ndarray
StepReader = Callable[[str], pa.Table]
Interval = tuple[float | None, float | None, float | None]  # estimate, low, high
NO_INTERVAL: Interval = (None, None, None)
EstimateKey = tuple[str, str, str, tuple[int, ...]]  # parameter, stratum, unit, path
MIN_EVENTS = 30  # events, and people without the event: below, an interval cannot be relied on
DOCKET_NAMES = ("none", "FA", "DD", "AWC/ATD", "AWC/D", "UC", "RBC/D", "CR")
NON_DETAINED_DOCKETS = ("FA", "DD", "AWC/ATD", "UC")
END_KINDS = ("removal", "relief", "voluntary_departure", "terminated", "dismissed", "closed")
WEIGHT_POSITIONS = {"removal": 0, "relief": 1, "voluntary_departure": 2, "terminated": 3, "dismissed": 4, "closed": 7}
FIRST_FITTED_YEAR = (
    2008.0  # curves are estimated from the first knot after this; earlier years keep their published values
)
DAYS_PER_WEEK = 7
NEAR_YEARS = 6  # years


@dataclass(frozen=True, slots=True)
class Estimate:
    """One parameter, or one entry of it: where it stands, what was estimated, from how much, and the model's value.

    ``path`` leads to the entry inside the parameter's value; ``factor`` turns the estimate into that entry (a share
    seen within 26 weeks, say, into the share at all). ``value`` is None where there are too few events.
    """

    parameter: str
    stratum: str
    unit: str
    path: tuple[int, ...]
    n: int
    events: int
    value: float | None
    low: float | None
    high: float | None
    model_value: float
    factor: float = 1.0


def compute_estimates(answers: StepReader, last: float) -> Iterator[Estimate]:
    """Every estimate from the tables that the SQL steps give; ``last`` is the release day in years."""
    yield from _estimate_missed_first(answers("fit_first"), last)
    yield from _estimate_missed_later(answers("fit_later"), last)
    yield from _estimate_pace(answers("fit_pace"), last)
    yield from _estimate_moves(answers("fit_moves"), last)
    yield from _estimate_representation(answers("fit_counsel"), last)
    yield from _estimate_in_absentia_motions(answers("fit_absent"), last)
    yield from _estimate_kinds(answers("fit_kinds"))
    yield from _estimate_shares(answers("fit_shares"))


def read_column(table: pa.Table, name: str) -> Array:
    """A column as an array; whole numbers too large for the engine's own type as floating ones."""
    held = table.column(name)
    held = held.cast(pa.float64()) if pa.types.is_decimal(held.type) else held
    found: Array = held.to_numpy(zero_copy_only=False)
    return found


def _find_knots(name: str, last: float) -> tuple[Array, list[int]]:
    """The moments of a curve's knots, and the places in the parameter of those that a release can speak of.

    The first knot after the last day is estimated with the others, if it is near, and not given: the curve bends
    towards it already. One that is far off only says that the curve goes on level.
    """
    moments = [point[0] for point in get_parameter(name)]
    places = [k for k, moment in enumerate(moments) if FIRST_FITTED_YEAR <= moment <= last]
    ahead = [moment for moment in moments if last < moment <= moments[places[-1]] + NEAR_YEARS][:1]
    return np.array([*(moments[k] for k in places), *ahead], dtype=float), places


@dataclass(frozen=True, slots=True)
class Factor:
    """A 0/1 mark of the cells and the entry of a parameter that multiplies where it is 1."""

    parameter: str
    stratum: str
    path: tuple[int, ...]
    mark: Array
    model_value: float


def _build_factor(parameter: str, stratum: str, path: tuple[int, ...], mark: Array) -> Factor:
    found = get_parameter(parameter)
    for step in path:
        found = found[step]
    return Factor(parameter, stratum, path, mark.astype(float), float(found))


def _build_docket_factors(
    parameter: str, path: tuple[int, ...], docket: Array, names: Sequence[str], label: str = ""
) -> list[Factor]:
    """A factor a docket, against people on none."""
    return [_build_factor(parameter, name + label, (*path, DOCKET_NAMES.index(name)), docket == name) for name in names]


@dataclass(frozen=True, slots=True)
class Curve:
    """A parameter that runs along the calendar: its name, which of its columns, the unit, and factors on it."""

    name: str
    column: int
    unit: str
    factors: Sequence[Factor] = ()
    label: str = ""
    visible_share: float = 1.0  # the part of the parameter that the release shows
    is_rate: bool = False
    max_share: float = 0.995

    def estimate(self, moments: Array, events: Array, at_risk: Array, last: float) -> Iterator[Estimate]:
        """The knots of the curve and its factors, from cells at these moments (in years)."""
        knots, places = _find_knots(self.name, last)
        keep = moments >= knots[0]
        marks = np.stack([factor.mark for factor in self.factors], axis=1) if self.factors else np.zeros((len(keep), 0))
        weights = compute_knot_weights(moments, knots)
        cells = CellObservations(events[keep], at_risk[keep], weights[keep], marks[keep], self.is_rate, self.max_share)
        fit = maximise_likelihood(cells)
        for k, place in enumerate(places):
            truth = float(get_parameter(self.name)[place][self.column]) * self.visible_share
            path, stratum = (place, self.column), f"{knots[k]:g}{self.label}"
            yield self._build_estimate(
                fit, k, cells, cells.knot_weights[:, k], (self.name, stratum, self.unit, path), truth
            )
        for j, factor in enumerate(self.factors):
            where = (factor.parameter, factor.stratum, "factor", factor.path)
            yield self._build_estimate(fit, len(knots) + j, cells, cells.marks[:, j], where, factor.model_value)

    def _build_estimate(
        self,
        fit: LikelihoodFit,
        place: int,
        cells: CellObservations,
        weight: Array,
        where: tuple[str, str, str, tuple[int, ...]],
        truth: float,
    ) -> Estimate:
        events = int((cells.events * weight).sum())
        n = int((cells.at_risk * (weight > 0)).sum()) if not self.is_rate else events
        seen = self.visible_share if where[0] == self.name else 1.0
        numbers: Interval = fit.compute_interval(place) if _has_enough_events(events, n, self.is_rate) else NO_INTERVAL
        return Estimate(*where, n, events, *numbers, truth, 1 / seen)


def _has_enough_events(events: int, n: int, is_rate: bool = False) -> bool:
    return events >= MIN_EVENTS and (is_rate or n - events >= MIN_EVENTS)


def _estimate_missed_first(cells: pa.Table, last: float) -> Iterator[Estimate]:
    docket = read_column(cells, "docket")
    factors = [
        *_build_docket_factors("outcomes.missed_docket", (0,), docket, NON_DETAINED_DOCKETS, ", first hearing"),
        _build_factor("outcomes.missed_represented", "first hearing", (0,), read_column(cells, "counsel")),
        _build_factor("outcomes.missed_short_notice", "first hearing", (), read_column(cells, "short_notice")),
        _build_factor("outcomes.missed_long_notice", "first hearing", (), read_column(cells, "long_notice")),
    ]
    curve = Curve("outcomes.missed_first", 1, "share", factors, max_share=MAX_ABSENT_SHARE)
    yield from curve.estimate(
        convert_to_years(read_column(cells, "day")), read_column(cells, "events"), read_column(cells, "n"), last
    )


def _estimate_missed_later(cells: pa.Table, last: float) -> Iterator[Estimate]:
    factors = [
        *_build_docket_factors(
            "outcomes.missed_docket", (1,), read_column(cells, "docket"), NON_DETAINED_DOCKETS, ", later"
        ),
        _build_factor("outcomes.missed_represented", "later", (1,), read_column(cells, "counsel")),
    ]
    curve = Curve("outcomes.missed_later", 1, "share", factors, max_share=MAX_ABSENT_SHARE)
    yield from curve.estimate(
        convert_to_years(read_column(cells, "day")), read_column(cells, "events"), read_column(cells, "n"), last
    )


def _estimate_pace(marks: pa.Table, last: float) -> Iterator[Estimate]:
    """Decisions by week and docket, over the time that people waited in it."""
    day, docket = read_column(marks, "day").astype(int), read_column(marks, "docket")
    begin, end = int(day.min()), round((last - 1970) * 365.2425) + 1
    names = [name for name in ("none", *NON_DETAINED_DOCKETS) if (docket == name).any()]
    weeks = (end - begin) // DAYS_PER_WEEK
    events, risk = [], []
    for name in names:
        rows = marks.filter((docket == name) & (day < end))
        started, ended = (_count_by_day(rows, kind, begin, end) for kind in ("started", "ended"))
        events.append(_sum_by_week(ended.sum(axis=0), weeks))
        risk.append(_sum_by_week(_count_at_risk(started - ended, begin), weeks) / 365.2425)
    middle = begin + (np.arange(weeks) + 0.5) * DAYS_PER_WEEK
    which = np.repeat(np.array(names), weeks)
    at_risk = np.concatenate(risk)
    known = at_risk > 0
    factors = _build_docket_factors("pace.by_docket", (), which[known], [name for name in names if name != "none"])
    curve = Curve("pace.decisions_free", 1, "decisions a year", factors, is_rate=True)
    moments = np.tile(convert_to_years(middle.astype(np.int32)), len(names))
    yield from curve.estimate(moments[known], np.concatenate(events)[known], at_risk[known], last)


def _count_by_day(marks: pa.Table, kind: str, begin: int, end: int) -> Array:
    """People who began or ceased to wait: court x day; courts that the model does not know come last, together."""
    codes = {code: place for place, code in enumerate(build_courts().codes)}
    court = np.array([codes.get(code, len(codes)) for code in read_column(marks, "court")], dtype=np.int64)
    days = end - begin
    place = court * days + read_column(marks, "day").astype(np.int64) - begin
    people = read_column(marks, kind).astype(float)
    found: Array = np.bincount(place, people, (len(codes) + 1) * days).reshape(-1, days)
    return found


def _count_at_risk(change: Array, begin: int) -> Array:
    """People waiting each day, each counted as the part of the country's rate that their court's queue leaves them."""
    waiting = np.cumsum(change, axis=1)
    days = begin + np.arange(change.shape[1])
    for court in range(len(build_courts().codes)):
        waiting[court] *= queue.compute_relative_rate(days, court)
    found: Array = waiting.sum(axis=0)
    return found


def _sum_by_week(days: Array, weeks: int) -> Array:
    found: Array = days[: weeks * DAYS_PER_WEEK].reshape(weeks, DAYS_PER_WEEK).sum(axis=1)
    return found


def _estimate_moves(cells: pa.Table, last: float) -> Iterator[Estimate]:
    curve = Curve("pace.move", 1, "share")
    yield from curve.estimate(
        convert_to_years(read_column(cells, "day")), read_column(cells, "events"), read_column(cells, "n"), last - 4
    )


def _estimate_representation(cells: pa.Table, last: float) -> Iterator[Estimate]:
    """Who ever finds counsel, free and detained at first, and how long it takes."""
    docket, held = read_column(cells, "docket"), read_column(cells, "is_detained").astype(bool)
    moments = convert_to_years(read_column(cells, "day"))
    sides = {"share_free": (~held, ("FA", "DD", "AWC/ATD")), "share_detained": (held, ("AWC/D", "RBC/D"))}
    for name, (side, names) in sides.items():
        rows = side & np.isin(docket, ("none", *names))
        factors = _build_docket_factors("representation.by_docket", (), docket[rows], names)
        curve = Curve(f"representation.{name}", 1, "share", factors)
        counted = read_column(cells, "events")[rows], read_column(cells, "n")[rows]
        yield from curve.estimate(moments[rows], *counted, last - 3)
    found, days = int(read_column(cells, "events")[~held].sum()), int(read_column(cells, "days")[~held].sum())
    mean = days / max(found, 1) + 0.5  # whole days begun: half a day is lost to rounding
    wide = 1.959964 * mean / np.sqrt(max(found, 1))
    numbers: Interval = (mean, mean - wide, mean + wide) if found >= MIN_EVENTS else NO_INTERVAL
    truth = float(get_parameter("representation.wait"))
    yield Estimate("representation.wait", "not detained", "days", (), found, found, *numbers, truth)


def _estimate_in_absentia_motions(cells: pa.Table, last: float) -> Iterator[Estimate]:
    """Motions to reopen orders in absentia, as far as 26 weeks show them."""
    early, late, early_share = get_parameter("aftermath.absent_motion_wait")
    seen = early_share * -np.expm1(-180 / early) + (1 - early_share) * -np.expm1(-60 / late)
    counsel = read_column(cells, "counsel").astype(bool)
    moments = convert_to_years(read_column(cells, "day"))
    for rows, place, label, more in ((counsel, 1, " with counsel", 1.0), (~counsel, 2, " without", 1.15)):
        curve = Curve(
            "aftermath.absent_motion", place, "share in 26 weeks", label=label, visible_share=float(seen * more)
        )
        counted = read_column(cells, "events")[rows], read_column(cells, "n")[rows]
        yield from curve.estimate(moments[rows], *counted, last)


def _estimate_kinds(cells: pa.Table) -> Iterator[Estimate]:
    """How counsel and detention shift the kinds of end, against removal: odds ratios common to eras and dockets."""
    docket = np.searchsorted(np.sort(DOCKET_NAMES), read_column(cells, "docket").astype(str))
    era = find_era(convert_to_years(read_column(cells, "day")), get_parameter("outcomes.eras")) * len(
        DOCKET_NAMES
    ) + docket.clip(0, len(DOCKET_NAMES) - 1)
    held, counsel = read_column(cells, "is_detained").astype(int), read_column(cells, "counsel").astype(int)
    kind, n = read_column(cells, "kind"), read_column(cells, "n")
    alone = get_parameter("outcomes.alone_factors")
    sides = (
        ("outcomes.represented_factors", counsel, era * 2 + held, alone),
        ("outcomes.detained_factors", held, era * 2 + counsel, [1.0] * len(alone)),
    )
    for name, exposed, stratum, against in sides:
        given = get_parameter(name)
        for each in END_KINDS[1:]:
            k = WEIGHT_POSITIONS[each]
            tables = _build_odds_tables(stratum, exposed, kind, n, each)
            events = int(tables[:, [0, 2]].sum())
            numbers: Interval = estimate_odds_ratio(tables) if tables.sum(axis=0).min() >= MIN_EVENTS else NO_INTERVAL
            scale = given[0] / against[0] * against[k]  # removal keeps its factors; the other one moves
            truth = given[k] / scale
            yield Estimate(
                name, f"{each} against removal", "odds ratio", (k,), int(tables.sum()), events, *numbers, truth, scale
            )


def _build_odds_tables(stratum: Array, exposed: Array, kind: Array, n: Array, each: str) -> Array:
    """One 2x2 table a stratum: exposed with the kind, exposed and removed, others with it, others removed."""
    cells = [(1, each), (1, "removal"), (0, each), (0, "removal")]
    size = int(stratum.max()) + 1
    counts = [
        np.bincount(stratum[rows], n[rows].astype(float), size)
        for rows in ((exposed == side) & (kind == word) for side, word in cells)
    ]
    return np.stack(counts, axis=1)


def _compute_elapsed_share(days: float, mean: float) -> float:
    """The part of exponential waits that are over by then."""
    return float(-np.expm1(-days / mean))


def _get_never_detained_factor() -> float:
    """The factor of custody on appeals of people never detained, among whom they are counted."""
    return float(get_parameter("aftermath.appealed_by_custody")[0])


#: name in fit_shares -> (parameter, path, unit, the part of the parameter that the release shows)
SHARE_ESTIMANDS: dict[str, tuple[str, tuple[int, ...], Callable[[], float]]] = {
    "reserved_with_counsel": ("aftermath.reserved", (0,), lambda: 1.0),
    "reserved_alone": ("aftermath.reserved", (1,), lambda: 1.0),
    "reserved_detained": ("aftermath.reserved", (2,), lambda: 1.0),
    "reserved_departure": ("aftermath.reserved", (3,), lambda: 1.0),
    "reserved_favour": ("aftermath.reserved", (4,), lambda: 1.0),
    "appealed_reserved": ("aftermath.appealed", (0,), _get_never_detained_factor),
    "appealed_unreserved": ("aftermath.appealed", (1,), _get_never_detained_factor),
    "absent_grant": ("aftermath.absent_grant", (), lambda: 1.0),
    "other_grant": ("aftermath.other_reopening", (1,), lambda: 1.0),
    "other_reopening": ("aftermath.other_reopening", (0,), lambda: _compute_elapsed_share(709, 700)),
    "recalendared": (
        "aftermath.recalendared",
        (0,),
        lambda: float(-np.expm1(-1761 / get_parameter("aftermath.recalendared")[1])),
    ),
    "motion_appeal": ("aftermath.motion_appeal", (), lambda: 1.0),
}


def _estimate_shares(cells: pa.Table) -> Iterator[Estimate]:
    for row in cells.to_pylist():
        parameter, path, seen = SHARE_ESTIMANDS[row["name"]]
        n, events = int(row["n"]), int(row["events"])
        found = get_parameter(parameter)
        for step in path:
            found = found[step]
        numbers: Interval = estimate_share(events, n) if _has_enough_events(events, n) else NO_INTERVAL
        part = seen()
        yield Estimate(parameter, row["name"], "share", path, n, events, *numbers, float(found) * part, 1 / part)
