"""A Parquet file as a DuckDB relation, for a user's own queries on their own machine."""

from pathlib import Path

import duckdb

#: a table as DuckDB hands it to a user's own query
UserRelation = duckdb.DuckDBPyRelation


def open_relation(path: Path) -> UserRelation:
    """The rows of a Parquet file, not yet read: filter, aggregate and join them as DuckDB does."""
    return duckdb.connect().read_parquet(str(path), hive_partitioning=False)
