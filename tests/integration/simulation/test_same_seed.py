"""The same seed gives the same bytes, whatever is written at once; another seed gives other lives."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from finalorder.simulation import SimulationConfig, simulate
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.lives import simulate_block
from finalorder.simulation.parameters import load_default_parameters
from finalorder.simulation.random_draws import Scenario

UNTIL = parse_day_number("2026-07-01")


def digest(folder: Path, name: str, **asked) -> str:
    simulate(folder / name, SimulationConfig(**asked))
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    first = digest(tmp_path, "a.zip", scale=0.0005, seed=1)
    assert first == digest(tmp_path, "b.zip", scale=0.0005, seed=1)
    assert first != digest(tmp_path, "c.zip", scale=0.0005, seed=2)


def test_how_many_blocks_are_written_at_once_changes_no_byte(tmp_path):
    one = digest(tmp_path, "one.zip", scale=0.003, seed=5, blocks_at_once=1)
    assert one == digest(tmp_path, "three.zip", scale=0.003, seed=5, blocks_at_once=3)


@pytest.mark.parametrize("block", [0, 7])
def test_a_life_does_not_depend_on_how_many_cases_there_are(block):
    scenario = Scenario(3, load_default_parameters())
    few, many = (simulate_block(scenario, block, count, UNTIL) for count in (2_000, 9_000))
    assert np.array_equal(few.cases.court, many.cases.court)
    first = np.array([np.flatnonzero(item.proceedings.case == 25)[:1] for item in (few, many)]).ravel()
    if len(first) == 2:
        assert few.proceedings.ended[first[0]] == many.proceedings.ended[first[1]]


def test_asking_for_the_truth_or_for_faults_changes_no_life(tmp_path, clean, release):
    simulate(tmp_path / "plain.zip", SimulationConfig(scale=0.002, seed=11))
    assert (tmp_path / "plain.zip").read_bytes() == release.path.read_bytes()
    ended = "SELECT idncase, count(comp_date) FROM proceedings WHERE idncase < 900005000 GROUP BY 1 ORDER BY 1"
    assert clean.sql.execute(ended).fetchall()[:2000] == release.sql.execute(ended).fetchall()[:2000]


def test_an_earlier_month_has_fewer_cases_and_nothing_after_it(tmp_path, make_release):
    early = make_release(tmp_path, scale=0.0005, seed=1, month="2019-07")
    assert early.counts["cases"] < 0.0005 * 12_662_540 * 0.65
    assert early.count(f"proceedings WHERE comp_date > DATE '{date(2019, 7, 1)}'") == 0
