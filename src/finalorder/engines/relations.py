"""A Parquet file as a DuckDB relation, for a user's own queries on their own machine."""

from pathlib import Path

import duckdb

from finalorder.engines.part_files import list_part_files

#: a table as DuckDB hands it to a user's own query
UserRelation = duckdb.DuckDBPyRelation


def open_relation(path: Path) -> UserRelation:
    """Open the rows of a table on disk, not yet read: filter, aggregate and join them as DuckDB does."""
    files = [str(part) for part in list_part_files(path)]
    return duckdb.connect().read_parquet(files, hive_partitioning=False)
