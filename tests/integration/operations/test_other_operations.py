"""Operations that are not that of June 2019: a nation's, a state's, of groups of their own; by another route."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from finalorder import api
from finalorder.briefs.cited_rows import attach_to_claim
from finalorder.errors import NotInLakeError
from finalorder.lake.folders import Lake, Release
from finalorder.measures import load_methods
from finalorder.operations import Operation, count_operation_scope, parse_operation
from finalorder.operations.claims import answer_claims

TEXT = """
id = "another"
title = "Another operation"
begun = 2025-06-06
{where}
cohorts = ["in_absentia", "guatemala"]
source = "wire"

[sources.wire]
title = "Wire report"
url = "https://example.org/report"
date = 2025-06-06

[[cohort]]
name = "guatemala"
title = "People from Guatemala"
definition = "Cases with the nationality Guatemala."
conditions = ["nationality=Guatemala"]
"""
CLAIM = """
[[claim]]
id = "{id}"
who = "An official"
where = "a statement"
on = 2025-06-06
says = "A share."
number = 40
unit = "percent"
records = "in_absentia"
source = "wire"
"""
DAY = date(2025, 6, 6)


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    return Lake(simulated_lake).open_release()


def read(where: str, more: str = "") -> Operation:
    return parse_operation(TEXT.format(where=where) + more, "another.toml")


def test_the_nation_is_one_place_counted_once(release: Release, simulated_lake: Path) -> None:
    scope = count_operation_scope(read('scope = "nation"'), release)
    where = ["docket=non_detained,mixed"]
    asked = api.measure("orders_standing", simulated_lake, where=where, as_of=DAY)
    (row,) = [row for row in asked if row.order_class in ("", "removal") and row.level_1 in ("", "removal")]
    counted = scope.find_count()
    assert (counted.value, counted.floor, counted.ceiling) == (row.value, row.floor, row.ceiling)
    assert {row.city for row in scope.shown} == {""}


def test_a_states_total_is_the_sum_of_its_courts(release: Release) -> None:
    scope = count_operation_scope(read('states = ["Florida"]'), release)
    cities = [scope.find_count(city) for city in ("Bradenton", "Miami", "Orlando")]
    assert scope.find_count().floor == sum(row.floor for row in cities)


def test_a_group_of_the_file_is_the_measure_under_its_condition(release: Release, simulated_lake: Path) -> None:
    scope = count_operation_scope(read('cities = ["Los Angeles"]'), release)
    where = ["city=Los Angeles", "nationality=Guatemala"]
    both = {docket: api.measure("orders_standing", simulated_lake, where=[*where, f"docket={docket}"], as_of=DAY,
                                profile="none") for docket in ("non_detained", "mixed")}  # fmt: skip
    true = sum(row.value for answer in both.values() for row in answer if row.level_1 in ("", "removal"))
    row = scope.find_count("Los Angeles", "guatemala")
    assert row.floor <= true <= row.ceiling


GATHERED = """
[[cohort]]
name = "lately"
title = "Ordered lately"
definition = "Ordered since January 2024, with a criminal ground among the charges."
conditions = ["month=2024-01..", "criminal-charge=yes"]

