"""The command ``watch``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@options.add_download_options
@click.option(
    "--site", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Publish the release to this site."
)
@click.option("--today", type=options.DAY_TYPE, help="The day by which releases are due; default today.")
@options.add_lake_folder_option
@options.add_language_option
def watch(url: str | None, folder: Path, site: Path | None, today: date | None, lake_dir: Path, lang: str) -> None:
    """Do the month's work: fetch the court's release if it is new, build it, add it to the history, compare, publish.

    Prints one line of news a step. It can be run by a clock, as often as you like: what is done is not done again, what
    was interrupted goes on, and a month that was due and did not come is said.
    """
    from finalorder import api

    for line in api.watch(lake_dir, api.WatchOptions(url=url, releases=folder, site=site, today=today, lang=lang)):
        click.echo(f"{line.text} -> {line.path}" if line.path else line.text)
