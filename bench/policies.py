"""Policies compared: how much each lets a newsroom print of twelve months, and how near a reader comes to one case.

Cases as courts have them (a few large cells, many small ones) by place, docket, counsel, custody and year, with every
margin up to three conditions. Each month adds cases to the current year; the year before is over and stays. The reader
holds every month and solves exactly (HiGHS). ``python bench/policies.py``
"""

from collections.abc import Callable, Iterator
from itertools import product
from statistics import mean

import highspy
import numpy as np

SHAPE = (6, 2, 2, 3, 2)  # place, docket, counsel, custody, year (0: over, 1: current)
MONTHS, TABLES, MOST_CONDITIONS, ATTACKED = 12, 4, 3, 25
Cell = tuple[int | None, ...]
Interval = tuple[int, int]
Policy = Callable[[int, int], Interval]


def hide_to(most: int, number: int) -> Interval:
    """Exact, but for counts of 1 to ``most``."""
    return (1, most) if 1 <= number <= most else (number, number)


def round_to(step: int, first: int, number: int) -> Interval:
    """The nearest multiple of a step; below the first that is shown, nobody included, one class."""
    if number < first:
        return 0, first - 1
    floor = (number + step // 2) // step * step - step // 2
    return max(floor, first), floor + step - 1


def round_details(step: int, number: int, conditions: int) -> Interval:
    """Headlines (of one condition at most) exact, the rest rounded; 1 to 10 hidden."""
    if 1 <= number <= 10 or number == 0 or conditions <= 1:
        return hide_to(10, number)
    return round_to(step, 11, number)


POLICIES: dict[str, Policy] = {
    "exact, 1 to 10 hidden": lambda number, _: hide_to(10, number),
    "headlines exact, details to 5": lambda number, conditions: round_details(5, number, conditions),
    "headlines exact, details to 10": lambda number, conditions: round_details(10, number, conditions),
    "everything to 10, below 15 hidden": lambda number, _: round_to(10, 15, number),
    "everything to 20, below 30 hidden": lambda number, _: round_to(20, 30, number),
}


def draw_months(seed: int) -> list[np.ndarray]:
    """The cases of each month: those of the year that is over, and a current year that grows."""
    random, rate = np.random.default_rng(seed), np.ones(SHAPE)
    for axis, size in enumerate(SHAPE[:-1]):
        line = [1] * len(SHAPE)
        line[axis] = size
        rate = rate * np.exp(random.normal(0, 1.2, size)).reshape(line)
    cases = random.poisson(rate / rate.sum() * 2500)
    months = []
    for _ in range(MONTHS):
        cases = cases.copy()
        cases[..., 1] += random.poisson(rate[..., 1] / rate.sum() * 250)
        months.append(cases)
    return months


def list_cells() -> list[Cell]:
    """Every cell of at most so many conditions."""
    cells = product(*([None, *range(size)] for size in SHAPE))
    return [cell for cell in cells if sum(level is not None for level in cell) <= MOST_CONDITIONS]


def attack(months: list[np.ndarray], policy: Policy) -> Iterator[tuple[str, int]]:
    """("shown", 0 or 1) a cell, and ("left", values) a count of 1 to 10, from all months together."""
    names: dict[tuple[Cell, int], int] = {}
    bounds: list[Interval] = []
    truths: list[int] = []
    sums: list[list[tuple[int, float]]] = []
    for month, cases in enumerate(months):
        for cell in list_cells():
            name = (cell, 0 if cell[-1] == 0 else month)  # a year that is over is one number in every month
            number = int(cases[tuple(slice(None) if level is None else level for level in cell)].sum())
            interval = policy(number, sum(level is not None for level in cell))
            if name not in names:
                names[name] = len(bounds)
                bounds.append(interval)
                truths.append(number)
            yield "shown", int(interval[0] > 0 and (interval[0] == interval[1] or interval[0] > 10))
        for cell in list_cells():
            for axis, size in enumerate(SHAPE):
                parts = [(*cell[:axis], level, *cell[axis + 1 :]) for level in range(size)]
                keys = [(part, 0 if part[-1] == 0 else month) for part in (cell, *parts)]
                if cell[axis] is None and all(key in names for key in keys):
                    sums.append([(names[key], -1.0 if at else 1.0) for at, key in enumerate(keys)])
    solver = build_solver(bounds, sums)
    small = [at for at, truth in enumerate(truths) if 1 <= truth <= 10]
    for at in np.random.default_rng(1).permutation(small)[:ATTACKED]:
        yield "left", count_values(solver, int(at))


def build_solver(bounds: list[Interval], sums: list[list[tuple[int, float]]]) -> highspy.Highs:
    """Every number between what is printed of it, every sum as it must be."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(bounds), len(sums)
    program.col_cost_ = np.zeros(len(bounds))
    program.col_lower_, program.col_upper_ = (np.array(ends, dtype=float) for ends in zip(*bounds, strict=True))
    program.row_lower_ = program.row_upper_ = np.zeros(len(sums))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *map(len, sums)])
    program.a_matrix_.index_ = np.array([cell for each in sums for cell, _ in each], dtype=np.int32)
    program.a_matrix_.value_ = np.array([factor for each in sums for _, factor in each])
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(program)
    return solver


def count_values(solver: highspy.Highs, cell: int) -> int:
    """How many numbers a cell can be."""
    ends = []
    for sense in (1.0, -1.0):
        solver.changeColCost(cell, sense)
        solver.run()
        ends.append(sense * solver.getInfo().objective_function_value)
        solver.changeColCost(cell, 0.0)
    return int(np.floor(ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6)) + 1


def main() -> None:
    """Print the table of ``docs/disclosure.md``."""
    print("| policy | cells shown | values left to a count of 1 to 10: fewest | mean | found exactly |")
    print("|---|---|---|---|---|")
    drawn = [draw_months(seed) for seed in range(TABLES)]
    for name, policy in POLICIES.items():
        found = [item for months in drawn for item in attack(months, policy)]
        shown = mean(value for kind, value in found if kind == "shown")
        left = [value for kind, value in found if kind == "left"]
        exact = sum(value == 1 for value in left)
        print(f"| {name} | {shown:.0%} | {min(left)} | {mean(left):.1f} | {exact} of {len(left)} |", flush=True)


if __name__ == "__main__":
    main()
