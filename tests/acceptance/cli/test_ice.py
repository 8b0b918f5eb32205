"""``ice`` on the command line: what is printed, in which shape, and what a user can fix."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder.answers.rows import ANSWER_COLUMNS, ANSWER_SCHEMA
from finalorder.cli.main import run
from support import ice_files as ice

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run ``finalorder ice`` on a lake of its own: exit code, what it printed, what it complained of."""

    def words(*given: object) -> tuple[int, str, str]:
        lake = [] if "--help" in given else ["--lake", tmp_path / "lake"]
        monkeypatch.setattr(sys, "argv", ["finalorder", "ice", *map(str, [*given, *lake])])
        code = 0
        try:
            run()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return (code, *capfd.readouterr())

    return words


@pytest.fixture
def added(call: Call, tmp_path: Path) -> Call:
    police = ice.agencies(
        ("TEXAS", "Fort Bend County Constable", "County", "FORT BEND", "Task Force Model", "2019-03-01")
    )
    files = [ice.write(tmp_path / "FY19.xlsx", ice.fy19()), ice.write(tmp_path / "list.xlsx", police, "2019-07-01")]
    assert call("add", *files)[0] == 0
    return call


def test_add_says_what_each_file_is_and_a_second_time_that_it_is_there(call: Call, tmp_path: Path) -> None:
    path = ice.write(tmp_path / "FY19.xlsx", ice.fy19())
    code, out, _ = call("add", path)
    assert code == 0
    assert out.startswith("FY19.xlsx: ICE detention statistics FY2019, as of 2019-09-30, 2019-10-04; ")
    assert "already there, nothing changed" in call("add", path)[1]


@pytest.mark.parametrize(("content", "kind"), [(b"", 2), (b"PK\x03\x04", 5), (b"<html></html>", 2)])
def test_add_refuses_in_one_sentence_and_leaves_nothing(call: Call, tmp_path: Path, content: bytes, kind: int) -> None:
    good, bad = ice.write(tmp_path / "FY19.xlsx", ice.fy19()), tmp_path / "bad.xlsx"
    bad.write_bytes(content)
    code, out, err = call("add", good, bad)
    assert (code, out, err.count("\n")) == (kind, "", 1)
    assert "bad.xlsx" in err
    assert not (tmp_path / "lake" / "ice").exists()


ASKED = ("show", "monitoring", "--city", "Miami", "--as-of", "2019-12-01")


def test_json_csv_and_parquet_hold_the_same_rows_in_the_shape_of_every_answer(added: Call, tmp_path: Path) -> None:
    as_json = json.loads(added(*ASKED, "--format", "json")[1])
    assert (set(as_json), as_json["meta"]["question"]) == (
        {"meta", "rows"},
        "ice/monitoring?city=Miami&as_of=2019-12-01",
    )
    rows = as_json["rows"]
    assert tuple(rows[0]) == ANSWER_COLUMNS
    lines = list(csv.DictReader(io.StringIO(added(*ASKED, "--format", "csv")[1])))
    assert [line["source"] for line in lines] == [row["source"] for row in rows]
    assert tuple(lines[0]) == ANSWER_COLUMNS
    assert added(*ASKED, "--format", "parquet")[0] == 2
    assert added(*ASKED, "--format", "parquet", "--out", tmp_path / "a.parquet")[0] == 0
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.schema.equals(ANSWER_SCHEMA)
    assert table.to_pylist() == rows
    assert (rows[0]["value"], rows[0]["numerator"], rows[0]["source"]) == (
        30.0,
        30,
        "FY19.xlsx, sheet ATD FY19, cell B15",
    )


def test_a_share_has_the_people_counted_and_all_of_them(added: Call) -> None:
    out = added("show", "agencies", "--city", "Houston", "--as-of", "2019-08-01", "--format", "json")[1]
    share, count, agreement = json.loads(out)["rows"]
    assert (share["numerator"], share["denominator"]) == (822_779, 6_174_367)
    assert share["value"] == pytest.approx(822_779 / 6_174_367)
    assert "2020 Census" in share["note"]
    assert (count["value"], agreement["level_1"], agreement["level_2"]) == (
        1,
        "Fort Bend County Constable",
        "Task Force Model",
    )
    assert agreement["note"] == "signed 2019-03-01; county FORT BEND; type County"


def test_a_table_tells_each_figure_with_its_cell_in_two_languages(added: Call) -> None:
    english, spanish = added(*ASKED)[1], added(*ASKED, "--lang", "es")[1]
    assert (
        "atd_active_participants, Miami, GPS: 20 people, FY2019, 2019-09-30\n  FY19.xlsx, sheet ATD FY19, cell B16"
        in english
    )
    assert "atd_active_participants, Miami, GPS: 20 personas" in spanish
    early = added("show", "monitoring", "--as-of", "2019-06-23", "--lang", "es")[1]
    assert "no se sabía ese día" in early
    assert "lo más cercano es 99 días después" in early


def test_a_national_figure_is_not_given_as_that_of_a_city(added: Call) -> None:
    for subject in ("removals", "family_detention", "book_ins"):
        out = added("show", subject, "--city", "Miami", "--as-of", "2019-10-05", "--format", "json")[1]
        national = [row for row in json.loads(out)["rows"] if row["measure"] != "removals_rows"]
        assert {row["city"] for row in national} == {""}
        assert all("national" in row["note"] for row in national)


def test_help_lists_the_subjects_and_an_unknown_one_is_told_the_nearest(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    out = call("show", "--help")[1]
    subjects = ("family_detention", "monitoring", "agencies", "pending", "removals", "arrests", "book_ins", "area")
    assert all(f"  {subject} " in out for subject in subjects)
    assert "did you mean monitoring?" in call("show", "monitorin")[2]
    assert "did you mean Houston?" in call("show", "agencies", "--city", "Huston")[2]
    assert "needs a city" in call("show", "agencies")[2]


@pytest.mark.parametrize(
    ("place", "area"),
    [("Denver", "Denver"), ("Texas: Cameron County", "Harlingen"), ("California: Orange", "Los Angeles")],
)
def test_the_area_of_a_city_or_county_is_told_with_its_source(call: Call, place: str, area: str) -> None:
    [row] = json.loads(call("show", "area", "--city", place, "--format", "json")[1])["rows"]
    assert (row["level_1"], row["value"], row["status"]) == (area, None, "shown")
    assert "CC0 1.0" in row["source"]


def test_a_county_of_no_area_is_told(call: Call) -> None:
    assert "has no area for 'Atlantis: Deep'" in call("show", "area", "--city", "Atlantis: Deep")[2]
