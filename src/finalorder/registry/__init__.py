"""What is known: tables, columns, codes, courts and cities, sources, law. Data files with citations; no logic."""

from finalorder.registry.anchors import Anchor, AnchorCondition, load_anchors
from finalorder.registry.code_lists import CodeList, find_code_list, get_code_list
from finalorder.registry.codebook import (
    CodebookColumn,
    CodebookTable,
    find_codebook_table,
    list_codebook_rooms,
    load_codebook,
)
from finalorder.registry.column_facts import (
    CODES_IN_EITHER_CASE,
    ColumnValue,
    list_column_codes,
    list_column_shares,
    list_column_values,
)
from finalorder.registry.court_places import (
    Place,
    describe_unknown_place,
    find_county,
    find_place,
    find_state_name,
    list_court_places,
    list_state_courts,
)
from finalorder.registry.dimensions import UNKNOWN, Dimension, LevelRule, load_dimensions
from finalorder.registry.files import (
    find_registry_path,
    read_codes,
    read_help,
    read_law,
    read_reading_rules,
    read_registry_rows,
)
from finalorder.registry.populations import Population, find_population
from finalorder.registry.published_series import (
    FISCAL_YEAR_END,
    PublishedFigure,
    get_fiscal_year_end,
    load_published_series,
)
from finalorder.registry.table_schema import FILE_NOTES_KEY, build_file_notes, describe_table_schema
from finalorder.registry.tables import Column, Table, get_table, list_core_tables, list_lookup_tables
from finalorder.registry.unknown_facts import UnknownFact, find_unknown_fact, load_unknown_facts

__all__ = [
    "CODES_IN_EITHER_CASE",
    "FILE_NOTES_KEY",
    "FISCAL_YEAR_END",
    "UNKNOWN",
    "Anchor",
    "AnchorCondition",
    "CodeList",
    "CodebookColumn",
    "CodebookTable",
    "Column",
    "ColumnValue",
    "Dimension",
    "LevelRule",
    "Place",
    "Population",
    "PublishedFigure",
    "Table",
    "UnknownFact",
    "build_file_notes",
    "describe_table_schema",
    "describe_unknown_place",
    "find_code_list",
    "find_codebook_table",
    "find_county",
    "find_place",
    "find_population",
    "find_registry_path",
    "find_state_name",
    "find_unknown_fact",
    "get_code_list",
    "get_fiscal_year_end",
    "get_table",
    "list_codebook_rooms",
    "list_column_codes",
    "list_column_shares",
    "list_column_values",
    "list_core_tables",
    "list_court_places",
    "list_lookup_tables",
    "list_state_courts",
    "load_anchors",
    "load_codebook",
    "load_dimensions",
    "load_published_series",
    "load_unknown_facts",
    "read_codes",
    "read_help",
    "read_law",
    "read_reading_rules",
    "read_registry_rows",
]
