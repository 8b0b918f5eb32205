"""Odd rows through every format and back, by software that did not write them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder.exports import excel, rds, spss, stata
from finalorder.exports.about import About, cut_text
from finalorder.exports.rows import RowSource
from finalorder.exports.variables import Variable, describe_variables, scan_rows
from finalorder.registry import CodebookColumn
from finalorder.words import load_words

WIDE = "Ñandú ☂ " * 90  # 990 bytes: several segments of SPSS
MOMENT = "2014-09-06 19:24:46.373"
ABOUT = About("made/up", "made/up of release X", ("One odd row.", "Local file."), ("NOT FOR PUBLICATION",))
CODES = {"N": ("Never", "Nunca"), "D": ("Detained", "Detenido")}


def column(name: str, kind: str, levels: dict[str, tuple[str, str]] | None = None) -> CodebookColumn:
    return CodebookColumn(name, kind, f"the {name} — «{name}»", f"lo de {name}", levels=levels)


COLUMNS = (
    column("small", "int"),
    column("whole", "int"),
    column("huge", "int"),
    column("part", "number"),
    column("amount", "money"),
    column("flag", "bool"),
    column("day", "date"),
    column("moment", "datetime"),
    column("code", "text", CODES),
    column("word", "text"),
    column("wide", "text"),
    column("several", "list"),
    column("a_name_of_more_than_thirty_two_letters", "int"),
)
ROWS = pa.table(
    {
        "small": pa.array([0, 100, -127, None], pa.int64()),
        "whole": pa.array([1, 2_147_483_620, -2_147_483_647, None], pa.int64()),
        "huge": pa.array([900_000_000_001, 2**53, -5, None], pa.int64()),
        "part": pa.array([0.1, -1e300, 5e-324, None], pa.float64()),
        "amount": pa.array([Decimal("1500.00"), Decimal("0.01"), Decimal("-3.50"), None], pa.decimal128(12, 2)),
        "flag": pa.array([True, False, True, None]),
        "day": pa.array([dt.date(1899, 12, 31), dt.date(1960, 1, 1), dt.date(2925, 2, 28), None]),
        "moment": pa.array(
            [pd.Timestamp(text) for text in (MOMENT, "1970-01-01", "1950-05-05 05:05")] + [None],
            pa.timestamp("ms"),
        ),
        "code": ["N", "D", "Z9", None],
        "word": ["", 'a\ttab "quoted" & <tag>', "=1+1", None],
        "wide": [WIDE, "x" * 255, "x" * 256, None],
        "several": pa.array([["1", "6"], [], ["4"], None], pa.list_(pa.string())),
        "a_name_of_more_than_thirty_two_letters": pa.array([1, 2, 3, 4], pa.int64()),
    }
)


@pytest.fixture
def source(tmp_path: Path) -> RowSource:
    path = tmp_path / "rows.parquet"
    pq.write_table(ROWS, path, row_group_size=3)
    return RowSource([path], tuple(ROWS.column_names))


def prepare(source: RowSource, lang: str = "en") -> tuple[list[Variable], int]:
    variables = describe_variables(COLUMNS, source.read_schema(), lang, name_length=32)
    return variables, scan_rows(source, variables)


def test_one_pass_finds_ranges_widths_and_codes_without_a_meaning(source: RowSource) -> None:
    variables, rows = prepare(source)
    found = {each.column: each for each in variables}
    assert rows == 4
    assert (found["small"].low, found["small"].high) == (-127, 100)
    assert found["wide"].width == len(WIDE.encode())
    assert found["code"].codes == ["D", "N", "Z9"]
    assert found["code"].list_value_labels() == ["D Detained", "N Never", "Z9"]
    assert found["a_name_of_more_than_thirty_two_letters"].name == "a_name_of_more_than_thirty_two_l"


def test_stata_reads_back_every_value_label_and_date(source: RowSource, tmp_path: Path) -> None:
    variables, rows = prepare(source)
    path = tmp_path / "out.dta"
    stata.write_stata(source, variables, rows, ABOUT, path)
    with pd.read_stata(path, iterator=True) as reader:
        found = reader.read()
        labels, values = reader.variable_labels(), reader.value_labels()
        assert reader.data_label == ABOUT.short
    assert found["small"].dtype == np.dtype("float64")  # a missing value makes pandas widen it
    assert found["whole"].tolist()[:3] == [1, 2_147_483_620, -2_147_483_647]
    assert found["huge"].tolist()[:3] == [900_000_000_001, 2**53, -5]
    assert found["part"].tolist()[:3] == [0.1, -1e300, 5e-324]
    assert found["amount"].tolist()[:3] == [1500.0, 0.01, -3.5]
    assert found["flag"].tolist()[:3] == [1, 0, 1]
    assert [day.date() for day in pd.to_datetime(found["day"][1:2])] == [dt.date(1960, 1, 1)]
    assert found["moment"][0] == pd.Timestamp(MOMENT)
    assert found["code"].astype(str).tolist()[:3] == ["N Never", "D Detained", "Z9"]
    assert found["wide"].tolist()[:3] == [WIDE, "x" * 255, "x" * 256]
    assert found["word"].tolist() == ["", 'a\ttab "quoted" & <tag>', "=1+1", ""]
    assert found["several"].tolist() == ["1 6", "", "4", ""]
    assert found.drop(columns=["word", "wide", "several", "a_name_of_more_than_thirty_two_l"]).iloc[3].isna().all()
    assert labels["day"] == "the day — «day»"
    assert values["code"] == {1: "D Detained", 2: "N Never", 3: "Z9"}


def test_stata_and_spss_agree_with_the_library_that_reads_both(source: RowSource, tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat, of the development requirements, is not here")
    variables, rows = prepare(source, "es")
    for write, read in ((stata.write_stata, pyreadstat.read_dta), (spss.write_spss, pyreadstat.read_sav)):
        path = tmp_path / f"out.{read.__name__[-3:]}"
        write(source, variables, rows, ABOUT, path)
        found, meta = read(path)
        assert meta.number_rows == 4
        assert found["huge"].tolist()[:3] == [900_000_000_001, 2**53, -5]
        assert found["part"].tolist()[:3] == [0.1, -1e300, 5e-324]
        assert found["day"].tolist()[:3] == [dt.date(1899, 12, 31), dt.date(1960, 1, 1), dt.date(2925, 2, 28)]
        off = pd.Timestamp(found["moment"][0]) - pd.Timestamp(MOMENT)
        assert abs(off) < pd.Timedelta(milliseconds=1)
        assert found["wide"].tolist()[:3] == [
            WIDE.rstrip() if read is pyreadstat.read_sav else WIDE,
            "x" * 255,
            "x" * 256,
        ]
        assert found["small"].isna().tolist() == [False, False, False, True]
        assert meta.column_names_to_labels["code"] == "lo de code"
        assert meta.variable_value_labels["code"] == {1: "D Detenido", 2: "N Nunca", 3: "Z9"}
        assert "NOT FOR PUBLICATION" in meta.file_label
        assert meta.column_names[-1] == "a_name_of_more_than_thirty_two_l"


def test_r_reads_back_factors_dates_and_nothing(source: RowSource, tmp_path: Path) -> None:
    pyreadr = pytest.importorskip("pyreadr", reason="pyreadr, of the development requirements, is not here")
    variables, rows = prepare(source)
    path = tmp_path / "out.rds"
    rds.write_rds(source, variables, rows, ABOUT, path)
    found = pyreadr.read_r(path)[None]
    assert found["small"].tolist()[:3] == [0, 100, -127]
    assert found["huge"].tolist()[:3] == [900_000_000_001, 2**53, -5]
    assert found["code"].astype(str).tolist()[:3] == ["N", "D", "Z9"]
    assert list(found["code"].cat.categories) == ["D", "N", "Z9"]
    assert found["flag"].tolist()[:3] == [True, False, True]
    assert found["day"].tolist()[1] == dt.date(1960, 1, 1)
    assert found["wide"].tolist()[:3] == [WIDE, "x" * 255, "x" * 256]
    assert found["word"].tolist()[:3] == ["", 'a\ttab "quoted" & <tag>', "=1+1"]
    assert found["part"].isna().tolist() == [False, False, False, True]
    assert found.columns[-1] == "a_name_of_more_than_thirty_two_l"


def test_excel_opens_with_dates_texts_that_are_not_run_and_a_codebook(source: RowSource, tmp_path: Path) -> None:
    variables, rows = prepare(source)
    path = tmp_path / "out.xlsx"
    excel.write_excel(source, variables, ABOUT, load_words("en"), path)
    book = openpyxl.load_workbook(path)
    head, *cells = ([cell.value for cell in row] for row in book.worksheets[0].iter_rows())
    found = dict(zip(head, zip(*cells, strict=True), strict=True))
    assert rows == len(cells)
    assert found["day"][0] == "1899-12-31"  # Excel has no such day
    assert found["day"][1].date() == dt.date(1960, 1, 1)
    assert abs(found["moment"][0] - pd.Timestamp(MOMENT)) < dt.timedelta(milliseconds=2)
    assert found["word"] == ("", 'a\ttab "quoted" & <tag>', "=1+1", None) or found["word"][0] is None
    assert book.worksheets[0].cell(4, head.index("word") + 1).data_type == "s"
    assert found["code"] == ("N", "D", "Z9", None)
    assert found["flag"] == (True, False, True, None)
    codebook = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert codebook[0][0] == ABOUT.short
    assert ["code", None, "D", "Detained"] in codebook
    assert book.properties.title == ABOUT.short


@pytest.mark.parametrize(
    "write",
    [
        lambda source, variables, path: stata.write_stata(source, variables, 0, ABOUT, path),
        lambda source, variables, path: spss.write_spss(source, variables, 0, ABOUT, path),
        lambda source, variables, path: rds.write_rds(source, variables, 0, ABOUT, path),
        lambda source, variables, path: excel.write_excel(source, variables, ABOUT, load_words("en"), path),
    ],
)
def test_no_rows_are_a_file_too(source: RowSource, tmp_path: Path, write: Callable[..., Any]) -> None:
    nothing = replace(source, files=(), table=ROWS.slice(0, 0))
    variables = describe_variables(COLUMNS, nothing.read_schema(), "en", name_length=32)
    assert scan_rows(nothing, variables) == 0
    path = tmp_path / "empty"
    write(nothing, variables, path)
    assert path.stat().st_size > 500


def test_small_numbers_blanks_and_nothing_take_a_byte_each_in_spss() -> None:
    units = np.array([1.0, -99.0, 151.0, 152.0, 0.5, spss.NOTHING, -0.0], np.float64).view(np.uint64)
    packed = spss.compress_units(units)
    assert list(packed[:8]) == [101, 1, 251, 253, 253, 255, 100, 0]
    assert packed[8:] == np.array([152.0, 0.5]).tobytes()


def test_a_long_text_is_cut_between_characters_and_says_so() -> None:
    assert cut_text("ñ" * 10, 20).decode() == "ñ" * 10
    assert cut_text("ñ" * 10, 19).decode() == "ñ" * 8 + "…"
