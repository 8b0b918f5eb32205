"""The analysis tables equal loops written from their documentation, column by column, on made-up lives."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from finalorder import analysis, registry
from support.ledger_harness import ask, derive_tables
from support.oracle.analysis import Analysis
from support.oracle.lives import random_lives

RELEASE_DAY = date(2026, 6, 30)
COURTS = {row["court_code"]: row for row in registry.read_registry_rows("cities")}
#: copied from the ledger as they are, and so compared with it
LEFT_TO_THE_LEDGER = {"orders": 20, "cases": 16}


def compare(tables: Mapping[str, list[dict[str, Any]]], name: str) -> Iterator[str]:
    """Where SQL and oracle differ, in words."""
    oracle = Analysis(tables, RELEASE_DAY, COURTS)
    key = {"orders": "order_id", "cases": "idncase"}[name]
    expected = {row[key]: row for row in (oracle.order_rows() if name == "orders" else oracle.case_rows())}
    with derive_tables(tables, RELEASE_DAY) as runner:
        steps = runner.extend({}, analysis.load_analysis_steps().values())
        found = {row[key]: row for row in ask(steps, f"SELECT * FROM analysis_{name}").to_pylist()}
    if found.keys() != expected.keys():
        yield f"other keys: {sorted(found.keys() ^ expected.keys())[:10]}"
    for each, row in expected.items():
        for column, value in row.items():
            if found[each][column] != value:
                yield f"{key} {each}, {column}: SQL {found[each][column]!r}, oracle {value!r}"


@pytest.mark.parametrize("name", ["orders", "cases"])
def test_600_random_lives_give_the_oracles_rows(name: str) -> None:
    assert list(compare(random_lives(2111, 600, RELEASE_DAY), name))[:20] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_many_random_lives_give_the_oracles_rows(seed: int) -> None:
    lives = random_lives(7000 + seed, 5000, RELEASE_DAY)
    assert [said for name in ("orders", "cases") for said in compare(lives, name)][:20] == []


@pytest.mark.parametrize("name", ["orders", "cases"])
def test_the_oracle_knows_more_than_half_of_the_columns_and_the_rest_are_the_ledgers(name: str) -> None:
    oracle = Analysis(random_lives(5, 60, RELEASE_DAY), RELEASE_DAY, COURTS)
    known = next(oracle.order_rows() if name == "orders" else oracle.case_rows())
    columns = {column.name for column in registry.load_codebook()[f"analysis/{name}"].columns}
    assert set(known) <= columns
    assert len(columns - set(known)) <= LEFT_TO_THE_LEDGER[name] + 8


@pytest.mark.parametrize("name", ["orders", "cases"])
def test_what_is_copied_is_what_the_ledger_has(name: str) -> None:
    tables = random_lives(12, 200, RELEASE_DAY)
    key = {"orders": "order_id", "cases": "idncase"}[name]
    with derive_tables(tables, RELEASE_DAY) as runner:
        steps = runner.extend({}, analysis.load_analysis_steps().values())
        wide = ask(steps, f"SELECT * FROM analysis_{name} ORDER BY {key} NULLS LAST")
        ledger = ask(steps, f"SELECT * FROM {name} ORDER BY {key} NULLS LAST")
    shared = [column for column in wide.column_names if column in ledger.column_names]
    assert len(shared) >= LEFT_TO_THE_LEDGER[name] - 4
    for column in shared:
        assert wide.column(column).to_pylist() == ledger.column(column).to_pylist(), column
