"""A history in a lake: whole or as it was before, and one sentence for what cannot be added."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder import api, registry
from finalorder.api import vintages
from finalorder.api.vintage_store import VintageStore
from finalorder.errors import DamagedError, InputError, NotInLakeError
from finalorder.lake import Lake
from support.history_months import draw_months, write_release

MONTHS = draw_months(7, count=3)
KILLED_AT = """
import os, sys
from finalorder import api
stop = sys.argv[2]
api.add_history(sys.argv[1], "2026-03", said=lambda table: os._exit(9) if table == stop else None)
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of three months, two of which are in its history."""
    folder = tmp_path_factory.mktemp("lake")
    for month, rows in MONTHS.items():
        write_release(folder, month, {"riders": rows})
    for month in ("2026-02", "2026-01"):
        api.add_history(folder, month)
    return folder


def list_names(lake: Path) -> list[str]:
    return [each.name for each in api.list_history(lake).manifest.releases]


def read_state(lake: Path) -> dict[str, bytes]:
    """Every byte that readers of the history see."""
    folder = (lake / "history").resolve()
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_releases_are_listed_in_their_order_and_the_latest_is_what_stands(lake: Path) -> None:
    assert list_names(lake)[:2] == ["2026-01", "2026-02"]
    standing = pq.read_table(lake / "history" / "riders" / "standing.parquet")
    assert standing.num_rows == MONTHS[list_names(lake)[-1]].num_rows


def test_the_files_of_the_history_have_the_columns_of_the_codebook_and_say_so(lake: Path) -> None:
    described = registry.find_codebook_table("history/riders")
    assert described is not None
    (part, *_) = sorted((lake / "history" / "riders" / "standing.parquet").glob("*.parquet"))
    schema = pq.read_schema(part)
    # the made-up months have a column that the court does not publish
    assert [name for name in schema.names if name != "extra"] == [column.name for column in described.columns]
    assert b"the release that first had it" in schema.metadata[b"finalorder"]


def test_adding_a_release_twice_changes_nothing(lake: Path) -> None:
    before = read_state(lake)
    (again,) = api.add_history(lake, "2026-01")
    assert again.was_there
    assert read_state(lake) == before


@pytest.mark.parametrize("table", ["cases", "riders", "pro_bono"])
def test_killed_at_any_table_the_history_before_is_whole_and_the_next_addition_is_as_if_nothing_had_been(
    lake: Path, table: str
) -> None:
    before = read_state(lake)
    killed = subprocess.run([sys.executable, "-c", KILLED_AT, lake, table], check=False)
    assert killed.returncode == 9
    assert read_state(lake) == before
    assert api.add_history(lake, "2026-01")[0].was_there
    assert list((lake / ".versions").iterdir()) == [(lake / "history").resolve()]


def test_a_release_is_rebuilt_as_a_lake_has_it_and_its_digest_is_that_of_the_release(
    lake: Path, tmp_path: Path
) -> None:
    rebuilt = api.rebuild_history(lake, "2026-01", tmp_path / "out")
    assert rebuilt == api.list_history(lake).manifest.require_release("2026-01")
    found = pq.read_table(tmp_path / "out" / "tables" / "riders.parquet")
    assert found.schema.equals(MONTHS["2026-01"].schema)
    write_release(tmp_path, "2026-01", {"riders": found})
    (added,) = api.add_history(tmp_path, "2026-01")
    assert added.release.digest == rebuilt.digest


def test_a_month_published_twice_is_refused_in_a_sentence_and_kept_beside_the_first_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_release(tmp_path, "2026-01", {"riders": MONTHS["2026-01"]})
    api.add_history(tmp_path, "2026-01")
    pq.write_table(MONTHS["2026-03"], tmp_path / "2026-01" / "tables" / "riders.parquet")
    before = read_state(tmp_path)
    (tmp_path / "2026-01" / "release.json").write_text(
        (tmp_path / "2026-01" / "release.json")
        .read_text()
        .replace('"tables": {}', '"tables": {"tables/riders": {"rows": 1, "key": [], "digest": "other"}}')
    )
    with pytest.raises(InputError, match=r"another release .2026-01., which differs .* in riders; .*--as NAME"):
        api.add_history(tmp_path, "2026-01")
    assert read_state(tmp_path) == before
    api.add_history(tmp_path, "2026-01", name="2026-01-second")
    assert list_names(tmp_path) == ["2026-01", "2026-01-second"]
    (again,) = api.add_history(tmp_path, "2026-01")
    assert (again.release.name, again.was_there) == ("2026-01-second", True)
    monkeypatch.setattr(VintageStore, "open_counted", lambda _, name, **__: f"rebuilt {name}")
    second = vintages.open_vintage(Lake(tmp_path), "2026-01-second")
    assert (second.name, second.path) == ("2026-01-second", tmp_path / "2026-01")
    assert vintages.open_vintage(Lake(tmp_path), "2026-01") == "rebuilt 2026-01"


def test_simulated_and_real_releases_are_never_in_one_history(lake: Path) -> None:
    write_release(lake, "2026-05", {}, simulated=True, lineage="simulation seed=1")
    with pytest.raises(InputError, match=r"is simulated .* history is of real releases .* a lake of its own"):
        api.add_history(lake, "2026-05")


def test_a_release_of_some_tables_is_refused(lake: Path) -> None:
    write_release(lake, "2026-06", {}, details={"only": ["cases"]})
    with pytest.raises(InputError, match="a history needs every table"):
        api.add_history(lake, "2026-06")


def test_a_missing_month_is_said_and_none_is_made_up(lake: Path, tmp_path: Path) -> None:
    for month in ("2025-11", "2026-02"):
        write_release(tmp_path, month, {})
    api.add_history(tmp_path)
    assert api.list_history(tmp_path).manifest.list_missing_months() == ["2025-12", "2026-01"]


def test_a_file_cut_short_is_named_before_anything_is_read_and_nothing_is_lost(lake: Path, tmp_path: Path) -> None:
    path = next((lake / "history" / "riders").rglob("part-*.parquet"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    try:
        for ask in (
            lambda: api.add_history(lake, "2026-03"),
            lambda: api.list_history(lake),
            lambda: api.rebuild_history(lake, "2026-01", tmp_path / "out"),
        ):
            with pytest.raises(DamagedError, match=r"riders.*has .* bytes instead of .*put back a copy"):
                ask()
    finally:
        path.write_bytes(whole)
    assert list_names(lake)


def test_a_value_that_was_changed_in_a_file_is_found_when_a_release_is_rebuilt(lake: Path, tmp_path: Path) -> None:
    path = next((lake / "history" / "riders" / "standing.parquet").iterdir())
    manifest, whole = (lake / "history").resolve() / "history.json", path.read_bytes()
    said = manifest.read_text()
    rows = pq.ParquetFile(path).read()
    pq.write_table(rows.set_column(1, "idnleadcase", [[77] * rows.num_rows]), path)
    manifest.write_text(said.replace(f": {len(whole)}", f": {path.stat().st_size}"))
    try:
        with pytest.raises(DamagedError, match="are not the rows that were added"):
            api.rebuild_history(lake, list_names(lake)[-1], tmp_path / "out")
    finally:
        path.write_bytes(whole)
        manifest.write_text(said)


@pytest.mark.parametrize("place", [4, 10, 20, 100])
def test_a_file_whose_bytes_were_overwritten_is_named_in_a_sentence(lake: Path, tmp_path: Path, place: int) -> None:
    path = next((lake / "history" / "riders" / "standing.parquet").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + b"XXXX" + whole[place + 4 :])
    try:
        with pytest.raises(DamagedError, match=r"history[^ ]*riders.*(put back a copy)"):
            api.rebuild_history(lake, list_names(lake)[-1], tmp_path / "out")
    finally:
        path.write_bytes(whole)


def test_a_table_of_a_release_that_was_cut_short_is_named_in_a_sentence(tmp_path: Path) -> None:
    write_release(tmp_path, "2026-01", {"riders": MONTHS["2026-01"]})
    path = tmp_path / "2026-01" / "tables" / "riders.parquet"
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(DamagedError, match=r"riders.parquet is damaged; put back a copy"):
        api.add_history(tmp_path, "2026-01")
    with pytest.raises(NotInLakeError, match="has no history"):
        api.list_history(tmp_path)


def test_what_is_not_there_is_said_in_a_sentence(lake: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the history has no release"):
        api.rebuild_history(lake, "2019-01", tmp_path / "out")
    with pytest.raises(InputError, match="is not empty"):
        api.rebuild_history(lake, "2026-01", lake)
    with pytest.raises(NotInLakeError, match="has no history; run `finalorder history add"):
        api.list_history(tmp_path)
    with pytest.raises(NotInLakeError, match="has a release of the month 2019-01; they have 2026-01"):
        api.add_history(lake, "2019-01")


def test_each_version_of_a_list_of_the_court_is_kept_once_and_given_back(tmp_path: Path) -> None:
    said = {"2026-01": "a", "2026-02": "a", "2026-03": "b"}
    for month, text in said.items():
        release = write_release(tmp_path, month, {})
        (release.path / "lookups").mkdir()
        pq.write_table(pa.table({"strcode": [text]}), release.path / "lookups" / "tbllanguage.parquet")
    api.add_history(tmp_path)
    kept = list((tmp_path / "history" / "lists").iterdir())
    assert len(kept) == 2
    for month, text in said.items():
        api.rebuild_history(tmp_path, month, tmp_path / f"out-{month}")
        rebuilt = pq.read_table(tmp_path / f"out-{month}" / "lookups" / "tbllanguage.parquet")
        assert rebuilt.to_pylist() == [{"strcode": text}]
    changed = kept[0].read_bytes()
    kept[0].write_bytes(changed[:100] + b"!" + changed[101:])
    damaged = [month for month in said if cannot_be_rebuilt(tmp_path, month, "is not the list that was added")]
    assert len(damaged) in (1, 2)
    kept[0].write_bytes(changed[:-1])
    with pytest.raises(DamagedError, match=r"lists.*has .* bytes instead of"):
        api.list_history(tmp_path)


def cannot_be_rebuilt(lake: Path, month: str, sentence: str) -> bool:
    try:
        api.rebuild_history(lake, month, lake / f"again-{month}")
    except DamagedError as error:
        return sentence in str(error)
    return False
