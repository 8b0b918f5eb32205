"""The same SQL files give the same rows on DuckDB and on Spark: local, and on a cluster of a master and two workers."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from finalorder import api, ledger
from finalorder.engines import DuckDB, Engine, Spark, Step
from finalorder.engines.part_files import count_rows, read_rows
from finalorder.engines.subset import ENTRIES
from finalorder.lake.folders import Lake
from finalorder.ledger import LEDGER_TABLES
from support.ledger_harness import release_table
from support.oracle.lives import random_lives
from support.spark_cluster import Cluster, cluster, need_java

pytestmark = pytest.mark.long

RELEASE_DAY = date(2026, 6, 30)
LIVES = 4_000
SAMPLE = pa.table(
    {
        "id": [1, 2, 3, 4, 5, 6],
        "n": pa.array([3, 1, 2, None, 5, 2], pa.int64()),
        "days": pa.array([10, None, 40, 0, -3, 365], pa.int32()),
        "word": ["b", "a", None, "é", "  b ", "Z"],
        "flag": [True, False, None, True, False, True],
        "day": pa.array([date(2020, 1, 31), date(2019, 3, 15), None, date(1996, 2, 29), date(2021, 12, 31), None]),
        "other": pa.array([date(2020, 2, 29), None, date(2018, 1, 1), date(1996, 3, 1), date(2021, 1, 1), None]),
        "moment": pa.array(["2020-01-31T23:59:00", None, None, "1970-01-01", None, None]).cast(pa.timestamp("ms")),
    }
)


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """Spark on two cores of this machine."""
    need_java()
    with Spark(master="local[2]") as engine:
        yield engine


def rows(engine: Engine, sql: str) -> list[str]:
    """The answer's rows with their column names; sorted, unless the statement itself orders them."""
    step = Step("example", sql)
    tables = {"sample": engine.load_table("sample", SAMPLE)} if step.reads else {}
    found = [repr(row) for row in engine.query(step, tables).to_pylist()]
    return found if "ORDER BY n NULLS LAST" in sql else sorted(found)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_of_the_portable_subset_gives_the_same_rows_on_both(spark: Spark, entry: Any) -> None:
    with DuckDB(threads=1) as duckdb:
        assert rows(spark, entry.example) == rows(duckdb, entry.example)


def derive_checksums(engine: Engine, tables: Mapping[str, Path | pa.Table], day: date, target: Path) -> dict[str, str]:
    """The checksum of each ledger table of a release, derived on an engine."""
    target.mkdir()
    runner = ledger.open_ledger(engine, tables, day)
    for name in LEDGER_TABLES:
        runner.write(name, target / f"{name}.parquet")
    return {name: ledger.compute_checksum(target / f"{name}.parquet") for name in LEDGER_TABLES}


def test_thousands_of_the_oracles_lives_give_the_same_ledger_on_both(spark: Spark, tmp_path: Path) -> None:
    lives = random_lives(4, LIVES)
    tables = {name: release_table(name, lives[name]) for name in ledger.list_ledger_inputs()}
    with DuckDB(threads=1) as duckdb:
        ours = derive_checksums(duckdb, tables, RELEASE_DAY, tmp_path / "duckdb")
    assert derive_checksums(spark, tables, RELEASE_DAY, tmp_path / "spark") == ours
    assert count_rows(tmp_path / "spark" / "orders.parquet") > LIVES // 3


