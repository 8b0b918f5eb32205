"""Steps: what a SELECT reads comes from its parse tree, the run order from that, and a step sees only its inputs."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from sqlglot import exp, parse_one
from sqlglot.optimizer.scope import traverse_scope

import finalorder
from finalorder import cohorts, ledger, measures
from finalorder.engines import (
    Engine,
    Step,
    StepError,
    StepRunner,
    find_sources,
    load_steps,
    merge_steps,
    open_engine,
    order_steps,
)
from finalorder.measures.method_runner import load_every_step

FILES = sorted(Path(finalorder.__file__).parent.rglob("*.sql"))
NUMBERS = pa.table({"n": [1, 2, 3]})


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1 AS n", set()),
        ("SELECT * FROM orders", {"orders"}),
        ("SELECT * FROM a INNER JOIN b ON b.n = a.n LEFT JOIN (SELECT n FROM c) AS d ON true", {"a", "b", "c"}),
        ("WITH x AS (SELECT * FROM a), y AS (SELECT * FROM x) SELECT * FROM y CROSS JOIN b", {"a", "b"}),
        ("WITH a AS (SELECT * FROM a) SELECT * FROM a", {"a"}),
        ("WITH x AS (SELECT * FROM a), a AS (SELECT 1 AS n) SELECT * FROM a, x", {"a"}),
        ("SELECT n FROM a WHERE n IN (SELECT n FROM b) UNION ALL SELECT n FROM c", {"a", "b", "c"}),
        ("SELECT * FROM a WHERE EXISTS (WITH x AS (SELECT * FROM b) SELECT * FROM x)", {"a", "b"}),
    ],
)
def test_a_step_reads_the_tables_that_it_does_not_name_itself(sql: str, reads: set[str]) -> None:
    assert Step("s", sql).reads == reads


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_another_parser_finds_the_same_tables_in_every_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sources = [source for scope in traverse_scope(parse_one(text)) for source in scope.sources.values()]
    assert Step(path.stem, text).reads == {source.name for source in sources if isinstance(source, exp.Table)}


@pytest.mark.parametrize("sql", ["SELECT FROM WHERE", "DROP TABLE orders", "SELECT 1; SELECT 2 FROM"])
def test_what_is_no_select_is_refused(sql: str) -> None:
    with pytest.raises(StepError, match="the SQL cannot be read"):
        Step("s", sql).reads  # noqa: B018


def steps_of(**sql: str) -> dict[str, Step]:
    return {name: Step(name, text) for name, text in sql.items()}


def test_steps_run_after_what_they_read_and_only_those_that_are_needed() -> None:
    steps = steps_of(c="SELECT * FROM b, a", b="SELECT * FROM a", a="SELECT * FROM source", d="SELECT * FROM other")
    assert [step.name for step in order_steps(steps, ["c"])] == ["a", "b", "c"]
    assert [step.name for step in order_steps(steps, ["c"], given={"a"})] == ["b", "c"]
    assert find_sources(steps, ["c"]) == {"source"}
    assert find_sources(steps, ["c"], given={"a"}) == {"a"}


def test_steps_that_read_each_other_are_refused() -> None:
    with pytest.raises(StepError, match="in a circle: a <- b <- a"):
        order_steps(steps_of(a="SELECT * FROM b", b="SELECT * FROM a"), ["a"])


def test_two_steps_of_one_name_are_refused() -> None:
    with pytest.raises(StepError, match="two steps are named a"):
        merge_steps(steps_of(a="SELECT 1 AS n"), steps_of(a="SELECT 2 AS n"))


def test_a_folder_of_files_is_read_by_name_with_the_prose_at_their_head(tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text("-- one: one row a thing.\n-- Key: n.\nSELECT 1 AS n\n", encoding="utf-8")
    (step,) = load_steps(tmp_path, prefix="units_").values()
    assert (step.name, step.header) == ("units_one", "one: one row a thing.\nKey: n.")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_engine() as engine:
        yield engine


def test_a_step_that_lacks_an_input_is_refused_in_a_sentence(engine: Engine) -> None:
    with pytest.raises(StepError, match=r"^step s reads a, b, which it was not given$"):
        engine.query(Step("s", "SELECT * FROM a, b"))


def test_an_input_that_a_step_does_not_read_is_refused_in_a_sentence(engine: Engine) -> None:
    numbers = engine.load_table("a", NUMBERS)
    with pytest.raises(StepError, match=r"^step s was given b, which it does not read$"):
        engine.query(Step("s", "SELECT * FROM a"), {"a": numbers, "b": numbers})


def test_a_step_sees_nothing_that_another_was_given(engine: Engine) -> None:
    numbers = engine.load_table("a", NUMBERS)
    kept = engine.create_table(Step("twice", "SELECT n * 2 AS n FROM a"), {"a": numbers})
    for name in ("a", "twice", numbers.name):
        with pytest.raises(StepError, match="was not given"):
            engine.query(Step("s", f"SELECT * FROM {name}"))
    assert engine.query(Step("s", "SELECT n FROM a ORDER BY n"), {"a": kept}).column("n").to_pylist() == [2, 4, 6]


def test_a_name_stands_for_what_the_step_at_hand_was_given(engine: Engine) -> None:
    first, second = (engine.load_table("a", pa.table({"n": [1] * rows})) for rows in (2, 3))
    count, views = Step("s", "SELECT count(*) AS n FROM a"), "SELECT view_name FROM duckdb_views() WHERE NOT internal"
    assert [engine.query(count, {"a": each}).to_pylist() for each in (first, first, second)] == [
        [{"n": 2}], [{"n": 2}], [{"n": 3}]
    ]  # fmt: skip
    left = engine.query(Step("s", f"{views} AND view_name IN ('a', 'b')"))
    assert left.num_rows == 0


def test_rows_kept_in_files_are_removed_with_the_engine(tmp_path: Path) -> None:
    with open_engine(scratch=tmp_path) as engine:
        kept = engine.create_table(Step("s", "SELECT * FROM a"), {"a": engine.load_table("a", NUMBERS)})
        assert list(tmp_path.rglob("*.parquet"))
        assert engine.query(Step("s", "SELECT * FROM b"), {"b": kept}).num_rows == 3
    assert not list(tmp_path.iterdir())


def test_a_runner_makes_a_table_once_and_again_only_where_something_else_was_given(engine: Engine) -> None:
    steps = steps_of(
        low="SELECT n FROM numbers", high="SELECT n FROM low, asked WHERE n > least", same="SELECT * FROM low"
    )
    runner = StepRunner(engine, steps, {"numbers": NUMBERS, "asked": pa.table({"least": [1]})})
    other = runner.extend({"asked": pa.table({"least": [2]})})
    assert runner.query("high").num_rows == 2
    assert other.query("high").num_rows == 1
    assert other.table("same") is runner.table("same")
    assert other.table("high") is not runner.table("high")
    assert other.extend({}, [Step("low", "SELECT 9 AS n")]).query("high").column("n").to_pylist() == [9]


def test_what_is_given_goes_before_a_step_of_that_name(engine: Engine) -> None:
    runner = StepRunner(engine, steps_of(a="SELECT 1 AS n", b="SELECT * FROM a"), {"a": NUMBERS})
    assert runner.query("b").num_rows == 3


def test_a_name_that_nothing_makes_is_told(engine: Engine) -> None:
    with pytest.raises(StepError, match="there is no table b: no step makes it, and it was not given"):
        StepRunner(engine, steps_of(a="SELECT * FROM b"), {}).query("a")


def test_what_a_runner_has_written_is_read_from_the_file(engine: Engine, tmp_path: Path) -> None:
    runner = StepRunner(engine, steps_of(a="SELECT * FROM numbers", b="SELECT * FROM a"), {"numbers": NUMBERS})
    assert runner.write("a", tmp_path / "a.parquet") == 3
    assert runner.query("b").num_rows == 3


def test_every_step_of_the_package_begins_with_tables_that_somebody_gives() -> None:
    """The names that SQL reads and no step makes: each is made in one place, and this is the list of them."""
    sources = find_sources(load_every_step(), load_every_step())
    made = {name for name in sources if not name.startswith(("release_", "registry_", "every_"))}
    assert made == {
        *("asked", "asked_cells", "asked_cities", "asked_docket", "asked_margins", "asked_reach", "asked_units"),
        *("plan_question", "plan_units"),
        *(
            "compare_levels",
            "counted",
            "fiscal_year_bounds",
            "fiscal_year_spans",
            "fiscal_years",
            "flow_city",
            "flow_steps",
            "follow_up",
            "groups",
            "judged",
            "members",
        ),
        *("met", "own_steps", "stamp", "traits", "units", "where_dimensions", "where_values"),
    }


def test_the_ledger_comes_from_ten_core_tables_in_sixteen_steps() -> None:
    assert len(ledger.list_ledger_inputs()) == 10
    assert len(ledger.list_ledger_steps()) == 16
    assert set(ledger.LEDGER_TABLES) < set(ledger.list_ledger_steps())


def test_every_cohort_and_every_method_has_its_step() -> None:
    assert set(cohorts.list_cohort_names()) < set(cohorts.load_cohort_steps())
    computed = [method for method in measures.load_methods().values() if method.is_computed]
    assert {f"units_{method.name}" for method in computed} < set(measures.load_measure_steps())
