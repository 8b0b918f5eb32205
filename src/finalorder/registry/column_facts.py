"""What a column of the release usually holds: the share of rows that have a value, and the codes that it may hold."""

from dataclasses import dataclass
from functools import cache

from finalorder.registry.files import read_codes, read_registry_rows

#: columns that the ledger reads in either case
CODES_IN_EITHER_CASE = frozenset({"strappealtype", "strattylevel", "strattytype"})


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """A value that some rows of a table must have: of the rows with ``given_value`` in ``given_column``, some.

    ``share`` of them have it in a real release; with fewer such rows than ``least_rows`` none may be chance.
    """

    table: str
    column: str
    value: str
    given_column: str
    given_value: str
    least_rows: int
    share: float


@cache
def list_column_shares() -> dict[tuple[str, str], float]:
    """List by core table and column, in lake names: the share of rows with a value (``registry/column_shares.csv``)."""
    rows = read_registry_rows("column_shares")
    return {(row["table"], row["column"].lower()): float(row["share"]) for row in rows}


@cache
def list_column_values(table: str) -> tuple[ColumnValue, ...]:
    """List the values that some rows of a core table must have (``registry/column_values.csv``)."""
    return tuple(
        ColumnValue(
            table,
            row["column"].lower(),
            row["value"],
            row["given_column"].lower(),
            row["given_value"],
            int(row["least_rows"]),
            float(row["share"]),
        )
        for row in read_registry_rows("column_values")
        if row["table"] == table
    )


@cache
def list_column_codes(table: str) -> dict[str, frozenset[str]]:
    """List by column of a core table, in lake names: the codes that it may hold (``registry/column_codes.csv``).

    Where the court writes codes in either case, which the ledger takes for the same, they are in upper case here.
    """
    rows = (row for row in read_registry_rows("column_codes") if row["table"] == table)
    codes = {row["column"].lower(): _read_code_set(row["codes"]) for row in rows}
    return {
        column: frozenset(map(str.upper, found)) if column in CODES_IN_EITHER_CASE else found
        for column, found in codes.items()
    }


def _read_code_set(where: str) -> frozenset[str]:
    folder, _, rest = where.partition("/")
    if not rest:
        return frozenset(where.split())
    name, _, column = rest.rpartition(".")
    rows = read_codes(name) if folder == "codes" else read_registry_rows(where.rpartition(".")[0])
    return frozenset(row[column].strip() for row in rows)
