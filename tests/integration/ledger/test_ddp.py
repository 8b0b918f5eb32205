"""The other way to count, one row a case, beside an independent version of it in plain Python, and how it differs."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from finalorder import registry
from finalorder.answers.rows import AnswerRow
from finalorder.answers.shown import Shown
from finalorder.cli.compare import compare
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake
from finalorder.measures import load_measure_steps
from finalorder.measures.ddp_comparison import COMPARISONS, compute_ddp_comparison
from support.ledger_harness import Rows, ask, derive_tables
from support.oracle.lives import random_lives

RELEASE_DAY = date(2026, 6, 30)
MEANING = {
    (row["case_type"], row["decision_type"], row["code"]): row["category"] for row in registry.read_codes("decisions")
}


def in_their_order(row: Mapping[str, Any], *columns: str) -> list[tuple[bool, Any]]:
    """A sort key in which blanks come last."""
    return [(row.get(column) is None, row.get(column) or 0) for column in columns]


def one_row_a_case(tables: Mapping[str, Rows]) -> dict[int, dict[str, Any]]:
    """Their method with loops: a row a case, with the first filter that leaves it out."""
    lives: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tables.get("proceedings", []):
        if row.get("idncase") is not None:
            lives[row["idncase"]].append(row)
    return {row["idncase"]: _case(lives[row["idncase"]], row, tables) for row in tables.get("cases", [])}


def _case(rows: list[Mapping[str, Any]], case: Mapping[str, Any], tables: Mapping[str, Rows]) -> dict[str, Any]:
    if not rows:
        return {"left_out_because": "no_proceeding"}
    rows = sorted(rows, key=lambda row: in_their_order(row, "comp_date", "dec_code", "other_comp", "idnproceeding"))
    first, last = rows[0], rows[-1]
    board = _last_filing(case["idncase"], tables)
    return {
        "left_out_because": _left_out(rows, first),
        "last_idnproceeding": last["idnproceeding"],
        "completed_on": last.get("comp_date"),
        "is_in_absentia": last.get("absentia") == "Y",
        "is_represented": case.get("e_28_date") is not None,
        "category": MEANING.get((first.get("case_type"), "C", last.get("dec_code")))
        or MEANING.get((first.get("case_type"), "O", last.get("other_comp"))),
        "last_idnappeal": board and board["idnappeal"],
        "completed_on_last": _later(last.get("comp_date"), board and board.get("datbiadecision")),
    }


def _left_out(rows: list[Mapping[str, Any]], first: Mapping[str, Any]) -> str | None:
    if len({row.get("case_type") for row in rows}) > 1:
        return "mixed_case_types"
    charged = first.get("osc_date")
    if charged is None:
        return "no_charging_date"
    if charged < date(1997, 10, 1):
        return "charged_before_october_1997"
    return None if first.get("case_type") in ("RMV", "WHO") else "other_case_type"


def _last_filing(idncase: int, tables: Mapping[str, Rows]) -> Mapping[str, Any] | None:
    own = [row for row in tables.get("appeals", []) if row.get("idncase") == idncase]
    order = ("datbiadecision", "datappealfiled", "idnappeal")
    return max(own, key=lambda row: in_their_order(row, *order), default=None)


def _later(judge: date | None, board: date | None) -> date | None:
    return board if judge is not None and board is not None and board > judge else judge


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_thousand_random_lives_give_the_same_row_a_case_in_sql_and_in_loops(seed: int) -> None:
    tables = random_lives(seed, 2_000)
    expected = one_row_a_case(tables)
    with derive_tables(tables, RELEASE_DAY) as runner:
        found = {row["idncase"]: row for row in ask(runner, "SELECT * FROM ddp_cases").to_pylist()}
    assert found.keys() == expected.keys()
    for idncase, row in expected.items():
        assert {name: found[idncase][name] for name in row} == row, idncase


def answer_of(tables: Mapping[str, Rows]) -> Shown:
    """The comparison of these tables, unprotected."""
    with derive_tables(tables, RELEASE_DAY) as ledger:
        runner = ledger.extend({"stamp": STAMP}, load_measure_steps().values())
        return apply_disclosure_control(compute_ddp_comparison(runner), profile="none")


STAMP = pa.table(
    {"as_of": ["2026-06-30"], "release": ["2026-07"], "operation": [""], "simulated": [False], "source": ["test"]}
)


def counts(shown: Shown, measure: str) -> dict[str, float]:
    """The levels of a measure's first split that are not zero."""
    first = next(comparison.by_1 for comparison in COMPARISONS if comparison.measure == measure)
    rows = [row for row in shown.rows if row.measure == measure and row.by_1 == first and not row.by_2]
    return {row.level_1: row.value for row in rows if row.value}


