"""Many part files, one file of the lake."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

#: as in the files that DuckDB writes
ROWS_PER_GROUP = 122_880


def merge_part_files(folder: Path, target: Path) -> int:
    """Write the rows of a folder's part files, in the order of their names, to one Parquet file; gives how many.

    No more than a row group or two is in memory at once.
    """
    parts = sorted(folder.glob("part-*.parquet"))
    schema = _strip_metadata(pq.read_schema(parts[0]))
    rows = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for group in _read_row_groups(parts):
            writer.write_table(group.cast(schema), row_group_size=ROWS_PER_GROUP)
            rows += group.num_rows
    return rows


def _strip_metadata(schema: pa.Schema) -> pa.Schema:
    """Names and types alone, as in files of the other engine: without Spark's notes on each column."""
    return pa.schema([(field.name, field.type) for field in schema])


def _read_row_groups(parts: list[Path]) -> Iterator[pa.Table]:
    """Tables of about a row group each, whatever the size of the parts."""
    waiting: list[pa.RecordBatch] = []
    for part in parts:
        for batch in pq.ParquetFile(part).iter_batches(batch_size=ROWS_PER_GROUP):
            waiting.append(batch)
            if sum(each.num_rows for each in waiting) >= ROWS_PER_GROUP:
                yield pa.Table.from_batches(waiting)
                waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)
