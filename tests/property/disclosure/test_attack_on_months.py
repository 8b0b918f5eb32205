"""All that the rule lets out of the orders of three successive months, in the hands of one reader.

The reader knows the definitions, so that every number of a plan, and of a question of up to three conditions, is a sum
over the same unknown cells (court, year, representation, custody, absence), knows that years which have ended say the
same in each month and what is said to have changed in the others, and solves for counts of 1 to 10.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from finalorder.disclosure import load_policy, protected_rows
from finalorder.lake import Lake, Release
from finalorder.registry import read_registry_rows
from support.attacker import Attacker, find_breaches, is_breached
from support.published_tables import count, round_by, through

CURRENT = ("2025", "2026")
METHOD = "orders_issued"
#: what tells the cells apart, and the dimension that each is a level of
TRAITS = {"court_code": "court", "year_of": "fiscal-year", "represented": "represented", "custody": "custody",
          "in_absentia": "in-absentia"}  # fmt: skip
PLACES, ELSEWHERE = ("court", "city"), "elsewhere"
CITIES, FIRST_YEAR = {"Miami", "Denver"}, "2018"
Cell = tuple[str, ...]


@pytest.fixture(scope="module")
def months(lake_of_months: Path) -> list[Release]:
    lake = Lake(lake_of_months)
    return [lake.open_release(name) for name in lake.list_release_names()]


def list_groupings() -> list[tuple[str, ...]]:
    """Every question: a place or none, and as many traits as the policy allows with it."""
    traits = [name for name in TRAITS.values() if name != "court"]
    return [
        tuple(filter(None, (place, *chosen)))
        for place, size in product(("", *PLACES), range(load_policy().most_conditions + 1))
        for chosen in combinations(traits, size)
        if size + bool(place) <= load_policy().most_conditions
    ]


def count_cells(release: Release) -> dict[Cell, int]:
    """The removal orders of two cities' courts since a year by every trait; elsewhere all courts are one."""
    courts = {row["court_code"] for row in read_registry_rows("cities") if row["city"] in CITIES}
    read = pq.read_table(release.path / "cubes" / f"{METHOD}.parquet").to_pydict()
    found: dict[Cell, int] = {}
    for at, court in enumerate(read["court_code"]):
        if read["split"][at] == "removal" and str(read["year_of"][at]) >= FIRST_YEAR:
            place = court if court in courts else ELSEWHERE
            cell = (place, *(str(read[name][at]) for name in list(TRAITS)[1:]))
            found[cell] = found.get(cell, 0) + read["denominator"][at]
    return found


def group_cells(every: list[Cell], by: tuple[str, ...]) -> dict[tuple[str, ...], list[Cell]]:
    """The cells that each number of a question is the sum of; none of a place that is elsewhere."""
    cities = {row["court_code"]: row["city"] for row in read_registry_rows("cities")}
    grouped: dict[tuple[str, ...], list[Cell]] = {}
    for cell in every:
        levels = dict(zip(TRAITS.values(), cell, strict=True)) | {"city": cities.get(cell[0], ELSEWHERE)}
        named = tuple(levels[name] for name in by)
        if ELSEWHERE not in named:
            grouped.setdefault(named, []).append(cell)
    return grouped


class Reader:
    """Who has everything that was printed of some months, and of what changed from one to the next."""

    def __init__(self, months: list[Release], *, in_whole_numbers: bool = False) -> None:
        self.attacker, self.truths = Attacker(in_whole_numbers=in_whole_numbers), {}
        found = [count_cells(release) for release in months]
        levels = [sorted({cell[axis] for cells in found for cell in cells}) for axis in range(len(TRAITS))]
        self.every = list(product(*levels))
        for number, cells in enumerate(found):
            self._read_month(number, cells)
        for number, (before, after) in enumerate(pairwise(found), start=1):
            self._read_changes(number, before, after)

    def _read_month(self, number: int, cells: dict[Cell, int]) -> None:
        asked = {}
        for by in list_groupings():
            for named, members in group_cells(self.every, by).items():
                asked[number, by, named] = members
        truths = {key: sum(cells.get(cell, 0) for cell in members) for key, members in asked.items()}
        self._tell(truths)
        for key, members in asked.items():
            self.attacker.add_up(key, [cell if cell[1] not in CURRENT else (number, cell) for cell in members])
        self.truths |= truths

    def _read_changes(self, number: int, before: dict[Cell, int], after: dict[Cell, int]) -> None:
        """What `diff` prints of orders that came and went, by place and year."""
        current = [cell for cell in self.every if cell[1] in CURRENT]
        for change, sign in (("came", 1), ("went", -1)):
            moved = {cell: max(0, sign * (after.get(cell, 0) - before.get(cell, 0))) for cell in current}
            for by in product(("court", "city"), ("", "fiscal-year")):
                for named, members in group_cells(current, tuple(filter(None, by))).items():
                    key = (change, number, by, named)
                    self._tell({key: sum(moved[cell] for cell in members)})
                    self.attacker.add_up(key, [(change, number, cell) for cell in members])
        for cell in current:
            flow = [((number, cell), 1.0), ((number - 1, cell), -1.0)]
            self.attacker.weigh([*flow, (("came", number, cell), -1.0), (("went", number, cell), 1.0)], 0, 0)

    def _tell(self, truths: dict[Any, int]) -> None:
        printed = {row.level_1: row for row in through([count(n, level_1=str(key)) for key, n in truths.items()])}
        for key in truths:
            self.attacker.tell(key, printed[str(key)].floor, printed[str(key)].ceiling)

    def attack(self, most: int = 40) -> Iterator[int]:
        """How many values are left to counts of 1 to 10."""
        small = sorted((key for key, number in self.truths.items() if 1 <= number <= 10), key=str)
        chosen = np.random.default_rng(1).permutation(len(small))[:most]
        return self.attacker.count_one_by_one(small[at] for at in chosen)


@pytest.mark.parametrize("number", [6, pytest.param(20, marks=pytest.mark.long)])
def test_three_months_leave_every_small_count_its_values(months: list[Release], number: int) -> None:
    values = list(Reader(months, in_whole_numbers=True).attack(number))
    assert len(values) == number
    assert find_breaches(values) == []


@pytest.mark.parametrize("most", [1, 5])
def test_a_finer_rule_is_caught_in_three_months(
    months: list[Release], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts from 11 on are exact, or rounded to 5."""
    monkeypatch.setattr(protected_rows, "round_count", round_by(most, 11))
    assert is_breached(Reader(months).attack())
