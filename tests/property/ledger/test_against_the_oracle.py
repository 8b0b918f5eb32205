"""The SQL equals the naive oracle, which was written from the law and the contract and never from the SQL."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from finalorder import registry
from support.ledger_harness import ledger_of
from support.oracle.ledger import derive
from support.oracle.lives import LifeTables, lives, random_lives

RELEASE_DAY = date(2026, 6, 30)
CITIES = {row["court_code"]: row["city"] for row in registry.read_registry_rows("cities")}
COUNTED_BY_BOTH = {kind["kind"] for kind in registry.read_registry_rows("notes")} - {
    "appeal_of_unknown_proceeding",
    "appeal_without_key",
    "board_code_unknown",
    "case_without_key",
    "case_without_proceeding",
    "decision_and_other_completion",
    "hearing_of_unknown_case",
    "hearing_without_key",
    "impossible_appeal_date",
    "impossible_hearing_date",
    "impossible_motion_date",
    "motion_of_unknown_case",
    "proceeding_without_entry_date",
    "proceeding_without_key",
    "repeated_case_key",
    "repeated_proceeding_key",
    "review_code_unknown",
    "rider_of_unknown_lead",
}
KEYS = {"completions": "idnproceeding", "orders": "order_id", "hearings": "idnschedule", "cases": "idncase"}


def by_key(rows: Iterable[Mapping[str, Any]], key: str) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(dict(row))
    return found


def differences(tables: Mapping[str, list[dict[str, Any]]], limit: int = 20) -> list[str]:
    """Where the SQL and the oracle disagree, in words that name the table, the key and the column."""
    ours, theirs = ledger_of(tables, RELEASE_DAY), derive(dict(tables), RELEASE_DAY, CITIES)
    said = _differences_of_notes(ours["notes"], theirs["notes"])
    for table, key in KEYS.items():
        sql, oracle = by_key(ours[table], key), by_key(theirs[table], key)
        for found in sorted(set(sql) | set(oracle), key=str):
            said += _differences_of(table, found, sql.get(found, []), oracle.get(found, []))
            if len(said) > limit:
                return said
    return said


def _differences_of_notes(sql: Iterable[Mapping[str, Any]], oracle: Mapping[str, int]) -> list[str]:
    """Kinds that the oracle knows and the SQL counts otherwise; the SQL counts some that the oracle leaves out."""
    counts = {row["kind"]: row["count"] for row in sql}
    return [f"note {k}: SQL {counts.get(k)}, oracle {n}" for k, n in sorted(oracle.items()) if counts.get(k) != n] + [
        f"note {k}: SQL {n}, oracle 0" for k, n in sorted(counts.items()) if n and k in COUNTED_BY_BOTH - set(oracle)
    ]


def _differences_of(table: str, key: Any, sql: list[dict[str, Any]], oracle: list[dict[str, Any]]) -> list[str]:
    if len(sql) != len(oracle):
        return [f"{table} {key}: {len(sql)} rows in SQL, {len(oracle)} in the oracle"]
    return [
        f"{table} {key} {column}: SQL {a[column]!r}, oracle {b[column]!r}"
        for a, b in zip(sql, oracle, strict=True)
        for column in sorted(set(a) | set(b))
        if a.get(column, "missing") != b.get(column, "missing")
    ]


@pytest.mark.parametrize(
    "seed", [seed if seed < 4 else pytest.param(seed, marks=pytest.mark.long) for seed in range(10)]
)
def test_two_thousand_random_lives_give_the_same_ledger_in_sql_and_in_the_oracle(seed: int) -> None:
    assert differences(random_lives(seed, 2_000)) == []


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tables=lives())
def test_lives_that_hypothesis_draws_give_the_same_ledger_in_both(tables: LifeTables) -> None:
    assert differences(tables) == []


@pytest.mark.long
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables=lives())
def test_a_hundred_other_lives_that_hypothesis_draws_give_the_same_ledger_in_both(tables: LifeTables) -> None:
    assert differences(tables) == []


@pytest.mark.soak
@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables=lives())
def test_a_thousand_lives_that_hypothesis_draws_give_the_same_ledger_in_both(tables: LifeTables) -> None:
    assert differences(tables) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_million_random_lives_give_the_same_ledger_in_sql_and_in_the_oracle(seed: int) -> None:
    assert differences(random_lives(seed, 10_000)) == []