def proceeding(number: int = 10, **changes: Any) -> dict[str, Any]:
    """A removal order made in absentia at Miami on 15 March 2019, unless a test says otherwise."""
    return {
        "idnproceeding": number,
        "idncase": 1,
        "case_type": "RMV",
        "base_city_code": "MIA",
        "osc_date": date(2018, 10, 1),
        "input_date": date(2018, 10, 5),
        "comp_date": date(2019, 3, 15),
        "dec_code": "X",
        "absentia": "Y",
    } | changes


def opened(number: int = 11, **changes: Any) -> dict[str, Any]:
    """A proceeding entered in June 2019 and still open."""
    return proceeding(number, input_date=date(2019, 6, 3), comp_date=None, dec_code=None, absentia=None) | changes


def life(*proceedings: dict[str, Any], **tables: Any) -> Shown:
    """The comparison of one case with these proceedings."""
    return answer_of({"cases": [{"idncase": 1}], "proceedings": list(proceedings), **tables})


def test_an_order_that_is_the_last_row_of_its_case_is_shown_by_both() -> None:
    found = life(proceeding())
    assert counts(found, "ddp_orders") == {"shown": 1}
    assert counts(found, "ddp_outcomes") == {"agrees": 1}
    assert counts(found, "ddp_standing_orders") == {"shown": 1}


def test_an_open_proceeding_hides_an_order_in_absentia_that_was_issued() -> None:
    found = life(proceeding(), opened())
    hidden = found.find_row(
        measure="ddp_orders", by_1="shown_as", level_1="open_proceeding", by_2="in_absentia", level_2="yes"
    )
    assert hidden.value == 1
    assert counts(found, "ddp_absence") == {"yes": 1}
    assert counts(found, "ddp_outcomes") == {
        "agrees": 1
    }  # reopened: pending in both, but only the ledger keeps the order


def test_an_open_proceeding_that_undoes_nothing_hides_an_order_that_still_stands() -> None:
    found = life(proceeding(), opened(trans_in_date=date(2019, 6, 3), input_date=date(2019, 1, 3)))
    assert counts(found, "ddp_standing_orders") == {"open_proceeding": 1}
    assert counts(found, "ddp_outcomes") == {"open_proceeding": 1}


def test_a_transfer_on_the_day_of_an_order_sorts_after_it_and_wins() -> None:
    moved = proceeding(9, dec_code=None, other_comp="T", absentia=None)
    found = life(proceeding(), moved)
    assert counts(found, "ddp_orders") == {"same_day_tie": 1}
    assert counts(found, "ddp_outcomes") == {"same_day_tie": 1}


def test_an_order_undone_by_a_motion_is_still_the_outcome_of_its_case() -> None:
    granted = {"idnmotion": 5, "idncase": 1, "idnproceeding": 10, "rec_type": "MA", "dec": "G"}
    found = life(proceeding(), motions=[granted | {"comp_date": date(2019, 5, 2)}])
    assert counts(found, "ddp_outcomes") == {"order_undone": 1}
    assert counts(found, "ddp_removal_not_standing") == {"motion_granted": 1}


def test_an_order_under_appeal_is_shown_as_the_outcome_though_it_is_not_final() -> None:
    appeal = {"idnappeal": 7, "idncase": 1, "idnproceeding": 10, "strappealcategory": "IJ", "strfiledby": "A"}
    filed = appeal | {"strappealtype": "Case Appeal", "datappealfiled": date(2019, 4, 1)}
    found = life(proceeding(absentia="N"), appeals=[filed])
    assert counts(found, "ddp_outcomes") == {"appeal_undecided": 1}
    assert counts(found, "ddp_removal_not_standing") == {"not_final": 1}


