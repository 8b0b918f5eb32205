"""Who collects all that the rule lets out and solves exactly cannot confine a small count; the tests would notice."""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest

from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import load_policy, protected_rows
from finalorder.disclosure.rounding import RoundedCount, round_count
from support.attacked_tables import COLUMNS, SHAPE, describe, draw_cases, list_cells, sum_cell
from support.attacker import AVERAGE_VALUES, LEAST_VALUES, Attacker, find_breaches, is_breached
from support.published_tables import count, round_by, share, through

TABLES, CELLS = 8, 10
Print = Callable[[AnswerRow], AnswerRow]


def attack(
    cases: np.ndarray, most: int, printed: Print = lambda row: row, *, in_whole_numbers: bool = False
) -> Iterator[int]:
    """How many values are left to each count of 1 to 10, or -1 for another hidden one that is left fewer than 8."""
    cells, attacker = list_cells(most), Attacker(in_whole_numbers=in_whole_numbers)
    truths = {cell: sum_cell(cases, cell) for cell in cells}
    shown = through([count(number, **describe(cell)) for cell, number in truths.items()])
    rows = {tuple(getattr(row, name) for name in COLUMNS): printed(row) for row in shown}
    for cell in cells:
        row = rows[tuple(describe(cell).values())]
        attacker.tell(cell, row.floor, row.ceiling)
        for axis in range(len(SHAPE)):
            parts = [(*cell[:axis], level, *cell[axis + 1 :]) for level in range(SHAPE[axis])]
            if cell[axis] is None and parts[0] in truths:
                attacker.add_up(cell, parts)
    random = np.random.default_rng(1)
    small = [cell for cell in cells if 1 <= truths[cell] <= 10]
    others = [cell for cell in cells if truths[cell] == 0 or 11 <= truths[cell] < load_policy().first_shown]
    chosen = [small[i] for i in random.permutation(len(small))[:CELLS]]
    beside = [others[i] for i in random.permutation(len(others))[:3]]
    yield from attacker.count_one_by_one(chosen)
    yield from (-1 for left in attacker.count_one_by_one(beside) if left < 8)


def is_caught(most: int = load_policy().most_conditions) -> bool:
    """Whether a rule is found to break the contract."""
    return is_breached(left for seed in range(TABLES) for left in attack(draw_cases(seed), most))


