"""What a table or a column is, line by line, from the codebook."""

from collections.abc import Iterator
from itertools import islice

from finalorder import registry
from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.registry import CodebookColumn, CodebookTable
from finalorder.words import Words, load_words

MAX_SHOWN_CODES = 40


def list_tables() -> list[CodebookTable]:
    """List every table that is published, with what a row is, its key, its columns and its source."""
    return list(registry.load_codebook().values())


def find_described(name: str) -> tuple[CodebookTable, CodebookColumn | None] | None:
    """Find the table of a name, or the column of ``TABLE.COLUMN``; None if the codebook has no such table.

    :raises InputError: if it has the table and not the column; the nearest is offered.
    """
    before, _, last = name.rpartition(".")
    table = registry.find_codebook_table(before) if before else None
    if table is not None and (column := table.find_column(last)):
        return table, column
    if whole := registry.find_codebook_table(name):
        return whole, None
    if table is None:
        return None
    hint = suggest_names(last, [each.name for each in table.columns])
    raise InputError(f"{table.name} has no column {quote_value(last)}{hint}")


def describe_columns(table: CodebookTable, lang: str) -> Iterator[str]:
    """Describe the columns of a table, a line each, with a mark on those of the present value only."""
    for column in table.columns:
        yield f"  {column.name}: {column.describe(lang)}{_mark_present(column, load_words(lang))}"


def describe_table(table: CodebookTable, lang: str) -> Iterator[str]:
    """Describe a table: what a row is, its key and source, its columns."""
    words = load_words(lang)
    yield f"{table.name}: {table.describe(lang)}"
    if table.key:
        yield f"  {words.format_plain('table_line.key', columns=', '.join(table.key))}"
    yield f"  {words.format_plain('table_line.source', source=table.source)}"
    yield from describe_columns(table, lang)


def describe_column(table: CodebookTable, column: CodebookColumn, lang: str) -> Iterator[str]:
    """Describe a column: what it says, its type and unit, where it is from, and what its codes mean."""
    words = load_words(lang)
    yield f"{table.name}.{column.name}: {column.describe(lang)}{_mark_present(column, words)}"
    yield f"  {words.format_plain('table_line.type', type=column.type, unit=column.unit or '-')}"
    yield f"  {words.format_plain('table_line.source', source=column.source)}"
    if column.codes:
        yield f"  {words.format_plain('table_line.codes', list=column.codes)}"
    codes = registry.get_code_list(column)
    for code, (english, spanish) in islice(codes.items(), MAX_SHOWN_CODES):
        yield f"    {code}: {spanish if lang == 'es' else english}"
    if len(codes) > MAX_SHOWN_CODES:
        yield f"    {words.format_plain('table_line.more_codes', count=len(codes) - MAX_SHOWN_CODES)}"


def _mark_present(column: CodebookColumn, words: Words) -> str:
    return f" {words.format_plain('cohort_line.current_only')}" if column.now_not_then else ""
