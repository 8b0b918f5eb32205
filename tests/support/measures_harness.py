"""A ledger in an engine, asked by every method: how tests run the methods without a lake."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from finalorder import ledger
from finalorder.answers import Condition, build_level_table
from finalorder.engines import DuckDB
from finalorder.measures import get_method
from finalorder.measures.query import CellQuery, query_cells
from finalorder.measures.step_runner import StepRunner
from support.ledger_harness import engine_with, release_table

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def bench_with(tables: Tables, release_day: date, as_of: date | None = None) -> StepRunner:
    """A workbench on the ledger of these tables; close its engine when done."""
    engine: DuckDB = engine_with(tables, release_day)
    engine.register("release_applications", release_table("applications", tables.get("applications", [])))
    engine.register("registry_levels", build_level_table())
    return StepRunner(engine, as_of or release_day, release_day, made=ledger.LEDGER_STEPS)


def asked(bench: StepRunner, name: str, by: Sequence[str] = (), where: Condition | None = None) -> list[dict[str, Any]]:
    """The cells of a method, every margin too."""
    found = get_method(name)
    answer: list[dict[str, Any]] = query_cells(
        bench.engine, bench.build_cube(found), found, CellQuery(tuple(by), where or Condition())
    ).to_pylist()
    return answer


def total(bench: StepRunner, name: str, where: Condition | None = None) -> tuple[int, int]:
    """Numerator and denominator of a method."""
    found = asked(bench, name, where=where)
    return sum(cell["numerator"] for cell in found), sum(cell["denominator"] for cell in found)
