"""DuckDB on one machine: the default engine, embedded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from finalorder.engines.dialect import DUCKDB
from finalorder.engines.interface import NO_INPUTS, NO_NOTES, Inputs, Notes, Table, check_inputs
from finalorder.engines.limits import USUAL
from finalorder.engines.part_files import list_part_files
from finalorder.engines.sql import Step
from finalorder.errors import DamagedError, InputError

#: how rows are kept: days and numbers of cases as differences (version 2 of the encodings), which every reader in use
#: knows. Looking for a dictionary of what has thousands of values is given up early: it took a third of the time of
#: writing, and the files are smaller without
ROW_OPTIONS = "FORMAT parquet, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 1000, PARQUET_VERSION v2"
PARQUET_OPTIONS = f"{ROW_OPTIONS}, COMPRESSION zstd"
#: of rows that are kept while an engine is open: they are read a few times and never again
SCRATCH_OPTIONS = f"{ROW_OPTIONS}, COMPRESSION snappy"
#: Arrow tables up to this size (the day asked, most of all) are copied, so that joins are planned by what they hold
MOST_ROWS_COPIED = 1
Settings = dict[str, str | bool | int | float | list[str]]


class DuckDB:
    """A connection that runs steps. With a scratch folder, the rows that it keeps lie in files there."""

    def __init__(self, *, memory: str = USUAL.memory, threads: int = 0, scratch: Path | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="duckdb-", dir=scratch) if scratch is not None else None
        settings: Settings = {"memory_limit": memory, **DUCKDB.settings}
        if threads:
            settings["threads"] = threads
        if self._folder is not None:
            settings["temp_directory"] = self._folder.name
        self._counter = count()
        self._kept: set[str] = set()
        #: what the last step was handed, and the tables behind the names
        self._handed: dict[str, str] = {}
        self._connection = _connect(settings) if self._folder is None else duckdb.connect(config=settings)
        # a bar after two seconds would stand in the middle of an answer in JSON; in a notebook without the library that
        # draws it there is none, and setting it is an error
        if self._connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() != (False,):
            self._connection.execute("SET enable_progress_bar = false")
        # a name that is no table must not be looked for among the variables of this program
        self._connection.execute("SET python_enable_replacements = false")
        for definition in DUCKDB.functions.values():
            self._connection.execute(definition)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release files and memory."""
        self._connection.close()
        if self._folder is not None:
            self._folder.cleanup()

    def load_table(self, name: str, source: Path | pa.Table) -> Table:
        """Take in a Parquet file, a folder of part files or an Arrow table; ``name`` is for messages."""
        table = self._name_table(name)
        if isinstance(source, Path):
            files = ", ".join(_quote_text(str(part)) for part in list_part_files(source))
            # A folder called `city=Denver` is a folder, not a column.
            rows = f"read_parquet([{files}], hive_partitioning = false)"
            self._run(f'CREATE TEMP VIEW "{table.name}" AS SELECT * FROM {rows}', name)
        elif source.num_rows > MOST_ROWS_COPIED:
            self._connection.register(table.name, source)
        else:
            self._copy_in(table, source)
        return table

    def _copy_in(self, table: Table, source: pa.Table) -> None:
        """Copy an Arrow table: only of its own tables does the engine know what they hold when it orders joins."""
        view = f"{table.name}__arrow"
        self._connection.register(view, source)
        self._connection.execute(f'CREATE TEMP TABLE "{table.name}" AS SELECT * FROM "{view}"')
        self._connection.unregister(view)
        self._kept.add(table.name)

    def create_table(self, step: Step, inputs: Inputs = NO_INPUTS) -> Table:
        """Run a step once and keep its rows: in a file of the scratch folder if there is one, else in memory.

        A step that is not kept is a view.
        """
        table = self._name_table(step.name)
        if not step.is_kept:
            check_inputs(step, inputs)
            given = ", ".join(f'"{name}" AS NOT MATERIALIZED (SELECT * FROM "{t.name}")' for name, t in inputs.items())
            self._run(f'CREATE TEMP VIEW "{table.name}" AS WITH {given} SELECT * FROM (\n{step.sql}\n)', step.name)
            return table
        if self._folder is not None:
            target = Path(self._folder.name) / f"{table.name}.parquet"
            self._copy(step, inputs, target, SCRATCH_OPTIONS)
            return self.load_table(step.name, target)
        self._hand_inputs(step, inputs)
        self._run(f'CREATE TEMP TABLE "{table.name}" AS {step.sql}', step.name)
        self._kept.add(table.name)
        return table

    def drop_table(self, table: Table) -> None:
        """Let go of the rows that were kept for a table; files that were taken in stay as they are."""
        if self._folder is None:
            if table.name in self._kept:
                self._kept.remove(table.name)
                self._connection.execute(f'DROP TABLE "{table.name}"')
        else:
            (Path(self._folder.name) / f"{table.name}.parquet").unlink(missing_ok=True)

    def create_user_table(self, step: Step, inputs: Inputs = NO_INPUTS) -> Table:
        """Create the same for SQL that a user wrote; raises InputError with what the engine says of it."""
        try:
            return self.create_table(step, inputs)
        except duckdb.Error as error:
            raise InputError(f"your SQL cannot be run: {str(error).splitlines()[0]}") from error

    def query(self, step: Step, inputs: Inputs = NO_INPUTS) -> pa.Table:
        """Run a step and give its rows as an Arrow table."""
        self._hand_inputs(step, inputs)
        with _translate_duckdb_errors(step.name):
            return self._connection.sql(step.sql).to_arrow_table()

    def write(self, step: Step, inputs: Inputs, target: Path, notes: Notes = NO_NOTES) -> int:
        """Run a step and write its rows to a Parquet file, with notes in its metadata; gives how many there were."""
        return self._copy(step, inputs, target, PARQUET_OPTIONS + _format_notes(notes))

    def _copy(self, step: Step, inputs: Inputs, target: Path, options: str) -> int:
        self._hand_inputs(step, inputs)
        copied = self._run(f"COPY ({step.sql}) TO {_quote_text(str(target))} ({options})", step.name)
        return sum(rows for (rows,) in copied.fetchall())

    def _hand_inputs(self, step: Step, inputs: Inputs) -> None:
        """Let SQL see the inputs of a step under the names that it uses, and no others.

        What the step before was handed as well is left as it is: one after another they read much the same, and making
        a view takes as long as asking a small table.
        """
        check_inputs(step, inputs)
        for name in self._handed.keys() - inputs.keys():
            del self._handed[name]
            self._connection.execute(f'DROP VIEW "{name}"')
        for name, table in inputs.items():
            if self._handed.get(name) != table.name:
                self._run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT * FROM "{table.name}"', step.name)
                self._handed[name] = table.name

    def _name_table(self, name: str) -> Table:
        return Table(f"{name}__{next(self._counter)}")

    def _run(self, sql: str, step: str) -> duckdb.DuckDBPyConnection:
        with _translate_duckdb_errors(step):
            return self._connection.execute(sql)


