"""A standalone Spark cluster on this machine, for tests: one master, two workers, stopped by their own process ids.

Run as a module it exits 0 if the Java that Spark needs is there.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from finalorder.errors import FinalorderError

PATIENCE = 120
#: a test's Java lives for a minute: compiling it well costs more than it gives
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


def need_java() -> None:
    """Skip without Java; in CI, where a target installs it, that is a failure."""
    from finalorder.engines.spark_session import check_spark

    try:
        check_spark("local[2]")
    except FinalorderError as problem:
        if os.environ.get("CI"):
            pytest.fail(f"in CI Spark must be there: {problem}")
        pytest.skip(str(problem))
    os.environ.setdefault("JAVA_TOOL_OPTIONS", SHORT_LIVED)


@dataclass
class Cluster:
    """A running master: its address, and the folders in which its workers keep what they ran."""

    url: str
    page: str
    folder: Path
    processes: ExitStack
    works: list[Path] = field(default_factory=list)

    def add_worker(self) -> None:
        """Start a worker with one core, in a process of its own."""
        work = self.folder / f"work-{len(self.works)}"
        self.works.append(work)
        asked = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0", "-c", "1", "-m", "2g", "-d", str(work)]
        _begin(self.processes, self.folder, "worker.Worker", [*asked, self.url])

    def wait_for_workers(self) -> None:
        """Wait until the master knows every worker."""
        _until(lambda: self._known_workers() == len(self.works), "the workers of the test's cluster")

    def _known_workers(self) -> int:
        try:
            with urllib.request.urlopen(f"{self.page}/json/", timeout=5) as answer:
                return int(json.load(answer)["aliveworkers"])
        except OSError:  # a busy machine answers late, and is asked again
            return -1


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A master without workers; it and those that are added are stopped in the end."""
    port, page = _free_port(), _free_port()
    with ExitStack() as processes:
        asked = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page)]
        _begin(processes, folder, "master.Master", asked)
        _until(lambda: _answers(port) and _answers(page), "the master of the test's cluster")
        yield Cluster(f"spark://127.0.0.1:{port}", f"http://127.0.0.1:{page}", folder, processes)


@contextmanager
def one_session(master: str) -> Iterator[None]:
    """One session for every engine that is opened at a master, one after another: each would begin one of its own."""
    from finalorder.engines import spark_session

    session = spark_session.start_session(master)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark_session, "start_session", lambda _: session)
        patch.setattr(session, "stop", lambda: None)
        yield
    session.stop()


def _begin(processes: ExitStack, folder: Path, name: str, asked: list[str]) -> None:
    import pyspark

    start = Path(pyspark.__file__).parent / "bin" / "spark-class"
    settings = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    told = processes.enter_context((folder / f"{name}.log").open("ab"))
    process = subprocess.Popen(
        [str(start), f"org.apache.spark.deploy.{name}", *asked], env=settings, stdout=told, stderr=told
    )
    processes.callback(_end, process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(holds: "object", what: str) -> None:
    assert callable(holds)
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"{what} did not come up in {PATIENCE} s"
        time.sleep(0.2)


if __name__ == "__main__":
    try:
        from finalorder.engines.spark_session import check_spark

        check_spark("local[2]")
    except FinalorderError:
        sys.exit(1)
