"""What changed between two operations, and over the life of one."""

from dataclasses import replace
from datetime import date

import pytest

from finalorder import operations
from finalorder.errors import FinalorderError
from finalorder.operations import Change, Operation


@pytest.fixture(scope="module")
def family() -> Operation:
    return operations.load_operation("2019-06-family-operation")


def test_an_operation_does_not_differ_from_itself(family: Operation) -> None:
    assert operations.compare_operations(family, family) == []


def test_cities_and_cohorts_added_and_taken_out_are_named(family: Operation) -> None:
    other = replace(family, cities=(*family.cities[1:], "Boston"), cohorts=family.cohorts[:4])
    assert operations.compare_operations(family, other) == [
        Change("city", "Miami", "Miami", None),
        Change("city", "Boston", None, "Boston"),
        Change("cohort", "recent_arrival_final_order", "recent_arrival_final_order", None),
    ]


def test_the_order_of_cities_is_no_change(family: Operation) -> None:
    assert operations.compare_operations(family, replace(family, cities=family.cities[::-1])) == []


def test_a_date_moved_is_given_before_and_after(family: Operation) -> None:
    moved = operations.compare_operations(family, replace(family, starts=date(2019, 7, 14), ends=date(2019, 7, 21)))
    assert moved == [Change("starts", "", "2019-06-23", "2019-07-14"), Change("ends", "", None, "2019-07-21")]
    assert [change.sentence for change in moved] == ["starts: 2019-06-23 -> 2019-07-14", "ends: added (2019-07-21)"]


def test_a_capacity_changed_added_or_taken_out_is_named_with_its_figure(family: Operation) -> None:
    beds, rest = family.capacities[0], family.capacities[1:]
    fewer = replace(beds, value=None, low=3000, high=3655)
    assert operations.compare_operations(family, replace(family, capacities=(fewer, *rest))) == [
        Change("capacity", "family-beds", "3,655 beds, 2019-04-08", "3,000 to 3,655 beds, 2019-04-08")
    ]
    gone = operations.compare_operations(family, replace(family, capacities=rest))
    assert gone == [Change("capacity", "family-beds", "3,655 beds, 2019-04-08", None)]
    assert gone[0].sentence == "capacity family-beds: taken out (3,655 beds, 2019-04-08)"


def test_the_difference_the_other_way_swaps_before_and_after(family: Operation) -> None:
    other = replace(family, starts=date(2019, 7, 14), claims=family.claims[2:], police=family.police[:1])
    forth, back = operations.compare_operations(family, other), operations.compare_operations(other, family)
    turned = {(change.subject, change.name, change.after, change.before) for change in back}
    assert {(change.subject, change.name, change.before, change.after) for change in forth} == turned


def test_a_claim_reworded_shows_the_fields_that_differ(family: Operation) -> None:
    first = replace(family.claims[0], bound="about", methods=("M4",))
    (change,) = operations.compare_operations(family, replace(family, claims=(first, *family.claims[1:])))
    assert (change.before, change.after) == ("bound at_least; methods none", "bound about; methods M4")


def test_on_the_day_of_the_announcement_nothing_had_been_revised(family: Operation) -> None:
    first = operations.reconstruct_operation(family, date(2019, 6, 21))
    assert first.starts == date(2019, 6, 23)
    assert first.revisions == ()
    assert first.outcomes == ()
    assert first.cities == family.cities


def test_the_delay_moves_the_start_from_the_day_it_was_said(family: Operation) -> None:
    assert operations.reconstruct_operation(family, date(2019, 6, 22)).starts == date(2019, 7, 7)
    assert operations.reconstruct_operation(family, date(2019, 7, 10)).starts == date(2019, 7, 7)
    assert operations.reconstruct_operation(family, date(2019, 7, 11)).starts == date(2019, 7, 14)


def test_the_storm_takes_new_orleans_out_of_the_list(family: Operation) -> None:
    before, after = (
        operations.reconstruct_operation(family, date(2019, 7, 10)),
        operations.reconstruct_operation(family, date(2019, 7, 12)),
    )
    changes = [change for change in operations.compare_operations(before, after) if change.subject == "city"]
    assert changes == [Change("city", "New Orleans", "New Orleans", None)]


def test_what_was_said_later_is_not_known_yet(family: Operation) -> None:
    early = operations.reconstruct_operation(family, date(2019, 6, 22))
    assert {claim.id for claim in family.claims} - {claim.id for claim in early.claims} == {
        "family-first-hearing-missed",
        "targets-in-absentia",
        "targets-people",
    }
    late = operations.reconstruct_operation(family, date(2020, 1, 1))
    assert (late.claims, late.outcomes, late.revisions) == (family.claims, family.outcomes, family.revisions)


def test_a_day_before_the_announcement_is_refused(family: Operation) -> None:
    with pytest.raises(FinalorderError, match="was announced on 2019-06-21; choose that day or a later one"):
        operations.reconstruct_operation(family, date(2019, 6, 20))


def test_the_days_of_its_life_are_the_announcement_and_its_revisions(family: Operation) -> None:
    assert operations.list_change_days(family) == [
        date(2019, 6, 21),
        date(2019, 6, 22),
        date(2019, 7, 11),
        date(2019, 7, 14),
    ]


def test_the_state_of_a_day_taken_again_is_the_same(family: Operation) -> None:
    for day in operations.list_change_days(family):
        once = operations.reconstruct_operation(family, day)
        assert operations.reconstruct_operation(once, day) == once
