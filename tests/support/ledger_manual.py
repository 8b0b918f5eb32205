"""The ledger's manual, docs/reference/ledger.md: written from the specification tests while they run.

A test's name is a sentence of the manual, its docstring what there is to add. What it put in and what it looked at are
recorded and shown as small tables. Every test checks, when it has passed, that the manual says what it just saw;
``make docs`` writes the manual again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from support import ledger_harness, small_lives
from support.places import DOCS

PAGE = DOCS / "reference" / "ledger.md"
#: the modules whose tests are the manual, in its order
CHAPTERS = ("test_completions", "test_orders", "test_undoing", "test_cases", "test_hearings", "test_notes")
USUAL = small_lives.proceeding()
NAMES = {
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    *("December", "Sunday", "Saturday", "Board", "Juneteenth", "Miami"),
}
Row = Mapping[str, Any]


class Watched(dict[str, Any]):
    """A row of the ledger that remembers which of its columns a test looked at."""

    def __init__(self, row: Row) -> None:
        super().__init__(row)
        self.seen: dict[str, None] = {}

    def __getitem__(self, column: str) -> Any:
        self.seen[column] = None
        return super().__getitem__(column)


@dataclass
class Case:
    """One ledger that a test asked for: the rows put in, and the rows that came out."""

    given: dict[str, list[Row]]
    found: dict[str, list[Watched]] = field(default_factory=dict)


class WatchedLedger(ledger_harness.Ledger):
    """A ledger whose rows are watched."""

    def __init__(self, tables: Mapping[str, Any], release_day: date) -> None:
        super().__init__(tables, release_day)
        self.case = Case({name: list(rows) for name, rows in tables.items()})

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        if name not in self.case.found:
            self.case.found[name] = [Watched(row) for row in super().__getitem__(name)]
        return list(self.case.found[name])


@contextmanager
def recording() -> Iterator[list[Case]]:
    """Keep every ledger that is asked for inside."""
    cases: list[Case] = []

    def watched(tables: Mapping[str, Any], release_day: date = date(2026, 7, 1)) -> ledger_harness.Ledger:
        found = WatchedLedger(tables, release_day)
        cases.append(found.case)
        return found

    plain, small_lives.ledger_of = small_lives.ledger_of, watched
    try:
        yield cases
    finally:
        small_lives.ledger_of = plain


def heading(name: str) -> str:
    """A test's name as a sentence."""
    words = name.removeprefix("test_").split("_")
    proper = {each.lower(): each for each in NAMES}
    sentence = " ".join(proper.get(word, word) for word in words)
    return f"### {sentence[0].upper()}{sentence[1:]}"


def describe_case(case: Case) -> str:
    """What was put in and what came out, as a row of a table; empty if nobody looked at a row."""
    out = [(name, row) for name, rows in case.found.items() for row in rows if _is_worth_showing(name, row)]
    if not out:
        return ""
    given = [(name, row) for name, rows in case.given.items() for row in rows if _differs(name, row)]
    left = "<br>".join(f"{name}: {_cells(name, row)}" for name, row in given)
    right = "<br>".join(f"{name}: {_cells('', {c: row.get(c) for c in row.seen})}" for name, row in out)
    return f"| {left} | {right} |"


def _is_worth_showing(name: str, row: Watched) -> bool:
    return bool(row.seen) and (name != "notes" or bool(row.get("count")))


def _differs(name: str, row: Row) -> bool:
    return name != "cases" or dict(row) != {"idncase": 1}


def _cells(name: str, row: Row) -> str:
    usual = USUAL if name == "proceedings" else {"idncase": 1}
    cells = [f"`{column}` {_cell(value)}" for column, value in row.items() if usual.get(column, ...) != value]
    return ", ".join(cells) or "as usual"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def introduction() -> str:
    """What stands before the first chapter."""
    return f"""# The ledger: what it makes of a release

Written by `make docs` from the tests in `tests/spec/ledger`: every sentence is a test, and every table is what
that test put in (left, rows of the release) and what it looked at (right, rows of the ledger). The release day is
{small_lives.RELEASE_DAY}. Unless a row says otherwise, the case is number 1, it is in the case table, and a proceeding
is this one:

{_usual()}

What decides is in `finalorder show orders --sql` and its neighbours; the rules of law are in `finalorder law`.
"""


def _usual() -> str:
    rows = "\n".join(f"| `{column}` | {_cell(value)} |" for column, value in USUAL.items())
    return f"| column | value |\n|---|---|\n{rows}"


def page(modules: list[Any], written: Mapping[str, Mapping[str, list[str]]]) -> str:
    """The whole manual, from the modules of its chapters and what their tests were seen to do."""
    by_name = {module.__name__.rsplit(".", 1)[-1]: module for module in modules}
    chapters = [_chapter(by_name[name], written.get(name, {})) for name in CHAPTERS]
    return "\n".join([introduction(), *chapters])


def _chapter(module: Any, written: Mapping[str, list[str]]) -> str:
    title, _, rest = (module.__doc__ or "").partition(":")
    parts = [f"## {title.removeprefix('The manual of ').capitalize()}", f"{rest.strip()[:1].upper()}{rest.strip()[1:]}"]
    for name, tables in written.items():
        said = " ".join((getattr(module, name).__doc__ or "").split())
        rows = "\n".join(dict.fromkeys(tables))
        table = [f"| release | ledger |\n|---|---|\n{rows}"] if rows else []
        parts += [heading(name), *([said] if said else []), *table]
    return "\n\n".join(parts) + "\n"


def section(text: str, name: str) -> str:
    """What the manual says under a test's sentence; empty if it does not have it."""
    _, _, after = text.partition(f"\n{heading(name)}\n")
    return after.split("\n### ")[0].split("\n## ")[0]
