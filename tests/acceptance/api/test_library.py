"""finalorder as a library: open a lake, take a table in the form that is at hand."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

import finalorder
from finalorder.errors import FinalorderError


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
    with pytest.raises(FinalorderError, match=f"pip install {library}"):
        getattr(opened.table("cases"), library)()


def test_a_table_that_is_none_is_one_sentence(opened) -> None:
    with pytest.raises(FinalorderError, match="no tables/persons"):
        opened.table("persons")


def test_the_members_of_a_cohort_on_the_release_day_are_a_table(opened) -> None:
    members = opened.table("cohorts/in_absentia").arrow()
    assert members.column_names == ["idncase", "order_id", "lower", "upper", "evidence"]
    assert members.num_rows > 0
    standing = set(opened.table("ledger/orders").arrow()["order_id"].to_pylist())
    assert set(members["order_id"].to_pylist()) <= standing
