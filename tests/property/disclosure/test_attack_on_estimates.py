"""Shares with an interval of their own, and medians: what their rows leave of the counts that they are made of."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
import pytest

from finalorder.answers import AnswerRow, compute_score_interval
from finalorder.disclosure import load_policy, protected_rows
from finalorder.disclosure.rounding import RoundedCount
from finalorder.measures.design_intervals import compute_effective_size
from finalorder.measures.estimators import describe_estimate
from finalorder.measures.incidence import estimate_incidences, tabulate_days
from support.attacked_tables import COLUMNS, describe
from support.attacker import AVERAGE_VALUES, Attacker, find_breaches, is_breached
from support.published_tables import count, round_by, through

BASES = (40, 100, 300, 1000)
Row = AnswerRow


def build_estimate(events: int, cases: int, censored: int, seed: int) -> Row:
    """An incidence at two years of cases of which some are not followed that long, as the measure computes it."""
    random = np.random.default_rng(seed)
    days = random.integers(1, 700, cases)
    gone = min(censored, cases - events)
    cause = np.array(["absent"] * events + ["censored"] * gone + ["other"] * (cases - events - gone))
    found = estimate_incidences(tabulate_days(days.astype(float), cause, np.ones(cases)), 0)[2]
    described = {name: value for name, value in describe_estimate(found).items() if name != "note"}
    return Row("in_absentia", "CI", unit="cases", numerator=found.events, denominator=cases, **described)


def build_families(events: int, cases: int, size: int, seed: int) -> Row:
    """A share of cases in families of up to a size, whose members mostly go the same way."""
    random = np.random.default_rng(seed)
    sizes = list(random.integers(1, size + 1, cases))
    bases = np.array(sizes[: int(np.searchsorted(np.cumsum(sizes), cases)) + 1])
    bases[-1] -= bases.sum() - cases
    left, hits = events, np.zeros(len(bases), dtype=int)
    for at in random.permutation(len(bases)):
        hits[at] = min(left, bases[at])
        left -= hits[at]
    worth = compute_effective_size(
        events, cases, int((hits**2).sum()), int((hits * bases).sum()), int((bases**2).sum()), len(bases)
    )
    low, high = compute_score_interval(events / cases, worth)
    return Row("appearance", "M5i", unit="cases", numerator=events, denominator=cases, value=events / cases,
               low=low, high=high)  # fmt: skip


def list_left(base: int, build: Callable[[int, int], Iterator[Row]]) -> Iterator[int]:
    """How many numbers of events are left by each row that 1 to 10 events have; the cases are known to their class."""
    left: dict[Row, set[int]] = {}
    seen = []
    for cases in range(max(30, base - 10), base + 10, 4):
        for events in range(min(45, cases)):
            for made in build(events, cases):
                (row,) = through([made])
                left.setdefault(row, set()).add(events)
                seen += [row] if 1 <= events <= 10 else []
    return (len(left[row]) for row in seen)


def vary_estimates(events: int, cases: int) -> Iterator[Row]:
    return (build_estimate(events, cases, censored, seed=cases) for censored in (0, cases // 4))


def vary_families(events: int, cases: int) -> Iterator[Row]:
    return (build_families(events, cases, size, seed=cases) for size in (1, 4))


@pytest.mark.parametrize("base", BASES)
def test_an_estimate_leaves_a_small_number_of_events_its_values(base: int) -> None:
    assert find_breaches(list(list_left(base, vary_estimates))) == []


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_share_of_families_leaves_a_small_number_its_values_and_so_do_the_others(base: int, is_turned: bool) -> None:
    def vary(events: int, cases: int) -> Iterator[Row]:
        return vary_families(cases - events if is_turned else events, cases)

    assert find_breaches(list(list_left(base, vary))) == []


def test_nobody_is_not_told_from_somebody() -> None:
    for build in (lambda n: build_estimate(n, 150, 30, 1), lambda n: build_families(n, 150, 4, 1)):
        nobody, one, two = (next(iter(through([build(n)]))) for n in (0, 1, 2))
        assert nobody == one == two


@pytest.mark.parametrize("vary", [vary_estimates, vary_families])
def test_the_interval_of_an_exact_share_is_caught(
    vary: Callable[[int, int], Iterator[Row]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests above would say if the gate printed the own interval beside the rounded share."""
    real = protected_rows._protect_own_interval
    monkeypatch.setattr(
        protected_rows,
        "_protect_own_interval",
        lambda row: real(row)._replace(low=round(row.low or 0.0, 2), high=round(row.high or 0.0, 2)),
    )
    assert find_breaches(list(list_left(300, vary))) != []


