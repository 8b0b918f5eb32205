"""A year of simulated months: every change that the model wrote down is found, none is invented, and a history of
them is little larger than one of them.

    FINALORDER_YEAR_SCALE=0.1 python -m pytest -m soak tests/integration/history/test_twelve_months.py -s
"""

import os
import shutil
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder import api, registry
from finalorder.api.histories import HistorySettings
from finalorder.history import MergeEngine, find_history
from finalorder.lake import Lake
from finalorder.releases import read_release
from finalorder.simulation import SimulationConfig, simulate
from support.spark_cluster import need_java

pytestmark = pytest.mark.soak

MONTHS = (*(f"2026-{month:02}" for month in range(7, 13)), *(f"2027-{month:02}" for month in range(1, 7)))
SCALE = float(os.environ.get("FINALORDER_YEAR_SCALE", "0.002"))
TABLES = tuple(table.name for table in registry.list_core_tables())
NAMES = {table.file: table.name for table in registry.list_core_tables()}
KINDS = ("changed", "appeared", "vanished", "returned")
Counts = Counter[tuple[str, str]]


class Year:
    """A lake with the history of a year and its newest release alone, and what was found month by month."""

    def __init__(self, folder: Path, where: MergeEngine) -> None:
        self.lake, self.where = Lake(folder / "lake"), where
        self.found: dict[str, tuple[Counts, Counts]] = {}
        self.truth: dict[str, tuple[Counts, Counts]] = {}
        self.first_bytes = 0
        before: Path | None = None
        older = ""
        for month in MONTHS:
            out, truth = folder / f"{month}.zip", folder / "truth"
            config = SimulationConfig(month=month) if before else SimulationConfig(SCALE, 3, month)
            simulate(out, config, truth=truth, previous=before)
            read_release(out, self.lake).publish()
            name = self.lake.list_release_names()[-1]
            api.add_history(self.lake.path, name, engine=where.name, master=where.master)
            if before is None:
                self.first_bytes = self.measure_history()
            else:
                self.truth[month] = read_truth(truth)
                self.found[month] = self.compare(older, name)
                shutil.rmtree((self.lake.path / older).resolve())
                (self.lake.path / older).unlink(missing_ok=True)
                before.unlink()
            shutil.rmtree(truth)
            before, older = out, name
        self.newest = self.lake.open_release(older)

    def compare(self, older: str, newer: str) -> tuple[Counts, Counts]:
        """What became of how many rows between two months, and in which columns, by table."""
        settings: HistorySettings = {"engine": self.where.name, "master": self.where.master}
        answer = api.diff(older, newer, self.lake.path, settings=settings, tables=TABLES, profile="none")
        rows = [row for row in answer if row.numerator and not row.method]
        kinds, columns = (
            Counter({(row.level_2, row.level_1): row.numerator or 0 for row in rows if row.measure == measure})
            for measure in ("release_diff", "release_diff_columns")
        )
        return Counter({key: count for key, count in kinds.items() if key[1] in KINDS}), columns

    def measure_history(self) -> int:
        """The bytes of the rows in the history's newest version; see :func:`measure_rows`."""
        return measure_rows((self.lake.path / "history").resolve())


def measure_rows(folder: Path) -> int:
    """The bytes of files without what each says of itself: some 9 KB, more than the rows of a small simulation."""
    files = [path for path in folder.rglob("*.parquet") if path.is_file()]
    return sum(path.stat().st_size - pq.read_metadata(path).serialized_size for path in files)


def read_truth(folder: Path) -> tuple[Counts, Counts]:
    """What the model says happened to how many rows since the month before, and in which columns."""
    kinds: Counts = Counter()
    columns: Counts = Counter()
    for row in pq.read_table(folder / "changes.parquet").to_pylist():
        kinds[NAMES[row["member"]], row["kind"]] += 1
        columns.update((NAMES[row["member"]], name) for name in row["columns"])
    return kinds, columns


@pytest.fixture(scope="module", params=["duckdb", "spark"])
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    if request.param == "spark":
        need_java()
    where = MergeEngine("spark", "local[2]") if request.param == "spark" else MergeEngine()
    return Year(tmp_path_factory.mktemp(request.param), where)


def test_every_change_of_a_year_is_found_and_none_is_invented(year: Year) -> None:
    assert list(year.found) == list(MONTHS[1:])
    assert year.found == year.truth
    returned = sum(
        count for kinds, _ in year.found.values() for (_, kind), count in kinds.items() if kind == "returned"
    )
    assert returned, "rows that vanished and came back are part of a year"


def test_the_history_of_a_year_takes_a_quarter_more_than_a_release_and_what_changed(year: Year) -> None:
    tables = measure_rows(year.newest.path / "tables")
    rows = api.list_history(year.lake.path).manifest.releases[-1].rows
    changed = sum(sum(kinds.values()) for kinds, _ in year.found.values())
    history = year.measure_history()
    said = (
        f"release {tables:,} bytes, {rows:,} rows; {changed:,} changes; history {year.first_bytes:,}, then {history:,}"
    )
    print(f"{year.where.name}: {said}")
    assert history <= 1.25 * tables + changed * tables / rows, said


def test_every_release_of_a_year_is_rebuilt_to_its_digest(year: Year, tmp_path: Path) -> None:
    history = find_history(year.lake)
    assert history is not None
    for release in history.manifest.releases:
        out = tmp_path / release.name
        api.rebuild_history(year.lake.path, release.name, out, engine=year.where.name, master=year.where.master)
        shutil.rmtree(out)  # it ends in an error if a digest is another
    assert len(history.manifest.releases) == len(MONTHS)
