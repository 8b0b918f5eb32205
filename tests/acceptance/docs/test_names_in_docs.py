"""What the docs call by name exists: modules and functions, commands and their options, imports of the examples."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from finalorder.cli.main import main
from support.places import DOCS, REPOSITORY

PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def resolve(name: str) -> Any:
    """What a dotted name means: a module, or an attribute of one. Raises AttributeError if there is none."""
    parts = name.split(".")
    found: Any = import_module(parts[0])
    for i, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            try:
                import_module(".".join(parts[:i]))
            except ModuleNotFoundError:
                raise AttributeError(name) from None
        found = getattr(found, part)
    return found


def read_examples(text: str) -> list[ast.Module]:
    """The Python examples of a page, parsed."""
    return [ast.parse(block) for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


@each_page
def test_a_dotted_name_of_the_package_exists(page: Path) -> None:
    for name in re.findall(r"`(finalorder(?:\.\w+)+)", page.read_text(encoding="utf-8")):
        assert resolve(name) is not None, name


@each_page
def test_an_example_imports_and_calls_what_exists(page: Path) -> None:
    for example in read_examples(page.read_text(encoding="utf-8")):
        names = {}
        for node in ast.walk(example):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("finalorder"):
                names |= {alias.name: resolve(f"{node.module}.{alias.name}") for alias in node.names}
            elif isinstance(node, ast.Import):
                names |= {alias.name: import_module(alias.name) for alias in node.names if alias.name == "finalorder"}
        for node in ast.walk(example):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                assert hasattr(names[node.value.id], node.attr), f"{node.value.id}.{node.attr}"


def find_command(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words begin with, and what follows its name."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"there is no command {words[0]}"
        command, words = found, words[1:]
    return command, words


def read_code(text: str) -> str:
    """The code of a page: its blocks, and what stands between backticks, a line each."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return "\n".join([*blocks, *spans])


@each_page
def test_a_command_and_its_options_exist(page: Path) -> None:
    code = read_code(page.read_text(encoding="utf-8"))
    for line in re.findall(r"(?:^|/)finalorder ((?:[a-z]+\b ?)[^\n#]*)", code, re.MULTILINE):
        command, words = find_command(line.split())
        known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help", "-h"}
        asked = {word.strip("[]…|.,") for word in words if word.strip("[").startswith("--")}
        assert asked <= known, f"finalorder {line}"
