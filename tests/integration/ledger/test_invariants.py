"""What must hold of every ledger is checked, and what breaks it is named."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder import api
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake
from finalorder.ledger import LEDGER_TABLES, invariants, load_ledger_steps
from finalorder.ledger.invariants import (
    Invariant,
    check_ledger_invariants,
    find_broken,
    require_invariants,
)
from support.checks import list_invariants
from support.ledger_harness import ask, derive_tables
from support.oracle.lives import random_lives

RELEASE_DAY = date(2026, 6, 30)
A_CASE = {"idncase": 1, "case_type": "RMV"}
AN_ORDER = {
    "idnproceeding": 10,
    "idncase": 1,
    "case_type": "RMV",
    "base_city_code": "MIA",
    "osc_date": date(2018, 10, 1),
    "input_date": date(2018, 10, 5),
    "comp_date": date(2019, 3, 15),
    "dec_code": "X",
    "absentia": "Y",
}
A_HEARING = {"idnschedule": 3, "idnproceeding": 10, "idncase": 1, "adj_date": date(2019, 3, 15), "adj_rsn": "11"}


@pytest.fixture(scope="module")
def sound() -> dict[str, pa.Table]:
    """The ledger of one case ordered removed in absentia, which holds."""
    tables = {"cases": [A_CASE], "proceedings": [AN_ORDER], "hearings_raw": [A_HEARING]}
    with derive_tables(tables, RELEASE_DAY) as runner:
        return {name: ask(runner, f"SELECT * FROM {name}") for name in LEDGER_TABLES}


def replace_values(table: pa.Table, **values: Any) -> pa.Table:
    """The table with other values in its only row."""
    return pa.Table.from_pylist([table.to_pylist()[0] | values], table.schema)


def names_broken(tables: dict[str, pa.Table]) -> set[str]:
    return {invariant.name for invariant in find_broken(check_ledger_invariants(tables, RELEASE_DAY))}


def test_a_sound_ledger_breaks_none(sound: dict[str, pa.Table]) -> None:
    assert names_broken(sound) == set()


BREAKS: list[tuple[str, dict[str, Any], str]] = [
    ("orders", {"final_on": date(2019, 3, 14)}, "a final order is not before its order date"),
    (
        "orders",
        {"final_on_latest": date(2019, 3, 14)},
        "an order is final no later than the latest day it can be",
    ),
    (
        "orders",
        {"undone_on": date(2019, 3, 14), "undone_by": "motion_granted"},
        "an order is undone on or after its order date",
    ),
    (
        "orders",
        {"undone_on": date(2019, 5, 1), "undone_by": "motion_granted"},
        "no order stands and is undone at once",
    ),
    ("orders", {"undone_by": "motion_granted"}, "an undone order says when and by what"),
    ("orders", {"final_basis": "not_final"}, "an order that is not final has no day on which it became final"),
    ("orders", {"order_class": "voluntary_departure"}, "only removal and withheld removal are ordered in absentia"),
    ("orders", {"idncase": 2}, "the standing order of a case is one of its orders"),
    ("orders", {"final_on": date(2026, 7, 1)}, "nothing after the release day has happened"),
    ("orders", {"order_id": 11}, "an order is a completion"),
    ("cases", {"standing_order_id": 99}, "the standing order of a case is one of its orders"),
    ("cases", {"standing_order_id": None}, "the standing order of a case is its latest that stands"),
    ("cases", {"standing_order_id": None}, "the cities add up to the nation"),
    ("cases", {"is_rider": True}, "a rider has another case as its lead"),
    ("cases", {"first_represented_on": date(2026, 7, 1)}, "nothing after the release day has happened"),
    ("completions", {"is_dispositive": False}, "an initial completion is a decision that ends the case"),
    ("completions", {"completed_on": date(2026, 7, 1)}, "nothing after the release day has happened"),
    ("hearings", {"scheduled_on": date(2026, 7, 1)}, "nothing after the release day has happened"),
]
REPEATED = [
    ("orders", "an order has one row"),
    ("cases", "a case has one row"),
    ("completions", "a case has one initial completion at most"),
]


@pytest.mark.parametrize(("table", "values", "name"), BREAKS)
def test_a_ledger_that_breaks_a_sentence_is_told_which(
    sound: dict[str, pa.Table], table: str, values: dict[str, Any], name: str
) -> None:
    assert name in names_broken(sound | {table: replace_values(sound[table], **values)})


@pytest.mark.parametrize(("table", "name"), REPEATED)
def test_a_row_that_is_there_twice_is_told(sound: dict[str, pa.Table], table: str, name: str) -> None:
    twice = pa.concat_tables([sound[table], sound[table]])
    assert name in names_broken(sound | {table: twice})


def test_every_invariant_is_broken_by_a_test() -> None:
    assert {name for _, _, name in BREAKS} | {name for _, name in REPEATED} == set(list_invariants())


@pytest.mark.parametrize("name", list_invariants())
def test_an_invariant_turned_off_is_noticed(
    sound: dict[str, pa.Table], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks a sentence breaks it no longer once its part of the SQL is gone."""
    steps = dict(load_ledger_steps())
    sql = steps["invariants"].sql.replace("FROM every_sentence", f"FROM every_sentence WHERE name <> '{name}'")
    assert sql != steps["invariants"].sql
    changed = {**steps, "invariants": replace(steps["invariants"], sql=sql)}
    monkeypatch.setattr(invariants, "load_ledger_steps", lambda: changed)
    for table, values, broken in BREAKS:
        if broken == name:
            assert name not in names_broken(sound | {table: replace_values(sound[table], **values)})
    for table, broken in REPEATED:
        if broken == name:
            assert name not in names_broken(sound | {table: pa.concat_tables([sound[table], sound[table]])})


def test_three_thousand_random_lives_break_none() -> None:
    with derive_tables(random_lives(11, 3_000), RELEASE_DAY) as runner:
        found = check_ledger_invariants(
            {name: ask(runner, f"SELECT * FROM {name}") for name in LEDGER_TABLES}, RELEASE_DAY
        )
    assert len(found) == 17
    assert [invariant.sentence for invariant in find_broken(found)] == []


def test_a_ledger_on_disk_is_checked_by_its_files(sound: dict[str, pa.Table], tmp_path: Path) -> None:
    for name, table in sound.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
    assert find_broken(check_ledger_invariants(tmp_path, RELEASE_DAY)) == []


def test_a_broken_sentence_is_refused_by_its_name_and_its_rows() -> None:
    with pytest.raises(FinalorderError, match=r"contradicts itself \(a case has one row: broken by 1,200 rows\)"):
        require_invariants([Invariant("a case has one row", 1_200), Invariant("an order has one row", 0)])


@pytest.fixture(scope="module")
def lake(tiny_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of our own: what is derived again here moves under nobody's feet."""
    return Path(shutil.copytree(tiny_lake, tmp_path_factory.mktemp("own") / "lake", symlinks=True))


def test_a_build_that_breaks_a_sentence_leaves_the_release_that_was_there(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Lake(lake).open_release().path
    monkeypatch.setattr(
        "finalorder.ledger.check_ledger_invariants", lambda *_, **__: [Invariant("a case has one row", 2)]
    )
    with pytest.raises(FinalorderError, match="a case has one row"):
        api.derive(lake, counting_only=True)
    assert Lake(lake).open_release().path == before


def test_a_build_prints_that_every_sentence_holds(lake: Path) -> None:
    from finalorder.cli.build_summary import format_build_summary

    built = api.derive(lake, counting_only=True)
    assert "  invariants: all 17 hold" in list(format_build_summary(built))
