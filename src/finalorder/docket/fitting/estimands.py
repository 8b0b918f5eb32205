"""What can be measured in a lake: parameters of the model, each with its estimate, interval and number of events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from finalorder.docket import queue
from finalorder.docket.courts import courts
from finalorder.docket.days import years
from finalorder.docket.draws import banded
from finalorder.docket.fitting.likelihood import Cells, Fit, hat, maximise, odds_ratio, share
from finalorder.docket.parameters import value
from finalorder.docket.proceedings import MOST_ABSENT

Array = np.ndarray
Answers = Callable[[str], pa.Table]
Numbers = tuple[float | None, float | None, float | None]  # estimate, low, high
NOTHING: Numbers = (None, None, None)
Where = tuple[str, str, str, tuple[int, ...]]  # parameter, stratum, unit, path
FEWEST = 30  # events, and people without the event: below, an interval cannot be relied on
DOCKETS = ("none", "FA", "DD", "AWC/ATD", "AWC/D", "UC", "RBC/D", "CR")
FREE_DOCKETS = ("FA", "DD", "AWC/ATD", "UC")
KINDS = ("removal", "relief", "voluntary_departure", "terminated", "dismissed", "closed")
PLACES = {"removal": 0, "relief": 1, "voluntary_departure": 2, "terminated": 3, "dismissed": 4, "closed": 7}
SINCE = 2008.0  # curves are estimated from the first knot after this; earlier years keep their published values
WEEK = 7
NEAR = 6  # years


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
    truth: float
    factor: float = 1.0


def estimates(answers: Answers, last: float) -> Iterator[Estimate]:
    """Every estimate from the tables that the SQL steps give; ``last`` is the release day in years."""
    yield from _missed_first(answers("fit_first"), last)
    yield from _missed_later(answers("fit_later"), last)
    yield from _pace(answers("fit_pace"), last)
    yield from _moves(answers("fit_moves"), last)
    yield from _counsel(answers("fit_counsel"), last)
    yield from _absent_motions(answers("fit_absent"), last)
    yield from _kinds(answers("fit_kinds"))
    yield from _shares(answers("fit_shares"))


def column(table: pa.Table, name: str) -> Array:
    """A column as an array; whole numbers too large for the engine's own type as floating ones."""
    held = table.column(name)
    held = held.cast(pa.float64()) if pa.types.is_decimal(held.type) else held
    found: Array = held.to_numpy(zero_copy_only=False)
    return found


def _knots(name: str, last: float) -> tuple[Array, list[int]]:
    """The moments of a curve's knots, and the places in the parameter of those that a release can speak of.

    The first knot after the last day is estimated with the others, if it is near, and not given: the curve bends
    towards it already. One that is far off only says that the curve goes on level.
    """
    moments = [point[0] for point in value(name)]
    places = [k for k, moment in enumerate(moments) if SINCE <= moment <= last]
    ahead = [moment for moment in moments if last < moment <= moments[places[-1]] + NEAR][:1]
    return np.array([*(moments[k] for k in places), *ahead], dtype=float), places


@dataclass(frozen=True, slots=True)
class Factor:
    """A 0/1 mark of the cells and the entry of a parameter that multiplies where it is 1."""

    parameter: str
    stratum: str
    path: tuple[int, ...]
    mark: Array
    truth: float


def _factor(parameter: str, stratum: str, path: tuple[int, ...], mark: Array) -> Factor:
    found = value(parameter)
    for step in path:
        found = found[step]
    return Factor(parameter, stratum, path, mark.astype(float), float(found))


def _dockets(
    parameter: str, path: tuple[int, ...], docket: Array, names: Sequence[str], label: str = ""
) -> list[Factor]:
    """A factor a docket, against people on none."""
    return [_factor(parameter, name + label, (*path, DOCKETS.index(name)), docket == name) for name in names]


