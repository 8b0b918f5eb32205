"""JSON, CSV, Parquet and text say the same."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder.answers.formats import format_answer_value, to_csv, to_json, to_parquet, to_text
from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow
from finalorder.answers.shown import Shown
from finalorder.errors import FinalorderError
from support.published_tables import count, share, through


@pytest.fixture
def shown() -> Shown:
    levels = {"": 16_000, "GT": 5, "HN": 3500, "MX": 12_495}
    rows = [count(n, by_1="nationality", level_1=name) for name, n in levels.items()]
    return through([*rows, share(840, 2000), count(500, city="Miami")._replace(low=400, high=600)])


def test_all_formats_have_the_same_rows(shown: Shown, tmp_path: Path) -> None:
    from_json = json.loads(to_json(shown))["rows"]
    to_parquet(shown, tmp_path / "answers.parquet")
    from_parquet = pq.read_table(tmp_path / "answers.parquet").to_pylist()
    from_csv = list(csv.DictReader(io.StringIO(to_csv(shown))))
    assert from_json == from_parquet
    for left, right in zip(from_json, from_csv, strict=True):
        assert {name: _as_csv(value) for name, value in left.items()} == right


def test_the_columns_are_the_contracts_in_order(shown: Shown) -> None:
    assert tuple(to_csv(shown).splitlines()[0].split(",")) == ANSWER_COLUMNS
    assert tuple(json.loads(to_json(shown))["rows"][0]) == ANSWER_COLUMNS


def test_hidden_is_null_with_a_status_in_json_and_empty_with_a_status_in_csv(shown: Shown) -> None:
    hidden = [row for row in json.loads(to_json(shown))["rows"] if row["status"] == "hidden"]
    assert len(hidden) == 1
    assert all(row[name] is None for row in hidden for name in ("numerator", "denominator", "value", "low", "high"))
    assert (
        sum(row["status"] == "hidden" and row["value"] == "" for row in csv.DictReader(to_csv(shown).splitlines())) == 1
    )


def test_hidden_is_a_word_in_text_and_explained_below(shown: Shown) -> None:
    lines = to_text(shown).splitlines()
    assert any("GT" in line and "0–29" in line for line in lines)
    assert lines[-1].startswith("0–29: hidden, fewer than 30 or none")


def test_the_bytes_are_the_same_every_time(shown: Shown) -> None:
    again = through(list(reversed([count(7, city="Miami"), count(70)])))
    once = through([count(7, city="Miami"), count(70)])
    assert (to_json(once), to_csv(once), to_text(once)) == (to_json(again), to_csv(again), to_text(again))


def test_a_simulated_release_says_so_first_and_in_every_row(tmp_path: Path) -> None:
    shown = through([count(30, simulated=True)])
    assert to_text(shown).splitlines()[0] == "SIMULATED"
    assert json.loads(to_json(shown))["meta"]["stamps"] == ["SIMULATED"]
    assert next(csv.DictReader(to_csv(shown).splitlines()))["simulated"] == "true"
    to_parquet(shown, tmp_path / "a.parquet")
    assert pq.read_schema(tmp_path / "a.parquet").metadata[b"stamps"] == b"SIMULATED"


def test_every_writer_prints_the_stamp_of_an_unprotected_answer(tmp_path: Path) -> None:
    shown = through([count(3)], profile="none")
    stamp = "UNPROTECTED - NOT FOR PUBLICATION"
    to_parquet(shown, tmp_path / "a.parquet")
    assert all(stamp in text for text in (to_json(shown), to_csv(shown), to_text(shown)))
    assert stamp in pq.read_table(tmp_path / "a.parquet")["note"][0].as_py()


def test_no_answers_are_still_a_document() -> None:
    shown = Shown.seal_rows(())
    assert json.loads(to_json(shown))["rows"] == []
    assert to_csv(shown) == ",".join(ANSWER_COLUMNS) + "\n"
    assert to_text(shown) == "measure  value\n"


@pytest.mark.parametrize(
    ("row", "english", "spanish"),
    [
        (count(1234), "1,234", "1,234"),
        (count(1_234_567), "1,234,567", "1,234,567"),
        (share(840, 2000)._replace(value=0.42), "42.0%", "42.0%"),
        (AnswerRow("m", status="hidden"), "hidden", "oculto"),
        (AnswerRow("m", status="not_applicable"), "does not apply", "no corresponde"),
        (AnswerRow("days", unit="days", value=40.5), "40.5", "40.5"),
    ],
)
def test_numbers_are_written_for_readers(row: AnswerRow, english: str, spanish: str) -> None:
    assert (format_answer_value(row, "en"), format_answer_value(row, "es")) == (english, spanish)


def test_a_language_without_words_is_the_users_mistake() -> None:
    with pytest.raises(FinalorderError, match="en or es"):
        format_answer_value(count(30), "fr")


def test_a_cell_is_found_by_its_columns(shown: Shown) -> None:
    assert shown.find_row(city="Miami").value == 500
    with pytest.raises(KeyError, match="no such columns"):
        shown.find_row(town="Miami")
    with pytest.raises(KeyError, match="0 rows"):
        shown.find_row(city="Paris")


def _as_csv(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_the_remark_below_a_table_is_in_the_language_of_the_table(shown: Shown) -> None:
    assert "oculto, menos de 30" in to_text(shown, "es")
    assert "hidden, fewer than 30" in to_text(shown, "en")
