"""Sessions of a reader who asks two hundred questions, each chosen by what is known; and questions in any order."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from finalorder import api
from finalorder.answers import AnswerRow
from finalorder.disclosure import load_policy, protected_rows
from support.attacked_tables import COLUMNS, SHAPE, Cell, count_conditions, describe, draw_cases, list_cells, sum_cell
from support.attacker import Attacker, find_breaches, is_breached
from support.published_tables import count, round_by, through

QUESTIONS = 200
ASKED = (
    "api.measure('orders_issued', lake, by=['city'])",
    "api.measure('grants', lake, by=['represented', 'custody'])",
    "api.measure('orders_standing', lake, where=['nationality=GT,HO', 'city=Miami'])",
    "api.measure('outcomes', lake, as_of=date(2021, 3, 14))",
    "api.count_cohort_exits(lake, city='Miami')",
    "api.compare_ddp(lake)",
)


def list_neighbours(cell: Cell) -> list[list[Cell]]:
    """The sums that a cell is the total of, or a part: the total, then its parts; of conditions that may be asked."""
    sums = []
    for axis, size in enumerate(SHAPE):
        whole = (*cell[:axis], None, *cell[axis + 1 :])
        parts = [(*cell[:axis], level, *cell[axis + 1 :]) for level in range(size)]
        if count_conditions(parts[0]) <= load_policy().most_conditions:
            sums.append([whole, *parts])
    return sums


def attack_in_session(seed: int) -> int | None:
    """How many values are left to a small count after two hundred questions about what is nearest to it."""
    cases, attacker = draw_cases(seed), Attacker()
    small = [cell for cell in list_cells(load_policy().most_conditions) if 1 <= sum_cell(cases, cell) <= 10]
    if not small:
        return None
    target = small[seed % len(small)]
    asked, waiting = {target: None}, [target]
    while waiting and len(asked) < QUESTIONS:
        for sums in list_neighbours(waiting.pop(0)):
            waiting += [each for each in sums if each not in asked]
            asked |= dict.fromkeys(sums)
            attacker.add_up(sums[0], sums[1:])
    for row in through([count(sum_cell(cases, each), **describe(each)) for each in asked]):
        attacker.tell(_find_cell(row), row.floor, row.ceiling)
    return attacker.count_values([target])[0]


def _find_cell(row: AnswerRow) -> Cell:
    levels = (getattr(row, name) for name in COLUMNS)
    return tuple(int(level.rpartition(" ")[2]) if level else None for level in levels)


def attack_in_sessions(number: int) -> Iterator[int]:
    return (left for seed in range(number) if (left := attack_in_session(seed)) is not None)


def test_two_hundred_chosen_questions_confine_no_small_count() -> None:
    values = list(attack_in_sessions(150))
    assert len(values) > 100
    assert find_breaches(values) == []


@pytest.mark.soak
def test_ten_thousand_sessions_confine_no_small_count() -> None:
    assert find_breaches(list(attack_in_sessions(10_000))) == []


def test_sessions_with_exact_totals_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protected_rows, "round_count", round_by(1, 11))
    assert is_breached(attack_in_sessions(150))


def digest_answers(lake: Path, asked: list[str]) -> dict[str, str]:
    """The digest of each answer, asked in this order in a process of its own."""
    text = (
        "import hashlib, sys\nfrom datetime import date\nfrom pathlib import Path\nfrom finalorder import api\n"
        "lake = Path(sys.argv[1])\n"
        "for question in sys.argv[2:]:\n"
        "    print(hashlib.sha256(eval(question).to_json().encode()).hexdigest())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", text, str(lake), *asked],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": str(len(asked[0]))},
    )
    return dict(zip(asked, said.stdout.split(), strict=True))


def list_contents(lake: Path) -> dict[str, str]:
    files = sorted(path for path in lake.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_questions_in_any_order_and_process_have_the_same_answers_and_leave_nothing(simulated_lake: Path) -> None:
    """Two processes at once, each with its own order and its own hash seed, and this one after them."""
    before = list_contents(simulated_lake)
    orders = [list(ASKED), list(reversed(ASKED))]
    with ThreadPoolExecutor() as pool:
        forward, backward = pool.map(lambda asked: digest_answers(simulated_lake, asked), orders)
    assert backward == forward
    alone = api.measure("orders_issued", simulated_lake, by=["city"]).to_json()
    assert hashlib.sha256(alone.encode()).hexdigest() == forward[ASKED[0]]
    assert list_contents(simulated_lake) == before
