"""What readers of other projects were reported to do to such rows: here each row stays, and says what it said."""

import pytest

from support.release_files import header, read_bytes, row, sample, tsv

COUNT = 40


def read_codes(*codes: str) -> list[str | None]:
    """Read the codes of rows, these in the middle of others."""
    names = ["HOUSTON"] * COUNT + list(codes) + ["MIAMI"] * COUNT
    rows = [row("cases", idncase=str(9 + n), case_type=city, nat="MX") for n, city in enumerate(names)]
    read = read_bytes("cases", tsv([header("cases"), *rows]))
    assert len(read.rows) == len(names)
    assert {each["nat"] for each in read.rows} == {"MX"}
    return [each["case_type"] for each in read.rows][COUNT:-COUNT]


@pytest.mark.parametrize(
    "city", ['AUSTIN"', '"AUSTIN', '"EL PASO" TEXAS', "O'FALLON", 'A "" B', '"', "A\\", "[AUSTIN]", '{"a": 1}']
)
def test_a_quotation_mark_neither_swallows_rows_nor_is_swallowed(city: str) -> None:
    """polars#21519, polars#22312, polars#24419, duckdb#16251: rows after such a mark went without a word."""
    assert read_codes(city) == [city]


@pytest.mark.parametrize("code", ["NA", "NI", "SP", "NU"])
def test_a_code_that_other_programs_read_as_nothing_is_a_code(code: str) -> None:
    """un-locode#39, countrycode#111: Namibia lost its code."""
    rows = [row("cases", idncase=str(9 + n), nat=code) for n in range(COUNT)]
    assert {each["nat"] for each in read_bytes("cases", tsv([header("cases"), *rows])).rows} == {code}


def test_a_row_with_too_many_cells_takes_no_other_with_it() -> None:
    """duckdb#13197, duckdb#14001: the row after it lost a cell, or all rows went."""
    rows = sample("cases", COUNT, blank=0.0)
    good = read_bytes("cases", tsv([header("cases"), *rows])).rows
    broken = [*rows[:20], [*rows[20], "more", "and more"], *rows[21:]]
    read = read_bytes("cases", tsv([header("cases"), *broken]))
    kept = {each["idncase"]: each for each in read.rows}
    others = [each for number, each in enumerate(good) if number != 20]
    assert [kept[each["idncase"]] for each in others] == others
    assert len(read.rows) + len(read.quarantine) == COUNT
    assert read.repairs or read.quarantine


def test_a_day_in_another_form_gives_no_day_to_the_rows_beside_it() -> None:
    """duckdb#11065: a day that did not parse changed those before and after it."""
    days = ["2024-03-08"] * COUNT + ["03/10/2024"] + ["2024-03-11"] * COUNT
    rows = [row("proceedings", idnproceeding=str(9 + n), idncase="9", osc_date=day) for n, day in enumerate(days)]
    read = read_bytes("proceedings", tsv([header("proceedings"), *rows]))
    found = [str(each["osc_date"]) for each in read.rows]
    assert found == ["2024-03-08"] * COUNT + ["None"] + ["2024-03-11"] * COUNT
    assert len(read.unparsed) == 1
