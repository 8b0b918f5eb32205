"""What a build prepares for questions is what the ledger gives, and is about the release day and no other."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from finalorder import measures
from finalorder.answers import make_question
from finalorder.disclosure import apply_disclosure_control
from finalorder.lake.folders import Lake, Release
from finalorder.measures.cube_steps import build_narrow_cube, load_cube_readings, name_cube
from finalorder.measures.cubes import CUBES_FOLDER, open_cube_files
from finalorder.measures.method_runner import open_method_runner
from finalorder.registry import load_dimensions
from support.ledger_harness import ask as select

ask = partial(make_question, "measure")

METHODS = ("M9", "CI", "notice_days", "outcomes", "orders_issued")


@pytest.fixture(scope="module")
def prepared(simulated_lake: Path) -> Release:
    """The release as a build has published it."""
    return Lake(simulated_lake).open_release()


@pytest.fixture(scope="module")
def bare(prepared: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release without its cubes."""
    folder = tmp_path_factory.mktemp("bare")
    for name in ("ledger", "tables"):
        (folder / name).symlink_to(prepared.path / name)
    return Release(prepared.name, folder, prepared.manifest)


def test_a_question_has_the_same_answer_from_cubes_and_from_the_ledger(prepared: Release, bare: Release) -> None:
    for name in METHODS:
        asked = ask(measures.get_method(name).measure, methods=[name], by=["represented", "fiscal-year"])
        both = [measures.answer_measure(release, asked)[0].raw for release in (prepared, bare)]
        ours, theirs = (apply_disclosure_control(raw, profile="none").rows for raw in both)
        assert ours == theirs
        assert ours


def test_a_cube_read_out_of_another_count_has_the_units_that_the_ledger_gives(prepared: Release) -> None:
    methods = [measures.get_method(name) for name in load_cube_readings()]
    kept = [name for name, each in load_dimensions().items() if not each.is_gathered_when_asked]
    counted = [build_narrow_cube(each, kept) for each in methods]
    with (
        open_method_runner(prepared, [each.name for each in counted], prepared.day, cubes=counted) as ledger,
        open_cube_files(prepared.path / CUBES_FOLDER, methods) as files,
    ):
        for method in methods:
            theirs = ledger.query(name_cube(method))
            keys = [name for name in theirs.column_names if name not in ("numerator", "denominator")]
            columns = ", ".join(keys)
            sums = ", ".join(f"CAST(sum({each}) AS BIGINT) AS {each}" for each in ("numerator", "denominator"))
            ours = select(files, f"SELECT {columns}, {sums} FROM {name_cube(method)} GROUP BY {columns}")
            order = [(name, "ascending") for name in theirs.column_names]
            assert ours.sort_by(order).to_pylist() == theirs.sort_by(order).to_pylist(), method.name
            assert ours.num_rows, method.name


def test_a_condition_is_asked_of_the_cube(prepared: Release) -> None:
    (found,) = measures.answer_measure(prepared, ask("in_absentia", methods=["M9"], where=["custody=N"]))
    (every,) = measures.answer_measure(prepared, ask("in_absentia", methods=["M9"]))
    some, all_ = (apply_disclosure_control(each.raw, profile="none").rows[0] for each in (found, every))
    assert 0 < (some.denominator or 0) < (all_.denominator or 0)


def test_what_the_build_counted_is_about_the_release_day_and_no_other(prepared: Release, bare: Release) -> None:
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


def test_other_cities_or_another_day_of_an_operation_are_counted_now(prepared: Release) -> None:
    from finalorder import cohorts
    from finalorder.operations import ask_scope, load_operation

    each = load_operation("2019-06-family-operation", cohorts=cohorts.list_cohort_names())
    shipped = ask_scope(each, each.first_day)
    for asked in (replace(shipped, cities=("Miami",)), replace(shipped, as_of=each.first_day.replace(year=2018))):
        rows = apply_disclosure_control(measures.count_scope(prepared, asked), profile="none").rows
        assert {row.as_of for row in rows} == {asked.as_of.isoformat()}
        assert {row.city for row in rows if row.measure == "standing_orders"} == {"", *asked.cities}