@pytest.mark.parametrize("build", [lambda n: build_estimate(n, 400, 80, 3), lambda n: build_families(n, 400, 3, 3)])
def test_what_is_printed_holds_the_interval_of_the_true_share(build: Callable[[int], Row]) -> None:
    for events in range(30, 370, 7):
        exact = build(events)
        (row,) = through([exact])
        assert (row.low or 0) <= (exact.low or 0) <= (exact.value or 0) <= (exact.high or 0) <= (row.high or 0), exact


# medians

SHAPE, DAYS = (3, 2, 2), 6
QUARTILES = {"low": 1, "value": 2, "high": 3}
Cell = tuple[int | None, ...]


def draw_waits(seed: int) -> np.ndarray:
    """Cases by three traits and days waited: a few large groups, many small ones, few different days."""
    random = np.random.default_rng(seed)
    rate = np.exp(random.normal(0, 1.3, (*SHAPE, 1))) * np.exp(random.normal(0, 0.6, (*SHAPE, DAYS)))
    found: np.ndarray = random.poisson(rate / rate.sum() * random.choice([200, 500]))
    return found


def build_median(numbers: np.ndarray, **columns: str) -> Row:
    """The row of a group: the least day that a quarter, a half, three quarters of its cases reach."""
    passed = np.cumsum(numbers)
    ends = {name: int(np.searchsorted(passed, passed[-1] * part / 4)) for name, part in QUARTILES.items()}
    return Row("notice_days", "notice_days", unit="days", denominator=int(passed[-1]), **ends, **columns)


def attack_medians(seed: int, printed: Callable[[Row], Row] = lambda row: row) -> Iterator[int]:
    """How many values are left to small groups by every group's count, median and quartiles."""
    waits, attacker = draw_waits(seed), Attacker(in_whole_numbers=True)
    cells: list[Cell] = list(product(*([None, *range(size)] for size in SHAPE)))
    groups = {cell: waits[tuple(slice(None) if at is None else at for at in cell)].reshape(-1, DAYS).sum(axis=0)
              for cell in cells}  # fmt: skip
    for cell, numbers in groups.items():
        named = dict(zip(COLUMNS, describe((*cell, None, None, None)).values(), strict=True))
        (known,) = through([count(numbers.sum(), **named)])
        attacker.tell(cell, known.floor, known.ceiling)
        attacker.add_up(cell, [(each, day) for each in _list_members(cell) for day in range(DAYS)])
        (row,) = map(printed, through([build_median(numbers, **named)]))
        _tell_quartiles(attacker, cell, row)
    return attacker.count_one_by_one(cell for cell, numbers in groups.items() if 1 <= numbers.sum() <= 10)


def _list_members(cell: Cell) -> Sequence[Cell]:
    return list(product(*([at] if at is not None else range(size) for at, size in zip(cell, SHAPE, strict=True))))


def _tell_quartiles(attacker: Attacker, cell: Cell, row: Row) -> None:
    """So many of the cases wait no longer than a quartile, and fewer wait less."""
    for name, part in QUARTILES.items():
        day = getattr(row, name)
        if day is None:
            return
        for until, low, high in ((day, 0, np.inf), (day - 1, -np.inf, -1)):
            passed = [((each, at), 4.0) for each in _list_members(cell) for at in range(int(until) + 1)]
            attacker.weigh([*passed, (cell, -float(part))], low, high)


def test_counts_medians_and_quartiles_of_every_group_leave_small_ones_their_values() -> None:
    values = [left for seed in range(4) for left in attack_medians(seed)]
    assert len(values) > 20
    assert find_breaches(values) == []
    assert sum(values) / len(values) > 2 * AVERAGE_VALUES


def test_medians_of_fewer_than_are_shown_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protected_rows, "round_count", show_medians_of_any)
    assert is_breached(left for seed in range(4) for left in attack_medians(seed))


def show_medians_of_any(number: int) -> RoundedCount:
    """The rule with classes that are finer from 1 on."""
    return round_by(5, 1)(number) if number < load_policy().first_shown else round_by(20, 30)(number)
