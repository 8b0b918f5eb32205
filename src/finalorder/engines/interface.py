"""What every engine can do; the only thing that the layers above know of one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import pyarrow as pa


class Engine(Protocol):
    """Sees named tables and answers SELECT statements of the portable subset; a context manager that closes itself."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: Any) -> None: ...

    def close(self) -> None:
        """Let go of files, memory and processes."""

    def register(self, name: str, source: Path | pa.Table) -> None:
        """Give a Parquet file or an Arrow table a name that SQL can use."""

    def register_all(self, sources: Mapping[str, Path | pa.Table]) -> None:
        """Name several tables at once."""

    def create_table(self, name: str, sql: str) -> None:
        """Run a SELECT once and keep its rows under a name, for statements to come."""

    def spill_table(self, name: str, sql: str) -> None:
        """The same, with the rows on disk in the engine's scratch folder rather than in memory."""

    def write_table(self, name: str, sql: str, target: Path) -> int:
        """The same, with the rows, in their order, in one Parquet file that stays; gives how many there were."""

    def query(self, sql: str, values: Sequence[Any] = (), *, step: str = "query") -> pa.Table:
        """The rows of a SELECT as an Arrow table."""

    def write(self, sql: str, target: Path, *, step: str = "query") -> int:
        """Write the rows of a SELECT, in their order, to one Parquet file; gives how many there were."""
