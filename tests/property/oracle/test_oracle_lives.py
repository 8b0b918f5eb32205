"""What holds for every made-up life, and that the made-up lives reach every rule."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings

from support.oracle.cohorts import RULES, cohort
from support.oracle.ledger import Ledger, derive, standing, standing_certain, stands
from support.oracle.lives import LifeTables, columns_of, lives, random_lives
from support.oracle.records import Row
from support.oracle.story import RELEASE_DAY

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEYS = {"completions": "idnproceeding", "orders": "order_id", "hearings": "idnschedule", "cases": "idncase"}
DAYS = [date(1997, 1, 1), date(2019, 6, 21), date(2024, 2, 29), RELEASE_DAY]


def in_order(rows: list[Row], key: str) -> list[Row]:
    return sorted(rows, key=lambda row: row[key])


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(in_order(one[name], key) == in_order(other[name], key) for name, key in KEYS.items())


@SETTINGS
@given(tables=lives())
def test_invariants_hold_for_every_life(tables: LifeTables) -> None:
    check_invariants(tables)


def check_invariants(tables: LifeTables) -> None:
    ledger = derive(tables, RELEASE_DAY)
    for order in ledger["orders"]:
        assert order["ordered_on"] <= RELEASE_DAY
        assert (order["final_on"] is None) == (order["final_basis"] in ("not_final", "not_observable"))
        assert (order["final_on"] is None) == (order["final_on_latest"] is None)
        if order["final_on"] is not None:
            assert order["ordered_on"] <= order["final_on"] <= min(order["final_on_latest"], RELEASE_DAY)
        assert (order["undone_on"] is None) == (order["undone_by"] is None)
        if order["undone_on"] is not None:
            assert order["ordered_on"] <= order["undone_on"] <= RELEASE_DAY
    own = {(order["idncase"], order["order_id"]) for order in ledger["orders"]}
    for case in ledger["cases"]:
        assert case["standing_order_id"] is None or (case["idncase"], case["standing_order_id"]) in own
    for day in DAYS:
        possible = standing(ledger["orders"], day)
        certain = standing_certain(ledger["orders"], day)
        assert {order["idncase"] for order in certain} <= {order["idncase"] for order in possible}
        assert all(stands(order, day) and order["order_class"] == "removal" for order in possible)
        for name in RULES:
            members = cohort(name, ledger, tables, day)
            assert all(member["upper"] or not member["lower"] for member in members)
            assert {member["order_id"] for member in members} <= {order["order_id"] for order in possible}


@SETTINGS
@given(tables=lives())
def test_the_order_of_rows_in_the_release_does_not_matter(tables: LifeTables) -> None:
    shuffled = {name: Random(name).sample(rows, len(rows)) for name, rows in tables.items()}
    one, other = derive(tables, RELEASE_DAY), derive(shuffled, RELEASE_DAY)
    assert same(one, other)
    assert one["notes"] == other["notes"]


def test_the_invariants_hold_for_thousands_of_seeded_lives() -> None:
    check_invariants(random_lives(7, 5_000))


def test_seeded_lives_are_the_same_every_time_and_their_keys_are_unique() -> None:
    tables = random_lives(11, 300)
    assert tables == random_lives(11, 300)
    assert tables != random_lives(12, 300)
    for name, key in (("cases", "idncase"), ("proceedings", "idnproceeding"), ("appeals", "idnappeal")):
        ids = [row[key] for row in tables[name]]
        assert len(ids) == len(set(ids))


def test_a_release_of_a_later_day_only_adds_completions() -> None:
    tables = random_lives(5, 1_000)
    early, late = (
        {row["idnproceeding"] for row in derive(tables, day)["completions"]}
        for day in (RELEASE_DAY - timedelta(days=1000), RELEASE_DAY)
    )
    assert early < late


@pytest.fixture(scope="module")
def made_up() -> Ledger:
    """The ledger of five thousand lives, as the oracle derives it."""
    return derive(random_lives(3, 5_000), RELEASE_DAY)


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        (
            "orders",
            "final_basis",
            "in_absentia appeal_waived appeal_period_lapsed board_affirmed board_unclear appeal_withdrawn "
            "not_observable not_final",
        ),
        ("orders", "undone_by", "motion_granted new_proceeding board_remanded board_sustained board_terminated"),
        ("orders", "order_class", "removal removal_withheld voluntary_departure"),
        (
            "cases",
            "state",
            "pending administratively_closed ordered_removed voluntary_departure relief terminated dismissed other "
            "no_proceeding",
        ),
        ("cases", "family_docket", "none family_unit_2018 dedicated_docket_2021 adults_with_children_2014"),
        ("hearings", "outcome", "decided adjourned no_show not_held upcoming unknown"),
        ("hearings", "kind", "master individual custody review other"),
        (
            "completions",
            "category",
            "removal_order removal_withheld voluntary_departure relief termination dismissal administrative_closure "
            "transfer review other",
        ),
    ],
)
def test_the_made_up_lives_reach_every_outcome(made_up: Ledger, table: str, column: str, values: str) -> None:
    counts = {value: sum(row[column] == value for row in made_up[table]) for value in values.split()}
    assert min(counts.values()) > 5, counts


def test_the_made_up_lives_reach_every_note(made_up: Ledger) -> None:
    assert set(made_up["notes"]) == {
        "absence_without_removal_order",
        "appeal_after_release",
        "board_decision_continued",
        "appeal_decided_before_order",
        "board_decision_incomplete",
        "appeal_of_order_in_absentia",
        "appeal_matched_by_case",
        "appeal_rejected",
        "appeal_unmatched",
        "decision_without_date",
        "completion_after_release",
        "completion_without_code",
        "contradictory_case_types",
        "board_decision_after_release",
        "deportation_in_absentia_without_charge_date",
        "due_date_before_order",
        "proceeding_entered_after_release",
        "granted_motion_without_date",
        "impossible_date",
        "granted_motion_after_release",
        "completion_code_unknown",
        "order_by_the_board",
        "proceeding_of_unlisted_case",
        "proceeding_without_case",
        "reopening_without_day",
        "rescission_reversed",
        "several_family_dockets",
        "case_type_unknown",
    }


@SETTINGS
@given(tables=lives())
def test_drawn_lives_have_unique_keys_too(tables: LifeTables) -> None:
    for name, rows in tables.items():
        ids = [row[columns_of(name)[0]] for row in rows]
        assert len(ids) == len(set(ids)), name


@pytest.mark.long
def test_a_drawn_life_shrinks_to_the_events_that_matter() -> None:
    def is_undone_in_absentia(tables: LifeTables) -> bool:
        orders = derive(tables, RELEASE_DAY)["orders"]
        return any(order["is_in_absentia"] and order["undone_by"] == "motion_granted" for order in orders)

    quiet = settings(max_examples=1_000, deadline=None, database=None)
    found = find(lives(most=1), is_undone_in_absentia, settings=quiet, random=Random(1))
    assert len(found["motions"]) == 1
    assert len(found["proceedings"]) <= 3
    assert found["appeals"] == []
