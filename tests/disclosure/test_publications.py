"""What was published before protects what is published next."""

from pathlib import Path

import numpy as np
import pytest

from disclosure.attacker import Attacker, is_ambiguous
from disclosure.tables import count, name_of, skewed, tell, through
from finalorder.disclosure import AnswerRow, PublicationLog, Relation, key_of
from finalorder.errors import Problem


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
    relation = Relation(key_of(whole), (key_of(part),), remainder=True)
    published(path, [whole], relations=[])
    assert set(published(path, [part], relations=[relation]).values()) == {"hidden"}


def test_a_condition_that_takes_away_1_to_10_cases_is_refused_with_the_reason(path: Path) -> None:
    published(path, [count(100)])
    with pytest.raises(Problem, match="differs by 1 to 10 cases from one that was published"):
        published(path, [count(94)], where="nationality in (GT, HO)")
    assert set(published(path, [count(60)], where="nationality in (GT)").values()) == {"shown"}


def test_two_conditions_that_differ_by_1_to_10_cases_are_refused(path: Path) -> None:
    published(path, [count(60)], where="language in (SP)")
    with pytest.raises(Problem, match="widen or drop"):
        published(path, [count(57)], where="custody in (N); language in (SP)")


def test_a_cohort_within_1_to_10_cases_of_a_published_one_is_hidden(path: Path) -> None:
    published(path, [count(100, cohort="in_absentia")])
    assert set(published(path, [count(95, cohort="my_cohort")]).values()) == {"hidden"}


def test_the_log_says_why_each_cell_is_hidden_and_the_answer_does_not(path: Path) -> None:
    rows = [count(160), *levels(GT=5, HN=35, MX=120)]
    shown = through(rows, log=PublicationLog(path))
    reasons = {entry["key"]["by nationality"]: entry["reason"] for entry in PublicationLog(path).private_reasons()}
    assert reasons == {"GT": "1 to 10 cases", "HN": "derivable"}
    assert len({(row.status, row.note) for row in shown if row.status == "hidden"}) == 1


def test_the_profile_none_leaves_no_trace_in_the_log(path: Path) -> None:
    published(path, [count(3)], profile="none")
    assert not path.exists()


def test_a_file_that_is_no_log_is_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("not a log of publications, but long enough to be taken for one at first sight" * 20)
    with pytest.raises(Problem, match="no log of publications"):
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
    assert [c for seed in range(40) for c in subtraction(seed, tmp_path)] == []
