"""Every method equals a naive count by loops, written from the contract and never from the SQL, on made-up lives."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from finalorder import registry
from finalorder.engines import StepRunner
from finalorder.measures.incidence import CENSORED, HORIZONS
from support.measures_harness import ask_methods, query_method
from support.oracle.known import Known, Unit, fiscal_year
from support.oracle.lives import random_lives
from support.oracle.measures import METHODS, follow_cases

RELEASE_DAY = date(2026, 6, 30)
DAYS = (RELEASE_DAY, date(2019, 6, 21))
CITIES = {row["court_code"]: row["city"] for row in registry.read_registry_rows("cities")}
Counts = dict[tuple[str, ...], tuple[int, int]]


def applications(tables: dict[str, list[dict[str, Any]]], seed: int) -> list[dict[str, Any]]:
    """Made-up applications of made-up proceedings."""
    source, rows = random.Random(seed), []
    for number, row in enumerate(tables["proceedings"]):
        if source.random() < 0.5:
            end = row["comp_date"] or RELEASE_DAY
            received = None if source.random() < 0.1 else end + timedelta(days=source.choice([-400, -30, 0, 1, 60]))
            rows.append(
                {
                    "idnproceedingappln": number,
                    "idncase": row["idncase"],
                    "idnproceeding": row["idnproceeding"],
                    "appl_code": source.choice(["ASYL", "ASYL", "WCAT", None]),
                    "appl_recd_date": received,
                    "appl_dec": source.choice(["F", "G", "C", "D", "W", None]),
                }
            )
    return rows


@pytest.fixture(scope="module", params=DAYS, ids=str)
def both(request: pytest.FixtureRequest):
    """The SQL and the oracle on the same lives, asked about the same day."""
    tables = random_lives(request.param.toordinal(), 1_500)
    tables["applications"] = applications(tables, 5)
    runner = ask_methods(tables, RELEASE_DAY, request.param)
    yield runner, Known(tables, RELEASE_DAY, request.param, CITIES)
    runner.engine.close()


def of_sql(runner: StepRunner, name: str, by: str) -> Counts:
    """Numerator and denominator by level and split."""
    column = {"city": "city", "fiscal-year": "period"}.get(by, "level_1")
    found = query_method(runner, name, [by])
    return {(c[column], c["split"]): (c["numerator"], c["denominator"]) for c in found if c[column]}


def of_loops(units: Iterable[Unit], known: Known, by: str) -> Counts:
    """The same by counting units one by one."""
    every: Counter[tuple[str, ...]] = Counter()
    hits: Counter[tuple[str, ...]] = Counter()
    for unit in units:
        key = (LEVELS[by](unit, known), unit.split)
        every[key] += 1
        hits[key] += unit.hit
    return {key: (hits[key], number) for key, number in every.items()}


def year(unit: Unit, _: Known) -> str:
    return "unknown" if unit.on is None else f"FY{fiscal_year(unit.on)}"


def city(unit: Unit, _: Known) -> str:
    return CITIES.get(unit.court or "", "unknown")


def custody(unit: Unit, _: Known) -> str:
    return unit.custody if unit.custody in ("N", "R", "D") else "unknown"


def find_representation(unit: Unit, known: Known) -> str:
    since = known.cases.get(unit.idncase, {}).get("first_represented_on")
    return (
        "yes"
        if since is not None and unit.representation_day is not None and since <= unit.representation_day
        else "no"
    )


def family(unit: Unit, known: Known) -> str:
    return known.family(unit.idncase)


LEVELS = {
    "fiscal-year": year,
    "city": city,
    "custody": custody,
    "represented": find_representation,
    "family-docket": family,
}


@pytest.mark.parametrize("name", METHODS)
def test_a_method_counts_what_loops_count_by_every_dimension(both: tuple[StepRunner, Known], name: str) -> None:
    runner, known = both
    units = list(METHODS[name](known))
    assert units, "the lives are too few to say anything about this method"
    for by in LEVELS:
        assert of_sql(runner, name, by) == of_loops(units, known, by), (name, by)


def test_as_of_the_release_the_backlog_is_the_cases_whose_state_is_pending(both: tuple[StepRunner, Known]) -> None:
    runner, known = both
    if known.as_of != RELEASE_DAY:
        pytest.skip("the state of a case is that of the release day")
    pending = [row["idncase"] for row in runner.query("cases").to_pylist() if row["state"] == "pending"]
    now = [row["idncase"] for row in runner.query("pending_now").to_pylist()]
    assert pending
    assert sorted(now) == sorted(pending)


def stop_at_last_horizon(days: int, cause: str) -> tuple[int, str]:
    """No estimate shows when, and of what, after the last horizon: such a case was at risk until then."""
    return (days, cause) if days <= HORIZONS[-1] else (HORIZONS[-1] + 1, CENSORED)


@pytest.mark.parametrize("name", ["CI", "CIc"])
def test_a_cohort_is_followed_as_loops_follow_it(both: tuple[StepRunner, Known], name: str) -> None:
    runner, known = both
    followed = follow_cases(known, closures_compete=name == "CIc")
    loops = Counter((year(u, known), *stop_at_last_horizon(u.days, cause)) for u, cause in followed)
    cells = query_method(runner, name, ["fiscal-year"])
    assert {cause for _, _, cause in loops} == {"absent", "other", "censored", "negative"}
    assert {(c["period"], c["days"], c["cause"]): c["denominator"] for c in cells if c["period"]} == dict(loops)
