"""The command line: parse, call, print. Commands are imported when they are run, so that --help is immediate."""

import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise

import click

from finalorder.errors import FinalorderError, InputError

#: command -> what it does in a line; each lies in the module of its name
COMMANDS = {
    "simulate": "Write a simulated release in the court's own packaging.",
    "fetch": "Download the court's release, if it is new.",
    "build": "Read a release into a lake and derive its ledger.",
    "derive": "Derive the ledger again from the tables of a lake.",
    "history": "Keep every release: each version of each row once; rebuild any of them.",
    "diff": "Compare two releases: every row kept, changed, appeared, vanished or returned.",
    "revisions": "Show a measure by year as each release had it, and how far it still moves.",
    "watch": "Do the month's work: fetch if new, build, add to the history, compare.",
    "update": "Do the month's work with a release that is here already.",
    "audit": "Show how every row of a release was accounted for.",
    "show": "Show a definition, or with --sql its SQL; never rows.",
    "cohorts": "List the groups that announcements name; show how many cases each criterion excludes.",
    "cities": "List the courts' cities; say which court a place leads to.",
    "dimensions": "List what conditions and splits may name.",
    "values": "List the values of a dimension.",
    "law": "List the rules of law as computed, with citations.",
    "deadlines": "Show the deadlines that run from an order.",
    "methods": "List the measures, with every method for each.",
    "measure": "Compute a measure with every published method, side by side.",
    "compare": "Compare the ledger with another way of counting.",
    "verify": "Compare a lake with figures that others have published.",
    "fit": "Estimate the simulation's parameters from a lake.",
    "ice": "Add ICE's files to a lake, and show what they say.",
    "forecast": "Forecast the backlog, with intervals: from published figures, or from a lake.",
    "backtest": "Show how wrong the forecasts would have been, beside naive rules.",
    "operation": "Write, validate and compare operation files.",
    "scope": "Count the cases an announced operation targets, by city and group.",
    "brief": "Write the brief of an announced operation.",
    "reproduce": "Make an answer, a chart or a brief again; say whether it comes out.",
    "publish": "Publish everything of a release as a static site.",
    "serve": "Serve a published site to browsers and programs.",
    "mcp": "Answer assistants from a published site.",
    "check": "List what a report claims, and what the records say about each claim.",
    "export": "Write a table for Stata, SPSS, Excel or R, with labels and dates.",
}
#: names of the first edition -> what to run now
RENAMED_COMMANDS = {"context": "ice", "sources": "law", "docket": "fit"}


class LazyGroup(click.Group):
    """A group that knows its commands' one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in RENAMED_COMMANDS:
            raise InputError(_describe_renaming(name))
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"finalorder.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _describe_renaming(name: str) -> str:
    old = "docket fit" if name == "docket" else name
    return f"`finalorder {old}` is now `finalorder {RENAMED_COMMANDS[name]}`; run that."


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="finalorder")
def main() -> None:
    """An account of the U.S. removal pipeline from the immigration courts' own public records.

    finalorder counts; it never looks anyone up. Start with `finalorder simulate release.zip`, then `finalorder build
    release.zip`; or with the court's own file, from `finalorder fetch`.
    """


def run() -> None:
    """Run a command; what goes wrong without a bug is one or two sentences on stderr, and an exit code of its kind."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name on the disk need not be text in any encoding
    try:
        sys.exit(main(standalone_mode=False))  # a command that has more to say than yes leaves with a code
    except FinalorderError as error:
        _exit_with_error(str(error), error.exit_code)
    except click.exceptions.Abort:
        _exit_with_error("stopped.")
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()  # the help itself
        sys.exit(2)
    except click.ClickException as error:
        _exit_with_error(_format_click_error(error))
    except MemoryError:
        _exit_with_error("this needs more memory than there is; close other programs, or use a larger machine.", 5)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _format_click_error(error: click.ClickException) -> str:
    """Format what is wrong with the words of a command, and where its help is."""
    said = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return f"{said}."
    return f"{said}{' See' if said.endswith('?') else '; see'} `{context.command_path} --help`."


def _exit_with_error(text: str, code: int = 2) -> None:
    if find_language(sys.argv[1:]) == "es":
        from finalorder.cli.error_words import translate_error

        text = translate_error(text)
    click.echo(f"finalorder: {text}", err=True)
    sys.exit(code)


def find_language(arguments: Sequence[str]) -> str:
    """Find the language that the words of a command ask for, also where the command could not be read."""
    joined = [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    apart = [after for word, after in pairwise(arguments) if word == "--lang"]
    return (joined + apart or [""])[-1]
