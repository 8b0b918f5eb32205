"""Scenarios: what they assume is what comes out, they share their draws, and what is wrong in one is a sentence."""

from pathlib import Path

import numpy as np
import pytest

from finalorder.errors import InputError
from finalorder.projection.published import find_last_day, select_known
from finalorder.projection.scenario import list_scenario_names, load_scenario
from finalorder.projection.stock_flow import Projection, project_scenario
from finalorder.registry import load_published_series

FIGURES = load_published_series()
KNOWN = select_known(FIGURES, find_last_day(FIGURES))


def project(name: str | Path, until: int = 2030) -> Projection:
    return project_scenario(KNOWN, load_scenario(name), until)


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_that_changes_nothing_makes_no_difference_at_all(tmp_path: Path) -> None:
    same = project(write(tmp_path, "[receipts]\nfactor = 1.0\n[judges]\nfactor = 1.0\n"))
    base = project("as-now")
    assert all(np.array_equal(same.draws[name], base.draws[name]) for name in base.draws)


def test_half_and_double_are_half_and_double_of_what_comes_in_now() -> None:
    now, half, double = (project(name).centers["receipts"] for name in ("as-now", "half", "double"))
    assert half == pytest.approx(now / 2)
    assert double == pytest.approx(now * 2)


def test_more_receipts_never_mean_fewer_pending_in_any_draw() -> None:
    half, now, double = (project(name).draws["pending"] for name in ("half", "as-now", "double"))
    assert (half <= now).all()
    assert (now <= double).all()


def test_the_hiring_plan_is_the_published_number_reached_evenly() -> None:
    judges = project("hiring-plan").centers["judges"]
    assert judges[2] == judges[4] == 800
    assert judges[0] < judges[1] < judges[2]


def test_judges_by_year_are_as_given_and_more_judges_complete_more(tmp_path: Path) -> None:
    more = project(write(tmp_path, "[judges]\nby_year = { 2026 = 600, 2030 = 1000 }\n"))
    assert more.centers["judges"].tolist() == [600, 700, 800, 900, 1000]
    assert (more.centers["completions"] > project("as-now").centers["completions"]).all()


def test_the_books_balance_every_year_but_for_what_comes_back() -> None:
    found = project("as-now").centers
    before = np.concatenate([[3_400_000], found["pending"][:-1]])
    back = found["pending"] - before - found["receipts"] + found["completions"]
    assert (np.abs(back / before) < 0.05).all()


def test_nothing_is_ever_negative_even_with_no_receipts_and_very_many_judges(tmp_path: Path) -> None:
    found = project(write(tmp_path, "[receipts]\nfactor = 0\n[judges]\nfactor = 50\n"))
    assert all((table >= 0).all() for table in found.draws.values())
    assert found.centers["pending"][-1] < 100_000


def test_intervals_widen_with_years_and_hold_the_center() -> None:
    found = project("as-found")
    for place in range(len(found.years)):
        low, high = found.find_interval("pending", place, 80)
        assert low < found.centers["pending"][place] < high
    widths = [np.subtract(*found.find_interval("pending", place, 80)[::-1]) for place in (0, 4)]
    assert widths[0] < widths[1]


def test_every_scenario_that_ships_has_a_title_and_an_account_in_both_languages() -> None:
    for name in list_scenario_names():
        scenario = load_scenario(name)
        for lang in ("en", "es"):
            assert scenario.get_title(lang)
            assert scenario.get_about(lang)
        assert scenario.get_about("en") != scenario.get_about("es")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[judges]\nfactor = -1\n", "judges.factor is -1; use a number from 0"),
        ("[judges]\nby_year = { 2027 = -5 }\n", "judges of 2027 is -5"),
        ("[judges]\nby_year = { soon = 5 }\n", '"soon" is not a fiscal year'),
        ("[judges]\nby_year = {}\n", "needs fiscal years"),
        ("[judges]\n", "needs one of factor, by_year or plan"),
        ("[receipts]\nfactor = 1\nplan = 2028\n", "needs one of"),
        ("[receipts]\nfactor = true\n", "use a number"),
        ("[receipts]\nfactor = nan\n", "use a number"),
        ("[receipts]\nfactor = inf\n", "use a number"),
        ("[receits]\nfactor = 1\n", 'did you mean "receipts"'),
        ("[policy]\njugdes = 1\n", 'did you mean "judges"'),
        ("[policy]\nappeal_days = -10\n", "use a number from 1 to 365"),
        ("policy = 3\n", "policy is not a table"),
        ("receipts", "is not TOML"),
    ],
)
def test_what_is_wrong_in_a_scenario_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        load_scenario(write(tmp_path, text))
    assert said in str(error.value)


def test_a_plan_that_nobody_published_and_a_year_out_of_reach_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no plan for the judges of fiscal year 2029"):
        project(write(tmp_path, "[judges]\nplan = 2029\n"))
    with pytest.raises(InputError, match="no published plans for receipts"):
        project(write(tmp_path, "[receipts]\nplan = 2028\n"))
    for year in (2025, 2036):
        with pytest.raises(InputError, match="within ten years"):
            project("as-now", year)
