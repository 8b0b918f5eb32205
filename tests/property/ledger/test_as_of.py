"""Any day's state comes from the days of events: issued, final, undone and standing are four things."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from finalorder import api
from finalorder.errors import FinalorderError
from finalorder.ledger import compute_orders_as_of
from support.ledger_harness import ask, derive_tables
from support.oracle.ledger import derive, standing, standing_certain
from support.oracle.lives import random_lives
from support.oracle.story import RELEASE_DAY
from support.small_lives import MARCH_15, motion, proceeding

MAY_2 = date(2019, 5, 2)


@pytest.fixture(scope="module")
def reopened() -> pa.Table:
    """The orders of a case ordered in absentia, whose order a motion undid on 2 May 2019, and ordered again in 2020."""
    second = proceeding(11, input_date=date(2019, 5, 20), comp_date=date(2020, 2, 3), absentia="Y")
    tables = {"cases": [{"idncase": 1}], "proceedings": [proceeding(absentia="Y"), second], "motions": [motion()]}
    with derive_tables(tables, RELEASE_DAY) as runner:
        return ask(runner, "SELECT * FROM orders")


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (MARCH_15 - timedelta(1), []),
        (MARCH_15, [("final", True, None)]),
        (MAY_2 - timedelta(1), [("final", True, None)]),
        (MAY_2, [("undone", False, "motion_granted")]),
        (date(2020, 2, 3), [("undone", False, "motion_granted"), ("final", True, None)]),
    ],
)
def test_an_order_stands_from_the_day_it_is_final_until_the_day_it_is_undone(
    reopened: pa.Table, day: date, states: list[tuple[str, bool, str | None]]
) -> None:
    found = compute_orders_as_of(reopened, day).to_pylist()
    assert [(row["state"], row["stands"], row["undone_by"]) for row in found] == states


@pytest.mark.parametrize("day", [date(1997, 1, 1), date(2008, 2, 29), date(2019, 6, 21), RELEASE_DAY])
def test_what_stands_on_a_day_is_what_stands_in_the_oracle(day: date) -> None:
    lives = random_lives(21, 1_500)
    theirs = derive(lives, RELEASE_DAY)["orders"]
    with derive_tables(lives, RELEASE_DAY) as runner:
        ours = compute_orders_as_of(ask(runner, "SELECT * FROM orders"), day).to_pylist()
    assert {row["order_id"] for row in ours if row["stands"]} == {row["order_id"] for row in standing(theirs, day)}
    certain = {row["order_id"] for row in ours if row["is_certain"] and row["order_class"] == "removal"}
    assert {row["order_id"] for row in standing_certain(theirs, day)} <= certain
    assert {row["order_id"] for row in ours} == {o["order_id"] for o in theirs if o["ordered_on"] <= day}


def test_a_lake_is_asked_about_a_day_between_1997_and_its_release(simulated_lake: Path) -> None:
    opened = api.open(simulated_lake)
    table = opened.as_of(date(2019, 6, 21))
    assert table.num_rows > 100
    assert set(table.column("state").to_pylist()) == {"final", "not_final", "undone"}
    with pytest.raises(FinalorderError, match="is before 1997-01-01"):
        opened.as_of(date(1996, 12, 31))
    with pytest.raises(FinalorderError, match="is after release"):
        opened.as_of(date(2031, 1, 1))
