"""Forecasts from a lake: its own months balance, policies do what they say, and what cannot be asked is a sentence."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from finalorder import api
from finalorder.answers import Answer
from finalorder.errors import InputError
from finalorder.lake import Lake, Release
from finalorder.operations import describe_what_if, show_forecast
from finalorder.projection.lake_forecasts import forecast_lake
from finalorder.projection.lake_months import LakeMonths, LakePast, read_lake_past
from finalorder.projection.lake_rates import DRIFT_YEARS, fit_drift
from finalorder.projection.lake_record import read_outcome, score, select_past
from finalorder.projection.lake_state import Path as Course
from finalorder.projection.lake_state import State, advance
from finalorder.projection.policies import Policy
from finalorder.projection.scenario import load_scenario
from finalorder.projection.shared_draws import SharedDraws
from support.steady_lakes import simulate_steady_lake

MONTHS = 12
SHARED = SharedDraws(3, 40)


@pytest.fixture(autouse=True)
def draw_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer draws than a user gets: the tests ask in which direction, not how far."""
    monkeypatch.setattr("finalorder.projection.lake_forecasts.DRAWS", 30)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """One steady lake for the whole file."""
    return simulate_steady_lake(tmp_path_factory.mktemp("steady"), seed=5, scale=0.003)


@pytest.fixture(scope="module")
def past(release: Release) -> LakePast:
    return read_lake_past(release, release.day + timedelta(days=1), (36, DRIFT_YEARS + 1), 30)


@pytest.fixture(scope="module")
def months(past: LakePast) -> LakeMonths:
    return past.months


@pytest.fixture(scope="module")
def walk(past: LakePast) -> Iterator[object]:
    """Take the state forward under a policy; each only once."""
    state = State.from_past(past)

    @cache
    def take(policy: Policy = Policy(), receipts: float = 1.0) -> Course:  # noqa: B008 - a frozen value
        return advance(state, MONTHS, SHARED, policy, receipts)

    return take  # type: ignore[return-value]


def test_every_month_of_a_lake_balances(months: LakeMonths) -> None:
    stock, left, came = (
        months.stock.sum(axis=(2, 3)),
        months.exits.sum(axis=(2, 3, 4)),
        months.entries.sum(axis=(1, 3, 4)),
    )
    assert (stock[1:] == (stock - left + came)[:-1]).all()
    assert stock[-1].sum() > 1000


def test_a_state_of_an_earlier_day_is_what_stood_then(release: Release, months: LakeMonths) -> None:
    day = months.starts[24] - timedelta(days=1)
    state = State.from_ledger(release, day)
    then, now = (
        {city: stock.sum() for city, stock in zip(cities, found, strict=True) if stock.any()}
        for cities, found in ((state.cities, state.stock), (months.cities, months.stock[24]))
    )
    assert then == now


def test_a_scenario_that_changes_nothing_makes_no_difference_at_all(walk) -> None:
    one, other = walk(), walk(Policy(judges=1.0))
    for name, table in one.quantities.items():
        assert np.array_equal(table, other.quantities[name])


@pytest.mark.parametrize(
    ("policy", "quantity", "sign"),
    [
        (Policy(judges=1.5), "pending", -1),
        (Policy(judges=0.5), "pending", 1),
        (Policy(judges=1.5), "completions", 1),
        (Policy(notices_in_time=1.0), "in_absentia_orders", -1),
        (Policy(lawyer_at_first_hearing=1.0), "in_absentia_orders", -1),
        (Policy(lawyer_at_first_hearing=1.0), "removal_orders", -1),
        (Policy(reopened_a_month=0.02), "standing_orders", -1),
        (Policy(reopened_a_month=0.02), "pending", 1),
        (Policy(appeal_days=10.0), "standing_orders", 1),
    ],
    ids=str,
)
def test_a_policy_moves_what_it_is_about_in_nearly_every_draw(walk, policy: Policy, quantity: str, sign: int) -> None:
    change = (walk(policy).quantities[quantity] - walk().quantities[quantity]).sum(axis=(0, 2))
    assert (np.sign(change) == sign).mean() >= 0.9


def test_a_priority_takes_its_time_from_the_others(walk) -> None:
    first = [
        walk(policy).quantities["completions"][0].sum(axis=1).mean() for policy in (Policy(), Policy(priority=2.0))
    ]
    assert first[1] == pytest.approx(first[0], rel=0.05)


def test_half_the_receipts_are_half_the_receipts(walk) -> None:
    whole, half = (walk(receipts=share).quantities["receipts"].sum() for share in (1.0, 0.5))
    assert half == pytest.approx(whole / 2, rel=0.05)


def test_a_difference_is_surer_than_the_two_that_it_is_of(walk) -> None:
    with_it, without = (walk(policy).quantities["pending"][-1].sum(axis=1) for policy in (Policy(judges=1.5), Policy()))
    assert (with_it - without).std() < 0.5 * without.std()


