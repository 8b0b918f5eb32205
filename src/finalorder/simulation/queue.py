"""The queue for decisions at each court: cases wait for the time of its judges.

A release is drawn in blocks that do not know of each other, so the queue is not one of cases but of their expected
number, worked out from the parameters before the first block: month by month, cases not detained come to wait at each
court, and its judges decide as many as they have time for. What a case then meets is a rate: its court's decisions over
its court's queue. With the published number of judges the whole country decides at the rate fitted to the courts'
totals (``pace.decisions_free``), courts with fewer judges for their queue more slowly, others sooner. More judges than
published (``bench.more_judges``) shorten every queue, fewer lengthen it. Detained cases are heard first, without one.
"""

from typing import NamedTuple

import numpy as np

from finalorder.simulation import judges
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import DAYS_PER_YEAR, FAR, TINY, Ints, Reals, parse_day_number
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import interpolate

FIRST_QUEUE_YEAR, END_QUEUE_YEAR = 1960, 2110  # years with a rate; courts fill from 1980
MONTHS = (END_QUEUE_YEAR - FIRST_QUEUE_YEAR) * 12
FIRST_QUEUE_DAY, DAYS_PER_MONTH = parse_day_number(f"{FIRST_QUEUE_YEAR}-01-01"), DAYS_PER_YEAR / 12
LAST_MOMENT = MONTHS - 1 / 1000  # in months: just before the end


class CourtQueues(NamedTuple):
    """What cases meet in a month (rows) at a court (columns)."""

    factor: Reals  # the court's rate of decision as a part of the country's
    per_year: Reals  # decisions a year and waiting case
    queue: Reals  # expected cases waiting at the month's start, in thousands


def _list_month_middles() -> Reals:
    return np.asarray(FIRST_QUEUE_YEAR + (np.arange(MONTHS) + judges.MIDDLE) / 12)


@cache_in_parameters
def _compute_arrivals(parameters: Parameters) -> Reals:
    """Compute cases that begin to wait for a decision: thousands a month, month x court."""
    moments = _list_month_middles()
    table = np.asarray(parameters["arrivals.by_year"], dtype=float)
    held = interpolate(moments, parameters["arrivals.detained_at_first"])
    missed = interpolate(moments, parameters["outcomes.missed_first"])
    charged = np.interp(moments, table[:, 0] + judges.MIDDLE, table[:, 1], left=0) * (1 - held) * (1 - missed) / 12
    wait = np.round(interpolate(moments, parameters["pace.first_hearing"]) / DAYS_PER_MONTH).astype(int)
    heard = charged[(np.arange(MONTHS) - wait).clip(0)]
    share = build_courts(parameters).non_detained[build_courts(parameters).find_opening_group(moments)]
    return np.asarray(heard[:, None] * share / share.sum(axis=1, keepdims=True))


@cache_in_parameters
def compute_court_queues(parameters: Parameters) -> CourtQueues:
    """Compute the queues and what they make of the country's rate."""
    moments, coming = _list_month_middles(), _compute_arrivals(parameters)
    usual = interpolate(moments, parameters["pace.decisions_free"]).astype(float)
    more = interpolate(moments, parameters["bench.more_judges"]).clip(0)
    capacity = _compute_time_shares(parameters, moments) * more[:, None]
    lent, fastest = parameters["bench.lent"], parameters["bench.max_relative_rate"]
    factors, queues = np.empty_like(coming), np.empty_like(coming)
    queue, whole = np.zeros(coming.shape[1]), float(0)
    for month in range(MONTHS):
        # judges have time for what the whole country's queue takes at its usual rate; part of it goes where cases wait
        bound, shared = capacity[month] * whole * (1 - lent), capacity[month].sum() * whole * lent
        factors[month], queues[month] = _share_judge_time(queue, bound, shared, fastest), queue
        queue = (queue + coming[month]) * np.exp(-usual[month] * factors[month] / 12)
        whole = (whole + coming[month].sum()) * np.exp(-usual[month] / 12)
    return CourtQueues(*(table.astype(np.float32) for table in (factors, usual[:, None] * factors, queues)))


def _share_judge_time(queue: Reals, bound: Reals, shared: float, fastest: float) -> Reals:
    """What part of its queue each court hears, one being the country's: in the time of its own judges (``bound``), and
    in the time that they share, to which is added what the shortest queues leave. None is ``fastest`` times as fast."""
    if not queue.any():
        return np.ones_like(queue)
    length = np.maximum(queue, TINY)
    own = np.minimum(bound / length, fastest)
    shared += float((bound - own * queue).sum())
    return np.asarray(np.minimum(own + shared / queue.sum(), fastest))


def _compute_time_shares(parameters: Parameters, moments: Reals) -> Reals:
    """Compute each court's share of the country's judge time: month x court."""
    years = (moments.astype(int) - judges.FIRST_YEAR).clip(0, judges.LAST_YEAR - judges.FIRST_YEAR)
    return np.asarray(judges.compute_non_detained_time(parameters)[years])


@cache_in_parameters
def _accumulate_expected_decisions(parameters: Parameters) -> Reals:
    """Return decisions expected by the start of each month for one waiting case: court x month.

    Each court's row lies above the one before it, so that one search through all of them finds months at every court.
    """
    rates = compute_court_queues(parameters).per_year.T.astype(float) / 12
    sums = np.concatenate([np.zeros((len(rates), 1)), np.cumsum(rates, axis=1)], axis=1)
    return np.asarray(sums + np.arange(len(rates))[:, None] * (sums.max() + 1))


def find_decision_day(parameters: Parameters, uniform: Reals, start: Ints, court: Ints, factor: Reals) -> Ints:
    """Find the day of decision of cases that wait from a day at a court, ``factor`` times as fast as others there."""
    sums, rates = _accumulate_expected_decisions(parameters), compute_court_queues(parameters).per_year / 12
    at = ((start - FIRST_QUEUE_DAY) / DAYS_PER_MONTH).clip(0, LAST_MOMENT)
    month = at.astype(np.int64)
    target = sums[court, month] + (at - month) * rates[month, court] - np.log1p(-uniform.astype(np.float64)) / factor
    never = target >= sums[court, -1]
    place = np.searchsorted(sums.ravel(), np.where(never, sums[court, 0], target), side="right") - 1
    month = (place % sums.shape[1]).clip(0, MONTHS - 1)
    begun = month + (target - sums[court, month]) / np.maximum(rates[month, court], TINY)
    return np.where(never, FAR, np.maximum(FIRST_QUEUE_DAY + begun * DAYS_PER_MONTH, start)).astype(np.int32)


def compute_relative_rate(parameters: Parameters, days: Ints, court: int) -> Reals:
    """Compute a court's rate on these days as a part of the country's."""
    month = ((days - FIRST_QUEUE_DAY) / DAYS_PER_MONTH).astype(int).clip(0, MONTHS - 1)
    return np.asarray(compute_court_queues(parameters).factor[month, court])
