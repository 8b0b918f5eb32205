"""What is missing for Spark is said in a sentence with the fix, before any work is done. Needs no Java."""

import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from finalorder.cli.main import main
from finalorder.engines import check_startable, spark_session
from finalorder.engines.spark import USER_ERRORS, _translate_spark_errors
from finalorder.errors import FinalorderError


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Java of any version, as far as anyone asks; call it with the version."""
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()

    def install(version: str) -> None:
        program = tmp_path / "bin" / "java"
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n", encoding="utf-8")
        program.chmod(0o755)

    return install


def ask_for_spark(master: str = "local[2]") -> str:
    """What is said when Spark is asked for; empty if nothing is missing."""
    try:
        check_startable("spark", master)
    except FinalorderError as problem:
        return str(problem)
    return ""


def test_the_default_engine_needs_nothing_of_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    check_startable("duckdb")


def test_a_master_for_the_engine_that_has_none_is_told() -> None:
    with pytest.raises(FinalorderError, match="add --engine spark"):
        check_startable("duckdb", "spark://10.0.0.1:7077")


def test_a_missing_pyspark_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert ask_for_spark() == "Spark is an optional extra; install it with `pip install 'finalorder[spark]'`."


def test_a_missing_java_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    assert "needs Java 17 and none was found" in ask_for_spark()
    assert "`apt-get install openjdk-17-jre-headless`" in ask_for_spark()


def test_a_java_home_without_java_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    assert "JAVA_HOME=/nowhere has none" in ask_for_spark()


@pytest.mark.parametrize(("version", "named"), [("1.8.0_442", "is 8"), ("11.0.2", "is 11"), ("no", "is not working")])
def test_an_older_java_is_told_by_its_version(java: Any, version: str, named: str) -> None:
    java(version)
    assert "needs Java 17 or newer" in ask_for_spark()
    assert named in ask_for_spark()


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.1"])
def test_java_17_and_newer_will_do(java: Any, version: str) -> None:
    java(version)
    assert ask_for_spark() == ""


@pytest.mark.parametrize("master", ["foo", "local[two]", "spark://", "spark://here", "http://127.0.0.1:7077", ""])
def test_a_master_that_is_none_is_told_what_one_looks_like(java: Any, master: str) -> None:
    java("17.0.1")
    assert (
        ask_for_spark(master)
        == f"{master!r} is not a valid Spark master; use local[2], spark://HOST:7077, yarn or k8s://URL."
    )


@pytest.mark.parametrize("master", ["local", "local[4]", "local[*]", "yarn", "k8s://https://10.0.0.1:6443"])
def test_the_masters_that_spark_knows_are_let_pass(java: Any, master: str) -> None:
    java("17.0.1")
    assert ask_for_spark(master) == ""


def test_a_master_that_does_not_answer_is_told_with_what_starts_one(java: Any) -> None:
    java("17.0.1")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{closed.getsockname()[1]}"
        assert f"{master} does not answer; start it with `sbin/start-master.sh`" in ask_for_spark(master)
        assert "does not answer" in ask_for_spark("spark://127.0.0.1:99999")


class Idle:
    """A session at a master that has no workers."""

    sparkContext = property(lambda self: self)  # noqa: N815 - Spark's name
    _jsc = sparkContext

    def sc(self) -> "Idle":
        return self

    def getExecutorMemoryStatus(self) -> list[str]:
        return ["the driver"]

    def size(self) -> int:
        return 1


def test_a_master_without_workers_is_told_with_what_starts_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "WORKER_TIMEOUT_SECONDS", 0)
    monkeypatch.setattr(spark_session, "_has_workers", lambda _: False)
    session: Any = Idle()
    with pytest.raises(
        FinalorderError, match=r"no worker of spark://h:1 accepted the work .* `sbin/start-worker.sh spark://h:1`"
    ):
        spark_session._wait_for_worker(session, "spark://h:1")
    spark_session._wait_for_worker(session, "local[2]")


@pytest.mark.parametrize("sign", USER_ERRORS)
def test_what_spark_says_that_a_user_can_fix_is_a_sentence(sign: str) -> None:
    with pytest.raises(FinalorderError, match=r"^orders: ") as told, _translate_spark_errors("orders"):
        raise RuntimeError(f"java.lang.Whatever: {sign}\n\tat org.apache.spark.Deep\n\tat org.apache.spark.Deeper")
    assert USER_ERRORS[sign] in str(told.value)
    assert "\n" not in str(told.value)


def test_what_a_user_cannot_fix_stays_a_bug() -> None:
    with pytest.raises(RuntimeError, match="nobody knows"), _translate_spark_errors("orders"):
        raise RuntimeError("nobody knows")


@pytest.mark.parametrize("command", ["derive", "build"])
def test_the_command_line_says_it_before_it_reads_anything(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    asked = [command, *(["no-such.zip"] if command == "build" else []), "--engine", "spark"]
    told = CliRunner().invoke(main, asked, standalone_mode=False)
    assert isinstance(told.exception, FinalorderError)
    assert "pip install 'finalorder[spark]'" in str(told.exception)
