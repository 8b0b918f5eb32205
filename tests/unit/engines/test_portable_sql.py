"""Every SQL file of the package stays within the portable subset, and its own functions do what they say."""

from datetime import date
from pathlib import Path

import pytest

import finalorder
from finalorder.answers import parse_conditions
from finalorder.engines import DuckDB, Step
from finalorder.engines.linter import lint_sql
from finalorder.engines.subset import ENTRIES, REFUSALS
from finalorder.history.manifest import KeyRange, TableColumn
from finalorder.history.row_steps import RowSteps, TableShape
from finalorder.measures import Method, load_methods
from finalorder.measures.method_runner import load_every_step
from finalorder.measures.query import CellQuery, build_units_sql

FILES = sorted(Path(finalorder.__file__).parent.rglob("*.sql"))
CUBES = [step for name, step in load_every_step().items() if name.startswith("cube_")]
COMPUTED = [method for method in load_methods().values() if method.is_computed]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_sql_file_is_within_the_portable_subset(path: Path) -> None:
    assert lint_sql(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("step", CUBES, ids=lambda step: step.name)
def test_the_sql_that_counts_a_cube_is_within_the_portable_subset(step: Step) -> None:
    assert lint_sql(step.sql) == []


@pytest.mark.parametrize("method", COMPUTED, ids=lambda method: method.id)
def test_the_sql_that_answers_a_question_is_within_the_portable_subset(method: Method) -> None:
    asked = CellQuery(("city", "fiscal-year"), parse_conditions(["custody=N", "nationality=GT", "court=MIA"]))
    assert lint_sql(build_units_sql(method, asked.assign_columns(method), asked.where)) == []


@pytest.mark.parametrize("keys", [KeyRange(), KeyRange(None, 5), KeyRange(5, 9), KeyRange(9, None)])
def test_the_sql_that_reads_a_history_is_within_the_portable_subset(keys: KeyRange) -> None:
    columns = (TableColumn("idncase", "int64"), TableColumn("left", "string"), TableColumn("came", "string"))
    stretch = ["idncase", "left", "occurrence", "since", "until"]
    steps = RowSteps(
        TableShape("cases", "idncase", columns), keys, ["idncase", "came"], [stretch, ["idncase", *stretch[2:]]]
    )
    written = [
        steps.select_written_rows(until, has_repeated_keys=k) for until in (None, "2026-07") for k in (True, False)
    ]
    others = (steps.select_release_rows, steps.select_history_rows, steps.select_standing_digests)
    rest = [build() for build in (*others, steps.select_rebuilt_rows, steps.select_bounds)]
    assert [lint_sql(step.sql) for step in (*written, *rest)] == [[]] * 9


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_sql_file_begins_by_saying_what_a_row_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(f"-- {path.stem}: one row")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_of_the_subset_passes_the_linter(entry) -> None:
    assert lint_sql(entry.example) == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.example[:50])
def test_what_engines_answer_differently_is_refused(refusal) -> None:
    assert lint_sql(refusal.example) != []


def test_the_packages_own_functions_are_taught_to_the_engine() -> None:
    with DuckDB() as engine:
        days = engine.query(Step("days", "SELECT days_between(DATE '2019-03-01', DATE '2019-03-15') AS n")).to_pylist()
        texts = engine.query(Step("texts", "SELECT sorted_texts(['b', 'a']) AS x, no_texts() AS y")).to_pylist()
    assert days == [{"n": (date(2019, 3, 15) - date(2019, 3, 1)).days}]
    assert texts == [{"x": ["a", "b"], "y": []}]


def steps(text: str) -> list[tuple[str, list[str]]]:
    """The named steps of a file: the comment line above each, and its lines; the last SELECT is one of them."""
    found: list[tuple[str, list[str]]] = []
    said = ""
    for line in text.splitlines():
        if line.startswith("-- "):
            said = line
        elif (line.endswith(" AS (") and not line.startswith(" ")) or line.startswith("SELECT") or not found:
            found.append((said, [line]))
        else:
            found[-1][1].append(line)
    return [(said, lines) for said, lines in found if lines != ["WITH"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_step_is_short_enough_to_be_read_and_says_what_a_row_is(path: Path) -> None:
    for said, lines in steps(path.read_text(encoding="utf-8")):
        assert len(lines) <= 34, lines[0]
        if lines[0].endswith(" AS ("):
            assert said.startswith("-- one row"), lines[0]