#: the databases of this process by their settings: what is kept in one is temporary, and seen by one connection alone
_DATABASES: dict[tuple[object, ...], duckdb.DuckDBPyConnection] = {}
_DATABASES_LOCK = Lock()


def _connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Connect to a database in memory; starting one takes as long as a small question, so that those alike share it.

    A process that was forked has its own, and so has whoever comes after an error that put an end to one.
    """
    key = (os.getpid(), *sorted(settings.items()))
    with _DATABASES_LOCK:
        with suppress(KeyError, duckdb.Error):
            connection = _DATABASES[key].cursor()
            connection.execute("SELECT 1")
            return connection
        _DATABASES[key] = duckdb.connect(config=settings)
        return _DATABASES[key].cursor()


def _format_notes(notes: Notes) -> str:
    """Format the option of COPY that puts notes into a file's metadata; nothing if there are none."""
    said = ", ".join(f"{_quote_text(key)}: {_quote_text(text)}" for key, text in notes.items())
    return f", KV_METADATA {{{said}}}" if said else ""


def _quote_text(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


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
    except duckdb.Error as error:
        # its reader of Parquet has no kind of its own for some of what it finds wrong with a file
        if type(error) is not duckdb.Error and "Failed to read file" not in str(error):
            raise
        raise DamagedError(f"{step}: a file is damaged; put back a copy of it or build it again. ({error})") from error
