"""What is known: tables, columns, codes, courts and cities, sources, law. Data files with citations; no logic."""

from finalorder.registry.dimensions import UNKNOWN, Dimension, dimensions
from finalorder.registry.files import codes, data_path, law, rows
from finalorder.registry.tables import Column, Table, lookups, table, tables

__all__ = [
    "UNKNOWN",
    "Column",
    "Dimension",
    "Table",
    "codes",
    "data_path",
    "dimensions",
    "law",
    "lookups",
    "rows",
    "table",
    "tables",
]
