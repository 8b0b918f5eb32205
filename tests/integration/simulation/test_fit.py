"""Parameters measured in a lake: the estimators, the answer through the gate, the file for the next simulation."""

import shutil
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from finalorder.engines.raw import Raw
from finalorder.errors import FinalorderError, RefusedError
from finalorder.lake.folders import Lake
from finalorder.operations.parameter_fit import fit_release
from finalorder.simulation import SimulationConfig, fit, simulate
from finalorder.simulation.clean_release import CleanRequest, simulate_clean_release
from finalorder.simulation.fit import fit_counts
from finalorder.simulation.fit.estimands import FitScope, compute_estimates
from finalorder.simulation.fit.likelihood import (
    CellObservations,
    compute_knot_weights,
    estimate_odds_ratio,
    estimate_share,
    maximise_likelihood,
)
from finalorder.simulation.fit.share_estimands import SHARE_ESTIMANDS
from finalorder.simulation.parameters import load_default_parameters, load_parameters

PARAMETERS = load_default_parameters()
LAST = 2026.5


def estimate_parameters(folder: Path, scale: float, seed: int):
    """The estimates from a lake of the model; only the tables that are read are made."""
    request = CleanRequest(scale=scale, seed=seed)
    release = simulate_clean_release(folder, request, month="2026-07", only=fit_counts.list_fit_tables())
    with fit_counts.open_fit_runner(fit_counts.find_table_files(release / "tables"), date(2026, 7, 1)) as runner:
        found = list(compute_estimates(runner.query, FitScope(PARAMETERS, LAST)))
    shutil.rmtree(release)
    return found


def count_covered(found) -> list[bool]:
    return [item.low <= item.model_value <= item.high for item in found if item.value is not None]


@settings(deadline=None, max_examples=25)
@examples(st.integers(0, 10**6), st.floats(0.05, 0.4), st.floats(0.3, 1.8), st.booleans())
def test_a_curve_and_a_factor_are_recovered(seed, level, factor, is_rate):
    numbers = np.random.default_rng(seed)
    moments, knots = np.repeat(np.linspace(2010, 2020, 60), 2), np.array([2010.0, 2014.0, 2020.0])
    marks = np.tile([[0.0], [1.0]], (60, 1))
    weights, truth = compute_knot_weights(moments, knots), np.array([level, level * 1.3, level * 0.8])
    at_risk = np.full(120, 4000.0)
    mean = weights @ truth * np.where(marks[:, 0] > 0, factor, 1)
    events = numbers.poisson(mean * at_risk) if is_rate else numbers.binomial(4000, mean)
    fit = maximise_likelihood(CellObservations(events.astype(float), at_risk, weights, marks, is_rate))
    assert np.exp(fit.log_estimates) == pytest.approx([*truth, factor], rel=6 * float(fit.log_errors.max()))


def test_the_likelihood_of_one_share_is_the_share():
    cells = CellObservations(np.array([30.0]), np.array([120.0]), np.ones((1, 1)), np.zeros((1, 0)))
    middle, low, high = maximise_likelihood(cells).compute_interval(0)
    assert middle == pytest.approx(0.25, rel=1e-4)
    assert low < 0.25 < high


def test_the_odds_ratio_of_one_table_is_its_own_and_strata_do_not_bend_it():
    assert estimate_odds_ratio(np.array([[20, 10, 30, 60]]))[0] == pytest.approx(4.0)
    two = np.array([[400, 100, 100, 100], [10, 90, 1, 36]])  # 4 and 4, at other levels
    assert estimate_odds_ratio(two)[0] == pytest.approx(4.0, rel=0.05)


@examples(st.integers(1, 400), st.data())
def test_a_shares_interval_holds_the_share_and_stays_inside(n, data):
    events = data.draw(st.integers(0, n))
    p, low, high = estimate_share(events, n)
    assert -1e-9 <= low <= p + 1e-9
    assert p - 1e-9 <= high <= 1 + 1e-9


@pytest.fixture(scope="module")
def answered(simulated_lake):
    return fit_release(Lake(simulated_lake).open_release())


def test_an_answer_passes_the_gate_and_small_numbers_are_no_estimates(answered, simulated_lake):
    shown = answered.shown
    assert {row.status for row in shown} == {"shown", "hidden", "unstable"}
    assert shown.stamps == ("SIMULATED",)
    assert sum(row.status == "shown" for row in shown) > 40
    for row in shown:
        assert (row.value is None) == (row.status == "hidden"), row
        if row.value is not None:
            assert row.low <= row.value <= row.high, row
            assert row.denominator >= (100 if row.status == "shown" else 30), row
            assert row.status == "shown" or row.denominator < 100, row
    file = tomllib.loads(answered.parameters_toml)  # takes the shown ones, and none that is unstable
    measured = {(name, stratum) for name, item in file.items() for stratum, *_ in item["measured"]}
    assert measured == {(row.level_1, row.level_2) for row in shown if row.status == "shown"}
    fitted = fit.fit_parameters(Lake(simulated_lake).open_release())
    assert isinstance(fitted.parameters, Raw)
    with pytest.raises(TypeError):
        str(fitted.parameters)


