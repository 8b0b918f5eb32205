"""Apache Spark, on this machine or many: for archives that outgrow one. The optional extra ``finalorder[spark]``.

Every kept step is written to Parquet in a scratch folder, which the workers must be able to reach under the same path
as the lake itself. So a lost worker costs no more than its task, and the plan of a step does not contain the plans of
those before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines.dialect import SPARK
from finalorder.engines.part_files import merge_part_files
from finalorder.errors import DamagedError

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the session and remove the scratch files."""
        session, self._session = self._session, None
        try:
            if session is not None:
                session.stop()
        finally:
            self._folder.cleanup()

    def register(self, name: str, source: Path | pa.Table) -> None:
        """Give a Parquet file or an Arrow table a name that SQL can use."""
        if not isinstance(source, Path):
            table, source = source, self._make_scratch_path(name).with_suffix(".parquet")
            pq.write_table(table, source)
        self._create_view(name, source)

    def register_all(self, sources: Mapping[str, Path | pa.Table]) -> None:
        """Name several tables at once."""
        for name, source in sources.items():
            self.register(name, source)

    def create_table(self, name: str, sql: str) -> None:
        """Run a SELECT once and keep its rows in the scratch folder under a name, for statements to come."""
        self._create_view(name, *self._write_part_files(sql, (), name))

    spill_table = create_table

    def write_table(self, name: str, sql: str, target: Path) -> int:
        """The same, and the rows, in their order, in one Parquet file that stays; gives how many there were."""
        parts, schema = self._write_part_files(sql, (), name)
        self._create_view(name, parts, schema)
        return merge_part_files(parts, target)

    def query(self, sql: str, values: Sequence[Any] = (), *, step: str = "query") -> pa.Table:
        """The rows of a SELECT as an Arrow table."""
        parts, _ = self._write_part_files(sql, values, step)
        target = self._make_scratch_path(step).with_suffix(".parquet")
        merge_part_files(parts, target)
        return pq.read_table(target)

    def write(self, sql: str, target: Path, *, step: str = "query") -> int:
        """Write the rows of a SELECT, in their order, to one Parquet file; gives how many there were."""
        parts, _ = self._write_part_files(sql, (), step)
        return merge_part_files(parts, target)

    def _ensure_session(self) -> "SparkSession":
        if self._session is None:
            from finalorder.engines.spark_session import start_session

            self._session = start_session(self._master)
            for definition in SPARK.functions.values():
                self._session.sql(definition)
        return self._session

    def _write_part_files(self, sql: str, values: Sequence[Any], step: str) -> "tuple[Path, StructType]":
        """Run a SELECT into a folder of part files, whose names sort in the order of its rows."""
        folder, session = self._make_scratch_path(step), self._ensure_session()
        with _translate_spark_errors(step):
            frame: DataFrame = session.sql(sql, args=list(values) or None)
            frame.write.option("compression", "zstd").parquet(_format_file_uri(folder))
            return folder, frame.schema

    def _create_view(self, name: str, path: Path, schema: "StructType | None" = None) -> None:
        # a folder's name is a name, not a pattern
        reader = self._ensure_session().read.option("__globPaths__", "false")
        with _translate_spark_errors(name):
            frame = (reader if schema is None else reader.schema(schema)).parquet(_format_file_uri(path))
            frame.createOrReplaceTempView(name)

    def _make_scratch_path(self, name: str) -> Path:
        return Path(self._folder.name) / f"{next(self._counter)}-{name}"


def _format_file_uri(path: Path) -> str:
    """A path as Spark takes it: it reads no percent signs in one, so that no character needs escaping."""
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
