"""A check that cannot run does not pass: counts that match nothing, encodings, tables that are gone or renamed."""

import json
from pathlib import Path

import pytest

from finalorder import api
from finalorder.errors import FinalorderError
from finalorder.lake import Lake
from finalorder.releases import read_release
from finalorder.releases.count_file import decode_count_text, parse_counts
from support.release_files import Made, Release, sample, write_zip

COUNTS = "A_TblCase\t4\r\nB_TblProceeding\t0\r\n"


def read_counts(text: bytes) -> Release:
    return Release({"cases": sample("cases", 3)}, counts=False, extra={"Count.txt": text})


ENCODINGS = {
    "UTF-8 with its mark": COUNTS.encode("utf-8-sig"),
    "UTF-16 with its mark": COUNTS.encode("utf-16"),
    "UTF-16 without": COUNTS.encode("utf-16-le"),
    "UTF-16 the other way round": COUNTS.encode("utf-16-be"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_counts_in_any_of_these_encodings_are_compared(tmp_path: Path, encoding: str) -> None:
    path = read_counts(ENCODINGS[encoding]).zip(tmp_path / "r.zip")
    with pytest.raises(FinalorderError, match=r"A_TblCase.csv has 3 records, Count.txt says 4"):
        read_release(path, Lake(tmp_path / "lake"))


UNCOUNTED = {
    b"A_TblCase\t3\r\ntblUnheardOf\t7\r\n": "Count.txt counts 7 rows of tblunheardof, which the release does not have",
    b"\x00\x01\x02\x03": "Count.txt holds no line with a table, a tab and a number",
    b"A_TblCase\t3\r\nB_TblProceeding many\r\n": "Count.txt has 1 lines that are not a table, a tab and a number",
    b"A_TblCase\t" + b"9" * 5_000: "Count.txt holds no line with a table, a tab and a number",
}


@pytest.mark.parametrize("text", UNCOUNTED, ids=lambda text: text[:12].decode("latin-1"))
def test_a_count_that_can_be_compared_with_nothing_stops_the_build(tmp_path: Path, text: bytes) -> None:
    path = read_counts(text).zip(tmp_path / "r.zip")
    with pytest.raises(FinalorderError, match=UNCOUNTED[text]):
        read_release(path, Lake(tmp_path / "lake"))
    draft = read_release(path, Lake(tmp_path / "lake"), allow_mismatch=True)
    assert UNCOUNTED[text] in json.loads((draft.path / "release.json").read_text())["mismatches"][0]


def test_a_release_without_count_txt_is_read_and_says_so(tmp_path: Path) -> None:
    draft = read_release(Release(counts=False).zip(tmp_path / "r.zip"), Lake(tmp_path / "lake"))
    assert "no_count_txt" in {
        item["kind"] for item in json.loads((draft.path / "release.json").read_text())["findings"]
    }


def test_text_in_no_known_encoding_is_not_taken_for_counts() -> None:
    assert parse_counts(decode_count_text(bytes(range(128, 256)))).counts == {}


@pytest.mark.parametrize(
    "name", ["tblAppeal (1).csv", "tblAppeal.txt", "tblAppeal.csv ", "tblAppeal_1.csv", "tblAppeal.csv.gz", None]
)
def test_a_table_that_the_ledger_needs_under_another_name_or_in_none_stops_the_build(
    tmp_path: Path, name: str | None
) -> None:
    members: list[Made] = Release({"cases": sample("cases", 3)}).members()
    (appeals,) = [made for made in members if made.path.endswith("/tblAppeal.csv")]
    if name is None:
        members.remove(appeals)
    else:
        appeals.path = appeals.path.replace("tblAppeal.csv", name)
    path = write_zip(tmp_path / "r.zip", members)
    with pytest.raises(FinalorderError, match=r"the release has no tblAppeal\.csv, which the ledger needs") as refused:
        read_release(path, Lake(tmp_path / "lake"))
    assert (name is None) or repr(name) in str(refused.value)


def test_numbers_from_a_release_that_lacks_a_table_say_so_each_time(tmp_path: Path) -> None:
    members = [made for made in Release().members() if not made.path.endswith("/tblAppeal.csv")]
    path = write_zip(tmp_path / "r.zip", members)
    api.build(path, tmp_path / "lake", allow_mismatch=True, counting_only=True)
    answer = api.measure("orders_standing", tmp_path / "lake", profile="none")
    assert {row.source.partition("; ")[2].partition(";")[0] for row in answer.shown} == {"without its appeals"}


def test_only_some_tables_can_still_be_asked_for(tmp_path: Path) -> None:
    members = [made for made in Release().members() if not made.path.endswith("/tblAppeal.csv")]
    path = write_zip(tmp_path / "r.zip", members)
    assert read_release(path, Lake(tmp_path / "lake"), only=["cases", "proceedings"]).name == "2026-04"


def test_a_device_or_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    for path in (Path("/dev/zero"),):
        with pytest.raises(FinalorderError, match="is a device or a pipe"):
            read_release(path, Lake(tmp_path / "lake"))


def test_a_header_of_very_many_columns_is_refused_at_once(tmp_path: Path) -> None:
    header = b"\t".join(b"IDNCASE" for _ in range(100_000)) + b"\r\n"
    path = Release(raw={"cases": header}, counts=False).zip(tmp_path / "r.zip")
    with pytest.raises(FinalorderError, match="has 100,000 columns"):
        read_release(path, Lake(tmp_path / "lake"))


def test_many_small_bombs_are_one_large_one(tmp_path: Path) -> None:
    zeros = bytes(1 << 20)
    members = [*Release().members(), *(Made(f"x/{n}.bin", zeros) for n in range(100))]
    with pytest.raises(FinalorderError, match="bytes when it is unpacked; this is not the court's file"):
        read_release(write_zip(tmp_path / "r.zip", members), Lake(tmp_path / "lake"))


@pytest.mark.parametrize("rows", [12, 1_000])
def test_rows_that_all_end_in_a_tab_which_the_header_lacks_are_read_whole(tmp_path: Path, rows: int) -> None:
    names, *body = Release({"charges": sample("charges", rows)}).members()[-2].data.split(b"\r\n")
    data = names + b"\r\n" + b"".join(line + b"\t\r\n" for line in body if line)
    draft = read_release(
        Release(raw={"charges": data}).zip(tmp_path / "r.zip"), Lake(tmp_path / "lake"), allow_mismatch=True
    )
    info = json.loads((draft.path / "release.json").read_text())
    assert info["counts"]["charges"] == rows
    assert "trailing_tabs" in {item["kind"] for item in info["findings"]}
