"""The manual of oddities: what a release should not hold is kept, counted by its kind, and stops nothing."""

from datetime import date
from typing import Any

import pytest

from finalorder import registry
from support.ledger_harness import ask, derive_tables
from support.small_lives import (
    RELEASE_DAY,
    Row,
    appeal,
    decide_appeal,
    hearing,
    ledger,
    motion,
    notes,
    open_proceeding,
    proceeding,
)


def count_notes(*proceedings: Row, **tables: Any) -> dict[str, int]:
    """The kinds that were met, with their counts."""
    return {kind: count for kind, count in notes(ledger(*proceedings, **tables)).items() if count}


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([proceeding(None)], {"proceeding_without_key": 1}),
        ([proceeding(idncase=None)], {"proceeding_without_case": 1, "case_without_proceeding": 1}),
        ([proceeding(idncase=2)], {"proceeding_of_unlisted_case": 1, "case_without_proceeding": 1}),
        ([proceeding(), proceeding()], {"repeated_proceeding_key": 1}),
        ([proceeding(), open_proceeding(case_type="DEP", osc_date=None)], {"contradictory_case_types": 1}),
        ([proceeding(osc_date=date(1900, 1, 1))], {"impossible_date": 1}),
        (
            [proceeding(), open_proceeding(input_date=date(2925, 3, 1))],
            {"impossible_date": 1, "proceeding_entered_after_release": 1, "reopening_without_day": 1},
        ),
        ([proceeding(comp_date=date(2925, 3, 1))], {"impossible_date": 1, "completion_after_release": 1}),
        ([proceeding(comp_date=None)], {"decision_without_date": 1}),
        ([proceeding(dec_code=None)], {"completion_without_code": 1}),
        ([proceeding(dec_code="7")], {"completion_code_unknown": 1}),
        ([proceeding(case_type="CFR", dec_code="7")], {"review_code_unknown": 1}),
        ([proceeding(case_type="MAA", dec_code=None, other_comp="A")], {"case_type_unknown": 1}),
        ([proceeding(dec_code="R", absentia="Y")], {"absence_without_removal_order": 1}),
        ([proceeding(other_comp="A")], {"decision_and_other_completion": 1}),
        ([proceeding(date_appeal_due_status=date(2019, 1, 1))], {"due_date_before_order": 1}),
    ],
)
def test_a_proceeding_that_should_not_be_is_kept_and_counted(rows: list[Row], kinds: dict[str, int]) -> None:
    assert count_notes(*rows) == kinds


@pytest.mark.parametrize(
    ("table", "row", "kinds"),
    [
        (
            "appeals",
            decide_appeal("DIS", idnproceeding=77),
            {"appeal_of_unknown_proceeding": 1, "appeal_matched_by_case": 1},
        ),
        ("appeals", decide_appeal("???"), {"board_code_unknown": 1}),
        (
            "appeals",
            decide_appeal("DIS", idnappeal=None, idnproceeding=None),
            {"appeal_without_key": 1, "appeal_unmatched": 1},
        ),
        ("appeals", appeal(datappealfiled=date(1900, 1, 1)), {"impossible_appeal_date": 1}),
        ("motions", motion(comp_date=None), {"granted_motion_without_date": 1}),
        (
            "motions",
            motion(comp_date=date(2925, 1, 1)),
            {"granted_motion_after_release": 1, "impossible_motion_date": 1},
        ),
        ("motions", motion(idncase=None), {"motion_of_unknown_case": 1}),
        ("hearings_raw", hearing(idncase=77), {"hearing_of_unknown_case": 1}),
        ("hearings_raw", hearing(idnschedule=None), {"hearing_without_key": 1}),
        ("hearings_raw", hearing(adj_date=date(2925, 1, 1)), {"impossible_hearing_date": 1}),
        ("riders", {"idnleadrider": 1, "idnleadcase": 6, "idnridercase": 1}, {"rider_of_unknown_lead": 1}),
    ],
)
def test_a_row_of_another_table_that_should_not_be_is_kept_and_counted(
    table: str, row: Row, kinds: dict[str, int]
) -> None:
    assert count_notes(proceeding(), **{table: [row]}) == kinds


def test_a_case_without_a_key_and_a_repeated_one_are_counted() -> None:
    found = ledger(proceeding(), cases=[{"idncase": 1}, {"idncase": 1}, {"idncase": None}])
    assert [row["idncase"] for row in found["cases"]] == [1]
    assert (notes(found)["repeated_case_key"], notes(found)["case_without_key"]) == (1, 1)


def test_what_the_ledger_cannot_hold_as_an_order_is_counted() -> None:
    """An order first made by the Board has no proceeding of its own; a rescission that was itself reversed neither."""
    granted = proceeding(dec_code="R")
    assert count_notes(granted, appeals=[decide_appeal("SUS", strfiledby="I")]) == {"order_by_the_board": 1}
    reversed_again = decide_appeal("SUS", strappealtype="Appeal of IJ MTR", strfiledby="I")
    assert count_notes(proceeding(absentia="Y"), appeals=[reversed_again]) == {"rescission_reversed": 1}


def test_every_kind_is_listed_with_its_rule_also_with_none() -> None:
    found = ledger(proceeding())["notes"]
    assert {(row["kind"], row["table"], row["example_rule"]) for row in found} == {
        (kind["kind"], kind["table"], kind["rule"]) for kind in registry.read_registry_rows("notes")
    }
    assert sum(row["count"] for row in found) == 0


def test_no_kind_is_counted_that_the_registry_does_not_list() -> None:
    from finalorder.ledger import load_ledger_steps

    text = load_ledger_steps()["notes"].sql.rsplit("\nSELECT k.kind", 1)[0].rstrip().removesuffix(")").rstrip()
    with derive_tables({}, RELEASE_DAY) as runner:
        kinds = ask(runner, f"{text}) SELECT kind FROM counted").column(0).to_pylist()
    assert set(kinds) <= {kind["kind"] for kind in registry.read_registry_rows("notes")}
