"""The package's SQL as steps: one loader, what a step reads from its parse tree, and the order that follows from it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


class StepError(Exception):
    """A step that cannot be run as it was asked: a mistake in the code that asks, or in its SQL."""


@dataclass(frozen=True, slots=True)
class Step:
    """A SELECT with a name: it makes one table from those that it reads, and sees no others."""

    name: str
    sql: str

    @property
    def reads(self) -> frozenset[str]:
        """The tables that the SELECT reads, by the names it uses; its own named parts are not among them."""
        return find_tables_read(self.sql)

    @property
    def is_kept(self) -> bool:
        """Whether its rows are worth keeping for the steps that read them; otherwise they are read through it."""
        return "Not kept:" not in self.header

    @property
    def header(self) -> str:
        """The comment at the head of its file, as prose: what a row is, the key, the rules."""
        return "\n".join(line[3:] for line in takewhile(lambda line: line.startswith("-- "), self.sql.splitlines()))


@cache
def load_steps(folder: Path, prefix: str = "") -> Mapping[str, Step]:
    """Read every SQL file of a folder; a step is named as its file, after the prefix."""
    paths = sorted(folder.glob("*.sql"))
    steps = (Step(prefix + path.stem, path.read_text(encoding="utf-8")) for path in paths)
    return {step.name: step for step in steps}


def merge_steps(*libraries: Mapping[str, Step]) -> dict[str, Step]:
    """Put the steps of several rooms together; no two may have one name."""
    merged: dict[str, Step] = {}
    for each in libraries:
        if doubled := merged.keys() & each.keys():
            raise StepError(f"two steps are named {', '.join(sorted(doubled))}")
        merged |= each
    return merged


def order_steps(steps: Mapping[str, Step], goals: Iterable[str], given: Collection[str] = ()) -> list[Step]:
    """Find the steps that make some tables, each after those that it reads; ``given`` tables are there already."""
    ordered: dict[str, Step] = {}
    for goal in goals:
        _visit_step(goal, (), _Plan(steps, frozenset(given), ordered))
    return list(ordered.values())


def find_sources(steps: Mapping[str, Step], goals: Iterable[str], given: Collection[str] = ()) -> set[str]:
    """Find the tables that some goals come from and no step makes, those of ``given`` that are read among them."""
    needed = order_steps(steps, goals, given)
    made = {step.name for step in needed}
    return {name for step in needed for name in step.reads} - made


@dataclass(frozen=True, slots=True)
class _Plan:
    steps: Mapping[str, Step]
    given: frozenset[str]
    ordered: dict[str, Step]


def _visit_step(name: str, path: tuple[str, ...], plan: _Plan) -> None:
    if name in path:
        raise StepError(f"steps read each other in a circle: {' <- '.join((*path, name))}")
    if name in plan.ordered or name in plan.given or name not in plan.steps:
        return
    for needed in sorted(plan.steps[name].reads):
        _visit_step(needed, (*path, name), plan)
    plan.ordered[name] = plan.steps[name]


@cache
def find_tables_read(sql: str) -> frozenset[str]:
    """Find the tables that one SELECT reads, from the tree that DuckDB's parser makes of it.

    :raises StepError: if it cannot be parsed, or is no SELECT; it names the place.
    """
    found = _open_parser().execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    tree: dict[str, Any] = json.loads(found[0][0])
    if tree["error"]:
        raise StepError(f"the SQL cannot be read: {tree['error_message']}")
    return frozenset(_walk_tables(tree["statements"], frozenset()))


@cache
def _open_parser() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect()


def _walk_tables(node: Any, named: frozenset[str]) -> Iterator[str]:
    """Yield the tables of a part of the tree; ``named`` are the WITH parts that it sees, which are none."""
    if isinstance(node, list):
        for each in node:
            yield from _walk_tables(each, named)
    elif isinstance(node, dict):
        for part in node.get("cte_map", {}).get("map", ()):
            yield from _walk_tables(part["value"], named)
            named |= {part["key"].lower()}
        if node.get("type") == "BASE_TABLE" and node["table_name"].lower() not in named:
            yield node["table_name"]
        for key, each in node.items():
            if key != "cte_map":
                yield from _walk_tables(each, named)
