"""What methods have in common: the gate is told, and what it is told is so."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from finalorder import measures
from finalorder.answers import make_question
from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import CellPattern, apply_disclosure_control
from finalorder.lake.folders import Lake
from finalorder.measures.estimators import DESCRIBING_COLUMNS
from finalorder.operations.measure_answers import describe_methods, list_measure_relations, measure_release

ask = partial(make_question, "measure")


def numbers(rows: tuple[AnswerRow, ...]) -> dict[CellPattern, int]:
    """Every number of some answers under the key that relations use."""
    found = {}
    for row in rows:
        fields = {name: getattr(row, name) for name in DESCRIBING_COLUMNS}
        parts = ("value",) if row.is_count else ("numerator", "denominator")
        for part in parts:
            if getattr(row, part) is not None:
                found[CellPattern(**fields, part=part)] = getattr(row, part)
    return found


@pytest.mark.parametrize("by", ["fiscal-year", "court", "represented"])
@pytest.mark.parametrize("name", ["in_absentia", "appearance"])
def test_what_the_gate_is_told_of_methods_holds_at_every_place(simulated_lake: Path, name: str, by: str) -> None:
    found = measures.answer_measure(Lake(simulated_lake).open_release(), ask(name, by=[by]))
    known = numbers(apply_disclosure_control([each.raw for each in found], profile="none").rows)
    relations = list(list_measure_relations(found))
    pairs = {(relation.total.method, relation.parts[0].method) for relation in relations}
    wanted = {(pair.outer[0], pair.inner[0]) for pair in measures.find_inclusions(each.method.id for each in found)}
    assert wanted <= pairs
    for relation in relations:
        total, (part,) = known[relation.total], (known[key] for key in relation.parts)
        assert total == part if not relation.remainder else total >= part, relation


def test_two_methods_with_one_denominator_never_show_and_hide_it(simulated_lake: Path) -> None:
    shown = measure_release(Lake(simulated_lake).open_release(), ask("in_absentia", methods=["M2", "M9"], by=["court"]))
    status = {(row.method, row.level_1): row.status == "hidden" for row in shown}
    assert any(status.values())
    assert [
        level for (method, level), hidden in status.items() if method == "M2" and hidden != status["M9", level]
    ] == []


def test_the_sentences_of_an_answer_are_those_of_its_methods(simulated_lake: Path) -> None:
    shown = measure_release(Lake(simulated_lake).open_release(), ask("appearance", methods=["M10b"]))
    (sentence,) = describe_methods(shown)
    assert sentence == f"M10b: {measures.get_method('M10b').sentence} (decided selects attenders)"


def test_the_shares_of_a_scope_are_those_of_the_methods_of_that_name(simulated_lake: Path) -> None:
    release, day = Lake(simulated_lake).open_release(), date(2019, 6, 21)
    raws, _ = measures.count_scope(release, day, ["Miami"], ["rocket_docket"])
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
