"""CSV and Parquet: the rows as they are, with what they say of themselves beside or inside the file."""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from finalorder.exports.about import About
from finalorder.exports.rows import RowSource, flatten_column
from finalorder.registry import CodebookTable, build_file_notes, describe_table_schema

CODEBOOK_SUFFIX = ".codebook.json"


def write_csv(source: RowSource, target: Path) -> None:
    """Write the rows as CSV: UTF-8, a header, dates as YYYY-MM-DD, no value as nothing."""
    schema = pa.schema([(field.name, _flatten_type(field.type)) for field in source.read_schema()])
    with target.open("wb") as file, pa_csv.CSVWriter(file, schema) as writer:
        for batch in source.read_batches():
            columns = [flatten_column(column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))


def _flatten_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) or pa.types.is_binary(kind) else kind


def write_csv_codebook(table: CodebookTable, names: Sequence[str], about: About, target: Path) -> Path:
    """Write beside a CSV what it cannot hold: stamps, source, and each column as a Table Schema."""
    said = {
        "title": about.short,
        "stamps": list(about.stamps),
        "notes": list(about.lines),
        "path": target.name,
        "source": table.source,
        "schema": describe_table_schema(table.narrow(names)),
    }
    path = target.with_name(f"{target.stem}{CODEBOOK_SUFFIX}")
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def write_parquet(source: RowSource, table: CodebookTable, about: About, target: Path) -> None:
    """Write the rows as Parquet, with stamps and the codebook in the file's own metadata."""
    schema = source.read_schema()
    notes = {
        **build_file_notes(table.name, schema.names),
        "stamps": "; ".join(about.stamps),
        "title": about.short,
    }
    with pq.ParquetWriter(target, schema.with_metadata(notes), compression="zstd") as writer:
        for batch in source.read_batches():
            # a reader may have marked columns that happen to be full
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
