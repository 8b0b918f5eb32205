"""Every measure by every pair of dimensions, under a condition of every dimension: an answer or one sentence.

Two lakes of one process: a small one, and one whose release has every table and no row.
"""

from collections.abc import Iterator
from itertools import combinations, cycle
from pathlib import Path
from typing import NamedTuple

import pytest

import finalorder
from finalorder import api
from finalorder.errors import FinalorderError
from finalorder.measures import group_methods_by_measure, load_methods
from finalorder.registry import load_dimensions
from support.release_files import Release

#: an answer of more combinations is asked with a condition that narrows its longest dimension
MANY = 3_000


class Asked(NamedTuple):
    measure: str
    methods: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...]
    profile: str


@pytest.fixture(scope="module")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which nobody was ever before a court."""
    folder = tmp_path_factory.mktemp("empty")
    api.build(Release({}).zip(folder / "EOIR Case Data 2026-0401.zip"), folder / "lake", counting_only=True)
    return folder / "lake"


def list_levels(name: str) -> list[str]:
    return sorted(load_dimensions()[name].levels)


def narrow(by: tuple[str, ...], where: dict[str, str]) -> tuple[str, ...]:
    """The conditions, and one more where the answer would be long."""
    lengths = {name: 1 if name in where else len(list_levels(name)) + 1 for name in by}
    size = 1
    for length in lengths.values():
        size *= length
    if size > MANY:
        longest = max(lengths, key=lambda name: lengths[name])
        where = where | {longest: list_levels(longest)[lengths[longest] // 2]}
    return tuple(f"{name}={level}" for name, level in where.items())


def generate_questions() -> Iterator[Asked]:
    """Every measure by every pair; conditions, their levels and the profile take turns."""
    conditions, profiles = cycle(load_dimensions()), cycle(("public", "none", "none"))
    turn = 0
    for measure, methods in group_methods_by_measure().items():
        if not any(each.is_computed for each in methods):
            continue
        for by in combinations(load_dimensions(), 2):
            condition, turn = next(conditions), turn + 1
            levels = list_levels(condition)
            where = narrow(by, {condition: levels[turn % len(levels)]})
            yield Asked(measure, (), by, where, next(profiles))


def generate_covering_questions() -> Iterator[Asked]:
    """Every method, every dimension as a split and as a condition at least once: few questions, those that broke among
    them.
    """
    yield Asked("in_absentia", (), ("nationality", "fiscal-year"), ("city=Houston", "nationality=HO"), "public")
    yield Asked("orders_issued", (), ("order-class", "initial"), ("in-absentia=yes",), "none")
    yield Asked("orders_undone", (), ("custody", "rider"), ("order-class=removal", "initial=yes"), "none")
    yield Asked("in_absentia", (), ("city", "docket"), ("fiscal-year=2019", "nationality=MX"), "public")
    yield Asked("orders_standing", (), ("closed-before", "appeal-pending"), ("board-outcome=stands",), "public")
    yield Asked("orders_standing", (), ("board-outcome", "motion-pending"), ("month=2019-01..",), "none")
    yield Asked("orders_issued", (), ("month", "city"), ("criminal-charge=yes", "city=Miami"), "none")
    yield Asked("backlog", (), ("entry-manner",), ("motion-pending=yes", "appeal-pending=no"), "public")
    yield Asked("outcomes", (), ("criminal-charge",), ("entry-year=2014..2016", "entry-manner=several"), "none")
    yield Asked("in_absentia", ("M8",), ("entry-year",), ("closed-before=none",), "public")
    yield Asked("languages_pending", (), ("in-absentia", "initial"), ("closed-before=dismissed",), "public")
    every = [name for name, each in load_dimensions().items() if not each.is_gathered_when_asked]
    methods = [each for each in load_methods().values() if each.is_computed]
    for place, method in enumerate(methods):
        own = [name for name in every if name in method.dimensions]
        by = (own[place % len(own)], own[(place * 5 + 3) % len(own)])
        condition = own[(place * 7 + 1) % len(own)]
        levels = list_levels(condition)
        asked = narrow(tuple(dict.fromkeys(by)), {condition: levels[place % len(levels)]})
        yield Asked(method.measure, (method.id,), tuple(dict.fromkeys(by)), asked, "none" if place % 2 else "public")


COVERING = list(generate_covering_questions())


def put(lake: Path, asked: Asked) -> bool:
    """Ask; whether it was answered. What is no answer is one sentence."""
    options = {"methods": asked.methods, "by": asked.by, "where": asked.where, "profile": asked.profile}
    sentence = ""
    try:
        answer = finalorder.measure(asked.measure, lake, **options)  # type: ignore[arg-type]
    except FinalorderError as refused:
        sentence = str(refused)
    if sentence:
        assert "\n" not in sentence, asked
        return False
    assert len(answer.shown.rows) > 0, asked
    for row in answer.shown:
        assert row.status in ("shown", "hidden", "unstable", "not_applicable"), asked
        assert row.value is None or row.value >= 0, (asked, row)
        assert (row.status == "hidden") <= (row.value is None), (asked, row)
    return True


def test_the_sample_has_every_method_and_every_dimension_as_a_split_and_as_a_condition() -> None:
    assert {name for asked in COVERING for name in asked.methods} == {
        name for name, each in load_methods().items() if each.is_computed
    }
    assert {name for asked in COVERING for name in asked.by} == set(load_dimensions())
    assert {one.split("=")[0] for asked in COVERING for one in asked.where} == set(load_dimensions())


def test_a_sample_of_questions_is_answered_on_a_small_lake(simulated_lake: Path) -> None:
    answered = [put(simulated_lake, asked) for asked in COVERING]
    assert sum(answered) > 0.8 * len(COVERING)


def test_a_sample_of_questions_is_answered_on_an_empty_lake(empty_lake: Path) -> None:
    answered = [put(empty_lake, asked) for asked in COVERING]
    assert sum(answered) > 0.8 * len(COVERING)


@pytest.mark.soak
@pytest.mark.parametrize("place", range(18))
def test_every_measure_is_asked_by_every_pair_of_dimensions(simulated_lake: Path, empty_lake: Path, place: int) -> None:
    """One in eighteen of the questions each, so that a failure is found without the others."""
    mine = list(generate_questions())[place::18]
    answered = [put(lake, asked) for asked in mine for lake in (simulated_lake, empty_lake)]
    assert any(answered)


def test_a_method_that_cannot_be_split_so_is_left_out_with_a_note(simulated_lake: Path) -> None:
    answer = finalorder.measure("in_absentia", simulated_lake, where=["city=Houston,Miami"])
    left = {row.method: row for row in answer.shown if row.status == "not_applicable"}
    assert set(left) == {"CI", "CIc"}
    assert all(row.note.startswith("left out: an estimate") and row.value is None for row in left.values())
    assert {row.method for row in answer.shown if row.value is not None} >= {"M1a", "M9", "M11"}


def test_of_named_methods_the_one_that_is_split_already_is_left_out_and_alone_it_is_refused(
    simulated_lake: Path,
) -> None:
    by = ["custody", "represented"]
    both = finalorder.measure("in_absentia", simulated_lake, methods=["M9", "CI"], by=by)
    notes = {row.note for row in both.shown if row.method == "CI"}
    assert notes == {"left out: it is split already, and takes one dimension fewer"}
    assert any("yes" in (row.level_1, row.level_2) for row in both.shown if row.method == "M9")
    with pytest.raises(FinalorderError, match="CI can be split by city, fiscal-year and one other dimension"):
        finalorder.measure("in_absentia", simulated_lake, methods=["CI"], by=by)
