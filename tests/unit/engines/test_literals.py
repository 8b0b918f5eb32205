"""No day, no number of law and no set of codes stands in the SQL of ledger, cohorts and measures."""

from pathlib import Path

import pytest

import finalorder
from finalorder.cohorts import build_asked_steps, select_gathered
from finalorder.engines.linter import lint_sql
from finalorder.engines.literals import lint_literals
from finalorder.measures import get_method
from finalorder.measures.cube_steps import build_narrow_cube
from finalorder.measures.method_runner import load_every_step
from finalorder.registry import load_dimensions

ROOMS = ("ledger", "cohorts", "measures", "analysis")
FILES = sorted(path for room in ROOMS for path in (Path(finalorder.__file__).parent / room).rglob("*.sql"))
NAMES = {path.name for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_sql_file_holds_no_law_and_no_set_of_codes(path: Path) -> None:
    assert lint_literals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE charged_on >= DATE '1992-06-13'",
        "SELECT a FROM t WHERE charged_on >= CAST('1992-06-13' AS DATE)",
        "SELECT coalesce(day, DATE '1900-01-01') AS day FROM t",
    ],
)
def test_a_day_of_the_calendar_is_refused(sql: str) -> None:
    assert lint_literals(sql)[0].startswith("a day of the calendar is data with a source, not SQL")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT ordered_on + 180 AS ends_on FROM t",
        "SELECT a FROM t WHERE day BETWEEN other - 30 AND other",
        "SELECT a FROM t WHERE lead_days < 10",
        "SELECT a FROM t WHERE lead_days BETWEEN 10 AND 29",
        "SELECT a FROM t WHERE months = 216",
        "SELECT a FROM t WHERE days > -7",
    ],
)
def test_a_number_that_something_is_measured_by_is_refused(sql: str) -> None:
    assert lint_literals(sql)[0].startswith("a number that something is measured by is data with a source")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE case_type IN ('RMV', 'DEP', 'EXC')",
        "SELECT a FROM t WHERE coalesce(other_comp, '') NOT IN ('C', 'T')",
        "SELECT a FROM t WHERE number IN (3, 4)",
        "SELECT a FROM t WHERE number IN ('3', '4')",
        "SELECT a FROM t WHERE case_id = 'SR' OR flag OR case_id = 'SD'",
        "SELECT a FROM t WHERE other_comp <> 'C' AND flag AND other_comp <> 'T'",
        "SELECT CASE cal_type WHEN 'M' THEN 'master' WHEN 'I' THEN 'individual' END AS kind FROM t",
        "SELECT CASE WHEN cal_type = 'M' THEN 'master' WHEN cal_type = 'I' THEN 'individual' END AS kind FROM t",
    ],
)
def test_a_set_of_codes_is_refused_however_it_is_spelt(sql: str) -> None:
    assert lint_literals(sql)[0].startswith("a set of codes is a table of the registry")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE absentia = 'Y'",
        "SELECT a FROM t WHERE category IN ('removal_order', 'removal_withheld')",
        "SELECT a FROM t WHERE place = 1 AND n > 0 AND other_n < -1",
        "SELECT a, 3 AS rank, year(day) * 12 + month(day) AS months FROM t",
        "SELECT t.day + p.days AS ends_on FROM t INNER JOIN registry_legal_periods AS p ON p.clock = 'rescission'",
        "SELECT CASE WHEN a = 'Y' THEN 1 WHEN b = 'X' THEN 0 END AS c FROM t WHERE a = 'Y' OR b = 'X'",
    ],
)
def test_one_code_names_of_our_own_and_plain_numbers_are_not(sql: str) -> None:
    assert lint_literals(sql) == []


WRITTEN = {
    name: step.sql for name, step in load_every_step().items() if f"{name.removeprefix('units_')}.sql" not in NAMES
}
GATHERED = select_gathered(load_dimensions())
WRITTEN |= {step.name: step.sql for step in build_asked_steps(GATHERED)}
WRITTEN |= {"a cube by all that is gathered": build_narrow_cube(get_method("orders_standing"), load_dimensions()).sql}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_sql_that_is_written_from_data_keeps_to_the_same_rules(name: str) -> None:
    assert lint_sql(WRITTEN[name]) == []
    assert lint_literals(WRITTEN[name]) == []


def test_steps_of_cohorts_and_dimensions_are_written_from_data() -> None:
    assert {"turned_18", "flow_turned_18", "case_traits", "order_traits", "case_kinds", "unit_keys"} <= set(WRITTEN)
