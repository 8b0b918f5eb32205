"""What can be measured in a lake: parameters of the model, each with its estimate, interval and number of events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from finalorder.answers import NORMAL_975
from finalorder.simulation import queue
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import DAYS_PER_YEAR, EPOCH_YEAR, convert_to_years
from finalorder.simulation.fit.likelihood import (
    MAX_SHARE,
    CellObservations,
    LikelihoodFit,
    compute_knot_weights,
    estimate_odds_ratio,
    estimate_share,
    maximise_likelihood,
)
from finalorder.simulation.fit.share_estimands import SHARE_ESTIMANDS, compute_elapsed_share
from finalorder.simulation.parameters import Parameters
from finalorder.simulation.random_draws import find_era

Array = np.ndarray
StepReader = Callable[[str], pa.Table]
Interval = tuple[float | None, float | None, float | None]  # estimate, low, high
NO_INTERVAL: Interval = (None, None, None)
MIN_EVENTS = 30  # events, and people without the event: below, an interval cannot be relied on
DOCKET_NAMES = ("none", "FA", "DD", "AWC/ATD", "AWC/D", "UC", "RBC/D", "CR")
NON_DETAINED_DOCKETS = ("FA", "DD", "AWC/ATD", "UC")
END_KINDS = ("removal", "relief", "voluntary_departure", "terminated", "dismissed", "closed")
WEIGHT_POSITIONS = {"removal": 0, "relief": 1, "voluntary_departure": 2, "terminated": 3, "dismissed": 4, "closed": 7}
FIRST_FITTED_YEAR = (
    2008  # curves are estimated from the first knot after this; earlier years keep their published values
)
DAYS_PER_WEEK = 7
NEAR_YEARS = 6  # years
HALF = 1 / 2
MOVES_SEEN_FOR, COUNSEL_SEEN_FOR = 4, 3  # years after which a share that ever moves or finds counsel is known
# days after an order in absentia in which motions are counted: early ones, and late ones beyond their first day
EARLY_MOTION_DAYS, LATE_MOTION_DAYS = 180, 60


@dataclass(frozen=True, slots=True)
class FitScope:
    """What estimates are compared with and how far a release reaches: its day in years."""

    parameters: Parameters
    last: float

    def look_back(self, years: int) -> "FitScope":
        """Return the same, so many years earlier."""
        return replace(self, last=self.last - years)


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
    factor: float = 1


def compute_estimates(answers: StepReader, scope: FitScope) -> Iterator[Estimate]:
    """Compute every estimate from the tables that the SQL steps give."""
    yield from _estimate_missed_first(answers("fit_first"), scope)
    yield from _estimate_missed_later(answers("fit_later"), scope)
    yield from _estimate_pace(answers("fit_pace"), scope)
    yield from _estimate_moves(answers("fit_moves"), scope)
    yield from _estimate_representation(answers("fit_counsel"), scope)
    yield from _estimate_in_absentia_motions(answers("fit_absent"), scope)
    yield from _estimate_kinds(answers("fit_kinds"), scope)
    yield from _estimate_shares(answers("fit_shares"), scope)


def read_column(table: pa.Table, name: str) -> Array:
    """Read a column as an array; whole numbers too large for the engine's own type as floating ones."""
    held = table.column(name)
    held = held.cast(pa.float64()) if pa.types.is_decimal(held.type) else held
    found: Array = held.to_numpy(zero_copy_only=False)
    return found


def _find_knots(name: str, scope: FitScope) -> tuple[Array, list[int]]:
    """Find the moments of a curve's knots, and the places in the parameter of those that a release can speak of.

    The first knot after the last day is estimated with the others, if it is near, and not given: the curve bends
    towards it already. One that is far off only says that the curve goes on level.
    """
    moments, last = [point[0] for point in scope.parameters[name]], scope.last
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


def _build_factor(scope: FitScope, parameter: str, stratum: str, path: tuple[int, ...], mark: Array) -> Factor:
    found = scope.parameters[parameter]
    for step in path:
        found = found[step]
    return Factor(parameter, stratum, path, mark.astype(float), float(found))


