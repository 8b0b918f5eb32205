"""What every engine can do; the only thing that the layers above know of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import pyarrow as pa

from finalorder.engines.sql import Step, StepError


@dataclass(frozen=True, slots=True)
class Table:
    """A table that an engine holds. ``name`` is the engine's own; a step sees the table under a name of its inputs."""

    name: str


#: what a step can be given: a Parquet file or a folder of part files, rows in memory, a table of the engine
Source = Path | pa.Table | Table
#: the tables that a step is handed, by the names that its SQL uses
Inputs = Mapping[str, Table]
NO_INPUTS: Inputs = {}
#: what a file says of itself, in its own metadata: texts under keys
Notes = Mapping[str, str]
NO_NOTES: Notes = {}


class Engine(Protocol):
    """Runs steps of the portable subset on the tables that they are handed; a context manager that closes itself.

    A step sees its inputs and nothing else: what it reads and is not handed, or is handed and does not read, is a
    :class:`StepError`.
    """

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: Any) -> None: ...

    def close(self) -> None:
        """Release files, memory and processes."""

    def load_table(self, name: str, source: Path | pa.Table) -> Table:
        """Take in a Parquet file, a folder of part files or an Arrow table; ``name`` is for messages."""

    def create_table(self, step: Step, inputs: Inputs = NO_INPUTS) -> Table:
        """Run a step once and keep its rows: in the engine's scratch folder if it has one, else in memory."""

    def drop_table(self, table: Table) -> None:
        """Let go of the rows that were kept for a table; nothing may ask for it afterwards."""

    def create_user_table(self, step: Step, inputs: Inputs = NO_INPUTS) -> Table:
        """Create the same for SQL that a user wrote; raises InputError with what the engine says of it."""

    def query(self, step: Step, inputs: Inputs = NO_INPUTS) -> pa.Table:
        """Run a step and give its rows as an Arrow table."""

    def write(self, step: Step, inputs: Inputs, target: Path, notes: Notes = NO_NOTES) -> int:
        """Run a step and write its rows in their order, to a Parquet file or a folder of part files; gives how many.

        ``notes`` go into the file's own metadata where the engine can write it: Spark cannot.
        """


def check_inputs(step: Step, inputs: Inputs) -> None:
    """Hold what a step is handed against what it reads.

    :raises StepError: if an input is missing, or one is given that the step does not read.
    """
    if missing := step.reads - inputs.keys():
        raise StepError(f"step {step.name} reads {_list_names(missing)}, which it was not given")
    if unread := inputs.keys() - step.reads:
        raise StepError(f"step {step.name} was given {_list_names(unread)}, which it does not read")


def _list_names(names: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(names))
