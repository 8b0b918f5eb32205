"""``forecast`` and ``backtest`` as a person meets them."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from finalorder import api
from finalorder.cli.main import main
from finalorder.errors import FinalorderError


def say(*words: object) -> str:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def fail(*words: object) -> str:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert isinstance(result.exception, FinalorderError), (result.output, result.exception)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def test_a_published_forecast_takes_less_than_a_second() -> None:
    api.forecast(2027)  # imports
    began = time.perf_counter()
    api.forecast(2030, scenario="half")
    assert time.perf_counter() - began < 1


def test_a_forecast_has_intervals_assumptions_and_a_question_that_asks_it_again() -> None:
    found = json.loads(
        say("forecast", "--from", "published", "--until", "2030", "--scenario", "half", "--format", "json")
    )
    measures = {row["measure"] for row in found["rows"]}
    assert measures == {
        "forecast_pending",
        "forecast_receipts",
        "forecast_completions",
        "forecast_judges",
        "forecast_in_absentia_orders",
        "forecast_assumption",
    }
    for row in found["rows"]:
        assert row["source"]
        if row["measure"] != "forecast_assumption":
            assert row["low"] <= row["value"] <= row["high"]
            assert row["note"] == f"{row['level_2']} interval"
    again = found["meta"]["command"].split()[1:]
    assert json.loads(say(*again, "--format", "json")) == found


def test_the_record_gives_every_rule_and_calls_itself_evidence() -> None:
    rows = json.loads(say("backtest", "--format", "json"))["rows"]
    record = [row for row in rows if row["measure"] == "forecast_record"]
    assert {row["level_1"] for row in record} == {
        "this forecast",
        "last value",
        "last change",
        "annualized receipts",
        "CRS arithmetic",
    }
    assert {row["note"] for row in record} == {"published figures: evidence"}
    assert {row["method"] for row in record if row["level_1"] == "this forecast"} >= {"bias", "coverage_80"}


@pytest.mark.parametrize("words", [("forecast", "--until", "2027"), ("backtest",)], ids=" ".join)
def test_notes_and_levels_are_in_spanish(words: tuple[str, ...]) -> None:
    spanish = say(*words, "--lang", "es")
    assert "intervalo de 80%" in spanish
    assert "80% interval" not in spanish


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--until", "soon"), '"soon" is not a year or month'),
        (("--until", "2027-13"), "is not a year or month"),
        (("--until", "2099"), "not within ten years"),
        (("--until", "2030", "--scenario", "halve"), 'did you mean "half"'),
        (("--until", "2030", "--scenario", "nowhere.toml"), "cannot read the scenario"),
        (("--until", "2001", "--as-of", "1980-01-01"), "no pending cases are published"),
        (("--until", "2001", "--as-of", "2000-10-01"), "are not published"),
    ],
)
def test_what_cannot_be_forecast_is_a_sentence(words: tuple[str, ...], said: str) -> None:
    assert said in fail("forecast", *words)


def test_a_month_means_its_fiscal_year() -> None:
    assert "FY2028" in say("forecast", "--until", "2027-10")
    assert "FY2028" not in say("forecast", "--until", "2027-09")


def test_a_scenario_of_ones_own_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    path.write_text("[receipts]\nfactor = 0\n", encoding="utf-8")
    assert "none" in say("forecast", "--until", "2026", "--scenario", path)
