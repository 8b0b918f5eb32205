"""Reference pages: every published table and the portable subset of SQL, from the registry; the manual, from tests.

``python -m support.reference_pages`` in ``tests`` writes them all.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from finalorder import registry
from finalorder.engines.subset import CONSTRUCTS, FUNCTIONS, REFUSALS, Entry
from finalorder.registry import CodebookColumn, CodebookTable
from support.checks import describe_checks
from support.ledger_manual import CHAPTERS
from support.places import DOCS, TESTS

#: the rooms of the codebook in the order of the pages, each with its title
ROOMS = {
    "ledger": "The ledger",
    "analysis": "Analysis tables",
    "answers": "Answers, the plan and a brief's data",
    "derived": "Cohorts and cubes",
    "history": "The history",
    "ice": "ICE's figures",
    "registry": "The registry's tables in a lake",
    "books": "How every row was accounted for",
    "court_cases": "The court's file: cases",
    "court_proceedings": "The court's file: proceedings, hearings, motions, bonds",
    "court_appeals": "The court's file: appeals",
    "court_lookups": "The court's lists of codes",
}
MAX_PRINTED_CODES = 20


def tables() -> str:
    """``docs/reference/tables.md``: every table that is published, with the page that has its columns."""
    parts = [
        "# Every table\n",
        "Written by `make docs` from `registry/codebook/`. The same sentences stand in the metadata of every Parquet",
        "file, in `datapackage.json`, in `registry/codebook.parquet` of a lake, in the labels of exports, and in",
        "`finalorder show TABLE` and `finalorder show TABLE.COLUMN` (`--lang es` for Spanish). A name with `*` stands",
        "for several tables that are alike.",
    ]
    for room, title in _list_rooms():
        parts += [f"\n## [{title}](tables-{room}.md)\n", "| table | one row |", "|---|---|"]
        parts += [f"| `{table.name}` | {_plain(table.en)} |" for table in _list_tables(room)]
    return "\n".join(parts) + "\n"


def room_page(room: str) -> str:
    """``docs/reference/tables-ROOM.md``: the tables of a room with their columns."""
    parts = [
        f"# {ROOMS[room]}\n",
        f"Written by `make docs` from `registry/codebook/{room}.toml`; [every table](tables.md). *current value only*:",
        "the release shows only the value of its own day, which may have been another before.",
    ]
    for table in _list_tables(room):
        parts += [f"\n## {table.name}\n", _plain(table.en), ""]
        parts += [
            f"Key: {', '.join(f'`{name}`' for name in table.key)}. " if table.key else "",
            f"Source: {table.source}.",
        ]
        parts += ["", "| column | type | | what it says | codes |", "|---|---|---|---|---|"]
        parts += [_describe_column(column) for column in table.columns]
    return "\n".join(parts) + "\n"


def _list_rooms() -> Iterator[tuple[str, str]]:
    return ((room, title) for room, title in ROOMS.items() if room in registry.list_codebook_rooms())


def _list_tables(room: str) -> list[CodebookTable]:
    return [table for table in registry.load_codebook().values() if table.room == room]


def _describe_column(column: CodebookColumn) -> str:
    kind = f"{column.type}, {column.unit}" if column.unit else column.type
    now = "current value only" if column.now_not_then else ""
    return f"| `{column.name}` | {kind} | {now} | {_plain(column.en)} | {_plain(_print_codes(column))} |"


def _print_codes(column: CodebookColumn) -> str:
    codes = registry.get_code_list(column)
    if 0 < len(codes) <= MAX_PRINTED_CODES:
        return "; ".join(f"`{code}` {english}" for code, (english, _) in codes.items())
    return f"{column.codes} ({len(codes)} codes)" if codes else column.codes


def subset() -> str:
    """``docs/reference/sql-subset.md``."""
    parts = [
        "# The portable subset of SQL, entry by entry\n",
        "Written by `make docs` from `engines/subset.py`. Every example runs on DuckDB and on Spark and gives the same",
        "rows (`tests/integration/engines/test_spark.py`); the linter refuses what no entry names.\n",
        "## Constructs\n",
        *_entries(CONSTRUCTS),
        "\n## Functions\n",
        *_entries(FUNCTIONS),
        "\n## What engines answer differently\n",
        "| refused | why | instead |",
        "|---|---|---|",
        *(f"| {_code(each.example)} | {each.why} | {_plain(each.instead)} |" for each in REFUSALS),
    ]
    return "\n".join(parts) + "\n"


def _entries(entries: tuple[Entry, ...]) -> list[str]:
    rows = [f"| {_plain(each.name)} | {_plain(each.rule)} | {_code(each.example)} |" for each in entries]
    return ["| what | rule | example |", "|---|---|---|", *rows]


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    return f"`` {_plain(text)} ``"


PAGES = {
    "tables.md": tables,
    "sql-subset.md": subset,
    "checks.md": describe_checks,
    **{f"tables-{room}.md": partial(room_page, room) for room, _ in _list_rooms()},
}

if __name__ == "__main__":
    for name, text in PAGES.items():
        (DOCS / "reference" / name).write_text(text(), encoding="utf-8")
    chapters = [str(TESTS / "spec" / "ledger" / f"{chapter}.py") for chapter in CHAPTERS]
    asked = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not long", *chapters]
    sys.exit(subprocess.run(asked, env=os.environ | {"WRITE_MANUAL": "1"}, check=False).returncode)