def test_hazards_are_rates_by_docket_custody_counsel_and_time(simulated_lake):
    release = Lake(simulated_lake).open_release()
    with pytest.raises(RefusedError, match="--disclosure none"):
        fit_release(release, hazards=True)
    shown = fit_release(release, hazards=True, profile="none").shown
    rows = [row for row in shown if row.status == "shown"]
    assert {row.period for row in rows} == {name for _, _, name in fit_counts.BANDS}
    assert {row.level_1 for row in rows} >= {"in_absentia", "removal", "relief", "moved", "closed"}
    assert {row.level_2 for row in rows} >= {"never detained, without counsel", "detained at first, with counsel"}
    by_counsel = {
        (row.level_2, row.period): row.value for row in rows if row.level_1 == "in_absentia" and row.cohort == "none"
    }
    assert by_counsel["never detained, without counsel", "1-2 years"] > 0


def test_the_file_holds_what_was_shown_and_a_simulation_takes_it(answered, tmp_path):
    shown, text = answered.shown, answered.parameters_toml
    file = tmp_path / "measured.toml"
    file.write_text(text)
    items = tomllib.loads(text)
    assert set(items) == {row.level_1 for row in shown if row.status == "shown"}
    for name, item in items.items():
        assert item["how"] == "measured", name
        assert item["release"].startswith("simulated-2026-07-seed7")
        assert item["unit"] == PARAMETERS.entries[name].unit
    measured = load_parameters(file)
    assert len(measured.digest) == 12
    assert measured["aftermath.absent_grant"] == items["aftermath.absent_grant"]["value"]
    assert measured["pace.move_wait"] == PARAMETERS["pace.move_wait"]
    assert PARAMETERS["aftermath.absent_grant"] == load_parameters()["aftermath.absent_grant"]
    simulate(tmp_path / "out.zip", SimulationConfig(scale=0.0003, seed=1, parameters=measured))


def test_given_parameters_change_lives_and_the_release_says_so(tmp_path, make_release, member_of):
    file = tmp_path / "none.toml"
    for name in ("outcomes.missed_first", "outcomes.missed_later"):
        knots = [[point[0], 0.0] for point in PARAMETERS[name]]
        text = f'["{name}"]\nvalue = {knots}\nsource = "a test of what is given"\nhow = "assumed"\n'
        file.write_text(file.read_text() + text if file.exists() else text)
    (tmp_path / "changed").mkdir()
    changed = make_release(tmp_path / "changed", scale=0.0005, seed=2, parameters=load_parameters(file))
    assert changed.count("proceedings WHERE absentia = 'Y'") == 0
    assert b"parameters: " in member_of(changed.path, "SIMULATED.txt")
    with pytest.raises(FinalorderError, match="other parameters"):
        simulate(tmp_path / "next.zip", SimulationConfig(month="2026-08"), previous=changed.path)
    (tmp_path / "plain").mkdir()
    assert make_release(tmp_path / "plain", scale=0.0005, seed=2).count("proceedings WHERE absentia = 'Y'") > 0


WRONG = {
    "no TOML": "this is not = = toml",
    "no parameter": '["outcomes.luck"]\nvalue = 1\nsource = "s"\nhow = "assumed"\n',
    "a parameter of the packaging": '["faults.padding"]\nvalue = []\nsource = "s"\nhow = "assumed"\n',
    "another shape": '["outcomes.missed_represented"]\nvalue = 0.1\nsource = "s"\nhow = "assumed"\n',
    "another list": '["outcomes.missed_represented"]\nvalue = [0.1]\nsource = "s"\nhow = "assumed"\n',
    "no source": '["outcomes.missed_short_notice"]\nvalue = 1.1\nhow = "assumed"\n',
    "no way": '["outcomes.missed_short_notice"]\nvalue = 1.1\nsource = "s"\nhow = "guessed"\n',
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(what, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text(WRONG[what])
    with pytest.raises(FinalorderError):
        load_parameters(file)


def test_every_share_that_sql_gives_belongs_to_a_parameter():
    for name, (parameter, path, seen) in SHARE_ESTIMANDS.items():
        assert f"'{name}'" in fit_counts.load_fit_steps()["fit_shares"].sql
        found = PARAMETERS[parameter]
        for step in path:
            found = found[step]
        assert 0 < found * seen(PARAMETERS) < 1


@pytest.mark.long
def test_three_seeds_hold_the_true_parameters_about_as_often_as_said(tmp_path):
    hits = [hit for seed in (1, 2, 3) for hit in count_covered(estimate_parameters(tmp_path, 0.01, seed))]
    assert len(hits) > 200
    assert 0.90 < np.mean(hits) < 0.99


@pytest.mark.soak
def test_in_a_hundred_seeds_every_interval_holds_its_true_parameter_88_to_99_times(tmp_path):
    hits: dict[tuple[str, str], list[bool]] = {}
    for seed in range(1000, 1100):
        for item in estimate_parameters(tmp_path, 0.01, seed):
            if item.value is not None:
                hits.setdefault((item.parameter, item.stratum), []).append(item.low <= item.model_value <= item.high)
    often = {name: sum(found) for name, found in hits.items() if len(found) == 100}
    assert len(often) > 70
    # a hundred of a hundred happens to one parameter in 170 even when the interval is exactly right
    assert {name: count for name, count in often.items() if count < 88} == {}
    assert sum(count == 100 for count in often.values()) <= 0.05 * len(often)
    assert 0.93 < sum(often.values()) / (100 * len(often)) < 0.97
