"""What a row, a cell, a day or a quotation mark in a list is; one rule for every reader."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.errors import FinalorderError
from finalorder.ice.date_text import parse_cell_day, parse_day
from finalorder.ice.file_checks import inspect_file
from finalorder.ice.grid import parse_number
from finalorder.ice.layouts import compile_pattern
from finalorder.ice.row_kinds import find_status_column, is_sum_label, says_ended, says_going_on
from finalorder.ice.text_files import find_delimiter, parse_grid

SUMS = ["Total", "TOTAL", "Grand Total", "Subtotal", "Sub-total", "MIA Subtotal", "FLORIDA Total", "Nationwide Total"]
SUMS += ["All", "National", "Nationwide", "United States", " grand  total ", "Totals"]


@pytest.mark.parametrize("label", SUMS)
def test_a_sum_is_no_item(label: str) -> None:
    assert is_sum_label(label)


@pytest.mark.parametrize(
    "label", ["Krome North SPC", "Allen Parish", "Totality Ranch Police", "", "Nation County Sheriff"]
)
def test_an_item_is_no_sum(label: str) -> None:
    assert not is_sum_label(label)


@pytest.mark.parametrize(
    "text", ["Terminated", "TERMINATED AGREEMENTS", "inactive", "Withdrawn 3/1/2025", "Expired", "Rescinded"]
)
def test_what_has_ended_says_so(text: str) -> None:
    assert says_ended(text)
    assert not says_going_on(text)


def test_what_goes_on_says_so_and_a_status_column_is_found() -> None:
    assert says_going_on("ACTIVE AGREEMENTS")
    assert not says_ended("Active")
    assert find_status_column(["STATE", "Status"]) == 1
    assert find_status_column(["STATE", "SIGNED"]) is None


@pytest.mark.parametrize(("cell", "value"), [("4,321", 4321), ("1,234,567.5", 1234567.5), ("-12", -12), ("12%", 0.12)])
def test_a_number_written_as_text_is_read_and_flagged(cell: str, value: float) -> None:
    assert parse_number(cell).value == pytest.approx(value)
    assert parse_number(cell).flag


@pytest.mark.parametrize("cell", ["4,3211", "43,21", "4,32,1", "1,2345", ",5", "12,34,567"])
def test_commas_that_part_no_thousands_make_no_number(cell: str) -> None:
    assert parse_number(cell).value is None
    assert "commas that part no thousands" in parse_number(cell).flag


@given(st.integers(1000, 10**9), st.integers(0, 9))
def test_a_footnote_digit_behind_a_number_never_makes_another_number(number: int, digit: int) -> None:
    assert parse_number(f"{number:,}").value == number
    assert parse_number(f"{number:,}{digit}").value is None


DAYS = ["1/9/2027", "01/09/2027 7:00", "1/9/27 7:00 AM", "2027-01-09", "2027/01/09", "2027-01-09T07:00:00.000Z"]
DAYS += ["2027-01-09 07:00:00+00:00", "2027-01-09 07:00 UTC", "January 9th, 2027", "January 9,2027", "Jan. 9, 2027"]
DAYS += ["Saturday, January 9, 2027", "9 January 2027", "09-Jan-2027", "9th January 2027"]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_in_any_of_the_forms_that_programs_and_people_write_is_that_day(text: str) -> None:
    assert parse_cell_day(text) == date(2027, 1, 9)


@pytest.mark.parametrize("text", DAYS[:1] + DAYS[3:5] + DAYS[8:])
@pytest.mark.parametrize("word", ["through", "thru"])
def test_a_day_within_a_sentence_is_found(text: str, word: str) -> None:
    match = compile_pattern("updated through +@day").search(f"data is updated {word} {text}.".lower())
    assert match
    assert parse_day(match["day"]) == date(2027, 1, 9)


@pytest.mark.parametrize("text", ["13/40/2027", "January", "9/2027", "soon", "2027-02-30", "30 hours"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_cell_day(text) is None


@pytest.mark.parametrize("title", ["Agencies | as of | today", "a; b; c", "Agencies"])
def test_a_title_above_a_table_does_not_choose_its_separator(title: str) -> None:
    assert find_delimiter(f"{title}\nA,B,C\n1,2,3\n4,5,6\n") == ","


@pytest.mark.parametrize("place", [1, 3, 9])
@pytest.mark.parametrize("closed_later", [False, True])
def test_a_quotation_mark_that_nothing_closes_is_refused_with_its_line(
    tmp_path: Path, place: int, closed_later: bool
) -> None:
    lines = ["A,B,C", *(f"{n},two,three" for n in range(10))]
    lines[place] = f'{place},"two,three'
    if closed_later:
        lines[place + 1] = f'{place},two",three'
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(FinalorderError, match=f"line {place + 1}: a quotation mark is opened and not closed"):
        parse_grid(inspect_file(path), path.read_text())


def test_a_line_break_within_a_cell_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('A,B,C\n1,"two\nlines",3\n')
    assert parse_grid(inspect_file(path), path.read_text()).rows[1] == ("1", "two\nlines", "3")
