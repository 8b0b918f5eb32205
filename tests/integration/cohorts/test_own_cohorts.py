"""A cohort of one's own: what a file may say, what is wrong with it and where, and whom it counts."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder import api, cohorts
from finalorder.answers import make_question
from finalorder.cohorts import MEMBER, list_flow_steps, read_cohort_file
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake, Release
from finalorder.operations import load_operation
from finalorder.operations.cohort_flow import count_cohort_flow
from finalorder.operations.operation_scope import count_operation_scope
from support.ledger_harness import ask

DAY = date(2019, 6, 21)
GOOD = """# Who this is about
title: Ordered removed in absentia, without a lawyer
title_es: Orden en ausencia, sin representante
definition: A standing order entered in absentia of a person without a lawyer.
in-absentia = yes
represented = no
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unheard.cohort"


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    return Lake(simulated_lake).open_release()


def test_a_file_says_what_the_group_is_and_its_conditions(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    own = read_cohort_file(file)
    assert (own.name, own.title_es) == ("unheard", "Orden en ausencia, sin representante")
    assert own.definition_es == own.definition
    assert own.condition.text == "in-absentia in (yes); represented in (no)"


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("represented = no", "representd = no", "line 6, column 1", 'did you mean "represented"'),
        ("represented = no", "represented = no, maybe", "line 6, column 19", '"maybe" is not a known value'),
        ("represented = no", "  represented no", "line 6, column 3", "write DIMENSION=VALUE"),
        ("represented = no", "represented = no,", "line 6, column 18", "remove the comma"),
        ("represented = no", "represented = yes, no, unknown", "line 6", "excludes nobody"),
        ("title:", "titel:", "line 2, column 1", 'did you mean "title"'),
        ("title:", "name: in_absentia\ntitle:", "line 2, column 7", "the name of another group"),
        ("title: Ordered", "title: Twice\ntitle: Ordered", "line 3, column 1", "there twice"),
        ("definition: A", "# A", "line 6", '"definition" is missing'),
        ("in-absentia = yes\nrepresented = no\n", "", "line 4", "no condition"),
        ("in-absentia = yes", "in-absentia = yes\nin-absentia = no", "line 6", "no value of in-absentia meets every"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(file: Path, old: str, new: str, where: str, what: str) -> None:
    assert old in GOOD
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FinalorderError) as caught:
        read_cohort_file(file)
    assert str(caught.value).startswith(f"unheard.cohort, {where}")
    assert what in str(caught.value)


def test_text_that_is_none_is_told_where_it_ends(file: Path) -> None:
    file.write_bytes(GOOD.encode() + b"city = \xff\n")
    with pytest.raises(FinalorderError, match="line 7, column 8"):
        read_cohort_file(file)


def test_sql_is_for_ones_own_machine(tmp_path: Path, release: Release) -> None:
    file = tmp_path / "old_cases.sql"
    file.write_text("SELECT idncase FROM cases WHERE charged_on < DATE '2010-01-01'", encoding="utf-8")
    with pytest.raises(FinalorderError, match="--disclosure none"):
        read_cohort_file(file)
    own = read_cohort_file(file, sql_allowed=True)
    counted = count_operation_scope(load_operation("2019-06-family-operation"), release, DAY, profile="none", own=[own])
    charged = {c["idncase"]: c["charged_on"] for c in pq.read_table(release.find_ledger_path("cases")).to_pylist()}
    with cohorts.open_cohorts(release, DAY) as runner:
        stood = [row["idncase"] for row in ask(runner, "SELECT idncase FROM standing").to_pylist()]
    expected = [c for c in stood if charged.get(c) and charged[c] < date(2010, 1, 1)]
    assert counted.find_national_count("old_cases").value == len(expected) > 0


def test_sql_that_cannot_be_run_is_a_problem(tmp_path: Path, release: Release) -> None:
    file = tmp_path / "bad.sql"
    file.write_text("SELECT nothing FROM nowhere", encoding="utf-8")
    with pytest.raises(FinalorderError, match="your SQL cannot be run"):
        cohorts.open_cohorts(release, DAY, own=[read_cohort_file(file, sql_allowed=True)])


@pytest.mark.long
def test_a_group_of_ones_own_is_counted_as_its_conditions_say_and_rounded(file: Path, release: Release) -> None:
    file.write_text(GOOD, encoding="utf-8")
    own = read_cohort_file(file)
    operation = load_operation("2019-06-family-operation")
    exact = count_operation_scope(operation, release, DAY, profile="none", own=[own])
    public = count_operation_scope(operation, release, DAY, own=[own])
    with cohorts.open_cohorts(release, DAY) as runner:
        rows = ask(runner, "SELECT is_in_absentia, was_represented FROM standing").to_pylist()
    expected = sum(row["is_in_absentia"] and not row["was_represented"] for row in rows)
    assert exact.find_national_count("unheard").value == expected
    shown = [row for row in public.shown if row.cohort == "unheard" and row.value]
    assert shown
    assert all(row.value % 20 == 0 for row in shown)
    assert public.find_national_count("unheard").floor <= expected <= public.find_national_count("unheard").ceiling


def test_a_group_of_several_values_is_the_sum_of_its_values(tmp_path: Path, release: Release) -> None:
    def write(name: str, levels: str) -> cohorts.CustomCohort:
        path = tmp_path / f"{name}.cohort"
        path.write_text(f"title: t\ndefinition: d\ncustody = {levels}\n", encoding="utf-8")
        return read_cohort_file(path)

    own = [write("never", "N"), write("released", "R"), write("both", "N, R")]
    counted = count_operation_scope(load_operation("2019-06-family-operation"), release, DAY, own=own)
    never, released, both = (counted.find_national_count(each.name) for each in own)
    assert (both.floor, both.ceiling) == (never.floor + released.floor, never.ceiling + released.ceiling)


def test_a_group_of_too_many_traits_is_refused_by_its_words(file: Path, release: Release) -> None:
    traits = "in-absentia = yes\nrepresented = no\ncustody = N\n"
    file.write_text(f"title: t\ndefinition: d\n{traits}", encoding="utf-8")
    with pytest.raises(FinalorderError, match="3 at most, not 4"):
        count_operation_scope(load_operation("2019-06-family-operation"), release, DAY, own=[read_cohort_file(file)])


# flows


@pytest.mark.parametrize("city", ["", "Miami"])
def test_whoever_is_considered_left_at_one_criterion_or_is_a_member(release: Release, city: str, file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    own = read_cohort_file(file)
    shown = count_cohort_flow(release, make_question("flow", as_of=DAY, city=city, profile="none"), own=[own])
    counted = count_operation_scope(load_operation("2019-06-family-operation"), release, DAY, profile="none", own=[own])
    for name in [*cohorts.list_cohort_names(), "unheard"]:
        rows = {row.level_1: row for row in shown if row.cohort == name}
        steps = list_flow_steps(name, own if name == "unheard" else None)
        assert set(rows) == {"", *(left_at for left_at, _ in steps)}
        assert rows[""].value == sum(row.value for level, row in rows.items() if level)
        member = counted.find_count(city, name) if city else counted.find_national_count(name)
        assert rows[MEMBER].value == member.value
        assert rows[MEMBER].low == (member.low if member.low != member.value else None)


def test_a_flow_gives_the_members_that_the_scope_gives(release: Release) -> None:
    counted = count_operation_scope(load_operation("2019-06-family-operation"), release, DAY)
    shown = count_cohort_flow(release, make_question("flow", as_of=DAY, city="Miami"))
    assert not [row for row in shown if row.value and row.value < 30]
    for name in cohorts.list_cohort_names():
        member, scoped = shown.find_row(cohort=name, level_1=MEMBER), counted.find_count("Miami", name)
        assert (member.value, member.floor, member.ceiling) == (scoped.value, scoped.floor, scoped.ceiling)


def test_the_flow_of_a_group_of_several_values_is_refused(file: Path, release: Release) -> None:
    file.write_text("title: t\ndefinition: d\ncustody = N, R\n", encoding="utf-8")
    with pytest.raises(FinalorderError, match="names several values"):
        count_cohort_flow(release, make_question("flow", as_of=DAY), own=[read_cohort_file(file)])


def test_the_flow_tells_why_in_both_languages(release: Release) -> None:
    english, spanish = (
        count_cohort_flow(release, make_question("flow", as_of=DAY, lang=lang, profile="none")) for lang in ("en", "es")
    )
    assert [row._replace(note="") for row in english] == [row._replace(note="") for row in spanish]
    assert "not yet 18" in english.find_row(level_1="4_not_yet_18").note
    assert "18 años" in spanish.find_row(level_1="4_not_yet_18").note


def test_a_city_that_is_none_is_named_with_the_nearest(simulated_lake: Path) -> None:
    with pytest.raises(FinalorderError, match='did you mean "Miami"'):
        api.count_cohort_exits(simulated_lake, city="Miamy")
