"""A release that follows another: the same lives a month on, records that vanish, and a list of what changed."""

import zipfile
from pathlib import Path

import duckdb
import pytest

from finalorder.errors import FinalorderError
from finalorder.registry import get_table, list_core_tables
from finalorder.simulation import SimulationConfig, simulate

SCALE, SEED = 0.001, 3


class Months:
    """Three successive releases with their truths."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.sql = folder, duckdb.connect()
        before: Path | None = None
        for month in ("2026-07", "2026-08", "2026-10"):
            config = SimulationConfig(month=month) if before else SimulationConfig(SCALE, SEED, month)
            previous, before = before, folder / f"{month}.zip"
            simulate(before, config, truth=folder / month, previous=previous)

    def keys(self, month: str, name: str) -> set[str]:
        path = self.folder / month / f"{name}.parquet"
        return {key for (key,) in self.sql.execute(f"SELECT {get_table(name).key}::VARCHAR FROM '{path}'").fetchall()}

    def changes(self, month: str, kind: str) -> set[tuple[str, str]]:
        path = self.folder / month / "changes.parquet"
        return set(self.sql.execute(f"SELECT member, key FROM '{path}' WHERE kind = '{kind}'").fetchall())


@pytest.fixture(scope="module")
def months(tmp_path_factory) -> Months:
    return Months(tmp_path_factory.mktemp("months"))


KEYED = [spec.name for spec in list_core_tables() if spec.key]


@pytest.mark.parametrize("name", KEYED)
def test_a_record_is_gone_from_the_next_release_if_and_only_if_it_is_listed_as_vanished(months, name):
    gone = months.keys("2026-07", name) - months.keys("2026-08", name)
    assert gone == {key for member, key in months.changes("2026-08", "vanished") if member == get_table(name).file}
    assert gone or name != "applications"


@pytest.mark.parametrize("name", KEYED)
def test_a_record_that_stayed_says_the_same_unless_it_is_listed_as_changed(months, name):
    key, (first, second) = (
        get_table(name).key,
        (months.folder / month / f"{name}.parquet" for month in ("2026-07", "2026-08")),
    )
    # a column that came or went is empty in the month that lacks it
    was, now = (
        f"(FROM (FROM '{second}' LIMIT {rows[1]}) UNION ALL BY NAME FROM (FROM '{first}' LIMIT {rows[0]}))"
        for rows in (("ALL", 0), (0, "ALL"))
    )
    found = months.sql.execute(
        f"SELECT {key} FROM ({now} EXCEPT ALL {was}) SEMI JOIN '{first}' USING ({key})"
    ).fetchall()
    listed = {key for member, key in months.changes("2026-08", "changed") if member == get_table(name).file}
    assert {str(key) for (key,) in found} == listed
    if name in ("cases", "proceedings", "hearings_raw"):
        assert found


def test_what_is_gone_stays_gone_unless_it_is_listed_as_returned(months):
    gone = {key for member, key in months.changes("2026-08", "vanished") if member == get_table("applications").file}
    back = {key for member, key in months.changes("2026-10", "returned") if member == get_table("applications").file}
    assert gone - back
    assert gone & months.keys("2026-10", "applications") == gone & back


@pytest.mark.parametrize("name", KEYED)
def test_a_record_is_new_if_and_only_if_it_is_listed_as_appeared_or_returned(months, name):
    new = months.keys("2026-08", name) - months.keys("2026-07", name)
    listed = months.changes("2026-08", "appeared") | months.changes("2026-08", "returned")
    assert new == {key for member, key in listed if member == get_table(name).file}


def test_a_longer_step_loses_what_each_month_on_the_way_loses(months):
    one, two = (len(months.changes(month, "vanished")) for month in ("2026-08", "2026-10"))
    assert 1.2 < two / one < 3.4


def test_closed_decisions_are_rewritten_only_as_the_truth_says(months):
    first, second = (months.folder / month / "proceedings.parquet" for month in ("2026-08", "2026-10"))
    rewritten = months.sql.execute(
        f"SELECT idnproceeding::VARCHAR FROM '{first}' a JOIN '{second}' b USING (idnproceeding) "
        "WHERE a.comp_date IS NOT NULL AND (a.comp_date, a.absentia) IS DISTINCT FROM (b.comp_date, b.absentia)"
    ).fetchall()
    listed = {key for member, key in months.changes("2026-10", "changed") if member == get_table("proceedings").file}
    assert rewritten
    assert {key for (key,) in rewritten} <= listed


def test_new_events_lie_in_the_month_between(months):
    first, second = (months.folder / month / "proceedings.parquet" for month in ("2026-07", "2026-08"))
    days = months.sql.execute(
        f"SELECT min(b.comp_date), max(b.comp_date) FROM '{second}' b JOIN '{first}' a USING (idnproceeding) "
        "WHERE a.comp_date IS NULL AND b.comp_date IS NOT NULL"
    ).fetchone()
    assert [str(day)[:7] for day in days] == ["2026-07", "2026-07"] or str(days[1]) == "2026-08-01"


def test_a_month_made_alone_and_one_that_follows_hold_the_same_cases(months, tmp_path):
    simulate(
        tmp_path / "alone.zip", SimulationConfig(scale=SCALE, seed=SEED, month="2026-08"), truth=tmp_path / "truth"
    )
    alone, following = tmp_path / "truth" / "proceedings.parquet", months.folder / "2026-08" / "proceedings.parquet"
    same = "SELECT * EXCLUDE (absentia, comp_date, base_city_code) FROM"  # what the court writes over
    assert months.sql.execute(f"({same} '{alone}') EXCEPT ALL ({same} '{following}')").fetchall() == []


def test_faults_stay_on_their_records(tmp_path):
    texts = []
    simulate(tmp_path / "one.zip", SimulationConfig(scale=0.0005, seed=SEED, faults=100))
    simulate(tmp_path / "two.zip", SimulationConfig(month="2026-08"), previous=tmp_path / "one.zip")
    for name in ("one", "two"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip") as archive:
            (member,) = [item for item in archive.namelist() if item.endswith("/A_TblCase.csv")]
            lines = archive.read(member).split(b"\r\n")
        texts.append({line.split(b"\t", 1)[0] for line in lines if line.count(b"\t") > lines[0].count(b"\t")})
    assert texts[0]
    assert texts[0] <= texts[1]


def test_what_cannot_follow_is_refused_in_a_sentence(months, tmp_path):
    july = months.folder / "2026-07.zip"
    with pytest.raises(FinalorderError, match="later --month"):
        simulate(tmp_path / "out.zip", SimulationConfig(month="2026-07"), previous=july)
    with pytest.raises(FinalorderError, match="leave --seed out"):
        simulate(tmp_path / "out.zip", SimulationConfig(month="2026-08", seed=SEED + 1), previous=july)
    (tmp_path / "other.zip").write_bytes(b"no zip")
    with pytest.raises(FinalorderError, match="was not written by"):
        simulate(tmp_path / "out.zip", SimulationConfig(month="2026-08"), previous=tmp_path / "other.zip")
