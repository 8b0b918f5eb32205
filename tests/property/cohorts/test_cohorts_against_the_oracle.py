"""The cohorts of random lives are those of the oracle, on any day."""

from datetime import date

import pytest

from finalorder import registry
from finalorder.cohorts import list_cohort_names
from support.ledger_harness import add_cohorts, ask, derive_tables
from support.oracle.cohorts import cohort as cohort_of_the_oracle
from support.oracle.ledger import derive
from support.oracle.ledger import standing as standing_in_the_oracle
from support.oracle.lives import random_lives

JUNE_21 = date(2019, 6, 21)
RELEASE_DAY = date(2026, 6, 30)


@pytest.mark.parametrize("day", [date(2003, 7, 1), JUNE_21, RELEASE_DAY])
def test_the_five_cohorts_of_random_lives_are_those_of_the_oracle(day: date) -> None:
    tables = random_lives(11, 1500)
    theirs = derive(
        dict(tables), RELEASE_DAY, {row["court_code"]: row["city"] for row in registry.read_registry_rows("cities")}
    )
    with derive_tables(tables, RELEASE_DAY) as ledger:
        cohorts = add_cohorts(ledger, day)
        stood = ask(cohorts, "SELECT order_id FROM standing").to_pylist()
        with_case = [o for o in standing_in_the_oracle(theirs["orders"], day) if o["idncase"] is not None]
        assert {row["order_id"] for row in stood} == {order["order_id"] for order in with_case}
        for name in list_cohort_names():
            ours = ask(cohorts, f"SELECT idncase, order_id, lower, upper FROM cohort_{name}").to_pylist()
            expected = [row for row in cohort_of_the_oracle(name, theirs, tables, day) if row["idncase"] is not None]
            key = ("idncase", "order_id", "lower", "upper")
            found = sorted((tuple(row[k] for k in key) for row in ours), key=str)
            assert found == sorted((tuple(row[k] for k in key) for row in expected), key=str), name
