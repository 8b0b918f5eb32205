"""Each simulated life, read by the reader and replayed by the plain-Python oracle, gives the ledger that SQL made."""

from typing import Any

import duckdb
import pytest

from finalorder import registry
from finalorder.lake.folders import Lake, Release
from finalorder.ledger import list_ledger_inputs
from finalorder.simulation.cases import FIRST_CASE
from support.oracle.ledger import derive

CITIES = {row["court_code"]: row["city"] for row in registry.read_registry_rows("cities")}
KEYS = {"completions": "idnproceeding", "orders": "order_id", "hearings": "idnschedule", "cases": "idncase"}
Rows = list[dict[str, Any]]


def rows_of(path, last: int) -> Rows:
    """Rows of a table about the first cases, which whole families are among, and rows that name no case."""
    with duckdb.connect() as sql:
        names = [name for name, *_ in sql.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]
        case = next(name for name in names if name in ("idncase", "idnridercase"))
        answer = sql.execute(f"SELECT * FROM '{path}' WHERE {case} < {last} OR {case} IS NULL ORDER BY ALL")
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def disagreements(release: Release, cases: int) -> list[tuple[str, Any]]:
    """The table and key of every row that the lake's ledger and the oracle tell differently, or only one has."""
    last = FIRST_CASE + cases
    theirs = derive(
        {name: rows_of(release.find_table_path(name), last) for name in list_ledger_inputs()}, release.day, CITIES
    )
    found = []
    for name, key in KEYS.items():
        sql = {row[key]: row for row in rows_of(release.find_ledger_path(name), last) if row["idncase"] is not None}
        oracle = {row[key]: dict(row) for row in theirs[name] if row["idncase"] is not None}
        assert len(sql) > 0.5 * cases or name == "orders"
        found += [(name, each) for each in sql.keys() | oracle.keys() if sql.get(each) != oracle.get(each)]
    return found


def test_a_thousand_lives_from_the_lake_give_the_same_ledger_in_the_oracle(simulated_lake):
    assert disagreements(Lake(simulated_lake).open_release(), 1_000) == []


@pytest.mark.long
def test_fifteen_thousand_lives_from_the_lake_give_the_same_ledger_in_the_oracle(simulated_lake):
    assert disagreements(Lake(simulated_lake).open_release(), 15_000) == []
