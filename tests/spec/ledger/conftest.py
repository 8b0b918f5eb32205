"""Every specification test runs on both engines, and checks that the manual says what it just saw.

With WRITE_MANUAL set they write it.
"""

import inspect
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from finalorder.engines import DuckDB, Spark
from support import ledger_harness, ledger_manual
from support.spark_cases import CaseBatch, name_case
from support.spark_cluster import need_java

WRITE = bool(os.environ.get("WRITE_MANUAL"))
_written: dict[str, dict[str, list[str]]] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.stash[PASSED] = report.passed


PASSED = pytest.StashKey[bool]()


ENGINES = ("duckdb", pytest.param("spark", marks=pytest.mark.long))
NOTES_SKIPPED = "notes count the rows of all cases together: test_on_spark.py compares them"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every sentence of the manual on both engines."""
    if name_chapter(metafunc.module) in ledger_manual.CHAPTERS:
        metafunc.parametrize("engine_name", ENGINES, indirect=True)


def name_chapter(module: Any) -> str:
    return str(module.__name__.rsplit(".", 1)[-1])


@pytest.fixture(autouse=True)
def engine_name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine that derives what the test asks for; what it derived of all tests together is not derived again."""
    name: str = getattr(request, "param", "")
    if not name:
        return "duckdb"
    batch: CaseBatch = request.getfixturevalue(f"{name}_cases")

    def find_rows(tables: Any, release_day: date, table: str) -> list[dict[str, Any]] | None:
        if name == "spark" and table == "notes":
            pytest.skip(NOTES_SKIPPED)
        found = batch.found.get(name_case(tables, release_day), {}).get(table)
        assert found is not None or name == "duckdb", "the case was not derived on Spark"
        return found

    monkeypatch.setattr(ledger_harness.Ledger, "on_asked", staticmethod(find_rows))
    return name


class NotDerivedYetError(Exception):
    """A test asks for rows of a case that is only being collected."""


#: a test that asks for more cases than this, one after another, has the rest derived one by one; on Spark none has
ROUNDS = {"duckdb": 3, "spark": 20}


@pytest.fixture(scope="session")
def duckdb_cases(request: pytest.FixtureRequest) -> CaseBatch:
    """The cases of every test that is to run on DuckDB, derived together: one by one they take twenty times as long."""
    return _derive_together(request.session, "duckdb")


@pytest.fixture(scope="session")
def spark_cases(request: pytest.FixtureRequest) -> CaseBatch:
    """The cases of every test that is to run on Spark, derived there.

    Which they are shows when the tests run, and what one asks for may depend on what it found: DuckDB is asked first.
    """
    need_java()
    batch = CaseBatch(_derive_together(request.session, "spark").cases)
    with Spark(master="local[2]") as engine:
        batch.derive(engine)
    return batch


def _derive_together(session: pytest.Session, engine_name: str) -> CaseBatch:
    """The cases of the tests that are to run on an engine, derived on DuckDB."""
    every = CaseBatch()

    def find_or_stop(tables: Any, release_day: date, table: str) -> list[dict[str, Any]]:
        if rows := every.found.get(name_case(tables, release_day)):
            return rows.get(table, [])
        raise NotDerivedYetError

    with pytest.MonkeyPatch.context() as patch, DuckDB(memory="2GB", threads=1) as engine:
        patch.setattr(ledger_harness.Ledger, "on_asked", staticmethod(find_or_stop))
        for _ in range(ROUNDS[engine_name]):
            batch = CaseBatch()
            patch.setattr(ledger_harness.Ledger, "on_opened", staticmethod(batch.add))
            _collect_cases(session, engine_name)
            batch.cases = {name: case for name, case in batch.cases.items() if name not in every.found}
            if not batch.cases:
                break
            batch.derive(engine)
            every.cases |= batch.cases
            every.found |= batch.found
    return every


def _collect_cases(session: pytest.Session, engine_name: str) -> None:
    """Run every test of an engine once, for the ledgers that it asks for; whether it passes is told elsewhere."""
    for item in session.items:
        if isinstance(item, pytest.Function) and getattr(item, "callspec", None):
            values = dict(item.callspec.params)
            if values.pop("engine_name", None) == engine_name:
                with suppress(Exception):
                    item.function(**values)


@pytest.fixture(autouse=True)
def in_the_manual(request: pytest.FixtureRequest) -> Iterator[None]:
    """Record what the test puts in and looks at, and hold it against the manual."""
    chapter = name_chapter(request.module)
    if chapter not in ledger_manual.CHAPTERS:
        yield
        return
    with ledger_manual.recording() as cases:
        yield
    if not request.node.stash.get(PASSED, False):
        return
    name = request.node.originalname
    parts = [text for text in map(ledger_manual.describe_case, cases) if text]
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
