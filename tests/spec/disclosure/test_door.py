"""What passes the gate and what does not."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow
from finalorder.answers.shown import Shown
from finalorder.disclosure import Relation, apply_disclosure_control, make_cell_pattern
from finalorder.engines.raw import Raw
from finalorder.errors import FinalorderError
from support.published_tables import count, share, through

NUMBERS = ("numerator", "denominator", "value", "low", "high")


def by_nationality(numbers: dict[str, int], **columns: object) -> list[AnswerRow]:
    """A total (level empty) and its levels."""
    return [count(n, by_1="nationality", level_1=name, **columns) for name, n in numbers.items()]


def statuses(shown: Shown) -> dict[str, str]:
    return {row.level_1: row.status for row in shown}


def test_counts_of_1_to_10_are_hidden_and_0_and_11_are_shown() -> None:
    rows = [count(n, measure=f"m{n}") for n in (0, 1, 10, 11)]
    assert {r.measure: r.status for r in through(rows)} == {
        "m0": "shown",
        "m1": "hidden",
        "m10": "hidden",
        "m11": "shown",
    }


def test_a_hidden_row_has_no_number_at_all_and_says_hidden() -> None:
    (row,) = through([count(3)])
    assert [getattr(row, name) for name in NUMBERS] == [None] * 5
    assert row.status == "hidden"


def test_one_small_level_takes_another_with_it_because_the_total_is_known() -> None:
    shown = through(by_nationality({"": 160, "GT": 5, "HN": 35, "MX": 120}))
    assert statuses(shown) == {"": "shown", "GT": "hidden", "HN": "hidden", "MX": "shown"}


def test_a_total_too_small_to_leave_room_is_hidden_too() -> None:
    numbers = {("GT", "2018"): 5, ("GT", "2019"): 8, ("HN", "2018"): 8, ("HN", "2019"): 8}
    rows = [count(n, by_1="nationality", level_1=name, period=year) for (name, year), n in numbers.items()]
    rows += by_nationality({"GT": 13, "HN": 16, "": 29})
    rows += [count(13, period="2018"), count(16, period="2019")]
    shown = through(rows)  # with all totals shown, HN in 2019 would be between 3 and 16
    assert {row.status for row in shown if row.level_1 and row.period} == {"hidden"}
    assert "hidden" in {row.status for row in shown if not (row.level_1 and row.period)}


def test_a_population_under_11_hides_all_its_cells_zeros_too() -> None:
    rows = by_nationality({"": 8, "GT": 8, "HN": 0}, city="Aurora") + by_nationality({"": 400, "GT": 400}, city="Miami")
    shown = through(rows)
    assert {r.status for r in shown if r.city == "Aurora"} == {"hidden"}


def test_a_population_under_11_is_found_even_when_its_total_is_not_among_the_answers() -> None:
    shown = through(by_nationality({"GT": 7, "HN": 0, "MX": 0}))
    assert set(statuses(shown).values()) == {"hidden"}


@pytest.mark.parametrize(
    ("numerator", "denominator", "status"),
    [
        (100, 200, "shown"),
        (5, 200, "hidden"),
        (195, 200, "hidden"),
        (4, 9, "hidden"),
        (0, 9, "hidden"),
        (0, 29, "hidden"),
        (29, 29, "hidden"),
        (0, 30, "shown"),
        (30, 30, "shown"),
        (12, 29, "unstable"),
        (0, 0, "not_applicable"),
    ],
)
def test_a_share_needs_numerator_denominator_and_difference_to_be_showable(
    numerator: int, denominator: int, status: str
) -> None:
    (row,) = through([share(numerator, denominator)])
    assert row.status == status
    assert (row.value is None) == (status in {"hidden", "not_applicable"})


def test_a_shown_share_carries_its_wilson_interval() -> None:
    (row,) = through([share(100, 200)])
    assert (row.low, row.value, row.high) == (0.431361, 0.5, 0.568639)


def test_bounds_that_leave_1_to_10_cases_between_them_are_withheld_and_the_number_stays() -> None:
    near, far = replace(count(500), low=497, high=500), replace(count(500, city="Miami"), low=400, high=600)
    shown = through([near, far])
    assert (shown.find_row(city="").value, shown.find_row(city="").low) == (500, None)
    assert (shown.find_row(city="Miami").low, shown.find_row(city="Miami").high) == (400, 600)


def test_a_small_certain_number_is_withheld() -> None:
    (row,) = through([replace(count(60), low=4, high=90)])
    assert row.low is None


def test_a_subset_that_misses_its_whole_by_1_to_10_is_not_shown_beside_it() -> None:
    whole, part = count(100, cohort="b"), count(95, cohort="a")
    relation = Relation(make_cell_pattern(whole), (make_cell_pattern(part),), remainder=True)
    assert through([whole, part]).summarize_rows()["hidden"] == 0
    assert through([whole, part], relations=[relation]).summarize_rows()["hidden"] >= 1


def test_two_names_of_one_number_are_hidden_together() -> None:
    rows = by_nationality({"": 160, "GT": 5, "HN": 35, "MX": 120})
    twin = count(35, measure="orders", by_1="nationality", level_1="HN")
    shown = through([*rows, twin], relations=[Relation(make_cell_pattern(rows[2]), (make_cell_pattern(twin),))])
    assert shown.find_row(measure="orders").status == shown.find_row(measure="standing", level_1="HN").status


def test_a_part_that_is_not_among_the_answers_is_a_remainder_and_must_stay_ambiguous() -> None:
    whole, part = count(100), count(96, city="Miami")
    assert through([whole, part]).summarize_rows()["hidden"] >= 1


def test_a_change_of_1_to_10_between_two_days_hides_the_later_number() -> None:
    shown = through([count(100, as_of="2019-06-23"), count(104, as_of="2019-06-24"), count(300, as_of="2019-06-25")])
    assert [row.status for row in shown] == ["shown", "hidden", "shown"]


def test_a_median_of_fewer_than_11_cases_is_hidden() -> None:
    few = AnswerRow("days", city="Denver", unit="days", denominator=9, value=40.5)
    many = AnswerRow("days", city="Miami", unit="days", denominator=90, value=40.5)
    assert [row.status for row in through([few, many])] == ["hidden", "shown"]


def test_related_tables_share_one_pattern() -> None:
    rows = by_nationality({"": 160, "GT": 5, "HN": 35, "MX": 120})
    first, second = (Raw(pa.table(_columns(rows))) for _ in range(2))
    shown = apply_disclosure_control([first, second])
    assert len({(row.level_1, row.status) for row in shown}) == 4


def test_the_profile_none_hides_nothing_and_stamps_every_row() -> None:
    shown = through([count(3)], profile="none")
    assert shown.rows[0].value == 3
    assert shown.stamps == ("UNPROTECTED - NOT FOR PUBLICATION",)
    assert "UNPROTECTED - NOT FOR PUBLICATION" in shown.rows[0].note


def test_an_unknown_profile_is_the_users_mistake() -> None:
    with pytest.raises(FinalorderError, match="public or none"):
        through([count(3)], profile="open")


def test_simulated_and_real_answers_do_not_mix() -> None:
    with pytest.raises(FinalorderError, match="simulated"):
        through([count(30), count(40, release="simulated-2026-07-seed1-x0.01-f0", simulated=True)])


def test_answers_about_one_cell_that_differ_are_a_bug() -> None:
    with pytest.raises(ValueError, match="differ"):
        through([count(30), count(40)])


def test_a_relation_that_does_not_hold_is_a_bug() -> None:
    a, b = count(30), count(40, city="Miami", measure="orders")
    with pytest.raises(ValueError, match="does not hold"):
        through([a, b], relations=[Relation(make_cell_pattern(a), (make_cell_pattern(b),), remainder=True)])


def test_dates_and_missing_columns_are_understood() -> None:
    table = pa.table({"measure": ["standing"], "as_of": [date(2019, 6, 23)], "value": [12.0], "unit": ["case"]})
    (row,) = apply_disclosure_control(Raw(table))
    assert (row.as_of, row.numerator, row.value) == ("2019-06-23", 12, 12)


def test_the_reader_learns_how_many_are_hidden_and_never_why() -> None:
    shown = through(by_nationality({"": 160, "GT": 5, "HN": 35, "MX": 120}))
    assert shown.summarize_rows() == {"cells": 4, "hidden": 2}


def test_methods_are_in_their_natural_order_and_totals_first() -> None:
    rows = [share(100, 200, method=m) for m in ("M10a", "M2", "M1b")] + [share(100, 200, method="M2", city="Miami")]
    assert [(r.method, r.city) for r in through(rows)] == [("M1b", ""), ("M2", ""), ("M2", "Miami"), ("M10a", "")]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.randoms())
def test_the_pattern_does_not_depend_on_the_order_of_the_rows(numbers: list[int], random) -> None:
    rows = by_nationality({"": sum(numbers), **{f"n{i}": n for i, n in enumerate(numbers)}})
    shuffled = random.sample(rows, len(rows))
    assert through(rows).rows == through(shuffled).rows


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_what_is_shown_is_true_and_never_1_to_10(numbers: list[int]) -> None:
    rows = by_nationality({"": sum(numbers), **{f"n{i}": n for i, n in enumerate(numbers)}})
    truth = {row.level_1: row.value for row in rows}
    for row in through(rows):
        assert row.value is None or (row.value == truth[row.level_1] and not 1 <= row.value <= 10)


def test_where_answers_are_rounded_to_5() -> None:
    shown = through([count(102), share(98, 201)], where="nationality in (GT)")
    assert [(r.numerator, r.denominator) for r in shown] == [(100, 200), (100, None)]
    assert shown.meta["rounded_to"] == 5


def _columns(rows: list[AnswerRow]) -> dict[str, list[object]]:
    return {name: [getattr(row, name) for row in rows] for name in ANSWER_COLUMNS}


# what could tell a number that is hidden


def quantity(value: float, cases: int | None, **columns: object) -> AnswerRow:
    return AnswerRow("days_to_decision", release="2026-07", unit="days", denominator=cases, value=value, **columns)


def test_a_median_of_1_to_10_cases_is_hidden_and_one_of_more_is_not() -> None:
    shown = through([quantity(120, 10, city="Miami"), quantity(90, 40, city="Denver")])
    assert [(row.city, row.value, row.denominator) for row in shown] == [("Denver", 90, 40), ("Miami", None, None)]


@pytest.mark.parametrize("measure", ["minimum_days", "days_max", "longest_wait"])
def test_the_least_and_the_greatest_are_numbers_of_one_case_and_never_shown(measure: str) -> None:
    (row,) = through([AnswerRow(measure, unit="days", denominator=4000, value=12)])
    assert (row.status, row.value, row.denominator) == ("hidden", None, None)


def test_a_quantity_that_does_not_say_of_how_many_is_hidden() -> None:
    (row,) = through([quantity(120, None)])
    assert (row.status, row.value) == ("hidden", None)


def test_a_free_median_says_of_how_many_in_fives() -> None:
    (row,) = through([quantity(120, 43)], where="city in (Miami)")
    assert (row.value, row.denominator) == (120, 45)


def test_a_rounded_number_never_reads_as_one_that_is_hidden() -> None:
    values = [count(n, city=f"city {n}") for n in range(11, 40)]
    assert {row.value for row in through(values, where="custody in (N)") if row.value is not None} == {
        15, 20, 25, 30, 35, 40,
    }  # fmt: skip


def test_a_note_with_figures_does_not_stay_on_a_hidden_row_unless_a_shown_row_has_it_too() -> None:
    rows = [
        count(7, city="Miami", note="7 of them in March"),
        count(8, city="Denver", note="within 36 months"),
        count(9, city="Boston", note="see the method"),
        count(400, city="Chicago", note="within 36 months"),
    ]
    notes = {row.city: row.note for row in through(rows)}
    assert notes == {
        "Miami": "", "Denver": "within 36 months", "Boston": "see the method", "Chicago": "within 36 months",
    }  # fmt: skip


def test_two_methods_that_differ_by_1_to_10_cases_are_not_both_shown() -> None:
    rows = [share(400, 1000, method="M1a"), share(405, 1012, method="M1b"), share(900, 2000, method="M2")]
    assert [(row.method, row.status) for row in through(rows)] == [
        ("M1a", "shown"), ("M1b", "hidden"), ("M2", "shown"),
    ]  # fmt: skip


def test_the_order_of_the_rows_says_nothing_about_their_numbers() -> None:
    one = through([count(3, city="B"), count(9, city="A"), count(70, city="C")])
    other = through([count(9, city="B"), count(70, city="C"), count(3, city="A")])
    assert one.rows == other.rows
