"""The reference pages of the documentation site that are generated: commands, functions, methods, cohorts, law.

They are written from what runs: ``--help``, docstrings, the registry. None is kept, so none can be old.
"""

from collections.abc import Iterable, Iterator

import click

from finalorder import api
from finalorder.cli.main import COMMANDS, main

WIDTH = 84


def list_commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its whole name: ``history add``."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {each}", leaf) for each, leaf in command.commands.items())
        else:
            yield name, command


def describe_commands() -> str:
    """``reference/commands.md``: every command as its own help says it, and the function that does the same."""
    parts = ["# Commands\n", "What `finalorder COMMAND --help` prints, for every command. Exit codes are those of"]
    parts += ["[the lake's page](../lake.md#exit-codes).\n"]
    for name, command in list_commands():
        parts += [f"## {name}\n", *_describe_functions(name), "```text", _format_help(name, command), "```\n"]
    return "\n".join(parts)


def _describe_functions(command: str) -> Iterator[str]:
    names = api.COMMAND_FUNCTIONS.get(command, ())
    if names:
        yield "From Python: " + ", ".join(f"[`{name}`](#finalorder.api.{name})" for name in names) + ".\n"


def _format_help(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"finalorder {name}", max_content_width=WIDTH, terminal_width=WIDTH)
    return command.get_help(context)


def describe_functions() -> str:
    """``reference/python.md``: every function and class of the library, from its docstring."""
    functions = [name for name in api.__all__ if name.islower()]
    classes = [name for name in api.__all__ if not name.islower() and not name.isupper()]
    parts = ["# Functions and classes\n", "All of `finalorder.api`. [From Python](../python.md) is the way in.\n"]
    parts += ["## Functions\n", *_document("autofunction", functions)]
    parts += [
        "## Classes\n",
        *_document("autoclass", classes, "   :members:\n   :inherited-members: TypedDict, dict\n"),
    ]
    parts += ["## Errors\n", "```{eval-rst}\n.. automodule:: finalorder.errors\n   :members:\n   :noindex:\n```"]
    return "\n".join(parts)


def _document(directive: str, names: Iterable[str], options: str = "") -> Iterator[str]:
    for name in sorted(names):
        home = getattr(api, name)
        yield f"```{{eval-rst}}\n.. {directive}:: finalorder.api.{name}\n{options}```\n" if home else ""


def describe_methods() -> str:
    """``reference/methods.md``: every measure with every published method, as ``finalorder show`` says it."""
    parts = ["# Measures and methods\n", "As `finalorder show METHOD` prints them; `--sql` adds the SQL.\n"]
    for measure, methods in api.list_methods().items():
        parts.append(f"## {measure}\n")
        for method in methods:
            parts += [f"### {method.id}\n", _quote(api.describe(method.id))]
    return "\n".join(parts)


def describe_cohorts() -> str:
    """``reference/cohorts.md``: the groups that announcements name."""
    parts = [
        "# Cohorts\n",
        "As `finalorder cohorts` prints them; [the page on cohorts](../cohorts.md) says how they are made.\n",
    ]
    for cohort in api.list_cohorts():
        parts += [f"## {cohort.name}\n", _quote(api.describe_cohort(cohort))]
    return "\n".join(parts)


def describe_law() -> str:
    """``reference/law.md``: the rules of law as they are computed."""
    parts = ["# The law, as computed\n", "As `finalorder law` lists it, from `registry/law.toml`. Not legal advice.\n"]
    parts += ["| rule | kind | what | citation |", "|---|---|---|---|"]
    parts += [
        f"| {rule.id} | {rule.kind.replace('_', ' ')} | {_cell(rule.name)} | {_cell(rule.citation)} |"
        for rule in api.list_law_rules()
    ]
    return "\n".join(parts) + "\n"


def describe_operations() -> str:
    """``reference/operations.md``: the operations that ship."""
    parts = [
        "# Operations that ship\n",
        "As `finalorder operation list` prints them; [operation files](../operations.md).\n",
    ]
    parts += ["| id | title | first day |", "|---|---|---|"]
    parts += [f"| {each.id} | {_cell(each.title)} | {each.first_day} |" for each in api.list_operations()]
    return "\n".join(parts) + "\n"


def describe_dimensions() -> str:
    """``reference/dimensions.md``: what conditions and splits may name."""
    parts = [
        "# Dimensions\n",
        "What `--by` and `--where` take; `finalorder values DIMENSION` lists the values of one.\n",
    ]
    parts += ["| dimension | meaning | values |", "|---|---|---|"]
    for each in api.list_dimensions():
        values = list(api.list_values(each.name))
        some = ", ".join(f"`{value}`" for value in values[:6])
        parts.append(f"| `{each.name}` | {_cell(each.meaning)} | {_cell(some)}{' ...' if len(values) > 6 else ''} |")
    return "\n".join(parts) + "\n"


def _quote(lines: Iterable[str]) -> str:
    return "\n".join(["```text", *lines, "```\n"])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


#: the page of each file in ``reference/``
GENERATED = {
    "commands.md": describe_commands,
    "python.md": describe_functions,
    "methods.md": describe_methods,
    "cohorts.md": describe_cohorts,
    "law.md": describe_law,
    "operations.md": describe_operations,
    "dimensions.md": describe_dimensions,
}
