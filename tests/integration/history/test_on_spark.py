"""A history and a comparison on a cluster of a master and two workers: the same rows and digests as on one machine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from finalorder.engines import Engine, Spark
from finalorder.history import ComparedReleases, MergeEngine
from finalorder.history.rebuild import StandingTable, write_table
from finalorder.history.table_comparison import TableChanges, TableComparison
from support.history_months import (
    SMALL_PARTS,
    OneTable,
    draw_months,
    expect_stretches,
    write_empty_cases,
    write_release,
)
from support.spark_cluster import cluster, need_java, one_session

pytestmark = pytest.mark.long

MONTHS = draw_months(11, count=3)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A standalone cluster on this machine, and a session there."""
    need_java()
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.add_worker()
        running.add_worker()
        running.wait_for_workers()
        with one_session(running.url):
            yield running.url


def add_months(folder: Path, where: MergeEngine) -> OneTable:
    """The months, the middle one last."""
    folder.mkdir()
    table = OneTable(folder, where=where)
    first, middle, last = sorted(MONTHS)
    for month in (first, last, middle):
        table.add(month, MONTHS[month])
    return table


def test_a_history_made_on_spark_has_the_rows_and_digests_of_one_made_on_duckdb(master: str, tmp_path: Path) -> None:
    where = MergeEngine("spark", master)
    here, there = add_months(tmp_path / "duckdb", SMALL_PARTS), add_months(tmp_path / "spark", where)
    assert there.read_stretches() == here.read_stretches() == expect_stretches(MONTHS)
    assert [each.digest for each in there.manifest.releases] == [each.digest for each in here.manifest.releases]
    with where.open(there.folder) as engine:
        for release in there.manifest.releases:
            asked = StandingTable(there.history, release, there.name)
            sums = write_table(asked, there.folder / f"rebuilt-{release.name}.parquet", engine)
            assert sums.digest == release.tables[there.name].digest


def test_a_history_begun_on_spark_goes_on_on_duckdb(master: str, tmp_path: Path) -> None:
    table = OneTable(tmp_path, where=MergeEngine("spark", master))
    first, middle, last = sorted(MONTHS)
    table.add(first, MONTHS[first])
    table.where = SMALL_PARTS
    for month in (last, middle):
        table.add(month, MONTHS[month])
    assert table.read_stretches() == expect_stretches(MONTHS)


def test_two_releases_compared_on_spark_have_the_changes_that_duckdb_finds(master: str, tmp_path: Path) -> None:
    first, middle, _ = sorted(MONTHS)
    old, new = (write_release(tmp_path / "lake", month, {"riders": MONTHS[month]}) for month in (first, middle))
    for release in (old, new):
        write_empty_cases(release.path)
    asked = ComparedReleases(old, new)

    def compare(engine: Engine) -> TableChanges:
        work = TableComparison(asked, "riders", engine, 16, ("fiscal-year",), tmp_path)
        found = work.compare()
        return replace(found, splits=sorted(map(repr, found.splits)))  # type: ignore[arg-type]

    with SMALL_PARTS.open(tmp_path) as engine:
        here = compare(engine)
    with MergeEngine("spark", master).open(tmp_path) as engine:
        assert isinstance(engine, Spark)
        assert compare(engine) == here
    assert here.counts.changed
    assert here.counts.vanished
