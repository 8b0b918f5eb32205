"""The same SQL files give the same rows on DuckDB and on Spark: local, and on a cluster of a master and two workers."""

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
from finalorder.engines.part_files import count_rows
from finalorder.engines.subset import ENTRIES
from finalorder.lake.folders import Lake
from finalorder.ledger import LEDGER_TABLES
from support.derived_tables import compute_checksums
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


DERIVE = """
import sys
from pathlib import Path
from finalorder import api, ledger
url, lake, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
release = api.open(lake).release
tables = {name: release.find_table_path(name) for name in ledger.list_ledger_inputs()}
ledger.derive_release(tables, release.day, target, engine="spark", master=url)
"""


def run_python(*asked: str) -> "subprocess.CompletedProcess[str]":
    """A program in a process of its own: a process has one Spark at most."""
    return subprocess.run([sys.executable, "-c", *asked], capture_output=True, text=True, check=True)


def test_a_cluster_without_workers_is_told_and_with_two_gives_the_same_ledger(
    master: Cluster, faulty_lake: Path, tmp_path: Path
) -> None:
    """The whole build on a cluster is in test_whole_build_on_a_cluster.py."""
    told = run_python(NO_WORKERS, master.url)
    assert f"no worker of {master.url} accepted the work" in told.stdout

    master.add_worker()
    master.add_worker()
    master.wait_for_workers()
    run_python(DERIVE, master.url, str(faulty_lake), str(tmp_path / "ledger"))
    expected = compute_checksums(faulty_lake)
    for name in LEDGER_TABLES:
        written = tmp_path / "ledger" / f"{name}.parquet"
        assert written.is_dir(), "each is of part files, which Spark wrote"
        assert ledger.compute_checksum(written) == expected[f"ledger/{name}.parquet"], name
    assert all(list(work.glob("app-*/*")) for work in master.works), "both workers took part"


def test_a_release_with_faults_gives_the_same_ledger_on_both(spark: Spark, faulty_lake: Path, tmp_path: Path) -> None:
    release = api.open(faulty_lake).release
    tables = {name: release.find_table_path(name) for name in ledger.list_ledger_inputs()}
    found = derive_checksums(spark, tables, release.day, tmp_path / "spark")
    assert found.items() <= {Path(name).stem: told for name, told in compute_checksums(faulty_lake).items()}.items()


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
