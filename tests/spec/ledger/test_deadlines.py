"""The clocks of an order as a command: each with its rule, its last day, its citation, and what never closes."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from click.testing import CliRunner

from finalorder import registry
from finalorder.cli.main import main
from finalorder.errors import FinalorderError
from finalorder.ledger.deadlines import Deadline, compute_deadlines
from finalorder.ledger.registry_tables import build_registry_tables
from support.ledger_harness import ledger_of

MARCH_15 = date(2019, 3, 15)
ORDER_IN_ABSENTIA = {
    "idnproceeding": 10,
    "idncase": 1,
    "case_type": "RMV",
    "input_date": date(2018, 10, 5),
    "dec_code": "X",
    "absentia": "Y",
}


def ends(**asked: object) -> dict[str, date | None]:
    """The last day of each clock of an order of 15 March 2019, unless another day is asked."""
    day = asked.pop("ordered_on", MARCH_15)
    return {clock.name: clock.ends_on for clock in compute_deadlines(day, **({"in_absentia": False} | asked))}


def rules(ordered_on: date, **asked: object) -> dict[str, Deadline]:
    return {clock.rule: clock for clock in compute_deadlines(ordered_on, **({"in_absentia": False} | asked))}


def test_an_order_in_absentia_can_be_rescinded_within_180_days_and_not_appealed() -> None:
    assert ends(in_absentia=True) == {
        "appeal to the Board": None,
        "rescission": date(2019, 9, 11),
        "reopening": date(2019, 6, 13),
        "reconsideration": date(2019, 4, 15),  # 14 April 2019 was a Sunday
    }


def test_the_clocks_of_any_other_order_run_from_the_end_of_the_appeal_period() -> None:
    assert ends() == {
        "appeal to the Board": date(2019, 4, 15),
        "rescission": None,
        "reopening": date(2019, 7, 15),
        "reconsideration": date(2019, 5, 15),
    }


def test_a_known_day_of_finality_moves_the_clocks_that_run_from_it() -> None:
    assert ends(final_on=date(2020, 1, 6))["reopening"] == date(2020, 4, 6)


def test_the_rule_on_the_appeal_period_is_the_one_in_force() -> None:
    assert "61 Fed. Reg. 18900" in rules(date(1996, 6, 28))["R-21"].citation
    assert rules(date(1996, 6, 28))["R-21"].ends_on == date(1996, 7, 8)
    assert rules(date(1996, 7, 1))["R-20"].ends_on == date(1996, 7, 31)


@pytest.mark.parametrize(
    ("case_type", "charged", "has_one"),
    [
        ("DEP", date(1992, 6, 13), True),
        ("DEP", date(1992, 6, 12), False),
        ("DEP", None, False),
        ("EXC", None, False),
        ("RMV", None, True),
    ],
)
def test_rescission_has_a_deadline_where_absence_made_the_order_final_at_once(
    case_type: str, charged: date | None, has_one: bool
) -> None:
    found = ends(in_absentia=True, case_type=case_type, charged_on=charged)
    assert (found["rescission"] is not None) == has_one
    assert (found["appeal to the Board"] is None) == has_one


def run_deadlines(*asked: str) -> str:
    result = CliRunner().invoke(main, ["deadlines", *asked], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def test_beside_a_closed_rescission_date_stands_what_has_no_deadline_and_nothing_is_called_expired() -> None:
    said = run_deadlines("--ordered", "2019-03-15", "--in-absentia", "--as-of", "2020-01-06")
    assert "rescission: last day 2019-09-11, closed on 2020-01-06" in said
    assert "Lack of proper notice, or custody at the time without fault, has no deadline: INA 240(b)(5)(C)(ii)." in said
    assert "expired" not in said.lower()
    assert "Not legal advice." in said


def test_every_clock_has_its_rule_and_citation() -> None:
    said = run_deadlines("--ordered", "2019-03-15", "--in-absentia")
    for rule in ("R-13", "M-1", "M-5", "M-6"):
        assert f"[{rule}] " in said


def test_an_old_deportation_without_its_charge_says_how_it_is_read() -> None:
    assert "Read as charged before June 13, 1992" in run_deadlines(
        "--ordered", "1995-06-05", "--in-absentia", "--case-type", "DEP"
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--ordered", "9999-12-31"), "9999-12-31 is outside the calendar of federal holidays"),
        (("--ordered", "1492-10-12"), "1492-10-12 is outside the calendar of federal holidays"),
        (("--ordered", "2019-03-15", "--final", "9999-01-01"), "9999-01-01 is outside the calendar"),
        (("--ordered", "2019-03-15", "--final", "2019-03-14"), "the order cannot be final on 2019-03-14, before"),
        (("--ordered", "2019-03-15", "--as-of", "2019-03-14"), "no deadline runs on 2019-03-14, before the order"),
    ],
)
def test_a_day_that_cannot_be_is_told(asked: tuple[str, ...], said: str) -> None:
    with pytest.raises(FinalorderError, match=said):
        run_deadlines(*asked)


@pytest.fixture
def _no_table_is_remembered() -> Iterator[None]:
    """The registry's tables are built once a process; a test that changes the law has its own."""
    build_registry_tables.cache_clear()
    yield
    build_registry_tables.cache_clear()


@pytest.mark.usefixtures("_no_table_is_remembered")
def test_one_rule_changed_in_the_law_moves_the_command_and_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    law = deepcopy(registry.read_law())
    (rescission,) = (rule for rule in law["clock"] if rule["name"] == "rescission")
    later = {**rescission, "id": "M-1b", "days": 200, "valid_from": date(2019, 3, 1)}
    law["clock"].append(later)
    monkeypatch.setattr(registry, "read_law", lambda: law)
    for ordered_on, rule, ends_on in (
        (date(2019, 2, 28), "M-1", date(2019, 8, 27)),
        (MARCH_15, "M-1b", date(2019, 10, 1)),
    ):
        told_by_command = rules(ordered_on, in_absentia=True)[rule]
        assert told_by_command.ends_on == ends_on
        proceeding = {**ORDER_IN_ABSENTIA, "comp_date": ordered_on}
        (order,) = ledger_of({"cases": [{"idncase": 1}], "proceedings": [proceeding]})["orders"]
        assert order["rescind_deadline_on"] == ends_on
