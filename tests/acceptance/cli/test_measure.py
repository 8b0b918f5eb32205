"""measure, methods and show METHOD: what they print, and one sentence for what a user can fix."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import finalorder
from finalorder.answers.rows import ANSWER_COLUMNS
from finalorder.cli.main import run
from finalorder.measures import group_methods_by_measure, load_methods


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["finalorder", *map(str, words)])
        code = 0
        try:
            run()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return call


def rows(said, lake: Path, *words: object) -> list[dict[str, object]]:
    code, out, err = said("measure", *words, "--lake", lake, "--format", "json")
    assert code == 0, err
    found: list[dict[str, object]] = json.loads(out)["rows"]
    return found


@pytest.mark.parametrize("name", group_methods_by_measure())
def test_a_measure_answers_by_every_method_that_can_be_computed(said, simulated_lake: Path, name: str) -> None:
    found = rows(said, simulated_lake, name)
    wanted = {method.id for method in group_methods_by_measure()[name] if method.is_computed}
    assert {row["method"] for row in found} == wanted
    assert all(set(row) == set(ANSWER_COLUMNS) for row in found)
    assert all(row["method"] and row["unit"] and row["source"] and row["as_of"] for row in found)
    assert all(row["simulated"] for row in found)


@pytest.mark.parametrize(("name", "dimension"), [("languages", "language"), ("orders_issued", "order-class")])
def test_an_answer_that_is_split_anyway_can_be_asked_for_split_so(said, simulated_lake, name, dimension) -> None:
    options = ("--where", "city=Houston", "--disclosure", "none")
    asked = rows(said, simulated_lake, name, "--by", f"city,{dimension}", *options)
    assert asked == rows(said, simulated_lake, name, "--by", "city", *options)


def test_an_answer_has_every_margin_of_what_it_is_split_by(said, simulated_lake: Path) -> None:
    asked = ("in_absentia", "--method", "M9", "--disclosure", "none")
    found = rows(said, simulated_lake, *asked, "--by", "fiscal-year,represented")
    before = ",".join(f"FY{year}" for year in range(1950, 1983))  # before the court was: asked for, and not listed
    (earlier,) = rows(said, simulated_lake, *asked, "--where", f"fiscal-year={before}")
    places = {(row["period"], row["level_1"]): row for row in found}
    periods = {period for period, _ in places}
    assert periods == {"", "unknown", *(f"FY{year}" for year in range(1983, 2027))}
    assert {level for _, level in places} == {"", "yes", "no", "unknown"}, "every level is listed"
    for part in ("numerator", "denominator"):
        for period in periods:
            assert places[period, ""][part] == sum(places[period, level][part] for level in ("yes", "no", "unknown"))
        assert places["", ""][part] == earlier[part] + sum(places[period, ""][part] for period in periods if period)
    assert {row["by_1"] for row in found} == {"", "represented"}


def test_a_table_ends_with_the_sentence_of_each_method(said, simulated_lake: Path) -> None:
    _, english, _ = said("measure", "in_absentia", "--method", "M2,M11", "--lake", simulated_lake)
    _, spanish, _ = said("measure", "in_absentia", "--method", "M2", "--lake", simulated_lake, "--lang", "es")
    assert english.startswith("SIMULATED")
    assert f"M2: {load_methods()['M2'].sentence} (reading: assumed)" in english
    assert f"M11: {load_methods()['M11'].sentence}" in english
    assert load_methods()["M2"].sentence_es in spanish


def test_a_condition_of_several_values_is_the_sum_of_their_rounded_counts(said, simulated_lake: Path) -> None:
    (free,) = rows(said, simulated_lake, "in_absentia", "--method", "M1a", "--where", "custody=N,R")
    exact = rows(said, simulated_lake, "in_absentia", "--method", "M1a", "--by", "custody", "--disclosure", "none")
    steps = [row for row in exact if row["level_1"] in ("N", "R")]
    assert len(steps) == 2
    for part in ("numerator", "denominator"):
        counted = [row[part] for row in steps]
        assert min(counted) >= 30
        assert free[part] == sum((count + 10) // 20 * 20 for count in counted)
    assert (free["rounded_to"], free["floor"], free["ceiling"]) == (20, free["numerator"] - 20, free["numerator"] + 18)
    assert free["floor"] <= sum(row["numerator"] for row in steps) <= free["ceiling"]


def test_another_day_is_answered_from_the_ledger(said, simulated_lake: Path) -> None:
    now = rows(said, simulated_lake, "orders_issued", "--disclosure", "none")
    then = rows(said, simulated_lake, "orders_issued", "--as-of", "2019-06-21", "--disclosure", "none")
    assert {row["as_of"] for row in then} == {"2019-06-21"}
    assert sum(row["value"] for row in then) < sum(row["value"] for row in now)


def test_families_have_an_interval_of_their_own_and_provisional_estimates_say_so(said, simulated_lake: Path) -> None:
    (family,) = rows(said, simulated_lake, "in_absentia", "--method", "M7b")
    plain = finalorder.disclosure.compute_wilson_interval(family["numerator"], family["denominator"])
    assert family["note"] == "interval clusters by lead case"
    assert family["high"] - family["low"] > plain[1] - plain[0]
    cohort = rows(said, simulated_lake, "in_absentia", "--method", "CI", "--by", "fiscal-year", "--disclosure", "none")
    told = {(row["period"], row["level_1"]): row["note"] for row in cohort}
    assert "provisional" not in told["FY2015", "1825 days"]
    assert "provisional" in told["FY2025", "1825 days"]
    observed = [row for row in cohort if row["denominator"] and "provisional" not in row["note"]]
    assert observed
    assert all(row["value"] == round(row["numerator"] / row["denominator"], 6) for row in observed)


def test_days_are_a_median_between_quartiles_and_few_are_unstable(said, simulated_lake: Path) -> None:
    found = rows(said, simulated_lake, "days_to_decision", "--by", "court", "--disclosure", "none")
    answered = [row for row in found if row["value"] is not None]
    assert all(row["low"] <= row["value"] <= row["high"] for row in answered)
    assert {row["status"] for row in answered} == {"shown", "unstable"}
    assert all((row["denominator"] < 30) == (row["status"] == "unstable") for row in answered)


def test_shares_of_few_are_unstable(said, simulated_lake: Path) -> None:
    found = rows(said, simulated_lake, "in_absentia", "--method", "M9", "--by", "court", "--disclosure", "none")
    assert all((row["denominator"] < 30) == (row["status"] == "unstable") for row in found if row["denominator"])
    assert any(row["status"] == "unstable" for row in found)


def test_every_public_number_is_rounded_to_20_and_no_base_is_below_30(said, simulated_lake: Path) -> None:
    found = rows(said, simulated_lake, "grants", "--by", "city,represented")
    numbers = [row[part] for row in found for part in ("numerator", "denominator") if row[part] is not None]
    assert [number for number in numbers if number % 20] == []
    shown = [row for row in found if row["status"] != "hidden"]
    assert all(row["denominator"] >= 30 for row in shown)
    assert all(row["ceiling"] - row["floor"] == (29 if row["floor"] == 0 else 19) for row in shown)
    assert any(row["status"] == "hidden" for row in found)
    levels = [{row[name] for row in found} for name in ("city", "level_1")]
    assert len(found) == len(levels[0]) * len(levels[1]), "places without a unit are rows too"


def test_the_same_from_python_as_arrow_polars_and_parquet(said, simulated_lake: Path, tmp_path: Path) -> None:
    answer = finalorder.measure("grants", simulated_lake, by=["represented"])
    assert answer.arrow().column_names == list(ANSWER_COLUMNS)
    assert answer.polars().shape == (4, len(ANSWER_COLUMNS))
    assert answer.polars()["level_1"].to_list() == ["", "no", "unknown", "yes"]
    assert answer.arrow().schema.metadata[b"stamps"] == b"SIMULATED"
    out = tmp_path / "grants.parquet"
    code, _, err = said(
        "measure", "grants", "--by", "represented", "--lake", simulated_lake, "--format", "parquet", "--out", out
    )
    assert code == 0, err
    assert pq.read_table(out).to_pylist() == answer.arrow().to_pylist()


def test_methods_lists_every_method_and_why_some_are_not_computed(said) -> None:
    code, out, _ = said("methods")
    assert code == 0
    assert all(f"  {name}: " in out for name in load_methods())
    assert "M13: not computed: It follows persons" in out
    assert "M13: no se calcula: Sigue" in said("methods", "--lang", "es")[1]


def test_show_tells_every_choice_of_a_method_and_its_sql(said) -> None:
    _, out, _ = said("show", "m4")
    assert "pending: in, as of the last day of the year" in out
    assert "published: 17 percent" in out
    assert said("show", "M4", "--sql")[1].startswith("-- m4: one row a case")
    assert "-- m9: one row" in said("show", "in_absentia", "--sql")[1]
    assert said("show", "pending_spans")[1].startswith("pending_spans: one row a span")


@pytest.mark.parametrize(
    ("words", "sentence", "kind"),
    [
        (["measure", "in_absentai"], 'did you mean "in_absentia"', 2),
        (["measure", "in_absentia", "--method", "M9b"], 'did you mean "M9"', 2),
        (["measure", "in_absentia", "--method", "M5i"], "M5i is a method of appearance", 2),
        (["measure", "in_absentia", "--method", "M13"], "M13 is not computed", 2),
        (["measure", "in_absentia", "--by", "cort"], 'did you mean "court"', 2),
        (["measure", "in_absentia", "--method", "M9", "--by", "in-absentia"], "M9 cannot be split by in-absentia", 2),
        (["measure", "backlog", "--by", "state,language,rider"], "two other dimensions", 2),
        (["measure", "outcomes", "--by", "state,language"], "one other dimension", 2),
        (["measure", "backlog", "--where", "custody=X"], "is not a known value", 2),
        (["measure", "backlog", "--as-of", "2031-01-01"], "after release", 3),
        (["show", "M99"], "nothing is called", 2),
    ],
)
def test_what_a_user_can_fix_is_one_sentence(
    said, simulated_lake: Path, words: list[str], sentence: str, kind: int
) -> None:
    lake = ["--lake", str(simulated_lake)] if words[0] == "measure" else []
    code, _, err = said(*words, *lake)
    assert code == kind
    assert sentence in err
    assert "Traceback" not in err


def test_a_sentence_says_number_counts_interval_method_and_source(said, simulated_lake: Path) -> None:
    asked = (
        "measure",
        "in_absentia",
        "--method",
        "M11",
        "--where",
        "city=Miami",
        "--lake",
        simulated_lake,
        "--sentence",
    )
    code, out, err = said(*asked)
    assert code == 0, err
    for words in ("SIMULATED: Miami, July 1, 2026:", "95% interval", "Of the orders of removal issued", "Method M11",
                  "not a rate of appearance", "nearest 20", "Source: EOIR Case Data"):  # fmt: skip
        assert words in out
    code, out, err = said(*asked, "--lang", "es")
    assert code == 0, err
    assert "intervalo del 95%" in out
    code, out, err = said(*asked, "--by", "city", "--where", "custody=N")
    assert code == 0, err
    assert out.count("SIMULATED: Miami; custody: Never detained, July 1, 2026:") == 1
    code, out, err = said("measure", "in_absentia", "--by", "city", "--lake", simulated_lake, "--sentence")
    assert code == 2
    assert "are a table and not a sentence" in err


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_an_answer_can_be_drawn_and_taken_away(said, simulated_lake: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"answer.{ending}"
    code, _, err = said("measure", "in_absentia", "--by", "city", "--method", "M11", "--lake", simulated_lake,
                        "--chart", file)  # fmt: skip
    assert code == 0, err
    written = file.read_bytes()
    if ending == "png":
        assert written.startswith(b"\x89PNG")
        return
    for words in ("SIMULATED", "July 1, 2026", "M11: Of the orders", "Source: EOIR Case Data", "Licence:", "Miami"):
        assert words in written.decode()


def test_a_chart_in_another_format_is_refused(said, simulated_lake: Path, tmp_path: Path) -> None:
    code, _, err = said("measure", "in_absentia", "--lake", simulated_lake, "--chart", tmp_path / "answer.pdf")
    assert code == 2
    assert ".svg nor .png" in err


def test_a_code_of_the_courts_lists_is_printed_with_its_name(said, simulated_lake: Path) -> None:
    code, out, err = said("measure", "orders_issued", "--by", "nationality", "--lake", simulated_lake)
    assert code == 0, err
    for words in ("NI Nigeria", "NU Nicaragua", "ES El Salvador"):
        assert words in out
