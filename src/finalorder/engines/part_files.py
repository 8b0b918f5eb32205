"""A table on disk: one Parquet file, or a folder of part files whose names sort in the order of the rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.errors import DamagedError


def list_part_files(path: Path) -> list[Path]:
    """List the Parquet files of a table, in the order of its rows: the file itself, or the parts in the folder.

    :raises DamagedError: if there are none.
    """
    if not path.is_dir():
        return [path]
    parts = sorted(path.glob("part-*.parquet"))
    if not parts:
        raise DamagedError(f"{path} has no part files; build the release again.")
    return parts


def count_rows(path: Path) -> int:
    """Count the rows of a table on disk, as its files' footers say."""
    return sum(pq.read_metadata(part).num_rows for part in list_part_files(path))


def read_rows(path: Path) -> pa.Table:
    """Read the rows of a table on disk, in their order."""
    return pa.concat_tables([_read_part(part) for part in list_part_files(path)])


def _read_part(path: Path) -> pa.Table:
    """Read one file's rows with names and types alone: without the notes that a writer left on each column."""
    found = pq.ParquetFile(path).read()
    return found.cast(pa.schema([(field.name, field.type) for field in found.schema]))


def tidy_part_files(folder: Path) -> None:
    """Give a writer's part files short names in the same order, and remove what it left beside them."""
    for place, part in enumerate(sorted(folder.glob("part-*.parquet"))):
        part.rename(folder / f"part-{place:05}.parquet")
    for rest in [*folder.glob(".*.crc"), *folder.glob("_SUCCESS")]:
        rest.unlink()
