"""The operations that ship: each loads, cites, speaks both languages, and keeps conflicting statements apart."""

from dataclasses import fields

import pytest

from finalorder import operations
from finalorder.operations import Operation, list_shipped_operations, load_operation

FAMILY = "2019-06-family-operation"
OTHERS = [name for name in list_shipped_operations() if name != FAMILY]
EVERY = {name: load_operation(name) for name in list_shipped_operations()}
WITH_SPANISH = ("title", "summary", "what", "says", "name", "reason", "note", "who", "where")


def list_parts(operation: Operation) -> list[object]:
    return [
        operation, *operation.revisions, *operation.phases, *operation.claims, *operation.outcomes,
        *operation.capacities, *operation.police, *operation.unpublished, *operation.uncounted,
    ]  # fmt: skip


def test_there_are_sixteen_two_of_them_nationwide_and_most_never_announced_before_they_began() -> None:
    assert len(EVERY) == 16
    assert sum(each.is_nationwide for each in EVERY.values()) == 2
    assert sum(each.announced is None for each in EVERY.values()) >= 5
    assert {each.scope for each in EVERY.values()} == {"cities", "states", "nation"}


@pytest.mark.parametrize("name", OTHERS)
def test_every_text_has_its_spanish(name: str) -> None:
    for part in list_parts(EVERY[name]):
        for field in {each.name for each in fields(part)} & set(WITH_SPANISH):
            text = getattr(part, field)
            if text and hasattr(part, f"{field}_es"):
                assert getattr(part, f"{field}_es"), (field, text)


@pytest.mark.parametrize("name", OTHERS)
def test_every_source_is_cited_and_no_second_hand_statement_is_called_direct(name: str) -> None:
    operation = EVERY[name]
    cited = {source for part in list_parts(operation) for source in getattr(part, "sources", ())}
    assert set(operation.bibliography) == cited
    outcomes = [each for each in operation.outcomes if each.evidence == "direct"]
    assert not [each for each in outcomes if each.said_by in ("ICE", "DHS")]


@pytest.mark.parametrize("name", OTHERS)
def test_a_share_has_its_denominator_or_is_one_as_it_was_said(name: str) -> None:
    for counts in operations.list_outcome_subjects(EVERY[name]):
        for share in operations.list_outcome_shares(EVERY[name], counts):
            if share.low is not None:
                assert 0 <= share.low <= (share.high or 0) <= 1
                assert share.base is not None or share.part.unit == "percent"


def test_which_share_of_those_arrested_had_a_final_order_is_a_figure_with_every_statement() -> None:
    florida = operations.list_outcome_shares(EVERY["2025-04-tidal-wave"], "final_orders")
    assert [(share.part.value, share.base.value) for share in florida if share.base] == [(275, 780), (378, 1120)]
    assert [round(share.value or 0, 3) for share in florida] == [0.353, 0.338]
    massachusetts = operations.list_outcome_shares(EVERY["2025-05-operation-patriot"], "final_orders")
    assert [round(share.value or 0, 2) for share in massachusetts] == [0.19]
    texas = operations.list_outcome_shares(EVERY["2025-02-houston-sweeps"], "final_orders")
    assert [round(share.value or 0, 2) for share in texas] == [0.54, 0.33]


@pytest.mark.parametrize("name", OTHERS)
def test_where_no_share_of_final_orders_was_published_the_file_says_so(name: str) -> None:
    operation = EVERY[name]
    answered = bool(operations.list_outcome_shares(operation, "final_orders"))
    is_said = any("final order" in each.what or "found" in each.what for each in operation.unpublished)
    assert answered or is_said
