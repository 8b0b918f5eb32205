"""Parquet files of a draft: tables in file order, and the books of what was repaired, set aside or not parsed."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import registry

ROWS_PER_ROW_GROUP = 131_072
VALUES_PER_BATCH = 65_536
LOG_ROWS_PER_BATCH = 20_000

REPAIRS_SCHEMA = pa.schema(
    [
        ("member", pa.string()),
        ("record", pa.int64()),
        ("byte_offset", pa.int64()),
        ("rule", pa.string()),
        ("column", pa.string()),
        ("before", pa.string()),
        ("after", pa.string()),
    ]
)
QUARANTINE_SCHEMA = pa.schema(
    [
        ("member", pa.string()),
        ("record", pa.int64()),
        ("byte_offset", pa.int64()),
        ("reason", pa.string()),
        ("raw", pa.binary()),
    ]
)
UNPARSED_SCHEMA = pa.schema(
    [
        ("member", pa.string()),
        ("record", pa.int64()),
        ("column", pa.string()),
        ("raw", pa.string()),
        ("rule", pa.string()),
    ]
)


def add_file_notes(schema: pa.Schema, table: str) -> pa.Schema:
    """Add to a schema what a file of the table says of itself in its metadata."""
    return schema.with_metadata(dict(registry.build_file_notes(table, schema.names)))


class TableWriter:
    """Writes one Parquet file from Arrow tables: zstd, whole row groups, the same bytes for the same rows."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        # Numbers are written plainly: as differences they would be smaller, but readers in use give wrong numbers for
        # that encoding without a word. All else repeats enough for a dictionary. Least and greatest texts help no
        # query and cost a quarter of the writing, so only numbers and dates have them.
        numbers = [item.name for item in schema if pa.types.is_int64(item.type)]
        others = [name for name in schema.names if name not in set(numbers)]
        texts = {item.name for item in schema if pa.types.is_string(item.type) or pa.types.is_binary(item.type)}
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=others or False,
            write_statistics=[name for name in schema.names if name not in texts],
            write_batch_size=VALUES_PER_BATCH,
        )
        self._schema = schema
        self._held: list[pa.Table] = []
        self._rows = 0
        self.null_counts = dict.fromkeys(schema.names, 0)

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        self._held.append(table)
        self._rows += table.num_rows
        for name, column in zip(table.column_names, table.columns, strict=True):
            self.null_counts[name] += column.null_count
        if self._rows >= ROWS_PER_ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            whole = pa.concat_tables(self._held).combine_chunks()
            self._writer.write_table(whole, row_group_size=whole.num_rows)
        self._held, self._rows = [], 0

    def close(self) -> None:
        """Write what is held and the footer."""
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        """Release the file as it is."""
        self._writer.close()


class BackgroundCloser:
    """Closes files in a thread of its own: the last rows of a table are written while the next member is inflated.

    One file at a time, so that no more than the last rows of one are held. What goes wrong is raised by the next
    ``close`` or at the end.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def close_soon(self, writer: TableWriter) -> None:
        self._wait()
        self._last = self._pool.submit(writer.close)

    def _wait(self) -> None:
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._wait()
        finally:
            self._pool.shutdown()


class ExceptionLog:
    """One of the books, filled row by row."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = TableWriter(path, add_file_notes(schema, path.stem))
        self._schema = schema
        self._rows: list[tuple[Any, ...]] = []

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows in the order of the schema."""
        self._rows.extend(rows)
        if len(self._rows) >= LOG_ROWS_PER_BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._schema)
        arrays = [pa.array(values, item.type) for values, item in zip(columns, self._schema, strict=True)]
        self._writer.write(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []

    def close(self) -> None:
        """Write what is held and the footer."""
        self._flush()
        self._writer.close()


class ExceptionLogs:
    """``repairs.parquet``, ``quarantine.parquet`` and ``unparsed.parquet`` of a draft."""

    def __init__(self, folder: Path) -> None:
        self.repairs = ExceptionLog(folder / "repairs.parquet", REPAIRS_SCHEMA)
        self.quarantine = ExceptionLog(folder / "quarantine.parquet", QUARANTINE_SCHEMA)
        self.unparsed = ExceptionLog(folder / "unparsed.parquet", UNPARSED_SCHEMA)

    def close(self) -> None:
        for book in (self.repairs, self.quarantine, self.unparsed):
            book.close()
