"""A table of the codebook as a Table Schema (Frictionless Data), for data packages and for the notes of files."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from finalorder.registry.code_lists import get_code_list
from finalorder.registry.codebook import CodebookColumn, CodebookTable, find_codebook_table

#: the key of a Parquet file's own metadata under which its schema stands
FILE_NOTES_KEY = "finalorder"
MAX_LISTED_CODES = 60
_FRICTIONLESS_TYPES = {
    "int": "integer",
    "number": "number",
    "money": "number",
    "bool": "boolean",
    "date": "date",
    "month_year": "date",
    "datetime": "datetime",
    "list": "array",
}


def describe_table_schema(table: CodebookTable) -> dict[str, Any]:
    """Describe a table's columns as a Table Schema: name, type, what it says; unit, codes and age where it has them."""
    schema: dict[str, Any] = {
        "fields": [describe_field(column) for column in table.columns],
        "missingValues": [""],
    }
    return schema | ({"primaryKey": list(table.key)} if table.key else {})


def describe_field(column: CodebookColumn) -> dict[str, Any]:
    """Describe one column as a field of a Table Schema."""
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS_TYPES.get(column.type, "string"),
        "description": column.en,
        "description_es": column.es,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.now_not_then:
        field["now_not_then"] = True
    if column.codes:
        field["codes"] = column.codes
    codes = get_code_list(column)
    if 0 < len(codes) <= MAX_LISTED_CODES:
        field["levels"] = {code: english for code, (english, _) in codes.items()}
    return field


def build_file_notes(name: str, columns: Iterable[str] | None = None) -> Mapping[str, str]:
    """Build what a Parquet file says of itself: its table's schema, source and row in JSON, under one key.

    Empty for a table that the codebook does not have.
    """
    text = _describe_file(name, None if columns is None else tuple(columns))
    return {FILE_NOTES_KEY: text} if text else {}


@cache
def _describe_file(name: str, columns: tuple[str, ...] | None) -> str:
    table = find_codebook_table(name)
    if table is None:
        return ""
    said = {
        "table": name,
        "description": table.en,
        "description_es": table.es,
        "source": table.source,
        "schema": describe_table_schema(table if columns is None else table.narrow(columns)),
    }
    return json.dumps(said, ensure_ascii=False)
