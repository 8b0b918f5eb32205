"""The oracle's completions, states, hearings, dockets and cohorts, each rule as a sentence."""

from datetime import date
from typing import Any

import pytest

from support.oracle.cohorts import cohort
from support.oracle.ledger import derive
from support.oracle.records import Row
from support.oracle.small import (
    DUE,
    ORDERED,
    RELEASE_DAY,
    absence,
    appeal,
    case,
    day,
    hearing,
    ledger_of,
    motion,
    order,
    proceeding,
    state_of,
    tables_of,
)
from support.oracle.story import at_noon


def done(idnproceeding: int = 10, when: str = "2019-03-01", **values: Any) -> Row:
    """A completed proceeding without a decision of its own."""
    return proceeding(idnproceeding, comp_date=day(when), **values)


def case_of(*proceedings: Row, **others: list[Row]) -> Row:
    """The ledger's row of case 1."""
    row: Row = derive(tables_of(*proceedings, **others), RELEASE_DAY)["cases"][0]
    return row


# Completions


@pytest.mark.parametrize(
    ("values", "category", "dispositive"),
    [
        ({"dec_code": "R"}, "relief", True),
        ({"dec_code": "Q"}, "relief", True),
        ({"dec_code": "T"}, "termination", True),
        ({"dec_code": "U"}, "dismissal", True),
        ({"dec_code": "W"}, "other", True),
        ({"dec_code": "O"}, "other", True),
        ({"dec_code": "J"}, "other", False),
        ({"dec_code": "G", "case_type": "DEP"}, "relief", True),
        ({"dec_code": "D", "case_type": "WHO"}, "review", False),
        ({"dec_code": "T", "case_type": "AOC"}, "review", False),
        ({"other_comp": "A", "case_type": "CFR"}, "review", False),
        ({"other_comp": "O"}, "other", False),
        ({"other_comp": "X"}, "other", False),
        ({}, "other", False),
        *(({"other_comp": letter}, "transfer", False) for letter in "CT"),
        *(({"other_comp": letter}, "administrative_closure", False) for letter in "AYMKHPBF"),
    ],
)
def test_a_completion_is_decoded_with_its_case_type(values: Row, category: str, dispositive: bool) -> None:
    row = ledger_of(done(**values))["completions"][0]
    assert (row["category"], row["is_dispositive"]) == (category, dispositive)


def test_transfers_and_closures_are_not_initial_and_never_make_a_later_order_subsequent() -> None:
    rows = [done(8, "2019-01-02", other_comp="T"), done(9, "2019-02-01", other_comp="A"), order(), absence(11)]
    found = ledger_of(*rows)["completions"]
    assert [(row["sequence"], row["is_initial"]) for row in found] == [(1, False), (2, False), (3, True), (4, False)]


def test_of_completions_on_one_day_the_lower_proceeding_id_comes_first() -> None:
    orders = ledger_of(order(11), order(10))["orders"]
    assert {row["order_id"]: row["is_initial"] for row in orders} == {10: True, 11: False}


# States


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "no_proceeding"),
        ([proceeding()], "pending"),
        ([proceeding(case_type="CFR")], "other"),
        ([done(other_comp="T")], "pending"),
        ([order()], "ordered_removed"),
        ([order(dec_code="E")], "ordered_removed"),
        ([order(dec_code="V")], "voluntary_departure"),
        ([done(dec_code="R")], "relief"),
        ([done(dec_code="T")], "terminated"),
        ([done(dec_code="U")], "dismissed"),
        ([done(other_comp="A")], "administratively_closed"),
        ([done(dec_code="A", case_type="CFR")], "other"),
        ([order(), done(11, "2020-01-02", other_comp="T", trans_in_date=day("2019-12-02"))], "ordered_removed"),
        ([order(), proceeding(11, input_date=day("2020-01-02"))], "pending"),
        ([order(), proceeding(11, input_date=day("2020-01-02"), trans_in_date=day("2020-01-02"))], "pending"),
        ([order(), proceeding(11, input_date=day("2018-01-02"))], "ordered_removed"),
        ([order(), proceeding(11, input_date=ORDERED)], "pending"),
        ([order(), proceeding(11, input_date=day("2024-06-29"))], "ordered_removed"),
        ([order(), proceeding(11, input_date=day("2020-01-02"), case_type="CFR")], "ordered_removed"),
        ([order(), proceeding(11, input_date=day("2020-01-02"), case_type="WHO")], "pending"),
        ([order(), proceeding(11, input_date=None)], "pending"),
        ([proceeding(input_date=None, hearing_date=day("2031-01-02"))], "pending"),
        ([done(other_comp="T", case_type="CFR"), proceeding(11, case_type="CFR")], "other"),
        ([done(other_comp="T", case_type="AOC")], "pending"),
    ],
)
def test_the_state_of_a_case_is_that_of_its_last_completion_unless_something_is_open(
    rows: list[Row], expected: str
) -> None:
    assert state_of(*rows) == expected


