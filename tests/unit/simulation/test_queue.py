"""Cases wait for their court's judges: who has few for many decides late, and more judges shorten every queue."""

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from finalorder.simulation import judges, queue
from finalorder.simulation.cases import BLOCK
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import FAR, convert_to_years, parse_day_number
from finalorder.simulation.lives import simulate_block
from finalorder.simulation.parameters import load_default_parameters
from finalorder.simulation.random_draws import Scenario, interpolate

PARAMETERS = load_default_parameters()
SINCE = (1985 - queue.FIRST_QUEUE_YEAR) * 12


def moment(year: float) -> int:
    return int((year - queue.FIRST_QUEUE_YEAR) * 12)


def usual(months: int) -> float:
    return float(
        interpolate(np.array([queue.FIRST_QUEUE_YEAR + (months + 0.5) / 12]), PARAMETERS["pace.decisions_free"])[0]
    )


def with_judges(factor: float) -> queue.CourtQueues:
    """The queues when so many times the published number of judges sit."""
    curve = [[moment, factor] for moment, _ in PARAMETERS["bench.more_judges"]]
    return queue.compute_court_queues(PARAMETERS.replace_values({"bench.more_judges": curve}))


def test_the_country_decides_at_the_rate_fitted_to_its_totals():
    found = queue.compute_court_queues(PARAMETERS)
    for month in range(SINCE, moment(2027), 7):
        waiting = found.queue[month]
        mean = (found.per_year[month] * waiting).sum() / waiting.sum()
        assert mean == pytest.approx(usual(month), rel=0.06)


def test_nobody_leaves_a_queue_but_by_a_decision_and_none_is_below_zero():
    found = queue.compute_court_queues(PARAMETERS)
    assert found.queue.min() >= 0
    for month in range(SINCE, moment(2030)):
        stayed = found.queue[month + 1] / np.exp(-found.per_year[month] / 12) - found.queue[month]
        assert (stayed >= -1e-3 * found.queue[month]).all()  # what has come


def test_a_court_with_fewer_judges_for_its_queue_decides_more_slowly():
    found, year = queue.compute_court_queues(PARAMETERS), 2019
    month = moment(year + 0.5)
    waiting = found.queue[month]
    time = judges.compute_non_detained_time(PARAMETERS)[year - judges.FIRST_YEAR]
    open_ = waiting > 0.01
    order = np.argsort((time / np.maximum(waiting, 1e-9))[open_])
    rates = found.per_year[month][open_][order]
    assert (np.diff(rates) >= -1e-6).all()
    assert rates[0] < 0.95 * usual(month) < 1.1 * usual(month) < rates[-1]


def test_no_court_decides_much_faster_than_the_country_however_idle():
    found = queue.compute_court_queues(PARAMETERS)
    rates = np.array([usual(month) for month in range(queue.MONTHS)])
    assert (found.per_year.max(axis=1) <= rates * PARAMETERS["bench.max_relative_rate"] * 1.0001).all()


def test_a_court_that_opens_begins_without_a_queue():
    place = build_courts(PARAMETERS).find_court("HYA")
    found = queue.compute_court_queues(PARAMETERS).queue[:, place]
    assert found[moment(2020.5)] == 0
    assert found[moment(2024)] > found[moment(2021)] > 0


def test_twice_the_judges_shorten_the_queue_and_half_of_them_lengthen_it():
    many, few, same = with_judges(2), with_judges(0.5), queue.compute_court_queues(PARAMETERS)
    month = moment(2026)
    assert many.queue[month].sum() < 0.75 * same.queue[month].sum()
    assert few.queue[month].sum() > 1.15 * same.queue[month].sum()
    assert np.allclose(with_judges(1).queue, same.queue)


@settings(deadline=None, max_examples=50)
@examples(
    st.floats(0, 0.999),
    st.integers(parse_day_number("1985-01-01"), parse_day_number("2026-01-01")),
    st.integers(0, 80),
    st.floats(0.5, 13),
)
def test_the_day_of_decision_is_the_one_by_which_that_share_of_people_have_theirs(u, start, court, factor):
    one = np.array([u], dtype=np.float32), np.array([start]), np.array([court]), np.array([factor])
    found = int(queue.find_decision_day(PARAMETERS, *one)[0])
    assert found >= start
    if found == FAR:
        return
    months = (np.arange(start, found + 1) - queue.FIRST_QUEUE_DAY) / queue.DAYS_PER_MONTH
    rates = (
        queue.compute_court_queues(PARAMETERS).per_year[months.astype(int).clip(0, queue.MONTHS - 1), court]
        / 365.2425
        * factor
    )
    waited = -np.log1p(-float(np.float32(u)))
    assert rates[:-2].sum() - 1.5 * rates.max() <= waited <= rates.sum() + 1.5 * rates.max()


def test_lives_are_decided_sooner_at_courts_with_short_queues():
    month = moment(2019.5)
    factor = queue.compute_court_queues(PARAMETERS).per_year[month] / usual(month)
    quick, slow = factor > 1.5, factor < 0.97
    left: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for block in range(12):
        rows = simulate_block(Scenario(11, PARAMETERS), block, BLOCK, 0).proceedings
        begun = (convert_to_years(rows.first_hearing) >= 2018.8) & (convert_to_years(rows.first_hearing) < 2019.4)
        free = begun & (rows.custody == 0) & ~rows.is_move & ~rows.ended_at_first & (rows.origin == 0)
        for is_quick, group in ((True, quick), (False, slow)):
            here = free & group[rows.court]
            left[is_quick].append((rows.ended - rows.first_hearing)[here] > 365)
    assert np.concatenate(left[True]).mean() < np.concatenate(left[False]).mean() - 0.03
