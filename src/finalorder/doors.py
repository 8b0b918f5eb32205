"""Doors that open when somebody goes through: a room imports what it hands on when it is asked for it.

A room that another uses for one function would otherwise bring all that stands in it, and the start of a command would
take longer than its answer.
"""

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def open_door(room: str) -> Callable[[str], Any]:
    """Make the ``__getattr__`` of a room, which hands on what its ``if TYPE_CHECKING`` imports when it is asked for."""
    homes: dict[str, str] = {}

    def find_name(name: str) -> Any:
        if not homes:
            homes.update(read_homes(Path(sys.modules[room].__file__ or "")))
        if name not in homes:
            raise AttributeError(f"module {room} has no attribute {name}")
        found = getattr(import_module(homes[name]), name) if homes[name] != room else import_module(f"{room}.{name}")
        setattr(sys.modules[room], name, found)
        return found

    return find_name


def read_homes(path: Path) -> dict[str, str]:
    """Read which module each name lives in: the imports of a file that are made for types only."""
    blocks = (node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.If))
    imports = (node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom))
    return {alias.name: node.module or "" for node in imports for alias in node.names}
