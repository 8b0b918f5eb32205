"""Columns that suddenly say nothing: no build makes numbers that look whole from them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from finalorder.errors import FinalorderError
from finalorder.lake import Draft, Lake
from finalorder.releases import read_release
from support.release_files import Release, Row, header, row, tsv

ORDERS = 24


def proceedings(**cells: str) -> list[Row]:
    """As many orders of removal, entered in absentia, as the other cells say."""
    usual = {
        "case_type": "RMV", "base_city_code": "MIA", "osc_date": "2017-02-01 00:00:00.000",
        "input_date": "2017-03-01 00:00:00.000", "dec_code": "X", "comp_date": "2018-05-14 00:00:00.000",
        "absentia": "Y", "custody": "N",
    }  # fmt: skip
    cells = {**usual, **cells}
    return [row("proceedings", idnproceeding=str(9 + n), idncase=str(5 + n), **cells) for n in range(ORDERS)]


def read(tmp_path: Path, rows: list[Row], folder: str = "EOIR Case Data 2026-0401", **options: Any) -> Draft:
    path = Release({"proceedings": rows}, folder=folder).zip(tmp_path / f"{folder}.zip")
    return read_release(path, Lake(tmp_path / "lake"), **options)


DOUBTS = {
    "days as a spreadsheet writes them": ({"comp_date": "5/14/2018 0:00"}, "column COMP_DATE are not a day"),
    "days with a zone": ({"input_date": "2017-03-01T00:00:00.000Z"}, "column INPUT_DATE are not a day"),
    "a day that no rule needs and that is read": ({"hearing_date": "5/14/2018"}, "column HEARING_DATE are not a day"),
    "codes of another list": ({"dec_code": "1"}, "column DEC_CODE are codes that the registry does not know"),
    "codes in small letters": ({"dec_code": "x"}, "column DEC_CODE are codes that the registry does not know"),
    "words for codes": ({"absentia": "YES"}, "column ABSENTIA are codes that the registry does not know"),
    "a mark that is never set": ({"absentia": "N"}, "none has Y in B_TblProceeding.csv, column ABSENTIA"),
    "a mark that is blank": ({"absentia": ""}, "none has Y in B_TblProceeding.csv, column ABSENTIA"),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_column_that_says_nothing_stops_the_build_in_one_sentence(tmp_path: Path, doubt: str) -> None:
    cells, sentence = DOUBTS[doubt]
    with pytest.raises(FinalorderError, match=sentence) as refused:
        read(tmp_path, proceedings(**cells))
    assert "\n" not in str(refused.value)
    assert not list((tmp_path / "lake" / ".versions").iterdir())


@pytest.mark.parametrize("doubt", DOUBTS)
def test_who_goes_on_all_the_same_finds_the_sentence_in_the_release(tmp_path: Path, doubt: str) -> None:
    cells, sentence = DOUBTS[doubt]
    draft = read(tmp_path, proceedings(**cells), allow_mismatch=True)
    told = json.loads((draft.path / "release.json").read_text())["mismatches"]
    assert any(sentence in line for line in told)
    assert "published although its checks failed" in draft.publish().citation


def spoil_days(bad: int) -> list[Row]:
    rows = proceedings()
    for place in range(bad):
        rows[place][header("proceedings").index("COMP_DATE")] = "5/14/2018"
    return rows


@pytest.mark.parametrize("bad", [3, 12])
def test_a_tenth_of_its_days_unread_stops_the_build(tmp_path: Path, bad: int) -> None:
    read(tmp_path, spoil_days(2))
    with pytest.raises(FinalorderError, match=f"{bad} of the 24 cells of B_TblProceeding.csv, column COMP_DATE"):
        read(tmp_path, spoil_days(bad))


def test_a_fifth_of_its_codes_that_are_none_stops_the_build(tmp_path: Path) -> None:
    rows = proceedings()
    for place in range(5):
        rows[place][header("proceedings").index("DEC_CODE")] = "x"
    with pytest.raises(FinalorderError, match=r"5 of the 24 cells of B_TblProceeding\.csv, column DEC_CODE are codes"):
        read(tmp_path, rows)
    rows[0][header("proceedings").index("DEC_CODE")] = "X"
    read(tmp_path, rows)


def raw(content: bytes) -> Release:
    return Release({"proceedings": proceedings()}, raw={"cases": content}, counts=False)


HEADED = [header("cases"), *(row("cases", idncase=str(5 + n), nat="MX") for n in range(ORDERS))]
MISREAD = {
    "UTF-16 with its mark": (tsv(HEADED).decode().encode("utf-16"), "is text in UTF-16; save it as UTF-8"),
    "UTF-32 with its mark": (tsv(HEADED).decode().encode("utf-32"), "is text in UTF-32; save it as UTF-8"),
    "commas": (tsv(HEADED).replace(b"\t", b","), "its cells are parted by commas, not tabs"),
    "semicolons": (tsv(HEADED).replace(b"\t", b";"), "its cells are parted by semicolons"),
    "quotation marks": (
        tsv([[f'"{cell}"' for cell in cells] for cells in HEADED]), "its cells are in quotation marks"),
    "a web page": (b"<html><body>Access denied</body></html>", "it is a web page"),
    "gzip": (gzip.compress(tsv(HEADED)), "it is a gzip file"),
    "Parquet": (b"PAR1" + bytes(60), "it is a Parquet file"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\n", "it is a pointer of Git LFS"),
    "rows with their numbers before them": (
        tsv([HEADED[0], *([str(n), *cells] for n, cells in enumerate(HEADED[1:], 1))]),
        "each row begins with its number, for which there is no column name"),
}  # fmt: skip


@pytest.mark.parametrize("way", MISREAD)
def test_a_table_that_another_program_wrote_again_is_refused_by_what_was_done(tmp_path: Path, way: str) -> None:
    content, sentence = MISREAD[way]
    with pytest.raises(FinalorderError, match=sentence):
        read_release(raw(content).zip(tmp_path / "release.zip"), Lake(tmp_path / "lake"))


@pytest.mark.parametrize("first", [0, 1])
def test_ids_that_count_from_the_first_row_are_no_names_of_rows(tmp_path: Path, first: int) -> None:
    rows = [row("cases", idncase=str(first + n), nat="MX", lang="SP", custody="N") for n in range(ORDERS)]
    content = tsv([header("cases"), *([*cells, ""] for cells in rows)])
    draft = read_release(raw(content).zip(tmp_path / "release.zip"), Lake(tmp_path / "lake"))
    kept = pq.read_table(draft.path / "tables" / "cases.parquet", columns=["idncase", "nat", "custody"])
    read_back = kept.to_pylist()
    assert [each["idncase"] for each in read_back] == [first + n for n in range(ORDERS)]
    assert {(each["nat"], each["custody"]) for each in read_back} == {("MX", "N")}


def test_the_sentence_shows_the_shape_of_a_cell_and_no_cell(tmp_path: Path) -> None:
    with pytest.raises(FinalorderError, match=r"one looks like '9/99/9999 9:99'"):
        read(tmp_path, proceedings(comp_date="5/14/2018 0:00"))


def test_the_usual_dirt_stops_nothing_and_is_counted(tmp_path: Path) -> None:
    rows = proceedings()
    rows[3][header("proceedings").index("COMP_DATE")] = "soon"
    draft = read(tmp_path, rows)
    accounts = {
        (item["table"], item["column"]): item for item in pq.read_table(draft.path / "columns.parquet").to_pylist()
    }
    found = accounts["proceedings", "comp_date"]
    assert (found["rows"], found["filled"], found["empty"], found["unparsed"]) == (ORDERS, ORDERS - 1, 0, 1)
    assert accounts["proceedings", "case_type"]["outside"] == 0
    assert accounts["proceedings", "osc_date"]["outside"] is None


@pytest.mark.parametrize("space", ["\u00a0", "\u2007", "\u202f", "\u3000", "\u200b", "\ufeff"])
def test_a_code_padded_with_another_kind_of_space_is_that_code(tmp_path: Path, space: str) -> None:
    draft = read(tmp_path, proceedings(dec_code=f"X{space}", absentia=f"{space}Y", comp_date=f"2018-05-14{space}"))
    found = pq.read_table(draft.path / "tables" / "proceedings.parquet").to_pylist()
    assert {(item["dec_code"], item["absentia"], str(item["comp_date"])) for item in found} == {
        ("X", "Y", "2018-05-14")
    }


def test_a_column_that_the_release_before_filled_and_this_one_does_not_stops_the_build(tmp_path: Path) -> None:
    many = [cells for _ in range(10) for cells in proceedings()]
    read(tmp_path, many, "EOIR Case Data 2026-0401").publish()
    blank = [cells for _ in range(10) for cells in proceedings(osc_date="")]
    with pytest.raises(FinalorderError, match="column OSC_DATE, 100% the release before"):
        read(tmp_path, blank, "EOIR Case Data 2026-0501")
    read(tmp_path, many, "EOIR Case Data 2026-0501")


def test_a_folder_that_looks_like_a_column_is_a_folder(tiny_zip: Path, tmp_path: Path) -> None:
    from finalorder import api

    counts = []
    for folder in ("plain", "city=Denver"):
        lake = tmp_path / folder / "lake"
        api.build(tiny_zip, lake, counting_only=True)
        counts.append(
            [(row.city, row.value) for row in api.measure("orders_standing", lake, by=["city"], profile="none").shown]
        )
    assert counts[0] == counts[1]
