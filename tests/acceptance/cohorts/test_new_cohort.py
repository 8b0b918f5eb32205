"""A folder more in the library is a cohort more: members, flow, scope and pages in both languages follow from it."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from finalorder.operations import compose_operation_toml
from support.package_copy import copy_package, run_command, run_python

DEFINITION = """
place = 6

[en]
title = "Ordered removed with a lawyer, not in absentia"
in_a_sentence = "ordered removed with a lawyer in court"
short = "Represented"
definition = "A standing removal order made in court, with a representative on record by its day."
evidence = "The day of the first appearance of a representative."
misses = "People whose representative never entered an appearance."
wrongly_includes = "People whose representative had withdrawn."
note = "withdrawals are not recorded"

[es]
title = "Orden de deportación con representante, no en ausencia"
in_a_sentence = "orden de deportación en la audiencia y con representante"
short = "Con representante"
definition = "Orden de deportación vigente dictada en la audiencia, con representante registrado ese día."
evidence = "El día de la primera comparecencia de un representante."
misses = "Personas cuyo representante nunca se registró."
wrongly_includes = "Personas cuyo representante se había retirado."
note = "los retiros no constan"

[[criterion]]
left_at = "not_represented"
en = "no representative on record by the day of the order"
es = "sin representante registrado el día de la orden"

[[criterion]]
left_at = "absent"
en = "the order was entered in absentia"
es = "la orden se dictó en ausencia"
"""
CRITERIA = """-- criteria: one row a standing order, and whether it fails each criterion.
SELECT
    idncase, order_id, NOT was_represented AS not_represented, is_in_absentia AS absent, is_certain,
    'appearance of a representative' AS evidence
FROM standing
"""
OPERATION = {
    "title": "People with a lawyer",
    "announced": date(2019, 6, 21),
    "starts": date(2019, 6, 23),
    "cities": ["Miami", "New York"],
    "cohorts": ("in_absentia", "represented_in_court"),
    "source": {"title": "An announcement", "url": "https://example.org/report", "date": date(2019, 6, 21)},
}
AS_OF = ("--as-of", "2019-06-21", "--disclosure", "none")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with one folder more."""
    copied = copy_package(tmp_path_factory.mktemp("package"))
    folder = copied / "finalorder" / "cohorts" / "library" / "represented_in_court"
    folder.mkdir()
    (folder / "definition.toml").write_text(DEFINITION, encoding="utf-8")
    (folder / "criteria.sql").write_text(CRITERIA, encoding="utf-8")
    return copied


@pytest.fixture(scope="module")
def lake(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of its own: asking writes into the log of publications."""
    return Path(shutil.copytree(simulated_lake, tmp_path_factory.mktemp("own") / "lake", symlinks=True))


@pytest.fixture(scope="module")
def operation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An operation that names the new cohort."""
    path = tmp_path_factory.mktemp("operation") / "lawyers.toml"
    path.write_text(
        compose_operation_toml(OPERATION, cohorts=("in_absentia", "represented_in_court")), encoding="utf-8"
    )
    return path


def read_rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of an answer in CSV."""
    return csv.DictReader(io.StringIO(text))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("no representative on record by the day of the order", "the order was entered in absentia")),
        ("es", ("sin representante registrado el día de la orden", "la orden se dictó en ausencia")),
    ],
    ids=["English", "Spanish"],
)
def test_its_flow_is_counted_and_says_why_in_both_languages(
    source: Path, lake: Path, lang: str, said: tuple[str, str]
) -> None:
    asked = ("cohorts", "--flow", "--lake", str(lake), "--format", "csv", "--lang", lang, *AS_OF)
    rows = {
        row["level_1"]: row for row in read_rows(run_command(source, *asked)) if row["cohort"] == "represented_in_court"
    }
    assert list(rows) == ["", "1_not_final", "2_undone", "3_not_represented", "4_absent", "member"]
    assert (said[0] in rows["3_not_represented"]["note"], said[1] in rows["4_absent"]["note"]) == (True, True)
    whole, *parts = (int(row["numerator"]) for row in rows.values())
    assert whole == sum(parts)
    assert parts[-1] > 0


def test_its_members_are_those_of_its_flow_and_of_the_conditions_that_say_the_same(
    source: Path, lake: Path, operation: Path
) -> None:
    flow = ("cohorts", "--flow", "--city", "Miami", "--lake", str(lake), "--format", "csv", *AS_OF)
    members = {row["cohort"]: row for row in read_rows(run_command(source, *flow)) if row["level_1"] == "member"}
    same = ("--where", "represented=yes", "--where", "in-absentia=no", "--where", "docket=non_detained,mixed")
    asked = ("measure", "orders_standing", "--by", "city", *same, "--lake", str(lake), "--format", "csv", *AS_OF)
    by_city = {row["city"]: row["numerator"] for row in read_rows(run_command(source, *asked)) if not row["period"]}
    scope = ("scope", str(operation), "--lake", str(lake), "--format", "csv", *AS_OF)
    (counted,) = (
        row
        for row in read_rows(run_command(source, *scope))
        if (row["measure"], row["city"], row["cohort"], row["by_1"])
        == ("standing_orders", "Miami", "represented_in_court", "")
    )
    assert int(counted["numerator"]) > 0
    assert counted["numerator"] == members["represented_in_court"]["numerator"] == by_city["Miami"]
    assert "withdrawals are not recorded" in counted["note"]


def test_its_note_is_read_in_spanish(source: Path) -> None:
    said = (
        "from finalorder import cohorts, words; print(words.translate_phrases(words.load_words('es'), 'note', 'NOTE'))"
    )
    assert run_python(source, said.replace("NOTE", "withdrawals are not recorded")).strip() == "los retiros no constan"


def test_pages_in_both_languages_have_its_words(source: Path, lake: Path, operation: Path, tmp_path: Path) -> None:
    run_command(source, "brief", str(operation), "--lake", str(lake), "--out", str(tmp_path), "--lang", "all", *AS_OF)
    pages = {lang: "".join(p.read_text("utf-8") for p in tmp_path.rglob(f"*{lang}.html")) for lang in ("en", "es")}
    pages["en"] = pages["en"] or "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.html"))
    assert "Represented" in pages["en"]
    assert "People whose representative never entered an appearance." in pages["en"]
    assert "Con representante" in pages["es"]
    assert "Personas cuyo representante nunca se registró." in pages["es"]


def test_it_is_shown_with_its_sql(source: Path) -> None:
    shown = run_command(source, "show", "represented_in_court", "--sql")
    assert "NOT was_represented AS not_represented" in shown
    assert "WHERE NOT coalesce(c.not_represented, true)" in shown
