"""Options that commands share, under one name and with one meaning each."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from finalorder.errors import quote_value

OPERATION_ARGUMENT = click.argument("operation", metavar="OPERATION")
_WEB_ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?(/[\w./~%-]*)?", re.ASCII)
Command = TypeVar("Command", bound=Callable[..., Any])


class DayType(click.ParamType[date]):
    """A calendar day, written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a valid date; use YYYY-MM-DD, for example 2019-06-21.", param, ctx)


DAY_TYPE = DayType()


class OutFileType(click.Path):
    """A file to write, in a folder that is there: a wrong one is refused before anything is counted."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            path = Path(value)
            if path.name and not path.parent.is_dir():
                self.fail(
                    f"there is no folder {quote_value(str(path.parent))}; make it, or choose another.", param, ctx
                )
            if not path.name or path.is_dir():
                self.fail(f"{quote_value(str(path))} is a folder; choose a file in it.", param, ctx)
        except (OSError, ValueError) as error:
            self.fail(f"{quote_value(str(value))} cannot be written ({error}).", param, ctx)
        return super().convert(value, param, ctx)


OUT_FILE = OutFileType()


class WebAddressType(click.ParamType[str]):
    """The address of something on the web, scheme and all."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not _WEB_ADDRESS.fullmatch(value):
            self.fail(
                f"{quote_value(value)} is not a web address; write all of it, as https://example.org/site.", param, ctx
            )
        return str(value)


WEB_ADDRESS = WebAddressType()


def add_download_options(command: Command) -> Command:
    """Add --url and --to: where a release comes from, and the folder for it."""
    command = click.option(
        "--to",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("releases"),
        show_default=True,
        metavar="DIR",
        help="Folder for releases, one subfolder per month.",
    )(command)
    return click.option("--url", metavar="URL", help="Address of the release; default the court's own.")(command)


def add_lake_options(command: Command) -> Command:
    """Add --lake and --release: where the answers come from."""
    command = click.option(
        "--release",
        "--vintage",
        "release",
        metavar="NAME",
        help="The release to ask, by name or month, of the lake or its history; default the newest real one.",
    )(command)
    return add_lake_folder_option(command)


def add_lake_folder_option(command: Command) -> Command:
    """--lake alone: the folder of the lake."""
    return click.option(
        "--lake",
        "lake_dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("lake"),
        show_default=True,
        help="The lake to read.",
    )(command)


def add_as_of_option(command: Command) -> Command:
    """Add --as-of: the day whose state is asked for."""
    return click.option("--as-of", "as_of", type=DAY_TYPE, help="The day asked about, YYYY-MM-DD.")(command)


def add_language_option(command: Command) -> Command:
    """Add --lang: the language of what is printed."""
    return click.option(
        "--lang", type=click.Choice(["en", "es"]), default="en", show_default=True, help="English or Spanish."
    )(command)


def add_format_option(command: Command) -> Command:
    """Add --format: the form of an answer."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv", "parquet"]),
        default="table",
        show_default=True,
        help="A table to read, or a file for programs, with what rebuilds it.",
    )(command)


def add_disclosure_option(command: Command) -> Command:
    """Add --disclosure: whether the gate protects what is shown."""
    return click.option(
        "--disclosure",
        type=click.Choice(["public", "none"]),
        default="public",
        show_default=True,
        help="none: unprotected numbers for your own machine, stamped not for publication.",
    )(command)


def add_answer_options(command: Command) -> Command:
    """Add --format, --lang and --disclosure: how an answer is given."""
    return add_format_option(add_language_option(add_disclosure_option(command)))


def add_engine_options(command: Command) -> Command:
    """Add --engine, --master and --checksums: where the ledger's SQL runs, and proof that it does not matter."""
    command = click.option(
        "--checksums", is_flag=True, help="Also print the SHA-256 of each ledger table's rows: equal on every engine."
    )(command)
    return add_where_options(command)


def add_where_options(command: Command) -> Command:
    """--engine and --master: where the SQL runs."""
    command = click.option(
        "--master",
        default="local[*]",
        show_default=True,
        metavar="URL",
        help="Where Spark runs: local[2], spark://HOST:7077 ...",
    )(command)
    return click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="Where the SQL runs.",
    )(command)


def add_cohort_file_option(command: Command) -> Command:
    """Add --cohort: groups of the user's own files."""
    return click.option(
        "--cohort",
        "own",
        multiple=True,
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Your own cohort file; repeat for several.",
    )(command)
