"""A ledger in an engine, asked by every method: how tests run the methods without a lake."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from finalorder import ledger
from finalorder.cohorts import Condition, level_table
from finalorder.engines import DuckDB
from finalorder.measures import method
from finalorder.measures.asking import cells, question
from finalorder.measures.workbench import Workbench
from ledger_harness import engine_with, release_table

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def bench_with(tables: Tables, release_day: date, as_of: date | None = None) -> Workbench:
    """A workbench on the ledger of these tables; close its engine when done."""
    engine: DuckDB = engine_with(tables, release_day)
    engine.see("release_applications", release_table("applications", tables.get("applications", [])))
    engine.see("registry_levels", level_table())
    return Workbench(engine, as_of or release_day, release_day, made=ledger.STEPS)


def asked(bench: Workbench, name: str, by: Sequence[str] = (), where: Condition | None = None) -> list[dict[str, Any]]:
    """The cells of a method, every margin too."""
    found = method(name)
    answer: list[dict[str, Any]] = cells(
        bench.engine, bench.cube(found), found, question(by, where or Condition())
    ).to_pylist()
    return answer


def total(bench: Workbench, name: str, where: Condition | None = None) -> tuple[int, int]:
    """Numerator and denominator of a method."""
    found = asked(bench, name, where=where)
    return sum(cell["numerator"] for cell in found), sum(cell["denominator"] for cell in found)
