"""Fifteen cases, and what every method counts of them, worked out by hand; then the corners of the definitions."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from finalorder.answers import parse_conditions
from finalorder.engines import StepRunner
from finalorder.measures import load_methods
from finalorder.measures.incidence import HORIZONS, estimate_incidences
from support.follow_up import follow_up
from support.measures_harness import ask_methods, query_method, total
from support.small_lives import MARCH_15, RELEASE_DAY, hearing, motion, open_proceeding, proceeding

Row = dict[str, Any]


def of(idncase: int, number: int = 0, **changes: Any) -> Row:
    """The numbered proceeding of a case: a removal order made in person on 15 March 2019, custody N."""
    return proceeding(10 * idncase + number, idncase=idncase, **changes)


def heard(idncase: int, number: int, on: date, code: str, **changes: Any) -> Row:
    """A hearing of a case, an initial master unless a test says otherwise."""
    ids = {"idnschedule": 100 * idncase + number, "idnproceeding": 10 * idncase, "idncase": idncase}
    return hearing(**ids, adj_date=on, adj_rsn=code, **changes)


def asylum(idncase: int, decision: str, received: date = date(2018, 12, 1)) -> Row:
    """An application for asylum."""
    ids = {"idnproceedingappln": idncase, "idncase": idncase, "idnproceeding": 10 * idncase}
    return {**ids, "appl_code": "ASYL", "appl_dec": decision, "appl_recd_date": received}


def lawyer(idncase: int, since: date) -> Row:
    """A lawyer who appeared in court."""
    return {"idncase": idncase, "strattytype": "ALIEN", "strattylevel": "COURT", "e_28_date": since}


IN_2014 = {"osc_date": date(2014, 10, 1), "input_date": date(2014, 10, 5)}
FIFTEEN: dict[str, list[Row]] = {
    "cases": [{"idncase": n, "case_type": "DEP" if n == 11 else "RMV"} for n in range(1, 16)],
    "proceedings": [
        of(1, absentia="Y"),  # family docket, in absentia
        of(2),  # family docket, ordered removed in person
        of(3, comp_date=None, dec_code=None, absentia=None),  # family docket, pending, missed the second hearing
        of(4, custody="D"),  # detained, ordered removed in person
        of(5, absentia="Y"),  # in absentia, rescinded, then granted relief
        of(5, 1, input_date=date(2019, 5, 3), comp_date=date(2020, 2, 10), dec_code="R"),
        of(6, comp_date=date(2015, 5, 1), dec_code=None, other_comp="A", absentia=None, **IN_2014),  # closed,
        of(6, 1, osc_date=date(2014, 10, 1), input_date=date(2018, 11, 1), absentia="Y"),  # then in absentia
        of(7, dec_code="R"),  # relief, then in absentia in the same year
        of(7, 1, input_date=date(2019, 5, 1), comp_date=date(2019, 8, 1), absentia="Y"),
        of(8, osc_date=date(2017, 1, 10), input_date=date(2017, 1, 15), comp_date=date(2018, 3, 1), dec_code="R"),
        of(9),  # asylum denied, present at the decision, missed an earlier hearing
        of(10, absentia="Y", custody="R"),  # asylum abandoned, in absentia, released
        of(
            11,  # an old deportation case in absentia
            case_type="DEP",
            dec_code="D",
            absentia="Y",
            osc_date=date(1995, 1, 10),
            input_date=date(1995, 1, 15),
            comp_date=date(1997, 2, 1),
        ),
        of(12, comp_date=date(2015, 1, 20), **IN_2014),  # adults with children, ordered at the first master hearing
        of(13, comp_date=date(2016, 3, 1), dec_code="R", **IN_2014),  # adults with children, relief
        of(14, dec_code="E"),  # removal withheld; asylum denied
        of(15, comp_date=None, dec_code=None, absentia=None),  # pending
    ],
    "hearings_raw": [
        heard(1, 1, MARCH_15, "8B"),  # in absentia that day: missed
        heard(2, 1, date(2019, 1, 10), "17"),
        heard(2, 2, MARCH_15, "8B", schedule_type="II"),
        heard(3, 1, date(2019, 2, 1), "17"),
        heard(3, 2, date(2019, 6, 3), "11", schedule_type="MR"),  # no-show
        heard(8, 1, date(2017, 3, 1), "17", input_date=date(2017, 2, 1)),
        heard(8, 2, date(2018, 3, 1), "8B", schedule_type="II", input_date=date(2017, 3, 1)),
        heard(9, 1, date(2018, 12, 20), "11"),  # no-show
        heard(9, 2, MARCH_15, "8B", schedule_type="II"),
        heard(10, 1, MARCH_15, "8B"),
        heard(12, 1, date(2015, 1, 20), "8B", input_date=date(2014, 10, 10)),
        heard(13, 1, date(2015, 2, 1), "17", input_date=date(2014, 10, 10)),
        heard(13, 2, date(2016, 3, 1), "8B", schedule_type="II", input_date=date(2015, 2, 1)),
    ],
    "identifiers": [{"idncase": n, "case_id": "FA"} for n in (1, 2, 3)],
    "priorities": [{"idncase": n, "casepriority_code": "AWC/ATD"} for n in (12, 13)],
    "motions": [motion(idncase=5, idnproceeding=50)],
    "applications": [
        asylum(8, "G", date(2017, 6, 1)),
        asylum(9, "D"),
        asylum(10, "A"),
        asylum(14, "D"),
    ],
    "representatives": [lawyer(8, date(2018, 1, 2)), lawyer(12, date(2015, 1, 10))],
}

#: numerator and denominator; the cases behind them by number
BY_HAND = {
    "M1a": (4, 12),  # 1 5 6 10 of all decided but 11, which is DEP
    "M1b": (3, 12),  # 6 was closed before
    "M2": (6, 12),  # 1 5 6 7 10 11 of all decided but 4, who was detained
    "M3": (6, 13),  # and 6 once more, when it was closed
    "M4": (6, 33),  # and pending at the end of a year: 3 and 15 eight times each, 11 twice, 8 and 13 once
    "M4r": (1, 6),  # 5 of 1 5 6 7 10 11
    "M5i": (4, 5),  # 2 3 12 13 of those and 1
    "M5ii": (3, 5),  # 2 12 13
    "M6": (1, 2),  # 12 of 12 13
    "M7a": (1, 3),  # 1 of 1 2 12
    "M7b": (1, 4),  # 1 of 1 2 12 13
    "M8": (6, 14),  # as M9, and the second decisions of 5 and 7
    "M9": (5, 12),  # 1 5 6 10 11
    "M10a": (3, 4),  # 8 9 14 of those and 10
    "M10b": (2, 3),  # 8 14 of those and 9
    "M11": (6, 11),  # 1 5 6 7 10 11 of those and 2 4 9 12 14
    "MD": (6, 16),  # of every completed row: the closure of 6 and both rows of 5, 6 and 7 are in the base
    "represented_first": (1, 8),
    "represented_decision": (2, 13),
    "grants": (3, 13),  # 7 8 13
    "backlog": (2, 2),  # 3 15
    "orders_issued": (11, 11),
    "orders_undone": (1, 1),
    "orders_standing": (9, 9),  # all of removal but 5
}
#: cases with an order in absentia as first decision within so many days; of fifteen
WITHIN = {"CI": {182: 3, 365: 3, 730: 3, 1095: 4, 1825: 5}, "CIc": {182: 3, 365: 3, 730: 3, 1095: 4, 1825: 4}}


@pytest.fixture(scope="module")
def fifteen() -> Iterator[StepRunner]:
    runner = ask_methods(FIFTEEN, RELEASE_DAY)
    yield runner
    runner.engine.close()


@pytest.mark.parametrize("name", BY_HAND)
def test_a_method_counts_what_was_counted_by_hand(fifteen: StepRunner, name: str) -> None:
    assert total(fifteen, name) == BY_HAND[name]


@pytest.mark.parametrize("name", WITHIN)
def test_the_cohort_incidence_is_the_plain_proportion_where_nothing_is_censored(fifteen: StepRunner, name: str) -> None:
    cells = query_method(fifteen, name)
    days = follow_up((c["days"], c["cause"], c["denominator"]) for c in cells)
    found = estimate_incidences(days, min(c["follow_days"] for c in cells))
    assert {each.horizon: each.events for each in found} == WITHIN[name]
    assert [each.share for each in found] == [each.events / 15 for each in found]
    assert all(each.is_observed for each in found)


def test_every_method_of_absence_is_counted_by_hand_and_told_from_every_other() -> None:
    of_absence = [name for name, found in load_methods().items() if name.startswith("M") and found.is_computed]
    assert set(of_absence) <= set(BY_HAND)
    assert [pair for pair in combinations(of_absence, 2) if BY_HAND[pair[0]] == BY_HAND[pair[1]]] == []
    assert WITHIN["CI"] != WITHIN["CIc"]


def test_first_decisions_by_what_they_were(fifteen: StepRunner) -> None:
    found = {cell["split"]: cell["denominator"] for cell in query_method(fifteen, "outcomes")}
    assert found == {"removal_in_absentia": 5, "removal_in_person": 4, "relief": 3, "removal_withheld": 1}


def test_years_custody_representation_and_docket_are_those_of_the_unit(fifteen: StepRunner) -> None:
    years = {cell["period"]: cell["denominator"] for cell in query_method(fifteen, "M9", ["fiscal-year"])}
    assert years == {"": 12, "FY1997": 1, "FY2015": 1, "FY2016": 1, "FY2018": 1, "FY2019": 8}
    custody = {cell["level_1"]: cell["denominator"] for cell in query_method(fifteen, "M1a", ["custody"])}
    assert custody == {"": 12, "N": 10, "R": 1, "D": 1}
    lawyers = {cell["level_1"]: cell["denominator"] for cell in query_method(fifteen, "M9", ["represented"])}
    assert lawyers == {"": 12, "yes": 2, "no": 10}
    dockets = {cell["level_1"]: cell["numerator"] for cell in query_method(fifteen, "M5i", ["family-docket"])}
    assert dockets == {"": 4, "family_unit_2018": 2, "adults_with_children_2014": 2}


def test_a_condition_keeps_the_units_in_all_its_levels(fifteen: StepRunner) -> None:
    assert total(fifteen, "M1a", parse_conditions(["custody=N", "fiscal-year=2019"])) == (3, 7)
    assert total(fifteen, "orders_issued", parse_conditions(["order-class=removal_withheld"])) == (1, 1)
    assert total(fifteen, "orders_issued", parse_conditions(["in-absentia=yes"])) == (6, 6)


# corners


def counts(name: str, *proceedings: Row, as_of: date = RELEASE_DAY, **tables: Any) -> tuple[int, int]:
    """What a method counts of case 1."""
    (found,) = counts_of_each([name], *proceedings, as_of=as_of, **tables)
    return found


def counts_of_each(
    names: Sequence[str], *proceedings: Row, as_of: date = RELEASE_DAY, **tables: Any
) -> list[tuple[int, int]]:
    """What each of some methods counts of case 1."""
    lives = {"cases": [{"idncase": 1, "case_type": "RMV"}], "proceedings": list(proceedings), **tables}
    with ask_methods(lives, RELEASE_DAY, as_of) as runner:
        return [total(runner, name) for name in names]


def test_the_form_of_dashboards_counts_rows_and_so_falls_when_a_case_moves() -> None:
    absent = proceeding(absentia="Y")
    moved = proceeding(9, dec_code=None, other_comp="T", absentia=None)
    assert counts_of_each(("MD", "M9"), absent) == [(1, 1), (1, 1)]
    assert counts_of_each(("MD", "M9"), absent, moved) == [(1, 2), (1, 1)]


def test_what_happened_after_the_day_asked_has_not_happened() -> None:
    before, after = date(2019, 3, 14), MARCH_15
    assert counts("M1a", proceeding(absentia="Y"), as_of=before) == (0, 0)
    assert counts("M1a", proceeding(absentia="Y"), as_of=after) == (1, 1)
    assert counts("backlog", proceeding(), as_of=before) == (1, 1)
    assert counts("backlog", proceeding(), as_of=after) == (0, 0)


def test_an_order_in_absentia_of_a_later_year_is_not_of_the_year_of_the_decision() -> None:
    later = proceeding(11, input_date=date(2019, 9, 2), comp_date=date(2019, 10, 1), absentia="Y")
    assert counts("M2", proceeding(dec_code="R"), later) == (0, 1)
    earlier = later | {"comp_date": date(2019, 9, 30)}
    assert counts("M2", proceeding(dec_code="R"), earlier) == (1, 1)


def test_a_case_closed_and_decided_in_one_year_counts_once_and_in_two_years_twice() -> None:
    closed = proceeding(dec_code=None, other_comp="A", absentia=None, comp_date=date(2018, 11, 1))
    decided = proceeding(11, input_date=date(2018, 12, 1), absentia="Y")
    assert counts("M3", closed, decided) == (1, 1)
    assert counts("M3", closed | {"comp_date": date(2018, 9, 28), "input_date": date(2018, 9, 1)}, decided) == (1, 2)
    assert counts("M2", closed, decided) == (1, 1)


def test_a_case_reopened_by_a_motion_is_pending_again_until_it_is_decided() -> None:
    undone = {"motions": [motion()]}
    assert counts("backlog", proceeding(absentia="Y"), **undone, as_of=date(2019, 5, 1)) == (0, 0)
    assert counts("backlog", proceeding(absentia="Y"), **undone, as_of=date(2019, 5, 2)) == (1, 1)
    assert counts("backlog", proceeding(absentia="Y"), open_proceeding(), as_of=date(2019, 6, 3)) == (1, 1)


def test_people_detained_and_those_of_unknown_custody_are_out_of_the_methods_without_detention() -> None:
    methods = ("M2", "M3", "M4", "M8", "M9")
    for custody in ("D", None):
        assert counts_of_each((*methods, "M1a"), proceeding(custody=custody)) == [(0, 0)] * 5 + [(0, 1)]
    assert counts_of_each(methods, proceeding(custody="R")) == [(0, 1)] * 5


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, (1, 1)),
        ({"adj_medium": "H"}, (0, 0)),
        ({"adj_medium": "h"}, (0, 0)),
        ({"schedule_type": "CY"}, (0, 0)),
        ({"rec_type": "B"}, (0, 0)),
        ({"adj_rsn": "9A"}, (0, 0)),
        ({"adj_rsn": None}, (1, 1)),
        ({"adj_date": date(2026, 7, 2)}, (0, 0)),
        ({"adj_rsn": "11"}, (0, 1)),
    ],
)
def test_which_hearings_of_a_family_docket_were_held(changes: Row, counted: tuple[int, int]) -> None:
    family = {"identifiers": [{"idncase": 1, "case_id": "FA"}]}
    assert counts("M5i", open_proceeding(10), hearings_raw=[hearing(**changes)], **family) == counted


def test_an_order_on_another_day_or_at_another_hearing_is_not_one_at_the_first_master() -> None:
    lives = {"cases": [{"idncase": 1, "casepriority_code": "AWC/D"}]}
    for row, hit in ((hearing(), 1), (hearing(schedule_type="MR"), 0), (hearing(adj_date=date(2019, 3, 1)), 0)):
        runner = ask_methods({**lives, "proceedings": [proceeding()], "hearings_raw": [row]}, RELEASE_DAY)
        with runner:
            assert total(runner, "M6") == (hit, 1)


def test_an_application_after_the_decision_makes_no_asylum_case_of_it() -> None:
    for received, counted in ((MARCH_15, (1, 1)), (None, (1, 1)), (date(2019, 3, 16), (0, 0))):
        application = asylum(1, "D") | {"appl_recd_date": received}
        assert counts("M10a", proceeding(), applications=[application]) == counted


def test_removal_orders_of_a_family_docket_leave_withheld_ones_out() -> None:
    family = {"identifiers": [{"idncase": 1, "case_id": "FA"}]}
    assert counts("M7a", proceeding(dec_code="E", absentia="Y"), **family) == (0, 0)
    assert counts("M11", proceeding(dec_code="E", absentia="Y"), **family) == (1, 1)


def follow_case(*proceedings: Row, as_of: date = RELEASE_DAY) -> list[tuple[str, int, int]]:
    """Cause, days and possible days of the one case of a cohort."""
    lives = {"cases": [{"idncase": 1, "case_type": "RMV"}], "proceedings": list(proceedings)}
    runner = ask_methods(lives, RELEASE_DAY, as_of)
    with runner:
        return [(cell["cause"], cell["days"], cell["follow_days"]) for cell in query_method(runner, "CI")]


def test_a_cohort_is_followed_to_the_last_complete_month() -> None:
    assert follow_case(proceeding(absentia="Y")) == [("absent", 161, 2825)]
    assert follow_case(proceeding()) == [("other", 161, 2825)]
    # a case is at risk until the day after the last horizon, whatever came then or later
    assert follow_case(open_proceeding(10)) == [("censored", HORIZONS[-1] + 1, 2584)]
    assert follow_case(proceeding(comp_date=date(2025, 1, 1))) == [("censored", HORIZONS[-1] + 1, 2825)]
    assert follow_case(proceeding(absentia="Y"), as_of=date(2019, 3, 15)) == [("censored", 146, 146)]
    assert follow_case(proceeding(absentia="Y"), as_of=date(2019, 3, 31)) == [("absent", 161, 177)]


def test_a_cohort_starts_with_the_entry_else_the_charge_and_negative_times_are_told_apart() -> None:
    assert follow_case(proceeding(absentia="Y", input_date=None)) == [("absent", 165, 2829)]
    assert follow_case(proceeding(absentia="Y", input_date=date(2019, 3, 16))) == [("negative", -1, 2663)]
    assert follow_case(proceeding(absentia="Y", input_date=None, osc_date=None)) == []


def test_the_first_decision_ends_the_follow_up_even_if_an_order_in_absentia_comes_later() -> None:
    later = proceeding(11, input_date=date(2019, 5, 1), comp_date=date(2019, 8, 1), absentia="Y")
    assert follow_case(proceeding(dec_code="R"), later) == [("other", 161, 2825)]
