"""Verdicts by the method that fits the words: each kind of verdict, and the announcement's own claims."""

from dataclasses import replace

import pytest

from finalorder.operations import Claim
from finalorder.operations.claims import ClaimAnswer, answer_claims, decide_verdict
from finalorder.operations.operation_scope import Scope
from support.brief_material import SHARES, operation, stand_in

REAL = stand_in(simulated=False)


def claim(**fields: object) -> Claim:
    """A claim of a share of the family docket, changed as a test needs it."""
    plain = next(each for each in operation().claims if each.id == "family-docket-in-absentia-june")
    return replace(plain, **fields)


def answer_claim(about: Claim, scope: Scope = REAL) -> ClaimAnswer:
    (answer,) = answer_claims(replace(scope, operation=replace(scope.operation, claims=(about,))))
    return answer


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"number": 90, "methods": ("M7a",)}, "supported"),
        ({"number": 94, "methods": ("M7a",)}, "supported"),
        ({"number": 96, "methods": ("M7a",)}, "contradicted"),
        ({"number": 50, "methods": ("M7a", "M7b", "M4")}, "contradicted"),
        ({"number": 90, "methods": ("M7a", "M7b", "M4")}, "depends_on_method"),
        ({"number": None, "low": 75, "high": 92, "methods": ("M7a", "M7b")}, "supported"),
        ({"number": None, "low": 30, "high": 60, "methods": ("M7a", "M7b")}, "contradicted"),
        ({"number": 17, "bound": "under", "methods": ("M4", "M5i")}, "supported"),
        ({"number": 70, "bound": "at_least", "methods": ("M7a", "M7b")}, "supported"),
        ({"number": 70, "bound": "over", "methods": ("M7a", "M4")}, "depends_on_method"),
        ({"number": 86, "complement": True, "methods": ("M5i",)}, "supported"),
        ({"number": 86, "methods": ("M5i",)}, "contradicted"),
    ],
)
def test_a_share_is_supported_contradicted_or_depends_on_the_method(fields: dict[str, object], verdict: str) -> None:
    answer = answer_claim(claim(**fields))
    assert (answer.verdict, answer.judged) == (verdict, True)
    assert [row.method for row in answer.rows] == list(fields["methods"])
    assert all(row.value == SHARES[row.method] / 1000 for row in answer.rows)


def test_every_method_stands_beside_the_others_in_the_order_of_the_file() -> None:
    answer = answer_claim(claim())
    assert [row.method for row in answer.rows] == ["M7b", "M7a", "M4", "M5i"]
    assert "One method gives this number and another does not" in answer.explain()


def test_a_share_is_not_judged_by_a_count() -> None:
    count = next(row for row in REAL.shown.rows if row.measure == "standing_orders" and row.value)
    assert decide_verdict(claim(number=90, records="orders_standing"), (count,)) == ("not_in_records", "no_share")


def test_hidden_shares_judge_nothing() -> None:
    answer = answer_claim(claim(), stand_in(simulated=False, hidden=True))
    assert answer.verdict == "not_in_records"
    assert "too few such cases" in answer.explain()


def test_the_announcements_own_five_are_answered_in_their_five_ways() -> None:
    found = {answer.claim.id: answer for answer in answer_claims(REAL)}
    million = found["million-at-large"]
    assert million.verdict == "upper_bound_only"
    assert [row.measure for row in million.rows] == ["standing_orders_nation"]
    for name in ("letters-sent", "letters-who-came", "letters-rest-ordered-removed"):
        assert (found[name].verdict, found[name].rows) == ("not_in_records", ())
        assert found[name].explain()
    judges = found["orders-by-federal-judges"]
    assert (judges.verdict, judges.judged) == ("contradicted", True)
    assert "attorneys of the Justice Department" in judges.explain()
    cities = found["ten-cities"]
    assert (cities.verdict, [row.cohort for row in cities.rows]) == ("upper_bound_only", ["all"])
    groups = [answer for name, answer in found.items() if name.startswith("group-")]
    assert len(groups) == 5
    assert all(answer.verdict == "upper_bound_only" and len(answer.rows) == 2 for answer in groups)
    assert [row.cohort for row in found["five-groups"].rows] == ["any_cohort"]


def test_by_a_simulated_release_shares_are_left_open() -> None:
    answer = answer_claim(claim(), stand_in())
    assert (answer.verdict, answer.judged) == ("not_in_records", False)
    assert answer.rows


def test_every_claim_has_a_verdict_and_its_reason_in_both_languages() -> None:
    for answer in answer_claims(REAL):
        assert answer.explain()
        assert answer.explain("es")
        assert answer.explain() != answer.explain("es")
