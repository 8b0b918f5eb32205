"""Every month, every "from this month on" and every fiscal year, with and without a trait: what they leave together."""

from itertools import product

import numpy as np
import pytest

from finalorder.answers import parse_conditions, split_condition
from finalorder.disclosure import load_policy
from finalorder.disclosure.rounding import round_count
from support.attacker import Attacker, find_breaches, is_breached
from support.published_tables import round_by

MONTHS, TRAITS, TABLES, CELLS = 40, 2, 10, 8
Cell = tuple[str, int, int | None]


def draw_months(seed: int) -> np.ndarray:
    """Orders by month and trait: months of a small court, of a large one, and a year in which everything grows."""
    random = np.random.default_rng(seed)
    level = random.choice([0.2, 1, 3, 8, 25])
    growth = np.exp(np.linspace(0, random.choice([0, 1.5]), MONTHS))[:, None]
    return random.poisson(level * growth * random.dirichlet([1, 1]) * TRAITS, (MONTHS, TRAITS))


def list_cells() -> list[Cell]:
    """Every number that may be asked: of one month, from a month on, of twelve months that are a fiscal year."""
    traits = [None, *range(TRAITS)]
    spans = [("month", at) for at in range(MONTHS)] + [("since", at) for at in range(MONTHS)]
    return [(kind, at, trait) for (kind, at), trait in product([*spans, *(("year", y) for y in range(3))], traits)]


def list_parts(cell: Cell) -> list[Cell]:
    """The months that a number of several is the sum of."""
    kind, at, trait = cell
    months = range(at, MONTHS) if kind == "since" else range(12 * at, 12 * at + 12)
    return [("month", month, trait) for month in months]


def attack(orders: np.ndarray, rounding=round_count) -> list[int]:  # type: ignore[no-untyped-def]
    """How many values are left to some counts of 1 to 10, or -1 for another hidden one that is left fewer than 8."""
    attacker, truths = Attacker(), {}
    for cell in list_cells():
        kind, at, trait = cell
        months = [at] if kind == "month" else [part[1] for part in list_parts(cell)]
        truths[cell] = int(orders[months].sum() if trait is None else orders[months, trait].sum())
        known = rounding(truths[cell])
        attacker.tell(cell, known.floor, known.ceiling)
        if kind != "month":
            attacker.add_up(cell, list_parts(cell))
        if trait is None:
            attacker.add_up(cell, [(kind, at, each) for each in range(TRAITS)])
    random = np.random.default_rng(1)
    small = [cell for cell, number in truths.items() if 1 <= number <= 10]
    others = [cell for cell, number in truths.items() if number == 0 or 11 <= number < load_policy().first_shown]
    chosen = [small[at] for at in random.permutation(len(small))[:CELLS]]
    beside = [others[at] for at in random.permutation(len(others))[:3]]
    return [*attacker.count_values(chosen), *(-1 for left in attacker.count_values(beside) if left < 8)]


def test_months_and_all_that_begin_with_a_month_confine_no_small_count() -> None:
    assert find_breaches([left for seed in range(TABLES) for left in attack(draw_months(seed))]) == []


@pytest.mark.parametrize(("step", "first"), [(1, 11), (5, 11)])
def test_a_finer_rule_would_be_noticed(step: int, first: int) -> None:
    finer = round_by(step, first)
    assert is_breached(left for seed in range(TABLES) for left in attack(draw_months(seed), finer))


def test_only_an_open_end_is_one_set_and_any_other_range_is_counted_level_by_level() -> None:
    assert len(split_condition(parse_conditions(["month=2025-01.."]))) == 1
    assert len(split_condition(parse_conditions(["month=2024-03,2025-01.."]))) == 2
    assert len(split_condition(parse_conditions(["month=2024-10..2025-03"]))) == 6
    assert len(split_condition(parse_conditions(["entry-year=..1963"]))) == 4
