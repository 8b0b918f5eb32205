"""An operation file written from answers reads back to what was answered."""

import tomllib
from contextlib import suppress
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from finalorder import operations
from finalorder.cli.operation import new
from finalorder.errors import FinalorderError

ANSWERS: dict[str, Any] = {
    "title": "Operativo «Otoño» in two cities",
    "announced": date(2025, 10, 3),
    "starts": date(2025, 10, 5),
    "ends": None,
    "summary": "",
    "cities": ["Miami", "Santa Ana"],
    "cohorts": ("in_absentia", "rocket_docket"),
    "source": {"title": 'The "Wire"', "url": "https://example.org/report", "date": date(2025, 10, 3)},
}


def test_the_fewest_answers_make_a_file_that_loads() -> None:
    operation = operations.parse_operation(operations.compose_operation_toml(ANSWERS), "new.toml")
    assert operation.id == "2025-10-operativo-otono-in-two-cities"
    assert operation.cities == ("Miami", "Santa Ana")
    assert operation.sources[0].title == 'The "Wire"'
    assert operation.ends is None


def test_the_text_is_what_one_would_write_by_hand() -> None:
    assert operations.compose_operation_toml({**ANSWERS, "id": "mine"}).splitlines()[:6] == [
        'title = "Operativo «Otoño» in two cities"',
        "announced = 2025-10-03",
        "starts = 2025-10-05",
        'cities = ["Miami", "Santa Ana"]',
        'cohorts = ["in_absentia", "rocket_docket"]',
        'source = "announcement"',
    ]


def test_the_shipped_operation_written_again_is_the_same_operation() -> None:
    text = (
        resources.files("finalorder.operations")
        .joinpath("library")
        .joinpath("2019-06-family-operation.toml")
        .read_text("utf-8")
    )
    again = operations.compose_operation_toml(tomllib.loads(text))
    assert operations.parse_operation(again, "again.toml") == operations.load_operation("2019-06-family-operation")


def test_a_misspelt_answer_is_told_as_in_any_file() -> None:
    with pytest.raises(FinalorderError, match='"Miammi" is not a known city; did you mean "Miami"'):
        operations.compose_operation_toml({**ANSWERS, "cities": ["Miammi"]})


def test_an_answer_that_is_missing_is_asked_for() -> None:
    with pytest.raises(FinalorderError, match='"announced" is missing; add it'):
        operations.compose_operation_toml(
            {key: value for key, value in ANSWERS.items() if key not in ("announced", "starts")}
        )


def test_an_answer_that_toml_cannot_hold_is_refused() -> None:
    for answer in (float("nan"), b"bytes", "half \ud800", 10**5000):
        with pytest.raises(FinalorderError):
            operations.compose_operation_toml({**ANSWERS, "title": answer})


def test_a_title_cannot_add_fields_of_its_own() -> None:
    text = operations.compose_operation_toml({**ANSWERS, "title": 'x"\ncities = ["Boston"]\n[[claim]]\n#'})
    assert operations.parse_operation(text, "new.toml").cities == ("Miami", "Santa Ana")


def scalars() -> st.SearchStrategy[Any]:
    days = st.dates()
    return st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans() | days | st.floats(allow_nan=False)


def tables() -> st.SearchStrategy[dict[str, Any]]:
    plain = st.recursive(
        scalars(), lambda item: st.lists(item, max_size=3) | st.dictionaries(st.text(), item, max_size=3)
    )
    return st.dictionaries(st.text(), plain, max_size=4)


@given(tables())
def test_whatever_is_written_reads_back(values: dict[str, Any]) -> None:
    assert tomllib.loads(operations.to_toml(values)) == values


@given(st.text(min_size=1).filter(str.strip))
def test_any_title_makes_a_file_that_loads_or_a_complaint(title: str) -> None:
    text = ""
    with suppress(FinalorderError):
        text = operations.compose_operation_toml({**ANSWERS, "title": title})
    assert not text or operations.parse_operation(text, "new.toml").title == title
    assert text or not title.isprintable() or len(title) > 2_000


TYPED = [
    "Autumn operation",
    "2025-10-03",
    "5 October",
    "2025-10-05",
    "",
    "Miammi, Santa Ana",
    "Miami, Santa Ana",
    "in_absentia, rocket_docket",
    "Agents to arrive on Sunday",
    "",
    "https://example.org/report",
    "2025-10-03",
]


def type_answers(answers: list[str], *options: str) -> Result:
    return CliRunner().invoke(new, list(options), input="\n".join(answers) + "\n")


def test_the_command_asks_and_prints_a_file_that_loads() -> None:
    done = type_answers(TYPED)
    assert done.exit_code == 0
    assert "is not a valid date; use YYYY-MM-DD" in done.stderr
    assert 'did you mean "Miami"' in done.stderr
    operation = operations.parse_operation(done.stdout, "new.toml")
    assert operation.cities == ("Miami", "Santa Ana")
    assert operation.cohorts == ("in_absentia", "rocket_docket")
    assert (operation.starts, operation.ends) == (date(2025, 10, 5), None)


def test_the_command_writes_the_file_and_never_over_another(tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    assert type_answers(TYPED, "--out", str(out)).exit_code == 0
    assert operations.load_operation(str(out)).title == "Autumn operation"
    assert isinstance(type_answers(TYPED, "--out", str(out)).exception, FinalorderError)


def test_answers_that_end_too_soon_write_nothing(tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    assert type_answers(TYPED[:4], "--out", str(out)).exit_code == 1
    assert not out.exists()


def test_dates_out_of_order_are_told_with_their_line() -> None:
    done = type_answers([*TYPED[:3], "2025-10-01", *TYPED[4:]])
    assert isinstance(done.exception, FinalorderError)
    assert "starts: 2025-10-01 is before the announcement" in str(done.exception)
