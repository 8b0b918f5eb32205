"""The command line: parse, call, print. Commands are imported when they are run, so that --help is immediate."""

import sys
from importlib import import_module

import click

from finalorder.errors import Problem

#: command -> (module, attribute, what it does in a line)
COMMANDS = {
    "simulate": ("finalorder.cli.making", "simulate", "Write a simulated release in the court's own packaging."),
    "fetch": ("finalorder.cli.fetch", "fetch", "Get the court's release, if it is new."),
    "docket": ("finalorder.cli.fit", "docket", "Measure the model's parameters in a lake."),
    "build": ("finalorder.cli.making", "build", "Read a release into a lake and derive its ledger."),
    "derive": ("finalorder.cli.making", "derive", "Derive the ledger again from the tables of a lake."),
    "audit": ("finalorder.cli.looking", "audit", "Print the accounting of a release: every row of it."),
    "show": ("finalorder.cli.looking", "show", "Print a definition, with --sql its SQL; never rows."),
    "cohorts": ("finalorder.cli.cohorts", "cohorts", "List the groups an announcement names; count their flows."),
    "sources": ("finalorder.cli.looking", "sources", "List the rules of law as computed, with citations."),
    "deadlines": ("finalorder.cli.looking", "deadlines", "Print the clocks that run from an order."),
    "methods": ("finalorder.cli.measure", "methods", "List what can be measured, and every way to measure it."),
    "measure": ("finalorder.cli.measure", "measure", "Answer a measure by every published method, side by side."),
    "compare": ("finalorder.cli.compare", "compare", "Compare the ledger with another way of counting."),
    "verify": ("finalorder.cli.verify", "verify", "Compare a lake with figures that others have published."),
    "context": ("finalorder.cli.ice", "context", "Add ICE's files to a lake, and show what they say."),
    "operation": ("finalorder.cli.operation", "operation", "Write, validate and compare operation files."),
    "scope": ("finalorder.cli.telling", "scope", "Count who an announced operation names, by city and group."),
    "brief": ("finalorder.cli.telling", "brief", "Write the brief of an announced operation."),
    "check": ("finalorder.cli.check", "check", "List what a report claims, and what the records say to it."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="finalorder")
def main() -> None:
    """An account of the U.S. removal pipeline from the immigration courts' own public records.

    finalorder counts; it never looks anyone up. Start with `make brief`, or with `finalorder build RELEASE`.
    """


def run() -> None:
    """Run a command; what the user can mend is one or two sentences on stderr, and exit code 2."""
    try:
        main(standalone_mode=False)
    except Problem as problem:
        _exit_with_error(str(problem))
    except click.exceptions.Abort:
        _exit_with_error("stopped.")
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()  # the help itself
        sys.exit(2)
    except click.ClickException as error:
        _exit_with_error(_format_click_error(error))
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _format_click_error(error: click.ClickException) -> str:
    """What is wrong with the words of a command, and where its help is."""
    said = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return f"{said}."
    return f"{said}{' See' if said.endswith('?') else '; see'} `{context.command_path} --help`."


def _exit_with_error(text: str) -> None:
    click.echo(f"finalorder: {text}", err=True)
    sys.exit(2)
