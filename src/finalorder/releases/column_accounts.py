"""The account of every column of a member: cells that hold a value, are empty, did not parse, or are no known code."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finalorder import registry
from finalorder.releases.schema import MemberLayout
from finalorder.releases.table_writer import add_file_notes
from finalorder.releases.values import RULES_KEEPING_VALUE

COLUMNS_FILE = "columns.parquet"
MAX_SHAPE_LENGTH = 40


@dataclass(slots=True)
class ColumnAccount:
    """A row of ``columns.parquet``: one column of one table.

    ``filled + empty + unparsed = rows``. ``outside`` counts the filled cells whose code is none that the registry
    knows, null where the registry has no list. ``example`` is the shape of a cell that did not parse, or of a code
    outside the list (digits as 9, letters as A), never the cell. ``values`` says of each value that some rows must
    have: how many rows it is expected in, and in how many it is.
    """

    table: str
    column: str
    type: str
    rows: int = 0
    filled: int = 0
    unparsed: int = 0
    outside: int | None = None
    example: str = ""
    values: dict[registry.ColumnValue, tuple[int, int]] = field(default_factory=dict)

    @property
    def empty(self) -> int:
        """Cells that were blank in the file."""
        return self.rows - self.filled - self.unparsed


class ColumnCounter:
    """Counts the cells of one member's columns, block by block."""

    def __init__(self, layout: MemberLayout) -> None:
        codes = registry.list_column_codes(layout.table)
        self._sets = {name: pa.array(sorted(codes[name]), pa.string()) for name in codes}
        self.accounts = {c.name: ColumnAccount(layout.table, c.name, c.type) for c in layout.lake_columns}
        names = set(self.accounts)
        self._values = [v for v in registry.list_column_values(layout.table) if {v.column, v.given_column} <= names]
        for value in self._values:
            self.accounts[value.column].values[value] = (0, 0)
        for name in self._sets:
            if name in self.accounts:
                self.accounts[name].outside = 0

    def count_block(self, table: pa.Table, unparsed: list[tuple[Any, ...]]) -> None:
        """Add a block's typed rows and the cells of it that did not parse (member, record, column, raw, rule)."""
        for name, column in zip(table.column_names, table.columns, strict=True):
            account = self.accounts[name]
            account.rows += len(column)
            account.filled += len(column) - column.null_count
            if name in self._sets:
                self._count_codes(account, column)
        for value in self._values:
            self._count_value(value, table)
        for _, _, name, raw, rule in unparsed:
            if rule not in RULES_KEEPING_VALUE:
                self.accounts[name].unparsed += 1
                self.accounts[name].example = self.accounts[name].example or describe_shape(raw)

    def _count_value(self, value: registry.ColumnValue, table: pa.Table) -> None:
        given = pc.fill_null(pc.equal(table[value.given_column], value.given_value), False)
        found = pc.and_(given, pc.fill_null(pc.equal(table[value.column], value.value), False))
        before = self.accounts[value.column].values[value]
        more = (pc.sum(given).as_py() or 0, pc.sum(found).as_py() or 0)
        self.accounts[value.column].values[value] = (before[0] + more[0], before[1] + more[1])

    def _count_codes(self, account: ColumnAccount, column: pa.ChunkedArray) -> None:
        codes = pc.utf8_upper(column) if account.column in registry.CODES_IN_EITHER_CASE else column
        strange = pc.and_(pc.is_valid(column), pc.invert(pc.is_in(codes, self._sets[account.column])))
        found = pc.sum(strange).as_py() or 0
        account.outside = (account.outside or 0) + found
        if found and not account.example:
            account.example = describe_shape(column.filter(strange)[0].as_py())


def describe_shape(text: str) -> str:
    """Describe a cell's shape without its value: digits as 9, letters as A, what cannot be printed by its number."""
    shape = re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text[:MAX_SHAPE_LENGTH]))
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in shape)


COLUMN_SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("column", pa.string()),
        ("type", pa.string()),
        *((name, pa.int64()) for name in ("rows", "filled", "empty", "unparsed", "outside")),
        ("example", pa.string()),
    ]
)


def write_column_accounts(accounts: list[ColumnAccount], folder: Path) -> None:
    """Write ``columns.parquet``, in the order of the tables and of their columns."""
    columns = {name: [getattr(account, name) for account in accounts] for name in COLUMN_SCHEMA.names}
    schema = add_file_notes(COLUMN_SCHEMA, "columns")
    pq.write_table(pa.table(columns, schema=schema), folder / COLUMNS_FILE, compression="zstd")


def read_filled_shares(folder: Path) -> dict[tuple[str, str], tuple[int, float]]:
    """Read by table and column of a release: how many rows, and the share of them that have a value."""
    if not (folder / COLUMNS_FILE).exists():
        return {}
    rows = pq.ParquetFile(folder / COLUMNS_FILE).read().to_pylist()
    return {(row["table"], row["column"]): (row["rows"], row["filled"] / row["rows"]) for row in rows if row["rows"]}
