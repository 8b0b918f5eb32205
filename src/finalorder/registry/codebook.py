"""Every table and column that is published, with what it says: ``registry/codebook/*.toml``, one file a room.

The court's own tables have their columns, types and keys in ``columns.csv``, and only their words here. A name may hold
``*`` for tables that are alike (``cubes/*``); ``like`` takes the columns of another table.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from finalorder.registry.files import find_registry_path
from finalorder.registry.tables import Column, Table, list_core_tables, list_lookup_tables

CODEBOOK_FOLDER, LEVELS_FILE, LOOKUPS_FILE = "codebook", "levels", "court_lookups"
_LOOKUP_REFERENCE = re.compile(r"(tbl\w+)\.(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CodebookColumn:
    """A column: its type, what it says in both languages, and whether the release has only its present value.

    ``type`` is one of int, number, bool, date, datetime, month_year, money, code, text, time_hhmm, guid, list, bytes.
    ``codes`` names a list for :func:`find_code_list`; ``levels`` are codes that stand with the column itself.
    """

    name: str
    type: str
    en: str
    es: str
    unit: str = ""
    codes: str = ""
    levels: Mapping[str, tuple[str, str]] | None = None
    now_not_then: bool = False
    is_optional: bool = False
    source: str = ""

    def describe(self, lang: str) -> str:
        """Say in a language what the column says."""
        return self.es if lang == "es" else self.en


@dataclass(frozen=True, slots=True)
class CodebookTable:
    """A table, or those that are alike: what one row is, its key, its columns; ``room`` is the file that has it.

    ``rest`` describes every column that is not listed, with ``{0}`` for its name.
    """

    name: str
    room: str
    en: str
    es: str
    key: tuple[str, ...]
    columns: tuple[CodebookColumn, ...]
    source: str
    rest: tuple[str, str, str] | None = None

    def describe(self, lang: str) -> str:
        """Say in a language what one row is."""
        return self.es if lang == "es" else self.en

    def find_column(self, name: str) -> CodebookColumn | None:
        """Find a column by its name, in upper or lower case; None if the table has none."""
        found = next((each for each in self.columns if each.name == name.lower()), None)
        if found is None and self.rest is not None:
            kind, english, spanish = self.rest
            return CodebookColumn(name, kind, english.format(name), spanish.format(name), source=self.source)
        return found

    def narrow(self, names: Iterable[str]) -> "CodebookTable":
        """Leave out the columns that a file does not have, in the order of the file."""
        found = (self.find_column(name) for name in names)
        return replace(self, columns=tuple(each for each in found if each is not None))


@cache
def read_codebook_file(name: str) -> dict[str, Any]:
    """Read one file of the codebook."""
    path = find_registry_path(CODEBOOK_FOLDER, f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def list_codebook_rooms() -> tuple[str, ...]:
    """List the files of the codebook, the levels apart."""
    paths = find_registry_path(CODEBOOK_FOLDER).glob("*.toml")
    return tuple(sorted(path.stem for path in paths if path.stem != LEVELS_FILE))


@cache
def load_codebook() -> Mapping[str, CodebookTable]:
    """Load every table by its name in a lake: ``tables/cases``, ``ledger/orders``, ``cubes/*``.

    :raises ValueError: if a column has no words: a mistake in the registry.
    """
    core = {f"tables/{table.name}": table for table in list_core_tables()}
    built: dict[str, CodebookTable] = {}
    for room in list_codebook_rooms():
        file = read_codebook_file(room)
        if room == LOOKUPS_FILE:
            built |= {table.name: table for table in _build_lookup_tables(file)}
        for name, entry in file.get("tables", {}).items():
            built[name] = _build_table(name, room, entry, core.get(name))
    return {name: _fill_from_likeness(table, built) for name, table in built.items()}


def _build_table(name: str, room: str, entry: Mapping[str, Any], court: Table | None) -> CodebookTable:
    file = read_codebook_file(room)
    source = file["source"] if court is None else f"{file['source']}, {court.file}"
    words = file.get("shared", {}) | entry.get("columns", {})
    listed = _list_own_columns(entry, file) if court is None else list(_list_court_columns(court, words, name))
    columns = [_add_facts(column, entry, source if court is None else f"{source}, {_find_name(court, column)}")
               for column in listed]  # fmt: skip
    key = tuple(entry.get("key", (court.key.lower(),) if court is not None and court.key else ()))
    rest = tuple(entry["rest"]) if "rest" in entry else None
    return CodebookTable(name, room, entry["row"], entry["row_es"], key, tuple(columns), source, rest)


def _find_name(court: Table, column: CodebookColumn) -> str:
    return next(each.name for each in court.columns if each.lake_name == column.name)


def _list_own_columns(entry: Mapping[str, Any], file: Mapping[str, Any]) -> list[CodebookColumn]:
    """List the columns of a table that is not the court's, in the order that it names, else as they stand."""
    words = file.get("shared", {}) | entry.get("columns", {})
    return [CodebookColumn(name, *words[name]) for name in entry.get("order", entry.get("columns", {}))]


def _list_court_columns(court: Table, words: Mapping[str, Any], name: str) -> Iterator[CodebookColumn]:
    for column in court.columns:
        if column.kept:
            if column.lake_name not in words:
                raise ValueError(f"{name}.{column.lake_name} has no sentence in the codebook")
            yield _build_court_column(column, *words[column.lake_name])


def _build_court_column(column: Column, english: str, spanish: str) -> CodebookColumn:
    codes = _LOOKUP_REFERENCE.match(column.references)
    return CodebookColumn(
        column.lake_name,
        column.type,
        english,
        spanish,
        codes=codes[0] if codes and not codes[1].lower().startswith(("tbl_eoir", "tblappeal")) else "",
        is_optional=bool(column.era),
    )


def _add_facts(column: CodebookColumn, entry: Mapping[str, Any], source: str) -> CodebookColumn:
    """Add what a table says of its columns by name: codes, unit, present value only, not in every file."""
    codes = entry.get("codes", {}).get(column.name, column.codes)
    levels = {code: (said[0], said[1]) for code, said in codes.items()} if isinstance(codes, dict) else None
    return replace(
        column,
        codes="" if levels else codes,
        levels=levels,
        unit=entry.get("units", {}).get(column.name, ""),
        now_not_then=column.name in entry.get("now", ()),
        is_optional=column.is_optional or column.name in entry.get("optional", ()),
        source=source,
    )


def _build_lookup_tables(file: Mapping[str, Any]) -> Iterator[CodebookTable]:
    for table in list_lookup_tables():
        source = f"{file['source']}, {table.file}"
        words = file["shared"] | file["columns"].get(table.name, {})
        english, spanish = file["rows"][table.name]
        columns = tuple(_build_lookup_column(table, column, words, source) for column in table.columns if column.kept)
        key = (table.key.lower(),) if table.key else ()
        yield CodebookTable(f"lookups/{table.name}", LOOKUPS_FILE, english, spanish, key, columns, source)


def _build_lookup_column(table: Table, column: Column, words: Mapping[str, Any], source: str) -> CodebookColumn:
    said = words.get(column.lake_name) or _match_pattern(column.lake_name)
    if said is None:
        raise ValueError(f"lookups/{table.name}.{column.lake_name} has no sentence in the codebook")
    built = _build_court_column(column, *said)
    # a list's own code leads to no other list
    return replace(built, codes="", source=f"{source}, {column.name}")


def _match_pattern(name: str) -> list[str] | None:
    patterns: Mapping[str, list[str]] = read_codebook_file(LOOKUPS_FILE)["patterns"]
    return next((said for pattern, said in patterns.items() if re.fullmatch(pattern, name)), None)


def _fill_from_likeness(table: CodebookTable, built: Mapping[str, CodebookTable]) -> CodebookTable:
    """Put the columns of the table that this one is like before its own."""
    entry = read_codebook_file(table.room).get("tables", {}).get(table.name, {})
    model = built.get(entry.get("like", ""))
    if model is None:
        return table
    only = entry.get("only") or [column.name for column in model.columns]
    every = "*" in entry.get("optional", ())
    taken = (
        replace(column, is_optional=every or column.is_optional) for column in model.columns if column.name in only
    )
    return replace(table, columns=(*taken, *table.columns), key=table.key or model.key)


def find_codebook_table(name: str) -> CodebookTable | None:
    """Find a table by its name in a lake, also where the codebook has a pattern for it; None if it has none.

    A name without a folder is that of a ledger table, else of a core table, a list, or a book of the reader.
    """
    known = load_codebook()
    wanted = name if name in known else name.lower()
    for candidate in (wanted, f"ledger/{wanted}", f"tables/{wanted}", f"lookups/{wanted}", f"registry/{wanted}"):
        if candidate in known:
            return known[candidate]
    if wanted.startswith("history/"):
        return _build_history_table(wanted)
    fitting = [pattern for pattern in known if "*" in pattern and fnmatchcase(wanted, pattern)]
    return replace(known[max(fitting, key=len)], name=wanted) if fitting else None


def _build_history_table(name: str) -> CodebookTable | None:
    """Build the table of the history that follows a core table or a list: its columns, and between which releases."""
    known, last = load_codebook(), name.rpartition("/")[2]
    model = known.get(f"tables/{last}") or known.get(f"lookups/{last}")
    if model is None:
        return None
    pattern = known["history/*"]
    return replace(pattern, name=name, columns=(*model.columns, *pattern.columns), key=model.key)
