"""The specification cases of the ledger on Spark: all of them in one derivation, since each would take it seconds.

The rows of every case are put side by side, with ids so far apart that no case sees another, and derived together; a
case is then given its own rows back with its own ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from finalorder import registry
from finalorder.engines import Engine
from finalorder.ledger import list_ledger_inputs
from support.ledger_harness import Rows, ask, open_tables

#: ids of two cases are further apart than any id of one is large
APART = 1_000_000
#: a code, and no id
NO_IDS = {"idnjuvenile"}
#: the ids of each table of the ledger; ``notes`` has none, since it counts the rows of all cases together
LEDGER_IDS = {
    "completions": ("idncase", "idnproceeding"),
    "hearings": ("idncase", "idnproceeding", "idnschedule"),
    "orders": ("idncase", "order_id", "appeal_id"),
    "cases": ("idncase", "standing_order_id", "lead_idncase"),
}
Case = tuple[Mapping[str, Rows], date]


def name_case(tables: Mapping[str, Rows], release_day: date) -> str:
    """The same name for the same rows on the same day."""
    return repr((sorted((name, list(map(dict, rows))) for name, rows in tables.items()), release_day))


@dataclass
class CaseBatch:
    """Cases by name, what the engine made of each (its rows by table), and what it noted of all of them."""

    cases: dict[str, Case] = field(default_factory=dict)
    found: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def add(self, tables: Mapping[str, Rows], release_day: date) -> None:
        """Take a case in; one that is there already is the same one."""
        self.cases.setdefault(name_case(tables, release_day), (tables, release_day))

    def derive(self, engine: Engine) -> None:
        """Derive every case in an engine, those of one release day together."""
        self.found = {name: {table: [] for table in LEDGER_IDS} for name in self.cases}
        for day in sorted({day for _, day in self.cases.values()}):
            names = [name for name, (_, asked) in self.cases.items() if asked == day]
            runner = open_tables(engine, self._put_together(names), day)
            for table, ids in LEDGER_IDS.items():
                for row in ask(runner, f"SELECT * FROM {table}").to_pylist():
                    number, own = _take_back(row, ids)
                    self.found[names[number]][table].append(own)
            self.notes += ask(runner, "SELECT * FROM notes").to_pylist()

    def _put_together(self, names: list[str]) -> dict[str, list[dict[str, Any]]]:
        together: dict[str, list[dict[str, Any]]] = {name: [] for name in list_ledger_inputs()}
        for number, name in enumerate(names):
            for table, rows in self.cases[name][0].items():
                together[table] += [_set_apart(table, row, number) for row in rows]
        return together


def _set_apart(table: str, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    ids = {c.lake_name for c in registry.get_table(table).current_columns if "idn" in c.lake_name} - NO_IDS
    moved = {name: row[name] + APART * number for name in ids & row.keys() if row[name] is not None}
    return {**row, **moved}


def _take_back(row: Mapping[str, Any], ids: tuple[str, ...]) -> tuple[int, dict[str, Any]]:
    """The number of the case that a row is of, and the row with its own ids."""
    numbers = {row[name] // APART for name in ids if row[name] is not None}
    assert len(numbers) == 1, f"a row belongs to one case: {row}"
    return numbers.pop(), {**row, **{name: row[name] % APART for name in ids if row[name] is not None}}
