"""Every specification test checks that the manual says what it just saw; with WRITE_MANUAL set they write it."""

import inspect
import os
from collections.abc import Iterator

import pytest

from support import ledger_manual

WRITE = bool(os.environ.get("WRITE_MANUAL"))
_written: dict[str, dict[str, list[str]]] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.stash[PASSED] = report.passed


PASSED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def in_the_manual(request: pytest.FixtureRequest) -> Iterator[None]:
    """Record what the test puts in and looks at, and hold it against the manual."""
    chapter = request.module.__name__.rsplit(".", 1)[-1]
    if chapter not in ledger_manual.CHAPTERS:
        yield
        return
    with ledger_manual.recording() as cases:
        yield
    if not request.node.stash.get(PASSED, False):
        return
    name = request.node.originalname
    parts = [text for text in map(ledger_manual.told, cases) if text]
    if WRITE:
        _written.setdefault(chapter, {}).setdefault(name, []).extend(parts)
        return
    page = ledger_manual.section(ledger_manual.PAGE.read_text(encoding="utf-8"), name)
    missing = [part for part in parts if part not in page]
    assert not missing, f"docs/reference/ledger.md is not current; run `make docs`. It lacks:\n{missing[0]}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the manual, if that was asked for."""
    if not WRITE:
        return
    chapters = {inspect.getmodule(item.function): None for item in session.items if isinstance(item, pytest.Function)}
    text = ledger_manual.page([module for module in chapters if module is not None], _written)
    ledger_manual.PAGE.parent.mkdir(exist_ok=True)
    ledger_manual.PAGE.write_text(text, encoding="utf-8")
