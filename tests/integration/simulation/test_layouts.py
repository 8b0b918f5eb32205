"""Older packagings and Deflate64, written by the model and read by the reader."""

import shutil
import zipfile

import pyarrow.parquet as pq
import pytest

from finalorder import api
from finalorder.errors import FinalorderError
from finalorder.lake import Lake
from finalorder.registry import get_table
from finalorder.releases.reader import read_release
from finalorder.simulation import SimulationConfig, simulate

SCALE = 0.0003


def first_line(path, ending: str) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        (name,) = [item for item in archive.namelist() if item.endswith(ending)]
        return archive.read(name).split(b"\r\n", 1)[0].decode().split("\t")


@pytest.mark.parametrize(
    ("layout", "outer"), [("2025", "EOIR Case Data 2025-0601"), ("2022", "FOIA TRAC Report 20250601")]
)
def test_older_layouts_have_their_folders_names_and_columns(tmp_path, layout, outer):
    out = tmp_path / "old.zip"
    simulate(out, SimulationConfig(scale=SCALE, seed=2, month="2025-06", layout=layout))
    with zipfile.ZipFile(out) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {outer}
        assert f"{outer}/Schema_Related/EOIRDB_Schema.csv" in archive.namelist()
        assert (f"{outer}/A_TblCase.csv" in archive.namelist()) is (layout == "2022")
    assert ("GENDER" in first_line(out, "/A_TblCase.csv")) is (layout == "2022")
    assert ("Sex" in first_line(out, "/A_TblCase.csv")) is (layout == "2025")
    bonds = first_line(out, "/D_TblAssociatedBond.csv")
    assert len(bonds) == 49
    assert (bonds[11], bonds[44]) == ("REJ_TO_BE_REMOVED", "SCHEDULED_HEAR_LOC_TO_BE_REMOVED")
    assert not [name for name in first_line(out, "/tbl_Court_Motions.csv") if name.endswith("_Remove")]


@pytest.mark.parametrize("layout", ["2025", "2022"])
def test_the_reader_finds_the_same_values_in_an_older_layout(tmp_path, layout):
    names = ("cases", "bonds", "motions", "pro_bono")
    lakes = []
    for asked in (layout, "2026"):
        simulate(tmp_path / f"{asked}.zip", SimulationConfig(scale=SCALE, seed=2, month="2025-06", layout=asked))
        release = read_release(tmp_path / f"{asked}.zip", Lake(tmp_path / f"lake{asked}"), only=names).publish()
        lakes.append({name: pq.read_table(release.find_table_path(name)) for name in names})
    for name in names:
        current = [column.lake_name for column in get_table(name).current_columns if column.kept]
        assert lakes[0][name].select(current).equals(lakes[1][name].select(current)), name


def test_without_seven_zip_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FinalorderError, match="apt-get install 7zip"):
        simulate(tmp_path / "out.zip", SimulationConfig(scale=SCALE, seed=1, deflate64=True))
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.long
def test_deflate64_holds_the_same_bytes_and_the_reader_reads_it(tmp_path):
    assert shutil.which("7zz") or shutil.which("7z"), "make test-all installs 7-Zip"
    for name, asked in (("plain", False), ("packed", True)):
        simulate(tmp_path / f"{name}.zip", SimulationConfig(scale=SCALE, seed=1, deflate64=asked))
    plain, packed = (zipfile.ZipFile(tmp_path / f"{name}.zip") for name in ("plain", "packed"))
    large = [item for item in packed.infolist() if item.file_size > 1000]
    assert {item.compress_type for item in large} == {9}
    assert {(i.filename, i.CRC, i.file_size) for i in packed.infolist()} == {
        (i.filename, i.CRC, i.file_size) for i in plain.infolist()
    }
    rows = [
        api.build(tmp_path / f"{name}.zip", tmp_path / f"lake-{name}", counting_only=True).ledger_rows
        for name in ("plain", "packed")
    ]
    assert rows[0] == rows[1]


@pytest.mark.long
def test_some_members_can_be_packed_in_deflate64_and_the_others_not(tmp_path):
    mixed = ("proceedings", "motions")
    for name, asked in (("plain", False), ("mixed", mixed)):
        simulate(tmp_path / f"{name}.zip", SimulationConfig(scale=SCALE, seed=1, deflate64=asked))
    plain, packed = (zipfile.ZipFile(tmp_path / f"{name}.zip") for name in ("plain", "mixed"))
    files = {get_table(name).file for name in mixed}
    types = {
        item.filename.rpartition("/")[2]: item.compress_type for item in packed.infolist() if item.file_size > 1000
    }
    assert {name for name, kind in types.items() if kind == 9} == files
    assert {kind for name, kind in types.items() if name not in files} == {8}
    assert {(i.filename, i.CRC) for i in packed.infolist()} == {(i.filename, i.CRC) for i in plain.infolist()}
    rows = [
        api.build(tmp_path / f"{name}.zip", tmp_path / f"lake-{name}", counting_only=True).ledger_rows
        for name in ("plain", "mixed")
    ]
    assert rows[0] == rows[1]


def test_records_can_end_in_line_feeds_alone_and_the_reader_finds_the_same_values(tmp_path):
    names, lakes = ("cases", "motions", "applications"), []
    for end in ("crlf", "lf"):
        simulate(tmp_path / f"{end}.zip", SimulationConfig(scale=SCALE, seed=2, faults=20, line_end=end))
        release = read_release(tmp_path / f"{end}.zip", Lake(tmp_path / f"lake-{end}"), only=names).publish()
        lakes.append({name: pq.read_table(release.find_table_path(name)) for name in names})
    with zipfile.ZipFile(tmp_path / "lf.zip") as archive:
        (name,) = [item for item in archive.namelist() if item.endswith("/A_TblCase.csv")]
        assert b"\r\n" not in archive.read(name)
    for name, table in lakes[0].items():
        assert table.equals(lakes[1][name]), name
    with pytest.raises(FinalorderError, match="line end"):
        simulate(tmp_path / "out.zip", SimulationConfig(scale=SCALE, line_end="cr"))
