"""Scope: every number is recomputed by another route, and none of 1 to 10 is shown."""

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder import api, cohorts, measures, registry
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake, Release
from finalorder.operations import load_operation
from finalorder.operations.claims import answer_claims
from finalorder.operations.operation_scope import Scope, count_operation_scope
from support.ledger_harness import ask

DETAINED = {row["court_code"] for row in registry.read_registry_rows("cities") if row["docket"] == "detained"}
OPERATION = load_operation("2019-06-family-operation")


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    return Lake(simulated_lake).open_release()


@pytest.fixture(scope="module")
def public(release: Release) -> Scope:
    return count_operation_scope(OPERATION, release)


@pytest.fixture(scope="module")
def open_to_all(release: Release) -> Scope:
    return count_operation_scope(OPERATION, release, profile="none")


@pytest.fixture(scope="module")
def standing(release: Release) -> dict[int, dict[str, object]]:
    """The standing order of each case on the day, from the ledger's file, with loops instead of SQL."""
    day, found = OPERATION.announced, {}
    for order in pq.read_table(release.find_ledger_path("orders")).to_pylist():
        final = order["final_on"] is not None and order["final_on"] <= day
        undone = order["undone_on"] is not None and order["undone_on"] <= day
        if order["order_class"] == "removal" and final and not undone and order["idncase"] is not None:
            before = found.get(order["idncase"])
            if before is None or (order["ordered_on"], order["order_id"]) > (before["ordered_on"], before["order_id"]):
                found[order["idncase"]] = order
    return found


def test_standing_orders_by_city_are_those_of_a_loop_over_the_ledger(
    open_to_all: Scope, standing: dict[int, dict[str, object]]
) -> None:
    standing_by_city = Counter(o["city"] for o in standing.values() if o["court_code"] not in DETAINED)
    apart = Counter(o["city"] for o in standing.values() if o["court_code"] in DETAINED)
    for city in OPERATION.cities:
        assert open_to_all.find_count(city).value == standing_by_city[city]
        assert open_to_all.find_detained_count(city).value == apart[city]
    assert open_to_all.find_count().value == sum(standing_by_city[city] for city in OPERATION.cities)
    assert open_to_all.find_national_count().value == len(standing)


def test_the_splits_of_a_count_are_those_of_a_loop_over_the_ledger(
    open_to_all: Scope, standing: dict[int, dict[str, object]]
) -> None:
    miami = [o for o in standing.values() if o["court_code"] == "MIA"]
    day = OPERATION.announced
    assert open_to_all.find_count("Miami", by="represented", level="yes").value == sum(
        bool(o["was_represented"]) for o in miami
    )
    assert open_to_all.find_count("Miami", by="path", level="in_absentia").value == sum(
        bool(o["is_in_absentia"]) for o in miami
    )
    still_open = [o for o in miami if o["rescind_deadline_on"] is not None and o["rescind_deadline_on"] >= day]
    assert open_to_all.find_count("Miami", by="rescission_deadline", level="open").value == len(still_open)


def test_open_deadlines_close_in_the_months_that_a_loop_finds(
    open_to_all: Scope, standing: dict[int, dict[str, object]]
) -> None:
    for clock, field in (("rescission", "rescind_deadline_on"), ("reopening", "reopen_deadline_on")):
        days = [o[field] for o in standing.values() if o["court_code"] in ("LOS", "WLA", "NLA", "VNS") and o[field]]
        months = Counter(f"{day:%Y-%m}" for day in days if day >= OPERATION.announced)
        waves = open_to_all.list_deadline_counts(clock, "Los Angeles")
        assert {row.level_1: row.value for row in waves if row.value} == months
        still_open = open_to_all.find_count("Los Angeles", by=f"{clock}_deadline", level="open")
        assert sum(row.value for row in waves) == still_open.value > 0