def _build_docket_factors(
    scope: FitScope, parameter: str, path: tuple[int, ...], docket: Array, names: Sequence[str], label: str = ""
) -> list[Factor]:
    """Build a factor a docket, against people on none."""
    return [
        _build_factor(scope, parameter, name + label, (*path, DOCKET_NAMES.index(name)), docket == name)
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class Curve:
    """A parameter that runs along the calendar: its name, which of its columns, the unit, and factors on it."""

    name: str
    column: int
    unit: str
    factors: Sequence[Factor] = ()
    label: str = ""
    visible_share: float = 1  # the part of the parameter that the release shows
    is_rate: bool = False
    max_share: float = MAX_SHARE

    def estimate(self, moments: Array, events: Array, at_risk: Array, scope: FitScope) -> Iterator[Estimate]:
        """Estimate the knots of the curve and its factors, from cells at these moments (in years)."""
        knots, places = _find_knots(self.name, scope)
        keep = moments >= knots[0]
        marks = np.stack([factor.mark for factor in self.factors], axis=1) if self.factors else np.zeros((len(keep), 0))
        weights = compute_knot_weights(moments, knots)
        cells = CellObservations(events[keep], at_risk[keep], weights[keep], marks[keep], self.is_rate, self.max_share)
        fit = maximise_likelihood(cells)
        for k, place in enumerate(places):
            truth = float(scope.parameters[self.name][place][self.column]) * self.visible_share
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
        seen = self.visible_share if where[0] == self.name else 1
        numbers: Interval = fit.compute_interval(place) if _has_enough_events(events, n, self.is_rate) else NO_INTERVAL
        return Estimate(*where, n, events, *numbers, truth, 1 / seen)


def _has_enough_events(events: int, n: int, is_rate: bool = False) -> bool:
    return events >= MIN_EVENTS and (is_rate or n - events >= MIN_EVENTS)


def _estimate_missed_first(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    docket = read_column(cells, "docket")
    factors = [
        *_build_docket_factors(scope, "outcomes.missed_docket", (0,), docket, NON_DETAINED_DOCKETS, ", first hearing"),
        _build_factor(scope, "outcomes.missed_represented", "first hearing", (0,), read_column(cells, "counsel")),
        _build_factor(scope, "outcomes.missed_short_notice", "first hearing", (), read_column(cells, "short_notice")),
        _build_factor(scope, "outcomes.missed_long_notice", "first hearing", (), read_column(cells, "long_notice")),
    ]
    curve = Curve("outcomes.missed_first", 1, "share", factors, max_share=scope.parameters["outcomes.max_absent"])
    yield from curve.estimate(
        convert_to_years(read_column(cells, "day")), read_column(cells, "events"), read_column(cells, "n"), scope
    )


def _estimate_missed_later(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    factors = [
        *_build_docket_factors(
            scope, "outcomes.missed_docket", (1,), read_column(cells, "docket"), NON_DETAINED_DOCKETS, ", later"
        ),
        _build_factor(scope, "outcomes.missed_represented", "later", (1,), read_column(cells, "counsel")),
    ]
    curve = Curve("outcomes.missed_later", 1, "share", factors, max_share=scope.parameters["outcomes.max_absent"])
    yield from curve.estimate(
        convert_to_years(read_column(cells, "day")), read_column(cells, "events"), read_column(cells, "n"), scope
    )


def _estimate_pace(marks: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    """Estimate decisions by week and docket, over the time that people waited in it."""
    day, docket = read_column(marks, "day").astype(int), read_column(marks, "docket")
    begin, end = int(day.min()), round((scope.last - EPOCH_YEAR) * DAYS_PER_YEAR) + 1
    names = [name for name in ("none", *NON_DETAINED_DOCKETS) if (docket == name).any()]
    weeks = (end - begin) // DAYS_PER_WEEK
    events, risk = [], []
    for name in names:
        rows = marks.filter((docket == name) & (day < end))
        started, ended = (_count_by_day(scope, rows, kind, range(begin, end)) for kind in ("started", "ended"))
        events.append(_sum_by_week(ended.sum(axis=0), weeks))
        risk.append(_sum_by_week(_count_at_risk(scope, started - ended, begin), weeks) / DAYS_PER_YEAR)
    middle = begin + (np.arange(weeks) + HALF) * DAYS_PER_WEEK
    which = np.repeat(np.array(names), weeks)
    at_risk = np.concatenate(risk)
    known = at_risk > 0
    factors = _build_docket_factors(
        scope, "pace.by_docket", (), which[known], [name for name in names if name != "none"]
    )
    curve = Curve("pace.decisions_free", 1, "decisions a year", factors, is_rate=True)
    moments = np.tile(convert_to_years(middle.astype(np.int32)), len(names))
    yield from curve.estimate(moments[known], np.concatenate(events)[known], at_risk[known], scope)


def _count_by_day(scope: FitScope, marks: pa.Table, kind: str, span: range) -> Array:
    """Count people who began or ceased to wait: court x day; courts that the model does not know come last,
    together.
    """
    codes = {code: place for place, code in enumerate(build_courts(scope.parameters).codes)}
    court = np.array([codes.get(code, len(codes)) for code in read_column(marks, "court")], dtype=np.int64)
    days, begin = len(span), span.start
    place = court * days + read_column(marks, "day").astype(np.int64) - begin
    people = read_column(marks, kind).astype(float)
    found: Array = np.bincount(place, people, (len(codes) + 1) * days).reshape(-1, days)
    return found


def _count_at_risk(scope: FitScope, change: Array, begin: int) -> Array:
    """Count people waiting each day, each counted as the part of the country's rate that their court's queue leaves
    them.
    """
    waiting = np.cumsum(change, axis=1)
    days = begin + np.arange(change.shape[1])
    for court in range(len(build_courts(scope.parameters).codes)):
        waiting[court] *= queue.compute_relative_rate(scope.parameters, days, court)
    found: Array = waiting.sum(axis=0)
    return found


def _sum_by_week(days: Array, weeks: int) -> Array:
    found: Array = days[: weeks * DAYS_PER_WEEK].reshape(weeks, DAYS_PER_WEEK).sum(axis=1)
    return found


def _estimate_moves(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    curve = Curve("pace.move", 1, "share")
    yield from curve.estimate(
        convert_to_years(read_column(cells, "day")),
        read_column(cells, "events"),
        read_column(cells, "n"),
        scope.look_back(MOVES_SEEN_FOR),
    )


def _estimate_representation(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    """Estimate who ever finds counsel, free and detained at first, and how long it takes."""
    docket, held = read_column(cells, "docket"), read_column(cells, "is_detained").astype(bool)
    moments = convert_to_years(read_column(cells, "day"))
    sides = {"share_free": (~held, ("FA", "DD", "AWC/ATD")), "share_detained": (held, ("AWC/D", "RBC/D"))}
    for name, (side, names) in sides.items():
        rows = side & np.isin(docket, ("none", *names))
        factors = _build_docket_factors(scope, "representation.by_docket", (), docket[rows], names)
        curve = Curve(f"representation.{name}", 1, "share", factors)
        counted = read_column(cells, "events")[rows], read_column(cells, "n")[rows]
        yield from curve.estimate(moments[rows], *counted, scope.look_back(COUNSEL_SEEN_FOR))
    found, days = int(read_column(cells, "events")[~held].sum()), int(read_column(cells, "days")[~held].sum())
    mean = days / max(found, 1) + HALF  # whole days begun: half a day is lost to rounding
    wide = NORMAL_975 * mean / np.sqrt(max(found, 1))
    numbers: Interval = (mean, mean - wide, mean + wide) if found >= MIN_EVENTS else NO_INTERVAL
    truth = float(scope.parameters["representation.wait"])
    yield Estimate("representation.wait", "not detained", "days", (), found, found, *numbers, truth)


def _estimate_in_absentia_motions(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    """Estimate motions to reopen orders in absentia, as far as 26 weeks show them."""
    early, late, early_share = scope.parameters["aftermath.absent_motion_wait"]
    alone = scope.parameters["aftermath.absent_motion_alone"]
    seen = early_share * compute_elapsed_share(EARLY_MOTION_DAYS, early)
    seen += (1 - early_share) * compute_elapsed_share(LATE_MOTION_DAYS, late)
    counsel = read_column(cells, "counsel").astype(bool)
    moments = convert_to_years(read_column(cells, "day"))
    for rows, place, label, more in ((counsel, 1, " with counsel", 1), (~counsel, 2, " without", alone)):
        curve = Curve(
            "aftermath.absent_motion", place, "share in 26 weeks", label=label, visible_share=float(seen * more)
        )
        counted = read_column(cells, "events")[rows], read_column(cells, "n")[rows]
        yield from curve.estimate(moments[rows], *counted, scope)


def _estimate_kinds(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    """Estimate how counsel and detention shift the kinds of end, against removal:
    odds ratios common to eras and dockets.
    """
    docket = np.searchsorted(np.sort(DOCKET_NAMES), read_column(cells, "docket").astype(str))
    era = find_era(convert_to_years(read_column(cells, "day")), scope.parameters["outcomes.eras"]) * len(
        DOCKET_NAMES
    ) + docket.clip(0, len(DOCKET_NAMES) - 1)
    held, counsel = read_column(cells, "is_detained").astype(int), read_column(cells, "counsel").astype(int)
    kind, n = read_column(cells, "kind"), read_column(cells, "n")
    alone = scope.parameters["outcomes.alone_factors"]
    sides = (
        ("outcomes.represented_factors", counsel, era * 2 + held, alone),
        ("outcomes.detained_factors", held, era * 2 + counsel, [1] * len(alone)),
    )
    for name, exposed, stratum, against in sides:
        given = scope.parameters[name]
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
    """Build one 2x2 table a stratum: exposed with the kind, exposed and removed, others with it, others removed."""
    cells = [(1, each), (1, "removal"), (0, each), (0, "removal")]
    size = int(stratum.max()) + 1
    counts = [
        np.bincount(stratum[rows], n[rows].astype(float), size)
        for rows in ((exposed == side) & (kind == word) for side, word in cells)
    ]
    return np.stack(counts, axis=1)


def _estimate_shares(cells: pa.Table, scope: FitScope) -> Iterator[Estimate]:
    for row in cells.to_pylist():
        parameter, path, seen = SHARE_ESTIMANDS[row["name"]]
        n, events = int(row["n"]), int(row["events"])
        found = scope.parameters[parameter]
        for step in path:
            found = found[step]
        numbers: Interval = estimate_share(events, n) if _has_enough_events(events, n) else NO_INTERVAL
        part = seen(scope.parameters)
        yield Estimate(parameter, row["name"], "share", path, n, events, *numbers, float(found) * part, 1 / part)
