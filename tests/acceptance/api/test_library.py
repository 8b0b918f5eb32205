"""finalorder as a library: open a lake, take a table in the form that is at hand."""

import os
import subprocess
import sys
from html import unescape
from pathlib import Path

import pyarrow as pa
import pytest

import finalorder
from finalorder.answers import fold_hidden_rows
from finalorder.api.notebooks import render_table
from finalorder.errors import FinalorderError
from finalorder.words import load_words
from support.places import REPOSITORY


@pytest.fixture(scope="module")
def opened(simulated_lake: Path):
    return finalorder.open(simulated_lake)


def test_a_core_table_a_lookup_and_a_ledger_table_have_names(opened) -> None:
    assert opened.table("proceedings").arrow().num_rows > 0
    assert opened.table("tbllookupbiadecision").arrow().num_rows == 53
    assert "final_on" in opened.table("ledger/orders").arrow().column_names


def test_a_table_is_a_duckdb_relation_that_can_be_asked(opened) -> None:
    counted = opened.table("ledger/orders").duckdb().aggregate("count(*)").fetchall()
    assert counted == [(opened.table("ledger/orders").arrow().num_rows,)]


def test_a_table_goes_to_every_library_that_speaks_arrow(opened) -> None:
    assert pa.table(opened.table("cases")).num_rows == opened.table("cases").arrow().num_rows


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_a_frame_library_that_is_missing_is_one_sentence(opened, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(FinalorderError, match=f'pip install "finalorder.{library}.'):
        getattr(opened.table("cases"), library)()


def test_a_table_that_is_none_is_one_sentence(opened) -> None:
    with pytest.raises(FinalorderError, match='no table "persons"'):
        opened.table("persons")


def test_the_members_of_a_cohort_on_the_release_day_are_a_table(opened) -> None:
    members = opened.table("cohorts/in_absentia").arrow()
    assert members.column_names == ["idncase", "order_id", "lower", "upper", "evidence"]
    assert members.num_rows > 0
    standing = set(opened.table("ledger/orders").arrow()["order_id"].to_pylist())
    assert set(members["order_id"].to_pylist()) <= standing


def test_the_tables_of_a_release_are_listed_and_each_can_be_opened(opened) -> None:
    names = opened.tables()
    assert {"proceedings", "tbllookupbiadecision", "ledger/orders", "cohorts/turned_18", "accounting"} <= set(names)
    assert all(opened.path(name).exists() for name in names)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [("orders", "ledger/orders"), ("Proceedings", "proceedings"), ("ledger/order", "ledger/orders")],
)
def test_a_table_that_is_nearly_named_is_offered(opened, asked: str, offered: str) -> None:
    with pytest.raises(FinalorderError, match=f'did you mean "{offered}"'):
        opened.table(asked)


def test_the_package_lists_what_it_has_and_all_of_it_can_be_had() -> None:
    assert set(finalorder.__all__) <= set(dir(finalorder))
    assert not any(name[0].isupper() for name in dir(finalorder))
    assert all(getattr(finalorder, name) is not None for name in dir(finalorder))
    assert set(finalorder.api.__all__) == set(dir(finalorder.api))


def test_no_function_has_the_name_of_a_room_which_would_hide_it_once_imported() -> None:
    rooms = {path.name for path in Path(finalorder.__file__).parent.iterdir() if path.is_dir()}
    assert not rooms & set(finalorder.__all__)


def test_a_function_that_is_nearly_named_is_offered() -> None:
    with pytest.raises(AttributeError, match='did you mean "measure"'):
        _ = finalorder.mesure
    with pytest.raises(AttributeError, match='did you mean "list_cohorts"'):
        _ = finalorder.api.list_cohort


def test_what_a_session_prints_is_a_line(opened, simulated_lake: Path) -> None:
    answer = finalorder.measure("in_absentia", simulated_lake, by=["city"])
    scope = finalorder.scope("2019-06-family-operation", simulated_lake)
    for shown in (opened, opened.release, opened.table("ledger/orders"), answer, answer.shown, scope):
        assert len(repr(shown)) < 200
        assert "\n" not in repr(shown)
    assert "SIMULATED" in repr(answer)
    assert repr(opened.table("ledger/orders")).startswith("<LakeTable ledger/orders: ")


def test_a_notebook_shows_the_sentence_the_table_and_the_chart_of_an_answer(simulated_lake: Path) -> None:
    one = finalorder.measure("in_absentia", simulated_lake, methods=["M1a"])
    assert one.sentences()[0] in unescape(one._repr_html_())
    several = finalorder.measure("in_absentia", simulated_lake, methods=["M1a"], by=["city"])
    html = several._repr_html_()
    assert html.count("<tr>") == 21
    assert "<svg" in html
    kept = fold_hidden_rows(several, load_words("en")).kept
    assert f"and {len(kept) - 20} more rows" in html
    assert "<strong>SIMULATED</strong>" in html
    assert len(html) < 60_000


def test_a_notebook_shows_the_columns_of_a_table_and_none_of_its_rows(opened) -> None:
    table = opened.table("ledger/orders")
    html = table._repr_html_()
    assert all(f"<td>{name}</td>" in html for name in table.columns)
    assert html.count("<tr>") == len(table.columns) + 1
    assert html.count("<td>") == 2 * len(table.columns)
    assert f"<td>ledger/orders</td><td>{len(table):,}</td>" in opened._repr_html_()


def test_a_markup_of_a_name_is_text_in_a_notebook() -> None:
    assert render_table([["a", "<b>"]]) == (
        "<table>\n<thead><tr><th>a</th></tr></thead>\n<tbody>\n<tr><td>&lt;b&gt;</td></tr>\n</tbody>\n</table>"
    )


def test_the_scope_of_an_operation_goes_to_every_library_that_speaks_arrow(simulated_lake: Path) -> None:
    scope = finalorder.scope("2019-06-family-operation", simulated_lake)
    assert pa.table(scope).num_rows == len(scope.shown)


USER_SCRIPT = """
from datetime import date
import finalorder
from finalorder import api

lake = finalorder.open("lake")
names: list[str] = lake.tables()
print(len(lake.table("ledger/orders")), lake.table("ledger/orders").columns, lake.as_of(date(2019, 6, 21)))
answer = finalorder.measure("in_absentia", "lake", methods=["M1a"], by=["city"], as_of=date(2019, 6, 21))
reveal_type(answer)
for row in answer:
    print(row.city, row.value, row.floor)
sentences: list[str] = answer.sentences()
again: api.Reproduction = finalorder.reproduce("answer.json", "lake")
scope = finalorder.scope("2019-06-family-operation", "lake")
print(scope.find_count("Miami").value, again.is_same, finalorder.__version__.upper())
finalorder.measure("in_absentia", "lake", metods=["M1a"])
"""


@pytest.mark.long
def test_a_strict_type_checker_reads_a_script_of_a_user(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(USER_SCRIPT, encoding="utf-8")
    asked = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", script.name]
    environment = os.environ | {"MYPYPATH": str(REPOSITORY / "src")}
    done = subprocess.run(asked, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert 'Revealed type is "finalorder.api.displayed.Answer"' in done.stdout
    errors = [line for line in done.stdout.splitlines() if " error: " in line]
    assert len(errors) == 1, done.stdout
    assert '"metods"' in errors[0]
