"""Whatever months hold, and in whatever order they are added: every row once, and every release rebuilt from it."""

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder.history.digests import RowSums
from finalorder.history.rebuild import StandingTable, write_table
from support.history_months import SMALL_PARTS, OneTable, draw_months, expect_stretches, number_rows

SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 20))]


def add_months(folder: Path, seed: int) -> OneTable:
    """The months of a seed, added in an order of the seed."""
    months = draw_months(seed)
    table = OneTable(folder)
    names = sorted(months)
    random.Random(seed + 1).shuffle(names)
    for name in names:
        table.add(name, months[name])
    return table


def rebuild_month(table: OneTable, month: str) -> tuple[RowSums, Path]:
    """A month's rows, rebuilt from the history."""
    release = table.manifest.require_release(month)
    target = table.folder / f"rebuilt-{month}.parquet"
    with SMALL_PARTS.open(table.folder) as engine:
        return write_table(StandingTable(table.history, release, table.name), target, engine), target


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_is_there_once_with_its_releases_and_every_month_is_rebuilt_to_its_digest(
    seed: int, tmp_path: Path
) -> None:
    table = add_months(tmp_path, seed)
    assert table.read_stretches() == expect_stretches(table.months)
    for month, rows in table.months.items():
        sums, target = rebuild_month(table, month)
        rebuilt = pq.read_table(target)
        assert sums.digest == table.manifest.require_release(month).tables[table.name].digest
        assert rebuilt.schema.equals(rows.schema)
        assert number_rows(rebuilt.to_pylist()) == number_rows(rows.to_pylist())


def test_the_digest_of_a_month_does_not_depend_on_the_months_that_were_there(tmp_path: Path) -> None:
    months = draw_months(3)
    digests = []
    for turn, names in enumerate((sorted(months), sorted(months, reverse=True))):
        (tmp_path / str(turn)).mkdir()
        table = OneTable(tmp_path / str(turn))
        for name in names:
            table.add(name, months[name])
        digests.append([release.tables[table.name].digest for release in table.manifest.releases])
    assert digests[0] == digests[1]
    assert len(set(digests[0])) == len(months)


def test_what_did_not_change_is_shared_and_not_written_again(tmp_path: Path) -> None:
    rows = draw_months(1)["2026-01"]
    table = OneTable(tmp_path)
    table.add("2026-01", rows)
    before = {path.stat().st_ino for path in table.history.path.rglob("*.parquet") if path.is_file()}
    table.add("2026-02", rows)
    assert {path.stat().st_ino for path in table.history.path.rglob("*.parquet") if path.is_file()} == before
    assert len(before) > 1