"""
CONVICTED = """
[[cohort]]
name = "convicted"
title = "Convicted"
unknown = "convictions"
nearest = ["criminal-charge=yes"]
nearest_title = "Cases whose charges name a criminal ground"
"""


def test_what_is_gathered_when_asked_is_counted_of_an_operations_own_groups(
    release: Release, simulated_lake: Path
) -> None:
    text = TEXT.replace('"guatemala"]', '"guatemala", "lately", "convicted"]')
    found = parse_operation(text.format(where='scope = "nation"') + GATHERED + CONVICTED, "another.toml")
    scope = count_operation_scope(found, release)
    for cohort, where in (
        ("lately", ["month=2024-01..", "criminal-charge=yes"]),
        ("convicted_nearest", ["criminal-charge=yes"]),
    ):
        asked = {d: api.measure("orders_standing", simulated_lake, where=[*where, f"docket={d}"], as_of=DAY,
                                profile="none") for d in ("non_detained", "mixed")}  # fmt: skip
        true = sum(row.value for answer in asked.values() for row in answer if row.level_1 in ("", "removal"))
        row = scope.find_count("", cohort)
        assert row.floor <= true <= row.ceiling
        assert true > 0
    assert "convicted_nearest" not in scope.groups


def test_a_lake_without_charges_counts_everything_else(simulated_lake: Path, tmp_path: Path) -> None:
    """Charges are not among the tables that a ledger is made from, so that a build may have left them out."""
    copied = Path(shutil.copytree(simulated_lake, tmp_path / "lake", symlinks=True))
    for path in [*copied.rglob("charges.parquet"), *copied.rglob("case_charges.parquet")]:
        path.unlink()
    release = Lake(copied).open_release()
    text = TEXT.replace('"guatemala"]', '"guatemala", "convicted"]')
    found = parse_operation(text.format(where='scope = "nation"') + CONVICTED, "another.toml")
    scope = count_operation_scope(found, release)
    assert scope.find_count("", "guatemala").value
    assert [each.nearest for each in scope.operation.uncounted] == [None]
    with pytest.raises(NotInLakeError, match="charges"):
        api.measure("orders_standing", copied, where=["criminal-charge=yes"])


def test_rows_beside_a_claim_say_of_which_outcome_they_are(release: Release) -> None:
    said = (
        CLAIM.format(id="decided").replace('"in_absentia"', '"outcomes"').replace('number = 40\nunit = "percent"\n', "")
    )
    found = read('scope = "nation"', said + 'conditions = ["month=2025-01.."]\n')
    (answer,) = answer_claims(count_operation_scope(found, release))
    assert len({row.level_1 for row in answer.rows}) == len(answer.rows) > 5
    kept = [attach_to_claim(answer.claim, row) for row in answer.rows]
    assert {row.level_2 for row in kept} == {row.level_1 for row in answer.rows}
    assert {(row.by_1, row.level_1) for row in kept} == {("claim", "decided")}


def test_a_claim_that_names_no_method_is_answered_by_those_that_give_one_number(release: Release) -> None:
    said = CLAIM.format(id="share")
    (answer,) = answer_claims(count_operation_scope(read('scope = "nation"', said), release))
    methods = [row.method for row in answer.rows]
    assert len(methods) == len(set(methods)) > 5
    assert "CI" not in methods
    (named,) = answer_claims(count_operation_scope(read('scope = "nation"', said + 'methods = ["CI"]\n'), release))
    assert {row.method for row in named.rows} == {"CI"}


def test_a_union_that_the_file_puts_together_is_bounded_by_its_parts(release: Release) -> None:
    scope = count_operation_scope(read('cities = ["Los Angeles", "Miami"]'), release)
    for city in ("", "Los Angeles", "Miami"):
        union, parts = (
            scope.find_count(city, "any_cohort"),
            [scope.find_count(city, n) for n in scope.operation.cohorts],
        )
        assert union.value is None
        assert union.floor == max(row.floor for row in parts)
        assert union.ceiling <= sum(row.ceiling for row in parts)


@pytest.mark.parametrize(
    ("more", "left_out"),
    [
        ('methods = ["M9"]\n', ()),
        ('methods = ["M1a", "M2", "M11"]\ncities = ["Miami"]\n', ()),
        ('methods = ["M9"]\nconditions = ["represented=no"]\n', ()),
        ('methods = ["M9"]\nperiod_from = 2023-10-01\nperiod_to = 2024-09-30\n', ()),
        ('methods = ["M9"]\ncohort = "guatemala"\n', ()),
        ('methods = ["M9"]\ncohort = "in_absentia"\n', ("group",)),
        ('methods = ["M9"]\nperiod_from = 2024-01-20\nperiod_to = 2024-03-01\n', ("period",)),
    ],
)
def test_a_claim_is_narrowed_to_what_it_says_or_says_what_is_left_out(
    release: Release, more: str, left_out: tuple[str, ...]
) -> None:
    operation = read('cities = ["Miami"]', CLAIM.format(id="share") + more)
    (answer,) = answer_claims(count_operation_scope(operation, release))
    assert answer.left_out == left_out
    assert answer.rows
    assert (answer.verdict == "cannot_narrow") == bool(left_out)
    if left_out:
        assert answer.explain().startswith("These numbers leave out the")


@pytest.mark.parametrize("measure", ["grants", "notice_days", "represented_decision", "outcomes", "backlog"])
def test_any_measure_may_answer_a_claim(release: Release, measure: str) -> None:
    operation = read('cities = ["Miami"]', CLAIM.format(id="any").replace('"in_absentia"', f'"{measure}"'))
    (answer,) = answer_claims(count_operation_scope(operation, release))
    assert answer.explain()
    assert answer.verdict != "supported"  # a simulated release judges nothing


def test_a_claim_may_name_any_method_of_any_measure(release: Release) -> None:
    methods = [each for each in load_methods().values() if each.is_computed]
    said = "".join(
        CLAIM.format(id=f"c{place}").replace('"in_absentia"', f'"{each.measure}"') + f'methods = ["{each.id}"]\n' + more
        for place, (each, more) in enumerate(
            (each, more) for each in methods for more in ("", 'cities = ["Miami"]\nconditions = ["represented=no"]\n')
        )
    )
    answers = list(answer_claims(count_operation_scope(read('cities = ["Miami"]', said), release)))
    assert {method for answer in answers for method in answer.claim.methods} == {each.id for each in methods}
    for answer in answers:
        assert answer.explain(), answer.claim
        assert {row.method for row in answer.rows} <= set(answer.claim.methods), answer.claim
    assert sum(bool(answer.rows) for answer in answers) > 0.9 * len(answers)