def test_a_year_ahead_most_intervals_hold_what_came(past: LakePast, months: LakeMonths) -> None:
    path = advance(State.from_past(select_past(past, 24)), MONTHS, SharedDraws(1, 100))
    scores = list(score(path, read_outcome(months.select(24, 37)), MONTHS))
    assert {each.quantity for each in scores} >= {"pending", "completions", "in_absentia_orders", "standing_orders"}
    assert sum(each.holds(95) for each in scores) >= len(scores) - 1


def test_a_flow_that_jumps_from_year_to_year_drifts_further_than_one_that_does_not() -> None:
    even, jumping = np.full(10, 1000.0), np.array([1000.0, 1500.0] * 5)
    assert fit_drift(even, np.ones(10)) < 0.02 < 0.3 < fit_drift(jumping, np.ones(10)) <= 0.5


def test_a_flow_of_a_handful_a_year_is_not_thought_to_jump() -> None:
    handful = np.array([40.0, 47.0, 35.0, 43.0, 38.0, 45.0])
    assert fit_drift(handful, np.ones(6)) < 0.03
    assert fit_drift(np.array([2.0, 20.0, 1.0, 16.0]), np.ones(4)) == pytest.approx(0.03)


def test_what_is_known_at_an_earlier_day_has_no_later_month_or_year(past: LakePast) -> None:
    earlier = select_past(past, 24)
    assert earlier.months.starts[-1] == earlier.years.starts[-1] == past.months.starts[24]
    assert len(earlier.years.starts) == DRIFT_YEARS + 1


def test_a_lake_too_young_is_a_sentence(release: Release) -> None:
    with pytest.raises(InputError, match=r"completions in the 24 months before 1984.*at least 200"):
        State.from_ledger(release, date(1984, 1, 1))


def ask(opened: Release, **options: object) -> Answer:
    return api.forecast("2027-01", lake_dir=opened.path.parent, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"city": "Nowhere"}, 'no court "Nowhere"'),
        ({"city": "Miamy"}, 'did you mean "Miami"'),
        ({"scenario": "hiring-plan"}, r"use \[policy\] judges"),
        ({"release": "2019-01"}, "has no release 2019-01"),
        ({"as_of": date(2010, 1, 1)}, "not within 10 years"),
        ({"as_of": date(2030, 1, 1)}, "is after 2026-07-01"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_of_a_lake_is_a_sentence(release: Release, options: dict[str, object], said: str) -> None:
    from finalorder.errors import FinalorderError

    with pytest.raises(FinalorderError, match=said):
        ask(release, **options)


def test_answers_pass_the_gate_and_say_that_they_are_simulated(release: Release) -> None:
    answer = ask(release, by_city=True)
    counts = [row for row in answer if row.measure == "forecast_pending"]
    assert {row.status for row in counts} == {"shown", "hidden"}
    assert all(row.simulated for row in counts)
    assert all(row.value is None or (row.value % 20 == 0 and row.value >= 30) for row in counts)
    assert "finalorder forecast --from lake" in answer.about["command"]


def test_what_if_is_two_sentences_in_both_languages(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    path.write_text('title = "Twice the judges"\ntitle_es = "El doble de jueces"\n[policy]\njudges = 2\n', "utf-8")
    scenario = load_scenario(path)
    shown = show_forecast(forecast_lake(Lake(release.path.parent).open_release(), scenario, "2027-01"))
    english, spanish = (describe_what_if(shown, scenario.get_title(lang), lang) for lang in ("en", "es"))
    assert len(english) == len(spanish) == 2
    assert english[0].startswith("Twice the judges: ")
    assert "fewer than if nothing were changed (80% interval" in english[1]
    assert spanish[0].startswith("El doble de jueces: ")
    assert "menos que si no cambiara nada" in spanish[1]


@pytest.mark.long
def test_a_lake_is_replayed_beside_naive_rules_and_calls_itself_a_test_of_machinery(release: Release) -> None:
    record = [row for row in api.backtest(release.path.parent) if row.measure == "forecast_record_pending"]
    assert {row.level_1 for row in record} == {"this forecast", "last value", "last change"}
    assert {row.note for row in record} == {"simulated lake: a test of machinery, not evidence"}
    assert {row.level_2 for row in record} == {"1 year", "3 years"}


@pytest.mark.long
def test_the_page_of_a_lake_has_every_policy_and_the_stamp(release: Release, tmp_path: Path) -> None:
    pages = api.write_forecast("2027-09", tmp_path, lake_dir=release.path.parent)
    text = pages[0].read_text(encoding="utf-8")
    for title in ("A quarter more judges", "Notices that arrive in time", "A lawyer at the first hearing", "Ten days"):
        assert title in text
    assert "SIMULATED" in text
    assert "a test of the machinery, not evidence" in text
