"""The library has a function for each command, and a command calls it and counts nothing itself."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from finalorder import api, cli
from finalorder.cli.main import COMMANDS, RENAMED_COMMANDS, main

#: rooms a command may name: what it parses with, what its answers are made of, and where messages come from
LIBRARY_ROOMS = {"answers", "api", "cli", "errors", "words"}


def list_leaf_commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((f"{name} {each}", leaf) for each, leaf in command.commands.items())
        else:
            yield name, command


LEAVES = dict(list_leaf_commands())


def test_every_command_has_its_functions_and_no_function_names_a_command_that_is_gone() -> None:
    assert set(api.COMMAND_FUNCTIONS) == set(LEAVES)


@pytest.mark.parametrize("name", LEAVES)
def test_the_command_calls_the_functions_that_mirror_it(name: str) -> None:
    module = import_module(f"finalorder.cli.{name.split(maxsplit=1)[0]}")
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "api"
    }
    wanted = api.COMMAND_FUNCTIONS[name]
    assert set(wanted) <= called
    assert all(callable(getattr(api, function)) and function in api.__all__ for function in wanted)


def test_whatever_the_library_hands_on_can_be_had() -> None:
    assert all(getattr(api, name) is not None for name in api.__all__)
    with pytest.raises(AttributeError, match="no attribute nothing"):
        _ = api.nothing


@pytest.mark.parametrize("path", sorted(Path(cli.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_a_command_lies_in_a_file_of_its_name_and_counts_nothing_itself(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.stem in COMMANDS:
        command = getattr(import_module(f"finalorder.cli.{path.stem}"), path.stem)
        assert command.name == path.stem
    for node in _list_run_time_imports(tree):
        room = node.module.split(".")[1] if "." in node.module else ""
        assert path.stem not in COMMANDS or room in LIBRARY_ROOMS | {""} or _takes_words_only(node), ast.unparse(node)


def _list_run_time_imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    """Imports of the package that happen when a command runs; those for types only are left out."""
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in typing and (node.module or "").startswith("finalorder"):
            yield node


def _takes_words_only(node: ast.ImportFrom) -> bool:
    """Names that help to parse or to print: constants, lists of subjects, silent listeners."""
    return all(name.name.isupper() or name.name.startswith(("describe_", "read_registry")) for name in node.names)


@pytest.mark.parametrize("old", RENAMED_COMMANDS)
def test_a_command_of_the_first_edition_says_its_new_name(old: str) -> None:
    from click.testing import CliRunner

    said = CliRunner().invoke(main, [old, "show"])
    assert f"is now `finalorder {RENAMED_COMMANDS[old]}`" in str(said.exception)
    assert RENAMED_COMMANDS[old] in COMMANDS
