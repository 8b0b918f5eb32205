"""The manual has a sentence for every specification test, in their order, and none that no test holds."""

import ast
from pathlib import Path

from support import ledger_manual

HERE = Path(__file__).parent


def names(chapter: str) -> list[tuple[str, str]]:
    """A chapter's tests, each with its docstring."""
    tree = ast.parse((HERE / f"{chapter}.py").read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return [(test.name, " ".join((ast.get_docstring(test) or "").split())) for test in tests]


def test_every_test_is_a_sentence_of_the_manual_and_every_sentence_is_a_test() -> None:
    text = ledger_manual.PAGE.read_text(encoding="utf-8")
    found = [line for line in text.splitlines() if line.startswith("### ")]
    assert found == [ledger_manual.heading(name) for chapter in ledger_manual.CHAPTERS for name, _ in names(chapter)]


def test_what_a_test_adds_to_its_sentence_is_in_the_manual() -> None:
    text = ledger_manual.PAGE.read_text(encoding="utf-8")
    for chapter in ledger_manual.CHAPTERS:
        for name, said in names(chapter):
            assert said in ledger_manual.section(text, name), name


def test_the_manual_begins_with_the_usual_case() -> None:
    assert ledger_manual.PAGE.read_text(encoding="utf-8").startswith(ledger_manual.introduction())


def test_a_sentence_has_its_capitals() -> None:
    assert (
        ledger_manual.heading("test_a_remand_of_the_board_in_july_undoes") == "### A remand of the Board in July undoes"
    )
