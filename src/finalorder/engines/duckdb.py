"""DuckDB on one machine: the default engine, embedded."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from finalorder.engines.dialect import DUCKDB
from finalorder.errors import DamagedError, InputError


class DuckDB:
    """A connection that sees named tables (Parquet files or Arrow tables) and answers SELECT statements."""

    def __init__(self, *, memory: str = "6GB", threads: int = 0, spill: Path | None = None) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory, **DUCKDB.settings}
        if threads:
            settings["threads"] = threads
        if spill is not None:
            settings["temp_directory"] = str(spill)
        self._spill = spill
        self._connection = duckdb.connect(config=settings)
        # a bar after two seconds would stand in the middle of an answer in JSON
        self._connection.execute("SET enable_progress_bar = false")
        for definition in DUCKDB.functions.values():
            self._connection.execute(definition)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and memory."""
        self._connection.close()

    def register(self, name: str, source: Path | pa.Table) -> None:
        """Give a Parquet file or an Arrow table a name that SQL can use."""
        if isinstance(source, Path):
            escaped = str(source).replace("'", "''")
            # A folder called `city=Denver` is a folder, not a column.
            rows = f"read_parquet('{escaped}', hive_partitioning = false)"
            self._connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM {rows}')
        else:
            self._connection.register(name, source)

    def register_all(self, sources: Mapping[str, Path | pa.Table]) -> None:
        """Name several tables at once."""
        for name, source in sources.items():
            self.register(name, source)

    def create_table(self, name: str, sql: str) -> None:
        """Run a SELECT once and keep its rows under a name, for steps that several tables need."""
        self._run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}', name)

    def spill_table(self, name: str, sql: str) -> None:
        """The same, with the rows in a file of the spill folder, if there is one, so that they take no memory."""
        if self._spill is None:
            self.create_table(name, sql)
        else:
            self.write_table(name, sql, self._spill / f"{name}.parquet")

    def run_user_sql(self, name: str, sql: str) -> None:
        """The same for a text that a user wrote; raises FinalorderError with what the engine says of it."""
        try:
            self.create_table(name, sql)
        except duckdb.Error as error:
            raise InputError(f"your SQL cannot be run: {str(error).splitlines()[0]}") from error

    def write_table(self, name: str, sql: str, target: Path) -> int:
        """Run a SELECT once, keep its rows in a Parquet file, and let SQL see them under a name; gives how many."""
        rows = self.write(sql, target, step=name)
        self.register(name, target)
        return rows

    def query(self, sql: str, values: Sequence[Any] = (), *, step: str = "query") -> pa.Table:
        """The rows of a SELECT as an Arrow table."""
        with _translate_duckdb_errors(step):
            return self._connection.sql(sql, params=list(values) or None).to_arrow_table()

    def write(self, sql: str, target: Path, *, step: str = "query") -> int:
        """Write the rows of a SELECT to a Parquet file; gives how many there were."""
        escaped = str(target).replace("'", "''")
        options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
        counted = self._run(f"COPY ({sql}) TO '{escaped}' ({options})", step).fetchone()
        return int(counted[0]) if counted else 0

    def _run(self, sql: str, step: str) -> duckdb.DuckDBPyConnection:
        with _translate_duckdb_errors(step):
            return self._connection.execute(sql)


@contextmanager
def _translate_duckdb_errors(step: str) -> Iterator[None]:
    """Turn what a user can fix into a sentence; anything else is a bug and stays one."""
    try:
        yield
    except duckdb.IOException as error:
        raise DamagedError(
            f"{step}: a file of the lake could not be read or written; build the lake again. ({error})"
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise DamagedError(f"{step}: out of memory or disk; free some space and try again. ({error})") from error
