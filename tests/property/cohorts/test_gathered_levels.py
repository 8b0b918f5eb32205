"""What is gathered only when it is asked (charges, motions, appeals) is what a second reading of the rows finds."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from finalorder import registry
from finalorder.answers import parse_conditions
from finalorder.cohorts import ask_condition, select_gathered
from finalorder.engines import Step, StepRunner
from finalorder.measures import get_method
from finalorder.measures.cube_steps import build_narrow_cube
from support.ledger_harness import add_cohorts, ask, release_table
from support.measures_harness import ask_methods, query_method
from support.oracle.gathered import Gathered
from support.oracle.ledger import derive
from support.oracle.lives import random_lives

RELEASE_DAY = date(2026, 6, 30)
DAYS = (date(2003, 7, 1), date(2019, 6, 21), RELEASE_DAY)
GATHERED = select_gathered(registry.load_dimensions())


def draw_charges(tables: dict[str, list[dict[str, Any]]], seed: int) -> list[dict[str, Any]]:
    """Charges of some cases: grounds of the list, padded or not, and some that are in no list."""
    draw = random.Random(seed)
    grounds = [row["code"] for row in registry.read_codes("charges")]
    common = ["212a06Ai", "212a07Ai  I", "237a01B", "237a02Aiii", "241a02", "241a01B"]
    rows = []
    for case in tables["cases"]:
        for _ in range(draw.choice([0, 1, 1, 2, 3])):
            ground = draw.choice([*common, *common, draw.choice(grounds), "999z", None])
            padded = f"{ground} " if ground and draw.random() < 0.3 else ground
            rows.append({"idnprcdchg": len(rows), "idncase": case["idncase"], "charge": padded})
    return rows


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, Any] = dict(random_lives(23, 900))
    return found | {"charges": draw_charges(found, 5)}


@pytest.fixture(scope="module")
def second_ledger(tables: dict[str, Any]) -> dict[str, Any]:
    return derive({name: rows for name, rows in tables.items() if name != "charges"}, RELEASE_DAY)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def on_a_day(request: pytest.FixtureRequest, tables: dict[str, Any]) -> Iterator[tuple[date, StepRunner]]:
    day: date = request.param
    with ask_methods(tables, RELEASE_DAY, day) as runner:
        yield day, runner.extend({"release_charges": release_table("charges", tables["charges"])})


def test_a_standing_order_is_at_the_level_that_a_second_reading_finds(
    on_a_day: tuple[date, StepRunner], tables: dict[str, Any], second_ledger: dict[str, Any]
) -> None:
    day, runner = on_a_day
    gathered = Gathered(second_ledger, tables, RELEASE_DAY, day)
    seen = add_cohorts(runner, day)
    asked = ask_condition(seen, parse_conditions([f"{each.name}={next(iter(each.levels))}" for each in GATHERED]))
    ordered = {row["idncase"]: row["ordered_on"] for row in ask(seen, "SELECT * FROM standing").to_pylist()}
    rows = asked.query_step(Step("every trait", "SELECT * FROM traits")).to_pylist()
    assert {row["unit_id"] for row in rows} == set(ordered)
    for row in rows:
        expected = gathered.describe(row["unit_id"], ordered[row["unit_id"]])
        expected["month"] = ordered[row["unit_id"]].isoformat()[:7]
        assert {name: row[name] for name in expected} == expected, row["unit_id"]
        assert {each.column for each in GATHERED} == set(expected)


def ask_gathered(runner: StepRunner, method: str, name: str) -> dict[str, int]:
    """How many units of a method are at each level of a dimension."""
    found = get_method(method)
    cube = build_narrow_cube(found, [name])
    cells = query_method(runner.extend({}, [cube]), method, [name])
    return {cell["level_1"]: cell["denominator"] for cell in cells if cell["level_1"]}


@pytest.mark.parametrize("name", [each.name for each in GATHERED])
def test_a_measure_of_standing_orders_counts_what_a_cohort_counts(
    name: str, on_a_day: tuple[date, StepRunner], tables: dict[str, Any], second_ledger: dict[str, Any]
) -> None:
    day, runner = on_a_day
    gathered = Gathered(second_ledger, tables, RELEASE_DAY, day)
    standing = ask(add_cohorts(runner, day), "SELECT idncase, ordered_on FROM standing").to_pylist()
    column = name.replace("-", "_")
    expected = Counter(
        row["ordered_on"].isoformat()[:7]
        if name == "month"
        else gathered.describe(row["idncase"], row["ordered_on"])[column]
        for row in standing
    )
    assert ask_gathered(runner, "orders_standing", name) == expected
    assert len(expected) > 1


@pytest.mark.parametrize("name", [each.name for each in GATHERED if each.name != "month"])
def test_pending_cases_are_at_the_level_that_a_second_reading_finds(
    name: str, on_a_day: tuple[date, StepRunner], tables: dict[str, Any], second_ledger: dict[str, Any]
) -> None:
    day, runner = on_a_day
    gathered = Gathered(second_ledger, tables, RELEASE_DAY, day)
    pending = ask(runner, "SELECT idncase, charged_on FROM pending_now").to_pylist()
    column = name.replace("-", "_")
    expected = Counter(gathered.describe(row["idncase"], row["charged_on"])[column] for row in pending)
    assert ask_gathered(runner, "backlog", name) == expected


def test_every_level_is_met_or_cannot_be_in_these_lives(tables: dict[str, Any], second_ledger: dict[str, Any]) -> None:
    gathered = Gathered(second_ledger, tables, RELEASE_DAY, RELEASE_DAY)
    met: dict[str, set[str]] = {}
    for case in second_ledger["cases"]:
        for name, level in gathered.describe(case["idncase"], None).items():
            met.setdefault(name, set()).add(level)
    for each in GATHERED:
        if each.is_ranged:
            continue
        never = {"unknown"} if each.facts != "case_charges" else set()
        assert set(each.levels) - never <= met[each.column], each.name
