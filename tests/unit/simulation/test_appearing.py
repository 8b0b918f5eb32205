"""Staying away: mail, moves and distance shift who does, and leave the published shares what they are."""

import numpy as np
import pytest

from finalorder.simulation import judges
from finalorder.simulation.appearance import (
    compute_distance_factor,
    compute_lost_notice_chance,
    simulate_absence,
    simulate_motion_filing,
)
from finalorder.simulation.cases import BLOCK, DETAINED, simulate_arrivals
from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import convert_to_years, move_to_weekday, parse_day_number
from finalorder.simulation.decisions import VENUE
from finalorder.simulation.lives import simulate_block
from finalorder.simulation.parameters import load_default_parameters
from finalorder.simulation.random_draws import Draws, Scenario, make_keys

PARAMETERS = load_default_parameters()
UNTIL = parse_day_number("2026-07-01")
TIMES = 24  # the people of one block, so many times over


def draw(seed: int, count: int) -> Draws:
    return Draws(Scenario(seed, PARAMETERS), make_keys(np.arange(count)))


@pytest.fixture(scope="module")
def people():
    return simulate_arrivals(Scenario(4, PARAMETERS), 0)


@pytest.fixture(scope="module")
def lives():
    return [simulate_block(Scenario(6, PARAMETERS), block, BLOCK, UNTIL) for block in range(3)]


@pytest.mark.parametrize("share", [0.02, 0.12, 0.3, 0.6])
def test_the_mean_share_is_the_published_one_for_movers_and_others_alike(people, share):
    case = np.tile(np.arange(BLOCK), TIMES)
    held = people.filed[case] + 700
    draws = draw(1, len(case))
    absence = simulate_absence(draws, "a hearing", people, case, held, np.full(len(case), share, dtype=np.float32))
    silent = compute_lost_notice_chance(PARAMETERS, people, case, held) > PARAMETERS["appearing.mail_lost"][0]
    assert 0.02 < silent.mean() < 0.2
    for rows in (silent, ~silent):
        wide = 5 * np.sqrt(share * (1 - share) / rows.sum()) + 0.01 * share  # one block's distances differ by chance
        assert absence.missed[rows].mean() == pytest.approx(share, abs=wide)
    assert absence.missed[absence.unserved].mean() > 1.3 * absence.missed[~absence.unserved].mean()


def test_who_lives_farther_off_stays_away_more(people):
    factor, farthest = compute_distance_factor(PARAMETERS, people, np.arange(BLOCK))
    each = [float(factor[people.distance == k][0]) for k in range(3)]
    assert each == sorted(each)
    assert farthest == pytest.approx(each[-1])
    assert factor.mean() == pytest.approx(1, abs=0.01)


def test_only_a_move_the_court_was_not_told_of_loses_mail(people):
    case = np.arange(BLOCK)
    before, after = (
        compute_lost_notice_chance(PARAMETERS, people, case, people.filed - 1),
        compute_lost_notice_chance(PARAMETERS, people, case, people.filed + 5000),
    )
    known, moved = PARAMETERS["appearing.mail_lost"]
    assert np.allclose(before, known)
    silent = (people.moved_on > people.filed - 1) & (people.moved_on <= people.filed + 5000) & ~people.court_notified
    assert np.allclose(after, np.where(silent, moved, known))


def test_motions_are_as_frequent_as_published_and_more_so_without_notice():
    n = 200_000
    draws = draw(2, n)
    unserved = draws.sample_bernoulli("unserved", 0.2)
    doubt = np.full(n, 0.2, dtype=np.float32)
    files = simulate_motion_filing(draws, np.full(n, 0.28, dtype=np.float32), unserved, doubt)
    assert files.mean() == pytest.approx(0.28, abs=0.006)
    assert files[unserved].mean() / 0.28 == pytest.approx(PARAMETERS["appearing.unserved_motion"], rel=0.04)


def test_whoever_is_free_and_changes_venue_has_told_the_court_of_a_move_before(lives):
    for item in lives:
        rows, people = item.proceedings, item.cases
        follows = (rows.closure == VENUE) & (rows.custody != DETAINED)
        case = rows.case[follows]
        assert len(case) > 1000
        assert people.court_notified[case].all()
        last = np.flatnonzero(follows)[np.append(np.diff(case) > 0, True)]  # a second change overwrites the first
        moved = people.moved_on[rows.case[last]]
        assert ((rows.entered[last] <= moved) & (moved < rows.ended[last])).all()


def test_orders_in_absentia_know_whether_the_notice_arrived(lives):
    rows = [item.proceedings for item in lives]
    absent, unserved = (np.concatenate([getattr(item, name) for item in rows]) for name in ("in_absentia", "unserved"))
    assert not (unserved & ~absent).any()
    assert 0.08 < unserved[absent].mean() < 0.3


def test_first_hearings_are_on_master_days_of_a_judge_who_sits(lives):
    for item in lives:
        rows, people = item.proceedings, item.cases
        judge = judges.find_judge_number(PARAMETERS, rows.court, people.lead[rows.case], rows.entered)
        assert (judge < judges.count_judges(PARAMETERS)[judges.find_year_row(rows.entered), rows.court]).all()
        set_ = rows.first_hearing < rows.ended
        first, judge = rows.first_hearing[set_], judge[set_]
        days = int(PARAMETERS["bench.master_days"])
        assert np.isin(((first + 3) % 7 - judge) % 5, [2 * step % 5 for step in range(days)]).all()
        assert (move_to_weekday(first) == first).all()


def test_judges_are_about_as_many_as_counted_and_each_court_has_one():
    table = judges.count_judges(PARAMETERS)
    assert table.min() == 1
    codes = judges.list_judge_codes(PARAMETERS)
    assert table.max(axis=0).sum() < len(codes) == len(set(codes))
    for year, counted in ((2009, 238), (2017, 326), (2023, 649)):
        assert table[year - judges.FIRST_YEAR].sum() == pytest.approx(counted, rel=0.25)


def test_a_first_hearing_is_later_where_a_judge_has_more_cases(lives):
    load = judges.compute_court_load(PARAMETERS)[judges.find_year_row(np.array([parse_day_number("2023-06-01")]))[0]]
    busy, quiet = load > np.quantile(load, 0.8), load < np.quantile(load, 0.4)
    waits: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for item in lives:
        rows = item.proceedings
        free = (
            (rows.ordinal == 0)
            & (rows.custody == 0)
            & (item.cases.docket[rows.case] == 0)
            & (convert_to_years(rows.entered) > 2000)
        )
        for late, group in ((True, busy), (False, quiet)):
            here = free & group[rows.court] & (rows.first_hearing < rows.ended)
            waits[late].append((rows.first_hearing - rows.entered)[here])
    assert np.concatenate(waits[True]).mean() > np.concatenate(waits[False]).mean()
    assert len(build_courts(PARAMETERS).codes) == len(load)
