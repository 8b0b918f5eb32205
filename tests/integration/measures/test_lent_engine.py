"""Cohorts, measures, invariants and the audit run on an engine that they are handed, which stays open."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from finalorder import cohorts, engines, ledger, measures
from finalorder.answers import make_question
from finalorder.engines import DuckDB, Engine, Step, unwrap
from finalorder.lake.folders import Lake, Release
from finalorder.releases import audit_release

Ask = Callable[[Release, Engine | None], object]


def list_members(release: Release, engine: Engine | None) -> object:
    with cohorts.open_cohorts(release, release.day, ["in_absentia"], engine=engine) as members:
        counts = Step("counts", "SELECT cohort, count(*) AS n FROM members GROUP BY cohort ORDER BY cohort NULLS LAST")
        return members.query_step(counts).to_pylist()


def count_scope(release: Release, engine: Engine | None) -> object:
    asked = measures.ScopeQuestion(release.day, ("Miami",), ("in_absentia",))
    return [sort_rows(unwrap(raw)) for raw in measures.count_scope(release, asked, engine=engine)]


def answer_measure(release: Release, engine: Engine | None) -> object:
    question = make_question("measure", "in_absentia", methods=["M1a"], by=["city"], as_of=release.day - timedelta(30))
    (found,) = measures.answer_measure(release, question, engine=engine)
    return sort_rows(unwrap(found.raw))


def compute_orders(release: Release, engine: Engine | None) -> object:
    orders = release.find_ledger_path("orders")
    return sort_rows(ledger.compute_orders_as_of(orders, release.day, engine=engine))


def sort_rows(table: pa.Table) -> list[str]:
    return sorted(map(repr, table.to_pylist()))


QUESTIONS: dict[str, Ask] = {
    "members of a cohort": list_members,
    "a scope": count_scope,
    "a measure on another day": answer_measure,
    "orders as of a day": compute_orders,
    "invariants": lambda release, engine: ledger.check_ledger_invariants(
        release.path / "ledger", release.day, engine=engine
    ),
    "the audit": lambda release, engine: audit_release(release, lent=engine).as_dict(),
}


class LentEngine(DuckDB):
    """DuckDB that remembers the names of the steps that it ran, and whether somebody closed it."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.steps: list[str] = []
        self.is_closed = False

    def query(self, step: Step, *given: Any) -> pa.Table:
        self.steps.append(step.name)
        return super().query(step, *given)

    def close(self) -> None:
        self.is_closed = True
        super().close()


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    return Lake(simulated_lake).open_release()


@pytest.fixture
def engine() -> Iterator[LentEngine]:
    with LentEngine() as engine:
        yield engine


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_runs_on_the_engine_that_it_is_handed_and_on_no_other(
    release: Release, engine: LentEngine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = QUESTIONS[name](release, None)
    monkeypatch.setattr(engines, "DuckDB", lambda **_: pytest.fail("another engine was started"))
    assert QUESTIONS[name](release, engine) == expected
    assert engine.steps
    assert not engine.is_closed
