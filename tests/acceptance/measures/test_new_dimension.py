"""An entry more in dimensions.toml is a dimension more: splits, conditions and cohort files follow from it."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from support.package_copy import copy_package, run_command

ENTRY = """
[entry-fiscal-year]
meaning = "The fiscal year (October to September) in which the person entered the country."
meaning_es = "El año fiscal (octubre a septiembre) en que la persona entró al país."
columns = ["cases.entered_on"]
now_not_then = true
years = [1950, 2049]
case = { day = "entered_on" }
"""
COHORT = """
title: Entered in fiscal year 2018
definition: Cases with a standing order whose date of entry lies in fiscal year 2018.
entry-fiscal-year = 2018
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with one entry more."""
    copied = copy_package(tmp_path_factory.mktemp("package"))
    with (copied / "finalorder" / "registry" / "dimensions.toml").open("a", encoding="utf-8") as file:
        file.write(ENTRY)
    return copied


@pytest.fixture(scope="module")
def lake(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of its own, built before the dimension was there."""
    return Path(shutil.copytree(simulated_lake, tmp_path_factory.mktemp("own") / "lake", symlinks=True))


def ask(source: Path, lake: Path, *question: str) -> list[dict[str, str]]:
    """The rows of an answer."""
    said = run_command(source, *question, "--lake", str(lake), "--format", "csv", "--disclosure", "none")
    return list(csv.DictReader(io.StringIO(said)))


@pytest.mark.parametrize("day", [(), ("--as-of", "2019-06-21")], ids=["the day of the build", "another day"])
def test_a_measure_is_split_by_it_and_the_levels_add_up(source: Path, lake: Path, day: tuple[str, ...]) -> None:
    rows = ask(source, lake, "measure", "orders_standing", "--by", "entry-fiscal-year", *day)
    levels = {row["level_1"]: int(row["numerator"]) for row in rows if row["by_1"] == "entry-fiscal-year"}
    (whole,) = (int(row["numerator"]) for row in rows if not row["by_1"])
    assert sum(levels.values()) == whole
    assert {"2018", "unknown"} <= set(levels)
    assert len(levels) > 10


def test_a_condition_on_it_is_one_of_its_levels(source: Path, lake: Path) -> None:
    day = ("--as-of", "2019-06-21")
    split = ask(source, lake, "measure", "in_absentia", "--method", "M8", "--by", "entry-fiscal-year", *day)
    (level,) = (row for row in split if row["level_1"] == "2018")
    (asked,) = ask(source, lake, "measure", "in_absentia", "--method", "M8", "--where", "entry-fiscal-year=2018", *day)
    assert (asked["numerator"], asked["denominator"]) == (level["numerator"], level["denominator"])
    assert int(asked["denominator"]) > 0


def test_a_cohort_file_may_name_it(source: Path, lake: Path, tmp_path: Path) -> None:
    file = tmp_path / "entered_2018.cohort"
    file.write_text(COHORT, encoding="utf-8")
    day = ("--as-of", "2019-06-21")
    flow = ask(source, lake, "cohorts", "--flow", "--file", str(file), *day)
    (members,) = (
        int(row["numerator"]) for row in flow if (row["cohort"], row["level_1"]) == ("entered_2018", "member")
    )
    split = ask(source, lake, "measure", "orders_standing", "--by", "entry-fiscal-year", *day)
    assert [members] == [int(row["numerator"]) for row in split if row["level_1"] == "2018"]
