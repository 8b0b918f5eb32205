"""Policies compared on twelve successive simulated releases: what may be printed, and how near a reader gets to a case.

The orders of five cities and of the nation, by year, representation, custody and absence: every cell of a place and at
most two other traits. The reader holds the plans of all months, knows that years which have ended say the same in each,
and solves (HiGHS). ``python bench/policies.py [LAKE]``: LAKE has the months; without one they are simulated first
(``--scale``, ``--months``).
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from statistics import mean

import highspy
import numpy as np
import pyarrow.parquet as pq

from finalorder import api
from finalorder.lake import Lake, Release
from finalorder.registry import read_registry_rows

TRAITS = ("year_of", "represented", "custody", "in_absentia")
CITIES = ("Miami", "Houston", "Denver", "Atlanta", "Hartford", "")
LAST_MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04",
               "2026-05", "2026-06", "2026-07")  # fmt: skip
SMALL, OTHERS, SEED = 150, 40, 1
EXAMPLE = 19_643
Cell = tuple[str, ...]  # one level a trait, empty for its margin
Interval = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """The cells of a place over months: true numbers, and which sums hold between them, by number of the cell."""

    cells: list[tuple[Cell, int]] = field(default_factory=list)
    truths: list[int] = field(default_factory=list)
    sums: list[list[int]] = field(default_factory=list)  # the total, then its parts

    def is_headline(self, at: int) -> bool:
        """Whether it is a total of the place, or that of a year."""
        return not any(self.cells[at][0][1:])


Policy = Callable[[Table], list[Interval]]


def hide_small(number: int) -> Interval:
    """Exact, but for counts of 1 to 10."""
    return (1, 10) if 1 <= number <= 10 else (number, number)


def round_to(step: int, first: int, number: int) -> Interval:
    """The nearest multiple of a step; below the first that is shown, nobody included, one class."""
    if number < first:
        return 0, first - 1
    floor = (number + step // 2) // step * step - step // 2
    return max(floor, first), floor + step - 1


def round_within(step: int, number: int) -> Interval:
    """A class of a step inside the class of the policy's own rounding to 20."""
    low, _ = round_to(20, 30, number)
    if number < 30:
        return 0, 29
    floor = low + (number - low) // step * step
    return floor, floor + step - 1


def apply_rule(headline: Callable[[int], Interval], detail: Callable[[int], Interval]) -> Policy:
    """A policy without memory: one rule for headlines, one for the rest."""
    return lambda table: [
        (headline if table.is_headline(at) else detail)(number) for at, number in enumerate(table.truths)
    ]


def hide_complements(table: Table) -> list[Interval]:
    """Exact, 1 to 10 hidden; where one part of a sum is hidden alone, the smallest other one is too, a total last.

    What an earlier month has hidden is hidden first: the plans of earlier releases are known.
    """
    hidden = {at for at, number in enumerate(table.truths) if 1 <= number <= 10}
    waiting = list(table.sums)
    while waiting:
        again = []
        for whole, *parts in waiting:
            out = [at for at in (whole, *parts) if at in hidden]
            left = [at for at in (*parts, whole) if at not in hidden and table.truths[at] > 0]
            if len(out) == 1 and left:
                hidden.add(min(left, key=lambda at: (at == whole, table.is_headline(at), table.truths[at])))
                again = table.sums
        waiting = again
    return [(1, 10**6) if at in hidden else (number, number) for at, number in enumerate(table.truths)]


POLICIES: dict[str, Policy] = {
    "exact, 1 to 10 hidden and what gives them away": hide_complements,
    "headlines exact, details to 5, 1 to 10 hidden": apply_rule(
        hide_small, lambda n: hide_small(n) if n <= 10 else round_to(5, 11, n)
    ),
    "headlines exact, details to 10, 1 to 10 hidden": apply_rule(
        hide_small, lambda n: hide_small(n) if n <= 10 else round_to(10, 11, n)
    ),
    "headlines exact from 30, details to 20, below 30 one class": apply_rule(
        lambda n: (n, n) if n >= 30 else (0, 29), lambda n: round_to(20, 30, n)
    ),
    "headlines to 5, details to 20, below 30 one class": apply_rule(
        lambda n: round_within(5, n), lambda n: round_to(20, 30, n)
    ),
    "headlines to 10, details to 20, below 30 one class": apply_rule(
        lambda n: round_within(10, n), lambda n: round_to(20, 30, n)
    ),
    "everything to 10, below 15 one class": apply_rule(lambda n: round_to(10, 15, n), lambda n: round_to(10, 15, n)),
    "everything to 20, below 30 one class": apply_rule(lambda n: round_to(20, 30, n), lambda n: round_to(20, 30, n)),
}


def count_orders(release: Release, city: str) -> dict[Cell, int]:
    """The orders of a place (the nation, if it is empty) by every trait."""
    cities = {row["court_code"]: row["city"] for row in read_registry_rows("cities")}
    table = pq.read_table(release.path / "cubes" / "orders_issued.parquet").to_pydict()
    found: dict[Cell, int] = {}
    for at, court in enumerate(table["court_code"]):
        if not city or cities.get(court) == city:
            cell = tuple(str(table[name][at]) for name in TRAITS)
            found[cell] = found.get(cell, 0) + table["denominator"][at]
    return found


