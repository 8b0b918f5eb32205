"""A ledger asked by every method: how tests run the methods without a lake."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from finalorder.answers import Condition, build_level_table
from finalorder.cohorts import build_asked
from finalorder.engines import StepRunner
from finalorder.measures import get_method
from finalorder.measures.method_runner import build_method_inputs, load_every_step
from finalorder.measures.query import CellQuery, query_cells
from support.ledger_harness import derive_tables, release_table

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def ask_methods(tables: Tables, release_day: date, as_of: date | None = None) -> StepRunner:
    """The ledger of these tables, with the steps of every method; close it when done."""
    runner, day = derive_tables(tables, release_day), as_of or release_day
    given = {
        "release_applications": release_table("applications", tables.get("applications", [])),
        "registry_levels": build_level_table(),
        "asked": build_asked(day),
        **build_method_inputs(day),
    }
    return runner.extend(given, load_every_step().values())


def query_method(
    runner: StepRunner, name: str, by: Sequence[str] = (), where: Condition | None = None
) -> list[dict[str, Any]]:
    """The cells of a method, every margin too."""
    found: list[dict[str, Any]] = query_cells(
        runner, get_method(name), CellQuery(tuple(by), where or Condition())
    ).to_pylist()
    return found


def total(runner: StepRunner, name: str, where: Condition | None = None) -> tuple[int, int]:
    """Numerator and denominator of a method."""
    found = query_method(runner, name, where=where)
    return sum(cell["numerator"] for cell in found), sum(cell["denominator"] for cell in found)
