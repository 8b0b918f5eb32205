"""A measure through the gate: the same question gives the same number, and no more than its parts."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from finalorder import measures
from finalorder.answers import make_question
from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake
from finalorder.operations import load_operation
from finalorder.operations.measure_answers import describe_methods, measure_release
from finalorder.operations.operation_scope import count_operation_scope

ask = partial(make_question, "measure")


def test_a_question_and_its_number_are_one_whichever_command_asks(simulated_lake: Path) -> None:
    release, day = Lake(simulated_lake).open_release(), date(2019, 6, 21)
    scope = count_operation_scope(load_operation("2019-06-family-operation"), release, day)
    where = ["docket=non_detained,mixed"]
    for name, ours in (
        ("orders_standing", scope.find_count),
        ("orders_issued", partial(scope.find_order_count, "orders_issued")),
    ):
        asked = measure_release(release, ask(name, by=["city"], where=where, as_of=day))
        for city in scope.operation.cities:
            theirs, row = asked.find_row(city=city, order_class="removal"), ours(city)
            same = ("value", "floor", "ceiling", "population", "docket")
            assert [getattr(row, at) for at in same] == [getattr(theirs, at) for at in same], (name, city)


def test_a_condition_is_the_sum_of_its_values_and_spelt_as_one_pleases(simulated_lake: Path) -> None:
    release = Lake(simulated_lake).open_release()

    def count(*where: str) -> AnswerRow:
        return measure_release(release, ask("orders_issued", where=where)).find_row(order_class="removal")

    parts, both = [count("nationality=GT"), count("nationality=HO")], count("nationality=HO,GT")
    assert (both.floor, both.ceiling) == (sum(row.floor for row in parts), sum(row.ceiling for row in parts))
    courts = count("court=MIA,KRO")
    assert courts.value == count("city=Miami").value
    every = count("custody=N,R,D,unknown")
    assert (every.value, every.floor) == (count().value, count().floor)


def test_which_rows_there_are_says_nothing_of_who_is_where(simulated_lake: Path) -> None:
    release = Lake(simulated_lake).open_release()

    def list_places(nationality: str) -> list[tuple[str, ...]]:
        shown = measure_release(
            release, ask("in_absentia", methods=["M2"], by=["city", "custody"], where=[f"nationality={nationality}"])
        )
        return [(row.city, row.level_1) for row in shown]

    assert list_places("GT") == list_places("TV")
    assert len(list_places("GT")) > 300


@pytest.mark.parametrize("name", ["M6", "CI", "notice_days"])
def test_estimates_are_not_added_up(simulated_lake: Path, name: str) -> None:
    method = measures.get_method(name)
    question = ask(method.measure, methods=[name], where=["nationality=GT,HO"])
    if name == "M6":
        shown = measure_release(Lake(simulated_lake).open_release(), question)
        assert shown.rows[0].low < shown.rows[0].value < shown.rows[0].high
        return
    with pytest.raises(FinalorderError, match="cannot be added up"):
        measure_release(Lake(simulated_lake).open_release(), question)


def test_more_traits_than_the_policy_allows_are_refused_whatever_the_numbers(simulated_lake: Path) -> None:
    with pytest.raises(FinalorderError, match="3 at most, not 4"):
        measure_release(
            Lake(simulated_lake).open_release(),
            ask("in_absentia", by=["city", "fiscal-year", "custody"], where=["nationality=TV"]),
        )


def test_two_methods_with_one_denominator_never_show_and_hide_it(simulated_lake: Path) -> None:
    shown = measure_release(Lake(simulated_lake).open_release(), ask("in_absentia", methods=["M2", "M9"], by=["court"]))
    status = {(row.method, row.level_1): row.status == "hidden" for row in shown}
    assert set(status.values()) == {True, False}
    assert [
        level for (method, level), hidden in status.items() if method == "M2" and hidden != status["M9", level]
    ] == []


def test_the_sentences_of_an_answer_are_those_of_its_methods(simulated_lake: Path) -> None:
    shown = measure_release(Lake(simulated_lake).open_release(), ask("appearance", methods=["M10b"]))
    (sentence,) = describe_methods(shown)
    assert sentence == f"M10b: {measures.get_method('M10b').sentence} (decided selects attenders)"


def test_the_shares_of_a_scope_are_those_of_the_methods_of_that_name(simulated_lake: Path) -> None:
    release, day = Lake(simulated_lake).open_release(), date(2019, 6, 21)
    asked = measures.ScopeQuestion(day, ("Miami",), ("rocket_docket",), family_docket="family_unit_2018")
    raws = measures.count_scope(release, asked)
    scoped = {row.method: row for row in apply_disclosure_control(raws, profile="none") if row.method}
    for name, methods in (("in_absentia", ["M7a", "M7b"]), ("appearance", ["M5i", "M5ii"])):
        asked = measure_release(release, ask(name, methods=methods, by=["family-docket"], as_of=day, profile="none"))
        for method in methods:
            ours, theirs = scoped[method], asked.find_row(method=method, level_1="family_unit_2018")
            missed = theirs.numerator if name == "in_absentia" else (theirs.denominator or 0) - (theirs.numerator or 0)
            assert (ours.numerator, ours.denominator) == (missed, theirs.denominator), method
            ends = (theirs.low, theirs.high) if name == "in_absentia" else (1 - theirs.high, 1 - theirs.low)
            assert (ours.low, ours.high) == pytest.approx(ends, abs=2e-6)
    assert scoped["M4"].denominator >= scoped["M5i"].denominator
