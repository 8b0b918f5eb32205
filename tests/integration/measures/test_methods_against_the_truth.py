"""On a simulated release, read with its faults, every method equals a count by loops of the model's clean tables."""

from collections import Counter
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from finalorder import api, registry
from finalorder.answers import make_question
from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import apply_disclosure_control
from finalorder.lake.folders import Lake, Release
from finalorder.measures import answer_measure
from finalorder.simulation import SimulationConfig, simulate
from support.oracle.known import Known, fiscal_year
from support.oracle.measures import METHODS

ask = partial(make_question, "measure")


CITIES = {row["court_code"]: row["city"] for row in registry.read_registry_rows("cities")}
TABLES = (
    "cases", "proceedings", "hearings_raw", "motions", "appeals", "representatives", "identifiers", "riders",
    "juveniles", "priorities", "applications",
)  # fmt: skip
#: the court is of 1983: an answer lists its years from there; rows dated earlier are in the margin, and asked by name
FIRST_LISTED_YEAR = 1983
EARLIER_YEARS = range(1950, FIRST_LISTED_YEAR)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("truth")
    simulate(place / "release.zip", SimulationConfig(scale=0.001, seed=11), truth=place / "truth")
    api.build(place / "release.zip", place / "lake", counting_only=True)
    return place


@pytest.fixture(scope="module")
def release(folder: Path) -> Release:
    return Lake(folder / "lake").open_release()


@pytest.fixture(scope="module")
def known(folder: Path, release: Release) -> Known:
    tables = {name: rows(folder / "truth" / f"{name}.parquet") for name in TABLES}
    return Known(tables, release.day, release.day, CITIES)


def rows(path: Path) -> list[dict[str, Any]]:
    table = pq.read_table(path)
    return table.rename_columns([name.lower() for name in table.column_names]).to_pylist()


@pytest.mark.parametrize("name", METHODS)
def test_a_method_equals_the_count_of_the_models_clean_tables(release: Release, known: Known, name: str) -> None:
    units = list(METHODS[name](known))
    found = shown(release, name)
    assert units
    hits: Counter[tuple[str, str]] = Counter()
    counted: Counter[tuple[str, str]] = Counter()
    for unit in units:
        for period in ("",) if unit.on is None else ("", f"FY{fiscal_year(unit.on)}"):
            counted[period, unit.split] += 1
            hits[period, unit.split] += unit.hit
    for key in product({period for period, _ in counted}, {unit.split for unit in units}):
        assert (hits[key], counted[key]) == found.get(key, (0, 0)), key


def shown(release: Release, name: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Numerator and denominator as the package answers them, by year and split; years not listed are asked by name."""
    found = answer_method(release, name)
    listed = {period for period, _ in found}
    years = range(FIRST_LISTED_YEAR, fiscal_year(release.day) + 1)
    assert listed == {"", "unknown", *(f"FY{year}" for year in years)}
    earlier = answer_method(release, name, where=[f"fiscal-year={','.join(map(str, EARLIER_YEARS))}"])
    return found | {key: value for key, value in earlier.items() if key[0]}


def answer_method(release: Release, name: str, **more: Any) -> dict[tuple[str, str], tuple[int, int]]:
    """Numerator and denominator of one answer by year and split."""
    from finalorder.measures import get_method

    asked = get_method(name)
    (found,) = answer_measure(release, ask(asked.measure, methods=[name], by=["fiscal-year"], **more))
    answers = apply_disclosure_control(found.raw, profile="none")
    return {(row.period, split_of(row)): numbers(asked.kind, row) for row in answers}


def split_of(row: AnswerRow) -> str:
    return row.order_class or row.level_1


def numbers(kind: str, row: AnswerRow) -> tuple[int, int]:
    """Of a count: the certain and all; of a part: itself twice."""
    number = row.numerator or 0
    if kind == "share":
        return number, row.denominator or 0
    return (number if kind == "parts" or row.low is None else int(row.low)), number


def test_the_cases_pending_on_the_release_day_are_those_that_the_ledger_says_are(release: Release) -> None:
    states = pq.read_table(release.find_ledger_path("cases"), columns=["state"]).column("state").to_pylist()
    assert shown(release, "backlog")["", ""][1] == states.count("pending")


@pytest.mark.parametrize("day", [date(2019, 6, 21), date(2015, 9, 30)])
def test_another_day_is_gathered_anew_and_equals_the_loops(known: Known, release: Release, day: date) -> None:
    then = known.at(day)
    for name in ("M1a", "M5i", "M4r", "backlog"):
        units = list(METHODS[name](then))
        measure = {"M1a": "in_absentia", "M5i": "appearance", "M4r": "rescission", "backlog": "backlog"}[name]
        (found,) = answer_measure(release, ask(measure, methods=[name], as_of=day))
        (row,) = apply_disclosure_control(found.raw, profile="none")
        assert row.as_of == day.isoformat()
        assert row.numerator == sum(unit.hit for unit in units), name
        assert row.denominator in (None, len(units)), name
