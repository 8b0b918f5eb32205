"""Where SQL runs. Nothing outside this folder imports a query engine."""

from pathlib import Path
from typing import Literal

from finalorder.engines.duckdb import DuckDB
from finalorder.engines.interface import Engine
from finalorder.engines.raw import Raw, unwrap
from finalorder.engines.relations import UserRelation, open_relation
from finalorder.engines.spark import LOCAL_MASTER, Spark
from finalorder.errors import InputError

__all__ = [
    "LOCAL_MASTER",
    "DuckDB",
    "Engine",
    "EngineName",
    "Raw",
    "Spark",
    "UserRelation",
    "check_startable",
    "open_engine",
    "open_relation",
    "unwrap",
]

#: the engines by the name that ``--engine`` takes
EngineName = Literal["duckdb", "spark"]


def open_engine(name: EngineName, *, master: str = LOCAL_MASTER, scratch: Path) -> Engine:
    """An engine by name; what it cannot hold in memory goes to files in ``scratch``, which it removes when closed.

    :param master: where Spark runs (``local[2]``, ``spark://HOST:PORT`` …); DuckDB has no use for it.
    """
    if name == "spark":
        return Spark(master=master, scratch=scratch)
    return DuckDB(spill=scratch)


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
