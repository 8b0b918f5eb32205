"""The words and numbers of whole pages, against pages that were read and approved.

The rows are those of one simulated lake, kept in ``golden/rows.csv`` so that a change of the simulation does not
change them. After a change that is meant: ``GOLDEN=write pytest tests/acceptance/briefs/test_golden_pages.py``,
and read the diff.
"""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

import finalorder
from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow
from finalorder.answers.shown import Shown
from finalorder.briefs import IceFigures, write_brief
from finalorder.lake import Manifest, Release
from finalorder.operations.claims import answer_claims
from finalorder.operations.operation_scope import Scope
from support.brief_material import absences, curves, operation
from support.brief_pages import Page, page_of

GOLDEN = Path(__file__).parent / "golden"
NAME = "simulated-2026-07-seed1-x0.02-f1"
#: what holds running text, one line each in the kept pages
LINES = {"h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "caption", "tr", "figcaption", "desc", "pre"}
PAGES = ("index.html", "index.es.html", "miami.html", "denver.es.html")


def _value(name: str, text: str) -> object:
    if name == "simulated":
        return text == "true"
    if name in ("numerator", "denominator"):
        return int(text) if text else None
    if name in ("value", "low", "high"):
        number = float(text) if text else None
        return int(number) if number is not None and number.is_integer() else number
    return text


def fixed_scope() -> Scope:
    """The scope of the kept rows; columns that are the same in all of them stand here and not there."""
    about = operation()
    same = {"operation": about.id, "as_of": "2019-06-21", "release": NAME, "simulated": True,
            "source": f"EOIR Case Data, release {NAME}"}  # fmt: skip
    with (GOLDEN / "rows.csv").open(encoding="utf-8", newline="") as lines:
        rows = tuple(
            AnswerRow("x", **same)._replace(**{name: _value(name, text) for name, text in row.items()})
            for row in csv.DictReader(lines)
        )
    manifest = Manifest(NAME, date(2026, 7, 1), simulated=True)
    return Scope(about, Release(NAME, Path("/nowhere"), manifest), date(2019, 6, 21), Shown.seal_rows(rows))


def list_page_lines(page: Page) -> str:
    """The page as lines of text: headings, paragraphs, rows of tables, what charts say in words."""
    lines = []
    for element in page.elements:
        if element.name in LINES and not set(element.inside) & {"tr", "dt", "dd", "li", "caption", "figcaption"}:
            text = " | ".join(part.strip() for part in element.text.split("\n") if part.strip())
            lines.append(f"{element.name}: {' '.join(text.split())}")
    return "\n".join(lines).replace(f"finalorder {finalorder.__version__}", "finalorder VERSION") + "\n"


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out, scope = tmp_path_factory.mktemp("golden"), fixed_scope()
    command = "finalorder brief 2019-06-family-operation --lake lake --out brief --lang all"
    cities = ["Miami", "Denver"]
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures(),
        out,
        command=command,
        lang="all",
        cities=cities,
        counted=(*curves(), *absences()),
    )
    return out


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_said_when_it_was_read(brief: Path, name: str) -> None:
    found, kept = list_page_lines(page_of(brief, name)), GOLDEN / f"{name.removesuffix('.html')}.txt"
    if os.environ.get("GOLDEN") == "write":
        kept.write_text(found, encoding="utf-8", newline="\n")
    assert found.splitlines() == kept.read_text(encoding="utf-8").splitlines()


def test_the_kept_rows_are_answers_and_hide_what_is_small() -> None:
    scope = fixed_scope()
    assert {row.measure for row in scope.shown} >= {"standing_orders", "orders_issued", "in_absentia"}
    counts = [row for row in scope.shown if row.denominator is None and row.value is not None]
    assert not [row for row in counts if 1 <= row.value <= 10]
    assert set(ANSWER_COLUMNS) == set(AnswerRow._fields)
