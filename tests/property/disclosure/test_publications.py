"""What was published before protects what is published next."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finalorder.answers.rows import AnswerRow
from finalorder.disclosure import CellDefinitions, PublicationLog, Relation, make_cell_pattern
from finalorder.disclosure.system_builder import DisclosureModel
from finalorder.errors import FinalorderError
from support.attacker import Attacker, is_ambiguous
from support.published_tables import count, name_of, share, skewed, tell, through


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lake" / "publications.sqlite"


def published(path: Path, rows: list[AnswerRow], **options: object) -> dict[tuple[str, str, str], str]:
    """Publish rows against the log on disk; status by city, level and day."""
    shown = through(rows, log=PublicationLog(path), **options)
    return {(row.city, row.level_1, row.as_of): row.status for row in shown}


def levels(**numbers: int) -> list[AnswerRow]:
    return [count(n, by_1="nationality", level_1=name) for name, n in numbers.items()]


def test_the_same_answer_twice_is_the_same_and_is_written_once(path: Path) -> None:
    rows = [count(160), *levels(GT=5, HN=35, MX=120)]
    first = published(path, rows)
    before = path.read_bytes()
    assert published(path, rows) == first
    assert path.read_bytes() == before


def test_a_day_later_with_1_to_10_cases_more_is_hidden(path: Path) -> None:
    assert published(path, [count(100, as_of="2019-06-23")]) == {("", "", "2019-06-23"): "shown"}
    assert published(path, [count(104, as_of="2019-06-24")]) == {("", "", "2019-06-24"): "hidden"}
    assert published(path, [count(140, as_of="2019-06-25")]) == {("", "", "2019-06-25"): "shown"}


def test_the_next_release_with_1_to_10_cases_fewer_is_hidden(path: Path) -> None:
    published(path, [count(100, release="2026-06")])
    assert published(path, [count(93, release="2026-07")]) == {("", "", "2019-06-23"): "hidden"}


def test_the_later_day_cannot_be_computed_from_its_parts_either(path: Path) -> None:
    published(path, [count(100, as_of="2019-06-23")])
    later = {"as_of": "2019-06-24"}
    rows = [count(104, **later), count(60, city="Miami", **later), count(44, city="Denver", **later)]
    statuses = published(path, rows)
    assert statuses["", "", "2019-06-24"] == "hidden"
    assert "hidden" in {statuses["Miami", "", "2019-06-24"], statuses["Denver", "", "2019-06-24"]}


def test_what_was_hidden_stays_hidden_when_asked_for_alone(path: Path) -> None:
    first = published(path, [count(160), *levels(GT=5, HN=35, MX=120)])
    hidden = next(name for name in ("HN", "MX") if first["", name, "2019-06-23"] == "hidden")
    number = {"HN": 35, "MX": 120}[hidden]
    assert published(path, levels(**{hidden: number})) == {("", hidden, "2019-06-23"): "hidden"}


def test_a_total_published_before_protects_levels_that_come_after(path: Path) -> None:
    published(path, [count(160)])
    statuses = published(path, levels(GT=5, HN=35, MX=120))
    assert list(statuses.values()).count("hidden") == 2


def test_a_declared_subset_is_remembered(path: Path) -> None:
    whole, part = count(100, cohort="b"), count(95, cohort="a")
    relation = Relation(make_cell_pattern(whole), (make_cell_pattern(part),), remainder=True)
    published(path, [whole], relations=[])
    assert set(published(path, [part], relations=[relation]).values()) == {"hidden"}


def test_a_condition_that_takes_away_1_to_10_cases_is_refused_with_the_reason(path: Path) -> None:
    published(path, [count(100)])
    with pytest.raises(FinalorderError, match="differs by 1 to 10 cases from one that was published"):
        published(path, [count(94)], where="nationality in (GT, HO)")
    assert set(published(path, [count(60)], where="nationality in (GT)").values()) == {"shown"}


def test_two_conditions_that_differ_by_1_to_10_cases_are_refused(path: Path) -> None:
    published(path, [count(60)], where="language in (SP)")
    with pytest.raises(FinalorderError, match="widen or drop"):
        published(path, [count(57)], where="custody in (N); language in (SP)")


def test_sets_of_values_that_overlap_are_refused_and_parts_of_them_and_others_are_not(path: Path) -> None:
    published(path, [count(600)], where="nationality in (GT, HO, MX)")
    with pytest.raises(FinalorderError, match="some of the values"):
        published(path, [count(700)], where="nationality in (ES, GT)")
    published(path, [count(400)], where="nationality in (GT, HO)")
    published(path, [count(900)], where="nationality in (ES, NU)")


def test_a_cohort_within_1_to_10_cases_of_a_published_one_is_hidden(path: Path) -> None:
    published(path, [count(100, cohort="in_absentia")])
    assert set(published(path, [count(95, cohort="my_cohort")]).values()) == {"hidden"}


def test_the_log_says_why_each_cell_is_hidden_and_the_answer_does_not(path: Path) -> None:
    rows = [count(160), *levels(GT=5, HN=35, MX=120)]
    shown = through(rows, log=PublicationLog(path))
    reasons = {entry["key"]["by nationality"]: entry["reason"] for entry in PublicationLog(path).list_private_reasons()}
    assert reasons == {"GT": "1 to 10 cases", "HN": "derivable"}
    assert len({(row.status, row.note) for row in shown if row.status == "hidden"}) == 1


def test_the_profile_none_leaves_no_trace_in_the_log(path: Path) -> None:
    published(path, [count(3)], profile="none")
    assert not path.exists()


def test_a_file_that_is_no_log_is_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("not a log of publications, but long enough to be taken for one at first sight" * 20)
    with pytest.raises(FinalorderError, match="no log of publications"):
        published(path, [count(100)])


def subtraction(seed: int, folder: Path) -> list[str]:
    """Totals, then levels, then the next day, one answer at a time; the attacker puts all of it together."""
    random = np.random.default_rng(seed)
    first = skewed(random, int(random.integers(2, 6)))
    days = [first, np.maximum(first + random.integers(-6, 7, len(first)), 0)]
    attacker, truths = Attacker(), {}
    for d, numbers in enumerate(days):
        rows = [count(numbers.sum(), as_of=f"2019-06-2{d}")]
        rows += [count(n, by_1="nationality", level_1=f"n{i}", as_of=f"2019-06-2{d}") for i, n in enumerate(numbers)]
        for some in (rows[:1], rows[1:]):
            shown = through(some, log=PublicationLog(folder / f"{seed}.sqlite"))
            for truth, row in zip(sorted(some, key=name_of), sorted(shown, key=name_of), strict=True):
                truths |= tell(attacker, truth, row)
        attacker.adds_up((name_of(rows[0]), "numerator"), [(name_of(row), "numerator") for row in rows[1:]])
    return [
        f"seed {seed}: {name} is {truth}, found {attacker.range_of(name)}"
        for name, truth in truths.items()
        if not is_ambiguous(truth, *attacker.range_of(name))
    ]


def test_an_attacker_who_subtracts_one_answer_from_another_learns_nothing(tmp_path: Path) -> None:
    assert [c for seed in range(20) for c in subtraction(seed, tmp_path)] == []


@pytest.mark.long
def test_an_attacker_who_subtracts_for_longer_learns_nothing_either(tmp_path: Path) -> None:
    assert [c for seed in range(20, 140) for c in subtraction(seed, tmp_path)] == []


# what a cell is known by


def test_an_operation_is_a_label_and_the_same_cell_in_another_one_is_the_same_cell(path: Path) -> None:
    first = published(path, [count(160), *levels(GT=5, HN=35, MX=120)])
    other = [replace(row, operation="another") for row in [count(160), *levels(GT=5, HN=35, MX=120)]]
    assert published(path, other) == first


def test_a_condition_on_one_level_is_that_level(path: Path) -> None:
    published(path, [count(160), *levels(GT=5, HN=35, MX=120)])
    (hidden,) = through([count(35)], log=PublicationLog(path), where="nationality in (HN)")
    assert hidden.status == "hidden"
    (shown,) = through([count(120)], log=PublicationLog(path), where="nationality in (MX)")
    assert shown.value == 120


def test_all_cities_of_nine_and_of_ten_leave_the_tenth_behind_and_it_is_hidden(path: Path) -> None:
    ten = CellDefinitions({"standing": tuple(f"c{i}" for i in range(10))})
    nine = CellDefinitions({"standing": tuple(f"c{i}" for i in range(9))})
    numbers = [100 + i for i in range(9)]
    rows = [count(n, city=f"c{i}") for i, n in enumerate([*numbers, 4])]
    first = through([count(sum(numbers) + 4), *rows], log=PublicationLog(path), meanings=ten)
    assert first.find_row(city="c9").status == "hidden"
    (second,) = through([count(sum(numbers))], log=PublicationLog(path), meanings=nine)
    assert second.status == "hidden"


def test_a_group_of_ones_own_is_its_conditions_whatever_its_name(path: Path) -> None:
    published(path, [count(160), *levels(GT=5, HN=35, MX=120)])
    meanings = CellDefinitions(groups={"mine": "nationality in (HN)"})
    (mine,) = through([count(35, cohort="mine")], log=PublicationLog(path), meanings=meanings)
    assert mine.status == "hidden"


def test_the_next_simulation_under_the_same_name_is_about_other_people(path: Path) -> None:
    made_up = {"release": "simulated-2026-07-seed1", "simulated": True}
    assert set(published(path, [count(100, **made_up)]).values()) == {"shown"}
    assert set(published(path, [count(104, **made_up)]).values()) == {"shown"}


def test_a_real_release_that_is_read_again_and_says_something_else_is_another_edition(path: Path) -> None:
    published(path, [count(100), count(300, city="Miami")])
    statuses = published(path, [count(104), count(300, city="Miami")])
    assert statuses["", "", "2019-06-23"] == "hidden"
    assert statuses["Miami", "", "2019-06-23"] == "shown"


def test_the_same_cell_by_another_method_that_differs_by_1_to_10_is_hidden(path: Path) -> None:
    published(path, [share(400, 1000, method="M1a")])
    assert set(published(path, [share(404, 1005, method="M1b")]).values()) == {"hidden"}
    assert set(published(path, [share(800, 1900, method="M2")]).values()) == {"shown"}


def test_a_recalled_share_keeps_its_rest(path: Path) -> None:
    """Numerator and denominator are hidden; a count that equals the one must not give the other away."""
    published(path, [share(40, 45, as_of="2019-06-23")])
    relation = Relation(
        make_cell_pattern(share(40, 45, as_of="2019-06-23"), "denominator"), (make_cell_pattern(count(45)),)
    )
    (row,) = through([count(45)], log=PublicationLog(path), relations=[relation])
    assert row.status == "hidden"


# more than one at a time, and more than a few


def publish_some(path: str, first: int) -> None:
    """In a process of its own: twenty small answers, one after the other."""
    for i in range(first, first + 20):
        rows = [count(160 + i, city=f"c{i}"), *(replace(row, city=f"c{i}") for row in levels(GT=5, HN=35, MX=120 + i))]
        through(rows, log=PublicationLog(Path(path)))


def test_processes_that_publish_at_the_same_time_wait_for_each_other(path: Path) -> None:
    path.parent.mkdir()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=publish_some, args=(str(path), 10 * i)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    hidden = PublicationLog(path).list_private_reasons()
    assert len(hidden) == 2 * 40  # 0..39: the overlapping halves were the same question
    assert {entry["key"]["city"] for entry in hidden} == {f"c{i}" for i in range(40)}


def recalled(path: Path, rows: list[AnswerRow]) -> tuple[DisclosureModel, bytearray]:
    """The model of an answer beside what was published, and which of its cells the answer can say something about."""
    model, log = DisclosureModel(rows), PublicationLog(path)
    with log.hold_lock():
        for sum_ in log.recall_cells(model, ()):
            model.add_sum(sum_)
        model.add_relations(())
    return model, model.system.find_reachable(model.list_new_cells())


def test_what_an_answer_cannot_say_anything_about_is_not_protected_once_more(path: Path) -> None:
    published(path, [count(160), *levels(GT=5, HN=35, MX=120)])
    apart, reached = recalled(path, [count(70, city="Miami"), count(90, city="Denver")])
    earlier = [
        cell
        for place, cell in apart.cell_numbers.items()
        if place.coordinates in ((("by nationality", "GT"),), (("by nationality", "HN"),))
    ]
    assert len(earlier) == 2
    assert not any(reached[cell] for cell in earlier)  # between them and the cities stands a total that is known
    split = [count(3, by_1="nationality", level_1="GT", city=city) for city in ("Miami", "Denver")]
    joined, reached = recalled(path, split)
    (hidden,) = [
        cell for place, cell in joined.cell_numbers.items() if place.coordinates == (("by nationality", "GT"),)
    ]
    assert reached[hidden]  # it is the sum of them


def test_a_log_that_cannot_be_written_is_a_problem_and_nothing_is_shown(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FinalorderError):
        published(tmp_path / "file" / "publications.sqlite", [count(100)])


def test_of_a_log_of_many_days_an_answer_recalls_its_own_and_what_is_near_on_others(path: Path) -> None:
    for day in range(10, 25):
        rows = [count(1000 + 20 * i + 400 * day, city=f"c{i}", as_of=f"2019-06-{day}") for i in range(100)]
        through(rows, log=PublicationLog(path))
    asked = [count(1000 + 20 * i + 400 * 15, city=f"c{i}", as_of="2019-06-15", by_1="custody", level_1="N")
             for i in range(100)]  # fmt: skip
    model, _ = recalled(path, asked)
    assert len(model.cell_numbers) == 200
    near = replace(asked[0], numerator=asked[0].numerator + 4, value=asked[0].numerator + 4, as_of="2019-06-16")
    through([near], log=PublicationLog(path))
    assert len(model.system.values) < len(recalled(path, asked)[0].system.values) < len(model.system.values) + 5


# subtraction by unions: an attacker who asks for sets of levels


def by_unions(seed: int, folder: Path) -> list[str]:
    """Levels asked for in random sets, one answer at a time; the attacker knows that every set is a sum of levels.

    The answers to conditions are rounded; the attacker is given their exact numbers all the same.
    """
    random = np.random.default_rng([77, seed])
    numbers = skewed(random, int(random.integers(3, 7)))
    attacker, truths, log = Attacker(), {}, folder / f"{seed}.sqlite"
    names = [("level", i) for i in range(len(numbers))]
    through([count(numbers.sum())], log=PublicationLog(log))
    whole = count(numbers.sum())
    is_shown = through([whole], log=PublicationLog(log)).rows[0].status != "hidden"
    attacker.cell("all", int(numbers.sum()) if is_shown else None)
    attacker.adds_up("all", names)
    for _ in range(6):
        inside = sorted(random.permutation(len(numbers))[: random.integers(1, len(numbers))].tolist())
        number = int(numbers[inside].sum())
        where = f"nationality in ({', '.join(f'n{i}' for i in inside)})"
        try:
            (row,) = through([count(number)], log=PublicationLog(log), where=where)
        except FinalorderError:
            continue
        attacker.cell(("set", *inside), number if row.status != "hidden" else None)
        attacker.adds_up(("set", *inside), [names[i] for i in inside])
        if row.status == "hidden" and number:  # that a set is empty, two equal sets may have said before
            truths["set", *inside] = number
    return [
        f"seed {seed}: {name} is {truth}, found {attacker.range_of(name)}"
        for name, truth in truths.items()
        if not is_ambiguous(truth, *attacker.range_of(name))
    ]


def test_an_attacker_who_asks_for_sets_of_levels_does_not_narrow_down_a_hidden_set(tmp_path: Path) -> None:
    assert [c for seed in range(20) for c in by_unions(seed, tmp_path)] == []


@pytest.mark.long
def test_an_attacker_who_asks_for_more_sets_does_not_either(tmp_path: Path) -> None:
    assert [c for seed in range(20, 140) for c in by_unions(seed, tmp_path)] == []