@dataclass(frozen=True, slots=True)
class Curve:
    """A parameter that runs along the calendar: its name, which of its columns, the unit, and factors on it."""

    name: str
    column: int
    unit: str
    factors: Sequence[Factor] = ()
    label: str = ""
    seen: float = 1.0  # the part of the parameter that the release shows
    is_rate: bool = False
    most: float = 0.995

    def estimated(self, moments: Array, events: Array, at_risk: Array, last: float) -> Iterator[Estimate]:
        """The knots of the curve and its factors, from cells at these moments (in years)."""
        knots, places = _knots(self.name, last)
        keep = moments >= knots[0]
        marks = np.stack([factor.mark for factor in self.factors], axis=1) if self.factors else np.zeros((len(keep), 0))
        weights = hat(moments, knots)
        cells = Cells(events[keep], at_risk[keep], weights[keep], marks[keep], self.is_rate, self.most)
        fit = maximise(cells)
        for k, place in enumerate(places):
            truth = float(value(self.name)[place][self.column]) * self.seen
            path, stratum = (place, self.column), f"{knots[k]:g}{self.label}"
            yield self._one(fit, k, cells, cells.knots[:, k], (self.name, stratum, self.unit, path), truth)
        for j, factor in enumerate(self.factors):
            where = (factor.parameter, factor.stratum, "factor", factor.path)
            yield self._one(fit, len(knots) + j, cells, cells.marks[:, j], where, factor.truth)

    def _one(
        self,
        fit: Fit,
        place: int,
        cells: Cells,
        weight: Array,
        where: tuple[str, str, str, tuple[int, ...]],
        truth: float,
    ) -> Estimate:
        events = int((cells.events * weight).sum())
        n = int((cells.at_risk * (weight > 0)).sum()) if not self.is_rate else events
        seen = self.seen if where[0] == self.name else 1.0
        numbers: Numbers = fit.interval(place) if _enough(events, n, self.is_rate) else NOTHING
        return Estimate(*where, n, events, *numbers, truth, 1 / seen)


def _enough(events: int, n: int, is_rate: bool = False) -> bool:
    return events >= FEWEST and (is_rate or n - events >= FEWEST)


def _missed_first(cells: pa.Table, last: float) -> Iterator[Estimate]:
    docket = column(cells, "docket")
    factors = [
        *_dockets("outcomes.missed_docket", (0,), docket, FREE_DOCKETS, ", first hearing"),
        _factor("outcomes.missed_represented", "first hearing", (0,), column(cells, "counsel")),
        _factor("outcomes.missed_short_notice", "first hearing", (), column(cells, "short_notice")),
        _factor("outcomes.missed_long_notice", "first hearing", (), column(cells, "long_notice")),
    ]
    curve = Curve("outcomes.missed_first", 1, "share", factors, most=MOST_ABSENT)
    yield from curve.estimated(years(column(cells, "day")), column(cells, "events"), column(cells, "n"), last)


def _missed_later(cells: pa.Table, last: float) -> Iterator[Estimate]:
    factors = [
        *_dockets("outcomes.missed_docket", (1,), column(cells, "docket"), FREE_DOCKETS, ", later"),
        _factor("outcomes.missed_represented", "later", (1,), column(cells, "counsel")),
    ]
    curve = Curve("outcomes.missed_later", 1, "share", factors, most=MOST_ABSENT)
    yield from curve.estimated(years(column(cells, "day")), column(cells, "events"), column(cells, "n"), last)


def _pace(marks: pa.Table, last: float) -> Iterator[Estimate]:
    """Decisions by week and docket, over the time that people waited in it."""
    day, docket = column(marks, "day").astype(int), column(marks, "docket")
    begin, end = int(day.min()), round((last - 1970) * 365.2425) + 1
    names = [name for name in ("none", *FREE_DOCKETS) if (docket == name).any()]
    weeks = (end - begin) // WEEK
    events, risk = [], []
    for name in names:
        rows = marks.filter((docket == name) & (day < end))
        started, ended = (_by_day(rows, kind, begin, end) for kind in ("started", "ended"))
        events.append(_weekly(ended.sum(axis=0), weeks))
        risk.append(_weekly(_at_risk(started - ended, begin), weeks) / 365.2425)
    middle = begin + (np.arange(weeks) + 0.5) * WEEK
    which = np.repeat(np.array(names), weeks)
    at_risk = np.concatenate(risk)
    known = at_risk > 0
    factors = _dockets("pace.by_docket", (), which[known], [name for name in names if name != "none"])
    curve = Curve("pace.decisions_free", 1, "decisions a year", factors, is_rate=True)
    moments = np.tile(years(middle.astype(np.int32)), len(names))
    yield from curve.estimated(moments[known], np.concatenate(events)[known], at_risk[known], last)