@pytest.fixture(scope="module")
def faulty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of a small release with twenty times the measured faults, its ledger derived by DuckDB."""
    from finalorder.simulation import SimulationConfig, simulate

    need_java()
    folder = tmp_path_factory.mktemp("faulty")
    simulate(folder / "release.zip", SimulationConfig(scale=0.002, seed=3, faults=20))
    api.build(folder / "release.zip", folder / "lake", counting_only=True)
    return folder / "lake"


def list_derived(lake: Path) -> dict[str, Path]:
    """Every table that a build makes after reading, but the plan: the ledger, the cohorts, the cubes."""
    release = api.open(lake).release.path
    return {
        f"{folder}/{path.name}": path
        for folder in ("ledger", "cohorts", "cubes")
        for path in (release / folder).glob("*.parquet")
    }


def checksums(lake: Path) -> dict[str, str]:
    """The checksum of each."""
    return {name: ledger.compute_checksum(path) for name, path in list_derived(lake).items()}


def schemas(lake: Path) -> dict[str, list[Any]]:
    found = {name: read_rows(path).schema for name, path in list_derived(lake).items()}
    return {name: [(field.name, field.type) for field in schema] for name, schema in found.items()}


def finalorder(*asked: str) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own: a process has one Spark at most."""
    return subprocess.run([sys.executable, "-m", "finalorder", *asked], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master that has no workers yet."""
    need_java()
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


NO_WORKERS = """
import sys
from finalorder.engines import Spark, Step, spark_session
from finalorder.errors import FinalorderError
spark_session.WORKER_TIMEOUT_SECONDS = 2
try:
    with Spark(master=sys.argv[1]) as spark:
        spark.query(Step("one", "SELECT 1 AS a"))
except FinalorderError as problem:
    print(problem)
"""


def test_a_cluster_without_workers_is_told_and_with_two_gives_the_same_release(
    master: Cluster, faulty_lake: Path, tmp_path: Path
) -> None:
    told = subprocess.run([sys.executable, "-c", NO_WORKERS, master.url], capture_output=True, text=True, check=True)
    assert f"no worker of {master.url} accepted the work" in told.stdout

    master.add_worker()
    master.add_worker()
    master.wait_for_workers()
    lake = Path(shutil.copytree(faulty_lake, tmp_path / "lake", symlinks=True))
    asked = ("--engine", "spark", "--master", master.url, "--counting-only", "--checksums", "--json")
    done = finalorder("derive", "--lake", str(lake), *asked)
    assert done.returncode == 0, done.stderr
    assert checksums(lake) == checksums(faulty_lake)
    assert {f"ledger/{name}.parquet": told for name, told in json.loads(done.stdout)["checksums"].items()} == {
        name: told for name, told in checksums(lake).items() if name.startswith("ledger/")
    }
    assert len(list_derived(lake)) > 50
    assert all(path.is_dir() for path in list_derived(lake).values()), "each is of part files, which Spark wrote"
    assert schemas(lake) == schemas(faulty_lake)
    assert all(list(work.glob("app-*/*")) for work in master.works), "both workers took part"
    assert not list(api.open(lake).release.path.rglob("steps-*")), "nothing is left of the steps"


def test_a_release_with_faults_gives_the_same_ledger_on_both(spark: Spark, faulty_lake: Path, tmp_path: Path) -> None:
    release = api.open(faulty_lake).release
    tables = {name: release.find_table_path(name) for name in ledger.list_ledger_inputs()}
    found = derive_checksums(spark, tables, release.day, tmp_path / "spark")
    assert found.items() <= {Path(name).stem: told for name, told in checksums(faulty_lake).items()}.items()


def test_a_second_session_in_one_process_is_refused_in_a_sentence(spark: Spark) -> None:
    from finalorder.errors import FinalorderError

    spark.query(Step("one", "SELECT 1 AS a"))
    with pytest.raises(FinalorderError, match=r"already runs Spark at local\[2\]"), Spark(master="local[1]") as second:
        second.query(Step("one", "SELECT 1 AS a"))


def test_a_file_that_is_gone_is_told_in_a_sentence(spark: Spark, tmp_path: Path) -> None:
    from finalorder.errors import FinalorderError

    with pytest.raises(FinalorderError, match="a file of the lake is missing; build the lake again"):
        spark.load_table("gone", tmp_path / "gone.parquet")


def test_the_orders_of_an_earlier_day_are_the_same_on_both(spark: Spark, faulty_lake: Path) -> None:
    orders = Lake(faulty_lake).open_release().find_ledger_path("orders")
    with DuckDB(threads=1) as duckdb:
        ours, theirs = (ledger.compute_orders_as_of(orders, date(2019, 6, 21), engine=each) for each in (duckdb, spark))
    assert sorted(map(repr, ours.to_pylist())) == sorted(map(repr, theirs.to_pylist()))
