"""A release whose truth is known: the lake equals it cell by cell, and every fault is found in the accounting."""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from finalorder import registry
from finalorder.lake.folders import Draft, Lake
from finalorder.releases.reader import read_release
from finalorder.simulation import SimulationConfig, simulate
from support.release_files import dicts

# What the model breaks in a row's text, and where the reader must have noticed it.
IN_REPAIRS = {"extra_tab", "two_tab", "short_row", "long_row"}


@pytest.fixture(scope="module", params=[0, 1, 100])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Draft, Path]:
    """A small simulated release at no faults, the measured rate and a hundredfold, read; and its truth."""
    folder = tmp_path_factory.mktemp(f"faults{request.param}")
    truth = folder / "truth"
    simulate(folder / "release.zip", SimulationConfig(scale=0.001, seed=3, faults=request.param), truth=truth)
    return read_release(folder / "release.zip", Lake(folder / "lake")), truth


def set_aside(draft: Draft, member: str) -> set[int]:
    return {item["record"] for item in dicts(draft.path / "quarantine.parquet") if item["member"] == member}


def differing(truth: pa.ChunkedArray, lake: pa.ChunkedArray) -> int:
    """How many cells differ, nulls included."""
    unequal = pc.fill_null(pc.not_equal(truth, lake), False)
    return int(pc.sum(pc.or_(unequal, pc.xor(pc.is_null(truth), pc.is_null(lake)))).as_py() or 0)


@pytest.mark.parametrize("table", registry.list_core_tables(), ids=lambda table: table.name)
def test_the_lake_equals_the_truth_cell_by_cell(made: tuple[Draft, Path], table: registry.Table) -> None:
    draft, truth_folder = made
    if not (truth_folder / f"{table.name}.parquet").exists():
        assert pq.read_metadata(draft.path / "tables" / f"{table.name}.parquet").num_rows == 0
        return
    truth = pq.read_table(truth_folder / f"{table.name}.parquet")
    lake = pq.read_table(draft.path / "tables" / f"{table.name}.parquet")
    gone = set_aside(draft, table.file)
    truth = truth.take([place for place in range(truth.num_rows) if place + 1 not in gone])
    assert truth.num_rows == lake.num_rows
    different = {name: differing(truth[name], lake[name]) for name in lake.schema.names}
    assert not {name: count for name, count in different.items() if count}


def test_every_broken_row_is_in_the_books(made: tuple[Draft, Path]) -> None:
    draft, truth_folder = made
    faults = dicts(truth_folder / "faults.parquet")
    broken = {(item["member"], item["record"]) for item in faults if item["kind"] in IN_REPAIRS}
    noticed = {
        (item["member"], item["record"])
        for book in ("repairs", "quarantine")
        for item in dicts(draft.path / f"{book}.parquet")
    }
    assert noticed == broken


def test_hardly_a_row_is_lost_even_at_a_hundred_times_the_measured_faults(made: tuple[Draft, Path]) -> None:
    draft, _ = made
    accounts = [item for item in dicts(draft.path / "accounting.parquet") if item["records"]]
    lost = sum(item["quarantined"] for item in accounts)
    assert lost <= sum(item["records"] for item in accounts) / 100_000


def test_controls_padding_and_foreign_bytes_are_counted_where_they_were_put(made: tuple[Draft, Path]) -> None:
    draft, truth_folder = made
    faults: Counter[tuple[str, str]] = Counter()
    for item in dicts(truth_folder / "faults.parquet"):
        faults[item["member"], item["kind"]] += 1
    for item in dicts(draft.path / "accounting.parquet"):
        if item["records"] is None:
            continue
        at: dict[str, Any] = {
            kind: faults[item["member"], kind]
            for kind in ("latin_byte", "line_feed", "carriage_return", "control_byte")
        }
        assert item["latin1_bytes"] == at["latin_byte"]
        bytes_ = at["control_byte"] + at["line_feed"] + at["carriage_return"]
        assert item["nul_bytes"] + item["control_bytes"] == bytes_
        assert item["padding_bytes"] >= faults[item["member"], "padding"]