@pytest.mark.parametrize(
    ("decision", "expected"), [("REM", "pending"), ("TER", "terminated"), ("SUS", "other"), ("DIS", "ordered_removed")]
)
def test_an_order_undone_by_the_board_is_pending_terminated_or_other(decision: str, expected: str) -> None:
    assert state_of(order(), appeals=[appeal(decision, "2020-05-06")]) == expected


def test_an_order_undone_by_a_motion_is_pending() -> None:
    assert state_of(absence(), motions=[motion()]) == "pending"


def test_an_undecided_case_appeal_makes_a_case_pending_unless_finality_ignores_it() -> None:
    assert state_of(order(), appeals=[appeal()]) == "pending"
    assert state_of(absence(), appeals=[appeal()]) == "ordered_removed"
    assert state_of(order(), appeals=[appeal("REJ", "2019-04-10")]) == "ordered_removed"
    assert state_of(done(dec_code="R"), appeals=[appeal(strfiledby="I")]) == "pending"
    assert state_of(order(), appeals=[appeal(strappealtype="MTR BIA")]) == "ordered_removed"


# Who and where


def test_a_case_is_charged_with_its_earliest_document_and_lies_at_the_court_entered_last() -> None:
    first = proceeding(10, osc_date=None, base_city_code="KRO", input_date=day("2019-01-02"))
    row = case_of(first, proceeding(9, input_date=day("2019-01-02"), base_city_code="ATL"), proceeding(8))
    assert (row["charged_on"], row["court_code"], row["city"]) == (date(2018, 6, 1), "KRO", "Miami")


def test_a_court_outside_the_ten_cities_takes_the_caller_s_name_else_its_code() -> None:
    tables = tables_of(order(base_city_code="AUR"))
    assert derive(tables, RELEASE_DAY)["orders"][0]["city"] == "AUR"
    assert derive(tables, RELEASE_DAY, {"AUR": "Aurora", "MIA": "no"})["orders"][0]["city"] == "Aurora"


def test_a_rider_has_another_case_as_lead_even_if_severed_and_the_last_row_names_it() -> None:
    rows: list[Row] = [
        {"idnleadrider": 1, "idnleadcase": 5, "idnridercase": 1, "datseveredon": ORDERED, "blnactive": False},
        {"idnleadrider": 2, "idnleadcase": 6, "idnridercase": 1},
        {"idnleadrider": 3, "idnleadcase": 1, "idnridercase": 1},
    ]
    assert (case_of(order(), riders=rows)["is_rider"], case_of(order(), riders=rows)["lead_idncase"]) == (True, 6)
    assert case_of(order(), riders=rows[2:])["is_rider"] is False


def test_juvenile_codes_are_the_lookup_numbers_as_sorted_text() -> None:
    rows = [{"idncase": 1, "idnjuvenile": number} for number in (6, 4, 4, None)]
    assert case_of(order(), juveniles=rows)["juvenile_codes"] == ["4", "6"]


def test_first_represented_on_is_the_first_appearance_for_the_respondent_before_the_court() -> None:
    row = {"idncase": 1, "strattytype": "ALIEN", "strattylevel": "COURT"}
    rows = [{**row, "e_28_date": day(text)} for text in ("2020-01-02", "2019-05-06")]
    assert case_of(order(), representatives=rows)["first_represented_on"] == date(2019, 5, 6)


