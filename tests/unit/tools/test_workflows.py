"""What the forge runs exists: its workflows call targets of the Makefile and tools of this repository."""

import re
import tomllib

import pytest

from support.places import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read_targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def find_called_targets(text: str) -> set[str]:
    """The targets that a workflow runs; those of a matrix are listed under ``target``."""
    called = {target for line in re.findall(r"run: make ([a-z -]+)$", text, re.MULTILINE) for target in line.split()}
    return called | {each for row in re.findall(r"target: \[([^\]]+)\]", text) for each in row.split(", ")}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_calls_only_targets_and_tools_that_exist(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert find_called_targets(text) <= read_targets()
    assert all((REPOSITORY / tool).is_file() for tool in re.findall(r"tools/\w+\.py", text))
    assert "run: make" in text or "run: python" in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_unless_it_says_otherwise_and_ends_in_time(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\npermissions:\n  contents: read\n" in text
    assert text.count("timeout-minutes:") == text.count("runs-on:")


def test_the_pythons_that_are_tested_are_those_that_are_promised() -> None:
    tested = re.findall(r'"(3\.\d+)"', (REPOSITORY / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))
    promised = [line.rsplit(" ", 1)[-1] for line in PROJECT["classifiers"] if "Python :: 3." in line]
    assert tested == promised
    assert PROJECT["requires-python"] == f">={promised[0]}"
