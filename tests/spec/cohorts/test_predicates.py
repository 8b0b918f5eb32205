"""The language of conditions: what it may say, what it means, and what it says to whoever mistypes."""

from datetime import date

import pyarrow as pa
import pytest

from finalorder import registry
from finalorder.answers import parse_conditions
from finalorder.cohorts import list_kept_dimensions
from finalorder.cohorts.gathered_levels import build_asked_steps
from finalorder.engines import StepRunner, open_engine
from finalorder.errors import FinalorderError
from support.ledger_harness import add_cohorts, ask, derive_tables
from support.oracle.lives import random_lives

DAY, RELEASE_DAY = date(2019, 6, 21), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("texts", "canonical"),
    [
        ([], ""),
        (["city=Miami"], "city in (Miami)"),
        (["city=Miami,Atlanta", "custody=N"], "city in (Atlanta, Miami); custody in (N)"),
        (["custody=N", " City = miami , ATLANTA,Miami "], "city in (Atlanta, Miami); custody in (N)"),
        (["nationality=Guatemala"], "nationality in (GT)"),
        (["fiscal_year=FY2019,2018"], "fiscal-year in (2018, 2019)"),
        (["custody=N,R", "custody=R,D"], "custody in (R)"),
        (["month=2025-03,2025-01,2025-02"], "month in (2025-01..2025-03)"),
        (["month=2024-12..2025-01"], "month in (2024-12, 2025-01)"),
        (["month=2025-01..,2019-06"], "month in (2019-06, 2025-01..)"),
        (["month=2025-01.. ", "month=..2025-04"], "month in (2025-01..2025-04)"),
        (["entry-year= 2021 .. 2023 "], "entry-year in (2021..2023)"),
    ],
)
def test_one_condition_has_one_text_however_it_is_written(texts: list[str], canonical: str) -> None:
    assert parse_conditions(texts).text == canonical


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cty=Miami", '"cty" is not a known dimension; did you mean "city"'),
        ("city=Miamy", '"Miamy" is not a known value of city; did you mean "Miami"'),
        ("city=Minneapolis", "its cases are heard in Fort Snelling; write city=Fort Snelling."),
        ("custody=X", "use one of: D, N, R, unknown"),
        ("city", "write DIMENSION=VALUE"),
        ("=Miami", "write DIMENSION=VALUE"),
        ("custody=", "write at least one: N, R, D, unknown"),
        ("city=Miami,", "remove the comma"),
        ("city=,Miami", "remove the comma"),
        ("idncase=5", "is not a known dimension"),
        ("birth-month=2001-05", "is not a known dimension"),
        ("ordered-on=2019-03-15", "is not a known dimension"),
        ("city=Miami' OR 1=1 --", "is not a known value of city"),
        ("nationality=GT,represented=no", "it looks like a condition, and each needs a --where"),
        (
            "month=2025-01-20",
            "days are not asked, since few cases share one; from there on is month=2025-01..",
        ),
        ("month=2025-01-20..", "from there on is month=2025-01.."),
        ("entry-year=2014-01-01..", "from there on is entry-year=2014.."),
        ("month=2025-13..", '"2025-13" is not a known value of month'),
        ("month=2025-03..2025-01", "put the earlier month first"),
        ("month=..", "names every month; write where it begins"),
        ("city=Atlanta..Miami", "is not a known value of city"),
    ],
)
def test_what_is_no_condition_is_named_with_what_would_be(text: str, says: str) -> None:
    with pytest.raises(FinalorderError) as caught:
        parse_conditions([text])
    assert says in str(caught.value)


def test_conditions_that_nothing_can_meet_are_refused() -> None:
    with pytest.raises(FinalorderError, match="no value of custody meets every condition"):
        parse_conditions(["custody=N", "custody=D"])


def test_values_reach_sql_as_tables_and_never_as_text() -> None:
    tables = parse_conditions(["city=Miami,Atlanta", "fiscal-year=2019"]).build_tables()
    assert tables["where_dimensions"].to_pydict() == {"dimension": ["city", "fiscal_year"], "place": [1, 2]}
    assert tables["where_values"].to_pylist() == [
        {"dimension": "city", "level": "Atlanta"},
        {"dimension": "city", "level": "Miami"},
        {"dimension": "fiscal_year", "level": "2019"},
    ]


def test_every_level_can_be_asked_for_by_its_code() -> None:
    for dimension in registry.load_dimensions().values():
        assert "," not in "".join(dimension.levels)
        for level in dimension.levels:
            assert parse_conditions([f"{dimension.name}={level}"]).dims == {dimension.name: (level,)}


def test_no_dimension_is_an_id_a_birth_month_an_exact_day_or_a_place_of_residence_below_the_state() -> None:
    columns = {column for d in registry.load_dimensions().values() for column in d.columns}
    days = {"orders.ordered_on", "completions.completed_on", "hearings.scheduled_on", "cases.charged_on"}
    assert {c for c in columns if c.endswith("_on")} - days == {"cases.first_represented_on", "cases.entered_on"}
    assert not [c for c in columns if "id" in c.split(".")[1].split("_") or "birth" in c or "idn" in c]
    levels = [level for name in ("fiscal-year", "represented") for level in registry.load_dimensions()[name].levels]
    assert all(level in ("yes", "no", "unknown") or len(level) == 4 for level in levels)


def test_every_column_of_the_registry_is_one_of_the_ledger() -> None:
    with derive_tables({}, RELEASE_DAY) as ledger:
        for dimension in registry.load_dimensions().values():
            for column in dimension.columns:
                table, name = column.split(".")
                assert name in ask(ledger, f"SELECT * FROM {table}").column_names, column


@pytest.fixture(scope="module")
def traits() -> list[dict[str, str]]:
    """The dimensions of every standing order of random lives."""
    with derive_tables(random_lives(11, 1500), RELEASE_DAY) as ledger:
        return add_cohorts(ledger, DAY).query("order_traits").to_pylist()


def test_every_standing_order_is_at_exactly_one_level_of_every_dimension(traits: list[dict[str, str]]) -> None:
    assert len(traits) > 100
    for name, dimension in ((each.name, each) for each in list_kept_dimensions()):
        assert {row[dimension.column] for row in traits} <= set(dimension.levels), name
    assert len({row["unit_id"] for row in traits}) == len(traits)


@pytest.mark.parametrize(
    "texts",
    [
        ["city=Miami"],
        ["in-absentia=yes", "represented=no"],
        ["fiscal-year=2018,2019", "custody=N,R,unknown", "rider=no"],
        [f"{d.name}={','.join(d.levels)}" for d in list_kept_dimensions()],
    ],
)
def test_a_condition_holds_of_the_rows_that_a_loop_finds(traits: list[dict[str, str]], texts: list[str]) -> None:
    condition = parse_conditions(texts)
    columns = {registry.load_dimensions()[name].column: levels for name, levels in condition.dims.items()}
    steps = build_asked_steps([registry.load_dimensions()[name] for name in condition.dims])
    given = {"asked_traits": pa.Table.from_pylist(traits), **condition.build_tables()}
    with StepRunner(open_engine(), {step.name: step for step in steps}, given) as runner:
        found = {row["unit_id"] for row in runner.query("meeting").to_pylist()}
    expected = {row["unit_id"] for row in traits if all(row[c] in levels for c, levels in columns.items())}
    assert found == expected
    assert found