@pytest.mark.parametrize(
    ("marks", "charged", "docket"),
    [
        (["FA"], "2018-09-24", "family_unit_2018"),
        (["FA"], "2018-09-23", "none"),
        (["FA"], "2021-05-27", "family_unit_2018"),
        (["FA"], "2021-05-28", "none"),
        (["FA", "DD"], "2019-01-01", "none"),
        ([], "2019-01-01", "none"),
    ],
)
def test_the_family_docket_of_2018_is_marked_fa_charged_in_its_years_and_not_dedicated(
    marks: list[str], charged: str, docket: str
) -> None:
    found = case_of(order(osc_date=day(charged)), identifiers=[{"idncase": 1, "case_id": mark} for mark in marks])
    assert (found["family_docket"], found["family_docket_on"]) == (docket, None)


@pytest.mark.parametrize(
    ("location", "entered", "docket"),
    [("MAT", "2021-05-29", "dedicated_docket_2021"), ("MAT", "2021-05-28", "none"), ("MIA", "2021-05-29", "none")],
)
def test_the_dedicated_docket_needs_its_mark_a_location_and_entry_after_28_may_2021(
    location: str, entered: str, docket: str
) -> None:
    row, mark = proceeding(input_date=day(entered)), [{"idncase": 1, "case_id": "DD"}]
    found = case_of(row, identifiers=mark, hearings_raw=[hearing(hearing_loc_code=location)])
    assert found["family_docket"] == docket
    assert found["family_docket_on"] == (day(entered) if docket != "none" else None)


def test_adults_with_children_are_dated_by_their_earliest_history() -> None:
    made = [("AWC/D", "2014-09-09"), ("AWC/D", "2014-09-03"), ("UC", "2014-01-02")]
    rows = [{"idncase": 1, "casepriority_code": mark, "datcreatedon": at_noon(day(text))} for mark, text in made]
    found = case_of(order(), priorities=rows)
    assert (found["family_docket"], found["family_docket_on"]) == ("adults_with_children_2014", date(2014, 9, 3))


# Hearings


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"adj_rsn": "8A"}, "decided"),
        ({"adj_rsn": "8A", "adj_medium": "H"}, "decided"),
        ({"adj_rsn": "8B"}, "decided"),
        ({"adj_rsn": "11"}, "no_show"),
        ({"adj_rsn": "17"}, "adjourned"),
        ({"adj_rsn": "17", "adj_medium": "h"}, "not_held"),
        *(({"adj_rsn": reason}, "not_held") for reason in ("55", "5A", "9B", "9A", "9C", "9V")),
        ({}, "unknown"),
        ({"scheduled": "2024-06-29"}, "upcoming"),
    ],
)
def test_the_outcome_of_a_hearing_follows_its_adjournment_code_and_medium(values: Row, outcome: str) -> None:
    row = hearing(**{"scheduled": "2019-02-01", **values})
    assert ledger_of(order(), hearings_raw=[row])["hearings"][0]["outcome"] == outcome


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"schedule_type": "MM"}, "master"),
        ({"schedule_type": "II"}, "individual"),
        ({"schedule_type": "CY"}, "custody"),
        ({"schedule_type": "MM", "rec_type": "B"}, "custody"),
        ({"schedule_type": "RR"}, "review"),
        ({"schedule_type": None, "cal_type": "I"}, "individual"),
        ({"schedule_type": "CN"}, "other"),
    ],
)
def test_the_kind_of_a_hearing_follows_its_schedule_type(values: Row, kind: str) -> None:
    assert ledger_of(order(), hearings_raw=[hearing(**values)])["hearings"][0]["kind"] == kind


def test_the_hearing_on_the_day_of_an_order_in_absentia_is_an_absence() -> None:
    rows = [hearing(adj_rsn="8B"), hearing("2019-02-01", idnschedule=2), hearing("2019-02-04", adj_rsn="11")]
    assert [row["is_absence"] for row in ledger_of(absence(), hearings_raw=rows)["hearings"]] == [True, False, True]
    assert [row["is_absence"] for row in ledger_of(order(), hearings_raw=rows)["hearings"]] == [False, False, True]