def test_of_two_orders_of_a_case_only_the_last_is_shown() -> None:
    second = proceeding(11, input_date=date(2019, 6, 3), comp_date=date(2020, 2, 3))
    assert counts(life(proceeding(), second), "ddp_orders") == {"later_order": 1, "shown": 1}


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({"comp_date": date(2020, 2, 3), "dec_code": "T"}, "later_decision"),
        ({"comp_date": date(2020, 2, 3), "other_comp": "T"}, "later_transfer"),
        ({"comp_date": date(2027, 2, 3), "dec_code": "T"}, "completion_after_release"),
        ({"case_type": "WHO"}, "mixed_case_types"),
    ],
)
def test_a_later_row_of_the_case_hides_the_order(change: dict[str, Any], level: str) -> None:
    assert counts(life(proceeding(), opened(**change)), "ddp_orders") == {level: 1}


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({"osc_date": date(1997, 9, 30)}, "charged_before_october_1997"),
        ({"osc_date": None}, "no_charging_date"),
        ({"case_type": "DEP", "dec_code": "D"}, "other_case_type"),
        ({"idncase": 2}, "no_proceeding"),
    ],
)
def test_a_case_that_their_filters_leave_out_is_counted_under_the_first_of_them(
    change: dict[str, Any], level: str
) -> None:
    assert counts(life(proceeding(**change)), "ddp_cases") == {level: 1}


def test_an_order_of_a_case_that_the_case_table_lacks_is_in_the_ledger_only() -> None:
    assert counts(life(proceeding(idncase=2)), "ddp_orders") == {"case_not_listed": 1}


def test_an_overwritten_representation_date_is_not_an_appearance_in_court() -> None:
    found = answer_of({"cases": [{"idncase": 1, "e_28_date": date(2022, 1, 3)}], "proceedings": [proceeding()]})
    cell = found.find_row(
        measure="ddp_representation", by_1="ledger_represented", level_1="no", by_2="shown_represented", level_2="yes"
    )
    assert cell.value == 1


def test_a_bond_appeal_can_stand_for_the_appeal_of_a_case_and_move_its_last_day() -> None:
    bond = {"idnappeal": 7, "idncase": 1, "strappealcategory": "IJ", "strappealtype": "Bond Appeal"}
    found = life(proceeding(), appeals=[bond | {"datbiadecision": date(2020, 1, 6)}])
    cell = found.find_row(
        measure="ddp_board", by_1="board_filing", level_1="other_filing", by_2="completion_day", level_2="board"
    )
    assert cell.value == 1


@pytest.fixture(scope="module")
def many() -> tuple[AnswerRow, ...]:
    return answer_of(random_lives(5, 2_000)).rows


def test_the_levels_of_every_split_add_up_to_its_total(many: tuple[AnswerRow, ...]) -> None:
    for comparison in COMPARISONS:
        rows = [row for row in many if row.measure == comparison.measure]
        total = next(row.value for row in rows if not row.by_1)
        for split in {row.by_1 for row in rows if row.by_1}:
            assert sum(row.value or 0 for row in rows if row.by_1 == split and not row.by_2) == total


def test_random_lives_meet_every_cause_but_the_unreadable(many: tuple[AnswerRow, ...]) -> None:
    met = {(row.measure, row.level_1) for row in many if row.value and not row.by_2}
    for measure in ("ddp_orders", "ddp_outcomes", "ddp_cases"):
        comparison = next(c for c in COMPARISONS if c.measure == measure)
        missing = {level for level in comparison.levels_1 if (measure, level) not in met}
        assert missing <= {"no_proceeding", "read_otherwise"}, measure


def test_the_command_answers_in_rows_and_shows_nothing_of_one_to_ten(simulated_lake: Any) -> None:
    said = CliRunner().invoke(compare, ["ddp", "--lake", str(simulated_lake), "--format", "csv"])
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()
    assert lines[0].startswith("measure,method,operation")
    assert {line.split(",")[0] for line in lines[1:]} == {comparison.measure for comparison in COMPARISONS}
    numerators = [line.split(",")[15] for line in lines[1:]]
    assert not {str(n) for n in range(1, 11)} & set(numerators)


def test_another_day_than_the_release_day_is_refused_in_a_sentence(simulated_lake: Any) -> None:
    said = CliRunner().invoke(compare, ["ddp", "--lake", str(simulated_lake), "--as-of", "2019-06-21"])
    assert isinstance(said.exception, FinalorderError)
    day = Lake(simulated_lake).open_release().day
    told = f"can count the release day only ({day}), not 2019-06-21; leave out --as-of."
    assert str(said.exception).endswith(told)


def test_the_comparison_is_among_the_measures_that_can_be_shown() -> None:
    assert "compare_ddp" in load_measure_steps()
