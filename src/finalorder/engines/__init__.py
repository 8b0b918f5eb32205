"""Where SQL runs. Nothing outside this folder imports a query engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from finalorder.doors import open_door
from finalorder.engines.interface import Engine, Notes, Source, Table
from finalorder.engines.limits import find_limit, limit_memory
from finalorder.engines.part_files import count_rows, list_part_files
from finalorder.engines.raw import Raw, unwrap
from finalorder.engines.spark import LOCAL_MASTER, Spark
from finalorder.engines.sql import Step, StepError, find_sources, load_steps, merge_steps, order_steps
from finalorder.engines.step_runner import StepRunner
from finalorder.errors import InputError

if TYPE_CHECKING:
    from finalorder.engines.duckdb import DuckDB
    from finalorder.engines.relations import UserRelation, open_relation
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "LOCAL_MASTER",
    "DuckDB",
    "Engine",
    "EngineName",
    "Notes",
    "Raw",
    "Source",
    "Spark",
    "Step",
    "StepError",
    "StepRunner",
    "Table",
    "UserRelation",
    "check_startable",
    "count_rows",
    "find_sources",
    "limit_memory",
    "list_part_files",
    "load_steps",
    "merge_steps",
    "open_engine",
    "open_relation",
    "open_runner",
    "order_steps",
    "unwrap",
]

#: the engines by the name that ``--engine`` takes
EngineName = Literal["duckdb", "spark"]


def open_engine(name: EngineName = "duckdb", *, master: str = LOCAL_MASTER, scratch: Path | None = None) -> Engine:
    """Start an engine; what it keeps goes to files in the folder ``scratch``, which it removes when it is closed.

    :param master: where Spark runs (``local[2]``, ``spark://HOST:PORT`` …); DuckDB has no use for it.
    """
    if name == "spark":
        return Spark(master=master, scratch=scratch)
    from finalorder.engines.duckdb import DuckDB

    limit = find_limit()
    return DuckDB(memory=limit.memory, scratch=scratch or limit.scratch)


def open_runner(
    steps: Mapping[str, Step],
    sources: Mapping[str, Source],
    *,
    engine: Engine | None = None,
    scratch: Path | None = None,
) -> StepRunner:
    """Hand steps and what they begin with to an engine, which stays open when the runner is closed.

    :param engine: None starts DuckDB, with ``scratch`` for what it keeps; it is closed with the runner.
    """
    if engine is not None:
        return StepRunner(engine, steps, sources, is_lent=True)
    return StepRunner(open_engine(scratch=scratch), steps, sources)


def check_startable(name: EngineName, master: str = LOCAL_MASTER) -> None:
    """Find out what is missing before any work is done.

    :raises FinalorderError: if the engine is Spark, and pyspark or Java is missing or the master does not answer; or
        if a
        master is named for an engine that has none.
    """
    if name != "spark" and master != LOCAL_MASTER:
        raise InputError(f"{master} is a Spark address, but the engine is {name}; add --engine spark.")
    if name == "spark":
        from finalorder.engines.spark_session import check_spark

        check_spark(master)