def test_lead_days_run_from_the_entry_of_the_hearing_to_its_day() -> None:
    assert ledger_of(order(), hearings_raw=[hearing()])["hearings"][0]["lead_days"] == 30


# Cohorts

AS_OF = date(2019, 6, 21)


def cohort_of(name: str, *proceedings: Row, as_of: date = AS_OF, **others: list[Row]) -> list[tuple[bool, bool, str]]:
    tables = tables_of(*proceedings)
    tables.update(others)
    rows = cohort(name, derive(tables, RELEASE_DAY), tables, as_of)
    return [(row["lower"], row["upper"], row["evidence"]) for row in rows]


def test_in_absentia_is_a_standing_order_in_absentia() -> None:
    assert cohort_of("in_absentia", absence()) == [(True, True, "order_in_absentia")]
    assert cohort_of("in_absentia", order()) == []
    assert cohort_of("in_absentia", absence(), as_of=date(2019, 3, 14)) == []


@pytest.mark.parametrize(
    ("born", "found"),
    [
        ("2001-05-01", (True, True)),
        ("2001-06-01", (False, True)),
        ("2001-07-01", None),
        (None, (False, True)),
    ],
)
def test_who_had_turned_18_is_bounded_by_the_month_of_birth(born: str | None, found: tuple[bool, bool] | None) -> None:
    cases = [case(c_birthdate=day(born) if born else None)]
    rows = cohort_of("turned_18", absence(), cases=cases, juveniles=[{"idncase": 1, "idnjuvenile": 4}])
    assert [row[:2] for row in rows] == ([] if found is None else [found])


@pytest.mark.parametrize(("number", "counts"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 0), (6, 0)])
def test_only_juvenile_codes_3_and_4_are_evidence_of_an_unaccompanied_child(number: int, counts: int) -> None:
    found = cohort_of("turned_18", absence(), juveniles=[{"idncase": 1, "idnjuvenile": number}])
    assert len(found) == counts


def test_priority_uc_is_evidence_on_the_case_or_in_its_history() -> None:
    assert len(cohort_of("turned_18", absence(), cases=[case(casepriority_code="UC")])) == 1
    assert len(cohort_of("turned_18", absence(), priorities=[{"idncase": 1, "casepriority_code": "UC"}])) == 1


@pytest.mark.parametrize(("received", "counts"), [("2019-03-14", 1), ("2019-03-15", 0), ("2019-06-22", 1)])
def test_no_response_means_no_motion_to_reopen_received_since_the_absence(received: str, counts: int) -> None:
    motions = [motion(dec=None, decided=None, motion_recd_date=day(received))]
    rows = cohort_of("no_show_no_response", absence(), hearings_raw=[hearing(adj_rsn="8B")], motions=motions)
    assert len(rows) == counts


def test_the_lower_bound_counts_only_orders_whose_finality_is_certain() -> None:
    cases = [case(date_of_entry=date(2018, 5, 1))]
    before = cohort_of("recent_arrival_final_order", order(), cases=cases, as_of=date(2019, 4, 14))
    assert before == [(False, True, "entered_on")]
    assert cohort_of("recent_arrival_final_order", order(), cases=cases, as_of=DUE) == [(True, True, "entered_on")]


@pytest.mark.parametrize(("entered", "counts"), [("2016-06-21", 1), ("2016-06-20", 0)])
def test_a_recent_arrival_entered_within_36_months_before_the_day(entered: str, counts: int) -> None:
    assert len(cohort_of("recent_arrival_final_order", absence(), cases=[case(date_of_entry=day(entered))])) == counts
    charged = cohort_of("recent_arrival_final_order", absence(osc_date=day(entered)))
    assert [row[2] for row in charged] == ["charged_on"] * counts


def test_the_rocket_docket_is_the_family_docket_of_2018() -> None:
    marks = [{"idncase": 1, "case_id": "FA"}]
    row = absence(osc_date=date(2018, 10, 1))
    assert cohort_of("rocket_docket", row, identifiers=marks) == [(True, True, "family_unit_2018")]
    assert cohort_of("rocket_docket", absence(), identifiers=marks) == []
