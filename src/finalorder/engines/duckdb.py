"""DuckDB on one machine: the default engine, embedded."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from finalorder.errors import Problem


class DuckDB:
    """A connection that sees named tables (Parquet files or Arrow tables) and answers SELECT statements."""

    def __init__(self, *, memory: str = "6GB", threads: int = 0, spill: Path | None = None) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory}
        if threads:
            settings["threads"] = threads
        if spill is not None:
            settings["temp_directory"] = str(spill)
        self._connection = duckdb.connect(config=settings)
        self._connection.execute("SET preserve_insertion_order = true")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and memory."""
        self._connection.close()

    def see(self, name: str, source: Path | pa.Table) -> None:
        """Give a Parquet file or an Arrow table a name that SQL can use."""
        if isinstance(source, Path):
            escaped = str(source).replace("'", "''")
            self._connection.execute(f"CREATE OR REPLACE VIEW \"{name}\" AS SELECT * FROM read_parquet('{escaped}')")
        else:
            self._connection.register(name, source)

    def see_all(self, sources: Mapping[str, Path | pa.Table]) -> None:
        """Name several tables at once."""
        for name, source in sources.items():
            self.see(name, source)

    def keep(self, name: str, sql: str) -> None:
        """Run a SELECT once and keep its rows under a name, for steps that several tables need."""
        self._run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}', name)

    def answer(self, sql: str, values: Sequence[Any] = (), *, step: str = "query") -> pa.Table:
        """The rows of a SELECT as an Arrow table."""
        return self._run(sql, step, values).to_arrow_reader().read_all()

    def write(self, sql: str, target: Path, *, step: str = "query") -> int:
        """Write the rows of a SELECT to a Parquet file; gives how many there were."""
        escaped = str(target).replace("'", "''")
        options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
        counted = self._run(f"COPY ({sql}) TO '{escaped}' ({options})", step).fetchone()
        return int(counted[0]) if counted else 0

    def _run(self, sql: str, step: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, list(values))
        except duckdb.IOException as error:
            raise Problem(
                f"{step}: could not read or write a file of the lake ({error}); build the lake again."
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise Problem(f"{step}: out of memory or disk ({error}); free some space and run it again.") from error
