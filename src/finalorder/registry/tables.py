"""The release's 97 tables and their columns, in file order (``registry/columns.csv``)."""

from dataclasses import dataclass
from functools import cache

from finalorder.registry.files import read_registry_rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the release's name, the lake's name, its stored type, and whether the lake keeps it.

    ``type`` is one of int, date, datetime, bool, money, month_year, code, text, time_hhmm, guid.
    ``era`` is empty, or says in which releases the column occurs; ``references`` where its codes are listed.
    """

    name: str
    type: str
    kept: bool
    era: str
    references: str = ""

    @property
    def lake_name(self) -> str:
        """The name in the lake: the release's, in lower-case ASCII."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the release: its name there, its folder, the lake's name for it, its columns in file order."""

    name: str
    file: str
    folder: str
    columns: tuple[Column, ...]
    key: str

    @property
    def is_lookup(self) -> bool:
        """Whether the file lies in the release's ``Lookup`` folder."""
        return self.folder == "Lookup"

    @property
    def current_columns(self) -> tuple[Column, ...]:
        """The columns of releases since August 2025, in file order."""
        return tuple(column for column in self.columns if not column.era)


@cache
def _load_tables() -> dict[str, Table]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in read_registry_rows("columns"):
        grouped.setdefault(row["table"], []).append(row)
    return {name: _build_table(name, group) for name, group in grouped.items()}


def _build_table(name: str, group: list[dict[str, str]]) -> Table:
    columns = tuple(
        Column(row["column"], row["type"], row["kept"] == "yes", row["era"], row["references"]) for row in group
    )
    key = next((row["column"] for row in group if row["key"] == "Y"), "")
    return Table(name, group[0]["file"], group[0]["folder"], columns, key)


def list_core_tables() -> tuple[Table, ...]:
    """List the 19 core tables, in the order of the registry."""
    return tuple(item for item in _load_tables().values() if not item.is_lookup)


def list_lookup_tables() -> tuple[Table, ...]:
    """List the 78 lookup tables."""
    return tuple(item for item in _load_tables().values() if item.is_lookup)


def get_table(name: str) -> Table:
    """Return the table of that lake name, core or lookup."""
    return _load_tables()[name]
