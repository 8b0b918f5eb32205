"""Which rows an export has: conditions by type, no way to look anyone up, a sample that is the same in every table."""

from datetime import date

import pyarrow as pa
import pytest

from finalorder.errors import InputError, RefusedError
from finalorder.exports.row_filters import draw_rows, parse_row_filter, parse_sample
from finalorder.registry import CodebookTable, find_codebook_table

BATCH = pa.RecordBatch.from_pydict(
    {
        "order_class": ["removal", "removal", None, "voluntary_departure"],
        "ordered_on": [date(2018, 1, 2), date(2019, 5, 6), None, date(2020, 1, 1)],
        "is_in_absentia": [True, False, None, False],
        "custody_code": ["D", "N", "R", None],
    },
)


def orders() -> CodebookTable:
    table = find_codebook_table("ledger/orders")
    assert table is not None
    return table


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("order_class=removal", [True, True, False, False]),
        ("order_class!=removal", [False, False, True, True]),
        ("custody_code=D,N", [True, True, False, False]),
        ("custody_code=", [False, False, False, True]),
        ("custody_code!=", [True, True, True, False]),
        ("custody_code=D,", [True, False, False, True]),
        ("ordered_on>=2019-05-06", [False, True, False, True]),
        ("ordered_on<2019-05-06", [True, False, False, False]),
        ("ordered_on = 2019-05-06", [False, True, False, False]),
        ("is_in_absentia=yes", [True, False, False, False]),
        ("IS_IN_ABSENTIA=false", [False, True, False, True]),
        ("custody_code=d", [False, False, False, False]),
    ],
)
def test_a_condition_keeps_the_rows_that_meet_it(text: str, kept: list[bool]) -> None:
    assert parse_row_filter(text, orders()).match(BATCH).to_pylist() == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ordered_on", "is not a condition"),
        ("=N", "is not a condition"),
        ("orderedon=2019-01-01", 'did you mean "ordered_on"'),
        ("ordered_on=2019-13-01", "is not a valid date for ordered_on"),
        ("is_in_absentia=perhaps", "is not a valid yes or no"),
        ("ordered_on>=2019-01-01,2020-01-01", ">= takes one value"),
        ("ordered_on>=", ">= takes one value"),
        ("1=1 OR 1=1", "has no column"),
    ],
)
def test_a_condition_that_is_none_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_row_filter(text, orders())


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("ledger/orders", "idncase=5"),
        ("ledger/orders", "order_id=5"),
        ("ledger/orders", "appeal_id=5"),
        ("ledger/cases", "lead_idncase=5"),
        ("ledger/cases", "standing_order_id=5"),
        ("ledger/cases", "birth_month=1990-01-01"),
        ("tables/cases", "c_birthdate=1990-01-01"),
        ("tables/cases", "atty_nbr=5"),
        ("tables/hearings_raw", "eoirattorneyid=A"),
        ("tables/hearings_raw", "ij_code=ABC"),
        ("tables/hearings_raw", "interpreter_code=ABC"),
        ("tables/representatives", "parent_idn=5"),
        ("tables/riders", "idnleadcase=5"),
        ("tables/appeals", "idnappeal=5"),
        ("tables/federal_appeals", "lngappealid=5"),
        ("tables/attorneys", "oldattorneyid=5"),
        ("lookups/tbllookupjudge", "judge_name=SMITH"),
        ("analysis/orders", "family_id=5"),
    ],
)
def test_nobody_is_looked_up(table: str, text: str) -> None:
    described = find_codebook_table(table)
    assert described is not None
    with pytest.raises(RefusedError, match="never looks anyone up"):
        parse_row_filter(text, described)


def test_every_number_that_names_one_case_person_or_row_is_refused_in_the_rooms_of_cases() -> None:
    """No table of cases has a key, or a column named like one, that a condition could name."""
    from finalorder.exports.row_filters import _IDENTIFYING
    from finalorder.registry import load_codebook

    rooms = ("court_cases", "court_proceedings", "court_appeals", "ledger", "analysis")
    for table in load_codebook().values():
        if table.room in rooms and table.name != "ledger/notes":
            keys = {*table.key, *(column.name for column in table.columns if column.name.startswith("idn"))}
            assert {name for name in keys if not _IDENTIFYING.fullmatch(name)} == set(), table.name


@pytest.mark.parametrize(
    ("text", "rows", "share"), [("1%", 50, 0.01), ("100%", 5, 1.0), ("10", 100, 0.1), ("9", 3, 1.0)]
)
def test_a_sample_is_a_share_or_about_a_number_of_rows(text: str, rows: int, share: float) -> None:
    assert parse_sample(text, rows) == share


@pytest.mark.parametrize("text", ["", "some", "-1", "0", "0%", "101%", "1.5", "nan%"])
def test_a_sample_that_is_neither_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--sample"):
        parse_sample(text, 100)


def test_a_sample_has_the_same_cases_in_every_table_and_about_its_share() -> None:
    cases = pa.array(range(900_000_000, 900_100_000))
    drawn = draw_rows(0.1, cases, 0, len(cases))
    assert 9_500 < sum(drawn.to_pylist()) < 10_500
    backwards = cases.take(pa.array(range(len(cases) - 1, -1, -1)))
    assert draw_rows(0.1, backwards, 77, len(cases)).to_pylist() == drawn.to_pylist()[::-1]
    fewer = draw_rows(0.01, cases, 0, len(cases)).to_pylist()
    assert all(large for small, large in zip(fewer, drawn.to_pylist(), strict=True) if small)


def test_a_table_without_cases_is_drawn_row_by_row() -> None:
    whole = draw_rows(0.5, None, 0, 1000).to_pylist()
    assert whole[400:] == draw_rows(0.5, None, 400, 600).to_pylist()
    assert 400 < sum(whole) < 600
