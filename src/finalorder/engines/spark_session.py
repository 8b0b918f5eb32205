"""Starting Spark: what must be there first, each said in a sentence, and the settings that make its answers ours."""

import logging
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from finalorder.engines.dialect import SPARK
from finalorder.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MIN_JAVA_VERSION = 17
LOGGING_CONFIG = Path(__file__).with_name("log4j2.properties")
JAVA_HINT = f"install it with `apt-get install openjdk-{MIN_JAVA_VERSION}-jre-headless`, or set JAVA_HOME"
QUIET_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={LOGGING_CONFIG.as_uri()} -Duser.timezone=UTC",
    "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
}
LOOPBACK_SETTINGS = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
#: local, local[2], local[*], spark://host:port[,host:port], yarn, k8s://...
LOCAL_PATTERN = re.compile(r"local(\[(\d+|\*)\])?")
STANDALONE_PATTERN = re.compile(r"spark://([\w.-]+:\d+(?:,[\w.-]+:\d+)*)")
MANAGED_PATTERN = re.compile(r"yarn|k8s://\S+")
CONNECT_TIMEOUT_SECONDS = 5
WORKER_TIMEOUT_SECONDS = 60


def start_session(master: str) -> "SparkSession":
    """Return a session at a master, with the settings under which both engines answer the same.

    :raises FinalorderError: without pyspark or Java, or if the master or its workers do not answer.
    """
    check_spark(master)
    session = _create_session(master)
    try:
        _wait_for_worker(session, master)
    except BaseException:
        session.stop()
        raise
    # what goes wrong is raised; pyspark would also log it on the terminal, with the whole Java trace
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    # two tasks a core: enough to even out, few enough that small tables do not drown in them
    session.conf.set("spark.sql.shuffle.partitions", 2 * session.sparkContext.defaultParallelism)
    return session


def check_spark(master: str) -> None:
    """Find out, without starting anything, what Spark would lack.

    :raises FinalorderError: without pyspark or Java, or if the master does not answer.
    """
    _check_pyspark()
    _check_java()
    _check_master(master)


def _check_pyspark() -> None:
    try:
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise UnavailableError(
            "Spark is an optional extra; install it with `pip install 'finalorder[spark]'`."
        ) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        where = f"JAVA_HOME={home} has none" if home else "none was found"
        raise UnavailableError(f"Spark needs Java {MIN_JAVA_VERSION} and {where}; {JAVA_HINT}.")
    output = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = _parse_java_version(output.stderr + output.stdout)
    if version is None or version < MIN_JAVA_VERSION:
        raise UnavailableError(
            f"Spark needs Java {MIN_JAVA_VERSION} or newer and {java} is {version or 'not working'}; {JAVA_HINT}."
        )


def _parse_java_version(output: str) -> int | None:
    """Parse the major version that ``java -version`` prints: 8 is written 1.8."""
    found = re.search(r'version "(?:1\.)?(\d+)', output)
    return int(found.group(1)) if found else None


def _check_master(master: str) -> None:
    if LOCAL_PATTERN.fullmatch(master) or MANAGED_PATTERN.fullmatch(master):
        return
    named = STANDALONE_PATTERN.fullmatch(master)
    if named is None:
        raise InputError(f"{master!r} is not a valid Spark master; use local[2], spark://HOST:7077, yarn or k8s://URL.")
    if not any(_is_reachable(*address.rsplit(":", 1)) for address in named.group(1).split(",")):
        raise UnavailableError(
            f"the Spark master {master} does not answer; start it with `sbin/start-master.sh` of Spark, or use "
            "--master local[2]."
        )


def _is_reachable(host: str, port: str) -> bool:
    try:
        socket.create_connection((host, int(port)), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except (OSError, OverflowError):
        return False
    return True


def _create_session(master: str) -> "SparkSession":
    from pyspark.sql import SparkSession

    at_work = SparkSession.getActiveSession()
    if at_work is not None:
        raise InputError(f"this process already runs Spark at {at_work.sparkContext.master}; close that session first.")
    builder = SparkSession.builder.appName("finalorder").master(master)
    for name, value in _build_settings(master).items():
        builder = builder.config(name, value)
    with _capture_stderr() as output:
        try:
            return builder.getOrCreate()
        except Exception as error:
            raise UnavailableError(f"Spark did not start at {master}: {_read_last_line(output) or error}") from error


def _build_settings(master: str) -> dict[str, str]:
    on_this_machine = LOCAL_PATTERN.fullmatch(master) or "//127.0.0.1:" in master or "//localhost:" in master
    return {**SPARK.settings, **QUIET_SETTINGS, **(LOOPBACK_SETTINGS if on_this_machine else {})}


@contextmanager
def _capture_stderr() -> Iterator[IO[bytes]]:
    """Let the Java process that is started inside write to a file what it would say on the terminal."""
    with tempfile.TemporaryFile() as output:
        kept = os.dup(2)
        os.dup2(output.fileno(), 2)
        try:
            yield output
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _read_last_line(output: IO[bytes]) -> str:
    output.seek(0)
    lines = output.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def _wait_for_worker(session: "SparkSession", master: str) -> None:
    """Wait for the first worker of a standalone cluster; without one a query would wait forever, in silence."""
    if not STANDALONE_PATTERN.fullmatch(master):
        return
    until = time.monotonic() + WORKER_TIMEOUT_SECONDS
    while not _has_workers(session):
        if time.monotonic() > until:
            raise UnavailableError(
                f"no worker of {master} accepted the work within {WORKER_TIMEOUT_SECONDS} seconds; start one with "
                f"`sbin/start-worker.sh {master}` of Spark, or free cores on the running ones."
            )
        time.sleep(0.2)


def _has_workers(session: "SparkSession") -> bool:
    known = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    return bool(known > 1)  # the driver is one of them
