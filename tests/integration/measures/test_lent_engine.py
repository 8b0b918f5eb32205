"""Cohorts, measures, invariants and the audit run on an engine that they are handed, which stays open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finalorder import cohorts, ledger, measures
from finalorder.engines import DuckDB, Engine, Step, unwrap
from finalorder.lake import Release
from finalorder.measures.cubes import write_cubes
from finalorder.releases import audit_release
from support.measures_harness import make_question

QUESTION = make_question("in_absentia", methods=["M1a"], by=["city"])
Asked = Callable[[Release, Engine], object]


def ask_members(release: Release, engine: Engine) -> object:
    with cohorts.open_cohorts(release, release.day, ["in_absentia"], engine=engine) as members:
        return members.query_step(Step("counted", "SELECT count(*) AS n FROM members")).to_pylist()


def ask_scope(release: Release, engine: Engine) -> object:
    asked = measures.ScopeQuestion(release.day, ("Miami",), ("in_absentia",))
    return [unwrap(raw).num_rows for raw in measures.count_scope(release, asked, engine=engine)]


ASKED: dict[str, Asked] = {
    "members": ask_members,
    "scope": ask_scope,
    "measure": lambda release, engine: [
        unwrap(each.raw).to_pylist() for each in measures.answer_measure(release, QUESTION, engine=engine)
    ],
    "orders as of": lambda release, engine: ledger.compute_orders_as_of(
        release.find_ledger_path("orders"), release.day, engine=engine
    ).num_rows,
    "invariants": lambda release, engine: ledger.check_ledger_invariants(
        release.path / "ledger", release.day, engine=engine
    ),
    "comparison": lambda release, engine: unwrap(measures.compare_ddp(release, engine=engine)).num_rows,
    "audit": lambda release, engine: audit_release(release, lent=engine).as_dict(),
}
