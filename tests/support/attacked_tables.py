"""Tables of cases to attack: a few large cells, many small ones, and every number that may be asked of them."""

from itertools import product

import numpy as np

#: columns in which a number can be described: two levels each but for the first
COLUMNS = ("city", "cohort", "order_class", "period", "level_1", "level_2")
SHAPE = (3, 2, 2, 2, 2, 2)
Cell = tuple[int | None, ...]


def draw_cases(seed: int) -> np.ndarray:
    """Cases as courts have them: a few large cells, many small ones."""
    random = np.random.default_rng(seed)
    rate = np.ones(SHAPE)
    for axis, size in enumerate(SHAPE):
        line = [1] * len(SHAPE)
        line[axis] = size
        rate = rate * np.exp(random.normal(0, 1.2, size)).reshape(line)
    return random.poisson(rate / rate.sum() * random.choice([300, 900, 2500]))


def list_cells(most: int) -> list[Cell]:
    """Every cell that a question may be about: of no more conditions than the policy allows, and a class of orders."""
    cells = product(*([None, *range(size)] for size in SHAPE))
    return [cell for cell in cells if count_conditions(cell) <= most]


def count_conditions(cell: Cell) -> int:
    """The conditions of a cell; the class of the order, by which a method's answers come apart anyway, is none."""
    named = [name for name, level in zip(COLUMNS, cell, strict=True) if level is not None]
    return len(set(named) - {"order_class"})


def describe(cell: Cell) -> dict[str, str]:
    return {name: "" if level is None else f"{name} {level}" for name, level in zip(COLUMNS, cell, strict=True)}


def sum_cell(cases: np.ndarray, cell: Cell) -> int:
    return int(cases[tuple(slice(None) if level is None else level for level in cell)].sum())
