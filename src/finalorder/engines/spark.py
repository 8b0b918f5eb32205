"""Apache Spark, on this machine or many: for archives that outgrow one. The optional extra ``finalorder[spark]``.

Every kept step is written to Parquet in a scratch folder, which the workers must be able to reach under the same path
as the lake itself. So a lost worker costs no more than its task, and the plan of a step does not contain the plans of
those before it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines.dialect import SPARK
from finalorder.engines.interface import NO_INPUTS, NO_NOTES, Inputs, Notes, Table, check_inputs
from finalorder.engines.part_files import count_rows, read_rows, tidy_part_files
from finalorder.engines.sql import Step
from finalorder.errors import DamagedError, InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

#: every core of this machine, no cluster
LOCAL_MASTER = "local[*]"
#: what Spark says when a user can fix it, and the sentence for it
USER_ERRORS = {
    "PATH_NOT_FOUND": "a file of the lake is missing; build the lake again",
    "FAILED_READ_FILE": "a file of the lake could not be read by Spark's workers; keep the lake in a folder that every "
    "worker reaches under the same path, or build it again",
    "No space left on device": "out of disk; free some space and run it again",
    "OutOfMemoryError": "out of memory; give Spark more with SPARK_DRIVER_MEMORY=4g, or run on more workers",
    "SparkContext was shut down": "the Spark master went away; start it again and repeat the command",
    "stopped SparkContext": "the Spark master went away; start it again and repeat the command",
}


class Spark:
    """A Spark session, started when it is first needed, with the same methods as :class:`DuckDB`."""

    def __init__(self, *, master: str = LOCAL_MASTER, scratch: Path | None = None) -> None:
        self._master = master
        self._folder = TemporaryDirectory(prefix="spark-", dir=scratch, ignore_cleanup_errors=True)
        self._counter = count()
        self._session: SparkSession | None = None
        self._frames: dict[str, DataFrame] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the session and remove the scratch files."""
        session, self._session = self._session, None
        self._frames.clear()
        try:
            if session is not None:
                session.stop()
        finally:
            self._folder.cleanup()

    def load_table(self, name: str, source: Path | pa.Table) -> Table:
        """Take in a Parquet file, a folder of part files or an Arrow table; ``name`` is for messages."""
        table = self._name_table(name)
        if not isinstance(source, Path):
            rows, source = source, self._make_scratch_path(table).with_suffix(".parquet")
            pq.write_table(rows, source)
        self._frames[table.name] = self._read_files(name, source)
        return table

    def create_table(self, step: Step, inputs: Inputs = NO_INPUTS) -> Table:
        """Run a step once and keep its rows in the scratch folder, for steps to come."""
        table = self._name_table(step.name)
        folder = self._make_scratch_path(table)
        schema = self._write_part_files(step, inputs, folder)
        self._frames[table.name] = self._read_files(step.name, folder, schema)
        return table

    def drop_table(self, table: Table) -> None:
        """Let go of the scratch files of a table; files that were taken in stay as they are."""
        self._frames.pop(table.name, None)
        shutil.rmtree(self._make_scratch_path(table), ignore_errors=True)

    def create_user_table(self, step: Step, inputs: Inputs = NO_INPUTS) -> Table:
        """Create the same for SQL that a user wrote; raises InputError with what the engine says of it."""
        from pyspark.errors import PySparkException

        try:
            return self.create_table(step, inputs)
        except PySparkException as error:
            raise InputError(f"your SQL cannot be run: {str(error).splitlines()[0]}") from error

    def query(self, step: Step, inputs: Inputs = NO_INPUTS) -> pa.Table:
        """Run a step and give its rows as an Arrow table, read from the part files that the workers wrote."""
        folder = self._make_scratch_path(self._name_table(step.name))
        self._write_part_files(step, inputs, folder)
        return read_rows(folder)

    def write(self, step: Step, inputs: Inputs, target: Path, notes: Notes = NO_NOTES) -> int:  # noqa: ARG002
        """Run a step and write its rows to a folder of part files, in their order; gives how many there were.

        Spark has no way to put notes into the metadata of a file.
        """
        self._write_part_files(step, inputs, target)
        return count_rows(target)

    def _ensure_session(self) -> "SparkSession":
        if self._session is None:
            from finalorder.engines.spark_session import start_session

            self._session = start_session(self._master)
            for definition in SPARK.functions.values():
                self._session.sql(definition)
        return self._session

    def _write_part_files(self, step: Step, inputs: Inputs, folder: Path) -> "StructType":
        """Run a step into a folder of part files, whose names sort in the order of its rows; the driver sees none."""
        session = self._ensure_session()
        with self._hand_inputs(step, inputs), _translate_spark_errors(step.name):
            frame: DataFrame = session.sql(step.sql)
            frame.write.option("compression", "zstd").parquet(_format_file_uri(folder))
        tidy_part_files(folder)
        return frame.schema

    @contextmanager
    def _hand_inputs(self, step: Step, inputs: Inputs) -> Iterator[None]:
        """Let SQL see the inputs of a step under the names that it uses, while it runs."""
        check_inputs(step, inputs)
        for name, table in inputs.items():
            self._frames[table.name].createOrReplaceTempView(name)
        try:
            yield
        finally:
            for name in inputs:
                self._ensure_session().catalog.dropTempView(name)

    def _read_files(self, name: str, path: Path, schema: "StructType | None" = None) -> "DataFrame":
        # a folder's name is a name, not a pattern
        reader = self._ensure_session().read.option("__globPaths__", "false")
        with _translate_spark_errors(name):
            return (reader if schema is None else reader.schema(schema)).parquet(_format_file_uri(path))

    def _name_table(self, name: str) -> Table:
        return Table(f"{next(self._counter)}-{name}")

    def _make_scratch_path(self, table: Table) -> Path:
        return Path(self._folder.name) / table.name


def _format_file_uri(path: Path) -> str:
    """Format a path as Spark takes it: it reads no percent signs in one, so that no character needs escaping."""
    return f"file://{path.resolve()}"


@contextmanager
def _translate_spark_errors(step: str) -> Iterator[None]:
    """Turn what a user can fix into a sentence; anything else is a bug and stays one."""
    try:
        yield
    except Exception as error:  # of pyspark, of the bridge to Java, or of the socket between them
        said = str(error)
        for sign, sentence in USER_ERRORS.items():
            if sign in said:
                raise DamagedError(f"{step}: {sentence}. ({said.splitlines()[0]})") from error
        raise
