"""Capacity: intervals from a seeded simulation, made of nothing but what was shown."""

from dataclasses import replace

import pytest

from finalorder.answers.rows import AnswerRow
from finalorder.answers.shown import Shown
from finalorder.errors import FinalorderError
from finalorder.measures import ANY_COHORT
from finalorder.operations import Assumption, Operation, PlacementRule
from finalorder.operations.capacity import estimate_capacity_needs
from finalorder.operations.capacity_inputs import build_capacity_inputs, find_count_range
from finalorder.operations.operation_scope import Scope
from support.brief_material import operation, stand_in

FAMILIES = "rocket_docket"
WHERE = operation().sources


def rule(**fields: object) -> PlacementRule:
    """The rule of the shipped operation, changed as a test needs it."""
    announced = operation().placement
    assert announced is not None
    return replace(announced, **fields)


def with_shares(found: float | None, citizen: float | None, size: float | None = 2.0) -> Operation:
    """The shipped operation with its assumptions fixed to one value each; None leaves one out."""
    given = {"share-found": (found, "percent"), "families-with-a-citizen-child": (citizen, "percent"),
             "people-in-a-family": (size, "people")}  # fmt: skip
    made = (
        Assumption(name, name, unit, operation().announced, WHERE, value=value)
        for name, (value, unit) in given.items()
        if value is not None
    )
    return replace(operation(), assumptions=tuple(made))


def interval(shown: Shown, measure: str, city: str = "", cohort: str = FAMILIES) -> tuple[float, float]:
    row = shown.find_row(measure=measure, city=city, cohort=cohort)
    assert row.value is None, "capacity is never a single number"
    assert row.low is not None
    assert row.high is not None
    return row.low, row.high


def test_every_row_is_an_interval_with_its_seed_and_its_sources() -> None:
    shown = estimate_capacity_needs(stand_in(), seed=5)
    assert len(shown) == 6 * 2 * 11
    for row in shown:
        assert row.value is None
        assert row.numerator is None
        assert 0 <= row.low <= row.high
        assert row.note.startswith("seed 5; 4,000 draws; percentiles 5 and 95; cases in scope ")
        assert "KQED" not in row.source or "https://" in row.source
        assert row.release in row.source
        assert row.simulated
        assert row.level_1 == "citizen_child:monitoring,others:beds,when_full:nowhere"


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    scope = stand_in()
    assert estimate_capacity_needs(scope, seed=1).rows == estimate_capacity_needs(scope, seed=1).rows
    assert [row.low for row in estimate_capacity_needs(scope, seed=1)] != [
        row.low for row in estimate_capacity_needs(scope, seed=2)
    ]


def test_a_citys_interval_does_not_depend_on_the_other_cities() -> None:
    fewer = replace(operation(), cities=operation().cities[:3])
    for measure in ("families_found", "beds_needed", "monitors_needed"):
        all_ten = interval(estimate_capacity_needs(stand_in()), measure, "Chicago")
        assert interval(estimate_capacity_needs(stand_in(fewer)), measure, "Chicago") == all_ten


def test_found_families_are_the_binomial_of_the_families_in_scope() -> None:
    low, high = interval(estimate_capacity_needs(stand_in(with_shares(50, 0))), "families_found")
    people = stand_in().find_count("", FAMILIES).value
    assert people == 666
    expected, sd = 333 * 0.5, (333 * 0.25) ** 0.5
    assert low == pytest.approx(expected - 1.645 * sd, abs=2)
    assert high == pytest.approx(expected + 1.645 * sd, abs=2)


def test_nobody_with_a_citizen_child_fills_beds_and_everybody_wears_monitors() -> None:
    none, all_of_them = (
        estimate_capacity_needs(stand_in(with_shares(100, 0))),
        estimate_capacity_needs(stand_in(with_shares(100, 100))),
    )
    assert interval(none, "beds_needed") == (666, 666)
    assert interval(none, "monitors_needed") == (0, 0)
    assert interval(all_of_them, "beds_needed") == (0, 0)
    assert interval(all_of_them, "monitors_needed") == (333, 333)


def test_the_rule_is_a_parameter() -> None:
    everyone_in_beds = estimate_capacity_needs(stand_in(with_shares(100, 50)), rule=rule(citizen_child="beds"))
    assert interval(everyone_in_beds, "beds_needed") == (666, 666)
    two = estimate_capacity_needs(stand_in(with_shares(100, 100)), rule=rule(monitors_a_family=2))
    assert interval(two, "monitors_needed") == (666, 666)


