"""Reference pages: the columns of the ledger and the portable subset of SQL, from the registry; the manual, from tests.

``python -m support.reference_pages`` in ``tests`` writes them all.
"""

import os
import subprocess
import sys
from itertools import groupby

from finalorder import registry
from finalorder.engines.subset import CONSTRUCTS, FUNCTIONS, REFUSALS, Entry
from support.ledger_manual import CHAPTERS
from support.places import DOCS, TESTS

DATED = {"then": "", "now": "current value only"}


def columns() -> str:
    """``docs/reference/columns.md``."""
    parts = [
        "# The ledger's columns\n",
        "Written by `make docs` from `registry/ledger_columns.csv`. *current value only*: the release shows only",
        "the value of its own day, which may have been another before; every other column is dated, or part of a dated",
        "event.",
    ]
    for table, rows in groupby(registry.read_registry_rows("ledger_columns"), lambda row: row["table"]):
        parts += [f"\n## {table}\n", "| column | type | | what it says |", "|---|---|---|---|"]
        parts += [f"| `{r['column']}` | {r['type']} | {DATED[r['dated']]} | {r['description']} |" for r in rows]
    return "\n".join(parts) + "\n"


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


PAGES = {"columns.md": columns, "sql-subset.md": subset}

if __name__ == "__main__":
    for name, text in PAGES.items():
        (DOCS / "reference" / name).write_text(text(), encoding="utf-8")
    chapters = [str(TESTS / "spec" / "ledger" / f"{chapter}.py") for chapter in CHAPTERS]
    asked = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not long", *chapters]
    sys.exit(subprocess.run(asked, env=os.environ | {"WRITE_MANUAL": "1"}, check=False).returncode)
