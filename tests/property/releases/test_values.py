"""Arrow's parser and the rules of ``values.py`` are one: the same text gives the same value by both."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finalorder.releases.schema import FileColumn, MemberLayout
from finalorder.releases.typed_columns import BlockTraits, ColumnTyper, ParsedTexts, TypedBlock, type_distinct_values

KINDS = ("int", "date", "datetime", "bool", "money", "month_year")
texts = st.text("0123456789-+/:.TZ xXeE$,abcdefABCDEFtrue", max_size=26).map(str.strip)
numbers = st.integers(-(10**20), 10**20).map(str)
moments = st.datetimes().map(lambda moment: moment.isoformat(" ", "milliseconds"))
months = st.tuples(st.integers(0, 13), st.integers(0, 9999)).map(lambda pair: f"{pair[0]}/{pair[1]:04d}")


def type_value(kind: str, text: str) -> TypedBlock:
    columns = (FileColumn("key", "text", True), FileColumn("cell", kind, True))
    return ColumnTyper(MemberLayout("test", columns, ())).type_block(f"k\t{text}\n".encode(), 1, BlockTraits())


@settings(max_examples=600, deadline=None)
@given(kind=st.sampled_from(KINDS), text=st.one_of(texts, numbers, moments, months))
@example(kind="int", text="0xFFFFFFFFFFFFFFFF")
@example(kind="int", text="0x10")
@example(kind="datetime", text="0000-01-01")
@example(kind="date", text="2011-02-30")
@example(kind="money", text="10000000000")
@example(kind="money", text="1e3")
def test_a_column_is_typed_alike_all_at_once_and_value_by_value(kind: str, text: str) -> None:
    found = type_value(kind, text)
    column = FileColumn("cell", kind, True)
    one_by_one, odd = type_distinct_values(pa.array([text or None], pa.string()), column, ParsedTexts(kind))
    assert found.table["cell"].to_pylist() == one_by_one.to_pylist()
    assert [(item.raw, item.rule) for item in found.unparsed_cells] == [(item.raw, item.rule) for item in odd]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("int", "0000", 0),
        ("int", "5699713", 5699713),
        ("date", "2011-08-24 00:00:00.000", "2011-08-24"),
        ("date", "2925-01-02 00:00:00.000", "2925-01-02"),
        ("datetime", "2014-09-06 19:24:46.373", "2014-09-06 19:24:46.373000"),
        ("bool", "0", False),
        ("bool", "1", True),
        ("money", "0000001500", "1500.00"),
        ("money", "25000.0000", "25000.00"),
        ("month_year", "4/1974", "1974-04-01"),
        ("month_year", "11/1974", "1974-11-01"),
        ("time_hhmm", "0000", "0000"),
        ("code", "NA", "NA"),
        ("code", "N/A", "N/A"),
        ("text", '5" tall \\ "quoted', '5" tall \\ "quoted'),
    ],
)
def test_a_text_means(kind: str, text: str, value: Any) -> None:
    (cell,) = type_value(kind, text).table["cell"].to_pylist()
    assert cell == value if isinstance(value, (bool, int)) else str(cell) == value


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("int", "12a", "not_an_integer"),
        ("date", "2011-02-30 00:00:00.000", "not_a_date"),
        ("datetime", "24 Aug 2011", "not_a_datetime"),
        ("bool", "4A", "not_zero_or_one"),
        ("money", "$5", "not_money"),
        ("money", "10000000000.00", "not_money"),
        ("month_year", "13/1974", "not_month_year"),
    ],
)
def test_a_text_without_a_value_becomes_null_and_is_kept_beside(kind: str, text: str, rule: str) -> None:
    found = type_value(kind, text)
    assert found.table["cell"].to_pylist() == [None]
    assert [(item.column, item.raw, item.rule) for item in found.unparsed_cells] == [("cell", text, rule)]


def test_a_day_with_a_time_of_day_keeps_the_day_and_notes_the_time() -> None:
    found = type_value("date", "2011-08-24 10:15:00.000")
    assert [str(day) for day in found.table["cell"].to_pylist()] == ["2011-08-24"]
    assert [(item.raw, item.rule) for item in found.unparsed_cells] == [
        ("2011-08-24 10:15:00.000", "time_of_day_dropped")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_blanks_of_any_width_are_null_in_every_type(kind: str) -> None:
    for width in (0, 1, 4, 40):
        found = type_value(kind, " " * width)
        assert found.table["cell"].to_pylist() == [None]
        assert not found.unparsed_cells
