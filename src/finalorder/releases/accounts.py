"""The account of one member: what went in, what came out, and the identity that must hold between them."""

from dataclasses import dataclass, field

import pyarrow as pa

from finalorder.releases.column_accounts import ColumnAccount


@dataclass(slots=True)
class Account:
    """One row of ``accounting.parquet``: one member of the release.

    ``records`` are the member's rows after the header, a row broken over two record ends counted once;
    ``accepted + repaired + joined + quarantined = records``, and the table has ``accepted + repaired + joined`` rows.
    ``lines`` are physical lines (line feeds), header included. ``second_count`` is the number of record ends after
    the header by code that shares nothing with the splitter: it equals ``records + absorbed``, where ``absorbed``
    counts the record ends that turned out to lie inside a row. ``padding_bytes`` are spaces at either end of a
    field; ``control_bytes`` are control bytes other than NUL, tab and record ends; ``latin1_bytes`` are bytes above
    ASCII in fields that are no UTF-8. ``nulls`` (in ``release.json``) counts the empty cells of each column. Members
    that hold no table have no records (null).
    """

    member: str
    method: str
    compressed_bytes: int
    bytes: int = 0
    crc32: int = 0
    crc_ok: bool | None = None
    lines: int | None = None
    records: int | None = None
    accepted: int | None = None
    repaired: int | None = None
    joined: int | None = None
    quarantined: int | None = None
    nul_bytes: int | None = None
    control_bytes: int | None = None
    padding_bytes: int | None = None
    latin1_bytes: int | None = None
    count_txt: int | None = None
    table: str | None = None
    second_count: int | None = None
    absorbed: int | None = None
    nulls: dict[str, int] = field(default_factory=dict)
    columns: list[ColumnAccount] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return (self.accepted or 0) + (self.repaired or 0) + (self.joined or 0)

    def is_balanced(self) -> bool:
        """Return whether the four fates add up to the records, and the second count agrees."""
        if self.records is None:
            return True
        fates = self.rows + (self.quarantined or 0)
        return fates == self.records and self.second_count == self.records + (self.absorbed or 0)

    def agrees_with_count_txt(self) -> bool:
        """Whether the release's own Count.txt agrees, or each row of the difference is in the quarantine or joined."""
        if self.count_txt is None or self.records is None:
            return True
        return -(self.absorbed or 0) <= self.records - self.count_txt <= (self.quarantined or 0)


ACCOUNTING_SCHEMA = pa.schema(
    [
        ("member", pa.string()),
        ("method", pa.string()),
        ("compressed_bytes", pa.int64()),
        ("bytes", pa.int64()),
        ("crc32", pa.int64()),
        ("crc_ok", pa.bool_()),
        *((name, pa.int64()) for name in ("lines", "records", "accepted", "repaired", "joined", "quarantined")),
        *((name, pa.int64()) for name in ("nul_bytes", "control_bytes", "padding_bytes", "latin1_bytes", "count_txt")),
        ("table", pa.string()),
        ("second_count", pa.int64()),
        ("absorbed", pa.int64()),
    ]
)


def build_accounting_table(accounts: list[Account]) -> pa.Table:
    """Build the accounts as the rows of ``accounting.parquet``, in the order in which the members were read."""
    columns = {name: [getattr(account, name) for account in accounts] for name in ACCOUNTING_SCHEMA.names}
    return pa.table(columns, schema=ACCOUNTING_SCHEMA)
