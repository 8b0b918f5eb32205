"""The build answers common questions once; the answers are those of the cube itself."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from finalorder import measures
from finalorder.answers import make_question
from finalorder.disclosure import apply_disclosure_control
from finalorder.lake.folders import Lake, Release
from finalorder.measures import cubes
from support.ledger_harness import ask as select

ask = partial(make_question, "measure")


METHODS = ("M9", "CI", "notice_days", "outcomes", "orders_issued")
QUESTIONS = ((), ("fiscal-year",), ("represented", "fiscal-year"), ("city",))


@pytest.fixture(scope="module")
def prepared(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release with every cube taken for a long one."""
    release = beside(Lake(simulated_lake).open_release(), tmp_path_factory.mktemp("prepared"))
    cubes.answer_common_questions(
        release.path / measures.CUBES_FOLDER, [measures.get_method(name) for name in METHODS], release.day, longer=0
    )
    return release


@pytest.fixture(scope="module")
def bare(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release with its cubes, and without any answers."""
    return beside(Lake(simulated_lake).open_release(), tmp_path_factory.mktemp("bare"))


def beside(release: Release, folder: Path) -> Release:
    """The same release in another folder, without answers to questions."""
    (folder / measures.CUBES_FOLDER).mkdir()
    for path in (release.path / measures.CUBES_FOLDER).iterdir():
        if not path.name.endswith(cubes.ANSWERED_SUFFIX):
            (folder / measures.CUBES_FOLDER / path.name).symlink_to(path)
    for name in ("ledger", "tables"):
        (folder / name).symlink_to(release.path / name)
    return Release(release.name, folder, release.manifest)


@pytest.mark.parametrize("name", METHODS)
def test_a_question_that_the_build_has_answered_has_the_answer_of_the_cube(
    prepared: Release, bare: Release, name: str
) -> None:
    method = measures.get_method(name)
    assert (prepared.path / measures.CUBES_FOLDER / f"{method.name}{cubes.ANSWERED_SUFFIX}").exists()
    for by in QUESTIONS:
        both = [
            measures.answer_measure(release, ask(method.measure, methods=[name], by=by)) for release in (prepared, bare)
        ]
        for profile in ("none", "public"):
            ours, theirs = (apply_disclosure_control(found[0].raw, profile=profile).rows for found in both)
            assert ours == theirs
            assert ours
        assert both[0][0].method == both[1][0].method


def test_a_question_that_was_not_answered_is_asked_of_the_cube(prepared: Release) -> None:
    (found,) = measures.answer_measure(prepared, ask("in_absentia", methods=["M9"], by=["court", "represented"]))
    assert len(apply_disclosure_control(found.raw, profile="none")) > 3


def test_a_condition_is_asked_of_the_cube(prepared: Release) -> None:
    (found,) = measures.answer_measure(prepared, ask("in_absentia", methods=["M9"], where=["custody=N"]))
    (every,) = measures.answer_measure(prepared, ask("in_absentia", methods=["M9"]))
    some, all_ = (apply_disclosure_control(each.raw, profile="none").rows[0] for each in (found, every))
    assert 0 < (some.denominator or 0) < (all_.denominator or 0)


def test_what_the_build_answered_is_about_the_release_day_and_no_other(prepared: Release, bare: Release) -> None:
    earlier = prepared.day.replace(year=prepared.day.year - 3)
    asked = partial(ask, "in_absentia", methods=["M9"], by=["fiscal-year"])
    then, counted, now = (
        apply_disclosure_control(measures.answer_measure(release, question)[0].raw, profile="none").rows
        for release, question in (
            (prepared, asked(as_of=earlier)),
            (bare, asked(as_of=earlier)),
            (prepared, asked(as_of=prepared.day)),
        )
    )
    assert then == counted
    assert {row.as_of for row in then} == {earlier.isoformat()}
    assert {row.period for row in then} < {row.period for row in now}  # no year that had not begun


def test_how_orders_came_about_is_the_same_prepared_and_gathered_now(prepared: Release, bare: Release) -> None:
    """The tables that the build sets aside for scopes are those that the ledger gives."""
    from finalorder.measures.method_runner import open_method_runner
    from finalorder.measures.prepared import PATHWAY_TABLES, find_pathway_files

    files = find_pathway_files(prepared)
    assert set(files) == set(PATHWAY_TABLES)
    with open_method_runner(bare, PATHWAY_TABLES, bare.day) as runner:
        for name, path in files.items():
            both = runner.extend({"prepared": path})
            assert select(both, f"SELECT count(*) AS n FROM {name}").column("n")[0].as_py() > 0
            assert select(both, f"SELECT * FROM prepared EXCEPT SELECT * FROM {name}").num_rows == 0


def test_the_scope_of_a_shipped_operation_is_counted_by_the_build_as_the_ledger_counts_it(
    prepared: Release, bare: Release
) -> None:
    from finalorder import cohorts
    from finalorder.operations import ask_scope, load_operation

    each = load_operation("2019-06-family-operation", cohorts=cohorts.list_cohort_names())
    folder = prepared.path / measures.CUBES_FOLDER
    assert (folder / f"scope_{each.id}.parquet").exists()
    asked = ask_scope(each, each.first_day)
    ready = measures.count_scope(prepared, asked)
    now = measures.count_scope(prepared, replace(asked, operation="another"))
    assert len(ready) < len(now)  # the build keeps the counts in one file and the shares in another
    for profile in ("none", "public"):
        kept = [replace(row, operation="another") for row in apply_disclosure_control(ready, profile=profile).rows]
        counted = apply_disclosure_control(now, profile=profile).rows
        assert len(kept) == len(counted) > 0
        assert set(kept) == set(counted)


def test_other_cities_or_another_day_are_counted_now(prepared: Release) -> None:
    from finalorder import cohorts
    from finalorder.operations import ask_scope, load_operation

    each = load_operation("2019-06-family-operation", cohorts=cohorts.list_cohort_names())
    shipped = ask_scope(each, each.first_day)
    for asked in (replace(shipped, cities=("Miami",)), replace(shipped, as_of=each.first_day.replace(year=2018))):
        raws = measures.count_scope(prepared, asked)
        rows = apply_disclosure_control(raws, profile="none").rows
        assert {row.as_of for row in rows} == {asked.as_of.isoformat()}
        assert {row.city for row in rows if row.measure == "standing_orders"} == {"", *asked.cities}
