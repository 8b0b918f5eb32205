"""The command ``reproduce``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finalorder.api import Reproduction

#: more differences than these are counted and not printed
MOST_LINES = 20
NOT_THE_SAME = 5


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.add_lake_folder_option
@click.option("--question", default="", metavar="TEXT", help="What was asked, if the file does not say it.")
@options.add_language_option
@click.pass_context
def reproduce(context: click.Context, file: Path, lake_dir: Path, question: str, lang: str) -> None:
    """Make FILE again from a lake, and say whether it comes out the same; exit code 5 if it does not.

    FILE is an answer (.json, .csv, .parquet), a chart (.svg, .png), a page of a site, or a brief or one of its files.
    """
    from finalorder import api

    found = api.reproduce(file, lake_dir, question=question)
    click.echo("\n".join(_describe(found, lang)))
    if not found.is_same:
        context.exit(NOT_THE_SAME)


def _describe(found: "Reproduction", lang: str) -> "Iterator[str]":
    from finalorder.words import load_words

    words = load_words(lang)
    ending = "same" if found.is_same else "differs"
    yield words.format_plain(f"reproduce.{ending}", file=str(found.path), compared=found.compared)
    yield from (f"  {line}" for line in found.differences[:MOST_LINES])
    if (left := len(found.differences) - MOST_LINES) > 0:
        yield "  " + words.format_plain("reproduce.more", count=left)
    yield from found.remarks
    if found.provenance.command:
        yield words.format_plain("reproduce.command", command=found.provenance.command)