def _by_day(marks: pa.Table, kind: str, begin: int, end: int) -> Array:
    """People who began or ceased to wait: court x day; courts that the model does not know come last, together."""
    codes = {code: place for place, code in enumerate(courts().codes)}
    court = np.array([codes.get(code, len(codes)) for code in column(marks, "court")], dtype=np.int64)
    days = end - begin
    place = court * days + column(marks, "day").astype(np.int64) - begin
    people = column(marks, kind).astype(float)
    found: Array = np.bincount(place, people, (len(codes) + 1) * days).reshape(-1, days)
    return found


def _at_risk(change: Array, begin: int) -> Array:
    """People waiting each day, each counted as the part of the country's rate that their court's queue leaves them."""
    waiting = np.cumsum(change, axis=1)
    days = begin + np.arange(change.shape[1])
    for court in range(len(courts().codes)):
        waiting[court] *= queue.relative(days, court)
    found: Array = waiting.sum(axis=0)
    return found


def _weekly(days: Array, weeks: int) -> Array:
    found: Array = days[: weeks * WEEK].reshape(weeks, WEEK).sum(axis=1)
    return found


def _moves(cells: pa.Table, last: float) -> Iterator[Estimate]:
    curve = Curve("pace.move", 1, "share")
    yield from curve.estimated(years(column(cells, "day")), column(cells, "events"), column(cells, "n"), last - 4)


def _counsel(cells: pa.Table, last: float) -> Iterator[Estimate]:
    """Who ever finds counsel, free and detained at first, and how long it takes."""
    docket, held = column(cells, "docket"), column(cells, "is_detained").astype(bool)
    moments = years(column(cells, "day"))
    sides = {"share_free": (~held, ("FA", "DD", "AWC/ATD")), "share_detained": (held, ("AWC/D", "RBC/D"))}
    for name, (side, names) in sides.items():
        rows = side & np.isin(docket, ("none", *names))
        factors = _dockets("representation.by_docket", (), docket[rows], names)
        curve = Curve(f"representation.{name}", 1, "share", factors)
        counted = column(cells, "events")[rows], column(cells, "n")[rows]
        yield from curve.estimated(moments[rows], *counted, last - 3)
    found, days = int(column(cells, "events")[~held].sum()), int(column(cells, "days")[~held].sum())
    mean = days / max(found, 1) + 0.5  # whole days begun: half a day is lost to rounding
    wide = 1.959964 * mean / np.sqrt(max(found, 1))
    numbers: Numbers = (mean, mean - wide, mean + wide) if found >= FEWEST else NOTHING
    truth = float(value("representation.wait"))
    yield Estimate("representation.wait", "not detained", "days", (), found, found, *numbers, truth)


def _absent_motions(cells: pa.Table, last: float) -> Iterator[Estimate]:
    """Motions to reopen orders in absence, as far as 26 weeks show them."""
    early, late, early_share = value("aftermath.absent_motion_wait")
    seen = early_share * -np.expm1(-180 / early) + (1 - early_share) * -np.expm1(-60 / late)
    counsel = column(cells, "counsel").astype(bool)
    moments = years(column(cells, "day"))
    for rows, place, label, more in ((counsel, 1, " with counsel", 1.0), (~counsel, 2, " without", 1.15)):
        curve = Curve("aftermath.absent_motion", place, "share in 26 weeks", label=label, seen=float(seen * more))
        counted = column(cells, "events")[rows], column(cells, "n")[rows]
        yield from curve.estimated(moments[rows], *counted, last)


