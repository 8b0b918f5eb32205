"""An answer carries its question into every format, and other libraries take its rows."""

import json
from datetime import date

import pyarrow as pa
import pytest

from finalorder.answers import (
    ANSWER_SCHEMA,
    Answer,
    AnswerRow,
    Shown,
    as_question,
    build_partial_table,
    make_question,
    parse_question,
    read_answer_rows,
)
from finalorder.errors import InputError

QUESTION = make_question("measure", "in_absentia", by=["city"], where=["custody=N"])


@pytest.fixture
def answer() -> Answer:
    shown = Shown.seal_rows([AnswerRow("in_absentia", "M1a", city="Miami", numerator=40, value=40)])
    return Answer(QUESTION.resolve("2026-07", date(2026, 7, 1)), shown)


def test_the_question_stands_in_the_meta_of_json_and_is_read_back_from_it(answer: Answer) -> None:
    meta = json.loads(answer.to_json())["meta"]
    assert parse_question(meta["question"]) == answer.question
    assert meta["command"].startswith("finalorder measure in_absentia --by city --where custody=N --as-of 2026-07-01")


def test_the_question_stands_in_the_metadata_of_arrow(answer: Answer) -> None:
    meta = json.loads(answer.arrow().schema.metadata[b"meta"])
    assert meta["question"] == str(answer.question)
    assert pa.table(answer).num_rows == len(answer) == 1


def test_what_a_question_leaves_open_is_filled_in_and_what_it_says_stays() -> None:
    resolved = QUESTION.resolve("2026-07", date(2026, 7, 1))
    assert (resolved.release, resolved.as_of) == ("2026-07", date(2026, 7, 1))
    assert resolved.resolve("2026-08", date(2026, 8, 1)).as_of == date(2026, 7, 1)


def test_a_whole_question_takes_no_options_beside_it_and_no_other_command() -> None:
    assert as_question("measure", QUESTION, {}) is QUESTION
    with pytest.raises(InputError, match="a whole question"):
        as_question("measure", QUESTION, {"lang": "es"})
    with pytest.raises(InputError, match="a whole question"):
        as_question("scope", QUESTION, {})


def test_rows_given_by_some_columns_have_the_one_schema() -> None:
    table = build_partial_table([{"measure": "cases", "numerator": 20}, {"measure": "beds", "value": 1.5}])
    assert table.schema.equals(ANSWER_SCHEMA)
    assert [row.value for row in read_answer_rows(table)] == [20, 1.5]
    with pytest.raises(ValueError, match="not columns of an answer"):
        build_partial_table([{"measure": "cases", "town": "Miami"}])
