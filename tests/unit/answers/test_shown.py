"""Only the gate makes an answer; whatever else makes rows makes them from rows that were shown."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import finalorder
from finalorder.answers import AnswerRow, Shown, to_json

SOURCE = Path(finalorder.__file__).parent
#: who may call what: the gate seals, published figures are cited, several modules derive rows from shown rows
MAKERS = {
    "seal_rows": {"answers/shown.py", "disclosure/gate.py"},
    "cite_rows": {"ice/answer_rows.py", "projection/published_answers.py"},
    "derive_rows": {
        "briefs/brief_data.py",
        "operations/capacity.py",
        "operations/forecast_answers.py",
        "operations/operation_scope.py",
        "operations/part_limits.py",
        "operations/vintages.py",
        "operations/release_diffs.py",
        "operations/revision_scopes.py",
        "operations/verification.py",
        "site/explore_pages.py",
        "site/published_rows.py",
    },
}


@cache
def list_calls() -> dict[str, frozenset[str]]:
    """The names that each module calls."""
    return {str(path.relative_to(SOURCE)): frozenset(find_calls(path)) for path in SOURCE.rglob("*.py")}


def find_calls(path: Path) -> Iterator[str]:
    """The methods that a module calls, and ``Shown`` itself where it is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


@pytest.mark.parametrize("maker", MAKERS)
def test_only_the_modules_named_here_make_an_answer(maker: str) -> None:
    assert {path for path, called in list_calls().items() if maker in called} == MAKERS[maker]


def test_nothing_calls_the_class() -> None:
    assert not [path for path, called in list_calls().items() if "Shown" in called]


def test_an_answer_is_not_made_by_hand_nor_by_replacing_its_rows() -> None:
    shown = Shown.seal_rows([AnswerRow("cases", numerator=20, value=20)])
    with pytest.raises(TypeError, match="only the disclosure gate"):
        Shown((AnswerRow("cases"),))
    with pytest.raises(TypeError, match="only the disclosure gate"):
        replace(shown, rows=())
    with pytest.raises(AttributeError):
        shown.rows = ()  # type: ignore[misc]


def test_rows_from_rows_keep_profile_rounding_and_stamps() -> None:
    rows = [AnswerRow("cases", simulated=True, numerator=n, value=n) for n in (20, 35)]
    shown = Shown.seal_rows(rows, "none", rounded_to=20)
    for made in (shown.select_rows(lambda row: row.value == 20), shown.derive_rows([rows[0]._replace(measure="more")])):
        assert len(made) == 1
        assert (made.profile, made.rounded_to, made.stamps) == (shown.profile, shown.rounded_to, shown.stamps)
    assert all("UNPROTECTED" in row.note for row in shown.derive_rows(rows))


def test_published_figures_say_that_they_are_cited() -> None:
    assert '"disclosure": "cited"' in to_json(Shown.cite_rows([AnswerRow("beds", value=100)]))
