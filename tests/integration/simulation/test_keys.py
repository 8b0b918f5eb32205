"""Repeated keys, blank keys and keys that are a NUL: put in, written down, and counted exactly by what reads them."""

from collections import Counter
from dataclasses import dataclass

import pyarrow.parquet as pq
import pytest

from finalorder.lake import Lake
from finalorder.ledger import derive_release
from finalorder.registry import get_table
from finalorder.releases.audit import Audit, audit_release
from finalorder.releases.reader import read_release
from finalorder.simulation import SimulationConfig, simulate
from finalorder.simulation.parameters import load_default_parameters

SCALE, TIMES = 0.0005, 4000
KINDS = ("faults.repeated_keys", "faults.blank_keys")


@dataclass(frozen=True)
class Read:
    """The faults of keys that were put in, by table and kind, and what audit and ledger count."""

    put: Counter[tuple[str, str]]
    audit: Audit
    notes: dict[str, int]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A small release whose only faults are of keys, a few to a table."""
    folder = tmp_path_factory.mktemp("keys")
    package = load_default_parameters()
    counts = {name: [[table, count * TIMES] for table, count in package[name]] for name in KINDS}
    controls = [
        [table, column, code, count * TIMES if column == get_table(table).key else 0]
        for table, column, code, count in package["faults.controls"]
    ]
    parameters = package.replace_values({**counts, "faults.controls": controls})
    config = SimulationConfig(scale=SCALE, seed=5, faults=1, parameters=parameters)
    simulate(folder / "release.zip", config, truth=folder / "truth")
    release = read_release(folder / "release.zip", Lake(folder / "lake")).publish()
    tables = {path.stem: path for path in (release.path / "tables").glob("*.parquet")}
    derive_release(tables, release.day, folder / "ledger")
    notes = {row["kind"]: row["count"] for row in pq.read_table(folder / "ledger" / "notes.parquet").to_pylist()}
    by_file = {get_table(name).file: name for name in package_tables()}
    put = Counter(
        (by_file[row["member"]], row["kind"])
        for row in pq.read_table(folder / "truth" / "faults.parquet").to_pylist()
        if row["kind"].endswith("_key") or row["kind"] == "control_byte"
    )
    return Read(put, audit_release(release), notes)


def package_tables() -> list[str]:
    return [table for table, _ in load_default_parameters()["faults.blank_keys"]]


def count_blank(read: Read, table: str) -> int:
    return read.put[table, "blank_key"] + read.put[table, "control_byte"]


@pytest.mark.parametrize("table", package_tables())
def test_the_audit_counts_each_repeated_and_each_blank_key(read: Read, table: str) -> None:
    assert read.put[table, "repeated_key"] > 0
    assert count_blank(read, table) > 0
    assert read.audit.duplicates[table] == read.put[table, "repeated_key"]
    key = get_table(table).key.lower()
    (counted,) = [item for item in read.audit.nulls if (item.table, item.column) == (table, key)]
    assert counted.blank + counted.unparsed == count_blank(read, table)


def test_a_key_can_be_a_nul(read: Read) -> None:
    assert read.put["hearings_raw", "control_byte"] > 0
    assert read.put["appeals", "control_byte"] > 0


def test_the_notes_of_the_ledger_count_the_same(read: Read) -> None:
    expected = {
        "repeated_proceeding_key": read.put["proceedings", "repeated_key"],
        "proceeding_without_key": count_blank(read, "proceedings"),
        "repeated_case_key": read.put["cases", "repeated_key"],
        "case_without_key": count_blank(read, "cases"),
        "hearing_without_key": count_blank(read, "hearings_raw"),
        "appeal_without_key": count_blank(read, "appeals"),
    }
    assert {kind: read.notes[kind] for kind in expected} == expected
