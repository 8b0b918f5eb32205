"""What a release publishes at the end of its build: one set of tables, whose rows are those of every command."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder import api, operations
from finalorder.answers import TEXT_COLUMNS, AnswerRow, to_json
from finalorder.disclosure import PublishedPlan, load_plan, load_policy, open_plan
from finalorder.errors import InputError, NotInLakeError
from finalorder.lake import Lake, Release
from finalorder.measures import get_method, group_methods_by_measure, load_methods
from finalorder.operations.prepared_forecasts import count_forecast

#: questions that the plan answers: a measure, the dimensions, and methods (none: every one)
QUESTIONS = (
    *((name, (), ()) for name, methods in group_methods_by_measure().items() if any(m.is_computed for m in methods)),
    ("in_absentia", ("city",), ()),
    ("in_absentia", ("city", "fiscal-year"), ("M1a", "M7a")),
    ("in_absentia", ("city", "family-docket"), ("CI",)),
    ("outcomes", ("fiscal-year",), ()),
    ("notice_days", ("city",), ()),
    ("appearance", ("city", "represented"), ()),
    ("orders_issued", ("fiscal-year", "in-absentia"), ()),
    ("orders_standing", ("city", "nationality"), ()),
    ("absence_by_notice", ("custody",), ()),
)


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    return Lake(simulated_lake).open_release()


@pytest.fixture(scope="module")
def plan(release: Release) -> PublishedPlan:
    found = open_plan(release)
    assert found
    return found


def without_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (operations.measure_answers, sys.modules["finalorder.operations.operation_scope"]):
        monkeypatch.setattr(module, "open_plan", lambda _: None)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_a_question_of_the_plan_has_the_rows_that_the_rule_gives(
    question: tuple[str, tuple[str, ...], tuple[str, ...]], simulated_lake: Path, plan: PublishedPlan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    name, by, methods = question
    published = api.measure(name, simulated_lake, by=by, methods=methods)
    chosen = [get_method(each) for each in methods] or [m for m in group_methods_by_measure()[name] if m.is_computed]
    assert to_json(plan.answer(chosen, by)) == to_json(published.shown)
    without_plan(monkeypatch)
    assert api.measure(name, simulated_lake, by=by, methods=methods).to_json() == published.to_json()


def test_an_operation_at_its_announcement_has_the_rows_that_the_rule_gives(
    simulated_lake: Path, plan: PublishedPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = (each for each in plan.tables if each.startswith("operations/2019"))
    published = api.scope("2019-06-family-operation", simulated_lake).shown
    assert to_json(plan.read_table(name)) == to_json(published)
    without_plan(monkeypatch)
    assert to_json(api.scope("2019-06-family-operation", simulated_lake).shown) == to_json(published)


def test_another_day_is_no_question_of_the_plan(simulated_lake: Path, plan: PublishedPlan) -> None:
    (name,) = (each for each in plan.tables if each.startswith("operations/2019"))
    other = api.scope("2019-06-family-operation", simulated_lake, as_of=plan.release.day).shown
    assert to_json(other) != to_json(plan.read_table(name))


def test_the_tables_are_those_of_the_plan_in_its_order(plan: PublishedPlan) -> None:
    order = [table.name for table in load_plan()]
    assert list(dict.fromkeys(name.partition("/")[0] for name in plan.tables)) == order
    computed = {each.id for each in load_methods().values() if each.is_computed}
    assert set(plan.tables["nation"].methods) == computed
    assert computed - set(plan.tables["city"].methods) == {"languages_pending", "languages_standing"}


def test_the_record_counts_what_is_listed_and_what_has_a_number(release: Release, plan: PublishedPlan) -> None:
    record = tomllib.loads((release.path / "plan" / "plan.toml").read_text(encoding="utf-8"))
    assert record["rows"] == sum(table.rows for table in plan.tables.values()) > 500_000
    for name in ("nation", "city", "fiscal-year", "city.represented", "cohorts"):
        rows, table = plan.read_table(name), plan.tables[name]
        assert (len(rows), sum(row.status != "hidden" for row in rows)) == (table.rows, table.shown)
    assert record["policy"]["rounded_to"] == load_policy().rounded_to


@pytest.mark.parametrize(
    ("measure", "method"), [("in_absentia", "M1a"), ("outcomes", "outcomes"), ("orders_issued", "")]
)
def test_every_headline_of_thirty_or_more_is_shown(
    measure: str, method: str, simulated_lake: Path, plan: PublishedPlan
) -> None:
    """City by fiscal year by method: a count of 30 or more, a share of a base of 30 or more."""
    options = {"by": ("city", "fiscal-year"), "methods": [method] if method else []}
    exact = api.measure(measure, simulated_lake, profile="none", **options)
    published = {describe(row): row for row in api.measure(measure, simulated_lake, **options)}
    large = [row for row in exact if (row.denominator if row.is_share else row.numerator) >= 30]
    assert len(large) > 100
    assert [row for row in large if published[describe(row)].value is None] == []


def describe(row: AnswerRow) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in TEXT_COLUMNS)


def test_files_have_the_rows_with_a_number_and_the_stamp(release: Release, plan: PublishedPlan) -> None:
    table = pq.read_table(release.path / "plan" / "city.fiscal-year.parquet")
    assert table.num_rows == plan.tables["city.fiscal-year"].shown
    assert "hidden" not in table.column("status").to_pylist()
    assert table.schema.metadata[b"stamps"] == b"SIMULATED"


def test_a_table_can_be_read_for_one_city_and_one_method(plan: PublishedPlan) -> None:
    rows = plan.read_table("city.fiscal-year", methods=["M1a"], only={"city": ["Miami"]})
    assert {(row.city, row.method) for row in rows} == {("Miami", "M1a")}
    assert len({row.period for row in rows}) == len(rows) > 40


def test_a_table_that_is_not_published_is_a_sentence(plan: PublishedPlan) -> None:
    with pytest.raises(NotInLakeError, match=r"publishes no table citi.*city"):
        plan.read_table("citi")


@pytest.mark.long
def test_a_lake_without_a_plan_answers_by_the_rule(simulated_zip: Path, tmp_path: Path) -> None:
    """And a build that leaves it out can be told to make it up."""
    api.build(simulated_zip, tmp_path, counting_only=True)
    opened = api.open(tmp_path)
    assert opened.plan is None
    assert len(api.measure("grants", tmp_path, by=["city"])) > 50
    assert [stage.name for stage in api.plan_build(simulated_zip, tmp_path) if stage.runs] == ["plan"]


def test_the_same_plan_from_another_process(release: Release, simulated_lake: Path, tmp_path: Path) -> None:
    """Any process, any hash seed, any lake: the same bytes."""
    text = (
        "import sys\nfrom pathlib import Path\nfrom finalorder.lake import Lake\n"
        "from finalorder.disclosure import apply_disclosure_control, load_policy\n"
        "from finalorder.measures import count_groupings, get_method\nfrom finalorder.answers import to_json\n"
        "release = Lake(Path(sys.argv[1])).open_release()\n"
        "for name in ('M1a', 'outcomes', 'CI'):\n"
        "    for _, raw in count_groupings(release, get_method(name), [(), ('city',)], load_policy().first_shown):\n"
        "        print(to_json(apply_disclosure_control(raw)))\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", text, str(simulated_lake)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != b""


def test_the_forecast_of_a_year_is_published_with_its_record(plan: PublishedPlan) -> None:
    rows = list(plan.read_table("forecasts"))
    assert {row.level_1 for row in rows if row.measure == "forecast_pending"} == {"as-found", "lawyers", "notices"}
    assert {row.period for row in rows if row.measure == "forecast_pending"} == {"2027-07"}
    assert {row.level_1 for row in rows if row.measure == "forecast_record_pending"} == {
        "this forecast", "last value", "last change",
    }  # fmt: skip
    told = operations.read_what_if(plan.release)
    assert told is not None
    assert set(told.rows) <= set(rows)


def test_a_release_too_young_for_a_forecast_publishes_none(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise InputError("this lake has 3 completions in the 24 months before 1984-01-01")

    monkeypatch.setattr("finalorder.operations.prepared_forecasts.forecast_year_ahead", refuse)
    assert count_forecast(release) is None
