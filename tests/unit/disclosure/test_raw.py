"""A Raw table has no way out but the door."""

import ast
import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

import finalorder
from finalorder.answers.rows import build_answer_table
from finalorder.engines.raw import Raw
from support.published_tables import count

PACKAGE = Path(finalorder.__file__).parent

WAYS_OUT: dict[str, Callable[[Raw], object]] = {
    "print": print,
    "str": str,
    "repr": repr,
    "format": lambda raw: f"{raw}",
    "format with a specification": lambda raw: format(raw, ">10"),
    "percent": lambda raw: "%s" % raw,  # noqa: UP031 - the old way of formatting is what is tested
    "iterate": list,
    "length": len,
    "truth": bool,
    "pickle": pickle.dumps,
    "copy": copy.deepcopy,
    "json": json.dumps,
    "vars": vars,
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_raw_table_refuses(way: str) -> None:
    with pytest.raises(TypeError):
        WAYS_OUT[way](Raw(build_answer_table([count(3)])))


def test_only_the_gate_unseals() -> None:
    strangers = [
        path
        for path in PACKAGE.rglob("*.py")
        if _opens_raw(path) and path.parent not in (PACKAGE / "disclosure", PACKAGE / "engines")
    ]
    assert strangers == []


def test_the_gate_itself_does_unseal() -> None:
    assert _opens_raw(PACKAGE / "disclosure" / "gate.py")


def _opens_raw(path: Path) -> bool:
    """Whether a file names ``unwrap``, or the slot behind it, on anything."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "unwrap" for alias in node.names):
            return True
        if isinstance(node, ast.Attribute) and node.attr == "unwrap":
            return True
        if isinstance(node, ast.Attribute) and node.attr == "_table" and not _is_self(node.value):
            return True
    return False


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