def build_table(releases: Sequence[Release], city: str) -> Table:
    """Every cell of a place with at most two traits in every month, a year that has ended once for all."""
    table, numbers = Table(), {}
    last = {release.name: str(release.day.year + (release.day.month >= 10)) for release in releases}
    ended = min(last.values())
    for month, release in enumerate(releases):
        orders = count_orders(release, city)
        levels = [sorted({cell[axis] for cell in orders}) for axis in range(len(TRAITS))]
        listed = [cell for cell in product(*(["", *each] for each in levels)) if sum(map(bool, cell)) <= 2]
        keys = {cell: (cell, 0 if "" < cell[0] < ended else month) for cell in listed}
        for cell in listed:
            if keys[cell] not in numbers:
                numbers[keys[cell]] = len(table.cells)
                table.cells.append((cell, month))
                table.truths.append(sum(n for each, n in orders.items() if _is_in(each, cell)))
        for cell, axis in product(listed, range(len(TRAITS))):
            parts = [(*cell[:axis], level, *cell[axis + 1 :]) for level in levels[axis]]
            if not cell[axis] and parts[0] in keys:
                table.sums.append([numbers[keys[each]] for each in (cell, *parts)])
    return table


def _is_in(each: Cell, cell: Cell) -> bool:
    return all(not level or level == own for own, level in zip(each, cell, strict=True))


def attack(table: Table, intervals: Sequence[Interval]) -> Iterator[tuple[str, int]]:
    """How many values are left to counts of 1 to 10 (``small``) and to other hidden counts (``other``)."""
    solver = build_solver(table, intervals)
    small = [at for at, number in enumerate(table.truths) if 1 <= number <= 10]
    hidden = [at for at, (low, high) in enumerate(intervals) if high - low > 20 and not 1 <= table.truths[at] <= 10]
    random = np.random.default_rng(SEED)
    for kind, cells, most in (("small", small, SMALL), ("other", hidden, OTHERS)):
        for at in random.permutation(cells)[:most]:
            yield kind, count_values(solver, int(at))


def build_solver(table: Table, intervals: Sequence[Interval]) -> highspy.Highs:
    """Every number between what is printed of it, every sum as it must be."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(intervals), len(table.sums)
    program.col_cost_ = np.zeros(len(intervals))
    program.col_lower_, program.col_upper_ = (np.array(ends, dtype=float) for ends in zip(*intervals, strict=True))
    program.row_lower_ = program.row_upper_ = np.zeros(len(table.sums))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *map(len, table.sums)])
    program.a_matrix_.index_ = np.array([at for each in table.sums for at in each], dtype=np.int32)
    program.a_matrix_.value_ = np.array([factor for each in table.sums for factor in (1.0, *[-1.0] * (len(each) - 1))])
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


def compare(tables: Sequence[Table]) -> None:
    """Print the table of ``docs/disclosure.md``."""
    print(
        f"| policy | cells shown | headlines shown | {EXAMPLE:,} is | 1 to 10: fewest values | mean | exact | others |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, policy in POLICIES.items():
        shown, heads, left = [], [], []
        for table in tables:
            intervals = policy(table)
            left += list(attack(table, intervals))
            for at, (number, (low, high)) in enumerate(zip(table.truths, intervals, strict=True)):
                is_shown = low == high or (low > 10 and high - low < 20)
                shown += [is_shown] if number else []
                if table.is_headline(at) and number >= 30:
                    heads.append(is_shown)
        small, others = ([value for kind, value in left if kind == wanted] for wanted in ("small", "other"))
        exact = f"{sum(value == 1 for value in small)} of {len(small)}"
        print(
            f"| {name} | {mean(shown):.0%} | {mean(heads):.1%} | {say_example(policy)} "
            f"| {min(small)} | {mean(small):.1f} | {exact} | {min(others, default='-')} |",
            flush=True,
        )


def say_example(policy: Policy) -> str:
    """What a newsroom can print of the example."""
    ((low, high),) = policy(Table([(("",) * len(TRAITS), 0)], [EXAMPLE]))
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def make_months(folder: Path, scale: float, months: int) -> Path:
    """Simulate successive months and build them into a lake."""
    previous = None
    for month in LAST_MONTHS[-months:]:
        path = folder / f"{month}.zip"
        config = api.SimulationConfig(scale=scale, seed=11, month=month)
        api.simulate(path, config, previous=previous)
        api.build(path, folder / "lake", counting_only=True)
        previous = path
    return folder / "lake"


def main() -> None:
    """Compare the policies on a lake of successive months."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lake", nargs="?", type=Path)
    parser.add_argument("--scale", type=float, default=0.005)
    parser.add_argument("--months", type=int, default=12)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(asked.lake or make_months(Path(folder), asked.scale, asked.months))
        releases = [lake.open_release(name) for name in lake.list_release_names()]
        tables = [build_table(releases, city) for city in CITIES]
    print(f"{len(releases)} months, {sum(len(table.cells) for table in tables):,} cells")
    compare(tables)


if __name__ == "__main__":
    main()