def test_beds_are_filled_until_full_and_the_rest_is_short_or_monitored() -> None:
    about = with_shares(100, 0)
    beds = tuple(replace(c, low=100, high=100) if c.id == "family-beds-free-june" else c for c in about.capacities)
    scope = stand_in(replace(about, capacities=beds))
    assert interval(estimate_capacity_needs(scope), "beds_short") == (566, 566)
    assert interval(estimate_capacity_needs(scope), "monitors_needed") == (0, 0)
    assert interval(estimate_capacity_needs(scope, rule=rule(when_full="monitoring")), "monitors_needed") == (
        283,
        283,
    )


def test_what_the_file_leaves_out_spans_everything_and_the_note_says_so() -> None:
    shown = estimate_capacity_needs(stand_in(with_shares(None, None, None)))
    low, high = interval(shown, "families_found")
    assert low < 20 < 250 < high
    assert (
        "found 0% to 100% (the file gives no share)"
        in shown.find_row(measure="beds_needed", city="", cohort=ANY_COHORT).note
    )


def test_of_what_no_figure_is_given_nothing_is_estimated() -> None:
    bare = replace(operation(), capacities=())
    found = {row.measure for row in estimate_capacity_needs(stand_in(bare))}
    assert found == {"families_found", "beds_needed", "monitors_needed"}


def test_without_a_rule_nobody_is_put_anywhere() -> None:
    assert len(estimate_capacity_needs(stand_in(replace(operation(), placement=None)))) == 0


def test_a_rule_that_uses_no_beds_needs_none() -> None:
    found = {row.measure for row in estimate_capacity_needs(stand_in(), rule=rule(others="monitoring"))}
    assert "beds_needed" not in found
    assert "monitors_needed" in found


def test_of_everyone_in_any_group_at_least_the_family_docket_is_in_families() -> None:
    inputs = build_capacity_inputs(stand_in(), "", ANY_COHORT)
    assert inputs.share_of_families.low == pytest.approx(666 / 2000)
    assert inputs.share_of_families.high == 1.0


def see_interval(scope: Scope, floor: int, ceiling: int, **numbers: float) -> Scope:
    """The scope with what the gate says of Miami's families."""

    def changed(row: AnswerRow) -> AnswerRow:
        if row.city != "Miami" or row.cohort != FAMILIES or row.measure != "standing_orders" or row.by_1:
            return row
        return row._replace(floor=floor, ceiling=ceiling, **numbers)

    return replace(scope, shown=Shown.seal_rows(map(changed, scope.shown)))


def test_a_count_is_drawn_from_all_that_the_gate_says_of_it() -> None:
    hidden = see_interval(hide(stand_in(), 7), 0, 29)
    assert find_count_range(hidden, "Miami", FAMILIES) == (0, 29)
    rounded = see_interval(stand_in(), 190, 209, value=200, numerator=200, low=160)
    assert find_count_range(rounded, "Miami", FAMILIES) == (160, 209)


def hide(scope: Scope, keep: float | None) -> Scope:
    """The scope with Miami's families hidden, whatever their number was: ``keep`` is put into the row before."""

    def changed(row: AnswerRow) -> AnswerRow:
        if row.city != "Miami" or row.cohort != FAMILIES or not row.measure.startswith("standing"):
            return row
        before = row._replace(numerator=keep, value=keep)
        return before._replace(numerator=None, value=None, low=None, high=None, status="hidden")

    return replace(scope, shown=Shown.seal_rows(map(changed, scope.shown)))


def test_the_interval_of_a_hidden_count_is_the_same_whatever_the_true_count_is() -> None:
    three, ten = (estimate_capacity_needs(hide(stand_in(), number)) for number in (3, 10))
    assert [row for row in three if row.city == "Miami"] == [row for row in ten if row.city == "Miami"]


def test_everything_hidden_still_gives_intervals() -> None:
    shown = estimate_capacity_needs(stand_in(hidden=True))
    assert all(row.low is not None and row.high is not None for row in shown)


def test_a_rule_or_a_number_of_draws_that_means_nothing_is_refused() -> None:
    with pytest.raises(FinalorderError, match="'hotel' is not a placement"):
        rule(others="hotel")
    with pytest.raises(FinalorderError, match="when_full cannot be beds"):
        rule(when_full="beds")
    with pytest.raises(FinalorderError, match="at least 100 draws"):
        estimate_capacity_needs(stand_in(), draws=10)