def _kinds(cells: pa.Table) -> Iterator[Estimate]:
    """How counsel and detention shift the kinds of end, against removal: odds ratios common to eras and dockets."""
    docket = np.searchsorted(np.sort(DOCKETS), column(cells, "docket").astype(str))
    era = banded(years(column(cells, "day")), value("outcomes.eras")) * len(DOCKETS) + docket.clip(0, len(DOCKETS) - 1)
    held, counsel = column(cells, "is_detained").astype(int), column(cells, "counsel").astype(int)
    kind, n = column(cells, "kind"), column(cells, "n")
    alone = value("outcomes.alone_factors")
    sides = (
        ("outcomes.represented_factors", counsel, era * 2 + held, alone),
        ("outcomes.detained_factors", held, era * 2 + counsel, [1.0] * len(alone)),
    )
    for name, exposed, stratum, against in sides:
        given = value(name)
        for each in KINDS[1:]:
            k = PLACES[each]
            tables = _tables(stratum, exposed, kind, n, each)
            events = int(tables[:, [0, 2]].sum())
            numbers: Numbers = odds_ratio(tables) if tables.sum(axis=0).min() >= FEWEST else NOTHING
            scale = given[0] / against[0] * against[k]  # removal keeps its factors; the other one moves
            truth = given[k] / scale
            yield Estimate(
                name, f"{each} against removal", "odds ratio", (k,), int(tables.sum()), events, *numbers, truth, scale
            )


def _tables(stratum: Array, exposed: Array, kind: Array, n: Array, each: str) -> Array:
    """One 2x2 table a stratum: exposed with the kind, exposed and removed, others with it, others removed."""
    cells = [(1, each), (1, "removal"), (0, each), (0, "removal")]
    size = int(stratum.max()) + 1
    counts = [
        np.bincount(stratum[rows], n[rows].astype(float), size)
        for rows in ((exposed == side) & (kind == word) for side, word in cells)
    ]
    return np.stack(counts, axis=1)


def _by(days: float, mean: float) -> float:
    """The part of exponential waits that are over by then."""
    return float(-np.expm1(-days / mean))


def _never_detained() -> float:
    """The factor of custody on appeals of people never detained, among whom they are counted."""
    return float(value("aftermath.appealed_by_custody")[0])


#: name in fit_shares -> (parameter, path, unit, the part of the parameter that the release shows)
SHARES: dict[str, tuple[str, tuple[int, ...], Callable[[], float]]] = {
    "reserved_with_counsel": ("aftermath.reserved", (0,), lambda: 1.0),
    "reserved_alone": ("aftermath.reserved", (1,), lambda: 1.0),
    "reserved_detained": ("aftermath.reserved", (2,), lambda: 1.0),
    "reserved_departure": ("aftermath.reserved", (3,), lambda: 1.0),
    "reserved_favour": ("aftermath.reserved", (4,), lambda: 1.0),
    "appealed_reserved": ("aftermath.appealed", (0,), _never_detained),
    "appealed_unreserved": ("aftermath.appealed", (1,), _never_detained),
    "absent_grant": ("aftermath.absent_grant", (), lambda: 1.0),
    "other_grant": ("aftermath.other_reopening", (1,), lambda: 1.0),
    "other_reopening": ("aftermath.other_reopening", (0,), lambda: _by(709, 700)),
    "recalendared": (
        "aftermath.recalendared",
        (0,),
        lambda: float(-np.expm1(-1761 / value("aftermath.recalendared")[1])),
    ),
    "motion_appeal": ("aftermath.motion_appeal", (), lambda: 1.0),
}


def _shares(cells: pa.Table) -> Iterator[Estimate]:
    for row in cells.to_pylist():
        parameter, path, seen = SHARES[row["name"]]
        n, events = int(row["n"]), int(row["events"])
        found = value(parameter)
        for step in path:
            found = found[step]
        numbers: Numbers = share(events, n) if _enough(events, n) else NOTHING
        part = seen()
        yield Estimate(parameter, row["name"], "share", path, n, events, *numbers, float(found) * part, 1 / part)