@pytest.mark.parametrize("tables", [TABLES // 2, pytest.param(TABLES, marks=pytest.mark.long)])
def test_no_count_of_1_to_10_is_confined_by_all_that_can_be_asked(tables: int) -> None:
    """Solved in whole numbers: counts of people are."""
    most = load_policy().most_conditions
    values = [left for seed in range(tables) for left in attack(draw_cases(seed), most, in_whole_numbers=True)]
    assert len(values) > tables * CELLS / 2
    assert find_breaches(values) == []


def test_whole_numbers_tell_hardly_more_than_the_linear_program_that_other_tests_use() -> None:
    cases, most = draw_cases(1), load_policy().most_conditions
    whole, linear = (list(attack(cases, most, in_whole_numbers=each)) for each in (True, False))
    assert all(0 <= wide - narrow <= 1 for wide, narrow in zip(linear, whole, strict=True))


def test_the_interval_printed_is_the_attackers_own_where_nothing_else_is_known() -> None:
    row = next(iter(through([count(33)])))
    attacker = Attacker()
    attacker.tell("cell", row.floor, row.ceiling)
    assert attacker.find_range("cell") == (row.floor, row.ceiling)


def show_exactly(matters: Callable[[int], bool]) -> Callable[[int], RoundedCount]:
    """The rule, but for numbers that are let out as they are."""
    return lambda number: RoundedCount(number, number, is_hidden=False) if matters(number) else round_count(number)


RULES = {
    "nothing is rounded, counts to 10 are hidden": round_by(1, 11),
    "counts to 10 are hidden, others rounded to 5": round_by(5, 11),
    "rounded to 10": round_by(10, 15),
    "rounded to 10, counts to 10 hidden": round_by(10, 11),
    "nobody is told apart from somebody": show_exactly(lambda number: number == 0),
    "counts of 100 and more are exact": show_exactly(lambda number: number >= 100),
    "counts of 30 and more are exact": show_exactly(lambda number: number >= 30),
    "a count of 1 is exact": show_exactly(lambda number: number == 1),
    "a count of 10 is exact": show_exactly(lambda number: number == 10),
    "counts of 11 to 29 are exact": show_exactly(lambda number: 11 <= number < 30),
    "every seventh count is exact": show_exactly(lambda number: number % 7 == 0),
    "even counts are exact": show_exactly(lambda number: number % 2 == 0),
}


@pytest.mark.parametrize("name", RULES)
def test_a_looser_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protected_rows, "round_count", RULES[name])
    assert is_caught()


def test_more_conditions_than_the_policy_allows_are_caught() -> None:
    assert is_caught(most=len(SHAPE))


def test_exact_totals_are_caught() -> None:
    cases = {seed: draw_cases(seed) for seed in range(TABLES)}

    def values() -> Iterator[int]:
        for numbers in cases.values():
            truths = {tuple(describe(cell).values()): sum_cell(numbers, cell) for cell in list_cells(1)}

            def print_total(row: AnswerRow, truths: dict[tuple[str, ...], int] = truths) -> AnswerRow:
                known = truths.get(tuple(getattr(row, name) for name in COLUMNS))
                return row if known is None else row._replace(floor=known, ceiling=known)

            yield from attack(numbers, load_policy().most_conditions, print_total)

    assert is_breached(values())


def find_confined(sets: int, queries: int, *, together: bool) -> int:
    """The fewest values left to a count of 1 to 10 by conditions that name many levels, rounded together or not."""
    random, attacker = np.random.default_rng(5), Attacker()
    cases = random.integers(0, 40, sets)
    for number in range(sets):
        (row,) = through([count(cases[number])])
        attacker.tell(number, row.floor, row.ceiling)
    for number in range(queries):
        chosen = [int(i) for i in np.flatnonzero(random.random(sets) < 0.5)]
        parts = [count(cases[chosen].sum())] if together else [count(cases[i]) for i in chosen]
        (row,) = through(parts)
        attacker.tell(("asked", number), row.floor, row.ceiling)
        attacker.add_up(("asked", number), chosen)
    return min(attacker.count_values(i for i in range(sets) if 1 <= cases[i] <= 10))


def test_two_hundred_conditions_of_ones_choice_give_nothing_away() -> None:
    assert find_confined(12, 200, together=False) == load_policy().first_shown


def test_conditions_that_are_rounded_as_one_set_are_caught() -> None:
    assert find_confined(12, 200, together=True) < LEAST_VALUES


def find_static_count(over: int, days: int) -> int:
    """How many values are left to the cases of years that are over, beside a year that grows day by day."""
    random, attacker = np.random.default_rng(2), Attacker()
    current = np.cumsum(random.integers(0, 4, days))
    for day in range(days):
        (row,) = through([count(over + current[day])])
        (year,) = through([count(current[day])])
        attacker.tell(("all", day), row.floor, row.ceiling)
        attacker.tell(("year", day), year.floor, year.ceiling)
        attacker.add_up(("all", day), ["over", ("year", day)])
    return attacker.count_values(["over"])[0]


@pytest.mark.parametrize("over", [1, 4, 10])
def test_a_count_asked_day_after_day_gives_nothing_away(over: int) -> None:
    assert find_static_count(over, 200) >= AVERAGE_VALUES


def test_exact_numbers_of_a_year_that_grows_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protected_rows, "round_count", RULES["even counts are exact"])
    assert find_static_count(4, 200) < LEAST_VALUES


@pytest.mark.parametrize(("numerator", "denominator"), [(n, d) for n in (0, 1, 3, 10, 28) for d in (30, 61, 97, 450)])
def test_a_share_says_no_more_of_its_counts_than_their_classes(numerator: int, denominator: int) -> None:
    """Other counts of the same two classes give the same row to the last digit."""
    (row,) = through([share(numerator, denominator)])
    part, base = round_count(numerator), round_count(denominator)
    for n, d in product((part.floor, part.ceiling), (base.floor, base.ceiling)):
        if n <= d:
            assert next(iter(through([share(n, d)]))) == row


@pytest.mark.parametrize("column", ["value", "numerator", "denominator", "low", "high"])
def test_a_share_with_one_exact_number_is_caught(column: str) -> None:
    """What the test above would say if the gate let a number of the share through."""
    exact = {n: next(iter(through([share(n, 97)])))._replace(**{column: n / 97}) for n in (3, 4)}
    assert exact[3] != exact[4]
    assert next(iter(through([share(3, 97)]))) == next(iter(through([share(4, 97)])))
