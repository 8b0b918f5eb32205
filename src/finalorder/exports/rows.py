"""The rows of an export, a batch at a time: only the columns asked for, only the rows that are wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finalorder.exports.row_filters import RowFilter, draw_rows, match_rows

ROWS_PER_BATCH = 65_536
#: the column by which a sample is drawn
CASE_COLUMNS = ("idncase", "idnridercase")


@dataclass(frozen=True, slots=True)
class RowSource:
    """A table as files, or in memory where it is small, with what is asked of it."""

    files: Sequence[Path]
    columns: tuple[str, ...]
    filters: tuple[RowFilter, ...] = ()
    share: float = 1.0
    table: pa.Table | None = None

    def read_schema(self) -> pa.Schema:
        """Read the types of the columns asked for, in their order."""
        schema = self.table.schema if self.table is not None else pq.read_schema(self.files[0])
        return pa.schema([pa.field(name, schema.field(name).type) for name in self.columns])

    def count_all(self) -> int:
        """Count the rows of the whole table."""
        if self.table is not None:
            return int(self.table.num_rows)
        return sum(pq.read_metadata(file).num_rows for file in self.files)

    def read_batches(self, only: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Read the rows that are wanted, in the order of the table; ``only`` are fewer columns."""
        names = list(self.columns if only is None else only)
        row = 0
        for batch in self._read_whole(names):
            kept = self._choose_rows(batch, row)
            row += batch.num_rows
            chosen = batch if kept is None else batch.filter(kept)
            if chosen.num_rows:
                yield chosen.select(names)

    def _read_whole(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        needed = list(dict.fromkeys([*names, *(each.column for each in self.filters), *self._list_drawn_columns()]))
        if self.table is not None:
            yield from self.table.select(needed).to_batches(max_chunksize=ROWS_PER_BATCH)
        for file in self.files:
            yield from pq.ParquetFile(file).iter_batches(ROWS_PER_BATCH, columns=needed)

    def _list_drawn_columns(self) -> list[str]:
        """List the column by which rows are drawn, if any is and the table has it."""
        if self.share >= 1:
            return []
        schema = self.table.schema if self.table is not None else pq.read_schema(self.files[0])
        return [name for name in CASE_COLUMNS if name in schema.names][:1]

    def _choose_rows(self, batch: pa.RecordBatch, first_row: int) -> pa.Array | None:
        wanted = match_rows(self.filters, batch)
        if self.share < 1:
            drawn_by = self._list_drawn_columns()
            cases = batch.column(drawn_by[0]) if drawn_by else None
            drawn = draw_rows(self.share, cases, first_row, batch.num_rows)
            wanted = drawn if wanted is None else pc.and_(wanted, drawn)
        return wanted


def flatten_column(array: pa.Array) -> pa.Array:
    """Make one text of a list, with spaces between, and of bytes, with what is no text spelled out."""
    if pa.types.is_list(array.type):
        texts: list[Any] = [None if each is None else " ".join(map(str, each)) for each in array.to_pylist()]
        return pa.array(texts, pa.string())
    if pa.types.is_binary(array.type):
        return pa.array([each and each.decode("utf-8", "backslashreplace") for each in array.to_pylist()], pa.string())
    return array