def test_languages_and_families_are_those_of_a_loop_over_the_ledger(
    open_to_all: Scope, standing: dict[int, dict[str, object]], release: Release
) -> None:
    cases = {case["idncase"]: case for case in pq.read_table(release.find_ledger_path("cases")).to_pylist()}
    houston = [o["idncase"] for o in standing.values() if o["court_code"] in ("HOU", "HGP", "HSG")]
    spoken = Counter(cases[case]["language_code"] for case in houston)
    shown = {row.level_1: row.value for row in open_to_all.list_language_counts("Houston")}
    assert shown["SP"] == spoken["SP"] > 0
    assert sum(shown.values()) == len(houston)
    leads = {case["lead_idncase"] for case in cases.values()} - {None}
    here = [
        o["idncase"] for o in standing.values() if o["city"] in OPERATION.cities and o["court_code"] not in DETAINED
    ]
    families = {
        cases[case]["lead_idncase"] or case
        for case in here
        if cases[case]["is_rider"] or case in leads or cases[case]["family_docket"] == "family_unit_2018"
    }
    assert open_to_all.find_family_count().value == len(families) > 0
    cities = [open_to_all.find_family_count(city).value for city in OPERATION.cities]
    assert open_to_all.find_family_count().value == sum(cities)


def test_waves_pass_the_gate(public: Scope) -> None:
    for city in ("", *OPERATION.cities):
        rows = [
            *public.list_deadline_counts("rescission", city),
            *public.list_deadline_counts("reopening", city),
            *public.list_language_counts(city),
        ]
        assert not [row for row in rows if row.value in range(1, 11)]


def test_from_the_announcement_on_the_cities_are_those_of_the_day(simulated_lake: Path) -> None:
    late = api.scope("2019-06-family-operation", simulated_lake, as_of=date(2019, 7, 12), profile="none")
    assert "New Orleans" not in late.operation.cities
    assert late.operation.starts == date(2019, 7, 14)
    early = api.scope("2019-06-family-operation", simulated_lake, as_of=date(2019, 6, 1), profile="none")
    assert early.operation.cities == OPERATION.cities


def test_a_case_in_several_groups_counts_once_in_any_group(open_to_all: Scope, release: Release) -> None:
    with cohorts.open_cohorts(release, OPERATION.announced) as runner:
        rows = ask(
            runner,
            "SELECT DISTINCT m.idncase, s.city, s.docket FROM members m JOIN standing s USING (idncase)",
        )
    here = [r for r in rows.to_pylist() if r["city"] in OPERATION.cities and r["docket"] != "detained"]
    assert open_to_all.find_count(cohort=measures.ANY_COHORT).value == len(here)


def test_the_true_number_lies_in_the_interval_that_the_public_answer_gives(public: Scope, open_to_all: Scope) -> None:
    assert len(public.shown) == len(open_to_all.shown)
    for ours, everything in zip(public.shown, open_to_all.shown, strict=True):
        if everything.denominator is None and ours.floor is not None:
            assert ours.floor <= everything.value <= ours.ceiling
        assert ours.status != "hidden" or (ours.value, ours.numerator, ours.low, ours.high) == (None,) * 4


def test_no_count_of_1_to_10_is_shown_and_some_are_hidden(public: Scope) -> None:
    counts = [row for row in public.shown if row.denominator is None and row.value is not None]
    assert not [row for row in counts if 1 <= row.value <= 10]
    assert public.shown.summarize_rows()["hidden"] > 0
    assert any(row.value for row in counts)


def test_issued_orders_are_those_undone_and_those_not_undone(open_to_all: Scope) -> None:
    for city in ["", *OPERATION.cities]:
        issued = open_to_all.find_order_count("orders_issued", city).value
        assert (
            issued
            == open_to_all.find_order_count("orders_undone", city).value
            + open_to_all.find_order_count("orders_not_undone", city).value
        )


def test_a_simulated_release_is_stamped_in_every_row(public: Scope) -> None:
    assert "SIMULATED" in public.shown.stamps
    assert all(row.simulated and row.release.startswith("simulated-") for row in public.shown)


def test_nothing_is_judged_by_a_simulated_release_but_what_the_law_says(public: Scope) -> None:
    found = {answer.claim.id: answer for answer in answer_claims(public)}
    assert found["orders-by-federal-judges"].verdict == "contradicted"
    assert found["letters-sent"].verdict == "not_in_records"
    assert found["million-at-large"].verdict == "not_in_records"
    assert all(a.verdict == "not_in_records" for a in found.values() if a.rows and a.claim.unit == "percent")
    assert not any(answer.judged for answer in found.values() if answer.rows)
    assert all(answer.explain() and answer.explain("es") for answer in found.values())


@pytest.mark.parametrize("day", [date(2026, 7, 2), date(1990, 1, 1)])
def test_a_day_that_the_release_cannot_say_anything_about_is_refused(release: Release, day: date) -> None:
    with pytest.raises(FinalorderError, match=str(day)):
        count_operation_scope(OPERATION, release, day)
