"""Whether two ledgers are the same, row for row, whatever engine and whatever Parquet writer made them."""

import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from finalorder.engines import list_part_files

CHECKSUM_BATCH_ROWS = 100_000


def compute_checksum(path: Path) -> str:
    """Compute the SHA-256 of a table's rows as CSV, in their order, the line of column names included.

    A list is written as its items between spaces; NULL is an empty cell, an empty text is ``""``. So the checksum is
    that of what any CSV writer with these rules gives, and nothing of the Parquet file's own layout is in it.

    :param path: a table of a ledger: a Parquet file, or a folder of part files.
    """
    found = hashlib.sha256()
    files = [pq.ParquetFile(part) for part in list_part_files(path)]
    schema = pa.schema([(field.name, _choose_csv_type(field.type)) for field in files[0].schema_arrow])
    with csv.CSVWriter(_DigestFile(found), schema) as writer:
        for batch in (each for file in files for each in file.iter_batches(batch_size=CHECKSUM_BATCH_ROWS)):
            columns = [_join_list_items(column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
    return found.hexdigest()


def _choose_csv_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) else kind


def _join_list_items(column: pa.Array) -> pa.Array:
    return pc.binary_join(column, " ") if pa.types.is_list(column.type) else column


class _DigestFile:
    """A file that keeps nothing of what is written to it but the digest."""

    closed = False

    def __init__(self, found: Any) -> None:
        self.write = found.update

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""
