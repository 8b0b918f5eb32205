"""Where SQL runs. Nothing outside this folder imports a query engine."""

from finalorder.engines.duckdb import DuckDB
from finalorder.engines.raw import Raw

__all__ = ["DuckDB", "Raw"]
