"""What a delay or a changed list of cities does to the scope: recomputed by asking for each day alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from finalorder.cli.operation import diff_command
from finalorder.lake.folders import Lake, Release
from finalorder.measures import ALL_STANDING, ANY_COHORT
from finalorder.operations import load_operation
from finalorder.operations.operation_scope import count_operation_scope
from finalorder.operations.revision_scopes import (
    OperationState,
    ScopeByRevision,
    count_scope_by_revision,
    list_revision_states,
)

FAMILY = load_operation("2019-06-family-operation")
SMALL = replace(FAMILY, cities=("Miami", "Houston", "New York"), cohorts=("in_absentia", "rocket_docket"), revisions=())
LATER = replace(SMALL, starts=date(2020, 6, 23), cities=("Miami", "Houston", "Boston"))


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    return Lake(simulated_lake).open_release()


@pytest.fixture(scope="module")
def open_to_all(release: Release) -> ScopeByRevision:
    return count_scope_by_revision(
        [OperationState("before", SMALL), OperationState("after", LATER)], release, profile="none"
    )


def test_the_states_of_an_operation_are_its_announcement_and_its_changes() -> None:
    found = list_revision_states(FAMILY)
    assert [(state.label, state.start_day.isoformat(), len(state.operation.cities)) for state in found] == [
        ("2019-06-21", "2019-06-23", 10),
        ("2019-06-22", "2019-07-07", 10),
        ("2019-07-11", "2019-07-14", 9),
        ("2019-07-14", "2019-07-14", 9),
    ]


def test_each_state_is_the_scope_of_its_cities_on_its_start(open_to_all: ScopeByRevision, release: Release) -> None:
    for state in open_to_all.states:
        alone = count_operation_scope(state.operation, release, state.start_day, profile="none")
        for group in (ALL_STANDING, ANY_COHORT, "rocket_docket"):
            assert open_to_all.compute_state_total(state, group).value == alone.find_count(cohort=group).value
            for city in state.operation.cities:
                assert open_to_all.find_state_count(state, city, group).value == alone.find_count(city, group).value


def test_two_lists_of_cities_on_one_day_are_added_up_each_for_itself(release: Release) -> None:
    states = [OperationState("a", SMALL), OperationState("b", replace(SMALL, cities=("Miami", "Houston")))]
    counted = count_scope_by_revision(states, release, profile="none")
    for state in states:
        cities = [counted.find_state_count(state, city, ALL_STANDING).value for city in state.operation.cities]
        assert counted.compute_state_total(state, ALL_STANDING).value == sum(cities)


def test_nothing_small_is_shown_and_no_change_of_1_to_10_between_two_days(release: Release) -> None:
    week = [OperationState("a", SMALL), OperationState("b", replace(SMALL, starts=date(2019, 6, 30)))]
    counted = count_scope_by_revision(week, release)
    for city in ("", *SMALL.cities):
        for group in (ALL_STANDING, ANY_COHORT, *SMALL.cohorts):
            before, after = (counted.find_state_count(state, city, group).value for state in week)
            assert all(value is None or value == 0 or value > 10 for value in (before, after))
            assert before is None or after is None or abs(after - before) not in range(1, 11)


def test_the_command_says_what_changed_and_with_a_lake_what_it_does(simulated_lake: Path) -> None:
    runner = CliRunner()
    plain = runner.invoke(diff_command, ["2019-06-family-operation"])
    assert "2019-06-22  starts: 2019-06-23 -> 2019-07-07" in plain.output
    assert "2019-07-11  city New Orleans: taken out" in plain.output
    asked = ["2019-06-family-operation", "--lake", str(simulated_lake)]
    counted = runner.invoke(diff_command, asked)
    assert counted.exit_code == 0
    assert "SIMULATED" in counted.output
    assert "2019-06-22: to begin 2019-07-07, 10 cities: " in counted.output
    assert "2019-07-11: without New Orleans, " in counted.output
    rows = runner.invoke(diff_command, [*asked, "--format", "csv"]).output.splitlines()
    assert rows[1].startswith("standing_orders,,2019-06-family-operation,,any_cohort,removal,state,2019-06-21")


def test_an_operation_and_itself_do_not_differ() -> None:
    same = CliRunner().invoke(diff_command, ["2019-06-family-operation", "2019-06-family-operation"])
    assert same.output == "nothing differs.\n"
