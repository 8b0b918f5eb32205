"""One small simulated release with its truth, shared by the tests of the simulation."""

import json
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pytest

from finalorder.registry import get_table
from finalorder.simulation import SimulationConfig, simulate
from support.made_once import MadeOnce


@dataclass(frozen=True)
class Simulated:
    """A simulated release: the zip, the truth folder, rows a table, and SQL over the truth."""

    path: Path
    truth: Path
    counts: dict[str, int]
    sql: duckdb.DuckDBPyConnection

    def count(self, condition: str) -> int:
        """How many rows a FROM clause gives."""
        found = self.sql.execute(f"SELECT count(*) FROM {condition}").fetchone()
        assert found is not None
        return int(found[0])

    def text(self, name: str) -> bytes:
        """The bytes of a core table's member."""
        return member(self.path, get_table(name).file)


def member(path: Path, file: str) -> bytes:
    """The bytes of one member, whichever folder it lies in."""
    with zipfile.ZipFile(path) as archive:
        (name,) = [item for item in archive.namelist() if item.endswith("/" + file)]
        return archive.read(name)


def make(folder: Path, **asked: float) -> Simulated:
    """Simulate into a folder and open the truth."""
    write(folder, **asked)
    return open_simulated(folder)


def write(folder: Path, **asked: float) -> None:
    counts = simulate(folder / "out.zip", SimulationConfig(**asked), truth=folder / "truth")
    (folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")


def open_simulated(folder: Path) -> Simulated:
    truth, sql = folder / "truth", duckdb.connect()
    counts = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    for file in truth.glob("*.parquet"):
        sql.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
    return Simulated(folder / "out.zip", truth, counts, sql)


@pytest.fixture(scope="session")
def release(made_once: MadeOnce) -> Simulated:
    """A release of about 25,000 cases (two blocks) at the measured fault rates."""
    return open_simulated(made_once.make("simulated-release", partial(write, scale=0.002, seed=11)))


@pytest.fixture(scope="session")
def clean(made_once: MadeOnce) -> Simulated:
    """A release of about 25,000 cases without faults."""
    return open_simulated(made_once.make("simulated-clean", partial(write, scale=0.002, seed=11, faults=0)))


@pytest.fixture(scope="session")
def dirty(made_once: MadeOnce) -> Simulated:
    """A release with faults a hundredfold."""
    return open_simulated(made_once.make("simulated-dirty", partial(write, scale=0.001, seed=11, faults=100)))


@pytest.fixture(scope="session")
def member_of():
    """A function that reads one member of a zip by its file name."""
    return member


@pytest.fixture(scope="session")
def make_release():
    """A function that simulates into a folder."""
    return make
